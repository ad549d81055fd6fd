"""Other searches, vocabulary, claims and catalogue, and no other code: another evidence base."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.evidence.build import build
from ingest.evidence.metadata import metadata
from ingest.intake import importer
from ingest.settings import Settings

SOURCE = Path(__file__).parent / "fixtures" / "another_topic"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An evidence base on silicone and scars after surgery: four studies, three records."""
    settings = Settings(source=SOURCE, data=tmp_path_factory.mktemp("silicone"))
    importer.run(settings, [SOURCE / "records.xml"])
    build(settings)
    return settings


def select(settings: Settings, sql: str) -> list[tuple]:
    address = f"file:{settings.evidence}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute(sql).fetchall()


def test_records_and_catalogue_become_studies_under_their_own_topics(settings: Settings):
    assert select(settings, "SELECT id, topic, source FROM studies ORDER BY id") == [
        ("10.5555/silicone.2018", "silicone-for-scars", "catalogue"),
        ("10.5555/silicone.2020", "silicone-for-scars", "catalogue"),
        ("10.5555/tape.2021", "other-aftercare", "catalogue"),
        ("90000101", "silicone-for-scars", "both"),
        ("90000102", "silicone-for-scars", "pubmed"),
    ]
    assert select(settings, "SELECT pmid, reason FROM excluded_records") == [
        ("90000103", "not-found")
    ]


def test_texts_are_read_with_the_words_of_this_vocabulary(settings: Settings):
    assert select(
        settings,
        "SELECT intervention FROM study_interventions WHERE study = '90000102' ORDER BY 1",
    ) == [("silicone-gel",), ("vehicle",)]
    known = {
        "intervention": {"silicone-gel", "silicone-sheet", "tape", "vehicle", "no-treatment"},
        "scar_type": {"sternotomy", "caesarean"},
        "outcome_measure": {"vancouver"},
    }
    for field, concepts in known.items():
        values = select(
            settings,
            f"SELECT DISTINCT value FROM facts WHERE field = '{field}' AND status = 'stated'",
        )
        assert values
        assert {value for (value,) in values} <= concepts
    assert select(
        settings, "SELECT value FROM facts WHERE study = '90000102' AND field = 'participants'"
    ) == [("60",)]


def test_claims_get_their_verdicts(settings: Settings):
    assert select(
        settings,
        "SELECT id, verdict, studies_for, studies_against FROM claims ORDER BY position",
    ) == [
        ("silicone-flattens", "partly supported", 2, 1),
        ("tape-is-as-good", "not studied", 0, 0),
    ]


def test_results_are_pooled(settings: Settings):
    ((comparisons, participants, effect, low, high),) = select(
        settings,
        "SELECT comparisons, participants, effect, ci_low, ci_high FROM pooled_effects",
    )
    assert (comparisons, participants) == (3, 160)
    assert low < effect < high
    assert effect == pytest.approx(-1, abs=0.3)


def test_the_gap_map_knows_what_the_conclusions_speak_of(settings: Settings):
    assert select(
        settings,
        "SELECT scar_type, intervention, studies, improved, no_difference FROM gap_map"
        " WHERE intervention LIKE 'silicone%' ORDER BY 1, 2",
    ) == [
        ("caesarean", "silicone-gel", 1, 1, 0),
        ("sternotomy", "silicone-gel", 2, 1, 0),
        ("sternotomy", "silicone-sheet", 1, 0, 1),
    ]
    assert select(settings, "SELECT DISTINCT intervention FROM gap_map ORDER BY 1") == [
        ("silicone-gel",),
        ("silicone-sheet",),
        ("tape",),
    ]


def test_protocols_are_of_the_studies_that_the_view_names(settings: Settings):
    rows = select(settings, "SELECT study, sessions_max FROM protocols ORDER BY study")
    assert rows == [
        ("10.5555/silicone.2018", 90),
        ("10.5555/silicone.2020", 90),
        ("90000101", 90),
    ]


def test_nothing_of_the_first_topic_is_left(settings: Settings):
    tables = select(
        settings,
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'studies_fts%' AND name NOT LIKE 'sqlite_%'",
    )
    for (table,) in tables:
        for row in select(settings, f'SELECT * FROM "{table}"'):
            words = " ".join(str(value) for value in row).casefold()
            assert "needling" not in words, table
            assert "acne" not in words, table


def test_the_site_takes_its_words_from_the_same_files(settings: Settings):
    described = metadata(settings.source)
    assert described["title"] == "Silicone and surgical scars: the evidence"
    queries = described["databases"]["evidence"]["queries"]
    assert set(queries) >= {"studies_of_silicone", "claim_silicone_flattens_for"}
    for query in queries.values():
        select(settings, query["sql"])


def test_the_same_inputs_give_the_same_bytes(settings: Settings, tmp_path: Path):
    again = Settings(source=SOURCE, data=tmp_path)
    shutil.copy(settings.archive, again.archive)
    build(again)
    assert again.evidence.read_bytes() == settings.evidence.read_bytes()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("focus.yaml", "silicone-gel,", "silicon-gel,", "there is no intervention 'silicon-gel'"),
        ("focus.yaml", "other-aftercare", "aftercare", "there is no topic 'aftercare'"),
        ("focus.yaml", "favours-silicone", "favours-gel", "'favours-silicone' is not what"),
        ("focus.yaml", "favours: favours-silicone", "favours: silicone", "favours: "),
        ("searches.yaml", "topic: silicone-for-scars", "topic: gel", "there is no topic 'gel'"),
        (
            "claims.yaml",
            "FROM silicone_results",
            "FROM missing_view",
            "no such table: missing_view",
        ),
        ("catalogue/invented-2021.yaml", "[tape]", "[plaster]", "'plaster' is not in"),
        ("views.yaml", "study_interventions", "study_things", "no such table"),
        ("views.yaml", "protocol_studies:", "other_studies:", "there is no such view"),
    ],
)
def test_what_does_not_fit_together_is_named(
    settings: Settings, tmp_path: Path, file: str, old: str, new: str, says: str
):
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source)
    text = (source / file).read_text(encoding="utf-8")
    assert old in text
    (source / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        build(Settings(source=source, data=tmp_path))
    assert ".yaml, " in str(caught.value)
    assert not (tmp_path / "evidence.db").exists()
