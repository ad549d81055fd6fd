"""The copies of each record that was revised or that PubMed no longer has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from ingest.archive.copies import ArchivedRecord, Version, parse_study
from ingest.archive.reader import ArchiveReader
from ingest.pubmed.record import Record, is_retracted

HANDLING = frozenset({"version", "status", "indexing_method", "cited_pmids", "history"})
"""Fields of a record that tell how it was handled, not what it says."""
TEXT = frozenset({"title", "vernacular_title", "abstract", "kind", "publication_types"})
"""Fields by which a study may be read otherwise than before."""
INDEXING = frozenset({"mesh_headings", "keywords"})
"""Fields by which a study may be about something else. PubMed adds them once to every record;
mostly they name what the text named already."""

Subject = Callable[[Record], object]
"""Whether a record is a study, and the concepts that it names."""


class Copy(NamedTuple):
    """A copy of a record, in force from ``run`` on."""

    run: int
    archived: ArchivedRecord
    record: Record


class Revision(NamedTuple):
    """Two copies that followed each other; ``fields`` are those that differ, in their order."""

    before: Copy
    after: Copy
    fields: tuple[str, ...]

    @property
    def run(self) -> int:
        return self.after.run

    @property
    def is_shown(self) -> bool:
        """Whether PubMed said something new: the same record in its other format does not."""
        return bool(self.fields) and self.before.archived.format == self.after.archived.format

    @property
    def is_retraction(self) -> bool:
        return is_retracted(self.after.record) and not is_retracted(self.before.record)

    def may_move_claims(self, subject: Subject) -> bool:
        """Whether the study may count otherwise than before."""
        before, after = self.before.record, self.after.record
        if not TEXT.isdisjoint(self.fields) or is_retracted(before) != is_retracted(after):
            return True
        return not INDEXING.isdisjoint(self.fields) and subject(before) != subject(after)


class Past(NamedTuple):
    """What has to be known of a record's past to tell how its study stood to the claims.

    ``copies`` has, oldest first, the run that brought each copy, and the copy if it has to be
    read; else it says what the next one says, and the last what is known today. ``gone`` is the
    run that found that PubMed has the record no more.
    """

    pmid: str
    copies: tuple[tuple[int, ArchivedRecord | None], ...]
    gone: int | None

    @property
    def is_read(self) -> bool:
        return any(copy is not None for _, copy in self.copies)


class RecordHistory(NamedTuple):
    """A record from its first copy to the last, and the run that found it gone, if any did."""

    copies: tuple[Copy, ...]
    gone: int | None

    @property
    def pmid(self) -> str:
        return self.copies[-1].archived.pmid

    @property
    def revisions(self) -> list[Revision]:
        return [
            Revision(before, after, changed_fields(before.record, after.record))
            for before, after in pairwise(self.copies)
        ]

    def past(self, subject: Subject) -> Past:
        """Its copies without those that say of the claims what the next copy says."""
        last = self.copies[-1]
        copies = [
            (
                revision.before.run,
                revision.before.archived if revision.may_move_claims(subject) else None,
            )
            for revision in self.revisions
        ]
        # Today's reading of a record that is gone is that it is no study.
        copies.append((last.run, last.archived if self.gone is not None else None))
        return Past(self.pmid, tuple(copies), self.gone)


def changed_fields(before: Record, after: Record) -> tuple[str, ...]:
    """The fields of a record that say something else than before."""
    return tuple(
        name
        for name, old, new in zip(Record._fields, before, after, strict=True)
        if name not in HANDLING and old != new
    )


def histories(archive: ArchiveReader) -> Iterator[RecordHistory]:
    """Every record that is or was something else than it became, or is gone."""
    gone = dict(_departures(archive))
    for pmid, versions in groupby(archive.versions(), key=lambda version: version.pmid):
        yield _history(archive, pmid, list(versions), gone.pop(pmid, None))
    for pmid, run in gone.items():
        yield _history(archive, pmid, [], run)


def _history(
    archive: ArchiveReader, pmid: str, versions: list[Version], gone: int | None
) -> RecordHistory:
    # Before PubMed took a record away, its last copy was one like any other.
    last = archive.record(pmid)._replace(state="held")
    copies = [
        last._replace(
            format=version.format,
            kind=version.kind,
            sha256=version.sha256,
            run=version.first_run,
            compressed=version.compressed,
        )
        for version in versions
    ]
    return RecordHistory(
        tuple(Copy(copy.run, copy, parse_study(copy)) for copy in (*copies, last)), gone
    )


def _departures(archive: ArchiveReader) -> Iterator[tuple[str, int]]:
    """Records that PubMed no longer has, at the run that made sure of it: the last started."""
    runs = archive.runs()
    for pmid, confirmed_at in archive.departures():
        started = [run.id for run in runs if run.started_at <= confirmed_at]
        if started:
            yield pmid, max(started)
