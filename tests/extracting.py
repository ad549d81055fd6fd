"""Reading facts from a short text in a test."""

from __future__ import annotations

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Value
from ingest.extract.registry import FactReader
from ingest.extract.text.document import Document


def read_with(
    read: FactReader, text: str, *, title: str = "", design: str | None = None
) -> list[Fact]:
    """What one reader reads, as if the design had been read before; quotes are checked."""
    document = Document.from_parts(title, text)
    context = Context()
    if design is not None:
        context.facts.append(Fact("design", design, "absent", "given", 1))
    facts = read(document, context)
    for fact in facts:
        for piece in (fact, *fact.parts):
            assert piece.quote, fact
            assert document.text[piece.start : piece.end] == piece.quote
    return facts


def values(facts: list[Fact], field: str) -> list[Value]:
    """The values of one field, in order."""
    return [fact.value for fact in facts if fact.field == field]


def ends(facts: list[Fact], low: str, high: str) -> tuple[Value, Value]:
    """The first value of both ends of a range; None for an end that was not read."""
    lows, highs = values(facts, low), values(facts, high)
    return lows[0] if lows else None, highs[0] if highs else None
