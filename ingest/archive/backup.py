"""A copy of archive.db that is whole even while a refresh writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import IngestError, InputError
from ingest.settings import Settings


def backup(settings: Settings, target: Path | None = None) -> Path:
    """Copy the archive to ``target`` (default: backups/ beside it, named by the time in UTC).

    The copy is checked before it gets its name. Raises InputError where there is no archive, no
    folder for the target or a target already, IngestError where the archive cannot be read.
    """
    source = settings.archive
    if not source.exists():
        raise InputError("there is nothing to copy yet", file=source)
    if target is None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
        target = settings.data / "backups" / f"archive-{now}.db"
        target.parent.mkdir(exist_ok=True)
    elif not target.parent.is_dir():
        raise InputError("there is no such folder", file=target.parent)
    if target.exists():
        raise InputError("is there already; choose another name", file=target)
    partial = target.with_name(f".{target.name}.tmp")
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(partial)) as new,
        ):
            old.backup(new)
            (verdict,) = new.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise IngestError(f"{source}: {verdict}; run `python -m ingest check`")
        partial.rename(target)
    except sqlite3.DatabaseError as error:
        raise IngestError(f"{source}: {error}; run `python -m ingest check`") from error
    finally:
        partial.unlink(missing_ok=True)
    return target
