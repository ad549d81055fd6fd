"""Which treatment of a study is set against which."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.interventions import read
from tests.extracting import read_with

TRIAL = "randomized-controlled-trial"
COHORT = "cohort"


def comparators(title: str, text: str = "", design: str | None = TRIAL) -> set[object]:
    facts = read_with(read, text, title=title, design=design)
    assert facts
    return {fact.value for fact in facts if fact.role == "comparator"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Microneedling versus 1,550-nm fractional erbium-doped glass laser",
            {"nonablative-laser"},
        ),
        ("Microneedling versus 35% glycolic acid peel in melasma", {"chemical-peel"}),
        ("Comparison of microneedling and 70% trichloroacetic acid CROSS", {"tca-cross"}),
        ("Cryotherapy of keloids in comparison with silicone gel", {"silicone"}),
        ("Is microneedling as effective as fractional CO2 laser?", {"fractional-co2-laser"}),
        ("No winner between silicone gel and cryotherapy in keloids", {"cryotherapy"}),
        ("Silicone gel or onion extract gel after sternotomy?", {"onion-extract"}),
        ("Subcision plus microneedling or subcision plus filler", {"filler"}),
        ("PRF and PRP: comparison of platelet-rich fibrin and platelet-rich plasma", {"prp"}),
        ("Microneedling with PRP versus microneedling with vitamin C", {"vitamin-c"}),
        # What both arms get, and what one gets on top of the other, is studied.
        ("Topical insulin versus platelet-rich plasma with microneedling", {"prp"}),
        ("Insulin versus vitamin C, each combined with microneedling", {"vitamin-c"}),
        ("Insulin versus vitamin C in microneedling of acne scars", {"vitamin-c"}),
        ("Subcision versus subcision plus hyaluronic acid filler", set()),
        ("Microneedling alone versus microneedling alternated with Jessner's peel", set()),
        ("Microneedling alone or after subcision for acne scars", set()),
        ("Microneedling with or without platelet-rich plasma", set()),
        ("Comparison of triamcinolone alone and in combination with 5-fluorouracil", set()),
        ("Needling associated or not with tretinoin cream", set()),
        ("Platelet-rich plasma injected or dripped on after needling", set()),
        ("Microneedling and topical 5-fluorouracil for vitiligo", set()),
    ],
)
def test_the_title_sets_one_arm_against_another(title: str, expected: set[str]) -> None:
    assert comparators(title) == expected


@pytest.mark.parametrize("design", ["case-series", "meta-analysis"])
def test_alternatives_of_a_series_or_review_are_no_arms(design: str) -> None:
    title = "Keloids treated with triamcinolone or verapamil"
    assert comparators(title, design=design) == set()


def test_a_comparison_need_be_no_trial() -> None:
    title = "Comparison of microneedling and fractional CO2 laser: a cohort"
    assert comparators(title, design=COHORT) == {"fractional-co2-laser"}


def test_the_text_tells_which_laser_the_title_means() -> None:
    text = "Children were treated with fractional CO2 laser or needling."
    title = "Needling versus ablative fractional laser for burn scars"
    assert comparators(title, text) == {"fractional-co2-laser"}


def test_the_other_side_has_the_comparator() -> None:
    text = "One side was treated by microneedling, the other by subcision."
    assert comparators("Acne scars", text) == {"subcision"}


def test_what_the_other_patients_received_is_the_comparator() -> None:
    text = "Twenty patients received microneedling and 20 received subcision."
    assert comparators("Acne scars", text) == {"subcision"}
