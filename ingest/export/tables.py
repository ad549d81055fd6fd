"""The table of studies as CSV and as Parquet, with the columns and types of data/schema.yaml."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from typing import Any, BinaryIO

from ingest.evidence.schema import Table, load_schema

CHUNK = 500
"""Studies that are written at a time."""


def write_csv(connection: sqlite3.Connection, ids: list[str] | None, stream: BinaryIO) -> None:
    """CSV in UTF-8 after RFC 4180; an empty field is a missing value."""
    table = load_schema()["studies"]
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(table.column_names)
    for rows in _chunks(connection, table, ids):
        writer.writerows(rows)
    # The stream belongs to the caller and stays open.
    text.detach()


def write_parquet(connection: sqlite3.Connection, ids: list[str] | None, stream: BinaryIO) -> None:
    """Parquet with typed columns: integers stay integers where a value is missing."""
    import pyarrow
    from pyarrow import parquet  # slow to import, and only this format needs it

    table = load_schema()["studies"]
    types = {"text": pyarrow.string(), "integer": pyarrow.int64(), "real": pyarrow.float64()}
    schema = pyarrow.schema([(column.name, types[column.type]) for column in table.columns])
    with parquet.ParquetWriter(stream, schema) as writer:
        for rows in _chunks(connection, table, ids):
            columns = list(zip(*rows, strict=True))
            writer.write_table(pyarrow.table(columns, schema=schema))


def _chunks(
    connection: sqlite3.Connection, table: Table, ids: list[str] | None
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in the order of the ids, or of the table; never an empty chunk."""
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    if ids is None:
        cursor = connection.execute(f"SELECT {columns} FROM studies ORDER BY rowid")
        while rows := cursor.fetchmany(CHUNK):
            yield rows
        return
    for start in range(0, len(ids), CHUNK):
        wanted = ids[start : start + CHUNK]
        marks = ", ".join("?" * len(wanted))
        query = f"SELECT id, {columns} FROM studies WHERE id IN ({marks})"
        found = {row[0]: row[1:] for row in connection.execute(query, wanted)}
        yield [found[study] for study in wanted]
