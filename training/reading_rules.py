"""Count how often the reading rules are right on labelled texts, and measure them.

The rules were written while reading labelled texts, so that today's figures on these flatter them.
What to expect on new texts are the first looks: a fifth of ``skin_labels`` that was kept apart, and
batches of general abstracts, each measured once before the rules were changed for it.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.extract.context import Context
from ingest.extract.methods import blinding, design, split_body
from ingest.extract.outcomes import adverse_status, follow_up
from ingest.extract.rule_confidence import FILE, load_confidences
from ingest.extract.text.document import Document
from training.accuracy import Accuracy, first_look
from training.common import (
    Row,
    bootstrap_interval,
    data_version,
    load_skin,
    today,
    wilson_interval,
)
from training.general_labels import load_general
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
#: Field -> (right, labelled) of the batches of general abstracts, in order; the last ones were
#: labelled for follow-up alone.
GENERAL_FIRST_LOOKS = {
    "design": (*((37, 39), (34, 37), (32, 33), (38, 40), (36, 38), (37, 37), (31, 36), (36, 36)),),
    "split_body": (
        *((39, 39), (39, 39), (39, 39), (40, 40), (39, 40), (40, 40), (39, 39), (40, 40)),
    ),
    "crossover": (
        *((40, 40), (39, 39), (39, 39), (39, 40), (40, 40), (39, 39), (39, 39), (38, 39)),
    ),
    "blinding": (
        *((38, 38), (36, 36), (37, 39), (38, 39), (35, 35), (38, 40), (39, 39), (37, 37)),
    ),
    "follow_up_weeks": (
        *((34, 36), (28, 36), (32, 34), (29, 34), (33, 38), (27, 34), (28, 30), (29, 34)),
        *((37, 42), (51, 60), (66, 73), (68, 75), (62, 66), (57, 60), (61, 66), (83, 90)),
    ),
    "adverse_status": (
        *((37, 40), (38, 38), (36, 37), (37, 38), (32, 32), (33, 37), (34, 36), (36, 37)),
    ),
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
GENERAL = "general_dev, undisputed"
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
    """Every undisputed label of the skin trials beside what the rules read."""
    labelled = [
        (f"pmid:{labels['id']}", Document.from_text(text), labels)
        for text, labels in load_skin(gold)
    ]
    return _judge(gold, labelled)


def judge_general(gold: Path) -> list[Judged]:
    """Every undisputed label of the general abstracts beside what the rules read."""
    return _judge(gold, [(row["key"], document, row) for document, row in load_general(gold)])


def _judge(gold: Path, labelled: Sequence[tuple[str, Document, Row]]) -> list[Judged]:
    """Labels beside readings, with probabilities of a trial that are taken out of fold."""
    documents = {key: document for key, document, _ in labelled}
    probabilities = cross_validated_probabilities(gold, documents)
    judged: list[Judged] = []
    for key, document, labels in labelled:
        context = Context()
        context.answers["randomized_trial"] = {"score": probabilities[key]}
        for read in READERS:
            context.facts.extend(read(document, context))
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

    The texts of the first looks are added to every outcome of a field with what was right then:
    counted on the texts they were written on alone, rules look surer than they are.
    """
    counts: dict[str, dict[str, list[bool]]] = {}
    for row in (*judge(gold), *judge_general(gold)):
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
    then_right, then_count = first_looks(field)
    right, count = sum(judged) + then_right, len(judged) + then_count
    return {"n": count, "right": right, "lower": round(wilson_interval(right, count)[0], 4)}


def first_looks(field: str) -> tuple[int, int]:
    """Right and labelled, of all first looks together."""
    looks = (FIRST_LOOK[field], *GENERAL_FIRST_LOOKS[field])
    return sum(right for right, _ in looks), sum(count for _, count in looks)


def measure_reading_rules(gold: Path) -> list[Accuracy]:
    """Accuracy of each field today, and at every first look."""
    judged = ((judge(gold), MEASURED_ON), (judge_general(gold), GENERAL))
    rows = []
    for field in FIELDS:
        for judgements, measured_on in judged:
            rows.append(_row(field, [row for row in judgements if row.field == field], measured_on))
        rows.append(_first_look(field, FIRST_LOOK[field], MEASURED_ON, "a fifth kept apart"))
        rows.extend(
            _first_look(field, look, GENERAL, f"batch {number}")
            for number, look in enumerate(GENERAL_FIRST_LOOKS[field], start=1)
        )
    return rows


def _row(field: str, judged: Sequence[Judged], measured_on: str) -> Accuracy:
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
        measured_on=measured_on,
        method="the rules were written on these texts",
        target=TARGET,
    )


def _first_look(field: str, look: tuple[int, int], measured_on: str, part: str) -> Accuracy:
    return first_look(field, look, measured_on, FIRST_LOOK_DATE, part=f"{part}, ", target=TARGET)


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))
