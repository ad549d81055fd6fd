"""How many treatment sessions were given or planned: the fewest and the most.

Rules of docs/labelling.md: sessions of a procedure (needling, laser, injection), not doses of a
drug that is used daily; of several arms the range over all. "Monthly for three months" is three
sessions, derived. Reviews and guidelines have no sessions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.context import Context
from ingest.extract.document import Document, Sentence
from ingest.extract.fact import Fact, Status
from ingest.extract.ranges import BOUND, NUMBER, RANGE, Range, range_of, union, value_of
from ingest.extract.scar_facts import is_secondary, names_arms, scar_fact

VERSION = 1
#: More than this is a count of all treatments of all patients, not of one patient's sessions.
MOST = 40

_NOUN = re.compile(
    r"\b(?P<strong>sessions?|sittings?)\b"
    r"|\b(?:treatments?|procedures?|visits?|cycles?|injections?|operations?|doses|applications?)\b"
)
_NUMBER_BEFORE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<lead>the|both|these|those|of|after|following|within|first|between|than|"
    rf"other|all|by|mean|median|average)\s(?:of\s)?)?"
    rf"(?:{BOUND}\s(?:of\s)?)?{RANGE}(?P<between>(?:[\s-]+(?!{NUMBER})[a-z][a-z0-9:/-]*){{0,4}})[\s-]$"
)
_NO_ADJECTIVE = re.compile(
    r"\b(?:of|in|with|and|or|per|were|was|had|after|at|for|to|by|from|who|patients?|subjects?|women|"
    r"men|weeks?|months?|days?|min|minutes?|hours?|years?|groups?|arms?|mm|mg|nm|sides?|cases?|th|"
    r"different|various|other|types?|kinds?|common|main|topical|active|follow-up|control|study|"
    r"years|scars?|keloids?|lesions?|received|underwent|times|pass|passes|equal|assessment|"
    r"evaluation|previous|prior|standard|randomi[sz]ed|comparative)\b"
)
_NOT_SESSIONS_AFTER = re.compile(
    r"[\s-]*(?:groups?|arms?|modalit\w+|options?|sides?|methods?|protocols?|regimens?|areas?|sites?|"
    r"outcomes?|parameters?|effects?|responses?|failures?|rooms?|plans?|strateg\w+|per|daily|"
    r"a day|each day|were (?:compared|equally|similar|effective)|are (?:compared|equally|similar|"
    r"effective)|(?:may|can|could|should|might|is|are) )"
)
_DELIVERED = re.compile(
    r"\b(?:receiv\w+|underw\w+|undergo\w*|given|giv(?:e|en)|treated|performed|carried out|"
    r"administered|repeated|had|have|needed|required|planned|schedul\w+|apart|intervals?|every|"
    r"monthly|weekly|total of|done|took place|held|needled|injected|consist\w+|spaced|separated|in all)\b"
)
_TIMES = re.compile(
    r"\btimes\b(?! (?:a|per|each|daily|weekly|higher|more|the|as|greater|monthly|lower|less|longer)\b)"
)
_SCHEDULE = re.compile(r"\b(?:apart|intervals?|every|monthly|weekly|one month|weeks? \d)\b")
_ONCE = re.compile(
    r"\b(?:treated|performed|done|given|needled|injected|repeated)\s(?P<word>once|twice)\b"
    r"(?! (?:a|per|daily|weekly|every|monthly|the|in)\b)|,\s(?P<listed>once),"
)
_SINGLE = re.compile(
    r"\b(?<!no )(?<!no one )(?:a |one |the )?single[- ](?:[a-z0-9:-]+[ -]){0,3}?"
    r"(?:(?P<strong>session|sitting)|treatment|procedure|injection)\b(?! (?:group|arm|modalit|has))"
)
_REVERSED = re.compile(
    rf"\bsessions?\s(?:given\s|needed\s|performed\s|required\s)?(?:was|were|ranged|varied)\s"
    rf"(?:between\s|from\s|of\s)?{RANGE}(?!\s?(?:weeks?|months?|days?|minutes?|min\b|-?mm))"
)
_AVERAGE = re.compile(
    r"\b(?:mean|median|average)\b[^.;()]{0,30}?(?:\d+(?:\.\d+)?)[^.;()]{0,20}?"
    rf"\b(?:sessions?|treatments?|sittings?|procedures?)\s\((?:range[ds]?)?[:,\s]*(?:from\s)?{RANGE}\)"
)
_RANGE_THEN_MEAN = re.compile(rf"\(\s?(?:range)[:,\s]+{RANGE}\s(?:sessions?|treatments?)\)")
_IN_ALL = re.compile(rf"\b(?P<low>{NUMBER})(?P<high>)\s(?:in number|in all|in total|altogether)\b")
_FOR = re.compile(
    rf"\b(?:(?P<month>monthly|once a month|once per month|every month|(?:at |in )?monthly intervals?)"
    rf"|(?P<week>weekly|once a week|once per week|once weekly|every week|(?:at )?weekly intervals?)"
    rf"|(?P<twice>twice a week|twice weekly|two times (?:a|per) week)"
    rf"|every (?P<step>{NUMBER}) weeks?)"
    rf"(?: [a-z]+)? (?:for|over)(?: a total of)? (?P<length>{NUMBER}) (?P<unit>weeks?|months?)\b"
    r"(?! (?:after|follow|later|following|of follow))"
)
_LISTED = re.compile(
    r"\b(?:(?P<strong>sessions?)|treatments?|procedures?|injections?|treated|needled|performed|"
    r"given|needling|done)\b[^;]{0,120}?\s(?:at|on|in)\s(?:weeks?|days?|months?)\s"
    r"(?P<list>\d+(?:,\s\d+)*,?\sand\s\d+)"
)
_CHECKED = re.compile(
    r"\b(?:follow\w*|assess\w*|evaluat\w*|review\w*|examin\w*|record\w*|measur\w*|seen|photograph\w*|"
    r"question\w*|monitor\w*|maintenance|scor\w*|graded|"
    r"massage\w*|gel|cream|ointment|tape)\b"
)
_OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|usually|typically|generally|often|should|usual|previous\w*|"
    r"failed|prior|after five similar|survey|questionnaire|respondents?|commonly)\b"
)
_UNSEARCHED = ("background", "registration")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of sessions with its words; ``weight`` is how surely it is one."""

    range: Range
    start: int
    end: int
    sentence: int
    weight: float
    rule: str
    status: Status = "stated"


def read(document: Document, context: Context) -> list[Fact]:
    """``sessions_min`` and ``sessions_max``; sets ``answers["sessions"]`` to [min, max] or None."""
    context.answers["sessions"] = None
    if is_secondary(context):
        return []
    chosen = choose(list(candidates(document)), document.lower)
    if chosen is None:
        return []
    low, high = chosen.range
    context.answers["sessions"] = [low, high]
    return [
        scar_fact(
            document,
            field,
            value,
            chosen.start,
            chosen.end,
            method=f"sessions: {chosen.rule}",
            version=VERSION,
            unit="sessions",
            status=chosen.status,
        )
        for field, value in (("sessions_min", low), ("sessions_max", high))
        if value is not None
    ]


def choose(found: list[Candidate], lower: str) -> Candidate | None:
    """The surest candidate; that of another arm in the same sentence widens its range."""
    if not found:
        return None
    best = max(found, key=lambda candidate: (candidate.weight, -candidate.start))
    if best.weight < 1.5:
        return None
    for other in found:
        near = other.sentence == best.sentence and other.range != best.range
        if near and other.weight >= best.weight - 0.5 and names_arms(lower, best, other):
            best = Candidate(
                union(best.range, other.range),
                min(best.start, other.start),
                max(best.end, other.end),
                best.sentence,
                best.weight,
                "several arms",
            )
    return best


def candidates(document: Document) -> Iterator[Candidate]:
    """Every number that may count sessions."""
    lower = document.lower
    for sentence in document.sentences:
        if sentence.section in _UNSEARCHED:
            continue
        base = _weight_of(lower, sentence)
        for candidate in _in_sentence(lower, sentence):
            yield Candidate(
                candidate.range,
                candidate.start,
                candidate.end,
                sentence.number,
                candidate.weight + base,
                candidate.rule,
                candidate.status,
            )


def _weight_of(lower: str, sentence: Sentence) -> float:
    weight = 0.0
    if sentence.section in ("methods", "results"):
        weight += 0.5
    if sentence.section == "conclusions":
        weight -= 1.0
    if _OTHERS.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    return weight


def _in_sentence(lower: str, sentence: Sentence) -> Iterator[Candidate]:
    start, end, number = sentence.start, sentence.end, sentence.number

    def candidate(
        range_: Range, a: int, b: int, weight: float, rule: str, status: Status = "stated"
    ) -> Candidate:
        return Candidate(range_, a, b, number, weight, rule, status)

    has_noun = False
    for noun in _NOUN.finditer(lower, start, end):
        has_noun = True
        found = _counted(lower, sentence, noun)
        if found is not None:
            yield found
    if has_noun:
        for match in _AVERAGE.finditer(lower, start, end):
            yield candidate(range_of(match), match.start(), match.end(), 4, "mean with range")
        for match in _RANGE_THEN_MEAN.finditer(lower, start, end):
            yield candidate(range_of(match), match.start(), match.end(), 4, "mean with range")
        for match in _REVERSED.finditer(lower, start, end):
            yield candidate(range_of(match), match.start(), match.end(), 3, "number of sessions")
        for match in _IN_ALL.finditer(lower, start, end):
            if lower[start:end].find("session") >= 0:
                yield candidate(range_of(match), match.start(), match.end(), 2.5, "in all")
        for match in _SINGLE.finditer(lower, start, end):
            delivered = match["strong"] or _DELIVERED.search(lower, start, end)
            if delivered:
                weight = 3.0 if match["strong"] else 2.0
                yield candidate(Range(1, 1), match.start(), match.end(), weight, "single")
    for match in _TIMES.finditer(lower, start, end):
        before = _NUMBER_BEFORE.search(lower, max(start, match.start() - 40), match.start())
        if (
            before
            and not before["between"]
            and _SCHEDULE.search(lower, start, end)
            and not _CHECKED.search(lower, max(start, match.start() - 60), match.start())
        ):
            yield candidate(range_of(before), before.start("low"), match.end(), 2.5, "times")
    for match in _ONCE.finditer(lower, start, end):
        times = 2 if match["word"] == "twice" else 1
        yield candidate(Range(times, times), match.start(), match.end(), 1.5, "once or twice")
    for match in _FOR.finditer(lower, start, end):
        sessions = _sessions_in(match)
        checked = _CHECKED.search(lower, max(start, match.start() - 60), match.start())
        if sessions and not checked:
            rule = "every … for …"
            yield candidate(
                Range(sessions, sessions), match.start(), match.end(), 2, rule, "derived"
            )
    for match in _LISTED.finditer(lower, start, end):
        if not _CHECKED.search(lower, start, match.end()):
            count = len(re.findall(r"\d+", match["list"]))
            rule = "listed weeks"
            yield candidate(Range(count, count), match.start(), match.end(), 2, rule, "derived")


def _counted(lower: str, sentence: Sentence, noun: re.Match[str]) -> Candidate | None:
    """The number right before the noun: "three monthly sessions", "up to six injections"."""
    window = max(sentence.start, noun.start() - 90)
    before = _NUMBER_BEFORE.search(lower, window, noun.start())
    if before is None or _NO_ADJECTIVE.search(before["between"]):
        return None
    if _NOT_SESSIONS_AFTER.match(lower, noun.end(), sentence.end):
        return None
    range_ = range_of(before)
    if not _is_plausible(range_):
        return None
    lead = before["lead"]
    if lead in ("mean", "median", "average", "than", "first"):
        return None
    strong = noun["strong"] is not None
    if not strong:
        if lead in ("the", "both", "these", "those", "other", "by"):
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
    else:
        sessions = length / value_of(match["step"])
    return int(sessions) if float(sessions).is_integer() and 0 < sessions <= MOST else None
