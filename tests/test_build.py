from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.errors import IngestError, InputError
from ingest.evidence.build import build
from ingest.intake import importer
from ingest.settings import Settings

AWKWARD = Path(__file__).parent / "fixtures" / "pubmed" / "awkward.xml"


def query(database: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def with_records(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The catalogue and some records of our own."""
    settings = Settings(data=tmp_path_factory.mktemp("records"))
    importer.run(settings, [AWKWARD])
    build(settings)
    return settings


def test_without_archive_and_network_the_catalogue_makes_a_database(evidence: Path):
    assert query(evidence, "SELECT count(*) FROM studies") == [(309,)]
    assert query(evidence, "SELECT count(*) FROM results") == [(672,)]
    assert query(evidence, "SELECT count(*) FROM adverse_events") == [(142,)]


def test_results_of_an_arm_by_another_name_are_of_that_arm(evidence: Path):
    arms = "SELECT a.label FROM arms a JOIN catalogue_studies c USING (study) WHERE c.key = ?"
    told = "SELECT r.arm FROM results r JOIN catalogue_studies c USING (study) WHERE c.key = ?"
    for key in (
        "krithika-2025",
        "leelawattanachai-nd",
        "microneedle-assisted-steroid-delivery-th-2022",
    ):
        found = set(query(evidence, told, key)) - {("both treatments",)}
        assert found
        assert found <= set(query(evidence, arms, key))


def test_it_makes_no_archive(evidence: Path):
    assert sorted(path.name for path in evidence.parent.iterdir()) == ["evidence.db"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_same_inputs_same_bytes(with_records: Settings, tmp_path: Path, jobs: int):
    (tmp_path / "archive.db").write_bytes(with_records.archive.read_bytes())
    again = Settings(data=tmp_path)
    build(again, jobs=jobs)
    assert digest(again.evidence) == digest(with_records.evidence)


def test_every_record_is_a_study_or_counted_with_its_reason(with_records: Settings):
    held = {pmid for (pmid,) in query(with_records.archive, "SELECT pmid FROM records")}
    studies = {pmid for (pmid,) in query(with_records.evidence, "SELECT pmid FROM studies")}
    excluded = query(with_records.evidence, "SELECT pmid, reason FROM excluded_records")
    assert held
    assert held <= studies | {pmid for pmid, _ in excluded}
    counted = query(
        with_records.evidence, "SELECT reason, records FROM prisma WHERE stage = 'excluded'"
    )
    for reason, records in counted:
        assert records == sum(1 for _, given in excluded if given == reason)
    assert {reason for _, reason in excluded} == {reason for reason, _ in counted}


def test_offsets_count_in_the_text_that_the_view_puts_together(with_records: Settings):
    texts = {
        study: (text, expected)
        for study, text, expected in query(
            with_records.evidence, "SELECT study, text, sha256 FROM study_texts"
        )
    }
    assert len(texts) >= 309
    for text, expected in texts.values():
        assert sha256(text.encode()).hexdigest() == expected
    for study, start, part in query(
        with_records.evidence, "SELECT study, start, text FROM abstracts"
    ):
        assert texts[study][0][start : start + len(part)] == part
    for study, start, end, quote in query(
        with_records.evidence,
        'SELECT study, start, "end", quote FROM facts WHERE quote IS NOT NULL',
    ):
        assert texts[study][0][start:end] == quote


def test_any_synonym_finds_every_study_of_its_concept(evidence: Path):
    find = """SELECT s.id FROM studies_fts f JOIN studies s ON s.rowid = f.rowid
        WHERE studies_fts MATCH ?"""
    tagged = {
        study
        for (study,) in query(
            evidence, "SELECT study FROM study_interventions WHERE intervention = 'microneedling'"
        )
    }
    names = query(
        evidence,
        "SELECT synonym FROM synonyms WHERE vocabulary = 'interventions'"
        " AND concept = 'microneedling'",
    )
    assert len(names) > 5
    for (name,) in names:
        quoted = '"' + name.replace('"', '""') + '"'
        assert tagged <= {study for (study,) in query(evidence, find, quoted)}, name


def test_rows_of_studies_and_of_the_index_go_together(with_records: Settings):
    studies = query(with_records.evidence, "SELECT rowid, title FROM studies")
    assert query(with_records.evidence, "SELECT count(*) FROM studies_fts_docsize") == [
        (len(studies),)
    ]


def test_a_report_of_no_known_design_is_a_study_all_the_same(tmp_path: Path):
    (tmp_path / "talks.nbib").write_text(
        "PMID- 91000001\nTI  - Living with acne scars after microneedling: a focus group study\n"
        "AB  - Four focus groups with 23 adults talked about their scars.\n"
    )
    settings = Settings(data=tmp_path)
    importer.run(settings, [tmp_path / "talks.nbib"])
    build(settings)
    talks = "SELECT design FROM studies WHERE pmid = '91000001'"
    assert query(settings.evidence, talks) == [(None,)]


def test_a_failed_build_leaves_the_old_database(with_records: Settings, tmp_path: Path):
    settings = Settings(data=tmp_path, source=tmp_path / "source")
    settings.evidence.write_bytes(b"the old one")
    (settings.source / "vocabulary").mkdir(parents=True)
    with pytest.raises(InputError):
        build(settings)
    assert settings.evidence.read_bytes() == b"the old one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evidence.db", "source"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_damaged_copy_is_named_with_what_to_do(with_records: Settings, tmp_path: Path, jobs: int):
    settings = Settings(data=tmp_path)
    settings.archive.write_bytes(with_records.archive.read_bytes())
    pmid = damage_a_copy(settings.archive)
    says = f"record {pmid} is damaged .*`python -m ingest check`"
    with pytest.raises(IngestError, match=says):
        build(settings, jobs=jobs)
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]


def test_what_was_built_before_a_copy_was_damaged_stands(with_records: Settings, tmp_path: Path):
    settings = Settings(data=tmp_path)
    for path in (with_records.archive, with_records.evidence):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damage_a_copy(settings.archive)
    build(settings)
    assert digest(settings.evidence) == digest(with_records.evidence)


def damage_a_copy(archive: Path) -> str:
    """Flip a byte in the copy of one record; returns its PMID."""
    with closing(sqlite3.connect(archive)) as connection, connection:
        pmid, raw = connection.execute("SELECT pmid, raw FROM records").fetchone()
        middle = len(raw) // 2
        flipped = raw[:middle] + bytes([raw[middle] ^ 255]) + raw[middle + 1 :]
        connection.execute("UPDATE records SET raw = ? WHERE pmid = ?", (flipped, pmid))
    return str(pmid)


def test_no_empty_strings_stand_for_missing_values(with_records: Settings):
    tables = query(
        with_records.evidence,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'studies_fts%'"
        " AND name NOT LIKE 'sqlite_%'",
    )
    for (table,) in tables:
        for column in query(with_records.evidence, f'PRAGMA table_info("{table}")'):
            if (table, column[1]) == ("abstracts", "text"):
                continue
            found = query(
                with_records.evidence, f'SELECT count(*) FROM "{table}" WHERE "{column[1]}" = ?', ""
            )
            assert found == [(0,)], f"{table}.{column[1]}"
