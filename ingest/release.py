"""A version of evidence.db to publish: named, checked, inspected, with checksums."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ingest.check import check
from ingest.errors import IngestError, InputError
from ingest.settings import Settings

SHORT = 12
"""Characters of the SHA-256 that go into the name."""


def release(settings: Settings, folder: Path) -> Path:
    """Copy evidence.db to ``folder`` as evidence-DATE-SHA.db, with what a server needs beside it.

    Beside it: the counts for ``datasette --inspect-file`` (.json) and checksums for ``sha256sum
    --check`` (.sha256). DATE is the day of the last refresh, else today (UTC). The same database
    gets the same name, and is not copied twice. Raises InputError where there is no database,
    IngestError where it is damaged.
    """
    source = settings.evidence
    if not source.exists():
        raise InputError("not there yet; run `make build` first", file=source)
    damages = [damage for damage in check(settings).damages if damage.file == source]
    if damages:
        raise IngestError(str(damages[0]))
    digest = sha256(source.read_bytes()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"evidence-{_date(source)}-{digest[:SHORT]}.db"
    if not target.exists():
        partial = target.with_suffix(".tmp")
        try:
            shutil.copyfile(source, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    inspected = target.with_suffix(".json")
    inspected.write_text(json.dumps(_inspect(target), indent=2) + "\n", encoding="utf-8")
    sums = [f"{sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in (target, inspected)]
    target.with_suffix(".sha256").write_text("\n".join(sums) + "\n", encoding="utf-8")
    return target


def _date(database: Path) -> str:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as evidence:
        (last,) = evidence.execute(
            "SELECT max(started_at) FROM runs WHERE kind = 'refresh' AND outcome = 'clean'"
        ).fetchone()
    return str(last)[:10] if last else datetime.now(UTC).date().isoformat()


def _inspect(database: Path) -> dict[str, object]:
    """What Datasette would count when it starts; under the name that the site serves it by."""
    command = [sys.executable, "-m", "datasette", "inspect", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise IngestError(f"{database}: datasette inspect failed: {done.stderr.strip()[-300:]}")
    (counts,) = json.loads(done.stdout).values()
    counts["file"] = "evidence.db"
    return {"evidence": counts}
