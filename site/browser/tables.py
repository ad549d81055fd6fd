"""What researchers find behind the pages: tables, stored queries, SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from browser.database import Row, rows

EXAMPLE = """\
SELECT s.id, s.title, s.year, s.participants, s.direction
FROM studies s
JOIN study_interventions i ON i.study = s.id AND i.intervention = 'microneedling'
WHERE s.randomized = 1 AND s.retraction IS NULL
ORDER BY s.participants DESC
LIMIT 20"""

SUBJECTS = {
    "Studies and what was read from them": (
        "studies",
        "abstracts",
        "facts",
        "fact_parts",
        "arms",
        "arm_interventions",
        "results",
        "adverse_events",
        "catalogue_studies",
        "disagreements",
        "accuracy",
    ),
    "What studies are about": (
        "study_scar_types",
        "study_interventions",
        "study_outcome_measures",
        "study_devices",
        "study_skin_conditions",
        "mesh_headings",
        "keywords",
        "publication_types",
    ),
    "What it comes to": (
        "claims",
        "claim_studies",
        "claim_certainty",
        "gap_map",
        "protocols",
        "pooled_questions",
        "pooled_effects",
        "pooled_inputs",
        "pooled_sensitivity",
    ),
    "Vocabulary": (
        "scar_types",
        "interventions",
        "outcome_measures",
        "adverse_event_terms",
        "designs",
        "devices",
        "skin_conditions",
        "synonyms",
        "concept_mesh",
    ),
}
"""Subjects with their tables; a table that is in none comes under the last heading."""
OTHERS = "Where it comes from"


def read_tables(
    connection: sqlite3.Connection, described: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The tables and views by subject, each with its description and its number of rows.

    ``described`` is the part of metadata.yaml on tables. Row counts are those that ANALYZE
    noted when the database was built: counting millions of rows would cost seconds.
    """
    counts = {
        row["tbl"]: row["rows"]
        for row in rows(
            connection,
            "SELECT tbl, max(CAST(stat AS INTEGER)) AS rows FROM sqlite_stat1 GROUP BY tbl",
        )
    }
    kinds = {
        row["name"]: row["type"]
        for row in rows(
            connection, "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    }
    tables: dict[str, Row] = {
        name: {
            "name": name,
            "description": about.get("description", ""),
            "rows": counts.get(name, 0) if kinds[name] == "table" else None,
        }
        for name, about in described.items()
        if name in kinds
    }
    listed = [
        {"title": title, "tables": [tables.pop(name) for name in names if name in tables]}
        for title, names in SUBJECTS.items()
    ]
    return [*listed, {"title": OTHERS, "tables": list(tables.values())}]
