"""Finding studies: words to ranked studies, filters to a mask, counts for every facet."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from threading import Lock

import numpy as np

from browser.filters import PAGE_SIZES, VALUE_FACETS, Filters
from browser.index import MANY_VALUES, UNKNOWN, Mask, Positions, StudyIndex
from browser.ranking import best_first
from browser.vocabulary import Vocabulary
from browser.words import TextQuery, read_query, title_match

MOST_RANKED = 20_000
"""Hits that are ranked by bm25; beyond, ranking costs more than it tells."""
MOST_TALLIED = 500
"""Searches whose counts are kept, some 3 kB each."""
MOST_REMEMBERED = 4_000_000
"""Hits of earlier queries that are kept, some 16 MB; the database does not change."""


@dataclass(frozen=True)
class Hits:
    """Positions of the studies that hold the words, best first where ``ranked``."""

    positions: Positions
    ranked: bool


@dataclass(frozen=True)
class Counts:
    """How many studies a search would have with each value of each facet.

    The count of a value is the studies that would remain if it were chosen: for scar types and
    interventions on top of what is chosen, for the others in its place.
    """

    facets: dict[str, dict[str, int]]
    years: dict[int, int]
    hidden_retracted: int


@dataclass(frozen=True)
class Found:
    """The outcome of a search: all positions in order, and counts for every facet."""

    filters: Filters
    query: TextQuery
    positions: Positions
    counts: Counts
    ranked: bool

    @property
    def count(self) -> int:
        return len(self.positions)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.filters.size))

    @property
    def page(self) -> Positions:
        start = (self.filters.page - 1) * self.filters.size
        return self.positions[start : start + self.filters.size]


class Searcher:
    """Searches one database that does not change."""

    def __init__(self, index: StudyIndex, vocabulary: Vocabulary) -> None:
        self._index = index
        self._read = lru_cache(maxsize=1000)(partial(read_query, vocabulary=vocabulary))
        self._remembered: OrderedDict[tuple[str, tuple[str, ...]], Hits] = OrderedDict()
        self._tallied: OrderedDict[Filters, Counts] = OrderedDict()
        self._lock = Lock()

    def remembers(self, filters: Filters) -> bool:
        """Whether a search with these words has been asked before and costs next to nothing."""
        query = self._read(filters.q)
        keys = [(query.match, query.tokens), (query.unwanted_match, ())]
        with self._lock:
            return all(match is None or (match, t) in self._remembered for match, t in keys)

    def search(self, connection: sqlite3.Connection, filters: Filters) -> Found:
        """Everything that a page, a data file or an export of this search needs."""
        query = self._read(filters.q)
        hits = self._wanted(connection, query)
        base = self._with_words(connection, query, hits)
        masks = self._masks(filters)
        shown = base & _all(masks.values(), self._index)
        return Found(
            filters=filters,
            query=query,
            positions=self._ordered(shown, filters, hits),
            counts=self._tally(filters, base, masks, shown),
            ranked=hits is None or hits.ranked,
        )

    def _tally(self, filters: Filters, base: Mask, masks: dict[str, Mask], shown: Mask) -> Counts:
        """The counts of a search, which no page or order of it changes."""
        same = replace(filters, page=1, sort="", size=PAGE_SIZES[0])
        with self._lock:
            if same in self._tallied:
                self._tallied.move_to_end(same)
                return self._tallied[same]
        counts = Counts(
            facets=self._counts(base, masks, shown),
            years=self._index.years(base & _all(_but(masks, "year"), self._index)),
            hidden_retracted=0 if filters.retracted else self._hidden(base, masks),
        )
        with self._lock:
            self._tallied[same] = counts
            if len(self._tallied) > MOST_TALLIED:
                self._tallied.popitem(last=False)
        return counts

    def count(self, connection: sqlite3.Connection, filters: Filters) -> int:
        """How many studies a search finds."""
        query = self._read(filters.q)
        base = self._with_words(connection, query, self._wanted(connection, query))
        return int(np.count_nonzero(base & _all(self._masks(filters).values(), self._index)))

    def titles(
        self, connection: sqlite3.Connection, typed: str, limit: int
    ) -> list[tuple[str, str]]:
        """Id and title of studies whose titles hold the words, the last one perhaps unfinished."""
        match = title_match(typed)
        if match is None:
            return []
        cursor = connection.cursor()
        cursor.row_factory = None
        # Without an order SQLite stops at the limit, however many titles there are.
        return cursor.execute(
            "SELECT s.id, s.title FROM studies_fts f JOIN studies s ON s.rowid = f.rowid"
            " WHERE studies_fts MATCH ? AND s.retraction IS NULL LIMIT ?",
            (match, limit),
        ).fetchall()

    def _wanted(self, connection: sqlite3.Connection, query: TextQuery) -> Hits | None:
        if query.match is None:
            return None
        return self._hits(connection, query.match, query.tokens)

    def _with_words(
        self, connection: sqlite3.Connection, query: TextQuery, hits: Hits | None
    ) -> Mask:
        """The studies that the words alone allow."""
        if hits is None:
            mask = self._index.everything()
        else:
            mask = np.zeros(len(self._index), dtype=bool)
            mask[hits.positions] = True
        if query.unwanted_match is not None:
            mask[self._hits(connection, query.unwanted_match).positions] = False
        return mask

    def _hits(
        self, connection: sqlite3.Connection, match: str, tokens: tuple[str, ...] = ()
    ) -> Hits:
        """The studies that match; ranked if ``tokens`` says what to compare with titles."""
        key = (match, tokens)
        with self._lock:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key]
        cursor = connection.cursor()
        cursor.row_factory = None
        select = "SELECT rowid FROM studies_fts WHERE studies_fts MATCH ?"
        rowids = [row[0] for row in cursor.execute(select, (match,))]
        ranked = bool(tokens) and len(rowids) <= MOST_RANKED
        if ranked:
            rowids = best_first(cursor, match, tokens)
        hits = Hits(self._index.positions(np.array(rowids, dtype=np.int64)), ranked)
        self._remember(key, hits)
        return hits

    def _remember(self, key: tuple[str, tuple[str, ...]], hits: Hits) -> None:
        with self._lock:
            self._remembered[key] = hits
            held = sum(len(hits.positions) + 100 for hits in self._remembered.values())
            while held > MOST_REMEMBERED:
                _, dropped = self._remembered.popitem(last=False)
                held -= len(dropped.positions) + 100

    def _masks(self, filters: Filters) -> dict[str, Mask]:
        """For every filter that is set, the studies that pass it."""
        index = self._index
        masks: dict[str, Mask] = {}
        for name in VALUE_FACETS:
            chosen = [index.facets[name].mask(value) for value in getattr(filters, name)]
            if chosen:
                join = np.logical_and if name in MANY_VALUES else np.logical_or
                masks[name] = join.reduce(chosen)
        low, high = filters.year
        if low is not None or high is not None:
            masks["year"] = (index.year != UNKNOWN) & (index.year >= (low or 0))
            masks["year"] &= index.year <= (high if high is not None else 9999)
        if filters.participants is not None:
            masks["participants"] = index.participants >= filters.participants
        if filters.fitzpatrick is not None:
            masks["fitzpatrick"] = (index.fitzpatrick_min != UNKNOWN) & (
                index.fitzpatrick_min <= filters.fitzpatrick
            )
            masks["fitzpatrick"] &= index.fitzpatrick_max >= filters.fitzpatrick
        if filters.full_text:
            masks["full_text"] = index.full_text
        if filters.hand_read:
            masks["hand_read"] = index.hand_read
        if not filters.retracted:
            masks["retracted"] = ~index.retracted
        return masks

    def _ordered(self, mask: Mask, filters: Filters, hits: Hits | None) -> Positions:
        if filters.order == "relevance":
            if hits is not None and hits.ranked:
                return hits.positions[mask[hits.positions]]
            return self._index.sorted(mask, "year")
        return self._index.sorted(mask, filters.order)

    def _counts(self, base: Mask, masks: dict[str, Mask], shown: Mask) -> dict[str, dict[str, int]]:
        counts = {}
        index = self._index
        for name in VALUE_FACETS:
            alternatives = name in masks and name not in MANY_VALUES
            pool = base & _all(_but(masks, name), index) if alternatives else shown
            counts[name] = index.facets[name].counts(pool)
        pool = base & _all(_but(masks, "fitzpatrick"), index) if "fitzpatrick" in masks else shown
        known = pool & (index.fitzpatrick_min != UNKNOWN)
        low, high = index.fitzpatrick_min[known], index.fitzpatrick_max[known]
        counts["fitzpatrick"] = {
            str(skin): int(np.count_nonzero((low <= skin) & (high >= skin)))
            for skin in range(1, 7)
            if np.any((low <= skin) & (high >= skin))
        }
        for name, members in (("full_text", index.full_text), ("hand_read", index.hand_read)):
            counts[name] = {"1": int(np.count_nonzero(shown & members))}
        return counts

    def _hidden(self, base: Mask, masks: dict[str, Mask]) -> int:
        others = base & _all(_but(masks, "retracted"), self._index)
        return int(np.count_nonzero(others & self._index.retracted))


def _but(masks: dict[str, Mask], name: str) -> list[Mask]:
    return [mask for other, mask in masks.items() if other != name]


def _all(masks: Iterable[Mask], index: StudyIndex) -> Mask:
    joined = index.everything()
    for mask in masks:
        joined &= mask
    return joined
