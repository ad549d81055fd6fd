"""What each refresh and import changed, from the archive's own runs and record versions.

Nothing is compared with an earlier evidence.db, so the same archive gives the same rows. Earlier
verdicts are not computed again: that would take a build of every earlier state. Instead, a study
that came or was retracted is named with the claims in which it counts today, or would.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from ingest.archive.copies import ArchivedRecord, Run, Version, parse
from ingest.archive.reader import ArchiveReader
from ingest.claims import Weighed
from ingest.pubmed.record import Record, is_retracted
from ingest.weighing.evidence import Item, Stance

Insert = Callable[[str, list[tuple[object, ...]]], None]
Kind = Literal["added", "revised", "retracted", "gone", "verdict"]

KINDS: tuple[Kind, ...] = ("added", "revised", "retracted", "gone", "verdict")
HANDLING = frozenset({"version", "status", "indexing_method", "cited_pmids", "history"})
"""Fields of a record that tell how it was handled, not what it says."""


class Change(NamedTuple):
    """One row of ``changes`` without its position."""

    run: int
    kind: Kind
    study: str
    claim: str | None
    detail: str

    @property
    def place(self) -> tuple[int, int, str, str]:
        return self.run, KINDS.index(self.kind), self.study, self.claim or ""


def add_changes(
    insert: Insert,
    connection: sqlite3.Connection,
    archive: ArchiveReader,
    weighed: Sequence[Weighed],
) -> None:
    """Add what happened to the studies of this database, run by run."""
    sources = dict(connection.execute("SELECT id, source FROM studies WHERE source <> 'catalogue'"))
    arrived = [
        Change(run, "added", pmid, None, _arrival(kind))
        for pmid, run, kind in archive.arrivals()
        if pmid in sources
    ]
    revised = [change for change in _revisions(archive) if change.study in sources]
    changes = [*arrived, *revised, *_gone(archive)]
    changes += _verdicts(changes, weighed, sources)
    changes.sort(key=lambda change: change.place)
    for run, of_run in groupby(changes, key=lambda change: change.run):
        insert(
            "changes",
            [
                (run, position, change.kind, change.study, change.claim, change.detail)
                for position, change in enumerate(of_run)
            ],
        )


def _arrival(kind: str) -> str:
    return "found in PubMed" if kind == "refresh" else "brought by a file"


def _revisions(archive: ArchiveReader) -> Iterator[Change]:
    """Each revision with the fields that changed, and each retraction."""
    for pmid, versions in groupby(archive.versions(), key=lambda version: version.pmid):
        copies: list[Version | ArchivedRecord] = [*versions, archive.record(pmid)]
        for before, after in pairwise(copies):
            # The same record in PubMed's other format is no revision.
            if before.format == after.format and isinstance(before, Version):
                yield from _compare(before.until_run, parse(before), parse(after))


def _compare(run: int, before: Record, after: Record) -> Iterator[Change]:
    fields = changed_fields(before, after)
    if fields:
        yield Change(run, "revised", after.pmid, None, ", ".join(fields))
    if is_retracted(after) and not is_retracted(before):
        yield Change(run, "retracted", after.pmid, None, "marked by PubMed as retracted")


def changed_fields(before: Record, after: Record) -> list[str]:
    """The fields of a record, in words, that say something else than before."""
    return [
        name.replace("_", " ")
        for name, old, new in zip(Record._fields, before, after, strict=True)
        if name not in HANDLING and old != new
    ]


def _gone(archive: ArchiveReader) -> Iterator[Change]:
    """Records that PubMed no longer has, at the run that made sure of it."""
    runs = archive.runs()
    for pmid, confirmed_at in archive.departures():
        run = _run_at(runs, confirmed_at)
        if run is not None:
            yield Change(run, "gone", pmid, None, "PubMed no longer has this record")


def _run_at(runs: Iterable[Run], moment: str) -> int | None:
    """The run during which something happened: the last that had started by then."""
    return max((run.id for run in runs if run.started_at <= moment), default=None)


def _verdicts(
    changes: Sequence[Change], weighed: Sequence[Weighed], sources: Mapping[str, str]
) -> Iterator[Change]:
    """The claims in which studies count that came after the first run, or were retracted.

    A study of the hand-read catalogue counted before its record came.
    """
    first = min((change.run for change in changes if change.kind == "added"), default=None)
    counting = _by_study((one.claim.id, one.items) for one in weighed)
    left_out = _by_study((one.claim.id, one.retracted) for one in weighed)
    for change in changes:
        if change.kind == "added" and change.run != first and sources[change.study] == "pubmed":
            for claim, stance in counting.get(change.study, ()):
                detail = f"a new study counts: {stance}"
                yield Change(change.run, "verdict", change.study, claim, detail)
        if change.kind == "retracted":
            for claim, stance in left_out.get(change.study, ()):
                detail = f"a retracted study no longer counts: {stance}"
                yield Change(change.run, "verdict", change.study, claim, detail)


def _by_study(
    claims: Iterable[tuple[str, Iterable[Item]]],
) -> dict[str, list[tuple[str, Stance]]]:
    """Claim and stance, by study, where the study takes a stance."""
    stances: dict[str, list[tuple[str, Stance]]] = {}
    for claim, items in claims:
        for item in items:
            if item.stance != "bears":
                stances.setdefault(item.study.id, []).append((claim, item.stance))
    return stances
