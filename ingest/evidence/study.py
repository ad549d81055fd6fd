"""The one row of ``studies`` that a study gets: bibliography from PubMed, values by choice.

What a paper is called and where it stands comes from PubMed where PubMed has it, else from the
catalogue; what a study did and found is chosen by ``ingest.evidence.choose``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ingest.archive.copies import ArchivedRecord
from ingest.catalogue.study import CatalogueStudy
from ingest.evidence.choose import (
    KIND_BY_DESIGN,
    Candidate,
    catalogue_candidates,
    choose,
    fact_candidates,
    indexed_candidates,
)
from ingest.evidence.rows import Row, citation
from ingest.evidence.schema import load_schema
from ingest.extract.fact import Fact, Value
from ingest.pubmed.record import Record, is_retracted

COLUMNS = load_schema()["studies"].column_names
"""Columns of ``studies`` in the order of its rows."""

EXPRESSION_OF_CONCERN = "ExpressionOfConcernIn"

Levels = Mapping[str, int | None]
"""Evidence level of each design."""


def recorded_study(
    archived: ArchivedRecord,
    record: Record,
    author_names: Sequence[str],
    entry: CatalogueStudy | None,
    facts: Iterable[Fact],
    topic: str | None,
    levels: Levels,
) -> Row:
    """The row of a study that PubMed has a record of."""
    journal = record.journal
    published = record.published or record.published_online
    title = journal.title if journal else record.book_title
    values: dict[str, object] = {
        "id": record.pmid,
        "pmid": record.pmid,
        "doi": record.doi or (entry.doi if entry else None),
        "pmcid": record.pmcid or (entry.pmcid if entry else None),
        "title": record.title or record.vernacular_title,
        "citation": citation(
            author_names,
            (journal and journal.abbreviation) or title,
            published.year if published else None,
            record.volume,
            record.issue,
            record.pages,
        ),
        "journal": title,
        "year": published.year if published else None,
        "published_on": published.iso if published else None,
        "language": record.languages[0] if record.languages else None,
        "finding": entry.finding if entry else None,
        "readers": entry.readers if entry else None,
        "retraction": _retraction(record),
        "topic": topic,
        "source": "both" if entry else "pubmed",
        "first_seen": archived.first_seen[:10],
        "revised": record.history.revised,
    }
    values |= _chosen(entry, indexed_candidates(record).items(), facts, levels)
    return tuple(map(values.get, COLUMNS))


def catalogue_study(
    entry: CatalogueStudy, identifier: str, topic: str | None, levels: Levels
) -> Row:
    """The row of a study that only the catalogue has."""
    values: dict[str, object] = {
        "id": identifier,
        "pmid": entry.pmid if identifier == entry.pmid else None,
        "doi": entry.doi,
        "pmcid": entry.pmcid,
        "title": entry.title,
        "citation": citation(
            entry.authors, entry.journal, entry.year, entry.volume, entry.issue, entry.pages
        ),
        "journal": entry.journal,
        "year": entry.year,
        "published_on": str(entry.year) if entry.year else None,
        "language": entry.language,
        "finding": entry.finding,
        "readers": entry.readers,
        "topic": topic,
        "source": "catalogue",
    }
    values |= _chosen(entry, (), (), levels)
    return tuple(map(values.get, COLUMNS))


def _retraction(record: Record) -> str | None:
    if is_retracted(record):
        return "retracted"
    if any(link.kind == EXPRESSION_OF_CONCERN for link in record.links):
        return "expression of concern"
    return None


def _chosen(
    entry: CatalogueStudy | None,
    indexed: Iterable[tuple[str, Candidate]],
    facts: Iterable[Fact],
    levels: Levels,
) -> dict[str, Value]:
    candidates: dict[str, list[Candidate]] = fact_candidates(facts)
    for column, candidate in indexed:
        candidates.setdefault(column, []).append(candidate)
    if entry is not None:
        for column, candidate in catalogue_candidates(entry).items():
            candidates.setdefault(column, []).append(candidate)
    values = {column: _number(choose(offered)) for column, offered in candidates.items()}
    design = values.get("design")
    if design is not None:
        values["kind"] = values.get("kind") or KIND_BY_DESIGN.get(str(design), "primary")
        values["evidence_level"] = levels.get(str(design))
    return values


def _number(value: Value) -> Value:
    """SQLite has no truth values: 1 and 0."""
    return int(value) if isinstance(value, bool) else value
