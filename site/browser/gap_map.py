"""How much is known of each treatment for each kind of scar."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from browser.database import rows
from browser.vocabulary import Vocabulary

UNINFORMATIVE = ("other", "placebo", "no-treatment")
"""Interventions that are no treatment in themselves: rows of their own would say nothing."""


@dataclass(frozen=True)
class GapMap:
    """``cells[intervention][scar type]``; both headings ordered by their studies, most first."""

    scar_types: tuple[str, ...]
    interventions: tuple[str, ...]
    cells: dict[str, dict[str, dict[str, Any]]]

    @property
    def largest(self) -> int:
        return max(
            (cell["studies"] for row in self.cells.values() for cell in row.values()), default=0
        )

    def top(self, interventions: int) -> GapMap:
        """The first rows only."""
        kept = self.interventions[:interventions]
        return GapMap(self.scar_types, kept, {name: self.cells[name] for name in kept})


def read_gap_map(connection: sqlite3.Connection, vocabulary: Vocabulary) -> GapMap:
    """The map as the build made it; empty where it made none."""
    cells = rows(connection, "SELECT * FROM gap_map ORDER BY intervention, scar_type")
    told = [cell for cell in cells if cell["intervention"] not in UNINFORMATIVE]
    by_row: dict[str, dict[str, dict[str, Any]]] = {}
    for cell in told:
        cell["scar_type_label"] = vocabulary.label("scar_types", cell["scar_type"])
        cell["intervention_label"] = vocabulary.label("interventions", cell["intervention"])
        by_row.setdefault(cell["intervention"], {})[cell["scar_type"]] = cell
    return GapMap(
        _ordered((cell["scar_type"], cell["studies"]) for cell in told),
        _ordered((cell["intervention"], cell["studies"]) for cell in told),
        by_row,
    )


def _ordered(counted: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    totals: dict[str, int] = {}
    for name, count in counted:
        totals[name] = totals.get(name, 0) + count
    return tuple(sorted(totals, key=lambda name: (-totals[name], name)))
