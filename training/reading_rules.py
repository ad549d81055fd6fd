"""Count how often the reading rules are right on labelled texts, and measure them.

The rules were written while reading four fifths of ``skin_labels``. The last fifth was kept apart
until they were finished and then measured once, before anything was changed: FIRST_LOOK. Its errors
have been learned from since, so that today's figures on all texts flatter the rules; the figures
of the first look are what to expect on new texts at least.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.extract import (
    adverse_status,
    blinding,
    design,
    follow_up,
    split_body,
)
from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.rule_confidence import FILE, load_confidences
from training.accuracy import Accuracy
from training.common import (
    bootstrap_interval,
    data_version,
    load_skin,
    today,
    wilson_interval,
)
from training.randomized import cross_validated_probabilities

TARGET = 0.95
#: Field -> right, labelled: the fifth kept apart, at the only look before the rules were revised.
FIRST_LOOK = {
    "design": (22, 27),
    "split_body": (25, 27),
    "crossover": (27, 27),
    "blinding": (26, 27),
    "follow_up_weeks": (17, 26),
    "adverse_status": (18, 23),
}
FIRST_LOOK_DATE = "2026-11-24"
FIELDS = (
    "design",
    "split_body",
    "crossover",
    "blinding",
    "follow_up_weeks",
    "adverse_status",
)
READERS = (
    design.read,
    split_body.read,
    blinding.read,
    follow_up.read,
    adverse_status.read,
)
MEASURED_ON = "skin_labels, undisputed (development half)"
#: A follow-up is right within this share of the labelled one: 12 weeks for 3 months is not.
FOLLOW_UP_TOLERANCE = 0.03


@dataclass(frozen=True)
class Judged:
    """One field of one text: what the reading says, and whether the label agrees.

    ``outcome`` is what confidence is counted by: the value as JSON, for follow-up the kind of
    time expression; None where nothing was read.
    """

    key: str
    field: str
    outcome: str | None
    right: bool


def judge(gold: Path) -> list[Judged]:
    """Every undisputed label beside what the rules read, trial probabilities taken out of fold."""
    labelled = {f"pmid:{labels['id']}": (text, labels) for text, labels in load_skin(gold)}
    documents = {key: Document.from_text(text) for key, (text, _) in labelled.items()}
    probabilities = cross_validated_probabilities(gold, documents)
    judged: list[Judged] = []
    for key, document in documents.items():
        context = Context()
        context.answers["randomized_trial"] = {"score": probabilities[key]}
        for read in READERS:
            context.facts.extend(read(document, context))
        labels = labelled[key][1]
        judged.extend(
            Judged(key, field, _outcome(context, field), agrees(field, labels[field], value))
            for field in FIELDS
            if field not in labels["disputed"]
            for value in (context.answers[field],)
        )
    return judged


def _outcome(context: Context, field: str) -> str | None:
    fact = context.fact(field)
    if fact is None:
        return None
    if field == "follow_up_weeks":
        return json.dumps(fact.method.partition(": ")[2])
    return json.dumps(fact.value)


def agrees(field: str, label: Any, value: Any) -> bool:
    """Whether a value is right: equal, for follow-up within the tolerance."""
    if field != "follow_up_weeks" or label is None or value is None:
        return bool(label == value)
    return bool(abs(label - value) <= max(FOLLOW_UP_TOLERANCE * label, 0.002))


def train_reading_rules(gold: Path) -> None:
    """Write how often each outcome of each rule-read field was right.

    The texts of the first look are added to every outcome of a field with what was right then:
    counted on the texts they were written on alone, rules look surer than they are.
    """
    counts: dict[str, dict[str, list[bool]]] = {}
    for row in judge(gold):
        if row.outcome is not None:
            counts.setdefault(row.field, {}).setdefault(row.outcome, []).append(row.right)
    fields = {
        field: {outcome: _count(field, counts[field][outcome]) for outcome in sorted(counts[field])}
        for field in sorted(counts)
    }
    trained = {
        "command": "make train GOLD=...",
        "data": data_version(gold, "skin_labels", "skin_pool"),
        "date": today(),
    }
    content = {"trained": trained, "fields": fields}
    FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    load_confidences.cache_clear()


def _count(field: str, judged: Sequence[bool]) -> dict[str, float]:
    then_right, then_count = FIRST_LOOK[field]
    right, count = sum(judged) + then_right, len(judged) + then_count
    return {"n": count, "right": right, "lower": round(wilson_interval(right, count)[0], 4)}


def measure_reading_rules(gold: Path) -> list[Accuracy]:
    """Accuracy of each field on all labelled texts, and on those kept apart at the first look."""
    judged = judge(gold)
    rows = []
    for field in FIELDS:
        rows.append(_row(field, [row for row in judged if row.field == field]))
        rows.append(_first_look(field))
    return rows


def _row(field: str, judged: Sequence[Judged]) -> Accuracy:
    documents: dict[Hashable, list[bool]] = {row.key: [row.right] for row in judged}
    low, high = bootstrap_interval(documents, _share)
    return Accuracy(
        field=field,
        metric="accuracy",
        value=_share([row.right for row in judged]),
        low=low,
        high=high,
        n=len(judged),
        coverage=_share([row.outcome is not None for row in judged]),
        measured_on=MEASURED_ON,
        method="the rules were written on these texts",
        target=TARGET,
    )


def _first_look(field: str) -> Accuracy:
    right, count = FIRST_LOOK[field]
    low, high = wilson_interval(right, count)
    return Accuracy(
        field=field,
        metric="accuracy, first look",
        value=right / count,
        low=low,
        high=high,
        n=count,
        coverage=None,
        measured_on=MEASURED_ON,
        method=f"a fifth kept apart, before the rules were revised ({FIRST_LOOK_DATE})",
        target=TARGET,
    )


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))
