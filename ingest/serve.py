"""How Datasette is started on evidence.db: one place for the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.errors import InputError
from ingest.evidence.metadata import SETTINGS
from ingest.settings import ROOT


def datasette_command(database: Path, host: str, port: int) -> list[str]:
    """The arguments that serve ``database`` read-only with the site's settings.

    Raises InputError if the database has not been built.
    """
    if not database.is_file():
        raise InputError("not there yet; run `make build` first", file=database)
    site = ROOT / "site"
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(database)]
    command += ["--metadata", str(ROOT / "metadata.yaml")]
    command += ["--host", host, "--port", str(port)]
    command += ["--plugins-dir", str(site / "plugins"), "--template-dir", str(site / "templates")]
    command += ["--static", f"static:{site / 'static'}"]
    for name, value in SETTINGS.items():
        command += ["--setting", name, _setting(value)]
    return command


def _setting(value: int | bool) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
