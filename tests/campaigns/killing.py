"""Commands that are killed at random moments, and what must be true of their files afterwards.

SIGKILL leaves no process a chance to tidy up; what the operating system was given is kept, as it
is not when the power fails (against that the archive synchronises every transaction).
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from tqdm import tqdm

from ingest.archive.lock import LOCK, exclusive
from ingest.archive.writer import Archive
from ingest.check import check
from ingest.evidence.build import build
from ingest.intake import importer
from ingest.intake import refresh as refreshing
from ingest.settings import Settings
from tests.eutils.population import Population
from tests.eutils.rendering import SET_HEAD, SET_TAIL
from tests.eutils.server import StandIn
from tests.refreshing import SEARCHES, World, client_of

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SOURCE = FIXTURES / "another_topic"
RECORDS_AT_ONCE = 4
"""So few records to a transaction that a small run has many moments to be killed at."""

Row: TypeAlias = tuple[Any, ...]

SAID = (
    "SELECT pmid, state, format, kind, origin, version, revised_on, retracted, sha256, raw"
    " FROM records ORDER BY pmid",
    "SELECT pmid, format, kind, sha256, raw FROM record_versions ORDER BY pmid, sha256",
    "SELECT pmid, confirmed_at IS NOT NULL FROM missing ORDER BY pmid",
    "SELECT pmid, source FROM wanted ORDER BY pmid, source",
    "SELECT doi, pmid FROM doi_lookups ORDER BY doi",
    "SELECT search, pmid FROM search_hits ORDER BY search, pmid",
)
"""All that an archive says of records. Times and numbers of runs are left out: a run that was
killed is itself something that an archive tells of."""

_forks = get_context("forkserver")
_forks.set_forkserver_preload([__name__])


class Command(ABC):
    """A command, the folder of data that it starts from, and what it may leave when killed."""

    name: str

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Fill an empty folder with what the command starts from."""

    @abstractmethod
    def run(self, folder: Path) -> None:
        """Do the work; called in a process of its own."""

    @abstractmethod
    def outcome(self, folder: Path) -> object:
        """What the finished command has made, to be compared."""

    def allows(self, folder: Path, before: object, after: object) -> bool:
        """Whether the files of a killed command are sound, beyond what is asked of all."""
        return True


class Import(Command):
    """A day of revisions, a list to fetch and deletions come to an archive that has records."""

    name = "import"

    def prepare(self, folder: Path) -> None:
        population = Population(24, seed=24, activity=8)
        self._write(folder / "day-1.xml", population)
        importer.run(Settings(data=folder), [folder / "day-1.xml"])
        for _ in range(3):
            population.advance()
        self._write(folder / "day-2.xml", population)
        (folder / "wanted.txt").write_text("1\n2\n3\n", encoding="ascii")
        shutil.copy(FIXTURES / "pubmed" / "twin.nbib", folder / "twin.nbib")

    def run(self, folder: Path) -> None:
        importer.BATCH = RECORDS_AT_ONCE
        files = [folder / name for name in ("day-2.xml", "wanted.txt", "twin.nbib")]
        importer.run(Settings(data=folder), files)

    def outcome(self, folder: Path) -> object:
        return said(folder / "archive.db")

    @staticmethod
    def _write(path: Path, population: Population) -> None:
        records = [population.raw(pmid) for pmid in population.pmids]
        gone = b"<DeleteCitation><PMID>90000001</PMID></DeleteCitation>"
        path.write_bytes(b"".join([SET_HEAD.encode(), *records, gone, SET_TAIL.encode()]))


@dataclass(frozen=True)
class Refresh(Command):
    """A refresh after some days of changes at the stand-in for PubMed."""

    url: str
    now: datetime
    start: Path
    name: str = "refresh"

    @classmethod
    def of(cls, server: StandIn, folder: Path) -> Refresh:
        """A refresh from ``server``; ``folder`` keeps the archive that it starts from."""
        world = World(server, folder / "archive.db")
        world.refresh()
        for _ in range(3):
            server.advance()
        return cls(server.url, world.now, world.path)

    def prepare(self, folder: Path) -> None:
        shutil.copy(self.start, folder / "archive.db")

    def run(self, folder: Path) -> None:
        refreshing.BATCH_SIZE = RECORDS_AT_ONCE
        with exclusive(folder), Archive(folder / "archive.db") as archive:
            refreshing.refresh(SEARCHES, client_of(self.url), archive, clock=lambda: self.now)

    def outcome(self, folder: Path) -> object:
        return said(folder / "archive.db")


class Build(Command):
    """A build from an archive that has grown since the evidence.db that is there was made."""

    name = "build"

    def prepare(self, folder: Path) -> None:
        settings = Settings(source=SOURCE, data=folder)
        importer.run(settings, [SOURCE / "records.xml"])
        build(settings)
        importer.run(settings, [FIXTURES / "pubmed" / "awkward.xml"])

    def run(self, folder: Path) -> None:
        build(Settings(source=SOURCE, data=folder))

    def outcome(self, folder: Path) -> object:
        return [
            sha256((folder / name).read_bytes()).hexdigest()
            for name in ("archive.db", "evidence.db")
        ]

    def allows(self, folder: Path, before: object, after: object) -> bool:
        """The old file or the new one; what a build leaves aside is named by ``check``."""
        left = {damage.file for damage in check(Settings(source=SOURCE, data=folder)).damages}
        aside = set(folder.glob(".evidence.db.*.tmp*"))
        return self.outcome(folder) in (before, after) and left == aside


@dataclass
class Tally:
    """What a campaign did: kills, those that left a lock or a half-written file behind, and how
    often some of the work had been kept when the next run took it up."""

    kills: int = 0
    in_work: int = 0
    taken_up: int = 0


def campaign(command: Command, folder: Path, kills: int, random: Random) -> Tally:
    """Kill the command again and again; raises AssertionError where anything is lost.

    One to three kills in a row come before a run in peace, whose outcome must be that of a
    command that was never disturbed.
    """
    start, calm = folder / "start", folder / "calm"
    start.mkdir()
    command.prepare(start)
    before = command.outcome(start)
    seconds = min(_in_peace(command, shutil.copytree(start, calm / str(n))) for n in range(3))
    after = command.outcome(calm / "0")
    assert after != before
    tally = Tally()
    while tally.kills < kills:
        tried = folder / "tried"
        shutil.copytree(start, tried)
        for _ in range(random.randint(1, 3)):
            _kill_once(command, tried, random.uniform(0, 1.1 * seconds), tally)
            assert command.allows(tried, before, after), command.name
        tally.taken_up += command.outcome(tried) not in (before, after)
        _in_peace(command, tried)
        assert command.outcome(tried) == after, command.name
        assert not (tried / LOCK).exists()
        shutil.rmtree(tried)
    return tally


def _in_peace(command: Command, folder: Path) -> float:
    """Run the command to its end; returns the seconds that it took."""
    begun = time.monotonic()
    process = _started(command, folder)
    process.join()
    assert process.exitcode == 0, command.name
    return time.monotonic() - begun


def _kill_once(command: Command, folder: Path, seconds: float, tally: Tally) -> None:
    process = _started(command, folder)
    process.join(seconds)
    kept = committed(folder / "archive.db")
    process.kill()
    process.join()
    assert process.exitcode in (0, -9), command.name
    if process.exitcode == -9:
        tally.kills += 1
        tally.in_work += str(process.pid) in _traces(folder)
    archive = folder / "archive.db"
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    lost = kept - committed(folder / "archive.db")
    assert not lost, f"{command.name}: {len(lost)} committed copies are gone"


def _started(command: Command, folder: Path) -> BaseProcess:
    process = _forks.Process(target=_work, args=(command, folder))
    process.start()
    return process


def _work(command: Command, folder: Path) -> None:
    # tqdm's own lock is one between processes, which a killed one cannot give back.
    tqdm.set_lock(threading.RLock())
    command.run(folder)


def _traces(folder: Path) -> str:
    """The numbers of processes in the lock and in the names of files that a build writes."""
    lock = folder / LOCK
    names = [path.name for path in folder.glob(".evidence.db.*")]
    return " ".join([*names, lock.read_text("ascii") if lock.exists() else ""])


def committed(archive: Path) -> frozenset[Row]:
    """PMID and hash of every copy of a record; nothing while the file is locked."""
    copies = "SELECT pmid, sha256 FROM records UNION SELECT pmid, sha256 FROM record_versions"
    with closing(sqlite3.connect(archive, timeout=0)) as connection:
        try:
            return frozenset(connection.execute(copies))
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            return frozenset()


def said(archive: Path) -> list[list[Row]]:
    """What an archive says of records (SAID)."""
    with closing(sqlite3.connect(archive)) as connection:
        return [connection.execute(query).fetchall() for query in SAID]
