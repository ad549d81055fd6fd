"""The shape of evidence.db, read from data/schema.yaml: tables, keys, indexes, full text."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from sqlite_utils import Database

from ingest.errors import InputError

SCHEMA_FILE = Path(__file__).resolve().parents[2] / "data" / "schema.yaml"

SQL_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "REAL"}

SEARCH_COLUMNS = ("title", "abstract", "keywords", "mesh", "concepts", "authors")
"""Columns of studies_fts. ``concepts`` holds every synonym of the study's concepts, so that a
search for "collagen induction therapy" finds a study that only says "dermaroller"."""

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How the search tells words apart, and which it takes for the same."""

SEARCH_TABLE = f"""
CREATE VIRTUAL TABLE studies_fts USING fts5(
    {", ".join(SEARCH_COLUMNS)},
    content='', tokenize="{TOKENIZER}"
)"""

VIEWS = {
    "study_texts": """
        SELECT study,
               group_concat(part, char(10)) AS text,
               max(sha256) AS sha256
        FROM (SELECT study, sha256,
                     CASE WHEN label IS NULL OR position = 0 THEN text
                          ELSE label || ': ' || text END AS part
              FROM abstracts ORDER BY study, position)
        GROUP BY study""",
}
VIEW_DESCRIPTIONS = {
    "study_texts": "The whole text of each study (title, line break, sections): what the offsets"
    " of facts count in.",
}


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    description: str


@dataclass(frozen=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table; ``insert`` takes a tuple with a value for each column, in order."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    facets: tuple[str, ...] = ()
    label: str | None = None
    row_numbers: bool = False
    insert: str = field(init=False)

    def __post_init__(self) -> None:
        marks = ", ".join("?" * len(self.columns))
        object.__setattr__(self, "insert", f'INSERT INTO "{self.name}" VALUES ({marks})')

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def create(self) -> str:
        """The CREATE TABLE statement.

        A table without its own row numbers is one b-tree instead of two, filled in the order of
        its key: right for narrow rows. ``studies`` keeps row numbers, which tie it to
        studies_fts, and so does a table of long texts.
        """
        lines = [f'"{column.name}" {SQL_TYPES[column.type]}' for column in self.columns]
        lines.append(f"PRIMARY KEY ({_names(self.primary_key)})")
        for key in self.foreign_keys:
            lines.append(
                f"FOREIGN KEY ({_names(key.columns)})"
                f' REFERENCES "{key.table}" ({_names(key.targets)})'
            )
        body = ",\n    ".join(lines)
        suffix = "" if self.row_numbers else " WITHOUT ROWID"
        return f'CREATE TABLE "{self.name}" (\n    {body}\n){suffix}'

    @property
    def sortable_columns(self) -> tuple[str, ...]:
        """Columns that Datasette may sort by.

        Where SQLite can read an index in the order of the sort, Datasette's first page and its
        next pages order ties differently and rows are lost (seen in 0.65.5 and 1.0a41); so a
        column that leads an index or the primary key is left out. In a table with row numbers
        ties come in the order of these, and in one that an index holds whole in the order of the
        index, not of the key: none of their columns.
        """
        held_whole = any(
            {*index, *self.primary_key} >= {*self.column_names} for index in self.indexes
        )
        if self.row_numbers or held_whole:
            return ()
        leading = {self.primary_key[0], *(columns[0] for columns in self.indexes)}
        return tuple(name for name in self.column_names if name not in leading)


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


@cache
def load_schema(path: Path = SCHEMA_FILE) -> Mapping[str, Table]:
    """The tables, read once; raises InputError naming the table that is not as it should be."""
    with path.open(encoding="utf-8") as stream:
        source: dict[str, dict[str, Any]] = yaml.safe_load(stream)
    tables = {}
    for name, entry in source.items():
        try:
            tables[name] = _table(name, entry)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"not a table description ({error!r})", file=path, place=name
            ) from error
    for table in tables.values():
        _check(table, tables, path)
    return MappingProxyType(tables)


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = []
    for column, described in entry["columns"].items():
        ((type_, description),) = described.items()
        if type_ not in SQL_TYPES:
            raise ValueError(f"column {column} has type {type_}")
        columns.append(Column(column, type_, description))
    return Table(
        name=name,
        description=entry["description"],
        columns=tuple(columns),
        primary_key=tuple(entry["primary_key"]),
        foreign_keys=tuple(
            _foreign_key(left, right) for left, right in entry.get("foreign_keys", {}).items()
        ),
        indexes=tuple(tuple(columns) for columns in entry.get("indexes", ())),
        facets=tuple(entry.get("facets", ())),
        label=entry.get("label"),
        row_numbers=entry.get("row_numbers", False),
    )


def _foreign_key(left: str, right: str) -> ForeignKey:
    table, _, targets = right.partition(".")
    return ForeignKey(_key_columns(left), table, _key_columns(targets))


def _key_columns(text: str) -> tuple[str, ...]:
    """``a`` or ``[a, b]``."""
    return tuple(re.findall(r"\w+", text))


def _check(table: Table, tables: dict[str, Table], path: Path) -> None:
    own = set(table.column_names)
    named = {*table.primary_key, *table.facets, *(c for index in table.indexes for c in index)}
    named |= {column for key in table.foreign_keys for column in key.columns}
    missing = sorted(named - own)
    for key in table.foreign_keys:
        if key.table not in tables or not set(key.targets) <= set(tables[key.table].column_names):
            missing.append(f"{key.table}.{key.targets}")
    if missing:
        raise InputError(f"no such column: {missing[0]}", file=path, place=table.name)


def create_tables(connection: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
    """Create the empty tables, views and full-text index; indexes come after the rows."""
    database = Database(connection)
    for table in tables.values():
        # sqlite-utils makes no tables WITHOUT ROWID.
        database.execute(table.create)
    for name, select in VIEWS.items():
        database.create_view(name, select)
    database.execute(SEARCH_TABLE)


def create_indexes(connection: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
    database = Database(connection)
    for table in tables.values():
        for columns in table.indexes:
            name = "_".join((table.name, *columns))
            database.table(table.name).create_index(columns, index_name=name)
