"""The words of the vocabulary in a document, found once for all facts that need them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document
from ingest.extract.text.needles import places
from ingest.settings import ROOT
from ingest.vocabulary.concepts import Kind, Vocabulary
from ingest.vocabulary.matcher import Match, matcher_of

_in_use: ContextVar[Vocabulary | None] = ContextVar("vocabulary", default=None)


def vocabulary() -> Vocabulary:
    """The vocabulary that texts are read with: that of data/vocabulary unless another is in use."""
    return _in_use.get() or _standard()


@contextmanager
def using(chosen: Vocabulary) -> Iterator[None]:
    """Within it, texts are read with this vocabulary."""
    token = _in_use.set(chosen)
    try:
        yield
    finally:
        _in_use.reset(token)


@cache
def _standard() -> Vocabulary:
    """Read once a process, as the weights of the models are; raises SourceError if it is none."""
    return Vocabulary.load(ROOT / "data" / "vocabulary")


@lru_cache(maxsize=4)
def _found(document: Document, words: Vocabulary) -> dict[str, list[Match]]:
    by_kind: dict[str, list[Match]] = {}
    for match in matcher_of(words).find(document.text):
        by_kind.setdefault(match.kind, []).append(match)
    return by_kind


def concept_matches(document: Document, kind: Kind) -> list[Match]:
    """Where the concepts of one kind stand in the document, in order."""
    return _found(document, vocabulary()).get(kind, [])


def concepts_in_context(
    document: Document, kind: Kind, rules: Sequence[Rule], start: int = 0
) -> list[Match]:
    """The concepts of one kind with words that mean them only where the caller knows the matter.

    ``rules`` name the concept as their value ("pen" is a device where a text is on needling).
    Words that the vocabulary claims already are left to it.
    """
    found = list(concept_matches(document, kind))
    taken = [(match.start, match.end) for match in found]
    known, literals = vocabulary().ids(kind), places(document.lower).keys()
    for rule in rules:
        if literals.isdisjoint(rule.needles) or rule.value not in known:
            continue
        for words in rule.matches(document.lower, start):
            first, last = words.span()
            if not any(a < last and first < b for a, b in taken):
                found.append(Match(kind, rule.value, first, last, document.text[first:last]))
    return sorted(found, key=lambda match: (match.start, match.end))


def is_generic(kind: Kind, concept: str) -> bool:
    """Whether the concept says nothing beside a more specific one ("scar" beside "keloid")."""
    return vocabulary().concept(kind, concept).generic
