"""Files that people bring -> the archive: PubMed XML, PubMed text, lists of PMIDs.

What a file is, is told by what is in it, not by its name. A fault costs the part of the file
where it is: the good records before it (after it, where the format allows) and the other files
are kept.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from tqdm import tqdm

from ingest.archive.copies import Copy, Counts, Format, read_copy
from ingest.archive.lock import exclusive
from ingest.archive.writer import Archive
from ingest.errors import InputError
from ingest.parallel import batches
from ingest.pubmed import nbib, xml
from ingest.settings import Settings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BATCH = 500
"""Records stored in one transaction."""
HEAD = 4096
"""Bytes that are looked at to tell what a file is."""
LINE_LIMIT = 1 << 20
"""Bytes of the longest line of a text."""
PROBLEM_LIMIT = 10
"""Faults named in one file; the rest are counted."""
GZIP_MAGIC = b"\x1f\x8b"
GZIP_RATIO = 200
GZIP_FREE = 64 * 1024 * 1024
"""PubMed's files expand 5 to 15 times; more than 200 times, and more than 64 MB, is a trap."""

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PMID = re.compile(
    r"""["']?(?:https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/)?"""
    r"""0*([1-9][0-9]{0,8})(?:\.[0-9]+)?/?["']?"""
)
"""A PMID as people note it: quoted, with its version, or as an address of PubMed."""
LABEL = re.compile(r"\bPMID:?\s*(?=[0-9])", re.IGNORECASE)
COMMENT = re.compile(r"#.*")
NBIB_LINE = re.compile(rb"^[A-Z]{2,5} *-", re.MULTILINE)
RIS_START = b"TY  -"
SEPARATORS = re.compile(r"[\s,;]+")
MAC_LINE_END = re.compile(r"(?<=\r)(?!\n)")
READ = "PubMed XML, PubMed text (nbib), a list of PMIDs or a PubMed CSV"


class Deleted(NamedTuple):
    """NLM says that this record is no more (DeleteCitation)."""

    pmid: str


class Wanted(NamedTuple):
    """A record to fetch at the next refresh."""

    pmid: str


class Note(NamedTuple):
    """Something to tell that is no fault."""

    text: str


Item = Copy | Deleted | Wanted | Note | InputError


@dataclass
class ImportSummary:
    """What an import did, in records.

    ``returned`` had been absent and are as they were; ``wanted`` will be fetched at the next
    refresh.
    """

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    returned: int = 0
    deleted: int = 0
    wanted: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{self.added} added", f"{self.revised} revised", f"{self.unchanged} unchanged"]
        if self.returned:
            parts.append(f"{self.returned} back again")
        if self.deleted:
            parts.append(f"{self.deleted} deleted by NLM")
        if self.wanted:
            parts.append(f"{self.wanted} to fetch at the next refresh")
        return "\n".join([f"import: {', '.join(parts)}", *self.notes])


def run(settings: Settings, paths: Iterable[Path]) -> ImportSummary:
    """Import files into the archive of ``settings``; one ingest at a time."""
    with exclusive(settings.data), Archive(settings.archive) as archive:
        return import_files(archive, paths)


def import_files(
    archive: Archive,
    paths: Iterable[Path],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportSummary:
    """Take what is in ``paths`` into the archive, file by file, in batches.

    Faults of files become lines of ``problems`` that name file and place. An archive that
    nothing goes into is left as it is. Raises IngestError where the archive cannot be written.
    """
    importing = _Import(archive, clock)
    with tqdm(unit=" records", desc="import", disable=None, leave=False) as progress:
        for path in paths:
            for items in batches(read_file(path), BATCH):
                importing.take(path, items)
                progress.update(len(items))
    return importing.end()


class _Import:
    """The run of one import; it begins with the first item that is worth a run."""

    def __init__(self, archive: Archive, clock: Callable[[], datetime]) -> None:
        self._archive = archive
        self._clock = clock
        self._run: int | None = None
        self._counts = Counts()
        self._wanted: set[str] = set()
        self._faults: Counter[Path] = Counter()
        self._first_fault: str | None = None
        self._summary = ImportSummary()

    def take(self, path: Path, items: Iterable[Item]) -> None:
        """Store a batch of items of one file in one transaction."""
        for item in items:
            if isinstance(item, Note):
                self._summary.notes.append(f"{path}: {item.text}")
            elif isinstance(item, InputError):
                self._tell(path, item)
        content = [item for item in items if isinstance(item, Copy | Deleted | Wanted)]
        if content:
            with self._archive.transaction():
                self._store(path.name, content)

    def _tell(self, path: Path, fault: InputError) -> None:
        self._faults[path] += 1
        if self._faults[path] <= PROBLEM_LIMIT:
            named = InputError(fault.message, file=path, place=fault.place)
            self._summary.problems.append(str(named))
            # The run is published with evidence.db: the file's name, not where it lies.
            self._first_fault = self._first_fault or str(
                InputError(fault.message, file=Path(path.name), place=fault.place)
            )

    def _store(self, source: str, items: Iterable[Copy | Deleted | Wanted]) -> None:
        now = self._clock()
        if self._run is None:
            self._run = self._archive.begin_run("import", now)
        asked = []
        for item in items:
            if isinstance(item, Deleted):
                self._counts.gone += self._archive.delete(item.pmid, now)
                continue
            asked.append(item.pmid)
            if isinstance(item, Wanted):
                self._wanted.add(item.pmid)
            else:
                stored = self._archive.store(self._run, item, now, origin="file")
                self._counts.note(stored)
                self._summary.unchanged += stored.change == "unchanged"
                self._summary.returned += stored.change == "returned"
        self._archive.want(asked, source, now)

    def end(self) -> ImportSummary:
        summary, counts = self._summary, self._counts
        for path, faults in self._faults.items():
            if faults > PROBLEM_LIMIT:
                summary.problems.append(f"{path}: {faults - PROBLEM_LIMIT} more faults like these")
        summary.added, summary.revised, summary.deleted = counts.added, counts.revised, counts.gone
        if self._run is not None:
            if self._wanted:
                summary.wanted = len(self._wanted - self._archive.holdings().keys())
            with self._archive.transaction():
                self._archive.end_run(self._run, self._clock(), counts, self._first_fault)
        return summary


def read_file(path: Path) -> Iterator[Item]:
    """What is in a file, in its order; a fault that ends the reading comes last."""
    empty = True
    try:
        with opened(path) as stream:
            for item in READERS[recognise(stream.peek(HEAD)[:HEAD])](stream):
                empty = False
                yield item
        if empty:
            yield Note("holds no records")
    except InputError as error:
        yield error
    except (OSError, EOFError, zlib.error) as error:
        yield InputError(getattr(error, "strerror", None) or str(error))


def recognise(head: bytes) -> str:
    """What a file is by its first bytes: xml, nbib, csv or pmids.

    Raises InputError for a file that is none of these.
    """
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lines = [line.strip() for line in text.decode("utf-8", "replace").splitlines()]
    first_line = next(iter(lines), "")
    if head.startswith(UTF_16) or text.startswith(b"<"):
        return "xml"
    if not text:
        raise InputError("the file is empty")
    if _pmid_column(first_line.split(",")) is not None:
        return "csv"
    if _pmids(next(filter(None, map(_listed, lines)), "")):
        return "pmids"
    if text.startswith(RIS_START):
        raise InputError(f"this is RIS, which is not read; bring {READ}", place="line 1")
    if NBIB_LINE.search(text):
        return "nbib"
    raise InputError(f"not {READ}: it begins {first_line[:40]!r}", place="line 1")


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader[Any]]:
    """The content of a file, unpacked where it is a gzip file."""
    with path.open("rb") as file:
        if file.peek(2).startswith(GZIP_MAGIC):
            with io.BufferedReader(_Gunzip(file), 1 << 16) as stream:
                yield stream
        else:
            yield file


class _Gunzip(io.RawIOBase):
    """The content of a gzip file, unless it expands like a trap (InputError)."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gzip = gzip.GzipFile(fileobj=file)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer) as view:
            data = self._read(len(view))
            view[: len(data)] = data
        self._given += len(data)
        if self._given > max(GZIP_FREE, GZIP_RATIO * self._file.tell()):
            raise InputError(f"expands more than {GZIP_RATIO} times: not a file of PubMed")
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            return self._gzip.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(
                f"the packed file is cut off or damaged ({error})",
                place=f"byte {self._given + 1} of what is in it",
            ) from None


def _read_xml(stream: BinaryIO) -> Iterator[Item]:
    for record in xml.split(stream):
        if isinstance(record, InputError):
            yield record
        elif record.kind == "delete":
            yield Deleted(record.pmid)
        else:
            yield _copy_or_fault(record.raw, "xml")


def _read_nbib(stream: BinaryIO) -> Iterator[Item]:
    for _, text, line in nbib.split_records(_lines(stream)):
        yield _copy_or_fault(text.encode(), "nbib", place=f"record at line {line}")


def _copy_or_fault(raw: bytes, format: Format, *, place: str | None = None) -> Copy | InputError:
    try:
        return read_copy(raw, format)
    except InputError as error:
        return InputError(error.message, place=place or error.place)


def _read_pmids(stream: BinaryIO) -> Iterator[Item]:
    for number, line in enumerate(_lines_of_any_system(stream), 1):
        if listed := _listed(line):
            yield from _wanted(listed, f"line {number}")


def _listed(line: str) -> str:
    """What a line of a list says, without its comment; "" where it says nothing."""
    return COMMENT.sub("", line).strip()


def _read_csv(stream: BinaryIO) -> Iterator[Item]:
    rows = csv.reader(_lines_of_any_system(stream), strict=True)
    first = 1
    try:
        column = _pmid_column(next(rows))
        first = rows.line_num + 1
        for row in rows:
            place = f"line {rows.line_num}, column PMID"
            first = rows.line_num + 1
            if any(row) and column is not None:
                yield from _wanted(row[column] if column < len(row) else "", place)
    except csv.Error as error:
        raise InputError(
            f"the row that begins here is not CSV; is a quote left open? ({error})",
            place=f"line {first}",
        ) from None


def _pmid_column(header: list[str]) -> int | None:
    names = [name.strip(' "').lower() for name in header]
    return names.index("pmid") if "pmid" in names else None


def _wanted(words: str, place: str) -> Iterator[Wanted | InputError]:
    """The PMIDs that ``words`` consists of; where there is anything else, one fault."""
    pmids = _pmids(words)
    if not pmids:
        said = f"{words[:60]!r} is not a PMID, nor a list of PMIDs"
        yield InputError(said, place=place)
    yield from map(Wanted, pmids)


def _pmids(words: str) -> list[str]:
    """The PMIDs that ``words`` consists of; none where there is anything else."""
    found = [PMID.fullmatch(word) for word in SEPARATORS.split(LABEL.sub("", words)) if word]
    return [pmid.group(1) for pmid in found if pmid] if all(found) else []


def _lines_of_any_system(stream: BinaryIO) -> Iterator[str]:
    for line in _lines(stream):
        yield from filter(None, MAC_LINE_END.split(line))


def _lines(stream: BinaryIO) -> Iterator[str]:
    number = 0
    while line := stream.readline(LINE_LIMIT):
        number += 1
        if len(line) == LINE_LIMIT:
            raise InputError(f"a line of more than {LINE_LIMIT >> 20} MB", place=f"line {number}")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise InputError("not text in UTF-8", place=f"line {number}") from None


READERS: Mapping[str, Callable[[BinaryIO], Iterator[Item]]] = {
    "xml": _read_xml,
    "nbib": _read_nbib,
    "pmids": _read_pmids,
    "csv": _read_csv,
}
