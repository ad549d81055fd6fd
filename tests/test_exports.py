"""Citations of studies: what is written can be read back by others' programs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.export.citations import (
    WRITERS,
    Citable,
    Name,
    csl,
    format_citation,
    read_citables,
    write_bibtex,
    write_csl_json,
    write_ris,
)

STUDY = Citable(
    id="10.5555/invented",
    title="Needling of scars: 100% of what Å & B_c saw",
    authors=(Name("Rossi", "AB"), Name("O'Neil", "Çağla"), Name(literal="Scars and Needles Group")),
    journal="Invented J",
    year=2024,
    published="2024-03",
    volume="7",
    issue="2",
    pages="101-9",
    doi="10.5555/invented",
    pmid="99000001",
    pmcid="PMC1",
    language="eng",
    keywords=("scar", "needling"),
    retracted=False,
)


@pytest.fixture(scope="module")
def connection(evidence: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(evidence)) as connection:
        yield connection


def test_ris_is_read_back_as_it_was() -> None:
    text = "".join(write_ris([STUDY]))
    assert text.startswith("TY  - JOUR\r\n")
    assert text.endswith("ER  -\r\n\r\n")
    (entry,) = rispy.loads(text)
    assert entry["title"] == STUDY.title
    assert entry["authors"] == ["Rossi, AB", "O'Neil, Çağla", "Scars and Needles Group"]
    assert (entry["start_page"], entry["end_page"]) == ("101", "9")
    assert entry["doi"] == STUDY.doi


def test_bibtex_keeps_a_group_whole_and_escapes_what_latex_reads() -> None:
    library = bibtexparser.parse_string("".join(write_bibtex([STUDY])))
    (entry,) = library.entries
    assert not library.failed_blocks
    assert entry.key == "rossi2024-10.5555-invented"
    assert r"100\% of what" in entry["title"]
    assert r"B\_c" in entry["title"]
    assert entry["author"].endswith(" and {Scars and Needles Group}")
    assert entry["pages"] == "101--9"


@given(suffix=st.text(alphabet='abc0123456789-._;()/<>:#%&~^$@,="', min_size=1, max_size=30))
def test_a_doi_is_read_back_from_every_format_as_it_was(suffix: str) -> None:
    study = replace(STUDY, doi=f"10.5555/{suffix}")
    (entry,) = bibtexparser.parse_string("".join(write_bibtex([study]))).entries
    assert entry["doi"] == study.doi
    (reference,) = rispy.loads("".join(write_ris([study])))
    assert reference["doi"] == study.doi
    (item,) = json.loads("".join(write_csl_json([study])))
    assert item["DOI"] == study.doi


@pytest.mark.parametrize(
    ("suffix", "encoded"), [("a_{b", "a_%7Bb"), ("a}", "a%7D"), ("a\\", "a%5C")]
)
def test_no_doi_ends_its_field_too_early(suffix: str, encoded: str) -> None:
    study = replace(STUDY, doi=f"10.5555/{suffix}")
    (entry,) = bibtexparser.parse_string("".join(write_bibtex([study]))).entries
    assert entry["doi"] == f"10.5555/{encoded}"


def test_csl_json_has_the_date_as_precise_as_it_is_known() -> None:
    (item,) = json.loads("".join(write_csl_json([STUDY])))
    assert item["issued"] == {"date-parts": [[2024, 3]]}
    assert item["author"][0] == {"family": "Rossi", "given": "A. B."}
    assert item["author"][2] == {"literal": "Scars and Needles Group"}


def test_no_studies_are_an_empty_list() -> None:
    assert json.loads("".join(write_csl_json([]))) == []
    assert "".join(write_ris([])) == ""


def test_a_citation_is_printed_as_medical_journals_do() -> None:
    assert format_citation(STUDY) == (
        "Rossi AB, O'Neil Ç, Scars and Needles Group. Needling of scars: 100% of what Å & B_c saw."
        " Invented J. 2024;7(2):101–9. doi:10.5555/invented."
    )


def test_what_is_not_known_is_left_out() -> None:
    nothing = Citable("1", "Untitled", (), *[None] * 10, (), True)
    assert csl(nothing) == {
        "id": "1",
        "type": "article-journal",
        "title": "Untitled",
        "note": "Retracted",
    }
    assert format_citation(nothing) == "Untitled."
    (entry,) = rispy.loads("".join(write_ris([nothing])))
    assert entry["notes"] == ["Retracted"]


@settings(deadline=None, max_examples=100)
@given(title=st.text(min_size=1, max_size=80).filter(lambda text: text.strip()))
def test_any_title_is_one_record_in_every_format(title: str) -> None:
    study = replace(STUDY, id="10.5555/other", title=title)
    assert len(rispy.loads("".join(write_ris([study, STUDY])))) == 2
    items = json.loads("".join(write_csl_json([study, STUDY])))
    assert items[0]["title"] == title
    library = bibtexparser.parse_string("".join(write_bibtex([study, STUDY])))
    assert len(library.entries) == 2


def test_every_study_of_a_database_is_written_once(connection: sqlite3.Connection) -> None:
    ids = [study for (study,) in connection.execute("SELECT id FROM studies ORDER BY id")]
    studies = list(read_citables(connection, ids))
    library = bibtexparser.parse_string("".join(write_bibtex(studies)))
    dois = [study.doi for study in studies if study.doi]
    assert [entry["doi"] for entry in library.entries if "doi" in entry] == dois
    assert [study.id for study in read_citables(connection, ids)] == ids
    for _, write in WRITERS.values():
        assert "".join(write(read_citables(connection, ids)))


def test_studies_keep_the_order_that_is_asked_for(connection: sqlite3.Connection) -> None:
    ids = [study for (study,) in connection.execute("SELECT id FROM studies LIMIT 5")]
    wanted = [ids[3], "not there", ids[0]]
    assert [study.id for study in read_citables(connection, wanted)] == [ids[3], ids[0]]
