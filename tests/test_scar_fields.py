"""The labelled texts of our own, and how the reading of them is counted."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.extract.fact import Fact
from ingest.extract.text.concepts import vocabulary
from training.scar_fields import (
    HALVES,
    RANGES,
    WITH_TARGET,
    Comparison,
    compare_own,
    cover,
    half_of,
    load_labelled,
    precision,
    range_found,
    recall,
)

CONCEPTS = ("scar_type", "intervention", "adverse_event", "device", "outcome_measure")


@pytest.mark.parametrize("half", HALVES)
def test_labels_quote_their_text_and_name_known_concepts(half: str) -> None:
    rows = load_labelled(half)
    assert len({row["id"] for row in rows}) == len(rows) > 50
    for row in rows:
        text = f"{row['title']}\n{row['abstract']}"
        assert row["design"] in vocabulary().ids("design") or row["design"] == "other"
        for label in row["labels"]:
            assert text[label["start"] : label["end"]] == label["quote"], row["id"]
            if label["field"] in CONCEPTS:
                assert label["value"] in vocabulary().ids(label["field"]), row["id"]
            if label["field"] in RANGES:
                low, high = label["value"]
                assert low is None or high is None or low <= high, row["id"]


@pytest.mark.parametrize("half", HALVES)
def test_each_text_is_in_the_half_of_its_hash(half: str) -> None:
    assert {half_of(row["id"]) for row in load_labelled(half)} == {half}


def test_there_are_enough_texts_and_enough_that_are_no_trials() -> None:
    designs = Counter(row["design"] for half in HALVES for row in load_labelled(half))
    total = designs.total()
    reviews = sum(
        designs[name]
        for name in ("meta-analysis", "systematic-review", "narrative-review", "guideline")
    )
    assert total >= 150
    assert designs["randomized-controlled-trial"] <= 0.6 * total
    assert reviews >= 0.15 * total


def test_development_texts_are_read_as_well_as_when_the_rules_were_written() -> None:
    comparisons = compare_own("dev")
    for field in sorted(WITH_TARGET):
        own = [one for one in comparisons if one.field == field]
        assert precision(own) >= 0.95, field
        assert recall(own) >= 0.90, field


def test_precision_and_recall_count_values() -> None:
    comparisons = [
        Comparison("1", "f", frozenset(["a", "b"]), frozenset(["a"]), {}),
        Comparison("2", "f", frozenset(), frozenset(["a"]), {}),
    ]
    assert precision(comparisons) == 0.5
    assert recall(comparisons) == 0.5


def test_ranges_of_several_arms_are_covered() -> None:
    assert cover([[3, 3], [5, 6]]) == (3, 6)
    assert cover([[None, 6]]) == (None, 6)


def test_a_range_is_found_from_its_ends() -> None:
    facts = [Fact("age_min", 18, "stated", "age min", 1), Fact("age_max", 40, "stated", "x", 1)]
    assert range_found(facts, RANGES["age_range"]) == (frozenset([(18, 40)]), "age min")
    assert range_found([], RANGES["age_range"]) == (frozenset(), "")
