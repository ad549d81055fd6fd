"""The only writer of data/archive.db: PubMed's records as they were served, every search with
its replies, every run with its outcome.

The file keeps a rollback journal and full synchronisation: a process killed at any moment
leaves the state before a transaction or after it, in one file. It is opened for writing at the
first transaction, so that a refresh that never reached PubMed does not touch it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ingest.archive.copies import (
    ArchivedRecord,
    Copy,
    Counts,
    Format,
    Origin,
    RunKind,
    SearchRun,
    State,
    Stored,
    content_sha256,
    parse,
)
from ingest.archive.reader import ArchiveReader
from ingest.errors import IngestError

__all__ = ["Archive", "ArchivedRecord", "parse", "timestamp"]

CONFIRM_AFTER = timedelta(hours=24)
"""A record is absent when two clean runs at least this far apart did not get it."""


def timestamp(moment: datetime) -> str:
    """An instant as the archive writes it: ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Archive(ArchiveReader):
    """data/archive.db, to be written. Methods that write belong in ``with .transaction():``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._writable = False

    def close(self) -> None:
        super().close()
        self._writable = False

    def _is_there(self) -> bool:
        """Whether there is a file to read; one that was killed as it began left it empty."""
        return self.path.exists() and self.path.stat().st_size > 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is stored together, or not at all."""
        self._open_for_writing()
        with self._named_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _open_for_writing(self) -> None:
        if self._writable:
            return
        self.close()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IngestError(f"{self.path.parent}: {error.strerror}") from error
        self._opened = self._open("rwc")
        self._writable = True

    def _write(self, statement: str, *values: object) -> int:
        """Returns the number of rows written."""
        return self._connection.execute(statement, values).rowcount

    def begin_run(self, kind: RunKind, now: datetime, *, read_all: bool = False) -> int:
        """Begin a run and return its number; one that was killed is marked as failed."""
        self._write(
            "UPDATE runs SET outcome = 'failed', message = 'stopped before it had finished' "
            "WHERE outcome = 'running'"
        )
        begun = self._connection.execute(
            "INSERT INTO runs (kind, started_at, outcome, read_all) VALUES (?, ?, 'running', ?)",
            (kind, timestamp(now), read_all),
        )
        return int(begun.lastrowid or 0)

    def end_run(
        self,
        run: int,
        now: datetime,
        counts: Counts,
        failure: str | None = None,
        *,
        as_of: datetime | None = None,
    ) -> None:
        """Close a run. A refresh without ``failure`` moves the watermark to its own start, or to
        ``as_of`` where what it read was PubMed's state of another time.
        """
        values = asdict(counts)
        self._connection.execute(
            f"""
            UPDATE runs SET ended_at = :now, message = :failure,
                outcome = iif(:failure IS NULL, 'clean', 'failed'),
                watermark = iif(
                    :failure IS NULL AND kind = 'refresh', coalesce(:as_of, started_at), NULL
                ),
                {", ".join(f"{name} = :{name}" for name in values)}
            WHERE id = :run
            """,
            values
            | {
                "now": timestamp(now),
                "failure": failure,
                "as_of": None if as_of is None else timestamp(as_of),
                "run": run,
            },
        )

    def record_search(self, search: SearchRun, replies: Sequence[bytes]) -> None:
        """Keep what was sent to PubMed and its replies, in the order in which they came."""
        self._write(
            "INSERT INTO searches (run, search, term, count, translation, outcome) "
            "VALUES (?, ?, ?, ?, ?, 'clean')",
            *search,
        )
        for sequence, reply in enumerate(replies):
            digest = sha256(reply).hexdigest()
            self._write("INSERT OR IGNORE INTO replies VALUES (?, ?)", digest, zlib.compress(reply))
            self._write(
                "INSERT INTO search_replies VALUES (?, ?, ?, ?)",
                *(search.run, search.search, sequence, digest),
            )

    def record_failed_search(self, run: int, search: str, term: str, message: str) -> None:
        """Keep that a search failed and why; its former hits stay."""
        self._write(
            "INSERT INTO searches (run, search, term, outcome, message) "
            "VALUES (?, ?, ?, 'failed', ?)",
            *(run, search, term, message),
        )

    def store(self, run: int, copy: Copy, now: datetime, *, origin: Origin = "pubmed") -> Stored:
        """Store a served copy, keeping the one that it revises as a version.

        What PubMed serves replaces what is held. A file's copy does not replace a richer one
        (XML before nbib), a newer one, or PubMed's own copy of the same revision.
        """
        row = self._connection.execute(
            f"SELECT {', '.join(_Held._fields)} FROM records WHERE pmid = ?", (copy.pmid,)
        ).fetchone()
        if row is None:
            stored = self._insert(run, copy, now, origin)
        elif origin == "file" and not _supersedes(copy, _Held._make(row)):
            return Stored("unchanged")
        else:
            stored = self._replace(run, copy, now, origin, _Held._make(row))
        self._write("DELETE FROM missing WHERE pmid = ?", copy.pmid)
        return stored

    def _insert(self, run: int, copy: Copy, now: datetime, origin: Origin) -> Stored:
        self._connection.execute(
            """
            INSERT INTO records VALUES (:pmid, 'held', :format, :kind, :origin, :version,
                :revised_on, :retracted, :doi, :title, :year, :first_author, :has_abstract,
                :sha256, :content_sha256, :raw, :now, :run, :run, :now)
            """,
            _columns(copy) | {"origin": origin, "now": timestamp(now), "run": run},
        )
        return Stored("added")

    def _replace(self, run: int, copy: Copy, now: datetime, origin: Origin, held: _Held) -> Stored:
        columns = _columns(copy)
        same = held.content_sha256 == columns["content_sha256"]
        if not same:
            self._write(
                """
                INSERT OR IGNORE INTO record_versions
                SELECT pmid, run, ?, format, kind, sha256, content_sha256, raw
                FROM records WHERE pmid = ?
                """,
                *(run, copy.pmid),
            )
        self._connection.execute(
            """
            UPDATE records SET format = :format, kind = :kind, origin = :origin,
                version = :version, revised_on = :revised_on, retracted = :retracted, doi = :doi,
                title = :title, year = :year, first_author = :first_author,
                has_abstract = :has_abstract,
                sha256 = :sha256, content_sha256 = :content_sha256, raw = :raw,
                fetched_at = :now, run = :run, state = iif(state = 'absent', 'held', state)
            WHERE pmid = :pmid
            """,
            columns | {"origin": origin, "now": timestamp(now), "run": held.run if same else run},
        )
        # The record in XML where nbib was held is a better copy, not a revision by NLM.
        revised = not same and held.format == copy.format
        retracted = copy.retracted and not held.retracted
        if revised:
            return Stored("revised", retracted)
        return Stored("returned" if held.state == "absent" else "unchanged", retracted)

    def delete(self, pmid: str, now: datetime) -> bool:
        """Mark a record as absent at NLM's word (DeleteCitation); its last copy is kept.

        Returns whether there was such a record.
        """
        deleted = self._write(
            "UPDATE records SET state = 'absent' WHERE pmid = ? AND state <> 'absent'", pmid
        )
        if deleted:
            self._connection.execute(
                "INSERT INTO missing VALUES (:pmid, :now, :now, 0, :now) "
                "ON CONFLICT DO UPDATE SET confirmed_at = excluded.confirmed_at",
                {"pmid": pmid, "now": timestamp(now)},
            )
        return bool(deleted)

    def want(self, pmids: Iterable[str], source: str, now: datetime) -> None:
        """Note who asked for these records; they are held whatever the searches say."""
        asked = sorted(set(pmids))
        self._connection.executemany(
            "INSERT OR IGNORE INTO wanted VALUES (?, ?, ?)",
            ((pmid, source, timestamp(now)) for pmid in asked),
        )
        self._connection.executemany(
            "UPDATE records SET state = 'held' WHERE pmid = ? AND state = 'no-longer-matches'",
            ((pmid,) for pmid in asked),
        )

    def set_wants(self, pmids: Iterable[str], source: str, now: datetime) -> None:
        """Like ``want``, and drop what this source no longer asks for."""
        current = set(pmids)
        before = {pmid for pmid, sources in self.wanted().items() if source in sources}
        self._connection.executemany(
            "DELETE FROM wanted WHERE pmid = ? AND source = ?",
            ((pmid, source) for pmid in sorted(before - current)),
        )
        self.want(current - before, source, now)

    def remember_lookup(self, doi: str, pmid: str | None, now: datetime) -> None:
        """Keep PubMed's answer to a DOI (lower case)."""
        self._write(
            "INSERT OR REPLACE INTO doi_lookups VALUES (?, ?, ?)", doi, pmid, timestamp(now)
        )

    def settle(
        self,
        run: int,
        hits: Mapping[str, Iterable[str]],
        missed: Iterable[str],
        now: datetime,
        counts: Counts,
    ) -> None:
        """Bring the states in step with a run in which every search and request went well.

        ``hits`` are the PMIDs that each search found, ``missed`` the records that PubMed was
        asked for and did not deliver. Adds what became absent and what no longer matches to
        ``counts``.
        """
        for search, pmids in hits.items():
            self._connection.executemany(
                "INSERT INTO search_hits VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET last_run = excluded.last_run",
                ((search, pmid, run, run) for pmid in sorted(pmids)),
            )
        self._confirm_missing(missed, timestamp(now), timestamp(now - CONFIRM_AFTER), counts)
        in_use = "(SELECT pmid FROM search_hits WHERE last_run = ? UNION SELECT pmid FROM wanted)"
        counts.no_longer_matching += self._write(
            "UPDATE records SET state = 'no-longer-matches' "
            f"WHERE state = 'held' AND pmid NOT IN {in_use}",
            run,
        )
        self._write(
            "UPDATE records SET state = 'held' "
            f"WHERE state = 'no-longer-matches' AND pmid IN {in_use}",
            run,
        )

    def _confirm_missing(
        self, missed: Iterable[str], now: str, day_before: str, counts: Counts
    ) -> None:
        self._connection.executemany(
            "INSERT INTO missing VALUES (?, ?, ?, 1, NULL) "
            "ON CONFLICT DO UPDATE SET since = min(since, excluded.since), "
            "last_asked = excluded.last_asked, runs = runs + 1",
            ((pmid, now, now) for pmid in sorted(missed)),
        )
        self._write(
            "UPDATE missing SET confirmed_at = ? "
            "WHERE confirmed_at IS NULL AND last_asked = ? AND since <= ?",
            *(now, now, day_before),
        )
        counts.gone += self._write(
            "UPDATE records SET state = 'absent' WHERE state <> 'absent' AND pmid IN "
            "(SELECT pmid FROM missing WHERE confirmed_at IS NOT NULL)"
        )


class _Held(NamedTuple):
    """The copy that a new one is compared with."""

    format: Format
    version: int
    revised_on: str | None
    origin: Origin
    content_sha256: str
    retracted: int
    run: int
    state: State


def _supersedes(copy: Copy, held: _Held) -> bool:
    """Whether a file's copy is better than the one held: richer, newer, or as new and later."""
    if copy.format != held.format:
        return copy.format == "xml"
    if copy.version != held.version:
        return copy.version > held.version
    if copy.revised_on and held.revised_on and copy.revised_on != held.revised_on:
        return copy.revised_on > held.revised_on
    return held.origin == "file"


def _columns(copy: Copy) -> dict[str, object]:
    return copy._asdict() | {
        "sha256": sha256(copy.raw).hexdigest(),
        "content_sha256": content_sha256(copy),
        "raw": zlib.compress(copy.raw),
    }
