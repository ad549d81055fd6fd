"""Which records of the archive are the same publication twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ingest.pubmed.record import Author, Record
from ingest.vocabulary.wording import content_words

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
        _name(author) if author else None,
        bool(record.abstract),
    )


def _name(author: Author) -> str | None:
    """Last name and first initial, which both formats of PubMed give alike."""
    if author.last_name is None:
        return author.collective_name
    return f"{author.last_name} {(author.initials or author.fore_name or '')[:1]}".rstrip()


def find_duplicates(fingerprints: Iterable[Fingerprint]) -> dict[str, str]:
    """PMID of each duplicate → PMID of the record kept in its place.

    Records are the same that share a DOI, or title (as ``content_words``; at least
    ``LEAST_WORDS``), year and first author; and what is the same as a third is the same. Kept
    is a record with an abstract, of these the one with the lowest PMID.
    """
    best_first = sorted(fingerprints, key=lambda f: (not f.has_abstract, int(f.pmid)))
    kept: dict[int, int] = {}
    for group in (*_sharing_doi(best_first), *_sharing_title(best_first)):
        ranks = {_root(kept, rank) for rank in group}
        best = min(ranks)
        kept.update((rank, best) for rank in ranks if rank != best)
    return {best_first[rank].pmid: best_first[_root(kept, rank)].pmid for rank in kept}


def _root(kept: dict[int, int], rank: int) -> int:
    while rank in kept:
        rank = kept[rank]
    return rank


def _sharing_doi(records: list[Fingerprint]) -> Iterator[list[int]]:
    by_doi: dict[str, list[int]] = {}
    for rank, record in enumerate(records):
        if record.doi is not None:
            by_doi.setdefault(record.doi, []).append(rank)
    return (ranks for ranks in by_doi.values() if len(ranks) > 1)


def _sharing_title(records: list[Fingerprint]) -> Iterator[list[int]]:
    by_author: dict[tuple[int, str], list[int]] = {}
    for rank, record in enumerate(records):
        if record.year is not None and record.first_author and record.title:
            by_author.setdefault((record.year, record.first_author), []).append(rank)
    for candidates in by_author.values():
        if len(candidates) > 1:
            by_title: dict[tuple[str, ...], list[int]] = {}
            for rank in candidates:
                words = tuple(content_words(records[rank].title or ""))
                if len(words) >= LEAST_WORDS:
                    by_title.setdefault(words, []).append(rank)
            yield from (ranks for ranks in by_title.values() if len(ranks) > 1)
