"""How many treatment sessions were given or planned: the fewest and the most.

Rules of docs/labelling.md: sessions of a procedure (needling, laser, injection), not doses of a
drug that is used daily; of several arms the range over all. "Monthly for three months" is three
sessions, derived. Reviews and guidelines have no sessions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.extract.concepts import concept_matches
from ingest.extract.context import Context
from ingest.extract.cues import Rule
from ingest.extract.document import Document, Sentence
from ingest.extract.fact import Fact, Status
from ingest.extract.range_candidates import FROM_BASELINE, Candidate, choose, range_facts
from ingest.extract.ranges import BOUND, NUMBER, RANGE, Range, range_of, value_of
from ingest.extract.scar_facts import has_number, is_secondary, of_abstract

VERSION = 1
#: More than this is a count of all treatments of all patients, not of one patient's sessions.
MOST = 40

_NOUN = Rule(
    "counted",
    ("session", "sitting", "treatment", "procedure", "visit", "cycle", "injection", "operation",
     "doses", "application", "peel"),
    re.compile(
        r"\b(?P<strong>sessions?|sittings?)\b|\b(?:treatments?|procedures?|visits?|cycles?|"
        r"injections?|operations?|doses|applications?|peels)\b"
    ),
    reach=14,
)  # fmt: skip
_NUMBER_BEFORE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<lead>one of|either of|the|both|these|those|of|after|following|within|"
    rf"first|between|than|other|all|by|mean|median|average)\s(?:of\s)?)?"
    rf"(?:{BOUND}\s(?:of\s)?)?{RANGE}(?P<between>(?:[\s-]+(?!{NUMBER})[a-z][a-z0-9:/-]*){{0,4}})"
    r"(?:\s\((?:mean|median|average)[^()]{1,15}\))?[\s-]$"
)
_NO_ADJECTIVE = re.compile(
    r"\b(?:of|in|with|and|or|per|were|was|had|after|at|for|to|by|from|who|patients?|subjects?|"
    r"women|men|weeks?|months?|days?|min|minutes?|hours?|years?|groups?|arms?|mm|mg|nm|sides?|"
    r"cases?|th|different|various|other|types?|kinds?|common|main|topical|active|follow-up|"
    r"control|study|years|scars?|keloids?|lesions?|received|underwent|times|pass|passes|equal|"
    r"assessment|evaluation|previous|prior|standard|randomi[sz]ed|comparative|menstrual|required|"
    r"chemotherapy)\b"
)
_NOT_SESSIONS_AFTER = re.compile(
    r"[\s-]*(?:sessions?|sittings?|groups?|arms?|modalit\w+|options?|sides?|methods?|protocols?|"
    r"regimens?|areas?|"
    r"sites?|outcomes?|parameters?|effects?|responses?|failures?|rooms?|plans?|strateg\w+|"
    r"per (?!patient|person|subject|participant|side|scar|lesion)|"
    r"daily|a (?:day|week|month)\b(?! apart)|each (?:day|week|month)|were (?:compared|equally|"
    r"similar|effective)|are (?:compared|equally|"
    r"similar|effective)|(?:may|can|could|should|might|is|are) )"
)
#: After "one session": it is one of many.
_REPEATED = re.compile(r"\s(?:every|each|per|a month|a week|monthly|weekly|once)\b")
_DELIVERED = re.compile(
    r"\b(?:receiv\w+|underw\w+|undergo\w*|given|giv(?:e|en)|treated|performed|carried out|"
    r"administered|repeated|had|have|needed|required|planned|schedul\w+|apart|intervals?|every|"
    r"monthly|weekly|total of|done|took place|held|needled|injected|consist\w+|spaced|separated|"
    r"in all|made up of|(?:series|course) of)\b"
)
_TIMES = Rule(
    "times",
    ("times",),
    re.compile(
        r"\btimes\b(?! (?:a|per|each|daily|weekly|monthly|the|as|higher|more|greater|lower|less|"
        r"longer)\b)"
    ),
)
_SCHEDULE = re.compile(
    r"\b(?:apart|intervals?|every|monthly|weekly|one month|weeks? \d|(?:a|per) (?:week|month))\b"
)
_ONCE = Rule(
    "once or twice",
    ("once", "twice", "thrice"),
    re.compile(
        r"\b(?:treated|performed|done|given|needled|injected|repeated|carried out|administered|"
        r"sessions?|injections?|treatment|procedure)\s(?P<word>once|twice|thrice)\b"
        r"(?! (?:a|per|daily|weekly|every|monthly|the|in)\b)|,\s(?P<listed>once),"
    ),
)
_TIMES_OF = {"once": 1, "twice": 2, "thrice": 3}
_ANOTHER = Rule(
    "a second session",
    ("second", "third"),
    re.compile(
        r"\b(?:underwent|had|received|given|needed|for) (?:a|the) (?P<word>second|third)"
        r"(?: and final)? (?:session|treatment|procedure|injection|sitting)\b"
    ),
)
_PLACE_OF = {"second": 2, "third": 3}
_SINGLE = Rule(
    "single",
    ("single",),
    re.compile(
        r"\b(?<!no )(?<!no one )(?:a |one |the )?single[- ](?:[a-z0-9:-]+[ -]){0,3}?"
        r"(?:(?P<strong>session|sitting)|treatment|procedure|injection)\b"
        r"(?! (?:group|arm|modalit|has))"
    ),
)
_STATED = (
    Rule(
        "mean with range",
        ("mean", "median", "average"),
        re.compile(
            rf"\b(?:mean|median|average)\b[^.;()]{{0,30}}?{NUMBER}[^.;()]{{0,20}}?\b(?:sessions?|"
            rf"treatments?|sittings?|procedures?|"
            rf"injections)\s\((?:range[ds]?)?[:,\s]*(?:from\s)?{RANGE}\)"
        ),
    ),
    Rule(
        "mean with range",
        ("number of",),
        re.compile(
            r"\bnumber of (?:\w+ )?(?:sessions|treatments|procedures) (?:was|were|"
            r"of) \d+(?:\.\d+)?[^.;()]{0,12}?"
            rf"\(range[:,\s]*(?:from\s)?{RANGE}\)"
        ),
    ),
    Rule(
        "number of sessions",
        ("sessions was", "sessions were", "sessions given", "sessions needed", "sessions ranged",
         "sessions varied", "sessions performed", "sessions required", "sessions:", "number of"),
        re.compile(
            r"(?:\bsessions|\bnumber of (?:\w+ )?(?:treatments|procedures|injections))"
            r"(?:\s(?:given|needed|performed|required))?(?:\s(?:was|were|ranged|varied)|:)\s"
            rf"(?:between\s|from\s|of\s)?{RANGE}"
            r"(?!\s?(?:weeks?|months?|days?|minutes?|min\b|-?mm))"
        ),
    ),
    Rule(
        "number of sessions",
        ("(n",),
        re.compile(
            r"\b(?:sessions|treatments|injections)\s\(n\s?=\s?(?P<low>\d+)(?P<high>)\)"
        ),
    ),
    Rule(
        "in all",
        ("in number", "in all", "in total", "altogether"),
        re.compile(
            rf"\bsessions?\b[^.;]{{0,40}}?\b(?P<low>{NUMBER})(?P<high>)\s"
            r"(?:in number|in all|in total|altogether)\b"
        ),
    ),
)  # fmt: skip
_FOR = Rule(
    "every … for …",
    ("for ", "over "),
    re.compile(
        r"\b(?:(?P<month>monthly|once a month|once per month|every month|(?:at |in )?monthly "
        r"intervals?)|(?P<week>weekly|once a week|once per week|once weekly|every week|(?:at "
        r")?weekly intervals?)|(?P<twice>twice a week|twice weekly|two times (?:a|per) week)"
        r"|(?P<thrice>(?:three|3) times (?:a|per) week|thrice (?:a week|weekly))"
        rf"|every (?P<step>{NUMBER}) weeks?)(?P<between>(?: [a-z-]+){{0,3}}?) "
        r"(?:for|over)(?: a total of)? "
        rf"(?P<length>{NUMBER}) (?:consecutive |successive )?(?P<unit>weeks?|months?)\b"
        r"(?! (?:after|follow|later|following|of follow))"
    ),
)
#: What is given "weekly … for four weeks" is a procedure: no drug, no visit.
_PROCEDURE = re.compile(
    r"\b(?:needl|micro-?needl|laser|inject|intralesional|session|peel|radiofrequenc|subcision|"
    r"plasma|cryotherap|irradiat|treated)"
)
_LISTED = Rule(
    "listed weeks",
    ("weeks", "days", "months", "baseline"),
    re.compile(
        r"\b(?:sessions?|treatments?|procedures?|injections?|treated|needled|performed|given|"
        r"needling|done|injected|delivered|repeated)\b[^;\n]{0,120}?\s(?:(?:at|on|in)\s(?:weeks|"
        r"days|months)\s"
        r"(?P<list>\d+(?:,\s\d+)*,?\sand\s\d+)"
        r"|at\s(?P<list2>\d+(?:,\s\d+)+,?\sand\s\d+)\s(?:weeks|months|days)\b"
        rf"|{FROM_BASELINE})"
    ),
)
_DIGITS = re.compile(r"\d+|baseline")
#: Nouns that count courses of drugs unless the text is about scars.
_OF_DRUGS = ("cycle", "dose")
#: How far before its noun a number may stand, in characters.
_NEAR = 90
_CHECKED = re.compile(
    r"\b(?:follow\w*|assess\w*|evaluat\w*|review\w*|examin\w*|record\w*|measur\w*|seen|"
    r"photograph\w*|question\w*|monitor\w*|maintenance|scor\w*|graded|"
    r"massage\w*|gel|cream|ointment|tape)\b"
)
_OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|usually|typically|generally|often|should|usual|previous\w*|"
    r"failed|prior|after five similar|survey|questionnaire|respondents?|commonly)\b"
)
_UNSEARCHED = ("background", "registration")
#: A candidate that weighs less is none.
_LEAST = 1.5


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``sessions_min`` and ``sessions_max``; sets ``answers["sessions"]`` to [min, max] or None."""
    context.answers["sessions"] = None
    if is_secondary(document, context):
        return []
    chosen = choose(list(candidates(document)), document.lower, _LEAST)
    if chosen is None:
        return []
    context.answers["sessions"] = list(chosen.range)
    return range_facts(
        document, chosen, "sessions", method="sessions", version=VERSION, unit="sessions"
    )


def candidates(document: Document) -> Iterator[Candidate]:
    """Every number that may count sessions."""
    weights: dict[int, float] = {}
    for find in (_nouns, _stated_otherwise, _times, _schedules):
        for candidate in find(document):
            sentence = document.sentences[candidate.sentence]
            if sentence.section in _UNSEARCHED or candidate.end > sentence.end:
                continue
            if sentence.number not in weights:
                weights[sentence.number] = _weight_of(document.lower, sentence)
            yield replace(candidate, weight=candidate.weight + weights[sentence.number])


def _weight_of(lower: str, sentence: Sentence) -> float:
    weight = 0.0
    if sentence.section in ("methods", "results"):
        weight += 0.5
    if sentence.section == "conclusions":
        weight -= 1.0
    if _OTHERS.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    return weight


def _nouns(document: Document) -> Iterator[Candidate]:
    is_about_scars = bool(concept_matches(document, "scar_type"))
    for noun in _NOUN.matches(document.lower):
        if not has_number(document, noun.start() - _NEAR, noun.start()):
            continue
        if noun[0].startswith(_OF_DRUGS) and not is_about_scars:
            continue
        sentence = document.sentence_at(noun.start())
        found = _counted(document.lower, sentence, noun) if sentence else None
        if found is not None:
            yield found


def _stated_otherwise(document: Document) -> Iterator[Candidate]:
    """A mean with its range, "sessions ranged from …", "four in all", "a single session"."""
    lower = document.lower
    for rule in _STATED:
        weight = 4.0 if rule.value == "mean with range" else 3.0
        for match, sentence in _matches(document, rule):
            if _is_plausible(range_of(match)):
                yield _candidate(range_of(match), match, sentence, weight, rule)
    for match, sentence in _matches(document, _ANOTHER):
        place = _PLACE_OF[match["word"]]
        yield _candidate(Range(place, place), match, sentence, 1.5, _ANOTHER)
    for match, sentence in _matches(document, _SINGLE):
        if match["strong"] or _DELIVERED.search(lower, sentence.start, sentence.end):
            weight = 3.0 if match["strong"] else 2.0
            yield _candidate(Range(1, 1), match, sentence, weight, _SINGLE)


def _times(document: Document) -> Iterator[Candidate]:
    """ "Three times, one month apart", "treated once"."""
    lower = document.lower
    for match, sentence in _matches(document, _TIMES):
        window = max(sentence.start, match.start() - 40)
        before = _NUMBER_BEFORE.search(lower, window, match.start())
        if before is None or before["between"]:
            continue
        if _SCHEDULE.search(lower, sentence.start, sentence.end) and not _is_checked(
            lower, sentence, match
        ):
            start, end = before.start("low"), match.end()
            yield Candidate(range_of(before), start, end, sentence.number, 2.5, "times")
    for match, sentence in _matches(document, _ONCE):
        times = _TIMES_OF.get(match["word"], 1)
        yield _candidate(Range(times, times), match, sentence, 1.5, _ONCE)


def _schedules(document: Document) -> Iterator[Candidate]:
    """Sessions that follow from a schedule: "monthly for four months", "at weeks 0, 4 and 8"."""
    for match, sentence in _matches(document, _FOR):
        sessions = _sessions_in(match)
        of_procedure = not match["between"] or _PROCEDURE.search(
            document.lower, sentence.start, sentence.end
        )
        if sessions and of_procedure and not _is_checked(document.lower, sentence, match):
            yield _candidate(Range(sessions, sessions), match, sentence, 2, _FOR, "derived")
    for match, sentence in _matches(document, _LISTED):
        if not _CHECKED.search(document.lower, sentence.start, match.end()):
            count = len(_DIGITS.findall(match["list"] or match["list2"] or match["baseline"]))
            yield _candidate(Range(count, count), match, sentence, 2, _LISTED, "derived")


def _matches(document: Document, rule: Rule) -> Iterator[tuple[re.Match[str], Sentence]]:
    for match in rule.matches(document.lower):
        sentence = document.sentence_at(match.start())
        if sentence is not None:
            yield match, sentence


def _is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a word for an assessment stands shortly before: no session then."""
    window = max(sentence.start, match.start() - 60)
    return _CHECKED.search(lower, window, match.start()) is not None


def _candidate(
    range_: Range,
    match: re.Match[str],
    sentence: Sentence,
    weight: float,
    rule: Rule,
    status: Status = "stated",
) -> Candidate:
    start, end = match.span()
    return Candidate(range_, start, end, sentence.number, weight, rule.value, status)


def _counted(lower: str, sentence: Sentence, noun: re.Match[str]) -> Candidate | None:
    """The number right before the noun: "three monthly sessions", "up to six injections"."""
    window = max(sentence.start, noun.start() - _NEAR)
    before = _NUMBER_BEFORE.search(lower, window, noun.start())
    if before is None or _NO_ADJECTIVE.search(before["between"]):
        return None
    if _NOT_SESSIONS_AFTER.match(lower, noun.end(), sentence.end):
        return None
    range_ = range_of(before)
    if not _is_plausible(range_):
        return None
    if range_ == Range(1, 1) and _REPEATED.match(lower, noun.end(), sentence.end):
        return None
    if lower.endswith(("missed ", "skipped "), 0, before.start()):
        return None
    lead = before["lead"]
    if lead in ("mean", "median", "average", "than", "first"):
        return None
    strong = noun["strong"] is not None
    is_plural = noun[0].endswith("s")
    if not is_plural and (range_.high or 0) > 1 and lower[noun.start() - 1] != "-":
        return None
    if not strong:
        if lead in ("the", "both", "these", "those", "other", "by", "one of", "either of"):
            return None
        if lead == "between" and not before["high"]:
            return None
        if not _DELIVERED.search(lower, sentence.start, sentence.end):
            return None
    weight = 3.0 if strong else 2.5
    if lead in ("after", "following", "within", "of", "the", "all"):
        weight -= 0.5
    start = before.start("bound") if before["bound"] else before.start("low")
    rule = "sessions counted" if strong else "treatments counted"
    return Candidate(range_, start, noun.end(), sentence.number, weight, rule)


def _is_plausible(range_: Range) -> bool:
    return all(
        value is None or (float(value).is_integer() and 0 < value <= MOST) for value in range_
    )


def _sessions_in(match: re.Match[str]) -> int | None:
    """Sessions of a schedule with its length, where that is a whole number."""
    length = value_of(match["length"])
    unit = "month" if match["unit"].startswith("month") else "week"
    if match["month"]:
        sessions = length if unit == "month" else length / 4
    elif unit == "month":
        return None
    elif match["week"]:
        sessions = length
    elif match["twice"]:
        sessions = 2 * length
    elif match["thrice"]:
        sessions = 3 * length
    else:
        sessions = length / value_of(match["step"])
    return int(sessions) if float(sessions).is_integer() and 0 < sessions <= MOST else None
