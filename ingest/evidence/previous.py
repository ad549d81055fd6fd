"""The evidence.db of an earlier build, from which rows of unchanged records are copied.

Only a file that is whole and was made by the same code from the same data files is used. What a
study is copied by is its *origin*: everything of the archive that its rows depend on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from ingest.evidence.schema import Table

KEYS: Mapping[str, str] = {
    "studies": "id",
    "excluded_records": "pmid",
    "origins": "id",
    **dict.fromkeys(
        (
            "abstracts",
            "study_scar_types",
            "study_interventions",
            "study_outcome_measures",
            "study_skin_conditions",
            "study_devices",
            "arms",
            "adverse_events",
            "facts",
            "fact_parts",
            "study_authors",
            "affiliations",
            "mesh_headings",
            "publication_types",
            "keywords",
            "registrations",
            "grants",
            "related_records",
            "cited_records",
        ),
        "study",
    ),
}
"""Tables whose rows come from a record alone, and their column that names it."""

SEAL = slice(60, 64)
"""Bytes of SQLite's header that are the application's (``PRAGMA user_version``)."""
CHUNK = 1 << 20


class Run(NamedTuple):
    """Records that stand side by side and have not changed; both ends belong to it."""

    first: str
    last: str


class Previous:
    """What can be copied from the database attached as ``old``, if any is."""

    def __init__(self, origins: Iterable[tuple[str, str | None]] = ()) -> None:
        self._known = {name: (place, origin) for place, (name, origin) in enumerate(origins)}

    def runs(self, records: Iterable[tuple[str, str | None]]) -> Iterator[tuple[Run, bool, int]]:
        """``records`` (PMID and origin, in order) as runs: whether to copy it, and how many it is.

        A copied run has no other row of the old file between its ends.
        """
        run: list[str] = []
        copied, expected = False, -1
        for pmid, origin in records:
            place, known = self._known.get(pmid, (-1, None))
            copy = origin is not None and origin == known
            if run and (copy != copied or (copy and place != expected)):
                yield Run(run[0], run[-1]), copied, len(run)
                run = []
            run.append(pmid)
            copied, expected = copy, place + 1
        if run:
            yield Run(run[0], run[-1]), copied, len(run)


def attach(connection: sqlite3.Connection, path: Path, build_info: Mapping[str, str]) -> Previous:
    """Attach ``path`` as ``old`` if it was made as ``build_info`` says; else nothing is copied.

    ``connection`` must take URIs.
    """
    if not _is_usable(path, build_info):
        return Previous()
    connection.execute("ATTACH ? AS old", (_uri(path),))
    return Previous(connection.execute("SELECT id, sha256 FROM old.origins ORDER BY id"))


def _is_usable(path: Path, build_info: Mapping[str, str]) -> bool:
    if not path.is_file() or not is_whole(path):
        return False
    try:
        with closing(sqlite3.connect(_uri(path), uri=True)) as old:
            return dict(old.execute("SELECT name, value FROM build_info")) == build_info
    except sqlite3.Error:
        return False  # a database of another kind


def _uri(path: Path) -> str:
    return f"{path.absolute().as_uri()}?immutable=1"


def copy_statement(table: Table) -> str:
    """Copies a Run of rows in the order in which reading would have added them."""
    key = KEYS[table.name]
    order = ", ".join(f'"{column}"' for column in table.primary_key)
    return (
        f'INSERT INTO main."{table.name}" SELECT * FROM old."{table.name}"'
        f' WHERE "{key}" BETWEEN ? AND ? ORDER BY {order}'
    )


def seal(path: Path) -> None:
    """Write the checksum of a database into its header."""
    with path.open("r+b") as file:
        file.seek(SEAL.start)
        file.write(_checksum(path))


def is_whole(path: Path) -> bool:
    """Whether a sealed database has all of its bytes as they were."""
    with path.open("rb") as file:
        return file.read(SEAL.stop)[SEAL] == _checksum(path)


def _checksum(path: Path) -> bytes:
    """CRC-32 of the file without the bytes of the seal."""
    with path.open("rb") as file:
        header = file.read(SEAL.stop)
        value = crc32(header[: SEAL.start])
        while chunk := file.read(CHUNK):
            value = crc32(chunk, value)
    return value.to_bytes(4, "big")
