"""The canned queries run on the database that a new clone builds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import yaml

from ingest.settings import ROOT

QUERIES = yaml.safe_load((ROOT / "data" / "queries.yaml").read_text(encoding="utf-8"))


def test_there_are_at_least_fifteen():
    assert len(QUERIES) >= 15


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_has_a_title_and_returns_rows(evidence: Path, name: str):
    query = QUERIES[name]
    assert query["title"]
    with sqlite3.connect(f"file:{evidence}?mode=ro", uri=True) as connection:
        rows = connection.execute(query["sql"], {"words": "dermaroller"}).fetchall()
    connection.close()
    assert rows
