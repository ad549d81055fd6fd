"""What each refresh changed, for the page and the feed."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from browser.database import Row, rows
from browser.index import StudyIndex
from browser.listing import cards, cards_of
from browser.vocabulary import Vocabulary

RUNS = 12
"""Runs that the page shows."""
SHOWN = 25
"""Changes of one kind that the page lists for a run."""
ENTRIES = 50
"""Entries of the feed."""

KINDS = {
    "verdict": "Verdicts that moved",
    "retracted": "Retracted",
    "evidence": "New evidence, same verdict",
    "added": "New studies",
    "fact": "Readings that changed",
    "gone": "No longer in PubMed",
    "revised": "Revised records",
}
"""Kinds of change in the order of their weight."""
FED = {
    "verdict": "Verdict: ",
    "retracted": "Retracted: ",
    "added": "",
    "fact": "Reading changed: ",
    "gone": "No longer in PubMed: ",
}
"""Kinds of change that the feed has, in the order of a run's entries, and how a title begins."""


def read_news(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary
) -> dict[str, Any]:
    """The last runs with their changes, and the studies published last.

    A run that was broken off is told where it changed something.
    """
    runs = rows(
        connection,
        "SELECT * FROM runs WHERE outcome = 'clean' OR id IN (SELECT run FROM changes)"
        " ORDER BY id DESC LIMIT ?",
        (RUNS,),
    )
    for run in runs:
        run["changes"] = [
            _group(kind, count, _changes(connection, run["id"], kind))
            for kind, count in _counts(connection, run["id"])
        ]
    latest = index.sorted(~index.retracted, "year")[:10]
    return {"runs": runs, "latest": cards(connection, index, vocabulary, latest)}


def _group(kind: str, count: int, changes: list[Row]) -> Row:
    """Changes of one kind; what all of them say is said once, as ``detail``."""
    details = {change["detail"] for change in changes}
    (detail,) = details if len(details) == 1 and len(changes) > 1 else (None,)
    if detail is not None:
        changes = [{**change, "detail": None} for change in changes]
    return {"kind": kind, "count": count, "detail": detail, "changes": changes}


def _counts(connection: sqlite3.Connection, run: int) -> list[tuple[str, int]]:
    """Kinds of change with their number, the weightiest kind first."""
    counts = {
        row["kind"]: row["changes"]
        for row in rows(
            connection,
            "SELECT kind, count(*) AS changes FROM changes WHERE run = ? GROUP BY kind",
            (run,),
        )
    }
    return [
        (kind, counts[kind]) for kind in dict.fromkeys([*KINDS, *sorted(counts)]) if kind in counts
    ]


def _changes(connection: sqlite3.Connection, run: int, kind: str) -> list[Row]:
    return rows(
        connection,
        "SELECT c.*, s.title, k.claim AS claim_text FROM changes c"
        " LEFT JOIN studies s ON s.id = c.study LEFT JOIN claims k ON k.id = c.claim"
        " WHERE c.run = ? AND c.kind = ? ORDER BY c.position LIMIT ?",
        (run, kind, SHOWN),
    )


def read_feed(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary
) -> list[Row]:
    """Entries of the feed, newest first: id, title, updated (ISO), summary and path.

    Changes that the build recorded; in a base that records none, the studies seen last.
    """
    changes = rows(
        connection,
        "SELECT c.run, c.kind, c.study, c.claim, c.field, c.detail, s.title, s.citation,"
        " k.claim AS claim_text, coalesce(r.ended_at, r.started_at) AS updated"
        " FROM changes c JOIN runs r ON r.id = c.run"
        " JOIN json_each(?) AS fed ON fed.value = c.kind"
        " LEFT JOIN studies s ON s.id = c.study LEFT JOIN claims k ON k.id = c.claim"
        " WHERE s.id IS NOT NULL OR k.id IS NOT NULL"
        " ORDER BY c.run DESC, fed.key, c.position LIMIT ?",
        (json.dumps(list(FED)), ENTRIES),
    )
    if changes:
        return [_change_entry(change) for change in changes]
    seen = rows(
        connection,
        "SELECT id FROM studies WHERE first_seen IS NOT NULL"
        " ORDER BY first_seen DESC, year DESC, id DESC LIMIT ?",
        (ENTRIES,),
    )
    known = cards_of(connection, index, vocabulary, (row["id"] for row in seen))
    dates = dict(
        connection.execute(
            "SELECT id, first_seen FROM studies WHERE first_seen IS NOT NULL"
            " ORDER BY first_seen DESC, year DESC, id DESC LIMIT ?",
            (ENTRIES,),
        ).fetchall()
    )
    return [
        {
            "key": f"study/{study}",
            "title": card["title"],
            "updated": _instant(dates[study]),
            "summary": card["finding"] or card["citation"] or "",
            "path": f"/study/{study}",
        }
        for study, card in known.items()
    ]


def _change_entry(change: Row) -> Row:
    about = change["title"] or change["claim_text"]
    path = f"/study/{change['study']}" if change["study"] else f"/claim/{change['claim']}"
    # Nothing that a later build may count otherwise: readers of feeds know an entry by its key.
    parts = (change["run"], change["kind"], change["study"] or change["claim"], change["field"])
    is_new = change["kind"] == "added" and change["citation"]
    return {
        "key": "/".join(["change", *(str(part) for part in parts if part is not None)]),
        "title": f"{FED[change['kind']]}{about}",
        "updated": _instant(change["updated"]),
        "summary": change["citation"] if is_new else change["detail"],
        "path": path,
    }


def _instant(date: str | None) -> str:
    """An instant as Atom wants it; a day alone begins at midnight UTC."""
    if date is None:
        return "1970-01-01T00:00:00Z"
    return date if "T" in date else f"{date[:10]}T00:00:00Z"
