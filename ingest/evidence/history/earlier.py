"""What studies said of the claims before their records became what they are today.

Earlier copies of records are read as today's are, by today's rules and data files, into a small
database of their own, and the claims' queries run on it. So what moves a verdict from run to run
is the evidence, never a new version of the code. It rests on each query telling of a study by
what that study's own rows say, whatever other studies the database holds (docs/verdicts.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from types import MappingProxyType
from typing import NamedTuple

from ingest.archive.copies import ArchivedRecord
from ingest.claim_evidence import Found, find_studies
from ingest.evidence.context_rows import add_vocabulary
from ingest.evidence.history.copies import Past
from ingest.evidence.inputs import Inputs
from ingest.evidence.reading import Batch, StudyReader
from ingest.evidence.rows import Row
from ingest.evidence.schema import create_tables, load_schema
from ingest.evidence.views import computed_once, create_views
from ingest.parallel import batches
from ingest.weighing.evidence import Item

BATCH = 500
"""Copies that are read into the small database at a time."""

Items = Mapping[str, Item]
"""What a study says of the claims, by claim."""
NOTHING: Items = MappingProxyType({})


class Reading(NamedTuple):
    """What a study said; ``items`` are those that it would have if it were not retracted.

    ``facts`` are rows of the table facts, None where there was no such study.
    """

    items: Items = NOTHING
    is_retracted: bool = False
    facts: tuple[Row, ...] | None = None

    @property
    def counting(self) -> Items:
        return NOTHING if self.is_retracted else self.items


def by_study(found: Iterable[Found]) -> dict[str, Reading]:
    """What was found for each claim, by study, without facts."""
    items: dict[str, dict[str, Item]] = {}
    retracted: set[str] = set()
    for claim, counting, left_out in found:
        retracted |= {item.study.id for item in left_out}
        for item in (*counting, *left_out):
            items.setdefault(item.study.id, {})[claim.id] = item
    return {study: Reading(of_study, study in retracted) for study, of_study in items.items()}


class EarlierReader:
    """Reads earlier states of studies; ``reader`` is the one that reads today's records."""

    def __init__(self, inputs: Inputs, reader: StudyReader) -> None:
        self._inputs = inputs
        self._reader = reader
        self._tables = load_schema()

    def catalogue_alone(self, keys: Mapping[str, str]) -> dict[str, Reading]:
        """What the catalogue alone says of the studies whose records came since.

        ``keys`` has the study of each entry of the catalogue.
        """
        if not keys:
            return {}
        names = {entry.key: entry.id for entry in self._inputs.catalogue}
        with closing(self._database()) as connection:
            batch = self._reader.catalogue_only(names.keys() - keys.keys(), ())
            found = self._readings(connection, batch)
        return {study: found[names[key]] for key, study in keys.items()}

    def copies(
        self, pasts: Iterable[Past], today: Mapping[str, Reading]
    ) -> dict[str, Sequence[Reading]]:
        """The readings of the copies of each record, oldest first, by PMID.

        What need not be read again says what the next copy says, and the last one what ``today``
        has.
        """
        pasts = list(pasts)
        read = self._read_again(pasts)
        readings: dict[str, Sequence[Reading]] = {}
        for pmid, copies, _ in pasts:
            following = today.get(pmid, Reading())
            backwards = []
            for place in reversed(range(len(copies))):
                following = read.get((pmid, place), following)
                backwards.append(following)
            readings[pmid] = backwards[::-1]
        return readings

    def _read_again(self, pasts: Iterable[Past]) -> dict[tuple[str, int], Reading]:
        """The copies that have to be read, by PMID and place among the copies of the record."""
        # A study is in the database once: the first copies together, then the second ones.
        layers: dict[int, list[ArchivedRecord]] = {}
        for past in pasts:
            for place, (_, copy) in enumerate(past.copies):
                if copy is not None:
                    layers.setdefault(place, []).append(copy)
        readings: dict[tuple[str, int], Reading] = {}
        if not layers:
            return readings
        with closing(self._database()) as connection:
            for place, layer in layers.items():
                for batch in batches(layer, BATCH):
                    found = self._readings(connection, self._reader.read(batch))
                    for copy in batch:
                        readings[copy.pmid, place] = found.get(copy.pmid, Reading())
        return readings

    def _database(self) -> sqlite3.Connection:
        """An evidence.db in memory that holds no study yet."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        create_tables(connection, self._tables)
        create_views(connection, self._inputs.views)

        def insert(table: str, rows: list[Row]) -> None:
            connection.executemany(self._tables[table].insert, rows)

        add_vocabulary(insert, self._inputs)
        return connection

    def _readings(self, connection: sqlite3.Connection, batch: Batch) -> dict[str, Reading]:
        """The studies of a batch, which leaves no trace in the database."""
        connection.execute("BEGIN")
        for name, table in self._tables.items():
            if name in batch.rows:
                connection.executemany(table.insert, batch.rows[name])
        with computed_once(connection, self._inputs.views):
            found = by_study(find_studies(connection, self._inputs.claims, partial=True))
        connection.execute("ROLLBACK")
        facts: dict[str, list[Row]] = {row[0]: [] for row in batch.rows["studies"]}
        for row in batch.rows["facts"]:
            facts[row[0]].append(row)
        return {
            study: found.get(study, Reading())._replace(facts=tuple(of_study))
            for study, of_study in facts.items()
        }
