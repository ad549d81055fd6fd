"""From what one study reports to the one comparison that it adds to a question.

A study adds one comparison, so that nobody is counted twice: the first pair of arms that fits,
on the most telling outcome of the family, at the time point that the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ingest.extract.durations import time_expressions
from ingest.pooling import effect_sizes
from ingest.pooling.effect_sizes import Count, Effect, Group
from ingest.pooling.questions import COUNTED, Family, Pair, Question, Synthesis

CORRELATION = 0.5
"""Assumed between two sites of one person, and before and after; studies seldom print it."""
CORRELATIONS = (0.3, 0.5, 0.7)
"""Correlations for which pooled effects are computed again."""

LOWER = "lower"
_P_VALUE = re.compile(r"(?P<sign>[<=]?)\s*(?P<p>[01]?\.\d+)")


@dataclass(frozen=True)
class Arm:
    label: str
    participants: int | None
    interventions: frozenset[str]


@dataclass(frozen=True)
class Result:
    """A row of results or adverse_events; ``better`` is which way its measure improves."""

    position: int
    arm: str
    outcome: str
    measure: str | None = None
    better: str | None = None
    is_adverse_event: bool = False
    comparison_arm: str | None = None
    timepoint: str | None = None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    final_mean: float | None = None
    final_sd: float | None = None
    count: int | None = None
    percent: float | None = None
    participants: int | None = None
    effect_type: str | None = None
    effect: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: str | None = None


@dataclass(frozen=True)
class StudyResults:
    """What one primary study reports; ``split_body``: arms are sites of the same persons."""

    id: str
    participants: int | None
    split_body: bool
    arms: tuple[Arm, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Comparison:
    """One study's answer; ``second`` is None for a change within one arm, or where the study
    prints the comparison itself. ``effect_at`` takes the correlation to assume; ``is_paired``
    tells whether it matters."""

    study: str
    first: Result
    second: Result | None
    participants: int | None
    is_paired: bool
    assumed: tuple[str, ...]
    effect_at: Callable[[float], Effect]


class _Persons(NamedTuple):
    number: int
    assumed: str | None


def compare(study: StudyResults, question: Question, synthesis: Synthesis) -> Comparison | None:
    """The comparison that a study adds to a question; None where it has none that can be used."""
    family = synthesis.families[question.outcome_family]
    for pair in question.pairs:
        for first, second in _arms(study, pair, synthesis.neutral):
            if second is None:
                found = _change(study, first, question, family)
            else:
                found = _between(study, first, second, question, family)
            if found is not None:
                return found
    return None


def _arms(
    study: StudyResults, pair: Pair, neutral: frozenset[str]
) -> Iterator[tuple[Arm, Arm | None]]:
    for first in study.arms:
        if first.interventions - neutral != set(pair.intervention):
            continue
        if pair.comparator is None:
            yield first, None
            continue
        for second in study.arms:
            # What an arm consists of is not known of every arm.
            if second is first or not second.interventions:
                continue
            if second.interventions - neutral == set(pair.comparator):
                yield first, second


def _candidates(study: StudyResults, arm: Arm, question: Question, family: Family) -> list[Result]:
    """Results of an arm in the outcome family: most telling measure, then the time asked for."""
    measures = family.adverse_events or family.outcome_measures
    responses = {name.casefold() for name in family.responses}
    found = [
        result
        for result in study.results
        if result.arm == arm.label
        and result.measure in measures
        and result.is_adverse_event == bool(family.adverse_events)
        and (not responses or result.outcome.casefold() in responses)
    ]
    way = -1 if question.time_point == "last" else 1
    return sorted(
        found,
        key=lambda result: (
            measures.index(result.measure or ""),
            way * _weeks(result.timepoint),
            result.position,
        ),
    )


def _weeks(timepoint: str | None) -> float:
    """The longest time that a printed time point names; 0 where it names none."""
    times = time_expressions((timepoint or "").lower())
    return max((expression.weeks for expression in times), default=0)


def _same_time(result: Result, other: Result) -> bool:
    """The time point often stands at one of the two rows only."""
    return None in (result.timepoint, other.timepoint) or result.timepoint == other.timepoint


def _between(
    study: StudyResults, first: Arm, second: Arm, question: Question, family: Family
) -> Comparison | None:
    others = _candidates(study, second, question, family)
    for result in _candidates(study, first, question, family):
        printed = _printed(study, result, second, question)
        if printed is not None:
            return printed
        for other in others:
            if other.outcome != result.outcome or not _same_time(result, other):
                continue
            numbers = _counts if question.effect_type in COUNTED else _means
            found = numbers(study, (first, result), (second, other), question)
            if found is not None:
                return found
    return None


def _printed(
    study: StudyResults, result: Result, second: Arm, question: Question
) -> Comparison | None:
    """A comparison that the study prints with its confidence interval.

    A printed SMD is left out: which way it points depends on the scale.
    """
    type_, effect, low, high = result.effect_type, result.effect, result.ci_low, result.ci_high
    if result.comparison_arm != second.label or type_ != question.effect_type or type_ == "SMD":
        return None
    if effect is None or low is None or high is None:
        return None
    is_ratio = type_ in COUNTED
    if not low < high or not low <= effect <= high or (is_ratio and low <= 0):
        return None
    known = effect_sizes.from_interval(effect, low, high, logarithm=is_ratio)
    persons = result.participants or study.participants
    return Comparison(study.id, result, None, persons, False, (), lambda _: known)


def _means(
    study: StudyResults, one: tuple[Arm, Result], two: tuple[Arm, Result], question: Question
) -> Comparison | None:
    (first, result), (second, other) = one, two
    persons = _persons(study, first, result), _persons(study, second, other)
    if result.final_mean is None or other.final_mean is None or None in persons:
        return None
    standardised = question.effect_type == "SMD"
    if standardised and result.better is None:
        return None
    numbers = [person for person in persons if person is not None]
    if min(person.number for person in numbers) < 3:
        return None
    sds = _sds(study, one, two, [person.number for person in numbers])
    if sds is None:
        return None
    sd_at, assumed = sds
    formula = (
        effect_sizes.standardised_mean_difference if standardised else effect_sizes.mean_difference
    )
    # Standardised effects point to the better side; differences stay in the unit of the scale.
    sign = -1 if standardised and result.better == LOWER else 1
    effect_at = partial(
        _of_means,
        formula,
        (result.final_mean, other.final_mean),
        [person.number for person in numbers],
        sd_at,
        study.split_body,
        sign,
    )
    return _comparison(study, result, other, numbers, assumed, effect_at)


def _of_means(
    formula: Callable[[Group, Group, float | None], Effect],
    means: tuple[float, float],
    numbers: list[int],
    sd_at: Callable[[float], tuple[float, float]],
    paired: bool,
    sign: int,
    correlation: float,
) -> Effect:
    groups = [
        Group(mean, sd, n) for mean, sd, n in zip(means, sd_at(correlation), numbers, strict=True)
    ]
    effect = formula(groups[0], groups[1], correlation if paired else None)
    return Effect(sign * effect.value, effect.variance)


def _sds(
    study: StudyResults, one: tuple[Arm, Result], two: tuple[Arm, Result], numbers: list[int]
) -> tuple[Callable[[float], tuple[float, float]], list[str]] | None:
    """Both standard deviations, as a function of the correlation, and what was assumed."""
    result, other = one[1], two[1]
    if result.final_sd and other.final_sd:
        printed = result.final_sd, other.final_sd
        return (lambda _: printed), []
    paired = study.split_body
    freedom = min(numbers) - 1 if paired else sum(numbers) - 2
    known = _error_of_difference(one, two, freedom)
    if known is None:
        return None
    error, assumed = known

    def sds_at(correlation: float) -> tuple[float, float]:
        assumed_correlation = correlation if paired else None
        sd = effect_sizes.sd_from_standard_error(error, numbers[0], numbers[1], assumed_correlation)
        return sd, sd

    return sds_at, [assumed]


def _error_of_difference(
    one: tuple[Arm, Result], two: tuple[Arm, Result], freedom: int
) -> tuple[float, str] | None:
    """Standard error of the difference of the means, and what it was told from."""
    (first, result), (second, other) = one, two
    for row, against in ((result, second), (other, first)):
        if row.comparison_arm != against.label:
            continue
        if row.effect_type == "MD" and row.ci_low is not None and row.ci_high is not None:
            error = effect_sizes.standard_error_from_interval(row.ci_low, row.ci_high, freedom)
            return error, "SD from the confidence interval of the difference"
        p = _p_value(row.p_value)
        difference = (result.final_mean or 0) - (other.final_mean or 0)
        if p is not None and difference:
            error = effect_sizes.standard_error_from_p_value(difference, p, freedom)
            return error, f"SD from P = {p:g} (its upper bound where none is exact), as of a t test"
    return None


def _p_value(printed: str | None) -> float | None:
    """P as a number; of ``<0.05`` the bound, which makes the SD larger.

    None where several are printed, or only that P is greater than something.
    """
    found = _P_VALUE.fullmatch(printed.strip()) if printed else None
    p = float(found["p"]) if found else 0.0
    return p if 0 < p < 1 else None


def _counts(
    study: StudyResults, one: tuple[Arm, Result], two: tuple[Arm, Result], question: Question
) -> Comparison | None:
    counts: list[Count] = []
    persons: list[_Persons] = []
    assumed: list[str] = []
    for arm, result in (one, two):
        number = _persons(study, arm, result)
        if number is None or not number.number:
            return None
        events = result.count
        if events is None and result.percent is not None:
            events = _events(result.percent, number.number)
            assumed.append(f"{events} of {number.number} from {result.percent:g} %")
        if events is None or events > number.number:
            return None
        counts.append(Count(events, number.number))
        persons.append(number)
    if {count.events / count.n for count in counts} in ({0}, {1}):
        # Nobody or everybody on both sides tells nothing of a ratio (Handbook 10.4.4.1).
        return None
    if any(count.events in (0, count.n) for count in counts):
        assumed.append("0.5 added to each cell, as one is empty")
    measure: effect_sizes.Ratio = "RR" if question.effect_type == "RR" else "OR"

    def effect_at(correlation: float) -> Effect:
        paired = correlation if study.split_body else None
        return effect_sizes.ratio(counts[0], counts[1], measure, paired)

    return _comparison(study, one[1], two[1], persons, assumed, effect_at)


def _events(percent: float, number: int) -> int | None:
    """The whole number of persons that a printed percentage stands for; None if none fits it."""
    events = round(percent * number / 100)
    rounding = 0.5 if percent == int(percent) else 0.05
    return events if abs(100 * events / number - percent) <= rounding + 0.01 else None


def _comparison(
    study: StudyResults,
    result: Result,
    other: Result,
    persons: list[_Persons],
    assumed: list[str],
    effect_at: Callable[[float], Effect],
) -> Comparison:
    notes = list(dict.fromkeys(person.assumed for person in persons if person.assumed))
    if study.split_body:
        notes.append(f"sites of one person correlate at {CORRELATION}")
    numbers = [person.number for person in persons]
    return Comparison(
        study.id,
        result,
        other,
        min(numbers) if study.split_body else sum(numbers),
        study.split_body,
        (*assumed, *notes),
        effect_at,
    )


def _change(study: StudyResults, arm: Arm, question: Question, family: Family) -> Comparison | None:
    for result in _candidates(study, arm, question, family):
        person = _persons(study, arm, result)
        if person is None or person.number < 3 or result.better is None:
            continue
        if result.baseline_mean is None or not result.baseline_sd or result.final_mean is None:
            continue
        before = Group(result.baseline_mean, result.baseline_sd, person.number)
        after = Group(result.final_mean, result.baseline_sd, person.number)
        sign = -1 if result.better == LOWER else 1
        notes = [person.assumed] if person.assumed else []
        return Comparison(
            study.id,
            result,
            None,
            person.number,
            True,
            (*notes, f"values before and after correlate at {CORRELATION}"),
            partial(_of_change, before, after, sign),
        )
    return None


def _of_change(before: Group, after: Group, sign: int, correlation: float) -> Effect:
    change = effect_sizes.standardised_mean_change(before, after, correlation)
    return Effect(sign * change.value, change.variance)


def _persons(study: StudyResults, arm: Arm, result: Result) -> _Persons | None:
    """Persons measured, else those of the arm, else of the study; None where nothing is said."""
    if result.participants is not None:
        return _Persons(result.participants, None)
    if arm.participants is not None:
        return _Persons(arm.participants, "all persons of the arm measured")
    if study.participants is None:
        return None
    if study.split_body or len(study.arms) == 1:
        return _Persons(study.participants, "all persons of the study measured")
    arms = len(study.arms)
    note = f"{study.participants} persons spread evenly over {arms} arms"
    return _Persons(study.participants // arms, note)
