"""How far reading by machine can be trusted: measured figures, and agreement with the catalogue."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from ingest.evidence.inputs import Inputs
from ingest.evidence.rows import Row

Insert = Callable[[str, list[Row]], None]

COLUMNS = (
    "field",
    "metric",
    "measured_on",
    "value",
    "low",
    "high",
    "n",
    "coverage",
    "method",
    "floor",
    "target",
)
DIGITS = 4


def add_accuracy(insert: Insert, connection: sqlite3.Connection, inputs: Inputs) -> None:
    """Fill ``disagreements`` and ``accuracy``; ``comparisons`` must be there already."""
    connection.execute(
        "INSERT INTO disagreements SELECT study, field, catalogue_value, extracted_value, fact"
        " FROM comparisons WHERE NOT agrees ORDER BY study, field"
    )
    insert("accuracy", [tuple(map(row.get, COLUMNS)) for row in inputs.accuracy])
    insert("accuracy", list(_agreement(connection)))


def _agreement(connection: sqlite3.Connection) -> Iterator[Row]:
    """Share of values on which abstract and catalogue agree, with Wilson's 95 % interval."""
    compared = connection.execute(
        "SELECT field, sum(agrees), count(*) FROM comparisons GROUP BY field ORDER BY field"
    ).fetchall()
    if not compared:
        return
    # Slow to import, and without an abstract of a hand-read study there is nothing to count.
    from statsmodels.stats.proportion import proportion_confint

    for field, agreeing, n in compared:
        low, high = proportion_confint(agreeing, n, method="wilson")
        yield (
            field,
            "agreement",
            "hand-read catalogue",
            round(agreeing / n, DIGITS),
            round(float(low), DIGITS),
            round(float(high), DIGITS),
            n,
            None,
            "every study that has both, counted at this build",
            None,
            None,
        )
