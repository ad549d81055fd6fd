"""What two copies of a record say differently, as facts read from their title and abstract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ingest.evidence.choose import DOUBTFUL
from ingest.evidence.history.change import Change
from ingest.evidence.rows import Row
from ingest.evidence.schema import load_schema

NOTHING = "not stated"


class _Fact(NamedTuple):
    """The columns of ``facts`` that tell whether two readings say the same, and the words."""

    field: str
    role: str | None
    value: str | None
    unit: str | None
    quote: str | None

    @property
    def said(self) -> tuple[str | None, ...]:
        return self[:-1]

    @property
    def in_words(self) -> str:
        """The value with its unit and role: "40 persons, enrolled"."""
        value = " ".join(part for part in (self.value, self.unit) if part)
        return f"{value}, {self.role}" if self.role else value


_PLACES = {name: place for place, name in enumerate(load_schema()["facts"].column_names)}


def fact_changes(
    run: int, study: str, before: Sequence[Row], after: Sequence[Row]
) -> Iterator[Change]:
    """A row for each field of which the copy that came in ``run`` says something else.

    ``before`` and ``after`` are rows of the table ``facts``. Readings of low confidence, which no
    page shows as a value, and what a text does not say are left out.
    """
    old, new = _trusted(before), _trusted(after)
    lost, gained = _beyond(old, new), _beyond(new, old)
    for field in sorted({fact.field for fact in (*lost, *gained)}):
        was = [fact for fact in lost if fact.field == field]
        is_now = [fact for fact in gained if fact.field == field]
        yield Change(
            run=run,
            kind="fact",
            study=study,
            field=field,
            before=_values(was),
            after=_values(is_now),
            detail=f"{field.replace('_', ' ')}: {_quoted(was)} → {_quoted(is_now)}",
        )


def _trusted(rows: Iterable[Row]) -> list[_Fact]:
    status, tier = _PLACES["status"], _PLACES["tier"]
    return [
        _Fact(*(row[_PLACES[name]] for name in _Fact._fields))
        for row in rows
        if row[status] != "absent" and row[tier] != DOUBTFUL
    ]


def _beyond(facts: Sequence[_Fact], others: Iterable[_Fact]) -> list[_Fact]:
    """The facts that the others do not have, in their order; of two equal ones each counts."""
    left = Counter(fact.said for fact in others)
    beyond = []
    for fact in facts:
        if left[fact.said]:
            left[fact.said] -= 1
        else:
            beyond.append(fact)
    return beyond


def _values(facts: Iterable[_Fact]) -> str | None:
    return "; ".join(fact.in_words for fact in facts) or None


def _quoted(facts: Iterable[_Fact]) -> str:
    """The values with the words that they were read from; derived ones may have none."""
    said = [f"{fact.in_words} (“{fact.quote}”)" if fact.quote else fact.in_words for fact in facts]
    return "; ".join(said) or NOTHING
