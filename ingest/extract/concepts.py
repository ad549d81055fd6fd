"""The words of the vocabulary in a document, found once for all facts that need them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from ingest.extract.cues import Rule
from ingest.extract.document import Document
from ingest.matcher import Match
from ingest.settings import ROOT
from ingest.vocabulary import Kind, Vocabulary


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of data/vocabulary, read once a process, as the weights of the models are.

    Raises SourceError for files that are not a vocabulary.
    """
    return Vocabulary.load(ROOT / "data" / "vocabulary")


@lru_cache(maxsize=4)
def _found(document: Document) -> dict[str, list[Match]]:
    by_kind: dict[str, list[Match]] = {}
    for match in vocabulary().matcher().find(document.text):
        by_kind.setdefault(match.kind, []).append(match)
    return by_kind


def concept_matches(document: Document, kind: Kind) -> list[Match]:
    """Where the concepts of one kind stand in the document, in order."""
    return _found(document).get(kind, [])


def concepts_in_context(
    document: Document, kind: Kind, rules: Sequence[Rule], start: int = 0
) -> list[Match]:
    """The concepts of one kind with words that mean them only where the caller knows the matter.

    ``rules`` name the concept as their value ("pen" is a device where a text is on needling).
    Words that the vocabulary claims already are left to it.
    """
    found = list(concept_matches(document, kind))
    taken = [(match.start, match.end) for match in found]
    for rule in rules:
        for words in rule.matches(document.lower, start):
            first, last = words.span()
            if not any(a < last and first < b for a, b in taken):
                found.append(Match(kind, rule.value, first, last, document.text[first:last]))
    return sorted(found, key=lambda match: (match.start, match.end))


def is_generic(kind: Kind, concept: str) -> bool:
    """Whether the concept says nothing beside a more specific one ("scar" beside "keloid")."""
    return vocabulary().concept(kind, concept).generic
