from __future__ import annotations

from pathlib import Path

import pytest

from ingest.archive.backup import backup
from ingest.archive.reader import ArchiveReader
from ingest.errors import IngestError, InputError
from ingest.intake import importer
from ingest.settings import Settings

TWIN = Path(__file__).parent / "fixtures" / "pubmed" / "twin.xml"


def records(path: Path) -> list[tuple]:
    with ArchiveReader(path) as archive:
        return list(archive.records())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path)
    importer.run(settings, [TWIN])
    return settings


def test_the_copy_holds_every_record(settings: Settings, tmp_path: Path):
    copy = backup(settings)
    assert copy.parent == tmp_path / "backups"
    assert records(copy) == records(settings.archive)
    assert records(copy)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_copy_never_overwrites(settings: Settings, tmp_path: Path):
    target = tmp_path / "mine.db"
    target.write_bytes(b"precious")
    with pytest.raises(InputError, match="is there already"):
        backup(settings, target)
    assert target.read_bytes() == b"precious"


def test_a_folder_that_is_not_there_is_not_made(settings: Settings, tmp_path: Path):
    with pytest.raises(InputError, match="nowhere: there is no such folder"):
        backup(settings, tmp_path / "nowhere" / "mine.db")
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]


def test_without_an_archive_there_is_nothing_to_copy(tmp_path: Path):
    with pytest.raises(InputError, match="nothing to copy"):
        backup(Settings(data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_archive_is_not_copied(settings: Settings, tmp_path: Path):
    settings.archive.write_bytes(settings.archive.read_bytes()[:5000])
    with pytest.raises(IngestError, match="ingest check"):
        backup(settings, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
