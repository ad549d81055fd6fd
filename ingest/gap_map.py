"""Kind of scar against intervention: how much is known, and where nothing is.

A study counts in every cell that it is about. Its conclusion counts where it is about the
intervention of the cell; what a study says of a comparator is not guessed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from ingest.focus import Focus
from ingest.weighing.certainty import grade
from ingest.weighing.evidence import PRIMARY_KIND, Item, Stance, Study

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

STUDIES = """
    SELECT id, kind, design, randomized, blinding, participants, direction FROM studies
    WHERE kind IN ('primary', 'review') AND retraction IS NOT 'retracted'
    ORDER BY id
"""
SCAR_TYPES = "SELECT study, scar_type FROM study_scar_types"
INTERVENTIONS = "SELECT study, intervention, role FROM study_interventions"


class _Placed(NamedTuple):
    """A study in one cell; its conclusion counts only if the study is primary."""

    study: Study
    direction: str | None
    conclusion: Conclusion


def add_gap_map(
    insert: Insert, connection: sqlite3.Connection, designs: Sequence[str], focus: Focus
) -> None:
    """Add a row for each cell with studies; ``designs`` has the highest of the hierarchy first."""
    rows = []
    for cell, placed in sorted(_cells(connection, focus).items()):
        figures = _figures(placed, designs, focus)
        if figures is not None:
            rows.append((*cell, *figures))
    insert("gap_map", rows)


def _cells(connection: sqlite3.Connection, focus: Focus) -> dict[tuple[str, str], list[_Placed]]:
    """The studies of each scar type and intervention, in the order of their ids.

    Joined here: SQLite would sort one wide row for each study in each cell.
    """
    scar_types: dict[str, list[str]] = defaultdict(list)
    for study, scar_type in connection.execute(SCAR_TYPES):
        scar_types[study].append(scar_type)
    interventions: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for study, intervention, role in connection.execute(INTERVENTIONS):
        if intervention not in focus.not_treatments:
            interventions[study].append((intervention, role))
    cells: dict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for name, kind, design, randomized, *rest, direction in connection.execute(STUDIES):
        study = Study(name, kind, design, randomized == 1, *rest)
        for intervention, role in interventions[name]:
            said = conclusion(direction or "", intervention, role, focus)
            placed = _Placed(study, direction, said)
            for scar_type in scar_types[name]:
                cells[scar_type, intervention].append(placed)
    return cells


def _figures(
    cell: Sequence[_Placed], designs: Sequence[str], focus: Focus
) -> tuple[object, ...] | None:
    """The columns after scar type and intervention; None where only other papers are there."""
    primary = [placed for placed in cell if placed.study.kind == PRIMARY_KIND]
    reviews = sum(placed.study.is_systematic_review for placed in cell)
    if not primary and not reviews:
        return None
    conclusions = Counter(placed.conclusion for placed in primary)
    judged = grade(
        [_item(placed, focus) for placed in primary if placed.conclusion != "unclear"], "effect"
    )
    known = {placed.study.design for placed in primary}
    return (
        len(primary),
        sum(placed.study.randomized is True for placed in primary),
        reviews,
        sum(placed.study.participants or 0 for placed in primary),
        next((design for design in designs if design in known), None),
        *(conclusions[word] for word in CONCLUSIONS),
        judged.certainty if judged else None,
    )


def conclusion(direction: str, intervention: str, role: str | None, focus: Focus) -> Conclusion:
    """What a study of this direction concludes of one of its interventions.

    ``focus.favours`` and favours-comparator speak of the interventions of ``focus``.
    """
    if direction in ALWAYS:
        return ALWAYS[direction]
    if direction == "favours-intervention" and role == "studied":
        return "improved"
    if intervention in focus.interventions:
        if direction == focus.favours:
            return "improved"
        if direction == "favours-comparator":
            return "worse"
    return "unclear"


def _item(placed: _Placed, focus: Focus) -> Item:
    """The study as evidence on the intervention.

    "improved" says no more than before and after; how a combination or another treatment
    compares bears on the intervention itself only indirectly.
    """
    direction = placed.direction
    return Item(
        study=placed.study,
        stance=STANCES[placed.conclusion],
        reason=direction or "",
        comparison="before and after" if direction == "improved" else "between arms",
        directness="direct" if direction in TELLING | {focus.favours} else "indirect",
        participants=placed.study.participants,
    )
