"""The catalogue as the yardstick of machine reading."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.evidence.build import build
from ingest.intake import importer
from ingest.settings import Settings

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">{pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print">
<PubDate><Year>2018</Year></PubDate></JournalIssue><Title>Skin Trials</Title></Journal>
<ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{abstract}</AbstractText></Abstract>
<Language>eng</Language></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"""


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory, evidence: Path) -> sqlite3.Connection:
    """A database in which a study of the catalogue has an abstract, of our own writing."""
    with closing(sqlite3.connect(evidence)) as catalogue:
        pmid, title, participants = catalogue.execute(
            "SELECT pmid, title, participants FROM studies WHERE pmid IS NOT NULL"
            " AND randomized = 1 AND participants > 20 AND title NOT LIKE '%&%' ORDER BY id"
        ).fetchone()
    abstract = (
        f"We randomly assigned {participants} patients with acne scars to microneedling or to"
        " no treatment. Erythema occurred in 3 patients."
    )
    settings = Settings(data=tmp_path_factory.mktemp("joined"))
    record = settings.data / "record.xml"
    record.write_text(RECORD.format(pmid=pmid, title=title, abstract=abstract), encoding="utf-8")
    other = settings.data / "other.xml"
    other.write_text(
        RECORD.format(pmid="90000777", title="Microneedling of acne scars", abstract=abstract),
        encoding="utf-8",
    )
    importer.run(settings, [record, other])
    build(settings)
    connection = sqlite3.connect(settings.evidence)
    yield connection
    connection.close()


def test_a_value_that_both_have_is_compared(joined: sqlite3.Connection):
    rows = joined.execute(
        "SELECT catalogue_value, extracted_value, agrees FROM comparisons"
        " WHERE field = 'participants'"
    ).fetchall()
    assert [(known == read, agrees) for known, read, agrees in rows] == [(True, 1)]


def test_disagreements_are_the_comparisons_that_differ(joined: sqlite3.Connection):
    differing = joined.execute(
        "SELECT study, field FROM comparisons WHERE NOT agrees ORDER BY 1, 2"
    ).fetchall()
    assert joined.execute("SELECT study, field FROM disagreements ORDER BY 1, 2").fetchall() == (
        differing
    )


def test_agreement_is_counted_at_the_build(joined: sqlite3.Connection):
    value, low, high, n = joined.execute(
        "SELECT value, low, high, n FROM accuracy WHERE measured_on = 'hand-read catalogue'"
        " AND field = 'participants'"
    ).fetchone()
    assert (value, n) == (1.0, 1)
    assert 0 < low < high <= 1


def test_what_people_read_is_shown_and_the_reading_kept(joined: sqlite3.Connection):
    (source,) = joined.execute(
        "SELECT DISTINCT source FROM arms WHERE study IN (SELECT study FROM comparisons)"
    ).fetchone() or ("catalogue",)
    assert source == "catalogue"
    assert joined.execute("SELECT count(*) FROM facts").fetchone()[0] > 0


def test_a_study_that_nobody_read_has_its_harms_from_the_abstract(joined: sqlite3.Connection):
    rows = joined.execute(
        "SELECT adverse_event_term, count, source FROM adverse_events WHERE study = '90000777'"
    ).fetchall()
    assert rows == [("erythema", 3, "abstract")]
