"""A bulk file read into its part: what is kept, passed over, deleted, and when it stands."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.intake.bulk_files import BulkFile, bulk_files
from ingest.intake.bulk_part import Kept, Reading, Rest, is_current, make_part, part_path, read_part
from tests.bulk import write_bulk, write_md5
from tests.eutils.population import Population

TERMS = (("needling", "microneedl*[ti]"), ("scars", "scar*[ti] NOT mice[ti]"))
READING = Reading(TERMS, None, frozenset())


@pytest.fixture
def pubmed() -> Population:
    population = Population()
    for title in ("Microneedling of a scar.", "Asthma.", "Scars of mice.", "Scars.", "Hay fever."):
        population.add(title)
    return population


@pytest.fixture
def file(tmp_path: Path, pubmed: Population) -> BulkFile:
    write_bulk(tmp_path, 1, map(pubmed.raw, pubmed.pmids), ["90000009", "90000002"])
    return only(tmp_path)


def only(folder: Path) -> BulkFile:
    ((file,), problems) = bulk_files(folder)
    assert not problems
    return file


def read(file: BulkFile, reading: Reading, folder: Path) -> tuple[dict[str, Kept], Rest]:
    assert make_part(file, reading, folder).problem is None
    *kept, rest = read_part(part_path(folder, file))
    assert isinstance(rest, Rest)
    return {one.copy.pmid: one for one in kept if isinstance(one, Kept)}, rest


def test_what_a_part_holds(file: BulkFile, pubmed: Population, tmp_path: Path) -> None:
    kept, rest = read(file, READING, tmp_path)
    assert {pmid: one.searches for pmid, one in kept.items()} == {
        "90000001": ("needling", "scars"),
        "90000004": ("scars",),
    }
    assert all(one.copy.raw == pubmed.raw(pmid) for pmid, one in kept.items())
    assert rest == Rest({"2026-01-05": [90000002, 90000003, 90000005]}, [90000002, 90000009], 5)


def test_what_is_wanted_is_kept(file: BulkFile, tmp_path: Path) -> None:
    kept, rest = read(file, READING._replace(wanted=frozenset({"90000005", "1"})), tmp_path)
    assert kept["90000005"].searches == ()
    assert rest.passed == {"2026-01-05": [90000002, 90000003]}


def test_the_last_of_two_versions_in_one_file_counts(tmp_path: Path, pubmed: Population) -> None:
    before = pubmed.raw("90000001"), pubmed.raw("90000002")
    pubmed.revise("90000002", title="Scars and asthma.")
    pubmed.revise("90000001", title="Of hay fever.")
    write_bulk(tmp_path, 1, [*before, pubmed.raw("90000001"), pubmed.raw("90000002")])
    kept, rest = read(only(tmp_path), READING, tmp_path)
    assert kept["90000002"].copy.raw == pubmed.raw("90000002")
    assert [90000001] in rest.passed.values()  # the part's last line has the last word


def test_the_same_file_gives_the_same_bytes(file: BulkFile, tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        make_part(file, READING, folder)
    one, other = (part_path(tmp_path / name, file).read_bytes() for name in "ab")
    assert one == other


def test_a_part_stands_until_something_changes(
    file: BulkFile, pubmed: Population, tmp_path: Path
) -> None:
    part = part_path(tmp_path, file)
    assert not is_current(part, file, READING)
    make_part(file, READING, tmp_path)
    assert is_current(part, file, READING)
    assert not is_current(part, file, READING._replace(terms=TERMS[:1]))
    # Records that are wanted now: one that was kept anyway or is elsewhere, one passed over.
    assert is_current(part, file, READING._replace(wanted=frozenset({"90000001", "7"})))
    assert not is_current(part, file, READING._replace(wanted=frozenset({"90000003"})))
    os.utime(file.path, ns=(0, 0))
    assert not is_current(part, only(tmp_path), READING)


@pytest.mark.parametrize("damage", [b"", b"not gzip", gzip.compress(b"{}\n")[:-6]])
def test_a_damaged_part_does_not_stand(file: BulkFile, tmp_path: Path, damage: bytes) -> None:
    part = part_path(tmp_path, file)
    part.write_bytes(damage)
    assert not is_current(part, file, READING)


def test_a_part_that_is_damaged_later_is_named(file: BulkFile, tmp_path: Path) -> None:
    make_part(file, READING, tmp_path)
    part = part_path(tmp_path, file)
    part.write_bytes(part.read_bytes()[:-20])
    with pytest.raises(InputError, match=r"pubmed26n0001\.jsonl\.gz: is damaged: remove it"):
        list(read_part(part))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"plain text", "line 1, byte 1: this is not XML"),
        (gzip.compress(b"<PubmedArticleSet><PubmedArticle>"), "has no end"),
        (gzip.compress(b"<PubmedArticleSet></PubmedArticleSet>")[:-9], "ended before"),
        (
            gzip.compress(
                b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>5</PMID>&scar;"
                b"</MedlineCitation></PubmedArticle></PubmedArticleSet>"
            ),
            "PMID 5: not well-formed XML",
        ),
    ],
)
def test_a_fault_leaves_no_part(tmp_path: Path, content: bytes, message: str) -> None:
    path = write_bulk(tmp_path, 1, [])
    path.write_bytes(content)
    write_md5(path)
    made = make_part(only(tmp_path), READING, tmp_path)
    assert str(made.problem).startswith(str(path))
    assert message in str(made.problem)
    assert not [*tmp_path.glob("*.jsonl.gz*")]


def test_a_file_that_goes_away(file: BulkFile, tmp_path: Path) -> None:
    file.path.unlink()
    problem = make_part(file, READING, tmp_path).problem
    assert str(problem) == f"{file.path}: No such file or directory"
