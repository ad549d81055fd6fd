"""Jobs on a generated corpus: raw expat as the yardstick, then what this project does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from pyexpat import ParserCreate

from benchmarks.corpus import write_corpus
from ingest import importer
from ingest.evidence.build import build
from ingest.pubmed import xml
from ingest.settings import Settings

CORPUS = "corpus.xml"
SEED = 20260101

Job = Callable[[Path], Callable[[], object]]
"""Given the folder of fixtures, makes what it needs and returns what is to be timed."""


def prepare(folder: Path, records: int) -> None:
    """Write the corpus and an archive that holds it."""
    write_corpus(folder / CORPUS, records, SEED)
    importer.run(Settings(data=folder), [folder / CORPUS])


def expat(folder: Path) -> Callable[[], object]:
    """expat tokenises the file and calls nobody: the least that any reader of XML spends."""

    def job() -> None:
        with (folder / CORPUS).open("rb") as file:
            ParserCreate().ParseFile(file)

    return job


def parse(folder: Path) -> Callable[[], object]:
    """Every record of the file in Python types."""

    def job() -> None:
        with (folder / CORPUS).open("rb") as file:
            for raw in xml.split_records(file):
                xml.parse_record(raw.raw)

    return job


def take_in(folder: Path) -> Callable[[], object]:
    """The file into a new archive."""
    settings = Settings(data=_apart(folder))
    return lambda: importer.run(settings, [folder / CORPUS])


def build_with(jobs: int, *, extraction: bool) -> Job:
    """The archive into evidence.db: tables, indexes, full text."""

    def job(folder: Path) -> Callable[[], object]:
        data = _apart(folder)
        (data / "archive.db").symlink_to(folder / "archive.db")
        return lambda: build(Settings(data=data), jobs=jobs, extraction=extraction)

    return job


def _apart(folder: Path) -> Path:
    """A folder of this process's own, removed with the fixtures."""
    data = folder / str(os.getpid())
    data.mkdir()
    return data


JOBS: dict[str, Job] = {
    "expat": expat,
    "parse": parse,
    "import": take_in,
    "build": build_with(1, extraction=False),
    "build-2": build_with(2, extraction=False),
}
RATIO_TO = {"parse": "expat", "import": "expat", "build": "expat", "build-2": "build"}
WALL = frozenset({"build-2"})
"""Compared by wall time: what they save is time, not work."""
