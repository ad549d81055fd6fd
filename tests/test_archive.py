"""The archive keeps what was served, what it replaced, and states that only clean runs change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.archive.copies import Copy, Counts, SearchRun, Stored, read_copy
from ingest.archive.schema import MIGRATIONS, migrate
from ingest.archive.writer import Archive, parse, timestamp
from ingest.errors import IngestError
from tests.eutils.population import Population

MORNING = datetime(2026, 1, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)
NBIB = b"""PMID- 90000001
OWN - NLM
LR  - 20260105
TI  - Microneedling of a scar.
PT  - Journal Article
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive.db") as archive:
        yield archive


@pytest.fixture
def pubmed() -> Population:
    population = Population()
    population.add("Microneedling of a scar.", doi="10.5555/One")
    population.add("Needling of stretch marks.")
    return population


def served(population: Population, pmid: str = "90000001") -> Copy:
    return read_copy(population.raw(pmid), "xml")


def refresh(archive: Archive, *copies: Copy, now: datetime = MORNING) -> list[Stored]:
    with archive.transaction():
        run = archive.begin_run("refresh", now)
        stored = [archive.store(run, copy, now) for copy in copies]
        archive.end_run(run, now, Counts())
    return stored


def bring(archive: Archive, *copies: Copy, now: datetime = MORNING) -> list[Stored]:
    with archive.transaction():
        run = archive.begin_run("import", now)
        stored = [archive.store(run, copy, now, origin="file") for copy in copies]
        archive.end_run(run, now, Counts())
    return stored


def settle(
    archive: Archive,
    hits: set[str],
    *,
    missed: set[str] = frozenset(),  # type: ignore[assignment]
    now: datetime = MORNING,
) -> Counts:
    counts = Counts()
    with archive.transaction():
        run = archive.begin_run("refresh", now)
        archive.record_search(SearchRun(run, "core", "scar", len(hits), None), [b"<reply/>"])
        archive.settle(run, {"core": hits}, missed, now, counts)
        archive.end_run(run, now, counts)
    return counts


def states(archive: Archive) -> dict[str, str]:
    return {record.pmid: record.state for record in archive.records()}


def test_a_record_comes_back_as_it_was_served(archive: Archive, pubmed: Population) -> None:
    assert refresh(archive, served(pubmed, "90000002"), served(pubmed)) == [Stored("added")] * 2
    first, second = archive.records()
    assert (first.pmid, second.pmid) == ("90000001", "90000002")
    assert first.raw == pubmed.raw("90000001")
    assert (first.state, first.format, first.kind) == ("held", "xml", "article")
    assert first.first_seen == first.fetched_at == "2026-01-05T06:00:00Z"
    assert parse(first).title == "Microneedling of a scar."


def test_a_revision_keeps_the_copy_that_it_replaces(archive: Archive, pubmed: Population) -> None:
    before = served(pubmed)
    refresh(archive, before)
    pubmed.revise("90000001", title="Microneedling of two scars.")
    assert refresh(archive, served(pubmed), now=MORNING + DAY) == [Stored("revised")]
    (record,) = archive.records()
    (version,) = archive.versions()
    assert record.raw == pubmed.raw("90000001")
    assert version.raw == before.raw
    assert (version.first_run, version.until_run, record.run, record.first_run) == (1, 2, 2, 1)
    assert parse(version).title == "Microneedling of a scar."


def test_new_record_dates_and_references_are_no_revision(
    archive: Archive, pubmed: Population
) -> None:
    refresh(archive, served(pubmed))
    pubmed.advance()
    pubmed.revise("90000001", cited_dois=("10.5555/cited.1", "10.5555/cited.2"))
    assert refresh(archive, served(pubmed), now=MORNING + DAY) == [Stored("unchanged")]
    (record,) = archive.records()
    assert record.raw == pubmed.raw("90000001")
    assert (record.run, record.fetched_at) == (1, timestamp(MORNING + DAY))
    assert not list(archive.versions())


def test_a_retraction_is_counted_once(archive: Archive, pubmed: Population) -> None:
    refresh(archive, served(pubmed))
    pubmed.retract("90000001")
    assert refresh(archive, served(pubmed)) == [Stored("revised", retracted=True)]
    pubmed.revise("90000001")
    assert refresh(archive, served(pubmed)) == [Stored("revised", retracted=False)]


def test_text_never_replaces_xml_and_xml_always_replaces_text(
    archive: Archive, pubmed: Population
) -> None:
    text = read_copy(NBIB, "nbib")
    assert bring(archive, text, served(pubmed), text) == [
        Stored("added"),
        Stored("unchanged"),
        Stored("unchanged"),
    ]
    (record,) = archive.records()
    (version,) = archive.versions()
    assert (record.format, record.raw) == ("xml", pubmed.raw("90000001"))
    assert (version.format, version.raw) == ("nbib", NBIB)


def test_a_file_does_not_bring_back_an_older_record(archive: Archive, pubmed: Population) -> None:
    old = served(pubmed)
    pubmed.advance()
    pubmed.revise("90000001")
    new = served(pubmed)
    later_version = new._replace(version=2, revised_on="2026-01-01", raw=old.raw)
    assert bring(archive, new, old) == [Stored("added"), Stored("unchanged")]
    assert next(archive.records()).raw == new.raw
    assert bring(archive, later_version) == [Stored("revised")]
    assert bring(archive, new) == [Stored("unchanged")]
    assert next(archive.records()).raw == old.raw


def test_of_two_copies_alike_in_age_the_later_file_counts_but_pubmed_before_files(
    archive: Archive, pubmed: Population
) -> None:
    first = served(pubmed)
    pubmed.revise("90000001", title="Needling of a scar.")
    second = served(pubmed)
    bring(archive, first, second)
    assert next(archive.records()).raw == second.raw
    refresh(archive, first)
    bring(archive, second)
    assert next(archive.records()).raw == first.raw


def test_what_leaves_the_searches_is_kept_and_may_return(
    archive: Archive, pubmed: Population
) -> None:
    refresh(archive, served(pubmed), served(pubmed, "90000002"))
    settle(archive, {"90000001", "90000002"})
    assert settle(archive, {"90000001"}).no_longer_matching == 1
    assert states(archive) == {"90000001": "held", "90000002": "no-longer-matches"}
    assert list(archive.hits()) == [("core", "90000001")]
    settle(archive, {"90000001", "90000002"})
    assert states(archive) == {"90000001": "held", "90000002": "held"}


def test_what_was_asked_for_is_held_without_a_search(archive: Archive, pubmed: Population) -> None:
    refresh(archive, served(pubmed))
    with archive.transaction():
        archive.set_wants({"90000001"}, "catalogue", MORNING)
    settle(archive, set())
    assert states(archive) == {"90000001": "held"}
    with archive.transaction():
        archive.set_wants(set(), "catalogue", MORNING)
    settle(archive, set())
    assert states(archive) == {"90000001": "no-longer-matches"}


@pytest.mark.parametrize(("hours", "state"), [(23, "held"), (24, "absent")])
def test_absent_needs_two_clean_runs_a_day_apart(
    archive: Archive, pubmed: Population, hours: int, state: str
) -> None:
    refresh(archive, served(pubmed))
    hit = {"90000001"}
    settle(archive, hit, missed=hit)
    assert states(archive) == {"90000001": "held"}
    counts = settle(archive, hit, missed=hit, now=MORNING + timedelta(hours=hours))
    assert states(archive) == {"90000001": state}
    assert counts.gone == (state == "absent")
    assert next(archive.records()).raw == pubmed.raw("90000001")


def test_a_record_that_comes_back_is_held_and_counted_from_anew(
    archive: Archive, pubmed: Population
) -> None:
    refresh(archive, served(pubmed))
    hit = {"90000001"}
    settle(archive, hit, missed=hit)
    settle(archive, hit, missed=hit, now=MORNING + DAY)
    refresh(archive, served(pubmed), now=MORNING + 2 * DAY)
    assert states(archive) == {"90000001": "held"}
    assert not archive.missing()
    settle(archive, hit, missed=hit, now=MORNING + 3 * DAY)
    assert states(archive) == {"90000001": "held"}


def test_a_deletion_by_nlm_counts_at_once(archive: Archive, pubmed: Population) -> None:
    bring(archive, served(pubmed))
    with archive.transaction():
        assert archive.delete("90000001", MORNING)
        assert not archive.delete("90000001", MORNING)
        assert not archive.delete("90000009", MORNING)
    assert states(archive) == {"90000001": "absent"}
    assert archive.missing().keys() == {"90000001"}


def test_a_search_is_kept_with_its_replies_each_reply_once(
    archive: Archive, tmp_path: Path
) -> None:
    settle(archive, {"1", "2"})
    settle(archive, {"2", "3"})
    with archive.transaction():
        run = archive.begin_run("refresh", MORNING)
        archive.record_failed_search(run, "core", "scar", "no usable reply")
    (last,) = archive.last_searches()
    assert (last.run, last.search, last.term, last.found) == (2, "core", "scar", 2)
    assert list(archive.hits()) == [("core", "2"), ("core", "3")]
    connection = sqlite3.connect(tmp_path / "archive.db")
    count = "SELECT (SELECT count(*) FROM search_replies), (SELECT count(*) FROM replies)"
    assert connection.execute(count).fetchone() == (2, 1)
    connection.close()


def test_runs_tell_what_became_of_them(archive: Archive) -> None:
    with archive.transaction():
        archive.begin_run("refresh", MORNING)
    with archive.transaction():
        second = archive.begin_run("refresh", MORNING + DAY, read_all=True)
        archive.end_run(second, MORNING + DAY, Counts(requests=4, added=2))
    with archive.transaction():
        third = archive.begin_run("refresh", MORNING + 2 * DAY)
        archive.end_run(third, MORNING + 2 * DAY, Counts(requests=1), "no network")
    with archive.transaction():
        fourth = archive.begin_run("import", MORNING + 3 * DAY)
        archive.end_run(fourth, MORNING + 3 * DAY, Counts())
    killed, clean, failed, imported = archive.runs()
    assert (killed.outcome, killed.message) == ("failed", "stopped before it had finished")
    assert (clean.outcome, clean.watermark, clean.added) == ("clean", timestamp(MORNING + DAY), 2)
    assert clean.read_all
    assert (failed.outcome, failed.watermark, failed.message) == ("failed", None, "no network")
    assert (imported.outcome, imported.watermark) == ("clean", None)


def test_a_transaction_that_breaks_off_leaves_nothing(archive: Archive, pubmed: Population) -> None:
    refresh(archive, served(pubmed))

    def broken() -> None:
        with archive.transaction():
            run = archive.begin_run("refresh", MORNING)
            archive.store(run, served(pubmed, "90000002"), MORNING)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert states(archive) == {"90000001": "held"}
    assert len(archive.runs()) == 1


def test_reading_creates_no_file_and_writes_to_none(tmp_path: Path, pubmed: Population) -> None:
    path = tmp_path / "archive.db"
    with Archive(path) as archive:
        assert list(archive.records()) == []
        assert not path.exists()
        refresh(archive, served(pubmed))
    before = path.read_bytes()
    with Archive(path) as archive:
        assert len(list(archive.records())) == archive.count() == 1
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            archive.begin_run("import", MORNING)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["archive.db"]


@pytest.mark.parametrize("content", [b"not a database at all, but long enough" * 40, b"SQLite fo"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(content)
    with pytest.raises(IngestError, match=r"archive\.db: file is not a database"):
        list(Archive(path).records())
    assert path.read_bytes() == content


def test_a_foreign_or_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    with pytest.raises(IngestError, match="not an archive"):
        migrate(connection)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(IngestError, match="newer release"):
        migrate(connection)
    connection.close()
