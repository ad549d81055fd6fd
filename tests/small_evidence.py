"""A few invented studies in the tables of evidence.db: for tests that need to know every row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ingest.evidence.schema import create_indexes, create_tables, load_schema
from ingest.evidence.views import create_views, load_views
from ingest.focus import Focus
from ingest.settings import Settings

TABLES = load_schema()
VIEWS = load_views(Settings.source / "views.yaml")
FOCUS = Focus(
    interventions=("microneedling", "rf-microneedling"),
    favours="favours-microneedling",
    not_treatments=("placebo", "no-treatment", "other"),
)


class SmallEvidence:
    """An evidence.db in memory; the methods add rows, columns that are not named are empty."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        create_tables(self.connection, TABLES)
        create_indexes(self.connection, TABLES)
        create_views(self.connection, VIEWS)
        self.add(
            "outcome_measures", id="goodman-baron", label="Scale", kind="scale", better="lower"
        )
        self.add("outcome_measures", id="pain", label="Pain", kind="symptom", better="lower")

    def insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        """What the build's modules are given to write with."""
        self.connection.executemany(TABLES[table].insert, rows)

    def add(self, table: str, **values: object) -> None:
        self.insert(table, [tuple(values.get(name) for name in TABLES[table].column_names)])

    def study(
        self,
        id: str,
        *,
        scar_types: Iterable[str] = ("acne-atrophic",),
        interventions: Iterable[str] = ("microneedling",),
        **columns: object,
    ) -> None:
        """A primary study of needling of acne scars unless said otherwise."""
        values = {"kind": "primary", "topic": "needling-for-scars", "source": "catalogue"}
        self.add("studies", **(values | {"id": id, "title": f"Study {id}"} | columns))
        for scar_type in scar_types:
            self.add("study_scar_types", study=id, scar_type=scar_type)
        for intervention in interventions:
            self.add("study_interventions", study=id, intervention=intervention)

    def arm(self, study: str, position: int, label: str, *interventions: str, n: int | None = None):
        self.add("arms", study=study, position=position, label=label, participants=n)
        for intervention in interventions:
            self.add("arm_interventions", study=study, arm=position, intervention=intervention)

    def result(self, study: str, position: int, arm: str, direction: str | None, **columns: object):
        values = {"outcome": "scar grade", "outcome_measure": "goodman-baron"}
        given = {"study": study, "position": position, "arm": arm, "direction": direction}
        self.add("results", **(values | given | columns))

    def select(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()
