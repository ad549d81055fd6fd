"""What each refresh and import changed, from the archive's own runs and record versions.

Nothing is compared with an earlier evidence.db, so the same archive, data files and code give
the same rows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from ingest.archive.copies import RunKind
from ingest.archive.reader import ArchiveReader
from ingest.evidence.history.change import Change
from ingest.evidence.history.copies import Past, RecordHistory, histories
from ingest.evidence.history.earlier import EarlierReader, Reading
from ingest.evidence.history.fact_changes import fact_changes
from ingest.evidence.history.stands import all_stands
from ingest.evidence.history.today import Today
from ingest.evidence.history.verdict_changes import verdict_changes
from ingest.evidence.inputs import Inputs
from ingest.evidence.reading import StudyReader
from ingest.verdicts import Weighed

Insert = Callable[[str, list[tuple[object, ...]]], None]

ARRIVED: Mapping[RunKind, str] = {"refresh": "found in PubMed", "import": "brought by a file"}
"""How a record came, by the kind of run that brought it."""


def add_changes(
    insert: Insert,
    connection: sqlite3.Connection,
    inputs: Inputs,
    archive: ArchiveReader,
    reader: StudyReader,
    weighed: Sequence[Weighed],
) -> None:
    """Add what happened to studies, facts and verdicts; ``reader`` is that of today's records."""
    today = Today(connection, weighed)
    arrivals = list(archive.arrivals())
    changes = [
        Change(run, "added", ARRIVED[kind], study=pmid)
        for pmid, run, kind in arrivals
        if today.has_record(pmid)
    ]
    pasts: list[Past] = []
    for history in histories(archive):
        changes += _of_record(history, today)
        pasts.append(history.past(reader.subject))
    known = {past.pmid for past in pasts}
    pasts += [
        Past(pmid, ((run, None),), None)
        for pmid, run, _ in arrivals
        if today.is_in_both(pmid) and pmid not in known
    ]
    earlier = EarlierReader(inputs, reader)
    now = today.readings(pasts)
    readings = earlier.copies(pasts, now)
    alone = earlier.catalogue_alone(today.catalogue_keys())
    stands = all_stands(pasts, readings, now, alone)
    changes += _facts(pasts, readings, changes)
    first_runs = {pmid: run for pmid, run, _ in arrivals}
    changes += verdict_changes(weighed, first_runs, stands, today.name)
    _add(insert, changes)


def _of_record(history: RecordHistory, today: Today) -> Iterator[Change]:
    """Each revision with the fields that changed, each retraction, and the end of the record."""
    pmid = history.pmid
    if history.gone is not None:
        yield Change(history.gone, "gone", "PubMed no longer has this record", study=pmid)
    if not today.has_record(pmid):
        return
    for revision in history.revisions:
        if revision.is_shown:
            fields = ", ".join(field.replace("_", " ") for field in revision.fields)
            yield Change(revision.run, "revised", fields, study=pmid)
        if revision.is_retraction:
            yield Change(revision.run, "retracted", "marked by PubMed as retracted", study=pmid)


def _facts(
    pasts: Iterable[Past], readings: dict[str, Sequence[Reading]], changes: Iterable[Change]
) -> Iterator[Change]:
    """What revisions changed among the facts of a study."""
    revisions = {(change.run, change.study) for change in changes if change.kind == "revised"}
    for past in pasts:
        runs = [run for run, _ in past.copies]
        for run, (before, after) in zip(runs[1:], pairwise(readings[past.pmid]), strict=True):
            told = (run, past.pmid) in revisions
            if told and before.facts is not None and after.facts is not None:
                yield from fact_changes(run, past.pmid, before.facts, after.facts)


def _add(insert: Insert, changes: Iterable[Change]) -> None:
    in_order = sorted(changes, key=lambda change: change.place)
    for run, of_run in groupby(in_order, key=lambda change: change.run):
        insert(
            "changes",
            [
                (
                    run,
                    position,
                    change.kind,
                    change.study,
                    change.claim,
                    change.field,
                    change.before,
                    change.after,
                    change.detail,
                )
                for position, change in enumerate(of_run)
            ],
        )
