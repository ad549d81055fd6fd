"""evidence.db as its readers open it: read-only, with errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ingest.errors import IngestError, InputError


@contextmanager
def open_evidence(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read.

    Raises InputError where there is no such file, IngestError where SQLite cannot read it.
    """
    if not path.is_file():
        raise InputError("not there yet; run `make build` first", file=path)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            yield file
    except sqlite3.Error as error:
        raise IngestError(f"{path}: {error}; `make build` makes it anew") from error


def count_studies(path: Path) -> int:
    """The number of studies; raises as ``open_evidence`` does.

    To SQLite an empty file is a database, and a cut one is none: to count tells both.
    """
    with open_evidence(path) as evidence:
        return int(evidence.execute("SELECT count(*) FROM studies").fetchone()[0])
