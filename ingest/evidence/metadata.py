"""metadata.yaml for Datasette, written from the files that own its parts.

Descriptions of tables and columns come from data/schema.yaml and data/views.yaml, canned queries
from data/queries.yaml and data/claims.yaml, titles and licences from data/about.yaml. A test holds
the file in the repository to them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ingest.claims import canned_queries, load_claims
from ingest.evidence.schema import VIEW_DESCRIPTIONS, Table, load_schema
from ingest.evidence.views import load_views

HEADER = """\
# Written by `make metadata` from schema, views, queries, claims and about.yaml in data/:
# change those, not this file.
"""

SETTINGS = {
    "default_page_size": 25,
    "suggest_facets": False,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "num_sql_threads": 4,
    "max_returned_rows": 1000,
    "max_csv_mb": 0,
    "allow_download": False,
    "truncate_cells_html": 500,
    "default_cache_ttl": 300,
}
"""Settings of the site. Measured: suggesting facets costs a second a page on 100,000 studies;
a CSV limit cuts exports off without an error."""


def metadata(source: Path) -> dict[str, Any]:
    """The content of metadata.yaml; ``source`` is the folder of the data files."""
    tables = load_schema()
    about = _read(source / "about.yaml")
    queries = _read(source / "queries.yaml") | canned_queries(load_claims(source / "claims.yaml"))
    described = {name: _table(table) for name, table in tables.items()}
    described["studies"] |= {"fts_table": "studies_fts", "fts_pk": "rowid"}
    described |= {name: {"description": text} for name, text in VIEW_DESCRIPTIONS.items()}
    described |= {
        view.name: {"description": view.description} for view in load_views(source / "views.yaml")
    }
    shared = {key: about[key] for key in about if key.startswith(("license", "source", "about"))}
    evidence = {**shared, "tables": described, "queries": queries}
    return {**about, "settings": SETTINGS, "databases": {"evidence": evidence}}


def render(source: Path) -> str:
    return HEADER + yaml.safe_dump(metadata(source), sort_keys=False, allow_unicode=True, width=100)


def _read(path: Path) -> dict[str, Any]:
    with path.open(encoding="utf-8") as stream:
        content: dict[str, Any] = yaml.safe_load(stream)
    return content


def _table(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {"description": table.description}
    if table.label:
        described["label_column"] = table.label
    if table.facets:
        described["facets"] = list(table.facets)
    described["sortable_columns"] = list(table.sortable_columns)
    described["columns"] = {column.name: column.description for column in table.columns}
    return described
