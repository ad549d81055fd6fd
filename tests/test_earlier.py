"""Earlier copies are read and asked as today's are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zlib import crc32

import pytest

from ingest.archive.reader import ArchiveReader
from ingest.claim_evidence import find_studies
from ingest.claims import load_claims
from ingest.evidence.history.copies import Past, histories
from ingest.evidence.history.earlier import EarlierReader, Reading, by_study
from ingest.evidence.inputs import load_inputs
from ingest.evidence.reading import StudyReader
from ingest.evidence.schema import load_schema
from ingest.evidence.views import computed_once, load_views
from ingest.settings import Settings
from tests.diary import CLAIM, READ_BY_HAND, Diary, source_with_one_claim, trial
from tests.small_evidence import SmallEvidence

TABLES = load_schema()
CLAIMS_OF_PROJECT = load_claims(Settings.source / "claims.yaml")
VIEWS = load_views(Settings.source / "views.yaml")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return source_with_one_claim(tmp_path_factory.mktemp("source"))


def earlier(settings: Settings) -> EarlierReader:
    inputs = load_inputs(settings)
    return EarlierReader(inputs, StudyReader(inputs, {}, {}))


def pasts_of(settings: Settings) -> list[Past]:
    with ArchiveReader(settings.archive) as archive:
        return [history.past(lambda record: record) for history in histories(archive)]


def test_each_copy_says_what_it_said(source: Path, tmp_path: Path):
    diary = Diary(Settings(source=source, data=tmp_path))
    title = "Microneedling or no treatment for acne scars"
    pmid = diary.pubmed.add(title, abstract=trial(80, wins=False))
    diary.run(pmid)
    diary.pubmed.revise(pmid, abstract=trial(90, wins=True))
    diary.run(pmid)
    diary.pubmed.revise(pmid, title="Liver fibrosis and portal scars", abstract=())
    diary.run(pmid)
    (past,) = pasts_of(diary.settings)
    assert [run for run, _ in past.copies] == [1, 2, 3]
    today = Reading(is_retracted=True)
    first, second, third = earlier(diary.settings).copies([past], {pmid: today})[pmid]
    stances = [reading.items[CLAIM] for reading in (first, second)]
    assert [(item.stance, item.participants) for item in stances] == [
        ("contradicts", 80),
        ("supports", 90),
    ]
    assert first.facts
    assert second.facts
    assert first.facts != second.facts
    assert third is today


def test_what_need_not_be_read_says_what_the_next_copy_says(source: Path):
    today = Reading(facts=())
    past = Past("1", ((1, None), (2, None)), None)
    readings = earlier(Settings(source=source)).copies([past], {"1": today})
    assert readings == {"1": [today, today]}


def test_the_catalogue_alone_is_read_for_the_studies_that_are_asked_for(source: Path):
    reader = earlier(Settings(source=source))
    assert reader.catalogue_alone({}) == {}
    reading = reader.catalogue_alone({"invented-2020": "the study"})["the study"]
    assert reading.items[CLAIM].stance == "supports"
    assert reading.items[CLAIM].study.id == READ_BY_HAND


def test_a_retracted_copy_does_not_count():
    item = object()
    reading = Reading({CLAIM: item}, is_retracted=True)
    assert (reading.counting, Reading({CLAIM: item}).counting) == ({}, {CLAIM: item})


# What reading a part of the studies by itself rests on.


@pytest.fixture(scope="module")
def whole(evidence: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(evidence)) as connection:
        yield connection


@pytest.mark.parametrize("part", range(3))
def test_claims_tell_of_a_study_whatever_others_there_are(whole: sqlite3.Connection, part: int):
    with computed_once(whole, VIEWS):
        all_studies = by_study(find_studies(whole, CLAIMS_OF_PROJECT))
    base = SmallEvidence()
    base.connection.execute("DELETE FROM outcome_measures")
    for name, table in TABLES.items():
        rows = whole.execute(f'SELECT * FROM "{name}"').fetchall()
        key = {"studies": "id"}.get(name, "study")
        if key in table.column_names:
            place = table.column_names.index(key)
            rows = [row for row in rows if row[place] and crc32(row[place].encode()) % 3 == part]
        base.insert(name, rows)
    with computed_once(base.connection, VIEWS):
        some = by_study(find_studies(base.connection, CLAIMS_OF_PROJECT, partial=True))
    base.connection.close()
    assert len(some) > 30
    assert some == {study: all_studies[study] for study in some}
    assert {study for study in all_studies if crc32(study.encode()) % 3 == part} == set(some)
