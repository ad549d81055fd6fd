"""How far apart the treatment sessions were, in weeks: the shortest and the longest interval.

Rules of docs/labelling.md: a calendar month is four weeks, two months nine (4.345 weeks each, in
whole weeks), days are sevenths of a week. Intervals between visits of follow-up do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Status
from ingest.extract.scar_facts import is_secondary, of_abstract
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import BOUND, NUMBER, RANGE, Range, range_of, weeks
from ingest.extract.treatment.range_candidates import FROM_BASELINE, Candidate, choose, range_facts

VERSION = 1

_UNIT = r"(?P<unit>days?|weeks?|wks?|months?|years?|fortnights?)"
_ABOUT = r"(?:about\s|approximately\s|around\s|a\s)?"
_BETWEEN_SESSIONS = (
    r"between\s(?:(?:the\s|each\s|two\s)?(?:[a-z]+\s)?(?:sessions?|treatments?|visits?|"
    r"sittings?|injections?|procedures?|them)|each|one\sand\sthe\snext)"
)
_REACH = 90
_RULES = (
    Rule(
        "apart",
        ("apart", "between", "separated", "after the"),
        re.compile(
            rf"(?:{BOUND}\s)?(?:(?P<half>half an?)|(?:{RANGE}|(?P<one>an?|one)))[\s-]{_UNIT}\s"
            rf"(?:apart|in\sbetween|separated\s(?:the|two|each|them)|{_BETWEEN_SESSIONS}|"
            r"after\sthe\s(?:one\sbefore|previous|preceding)|(?:was|were)\s\w+\s{_BETWEEN_SESSIONS})\b"
        ),
        _REACH,
    ),
    Rule(
        "separated by",
        ("separated", "spaced", "followed by"),
        re.compile(
            rf"\b(?:(?:separated|spaced|followed)\s(?:by|at)|spaced)\s(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}\b(?!\s(?:of|follow))"
        ),
        _REACH,
    ),
    Rule(
        "interval of",
        ("interval", "gap"),
        re.compile(
            rf"\b(?:intervals?|gaps?)\s(?:{_BETWEEN_SESSIONS}\s)?"
            rf"(?:of(?:\sbetween)?|was|were|being|=|:|ranged\sfrom|between)\s(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}\s?|(?P<one>an?\s|one\s)?){_UNIT}\b"
        ),
        _REACH,
    ),
    Rule(
        "week interval",
        ("interval", "gap", "spacing", "rest"),
        re.compile(
            rf"(?:{BOUND}\s)?(?:{RANGE}|(?P<one>an?|one))[\s-]*(?P<unit>days?|weeks?|weekly|"
            r"months?|monthly|wks?)(?:[\s-](?:time|treatment|session|rest))?[\s-]"
            r"(?:intervals?|gaps?|spacing|rest)\b"
        ),
        _REACH,
    ),
    Rule(
        "every",
        ("every ", "each "),
        re.compile(
            r"\b(?:once\s)?(?:every|each)\s"
            rf"(?:(?P<other>other|second|alternate|third|fourth)\s|{RANGE}[\s-])?"
            rf"{_UNIT}\b(?!\s(?:of\s|day))"
        ),
        _REACH,
    ),
    Rule(
        "repeated after",
        ("repeated", "second"),
        re.compile(
            r"\b(?:repeated|second\s(?:session|treatment|injection|procedure)"
            r"(?:\swas\s(?:given|performed|done))?)\s(?:after\s)?"
            rf"(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}\b"
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
        ("weekly", "monthly", "a month", "per month", "a week", "per week", "fortnightly"),
        re.compile(
            r"(?<![\w-])(?P<adverb>monthly|fortnightly|once a month|once per month|once monthly|"
            r"once weekly|once a week|once per week|weekly|twice a week|twice weekly|"
            r"two times (?:a|per) week|two times weekly|(?:one|1) per month|one a month|"
            r"(?:one|1) per week|(?:two|2) per week|(?:one|1|a) (?:session|treatment|injection)"
            r" (?:per|a) (?:week|month))\b"
            r"(?!\s(?:follow|assess|evaluat|visits?\b|dose|dosing))"
        ),
        _REACH,
    ),
    Rule(
        "listed",
        ("weeks", "days", "months", "baseline"),
        re.compile(
            r"\b(?:at|on|in)\s(?P<unit>weeks?|days?|"
            r"months?)\s(?P<list>\d+(?:,\s\d+)*,?\sand\s\d+)\b"
            r"|\bat\s(?P<list2>\d+(?:,\s\d+)*,?\sand\s\d+)\s(?P<unit2>weeks?|months?|days?)\b"
            rf"|{FROM_BASELINE}"
        ),
        _REACH,
    ),
)
_ADVERBS = {
    "monthly": 4, "once a month": 4, "once per month": 4, "once monthly": 4, "fortnightly": 2,
    "once weekly": 1, "once a week": 1, "once per week": 1, "weekly": 1, "twice a week": 0.5,
    "one per month": 4, "1 per month": 4, "one a month": 4, "one per week": 1, "1 per week": 1,
    "two per week": 0.5, "2 per week": 0.5,
    "twice weekly": 0.5, "two times a week": 0.5, "two times per week": 0.5,
    "two times weekly": 0.5,
}  # fmt: skip
#: "A mean interval of 5 weeks (range 4–8)".
_MEAN_BEFORE = re.compile(r"\b(?:mean|median|average)\s$")
_SPREAD_AFTER = re.compile(r"\s\((?:range[:,]?\s)?(?P<least>\d+)(?:\s?[-–]\s?|\sto\s)(?P<most>\d+)")
#: Before "interval of three months": it may be longer.
_LEAST_OF = ("minimum ", "minimal ", "shortest ")
_ORDINALS = {"other": 2, "second": 2, "alternate": 2, "third": 3, "fourth": 4}
_SESSION = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|procedures?|injections?|cycles?|visits?|treated|needled|"
    r"injected|needling|microneedling|laser|dermaroller|times|performed|repeated|given|doses|"
    r"underwent|received|operations?|rounds?|patch(?:es)?|rolling|"
    r"applied|steroids?|triamcinolone)\b"
)
#: Rules whose words say nothing of what happens at that pace.
_BARE = ("monthly", "-weekly", "listed")
_SESSION_AFTER = re.compile(
    r"[\s,(]+(?:for\s|(?!episodes|scores?|visits?|follow|dos(?:e|ing))[\w.-]+\s){0,3}?(?:sessions?|"
    r"sittings?|treatments?|procedures?|injections?|cycles|times|patch(?:es)?|applications?|laser|"
    r"needling|peels?|appointments)\b"
)
_SESSION_BEFORE = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|procedures?|injections?|injected|treated|performed|"
    r"given|repeated|underwent|received|applied|needling|needled|carried out|administered|rolling|"
    r"dermaroller|laser|worn|patch(?:es)?|held)\b(?![^.;]*\b(?:collect\w*|assess\w*|evaluat\w*|"
    r"measur\w*|record\w*|reduc\w*|toxicity|response)\b)(?>\([^)]*\)|[^;])*+$"
)
_ASSESSMENT = re.compile(
    r"\b(?:assess\w*|evaluat\w*|measur\w*|record\w*|follow\w*|photograph\w*|scor\w*|review\w*)\b"
)
_CHECKED = re.compile(
    r"\b(?:follow\w*|assess\w*|evaluat\w*|review\w*|examin\w*|record\w*|measur\w*|seen|"
    r"photograph\w*|question\w*|monitor\w*|scor\w*|graded|massage\w*|maintenance|visits were|"
    r"counted)\b(?![^.;]{0,30}\b(?:sessions?|treatments?|sittings?|injections?)\b)"
)
_OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|usually|typically|generally|usual|survey|questionnaire|"
    r"respondents?|years before|common|daily|nightly)\b"
)
_UNSEARCHED = ("background", "registration", "conclusions")
#: A candidate that weighs less is none.
_LEAST = 2.0


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``interval_weeks_min`` and ``interval_weeks_max``."""
    if is_secondary(document, context):
        return []
    chosen = choose(list(candidates(document)), document.lower, _LEAST)
    if chosen is None:
        return []
    return range_facts(
        document, chosen, "interval_weeks", method="interval", version=VERSION, unit="weeks"
    )


def candidates(document: Document) -> Iterator[Candidate]:
    """Every time that may lie between sessions; of overlapping ones the first rule's."""
    lower = document.lower
    taken: list[tuple[int, int]] = []
    for rule in _RULES:
        for match in rule.matches(lower):
            start, end = match.span()
            if any(first < end and start < last for first, last in taken):
                continue
            sentence = document.sentence_at(start)
            if sentence is None or not _may_tell(lower, sentence):
                continue
            found = _candidate(lower, sentence, rule.value, match)
            if found is not None:
                taken.append((start, end))
                yield found


def _may_tell(lower: str, sentence: Sentence) -> bool:
    """Whether sessions are the matter of the sentence."""
    if sentence.section in _UNSEARCHED:
        return False
    is_title = sentence.section == "title"
    return is_title or _SESSION.search(lower, sentence.start, sentence.end) is not None


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
    if rule in _BARE and not _is_of_sessions(lower, sentence, match):
        return None
    if rule == "listed" and _ASSESSMENT.search(lower, sentence.start, match.end()):
        return None
    mean = _MEAN_BEFORE.search(lower, max(sentence.start, match.start() - 20), match.start())
    spread = _SPREAD_AFTER.match(lower, match.end(), sentence.end) if mean else None
    if spread is not None:
        unit = match["unit"]
        range_ = Range(weeks(int(spread["least"]), unit), weeks(int(spread["most"]), unit))
    if lower.startswith("interval", match.start()) and lower.endswith(_LEAST_OF, 0, match.start()):
        range_ = Range(range_.low, None)
    weight = 3.0 if rule in ("apart", "interval of", "week interval", "-weekly") else 2.5
    if rule in ("monthly", "listed"):
        weight = 2.0
    if sentence.section == "title":
        weight -= 0.5
    if _OTHERS.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    if _is_checked(lower, sentence, match):
        weight -= 2.0
    if sentence.section == "methods":
        weight += 0.25
    status: Status = "derived" if rule == "listed" else "stated"
    return Candidate(range_, match.start(), match.end(), sentence.number, weight, rule, status)


def _is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the time is that of an assessment: its verb stands closer than any session does."""
    comma = max(lower.rfind(mark, sentence.start, match.start()) for mark in (", ", "; ", " and "))
    start = max(sentence.start, comma)
    clause_end = min(
        [
            place
            for mark in (", ", "; ", " and ")
            if (place := lower.find(mark, match.end(), sentence.end)) >= 0
        ]
        or [sentence.end]
    )
    return _CHECKED.search(lower, start, clause_end) is not None


def _range(rule: str, match: re.Match[str]) -> Range | None:
    groups = match.groupdict()
    if groups.get("adverb"):
        printed = groups["adverb"]
        value = _ADVERBS.get(printed) or weeks(1, printed.rsplit(maxsplit=1)[-1])
        return Range(value, value)
    if rule == "listed":
        return _steps(match)
    unit = (
        groups["unit"].replace("weekly", "week").replace("monthly", "month").replace("wk", "week")
    )
    if groups.get("half"):
        value = weeks(6, "month") if unit.startswith("year") else weeks(0.5, unit)
        return Range(value, value)
    if groups.get("other"):
        value = weeks(_ORDINALS[groups["other"]], unit)
        return Range(value, value)
    if not groups.get("low"):
        if unit.startswith("day"):
            return None
        return Range(weeks(1, unit), weeks(1, unit))
    low, high = range_of(match)
    return Range(
        None if low is None else weeks(low, unit), None if high is None else weeks(high, unit)
    )


def _steps(match: re.Match[str]) -> Range | None:
    """The steps between listed times ("weeks 0, 4 and 8"), three at least, all the same."""
    printed = (match["list"] or match["list2"] or match["baseline"]).replace("baseline", "0")
    unit = match["unit"] or match["unit2"] or match["unit3"]
    times = [int(time) for time in re.findall(r"\d+", printed)]
    steps = {after - before for before, after in pairwise(times)}
    if len(times) < 3 or len(steps) != 1 or min(steps) <= 0:
        return None
    value = weeks(steps.pop(), unit)
    return Range(value, value)
