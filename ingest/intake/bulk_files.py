"""PubMed's bulk files in a folder: which there are, in their order, each with its MD5.

NLM numbers the baseline of a year and the update files after it in one row, pubmed26n0001.xml.gz
and so on; beside each stands its MD5 (https://ftp.ncbi.nlm.nih.gov/pubmed/).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ingest.errors import InputError

NAME = re.compile(r"pubmed(\d\d)n(\d{4,})\.xml\.gz")
MD5 = re.compile(r"\b([0-9a-f]{32})\b", re.IGNORECASE)


class BulkFile(NamedTuple):
    """One file; ``md5`` is what stands beside it, ``size`` bytes and ``modified`` ns tell a copy
    that was replaced."""

    path: Path
    year: int
    number: int
    md5: str
    size: int
    modified: int


def bulk_files(folder: Path) -> tuple[list[BulkFile], list[InputError]]:
    """The bulk files of ``folder`` and its folders in order of their number, and what is wrong.

    Wrong are files that cannot be used, for want of their MD5, and gaps in the numbers. Raises
    InputError where there are no files, or files that do not belong together.
    """
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder)
    paths = sorted(path for path in folder.rglob("pubmed*.xml.gz") if NAME.fullmatch(path.name))
    if not paths:
        raise InputError("there is no file pubmedYYnNNNN.xml.gz in it", file=folder)
    files: list[BulkFile] = []
    problems: list[InputError] = []
    for path in paths:
        try:
            files.append(_bulk_file(path))
        except InputError as error:
            problems.append(error)
        except OSError as error:
            problems.append(InputError(error.strerror or str(error), file=path))
    files.sort(key=lambda file: file.number)
    _check_one_row(paths)
    return files, problems + _gaps(paths)


def check_md5(file: BulkFile) -> None:
    """Raises InputError where the content of a file is not what its MD5 says."""
    with file.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False))
    if digest.hexdigest() != file.md5:
        raise InputError(
            "its content is not what its .md5 says: download both again", file=file.path
        )


def _bulk_file(path: Path) -> BulkFile:
    year, number = _row(path)
    beside = path.with_name(f"{path.name}.md5")
    if not beside.exists():
        raise InputError(f"there is no {beside.name} beside it: download it too", file=path)
    md5 = MD5.search(beside.read_text(encoding="ascii", errors="replace"))
    if md5 is None:
        raise InputError("there is no MD5 in it: download it again", file=beside)
    status = path.stat()
    return BulkFile(path, year, number, md5[1].lower(), status.st_size, status.st_mtime_ns)


def _row(path: Path) -> tuple[int, int]:
    name = NAME.fullmatch(path.name)
    assert name is not None, "only files of such a name are listed"
    return int(name[1]), int(name[2])


def _check_one_row(paths: Sequence[Path]) -> None:
    """Each year's baseline begins anew, and a number may be there once."""
    numbers: dict[int, Path] = {}
    for path in paths:
        year, number = _row(path)
        if year != _row(paths[0])[0]:
            raise InputError(
                f"of another year than {paths[0].name}; each baseline begins anew: keep one",
                file=path,
            )
        if number in numbers:
            raise InputError(f"is there twice: {numbers[number]}", file=path)
        numbers[number] = path


def _gaps(paths: Iterable[Path]) -> list[InputError]:
    """A line for each run of numbers that is not there while later ones are."""
    by_number = {_row(path)[1]: path for path in paths}
    numbers = sorted(by_number)
    return [
        InputError(
            f"number {before + 1} is not there"
            if after - before == 2
            else f"numbers {before + 1} to {after - 1} are not there",
            file=by_number[after].parent,
            place=f"before {by_number[after].name}",
        )
        for before, after in pairwise(numbers)
        if after - before > 1
    ]
