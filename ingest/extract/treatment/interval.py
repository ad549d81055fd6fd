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
from ingest.extract.text.cues import plain, rules_in
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import (
    Range,
    bounded,
    range_of,
    union,
    value_of,
    weeks,
)
from ingest.extract.text.timetable import are_of_treatment, listed_times
from ingest.extract.treatment import interval_cues as cues
from ingest.extract.treatment.range_candidates import Candidate, choose, range_facts

VERSION = 1
_UNSEARCHED = ("registration", "conclusions")
#: Two listed times alone may be the first and the last look.
_LISTED_AT_LEAST = 3
#: How far from a time words may stand that tell whose it is, in characters.
_FAR = 300
#: How far before a time "daily" tells what is done at that pace, in characters.
_NEAR = 15
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
    telling: dict[int, bool] = {}
    for rule in rules_in(lower, cues.RULES):
        for match in rule.matches(lower):
            start, end = match.span()
            if any(first < end and start < last for first, last in taken):
                continue
            sentence = document.sentence_at(start)
            if sentence is None:
                continue
            if sentence.number not in telling:
                telling[sentence.number] = _may_tell(document, sentence)
            if not telling[sentence.number]:
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
    before = document.sentences[sentence.number - 1]
    start = before.end if sentence.number else 0
    if cues.OPENS_WITH_INTERVAL.match(plain(document), sentence.start):
        start = before.start
    return cues.SESSION.search(plain(document), start, sentence.end) is not None


def _is_of_sessions(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a bare "weekly" or a list of weeks belongs to sessions, by the words beside it."""
    start = match.start()
    if lower.startswith(" interval", match.end()):
        return not cues.ASSESSMENT.search(lower, max(sentence.start, start - 60), start)
    window = max(sentence.start, start - 140)
    return (
        cues.SESSION_AFTER.match(lower, match.end(), sentence.end) is not None
        or cues.SESSION_BEFORE.search(lower, window, start) is not None
    )


def _candidate(lower: str, sentence: Sentence, rule: str, match: re.Match[str]) -> Candidate | None:
    range_ = _range(rule, match)
    if range_ is None:
        return None
    names_session = match.groupdict().get("session") is not None
    if rule in cues.BARE and not names_session and not _is_of_sessions(lower, sentence, match):
        return None
    mean = cues.MEAN_BEFORE.search(lower, max(sentence.start, match.start() - 20), match.start())
    is_mean = mean is not None or match.groupdict().get("mean") is not None
    spread = cues.SPREAD_AFTER.match(lower, match.end(), sentence.end) if is_mean else None
    if spread is not None:
        unit = match["unit"]
        range_ = Range(weeks(int(spread["least"]), unit), weeks(int(spread["most"]), unit))
    if lower.startswith(("interval", "gap"), match.start()) and lower.endswith(
        cues.LEAST_OF, 0, match.start()
    ):
        range_ = Range(range_.low, None)
    if match.groupdict().get("unit"):
        range_ = _with_next_arm(lower, sentence, match, range_)
    weight = 3.0 if rule in ("apart", "interval of", "week interval", "-weekly") else 2.5
    if rule == "monthly":
        weight = 2.0
    if sentence.section == "title":
        weight -= 1.0 if rule == "week interval" else 0.5
    window = max(sentence.start, match.start() - _FAR)
    if cues.OTHERS.search(
        lower, window, min(sentence.end, match.end() + _FAR)
    ) or cues.ADVISED.search(lower, window, match.start()):
        weight -= 1.5
    if _is_dosing(lower, sentence, match):
        return None
    if _is_checked(lower, sentence, match) or cues.MAINTENANCE_BEFORE.search(
        lower, max(sentence.start, match.start() - 60), match.start()
    ):
        weight -= 2.0
    if sentence.section == "methods":
        weight += 0.25
    return Candidate(range_, match.start(), match.end(), sentence.number, weight, rule)


def _is_dosing(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether it is how often a drug was taken, by the dose before it."""
    start = match.start()
    return cues.DOSE_BEFORE.search(lower, max(sentence.start, start - 12), start) is not None and (
        not any(lower.find(word, sentence.start, sentence.end) >= 0 for word in cues.INJECTED)
    )


def _with_next_arm(lower: str, sentence: Sentence, match: re.Match[str], range_: Range) -> Range:
    """The range with that of the other arm: "4 weeks in group A and 8 weeks in group B"."""
    after = cues.NEXT_ARM.match(lower, match.end(), sentence.end)
    if after is None:
        return range_
    value = weeks(value_of(after["weeks"]), after["of"] or match["unit"])
    return union(range_, Range(value, value))


def _is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the time is that of an assessment or of daily care, by the verb of its clause."""
    if cues.SESSIONS_NEXT.match(lower, match.end()):
        return False
    first = max(sentence.start, match.start() - _FAR)
    last = min(sentence.end, match.end() + _FAR)
    comma = max(lower.rfind(mark, first, match.start()) for mark in cues.CLAUSE_MARKS)
    start = max(first, comma)
    clause_end = min(
        [
            place
            for mark in (*cues.CLAUSE_MARKS, " until ")
            if (place := lower.find(mark, match.end(), last)) >= 0
        ]
        or [last]
    )
    return (
        cues.CHECKED.search(lower, start, clause_end) is not None
        or cues.DAILY.search(lower, max(start, match.start() - _NEAR), match.start()) is not None
    )


def _range(rule: str, match: re.Match[str]) -> Range | None:
    groups = match.groupdict()
    if groups.get("adverb"):
        printed = groups["adverb"]
        if printed.startswith(("thrice", "three", "3")):
            return None  # days apart, and as a rule light or exercise
        value = cues.ADVERBS.get(printed) or weeks(
            1, printed.replace("/", " ").rsplit(maxsplit=1)[-1]
        )
        return Range(value, value)
    if groups.get("alternate"):
        return Range(2, 2)
    if groups.get("q"):
        value = value_of(groups["q"])
        return Range(value, value)
    unit = groups["unit"] or groups["paced"]
    unit = unit.replace("weekly", "week").replace("monthly", "month").replace("wk", "week")
    if groups.get("half"):
        value = weeks(6, "month") if unit.startswith("year") else weeks(0.5, unit)
        return Range(value, value)
    if groups.get("other"):
        value = weeks(cues.ORDINALS[groups["other"]], unit)
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
