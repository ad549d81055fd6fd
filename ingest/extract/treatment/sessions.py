"""How many treatment sessions were given or planned: the fewest and the most.

Rules of docs/labelling.md: sessions of a procedure (needling, laser, injection), not doses of a
drug that is used daily; of several arms the range over all. "Monthly for three months" is three
sessions, derived. Reviews and guidelines have no sessions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import in_background, is_secondary, numbers_in, of_abstract
from ingest.extract.text.concepts import concept_matches
from ingest.extract.text.cues import plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import Range, bounded, range_of, union, value_of
from ingest.extract.treatment import session_cues as cues
from ingest.extract.treatment.range_candidates import (
    Candidate,
    candidate_of,
    choose,
    is_plausible,
    over_arms,
    range_facts,
    sentence_matches,
)
from ingest.extract.treatment.session_distribution import who_had_how_many
from ingest.extract.treatment.session_places import OPENING, numbers_by_place
from ingest.extract.treatment.session_schedules import scheduled_numbers
from ingest.extract.treatment.session_statements import stated_numbers

VERSION = 1

#: A candidate that weighs less is none.
_LEAST = 1.5
#: How far after "twice" its schedule, or before a further session the first, may stand, in
#: characters.
_FAR = 300
#: What a number is only a part of: "12.5", "x-ray", "1:1 to four sessions".
_PART_OF_WORD = re.compile(r"(?:[\w.,/-]|\d:)$")
#: How many numbers before its noun are tried: both ends of a range, and a mean in brackets.
_NUMBERS_BACK = 3
#: Where numbers are told otherwise than before a noun or "times".
_RULES = (stated_numbers, numbers_by_place, scheduled_numbers, who_had_how_many)
#: What makes one the fewest where another arm had "up to four": "punch elevation was done once".
_TREATED_ONCE = (cues.ONCE.value, Range(1, 1))
#: Kinds of numbers that count nothing.
_NO_COUNT = ("percent", "p", "year")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``sessions_min`` and ``sessions_max``; sets ``answers["sessions"]`` to [min, max] or None."""
    context.answers["sessions"] = None
    if is_secondary(document, context):
        return []
    found = list(candidates(document))
    if any(one.rule == OPENING and one.weight >= _LEAST for one in found):
        found = [one for one in found if one.range != Range(1, 1)]
    chosen = choose(found, document, _LEAST)
    if chosen is None:
        return []
    if chosen.range.low is None:
        once = next((one for one in found if (one.rule, one.range) == _TREATED_ONCE), None)
        if once is not None:
            chosen = over_arms(chosen, Range(1, chosen.range.high), once)
    context.answers["sessions"] = list(chosen.range)
    return range_facts(
        document, chosen, "sessions", method="sessions", version=VERSION, unit="sessions"
    )


def candidates(document: Document) -> Iterator[Candidate]:
    """Every number that may count sessions."""
    weights: dict[int, float] = {}
    for find in (_nouns, _times, *_RULES):
        for candidate in find(document):
            sentence = document.sentences[candidate.sentence]
            if candidate.end > sentence.end or sentence.section == "registration":
                continue
            if in_background(document, sentence):
                continue
            if sentence.number not in weights:
                weights[sentence.number] = _weight_of(plain(document), sentence)
            weight = candidate.weight + weights[sentence.number]
            if _is_in_vain(plain(document), sentence, candidate):
                continue
            if _is_of_others(plain(document), sentence, candidate):
                weight -= 2.0
            yield replace(candidate, weight=weight)


def _weight_of(lower: str, sentence: Sentence) -> float:
    weight = 0.0
    if sentence.section in ("methods", "results"):
        weight += 0.5
    if sentence.section == "conclusions":
        weight -= 1.0
    if cues.OTHERS.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    if cues.ADVISED.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    return weight


def _is_of_others(lower: str, sentence: Sentence, candidate: Candidate) -> bool:
    """Whether the words just before say that it was done earlier, is advised or was broken off."""
    window = max(sentence.start, candidate.start - 60)
    return cues.NOT_OF_STUDY.search(lower, window, candidate.start) is not None


def _is_in_vain(lower: str, sentence: Sentence, candidate: Candidate) -> bool:
    """Whether it had been tried without success, or is only what could be done in one session."""
    start, end = candidate.start, candidate.end
    window = max(sentence.start, start - 80)
    if cues.IN_VAIN_AFTER.match(lower, end, sentence.end):
        return True
    if candidate.range == Range(1, 1) and cues.POSSIBLE_BEFORE.search(lower, window, start):
        return True
    return cues.RESISTED_BEFORE.search(lower, window, start) is not None


def _nouns(document: Document) -> Iterator[Candidate]:
    is_about_scars = bool(concept_matches(document, "scar_type"))
    for noun in cues.counted_nouns(document):
        numbers = numbers_in(document, noun.start() - cues.NEAR, noun.start())
        if not numbers or numbers[-1].kind in _NO_COUNT:
            continue
        if noun[0].startswith(cues.OF_DRUGS) and not is_about_scars:
            continue
        sentence = document.sentence_at(noun.start())
        found = _counted(document, sentence, noun) if sentence else None
        if found is not None:
            yield found


def _times(document: Document) -> Iterator[Candidate]:
    """ "Three times, one month apart", "treated once"."""
    lower = plain(document)
    for match, sentence in sentence_matches(document, cues.TIMES):
        found = _counted_before(document, sentence, match.start(), 40)
        if found is None:
            continue
        is_more = cues.MORE_TIMES.fullmatch(found.between) is not None
        if found.between and not is_more:
            continue
        is_done = cues.DONE_BEFORE.search(
            lower, max(sentence.start, found.start - 40), found.start
        ) or cues.IN_ALL_AFTER.match(lower, match.end(), sentence.end)
        if not is_done and not cues.SCHEDULE.search(lower, sentence.start, sentence.end):
            continue
        if cues.is_checked(lower, sentence, match) or not is_plausible(found.range):
            continue
        if (found.range.high or 0) > cues.MOST_ROLLED and cues.PASSES_BEFORE.search(
            lower, sentence.start, found.start
        ):
            continue
        window = max(sentence.start, found.start - 30)
        fewest = cues.FEWER_BEFORE.search(lower, window, found.start)
        range_ = found.range
        if is_more or _is_after_it(lower, sentence, match):
            range_ = _with_first(range_)
        if fewest is not None:
            range_ = Range(cues.TIMES_OF[fewest["fewest"]], range_.high)
        yield Candidate(range_, found.start, match.end(), sentence.number, 2.5, "times")
    for match, sentence in sentence_matches(document, cues.ONCE):
        if cues.AT_ONE_OF_THEM.match(lower, match.end(), sentence.end) or cues.OF_TESTS.search(
            lower, max(sentence.start, match.start() - 110), match.start()
        ):
            continue
        times = cues.TIMES_OF[next(filter(None, match.groups()))]
        range_ = Range(times, times)
        if _is_after_it(lower, sentence, match):
            range_ = _with_first(range_)
        or_twice = cues.OR_TWICE.match(lower, match.end())
        if or_twice is not None:
            if or_twice["pace"]:
                continue
            range_ = Range(1, 2)
        in_schedule = cues.SCHEDULE.search(
            lower, match.end(), min(sentence.end, match.end() + _FAR)
        )
        weight = 2.5 if in_schedule else 1.5
        yield candidate_of(range_, match, sentence, weight, cues.ONCE)


def _is_after_it(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the times are those "after the first session"."""
    return (
        match[0] == "repeated once"
        or cues.AFTER_FIRST.match(lower, match.end(), sentence.end) is not None
    )


def _with_first(range_: Range) -> Range:
    """One more than were counted after the first."""
    return Range(*(None if value is None else value + 1 for value in range_))


class _Count(NamedTuple):
    """A number before its noun: ``lead`` is the word before it, ``between`` those after it."""

    range: Range
    start: int
    lead: str | None
    has_high: bool
    between: str


def _counted_before(
    document: Document, sentence: Sentence, place: int, reach: int
) -> _Count | None:
    """The number or range that ends before ``place``, where only a few words stand between."""
    lower = plain(document)
    for number in numbers_in(document, max(sentence.start, place - reach), place)[-_NUMBERS_BACK:]:
        if number.kind == "label" or _PART_OF_WORD.search(
            lower[max(0, number.start - 2) : number.start]
        ):
            continue
        match = cues.COUNTING.match(lower, number.start, place)
        if match is None:
            continue
        window = max(sentence.start, number.start - 30)
        before = cues.BEFORE_NUMBER.search(lower, window, number.start)
        lead, bound = (before["lead"], before["bound"]) if before else (None, None)
        start = before.start("bound") if before and bound else number.start
        range_ = _with_alternatives(lower, sentence, start, bounded(range_of(match), bound))
        return _Count(range_, start, lead, match["high"] is not None, match["between"])
    return None


def _with_alternatives(lower: str, sentence: Sentence, start: int, range_: Range) -> Range:
    """The range with the numbers that it is the last alternative of: "three, five or seven"."""
    while before := cues.ALTERNATIVE_BEFORE.search(lower, max(sentence.start, start - 40), start):
        range_, start = union(range_, range_of(before)), before.start()
    return range_


def _counted(document: Document, sentence: Sentence, noun: re.Match[str]) -> Candidate | None:
    """The number right before the noun: "three monthly sessions", "up to six injections"."""
    lower = plain(document)
    before = _counted_before(document, sentence, noun.start(), cues.NEAR)
    if before is None:
        return None
    is_further = _is_after_first(lower, sentence, before)
    words = cues.FURTHER.sub("", before.between) if is_further else before.between
    if cues.NO_ADJECTIVE.search(words):
        return None
    if before.between.startswith("-"):
        return None  # "three-weekly sessions" are three weeks apart
    strong, is_joined = noun["strong"] is not None, lower[noun.start() - 1] == "-"
    if not (strong and is_joined) and cues.NOT_SESSIONS_AFTER.match(
        lower, noun.end(), sentence.end
    ):
        return None
    range_, lead = before.range, before.lead
    if not is_plausible(range_):
        return None
    if range_ == Range(1, 1) and (
        cues.REPEATED.match(lower, noun.end(), sentence.end) or cues.ITS_PACE.search(before.between)
    ):
        return None
    if lead in ("mean", "median", "average", "than"):
        return None
    if lead == "first" and not lower.endswith(" of ", 0, before.start):
        return None
    if lead in ("after", "following") and (
        range_ == Range(1, None)  # "purpura was seen after at least one session"
        or cues.ONSET_BEFORE.search(lower, max(sentence.start, before.start - 80), before.start)
    ):
        return None
    if cues.HARMED_AT.search(lower, max(sentence.start, before.start - 90), before.start):
        return None
    if lead in ("after", "following") and cues.THAN_BEFORE.search(
        lower, max(sentence.start, before.start - 30), before.start
    ):
        return None
    if lead == "between" and not before.has_high:
        return None
    if range_ == Range(2, 2) and cues.NEIGHBOURS.match(before.between):
        return None
    if range_.low != range_.high and None in range_ and _is_criterion(lower, sentence, before):
        return None
    if lower.endswith("trial of ", 0, before.start) or _is_of_all(lower, sentence, noun, before):
        return None
    is_plural = noun[0].endswith(("s", "tx"))
    if not is_plural and not strong and (range_.high or 0) > 1 and not is_joined:
        return None
    is_all = sentence.end - sentence.start < cues.SHORT_SENTENCE
    is_told = strong or is_all or is_further
    if not is_told and not _is_given(lower, sentence, noun, before):
        return None
    most = cues.MOST_AFTER.match(lower, noun.end(), sentence.end)
    if most is not None:
        range_ = Range(range_.low, value_of(most["most"]))
    if range_.low == range_.high and _is_most(lower, sentence, noun, before):
        range_ = Range(None, range_.high)
    after = cues.NEXT_ARM.match(lower, noun.end(), sentence.end)
    if after is not None and is_plausible(range_of(after)):
        range_ = union(range_, range_of(after))
    end = noun.end()
    course = cues.NEXT_COURSE.match(lower, end, sentence.end)
    if course is not None and is_plausible(range_of(course)):
        range_, end = _sum(range_, range_of(course)), course.end()
    if is_further:
        range_ = _with_first(range_)
    weight = 3.0 if strong else 2.5
    if lead in ("after", "following", "within"):
        weight -= 0.75
    elif lead in ("of", "the", "all"):
        weight -= 0.5
    if range_ == Range(1, 1) and cues.TOGETHER_BEFORE.search(
        lower, max(sentence.start, before.start - 50), before.start
    ):
        weight -= 1.0
    rule = "sessions counted" if strong else "treatments counted"
    return Candidate(range_, before.start, end, sentence.number, weight, rule)


def _sum(first: Range, second: Range) -> Range:
    """The range of two courses together; an end that is open in one is open."""
    low, high = (
        None if one is None or other is None else one + other
        for one, other in zip(first, second, strict=True)
    )
    return Range(low, high)


def _is_after_first(lower: str, sentence: Sentence, before: _Count) -> bool:
    """Whether further sessions are counted that came after a first one."""
    return (
        cues.FURTHER.search(before.between) is not None
        and cues.FIRST_BEFORE.search(lower, max(sentence.start, before.start - _FAR), before.start)
        is not None
    )


def _is_of_all(lower: str, sentence: Sentence, noun: re.Match[str], before: _Count) -> bool:
    """Whether sessions are counted over patients, or out of all, or are those of one patient."""
    most = before.range.high or 0
    over = cues.OVER_PATIENTS.match(lower, noun.end(), sentence.end)
    if over is not None and value_of(over["patients"]) <= most > 1:
        return True
    window = max(sentence.start, before.start - 40)
    if cues.OUT_OF.search(lower, window, before.start):
        return True
    if before.lead not in ("after", "following") or (
        before.has_high and cues.RESPECTIVELY.match(lower, noun.end(), sentence.end)
    ):
        return False
    start = max(
        (mark.end() for mark in cues.OTHER_CLAUSE.finditer(lower, sentence.start, before.start)),
        default=sentence.start,
    )
    return cues.ONE_PATIENT.search(lower, start, before.start) is not None


def _is_most(lower: str, sentence: Sentence, noun: re.Match[str], before: _Count) -> bool:
    """Whether there were fewer sessions where the aim was reached: "or until flattening"."""
    window = max(sentence.start, before.start - 90)
    return (
        cues.OR_UNTIL.match(lower, noun.end(), sentence.end) is not None
        or cues.UNTIL_BEFORE.search(lower, window, before.start) is not None
    )


def _is_criterion(lower: str, sentence: Sentence, before: _Count) -> bool:
    """Whether "at least two sessions" tells who was eligible."""
    start = lower.rfind(" ", 0, max(sentence.start, before.start - 45)) + 1
    return (
        cues.WHO_HAD.search(lower, max(sentence.start, start), before.start) is not None
        and cues.ELIGIBLE.search(lower, sentence.start, sentence.end) is not None
    )


def _is_given(lower: str, sentence: Sentence, noun: re.Match[str], before: _Count) -> bool:
    """Whether "treatments" or another noun of many meanings counts what was given."""
    if before.lead in ("the", "both", "these", "those", "other", "by", "one of", "either of"):
        window = max(sentence.start, before.start - 20)
        return (
            cues.LAST_OF.search(lower, window, before.start) is not None
            or lower.find(" apart", noun.end(), sentence.end) >= 0
        )
    if cues.KINDS_AFTER.match(lower, noun.end(), sentence.end):
        return False
    if noun[0].startswith(cues.VISITS) and (
        cues.CHECKED.search(lower, sentence.start, noun.end())
        or not cues.TREATING.search(lower, sentence.start, sentence.end)
    ):
        return False
    return cues.DELIVERED.search(lower, sentence.start, sentence.end) is not None
