"""What ``python -m ingest export`` does: choose studies, write them in one of the formats."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from ingest.errors import InputError
from ingest.evidence_db import open_evidence
from ingest.export import citations as exports
from ingest.export import summary_of_findings
from ingest.export import tables as export_tables
from ingest.user_query import Limit, run_query

Writer = Callable[[sqlite3.Connection, list[str] | None, BinaryIO], None]
"""Writes the studies with these ids, or all of them for None."""

QUERY_LIMIT = Limit(seconds=60, rows=1_000_000)
"""For the query of ``--sql``: one that has no end must not take all memory."""

ID_COLUMNS = ("id", "study")
"""Names under which a query may return the ids of studies."""


def export(evidence: Path, format_: str, sql: str | None, stream: BinaryIO) -> None:
    """Write studies of ``evidence`` to ``stream``: all, or those whose ids ``sql`` returns.

    Raises InputError for a database that is not built, and for a query that fails, has no column
    of ids, or names a study that is not there; IngestError for a database that cannot be read.
    """
    with open_evidence(evidence) as connection:
        ids = None if sql is None else study_ids(connection, sql)
        FORMATS[format_](connection, ids, stream)


def study_ids(connection: sqlite3.Connection, sql: str) -> list[str]:
    """The ids that a query returns in its column ``id`` or ``study``, each once, in its order."""
    try:
        columns, rows = run_query(connection, sql, QUERY_LIMIT)
    except InputError as error:
        raise InputError(error.message, place="--sql") from error
    name = next((name for name in ID_COLUMNS if name in columns), None)
    if name is None:
        raise InputError("the query should return a column named id or study", place="--sql")
    place = columns.index(name)
    known = {study for (study,) in connection.execute("SELECT id FROM studies")}
    ids = list(dict.fromkeys(row[place] for row in rows))
    for study in ids:
        if study not in known:
            raise InputError(f"{study!r} is not the id of a study", place="--sql")
    return ids


def _citations(ending: str) -> Writer:
    """Citations one after the other, so that a whole database can be written without holding it."""
    _, write = exports.WRITERS[ending]

    def writer(connection: sqlite3.Connection, ids: list[str] | None, stream: BinaryIO) -> None:
        wanted = _all_ids(connection) if ids is None else ids
        _write_text(write(exports.read_citables(connection, wanted)), stream)

    return writer


def _findings(render: Callable[[summary_of_findings.Findings], str]) -> Writer:
    def writer(connection: sqlite3.Connection, ids: list[str] | None, stream: BinaryIO) -> None:
        _write_text([render(summary_of_findings.read_findings(connection, ids))], stream)

    return writer


def _all_ids(connection: sqlite3.Connection) -> list[str]:
    return [study for (study,) in connection.execute("SELECT id FROM studies ORDER BY rowid")]


def _write_text(pieces: Iterable[str], stream: BinaryIO) -> None:
    for piece in pieces:
        stream.write(piece.encode("utf-8"))


FORMATS: Mapping[str, Writer] = {
    "ris": _citations("ris"),
    "bibtex": _citations("bib"),
    "csl-json": _citations("csl.json"),
    "csv": export_tables.write_csv,
    "parquet": export_tables.write_parquet,
    "summary-of-findings-html": _findings(summary_of_findings.as_html),
    "summary-of-findings-markdown": _findings(summary_of_findings.as_markdown),
}
