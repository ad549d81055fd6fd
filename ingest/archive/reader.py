"""Reading data/archive.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias, cast

from ingest.archive.copies import (
    ArchivedRecord,
    Held,
    Holding,
    Lookup,
    Missing,
    Run,
    RunKind,
    SearchRun,
    Version,
)
from ingest.archive.schema import migrate
from ingest.duplicates import Fingerprint
from ingest.errors import IngestError

Hit: TypeAlias = tuple[str, str]

LOCK_TIMEOUT = 60
"""Seconds to wait for another process that reads or writes the file."""


class ArchiveReader:
    """data/archive.db, opened at its first use; a file that does not exist is an empty archive.

    Everything raises IngestError, naming the file, where SQLite cannot read or write it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._opened: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._opened = self._open("rw" if self._is_there() else "memory")
            self._opened.execute("PRAGMA query_only = 1")
        return self._opened

    def _is_there(self) -> bool:
        """Whether there is a file to read; raises IngestError for an empty one, which held more."""
        if not self.path.exists():
            return False
        if self.path.stat().st_size == 0:
            raise IngestError(f"{self.path}: the file is empty; run `python -m ingest check`")
        return True

    def _open(self, mode: str) -> sqlite3.Connection:
        """Open with a mode of SQLite's URIs, in today's shape.

        Reading takes "rw" as well: what a killed process left half written is rolled back then.
        """
        with self._named_errors():
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=LOCK_TIMEOUT,
            )
            try:
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
                migrate(connection)
            except BaseException:
                connection.close()
                raise
        return connection

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise IngestError(f"{self.path}: {error}") from error

    def _select(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with self._named_errors():
            yield from self._connection.execute(query, values)

    def count(self) -> int:
        """How many records have a copy, whatever their state."""
        return int(next(self._select("SELECT count(*) FROM records"))[0])

    def records(self) -> Iterator[ArchivedRecord]:
        """Every record with a copy, whatever its state, in the order of its PMID as text."""
        query = """
            SELECT pmid, state, format, kind, sha256, fetched_at, run, first_run, first_seen, raw
            FROM records ORDER BY pmid
        """
        return map(ArchivedRecord._make, self._select(query))

    def held(self) -> Iterator[Held]:
        """The records of ``records`` without their copies."""
        query = f"SELECT {', '.join(Held._fields)} FROM records ORDER BY pmid"
        return map(Held._make, self._select(query))

    def between(self, first: str, last: str) -> list[ArchivedRecord]:
        """The records of ``records`` from one PMID to another, both included."""
        query = """
            SELECT pmid, state, format, kind, sha256, fetched_at, run, first_run, first_seen, raw
            FROM records WHERE pmid BETWEEN ? AND ? ORDER BY pmid
        """
        return list(map(ArchivedRecord._make, self._select(query, first, last)))

    def versions(self) -> Iterator[Version]:
        """The copies that revisions replaced, in the order of PMID and run."""
        query = """
            SELECT pmid, first_run, until_run, format, kind, sha256, raw
            FROM record_versions ORDER BY pmid, until_run, rowid
        """
        return map(Version._make, self._select(query))

    def record(self, pmid: str) -> ArchivedRecord:
        """The newest copy of one record; KeyError where there is none."""
        query = """
            SELECT pmid, state, format, kind, sha256, fetched_at, run, first_run, first_seen, raw
            FROM records WHERE pmid = ?
        """
        row = next(self._select(query, pmid), None)
        if row is None:
            raise KeyError(pmid)
        return ArchivedRecord._make(row)

    def arrivals(self) -> Iterator[tuple[str, int, RunKind]]:
        """PMID, number and kind of the run that first brought each record."""
        query = """
            SELECT pmid, first_run, runs.kind FROM records JOIN runs ON runs.id = first_run
            ORDER BY pmid
        """
        return cast(Iterator[tuple[str, int, RunKind]], self._select(query))

    def departures(self) -> Iterator[tuple[str, str]]:
        """PMID of each record that PubMed no longer has, and when that was certain."""
        query = """
            SELECT pmid, confirmed_at FROM missing JOIN records USING (pmid)
            WHERE confirmed_at IS NOT NULL AND state = 'absent' ORDER BY pmid
        """
        return cast(Iterator[tuple[str, str]], self._select(query))

    def runs(self) -> list[Run]:
        """Every refresh and import, oldest first."""
        query = f"SELECT {', '.join(Run._fields)} FROM runs ORDER BY id"
        return [Run._make(row) for row in self._select(query)]

    def last_searches(self) -> list[SearchRun]:
        """Each search as it went in the last clean refresh that had it, in order of its name."""
        query = """
            SELECT max(run), search, term, count, translation
            FROM searches JOIN runs ON runs.id = run
            WHERE runs.outcome = 'clean' GROUP BY search ORDER BY search
        """
        return [SearchRun._make(row) for row in self._select(query)]

    def hits(self) -> Iterator[Hit]:
        """Search and PMID of every hit in the last clean refresh of that search, in order."""
        query = """
            SELECT search, pmid FROM search_hits WHERE search = ? AND last_run = ? ORDER BY pmid
        """
        for last in self.last_searches():
            yield from cast(Iterator[Hit], self._select(query, last.search, last.run))

    def holdings(self) -> dict[str, Holding]:
        """What a refresh needs to know of every record, by PMID."""
        query = "SELECT pmid, state, origin, fetched_at, retracted FROM records ORDER BY pmid"
        return {pmid: Holding(*rest) for pmid, *rest in self._select(query)}

    def revisions(self) -> Iterator[tuple[str, str | None]]:
        """PMID and DateRevised (ISO) of every record with a copy, whatever its state."""
        query = "SELECT pmid, revised_on FROM records ORDER BY pmid"
        return cast(Iterator[tuple[str, str | None]], self._select(query))

    def missing(self) -> dict[str, Missing]:
        """Records that PubMed did not deliver when it was asked, by PMID."""
        query = "SELECT pmid, last_asked, confirmed_at IS NOT NULL FROM missing ORDER BY pmid"
        return {
            pmid: Missing(asked, bool(confirmed)) for pmid, asked, confirmed in self._select(query)
        }

    def wanted(self) -> dict[str, list[str]]:
        """PMIDs that were asked for, each with its sources (file names, the catalogue)."""
        wanted: dict[str, list[str]] = {}
        for pmid, source in self._select("SELECT pmid, source FROM wanted ORDER BY pmid, source"):
            wanted.setdefault(pmid, []).append(source)
        return wanted

    def lookups(self) -> dict[str, Lookup]:
        """PubMed's last answer to each DOI (lower case) that was looked up."""
        query = "SELECT doi, pmid, looked_up_at FROM doi_lookups ORDER BY doi"
        return {doi: Lookup(*rest) for doi, *rest in self._select(query)}

    def fingerprints(self) -> Iterator[Fingerprint]:
        """What tells duplicates among the records that PubMed still has."""
        query = f"""
            SELECT {", ".join(Fingerprint._fields)} FROM records
            WHERE state <> 'absent' ORDER BY pmid
        """
        return map(Fingerprint._make, self._select(query))

    def pmids_by_doi(self) -> dict[str, str]:
        """PMID of the record that bears a DOI (lower case)."""
        query = "SELECT doi, pmid FROM records WHERE doi IS NOT NULL ORDER BY pmid DESC"
        return dict(self._select(query))
