"""Full-text search: what studies_fts holds of each study, put together by SQL from its tables.

Made from the tables alone, it is the same whether the rows of a study were read or copied.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import TypeAlias

from ingest.evidence.schema import TOKENIZER
from ingest.vocabulary.concepts import Vocabulary

WORD = re.compile(r"[^\W_]+")
Words: TypeAlias = tuple[str, ...]

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
    names = {concept_key(kind, concept.id): concept.all_names for kind, concept in vocabulary}
    texts = shortest_texts(names)
    connection.create_function("concept_names", 1, _Names(texts), deterministic=True)


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


def shortest_texts(names: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """For the names of each concept a text in which all stand, as the search tells words apart.

    It is indexed for every study of the concept: such texts are more than half of what the search
    holds. "Acne scars" stands inside "atrophic acne scar", and names that begin as others end are
    chained: "scar of acne" and "acne vulgaris" make "scar of acne vulgaris".
    """
    stems = _stems(word for of_concept in names.values() for word in _words(of_concept))
    return {key: _shortest_text(of_concept, stems) for key, of_concept in names.items()}


def _shortest_text(names: Iterable[str], stems: Mapping[str, str]) -> str:
    spelling: dict[str, str] = {}
    waiting: list[Words] = []
    for name in names:
        words = tuple(_words([name]))
        waiting.append(tuple(stems[word] for word in words))
        for word in words:
            spelling.setdefault(stems[word], word)
    text: Words = ()
    waiting = sorted(dict.fromkeys(waiting), key=lambda name: (-len(name), name))
    while waiting := [name for name in waiting if not _stands_in(name, text)]:
        following = max(waiting, key=lambda name: _overlap(text, name))
        text += following[_overlap(text, following) :]
    return " ".join(spelling[stem] for stem in text)


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from WORD.findall(name.casefold())


def _stems(words: Iterable[str]) -> dict[str, str]:
    """Each word as FTS5 itself reduces it, so that what is equal here is equal in a search."""
    distinct = list(dict.fromkeys(words))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, tokenize='{TOKENIZER}')")
        connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, instance)")
        insert = "INSERT INTO words (rowid, word) VALUES (?, ?)"
        connection.executemany(insert, enumerate(distinct))
        stems = dict.fromkeys(distinct, "")
        for term, place in connection.execute("SELECT term, doc FROM stems ORDER BY doc, offset"):
            stems[distinct[place]] += f" {term}"
    return stems


def _overlap(text: Words, name: Words) -> int:
    """How many words at the end of ``text`` are those at the beginning of ``name``."""
    lengths = range(min(len(text), len(name)), 0, -1)
    return next((length for length in lengths if text[-length:] == name[:length]), 0)


def _stands_in(name: Words, text: Words) -> bool:
    starts = range(len(text) - len(name) + 1)
    return any(text[start : start + len(name)] == name for start in starts)
