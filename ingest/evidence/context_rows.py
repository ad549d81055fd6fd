"""Rows that hang on no single study: vocabulary, searches, runs, flow of records, build."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping

from ingest.archive.reader import ArchiveReader
from ingest.evidence.accuracy_rows import add_accuracy
from ingest.evidence.inputs import Inputs
from ingest.evidence.reading import GONE
from ingest.evidence.rows import Row
from ingest.vocabulary.concepts import AdverseEvent, Concept, Design, Kind, OutcomeMeasure

Insert = Callable[[str, list[Row]], None]

CONCEPT_TABLES: Mapping[Kind, str] = {
    "scar_type": "scar_types",
    "intervention": "interventions",
    "outcome_measure": "outcome_measures",
    "adverse_event": "adverse_event_terms",
    "design": "designs",
    "device": "devices",
    "skin_condition": "skin_conditions",
}
"""Off-topic senses steer the matcher; they describe no study and have no table."""

BETTER = {"lower-is-better": "lower", "higher-is-better": "higher", None: None}


SCHEMA_VERSION = "1"


def add_context(
    insert: Insert,
    connection: sqlite3.Connection,
    inputs: Inputs,
    archive: ArchiveReader,
    *,
    extraction: bool,
) -> None:
    """Add all of it; the studies must be there already."""
    add_vocabulary(insert, inputs)
    add_searches(insert, inputs, archive)
    add_runs(insert, archive)
    add_study_searches(insert, connection, archive)
    add_flow(insert, connection, inputs, archive)
    add_accuracy(insert, connection, inputs)
    insert("build_info", list(build_info(inputs, extraction=extraction).items()))


def add_vocabulary(insert: Insert, inputs: Inputs) -> None:
    for kind, concept in inputs.vocabulary:
        table = CONCEPT_TABLES.get(kind)
        if table is None:
            continue
        row = (concept.id, concept.label, concept.definition, concept.broader, *_own(concept))
        insert(table, [row])
        names = sorted({synonym.text for synonym in concept.synonyms} - {concept.label})
        insert("synonyms", [(table, concept.id, name) for name in names])
        insert(
            "concept_mesh",
            [(table, concept.id, heading.name, heading.ui) for heading in concept.mesh],
        )


def _own(concept: Concept) -> Row:
    """The columns that only this kind of concept has."""
    if isinstance(concept, OutcomeMeasure):
        return (concept.kind, BETTER[concept.direction])
    if isinstance(concept, AdverseEvent):
        return (int(concept.serious),)
    if isinstance(concept, Design):
        return (concept.evidence_level,)
    return ()


def add_searches(insert: Insert, inputs: Inputs, archive: ArchiveReader) -> None:
    """The strategies as they stand, with what their last clean run found."""
    last = {search.search: search for search in archive.last_searches()}
    started = {run.id: run.started_at for run in archive.runs()}
    for search in inputs.searches:
        ran = last.get(search.id)
        found = (ran.translation, ran.found, started[ran.run]) if ran else (None, None, None)
        insert("searches", [(search.id, search.title, search.rationale, search.term, *found)])


def add_runs(insert: Insert, archive: ArchiveReader) -> None:
    insert(
        "runs",
        [
            (
                run.id,
                run.kind,
                run.started_at,
                run.ended_at,
                run.outcome,
                run.message,
                run.requests,
                run.added,
                run.revised,
                run.retracted,
                run.gone,
            )
            for run in archive.runs()
        ],
    )


def add_flow(
    insert: Insert, connection: sqlite3.Connection, inputs: Inputs, archive: ArchiveReader
) -> None:
    """The PRISMA flow: where records came from, why some are no studies, what remains."""
    count = connection.execute
    hits = Counter(search for search, _ in archive.hits())
    found = [
        ("identified", search.id, f"PubMed: {search.title}", hits[search.id])
        for search in inputs.searches
        if search.id in hits
    ]
    records = count(
        "SELECT (SELECT count(*) FROM studies WHERE source <> 'catalogue')"
        " + (SELECT count(*) FROM excluded_records)"
    ).fetchone()[0]
    catalogue = len(inputs.catalogue)
    studies = count("SELECT count(*) FROM studies").fetchone()[0]
    stages = [
        *found,
        ("identified", "archive", "PubMed records held, each once", records),
        ("identified", "catalogue", "Studies of the hand-read catalogue", catalogue),
    ]
    excluded = dict(count("SELECT reason, count(*) FROM excluded_records GROUP BY reason"))
    stages += [
        ("excluded", reason, label, excluded[reason])
        for reason, label, *_ in (*inputs.screening.reasons(), (GONE, "No longer in PubMed"))
        if reason in excluded
    ]
    both = count("SELECT count(*) FROM studies WHERE source = 'both'").fetchone()[0]
    if both:
        stages.append(("excluded", "joined", "The same study in PubMed and in the catalogue", both))
    stages.append(("included", "studies", "Studies in this evidence base", studies))
    insert("prisma", [(position, *stage) for position, stage in enumerate(stages)])


def add_study_searches(
    insert: Insert, connection: sqlite3.Connection, archive: ArchiveReader
) -> None:
    """Which search found which study; searches that are no longer in use are passed over."""
    studies = {pmid for (pmid,) in connection.execute("SELECT pmid FROM studies")}
    searches = {search for (search,) in connection.execute("SELECT id FROM searches")}
    insert(
        "study_searches",
        sorted(
            (pmid, search)
            for search, pmid in archive.hits()
            if pmid in studies and search in searches
        ),
    )


def build_info(inputs: Inputs, *, extraction: bool) -> dict[str, str]:
    """What the file was made from: no dates, so that the same inputs give the same bytes."""
    return {
        "extraction": "on" if extraction else "off",
        "inputs_sha256": inputs.digest,
        "schema_version": SCHEMA_VERSION,
    }
