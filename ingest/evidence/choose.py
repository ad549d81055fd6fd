"""The one rule that chooses a study's value from several readings of it.

Read by two people > read by one > stated in the abstract > given by PubMed's indexing >
derived from stated values. A reading of low confidence is never chosen: a missing value is
better than a wrong one. Every candidate stays in its own table; choosing loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ingest.catalogue.study import CatalogueStudy
from ingest.extract.fact import Fact, Value
from ingest.pubmed.record import Record

RANKS = ("read by two", "read by one", "stated", "indexed", "derived")


class Candidate(NamedTuple):
    """A value and where it comes from (one of RANKS)."""

    value: Value
    rank: str


def choose(candidates: Iterable[Candidate]) -> Value:
    """The value of the highest rank; of equals the first; None if nothing is known."""
    known = [candidate for candidate in candidates if candidate.value is not None]
    if not known:
        return None
    return min(known, key=lambda candidate: RANKS.index(candidate.rank)).value


def catalogue_candidates(entry: CatalogueStudy) -> dict[str, Candidate]:
    """What the catalogue says, by column of ``studies``."""
    rank = "read by two" if entry.readers > 1 else "read by one"
    skin_types = entry.fitzpatrick_range or (None, None)
    sessions_min = entry.sessions if entry.sessions_min is None else entry.sessions_min
    values: dict[str, Value] = {
        "kind": entry.kind,
        "design": entry.design,
        "randomized": entry.randomized,
        "split_body": entry.split_body,
        "blinding": entry.blinding,
        "country": entry.country,
        "participants": entry.n_enrolled,
        "studies_included": entry.n_studies_included,
        "sessions_min": sessions_min,
        "sessions_max": entry.sessions,
        "interval_weeks_min": entry.interval_weeks_min,
        "interval_weeks_max": entry.interval_weeks_max,
        "needle_mm_min": entry.needle_length_mm_min,
        "needle_mm_max": entry.needle_length_mm_max,
        "follow_up_months": entry.follow_up_months,
        "fitzpatrick_min": skin_types[0],
        "fitzpatrick_max": skin_types[1],
        "direction": entry.conclusion_direction,
    }
    return {column: Candidate(value, rank) for column, value in values.items()}


FACT_COLUMNS = {
    "design": "design",
    "randomized_trial": "randomized",
    "split_body": "split_body",
    "blinding": "blinding",
    "participants": "participants",
    "direction": "direction",
    "country": "country",
    "sessions_min": "sessions_min",
    "sessions_max": "sessions_max",
    "interval_weeks_min": "interval_weeks_min",
    "interval_weeks_max": "interval_weeks_max",
    "needle_mm_min": "needle_mm_min",
    "needle_mm_max": "needle_mm_max",
    "fitzpatrick_min": "fitzpatrick_min",
    "fitzpatrick_max": "fitzpatrick_max",
    "follow_up_weeks": "follow_up_months",
}
"""Which fact field may fill which column of ``studies``."""

WEEKS_A_MONTH = 4.345

DOUBTFUL = "low"


NO_DESIGN = "other"
"""What is read of a report whose design has no name in the vocabulary: a letter, focus groups."""

SURE = "high"
ONLY_WHEN_SURE = frozenset({"direction"})
"""Fields that are read wrongly too often below the high tier to stand for a study."""


def is_candidate(fact: Fact) -> bool:
    """Whether a reading may be shown as the study's value: it is there, and not in doubt."""
    if fact.field in ONLY_WHEN_SURE:
        return fact.tier == SURE
    return fact.status != "absent" and fact.tier != DOUBTFUL


def as_column_value(fact: Fact) -> Value:
    """The reading in the unit of its column of ``studies``; None where it says something else.

    ``follow_up_months`` counts from the last session, so other anchors do not fill it;
    ``participants`` counts persons, not animals; a design outside the vocabulary is none.
    """
    if fact.field == "design" and fact.value == NO_DESIGN:
        return None
    if fact.field == "participants" and fact.unit == "animals":
        return None
    if fact.field != "follow_up_weeks":
        return fact.value
    if fact.role != "last-session" or not isinstance(fact.value, int | float):
        return None
    return round(fact.value / WEEKS_A_MONTH, 1)


def fact_candidates(facts: Iterable[Fact]) -> dict[str, list[Candidate]]:
    """What the abstract says, by column of ``studies``, in the order of reading."""
    candidates: dict[str, list[Candidate]] = {}
    for fact in facts:
        column = FACT_COLUMNS.get(fact.field)
        if column is not None and is_candidate(fact):
            candidates.setdefault(column, []).append(Candidate(as_column_value(fact), fact.status))
    return candidates


DESIGN_BY_PUBLICATION_TYPE = {
    "D017418": "meta-analysis",
    "D000078182": "systematic-review",
    "D000078325": "protocol",
    "D016449": "randomized-controlled-trial",
    "D018848": "nonrandomized-controlled-trial",
    "D017065": "guideline",
    "D016431": "guideline",
    "D016446": "guideline",
    "D016454": "narrative-review",
    "D002363": "case-report",
}
"""PubMed's publication types that name a design, the most telling first: a meta-analysis is
indexed as a review too, a protocol of a trial as a trial."""

KIND_BY_DESIGN = {
    "meta-analysis": "review",
    "systematic-review": "review",
    "narrative-review": "review",
    "guideline": "guideline",
    "protocol": "protocol",
    "preclinical": "preclinical",
}
"""Every other design is a primary study."""


def indexed_candidates(record: Record) -> dict[str, Candidate]:
    """What PubMed's publication types say of design; silence says nothing."""
    types = {term.ui for term in record.publication_types}
    design = next((name for ui, name in DESIGN_BY_PUBLICATION_TYPE.items() if ui in types), None)
    randomized = True if design == "randomized-controlled-trial" else None
    return {
        "design": Candidate(design, "indexed"),
        "randomized": Candidate(randomized, "indexed"),
    }
