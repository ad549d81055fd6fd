"""PubMed's bulk files -> the archive: for many topics, or without E-utilities.

Each file is read once, in whatever order and on whatever machine, into a part of its own; then
all parts go into the archive in order. Stopped at any moment, the finished parts stand and the
archive is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tqdm import tqdm

from ingest.archive.copies import Counts
from ingest.archive.lock import exclusive
from ingest.archive.writer import Archive
from ingest.catalogue.folder import load_catalogue
from ingest.errors import InputError
from ingest.intake.bulk_cluster import make_parts
from ingest.intake.bulk_files import BulkFile, bulk_files
from ingest.intake.bulk_merge import merge
from ingest.intake.bulk_part import Made, Reading, is_current, part_path, searches_of
from ingest.intake.refresh import Wants
from ingest.pubmed.local_search import CannotEvaluateError
from ingest.pubmed.search import load_searches
from ingest.settings import Settings
from ingest.vocabulary.concepts import Vocabulary

PARTS = "baseline"
"""The folder of parts, beside archive.db."""


class Summary(NamedTuple):
    """What a run did: in files (``read`` of them now), in records, and lines for what failed."""

    files: int
    read: int
    records: int
    counts: Counts
    problems: list[str]

    def __str__(self) -> str:
        counts = self.counts
        return (
            f"baseline: {self.files} files, {self.read} of them read now, {self.records} records; "
            f"{counts.added} added, {counts.revised} revised, {counts.retracted} retracted, "
            f"{counts.gone} gone, {counts.no_longer_matching} no longer matching"
        )


def run(
    settings: Settings,
    folder: Path,
    *,
    tree: Path | None = None,
    scheduler: str | None = None,
    workers: int | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Summary:
    """Bring the archive of ``settings`` in step with the bulk files of ``folder``.

    ``tree`` is NLM's MeSH tree; by default the newest mtrees*.bin of the folder. Raises
    IngestError before any file is read for strategies that cannot be evaluated on files, data
    files or folders that cannot be used, and where Dask is not to be had.
    """
    folder = folder.resolve()
    files, problems = bulk_files(folder)
    tree = tree.resolve() if tree is not None else max(folder.rglob("mtrees*.bin"), default=None)
    with exclusive(settings.data), Archive(settings.archive) as archive:
        reading, wants = reading_of(settings, tree, archive.wanted())
        parts = _folder_of_parts(settings.data)
        to_read = [file for file in files if not is_current(part_path(parts, file), file, reading)]
        for made in _progress(make_parts(to_read, reading, parts, scheduler, workers), to_read):
            problems += [made.problem] if made.problem else []
        failed = {problem.file for problem in problems}
        good = [(file, part_path(parts, file)) for file in files if file.path not in failed]
        merged = merge(archive, good, reading, wants, clock(), _failure(problems))
    return Summary(len(files), len(to_read), *merged, list(map(str, problems)))


def reading_of(
    settings: Settings, tree: Path | None, wanted: Iterable[str]
) -> tuple[Reading, Wants]:
    """How files are to be read, and what the catalogue asks for.

    ``wanted`` are PMIDs that others ask for. Raises InputError, with file, strategy and term, for
    what cannot be evaluated on files.
    """
    source = settings.source
    searches = load_searches(source / "searches.yaml")
    vocabulary = Vocabulary.load(source / "vocabulary")
    wants = Wants.of(load_catalogue(source / "catalogue", vocabulary))
    terms = tuple((search.id, search.query) for search in searches)
    reading = Reading(terms, tree, wants.pmids.union(wanted))
    try:
        searches_of(reading)
    except CannotEvaluateError as error:
        place = error.place
        raise InputError(error.message, file=source / "searches.yaml", place=place) from None
    return reading, wants


def _folder_of_parts(data: Path) -> Path:
    """Where parts are kept, without what a killed run left half written."""
    folder = data.resolve() / PARTS
    folder.mkdir(exist_ok=True)
    for unfinished in folder.glob("*.tmp"):
        unfinished.unlink()
    return folder


def _progress(parts: Iterator[Made], files: Sequence[BulkFile]) -> Iterator[Made]:
    return iter(
        tqdm(parts, total=len(files), unit=" files", desc="baseline", disable=None, leave=False)
    )


def _failure(problems: Sequence[InputError]) -> str | None:
    """What the run is said to have failed for; it is published, so files go by their names."""
    if not problems:
        return None
    first = problems[0]
    named = InputError(first.message, file=first.file and Path(first.file.name), place=first.place)
    return f"{len(problems)} faults in the bulk files, the first: {named}"
