"""Which records of the archive are the same publication twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ingest.pubmed.record import Record
from ingest.wording import content_words

LEAST_WORDS = 4
"""Shorter titles ("Reply", "Acne scars: an overview") are shared by different papers."""


class Fingerprint(NamedTuple):
    """What tells duplicates: little enough to keep for every record of the archive."""

    pmid: str
    doi: str | None
    title: str | None
    year: int | None
    first_author: str | None
    has_abstract: bool


def fingerprint(record: Record) -> Fingerprint:
    """The part of ``record`` that ``find_duplicates`` looks at."""
    author = record.authors[0] if record.authors else None
    return Fingerprint(
        record.pmid,
        record.doi.lower() if record.doi else None,
        record.title,
        record.published.year if record.published else None,
        (author.last_name or author.collective_name) if author else None,
        bool(record.abstract),
    )


def find_duplicates(fingerprints: Iterable[Fingerprint]) -> dict[str, str]:
    """PMID of each duplicate → PMID of the record kept in its place.

    Records are the same that share a DOI, or title (as ``content_words``; at least
    ``LEAST_WORDS``), year and first author. Kept is the one with an abstract, else the oldest PMID.
    """
    ordered = sorted(fingerprints, key=lambda f: (not f.has_abstract, int(f.pmid)))
    kept_by_doi: dict[str, str] = {}
    same_author: dict[tuple[int, str], list[Fingerprint]] = {}
    duplicates: dict[str, str] = {}
    for record in ordered:
        if record.doi is not None:
            kept = kept_by_doi.setdefault(record.doi, record.pmid)
            if kept != record.pmid:
                duplicates[record.pmid] = kept
                continue
        if record.year is not None and record.first_author and record.title:
            same_author.setdefault((record.year, record.first_author), []).append(record)
    for candidates in same_author.values():
        if len(candidates) > 1:
            _find_same_titles(candidates, duplicates)
    return duplicates


def _find_same_titles(candidates: Iterable[Fingerprint], duplicates: dict[str, str]) -> None:
    kept_by_title: dict[tuple[str, ...], str] = {}
    for record in candidates:
        words = tuple(content_words(record.title or ""))
        if len(words) >= LEAST_WORDS:
            kept = kept_by_title.setdefault(words, record.pmid)
            if kept != record.pmid:
                duplicates[record.pmid] = kept
