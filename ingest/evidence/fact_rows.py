"""Facts read from a study's text as rows of evidence.db."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.evidence.rows import Rows
from ingest.extract.fact import Fact, Value
from ingest.extract.reader import read
from ingest.extract.text.concepts import using
from ingest.extract.text.document import Document
from ingest.vocabulary.concepts import Vocabulary


def read_facts(title: str | None, text: str, vocabulary: Vocabulary) -> Sequence[Fact]:
    """The facts of a study whose whole text is ``text``: its title, then its abstract."""
    head = title or ""
    with using(vocabulary):
        return read(Document.from_parts(head, text[len(head) + 1 :])).facts


def add_facts(rows: Rows, study: str, facts: Iterable[Fact]) -> None:
    """Add every fact, with the parts of the derived ones."""
    for position, fact in enumerate(facts):
        rows["facts"].append(
            (
                study,
                position,
                fact.field,
                _text(fact.value),
                fact.unit,
                fact.status,
                fact.quote,
                fact.start,
                fact.end,
                fact.section,
                fact.role,
                fact.confidence,
                fact.tier,
                fact.method,
                fact.version,
            )
        )
        rows["fact_parts"] += [
            (study, position, order, part.quote, part.start, part.end)
            for order, part in enumerate(fact.parts)
        ]


def _text(value: Value) -> str | None:
    """A value as text; truth as 1 and 0, as everywhere in the database."""
    if value is None:
        return None
    return str(int(value)) if isinstance(value, bool) else str(value)
