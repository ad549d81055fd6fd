"""What each refresh changed, for the page and the feed."""

from __future__ import annotations

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
    "added": "New studies",
    "revised": "Revised records",
    "fact": "Readings that changed",
    "gone": "No longer in PubMed",
}
"""Kinds of change in the order of their weight."""


def read_news(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary
) -> dict[str, Any]:
    """The last runs with their changes, and the studies published last."""
    runs = rows(
        connection,
        "SELECT * FROM runs WHERE outcome = 'clean' ORDER BY id DESC LIMIT ?",
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
        "SELECT c.run, c.kind, c.study, c.claim, c.detail, c.position, s.title, s.citation,"
        " k.claim AS claim_text, coalesce(r.ended_at, r.started_at) AS updated"
        " FROM changes c JOIN runs r ON r.id = c.run LEFT JOIN studies s ON s.id = c.study"
        " LEFT JOIN claims k ON k.id = c.claim WHERE c.kind <> 'revised'"
        " AND (s.id IS NOT NULL OR k.id IS NOT NULL)"
        " ORDER BY c.run DESC, c.position LIMIT ?",
        (ENTRIES,),
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
    lead = {"added": "", "verdict": "Verdict: ", "retracted": "Retracted: "}
    return {
        "key": f"change/{change['run']}/{change['position']}",
        "title": f"{lead.get(change['kind'], change['kind'].capitalize() + ': ')}{about}",
        "updated": _instant(change["updated"]),
        "summary": change["detail"] or change["citation"] or "",
        "path": path,
    }


def _instant(date: str | None) -> str:
    """An instant as Atom wants it; a day alone begins at midnight UTC."""
    if date is None:
        return "1970-01-01T00:00:00Z"
    return date if "T" in date else f"{date[:10]}T00:00:00Z"
