"""The state of a search as its URL says it: words, filters, order, page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol
from urllib.parse import urlencode

VALUE_FACETS = (
    "scar_type",
    "intervention",
    "design",
    "kind",
    "direction",
    "certainty",
    "topic",
)
"""Facets whose values are words of the vocabulary. Several scar types or interventions must all
apply to a study; of several designs, kinds, directions, certainties or topics, one must."""

MORE_SORTS = ("year", "year-asc", "size", "size-asc", "evidence", "evidence-asc")
SORTS = ("relevance", *MORE_SORTS)
PAGE_SIZES = (25, 50, 100)
MOST_WORDS = 1000
"""Characters of a query that are read."""
LARGEST = 10**9

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


class Arguments(Protocol):
    """Query arguments as Datasette gives them."""

    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True)
class Filters:
    """What a list of studies is limited to. ``year`` is inclusive; None is open."""

    q: str = ""
    scar_type: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    direction: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    year: tuple[int | None, int | None] = (None, None)
    participants: int | None = None
    fitzpatrick: int | None = None
    full_text: bool = False
    hand_read: bool = False
    retracted: bool = False
    sort: str = ""
    page: int = 1
    size: int = PAGE_SIZES[0]

    @property
    def order(self) -> str:
        """The order that applies: relevance with words, else the newest first."""
        if self.sort == "relevance" or not self.sort:
            return "relevance" if self.q else "year"
        return self.sort

    @property
    def is_filtered(self) -> bool:
        """Whether anything but words, order and page is set."""
        plain = {"q", "sort", "page", "size"}
        return any(
            getattr(self, field.name) != field.default
            for field in fields(self)
            if field.name not in plain
        )

    def query(self, **changes: Any) -> str:
        """The URL's query string after some changes, which lead to the first page."""
        return urlencode(self.pairs(**changes))

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """Names and values of the query string: what is not as it is by default."""
        state = replace(self, **{"page": 1, **changes})
        pairs: list[tuple[str, str]] = []
        for field in fields(state):
            value = getattr(state, field.name)
            if value != field.default:
                pairs += _written(field.name, value)
        return pairs

    @property
    def bare(self) -> Filters:
        """The same search without filters."""
        return Filters(q=self.q, sort=self.sort, size=self.size)

    def query_and(self, name: str) -> str:
        """The query string without ``name``, to which a new value of it can be added."""
        kept = self.query(**{name: Filters.__dataclass_fields__[name].default})
        return f"{kept}&{name}=" if kept else f"{name}="

    def without_value(self, facet: str, value: str) -> str:
        kept = tuple(other for other in getattr(self, facet) if other != value)
        return self.query(**{facet: kept})


def _written(name: str, value: Any) -> list[tuple[str, str]]:
    if name == "year":
        return [("year", "-".join("" if end is None else f"{end:04}" for end in value))]
    if isinstance(value, bool):
        return [(name, "1")]
    if isinstance(value, tuple):
        return [(name, each) for each in value]
    return [(name, str(value))]


def read_filters(arguments: Arguments) -> tuple[Filters, list[str]]:
    """The state that a query string asks for, and what in it could not be understood."""
    notes: list[str] = []

    def last(name: str) -> str:
        values = arguments.getlist(name)
        return clean(values[-1]) if values else ""

    def number(name: str, low: int, high: int) -> int | None:
        text = last(name)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 11 and low <= int(text) <= high:
            return int(text)
        notes.append(f"{name.replace('_', ' ')} “{text[:40]}” is not a number from {low} to {high}")
        return None

    typed = last("q")
    if len(typed) > MOST_WORDS:
        notes.append(f"only the first {MOST_WORDS} characters of the search were read")
    sort = last("sort")
    if sort and sort not in SORTS:
        notes.append(f"there is no order “{sort[:40]}”; there are {', '.join(SORTS)}")
        sort = ""
    chosen: Mapping[str, tuple[str, ...]] = {
        facet: _distinct(arguments.getlist(facet)) for facet in VALUE_FACETS
    }
    filters = Filters(
        q=typed[:MOST_WORDS].rstrip(),
        **chosen,
        year=_years(last("year"), last("year_from"), last("year_to"), notes),
        participants=number("participants", 0, LARGEST),
        fitzpatrick=number("fitzpatrick", 1, 6),
        full_text=last("full_text") in ("1", "on", "true"),
        hand_read=last("hand_read") in ("1", "on", "true"),
        retracted=last("retracted") in ("1", "on", "true"),
        sort=sort,
        page=number("page", 1, LARGEST) or 1,
        size=min(number("size", 1, PAGE_SIZES[-1]) or PAGE_SIZES[0], PAGE_SIZES[-1]),
    )
    return filters, notes


def clean(text: str) -> str:
    """Text of a URL without control characters and halves of characters."""
    return _CONTROL.sub(" ", text).strip()


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:80].rstrip() for value in map(clean, values) if value))[:20]


def _years(both: str, first: str, last: str, notes: list[str]) -> tuple[int | None, int | None]:
    """``2015-2026``, ``2015-``, ``-2026`` or ``2015``; or the two fields of the form."""
    if not both:
        both = f"{first}-{last}" if first or last else ""
    if not both:
        return None, None
    found = re.fullmatch(r"(\d{4})?\s*([-–])?\s*(\d{4})?", both, re.ASCII)
    if found is None or not (found[1] or found[3]):
        notes.append(f"year “{both[:40]}” is not a range like 2015-2026")
        return None, None
    low = int(found[1]) if found[1] else None
    high = int(found[3]) if found[3] else (None if found[2] else low)
    return low, high
