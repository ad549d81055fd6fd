"""How the evidence base was made: searches, flow of records, accuracy of reading, version."""

from __future__ import annotations

import sqlite3
from typing import Any

from browser.database import Row, rows

APART = ("kept apart", "10-fold")
"""How methods begin by which a figure is of texts that were not read, or not fitted on."""
LEAST_AIM = 0.5
"""Aims that are lower are errors, of which fewer are better."""


def read_methods(connection: sqlite3.Connection) -> dict[str, Any]:
    """Everything that the methods page prints."""
    flow = rows(connection, "SELECT stage, reason, label, records FROM prisma ORDER BY position")
    return {
        "searches": rows(connection, "SELECT * FROM searches ORDER BY id"),
        "flow": {
            stage: [row for row in flow if row["stage"] == stage]
            for stage in ("identified", "excluded", "included")
        },
        "accuracy": (
            accuracy := rows(
                connection, "SELECT * FROM accuracy ORDER BY field, measured_on, metric"
            )
        ),
        "aimed_at": [row for row in accuracy if _is_held_against_an_aim(row)],
        "disagreements": rows(
            connection,
            "SELECT field, count(*) AS studies FROM disagreements GROUP BY field ORDER BY field",
        ),
        "sources": rows(
            connection, "SELECT source, count(*) AS studies FROM studies GROUP BY source"
        ),
        "readers": rows(
            connection,
            "SELECT readers, count(*) AS studies FROM studies WHERE readers IS NOT NULL"
            " GROUP BY readers ORDER BY readers DESC",
        ),
        "designs": rows(
            connection,
            "SELECT d.id, d.label, d.definition, d.evidence_level, count(s.id) AS studies"
            " FROM designs d LEFT JOIN studies s ON s.design = d.id GROUP BY d.id"
            " ORDER BY d.evidence_level IS NULL, d.evidence_level, d.label",
        ),
        "build": dict(connection.execute("SELECT name, value FROM build_info").fetchall()),
        "last_run": rows(
            connection, "SELECT * FROM runs WHERE outcome = 'clean' ORDER BY id DESC LIMIT 1"
        ),
    }


def _is_held_against_an_aim(row: Row) -> bool:
    target, method = row["target"], row["method"] or ""
    return target is not None and target >= LEAST_AIM and method.startswith(APART)
