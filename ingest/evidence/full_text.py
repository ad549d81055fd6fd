"""Full-text search: what studies_fts holds of each study, put together by SQL from its tables.

Made from the tables alone, it is the same whether the rows of a study were read or copied.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping

from ingest.vocabulary.concepts import Vocabulary

WORD = re.compile(r"[^\W_]+")

MEMORY = 16 * 2**20
"""Bytes of words that full-text search collects before it writes a segment."""

SETTINGS = {
    "hashsize": MEMORY,
    # Segments are merged once, at the end, and not again and again on the way.
    "automerge": 0,
    "crisismerge": 1000,
}

ADD_STUDIES = """
    INSERT INTO studies_fts (rowid, title, abstract, keywords, mesh, concepts, authors)
    SELECT s.rowid, s.title,
           (SELECT group_concat(iif(label IS NULL, text, label || ': ' || text), char(10))
            FROM abstracts WHERE study = s.id AND position > 0),
           (SELECT group_concat(keyword, char(10)) FROM keywords WHERE study = s.id),
           (SELECT group_concat(DISTINCT descriptor) FROM mesh_headings WHERE study = s.id),
           (SELECT concept_names(concepts) FROM origins WHERE id = s.id),
           (SELECT group_concat(name, char(10)) FROM study_authors
            WHERE study = s.id AND role = 'author')
    FROM studies s WHERE s.rowid > ? ORDER BY s.rowid
"""


def begin_search(connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    """Prepare ``connection`` for ``add_to_search``; studies_fts must be there, and empty."""
    for name, value in SETTINGS.items():
        setting = "INSERT INTO studies_fts (studies_fts, rank) VALUES (?, ?)"
        connection.execute(setting, (name, value))
    names = {
        concept_key(kind, concept.id): " . ".join(telling_names(concept.all_names))
        for kind, concept in vocabulary
    }
    connection.create_function("concept_names", 1, _Names(names), deterministic=True)


def add_to_search(connection: sqlite3.Connection, after: int) -> None:
    """Add the studies whose row numbers are higher than ``after``."""
    connection.execute(ADD_STUDIES, (after,))


def finish_search(connection: sqlite3.Connection) -> None:
    """Merge what was written into one segment, which is the quickest to search."""
    connection.execute("INSERT INTO studies_fts (studies_fts) VALUES ('optimize')")


def concept_key(kind: str, concept: str) -> str:
    """How the column ``concepts`` of ``origins`` names a concept."""
    return f"{kind}/{concept}"


class _Names:
    """The names of concepts, given as a JSON array of their keys."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def __call__(self, concepts: str | None) -> str | None:
        if concepts is None:
            return None
        return "\n".join([self._names[key] for key in json.loads(concepts)])


def telling_names(names: Iterable[str]) -> list[str]:
    """``names`` without those that stand, as whole words, in another one of them.

    A search for "acne scar" finds "atrophic acne scar".
    """
    kept: list[str] = []
    words: list[str] = []
    for name in sorted(dict.fromkeys(names), key=len, reverse=True):
        spaced = f" {' '.join(WORD.findall(name.casefold()))} "
        if not any(spaced in other for other in words):
            kept.append(name)
            words.append(spaced)
    return kept
