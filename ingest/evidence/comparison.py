"""The hand-read catalogue against the reading of the abstract: where both have a value.

The catalogue is the yardstick by which the site prints how far its own reading can be trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.catalogue.study import CatalogueStudy
from ingest.evidence.choose import (
    FACT_COLUMNS,
    Candidate,
    as_column_value,
    catalogue_candidates,
    is_candidate,
)
from ingest.evidence.rows import Row
from ingest.extract.fact import Fact, Value

COMPARED_APART = frozenset({"direction"})
"""Said in other words by the two: the catalogue names the treatment that is favoured."""

ROUNDING = 0.05
"""Share of a number by which two roundings of it may differ (months from weeks)."""


def compare(study: str, entry: CatalogueStudy, facts: Sequence[Fact]) -> Iterable[Row]:
    """Rows of ``comparisons``: the first candidate of each column beside the catalogue's value."""
    by_people = catalogue_candidates(entry)
    seen: set[str] = set()
    for position, fact in enumerate(facts):
        column = FACT_COLUMNS.get(fact.field)
        if column is None or column in seen or column in COMPARED_APART or not is_candidate(fact):
            continue
        read = as_column_value(fact)
        known = by_people.get(column, Candidate(None, "derived")).value
        if read is None or known is None:
            continue
        seen.add(column)
        agrees = int(_same(known, read))
        yield (study, column, _text(known), _text(read), agrees, position)


def _same(known: Value, read: Value) -> bool:
    if isinstance(known, int | float) and isinstance(read, int | float):
        return abs(known - read) <= ROUNDING * abs(known)
    return known == read


def _text(value: Value) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
