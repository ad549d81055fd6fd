"""What the database that is being built says of its studies: where every history ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from ingest.claim_evidence import Found
from ingest.evidence.history.copies import Past
from ingest.evidence.history.earlier import Reading, by_study
from ingest.evidence.rows import Row
from ingest.verdicts import Weighed
from ingest.weighing.evidence import Item

CATALOGUE, BOTH = "catalogue", "both"


class Today:
    """Today's studies, and the claims as they were weighed."""

    def __init__(self, connection: sqlite3.Connection, weighed: Sequence[Weighed]) -> None:
        self._connection = connection
        self._weighed = weighed
        self._sources: dict[str, str] = dict(connection.execute("SELECT id, source FROM studies"))

    def has_record(self, pmid: str) -> bool:
        """Whether a record of PubMed is a study here."""
        return self._sources.get(pmid, CATALOGUE) != CATALOGUE

    def is_in_both(self, pmid: str) -> bool:
        """Whether the catalogue has the record's study too: it counted before the record came."""
        return self._sources.get(pmid) == BOTH

    def catalogue_keys(self) -> dict[str, str]:
        """The studies that the catalogue and PubMed both have, by key in the catalogue."""
        query = """
            SELECT key, study FROM catalogue_studies JOIN studies ON id = study WHERE source = ?
        """
        return dict(self._connection.execute(query, (BOTH,)))

    def readings(self, pasts: Collection[Past]) -> dict[str, Reading]:
        """What these records' studies say, with their facts where an earlier copy is read."""
        pmids = {past.pmid for past in pasts}
        readings = by_study(
            Found(one.claim, _of(pmids, one.items), _of(pmids, one.retracted))
            for one in self._weighed
        )
        for past in pasts:
            if past.is_read and self.has_record(past.pmid):
                known = readings.get(past.pmid, Reading())
                readings[past.pmid] = known._replace(facts=self._facts(past.pmid))
        return readings

    def _facts(self, study: str) -> tuple[Row, ...]:
        query = "SELECT * FROM facts WHERE study = ? ORDER BY position"
        return tuple(self._connection.execute(query, (study,)))

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


def _of(studies: set[str], items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(item for item in items if item.study.id in studies)
