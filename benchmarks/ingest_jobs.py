"""Jobs on a generated corpus: raw expat as the yardstick, then what this project does."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from pyexpat import ParserCreate

from benchmarks.corpus import HEADER, articles, write_corpus
from ingest.evidence.build import build
from ingest.extract.command import extract_file
from ingest.intake import importer
from ingest.pubmed import xml
from ingest.settings import Settings

CORPUS = "corpus.xml"
SEED = 20260101
ABSTRACTS = 3000
"""Texts of the row ``extract``."""
TEXTS = "abstracts.jsonl"
REVISED = "revised"
"""Folder of an evidence.db and of the archive as it is after one record in 100 was revised."""

Job = Callable[[Path], Callable[[], object]]
"""Given the folder of fixtures, makes what it needs and returns what is to be timed."""


def prepare(folder: Path, records: int, jobs: Collection[str]) -> None:
    """Write the corpus, an archive that holds it, and what else the jobs need."""
    write_corpus(folder / CORPUS, records, SEED)
    importer.run(Settings(data=folder), [folder / CORPUS])
    if "extract" in jobs:
        _write_texts(folder)
    if "rebuild-1-percent" in jobs:
        _build_and_revise(folder, records)


def _write_texts(folder: Path) -> None:
    """Title and abstract of the first records that have one, a row each."""
    with (folder / TEXTS).open("w", encoding="utf-8") as texts:
        invented = articles(2 * ABSTRACTS, SEED)
        records = (xml.parse_record(article.strip().encode()) for article in invented)
        for record in islice((one for one in records if one.abstract), ABSTRACTS):
            words = "\n".join(section.text for section in record.abstract)
            row = {"id": record.pmid, "title": record.title, "abstract": words}
            texts.write(json.dumps(row) + "\n")


def _build_and_revise(folder: Path, records: int) -> None:
    data = folder / REVISED
    data.mkdir()
    settings = Settings(data=data)
    shutil.copyfile(folder / "archive.db", settings.archive)
    # In a process of its own: the peak memory of this one is the least that a job's can be.
    with ProcessPoolExecutor(1) as pool:
        pool.submit(build, settings).result()
    revised = [
        article.replace("<LastName>", "<LastName>De ")
        for article in islice(articles(records, SEED), 0, None, 100)
    ]
    file = data / "revised.xml"
    file.write_text(f"{HEADER}<PubmedArticleSet>{''.join(revised)}</PubmedArticleSet>")
    importer.run(settings, [file])


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


def file_to_evidence(folder: Path) -> Callable[[], object]:
    """The file into a new archive and that into evidence.db, on two cores."""
    settings = Settings(data=_apart(folder))

    def job() -> None:
        importer.run(settings, [folder / CORPUS])
        build(settings, jobs=2, extraction=False)

    return job


def rebuild(folder: Path) -> Callable[[], object]:
    """evidence.db again after a refresh that changed one record in 100."""
    data = _apart(folder)
    (data / "archive.db").symlink_to(folder / REVISED / "archive.db")
    (data / "evidence.db").symlink_to(folder / REVISED / "evidence.db")
    return lambda: build(Settings(data=data), jobs=1)


def extract(folder: Path) -> Callable[[], object]:
    """Every fact of 3,000 abstracts, on two cores."""
    output = _apart(folder) / "facts.jsonl"
    return lambda: extract_file(folder / TEXTS, output, processes=2)


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
    "file-to-evidence-2": file_to_evidence,
    "extract": extract,
    "build-all": build_with(1, extraction=True),
    "rebuild-1-percent": rebuild,
}
RATIO_TO = {
    "parse": "expat",
    "import": "expat",
    "build": "expat",
    "build-2": "build",
    "build-all": "expat",
    "rebuild-1-percent": "build-all",
}
WALL = frozenset({"build-2", "extract", "file-to-evidence-2", "paperetl"})
"""Compared by wall time: what they save is time, not work."""
RATES = {"extract": (ABSTRACTS, "abstracts / s, 2 cores")}
"""Rows that are given as a rate: how many things a job does, and the unit."""
