"""What the archive takes in and gives out: copies of records, searches and runs."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NamedTuple

from ingest.duplicates import fingerprint
from ingest.errors import IngestError
from ingest.pubmed import nbib, xml
from ingest.pubmed.record import Record, is_retracted

Format = Literal["xml", "nbib"]
State = Literal["held", "absent", "no-longer-matches"]
Origin = Literal["pubmed", "file"]
RunKind = Literal["refresh", "import"]

CHANGES = "(changes)"
"""The name of a refresh's search for changes; no strategy can bear it."""

XML_NOISE = re.compile(
    rb"<(History|DateCompleted|DateRevised)>.*?</\1>|<ReferenceList>.*</ReferenceList>", re.DOTALL
)
NBIB_NOISE = re.compile(
    rb"^(?:PHST|EDAT|MHDA|CRDT|DCOM|DA  |LR  )-.*(?:\r?\n {6}.*)*\r?\n?", re.MULTILINE
)
BETWEEN_TAGS = re.compile(rb">\s+<")


class Copy(NamedTuple):
    """A record as it was served, with what the archive's rules read from it.

    ``revised_on`` is DateRevised (ISO), ``doi`` in lower case; title, year, first author and
    whether there is an abstract tell duplicates (``ingest.duplicates``).
    """

    pmid: str
    format: Format
    kind: str
    version: int
    revised_on: str | None
    retracted: bool
    doi: str | None
    raw: bytes
    title: str | None = None
    year: int | None = None
    first_author: str | None = None
    has_abstract: bool = False


class Stored(NamedTuple):
    """What storing a copy did; ``retracted`` when a held record became a retracted one.

    A record that had been absent and comes back as it was has ``returned``.
    """

    change: Literal["added", "revised", "returned", "unchanged"]
    retracted: bool = False


class Held(NamedTuple):
    """An archived record without its copy: what tells whether it is the same as before."""

    pmid: str
    state: State
    format: Format
    sha256: str
    first_seen: str


class ArchivedRecord(NamedTuple):
    """A record as the archive holds it.

    ``run`` brought its present content and ``first_run`` its first copy, at ``first_seen``;
    ``fetched_at`` is when the copy was taken in or last confirmed. Times are ISO 8601 in UTC.
    """

    pmid: str
    state: State
    format: Format
    kind: str
    sha256: str
    fetched_at: str
    run: int
    first_run: int
    first_seen: str
    compressed: bytes

    @property
    def raw(self) -> bytes:
        return _unpacked(self)


class Version(NamedTuple):
    """A copy that a revision replaced: in force from ``first_run`` until ``until_run``."""

    pmid: str
    first_run: int
    until_run: int
    format: Format
    kind: str
    sha256: str
    compressed: bytes

    @property
    def raw(self) -> bytes:
        return _unpacked(self)


class Holding(NamedTuple):
    """What a refresh needs to know of a record that is in the archive."""

    state: State
    origin: Origin
    fetched_at: str
    retracted: bool = False


class Missing(NamedTuple):
    """A record that PubMed did not deliver when it was last asked."""

    last_asked: str
    confirmed: bool


class Lookup(NamedTuple):
    """What PubMed answered to a DOI; ``pmid`` is None where no record bears it."""

    pmid: str | None
    looked_up_at: str


class SearchRun(NamedTuple):
    """A search as it went in one run; ``found`` is PubMed's count."""

    run: int
    search: str
    term: str
    found: int
    translation: str | None


class Run(NamedTuple):
    """One refresh or import. Times are ISO 8601 in UTC; counts are None until it has ended."""

    id: int
    kind: RunKind
    started_at: str
    ended_at: str | None
    outcome: Literal["running", "clean", "failed"]
    message: str | None
    read_all: bool
    watermark: str | None
    requests: int | None
    added: int | None
    revised: int | None
    retracted: int | None
    gone: int | None
    no_longer_matching: int | None


@dataclass
class Counts:
    """What a run did, in requests and records."""

    requests: int = 0
    added: int = 0
    revised: int = 0
    retracted: int = 0
    gone: int = 0
    no_longer_matching: int = 0

    def note(self, stored: Stored) -> None:
        self.added += stored.change == "added"
        self.revised += stored.change == "revised"
        self.retracted += stored.retracted


def _unpacked(archived: ArchivedRecord | Version) -> bytes:
    try:
        return zlib.decompress(archived.compressed)
    except zlib.error as error:
        raise IngestError(
            f"archive.db: a copy of record {archived.pmid} is damaged ({error}); "
            "`python -m ingest check` says how to recover"
        ) from None


def read_record(raw: bytes, format: Format) -> Record:
    """The record in a served copy; raises the parser's InputError if it cannot be read."""
    return xml.parse_record(raw) if format == "xml" else nbib.parse_record(raw.decode())


def parse(archived: ArchivedRecord | Version) -> Record:
    """The record in an archived copy; raises the parser's InputError if it cannot be read.

    A copy that is damaged raises IngestError.
    """
    return read_record(archived.raw, archived.format)


def parse_study(archived: ArchivedRecord) -> Record:
    """``parse``, but without the dates of History: what is said of the study, not of its record."""
    raw = xml.without_history(archived.raw) if archived.format == "xml" else archived.raw
    return read_record(raw, archived.format)


def read_copy(raw: bytes, format: Format) -> Copy:
    """Read a served record for storing; raises the parser's InputError if it cannot be read."""
    return copy_of(read_record(raw, format), raw, format)


def copy_of(record: Record, raw: bytes, format: Format) -> Copy:
    """``record``, read from ``raw``, for storing."""
    known = fingerprint(record)
    return Copy(
        pmid=record.pmid,
        format=format,
        kind=record.kind,
        version=record.version,
        revised_on=record.history.revised,
        retracted=is_retracted(record),
        doi=known.doi,
        raw=raw,
        title=known.title,
        year=known.year,
        first_author=known.first_author,
        has_abstract=known.has_abstract,
    )


def content_sha256(copy: Copy) -> str:
    """Hash of what a record says, without the dates of its handling and its references.

    NLM renews DateRevised and History of large sets without changing a word (MEDLINE Data
    Maintenance Overview), and reference lists come and go; a record counts as revised when
    anything else differs.
    """
    if copy.format == "nbib":
        return sha256(NBIB_NOISE.sub(b"", copy.raw)).hexdigest()
    return sha256(BETWEEN_TAGS.sub(b"><", XML_NOISE.sub(b"", copy.raw))).hexdigest()
