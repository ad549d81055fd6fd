"""Parts into the archive: the last word counts, and the archive may know better than the files."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.archive.copies import Counts, SearchRun, read_copy
from ingest.archive.writer import Archive
from ingest.intake.bulk_files import bulk_files
from ingest.intake.bulk_merge import Merged, merge
from ingest.intake.bulk_part import Reading, make_part, part_path
from ingest.intake.refresh import Wants
from tests.bulk import write_bulk
from tests.eutils.population import Population

TERMS = (("scars", "scar*[ti]"), ("needling", "needling[ti]"))
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)


class Merging:
    """A PubMed, files that are written of it one by one, and the archive that they go into."""

    def __init__(self, folder: Path) -> None:
        self.pubmed = Population()
        self.folder = folder
        self.archive = Archive(folder / "archive.db")
        self.reading = Reading(TERMS, None, frozenset())
        self._files = 0

    def write(self, *pmids: str, deleted: tuple[str, ...] = ()) -> None:
        self._files += 1
        write_bulk(self.folder, self._files, map(self.pubmed.raw, pmids), deleted)

    def merge(self, *, wants: Wants | None = None, failure: str | None = None) -> Merged:
        files, problems = bulk_files(self.folder)
        assert not problems
        for file in files:
            assert make_part(file, self.reading, self.folder).problem is None
        parts = [(file, part_path(self.folder, file)) for file in files]
        return merge(self.archive, parts, self.reading, wants or Wants(), NOW, failure)

    def refresh(self, hits: dict[str, list[str]]) -> None:
        """What E-utilities would have brought: today's copies of what the searches found."""
        now = datetime.combine(self.pubmed.today, datetime.min.time(), UTC)
        with self.archive.transaction():
            run = self.archive.begin_run("refresh", now)
            for pmid in sorted({pmid for pmids in hits.values() for pmid in pmids}):
                self.archive.store(run, read_copy(self.pubmed.raw(pmid), "xml"), now)
            for search, pmids in hits.items():
                found = SearchRun(run, search, search, len(pmids), None)
                self.archive.record_search(found, [b"<reply/>"])
            counts = Counts()
            self.archive.settle(run, hits, (), now, counts)
            self.archive.end_run(run, now, counts)

    def states(self) -> dict[str, str]:
        return {record.pmid: record.state for record in self.archive.records()}


@pytest.fixture
def merging(tmp_path: Path) -> Iterator[Merging]:
    merging = Merging(tmp_path)
    with merging.archive:
        yield merging


def test_the_last_file_that_speaks_of_a_record_counts(merging: Merging) -> None:
    pubmed = merging.pubmed
    stays, leaves, goes, comes, back = (pubmed.add(f"Scar {number}.") for number in range(5))
    merging.write(stays, leaves, goes, back)
    pubmed.advance()
    pubmed.revise(leaves, title="Asthma.")
    merging.write(leaves, comes, deleted=(goes, back, "123"))
    pubmed.advance()
    merging.write(back)
    merged = merging.merge()
    assert merging.states() == dict.fromkeys((stays, comes, back), "held")
    assert (merged.records, merged.counts.added) == (7, 3)
    assert sorted(merging.archive.hits()) == [("scars", pmid) for pmid in (stays, comes, back)]


def test_what_was_merged_before_changes_its_state(merging: Merging) -> None:
    pubmed = merging.pubmed
    leaves, goes = (pubmed.add(f"Scar {number}.") for number in range(2))
    merging.write(leaves, goes)
    merging.merge()
    pubmed.advance()
    pubmed.revise(leaves, title="Asthma.")
    merging.write(leaves, deleted=(goes,))
    counts = merging.merge().counts
    assert merging.states() == {leaves: "no-longer-matches", goes: "absent"}
    assert (counts.added, counts.gone, counts.no_longer_matching) == (0, 1, 1)
    pubmed.advance()
    pubmed.revise(leaves, title="Scars after all.")
    merging.write(leaves, goes)
    merging.merge()
    assert merging.states() == {leaves: "held", goes: "held"}


def test_what_the_archive_has_in_a_newer_version_stays_as_it_is(merging: Merging) -> None:
    """Copies, states and hits; and what PubMed's search found and the files do not hold."""
    pubmed = merging.pubmed
    became, ceased, same = pubmed.add("Asthma."), pubmed.add("Scar."), pubmed.add("Scar 2.")
    merging.write(became, ceased, same)
    merging.refresh({"scars": [ceased, same], "needling": []})
    pubmed.advance()
    pubmed.revise(became, title="Scar 3.")
    pubmed.revise(ceased, title="Hay fever.")
    new = pubmed.add("Needling, on the day after the files.")
    merging.refresh({"scars": [became, same], "needling": [new]})
    with merging.archive.transaction():  # a look at what ceased to match
        run = merging.archive.begin_run("import", NOW)
        merging.archive.store(run, read_copy(pubmed.raw(ceased), "xml"), NOW)
        merging.archive.end_run(run, NOW, Counts())
    before, hits = merging.states(), [*merging.archive.hits()]
    assert before[ceased] == "no-longer-matches"
    counts = merging.merge().counts
    assert (counts.added, counts.revised, counts.no_longer_matching) == (0, 0, 0)
    assert merging.states() == before
    assert [*merging.archive.hits()] == hits
    assert merging.archive.record(became).raw == pubmed.raw(became)


def test_what_the_catalogue_asks_for_is_held_without_a_search(merging: Merging) -> None:
    pubmed = merging.pubmed
    asked, by_doi = pubmed.add("Asthma."), pubmed.add("Scar.", doi="10.5555/Scar")
    merging.reading = merging.reading._replace(wanted=frozenset({asked}))
    merging.write(asked, by_doi)
    merging.merge(wants=Wants(frozenset({asked}), frozenset({"10.5555/scar", "10.5555/none"})))
    assert merging.states() == {asked: "held", by_doi: "held"}
    assert merging.archive.wanted() == {
        asked: ["data/catalogue"],
        by_doi: ["data/catalogue"],
    }
    pubmed.advance()
    pubmed.revise(by_doi, title="Hay fever.")
    merging.reading = merging.reading._replace(wanted=frozenset({asked, by_doi}))
    merging.write(by_doi)
    merging.merge(wants=Wants(frozenset({asked}), frozenset({"10.5555/scar"})))
    assert merging.states() == {asked: "held", by_doi: "held"}


def test_after_a_failure_records_are_kept_and_nothing_moves(merging: Merging) -> None:
    pubmed = merging.pubmed
    leaves = pubmed.add("Scar.")
    merging.write(leaves)
    merging.merge()
    pubmed.advance()
    pubmed.revise(leaves, title="Asthma.")
    comes = pubmed.add("Scar 2.")
    merging.write(leaves, comes)
    merging.merge(failure="one file is not there")
    assert merging.states() == {leaves: "held", comes: "held"}
    assert [*merging.archive.hits()] == [("scars", leaves)]
    first, failed = merging.archive.runs()
    assert (failed.outcome, failed.message) == ("failed", "one file is not there")
    assert (first.watermark, failed.watermark) == ("2026-01-05T00:00:00Z", None)


@pytest.mark.parametrize(
    ("days", "watermark"),
    [(3, "2026-01-08T00:00:00Z"), (60, "2026-02-01T12:00:00Z")],
    ids=["newest revision", "not after now"],
)
def test_the_watermark_moves_with_the_files(merging: Merging, days: int, watermark: str) -> None:
    merging.write(merging.pubmed.add("Scar."))
    merging.pubmed.advance(days)
    merging.write(merging.pubmed.add("Asthma."))
    merging.merge()
    assert [run.watermark for run in merging.archive.runs()] == [watermark]


def test_the_run_says_what_was_read(merging: Merging) -> None:
    merging.write(merging.pubmed.add("Scar."))
    merging.merge()
    (scars, needling) = reversed(merging.archive.last_searches())
    assert (scars.found, needling.found) == (1, 0)
    assert scars.translation == "scar*[ti]"
    with closing(sqlite3.connect(merging.archive.path)) as connection:
        ((reply, uses),) = connection.execute(
            "SELECT raw, count(*) FROM search_replies JOIN replies ON reply = sha256"
        )
    said = json.loads(zlib.decompress(reply))
    assert uses == 2
    assert said["source"] == "PubMed bulk files"
    ((name, md5),) = said["files"]
    assert name == "pubmed26n0001.xml.gz"
    assert len(md5) == 32


def test_the_merge_is_one_transaction(merging: Merging, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in the middle, it leaves the archive as it was."""
    merging.write(*(merging.pubmed.add(f"Scar {number}.") for number in range(3)))
    merging.merge()
    before = [*merging.archive.records()], merging.archive.runs()
    merging.pubmed.advance()
    merging.write(merging.pubmed.add("Scar 4."))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "settle", stop)
    with pytest.raises(KeyboardInterrupt):
        merging.merge()
    assert ([*merging.archive.records()], merging.archive.runs()) == before
