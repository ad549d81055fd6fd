"""The site as an ASGI application; slow to import, so apart from the commands."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from datasette.app import Datasette
from datasette.utils import parse_metadata

from ingest.evidence.metadata import SETTINGS
from ingest.evidence_db import count_studies
from ingest.settings import ROOT, Settings


def application() -> Any:
    """The site as an ASGI application, for servers of several processes.

    ``uvicorn --factory ingest.asgi:application --workers 2``; the database is that of
    EVIDENCE_DATA. Raises InputError if it has not been built, IngestError if it cannot be read.
    """
    database = Settings.from_environment().evidence
    count_studies(database)
    described = parse_metadata((ROOT / "metadata.yaml").read_text(encoding="utf-8"))
    # From 1.0 on, stored queries are configuration; settings may come in one way only.
    stored = {"databases": described["databases"]}
    options = {} if version("datasette").startswith("0.") else {"config": stored}
    site = ROOT / "site"
    return Datasette(
        [],
        immutables=[str(database)],
        metadata=described,
        plugins_dir=str(site / "plugins"),
        template_dir=str(site / "templates"),
        static_mounts=[("static", str(site / "static"))],
        settings=SETTINGS,
        **options,
    ).app()
