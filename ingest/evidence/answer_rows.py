"""Rows that are answers: claims with verdicts, pooled effects, gap map, protocols, changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from ingest.archive.reader import ArchiveReader
from ingest.evidence.history.changes import add_changes
from ingest.evidence.inputs import Inputs
from ingest.evidence.reading import StudyReader
from ingest.evidence.rows import Row
from ingest.evidence.views import computed_once, create_views
from ingest.gap_map import add_gap_map
from ingest.protocols import add_protocols
from ingest.synthesis import add_synthesis
from ingest.verdicts import add_claims
from ingest.vocabulary.concepts import Design

Insert = Callable[[str, list[Row]], None]


def add_answers(
    insert: Insert,
    connection: sqlite3.Connection,
    inputs: Inputs,
    archive: ArchiveReader,
    reader: StudyReader,
) -> None:
    """Add all of it; studies, vocabulary and runs must be there already.

    ``reader`` is the one that read today's records.
    """
    create_views(connection, inputs.views)
    with computed_once(connection, inputs.views):
        weighed = add_claims(insert, connection, inputs.claims)
    add_synthesis(insert, connection, inputs.synthesis)
    add_gap_map(insert, connection, _hierarchy(inputs), inputs.focus)
    add_protocols(insert, connection)
    add_changes(insert, connection, inputs, archive, reader, weighed)


def _hierarchy(inputs: Inputs) -> list[str]:
    """Designs from the highest level of evidence down, within a level as in the vocabulary."""
    designs = [
        design for design in inputs.vocabulary.ids("design").values() if isinstance(design, Design)
    ]
    ranked = [design for design in designs if design.evidence_level is not None]
    return [design.id for design in sorted(ranked, key=lambda design: design.evidence_level or 0)]
