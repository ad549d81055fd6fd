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
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ingest.archive.reader import ArchiveReader
from ingest.duplicates import find_duplicates
from ingest.errors import IngestError
from ingest.evidence.answer_rows import add_answers
from ingest.evidence.context_rows import add_context, build_info
from ingest.evidence.full_text import add_to_search, begin_search, finish_search
from ingest.evidence.inputs import load_inputs
from ingest.evidence.previous import KEYS, Previous, Run, attach, copy_statement, seal
from ingest.evidence.reading import Batch, StudyReader
from ingest.evidence.rows import Row
from ingest.evidence.schema import create_indexes, create_tables, load_schema
from ingest.parallel import batches, cores, ordered_map
from ingest.settings import Settings
from ingest.vocabulary.concepts import Vocabulary

BATCH = 250
"""Records that a process reads at a time."""
FEW = 2000
"""Fewer records than this are read faster here than a pool of processes starts."""

ADD_AUTHORS = """
    INSERT INTO authors
    SELECT author, name, last_name, fore_name, initials, suffix, collective_name,
           iif(author GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-*',
               author, NULL)
    FROM (SELECT *, min(study) FROM study_authors GROUP BY author) ORDER BY author
"""
"""Each author as named on the first of their papers."""

ROWS_ANALYSED = 10_000
"""Rows of an index that ANALYZE looks at; SQLite advises 100 to 1,000."""

FAST = (
    # Large pages: fewer of them to split and to write.
    "PRAGMA page_size = 8192",
    # What is no longer used is zeroed: else its remains would tell builds of SQLite apart.
    "PRAGMA secure_delete = ON",
    # The file is thrown away if anything goes wrong before the rename.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -16384",
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


def build(
    settings: Settings, *, jobs: int | None = None, extraction: bool = True, anew: bool = False
) -> BuildSummary:
    """Build ``settings.evidence``; ``jobs`` processes read records (default: one a core).

    What has not changed since an earlier build is copied from it, unless everything is to be
    made ``anew``; the result is the same. Raises IngestError, naming file and place, where an
    input cannot be used.
    """
    inputs = load_inputs(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with (
        _no_garbage(),
        ArchiveReader(settings.archive) as archive,
        _new_file(settings.evidence) as path,
        closing(sqlite3.connect(path, isolation_level=None, uri=True)) as connection,
    ):
        duplicates = find_duplicates(archive.fingerprints())
        reader = StudyReader(inputs, archive.pmids_by_doi(), duplicates, extraction=extraction)
        previous = Previous()
        if not anew:
            info = build_info(inputs, extraction=extraction)
            previous = attach(connection, settings.evidence, info)
        writer = _Writer(connection, inputs.vocabulary)
        for pieces in _read_all(archive, reader, previous, jobs):
            writer.add(pieces)
        writer.add([reader.catalogue_only(writer.joined, writer.unjoined)])
        finish_search(connection)
        add_context(writer.insert, connection, inputs, archive, extraction=extraction)
        add_answers(writer.insert, connection, inputs, archive, reader)
        writer.finish()
        return writer.summary(settings.evidence, archive.count())


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
        seal(path)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(target)
    except sqlite3.Error as error:
        raise IngestError(f"{target}: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def _read_all(
    archive: ArchiveReader, reader: StudyReader, previous: Previous, jobs: int | None
) -> Iterator[list[Run | Batch]]:
    """The records in the order of the archive, as rows or as runs to copy."""
    plan = [
        list(previous.runs([(record.pmid, reader.origin(record)) for record in records]))
        for records in batches(archive.held(), BATCH)
    ]
    to_read = sum(count for pieces in plan for _, copied, count in pieces if not copied)
    processes = 1 if to_read < FEW and jobs is None else jobs or cores()
    work = (
        [run if copied else archive.between(*run) for run, copied, _ in pieces] for pieces in plan
    )
    with tqdm(total=len(plan) * BATCH, unit=" records", disable=None, leave=False) as progress:
        for pieces in ordered_map(reader, work, processes):
            progress.update(BATCH)
            yield pieces


class _Writer:
    """Fills the new database in the order in which pieces come."""

    def __init__(self, connection: sqlite3.Connection, vocabulary: Vocabulary) -> None:
        self._connection = connection
        self._tables = load_schema()
        self._copy = {name: copy_statement(self._tables[name]) for name in KEYS}
        self.joined: set[str] = set()
        self.unjoined: set[str] = set()
        for pragma in FAST:
            connection.execute(pragma)
        connection.execute("BEGIN")
        create_tables(connection, self._tables)
        begin_search(connection, vocabulary)

    def insert(self, table: str, rows: list[Row]) -> None:
        self._connection.executemany(self._tables[table].insert, rows)

    def add(self, pieces: Sequence[Run | Batch]) -> None:
        """Store the pieces table by table, in the order of the schema.

        Reading and copying touch the tables in the same order: so the pages of the file come to
        lie in the same order.
        """
        before = self._last_study()
        for table in self._tables:
            for piece in pieces:
                if isinstance(piece, Batch):
                    if table in piece.rows:
                        self.insert(table, piece.rows[table])
                elif table in self._copy:
                    self._connection.execute(self._copy[table], piece)
        add_to_search(self._connection, before)
        for piece in pieces:
            if isinstance(piece, Batch):
                self.joined |= piece.joined
                self.unjoined |= {row[0] for row in piece.rows["unjoined_records"]}

    def _last_study(self) -> int:
        """The highest row number of ``studies``, which has no gaps: how many there are."""
        highest = self._connection.execute("SELECT ifnull(max(rowid), 0) FROM studies")
        return int(highest.fetchone()[0])

    def finish(self) -> None:
        """Indexes and statistics; raises IngestError if a row points to nothing."""
        connection = self._connection
        create_indexes(connection, self._tables)
        connection.execute(ADD_AUTHORS)
        connection.execute(f"PRAGMA analysis_limit = {ROWS_ANALYSED}")
        connection.execute("ANALYZE main")
        connection.execute("COMMIT")
        broken = connection.execute("PRAGMA main.foreign_key_check").fetchone()
        if broken is not None:
            raise IngestError(f"table {broken[0]} points to a row of {broken[2]} that is not there")

    def summary(self, path: Path, records: int) -> BuildSummary:
        reasons = "SELECT reason, count(*) FROM excluded_records GROUP BY reason"
        excluded = Counter(dict(self._connection.execute(reasons)))
        return BuildSummary(path, records, self._last_study(), excluded, len(self.unjoined))
