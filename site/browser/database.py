"""Reading evidence.db: rows as dictionaries, and what the file says of itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]


def rows(
    connection: sqlite3.Connection,
    select: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> list[Row]:
    """Every row of a SELECT by column name."""
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(select, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def first(
    connection: sqlite3.Connection,
    select: str,
    parameters: Sequence[Any] | Mapping[str, Any] = (),
) -> Row | None:
    """The first row, if there is any."""
    found = rows(connection, select, parameters)
    return found[0] if found else None
