"""Days with faults and kills, then one clean run: the archive is as if nothing had gone wrong.

REFRESH_SEQUENCES says how many seeded sequences to try.

What nobody can know afterwards is left out of the comparison: a record, or a wording of it,
that came and went on days on which every run failed.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from ingest.archive.writer import Archive
from ingest.errors import IngestError
from ingest.intake.due import READ_ALL_EVERY
from ingest.intake.refresh import Wants
from ingest.pubmed.client import Client, FetchedBatch
from ingest.pubmed.replies import SearchReply
from tests.eutils.faults import Seeded
from tests.eutils.population import Population
from tests.eutils.server import StandIn
from tests.eutils.texts import CICATRIX
from tests.refreshing import World, client_of

SEQUENCES = int(os.environ.get("REFRESH_SEQUENCES", "8"))
KILLED_PROCESSES = max(2, SEQUENCES // 10)
DAYS = 5


class Killed(BaseException):
    """The process ends here: nothing of the project catches it."""


class Countdown:
    """Kills at the n-th step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


class MortalArchive(Archive):
    """An archive whose process may be killed before, in or after a transaction."""

    def __init__(self, path: Path, countdown: Countdown) -> None:
        super().__init__(path)
        self._countdown = countdown

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._countdown.step()
        with super().transaction():
            yield
            self._countdown.step()
        self._countdown.step()


def mortal_client(url: str, countdown: Countdown) -> Client:
    class MortalClient(Client):
        def esearch(self, term: str, **options: int | str) -> SearchReply:
            countdown.step()
            return super().esearch(term, **options)  # type: ignore[arg-type]  # passed on as given

        def fetch_records(self, pmids: Sequence[str]) -> FetchedBatch:
            countdown.step()
            return super().fetch_records(pmids)

    return client_of(url, MortalClient)


class Course:
    """Two archives of one PubMed: one is refreshed in peace every day, the other suffers."""

    def __init__(self, server: StandIn, folder: Path) -> None:
        self.server = server
        self.random = Random(f"{server.seed}:course")
        self.calm = World(server, folder / "calm.db")
        self.tried = World(server, folder / "tried.db")
        pmids = server.population.pmids
        wanted = frozenset(self.random.sample(pmids, 3)) | {"123"}
        self.calm.wants = self.tried.wants = Wants(pmids=wanted)
        self.served: dict[str, set[bytes]] = {}

    @property
    def pubmed(self) -> Population:
        return self.server.population

    def day(self) -> None:
        """PubMed changes; one archive is refreshed, the other tries to be, up to three times."""
        self.server.advance()
        self.change_quietly()
        for pmid in self.pubmed.pmids:
            self.served.setdefault(pmid, set()).add(self.pubmed.raw(pmid))
        self.server.set_faults(None)
        self.calm.refresh()
        for _ in range(self.random.randrange(4)):
            self.suffer()

    def change_quietly(self) -> None:
        """What a day of the population does not bring: a record leaves the results of a search,
        another is revised without any date to tell."""
        indexed = [pmid for pmid in self.pubmed.pmids if CICATRIX in self.pubmed[pmid].mesh]
        if indexed:
            self.pubmed.remove_mesh(self.random.choice(indexed), CICATRIX.name)
        pmid = self.random.choice(self.pubmed.pmids)
        pages = str(self.random.randrange(10**6))
        self.pubmed.revise(pmid, silent=True, modified=False, pages=pages)

    def suffer(self) -> None:
        """One run with faults, a kill, both or neither; it may not make the archive smaller."""
        before, marks = self.tried.states(), self.tried.watermarks()
        rate = self.random.choice((0.0, 0.2, 0.6))
        self.server.set_faults(Seeded(self.random.randrange(10**6), rate, streak=3))
        countdown = Countdown(self.random.choice((10**6, self.random.randrange(30))))
        with suppress(Killed, IngestError):
            self.tried.refresh(
                client=mortal_client(self.server.url, countdown),
                archive=MortalArchive(self.tried.path, countdown),
            )
        clean = [mark for mark in self.tried.watermarks() if mark] != [
            mark for mark in marks if mark
        ]
        after = self.tried.states()
        assert before.keys() <= after.keys()
        if not clean:
            shrunk = [pmid for pmid in before if before[pmid] == "held" != after[pmid]]
            assert not shrunk

    def end(self) -> None:
        """The clean runs that are to put everything right: all is read again, then confirmed."""
        self.server.set_faults(None)
        self.server.advance(READ_ALL_EVERY.days)
        self.change_quietly()
        self.refresh_both()
        self.check_present()
        self.pubmed.activity = 0
        self.server.advance()
        self.refresh_both()
        self.check_present()
        self.check_gone()

    def refresh_both(self) -> None:
        self.calm.refresh()
        self.tried.refresh()

    def check_present(self) -> None:
        """Both archives hold what PubMed has, and nothing else as held."""
        truth, matching = self.pubmed.truth(), self.calm.matching()
        for one in (self.calm, self.tried):
            states, raws, missing = one.states(), one.raws(), one.missing()
            present = {pmid for pmid in states if truth[pmid] is not None}
            assert {pmid: raws[pmid] for pmid in present} == {pmid: truth[pmid] for pmid in present}
            assert {pmid for pmid in present if states[pmid] == "held"} == matching
            assert {states[pmid] for pmid in present - matching} <= {"no-longer-matches"}
            gone = states.keys() - present
            assert all(states[pmid] == "absent" or pmid in missing for pmid in gone)

    def check_gone(self) -> None:
        """After the second run what PubMed no longer has is absent, its last copy kept."""
        truth = self.pubmed.truth()
        for one in (self.calm, self.tried):
            raws = one.raws()
            for pmid, state in one.states().items():
                assert (state == "absent") == (truth[pmid] is None)
                assert state != "absent" or raws[pmid] in self.served[pmid]


@contextmanager
def course(seed: int, folder: Path) -> Iterator[Course]:
    population = Population(15, seed=seed, activity=4)
    with StandIn(population, seed=seed, rate_limit=False) as server:
        yield Course(server, folder)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_after_any_days_one_clean_run_puts_everything_right(seed: int, tmp_path: Path) -> None:
    with course(seed, tmp_path) as sequence:
        for _ in range(DAYS):
            sequence.day()
        sequence.end()


def integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


REFRESH_AND_DIE = """
import sys
from datetime import datetime
from pathlib import Path
from ingest.archive.writer import Archive
from ingest.intake.refresh import Wants, refresh
from tests.refreshing import SEARCHES, client_of

url, path, now, *wanted = sys.argv[1:]
print("ready", flush=True)
with Archive(Path(path)) as archive:
    refresh(
        SEARCHES, client_of(url), archive, Wants(pmids=frozenset(wanted)),
        clock=lambda: datetime.fromisoformat(now),
    )
"""


@pytest.mark.parametrize("seed", range(KILLED_PROCESSES))
def test_a_process_that_is_killed_loses_nothing(seed: int, tmp_path: Path) -> None:
    with course(seed, tmp_path) as sequence:
        for _ in range(3):
            sequence.day()
            sequence.server.set_faults(None)
            one = sequence.tried
            before = one.states()
            command = [sys.executable, "-c", REFRESH_AND_DIE, sequence.server.url, str(one.path)]
            command += [one.now.isoformat(), *sorted(one.wants.pmids)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
                time.sleep(sequence.random.uniform(0, 0.15))
                process.kill()
            assert before.keys() <= one.states().keys()
            assert integrity(one.path) == "ok"
        sequence.end()
