"""Measure every fact on reports that were written and labelled without a look at the rules.

``data/extraction/labelled/reports_*.jsonl``: reports of the project's own writing, by authors who
knew the labelling guides and real abstracts, but not the program. Four files were read for
development; of the others the totals alone were ever seen (docs/labelling.md).
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

Part = Literal["dev", "test", "ordinary", "unseen", "fresh", "latest"]

MEASURED_ON: dict[Part, str] = {
    "dev": "own reports written blind, development half",
    "test": "own reports written blind, test half",
    "ordinary": "own ordinary reports written blind",
    "unseen": "own ordinary reports written blind, later ones",
    "fresh": "own ordinary reports written blind, still later ones",
    "latest": "own ordinary reports written blind, last ones",
}
_APART = "kept apart, totals alone seen"
METHOD: dict[Part, str] = {
    "dev": "read for development",
    "test": _APART,
    "ordinary": "read for development after two looks at the totals",
    "unseen": "read for development after four looks at the totals",
    "fresh": "read for development after two looks at the totals",
    "latest": _APART,
}
#: Which rules read a part when it was first looked at.
FIRST_LOOKED: dict[Part, str] = {
    "test": "before the rules were revised",
    "ordinary": "before the rules were revised",
    "unseen": "after the rules were revised on others",
    "fresh": "after the rules were revised on others",
    "latest": "after the rules were revised on others",
}
READ: tuple[Part, ...] = ("dev", "ordinary", "unseen", "fresh")
"""Parts that were read for development, on which models may be trained."""
#: What was right, and of how many, at the first look at a part; "unseen", "fresh" and "latest"
#: were first looked at when nearly all had been learnt from the others.
FIRST_LOOKS: dict[Part, dict[tuple[str, str], tuple[int, int]]] = {
    "test": {
        ("design", "accuracy"): (43, 55),
        ("randomized", "accuracy"): (59, 64),
        ("split_body", "accuracy"): (60, 67),
        ("crossover", "accuracy"): (65, 67),
        ("blinding", "accuracy"): (57, 64),
        ("participants", "accuracy"): (46, 60),
        ("follow_up_weeks", "accuracy"): (45, 55),
        ("adverse_status", "accuracy"): (34, 63),
        ("direction", "accuracy"): (25, 53),
        ("arms", "accuracy"): (46, 64),
    },
    "ordinary": {
        ("design", "accuracy"): (83, 97),
        ("randomized", "accuracy"): (92, 98),
        ("split_body", "accuracy"): (95, 97),
        ("crossover", "accuracy"): (99, 100),
        ("blinding", "accuracy"): (93, 96),
        ("participants", "accuracy"): (75, 88),
        ("follow_up_weeks", "accuracy"): (79, 86),
        ("adverse_status", "accuracy"): (88, 93),
        ("direction", "accuracy"): (58, 78),
        ("arms", "accuracy"): (78, 97),
        ("scar_types", "precision"): (79, 86),
        ("scar_types", "recall"): (79, 85),
        ("interventions", "precision"): (145, 161),
        ("interventions", "recall"): (145, 156),
        ("adverse_events", "precision"): (129, 140),
        ("adverse_events", "recall"): (129, 146),
        ("sessions", "precision"): (53, 59),
        ("sessions", "recall"): (53, 67),
        ("interval_weeks", "precision"): (55, 55),
        ("interval_weeks", "recall"): (55, 63),
        ("needle_mm", "precision"): (47, 47),
        ("needle_mm", "recall"): (47, 51),
    },
    "unseen": {
        ("design", "accuracy"): (77, 84),
        ("randomized", "accuracy"): (82, 88),
        ("split_body", "accuracy"): (89, 90),
        ("crossover", "accuracy"): (89, 90),
        ("blinding", "accuracy"): (83, 84),
        ("participants", "accuracy"): (73, 78),
        ("follow_up_weeks", "accuracy"): (77, 81),
        ("adverse_status", "accuracy"): (72, 77),
        ("direction", "accuracy"): (57, 68),
        ("arms", "accuracy"): (80, 84),
        ("scar_types", "precision"): (76, 80),
        ("scar_types", "recall"): (76, 77),
        ("interventions", "precision"): (126, 131),
        ("interventions", "recall"): (126, 131),
        ("adverse_events", "precision"): (100, 103),
        ("adverse_events", "recall"): (100, 106),
        ("sessions", "precision"): (48, 52),
        ("sessions", "recall"): (48, 54),
        ("interval_weeks", "precision"): (51, 51),
        ("interval_weeks", "recall"): (51, 54),
        ("needle_mm", "precision"): (47, 47),
        ("needle_mm", "recall"): (47, 48),
    },
    "fresh": {
        ("design", "accuracy"): (135, 147),
        ("randomized", "accuracy"): (142, 146),
        ("split_body", "accuracy"): (144, 146),
        ("crossover", "accuracy"): (150, 150),
        ("blinding", "accuracy"): (141, 142),
        ("participants", "accuracy"): (121, 123),
        ("follow_up_weeks", "accuracy"): (119, 128),
        ("adverse_status", "accuracy"): (119, 130),
        ("direction", "accuracy"): (91, 118),
        ("arms", "accuracy"): (129, 134),
        ("scar_types", "precision"): (126, 135),
        ("scar_types", "recall"): (126, 126),
        ("interventions", "precision"): (223, 232),
        ("interventions", "recall"): (223, 238),
        ("adverse_events", "precision"): (148, 155),
        ("adverse_events", "recall"): (148, 162),
        ("sessions", "precision"): (80, 87),
        ("sessions", "recall"): (80, 92),
        ("interval_weeks", "precision"): (82, 82),
        ("interval_weeks", "recall"): (82, 86),
        ("needle_mm", "precision"): (67, 69),
        ("needle_mm", "recall"): (67, 72),
    },
    "latest": {
        ("design", "accuracy"): (108, 109),
        ("randomized", "accuracy"): (119, 120),
        ("split_body", "accuracy"): (117, 117),
        ("crossover", "accuracy"): (120, 120),
        ("blinding", "accuracy"): (116, 117),
        ("participants", "accuracy"): (104, 107),
        ("follow_up_weeks", "accuracy"): (102, 112),
        ("adverse_status", "accuracy"): (105, 108),
        ("direction", "accuracy"): (74, 90),
        ("arms", "accuracy"): (110, 112),
        ("scar_types", "precision"): (109, 111),
        ("scar_types", "recall"): (109, 110),
        ("interventions", "precision"): (195, 210),
        ("interventions", "recall"): (195, 210),
        ("adverse_events", "precision"): (156, 161),
        ("adverse_events", "recall"): (156, 164),
        ("sessions", "precision"): (69, 72),
        ("sessions", "recall"): (69, 74),
        ("interval_weeks", "precision"): (73, 73),
        ("interval_weeks", "recall"): (73, 75),
        ("needle_mm", "precision"): (65, 66),
        ("needle_mm", "recall"): (65, 68),
    },
}
HELD_AGAINST_AIMS: Part = "latest"
"""The part that is nearest to what journals print and of which nothing was learnt."""
AIMED_AT = {
    **dict.fromkeys(("design", "split_body", "crossover", "blinding"), 0.95),
    **dict.fromkeys(("follow_up_weeks", "adverse_status"), 0.95),
    "precision": 0.95,
    "recall": 0.9,
}
ANSWERS = tuple(field for field, _ in FIRST_LOOKS["test"])
"""Labels that are one answer a report."""
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


def load_reports(part: Part) -> list[tuple[Document, Row]]:
    """(document, row) of each report; ``row["labels"]`` has None for what is disputed."""
    with _file(part).open(encoding="utf-8") as lines:
        rows: list[Row] = [json.loads(line) for line in lines]
    return [(Document.from_parts(row["title"], row["abstract"]), row) for row in rows]


def reports_version() -> str:
    """Name and short SHA-256 of each part that models may be trained on."""
    return ", ".join(file_version(_file(part)) for part in READ)


def _file(part: Part) -> Path:
    return FOLDER / "labelled" / f"reports_{part}.jsonl"


def measure_reports(_: object) -> list[Accuracy]:
    """Every part today, and the first look at those kept apart."""
    rows = [row for part in METHOD for row in _measure(part)]
    return rows + [
        first_look(
            SETS.get(label, label),
            look,
            MEASURED_ON[part],
            FIRST_LOOK_DATE,
            metric=metric,
            when=FIRST_LOOKED[part],
        )
        for part, looks in FIRST_LOOKS.items()
        for (label, metric), look in looks.items()
    ]


def _measure(part: Part) -> list[Accuracy]:
    readings = _readings(part)
    shares = [_share(field, part, readings) for field in ANSWERS]
    found = [
        _found(label, metric, part, readings)
        for label in (*SETS, *RANGES)
        for metric in ("precision", "recall")
    ]
    return shares + found


@cache
def _readings(part: Part) -> list[tuple[Row, Reading]]:
    return [(row, read(document)) for document, row in load_reports(part)]


def _share(field: str, part: Part, readings: Sequence[tuple[Row, Reading]]) -> Accuracy:
    judged = [
        _agrees(field, row["labels"][field], reading)
        for row, reading in readings
        if field not in row["disputed"]
    ]
    return _resampled(field, "accuracy", judged, _mean, part, AIMED_AT.get(field))


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
    label: str, metric: str, part: Part, readings: Sequence[tuple[Row, Reading]]
) -> Accuracy:
    """Precision or recall of the values, those of all reports together."""
    pairs = [
        (_labelled(label, row["labels"][label]), _read(label, reading))
        for row, reading in readings
        if label not in row["disputed"]
    ]
    field = SETS.get(label, label)
    return _resampled(field, metric, pairs, _METRICS[metric], part, AIMED_AT[metric])


def _resampled(
    field: str,
    metric: str,
    rows: list[Any],
    compute: Callable[[list[Any]], float],
    part: Part,
    target: float | None,
) -> Accuracy:
    return resampled(
        field, metric, rows, compute, MEASURED_ON[part], METHOD[part],
        coverage=1.0, target=target if part == HELD_AGAINST_AIMS else None,
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
