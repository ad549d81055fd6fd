"""The times at which participants were assessed: every time expression, and what it tells.

Time expressions that are no assessments are left out: ages, disease duration, healing times,
intervals between doses, recruitment. Which of the others ends the study: ``follow_up``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.extract.outcomes import assessment_cues as cues
from ingest.extract.outcomes import other_times
from ingest.extract.outcomes.anchors import anchor_of
from ingest.extract.text.cues import plain
from ingest.extract.text.document import Document
from ingest.extract.text.durations import WEEKS, TimeExpression, time_expressions
from ingest.extract.text.timetable import are_of_treatment, listed_times

_UNSEARCHED = ("background", "objective", "registration")
#: What is measured within so few minutes is an effect of the moment, no follow-up.
_SHORTEST = 10 * WEEKS["minute"]
#: A time that is longer is the age of a person or a scar, unless it is called follow-up.
_LONGEST = 10 * WEEKS["year"]
_REACH = 300
#: How far before a time the word for its mean, or a dose, may stand.
_REACH_OF_MEAN = 160
_REACH_OF_DOSE = 110
_MEANS = ("mean", "median", "average")
#: No abstract has so many time expressions: a text that has more costs no more time.
_MOST_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Assessment:
    """A time at which, or until which, participants were seen.

    ``kind`` is "follow-up" (so called), "after end", "after act", "time point", "duration",
    "limit" (the longest duration allowed, or that of the whole study) or "aim" (what the study set
    out to measure); ``weeks`` counts from ``anchor``: baseline, last-session, end-of-treatment or
    unstated.
    """

    kind: str
    weeks: float
    unit: str
    anchor: str
    start: int
    end: int


def assessments(document: Document) -> Iterator[Assessment]:
    """Every time expression that tells when participants were assessed, in order."""
    for time in islice(time_expressions(plain(document)), _MOST_TIMES):
        unsearched = document.section_at(time.start) in _UNSEARCHED
        if unsearched and not _is_aim(document, time):
            continue
        kind = _kind(document, time)
        if kind == "time point" and _is_of_treatment(document, time):
            continue
        if kind is not None and unsearched:
            kind = "aim"
        if kind is not None and kind != "follow-up" and time.weeks > _LONGEST:
            continue
        if kind is not None and time.weeks >= _SHORTEST:
            anchor = anchor_of(plain(document), time, kind)
            yield Assessment(kind, time.weeks, time.unit, anchor, time.start, time.end)


class _Words:
    """A time expression and the words around it."""

    def __init__(self, document: Document, time: TimeExpression) -> None:
        self.document = document
        self.time = time
        self.lower = plain(document)
        self.printed = self.lower[time.start : time.end]
        self.before = before = self.lower[max(0, time.start - _REACH_OF_MEAN) : time.start]
        self.is_after_mean = any(mean in before for mean in _MEANS)
        self.is_after_watching = any(watching in before for watching in cues.WATCHING)

    def are_after(self, words: tuple[str, ...]) -> bool:
        return any(word in self.before for word in words)

    def led_by(self, pattern: re.Pattern[str], reach: int = 60) -> bool:
        start = self.time.start
        return pattern.search(self.lower, max(0, start - reach), start) is not None

    def followed_by(self, pattern: re.Pattern[str]) -> bool:
        end = self.time.end
        return pattern.match(self.lower, end, end + 100) is not None

    @property
    def are_a_visit(self) -> bool:
        return self.led_by(cues.TIME_POINT_BEFORE) or self.led_by(cues.POSTOPERATIVE_BEFORE)

    @property
    def are_of_conduct(self) -> bool:
        return self.are_after(other_times.CONDUCTING) and self.led_by(
            other_times.CONDUCTED_BEFORE, _REACH_OF_MEAN
        )

    @property
    def are_one_number_of_minutes(self) -> bool:
        return self.time.unit == "minute" and len(self.time.numbers) < 2


def _kind(document: Document, time: TimeExpression) -> str | None:
    """What the words around a time expression make of it; None where it is no assessment."""
    words = _Words(document, time)
    if cues.REGIMEN.fullmatch(words.printed):
        return None
    named = _named(words)
    if named is not None:
        return named
    return None if _is_something_else(words) else _after_treatment(words)


def _named(words: _Words) -> str | None:
    """Follow-up or the length of the study, where it is called so."""
    time = words.time
    is_called_so = words.followed_by(cues.FOLLOW_UP_AFTER) or (
        words.is_after_watching
        and words.led_by(cues.FOLLOW_UP_BEFORE)
        and not words.before.endswith(" age of ")
        and "lost to follow" not in words.before
    )
    if is_called_so and time.unit != "minute":
        return "follow-up"
    if words.is_after_mean:
        if words.led_by(cues.OVER_A_MEAN_BEFORE) and time.weeks > 1:
            return "follow-up"
        if "after a" in words.before and words.led_by(cues.SEEN_AFTER_A_MEAN_BEFORE):
            return "follow-up"
        if words.led_by(cues.SPARED_A_MEAN_BEFORE, _REACH_OF_DOSE) and time.weeks > 1:
            return "follow-up"
        if words.led_by(cues.SEEN_AT_A_MEAN_BEFORE) and (
            words.followed_by(cues.AFTER_ACT) or words.followed_by(cues.AFTER_END)
        ):
            return "after act"
        if words.led_by(cues.AT_A_MEAN_BEFORE) and not words.led_by(cues.CAME_BEFORE):
            if words.followed_by(cues.AFTER_END):
                return "after end"
            if words.followed_by(cues.AFTER_ACT):
                return "after act"
    if words.before.endswith(cues.MAINTAINING) and words.led_by(
        cues.MAINTAINED_BEFORE, _REACH_OF_DOSE
    ):
        return "time point"
    if words.led_by(cues.LENGTH_BEFORE) and not words.followed_by(cues.NOT_A_LENGTH_AFTER):
        if words.led_by(cues.BETWEEN_BEFORE, _REACH_OF_DOSE):
            return None
        return "duration" if _is_long(time) else None
    return None


def _is_something_else(words: _Words) -> bool:
    """Whether the time is an age, a dose, a history, a measured result or one of recruitment."""
    if words.led_by(cues.NO_ASSESSMENT_BEFORE) or words.led_by(cues.AGE_BEFORE):
        return True
    if words.followed_by(cues.NO_ASSESSMENT_AFTER):
        return True
    if words.led_by(other_times.RANGED_BEFORE):
        return True
    if words.followed_by(other_times.DURATION_OF_SCAR_AFTER) and words.led_by(
        other_times.OF_SCAR_BEFORE
    ):
        return True
    if _is_of_other_events(words):
        return True
    if words.followed_by(cues.ENROLLED_AFTER) and not words.followed_by(cues.DURATION_AFTER):
        return True
    return words.followed_by(cues.MEASURED_AFTER) and not words.are_a_visit


def _is_of_other_events(words: _Words) -> bool:
    """Whether a harm lasted so long, the patient came or treatment began so late, or the study
    took so long."""
    if words.are_after(other_times.LASTING) and words.led_by(
        other_times.HARM_LASTED_BEFORE, _REACH_OF_MEAN
    ):
        return True
    if (
        words.time.unit in ("hour", "day", "week")
        and words.are_after(other_times.PRESENT)
        and words.led_by(other_times.HARM_PRESENT_BEFORE, _REACH_OF_MEAN)
    ):
        return True
    if words.followed_by(cues.AFTER_ACT) and (
        words.led_by(other_times.PRESENTED_BEFORE, _REACH_OF_MEAN)
        or words.led_by(other_times.ONSET_BEFORE, _REACH_OF_MEAN)
        or words.followed_by(other_times.BEGAN_AFTER)
    ):
        return True
    if words.are_after(other_times.RELAPSING) and words.led_by(
        other_times.RELAPSED_BEFORE, _REACH_OF_DOSE
    ):
        return True
    if words.are_after(other_times.CARED) and words.led_by(other_times.CARE_BEFORE, _REACH_OF_DOSE):
        return True
    if words.followed_by(other_times.AFTER_EACH) and not words.led_by(
        other_times.LOOKED_BEFORE, _REACH
    ):
        return True
    if words.are_after(other_times.POSTPONING) and words.led_by(
        other_times.POSTPONED_BEFORE, _REACH_OF_DOSE
    ):
        return True
    return words.are_of_conduct and not sentence_has(
        other_times.CONTROLLED, words.document, words.time.start, words.time.end
    )


def _after_treatment(words: _Words) -> str | None:
    """A time counted from the end of treatment or from a procedure, else what ``_visit`` says."""
    if words.followed_by(cues.AFTER_END):
        return None if _is_eligibility(words.document, words.time) else "after end"
    after_act = words.followed_by(cues.AFTER_ACT) or "post" in words.printed
    if after_act or words.led_by(cues.POSTOPERATIVE_BEFORE):
        if words.are_one_number_of_minutes:
            return None
        dosed = words.led_by(cues.DOSED_UP_TO_BEFORE, _REACH_OF_DOSE)
        return "limit" if dosed else "after act"
    return _visit(words)


def _visit(words: _Words) -> str | None:
    """A time point, or the longest time allowed, else what ``_length`` says."""
    time = words.time
    is_first = len(time.numbers) < 2 and cues.FIRST.match(words.printed) is not None
    if is_first and words.followed_by(cues.OF_TREATMENT_AFTER):
        return None
    if words.led_by(cues.FIRST_BEFORE) and time.unit == "hour":
        return "time point"
    if words.led_by(cues.EVERY_UP_TO_BEFORE) and time.unit != "minute":
        return "time point"
    if time.unit == "year" and len(time.numbers) > 1 and words.led_by(cues.BETWEEN_YEARS):
        return None
    if words.led_by(cues.UP_TO_BEFORE) and not time.named:
        return "limit" if _is_long(time) and not words.led_by(cues.UNTIL_CURED_BEFORE) else None
    is_measured = words.is_after_mean and words.led_by(cues.MEASURED_BEFORE, _REACH_OF_MEAN)
    if is_measured or _is_measured_or_dosed(words):
        return None
    hyphened = cues.HYPHENED.search(words.printed) is not None
    pointed = time.named or cues.ORDINAL.match(words.printed) is not None
    in_title = time.start < words.document.title_end  # "a 10-year review": years of practice
    if hyphened and not in_title and words.followed_by(cues.VISIT_AFTER):
        return "time point"
    if not hyphened and (pointed or words.are_a_visit or words.led_by(cues.NAMED_VISIT_BEFORE)):
        return "time point"
    return _length(words, hyphened)


def _length(words: _Words, hyphened: bool) -> str | None:
    """The length of the study or its treatment."""
    opens = _opens_sentence(words.document, words.time)
    if (
        (opens and words.followed_by(cues.OF_SOMETHING_AFTER))
        or words.followed_by(cues.DURATION_AFTER)
        or (not hyphened and words.led_by(cues.DURATION_BEFORE))
    ):
        if not _is_whole(words.document, words.time):
            return None
        return "limit" if words.are_of_conduct else "duration"
    return None


def _opens_sentence(document: Document, time: TimeExpression) -> bool:
    """Whether a sentence begins with the time: "Twelve weeks of citalopram or placebo"."""
    sentence = document.sentence_at(time.start)
    return sentence is not None and sentence.start == time.start


def _is_whole(document: Document, time: TimeExpression) -> bool:
    """Whether a duration is that of a study, not hours, a range of ages, a recruitment or a
    part of a regimen."""
    return (
        time.unit not in ("minute", "hour")
        and not (time.unit == "year" and len(time.numbers) > 1)
        and not cues.THEN_AFTER.match(plain(document), time.end, time.end + 40)
        and not _is_recruitment(document, time)
    )


def _is_aim(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells what this study set out to measure."""
    return document.section_at(time.start) != "registration" and sentence_has(
        cues.AIM, document, time.start, time.end
    )


def _is_long(time: TimeExpression) -> bool:
    """Whether a study could last so long: whole days at least."""
    whole = not any(cues.DECIMAL.search(number) for number in time.numbers)
    return whole and not time.spread and time.unit not in ("minute", "hour")


def _is_of_treatment(document: Document, time: TimeExpression) -> bool:
    """Whether the time is one of a list at which participants were treated."""
    sentence = document.sentence_at(time.start)
    return sentence is not None and any(
        times.start <= time.start < times.end and are_of_treatment(plain(document), sentence, times)
        for times in listed_times(document)
    )


def _is_recruitment(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells when people were recruited."""
    return sentence_has(cues.RECRUITMENT, document, time.start, time.end)


def _is_eligibility(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells who could take part, such as two years after a treatment."""
    return sentence_has(cues.ELIGIBILITY, document, time.start, time.end)


def sentence_has(pattern: re.Pattern[str], document: Document, start: int, end: int) -> bool:
    """Whether the pattern is in the sentence of a time, within reach of it if it is endless."""
    sentence = document.sentence_at(start)
    if sentence is None:
        return False
    first, last = max(sentence.start, start - _REACH), min(sentence.end, end + _REACH)
    return pattern.search(plain(document), first, last) is not None


def _is_measured_or_dosed(words: _Words) -> bool:
    """Whether the time is a mean, a single number of minutes or a schedule of doses."""
    time = words.time
    return (
        time.spread
        or any(cues.DECIMAL.search(number) for number in time.numbers)
        or (time.named and words.led_by(cues.DOSE_BEFORE))
        or words.are_one_number_of_minutes
        or "consecutive" in words.printed
    )
