"""The only writer of evidence.db: archive + catalogue + vocabulary + claims -> one new file.

A pure function of its inputs: the same archive, data files and code give the same bytes, in
whatever number of processes. The new file is written aside, checked and swapped in with one
rename; a failed build leaves the old one in place.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ingest.archive_reader import ArchiveReader
from ingest.duplicates import find_duplicates
from ingest.errors import IngestError
from ingest.evidence.answer_rows import add_answers
from ingest.evidence.context_rows import add_context
from ingest.evidence.inputs import load_inputs
from ingest.evidence.reading import Batch, StudyReader
from ingest.evidence.rows import Row
from ingest.evidence.schema import SEARCH_COLUMNS, create_indexes, create_tables, load_schema
from ingest.parallel import batches, cores, ordered_map
from ingest.settings import Settings

BATCH = 250
"""Records that a process reads at a time."""
FEW = 2000
"""Fewer records than this are read faster here than a pool of processes starts."""
SEARCH_MEMORY = 16 * 2**20
"""Bytes of words that full-text search collects before it writes a segment."""

FAST = (
    # Large pages: fewer of them to split and to write.
    "PRAGMA page_size = 8192",
    # The file is thrown away if anything goes wrong before the rename.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -65536",
)


@dataclass(frozen=True)
class BuildSummary:
    """What a build made; prints as one paragraph."""

    path: Path
    records: int
    studies: int
    excluded: Counter[str]
    unjoined: int

    def __str__(self) -> str:
        lines = [
            f"{self.path}: {self.studies} studies from {self.records} PubMed records"
            " and the catalogue"
        ]
        if self.excluded:
            reasons = ", ".join(
                f"{count} {reason}" for reason, count in sorted(self.excluded.items())
            )
            lines.append(f"excluded: {reasons}")
        if self.unjoined:
            lines.append(
                f"{self.unjoined} catalogue entries whose PubMed number has another title were not"
                " joined (table unjoined_records)"
            )
        return "\n".join(lines)


def build(settings: Settings, *, jobs: int | None = None, extraction: bool = True) -> BuildSummary:
    """Build ``settings.evidence``; ``jobs`` processes read records (default: one a core).

    Raises IngestError, naming file and place, where an input cannot be used.
    """
    inputs = load_inputs(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with (
        _no_garbage(),
        ArchiveReader(settings.archive) as archive,
        _new_file(settings.evidence) as path,
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        writer = _Writer(connection)
        duplicates = find_duplicates(archive.fingerprints())
        reader = StudyReader(inputs, archive.pmids_by_doi(), duplicates, extraction=extraction)
        for batch in _read_all(archive, reader, jobs):
            writer.add(batch)
        writer.add(reader.catalogue_only(writer.joined, writer.unjoined))
        add_context(writer.insert, connection, inputs, archive)
        add_answers(writer.insert, connection, inputs, archive)
        writer.finish()
        return writer.summary(settings.evidence)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Rows hold no cycles: looking for some among millions costs a sixth of the build."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A path to write beside ``target``; it replaces ``target`` if all went well."""
    path = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    path.unlink(missing_ok=True)
    try:
        yield path
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)


def _read_all(archive: ArchiveReader, reader: StudyReader, jobs: int | None) -> Iterator[Batch]:
    total = archive.count()
    processes = 1 if total < FEW and jobs is None else jobs or cores()
    work = batches(archive.records(), BATCH)
    with tqdm(total=total, unit=" records", desc="build", disable=None, leave=False) as progress:
        for batch in ordered_map(reader, work, processes):
            progress.update(batch.records)
            yield batch


class _Writer:
    """Fills the new database in the order in which batches come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables = load_schema()
        self._authors: set[object] = set()
        self._studies = 0
        self._records = 0
        self._excluded: Counter[str] = Counter()
        self.joined: set[str] = set()
        self.unjoined: set[str] = set()
        for pragma in FAST:
            connection.execute(pragma)
        connection.execute("BEGIN")
        create_tables(connection, self._tables)
        connection.execute(
            f"INSERT INTO studies_fts (studies_fts, rank) VALUES ('hashsize', {SEARCH_MEMORY})"
        )
        marks = ", ".join("?" * (len(SEARCH_COLUMNS) + 1))
        self._search = (
            f"INSERT INTO studies_fts (rowid, {', '.join(SEARCH_COLUMNS)}) VALUES ({marks})"
        )

    def insert(self, table: str, rows: list[Row]) -> None:
        self._connection.executemany(self._tables[table].insert, rows)

    def add(self, batch: Batch) -> None:
        """Store a batch; its studies get the next row numbers, in studies and studies_fts."""
        batch.rows["authors"] = self._new_authors(batch.rows["authors"])
        for table, rows in batch.rows.items():
            self.insert(table, rows)
        numbered = enumerate(batch.search, self._studies + 1)
        self._connection.executemany(self._search, ((number, *words) for number, words in numbered))
        self._studies += len(batch.search)
        self._records += batch.records
        self._excluded.update(row[2] for row in batch.rows["excluded_records"])
        self.joined |= batch.joined
        self.unjoined |= {row[0] for row in batch.rows["unjoined_records"]}

    def _new_authors(self, rows: list[Row]) -> list[Row]:
        """Authors come with each of their papers; their first mention is kept."""
        first = {row[0]: row for row in reversed(rows) if row[0] not in self._authors}
        self._authors.update(first)
        return list(first.values())

    def finish(self) -> None:
        """Indexes and statistics; raises IngestError if a row points to nothing."""
        connection = self._connection
        connection.execute("DELETE FROM authors WHERE id NOT IN (SELECT author FROM study_authors)")
        create_indexes(connection, self._tables)
        connection.execute("INSERT INTO studies_fts (studies_fts) VALUES ('optimize')")
        connection.execute("ANALYZE")
        connection.execute("COMMIT")
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise IngestError(f"table {broken[0]} points to a row of {broken[2]} that is not there")

    def summary(self, path: Path) -> BuildSummary:
        return BuildSummary(path, self._records, self._studies, self._excluded, len(self.unjoined))
