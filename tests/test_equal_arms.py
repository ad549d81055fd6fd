"""Arms of one size that a report states once."""

from __future__ import annotations

import pytest

from ingest.extract import Document, read


def arms(abstract: str) -> list[int]:
    sizes: list[int] = read(Document.from_parts("Needling or laser", abstract)).answers["arms"]
    return sizes


def test_equal_groups_are_parts_of_the_whole() -> None:
    text = "Eighty patients with scars were randomly divided in two equal groups by lottery."
    reading = read(Document.from_parts("Needling or laser", text))
    assert reading.answers["arms"] == [40, 40]
    [fact] = [fact for fact in reading.facts if fact.field == "arm_size"]
    assert (fact.value, fact.status) == (40, "derived")
    assert [part.quote for part in fact.parts] == ["Eighty patients"]


def test_groups_into_which_patients_are_equally_classified_are_parts_of_the_whole() -> None:
    for made in ("equally divided into two groups", "classified into two equal groups"):
        text = f"METHODS: Sixty patients with striae were {made}. Group A had needling."
        assert arms(text) == [30, 30]


def test_two_groups_of_one_size_come_before_what_else_adds_up() -> None:
    text = (
        "METHODS: Thirty patients with striae (18 rubra and 12 alba) were randomly classified into "
        "two groups of 15 patients each, needling or laser."
    )
    assert arms(text) == [15, 15]


def test_a_whole_that_does_not_divide_has_no_equal_parts() -> None:
    assert arms("Eighty-one patients were randomly divided in two equal groups.") == []


@pytest.mark.parametrize(
    "sizes",
    [
        "Sixty patients with scars were randomised into two groups of 30 each.",
        "Sixty patients were randomly divided into two groups A and B of 30 patients each.",
        "We randomised 60 patients (30 per arm) to needling or laser.",
        "In all, 60 patients were randomised (30 to each group) to needling or laser.",
        "Sixty participants were assigned at random, 30 each, to needling or laser.",
        "Sixty patients were randomised to needling or laser. Thirty persons formed each arm.",
        "Sixty women were randomised to needling or to laser, 30 women in each study arm.",
        "Sixty patients were randomised to needling or laser; each group had 30 patients.",
        "Sixty patients were randomised to needling or laser. Group sizes: 30 in each.",
        "Sixty patients were randomised to needling (n = 30) or to laser (n = 30).",
        "In all 60 men were randomised: 30 got needling with lotion, 30 lotion alone.",
        "Sixty patients were treated at random, 30 with each drug.",
        "By lot, thirty women were assigned to each of the two arms.",
    ],
)
def test_one_size_stands_for_both_arms(sizes: str) -> None:
    assert arms(f"METHODS: {sizes} RESULTS: Scars improved in both groups.") == [30, 30]


def test_three_arms_by_name_or_because_they_make_the_whole() -> None:
    named = "METHODS: Ninety patients were randomised into three equal arms of 30: A, B and both."
    counted = "METHODS: We randomised 90 adults, 30 in each arm, to needling, laser or neither."
    listed = (
        "METHODS: Ninety patients were randomised. Group I (n = 30) had needling, group II "
        "(n = 30) laser and group III (n = 30) both."
    )
    assert arms(named) == arms(counted) == arms(listed) == [30, 30, 30]


@pytest.mark.parametrize(
    "other",
    [
        "Three patients in each group had pigmentation.",
        "Twenty-five photographs of each patient were taken.",
        "Each group had 5 sessions.",
        "Seven patients of either sex withdrew.",
    ],
)
def test_what_does_not_add_up_is_no_size(other: str) -> None:
    text = f"METHODS: Sixty patients were randomised to needling or laser. RESULTS: {other}"
    assert arms(text) == []


def test_a_stated_pair_that_adds_up_is_not_replaced_by_those_who_came_back() -> None:
    text = (
        "METHODS: Sixty patients were randomised to needling (n = 31) or laser (n = 29). "
        "RESULTS: Fifty-two patients (26 per group) were seen at six months."
    )
    assert arms(text) == [31, 29]
