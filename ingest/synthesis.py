"""Results put together: each question of data/synthesis.yaml answered, or said to be unanswered.

Which results may stand together is data; what comes out is computed at every build. Published
pooled results stand beside our own, as printed. docs/synthesis.md explains the rules.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from ingest.pooling.comparisons import (
    CORRELATION,
    CORRELATIONS,
    Comparison,
    compare,
)
from ingest.pooling.effect_sizes import Effect
from ingest.pooling.questions import COUNTED, Question, Synthesis
from ingest.pooling.random_effects import FEWEST, METHOD, Pooled, pool
from ingest.pooling.reported import Arm, Result, StudyResults

Insert = Callable[[str, list[tuple[object, ...]]], None]

OURS = "ours"
CONTROLLED, UNCONTROLLED = "between arms", "uncontrolled"
DIGITS = 4
"""Decimal places of effects and intervals: beyond what any study prints."""
PERCENT_DIGITS = 1
Z = 1.959964
"""Standard errors to either side that hold 95 % of a normal distribution."""


def add_synthesis(insert: Insert, connection: sqlite3.Connection, synthesis: Synthesis) -> None:
    """Add pooled_questions, pooled_effects, pooled_inputs and pooled_sensitivity."""
    studies = list(_studies(connection))
    for position, question in enumerate(synthesis.questions):
        found = [compare(study, question, synthesis) for study in studies]
        comparisons = [comparison for comparison in found if comparison is not None]
        _add_question(insert, position, question, synthesis, comparisons)
    insert("pooled_effects", list(_published(connection, synthesis)))


def _add_question(
    insert: Insert,
    position: int,
    question: Question,
    synthesis: Synthesis,
    comparisons: Sequence[Comparison],
) -> None:
    family = synthesis.families[question.outcome_family].label
    effects = [comparison.effect_at(CORRELATION) for comparison in comparisons]
    pooled = pool(effects) if len(effects) >= FEWEST else None
    persons = [comparison.participants for comparison in comparisons]
    participants = sum(number or 0 for number in persons) if persons else None
    words = (question.question, question.intervention, question.comparator, family)
    kind = CONTROLLED if question.is_controlled else UNCONTROLLED
    insert(
        "pooled_questions",
        [
            (
                question.id,
                position,
                *words,
                question.effect_type,
                kind,
                question.time_point,
                len(comparisons),
                participants,
                "pooled" if pooled else f"not enough comparisons: {len(comparisons)}",
            )
        ],
    )
    if pooled is not None:
        insert(
            "pooled_effects",
            [
                (
                    question.id,
                    OURS,
                    question.id,
                    *words,
                    question.effect_type,
                    kind,
                    len(comparisons),
                    participants,
                    *_interval(pooled, question),
                    *_scaled(pooled.prediction, question),
                    round(pooled.i2, PERCENT_DIGITS),
                    round(pooled.tau2, DIGITS),
                    METHOD,
                    None,
                )
            ],
        )
        insert("pooled_sensitivity", list(_sensitivity(question, comparisons)))
    weights = pooled.weights if pooled else [None] * len(comparisons)
    insert(
        "pooled_inputs",
        [
            _input(question, number, comparison, effect, weight)
            for number, (comparison, effect, weight) in enumerate(
                zip(comparisons, effects, weights, strict=True)
            )
        ],
    )


def _input(
    question: Question, number: int, comparison: Comparison, effect: Effect, weight: float | None
) -> tuple[object, ...]:
    first, second = comparison.first, comparison.second
    margin = Z * effect.standard_error
    place: dict[bool, int | None] = {first.is_adverse_event: first.position}
    other: dict[bool, int | None] = {first.is_adverse_event: second.position if second else None}
    return (
        question.id,
        number,
        None if weight is None else question.id,
        comparison.study,
        place.get(False),
        other.get(False),
        place.get(True),
        other.get(True),
        first.outcome,
        first.timepoint,
        comparison.participants,
        int(comparison.is_paired),
        *_scaled((effect.value, effect.value - margin, effect.value + margin), question),
        round(effect.standard_error, DIGITS),
        None if weight is None else round(weight, PERCENT_DIGITS),
        "; ".join(comparison.assumed) or None,
    )


def _sensitivity(
    question: Question, comparisons: Iterable[Comparison]
) -> Iterator[tuple[object, ...]]:
    """The pooled effect at other correlations, where any comparison rests on one."""
    paired = list(comparisons)
    if not any(comparison.is_paired for comparison in paired):
        return
    for correlation in CORRELATIONS:
        pooled = pool([comparison.effect_at(correlation) for comparison in paired])
        yield (
            question.id,
            correlation,
            *_interval(pooled, question),
            round(pooled.i2, PERCENT_DIGITS),
            round(pooled.tau2, DIGITS),
        )


def _interval(pooled: Pooled, question: Question) -> tuple[float, ...]:
    return _scaled((pooled.effect, *pooled.interval), question)


def _scaled(values: Iterable[float], question: Question) -> tuple[float, ...]:
    """Values as readers know them: ratios not as logarithms."""
    if question.effect_type in COUNTED:
        values = map(math.exp, values)
    return tuple(round(value, DIGITS) for value in values)


def _studies(connection: sqlite3.Connection) -> Iterator[StudyResults]:
    """Primary studies that report results, in the order of their ids; never retracted ones."""
    arms = _grouped(
        connection,
        "SELECT a.study, a.label, a.participants, i.intervention FROM arms a"
        " LEFT JOIN arm_interventions i ON i.study = a.study AND i.arm = a.position"
        " ORDER BY a.study, a.position, i.intervention",
    )
    results = _grouped(
        connection,
        "SELECT r.study, r.position, r.arm, r.outcome, r.outcome_measure AS measure, m.better,"
        " 0 AS is_adverse_event, r.comparison_arm, r.timepoint, r.baseline_mean, r.baseline_sd,"
        " r.final_mean, r.final_sd, r.responders AS count, r.responder_percent AS percent,"
        " r.participants, r.effect_type, r.effect, r.ci_low, r.ci_high, r.p_value"
        " FROM results r LEFT JOIN outcome_measures m ON m.id = r.outcome_measure"
        " WHERE r.arm IS NOT NULL ORDER BY r.study, r.position",
    )
    events = _grouped(
        connection,
        "SELECT study, position, arm, event AS outcome, adverse_event_term AS measure,"
        " 'lower' AS better, 1 AS is_adverse_event, count, percent, participants"
        " FROM adverse_events WHERE arm IS NOT NULL ORDER BY study, position",
    )
    for study, participants, split_body in connection.execute(
        "SELECT id, participants, split_body FROM studies"
        " WHERE kind = 'primary' AND retraction IS NOT 'retracted' ORDER BY id"
    ):
        reported = [*results.get(study, ()), *events.get(study, ())]
        if reported and study in arms:
            yield StudyResults(
                study,
                participants,
                bool(split_body),
                tuple(_arms(arms[study])),
                tuple(
                    Result(**row | {"is_adverse_event": bool(row["is_adverse_event"])})
                    for row in reported
                ),
            )


def _grouped(connection: sqlite3.Connection, query: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by study, as mappings of the columns after the first."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description][1:]
    return {
        study: [dict(zip(names, row[1:], strict=True)) for row in rows]
        for study, rows in groupby(cursor, key=itemgetter(0))
    }


def _arms(rows: Iterable[dict[str, Any]]) -> Iterator[Arm]:
    for (label, participants), group in groupby(rows, key=itemgetter("label", "participants")):
        interventions = {row["intervention"] for row in group} - {None}
        yield Arm(label, participants, frozenset(interventions))


def _published(
    connection: sqlite3.Connection, synthesis: Synthesis
) -> Iterator[tuple[object, ...]]:
    """Pooled results of meta-analyses, as printed, with the question of ours that they answer."""
    rows = connection.execute(
        "SELECT r.study, r.position, r.outcome, r.outcome_measure, m.label, r.arm,"
        " r.comparison_arm, r.effect_type, r.effect, r.ci_low, r.ci_high, r.participants"
        " FROM results r JOIN studies s ON s.id = r.study"
        " LEFT JOIN outcome_measures m ON m.id = r.outcome_measure"
        " WHERE s.design = 'meta-analysis' AND s.retraction IS NOT 'retracted'"
        " AND r.effect_type IS NOT NULL AND r.effect IS NOT NULL"
        " AND r.ci_low IS NOT NULL AND r.ci_high IS NOT NULL"
        " ORDER BY r.study, r.position"
    )
    for study, position, outcome, measure, label, arm, other, type_, *numbers in rows:
        question = _same_question(synthesis, measure, outcome, arm, other, type_)
        effect, low, high, participants = numbers
        yield (
            f"{study}-{position}",
            study,
            question.id if question else None,
            f"{arm} against {other or 'a comparator that is not named'}: {outcome}",
            arm,
            other,
            label or outcome,
            type_,
            "published",
            None,
            participants,
            effect,
            low,
            high,
            *(None,) * 4,
            "as published",
            position,
        )


def _same_question(
    synthesis: Synthesis,
    measure: str | None,
    outcome: str,
    arm: str,
    comparison_arm: str | None,
    effect_type: str,
) -> Question | None:
    """The question with these arms, this outcome and this effect type: an odds ratio is no mean."""
    for question in synthesis.questions:
        names = question.published
        if names is None or question.effect_type != effect_type:
            continue
        if arm not in names.arms or comparison_arm not in names.comparison_arms:
            continue
        family = synthesis.families[question.outcome_family]
        if measure in family.outcome_measures or outcome in names.outcomes:
            return question
    return None
