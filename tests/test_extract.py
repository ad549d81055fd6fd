"""The whole reading: provenance, robustness, and files in and out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.extract import Document, Fact, Question, read
from ingest.extract.command import extract_file
from ingest.extract.reader import UNANSWERED

ABSTRACTS = (
    (
        "Microneedling with or without vitamin C for atrophic acne scars: a randomised trial",
        "BACKGROUND: Atrophic scars trouble many young adults. METHODS: Sixty patients (38 women, "
        "aged 18 to 40 years) were randomised to microneedling alone (n = 30) or with vitamin C "
        "(n = 30) in a single-blind trial; 4 sessions were given at intervals of 4 weeks. RESULTS: "
        "The scar score fell by 4.1 with vitamin C and by 2.8 without (P = 0.003). Erythema was "
        "seen in 12 of 30 and 9 of 30 patients. CONCLUSION: Vitamin C added to the improvement.",
    ),
    (
        "Split-face comparison of dermaroller and fractional laser",
        "Twenty patients (40 sides) with Fitzpatrick skin types III-V were treated, one side each. "
        "Both sides improved at 3 months; there was no significant difference (p = 0.41). No "
        "adverse events were observed.",
    ),
    ("A review of collagen induction", "We review 27 studies of needling for burn scars."),
)


def spans(fact: Fact) -> Iterator[tuple[str | None, int | None, int | None]]:
    if fact.status != "absent" or fact.quote is not None:
        yield fact.quote, fact.start, fact.end
    for part in fact.parts:
        yield part.quote, part.start, part.end


def assert_provenance(document: Document) -> int:
    checked = 0
    for fact in read(document).facts:
        for quote, start, end in spans(fact):
            assert quote, fact
            assert document.text[start:end] == quote, fact
            checked += 1
    return checked


def test_every_quote_is_the_text_at_its_offsets() -> None:
    assert sum(assert_provenance(Document.from_parts(*parts)) for parts in ABSTRACTS) > 15


def test_every_quote_of_the_labelled_texts(shared: Path) -> None:
    checked = 0
    for path in sorted((shared / "gold").glob("*.dev.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "text" in row:
                checked += assert_provenance(Document.from_text(row["text"]))
    assert checked > 1000


def test_the_same_text_gives_the_same_reading() -> None:
    question = Question("vitamin C", "microneedling alone", "scar score")
    document = Document.from_parts(*ABSTRACTS[0])
    again = Document.from_parts(*ABSTRACTS[0])
    assert read(document, question) == read(again, question)


def test_every_answer_is_always_there() -> None:
    for text in ("", "Scars.", ABSTRACTS[0][1]):
        answers = read(Document.from_text(text)).answers
        assert set(UNANSWERED) <= set(answers)
        json.dumps(answers, allow_nan=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\ufffe binary \x7f",
        "\ud800 a lone surrogate in 20 patients",
        "瘢痕の治療に関する無作為化比較試験。患者20名を対象とした。",
        "Estudio aleatorizado con 40 pacientes tratados con microagujas.",
        "<p>We <b>randomized</b> 40&nbsp;patients (n&#61;20) &lt;script&gt;</p>",
        "9" * 5000,
        "(" * 5000,
        "20 of " * 3000,
    ],
)
def test_any_text_gets_an_answer(text: str) -> None:
    assert_provenance(Document.from_text(text))
    assert_provenance(Document.from_parts(text, text))


@pytest.mark.parametrize("unit", ["20 patients (n = 20). ", "RESULTS: ", "\n"])
def test_a_megabyte_gets_an_answer(unit: str) -> None:
    assert_provenance(Document.from_text(unit * (1_000_000 // len(unit))))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    assert_provenance(Document.from_parts(text[:100], text))


def write_rows(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_file_of_titles_and_texts(tmp_path: Path) -> None:
    title, abstract = ABSTRACTS[0]
    rows = [
        {"id": "a", "title": title, "abstract": abstract},
        {"id": 7, "text": f"{title}\n{abstract}"},
        {"id": "c", "title": title, "abstract": None},
        {"id": "d", "text": "", "intervention": "x", "comparator": "y", "outcome": "z"},
    ]
    output = tmp_path / "out.jsonl"
    summary = extract_file(write_rows(tmp_path / "in.jsonl", rows), output)
    assert (summary.rows, summary.problems) == (4, ())
    found = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in found] == ["a", 7, "c", "d"]
    assert found[0]["facts"] == found[1]["facts"]
    assert found[0]["answers"]["participants"] == 60
    assert set(found[0]["facts"][0]) == {
        *("field", "value", "unit", "status", "quote", "start", "end", "section", "role"),
        *("confidence", "tier", "method", "version", "parts"),
    }


def test_a_bad_row_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Twenty patients were enrolled."}',
        "",
        "{not json",
        '["a list"]',
        '{"text": "no id"}',
        '{"id": "b"}',
        '{"id": "c", "text": 5}',
        '{"id": "d", "text": "\\ud800"}',
    ]
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n")
    summary = extract_file(source, output)
    assert summary.rows == 2
    assert str(summary) == "extract: 2 rows written, 6 left out"
    found = [problem.split(": ")[0].rsplit(", ", 1)[1] for problem in summary.problems]
    assert found == ["line 3", "line 4", "line 5", "line 6", "line 7", "line 9"]
    assert [json.loads(line)["id"] for line in output.read_text().splitlines()] == ["a", "d"]


def test_an_id_of_any_size_comes_back_as_it_was(tmp_path: Path) -> None:
    ids: list[str | int] = [2**63, -(2**70), "ä"]
    source = write_rows(tmp_path / "in.jsonl", [{"id": one, "text": "Acne"} for one in ids])
    extract_file(source, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_processes_change_no_byte(tmp_path: Path) -> None:
    rows = [
        {"id": n, "title": f"{title} {n}", "abstract": abstract}
        for n in range(110)
        for title, abstract in ABSTRACTS
    ]
    source = write_rows(tmp_path / "in.jsonl", rows)
    extract_file(source, tmp_path / "one.jsonl", processes=1)
    extract_file(source, tmp_path / "two.jsonl", processes=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_a_file_that_cannot_be_read_or_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.jsonl: No such file"):
        extract_file(tmp_path / "absent.jsonl", tmp_path / "out.jsonl")
    source = write_rows(tmp_path / "in.jsonl", [{"id": 1, "text": ""}])
    with pytest.raises(InputError, match="nowhere: there is no such folder"):
        extract_file(source, tmp_path / "nowhere" / "out.jsonl")
    with pytest.raises(InputError, match=f"^{tmp_path}: is not a file"):
        extract_file(source, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]
