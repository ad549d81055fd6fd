"""What was read from an abstract, as the rows that a hand-read study has: arms and harms.

Only for studies that nobody has read by hand; readings of low confidence stay in facts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.evidence.choose import DOUBTFUL
from ingest.evidence.rows import Row, Rows
from ingest.extract.fact import Fact
from ingest.extract.text.ranges import value_of

ABSTRACT = "abstract"

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")


def add_extracted(rows: Rows, study: str, facts: Iterable[Fact]) -> None:
    """Add arms with their size, and adverse events with count, persons at risk and percent."""
    trusted = [fact for fact in facts if fact.tier != DOUBTFUL and fact.status != "absent"]
    arms = [fact for fact in trusted if fact.field == "arm_size"]
    rows["arms"] += [
        (study, position, fact.role, fact.value, ABSTRACT) for position, fact in enumerate(arms)
    ]
    events = [fact for fact in trusted if fact.field == "adverse_event"]
    rows["adverse_events"] += [
        _adverse_event(study, position, fact) for position, fact in enumerate(events)
    ]


def intervention_roles(facts: Iterable[Fact]) -> dict[str, str]:
    """The role (studied, comparator, adjuvant) of each intervention that the abstract gives one."""
    return {
        str(fact.value): fact.role
        for fact in facts
        if fact.field == "intervention" and fact.role is not None and fact.tier != DOUBTFUL
    }


def _adverse_event(study: str, position: int, fact: Fact) -> Row:
    """The event's words, and the numbers that stand in its parts: count, at risk, percent."""
    counts: list[int] = []
    percent = None
    for part in fact.parts:
        share = _PERCENT.fullmatch(part.quote)
        if share is not None:
            percent = float(share.group(1))
        else:
            counts.append(int(value_of(part.quote.lower())))
    count, at_risk = (*counts, None, None)[:2]
    return (
        study,
        position,
        fact.quote,
        fact.value,
        fact.role,
        count,
        at_risk,
        percent,
        None,
        ABSTRACT,
    )
