"""Which records a refresh asks PubMed for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta
from typing import NamedTuple

from ingest.archive.copies import Holding, Missing
from ingest.archive.writer import timestamp

FRESH = timedelta(hours=24)
"""A copy this young is not asked for again, nor a record that was missed this lately."""
READ_ALL_EVERY = timedelta(days=28)
"""NLM changes large sets without a new modification date (MEDLINE Data Maintenance Overview);
reading all of them again is the only way to see that."""
READ_UNSEARCHED_EVERY = timedelta(days=7)
"""For records that are wanted and that no search finds, absent ones included: the search for
changes does not cover them."""
OVERLAP = timedelta(days=2)
"""PubMed's day is that of the US East Coast, and its indexes lag behind."""
LOOK_BACK = timedelta(days=30)
"""The search for changes reaches back this far at least: a run may have missed what came late."""

RETRACTED = '"retracted publication"[pt]'


class Known(NamedTuple):
    """What the archive knows before a refresh fetches anything."""

    holdings: Mapping[str, Holding]
    missing: Mapping[str, Missing]
    wanted: Set[str]


class Span:
    """The time from ``length`` ago, that instant not included, to now.

    What a wrong clock dated into the future lies outside, as what is older does.
    """

    def __init__(self, now: datetime, length: timedelta) -> None:
        self._start, self._end = timestamp(now - length), timestamp(now)

    def __contains__(self, moment: str) -> bool:
        return self._start < moment <= self._end


class Changes(NamedTuple):
    """What the search for changes found: changed or retracted records, or ``only_retracted``."""

    pmids: Set[str] = frozenset()
    only_retracted: bool = False


def all_fresh(holdings: Mapping[str, Holding], now: datetime) -> bool:
    """Whether no held copy is so old that it would be asked for again because it changed."""
    fresh = Span(now, FRESH)
    return all(
        holding.fetched_at in fresh for holding in holdings.values() if holding.state == "held"
    )


def due(
    known: Known, hits: Set[str], changes: Changes, now: datetime, *, read_all: bool, full: bool
) -> list[str]:
    """PMIDs to fetch: first those without a copy, then those to look at again.

    ``hits`` is what the searches found now. ``read_all`` asks for every record whose copy is not
    fresh, ``full`` for every record. A copy that lacks the mark of a retraction is asked for
    again however fresh it is.
    """
    holdings, missing, wanted = known
    fresh, recent = Span(now, FRESH), Span(now, READ_UNSEARCHED_EVERY)
    old = {pmid for pmid, holding in holdings.items() if holding.fetched_at not in fresh}
    very_old = {pmid for pmid, holding in holdings.items() if holding.fetched_at not in recent}
    held = {pmid for pmid, holding in holdings.items() if holding.state == "held"}
    from_files = {pmid for pmid in held if holdings[pmid].origin == "file"}
    rested = {
        pmid
        for pmid, gone in missing.items()
        if gone.last_asked in (recent if gone.confirmed else fresh)
    }
    unconfirmed = {pmid for pmid, gone in missing.items() if not gone.confirmed}
    asked = hits - held
    asked |= (held - hits) - wanted
    asked |= ((wanted - held) | unconfirmed | from_files | ((held - hits) & very_old)) - rested
    if changes.only_retracted:
        asked |= {pmid for pmid in changes.pmids & held if not holdings[pmid].retracted}
    asked |= holdings.keys() if full else old if read_all else changes.pmids & old
    return sorted(asked, key=lambda pmid: (pmid in holdings, int(pmid)))


def changes_term(
    queries: Iterable[str], watermark: datetime, now: datetime, *, only_retracted: bool = False
) -> str:
    """One query for what any of the searches finds and PubMed changed lately, or retracted."""
    union = " OR ".join(f"({query})" for query in queries)
    if only_retracted:
        return f"({union}) AND {RETRACTED}"
    since = min(watermark - OVERLAP, now - LOOK_BACK)
    window = f"{since:%Y/%m/%d}:{now:%Y/%m/%d}[mdat]"
    return f"({union}) AND ({window} OR {RETRACTED})"
