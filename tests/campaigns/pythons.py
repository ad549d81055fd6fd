"""One build with each Python that is here: ``make test-pythons``.

The databases must have the same content, and the same bytes where SQLite is the same too: how
it fills its pages changes with its releases.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ingest.settings import ROOT
from tests.kept_archive import KEPT

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
ABOUT = "import platform, sqlite3; print(platform.python_version(), sqlite3.sqlite_version)"


class Built(NamedTuple):
    """Versions of Python and SQLite, and hashes of the database's bytes and of its content."""

    python: str
    sqlite: str
    bytes: str
    content: str


def main() -> None:
    """Print a line for each Python; exit with 1 if two of them disagree."""
    made = [build(python) for python in map(interpreter, PYTHONS) if python is not None]
    for one in made:
        print(f"Python {one.python:<8} SQLite {one.sqlite:<8} {one.bytes[:16]} {one.content[:16]}")
    contents = {one.content for one in made}
    files = {(one.sqlite, one.bytes) for one in made}
    if len(contents) > 1 or len(files) > len({sqlite for sqlite, _ in files}):
        sys.exit("these are not the same")


def interpreter(version: str) -> Path | None:
    """The Python of an environment with the locked packages; None where there is no such Python."""
    folder = ROOT / f".venv-python{version}"
    uv = [sys.executable, "-m", "uv"]
    python = folder / "bin" / "python"
    if not python.exists():
        # pyenv shows the Pythons that it has only where they are asked for.
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
        places = [*map(str, sorted(pyenv.glob("versions/*/bin"))), os.environ["PATH"]]
        environment = {**os.environ, "PATH": os.pathsep.join(places)}
        command = [*uv, "venv", "--quiet", "--no-python-downloads", "--python", version, folder]
        if subprocess.run(command, env=environment, capture_output=True, check=False).returncode:
            print(f"Python {version} is not here")
            return None
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
    subprocess.run([*uv, "pip", "install", "--quiet", "--python", str(python), *lock], check=True)
    return python


def build(python: Path) -> Built:
    """Build from the catalogue and the kept archive of the newest shape."""
    with tempfile.TemporaryDirectory() as folder:
        newest = max(KEPT.glob("*.db"), key=lambda path: int(path.stem))
        shutil.copy(newest, Path(folder, "archive.db"))
        environment = {**os.environ, "EVIDENCE_DATA": folder}
        command = [python, "-m", "ingest", "build"]
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        about = subprocess.run([python, "-c", ABOUT], capture_output=True, text=True, check=True)
        database = Path(folder, "evidence.db")
        digest = sha256(database.read_bytes()).hexdigest()
        return Built(*about.stdout.split(), digest, content(database))


def content(database: Path) -> str:
    """Hash of all that a database says, but for SQLite's own statistics on it."""
    with closing(sqlite3.connect(database)) as connection:
        lines = [line for line in connection.iterdump() if "sqlite_stat" not in line]
    return sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    main()
