"""The words of the database: labels of its concepts, and which concepts a reader's words name."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ingest.vocabulary.wording import plain, singular, spellings

CONCEPT_TABLES = (
    "scar_types",
    "interventions",
    "outcome_measures",
    "adverse_event_terms",
    "designs",
    "devices",
    "skin_conditions",
)
"""The first is meant where a word names concepts of several."""


@dataclass(frozen=True)
class Concept:
    """A concept of the vocabulary; ``synonyms`` are its other names, as printed."""

    table: str
    id: str
    label: str
    definition: str | None
    synonyms: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return (self.label, *self.synonyms)


def fold(words: str) -> tuple[str, ...]:
    """Words as they are compared: small letters, no accents, American spelling, singular.

    >>> fold("Dermarollers, and Oedema")
    ('dermaroller', 'and', 'edema')
    """
    letters = "".join(c if c.isalnum() else " " for c in plain(words))
    return tuple(singular(word) for word in letters.split())


class Vocabulary:
    """Concepts by table and identifier, and by every folded name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._concepts = {table: _concepts(connection, table) for table in CONCEPT_TABLES}
        self._named: dict[tuple[str, ...], list[Concept]] = {}
        for concepts in self._concepts.values():
            for concept in concepts.values():
                self._add_names(concept)
        self.longest = max(map(len, self._named), default=1)
        self._spelled = [
            (plain(name), " ".join(fold(name)), name, concept)
            for concepts in self._concepts.values()
            for name, concept in sorted(
                ((name, concept) for concept in concepts.values() for name in concept.names),
                key=lambda pair: (len(pair[0]), pair[0], pair[1].id),
            )
        ]

    def _add_names(self, concept: Concept) -> None:
        for name in concept.names:
            for spelling in spellings(name):
                named = self._named.setdefault(fold(spelling), [])
                if concept not in named:
                    named.append(concept)

    def concepts(self, table: str) -> Mapping[str, Concept]:
        return self._concepts[table]

    def label(self, table: str, concept: str | None) -> str | None:
        """The name of a concept; its identifier where the vocabulary lacks it."""
        if concept is None:
            return None
        found = self._concepts[table].get(concept)
        return found.label if found else concept

    def named(self, words: tuple[str, ...]) -> list[Concept]:
        """The concepts that these folded words are a name of."""
        return self._named.get(words, [])

    def close_to(self, words: str, limit: int = 3) -> list[str]:
        """Labels of the concepts that have a name spelled nearly like ``words``."""
        folded = " ".join(fold(words))
        names = {" ".join(name): name for name in self._named}
        near = get_close_matches(folded, names, n=limit * 4, cutoff=0.72)
        labels = dict.fromkeys(self._named[names[name]][0].label for name in near)
        return list(labels)[:limit]

    def starting_with(self, words: str, limit: int) -> list[tuple[str, Concept]]:
        """Names that begin with ``words``, each concept once, in the order of CONCEPT_TABLES."""
        typed, folded = plain(words).strip(), " ".join(fold(words))
        found: dict[str, tuple[str, Concept]] = {}
        taken: set[str] = set()
        for spelled, compared, name, concept in self._spelled:
            fits = spelled.startswith(typed) or (folded and compared.startswith(folded))
            if fits and concept.id not in found and compared not in taken:
                found[concept.id] = (name, concept)
                taken.add(compared)
                if len(found) == limit:
                    break
        return list(found.values())


def _concepts(connection: sqlite3.Connection, table: str) -> dict[str, Concept]:
    synonyms: dict[str, list[str]] = {}
    select = "SELECT concept, synonym FROM synonyms WHERE vocabulary = ? ORDER BY concept, synonym"
    for concept, synonym in connection.execute(select, (table,)):
        synonyms.setdefault(concept, []).append(synonym)
    rows = connection.execute(f"SELECT id, label, definition FROM {table} ORDER BY label, id")
    return {
        id_: Concept(table, id_, label, definition, tuple(synonyms.get(id_, ())))
        for id_, label, definition in rows
    }
