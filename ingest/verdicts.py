"""The verdict on each claim, and the studies that it rests on, as rows of evidence.db.

``ingest.weighing`` has the rules, docs/verdicts.md tells them in words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from ingest.claim_evidence import find_studies
from ingest.claims import QUERIES, Claim
from ingest.weighing.evidence import WHOLE, Item
from ingest.weighing.verdict import Outcome

Insert = Callable[[str, list[tuple[object, ...]]], None]


@dataclass(frozen=True)
class Weighed:
    """A claim with its verdict, the studies that it rests on, and those left out as retracted."""

    claim: Claim
    outcome: Outcome
    items: tuple[Item, ...]
    retracted: tuple[Item, ...]


def add_claims(
    insert: Insert, connection: sqlite3.Connection, claims: Iterable[Claim]
) -> list[Weighed]:
    """Weigh every claim and add rows to claims, claim_certainty and claim_studies.

    Raises InputError, naming file, entry and SQLite's reason, for a query that fails or whose
    rows are not as they should be. Retracted studies never count.
    """
    weighed = []
    for position, (claim, items, retracted) in enumerate(find_studies(connection, claims)):
        outcome = claim.weigh(items)
        weighed.append(Weighed(claim, outcome, items, retracted))
        insert("claims", [_claim_row(position, claim, outcome)])
        insert("claim_studies", _study_rows(claim, items, connection))
        if outcome.grade is not None:
            insert(
                "claim_certainty",
                [
                    (claim.id, number, domain.name, domain.judgement, domain.reason)
                    for number, domain in enumerate(outcome.grade.domains)
                ],
            )
    return weighed


def _claim_row(position: int, claim: Claim, outcome: Outcome) -> tuple[object, ...]:
    entry = claim.entry
    return (
        claim.id,
        position,
        entry.claim,
        entry.why_believed,
        entry.population,
        entry.intervention,
        entry.comparator,
        entry.outcome,
        entry.question,
        outcome.verdict,
        outcome.grade.certainty if outcome.grade else None,
        outcome.summary,
        outcome.favour,
        outcome.against,
        outcome.mixed,
        outcome.bearing,
        outcome.reviews_for,
        outcome.reviews_against,
        outcome.participants,
        entry.needs,
        *(claim.sql(field) for field, _ in QUERIES),
    )


def _study_rows(
    claim: Claim, items: Iterable[Item], connection: sqlite3.Connection
) -> list[tuple[object, ...]]:
    question = claim.entry.question
    weights = [(item, item.weight(question)) for item in items]
    counted = {item.study.id for item, weight in weights if weight}
    return [
        (
            claim.id,
            item.study.id,
            "bears on it" if item.stance == "bears" else item.stance,
            weight / WHOLE,
            None if item.stance == "bears" else item.comparison,
            None if item.stance == "bears" else item.directness,
            _reason(item, counted, connection),
            item.participants,
            item.fact,
            item.result,
            item.adverse_event,
            item.field,
        )
        for item, weight in weights
    ]


def _reason(item: Item, counted: Set[str], connection: sqlite3.Connection) -> str:
    """The query's reason; of a review also how many of the counted studies it cites.

    PubMed's reference lists tell, where it has them.
    """
    if item.stance == "bears" or not item.study.is_review:
        return item.reason
    query = "SELECT pmid FROM cited_records WHERE study = ?"
    cited = counted & {pmid for (pmid,) in connection.execute(query, (item.study.id,))}
    if not cited:
        return item.reason
    return f"{item.reason}; cites {len(cited)} of the studies that count here"
