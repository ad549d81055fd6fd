"""What the database that is being built says of its studies: where every history ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from ingest.claims import Found, Weighed
from ingest.history.earlier import Reading, by_study

CATALOGUE, BOTH = "catalogue", "both"


class Today:
    """Today's studies; ``readings`` are those of all that a claim is about, without facts."""

    def __init__(self, connection: sqlite3.Connection, weighed: Iterable[Weighed]) -> None:
        self._connection = connection
        self._sources: dict[str, str] = dict(connection.execute("SELECT id, source FROM studies"))
        self.readings: Mapping[str, Reading] = by_study(
            Found(one.claim, one.items, one.retracted) for one in weighed
        )

    def has_record(self, pmid: str) -> bool:
        """Whether a record of PubMed is a study here."""
        return self._sources.get(pmid, CATALOGUE) != CATALOGUE

    def has_past(self, pmid: str) -> bool:
        """Whether the coming of a record that never changed may have moved a claim."""
        return pmid in self.readings or self._sources.get(pmid) == BOTH

    def catalogue_keys(self) -> dict[str, str]:
        """The studies that the catalogue and PubMed both have, by key in the catalogue."""
        query = """
            SELECT key, study FROM catalogue_studies JOIN studies ON id = study WHERE source = ?
        """
        return dict(self._connection.execute(query, (BOTH,)))

    def with_facts(self, pmids: Iterable[str]) -> dict[str, Reading]:
        """The readings of these records and of all that a claim is about."""
        readings = dict(self.readings)
        for pmid in pmids:
            if self.has_record(pmid):
                query = "SELECT * FROM facts WHERE study = ? ORDER BY position"
                facts = tuple(self._connection.execute(query, (pmid,)))
                readings[pmid] = readings.get(pmid, Reading())._replace(facts=facts)
        return readings

    def name(self, study: str) -> str:
        """First author and year, or what number it has: "Rossi 2012"."""
        query = """
            SELECT coalesce(a.last_name, a.name), s.year FROM studies s
            JOIN study_authors a ON a.study = s.id AND a.role = 'author' AND a.position = 1
            WHERE s.id = ?
        """
        found = self._connection.execute(query, (study,)).fetchone()
        if found is None:
            return study if "/" in study else f"PMID {study}"
        author, year = found
        return author if year is None else f"{author} {year}"
