"""Parts of bulk files -> the archive, in the order of the files, in one transaction.

Of each record the last file that speaks of it counts: it is kept there, passed over or deleted.
What no file speaks of stays as it is, and so does what the archive has in a newer version than
the files: the searches of the last refresh stand for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from ingest.archive.copies import Counts, SearchRun
from ingest.archive.writer import Archive
from ingest.intake.bulk_files import BulkFile
from ingest.intake.bulk_part import UNDATED, Kept, Reading, Rest, read_part, searches_of
from ingest.intake.refresh import CATALOGUE, Wants

PASSED, DELETED = -1, -2
"""What the last word on a record may be, instead of the part that keeps it."""
LONG_AGO = "1900-01-01"


class Merged(NamedTuple):
    """What was read, in records, and what it did to the archive."""

    records: int
    counts: Counts


def merge(
    archive: Archive,
    parts: Sequence[tuple[BulkFile, Path]],
    reading: Reading,
    wants: Wants,
    now: datetime,
    failure: str | None = None,
) -> Merged:
    """Bring the archive in step with the files whose parts these are, as one run.

    With a ``failure`` (files that could not be read) what was found is stored, but no record is
    said to match no longer and the watermark stays.
    """
    words = _LastWords(archive.revisions())
    for index, (_, part) in enumerate(
        tqdm(parts, unit=" files", desc="merge", disable=None, leave=False)
    ):
        words.hear(index, part)
    hits = _standing_hits(archive, words, [id_ for id_, _ in reading.terms])
    counts = Counts()
    with archive.transaction():
        run = archive.begin_run("refresh", now)
        for index, (_, part) in enumerate(parts):
            for kept in words.kept(index, part):
                counts.note(archive.store(run, kept.copy, now, origin="file"))
                for search in kept.searches:
                    hits[search].add(kept.copy.pmid)
        for pmid in words.deleted():
            counts.gone += archive.delete(pmid, now)
        _want(archive, wants, now)
        _keep_searches(archive, run, reading, hits, [file for file, _ in parts])
        if failure is None:
            archive.settle(run, hits, (), now, counts)
        archive.end_run(run, now, counts, failure, as_of=words.as_of(now))
    return Merged(words.records, counts)


class _LastWords:
    """Which part speaks last of each record that is kept anywhere or that the archive has."""

    def __init__(self, revisions: Iterable[tuple[str, str | None]]) -> None:
        self._held = {int(pmid): revised for pmid, revised in revisions}
        self._last: dict[int, int] = {}
        self._newest = UNDATED
        self.records = 0

    def __contains__(self, pmid: str) -> bool:
        return int(pmid) in self._last

    def hear(self, index: int, part: Path) -> None:
        """Take in a part; parts come in the order of their files."""
        for item in read_part(part):
            if isinstance(item, Kept):
                self._say(int(item.copy.pmid), index, item.copy.revised_on or UNDATED)
            else:
                self._hear_rest(item)

    def _hear_rest(self, rest: Rest) -> None:
        last, held = self._last, self._held
        for day, pmids in rest.passed.items():
            self._newest = max(self._newest, day)
            for pmid in pmids:
                if pmid in last or pmid in held:
                    self._say(pmid, PASSED, day)
        for pmid in rest.deleted:
            if pmid in last or pmid in held:
                last[pmid] = DELETED
        self.records += rest.records

    def _say(self, pmid: int, word: int, day: str) -> None:
        self._newest = max(self._newest, day)
        held = self._held.get(pmid)
        if not held or not day or day >= held:
            self._last[pmid] = word

    @cached_property
    def _speaking(self) -> frozenset[int]:
        """The parts that have a last word; to be asked for when all were heard."""
        return frozenset(self._last.values())

    def kept(self, index: int, part: Path) -> Iterable[Kept]:
        """The records of a part on which it has the last word."""
        if index in self._speaking:
            for item in read_part(part):
                if isinstance(item, Kept) and self._last.get(int(item.copy.pmid)) == index:
                    yield item

    def deleted(self) -> list[str]:
        return [str(pmid) for pmid, word in sorted(self._last.items()) if word == DELETED]

    def as_of(self, now: datetime) -> datetime:
        """The day of the newest revision in the files: PubMed's state as they show it."""
        day = datetime.fromisoformat(self._newest or LONG_AGO).replace(tzinfo=UTC)
        return min(day, now)


def _standing_hits(
    archive: Archive, words: _LastWords, searches: Iterable[str]
) -> dict[str, set[str]]:
    """By search what it found before, of the records on which the files have no say."""
    hits: dict[str, set[str]] = {search: set() for search in searches}
    for search, pmid in archive.hits():
        if search in hits and pmid not in words:
            hits[search].add(pmid)
    return hits


def _want(archive: Archive, wants: Wants, now: datetime) -> None:
    """Note what the catalogue asks for; studies that it knows by DOI where a record bears it."""
    by_doi = archive.pmids_by_doi() if wants.dois else {}
    pmids = wants.pmids | {by_doi[doi] for doi in wants.dois & by_doi.keys()}
    archive.set_wants(pmids, CATALOGUE, now)


def _keep_searches(
    archive: Archive,
    run: int,
    reading: Reading,
    hits: dict[str, set[str]],
    files: Iterable[BulkFile],
) -> None:
    """Keep, in place of PubMed's replies, which files were read and with which MeSH tree."""
    tree = reading.tree
    source = {
        "source": "PubMed bulk files",
        "files": [[file.path.name, file.md5] for file in files],
        "mesh_tree": tree and [tree.name, sha256(tree.read_bytes()).hexdigest()],
    }
    reply = json.dumps(source, indent=1).encode()
    expressions = {search.id: str(search.expression) for search in searches_of(reading).searches}
    for id_, query in reading.terms:
        found = SearchRun(run, id_, query, len(hits[id_]), expressions[id_])
        archive.record_search(found, [reply])
