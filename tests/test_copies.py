"""Which copies of a record have to be read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.archive.reader import ArchiveReader
from ingest.evidence.history.copies import Past, RecordHistory, changed_fields, histories
from ingest.pubmed.record import Record
from ingest.settings import Settings
from tests.diary import Diary

TITLE = "Microneedling of scars"
PMID = "90000001"


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    diary = Diary(Settings(data=tmp_path))
    diary.pubmed.add(TITLE)
    diary.run(PMID)
    return diary


def the_history(diary: Diary) -> RecordHistory:
    with ArchiveReader(diary.settings.archive) as archive:
        (history,) = histories(archive)
    return history


def nothing(record: Record) -> None:
    """The subject of records that are all about the same."""


def read(past: Past) -> list[tuple[int, bool]]:
    """The run of each copy and whether it is read again."""
    return [(run, copy is not None) for run, copy in past.copies]


def test_a_record_that_never_changed_has_no_history(diary: Diary):
    with ArchiveReader(diary.settings.archive) as archive:
        assert list(histories(archive)) == []


def test_copies_are_in_force_from_the_run_that_brought_them(diary: Diary):
    diary.run()
    diary.pubmed.revise(PMID, title=f"{TITLE}: corrected")
    diary.run(PMID)
    history = the_history(diary)
    assert [(copy.run, copy.record.title) for copy in history.copies] == [
        (1, TITLE),
        (3, f"{TITLE}: corrected"),
    ]
    (revision,) = history.revisions
    assert (revision.run, revision.fields, revision.is_shown) == (3, ("title",), True)


@pytest.mark.parametrize(
    ("fields", "is_read"),
    [({"title": "Needles"}, True), ({"publication_types": ()}, True), ({"volume": "3"}, False)],
)
def test_only_what_may_move_a_claim_is_read_again(
    diary: Diary, fields: dict[str, object], is_read: bool
):
    diary.pubmed.revise(PMID, **fields)
    diary.run(PMID)
    assert read(the_history(diary).past(nothing)) == [(1, is_read), (2, False)]


def test_a_copy_before_indexing_is_read_where_indexing_names_another_subject(diary: Diary):
    diary.pubmed.add_mesh(PMID)
    diary.run(PMID)
    history = the_history(diary)
    assert read(history.past(nothing)) == [(1, False), (2, False)]
    assert read(history.past(lambda record: record.mesh_headings)) == [(1, True), (2, False)]


def test_the_copy_before_a_retraction_is_read_again(diary: Diary):
    diary.pubmed.retract(PMID)
    diary.run(PMID)
    history = the_history(diary)
    assert history.revisions[0].is_retraction
    assert read(history.past(nothing)) == [(1, True), (2, False)]


def test_the_last_copy_of_a_record_that_is_gone_is_read_as_one_that_was_held(diary: Diary):
    diary.run(missed={PMID})
    diary.run(missed={PMID})
    past = the_history(diary).past(nothing)
    assert (past.gone, read(past)) == (3, [(1, True)])
    assert past.copies[0][1].state == "held"


def test_handling_is_no_change():
    before = Record(pmid="1", title="Needling", status="In-Process", cited_pmids=("2",))
    after = before._replace(status="MEDLINE", cited_pmids=())
    assert changed_fields(before, after) == ()
    assert changed_fields(before, after._replace(title="Needles", doi="10.5555/x")) == (
        "title",
        "doi",
    )
