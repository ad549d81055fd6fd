"""A small PubMed, three searches and a clock, for the tests of the refresh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.archive.writer import Archive
from ingest.intake.refresh import Summary, Wants, refresh
from ingest.pubmed.client import Client
from ingest.pubmed.search import Search
from ingest.settings import Settings
from tests.eutils.population import Population
from tests.eutils.server import StandIn

TERMS = {
    "needling-scars": "(microneedl*[tiab] OR needling[tiab]) AND (Cicatrix[mh] OR scar*[tiab])",
    "scar-trials": 'Cicatrix[mh] AND "randomized controlled trial"[pt]',
    "needling-skin": "microneedl*[tiab] AND melasma[tiab]",
}
SEARCHES = tuple(
    Search(id=id, title=id, topic="needling-for-scars", rationale="For tests.", term=term)
    for id, term in TERMS.items()
)


class Ticking:
    """Monotonic seconds that pass only while the client sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def clock(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def client_of(url: str, kind: type[Client] = Client) -> Client:
    """A client that does not wait in earnest and gives up after three tries."""
    ticking = Ticking()
    settings = Settings(eutils_url=url)
    return kind(settings, tries=3, timeout=10, clock=ticking.clock, sleep=ticking.sleep)


class World:
    """A PubMed stand-in and the archive that is refreshed from it, at noon of PubMed's day."""

    def __init__(self, server: StandIn, path: Path) -> None:
        self.server = server
        self.path = path
        self.wants = Wants()
        self.searches: Sequence[Search] = SEARCHES

    @property
    def pubmed(self) -> Population:
        return self.server.population

    @property
    def now(self) -> datetime:
        return datetime.combine(self.pubmed.today, datetime.min.time(), UTC) + timedelta(hours=12)

    def refresh(
        self, *, client: Client | None = None, archive: Archive | None = None, full: bool = False
    ) -> Summary:
        client = client or client_of(self.server.url)
        with archive or Archive(self.path) as archive:
            return refresh(
                self.searches, client, archive, self.wants, full=full, clock=lambda: self.now
            )

    def states(self) -> dict[str, str]:
        with Archive(self.path) as archive:
            return {record.pmid: record.state for record in archive.records()}

    def raws(self) -> dict[str, bytes]:
        with Archive(self.path) as archive:
            return {record.pmid: record.raw for record in archive.records()}

    def missing(self) -> set[str]:
        with Archive(self.path) as archive:
            return set(archive.missing())

    def watermarks(self) -> list[str]:
        """Of every clean refresh, oldest first."""
        with Archive(self.path) as archive:
            return [run.watermark for run in archive.runs() if run.watermark is not None]

    def matching(self) -> set[str]:
        """The PMIDs that PubMed finds and the catalogue asks for today."""
        found = {pmid for term in TERMS.values() for pmid in self.pubmed.matching(term)}
        return found | {pmid for pmid in self.wants.pmids if pmid in self.pubmed}


@contextmanager
def world(path: Path, population: Population) -> Iterator[World]:
    with StandIn(population, rate_limit=False) as server:
        yield World(server, path)
