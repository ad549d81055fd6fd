"""Exports read back by the libraries that people read them with."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import bibtexparser
import pandas as pd
import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from pyarrow import parquet
from pylatexenc.latex2text import LatexNodes2Text

from ingest.errors import InputError
from ingest.evidence.schema import load_schema
from ingest.export.citations import BRACES, PRINTED, STYLE
from ingest.export.command import FORMATS, export, study_ids
from ingest.settings import ROOT
from tests.small_evidence import SmallEvidence

HOSTILE = {
    "1": "Needles {in} braces: 50% of $5 & more_ # ~tilde ^caret \\backslash",
    "2": "Zażółć gęślą jaźń – naïve, β-blocker, 10 µm, <i>not markup</i> &amp; entity",
    "3": "Scars\nover two lines\r\nand\ta tab",
    "4": "ندبات حب الشباب والوخز بالإبر",
    "5": "With a NUL\x00 inside",
    "6": "Quotes \"double\", 'single', commas, semicolons; pipes | and @article{x,",
    "7": "TY  - JOUR",
    "8": "=1+1",
}


def plain(title: str) -> str:
    """A title as citations have it: one line, no control characters."""
    return " ".join(title.replace("\x00", " ").split())


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight studies with awkward titles, and two claims."""
    small = SmallEvidence()
    for position, (name, title) in enumerate(HOSTILE.items()):
        small.study(name, title=title, year=2010 + position, journal="Skin & Scars {J}", doi=None)
        small.add("authors", id=f"a{name}", name="O'Neil Æ", last_name="O'Neil", initials="Æ")
        small.add("study_authors", study=name, position=0, author=f"a{name}", role="author")
    small.study("9", title="Numbers missing", participants=12)
    add_claim(small, "flat", "Needles | flatten <b>scars</b>.", "supported", "low", 2)
    add_claim(small, "unknown", "Nobody asked.", "not studied", None, 0)
    small.add(
        "claim_studies", claim="flat", study="1", stance="supports", weight=1.0, reason="flatter"
    )
    small.add("claim_studies", claim="unknown", study="1", stance="bears on it", weight=0.0)
    domains = [("starting point", "high", "two trials"), ("imprecision", "serious", "40 persons")]
    domains.append(("inconsistency", "no concern", "they agree"))
    for position, (domain, judgement, reason) in enumerate(domains):
        small.add(
            "claim_certainty",
            claim="flat",
            position=position,
            domain=domain,
            judgement=judgement,
            reason=reason,
        )
    small.add("build_info", name="inputs_sha256", value="abc123")
    path = tmp_path_factory.mktemp("export") / "evidence.db"
    with closing(sqlite3.connect(path)) as target:
        small.connection.backup(target)
    return path


def add_claim(small: SmallEvidence, name, claim, verdict, certainty, favour: int) -> None:
    small.add(
        "claims",
        id=name,
        position=favour,
        claim=claim,
        verdict=verdict,
        certainty=certainty,
        summary=f"{favour} studies.",
        studies_for=favour,
        studies_against=0,
        studies_mixed=0,
        participants=40 if favour else 0,
        population="People with scars",
        intervention="Needling",
        comparator="Nothing",
        outcome="Height",
    )


def exported(database: Path, format_: str, sql: str | None = None) -> bytes:
    stream = io.BytesIO()
    export(database, format_, sql, stream)
    return stream.getvalue()


def test_ris_read_by_rispy(database: Path):
    text = exported(database, "ris").decode("utf-8")
    entries = rispy.loads(text)
    assert [entry["title"] for entry in entries] == [
        *map(plain, HOSTILE.values()),
        "Numbers missing",
    ]
    assert entries[0]["authors"] == ["O'Neil, Æ"]
    assert entries[0]["journal_name"] == "Skin & Scars {J}"
    assert entries[0]["year"] == "2010"


def test_bibtex_read_by_bibtexparser(database: Path):
    library = bibtexparser.parse_string(exported(database, "bibtex").decode("utf-8"))
    assert library.failed_blocks == []
    titles = [entry.fields_dict["title"].value for entry in library.entries]
    to_text = LatexNodes2Text()
    # The reader takes \\textasciicircum for the accent that stands alone.
    read = [plain(to_text.latex_to_text(title)).replace("ˆ", "^") for title in titles[:2]]
    assert read == [
        plain(HOSTILE["1"]).translate(BRACES),
        plain(HOSTILE["2"]),
    ]
    assert len({entry.key for entry in library.entries}) == len(HOSTILE) + 1


def test_csl_json_read_by_citeproc(database: Path):
    items = json.loads(exported(database, "csl-json"))
    assert [item["title"] for item in items[:8]] == [*map(plain, HOSTILE.values())]
    printed = [{key: item[key] for key in item if key in PRINTED} for item in items]
    style = CitationStylesStyle(str(STYLE), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(printed), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    lines = [str(line) for line in bibliography.bibliography()]
    assert len(lines) == len(items)
    assert HOSTILE["4"] in lines[3]


def test_csv_read_by_pandas(database: Path):
    frame = pd.read_csv(io.BytesIO(exported(database, "csv")), dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(load_schema()["studies"].column_names)
    assert dict(zip(frame["id"], frame["title"], strict=True)) == HOSTILE | {"9": "Numbers missing"}


def test_parquet_read_by_pandas_keeps_types(database: Path):
    frame = pd.read_parquet(io.BytesIO(exported(database, "parquet")))
    assert list(frame["title"][:8]) == list(HOSTILE.values())
    table = parquet.read_table(io.BytesIO(exported(database, "parquet")))
    assert str(table.schema.field("participants").type) == "int64"
    assert str(table.schema.field("needle_mm_max").type) == "double"
    assert table["participants"].to_pylist() == [None] * 8 + [12]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_database_gives_the_same_bytes(database: Path, format_: str):
    assert exported(database, format_) == exported(database, format_)


class Cells(HTMLParser):
    """Text of table cells, row by row, and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_summary_of_findings_as_html(database: Path):
    cells = Cells()
    cells.feed(exported(database, "summary-of-findings-html").decode("utf-8"))
    assert "b" not in cells.tags  # a claim is text, never markup
    assert "script" not in cells.tags
    headings, unknown, flat = ([cell.strip() for cell in row] for row in cells.rows)
    assert headings[0] == "Claim"
    assert "<b>scars</b>" in flat[0]
    assert "Population:People with scars" in flat[0]
    assert flat[1:3] == ["2: 2 for", "40"]
    assert flat[3] == "Supported. 2 studies."
    assert flat[4].split() == ["⊕⊕◯◯", "low"]
    assert "imprecision (serious): 40 persons" in flat[5]
    assert "inconsistency" not in flat[5]
    assert unknown[1:5] == ["0", "–", "Not studied. 0 studies.", "–"]


def test_summary_of_findings_as_markdown(database: Path):
    text = exported(database, "summary-of-findings-markdown").decode("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    # A pipe in a claim is no cell of its own.
    assert {row.replace(r"\|", "").count("|") for row in rows} == {7}
    assert r"Needles \| flatten \<b\>scars\</b\>." in rows[3]
    assert "Inputs: SHA-256 abc123." in text


def test_a_summary_of_findings_for_some_studies(database: Path):
    text = exported(
        database, "summary-of-findings-markdown", "SELECT id FROM studies WHERE id = '1'"
    ).decode("utf-8")
    assert "flatten" in text
    assert "Nobody asked" not in text


def test_a_query_chooses_and_orders(database: Path):
    text = exported(database, "ris", "SELECT study FROM claim_studies UNION ALL SELECT '9'")
    titles = [entry["title"] for entry in rispy.loads(text.decode("utf-8"))]
    assert titles == [plain(HOSTILE["1"]), "Numbers missing"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_query_may_find_nothing(database: Path, format_: str):
    data = exported(database, format_, "SELECT id FROM studies WHERE 0")
    if format_ == "parquet":
        assert pd.read_parquet(io.BytesIO(data)).empty
    elif format_ == "csl-json":
        assert json.loads(data) == []
    else:
        assert b"Zhu" not in data


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELEC id FROM studies", "syntax error"),
        ("SELECT title FROM studies", "column named id or study"),
        ("SELECT id FROM nowhere", "no such table: nowhere"),
        ("DELETE FROM studies", "not authorized"),
        ("ATTACH 'made.db' AS made", "not authorized"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("", "column named id or study"),
        ("SELECT 'nobody' AS id", "'nobody' is not the id of a study"),
        ("SELECT NULL AS id", "None is not the id of a study"),
        ("SELECT 1 AS id", "1 is not the id of a study"),
    ],
)
def test_a_wrong_query_says_why(database: Path, sql: str, says: str):
    with pytest.raises(InputError, match=says) as caught:
        exported(database, "csv", sql)
    assert str(caught.value).startswith("--sql: ")


def test_the_command_tells_a_wrong_query_in_one_line_and_writes_nothing(
    database: Path, tmp_path: Path
):
    arguments = ["--format", "csv", "--sql", "SELEC 1", "--output", str(tmp_path / "out.csv")]
    process = subprocess.run(
        [sys.executable, "-m", "ingest", "export", *arguments],
        cwd=ROOT,
        env={**os.environ, "EVIDENCE_DATA": str(database.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 2
    (line,) = process.stderr.splitlines()
    assert line == 'error: --sql: SQLite says: near "SELEC": syntax error'
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_it_says_what_to_do(tmp_path: Path):
    with pytest.raises(InputError, match="make build"):
        export(tmp_path / "evidence.db", "csv", None, io.BytesIO())


def test_ids_stand_once_in_the_order_of_the_query(database: Path):
    with closing(sqlite3.connect(database)) as connection:
        ids = study_ids(connection, "SELECT '9' AS id UNION ALL SELECT '1' UNION ALL SELECT '9'")
    assert ids == ["9", "1"]


@pytest.mark.parametrize("format_", FORMATS)
def test_the_whole_evidence_base_can_be_written(evidence: Path, format_: str):
    assert len(exported(evidence, format_)) > 5000
