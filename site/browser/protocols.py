"""Sessions, intervals and needle lengths as studies used them, with what came of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from browser import labels
from browser.database import Row, rows
from browser.vocabulary import Vocabulary


@dataclass(frozen=True)
class Measure:
    """One thing that a protocol sets; ``low`` and ``high`` are its columns."""

    title: str
    unit: str
    low: str
    high: str
    bins: tuple[tuple[float, float, str], ...]
    """(from, below, label)"""


ENDLESS = float("inf")

MEASURES = (
    Measure(
        "Number of sessions",
        "sessions",
        "sessions_min",
        "sessions_max",
        (*((n, n + 1, str(n)) for n in range(1, 8)), (8, ENDLESS, "8+")),
    ),
    Measure(
        "Weeks between sessions",
        "weeks",
        "interval_weeks_min",
        "interval_weeks_max",
        (
            (0, 2, "under 2"),
            (2, 3, "2"),
            (3, 4, "3"),
            (4, 5, "4"),
            (5, 6, "5"),
            (6, 7, "6"),
            (7, ENDLESS, "7+"),
        ),
    ),
    Measure(
        "Needle length",
        "mm",
        "needle_mm_min",
        "needle_mm_max",
        (
            (0, 1, "under 1"),
            (1, 1.5, "1"),
            (1.5, 2, "1.5"),
            (2, 2.5, "2"),
            (2.5, 3, "2.5"),
            (3, ENDLESS, "3+"),
        ),
    ),
)

TONES = ("good", "even", "mixed", "bad", "none")


def read_protocols(connection: sqlite3.Connection, vocabulary: Vocabulary) -> list[Row]:
    """A row a study; its kinds of scar are put together. Best evidence first."""
    found = rows(
        connection,
        "SELECT p.study, p.scar_type, p.design, p.sessions_min, p.sessions_max,"
        " p.interval_weeks_min, p.interval_weeks_max, p.needle_mm_min, p.needle_mm_max,"
        " p.direction, s.title, s.year, s.citation, s.participants, s.evidence_level"
        " FROM protocols p JOIN studies s ON s.id = p.study"
        " ORDER BY s.evidence_level IS NULL, s.evidence_level, s.participants IS NULL,"
        " s.participants DESC, p.study, p.scar_type",
    )
    studies: dict[str, Row] = {}
    for row in found:
        scar_type = row.pop("scar_type")
        study = studies.setdefault(row["study"], {**row, "scar_types": []})
        study["scar_types"].append(vocabulary.label("scar_types", scar_type))
    return list(studies.values())


def histogram(measure: Measure, protocols: list[Row]) -> list[Row]:
    """For every bin, how many studies by what they conclude (see labels.DIRECTIONS).

    A study that planned a range is counted by its upper end.
    """
    bins: list[Row] = [
        {"label": label, "counts": dict.fromkeys(TONES, 0)} for _, _, label in measure.bins
    ]
    for study in protocols:
        used = study[measure.high] if study[measure.high] is not None else study[measure.low]
        if used is None:
            continue
        reading = labels.DIRECTIONS.get(study["direction"])
        for row, (start, below, _) in zip(bins, measure.bins, strict=True):
            if start <= used < below:
                row["counts"][reading.tone if reading else "none"] += 1
    for row in bins:
        row["total"] = sum(row["counts"].values())
    return bins
