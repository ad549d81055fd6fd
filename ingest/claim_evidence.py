"""What the queries of a claim find: for each study the one stance that it takes, and on what.

A query says in its columns what a study's stance rests on; here that is looked up and checked.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from ingest.claims import QUERIES, Claim, QueryField
from ingest.errors import InputError
from ingest.user_query import run_query
from ingest.weighing.evidence import COMPARISONS, DIRECTNESSES, Effect, Item, Study, settle

Word = TypeVar("Word", bound=str)

NEEDED = ("study", "reason")
OPTIONAL = ("result", "fact", "adverse_event", "field", "participants", "comparison", "directness")
PLACES = {"result": "results", "fact": "facts", "adverse_event": "adverse_events"}
"""Columns that hold the position of a row, and its table."""


class Found(NamedTuple):
    """The studies that a claim's queries name, each once, in the order of its id."""

    claim: Claim
    items: tuple[Item, ...]
    retracted: tuple[Item, ...]


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
