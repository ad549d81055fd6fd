"""How far apart the treatment sessions were, in weeks: the shortest and the longest interval.

Rules of docs/labelling.md: a calendar month is four weeks, two months nine (4.345 weeks each, in
whole weeks), days are sevenths of a week. Intervals between visits of follow-up do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import in_background, is_secondary, of_abstract
from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import (
    BOUND,
    NUMBER,
    RANGE,
    Range,
    bounded,
    range_of,
    union,
    value_of,
    weeks,
)
from ingest.extract.treatment.range_candidates import ASSESSED, Candidate, choose, range_facts
from ingest.extract.treatment.timetable import are_of_treatment, listed_times

VERSION = 1

_UNITS = ("day", "days", "week", "weeks", "wk", "wks", "month", "months", "year", "fortnight")
_UNIT = r"(?P<unit>days?|weeks?|wks?|months?|years?|fortnights?)"
_ABOUT = r"(?:about\s|approximately\s|around\s|roughly\s|a\s)?"
_SESSIONS = (
    r"(?:sessions?|treatments?|visits?|sittings?|injections?|procedures?|rounds?|applications?|"
    r"needlings?|operations?)"
)
_BETWEEN_SESSIONS = (
    rf"(?:in\s)?between(?=[.;,)])|between\s(?:(?:the\s|each\s|two\s|any\stwo\s|consecutive\s|"
    rf"successive\s)?(?:[a-z]+\s)?(?:{_SESSIONS}|them)|each|one\sand\sthe\snext)"
)
_THE_ONE_BEFORE = r"(?:the\s)?(?:one\sbefore|previous|preceding)"
_REACH = 60
_RULES = (
    Rule(
        "apart",
        (" apart", "-apart", *(f"{unit} between" for unit in _UNITS), " in between",
         "separated the", "separated two", "separated each", "separated them",
         "after the one", "after the prev",
         "after the prec", "after prev", "after prec",
         *(f"{verb} between" for verb in ("left", "allowed", "kept", "maintained", "elapsed"))),
        re.compile(
            rf"(?:{BOUND}\s)?(?:(?P<half>half an?)|(?:{RANGE}|(?P<one>an?|one)))[\s-]{_UNIT}"
            rf"(?:\s\(±[^()]{{1,12}}\))?\s(?:apart|in\sbetween|separated\s(?:the|two|each|them)|(?:{_BETWEEN_SESSIONS})|"
            rf"after\s{_THE_ONE_BEFORE}|(?:(?:was|were)\s)?(?:left|allowed|kept|"
            rf"maintained|elapsed)\s(?:{_BETWEEN_SESSIONS}))(?!\w)"
        ),
        _REACH,
    ),
    Rule(
        "not sooner",
        ("never ", "not "),
        re.compile(
            r"\b(?:never|not)\s(?:[a-z]+\s)?(?:(?P<within>within|before)|(?:sooner|earlier|less)\sthan)"
            rf"\s{RANGE}[\s-]{_UNIT}(?:\s(?:of|after)\s{_THE_ONE_BEFORE}|(?=[.,;]))"
        ),
        _REACH,
    ),
    Rule(
        "separated by",
        ("separated", "spaced", "followed by"),
        re.compile(
            rf"\b(?:(?:separated|spaced|followed)\s(?:by|at)|spaced)\s(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}\b(?!['’]|\s(?:of|follow|wash|recovery|run|rest|course))"
        ),
        _REACH,
    ),
    Rule(
        "interval of",
        ("interval", "gap", "spacing"),
        re.compile(
            rf"\b(?:intervals?|gaps?|spacing)(?:\s(?:{_BETWEEN_SESSIONS}))?"
            rf"(?:\s(?:of(?:\sbetween)?|was|were|being|=|ranged\sfrom|ranging\sfrom|between)|:|,)\s(?:{BOUND}\s)?"
            rf"{_ABOUT}(?:{RANGE}\s?|(?P<one>an?\s|one\s)?){_UNIT}\b"
        ),
        90,
    ),
    Rule(
        "time between",
        ("time between", "wait between", "pause between", "break between", "period between",
         "rest between"),
        re.compile(
            rf"\b(?:time|wait|pause|break|period|rest)\sbetween\s(?:the\s|each\s|two\s)?"
            rf"(?:[a-z]+\s)?{_SESSIONS}\s(?:of|was|were)\s(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}\s|(?P<one>an?\s|one\s)){_UNIT}\b"
        ),
        _REACH,
    ),
    Rule(
        "week interval",
        (*(f"{before} interval" for before in (*_UNITS, "weekly", "monthly", "time", "treatment",
                                               "session", "rest", "'s", "s'", "’s", "s’")),
         "-interval", ") interval", " gap", "-gap", "spacing", " rest "),
        re.compile(
            rf"(?:{BOUND}\s)?(?:(?P<first>{NUMBER})[\s-](?:days?|weeks?|months?)"
            rf"(?:\s\([^()]{{1,15}}\))?\s(?:and|or|to|versus)\s)?(?:{RANGE}|(?P<one>an?|one))[\s-]*(?P<unit>days?|weeks?|weekly|"
            r"months?|monthly|wks?)(?:'s?|’s?)?(?:\s\([^()]{1,15}\))?(?:[\s-](?:time|treatment|session|rest))?[\s-]"
            r"(?:intervals?|gaps?|spacing|rest)\b"
        ),
        _REACH,
    ),
    Rule(
        "every",
        ("every ", "once in ", "each week", "each month", "each fortnight", "alternate week",
         "q2w", "q3w", "q4w", "q6w", "q8w", "q "),
        re.compile(
            r"\b(?:once\s)?(?:(?:every|each|(?<=once\s)in(?:\severy|\sa)?)\s"
            rf"(?:(?P<first>{NUMBER})\s(?:versus|vs\.?|or|and)\severy\s)?(?:(?P<other>other|second|alternate|third|fourth|3rd|4th)\s|{RANGE}[\s-])?"
            rf"{_UNIT}\b(?!\s(?:of\s|day))|(?:in|on|at)\s(?P<alternate>alternate\sweeks)\b"
            r"|q\s?(?P<q>\d+)\s?(?:w|wks?|weeks?)\b)"
        ),
        _REACH,
    ),
    Rule(
        "repeated after",
        ("repeat", "second"),
        re.compile(
            r"\b(?:repeated(?:\sonce)?|(?:second|repeat)(?:\s(?!follow|visit|assess|week|month|evaluat|look)[a-z]+){0,4}?,?)\s"
            rf"(?P<after>(?:after|at)\s)?(?:{BOUND}\s)?(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}"
            r"(?P<later>\s(?:later|afterwards|after\s(?:the\s)?(?:first|initial)))?\b"
            r"(?!\s(?:after|of|follow))"
        ),
        _REACH,
    ),
    Rule(
        "-weekly",
        ("-weekly", "-monthly"),
        re.compile(
            rf"(?<![\w.])(?P<low>{NUMBER})(?:[-–]|\sto\s)?(?P<high>{NUMBER})?"
            r"-(?P<unit>weekly|monthly)\b"
        ),
        _REACH,
    ),
    Rule(
        "monthly",
        ("weekly", "monthly", "a month", "per month", "a week", "per week", "fortnightly",
         "fortnight", "quarterly"),
        re.compile(
            r"(?<![\w-])(?P<adverb>monthly|fortnightly|quarterly|once-monthly|once-weekly|"
            r"twice-weekly|(?:thrice|three times|3 times)[ -](?:weekly|a week|per week)|"
            r"once a month|once per month|once monthly|"
            r"once weekly|once a week|once per week|weekly|twice a week|twice weekly|"
            r"once a fortnight|two times (?:a|per) week|two times weekly|(?:one|1) per month|"
            r"one a month|"
            r"(?:one|1) per week|(?:two|2) per week|(?P<session>(?:one|1|a) (?:[a-z-]+ ){0,2}?"
            r"(?:session|treatment|injection|sitting|procedure) (?:per|a) (?:week|month)))\b"
            r"(?!\s(?:follow|assess|evaluat|visits?\b|dose|dosing))"
        ),
        _REACH,
    ),
)  # fmt: skip
_ADVERBS = {
    "monthly": 4, "once-monthly": 4, "quarterly": 13, "once-weekly": 1, "twice-weekly": 0.5,
    "once a month": 4, "once per month": 4, "once monthly": 4, "fortnightly": 2,
    "once a fortnight": 2,
    "once weekly": 1, "once a week": 1, "once per week": 1, "weekly": 1, "twice a week": 0.5,
    "one per month": 4, "1 per month": 4, "one a month": 4, "one per week": 1, "1 per week": 1,
    "two per week": 0.5, "2 per week": 0.5,
    "twice weekly": 0.5, "two times a week": 0.5, "two times per week": 0.5,
    "two times weekly": 0.5,
}  # fmt: skip
#: "A mean interval of 5 weeks (range 4–8)".
_MEAN_BEFORE = re.compile(r"\b(?:mean|median|average)\s(?:treatment\s|session\s)?$")
_SPREAD_AFTER = re.compile(r"\s\((?:range[:,]?\s)?(?P<least>\d+)(?:\s?[-–]\s?|\sto\s)(?P<most>\d+)")
#: Before "interval of three months": it may be longer.
_LEAST_OF = ("minimum ", "minimal ", "shortest ")
_ORDINALS = {
    "other": 2, "second": 2, "alternate": 2, "third": 3, "fourth": 4, "3rd": 3, "4th": 4
}  # fmt: skip
_SESSION = re.compile(
    r"\b(?:(?:inter-?)?sessions?|sittings?|treatments?|procedures?|injections?|cycles?|visits?|"
    r"treated|needled|injected|needling|microneedling|laser|dermaroller|times|performed|repeated|given|doses|"
    r"underwent|received|operations?|rounds?|patch(?:es)?|rolling|rolled|lasered|stamped|peels?|"
    r"applied|steroids?|triamcinolone|subcision|needlings|tx)\b"
)
#: Rules whose words say nothing of what happens at that pace.
_BARE = ("monthly", "-weekly")
_SESSION_AFTER = re.compile(
    r"[\s,(]+(?:for\s|(?!episodes|scores?|visits?|follow|dos(?:e|ing))[\w.-]+\s){0,3}?(?:sessions?|"
    r"sittings?|treatments?|procedures?|injections?|cycles|times|patch(?:es)?|applications?|laser|"
    r"needling|microneedling|peels?|appointments)\b"
)
_SESSION_BEFORE = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|procedures?|injections?|injected|treated|performed|"
    r"given|repeated|done|delivered|underwent|received|applied|needling|needled|carried out|"
    r"administered|rolling|dermaroller|laser|worn|patch(?:es)?|held|rolled|stamped|lasered|"
    r"microneedling)\b(?![^.;]*\b(?:collect\w*|assess\w*|evaluat\w*|"
    r"measur\w*|record\w*|reduc\w*|toxicity|response)\b)(?>\([^)]*\)|[^;])*+$"
)
_ASSESSMENT = re.compile(
    r"\b(?:assess\w*|evaluat\w*|measur\w*|record\w*|follow\w*|photograph\w*|scor\w*|review\w*)\b"
)
_CHECKED = re.compile(
    rf"\b(?:{ASSESSED}|counted)\b"
    r"(?![^.;]{0,30}\b(?:sessions?|treatments?|sittings?|injections?)\b)"
)
_OTHERS = re.compile(
    r"\b(?:usually|typically|generally|usual(?!\scare)|survey|questionnaire|respondents?|"
    r"years before|common|literature|manufacturers?)\b"
)
_ADVISED = re.compile(r"\b(?:advis\w+|recommend\w+)\b")
#: Beside the time: what is done daily is no session.
_DAILY = re.compile(r"\b(?:daily|nightly)\b")
_UNSEARCHED = ("registration", "conclusions")
_CLAUSE_MARKS = (", ", "; ", " and ", " plus ")
#: Two listed times alone may be the first and the last look.
_LISTED_AT_LEAST = 3
_NEXT_ARM = re.compile(
    rf"\s(?:in|for|with)\s[\w -]{{1,30}}?,?\s(?:and|versus|vs|but)\s(?P<weeks>{NUMBER})[\s-]"
    r"(?:(?P<of>weeks?|months?|days?)\s)?(?:in|for|with)\b"
)
#: A candidate that weighs less is none.
_LEAST = 2.0


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``interval_weeks_min`` and ``interval_weeks_max``."""
    if is_secondary(document, context):
        return []
    chosen = choose(list(candidates(document)), document, _LEAST)
    if chosen is None:
        return []
    return range_facts(
        document, chosen, "interval_weeks", method="interval", version=VERSION, unit="weeks"
    )


def candidates(document: Document) -> Iterator[Candidate]:
    """Every time that may lie between sessions; of overlapping ones the first rule's."""
    lower = plain(document)
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for match in rule.matches(lower):
            start, end = match.span()
            if any(first < end and start < last for first, last in taken):
                continue
            sentence = document.sentence_at(start)
            if sentence is None or not _may_tell(document, sentence):
                continue
            found = _candidate(lower, sentence, rule.value, match)
            if found is not None:
                taken.append((start, end))
                yield found
    for times in listed_times(document):
        sentence = document.sentence_at(times.start)
        if sentence is None or times.count < _LISTED_AT_LEAST or _is_unsearched(document, sentence):
            continue
        if times.step and are_of_treatment(lower, sentence, times):
            step = weeks(times.step, times.unit)
            yield Candidate(
                *(Range(step, step), times.start, times.end, sentence.number),
                *(2.25 if sentence.section == "methods" else 2.0, "listed", "derived"),
            )


def _is_unsearched(document: Document, sentence: Sentence) -> bool:
    return sentence.section in _UNSEARCHED or in_background(document, sentence)


def _may_tell(document: Document, sentence: Sentence) -> bool:
    """Whether sessions are the matter of the sentence or of the heading before it."""
    if _is_unsearched(document, sentence):
        return False
    if sentence.section == "title":
        return True
    start = document.sentences[sentence.number - 1].end if sentence.number else 0
    return _SESSION.search(plain(document), start, sentence.end) is not None


def _is_of_sessions(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a bare "weekly" or a list of weeks belongs to sessions, by the words beside it."""
    start = match.start()
    if lower.startswith(" interval", match.end()):
        return not _ASSESSMENT.search(lower, max(sentence.start, start - 60), start)
    window = max(sentence.start, start - 140)
    return (
        _SESSION_AFTER.match(lower, match.end(), sentence.end) is not None
        or _SESSION_BEFORE.search(lower, window, start) is not None
    )


def _candidate(lower: str, sentence: Sentence, rule: str, match: re.Match[str]) -> Candidate | None:
    range_ = _range(rule, match)
    if range_ is None:
        return None
    names_session = match.groupdict().get("session") is not None
    if rule in _BARE and not names_session and not _is_of_sessions(lower, sentence, match):
        return None
    mean = _MEAN_BEFORE.search(lower, max(sentence.start, match.start() - 20), match.start())
    spread = _SPREAD_AFTER.match(lower, match.end(), sentence.end) if mean else None
    if spread is not None:
        unit = match["unit"]
        range_ = Range(weeks(int(spread["least"]), unit), weeks(int(spread["most"]), unit))
    if lower.startswith(("interval", "gap"), match.start()) and lower.endswith(
        _LEAST_OF, 0, match.start()
    ):
        range_ = Range(range_.low, None)
    if match.groupdict().get("unit"):
        range_ = _with_next_arm(lower, sentence, match, range_)
    weight = 3.0 if rule in ("apart", "interval of", "week interval", "-weekly") else 2.5
    if rule == "monthly":
        weight = 2.0
    if sentence.section == "title":
        weight -= 1.0 if rule == "week interval" else 0.5
    if _OTHERS.search(lower, sentence.start, sentence.end) or _ADVISED.search(
        lower, sentence.start, match.start()
    ):
        weight -= 1.5
    if _is_checked(lower, sentence, match):
        weight -= 2.0
    if sentence.section == "methods":
        weight += 0.25
    return Candidate(range_, match.start(), match.end(), sentence.number, weight, rule)


def _with_next_arm(lower: str, sentence: Sentence, match: re.Match[str], range_: Range) -> Range:
    """The range with that of the other arm: "4 weeks in group A and 8 weeks in group B"."""
    after = _NEXT_ARM.match(lower, match.end(), sentence.end)
    if after is None:
        return range_
    value = weeks(value_of(after["weeks"]), after["of"] or match["unit"])
    return union(range_, Range(value, value))


def _is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the time is that of an assessment or of daily care, by the verb of its clause."""
    comma = max(lower.rfind(mark, sentence.start, match.start()) for mark in _CLAUSE_MARKS)
    start = max(sentence.start, comma)
    clause_end = min(
        [
            place
            for mark in (*_CLAUSE_MARKS, " until ")
            if (place := lower.find(mark, match.end(), sentence.end)) >= 0
        ]
        or [sentence.end]
    )
    return (
        _CHECKED.search(lower, start, clause_end) is not None
        or _DAILY.search(lower, start, match.start()) is not None
    )


def _range(rule: str, match: re.Match[str]) -> Range | None:
    groups = match.groupdict()
    if groups.get("adverb"):
        printed = groups["adverb"]
        if printed.startswith(("thrice", "three", "3")):
            return None  # days apart, and as a rule light or exercise
        value = _ADVERBS.get(printed) or weeks(1, printed.rsplit(maxsplit=1)[-1])
        return Range(value, value)
    if groups.get("alternate"):
        return Range(2, 2)
    if groups.get("q"):
        value = value_of(groups["q"])
        return Range(value, value)
    unit = (
        groups["unit"].replace("weekly", "week").replace("monthly", "month").replace("wk", "week")
    )
    if groups.get("half"):
        value = weeks(6, "month") if unit.startswith("year") else weeks(0.5, unit)
        return Range(value, value)
    if groups.get("other"):
        value = weeks(_ORDINALS[groups["other"]], unit)
        return Range(value, value)
    if rule == "repeated after" and (
        " and " in match[0] or not (groups["after"] or groups["later"])
    ):
        return None
    if not groups.get("low"):
        if unit.startswith("day"):
            return None
        return bounded(Range(weeks(1, unit), weeks(1, unit)), groups.get("bound"))
    low, high = range_of(match)
    if groups.get("first"):
        first = value_of(groups["first"])
        low, high = min(first, low or first), max(first, high or first)
    if rule == "not sooner":
        high = None
    return Range(
        None if low is None else weeks(low, unit), None if high is None else weeks(high, unit)
    )
