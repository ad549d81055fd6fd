"""PubMed-format text (.nbib, or "Save > PubMed" .txt): records, and one record into a Record.

A record is lines ``TAG - value``; a long value goes on in lines that begin with six spaces, and
an empty line ends the record. Bio.Medline turns lines into fields, but it makes list items of
their own out of the wrapped lines of most tags, so they are rejoined first; the order of authors
and their affiliations, which its dictionary loses, is read from the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from Bio import Medline

from ingest.errors import InputError
from ingest.pubmed.nbib_fields import Line, read_fields
from ingest.pubmed.record import Record

TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}-(.*)")
CONTINUATION = " " * 6
RECORD_LIMIT = 16 * 1024 * 1024
"""Characters; as of a record in XML."""
SERVER_ERROR = re.compile(r"id: *\d+ Error occurred", re.IGNORECASE)
NUMBER = re.compile(r"0*([1-9][0-9]{0,8})")


def split_records(stream: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Yield (PMID, the record's lines, number of its first line) for each record of a text.

    Raises InputError at a line that is neither field nor continuation, for an answer that is
    not PubMed text at all (XML, HTML, JSON, an error message), and for a text without records.
    Records without a PMID, as ERIC's are, cannot be kept: they are passed over and counted in
    an InputError after the last record.
    """
    read, nameless = 0, []
    for lines, first in _blocks(stream):
        read += 1
        pmid = _pmid(lines)
        if pmid is None:
            nameless.append(first)
        else:
            yield pmid, "\n".join(lines) + "\n", first
    if not read:
        raise InputError("there is no record in it", place="line 1")
    if nameless:
        raise InputError(
            f"{len(nameless)} of {read} records have no PMID and are left out",
            place=f"line {nameless[0]}",
        )


def parse_record(raw: str) -> Record:
    """Read one record of PubMed-format text, as ``split_records`` yields it.

    What the format does not hold is missing: MeSH identifiers, cited PMIDs, equal contribution,
    superscripts. Raises InputError for a line that is no field and for a record without a PMID.
    """
    lines = unwrap(raw)
    pmid = next((_number(value) for tag, value in lines if tag == "PMID"), None)
    if pmid is None:
        raise InputError("the record has no PMID")
    padded = [f"{tag:<4}- {value}\n" for tag, value in lines]
    fields = Medline.read(padded)  # type: ignore[no-untyped-call]  # Biopython is not annotated
    return read_fields(pmid, fields, lines)


def unwrap(raw: str) -> list[Line]:
    """(tag, whole value) of each field in order; a wrapped value is joined by one space.

    Fields without a value, which some programs write, are left out.
    """
    fields: list[tuple[str, list[str]]] = []
    for number, line in enumerate(raw.removeprefix("\ufeff").split("\n"), 1):
        if line.startswith(CONTINUATION) and fields:
            fields[-1][1].append(line.strip())
        elif line.strip():
            tag, value = _field(line, number)
            fields.append((tag, [value.strip()]))
    lines = ((tag, " ".join(filter(None, pieces))) for tag, pieces in fields)
    return [(tag, value) for tag, value in lines if value]


def _blocks(stream: Iterable[str]) -> Iterator[tuple[list[str], int]]:
    """The lines of each record with the number of the first; an empty line or a PMID parts them."""
    lines: list[str] = []
    first, size = 1, 0
    for number, served in enumerate(stream, 1):
        line = served.rstrip("\r\n")
        if number == 1:
            line = line.removeprefix("\ufeff")
        continues = line.startswith(CONTINUATION) and bool(lines)
        if lines and not continues and (not line.strip() or line.startswith("PMID")):
            yield lines, first
            lines, size = [], 0
        if continues or line.strip():
            size += len(line)
            if size > RECORD_LIMIT:
                message = f"a record of more than {RECORD_LIMIT >> 20} MB is not from PubMed"
                raise InputError(message, place=f"line {first}")
            if not continues:
                _field(line, number)
            if not lines:
                first = number
            lines.append(line)
    if lines:
        yield lines, first


def _field(line: str, number: int) -> Line:
    match = TAG.match(line)
    if match is not None:
        return match.group(1), match.group(2)
    place = f"line {number}"
    if SERVER_ERROR.match(line):
        raise InputError(f"PubMed answered with an error: {line.strip()[:200]}", place=place)
    if line.startswith("<"):
        raise InputError("this is XML or HTML, not PubMed text (.nbib)", place=place)
    if line.startswith(("{", "[")):
        raise InputError("this is JSON, not PubMed text (.nbib)", place=place)
    raise InputError(
        f"neither a field (TAG - value) nor the continuation of one: {line.strip()[:40]!r}",
        place=place,
    )


def _pmid(lines: list[str]) -> str | None:
    for line in lines:
        match = TAG.match(line)
        if match is not None and match.group(1) == "PMID":
            return _number(match.group(2))
    return None


def _number(value: str) -> str | None:
    match = NUMBER.fullmatch(value.strip())
    return match.group(1) if match is not None else None
