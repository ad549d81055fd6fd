"""Rebuilding from an earlier evidence.db: the same bytes as anew, whatever has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpus import HEADER, articles
from ingest.evidence import build as building
from ingest.evidence.build import build
from ingest.evidence.previous import Previous, Run, is_whole, seal
from ingest.intake import importer
from ingest.settings import Settings

AWKWARD = Path(__file__).parent / "fixtures" / "pubmed" / "awkward.xml"
ARTICLES = list(articles(70, seed=5))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few records make many batches."""
    monkeypatch.setattr(building, "BATCH", 8)


def take_in(settings: Settings, records: list[str]) -> None:
    file = settings.data / "records.xml"
    file.write_text(f"{HEADER}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>")
    importer.run(settings, [file])


def change(settings: Settings, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(settings.archive)) as archive:
        archive.execute(sql, values)
        archive.commit()


def built_anew(settings: Settings, folder: Path) -> bytes:
    folder.mkdir()
    (folder / "archive.db").write_bytes(settings.archive.read_bytes())
    again = Settings(data=folder)
    build(again, jobs=1, anew=True)
    return again.evidence.read_bytes()


def add(settings: Settings, random: Random) -> None:
    take_in(settings, random.sample(ARTICLES[40:], 5))


def revise(settings: Settings, random: Random) -> None:
    chosen = random.sample(ARTICLES[:40], 3)
    take_in(settings, [record.replace("<LastName>", "<LastName>De ") for record in chosen])


def rename(settings: Settings, random: Random) -> None:
    """Another subject: some of them are excluded then."""
    record = random.choice(ARTICLES[:40])
    start, end = record.index("<ArticleTitle>"), record.index("</ArticleTitle>")
    take_in(settings, [f"{record[:start]}<ArticleTitle>Asthma in horses.{record[end:]}"])


def tombstone(settings: Settings, random: Random) -> None:
    change(
        settings,
        "UPDATE records SET state = 'absent' WHERE pmid ="
        " (SELECT pmid FROM records ORDER BY pmid LIMIT 1 OFFSET ?)",
        random.randrange(40),
    )


def share_a_doi(settings: Settings, random: Random) -> None:
    """One of the two is a duplicate then, though its own record has not changed."""
    change(
        settings,
        "UPDATE records SET doi = '10.5555/shared' WHERE pmid IN"
        " (SELECT pmid FROM records ORDER BY pmid LIMIT 2 OFFSET ?)",
        random.randrange(39),
    )


CHANGES: tuple[Callable[[Settings, Random], None], ...] = (
    add, revise, rename, tombstone, share_a_doi
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_rebuild_gives_the_bytes_of_a_build(tmp_path: Path, seed: int):
    random = Random(seed)
    settings = Settings(data=tmp_path)
    importer.run(settings, [AWKWARD])
    take_in(settings, ARTICLES[:40])
    build(settings, jobs=1)
    for number in range(2):
        for make_change in random.sample(CHANGES, random.randint(0, 3)):
            make_change(settings, random)
        build(settings, jobs=random.choice((None, 1)))
        assert settings.evidence.read_bytes() == built_anew(settings, tmp_path / str(number))


def test_unchanged_records_are_not_read(tmp_path: Path):
    settings = Settings(data=tmp_path)
    take_in(settings, ARTICLES[:20])
    build(settings, jobs=1)
    before = settings.evidence.read_bytes()
    change(settings, "UPDATE records SET raw = x'00'")
    build(settings, jobs=1)
    assert settings.evidence.read_bytes() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda old: old[: len(old) // 2],
        lambda old: old.replace(b"scar", b"scat"),
        lambda old: b"not a database",
        lambda old: b"",
    ],
    ids=["cut off", "other words", "no database", "empty"],
)
def test_a_damaged_file_is_not_copied_from(tmp_path: Path, spoil: Callable[[bytes], bytes]):
    settings = Settings(data=tmp_path)
    take_in(settings, ARTICLES[:20])
    build(settings, jobs=1)
    whole = settings.evidence.read_bytes()
    settings.evidence.write_bytes(spoil(whole))
    build(settings, jobs=1)
    assert settings.evidence.read_bytes() == whole


def test_a_file_of_other_code_or_data_is_not_copied_from(tmp_path: Path):
    settings = Settings(data=tmp_path)
    take_in(settings, ARTICLES[:20])
    build(settings, jobs=1)
    whole = settings.evidence.read_bytes()
    with closing(sqlite3.connect(settings.evidence)) as old:
        old.execute("UPDATE build_info SET value = 'other' WHERE name = 'inputs_sha256'")
        old.execute("UPDATE studies SET title = 'wrong'")
        old.commit()
    seal(settings.evidence)
    build(settings, jobs=1)
    assert settings.evidence.read_bytes() == whole


def test_what_was_built_without_extraction_is_not_copied_with_it(tmp_path: Path):
    settings = Settings(data=tmp_path)
    take_in(settings, ARTICLES[:20])
    build(settings, jobs=1, extraction=False)
    build(settings, jobs=1)
    assert settings.evidence.read_bytes() == built_anew(settings, tmp_path / "anew")


names = st.lists(st.text("0123456789", min_size=1, max_size=3), unique=True).map(sorted)


@given(names, names, st.data())
def test_runs_hold_every_record_once_and_nothing_else(
    old: list[str], new: list[str], data: st.DataObject
):
    kept = [name for name in new if name in old]
    unchanged = set(data.draw(st.lists(st.sampled_from(kept)))) if kept else set()
    previous = Previous((name, "same") for name in old)
    records = [(name, "same" if name in unchanged else "other") for name in new]
    at = 0
    for run, copied, count in previous.runs(records):
        run_of = new[at : at + count]
        assert run == Run(run_of[0], run_of[-1])
        assert {name in unchanged for name in run_of} == {copied}
        if copied:
            assert [name for name in old if run.first <= name <= run.last] == run_of
        at += count
    assert at == len(new)


def test_the_seal_tells_any_other_byte(tmp_path: Path):
    path = tmp_path / "evidence.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (a)")
    seal(path)
    content = path.read_bytes()
    assert is_whole(path)
    for place in range(0, len(content), 97):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert not is_whole(path)
