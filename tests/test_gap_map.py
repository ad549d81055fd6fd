"""One cell at a time: what is counted, what is not guessed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.gap_map import add_gap_map
from tests.small_evidence import FOCUS, SmallEvidence

DESIGNS = ("randomized-controlled-trial", "cohort", "case-series")
CELLS = """
    SELECT scar_type, intervention, studies, randomized_trials, reviews, participants, best_design,
           improved, no_difference, worse, mixed, unclear, certainty
    FROM gap_map ORDER BY scar_type, intervention
"""


@pytest.fixture
def base() -> Iterator[SmallEvidence]:
    base = SmallEvidence()
    yield base
    base.connection.close()


def cells(base: SmallEvidence) -> dict[tuple[str, str], tuple]:
    add_gap_map(base.insert, base.connection, DESIGNS, FOCUS)
    return {row[:2]: row[2:] for row in base.select(CELLS)}


def test_a_cell_counts_its_studies(base: SmallEvidence):
    base.study("a", design="case-series", participants=30, direction="improved")
    base.study(
        "b", design="randomized-controlled-trial", randomized=1, participants=20, direction="mixed"
    )
    base.study("c", design="cohort", direction="not-reported")
    base.study("d", kind="review", design="systematic-review", participants=900)
    assert cells(base) == {
        ("acne-atrophic", "microneedling"): (
            *(3, 1, 1, 50, "randomized-controlled-trial"),
            *(1, 0, 0, 1, 1, "very low"),
        )
    }


def test_a_study_counts_in_every_cell_that_it_is_about(base: SmallEvidence):
    base.study("a", scar_types=("burn", "keloid"), interventions=("microneedling", "silicone"))
    assert list(cells(base)) == [
        ("burn", "microneedling"),
        ("burn", "silicone"),
        ("keloid", "microneedling"),
        ("keloid", "silicone"),
    ]


@pytest.mark.parametrize(
    ("direction", "needling", "laser"),
    [
        ("improved", "improved", "improved"),
        ("favours-combination", "unclear", "unclear"),
        ("no-difference", "unclear", "unclear"),
        ("no-change", "no_difference", "no_difference"),
        ("mixed", "mixed", "mixed"),
        ("favours-microneedling", "improved", "unclear"),
        ("favours-comparator", "unclear", "unclear"),
        ("favours-intervention", "unclear", "unclear"),
        (None, "unclear", "unclear"),
    ],
)
def test_a_conclusion_counts_where_it_is_about_the_intervention(
    base: SmallEvidence, direction: str | None, needling: str, laser: str
):
    base.study("a", interventions=("microneedling", "erbium-laser"), direction=direction)
    cells(base)
    for intervention, word in (("microneedling", needling), ("erbium-laser", laser)):
        assert base.select(f"SELECT {word} FROM gap_map WHERE intervention = '{intervention}'") == [
            (1,)
        ]


@pytest.mark.parametrize(
    ("direction", "added", "needling"),
    [
        ("favours-combination", "improved", "unclear"),
        ("no-difference", "no_difference", "unclear"),
        ("favours-comparator", "unclear", "unclear"),
    ],
)
def test_arms_that_differ_in_one_intervention_tell_of_that_one(
    base: SmallEvidence, direction: str, added: str, needling: str
):
    base.study("a", interventions=("microneedling", "prp"), direction=direction)
    base.arm("a", 0, "needling and plasma", "microneedling", "prp")
    base.arm("a", 1, "needling", "microneedling", "placebo")
    cells(base)
    for intervention, word in (("prp", added), ("microneedling", needling)):
        assert base.select(f"SELECT {word} FROM gap_map WHERE intervention = '{intervention}'") == [
            (1,)
        ]


@pytest.mark.parametrize(
    ("direction", "word"),
    [
        ("favours-microneedling", "improved"),
        ("no-difference", "no_difference"),
        ("favours-comparator", "worse"),
    ],
)
def test_needling_against_nothing_tells_of_needling(base: SmallEvidence, direction: str, word: str):
    base.study("a", direction=direction)
    base.arm("a", 0, "needled half", "microneedling")
    base.arm("a", 1, "other half", "no-treatment")
    cells(base)
    assert base.select(f"SELECT {word} FROM gap_map") == [(1,)]


def test_of_three_arms_each_half_of_the_combination_is_told_of(base: SmallEvidence):
    base.study("a", interventions=("subcision", "prp"), direction="favours-combination")
    base.arm("a", 0, "both", "subcision", "prp")
    base.arm("a", 1, "subcision", "subcision")
    base.arm("a", 2, "plasma", "prp")
    assert [cell[5] for cell in cells(base).values()] == [1, 1]


def test_rivals_tell_of_neither(base: SmallEvidence):
    base.study("a", interventions=("microneedling", "erbium-laser"), direction="no-difference")
    base.arm("a", 0, "needled side", "microneedling")
    base.arm("a", 1, "laser side", "erbium-laser")
    assert [cell[9:] for cell in cells(base).values()] == [(1, None), (1, None)]


def test_better_than_a_rival_is_indirect(base: SmallEvidence):
    """Two small randomised trials: direct ones start higher and stay higher."""
    for name in ("a", "b"):
        base.study(
            name,
            interventions=("microneedling", "erbium-laser"),
            direction="favours-microneedling",
            randomized=1,
            blinding="double",
            participants=300,
        )
        base.arm(name, 0, "needled side", "microneedling")
        base.arm(name, 1, "laser side", "erbium-laser")
    assert cells(base)["acne-atrophic", "microneedling"][-1] == "moderate"
    base.connection.execute("DELETE FROM gap_map")
    base.connection.execute("UPDATE arm_interventions SET intervention = 'no-treatment' WHERE arm")
    assert cells(base)["acne-atrophic", "microneedling"][-1] == "high"


def test_an_intervention_that_is_marked_as_studied_takes_what_favours_it(base: SmallEvidence):
    base.study("a", interventions=(), direction="favours-intervention")
    base.add("study_interventions", study="a", intervention="silicone", role="studied")
    assert cells(base)["acne-atrophic", "silicone"][5] == 1


def test_comparators_retracted_studies_and_other_papers_make_no_cell(base: SmallEvidence):
    base.study("a", interventions=("placebo", "no-treatment", "other"))
    base.study("b", retraction="retracted")
    base.study("c", kind="preclinical")
    base.study("d", kind="review", design="narrative-review")
    assert cells(base) == {}


def test_reviews_alone_make_a_cell_without_certainty(base: SmallEvidence):
    base.study("a", kind="review", design="meta-analysis", direction="improved")
    assert cells(base)["acne-atrophic", "microneedling"] == (
        *(0, 0, 1, 0, None),
        *(0, 0, 0, 0, 0, None),
    )


def test_the_shipped_map_leads_back_to_its_studies(evidence: Path):
    with closing(sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)) as connection:
        rows = connection.execute("""
            SELECT studies, improved + no_difference + worse + mixed + unclear,
                   (SELECT count(*) FROM studies s
                    JOIN study_scar_types t ON t.study = s.id AND t.scar_type = g.scar_type
                    JOIN study_interventions i ON i.study = s.id AND i.intervention = g.intervention
                    WHERE s.kind = 'primary' AND s.retraction IS NULL)
            FROM gap_map g
        """).fetchall()
    assert len(rows) > 100
    assert all(studies == concluded == counted for studies, concluded, counted in rows)
