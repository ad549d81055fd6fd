"""Read one document: every fact with its words, and the answers to the standing questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.extract.context import Context, Question
from ingest.extract.fact import Fact
from ingest.extract.registry import READERS
from ingest.extract.text.document import Document

# Every key is always present, whatever the modules found.
UNANSWERED: dict[str, Any] = {
    "participants": None,
    "arms": [],
    "randomized_trial": {"value": False, "score": 0.0},
    "direction": {"value": None, "score": 0.0, "sentence": ""},
    "primary_endpoint_met": None,
    "design": None,
    "split_body": False,
    "crossover": False,
    "blinding": None,
    "follow_up_weeks": None,
    "sessions": None,
    "adverse_status": "not-mentioned",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document says: facts in the order of the registry, answers by name."""

    facts: tuple[Fact, ...]
    answers: dict[str, Any]


def read(document: Document, ask: Question | None = None) -> Reading:
    """Read every fact of the document; the same text always gives the same reading.

    Raises AssertionError if a module quotes words that are not at the offsets it gives: a fault
    of the module, which must never reach a reader.
    """
    context = Context(question=ask)
    for read_facts in READERS:
        facts = read_facts(document, context)
        for fact in facts:
            _check_provenance(document.text, fact)
        context.facts.extend(facts)
    return Reading(tuple(context.facts), {**UNANSWERED, **context.answers})


def _check_provenance(text: str, fact: Fact) -> None:
    if (fact.quote, fact.start, fact.end) != (None, None, None):
        _check_words(text, fact, fact.quote, fact.start or 0, fact.end or 0)
    elif fact.status != "absent":
        raise AssertionError(f"{fact.field} ({fact.method}) is {fact.status} but quotes no words")
    for words in fact.parts:
        _check_words(text, fact, *words)


def _check_words(text: str, fact: Fact, quote: str | None, start: int, end: int) -> None:
    if not quote or text[start:end] != quote:
        raise AssertionError(f"{fact.field} ({fact.method}) misquotes [{start}:{end}]")
