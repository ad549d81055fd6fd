"""The one type for every value that was read from text."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["stated", "derived", "absent"]
Tier = Literal["high", "review", "low"]
Value = str | int | float | bool | None


class Span(NamedTuple):
    """A piece of the text with its place; offsets count code points, ``end`` is exclusive."""

    quote: str
    start: int
    end: int


class Fact(NamedTuple):
    """A value, the exact words that it was read from, and how sure the reading is.

    ``text[start:end] == quote`` for every stated or derived fact; an absent fact ("not stated",
    "none reported" is stated) carries no words. ``parts`` are the spans that a derived value
    was made from (the arms of a sum, the bounds of a range).

    ``confidence`` is a calibrated probability that the value is right, None where no labelled
    data exists to calibrate on; ``tier`` is what a reader is shown.
    """

    field: str
    value: Value
    status: Status
    method: str
    version: int
    unit: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    section: str | None = None
    role: str | None = None
    confidence: float | None = None
    tier: Tier | None = None
    parts: tuple[Span, ...] = ()
