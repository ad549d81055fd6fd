"""Full-text search of the studies: what its index holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.evidence.full_text import telling_names

QUERIES = ("title:microneedling", 'concepts:"collagen induction therapy"', "authors:Fabbrocini")


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("acne scar", "atrophic acne scar"), ["atrophic acne scar"]),
        (("Dermaroller", "derma-roller", "roller"), ["derma-roller", "Dermaroller"]),
        (("scar", "scarlet fever"), ["scarlet fever", "scar"]),
        (("PRP", "prp", "platelet-rich plasma (PRP)"), ["platelet-rich plasma (PRP)"]),
    ],
)
def test_names_inside_other_names_are_not_repeated(names: tuple[str, ...], kept: list[str]):
    assert telling_names(names) == kept


def test_every_column_is_found_under_its_own_name(evidence: Path):
    find = "SELECT count(*) FROM studies_fts WHERE studies_fts MATCH ?"
    with closing(sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)) as connection:
        for query in (
            "title:microneedling",
            'concepts:"collagen induction therapy"',
            "authors:Fabbrocini",
        ):
            assert connection.execute(find, (query,)).fetchone()[0] > 0, query
        segments = "SELECT count(DISTINCT segid) FROM studies_fts_idx"
        assert connection.execute(segments).fetchone() == (1,)
