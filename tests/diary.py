"""An archive that takes in an invented PubMed day by day, and the evidence base it makes."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from ingest.archive.copies import Counts, SearchRun, read_copy
from ingest.archive.writer import Archive
from ingest.evidence.build import build
from ingest.settings import Settings
from tests.eutils.citation import Section
from tests.eutils.population import Population

MORNING = datetime(2026, 1, 5, 6, tzinfo=UTC)
DAY = timedelta(days=1)

CLAIM = "needling-wins"
CONCLUSIONS = """
    SELECT DISTINCT study, 'its conclusion' AS reason, 'between arms' AS comparison
    FROM (SELECT id AS study, direction FROM studies
          UNION SELECT study, value FROM facts WHERE field = 'direction')
    WHERE direction"""
"""Of people and of machines alike."""
CLAIMS = {
    CLAIM: {
        "claim": "Needling does better than what it is compared with.",
        "why_believed": "Photographs.",
        "population": "People with scars",
        "intervention": "Needling",
        "comparator": "Anything",
        "outcome": "Grade",
        "question": "effect",
        "supports": f"{CONCLUSIONS} IN ('favours-intervention', 'favours-microneedling')",
        "contradicts": f"{CONCLUSIONS} = 'no-difference'",
        "bears": "SELECT id AS study, 'about scars' AS reason FROM studies",
        "needs": "A trial.",
    }
}
"""One claim in which studies count that nobody has read by hand."""


def trial(persons: int, *, wins: bool) -> tuple[Section, ...]:
    """The abstract of a trial of needling, which wins or is no better than no treatment."""
    result = (
        "Goodman and Baron scores were significantly lower on the side treated with microneedling"
        " than on the untreated side (P = 0.002)."
        if wins
        else "Goodman and Baron scores did not differ significantly between the sides (P = 0.62)."
    )
    conclusion = (
        "Microneedling was superior to no treatment."
        if wins
        else "Microneedling was no better than no treatment."
    )
    methods = (
        f"{persons} patients were randomised to microneedling on one side of the face and no"
        " treatment on the other."
    )
    texts = {"METHODS": methods, "RESULTS": result, "CONCLUSIONS": conclusion}
    return tuple(Section(label, label, text) for label, text in texts.items())


READ_BY_HAND = "90000999"
"""The PMID of the one study of the catalogue, a trial of 60 persons that needling wins."""
CATALOGUE = {
    "key": "invented-2020",
    "pmid": int(READ_BY_HAND),
    "title": "Microneedling against no treatment for acne scars, as read by hand",
    "authors": ["Invented A"],
    "authors_complete": True,
    "year": 2020,
    "kind": "primary",
    "design": "randomized-controlled-trial",
    "randomized": True,
    "scar_types": ["acne-atrophic"],
    "interventions": ["microneedling", "no-treatment"],
    "n_enrolled": 60,
    "finding": "Invented for a test.",
    "conclusion_direction": "favours-microneedling",
    "readers": 1,
}


def source_with_one_claim(folder: Path) -> Path:
    """The project's files, but with CLAIMS for the claims and a catalogue of one study."""
    for path in Settings.source.iterdir():
        if path.suffix != ".db" and path.name not in ("claims.yaml", "catalogue"):
            (folder / path.name).symlink_to(path)
    (folder / "claims.yaml").write_text(yaml.safe_dump(CLAIMS, sort_keys=False), "utf-8")
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    (catalogue / "screening.yaml").write_text("decisions: []\n", "utf-8")
    entry = yaml.safe_dump(CATALOGUE, sort_keys=False)
    (catalogue / f"{CATALOGUE['key']}.yaml").write_text(entry, "utf-8")
    return folder


class Diary:
    """The archive of ``settings``; every day is a run."""

    def __init__(self, settings: Settings) -> None:
        self.pubmed = Population()
        self.settings = settings
        self._day = 0

    def run(self, *pmids: str, missed: Collection[str] = ()) -> None:
        """A refresh that brings these records and does not get the missed ones."""
        now = MORNING + self._day * DAY
        self._day += 2
        with Archive(self.settings.archive) as archive, archive.transaction():
            run = archive.begin_run("refresh", now)
            for pmid in pmids:
                archive.store(run, read_copy(self.pubmed.raw(pmid), "xml"), now)
            held = set(archive.holdings())
            archive.record_search(SearchRun(run, "core", "scar", len(held), None), [b"<reply/>"])
            counts = Counts()
            archive.settle(run, {"core": held}, set(missed), now, counts)
            archive.end_run(run, now, counts)

    def build(self, *, extraction: bool = True) -> None:
        build(self.settings, jobs=1, extraction=extraction)

    def select(self, sql: str) -> list[tuple]:
        with closing(sqlite3.connect(self.settings.evidence)) as connection:
            return connection.execute(sql).fetchall()
