"""Measure every fact on reports that were written and labelled without a look at the rules.

``data/extraction/labelled/reports_*.jsonl``: reports of the project's own writing, by authors who
knew the labelling guides and real abstracts, but not the program. ``reports.yaml`` beside them says
which were read for development; of the others the totals alone were ever seen (docs/labelling.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ingest.extract.model import FOLDER
from ingest.extract.reader import Reading, read
from ingest.extract.text.document import Document
from training.accuracy import Accuracy, first_look, resampled
from training.common import Row, file_version
from training.reading_rules import agrees


@dataclass(frozen=True, eq=False)
class FirstLook:
    """What was right when a lot was first measured: ``answers`` have (right, of), ``values``
    (right, found, labelled), by label; ``rules`` tells which rules read it."""

    rules: str
    date: str
    answers: dict[str, tuple[int, int]]
    values: dict[str, tuple[int, int, int]]

    @property
    def looks(self) -> Iterator[tuple[str, str, tuple[int, int]]]:
        """Label, metric, and how many were right of how many."""
        for label, look in self.answers.items():
            yield label, "accuracy", look
        for label, (right, found, labelled) in self.values.items():
            yield label, "precision", (right, found)
            yield label, "recall", (right, labelled)


@dataclass(frozen=True, eq=False)
class Lot:
    """Reports that came together; the fields are explained in reports.yaml."""

    name: str
    measured_on: str
    handling: str
    is_read: bool
    first_look: FirstLook | None

    @property
    def file(self) -> Path:
        return FOLDER / "labelled" / f"reports_{self.name}.jsonl"


def _read_lots() -> dict[str, Lot]:
    lots = yaml.safe_load((FOLDER / "labelled" / "reports.yaml").read_text(encoding="utf-8"))
    return {
        name: Lot(name, lot["measured_on"], lot["handling"], lot["read"], _first_look(lot))
        for name, lot in lots.items()
    }


def _first_look(lot: dict[str, Any]) -> FirstLook | None:
    look = lot.get("first_look")
    if look is None:
        return None
    answers = {label: tuple(counts) for label, counts in look["answers"].items()}
    values = {label: tuple(counts) for label, counts in look.get("values", {}).items()}
    return FirstLook(look["rules"], str(look["date"]), answers, values)


LOTS = _read_lots()
READ = tuple(lot for lot in LOTS.values() if lot.is_read)
"""Lots that were read for development, on which models may be trained."""
HELD_AGAINST_AIMS = "newest"
"""The lot that is nearest to what journals print and of which nothing was learnt."""
AIMED_AT = {
    **dict.fromkeys(("design", "split_body", "crossover", "blinding"), 0.95),
    **dict.fromkeys(("follow_up_weeks", "adverse_status"), 0.95),
    "precision": 0.95,
    "recall": 0.9,
}
ANSWERS = (
    *("design", "randomized", "split_body", "crossover", "blinding", "participants"),
    *("follow_up_weeks", "adverse_status", "direction", "arms"),
)
"""Labels that are one answer a report."""
#: Label -> the fact of which a report has a set of values.
SETS = {
    "scar_types": "scar_type",
    "interventions": "intervention",
    "adverse_events": "adverse_event",
}
#: Label -> the facts that give its lower and its upper end.
RANGES = {
    "sessions": ("sessions_min", "sessions_max"),
    "interval_weeks": ("interval_weeks_min", "interval_weeks_max"),
    "needle_mm": ("needle_mm_min", "needle_mm_max"),
}
_WEEK_TOLERANCE = 0.15
"""Ends of a range in weeks or millimetres are equal within this."""


def load_reports(lot: Lot) -> list[tuple[Document, Row]]:
    """(document, row) of each report; ``row["labels"]`` has None for what is disputed."""
    with lot.file.open(encoding="utf-8") as lines:
        rows: list[Row] = [json.loads(line) for line in lines]
    return [(Document.from_parts(row["title"], row["abstract"]), row) for row in rows]


def reports_version() -> str:
    """Name and short SHA-256 of each lot that models may be trained on."""
    return ", ".join(file_version(lot.file) for lot in READ)


def measure_reports(_: object) -> list[Accuracy]:
    """Every lot today, and the first look at those kept apart."""
    return [row for lot in LOTS.values() for row in _measure(lot)] + [
        first_look(
            SETS.get(label, label),
            look,
            lot.measured_on,
            lot.first_look.date,
            metric=metric,
            when=lot.first_look.rules,
        )
        for lot in LOTS.values()
        if lot.first_look is not None
        for label, metric, look in lot.first_look.looks
    ]


def _measure(lot: Lot) -> list[Accuracy]:
    readings = _readings(lot)
    shares = [_share(field, lot, readings) for field in ANSWERS]
    found = [
        _found(label, metric, lot, readings)
        for label in (*SETS, *RANGES)
        for metric in ("precision", "recall")
    ]
    return shares + found


@cache
def _readings(lot: Lot) -> list[tuple[Row, Reading]]:
    return [(row, read(document)) for document, row in load_reports(lot)]


def _share(field: str, lot: Lot, readings: Sequence[tuple[Row, Reading]]) -> Accuracy:
    judged = [
        _agrees(field, row["labels"][field], reading)
        for row, reading in readings
        if field not in row["disputed"]
    ]
    return _resampled(field, "accuracy", judged, _mean, lot, AIMED_AT.get(field))


def _agrees(field: str, label: Any, reading: Reading) -> bool:
    if field == "arms":
        return sorted(label or []) == sorted(reading.answers["arms"])
    if field == "randomized":
        return bool(reading.answers["randomized_trial"]["value"] == label)
    if field == "direction":
        given = [
            fact.value for fact in reading.facts if (fact.field, fact.role) == (field, "study")
        ]
        return bool((given[0] if given else "not-reported") == label)
    return agrees(field, label, reading.answers[field])


def _found(label: str, metric: str, lot: Lot, readings: Sequence[tuple[Row, Reading]]) -> Accuracy:
    """Precision or recall of the values, those of all reports together."""
    pairs = [
        (_labelled(label, row["labels"][label]), _read(label, reading))
        for row, reading in readings
        if label not in row["disputed"]
    ]
    field = SETS.get(label, label)
    return _resampled(field, metric, pairs, _METRICS[metric], lot, AIMED_AT[metric])


def _resampled(
    field: str,
    metric: str,
    rows: list[Any],
    compute: Callable[[list[Any]], float],
    lot: Lot,
    target: float | None,
) -> Accuracy:
    return resampled(
        field, metric, rows, compute, lot.measured_on, lot.handling,
        coverage=1.0, target=target if lot.name == HELD_AGAINST_AIMS else None,
    )  # fmt: skip


Values = list[Any]


def _labelled(label: str, value: Any) -> Values:
    if label in RANGES:
        return [] if value is None else [tuple(value)]
    return list(value or ())


def _read(label: str, reading: Reading) -> Values:
    if label in SETS:
        return list(
            dict.fromkeys(fact.value for fact in reading.facts if fact.field == SETS[label])
        )
    ends = tuple(
        next((fact.value for fact in reading.facts if fact.field == name), None)
        for name in RANGES[label]
    )
    return [] if ends == (None, None) else [ends]


def _right(labelled: Values, found: Values) -> int:
    return sum(any(_equal(one, other) for other in labelled) for one in found)


def _equal(one: Any, other: Any) -> bool:
    if not isinstance(one, tuple):
        return bool(one == other)
    return all(
        (a is None) == (b is None) and (a is None or abs(a - b) <= _WEEK_TOLERANCE)
        for a, b in zip(one, other, strict=True)
    )


def _precision(pairs: list[tuple[Values, Values]]) -> float:
    return sum(_right(*pair) for pair in pairs) / max(1, sum(len(found) for _, found in pairs))


def _recall(pairs: list[tuple[Values, Values]]) -> float:
    return sum(_right(*pair) for pair in pairs) / max(1, sum(len(label) for label, _ in pairs))


_METRICS: dict[str, Callable[[list[Any]], float]] = {"precision": _precision, "recall": _recall}


def _mean(judged: list[bool]) -> float:
    return sum(judged) / max(1, len(judged))
