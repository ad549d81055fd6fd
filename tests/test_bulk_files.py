"""Which bulk files there are, in which order, and what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.intake.bulk_files import bulk_files, check_md5
from tests.bulk import write_bulk, write_md5


def test_baseline_and_updates_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (9, 10, 8):
        write_bulk(tmp_path / "updatefiles", number, [])
    write_bulk(tmp_path / "baseline", 7, [])
    (tmp_path / "pubmed26n0011_stats.html").write_text("not a bulk file")
    files, problems = bulk_files(tmp_path)
    assert [file.number for file in files] == [7, 8, 9, 10]
    assert problems == []
    for file in files:
        check_md5(file)


def test_a_file_needs_its_md5(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        write_bulk(tmp_path, number, [])
    (tmp_path / "pubmed26n0001.xml.gz.md5").unlink()
    (tmp_path / "pubmed26n0003.xml.gz.md5").write_text("<html>")
    files, problems = bulk_files(tmp_path)
    assert [file.number for file in files] == [2]
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}/pubmed26n0001.xml.gz: there is no pubmed26n0001.xml.gz.md5 beside it: "
        "download it too",
        f"{tmp_path}/pubmed26n0003.xml.gz.md5: there is no MD5 in it: download it again",
    ]


@pytest.mark.parametrize("line", ["MD5(pubmed26n0001.xml.gz)= {}\n", "{}  pubmed26n0001.xml.gz\n"])
def test_md5_as_nlm_and_as_md5sum_write_it(tmp_path: Path, line: str) -> None:
    path = write_bulk(tmp_path, 1, [])
    (tmp_path / "pubmed26n0001.xml.gz.md5").write_text(line.format("AB" * 16))
    ((file,), _) = bulk_files(tmp_path)
    assert file.md5 == "ab" * 16
    with pytest.raises(InputError, match=rf"{path.name}: its content is not what its \.md5 says"):
        check_md5(file)
    write_md5(path)
    ((file,), _) = bulk_files(tmp_path)
    check_md5(file)


def test_gaps_are_told(tmp_path: Path) -> None:
    for number in (3, 4, 6, 9):
        write_bulk(tmp_path, number, [])
    files, problems = bulk_files(tmp_path)
    assert len(files) == 4
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}, before pubmed26n0006.xml.gz: number 5 is not there",
        f"{tmp_path}, before pubmed26n0009.xml.gz: numbers 7 to 8 are not there",
    ]


def test_files_that_do_not_belong_together(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        bulk_files(tmp_path / "missing")
    with pytest.raises(InputError, match=re.escape("no file pubmedYYnNNNN.xml.gz in it")):
        bulk_files(tmp_path)
    path = write_bulk(tmp_path, 1, [])
    write_bulk(tmp_path / "again", 1, [])
    with pytest.raises(InputError, match="is there twice"):
        bulk_files(tmp_path)
    path.rename(tmp_path / "pubmed25n0002.xml.gz")
    with pytest.raises(InputError, match="of another year"):
        bulk_files(tmp_path)
