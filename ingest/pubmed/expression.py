"""A search as a tree that can be asked of one record: terms joined by AND, OR and NOT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Clause: TypeAlias = frozenset[bytes]
"""Words of which a record must hold one at least, in whatever place, for a search to find it."""


@dataclass(frozen=True)
class Leaf:
    """A term: any of ``needles`` in the text of the field ``name`` (``ingest.pubmed.field_text``).

    ``words`` has a word of each needle, or is empty where a needle has no word that could be
    looked for in bytes.
    """

    name: str
    needles: tuple[str, ...]
    words: Clause = field(repr=False)
    written: str

    def finds(self, fields: Mapping[str, str]) -> bool:
        text = fields[self.name]
        return any(needle in text for needle in self.needles)

    def clauses(self) -> tuple[Clause, ...]:
        return (self.words,) if self.words else ()

    def __str__(self) -> str:
        return self.written


@dataclass(frozen=True)
class And:
    left: Expression
    right: Expression

    def finds(self, fields: Mapping[str, str]) -> bool:
        return self.left.finds(fields) and self.right.finds(fields)

    def clauses(self) -> tuple[Clause, ...]:
        return self.left.clauses() + self.right.clauses()

    def __str__(self) -> str:
        return f"({self.left} AND {self.right})"


@dataclass(frozen=True)
class Or:
    parts: tuple[Expression, ...]

    def finds(self, fields: Mapping[str, str]) -> bool:
        return any(part.finds(fields) for part in self.parts)

    def clauses(self) -> tuple[Clause, ...]:
        """Each part asks for a word of its first clause, so all ask for one of these together."""
        each = [part.clauses() for part in self.parts]
        if not all(each):
            return ()
        return (_shortest(frozenset().union(*(clauses[0] for clauses in each))),)

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.parts))})"


@dataclass(frozen=True)
class Not:
    left: Expression
    right: Expression

    def finds(self, fields: Mapping[str, str]) -> bool:
        return self.left.finds(fields) and not self.right.finds(fields)

    def clauses(self) -> tuple[Clause, ...]:
        return self.left.clauses()

    def __str__(self) -> str:
        return f"({self.left} NOT {self.right})"


Expression: TypeAlias = Leaf | And | Or | Not
"""``finds`` says whether the search finds a record with these texts by field; ``clauses`` what
it takes at least: where a clause has no word in the record, the search does not find it."""


def either(left: Expression, right: Expression) -> Or:
    """``left OR right``, flat where they are ORs themselves."""
    parts = [
        part for side in (left, right) for part in (side.parts if isinstance(side, Or) else (side,))
    ]
    return Or(tuple(parts))


def _shortest(clause: Clause) -> Clause:
    """Without the words that hold another one: where they are, that one is too."""
    return frozenset(
        word for word in clause if not any(other != word and other in word for other in clause)
    )
