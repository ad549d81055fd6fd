"""The one exception that a user sees as one line."""

from __future__ import annotations

from pathlib import Path


class IngestError(Exception):
    """Something that the user can put right: says what is wrong, where, and what to do.

    The command line prints ``str(error)`` on one line and exits with ``exit_code``.
    """

    exit_code = 1


class InputError(IngestError):
    """A file, flag or setting that cannot be used; names the file and the place in it.

    >>> str(InputError("not a year", file=Path("a.yaml"), place="line 3, field year"))
    'a.yaml, line 3, field year: not a year'
    """

    exit_code = 2

    def __init__(self, message: str, *, file: Path | None = None, place: str | None = None) -> None:
        self.message = message
        self.file = file
        self.place = place
        where = ", ".join(str(part) for part in (file, place) if part is not None)
        super().__init__(f"{where}: {message}" if where else message)
