"""Queries that users write, in a claim or on the command line: run so that they can only read.

Opening a database to read is not enough: ``ATTACH`` and ``VACUUM INTO`` make files all the same.
"""

from __future__ import annotations

import sqlite3
import time
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

STEPS = 10_000
"""Instructions of SQLite between two looks at the clock: some tenths of a millisecond."""


class Rows(NamedTuple):
    """What a query returned: names of its columns, none for an empty one, and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Limit(NamedTuple):
    """How long a query may take, in seconds, and how many rows it may return."""

    seconds: int
    rows: int


def run_query(connection: sqlite3.Connection, sql: str, limit: Limit | None = None) -> Rows:
    """Run one statement that may do nothing but read.

    Raises InputError with SQLite's reason where it is broken, or does anything else, and where
    it goes beyond ``limit``.
    """
    try:
        with _only_reading(connection), _in_time(connection, limit):
            cursor = connection.execute(sql)
            columns = tuple(column[0] for column in cursor.description or ())
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit.rows + 1)
    except (sqlite3.Error, sqlite3.Warning) as error:  # two statements are a Warning
        if limit is not None and _code(error) == sqlite3.SQLITE_INTERRUPT:
            raise InputError(f"takes more than {limit.seconds} seconds") from error
        refused = _code(error) == sqlite3.SQLITE_AUTH
        advice = "; a query can only read" if refused else ""
        raise InputError(f"SQLite says: {error}{advice}") from error
    if limit is not None and len(rows) > limit.rows:
        raise InputError(f"returns more than {limit.rows:,} rows")
    return Rows(columns, rows)


def _code(error: Exception) -> int | None:
    return getattr(error, "sqlite_errorcode", None)


@contextmanager
def _in_time(connection: sqlite3.Connection, limit: Limit | None) -> Iterator[None]:
    """Has SQLite look at the clock now and then, and stop when the time is over."""
    if limit is None:
        yield
        return
    end = time.monotonic() + limit.seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, STEPS)


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
