"""Kind of scar against intervention: how much is known, and where nothing is.

A study counts in every cell that it is about. Its conclusion counts where it is about the
intervention of the cell; what a study says of a comparator is not guessed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from ingest.focus import Focus
from ingest.weighing.certainty import grade
from ingest.weighing.evidence import PRIMARY_KIND, SYSTEMATIC, Item, Stance, Study

Insert = Callable[[str, list[tuple[object, ...]]], None]
Conclusion = Literal["improved", "no_difference", "worse", "mixed", "unclear"]

CONCLUSIONS: tuple[Conclusion, ...] = ("improved", "no_difference", "worse", "mixed", "unclear")
ALWAYS: dict[str, Conclusion] = {
    "improved": "improved",
    "favours-combination": "improved",
    "no-difference": "no_difference",
    "no-change": "no_difference",
    "mixed": "mixed",
}
"""Directions that mean the same for every intervention of a study."""

TELLING = frozenset({"improved", "no-change", "favours-intervention"})
"""Directions that speak of the intervention itself, as does that of data/focus.yaml."""

STANCES: dict[Conclusion, Stance] = {
    "improved": "supports",
    "no_difference": "contradicts",
    "worse": "contradicts",
    "mixed": "mixed",
}

QUERY = """
    SELECT t.scar_type, i.intervention, i.role, s.id, s.kind, s.design, s.randomized, s.blinding,
           s.participants, s.direction
    FROM studies s
    JOIN study_scar_types t ON t.study = s.id
    JOIN study_interventions i ON i.study = s.id
    WHERE s.kind IN ('primary', 'review') AND s.retraction IS NOT 'retracted'
    ORDER BY t.scar_type, i.intervention, s.id
"""


class _Row(NamedTuple):
    """One study in one cell."""

    scar_type: str
    intervention: str
    role: str | None
    id: str
    kind: str
    design: str | None
    randomized: int | None
    blinding: str | None
    participants: int | None
    direction: str | None


def add_gap_map(
    insert: Insert, connection: sqlite3.Connection, designs: Sequence[str], focus: Focus
) -> None:
    """Add a row for each cell with studies; ``designs`` has the highest of the hierarchy first."""
    insert("gap_map", list(_cells(connection, designs, focus)))


def _cells(
    connection: sqlite3.Connection, designs: Sequence[str], focus: Focus
) -> Iterator[tuple[object, ...]]:
    rows = map(_Row._make, connection.execute(QUERY))
    for (scar_type, intervention), cell in groupby(rows, key=lambda row: row[:2]):
        if intervention not in focus.not_treatments:
            figures = _figures(list(cell), designs, focus)
            if figures is not None:
                yield (scar_type, intervention, *figures)


def _figures(
    cell: Sequence[_Row], designs: Sequence[str], focus: Focus
) -> tuple[object, ...] | None:
    """The columns after scar type and intervention; None where only other papers are there."""
    primary = [row for row in cell if row.kind == PRIMARY_KIND]
    reviews = sum(row.design in SYSTEMATIC for row in cell)
    if not primary and not reviews:
        return None
    conclusions = Counter(conclusion(row, focus) for row in primary)
    telling = [row for row in primary if conclusion(row, focus) != "unclear"]
    judged = grade([_item(row, focus) for row in telling], "effect")
    known = [row.design for row in primary if row.design in designs]
    return (
        len(primary),
        sum(row.randomized == 1 for row in primary),
        reviews,
        sum(row.participants or 0 for row in primary),
        min(known, key=designs.index, default=None),
        *(conclusions[word] for word in CONCLUSIONS),
        judged.certainty if judged else None,
    )


def conclusion(row: _Row, focus: Focus) -> Conclusion:
    """What a study concludes of the intervention of the cell.

    ``focus.favours`` and favours-comparator speak of the interventions of ``focus``.
    """
    direction = row.direction or ""
    if direction in ALWAYS:
        return ALWAYS[direction]
    if direction == "favours-intervention" and row.role == "studied":
        return "improved"
    if row.intervention in focus.interventions:
        if direction == focus.favours:
            return "improved"
        if direction == "favours-comparator":
            return "worse"
    return "unclear"


def _item(row: _Row, focus: Focus) -> Item:
    """The study as evidence on the intervention.

    "improved" says no more than before and after; how a combination or another treatment
    compares bears on the intervention itself only indirectly.
    """
    study = Study(row.id, row.kind, row.design, row.randomized == 1, row.blinding, row.participants)
    return Item(
        study=study,
        stance=STANCES[conclusion(row, focus)],
        reason=row.direction or "",
        comparison="before and after" if row.direction == "improved" else "between arms",
        directness="direct" if row.direction in TELLING | {focus.favours} else "indirect",
        participants=row.participants,
    )
