"""Misspelt words in the SQL of claims and views are errors, not studies that nobody found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.evidence.build import build
from ingest.evidence.inputs import load_inputs
from ingest.evidence.query_words import VALUES, compared_texts
from ingest.evidence.schema import load_schema
from ingest.settings import Settings


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    shutil.copytree(Settings.source, folder, ignore=shutil.ignore_patterns("*.db"))
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "t.scar_type = 'acne-atrophic'",
            "t.scar_type = 'acne-atrofic'",
            "flattens-atrophic-acne-scars.supports: scar_type is never 'acne-atrofic', which is not"
            " in data/vocabulary/scar_types.yaml; did you mean 'acne-atrophic'?",
        ),
        (
            "IN ('microneedling', 'rf-microneedling')",
            "IN ('microneedling', 'rf-micronedling')",
            "flattens-atrophic-acne-scars.bears: intervention is never 'rf-micronedling', which is"
            " not in data/vocabulary/interventions.yaml; did you mean 'rf-microneedling'?",
        ),
        ("t.scar_type = 'acne-atrophic'", "t.scar_type <> 'prp'", "scar_type is never 'prp'"),
        ("e.effect = 'improved'", "e.effect = 'imporved'", "did you mean 'improved'?"),
        ("c.direction = 'favours-arm'", "c.direction = 'favors-arm'", "mean 'favours-arm'?"),
        ("s.kind = 'primary'", "s.kind IS NOT 'primery'", "kind is never 'primery'; did you mean"),
        ("topic = 'needling-for-scars'", "topic = 'needling'", "topic is never 'needling'"),
    ],
)
def test_a_word_that_no_study_has_is_named_with_the_nearest(
    source: Path, old: str, new: str, says: str
):
    change(source / "claims.yaml", old, new)
    with pytest.raises(InputError) as caught:
        load_inputs(Settings(source=source))
    assert str(caught.value).startswith(f"{source / 'claims.yaml'}, line ")
    assert says in str(caught.value)


def test_views_are_read_too(source: Path):
    change(source / "views.yaml", "'posas-patient'", "'posas-patiant'")
    with pytest.raises(InputError, match=r"severity_measures\.sql: id is never 'posas-patiant'"):
        load_inputs(Settings(source=source))


def test_a_build_with_an_unknown_concept_leaves_the_old_database(source: Path, tmp_path: Path):
    settings = Settings(source=source, data=tmp_path)
    settings.evidence.write_bytes(b"the old one")
    change(source / "claims.yaml", "'striae'", "'stria'")
    with pytest.raises(InputError, match="'stria'"):
        build(settings)
    assert settings.evidence.read_bytes() == b"the old one"


@pytest.mark.parametrize(
    "condition",
    [
        "s.id = '31000001'",
        "s.id IN ('10.1000/sample.1', '31000001')",
        "s.country = 'Iran'",
        "s.title LIKE 'acne-atrofic%'",
        "s.direction = 'favours-microneedling'",
        "'acne-atrofic' > ''",
        "s.blinding IS NOT 'none' -- nor t.scar_type = 'acne-atrofic'",
    ],
)
def test_what_may_be_compared(source: Path, condition: str):
    change(source / "claims.yaml", "WHERE e.effect = 'improved'", f"WHERE {condition}")
    load_inputs(Settings(source=source))


def test_texts_and_the_columns_that_they_are_compared_with():
    sql = """
        SELECT 'it''s', iif(c.direction='x', 'y', 'kind = ') AS effect -- o.kind = 'no'
        FROM c WHERE "role" <> 'a' AND c.kind NOT IN ( 'b', 'c' ) /* 'no' */
          AND name NOT LIKE 'no%' AND d IS 'd' AND d IS NOT 'e' AND f in ('g')
    """
    assert [tuple(text) for text in compared_texts(sql)] == [
        ("it's", None),
        ("x", "direction"),
        ("y", None),
        ("kind = ", None),
        ("a", "role"),
        ("b", "kind"),
        ("c", "kind"),
        ("d", "d"),
        ("e", "d"),
        ("g", "f"),
    ]


@given(st.lists(st.text(max_size=12), min_size=1))
def test_any_text_is_read_back_as_it_was(texts: list[str]):
    written = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    read = compared_texts(f"SELECT * FROM studies s WHERE s.kind IN ({written})")
    assert list(read) == [(text, "kind") for text in texts]


def test_closed_lists_are_those_that_the_schema_tells():
    columns = [column for table in load_schema().values() for column in table.columns]
    for name, words in VALUES.items():
        told = " ".join(column.description for column in columns if column.name == name)
        documented = [word for word in words if word in told]
        assert documented, name
        if name not in ("kind",):  # measures and links have more kinds than their page lists
            assert documented == list(words), name
