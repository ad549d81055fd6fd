"""Sessions, intervals and needle lengths as studies used them, with what came of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from browser import labels
from browser.database import Row, rows
from browser.vocabulary import Vocabulary

SHOWN = 100
"""Studies that the page lists, best evidence first; the table of the database has them all."""

ENDLESS = float("inf")
TONES = ("good", "even", "mixed", "bad", "none")


@dataclass(frozen=True)
class Measure:
    """One thing that a protocol sets; ``low`` and ``high`` are its columns.

    ``bins`` are (from, below, label).
    """

    title: str
    unit: str
    low: str
    high: str
    bins: tuple[tuple[float, float, str], ...]


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
        ((0, 2, "under 2"), *((n, n + 1, str(n)) for n in range(2, 7)), (7, ENDLESS, "7+")),
    ),
    Measure(
        "Needle length",
        "mm",
        "needle_mm_min",
        "needle_mm_max",
        (
            (0, 1, "under 1"),
            *((n / 2, (n + 1) / 2, f"{n / 2:g}") for n in range(2, 6)),
            (3, ENDLESS, "3+"),
        ),
    ),
)


def read_protocols(connection: sqlite3.Connection, vocabulary: Vocabulary) -> dict[str, Any]:
    """The histograms over all studies, and the studies with the best evidence."""
    used = rows(
        connection,
        "SELECT DISTINCT study, direction, sessions_min, sessions_max, interval_weeks_min,"
        " interval_weeks_max, needle_mm_min, needle_mm_max FROM protocols",
    )
    return {
        "count": len(used),
        "histograms": [(measure, histogram(measure, used)) for measure in MEASURES],
        "protocols": _best(connection, vocabulary),
    }


def _best(connection: sqlite3.Connection, vocabulary: Vocabulary) -> list[Row]:
    """A row a study; its kinds of scar are put together."""
    studies = rows(
        connection,
        "SELECT s.id AS study, s.title, s.year, s.citation, s.design, s.participants, s.direction,"
        " s.sessions_min, s.sessions_max, s.interval_weeks_min, s.interval_weeks_max,"
        " s.needle_mm_min, s.needle_mm_max FROM studies s"
        " WHERE s.id IN (SELECT study FROM protocols)"
        " ORDER BY s.evidence_level IS NULL, s.evidence_level, s.participants IS NULL,"
        " s.participants DESC, s.id LIMIT ?",
        (SHOWN,),
    )
    for study in studies:
        study["scar_types"] = [
            vocabulary.label("scar_types", row["scar_type"])
            for row in rows(
                connection,
                "SELECT scar_type FROM protocols WHERE study = ? ORDER BY scar_type",
                (study["study"],),
            )
        ]
    return studies


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
