"""A file of texts to a file of facts: the work behind ``python -m ingest extract``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from ingest.errors import InputError
from ingest.extract.context import Question
from ingest.extract.fact import Fact
from ingest.extract.reader import Reading, read
from ingest.extract.text.document import Document
from ingest.new_file import new_file
from ingest.parallel import batches, cores, ordered_map

BATCH = 25
FEW = 200
"""Fewer rows are read here: processes take longer to start."""
STANDARD = Path("-")
"""Standard input, and standard output."""
Line = tuple[int, bytes]
"""Line number from 1, and the line as it stands in the file."""


@dataclass(frozen=True)
class ExtractSummary:
    """How many rows were written, and what was wrong with the others, one line each."""

    rows: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        left_out = f", {len(self.problems)} left out" if self.problems else ""
        rows = "row" if self.rows == 1 else "rows"
        return f"extract: {self.rows} {rows} written{left_out}"


def extract_file(input: Path, output: Path, processes: int | None = None) -> ExtractSummary:
    """Read every row of ``input`` (JSON Lines) and write its facts to ``output``, in order.

    Rows are ``{"id", "title", "abstract"}`` or ``{"id", "text"}``, with "intervention",
    "comparator" and "outcome" beside them to ask for one comparison's direction. A row that
    cannot be used is named in ``problems`` with its line number and left out. ``processes``
    (default: one a core) changes the speed only, never the bytes. The output appears when it is
    complete, but for STANDARD, which is written as the input is read.

    Raises InputError if a file cannot be read or written.
    """
    rows, problems = 0, []
    name = "standard input" if input == STANDARD else input
    try:
        with _lines_of(input) as lines, _rows_of(output) as out:
            for done, wrong in _batches_read(_numbered(lines), processes or cores()):
                out.writelines(done)
                rows += len(done)
                problems += [f"{name}, {problem}" for problem in wrong]
    except OSError as error:
        place = Path(error.filename) if error.filename else output
        raise InputError(error.strerror or str(error), file=place) from error
    return ExtractSummary(rows, tuple(problems))


def _lines_of(input: Path) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if input == STANDARD else input.open("rb")


def _rows_of(output: Path) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdout.buffer) if output == STANDARD else new_file(output)


def reading_to_json(id: str | int, reading: Reading) -> dict[str, Any]:
    """One output row: ``{"id", "facts", "answers"}``, keys in the order of the types."""
    return {
        "id": id,
        "facts": [_fact_to_json(fact) for fact in reading.facts],
        "answers": reading.answers,
    }


def _fact_to_json(fact: Fact) -> dict[str, Any]:
    row = fact._asdict()
    if fact.parts:
        row["parts"] = [part._asdict() for part in fact.parts]
    return row


def _numbered(lines: Iterable[bytes]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


Batch = tuple[list[bytes], list[str]]
"""The output lines of some rows, and the problems of the others."""


def _batches_read(lines: Iterator[Line], processes: int) -> Iterator[Batch]:
    """Batches in the order of the file, with a bounded number of them in memory."""
    first = list(islice(lines, FEW))
    processes = processes if len(first) == FEW else 1
    return ordered_map(_read_lines, batches(chain(first, lines), BATCH), processes)


def _read_lines(lines: list[Line]) -> Batch:
    done: list[bytes] = []
    problems: list[str] = []
    for number, line in lines:
        try:
            done.append(_read_line(line))
        except InputError as error:
            problems.append(f"line {number}: {error}")
    return done, problems


def _read_line(line: bytes) -> bytes:
    row = _row(line)
    document = _document(row)
    result = reading_to_json(row["id"], read(document, _question(row)))
    try:
        return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # a lone surrogate, which only an escape can carry, or an id of over 64 bits
        return (json.dumps(result) + "\n").encode()


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"not a JSON object in UTF-8 ({error})") from error
    if not isinstance(row, dict):
        raise InputError("not a JSON object")
    id = row.get("id")
    if not isinstance(id, str | int) or isinstance(id, bool):
        raise InputError("needs an id that is a string or a whole number")
    return row


def _document(row: dict[str, Any]) -> Document:
    text = _string(row, "text")
    if text is not None:
        return Document.from_text(text)
    if "title" not in row and "abstract" not in row:
        raise InputError("needs a text, or a title and an abstract")
    return Document.from_parts(_string(row, "title"), _string(row, "abstract"))


def _string(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f"{name} is not a string")
    return value


def _question(row: dict[str, Any]) -> Question | None:
    asked = [_string(row, name) for name in ("intervention", "comparator", "outcome")]
    if not any(asked):
        return None
    intervention, comparator, outcome = (words or "" for words in asked)
    return Question(intervention, comparator, outcome)
