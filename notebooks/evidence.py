"""What every notebook needs of the evidence base: open it, ask it, say what it shows."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pandas as pd
from IPython.display import Markdown, display

pd.set_option("display.max_rows", 100, "display.max_colwidth", 90, "display.precision", 2)

SECONDS = 30
"""How long a site may take to answer."""


class EvidenceError(Exception):
    """The evidence base cannot be read; a notebook shows the message alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def location() -> Path:
    """``evidence.db`` in the folder that EVIDENCE_DATA names, else in ``data/`` of the project.

    Raises EvidenceError if it has not been built.
    """
    folder = os.environ.get("EVIDENCE_DATA") or Path(__file__).resolve().parent.parent / "data"
    database = Path(folder).expanduser() / "evidence.db"
    if not database.is_file():
        raise EvidenceError(f"{database} is not there yet: run `make build` in the project first.")
    return database


def ask(sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> pd.DataFrame:
    """The answer of evidence.db, opened read-only, to one SQL query; NULL becomes missing."""
    connection = sqlite3.connect(f"{location().as_uri()}?mode=ro", uri=True)
    try:
        return pd.read_sql(sql, connection, params=parameters)
    finally:
        connection.close()


def ask_site(site: str, sql: str, **parameters: str | int) -> pd.DataFrame:
    """The answer of a running site (``http://127.0.0.1:8001``) to the same query.

    Datasette's JSON holds the rows as objects, and says when it cut them off at the site's
    limit; raises EvidenceError then, as a figure of part of the rows would mislead.
    """
    query = urlencode({"sql": sql, "_shape": "objects", **parameters})
    with urlopen(f"{site.rstrip('/')}/evidence.json?{query}", timeout=SECONDS) as reply:
        return rows_of(json.load(reply))


def rows_of(reply: Mapping[str, object]) -> pd.DataFrame:
    """A JSON reply of the site as a table, columns in the order of the query."""
    if reply.get("truncated"):
        raise EvidenceError("the site sent only part of the rows: ask for fewer, or use ask().")
    return pd.DataFrame(reply["rows"], columns=reply["columns"])


def short_names() -> dict[str, str]:
    """``Alster 2020``, by identifier of the study; its number where no author is known.

    Studies of one author and year are told apart by letters, in the order of identifiers.
    """
    named = ask(
        """
        SELECT s.id, s.pmid, s.year, coalesce(a.last_name, a.name) AS author
        FROM studies s
        LEFT JOIN study_authors w ON w.study = s.id AND w.role = 'author' AND w.position = 1
        LEFT JOIN authors a ON a.id = w.author
        ORDER BY s.id
        """
    )
    number = named["pmid"].radd("PMID ").fillna("doi:" + named["id"])
    year = named["year"].map(lambda known: f" {known:.0f}", na_action="ignore").fillna("")
    name = (named["author"] + year).fillna(number)
    twins = name.groupby(name)
    letter = twins.cumcount().map(lambda place: chr(ord("a") + place))
    return dict(zip(named["id"], name + letter.where(twins.transform("size") > 1, ""), strict=True))


def conclude(text: str) -> None:
    """Show the sentence that a figure leads to; its numbers come from the data beside it."""
    display(Markdown(f"> **In short.** {' '.join(text.split())}"))


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 study``, ``3 studies``: a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """``12 of 48 (25 %)``; a share is never rounded to none or all, and nothing has no share."""
    if not whole:
        return f"{part:,} of {whole:,}"
    share = round(100 * part / whole)
    if 0 < part < whole:
        told = "over 99" if share == 100 else "under 1" if share == 0 else str(share)
    else:
        told = str(share)
    return f"{part:,} of {whole:,} ({told} %)"
