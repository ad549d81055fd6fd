"""Kind of scar against intervention: how much is known, and where nothing is.

A study counts in every cell that it is about. Its conclusion counts where it is about the
intervention of the cell: that two arms differed, or did not, says something of what one had beyond
the other. What a study says of a rival treatment, or of what both arms had, is not guessed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import permutations
from typing import Literal, NamedTuple

from ingest.focus import Focus
from ingest.weighing.certainty import grade
from ingest.weighing.evidence import (
    PRIMARY_KIND,
    Comparison,
    Directness,
    Item,
    Stance,
    Study,
)

Insert = Callable[[str, list[tuple[object, ...]]], None]
Conclusion = Literal["improved", "no_difference", "worse", "mixed", "unclear"]

CONCLUSIONS: tuple[Conclusion, ...] = ("improved", "no_difference", "worse", "mixed", "unclear")
BEFORE_AND_AFTER: dict[str, Conclusion] = {
    "improved": "improved",
    "no-change": "no_difference",
}
"""Directions that tell of everyone who was treated, whatever with."""
OF_WHAT_WAS_ADDED: dict[str, Conclusion] = {
    "favours-combination": "improved",
    "no-difference": "no_difference",
}
"""Directions that tell of an intervention which one arm had beyond another."""

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
ARMS = """
    SELECT a.study, a.position, i.intervention
    FROM arms a LEFT JOIN arm_interventions i ON i.study = a.study AND i.arm = a.position
"""


class Said(NamedTuple):
    """What a study concludes of one of its interventions, and by which comparison."""

    conclusion: Conclusion
    comparison: Comparison = "between arms"
    directness: Directness = "direct"


NOTHING = Said("unclear")


class _Placed(NamedTuple):
    """A study in one cell; its conclusion counts only if the study is primary."""

    study: Study
    direction: str | None
    said: Said


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
    added = _added(connection, focus)
    cells: dict[tuple[str, str], list[_Placed]] = defaultdict(list)
    for name, kind, design, randomized, *rest, direction in connection.execute(STUDIES):
        if name not in interventions or name not in scar_types:
            continue
        study = Study(name, kind, design, randomized == 1, *rest)
        placed = _Placed(study, direction, NOTHING)
        for intervention, role in interventions[name]:
            if direction is not None:
                is_added = intervention in added.get(name, ())
                said = conclusion(direction, intervention, role, focus, is_added=is_added)
                placed = _Placed(study, direction, said)
            for scar_type in scar_types[name]:
                cells[scar_type, intervention].append(placed)
    return cells


def _added(connection: sqlite3.Connection, focus: Focus) -> dict[str, Set[str]]:
    """Study -> the interventions that one of its arms had and another, otherwise alike, had not."""
    studies: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for study, arm, intervention in connection.execute(ARMS):
        of_arm = studies[study][arm]
        if intervention is not None and intervention not in focus.not_treatments:
            of_arm.add(intervention)
    return {study: frozenset(_beyond(list(arms.values()))) for study, arms in studies.items()}


def _beyond(arms: Sequence[Set[str]]) -> Iterator[str]:
    for arm, other in permutations(arms, 2):
        beyond = arm - other
        if len(beyond) == 1 and other <= arm:
            yield from beyond


def _figures(
    cell: Sequence[_Placed], designs: Sequence[str], focus: Focus
) -> tuple[object, ...] | None:
    """The columns after scar type and intervention; None where only other papers are there."""
    primary = [placed for placed in cell if placed.study.kind == PRIMARY_KIND]
    reviews = sum(placed.study.is_systematic_review for placed in cell)
    if not primary and not reviews:
        return None
    conclusions = Counter(placed.said.conclusion for placed in primary)
    judged = grade([_item(placed) for placed in primary if placed.said is not NOTHING], "effect")
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


def conclusion(
    direction: str, intervention: str, role: str | None, focus: Focus, *, is_added: bool
) -> Said:
    """What a study of this direction concludes of one of its interventions.

    ``is_added`` says that arms differed in this intervention alone. ``focus.favours`` and
    favours-comparator speak of the interventions of ``focus``; against another treatment they do
    so indirectly, and that the other did better says nothing of them.
    """
    if direction in BEFORE_AND_AFTER:
        return Said(BEFORE_AND_AFTER[direction], "before and after")
    if direction == "mixed":
        return Said("mixed")
    if is_added and direction in OF_WHAT_WAS_ADDED:
        return Said(OF_WHAT_WAS_ADDED[direction])
    if direction == "favours-intervention" and role == "studied":
        return Said("improved", directness="direct" if is_added else "indirect")
    if intervention in focus.interventions:
        if direction == focus.favours:
            return Said("improved", directness="direct" if is_added else "indirect")
        if direction == "favours-comparator" and is_added:
            return Said("worse")
    return NOTHING


def _item(placed: _Placed) -> Item:
    """The study as evidence on the intervention."""
    return Item(
        study=placed.study,
        stance=STANCES[placed.said.conclusion],
        reason=placed.direction or "",
        comparison=placed.said.comparison,
        directness=placed.said.directness,
        participants=placed.study.participants,
    )
