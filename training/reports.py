"""Measure every fact on reports that were written and labelled without a look at the rules.

``data/extraction/labelled/reports_*.jsonl``: reports of the project's own writing, by authors who
knew the labelling guides and real abstracts, but not the program. One file was read for
development; of the other the totals alone were ever seen (docs/labelling.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ingest.extract.model import FOLDER
from ingest.extract.reader import Reading, read
from ingest.extract.text.document import Document
from training.accuracy import Accuracy, first_look, resampled
from training.common import Row, file_version
from training.reading_rules import agrees

Half = Literal["dev", "test"]

MEASURED_ON = {
    "dev": "own reports written blind, development half",
    "test": "own reports written blind, test half",
}
METHOD = {
    "dev": "read for development",
    "test": "kept apart, totals alone seen",
}
#: Share right of the test half at the only look before the rules were revised, and how many.
FIRST_LOOK = {
    "design": (43, 55),
    "randomized": (59, 64),
    "split_body": (60, 67),
    "crossover": (65, 67),
    "blinding": (57, 64),
    "participants": (46, 60),
    "follow_up_weeks": (45, 55),
    "adverse_status": (34, 63),
    "direction": (25, 53),
    "arms": (46, 64),
}
FIRST_LOOK_DATE = "2026-11-24"
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


def load_reports(half: Half) -> list[tuple[Document, Row]]:
    """(document, row) of each report; ``row["labels"]`` has None for what is disputed."""
    with _file(half).open(encoding="utf-8") as lines:
        rows: list[Row] = [json.loads(line) for line in lines]
    return [(Document.from_parts(row["title"], row["abstract"]), row) for row in rows]


def reports_version() -> str:
    """Name and short SHA-256 of the half that models may be trained on."""
    return file_version(_file("dev"))


def _file(half: Half) -> Path:
    return FOLDER / "labelled" / f"reports_{half}.jsonl"


def measure_reports(_: object) -> list[Accuracy]:
    """Both halves today, and the first look at the test half."""
    halves: tuple[Half, ...] = ("dev", "test")
    rows = [row for half in halves for row in _measure(half)]
    return rows + [
        first_look(field, look, MEASURED_ON["test"], FIRST_LOOK_DATE)
        for field, look in FIRST_LOOK.items()
    ]


def _measure(half: Half) -> list[Accuracy]:
    readings = _readings(half)
    shares = [_share(field, half, readings) for field in FIRST_LOOK]
    found = [
        _found(label, metric, half, readings)
        for label in (*SETS, *RANGES)
        for metric in ("precision", "recall")
    ]
    return shares + found


@cache
def _readings(half: Half) -> list[tuple[Row, Reading]]:
    return [(row, read(document)) for document, row in load_reports(half)]


def _share(field: str, half: Half, readings: Sequence[tuple[Row, Reading]]) -> Accuracy:
    judged = [
        _agrees(field, row["labels"][field], reading)
        for row, reading in readings
        if field not in row["disputed"]
    ]
    return resampled(
        field, "accuracy", judged, _mean, MEASURED_ON[half], METHOD[half], coverage=1.0
    )


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


def _found(
    label: str, metric: str, half: Half, readings: Sequence[tuple[Row, Reading]]
) -> Accuracy:
    """Precision or recall of the values, those of all reports together."""
    pairs = [
        (_labelled(label, row["labels"][label]), _read(label, reading))
        for row, reading in readings
        if label not in row["disputed"]
    ]
    return resampled(
        label, metric, pairs, _METRICS[metric], MEASURED_ON[half], METHOD[half], coverage=1.0
    )


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
