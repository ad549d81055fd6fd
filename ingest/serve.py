"""How Datasette is started on evidence.db: one place for the command line."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from ingest.evidence.metadata import SETTINGS
from ingest.evidence_db import count_studies
from ingest.settings import ROOT


def datasette_command(database: Path, host: str, port: int) -> list[str]:
    """The arguments that serve ``database`` read-only with the site's settings.

    Raises InputError if the database has not been built, IngestError if it cannot be read.
    """
    count_studies(database)
    site = ROOT / "site"
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(database)]
    described = str(ROOT / "metadata.yaml")
    command += ["--metadata", described]
    if not version("datasette").startswith("0."):
        # From 1.0 on, stored queries are configuration: the same file is read for these too.
        command += ["--config", described]
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
