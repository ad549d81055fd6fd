"""Queries of users: they read whatever is there, and neither change nor make anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.claim_evidence import find_studies
from ingest.claims import QUERIES, load_claims
from ingest.errors import InputError
from ingest.export import command
from ingest.export.command import study_ids
from ingest.user_query import Limit, run_query
from tests.test_claims import written

FORBIDDEN = (
    "ATTACH 'made.db' AS made",
    "VACUUM INTO 'made.db'",
    "VACUUM",
    "INSERT INTO scars VALUES ('burn')",
    "UPDATE scars SET name = 'burn' RETURNING name",
    "DELETE FROM scars",
    "DROP TABLE scars",
    "CREATE TABLE more (name)",
    "CREATE TEMP TABLE more (name)",
    "PRAGMA user_version = 7",
    "PRAGMA journal_mode = WAL",
    "PRAGMA temp_store_directory = '.'",
    "BEGIN",
    "SAVEPOINT here",
)


@pytest.fixture
def connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A database of two words, in a folder of its own that is the current one."""
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect("scars.db", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE scars (name TEXT)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        connection.executemany("INSERT INTO scars VALUES (?)", [("keloid",), ("striae",)])
        connection.execute("INSERT INTO words VALUES ('needles in scars')")
        connection.execute("CREATE VIEW named AS SELECT upper(name) AS name FROM scars")
        yield connection


@pytest.mark.parametrize(
    ("sql", "columns", "rows"),
    [
        ("SELECT name FROM scars ORDER BY name", ("name",), [("keloid",), ("striae",)]),
        ("SELECT name FROM named LIMIT 1", ("name",), [("KELOID",)]),
        ("SELECT count(*) AS n FROM words WHERE words MATCH 'scars'", ("n",), [(1,)]),
        (
            "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count LIMIT 2)"
            " SELECT n FROM count",
            ("n",),
            [(1,), (2,)],
        ),
        ("", (), []),
    ],
)
def test_a_query_reads(connection: sqlite3.Connection, sql: str, columns, rows):
    assert run_query(connection, sql) == (columns, rows)


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_a_query_can_only_read(connection: sqlite3.Connection, tmp_path: Path, sql: str):
    before = Path("scars.db").read_bytes()
    with pytest.raises(InputError, match=r"^SQLite says: .*; a query can only read$"):
        run_query(connection, sql)
    assert Path("scars.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["scars.db"]


def test_others_may_write_after_a_query(connection: sqlite3.Connection):
    with pytest.raises(InputError):
        run_query(connection, "DELETE FROM scars")
    connection.execute("DELETE FROM scars")
    assert run_query(connection, "SELECT count(*) FROM scars").rows == [(0,)]


ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT {} FROM c"


@pytest.mark.parametrize(
    ("sql", "limit", "says"),
    [
        (ENDLESS.format("n"), Limit(60, 1000), "^returns more than 1,000 rows$"),
        (ENDLESS.format("count(*)"), Limit(0, 1000), "^takes more than 0 seconds$"),
    ],
)
def test_a_query_without_end_is_stopped(
    connection: sqlite3.Connection, sql: str, limit: Limit, says: str
):
    with pytest.raises(InputError, match=says):
        run_query(connection, sql, limit)
    names = run_query(connection, "SELECT name FROM scars", Limit(60, 2))
    assert len(names.rows) == 2


def test_the_query_of_an_export_has_a_limit(evidence: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(command, "QUERY_LIMIT", Limit(60, 5))
    with (
        closing(sqlite3.connect(evidence)) as connection,
        pytest.raises(InputError, match=r"^--sql: returns more than 5 rows$"),
    ):
        study_ids(connection, ENDLESS.format("n AS id"))


@pytest.mark.parametrize("sql", ["ATTACH 'made.db' AS made", "VACUUM INTO 'made.db'"])
def test_neither_an_export_nor_a_claim_makes_a_file(
    evidence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str
):
    claims = written(tmp_path, **{field: sql for field, _ in QUERIES})
    monkeypatch.chdir(tmp_path)
    with closing(sqlite3.connect(f"{evidence.as_uri()}?mode=ro", uri=True)) as connection:
        with pytest.raises(InputError, match=r"^--sql: SQLite says: "):
            study_ids(connection, sql)
        with pytest.raises(InputError, match=r"makes-shallower\.supports: SQLite says: "):
            list(find_studies(connection, load_claims(claims)))
    assert list(tmp_path.iterdir()) == [claims]
