"""Datasette's own tables behind the pages: nothing is lost in any order that they offer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.evidence.schema import load_schema
from tests.sites import Site, filled

TABLES = load_schema()
ORDERS = [
    (name, order, column)
    for name, table in TABLES.items()
    for column in table.sortable_columns
    for order in ("_sort", "_sort_desc")
]


def test_tables_with_row_numbers_offer_no_order() -> None:
    numbered = [table for table in TABLES.values() if table.row_numbers]
    assert numbered
    assert not any(table.sortable_columns for table in numbered)


@pytest.fixture(scope="module")
def site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(filled(evidence, tmp_path_factory.mktemp("tables")))
    yield site
    site.close()


@pytest.mark.parametrize(("table", "order", "column"), ORDERS)
def test_a_streamed_table_has_every_row_once(
    site: Site, table: str, order: str, column: str
) -> None:
    reply = site.get(f"/evidence/{table}.csv?_stream=on&_size=100&{order}={column}")
    assert reply.status_code == 200
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    keys = [tuple(row[name] for name in TABLES[table].primary_key) for row in rows]
    (count,) = site.sql(f'SELECT count(*) FROM "{table}"')[0]
    assert len(keys) == count
    assert len(set(keys)) == count


def test_a_streamed_table_of_studies_has_every_study_once(site: Site) -> None:
    rows = csv.DictReader(io.StringIO(site.get("/evidence/studies.csv?_stream=on").text))
    keys = [row["id"] for row in rows]
    assert len(keys) == len(set(keys)) == site.sql("SELECT count(*) FROM studies")[0][0]


@pytest.mark.parametrize("ending", ["", ".json"])
def test_an_order_that_is_not_offered_is_refused_with_help(site: Site, ending: str) -> None:
    reply = site.get(f"/evidence/studies{ending}?_sort_desc=year")
    assert reply.status_code == 400
    assert "Cannot sort table by year" in reply.text
    assert "ORDER BY" in reply.text
