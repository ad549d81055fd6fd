"""The same inputs give the same bytes under another locale, time zone, hash seed and file order.

Other Pythons: ``make test-pythons``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.settings import ROOT
from tests.campaigns.killing import SOURCE
from tests.kept_archive import KEPT

BUILD = """
import os, sys

if sys.argv.pop() == "backwards":
    scandir, listdir = os.scandir, os.listdir

    class Backwards(list):
        def __init__(self, *folder):
            super().__init__(sorted(scandir(*folder), key=lambda entry: entry.name, reverse=True))
        def __enter__(self):
            return iter(self)
        def __exit__(self, *_):
            pass

    os.scandir = Backwards
    os.listdir = lambda *folder: sorted(listdir(*folder), reverse=True)

from pathlib import Path
from ingest.evidence.build import build
from ingest.export.command import FORMATS, export
from ingest.settings import Settings

source, data = map(Path, sys.argv[1:])
settings = Settings(source=source, data=data)
build(settings)
for name in ("ris", "csv", "summary-of-findings-html"):
    with (data / name).open("wb") as file:
        export(settings.evidence, name, None, file)
"""
MACHINES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "TZ": "America/St_Johns"},
    "backwards": {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "3", "TZ": "UTC"},
}


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Turkish locale, in which I is not the capital of i, if one can be made."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef"):
        command = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")]
        subprocess.run(command, capture_output=True, check=False)
    return folder


def made(data: Path, machine: str, locales: Path) -> dict[str, str]:
    """Hashes of the database and of exports, as they are made on a machine."""
    data.mkdir()
    shutil.copy(KEPT / "1.db", data / "archive.db")
    environment = {**os.environ, **MACHINES[machine], "PYTHONPATH": str(ROOT)}
    if machine == "Turkish":
        environment["LOCPATH"] = str(locales)
    command = [sys.executable, "-c", BUILD, str(SOURCE), str(data), machine]
    subprocess.run(command, cwd=data, env=environment, check=True)
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in data.iterdir()}


def test_every_machine_makes_the_same_bytes(tmp_path: Path, locales: Path) -> None:
    first, *others = (made(tmp_path / machine, machine, locales) for machine in MACHINES)
    assert len(first) == 5
    assert others == [first] * len(others)
