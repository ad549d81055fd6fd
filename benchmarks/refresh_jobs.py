"""A refresh against the stand-in of E-utilities, which runs in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.archive.writer import Archive
from ingest.intake.refresh import refresh
from ingest.pubmed.search import Search
from tests.eutils.population import FIRST_DAY, Population
from tests.eutils.server import StandIn
from tests.refreshing import client_of

SEARCH = Search(
    id="scars", title="Scars", topic="scars", rationale="All of them.", term="scars[ti]"
)
BEFORE = 60
"""Days that the records are old at the first refresh: longer than a search for changes reaches."""
STEP = 2
"""Days from one refresh to the next; a copy of the last day is not asked for again."""
CHANGED = 100
"""One record in so many is revised between two refreshes."""


@contextmanager
def stand_in(records: int) -> Iterator[Connection]:
    """A connection to a PubMed of small records: it sends its address, and lets STEP days pass
    and records change whenever something is sent."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(records, theirs))
    process.start()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def _serve(records: int, connection: Connection) -> None:
    population = Population.of_size(records)
    population.advance(BEFORE)
    with StandIn(population, rate_limit=False) as server:
        connection.send(server.url)
        while True:
            connection.recv()
            population.advance(STEP)
            for pmid in population.pmids[::CHANGED]:
                population.revise(pmid)
            connection.send(server.url)


def refresh_job(url: str, archive: Path, times: int) -> Callable[[], object]:
    """Bring an archive up to date for the ``times``-th time, without waiting between requests."""
    now = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    now += timedelta(days=BEFORE + STEP * (times - 1), hours=12)

    def job() -> None:
        with Archive(archive) as opened:
            refresh([SEARCH], client_of(url), opened, clock=lambda: now)

    return job
