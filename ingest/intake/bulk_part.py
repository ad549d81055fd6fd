"""A bulk file read: what of it the strategies find, in a file of its own (a part).

A part is JSON lines, packed: what it was made from; a line for each record that is kept, with
the strategies that find it; a last line with what was passed over and what NLM deletes. It
appears whole, by one rename, and the same inputs give the same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import uuid4

from ingest.archive.copies import Copy, copy_of
from ingest.errors import InputError
from ingest.intake.bulk_files import BulkFile, check_md5
from ingest.intake.importer import opened
from ingest.pubmed import xml
from ingest.pubmed.field_text import revised_on
from ingest.pubmed.local_search import LocalSearches
from ingest.pubmed.mesh_tree import MeshTree

FORMAT = 1
"""Raised when parts of the last release must not be taken: another shape, another evaluation."""
UNDATED = ""
"""The key of records without DateRevised in ``Rest.passed``."""
PACKING = 3
"""gzip's level: records are packed again in the archive."""


class Reading(NamedTuple):
    """How files are read: ``terms`` are the strategies (id, query), ``tree`` NLM's file,
    ``wanted`` the PMIDs that are kept whatever the strategies say."""

    terms: tuple[tuple[str, str], ...]
    tree: Path | None
    wanted: frozenset[str]


class Made(NamedTuple):
    """What reading a file came to: how many records it holds, or the fault that leaves no part."""

    file: BulkFile
    records: int = 0
    fault: str | None = None
    place: str | None = None

    @property
    def problem(self) -> InputError | None:
        if self.fault is None:
            return None
        return InputError(self.fault, file=self.file.path, place=self.place)


class Kept(NamedTuple):
    """A record of a part and the strategies that find it; none where it is only wanted."""

    copy: Copy
    searches: tuple[str, ...]


class Rest(NamedTuple):
    """What else is in a file: PMIDs that were passed over by DateRevised, PMIDs that are deleted,
    and how many records there were in all."""

    passed: dict[str, list[int]]
    deleted: list[int]
    records: int


def searches_of(reading: Reading) -> LocalSearches:
    """The strategies, ready to be asked; raises InputError where they or the tree cannot be."""
    return _searches(reading.terms, reading.tree)


@lru_cache(maxsize=1)
def _searches(terms: tuple[tuple[str, str], ...], tree: Path | None) -> LocalSearches:
    return LocalSearches(terms, None if tree is None else MeshTree.load(tree))


def part_path(folder: Path, file: BulkFile) -> Path:
    return folder / file.path.name.replace(".xml.gz", ".jsonl.gz")


def make_part(file: BulkFile, reading: Reading, folder: Path) -> Made:
    """Read a file and write its part; a fault of the file is told, and leaves no part."""
    try:
        check_md5(file)
        records = _write(file, reading, part_path(folder, file))
    except InputError as error:
        return Made(file, fault=error.message, place=error.place)
    except (OSError, EOFError, zlib.error) as error:
        return Made(file, fault=getattr(error, "strerror", None) or str(error))
    return Made(file, records)


def _write(file: BulkFile, reading: Reading, target: Path) -> int:
    searches = searches_of(reading)
    passed: dict[str, str | None] = {}
    deleted: set[str] = set()
    records = 0
    with _appearing(target) as part, opened(file.path) as stream:
        _put(part, _made_from(file, searches) | {"wanted": sorted(reading.wanted)})
        for record in xml.split_records(stream):
            if record.kind == "delete":
                deleted.add(record.pmid)
                continue
            records += 1
            deleted.discard(record.pmid)
            kept = _kept(record, searches, reading.wanted)
            if kept is None:
                passed[record.pmid] = revised_on(record.raw)
            else:
                passed.pop(record.pmid, None)
                _put(part, _written(kept))
        _put(part, Rest(_by_day(passed), sorted(map(int, deleted)), records)._asdict())
    return records


def _by_day(passed: Mapping[str, str | None]) -> dict[str, list[int]]:
    by_day: dict[str, list[int]] = {}
    for pmid, day in sorted(passed.items(), key=lambda item: int(item[0])):
        by_day.setdefault(day or UNDATED, []).append(int(pmid))
    return by_day


def _kept(record: xml.RawRecord, searches: LocalSearches, wanted: frozenset[str]) -> Kept | None:
    is_wanted = record.pmid in wanted
    if not is_wanted and not searches.may_match(record.raw):
        return None
    parsed = xml.parse_record(record.raw)
    found = searches.matching(parsed)
    return Kept(copy_of(parsed, record.raw, "xml"), found) if found or is_wanted else None


def _made_from(file: BulkFile, searches: LocalSearches) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "file": file.path.name,
        "md5": file.md5,
        "size": file.size,
        "modified": file.modified,
        "searches": searches.fingerprint,
    }


def _written(kept: Kept) -> dict[str, Any]:
    return kept.copy._asdict() | {"raw": kept.copy.raw.decode(), "searches": kept.searches}


def _put(part: IO[str], value: object) -> None:
    part.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


@contextmanager
def _appearing(target: Path) -> Iterator[IO[str]]:
    """A packed text file that is there, whole, when all is written, and not before."""
    temporary = target.with_name(f"{target.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            packed = gzip.GzipFile(
                filename="", mode="wb", fileobj=file, compresslevel=PACKING, mtime=0
            )
            with packed, io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text:
                yield text
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def is_current(part: Path, file: BulkFile, reading: Reading) -> bool:
    """Whether a part is what reading the file would give now."""
    try:
        with gzip.open(part, "rt", encoding="utf-8") as lines:
            made_from = json.loads(next(lines))
        new = {int(pmid) for pmid in reading.wanted.difference(made_from.pop("wanted"))}
        return made_from == _made_from(file, searches_of(reading)) and not _passed(part, new)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, StopIteration):
        return False


def _passed(part: Path, pmids: set[int]) -> bool:
    """Whether any of these PMIDs was passed over."""
    if not pmids:
        return False
    rests = (item for item in read_part(part) if isinstance(item, Rest))
    return any(not pmids.isdisjoint(day) for rest in rests for day in rest.passed.values())


def read_part(part: Path) -> Iterator[Kept | Rest]:
    """What is in a part, in the order of the file; the last is the Rest.

    Raises InputError for a part that was damaged since it was written.
    """
    try:
        with gzip.open(part, "rt", encoding="utf-8", newline="\n") as lines:
            next(lines)
            for line in lines:
                value = json.loads(line)
                if "raw" in value:
                    found = tuple(value.pop("searches"))
                    yield Kept(Copy(**value | {"raw": value["raw"].encode()}), found)
                else:
                    yield Rest(**value)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        message = f"is damaged: remove it, its file is read again then ({error})"
        raise InputError(message, file=part) from None
