"""Ranges that a text may state, and the surest of them: what sessions and intervals share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.extract.fact import Fact, Status
from ingest.extract.scar_facts import names_arms, scar_fact
from ingest.extract.text.document import Document
from ingest.extract.text.ranges import Range, union

#: "At baseline, week 4 and week 8", for a lower-case text.
FROM_BASELINE = (
    r"\bat\s(?P<baseline>baseline(?:(?:,\s|,?\sand\s)(?P<unit3>week|month|day)s?\s\d+"
    r"(?:(?:,\s|,?\sand\s)(?:(?:week|month|day)s?\s)?\d+)+))"
)
#: How much less sure than the surest a range of another arm may be.
_OTHER_ARM = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range with its words and sentence; ``weight`` is how surely it is what is looked for."""

    range: Range
    start: int
    end: int
    sentence: int
    weight: float
    rule: str
    status: Status = "stated"


def choose(found: Sequence[Candidate], lower: str, least: float) -> Candidate | None:
    """The surest candidate, of ``least`` weight; another arm in its sentence widens its range."""
    best = max(found, key=lambda candidate: (candidate.weight, -candidate.start), default=None)
    if best is None or best.weight < least:
        return None
    for other in found:
        near = other.sentence == best.sentence and other.range != best.range
        if near and other.weight >= best.weight - _OTHER_ARM and names_arms(lower, best, other):
            best = replace(
                best,
                range=union(best.range, other.range),
                start=min(best.start, other.start),
                end=max(best.end, other.end),
                rule="several arms",
            )
    return best


def range_facts(
    document: Document, chosen: Candidate, field: str, *, method: str, version: int, unit: str
) -> list[Fact]:
    """``field_min`` and ``field_max``; an end that the text leaves open has no fact."""
    return [
        scar_fact(
            document,
            f"{field}_{end}",
            value,
            chosen.start,
            chosen.end,
            method=f"{method}: {chosen.rule}",
            version=version,
            unit=unit,
            status=chosen.status,
        )
        for end, value in (("min", chosen.range.low), ("max", chosen.range.high))
        if value is not None
    ]
