"""Full-text search of the studies: what its index holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.evidence.full_text import concept_key, shortest_texts
from ingest.evidence.schema import TOKENIZER
from ingest.settings import Settings
from ingest.vocabulary.concepts import Vocabulary


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("acne scar", "atrophic acne scars"), "atrophic acne scar"),
        (("Dermaroller", "derma-roller", "roller"), "derma roller dermaroller"),
        (("scar", "scarlet fever"), "scarlet fever scar"),
        (("PRP", "prp", "platelet-rich plasma (PRP)"), "platelet rich plasma prp"),
        (("scar of acne", "acne vulgaris"), "scar of acne vulgaris"),
        (("Fibrose cutânea", "fibrose cutanea"), "fibrose cutânea"),
        ((), ""),
    ],
)
def test_names_that_overlap_are_written_once(names: tuple[str, ...], text: str):
    assert shortest_texts({"concept": names}) == {"concept": text}


def test_every_name_finds_the_text_of_its_concept_as_a_phrase():
    vocabulary = Vocabulary.load(Settings.source / "vocabulary")
    names = {concept_key(kind, concept.id): concept.all_names for kind, concept in vocabulary}
    find = "SELECT 1 FROM texts WHERE texts MATCH ? AND concept = ?"
    with closing(sqlite3.connect(":memory:")) as connection:
        columns = f"concept UNINDEXED, text, tokenize='{TOKENIZER}'"
        connection.execute(f"CREATE VIRTUAL TABLE texts USING fts5({columns})")
        insert = "INSERT INTO texts VALUES (?, ?)"
        connection.executemany(insert, shortest_texts(names).items())
        for concept, of_concept in names.items():
            for name in of_concept:
                assert connection.execute(find, (f'"{name}"', concept)).fetchone(), name


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
