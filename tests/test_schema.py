from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.evidence.schema import create_indexes, create_tables, load_schema

TABLES = load_schema()


@pytest.fixture
def connection() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    create_tables(connection, TABLES)
    create_indexes(connection, TABLES)
    yield connection
    connection.close()


def test_every_table_and_column_is_described():
    for table in TABLES.values():
        assert len(table.description) > 15, table.name
        for column in table.columns:
            assert len(column.description) > 3, f"{table.name}.{column.name}"


EXAMPLE = {"text": "x", "integer": 0, "real": 0.0}


def test_tables_take_a_row_with_a_value_for_each_column(connection):
    for table in TABLES.values():
        connection.execute(table.insert, [EXAMPLE[column.type] for column in table.columns])


PROMISED = """studies abstracts study_scar_types study_interventions study_outcome_measures arms
    results adverse_events facts disagreements accuracy authors study_authors mesh_headings
    publication_types keywords registrations related_records scar_types interventions
    outcome_measures adverse_event_terms designs claims claim_studies gap_map pooled_effects
    searches runs prisma changes studies_fts"""


def test_the_names_that_researchers_rely_on_are_there(connection):
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert not set(PROMISED.split()) - names


def test_columns_that_lead_an_index_are_not_sortable():
    for table in TABLES.values():
        leading = {index[0] for index in table.indexes} | {table.primary_key[0]}
        assert not leading & set(table.sortable_columns), table.name


@pytest.mark.parametrize(
    ("yaml", "says"),
    [
        ("a: {description: x, columns: {b: {words: c}}, primary_key: [b]}", "b has type words"),
        ("a: {description: x, columns: {b: {text: c}}, primary_key: [d]}", "no such column: d"),
        (
            "a: {description: x, columns: {b: {text: c}}, primary_key: [b],"
            " foreign_keys: {b: z.y}}",
            "no such column: z",
        ),
        ("a: {columns: {}}", "not a table description"),
    ],
)
def test_a_faulty_schema_is_refused_with_its_place(tmp_path: Path, yaml: str, says: str):
    path = tmp_path / "schema.yaml"
    path.write_text(yaml)
    with pytest.raises(InputError, match=says) as caught:
        load_schema(path)
    assert "schema.yaml, a" in str(caught.value)
