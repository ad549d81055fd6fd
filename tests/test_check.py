from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.check import check
from ingest.intake import importer
from ingest.settings import Settings

TWIN = Path(__file__).parent / "fixtures" / "pubmed" / "twin.xml"


@pytest.fixture
def settings(tmp_path: Path, evidence: Path) -> Settings:
    """A sound archive and a sound evidence.db."""
    settings = Settings(data=tmp_path)
    importer.run(settings, [TWIN])
    shutil.copy(evidence, settings.evidence)
    return settings


def overwrite(path: Path, start: int, size: int = 4096) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * size)


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_sound_files_are_sound(settings: Settings):
    report = check(settings)
    assert report.damages == ()
    assert [line.rsplit(": ")[1] for line in report.checked] == ["sound", "sound", "sound"]


def test_files_that_are_not_there_are_no_damage(tmp_path: Path):
    assert check(Settings(data=tmp_path)).damages == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["archive.db", "evidence.db"])
@pytest.mark.parametrize("fault", ["page", "cut", "header", "empty"])
def test_damage_is_found_named_and_comes_with_its_cure(settings: Settings, name: str, fault: str):
    path = settings.data / name
    match fault:
        case "page":
            overwrite(path, 3 * 8192)
        case "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "header":
            overwrite(path, 0, 100)
        case "empty":
            path.write_bytes(b"")
    damages = check(settings).damages
    assert damages
    assert {damage.file for damage in damages} == {path}
    assert all("make" in damage.recovery or "refresh" in damage.recovery for damage in damages)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE records SET raw = x'00'", "record"),
        ("UPDATE records SET sha256 = 'x'", "is not what was served"),
    ],
)
def test_a_record_that_is_not_as_served_is_named(settings: Settings, statement: str, says: str):
    change(settings.archive, statement)
    damages = check(settings).damages
    assert damages
    assert all(says in damage.what for damage in damages)


def test_a_damaged_earlier_copy_is_named(settings: Settings):
    change(
        settings.archive,
        "INSERT INTO record_versions SELECT pmid, 1, 1, format, kind, sha256, content_sha256, x'00'"
        " FROM records",
    )
    damages = check(settings).damages
    assert damages
    assert all("as it was before run 1 cannot be read" in damage.what for damage in damages)


def test_a_study_without_full_text_is_found(settings: Settings):
    change(settings.evidence, "INSERT INTO studies (id) VALUES ('1')")
    assert "309 of them in full text" in str(check(settings))


def test_what_a_killed_build_left_is_named(settings: Settings):
    left = settings.data / ".evidence.db.123.tmp"
    left.touch()
    (damage,) = check(settings).damages
    assert damage.file == left


def test_a_file_of_data_that_cannot_be_read_is_named_with_its_line(tmp_path: Path):
    source = tmp_path / "source"
    shutil.copytree(Settings.source, source, ignore=shutil.ignore_patterns("*.db*"))
    file = next((source / "catalogue").glob("*.yaml"))
    file.write_text(file.read_text().replace("title:", "titel:"))
    damages = check(Settings(source=source, data=tmp_path)).damages
    assert {damage.file for damage in damages} == {file}
    assert any("titel" in damage.what for damage in damages)
