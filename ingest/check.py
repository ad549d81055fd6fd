"""Looks for damage in the files of data/ and in both databases, and says how to recover from it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.archive.copies import ArchivedRecord, Version, read_record
from ingest.archive.reader import ArchiveReader
from ingest.errors import IngestError, InputError
from ingest.evidence.inputs import load_inputs
from ingest.evidence.previous import is_whole
from ingest.settings import Settings
from ingest.yaml_source import SourceError

RESTORE = "put the newest file of backups/ in its place, then run `make ingest`"
REBUILD = "run `make build`; it needs nothing but the archive and the files in data/"
EDIT = "put it right in that file"
FETCH_AGAIN = "run `python -m ingest refresh --full`, which fetches every record again"


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong with a file, and what to do."""

    file: Path
    what: str
    recovery: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}: {self.recovery}"


@dataclass(frozen=True)
class Report:
    """What was looked at, and what was wrong with it."""

    checked: tuple[str, ...]
    damages: tuple[Damage, ...]

    def __str__(self) -> str:
        return "\n".join((*self.checked, *map(str, self.damages)))


def check(settings: Settings) -> Report:
    """Read everything from end to end; a database that is not there yet is no damage."""
    damages = list(_edited(settings))
    checked = [f"{settings.source}: {'damaged' if damages else 'sound'}"]
    for path, look, recovery in (
        (settings.archive, _archive, RESTORE),
        (settings.evidence, _evidence, REBUILD),
    ):
        if not path.exists():
            checked.append(f"{path}: not there yet")
            continue
        found = list(_database(path, recovery)) or list(look(path))
        checked.append(f"{path}: {'damaged' if found else 'sound'}")
        damages += found
    damages += [
        Damage(path, "left behind by a build that was killed", "delete it; nothing needs it")
        for path in sorted(settings.data.glob(".evidence.db.*.tmp"))
    ]
    return Report(tuple(checked), tuple(damages))


def _edited(settings: Settings) -> Iterator[Damage]:
    """Whether the files that people edit can be read: catalogue, vocabulary, claims, rules."""
    try:
        load_inputs(settings)
    except SourceError as error:
        for problem in error.problems:
            what = f"{problem.place}: {problem.message}" if problem.place else problem.message
            yield Damage(problem.file, what, EDIT)
    except InputError as error:
        yield Damage(error.file or settings.source, error.message, EDIT)


def _database(path: Path, recovery: str) -> Iterator[Damage]:
    """What SQLite itself can tell: pages, keys, indexes, full text.

    To SQLite a file without a byte is a sound database without a table.
    """
    if path.stat().st_size == 0:
        yield Damage(path, "the file is empty", recovery)
        return
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            for (message,) in connection.execute("PRAGMA integrity_check(10)"):
                if message != "ok":
                    yield Damage(path, message, recovery)
            for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield Damage(path, f"{table} points to nothing in {parent}", recovery)
    except sqlite3.DatabaseError as error:
        yield Damage(path, str(error), recovery)


def _archive(path: Path) -> Iterator[Damage]:
    """Whether every copy of a record is the bytes that were served, and can be read."""
    try:
        with ArchiveReader(path) as archive:
            for record in archive.records():
                if (fault := _fault(record)) is not None:
                    yield Damage(path, f"record {record.pmid} {fault}", FETCH_AGAIN)
            for version in archive.versions():
                if (fault := _fault(version)) is not None:
                    what = f"record {version.pmid} as it was before run {version.until_run}"
                    yield Damage(path, f"{what} {fault}", RESTORE)
    except IngestError as error:
        yield Damage(path, str(error), RESTORE)


def _fault(copy: ArchivedRecord | Version) -> str | None:
    """What is wrong with a copy, if anything is."""
    try:
        raw = zlib.decompress(copy.compressed)
        read_record(raw, copy.format)
    except (zlib.error, InputError, UnicodeDecodeError) as error:
        return f"cannot be read ({error})"
    return None if sha256(raw).hexdigest() == copy.sha256 else "is not what was served"


def _evidence(path: Path) -> Iterator[Damage]:
    """Whether studies and full text have the same rows, every fact its words, every byte stands."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            studies, indexed = connection.execute(
                "SELECT (SELECT count(*) FROM studies), (SELECT count(*) FROM studies_fts_docsize)"
            ).fetchone()
            texts = dict(connection.execute("SELECT study, text FROM study_texts"))
            quotes = connection.execute(
                'SELECT study, start, "end", quote FROM facts WHERE quote IS NOT NULL'
            )
            misquoted = sum(
                texts.get(study, "")[start:end] != quote for study, start, end, quote in quotes
            )
        except sqlite3.DatabaseError as error:
            yield Damage(path, str(error), REBUILD)
            return
    if studies != indexed:
        yield Damage(path, f"{studies} studies, {indexed} of them in full text", REBUILD)
    if misquoted:
        yield Damage(path, f"{misquoted} facts whose words are not in the text", REBUILD)
    if not is_whole(path):
        yield Damage(path, "its bytes are not those that were built", REBUILD)
