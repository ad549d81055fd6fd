"""Count how often the reading rules are right on labelled texts, and measure them.

The rules were written while reading four fifths of ``skin_labels``; the fifth that ``unseen``
picks was looked at only once they were finished, and is measured on its own.
"""

from __future__ import annotations

import hashlib
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
    judged = []
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


def unseen(key: str) -> bool:
    """Whether the text was kept apart until the rules were finished: a fifth, by hash."""
    digest = hashlib.sha256(f"unseen-fifth:{key.removeprefix('pmid:')}".encode()).digest()
    return digest[0] % 5 == 0


def train(gold: Path) -> None:
    """Write how often each outcome of each rule-read field was right."""
    counts: dict[str, dict[str, dict[str, float]]] = {}
    for row in judge(gold):
        if row.outcome is not None:
            outcomes = counts.setdefault(row.field, {})
            count = outcomes.setdefault(row.outcome, {"n": 0, "right": 0})
            count["n"] += 1
            count["right"] += row.right
    for outcomes in counts.values():
        for count in outcomes.values():
            low, _ = wilson_interval(int(count["right"]), int(count["n"]))
            count["lower"] = round(low, 4)
    content = {
        "trained": {
            "command": "make train GOLD=...",
            "data": data_version(gold, "skin_labels", "skin_pool"),
            "date": today(),
        },
        "fields": {field: dict(sorted(counts[field].items())) for field in sorted(counts)},
    }
    FILE.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    load_confidences.cache_clear()


def measure(gold: Path) -> list[Accuracy]:
    """Accuracy of each field on the texts read while the rules were written, and on the rest."""
    judged = judge(gold)
    rows = []
    for field in FIELDS:
        own = [row for row in judged if row.field == field]
        rows.append(_row(field, [r for r in own if not unseen(r.key)], "rules written on it"))
        rows.append(_row(field, [r for r in own if unseen(r.key)], "kept apart till the end"))
    return rows


def _row(field: str, judged: Sequence[Judged], method: str) -> Accuracy:
    documents: dict[Hashable, list[bool]] = {row.key: [row.right] for row in judged}
    low, high = bootstrap_interval(documents, _share)
    return Accuracy(
        field=field,
        metric="accuracy on undisputed labels",
        value=_share([row.right for row in judged]),
        low=low,
        high=high,
        n=len(judged),
        coverage=_share([row.outcome is not None for row in judged]),
        measured_on="skin_labels (development half)",
        method=method,
        target=TARGET,
    )


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))
