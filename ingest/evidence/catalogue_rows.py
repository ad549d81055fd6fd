"""A hand-read study as rows of evidence.db: every fact of its file, nothing chosen or changed."""

from __future__ import annotations

from ingest.catalogue.study import AdverseEvent, CatalogueStudy, Result
from ingest.evidence.rows import Rows
from ingest.vocabulary.matcher import Matcher

CATALOGUE = "catalogue"


def add_catalogue(rows: Rows, study: str, entry: CatalogueStudy, matcher: Matcher) -> None:
    """Add what people read of a study.

    The names of outcomes and harms stay as they wrote them; an arm goes by its label, whatever
    else a result calls it.
    """
    rows["catalogue_studies"].append(
        (
            study,
            entry.key,
            entry.title,
            entry.readers,
            entry.doubt,
            entry.n_enrolled,
            entry.n_completed,
            entry.n_studies_included,
            entry.age_mean,
            entry.age_min,
            entry.age_max,
            entry.female_percent,
            entry.fitzpatrick,
            entry.device,
            entry.follow_up_months,
            entry.follow_up_from_baseline_months,
            entry.conclusion_direction,
        )
    )
    rows["study_scar_types"] += [
        (study, scar_type, CATALOGUE, None, None) for scar_type in entry.scar_types
    ]
    rows["study_interventions"] += [
        (study, intervention, CATALOGUE, None, None, None) for intervention in entry.interventions
    ]
    rows["study_outcome_measures"] += _outcome_measures(study, entry, matcher)
    for position, arm in enumerate(entry.arms):
        rows["arms"].append((study, position, arm.label, arm.n, CATALOGUE))
        rows["arm_interventions"] += [
            (study, position, intervention) for intervention in arm.interventions
        ]
    rows["results"] += [
        _result(study, position, entry, result, matcher)
        for position, result in enumerate(entry.results)
    ]
    rows["adverse_events"] += [
        _adverse_event(study, position, entry, event, matcher)
        for position, event in enumerate(entry.adverse_events)
    ]


def _outcome_measures(
    study: str, entry: CatalogueStudy, matcher: Matcher
) -> list[tuple[str, str, str, str, None]]:
    """The measures that the names map to, each once with the first name that did."""
    names: dict[str, str] = {}
    for name in entry.outcome_measures:
        measure = matcher.name("outcome_measure", name)
        if measure is not None:
            names.setdefault(measure, name)
    return [(study, measure, CATALOGUE, name, None) for measure, name in names.items()]


def _result(
    study: str, position: int, entry: CatalogueStudy, result: Result, matcher: Matcher
) -> tuple[object, ...]:
    return (
        study,
        position,
        result.outcome,
        matcher.name("outcome_measure", result.outcome),
        entry.arm_label(result.arm),
        entry.arm_label(result.comparison_arm),
        result.timepoint,
        result.baseline_mean,
        result.baseline_sd,
        result.final_mean,
        result.final_sd,
        result.percent_change,
        result.responders,
        result.n,
        result.responder_percent,
        result.effect_type,
        result.effect,
        result.ci_low,
        result.ci_high,
        result.p_value,
        result.direction,
        CATALOGUE,
    )


def _adverse_event(
    study: str, position: int, entry: CatalogueStudy, event: AdverseEvent, matcher: Matcher
) -> tuple[object, ...]:
    return (
        study,
        position,
        event.event,
        matcher.name("adverse_event", event.event),
        entry.arm_label(event.arm),
        event.count,
        event.n,
        event.percent,
        event.note,
        CATALOGUE,
    )
