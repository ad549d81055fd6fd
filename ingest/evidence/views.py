"""The views of data/views.yaml: SQL that the claims' queries share, created in evidence.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints

from ingest.errors import InputError
from ingest.yaml_source import read_yaml, validate

Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:_[a-z]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    description: Text
    sql: Text


class _File(RootModel[dict[Name, _Entry]]):
    pass


class View:
    """A named query; ``place`` is where it stands in ``file``."""

    def __init__(self, name: str, entry: _Entry, file: Path, place: str) -> None:
        self.name = name
        self.description = entry.description
        self.sql = entry.sql
        self.file = file
        self.place = place


def load_views(path: Path) -> tuple[View, ...]:
    """Read the views in the order of the file; SourceError names line and field."""
    source = read_yaml(path)
    return tuple(
        View(name, entry, path, f"line {source.line((name, 'sql'))}, field {name}.sql")
        for name, entry in validate(_File, source).root.items()
    )


def create_views(connection: sqlite3.Connection, views: tuple[View, ...]) -> None:
    """Create the views; InputError names file, entry and SQLite's reason for a broken one."""
    for view in views:
        try:
            connection.execute(f'CREATE VIEW "{view.name}" AS {view.sql}')
            # SQLite looks into a view only when it is read.
            connection.execute(f'SELECT * FROM "{view.name}" LIMIT 0')
        except sqlite3.Error as error:
            raise InputError(f"SQLite says: {error}", file=view.file, place=view.place) from error


@contextmanager
def computed_once(connection: sqlite3.Connection, views: tuple[View, ...]) -> Iterator[None]:
    """Within it, queries read each view from a temporary table of the same name.

    The claims' queries read the same few views a hundred times.
    """
    for view in views:
        connection.execute(f'CREATE TEMP TABLE "{view.name}" AS {view.sql}')
    try:
        yield
    finally:
        for view in views:
            connection.execute(f'DROP TABLE temp."{view.name}"')
