"""The claims of data/claims.yaml, weighed against the studies of evidence.db.

Each claim says by three SQL queries which studies speak for it, against it, or only bear on it;
``ingest.weighing`` turns them into a verdict. Nothing is decided by hand and no claim is known
to the code.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

from ingest.errors import InputError
from ingest.user_query import run_query
from ingest.weighing.certainty import OPTIMAL_PERSONS
from ingest.weighing.evidence import (
    COMPARISONS,
    DIRECTNESSES,
    WHOLE,
    Effect,
    Item,
    Question,
    Study,
    settle,
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

NEEDED = ("study", "reason")
OPTIONAL = ("result", "fact", "adverse_event", "field", "participants", "comparison", "directness")
PLACES = {"result": "results", "fact": "facts", "adverse_event": "adverse_events"}
"""Columns that hold the position of a row, and its table."""

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


class Found(NamedTuple):
    """The studies that a claim's queries name, each once, in the order of its id."""

    claim: Claim
    items: tuple[Item, ...]
    retracted: tuple[Item, ...]


@dataclass(frozen=True)
class Weighed:
    """A claim with its verdict, the studies that it rests on, and those left out as retracted."""

    claim: Claim
    outcome: Outcome
    items: tuple[Item, ...]
    retracted: tuple[Item, ...]


def load_claims(path: Path) -> tuple[Claim, ...]:
    """Read the claims in the order of the file; SourceError names line, entry and field."""
    source = read_yaml(path)
    entries = validate(_File, source).root
    return tuple(_claim(source, name, entry) for name, entry in entries.items())


def _claim(source: YamlSource, name: str, entry: _Entry) -> Claim:
    lines: dict[str, int] = {field: source.line((name, field)) for field, _ in QUERIES}
    return Claim(name, entry, source.file, lines)


def add_claims(
    insert: Insert, connection: sqlite3.Connection, claims: Iterable[Claim]
) -> list[Weighed]:
    """Weigh every claim and add rows to claims, claim_certainty and claim_studies.

    Raises InputError, naming file, entry and SQLite's reason, for a query that fails or whose
    rows are not as they should be. Retracted studies never count.
    """
    weighed = []
    for position, (claim, items, retracted) in enumerate(find_studies(connection, claims)):
        outcome = claim.weigh(items)
        weighed.append(Weighed(claim, outcome, items, retracted))
        insert("claims", [_claim_row(position, claim, outcome)])
        insert("claim_studies", _study_rows(claim, items, connection))
        if outcome.grade is not None:
            insert(
                "claim_certainty",
                [
                    (claim.id, number, domain.name, domain.judgement, domain.reason)
                    for number, domain in enumerate(outcome.grade.domains)
                ],
            )
    return weighed


def find_studies(
    connection: sqlite3.Connection, claims: Iterable[Claim], *, partial: bool = False
) -> Iterator[Found]:
    """What the queries of each claim find; retracted studies apart, as they never count.

    ``partial``: the database holds only some of the studies, and what a query says of others is
    passed over.
    """
    known = _Known(connection, partial=partial)
    for claim in claims:
        rows: dict[str, list[Item]] = {}
        for field, _ in QUERIES:
            for row in _select(connection, claim, field):
                item = known.item(row, claim, field)
                if item is not None:
                    rows.setdefault(item.study.id, []).append(item)
        items = [settle(of_study) for _, of_study in sorted(rows.items())]
        retracted = tuple(item for item in items if item.study.id in known.retracted)
        counting = [item for item in items if item not in retracted] if retracted else items
        yield Found(claim, tuple(counting), retracted)


def _select(
    connection: sqlite3.Connection, claim: Claim, field: QueryField
) -> Iterator[dict[str, Any]]:
    """The rows of one query by column; a query can only read."""
    try:
        names, rows = run_query(connection, claim.sql(field))
    except InputError as error:
        raise claim.error(field, error.message) from error
    for name in NEEDED:
        if name not in names:
            raise claim.error(field, f"returns no column {name}")
    for name in names:
        if name not in NEEDED + OPTIONAL:
            raise claim.error(field, f"the column {name} means nothing here")
    for row in rows:
        yield dict(zip(names, row, strict=True))


class _Known:
    """What the database says of studies and results, read once for all claims."""

    def __init__(self, connection: sqlite3.Connection, *, partial: bool) -> None:
        self._connection = connection
        self._partial = partial
        self._studies: dict[str, Study] = {}
        self.retracted: set[str] = set()
        query = """
            SELECT id, kind, design, randomized, blinding, participants, retraction FROM studies
        """
        for name, kind, design, randomized, *rest in connection.execute(query):
            blinding, participants, retraction = rest
            is_randomised = None if randomized is None else bool(randomized)
            self._studies[name] = Study(name, kind, design, is_randomised, blinding, participants)
            if retraction == "retracted":
                self.retracted.add(name)
        self._persons: dict[str, dict[tuple[str, int | None], int | None]] = {
            place: {
                (study, position): number
                for study, position, number in connection.execute(
                    f"SELECT study, position, participants FROM {table}"
                )
            }
            for place, table in (("result", "results"), ("adverse_event", "adverse_events"))
        }
        self._compared: dict[tuple[str, int | None], int] = dict(_compared(connection))
        self._effects: dict[tuple[str, int | None], Effect] = dict(_effects(connection))
        columns = connection.execute("SELECT name FROM pragma_table_info('studies')")
        self._columns = frozenset(name for (name,) in columns)

    def item(self, row: Mapping[str, Any], claim: Claim, field: QueryField) -> Item | None:
        """What a row says of its study; None where that is not in a partial database."""
        study = self._studies.get(row["study"])
        if study is None:
            if self._partial:
                return None
            raise claim.error(field, f"there is no study {row['study']!r}")
        if not isinstance(row["reason"], str) or not row["reason"]:
            raise claim.error(field, f"gives no reason for study {study.id}")
        if len(row) == len(NEEDED):
            return Item(study, field, row["reason"], participants=study.participants)
        if not self._partial:
            self._check_places(study, row, claim, field)
        comparison = _one_of(COMPARISONS, row.get("comparison") or "before and after")
        directness = _one_of(DIRECTNESSES, row.get("directness") or "direct")
        if comparison is None or directness is None:
            raise claim.error(
                field,
                f"comparison should be one of {', '.join(COMPARISONS)} and directness one of"
                f" {', '.join(DIRECTNESSES)}",
            )
        given = row.get("participants")
        if given is not None and not (isinstance(given, int) and given >= 0):
            raise claim.error(field, f"participants should be a number of persons: {given!r}")
        result, event = row.get("result"), row.get("adverse_event")
        if comparison == "between arms":
            # The number of one arm says nothing of the whole comparison.
            own = self._compared.get((study.id, result))
        else:
            measured = self._persons["result"].get((study.id, result))
            own = measured or self._persons["adverse_event"].get((study.id, event))
        return Item(
            study=study,
            stance=field,
            reason=row["reason"],
            comparison=comparison,
            directness=directness,
            participants=given or own or study.participants,
            result=result,
            fact=row.get("fact"),
            adverse_event=event,
            field=self._field(row.get("field"), claim, field),
            effect=self._effects.get((study.id, result)),
        )

    def _field(self, name: object, claim: Claim, field: QueryField) -> str | None:
        """A column of ``studies``, as given."""
        if name is None:
            return None
        if name not in self._columns:
            raise claim.error(field, f"studies has no column {name!r} to rest on")
        return str(name)

    def _check_places(
        self, study: Study, row: Mapping[str, Any], claim: Claim, field: QueryField
    ) -> None:
        for place, table in PLACES.items():
            position = row.get(place)
            if position is None:
                continue
            query = f"SELECT 1 FROM {table} WHERE study = ? AND position = ?"
            if self._connection.execute(query, (study.id, position)).fetchone() is None:
                raise claim.error(field, f"study {study.id} has no {place} {position!r}")


def _one_of(words: tuple[Word, ...], given: object) -> Word | None:
    return given if given in words else None


def _compared(
    connection: sqlite3.Connection,
) -> Iterator[tuple[tuple[str, int | None], int]]:
    """Persons in the two arms of a result, where the study has others beside them.

    Of arms that hold the same persons (sides of a face) the sum says nothing.
    """
    query = """
        SELECT r.study, r.position, a.participants + b.participants
        FROM results r
        JOIN studies s ON s.id = r.study AND s.split_body IS NOT 1
        JOIN arms a ON a.study = r.study AND a.label = r.arm
        JOIN arms b ON b.study = r.study AND b.label = r.comparison_arm
        WHERE a.participants + b.participants < s.participants
    """
    for study, position, number in connection.execute(query):
        yield (study, position), number


def _effects(connection: sqlite3.Connection) -> Iterator[tuple[tuple[str, int | None], Effect]]:
    query = """
        SELECT study, position, effect_type, effect, ci_low, ci_high FROM results
        WHERE effect IS NOT NULL AND ci_low < ci_high
    """
    for study, position, type_, *numbers in connection.execute(query):
        if type_ in ("RR", "OR"):
            if min(numbers) <= 0:
                continue
            numbers = [math.log(number) for number in numbers]
        yield (study, position), Effect(type_, *numbers)


def _claim_row(position: int, claim: Claim, outcome: Outcome) -> tuple[object, ...]:
    entry = claim.entry
    return (
        claim.id,
        position,
        entry.claim,
        entry.why_believed,
        entry.population,
        entry.intervention,
        entry.comparator,
        entry.outcome,
        entry.question,
        outcome.verdict,
        outcome.grade.certainty if outcome.grade else None,
        outcome.summary,
        outcome.favour,
        outcome.against,
        outcome.mixed,
        outcome.bearing,
        outcome.reviews_for,
        outcome.reviews_against,
        outcome.participants,
        entry.needs,
        *(claim.sql(field) for field, _ in QUERIES),
    )


def _study_rows(
    claim: Claim, items: Iterable[Item], connection: sqlite3.Connection
) -> list[tuple[object, ...]]:
    question = claim.entry.question
    weights = [(item, item.weight(question)) for item in items]
    counted = {item.study.id for item, weight in weights if weight}
    return [
        (
            claim.id,
            item.study.id,
            "bears on it" if item.stance == "bears" else item.stance,
            weight / WHOLE,
            None if item.stance == "bears" else item.comparison,
            None if item.stance == "bears" else item.directness,
            _reason(item, counted, connection),
            item.participants,
            item.fact,
            item.result,
            item.adverse_event,
            item.field,
        )
        for item, weight in weights
    ]


def _reason(item: Item, counted: Set[str], connection: sqlite3.Connection) -> str:
    """The query's reason; of a review also how many of the counted studies it cites.

    PubMed's reference lists tell, where it has them.
    """
    if item.stance == "bears" or not item.study.is_review:
        return item.reason
    query = "SELECT pmid FROM cited_records WHERE study = ?"
    cited = counted & {pmid for (pmid,) in connection.execute(query, (item.study.id,))}
    if not cited:
        return item.reason
    return f"{item.reason}; cites {len(cited)} of the studies that count here"


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
