"""What people bring is told by its content; a fault costs only the part where it is."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archive.writer import Archive
from ingest.errors import InputError
from ingest.intake import importer
from ingest.intake.importer import ImportSummary, import_files, read_file, recognise
from ingest.settings import Settings
from tests.eutils.population import Population
from tests.eutils.rendering import SET_HEAD, SET_TAIL

NOW = datetime(2026, 1, 5, 6, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "data" / "archive.db") as archive:
        yield archive


@pytest.fixture
def pubmed() -> Population:
    population = Population()
    population.add("Microneedling of a scar.")
    population.add("Needling of stretch marks.")
    return population


def record_set(*records: bytes, end: str = SET_TAIL) -> bytes:
    return b"".join([SET_HEAD.encode(), *records, end.encode()])


def deletion(*pmids: str) -> bytes:
    numbers = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in pmids)
    return f"<DeleteCitation>{numbers}</DeleteCitation>".encode()


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def take(archive: Archive, *paths: Path) -> ImportSummary:
    return import_files(archive, paths, clock=lambda: NOW)


def states(archive: Archive) -> dict[str, str]:
    return {record.pmid: record.state for record in archive.records()}


@pytest.mark.parametrize("packed", [False, True])
def test_xml_plain_or_packed_whatever_its_name(
    archive: Archive, pubmed: Population, tmp_path: Path, packed: bool
) -> None:
    content = record_set(*(pubmed.raw(pmid) for pmid in pubmed.pmids))
    summary = take(
        archive, write(tmp_path / "export", gzip.compress(content) if packed else content)
    )
    assert (summary.added, summary.problems) == (2, [])
    assert [record.raw for record in archive.records()] == [
        pubmed.raw(pmid) for pmid in pubmed.pmids
    ]
    (run,) = archive.runs()
    assert (run.kind, run.outcome, run.added) == ("import", "clean", 2)


def test_an_import_done_twice_changes_nothing(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.xml", record_set(pubmed.raw("90000001")))
    take(archive, path)
    before = [*archive.records()]
    summary = take(archive, path)
    assert (summary.added, summary.revised, summary.unchanged) == (0, 0, 1)
    assert [*archive.records()] == before


def test_update_files_delete_and_revise(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    first = record_set(pubmed.raw("90000001"), pubmed.raw("90000002"))
    pubmed.advance()
    pubmed.revise("90000001")
    second = record_set(pubmed.raw("90000001"), deletion("90000002", "123"))
    summary = take(archive, write(tmp_path / "1.xml", first), write(tmp_path / "2.xml", second))
    assert (summary.added, summary.revised, summary.deleted) == (2, 1, 1)
    assert states(archive) == {"90000001": "held", "90000002": "absent"}


def test_pubmed_text(archive: Archive, pubmed: Population, tmp_path: Path) -> None:
    text = "".join(pubmed.medline(pmid) for pmid in pubmed.pmids)
    summary = take(archive, write(tmp_path / "set.txt", text))
    assert (summary.added, summary.problems) == (2, [])
    assert {record.format for record in archive.records()} == {"nbib"}


@pytest.mark.parametrize(
    "content",
    [
        "90000002\n123\n",
        "\ufeff90000002\r\n\r\n0123 \r\n",
        "90000002, 123; 90000002",
        '"PMID","Title"\n"90000002","A, b"\n"123","Title\nin two lines"\n',
        "\ufeffTitle,PMID\nA,90000002\nB,123\n",
        "pmid\n90000002\n123\n",
        "90000002\r123\r",
        "Title,PMID\rA,90000002\rB,123\r",
        "# scars\n\n90000002.2 # the second version\nPMID: 123\n",
        "\"90000002\"\n'123'\n",
        "PMID 90000002; PMID:123\n",
        "https://pubmed.ncbi.nlm.nih.gov/90000002/\nhttps://www.ncbi.nlm.nih.gov/pubmed/123\n",
    ],
)
def test_lists_are_wanted_at_the_next_refresh(
    archive: Archive, tmp_path: Path, content: str
) -> None:
    summary = take(archive, write(tmp_path / "list.txt", content))
    assert (summary.wanted, summary.problems) == (2, [])
    assert archive.wanted() == {"123": ["list.txt"], "90000002": ["list.txt"]}


def test_bad_lines_of_a_list_are_named_and_the_good_ones_kept(
    archive: Archive, tmp_path: Path
) -> None:
    plain = write(tmp_path / "list.txt", "1\nscars in 2020\nPMC3\n0\n")
    table = write(tmp_path / "list.csv", "Title,PMID\nA,4\nB,x5\nC\nD,5.1\n")
    summary = take(archive, plain, table)
    assert archive.wanted().keys() == {"1", "4", "5"}
    assert summary.problems == [
        f"{plain}, line 2: 'scars in 2020' is not a PMID, nor a list of PMIDs",
        f"{plain}, line 3: 'PMC3' is not a PMID, nor a list of PMIDs",
        f"{plain}, line 4: '0' is not a PMID, nor a list of PMIDs",
        f"{table}, line 3, column PMID: 'x5' is not a PMID, nor a list of PMIDs",
        f"{table}, line 4, column PMID: '' is not a PMID, nor a list of PMIDs",
    ]


def test_a_quote_that_is_not_closed_is_an_error_at_its_row(
    archive: Archive, tmp_path: Path
) -> None:
    table = write(tmp_path / "list.csv", 'PMID,Title\n1,"A"\n2,"B\n3,C\n4,D\n')
    (problem,) = take(archive, table).problems
    assert problem.startswith(f"{table}, line 3: the row that begins here is not CSV")
    assert archive.wanted().keys() == {"1"}


def test_many_faults_are_counted_not_listed(archive: Archive, tmp_path: Path) -> None:
    path = write(tmp_path / "list.txt", "1\n" + "no\n" * 1000)
    problems = take(archive, path).problems
    assert len(problems) == importer.PROBLEM_LIMIT + 1
    assert problems[-1] == f"{path}: 990 more faults like these"


def test_a_bad_file_costs_neither_its_good_records_nor_the_other_files(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    cut = write(
        tmp_path / "cut.xml", record_set(pubmed.raw("90000001"), pubmed.raw("90000002")[:99])
    )
    missing = tmp_path / "missing.xml"
    good = write(tmp_path / "good.xml", record_set(pubmed.raw("90000002")))
    summary = take(archive, cut, missing, good, tmp_path)
    assert states(archive) == {"90000001": "held", "90000002": "held"}
    assert [problem.split(":")[0].split(",")[0] for problem in summary.problems] == [
        str(cut),
        str(missing),
        str(tmp_path),
    ]
    assert all("\n" not in problem for problem in summary.problems)
    (run,) = archive.runs()
    assert run.outcome == "failed"
    assert run.message is not None
    assert run.message.startswith("cut.xml, ")


def test_a_record_without_a_pmid_is_named_and_the_rest_is_taken(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    nameless = b"<PubmedArticle>\n</PubmedArticle>\n"
    records = (pubmed.raw("90000001"), b"\n", nameless, deletion("x"), pubmed.raw("90000002"))
    path = write(tmp_path / "a.xml", record_set(*records))
    first, second = take(archive, path).problems
    assert re.search(r"line \d+, byte \d+: the <PubmedArticle> that ends here has no PMID$", first)
    assert re.search(r"the <DeleteCitation> that ends here has 'x', which is no PMID$", second)
    assert states(archive) == {"90000001": "held", "90000002": "held"}


def test_a_record_that_comes_back_is_told(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    record = write(tmp_path / "1.xml", record_set(pubmed.raw("90000001")))
    take(archive, record, write(tmp_path / "2.xml", record_set(deletion("90000001"))))
    summary = take(archive, record)
    assert (summary.returned, summary.unchanged) == (1, 0)
    assert str(summary) == "import: 0 added, 0 revised, 0 unchanged, 1 back again"
    assert states(archive) == {"90000001": "held"}


def test_a_record_that_cannot_be_read_is_named_and_the_rest_is_taken(
    archive: Archive, pubmed: Population, tmp_path: Path
) -> None:
    broken = pubmed.raw("90000001").replace(b"</ArticleTitle>", b"</Title>")
    path = write(tmp_path / "a.xml", record_set(broken, pubmed.raw("90000002")))
    (problem,) = take(archive, path).problems
    assert problem.startswith(f"{path}, PMID 90000001: ")
    assert states(archive) == {"90000002": "held"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"<!DOCTYPE html><html><body>Blocked</body></html>", "web page"),
        (b'{"error": "API rate limit exceeded"}', 'begins \'{"error"'),
        (b",\n", "begins ','"),
        (b"PK\x03\x04 a spreadsheet", "begins 'PK"),
        (b"TY  - JOUR\nTI  - Scars\nER  - \n", "RIS, which is not read; bring PubMed XML"),
        (b"2020 was the year in which we began.", "begins '2020 was"),
        (b"\x1f\x8b\x08 not gzip at all", "reserved|Unknown|incorrect|invalid|Not a gzipped"),
        (
            gzip.compress(b"<PubmedArticleSet>" * 99)[:-9],
            r"byte \d+ .*end-of-stream",
        ),
        (b"1\n\xff\xfe\n", "not text in UTF-8"),
        (b"1 " * (1 << 20), "a line of more than 1 MB"),
        (b'PMID,Title\n1,"' + b"x" * 200_000, "field larger"),
    ],
)
def test_bad_content_is_one_line_and_no_record(
    archive: Archive, tmp_path: Path, content: bytes, said: str
) -> None:
    path = write(tmp_path / "file", content)
    (problem,) = take(archive, path).problems
    assert problem.startswith(str(path))
    assert "\n" not in problem
    with pytest.raises(InputError, match=said):
        raise InputError(problem)
    assert archive.count() == 0


@pytest.mark.parametrize("content", [record_set(), b"PMID,Title\n"])
def test_a_file_without_records_is_noted_and_leaves_the_archive_alone(
    archive: Archive, tmp_path: Path, content: bytes
) -> None:
    path = write(tmp_path / "empty", content)
    summary = take(archive, path)
    assert (summary.problems, summary.notes) == ([], [f"{path}: holds no records"])
    assert not archive.path.exists()


def test_a_gzip_bomb_is_refused_before_it_is_whole(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "GZIP_FREE", 1 << 20)
    bomb = write(tmp_path / "bomb.xml.gz", gzip.compress(b"<PubmedArticleSet>" + b" " * (8 << 20)))
    (problem,) = take(archive, bomb).problems
    assert problem == f"{bomb}: expands more than 200 times: not a file of PubMed"


IMPORT = """
import sys
from pathlib import Path
from ingest.archive.writer import Archive
from ingest.intake.importer import import_files
print("ready", flush=True)
with Archive(Path(sys.argv[1])) as archive:
    import_files(archive, [Path(sys.argv[2])])
"""


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2])
def test_an_import_that_is_killed_can_be_done_again(tmp_path: Path, seconds: float) -> None:
    pubmed = Population(1200, seed=5)
    path = write(tmp_path / "a.xml", record_set(*map(pubmed.raw, pubmed.pmids)))
    with Archive(tmp_path / "archive.db") as archive:
        command = [sys.executable, "-c", IMPORT, str(archive.path), str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(seconds)
            process.kill()
        before = archive.count()
        summary = take(archive, path)
        assert (summary.unchanged, summary.added) == (before, 1200 - before)
        raws = {record.pmid: record.raw for record in archive.records()}
    assert raws == {pmid: pubmed.raw(pmid) for pmid in pubmed.pmids}


def test_the_command_takes_the_lock(pubmed: Population, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xml", record_set(pubmed.raw("90000001")))
    settings = Settings(data=tmp_path / "data")
    assert importer.run(settings, [path]).added == 1
    assert [file.name for file in settings.data.iterdir()] == ["archive.db"]


@given(st.binary(max_size=300))
def test_any_bytes_are_recognised_or_refused(content: bytes) -> None:
    with suppress(InputError):
        items = [*importer.READERS[recognise(content)](io.BytesIO(content))]
        assert all(isinstance(item, importer.Item) for item in items)


def test_the_thousand_real_records(archive: Archive, shared: Path) -> None:
    summary = take(archive, shared / "real" / "medline" / "medline-1000.txt")
    assert (summary.added, summary.problems) == (926, [])
    assert archive.count() == 926


def test_every_readable_real_file(archive: Archive, shared: Path) -> None:
    paths = sorted((shared / "real" / "pubmed-xml").glob("*.xml"))
    summary = take(archive, *paths)
    assert [Path(re.split("[,:]", problem)[0]).name for problem in summary.problems] == [
        "jabref-MedlineImporterTestMalformedEntry.xml",
        "jabref-MedlineImporterTestMinimalEntry.xml",
        "jabref-MedlinePlainImporterTestInvalidFormat.xml",
    ]
    assert archive.count() == len(
        {item.pmid for path in paths for item in read_file(path) if isinstance(item, importer.Copy)}
    )
