"""Claims with their verdicts, and the studies that each verdict rests on."""

from __future__ import annotations

import sqlite3
from typing import Any

from browser import labels
from browser.database import Row, first, rows
from browser.index import StudyIndex
from browser.listing import cards_of
from browser.vocabulary import Vocabulary


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
) -> dict[str, Any] | None:
    """One claim with its studies by stance, or None where there is no such claim."""
    found = first(connection, "SELECT * FROM claims WHERE id = ?", (claim,))
    if found is None:
        return None
    studies = _studies(connection, index, vocabulary, claim)
    return {
        **found,
        "reasons": rows(
            connection,
            "SELECT domain, judgement, reason FROM claim_certainty WHERE claim = ?"
            " ORDER BY position",
            (claim,),
        ),
        "studies": {
            stance: [study for study in studies if study["stance"] == stance]
            for stance in dict.fromkeys([*labels.STANCES, *(s["stance"] for s in studies)])
        },
        "queries": [{"title": "All studies of this claim", "sql": _sql(claim)}],
        "pooled": read_pooled(connection, index, vocabulary, claim),
        "history": rows(
            connection,
            "SELECT c.run, r.ended_at, c.detail FROM changes c LEFT JOIN runs r ON r.id = c.run"
            " WHERE c.kind = 'verdict' AND c.claim = ? ORDER BY c.run DESC, c.position",
            (claim,),
        ),
    }


def _sql(claim: str) -> str:
    """What the page lists, as a query that a reader can change."""
    quoted = claim.replace("'", "''")
    return (
        "SELECT c.stance, c.weight, c.reason, s.id, s.title, s.year, s.design, s.participants,\n"
        "       s.direction\nFROM claim_studies c JOIN studies s ON s.id = c.study\n"
        f"WHERE c.claim = '{quoted}'\nORDER BY c.stance, c.weight DESC, s.id"
    )


def _studies(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary, claim: str
) -> list[Row]:
    """The heaviest first; each with its card and the words or result that it rests on."""
    found = rows(
        connection,
        "SELECT c.study, c.stance, c.weight, c.reason, f.quote, f.position AS fact,"
        " r.outcome, r.arm, r.comparison_arm, r.timepoint, r.p_value, r.direction AS result,"
        " r.baseline_mean, r.final_mean, r.responder_percent, r.effect_type, r.effect, r.ci_low,"
        " r.ci_high FROM claim_studies c"
        " LEFT JOIN facts f ON f.study = c.study AND f.position = c.fact"
        " LEFT JOIN results r ON r.study = c.study AND r.position = c.result"
        " WHERE c.claim = ? ORDER BY c.weight IS NULL, c.weight DESC, c.study",
        (claim,),
    )
    known = cards_of(connection, index, vocabulary, (row["study"] for row in found))
    return [{**row, "card": known[row["study"]]} for row in found]


def read_pooled(
    connection: sqlite3.Connection, index: StudyIndex, vocabulary: Vocabulary, claim: str
) -> list[Row]:
    """Pooled effects whose studies are among those of the claim, with what they are made of."""
    pooled = rows(
        connection,
        "SELECT * FROM pooled_effects p WHERE EXISTS (SELECT 1 FROM pooled_inputs i"
        " JOIN claim_studies c ON c.study = i.study AND c.claim = ?1 AND c.stance <> 'bears on it'"
        " WHERE i.pooled_effect = p.id) ORDER BY p.comparisons DESC, p.id",
        (claim,),
    )
    for effect in pooled:
        effect["inputs"] = rows(
            connection,
            "SELECT i.*, s.title, s.citation, s.year FROM pooled_inputs i"
            " JOIN studies s ON s.id = i.study WHERE i.pooled_effect = ? ORDER BY i.position",
            (effect["id"],),
        )
    return pooled
