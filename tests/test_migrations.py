"""Archives of every shape there ever was become archives of today's."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.archive import schema
from ingest.archive.reader import ArchiveReader
from ingest.archive.schema import MIGRATIONS
from ingest.archive.writer import Archive
from ingest.check import check
from ingest.errors import IngestError
from ingest.evidence.build import build
from ingest.settings import Settings
from tests.campaigns.killing import SOURCE, said
from tests.kept_archive import KEPT

SHAPES = range(1, len(MIGRATIONS) + 1)
RECORDS = {
    "90000002": "absent",
    **dict.fromkeys((f"9000000{number}" for number in range(3, 10)), "held"),
    "90000011": "held",
}
"""What every kept file holds: the state of each record."""


@pytest.fixture(params=SHAPES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of the archive that was kept of one shape."""
    kept = KEPT / f"{request.param}.db"
    assert kept.exists(), f"keep one of shape {request.param}: python -m tests.kept_archive"
    return Path(shutil.copy(kept, tmp_path / "archive.db"))


def tables(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_old_archive_gets_todays_tables_and_keeps_what_it_says(
    old: Path, tmp_path: Path
) -> None:
    before = said(old)
    with ArchiveReader(old) as archive:
        records = list(archive.records())
    assert {record.pmid: record.state for record in records} == RECORDS
    assert all(sha256(record.raw).hexdigest() == record.sha256 for record in records)
    new = tmp_path / "new.db"
    with Archive(new) as archive, archive.transaction():
        pass
    assert (version(old), tables(old)) == (version(new), tables(new))
    assert said(old) == before


def test_an_old_archive_is_sound_and_can_be_built(old: Path) -> None:
    settings = Settings(source=SOURCE, data=old.parent)
    assert build(settings).records == len(RECORDS)
    assert check(settings).damages == ()


def test_a_file_that_was_begun_and_no_more_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size
    with ArchiveReader(path) as archive:
        assert archive.count() == 0
    assert version(path) == len(MIGRATIONS)


def add_colour(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE records ADD COLUMN colour TEXT")


def fail_half_way(connection: sqlite3.Connection) -> None:
    add_colour(connection)
    connection.execute("DELETE FROM wanted")
    connection.execute("SELECT no_such_column FROM records")


def test_the_next_step_is_taken_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, add_colour))
    for _ in range(2):
        with ArchiveReader(old) as archive:
            assert archive.count() == len(RECORDS)
    assert version(old) == len(MIGRATIONS) + 1
    assert "colour" in dict(tables(old))["records"]


def test_a_step_that_fails_leaves_the_file_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ArchiveReader(old) as archive:
        archive.count()
    before = old.read_bytes()
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, fail_half_way))
    with pytest.raises(IngestError, match="no such column"), ArchiveReader(old) as archive:
        archive.count()
    assert old.read_bytes() == before
