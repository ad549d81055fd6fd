"""The claims of data/claims.yaml: what people read, and the SQL that finds the studies for it.

Each claim says by three queries which studies speak for it, against it, or only bear on it. Nothing
is decided by hand and no claim is known to the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from ingest.errors import InputError
from ingest.weighing.certainty import OPTIMAL_PERSONS
from ingest.weighing.evidence import (
    Item,
    Question,
)
from ingest.weighing.verdict import Outcome, weigh
from ingest.yaml_source import YamlSource, read_yaml, validate

Insert = Callable[[str, list[tuple[object, ...]]], None]
Word = TypeVar("Word", bound=str)
QueryField = Literal["supports", "contradicts", "bears"]

QUERIES: tuple[tuple[QueryField, str], ...] = (
    ("supports", "for"),
    ("contradicts", "against"),
    ("bears", "bearing"),
)
"""Field of a claim and the word for it in the name of its canned query."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]


class _Entry(BaseModel):
    """One claim as written in the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    claim: Text
    why_believed: Text
    population: Text
    intervention: Text
    comparator: Text
    outcome: Text
    question: Question
    supports: Text
    contradicts: Text
    bears: Text
    needs: Text
    persons_needed: Annotated[int, Field(gt=0)] = OPTIMAL_PERSONS


class _File(RootModel[dict[Id, _Entry]]):
    pass


@dataclass(frozen=True)
class Claim:
    """A claim with its place in the file; the fields are explained at the top of the file."""

    id: str
    entry: _Entry
    file: Path
    lines: Mapping[str, int]
    """Line of each query."""

    def sql(self, field: QueryField) -> str:
        return str(getattr(self.entry, field))

    def weigh(self, items: Sequence[Item]) -> Outcome:
        """The verdict that these studies give, each named once."""
        return weigh(items, self.entry.question, self.entry.persons_needed)

    def error(self, field: QueryField, message: str) -> InputError:
        """A complaint about one of the queries, naming file, line and entry."""
        place = f"line {self.lines[field]}, field {self.id}.{field}"
        return InputError(message, file=self.file, place=place)


def load_claims(path: Path) -> tuple[Claim, ...]:
    """Read the claims in the order of the file; SourceError names line, entry and field."""
    source = read_yaml(path)
    entries = validate(_File, source).root
    return tuple(_claim(source, name, entry) for name, entry in entries.items())


def _claim(source: YamlSource, name: str, entry: _Entry) -> Claim:
    lines: dict[str, int] = {field: source.line((name, field)) for field, _ in QUERIES}
    return Claim(name, entry, source.file, lines)


def canned_queries(claims: Iterable[Claim]) -> dict[str, dict[str, str]]:
    """Each query of each claim as a canned query of Datasette, by name."""
    titles = {
        "supports": "Studies for",
        "contradicts": "Studies against",
        "bears": "Studies that bear on it",
    }
    return {
        f"claim_{claim.id.replace('-', '_')}_{word}": {
            "title": f"{titles[field]}: {claim.entry.claim}",
            "description": "What the verdict on this claim is computed from (docs/verdicts.md).",
            "sql": claim.sql(field),
        }
        for claim in claims
        for field, word in QUERIES
    }
