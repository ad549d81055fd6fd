"""The words of the vocabulary in a document, found once for all facts that need them."""

from __future__ import annotations

from functools import cache, lru_cache

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


def is_generic(kind: Kind, concept: str) -> bool:
    """Whether the concept says nothing beside a more specific one ("scar" beside "keloid")."""
    return vocabulary().concept(kind, concept).generic
