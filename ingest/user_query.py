"""Queries that users write, in a claim or on the command line: run so that they can only read.

Opening a database to read is not enough: ``ATTACH`` and ``VACUUM INTO`` make files all the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from ingest.errors import InputError

READING = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)
"""What a statement may do, by SQLite's list of actions; SQLite refuses to load extensions."""

READING_PRAGMAS = frozenset({"data_version"})
"""Full-text search asks for this one."""


class Rows(NamedTuple):
    """What a query returned: names of its columns, none for an empty one, and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def run_query(connection: sqlite3.Connection, sql: str) -> Rows:
    """Run one statement that may do nothing but read.

    Raises InputError with SQLite's reason where it is broken, or does anything else.
    """
    try:
        with _only_reading(connection):
            cursor = connection.execute(sql)
            columns = tuple(column[0] for column in cursor.description or ())
            return Rows(columns, cursor.fetchall())
    except (sqlite3.Error, sqlite3.Warning) as error:  # two statements are a Warning
        refused = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_AUTH
        advice = "; a query can only read" if refused else ""
        raise InputError(f"SQLite says: {error}{advice}") from error


@contextmanager
def _only_reading(connection: sqlite3.Connection) -> Iterator[None]:
    connection.set_authorizer(_authorize)
    try:
        yield
    finally:
        connection.set_authorizer(None)


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, by: str | None
) -> int:
    """What SQLite asks of each thing that a statement does, as it is prepared."""
    if action in READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in READING_PRAGMAS and second is None:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
