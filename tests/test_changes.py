"""What a reader is told of each run, from a small archive that grows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.archive.copies import Counts, SearchRun, read_copy
from ingest.archive.reader import ArchiveReader
from ingest.archive.writer import Archive
from ingest.changes import add_changes, changed_fields
from ingest.claims import Weighed, load_claims
from ingest.evidence.build import build
from ingest.pubmed.record import Record
from ingest.settings import Settings
from ingest.weighing.evidence import Item, Study
from ingest.weighing.verdict import weigh
from tests.eutils.population import Population
from tests.small_evidence import SmallEvidence

MORNING = datetime(2026, 1, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)
TITLE = "Microneedling of acne scars in 40 patients"
FIRST, SECOND = "90000001", "90000002"


class Diary:
    """An archive that takes in a population day by day; every day is a run."""

    def __init__(self, folder: Path) -> None:
        self.pubmed = Population()
        self.settings = Settings(data=folder)
        self._day = 0

    def run(self, *pmids: str, missed: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """A refresh that brings these records and does not get the missed ones."""
        now = MORNING + self._day * DAY
        self._day += 2
        with Archive(self.settings.archive) as archive, archive.transaction():
            run = archive.begin_run("refresh", now)
            for pmid in pmids:
                archive.store(run, read_copy(self.pubmed.raw(pmid), "xml"), now)
            held = set(archive.holdings())
            archive.record_search(SearchRun(run, "core", "scar", len(held), None), [b"<reply/>"])
            counts = Counts()
            archive.settle(run, {"core": held}, missed, now, counts)
            archive.end_run(run, now, counts)

    def changes(self) -> list[tuple]:
        build(self.settings, jobs=1)
        with closing(sqlite3.connect(self.settings.evidence)) as connection:
            return connection.execute(
                "SELECT run, kind, study, claim, detail FROM changes ORDER BY run, position"
            ).fetchall()


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    diary = Diary(tmp_path)
    diary.pubmed.add(TITLE)
    diary.run(FIRST)
    return diary


def test_a_record_that_came_is_added_at_the_run_that_brought_it(diary: Diary):
    diary.pubmed.add("Dermaroller for striae distensae: a case series")
    diary.run(SECOND)
    assert diary.changes() == [
        (1, "added", FIRST, None, "found in PubMed"),
        (2, "added", SECOND, None, "found in PubMed"),
    ]


def test_a_revision_names_the_fields_that_changed(diary: Diary):
    diary.pubmed.revise(FIRST, title=f"{TITLE}: corrected")
    diary.run(FIRST)
    diary.pubmed.revise(FIRST, title=TITLE)
    diary.run(FIRST)
    assert diary.changes()[1:] == [
        (2, "revised", FIRST, None, "title"),
        (3, "revised", FIRST, None, "title"),
    ]


def test_a_retraction_is_told_beside_the_revision(diary: Diary):
    diary.pubmed.retract(FIRST)
    diary.run(FIRST)
    assert [(run, kind) for run, kind, *_ in diary.changes()] == [
        (1, "added"),
        (2, "revised"),
        (2, "retracted"),
    ]


def test_a_record_that_is_gone_is_told_at_the_run_that_made_sure(diary: Diary):
    diary.run(missed={FIRST})
    diary.run(missed={FIRST})
    assert diary.changes() == [(3, "gone", FIRST, None, "PubMed no longer has this record")]


def test_records_that_are_no_studies_are_not_told(diary: Diary):
    diary.pubmed.add("Liver fibrosis and portal scars", publication_types=())
    diary.run(SECOND)
    build(diary.settings, jobs=1)
    with closing(sqlite3.connect(diary.settings.evidence)) as connection:
        excluded = [row[0] for row in connection.execute("SELECT pmid FROM excluded_records")]
    assert excluded == [SECOND]
    assert [study for _, _, study, _, _ in diary.changes()] == [FIRST]


def test_the_same_record_in_another_format_is_no_revision(diary: Diary):
    diary.pubmed.add("Dermaroller for striae distensae: a case series")
    nbib = f"PMID- {SECOND}\nOWN - NLM\nTI  - Dermaroller for striae.\nPT  - Journal Article\n"
    with Archive(diary.settings.archive) as archive, archive.transaction():
        run = archive.begin_run("import", MORNING + DAY)
        archive.store(run, read_copy(nbib.encode(), "nbib"), MORNING + DAY, origin="file")
        archive.end_run(run, MORNING + DAY, Counts())
    diary.run(SECOND)
    assert diary.changes()[1:] == [(2, "added", SECOND, None, "brought by a file")]


def in_claims(base: SmallEvidence, diary: Diary, stances: dict[str, str]) -> list[tuple]:
    """The verdict rows where the named studies count, or would if they were not retracted."""
    claim, *_ = load_claims(Settings.source / "claims.yaml")
    items = [Item(Study(pmid), stance, "") for pmid, stance in stances.items()]
    retracted = {id for (id,) in base.select("SELECT id FROM studies WHERE retraction IS NOT NULL")}
    weighed = Weighed(
        claim,
        weigh((), "effect"),
        tuple(item for item in items if item.study.id not in retracted),
        tuple(item for item in items if item.study.id in retracted),
    )
    with ArchiveReader(diary.settings.archive) as archive:
        add_changes(base.insert, base.connection, archive, [weighed])
    return base.select("SELECT run, study, claim, detail FROM changes WHERE kind = 'verdict'")


def test_a_new_study_is_named_with_the_claims_in_which_it_counts(diary: Diary):
    for number in (2, 3, 4):
        diary.pubmed.add(f"Needling, study {number}")
    diary.run(SECOND, "90000003", "90000004")
    base = SmallEvidence()
    for pmid in (FIRST, SECOND, "90000003"):
        base.study(pmid, source="pubmed")
    base.study("90000004", source="both")
    stances = {
        FIRST: "supports",  # came with the first run: nothing moved
        SECOND: "contradicts",
        "90000003": "bears",
        "90000004": "supports",  # counted by the catalogue before
    }
    assert in_claims(base, diary, stances) == [
        (2, SECOND, "flattens-atrophic-acne-scars", "a new study counts: contradicts")
    ]
    base.connection.close()


def test_a_retracted_study_is_named_with_the_claims_that_lost_it(diary: Diary):
    diary.pubmed.retract(FIRST)
    diary.run(FIRST)
    base = SmallEvidence()
    base.study(FIRST, source="pubmed", retraction="retracted")
    assert in_claims(base, diary, {FIRST: "supports"}) == [
        (2, FIRST, "flattens-atrophic-acne-scars", "a retracted study no longer counts: supports")
    ]
    base.connection.close()


def test_the_same_archive_gives_the_same_rows(diary: Diary):
    diary.pubmed.revise(FIRST, title=f"{TITLE}: corrected")
    diary.run(FIRST)
    once = diary.changes(), diary.settings.evidence.read_bytes()
    assert (diary.changes(), diary.settings.evidence.read_bytes()) == once


def test_handling_is_no_change():
    before = Record(pmid="1", title="Needling", status="In-Process", cited_pmids=("2",))
    after = before._replace(status="MEDLINE", cited_pmids=())
    assert changed_fields(before, after) == []
    assert changed_fields(before, after._replace(title="Needles", doi="10.5555/x")) == [
        "title",
        "doi",
    ]
