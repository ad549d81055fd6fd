"""Files that users ask for: there when they are whole, and not before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ingest.errors import InputError


@contextmanager
def new_file(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``target`` only if all of it was written.

    Raises InputError where there is no folder for it, or something there that is no file;
    OSError, with the name that was given, where it cannot be written.
    """
    if not target.parent.is_dir():
        raise InputError("there is no such folder", file=target.parent)
    if target.exists() and not target.is_file():
        raise InputError("is not a file that could be replaced", file=target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as stream:
            yield stream
        aside.replace(target)
    except OSError as error:
        if error.filename not in (None, str(aside)):
            raise
        raise OSError(error.errno, error.strerror or str(error), str(target)) from error
    finally:
        aside.unlink(missing_ok=True)
