"""Claims with their verdicts, and the studies that each verdict rests on."""

from __future__ import annotations

import sqlite3
from typing import Any

from browser import labels
from browser.database import Row, first, rows
from browser.index import StudyIndex
from browser.listing import cards_of
from browser.vocabulary import Vocabulary

SHOWN = 30
"""Studies of one stance that a page shows; the tables of the database have them all."""

QUERIES = (
    ("supports_sql", "Studies for it"),
    ("contradicts_sql", "Studies against it"),
    ("bears_sql", "Studies that bear on it"),
)


def read_claims(connection: sqlite3.Connection) -> list[Row]:
    """Every claim in its order."""
    return rows(connection, "SELECT * FROM claims ORDER BY position, id")


def by_verdict(claims: list[Row]) -> list[tuple[str, list[Row]]]:
    """Claims grouped by verdict, in the order of labels.VERDICTS; unknown verdicts come last."""
    verdicts = [*labels.VERDICTS, *(claim["verdict"] for claim in claims)]
    groups = [
        (verdict, [claim for claim in claims if claim["verdict"] == verdict])
        for verdict in dict.fromkeys(verdicts)
    ]
    return [(verdict, group) for verdict, group in groups if group]


def read_claim(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary, claim: str
) -> dict[str, Any]:
    """One claim, which must be there, with its studies by stance."""
    (found,) = rows(connection, "SELECT * FROM claims WHERE id = ?", (claim,))
    counts = {
        row["stance"]: row
        for row in rows(
            connection,
            "SELECT stance, count(*) AS count, sum(coalesce(comparison, '') = 'review') AS reviews"
            " FROM claim_studies WHERE claim = ? GROUP BY stance",
            (claim,),
        )
    }
    stances = [
        {
            "stance": stance,
            "count": 0,
            "reviews": 0,
            **counts.get(stance, {}),
            "studies": _studies(connection, index, vocabulary, claim, stance),
        }
        for stance in dict.fromkeys([*labels.STANCES, *sorted(counts)])
    ]
    return {
        **found,
        "reasons": rows(
            connection,
            "SELECT domain, judgement, reason FROM claim_certainty WHERE claim = ?"
            " ORDER BY position",
            (claim,),
        ),
        "stances": stances,
        "queries": [
            {"title": title, "sql": found[column]} for column, title in QUERIES if found[column]
        ],
        "pooled": _pooled(connection, claim),
        "unpooled": _unpooled(connection, claim),
        "published": _published(connection, claim),
        "history": rows(
            connection,
            "SELECT c.run, coalesce(r.ended_at, r.started_at) AS ended_at, c.kind, c.before,"
            " c.after, c.detail FROM changes c LEFT JOIN runs r ON r.id = c.run"
            " WHERE c.claim = ? ORDER BY c.run DESC, c.position",
            (claim,),
        ),
    }


def _studies(
    connection: sqlite3.Connection,
    index: StudyIndex,
    vocabulary: Vocabulary,
    claim: str,
    stance: str,
) -> list[Row]:
    """The heaviest first; each with its card and the words or result that it rests on."""
    found = rows(
        connection,
        "SELECT c.study, c.weight, c.comparison, c.directness, c.reason, c.fact, c.result,"
        " c.adverse_event, c.participants FROM claim_studies c"
        " WHERE c.claim = ? AND c.stance = ?"
        " ORDER BY c.weight IS NULL, c.weight DESC, c.participants IS NULL, c.participants DESC,"
        " c.study LIMIT ?",
        (claim, stance, SHOWN),
    )
    known = cards_of(connection, index, vocabulary, (row["study"] for row in found))
    for row in found:
        row["card"] = known[row["study"]]
        row["quote"] = _quote(connection, row["study"], row["fact"])
        row["deciding"] = _result(connection, row["study"], row["result"])
    return found


def _quote(connection: sqlite3.Connection, study: str, fact: int | None) -> str | None:
    found = first(
        connection, "SELECT quote FROM facts WHERE study = ? AND position = ?", (study, fact)
    )
    return found["quote"] if found else None


def _result(connection: sqlite3.Connection, study: str, result: int | None) -> Row | None:
    return first(
        connection, "SELECT * FROM results WHERE study = ? AND position = ?", (study, result)
    )


def _pooled(connection: sqlite3.Connection, claim: str) -> list[Row]:
    """Our pooled effects of which most studies count for this claim, with what they are made of."""
    pooled = rows(
        connection,
        "SELECT p.* FROM pooled_effects p"
        " JOIN pooled_inputs i ON i.pooled_effect = p.id"
        " LEFT JOIN claim_studies c ON c.study = i.study AND c.claim = ? AND c.weight > 0"
        " WHERE p.source = 'ours' GROUP BY p.id HAVING 2 * count(c.study) > count(*)"
        " ORDER BY p.comparisons DESC, p.id",
        (claim,),
    )
    for effect in pooled:
        effect["inputs"] = _inputs(connection, "pooled_effect", effect["id"])
    return pooled


def _unpooled(connection: sqlite3.Connection, claim: str) -> list[Row]:
    """Questions with too few comparisons to pool, where stances rest on these very results."""
    questions = rows(
        connection,
        "SELECT q.id, q.question, q.effect_type, q.answer, q.intervention FROM pooled_questions q"
        " WHERE EXISTS (SELECT 1 FROM pooled_inputs i JOIN claim_studies c ON c.study = i.study"
        " AND c.result IN (i.result, i.comparison_result)"
        " WHERE i.question = q.id AND i.pooled_effect IS NULL AND c.claim = ? AND c.weight > 0)"
        " ORDER BY q.position",
        (claim,),
    )
    for question in questions:
        question["inputs"] = _inputs(connection, "question", question["id"])
    return questions


def _inputs(connection: sqlite3.Connection, column: str, value: Any) -> list[Row]:
    """The comparisons of a pooled effect or of a question, with their studies."""
    return rows(
        connection,
        "SELECT i.*, s.title, s.citation, s.year FROM pooled_inputs i"
        f" JOIN studies s ON s.id = i.study WHERE i.{column} = ? ORDER BY i.position",
        (value,),
    )


def _published(connection: sqlite3.Connection, claim: str) -> list[Row]:
    """Pooled results as reviews print them, where the review's stance rests on that result."""
    found = rows(
        connection,
        "SELECT p.*, c.stance, s.title, s.citation, s.year FROM claim_studies c"
        " JOIN pooled_effects p ON p.source = c.study AND p.result = c.result"
        " JOIN studies s ON s.id = c.study WHERE c.claim = ? AND c.stance <> 'bears on it'"
        " ORDER BY p.effect_type, s.year DESC, p.id",
        (claim,),
    )
    types = dict.fromkeys(row["effect_type"] for row in found)
    return [
        {"effect_type": name, "inputs": [row for row in found if row["effect_type"] == name]}
        for name in types
    ]


def as_data(claim: dict[str, Any]) -> dict[str, Any]:
    """A claim for programs: its studies in one list, each with its stance."""
    plain = {name: value for name, value in claim.items() if name != "stances"}
    studies = [
        {"id": row["study"], "stance": group["stance"], **row}
        for group in claim["stances"]
        for row in group["studies"]
    ]
    counts = {group["stance"]: group["count"] for group in claim["stances"]}
    return {**plain, "stances": counts, "count": len(studies), "results": studies}
