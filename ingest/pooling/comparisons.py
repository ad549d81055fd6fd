"""From what one study reports to the one comparison that it adds to a question.

A study adds one comparison, so that nobody is counted twice: the first pair of arms that fits,
on the most telling outcome of the family, at the time point that the question asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.text.durations import time_expressions
from ingest.pooling.effect_sizes import Effect
from ingest.pooling.numbers import Change, Counts, Means, Numbers, Printed
from ingest.pooling.questions import COUNTED, Family, Pair, Question, Synthesis
from ingest.pooling.reported import Arm, Result, Side, StudyResults, side_of

CORRELATION = 0.5
"""Assumed between two sites of one person, and before and after; studies seldom print it."""
CORRELATIONS = (0.3, 0.5, 0.7)
"""Correlations for which pooled effects are computed again."""


@dataclass(frozen=True)
class Comparison:
    """One study's answer.

    ``second`` is None for a change within one arm, and where the study prints the comparison
    itself; ``is_paired`` tells whether the effect depends on the correlation.
    """

    study: str
    first: Result
    second: Result | None
    participants: int | None
    is_paired: bool
    assumed: tuple[str, ...]
    numbers: Numbers

    def effect_at(self, correlation: float) -> Effect:
        return self.numbers.effect_at(correlation)


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
    """Arms of the study that the pair describes; without a comparator, each alone."""
    for first in study.arms:
        if first.interventions - neutral != set(pair.intervention):
            continue
        if pair.comparator is None:
            yield first, None
            continue
        for second in study.arms:
            if second is first or not second.interventions:
                continue
            if second.interventions - neutral == set(pair.comparator):
                yield first, second


def _between(
    study: StudyResults, first: Arm, second: Arm, question: Question, family: Family
) -> Comparison | None:
    others = _results(study, second, question, family)
    for result in _results(study, first, question, family):
        if result.comparison_arm == second.label:
            printed = Printed.read(result, question.effect_type)
            if printed is not None:
                persons = result.participants or study.participants
                return Comparison(study.id, result, None, persons, False, (), printed)
        for other in others:
            if other.outcome == result.outcome and _same_time(result, other):
                one, two = side_of(study, first, result), side_of(study, second, other)
                found = _computed(study, one, two, question) if one and two else None
                if found is not None:
                    return found
    return None


def _computed(
    study: StudyResults, first: Side, second: Side, question: Question
) -> Comparison | None:
    kind = Counts if question.effect_type in COUNTED else Means
    paired = study.split_body
    numbers = kind.read(first, second, question.effect_type, paired)
    if numbers is None:
        return None
    notes = dict.fromkeys(side.assumed for side in (first, second) if side.assumed)
    assumed = (*numbers.assumed, *notes)
    if paired:
        assumed = (*assumed, f"sites of one person correlate at {CORRELATION}")
    persons = first.persons, second.persons
    number = min(persons) if paired else sum(persons)
    return Comparison(study.id, first.result, second.result, number, paired, assumed, numbers)


def _change(study: StudyResults, arm: Arm, question: Question, family: Family) -> Comparison | None:
    for result in _results(study, arm, question, family):
        side = side_of(study, arm, result)
        numbers = Change.read(side) if side else None
        if side is None or numbers is None:
            continue
        notes = (side.assumed,) if side.assumed else ()
        assumed = (*notes, f"values before and after correlate at {CORRELATION}")
        return Comparison(study.id, result, None, side.persons, True, assumed, numbers)
    return None


def _results(study: StudyResults, arm: Arm, question: Question, family: Family) -> list[Result]:
    """Results of an arm in the outcome family: most telling measure, then the time asked for."""
    measures = family.adverse_events or family.outcome_measures
    responses = {name.casefold() for name in family.responses}
    way = -1 if question.time_point == "last" else 1

    def place(result: Result) -> tuple[int, float, int]:
        return measures.index(result.measure or ""), way * _weeks(result), result.position

    return sorted(
        (
            result
            for result in study.results
            if result.arm == arm.label
            and result.measure in measures
            and result.is_adverse_event == bool(family.adverse_events)
            and (not responses or result.outcome.casefold() in responses)
        ),
        key=place,
    )


def _weeks(result: Result) -> float:
    """The longest time that the time point names; 0 where it names none."""
    times = time_expressions((result.timepoint or "").lower())
    return max((expression.weeks for expression in times), default=0)


def _same_time(result: Result, other: Result) -> bool:
    """The time point often stands at one of the two rows only."""
    return None in (result.timepoint, other.timepoint) or result.timepoint == other.timepoint
