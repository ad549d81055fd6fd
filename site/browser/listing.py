"""Studies as lists show them: a few values each, with the words that answer the search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from browser.database import rows
from browser.index import Positions, StudyIndex
from browser.marks import excerpt
from browser.vocabulary import Vocabulary

CARD_COLUMNS = (
    "id, pmid, doi, pmcid, title, citation, journal, year, kind, design, evidence_level,"
    " participants, studies_included, split_body, direction, finding, retraction, readers"
)


def cards(
    connection: sqlite3.Connection,
    index: StudyIndex,
    vocabulary: Vocabulary,
    positions: Positions,
    words: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The studies at these positions, in this order; ``words`` are looked for in abstracts."""
    rowids = [int(index.rowids[position]) for position in positions]
    marks = ", ".join("?" * len(rowids))
    select = f"SELECT rowid, {CARD_COLUMNS} FROM studies WHERE rowid IN ({marks})"
    found = {row.pop("rowid"): row for row in rows(connection, select, rowids)}
    texts = _abstracts(connection, [row["id"] for row in found.values()]) if words else {}
    listed = []
    for position, rowid in zip(positions, rowids, strict=True):
        study = found[rowid]
        for facet, table in (("scar_type", "scar_types"), ("intervention", "interventions")):
            study[facet] = index.values(facet, int(position))
            study[table] = [vocabulary.label(table, value) for value in study[facet]]
        study["excerpt"] = excerpt(texts.get(study["id"], ""), words)
        listed.append(study)
    return listed


def cards_of(
    connection: sqlite3.Connection,
    index: StudyIndex,
    vocabulary: Vocabulary,
    studies: Iterable[str],
) -> dict[str, dict[str, Any]]:
    """The cards of studies by id; an id that is not there is left out."""
    known = {study: index.position(study) for study in studies}
    found = [position for position in known.values() if position is not None]
    positions = np.array(found, dtype=np.int32)
    return {card["id"]: card for card in cards(connection, index, vocabulary, positions)}


def _abstracts(connection: sqlite3.Connection, studies: list[str]) -> dict[str, str]:
    marks = ", ".join("?" * len(studies))
    texts: dict[str, str] = {}
    for row in rows(
        connection,
        f"SELECT study, text FROM abstracts WHERE study IN ({marks}) AND position > 0"
        " ORDER BY study, position",
        studies,
    ):
        texts[row["study"]] = f"{texts.get(row['study'], '')} {row['text']}".strip()
    return texts
