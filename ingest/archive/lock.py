"""One ingest at a time: data/ingest.archive.lock, with the number of the process that holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ingest.errors import IngestError

LOCK = "ingest.archive.lock"


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold the lock of a data folder, made if need be.

    The system lets go of the lock when its process ends in whatever way, so a file that a
    killed process left behind is taken over. Raises IngestError where another process holds it
    or the folder cannot be written.
    """
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _locked(path)
    except OSError as error:
        raise IngestError(f"{path}: {error.strerror}") from error
    with file:
        try:
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            yield
        finally:
            path.unlink(missing_ok=True)


def _locked(path: Path) -> TextIO:
    while True:
        file = path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                file.seek(0)
                holder = file.read().strip() or "unknown"
            raise IngestError(
                f"another ingest is running (process {holder}, {path}): let it end, then try again"
            ) from None
        # The holder before may have removed the file between opening and locking it.
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()
