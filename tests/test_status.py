"""The status tells what is there and what wants doing, and needs neither database to exist."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.archive.copies import CHANGES, Counts, SearchRun, read_copy
from ingest.archive.writer import Archive
from ingest.errors import IngestError
from ingest.settings import Settings
from ingest.status import Status, status
from tests.eutils.population import Population

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    source = tmp_path / "source"
    source.mkdir()
    (source / "searches.yaml").write_text("searches: []\n")
    return Settings(source=source, data=tmp_path / "data")


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def refreshed(settings: Settings) -> None:
    population = Population()
    pmid = population.add("Microneedling of a scar.")
    with Archive(settings.archive) as archive, archive.transaction():
        run = archive.begin_run("refresh", NOON)
        archive.record_search(SearchRun(run, "core", "scar", 1, None), [b"<reply/>"])
        archive.record_search(SearchRun(run, CHANGES, "scar", 0, None), [b"<reply/>"])
        archive.store(run, read_copy(population.raw(pmid), "xml"), NOON)
        archive.want({"123"}, "list.txt", NOON)
        archive.settle(run, {"core": {pmid}}, set(), NOON, Counts())
        archive.end_run(run, NOON, Counts())


def built(settings: Settings, studies: int) -> None:
    connection = sqlite3.connect(settings.evidence)
    connection.execute("CREATE TABLE studies (id)")
    connection.executemany("INSERT INTO studies VALUES (?)", [(n,) for n in range(studies)])
    connection.commit()
    connection.close()


def test_with_nothing_there_it_says_what_to_do(settings: Settings) -> None:
    current = status(settings)
    assert (current.records, current.studies, current.last_refresh) == (0, 0, None)
    assert current.out_of_date == (
        "PubMed was never asked; `make ingest` does it",
        "evidence.db is not built; `make build` does it",
    )
    assert not settings.data.exists()


def test_after_refresh_and_build_nothing_is_out_of_date(settings: Settings) -> None:
    refreshed(settings)
    built(settings, 3)
    current = status(settings, clock=at(NOON + timedelta(days=1)))
    assert current.out_of_date == ()
    assert json.loads(json.dumps(current.as_json())) | {"last_run": None} == {
        "records": 1,
        "states": {"held": 1},
        "studies": 3,
        "damage": None,
        "last_refresh": "2026-01-05T12:00:00Z",
        "last_run": None,
        "searches": {"core": 1},
        "to_fetch": 1,
        "out_of_date": [],
    }
    assert str(current).splitlines() == [
        "records       1 (1 held)",
        "studies       3",
        "last refresh  2026-01-05T12:00:00Z",
        "last run      refresh of 2026-01-05T12:00:00Z: clean",
        "search        core: 1",
        "to fetch      1, at the next refresh",
    ]


def test_what_failed_is_told_and_the_last_good_refresh_stays(settings: Settings) -> None:
    refreshed(settings)
    with Archive(settings.archive) as archive, archive.transaction():
        run = archive.begin_run("refresh", NOON + timedelta(days=2))
        archive.end_run(run, NOON + timedelta(days=2), Counts(), "no usable reply")
    current = status(settings)
    assert current.last_refresh == "2026-01-05T12:00:00Z"
    assert current.last_run is not None
    assert (current.last_run.outcome, current.last_run.message) == ("failed", "no usable reply")
    assert "              no usable reply" in str(current).splitlines()


@pytest.mark.parametrize(("days", "due"), [(30, False), (31, True)])
def test_an_old_refresh_is_out_of_date(settings: Settings, days: int, due: bool) -> None:
    refreshed(settings)
    built(settings, 1)
    lines = status(settings, clock=at(NOON + timedelta(days=days))).out_of_date
    assert any("30 days ago" in line for line in lines) == due


def test_newer_inputs_and_a_broken_database_ask_for_a_build(settings: Settings) -> None:
    def lines() -> Status:
        return status(settings, clock=at(NOON))

    refreshed(settings)
    built(settings, 1)
    later = settings.evidence.stat().st_mtime + 5
    os.utime(settings.source / "searches.yaml", (later, later))
    assert lines().out_of_date == (
        "newer than evidence.db: searches.yaml; `make build` takes it up",
    )
    os.utime(settings.archive, (later, later))
    assert lines().out_of_date == (
        "newer than evidence.db: archive.db, searches.yaml; `make build` takes it up",
    )
    settings.evidence.write_bytes(b"half a file" * 100)
    assert lines().out_of_date == ("evidence.db cannot be read; `make build` makes it anew",)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "no such table: studies"), (b"half a file" * 100, "file is not a database")],
)
def test_of_a_damaged_evidence_db_no_number_is_told(
    settings: Settings, content: bytes, says: str
) -> None:
    refreshed(settings)
    settings.evidence.write_bytes(content)
    current = status(settings, clock=at(NOON))
    assert current.as_json()["studies"] is None
    assert says in str(current.as_json()["damage"])
    assert says in str(current)


def test_an_archive_that_cannot_be_read_is_named(settings: Settings) -> None:
    settings.data.mkdir()
    settings.archive.write_bytes(b"no database" * 100)
    with pytest.raises(IngestError, match=r"archive\.db: file is not a database"):
        status(settings)
