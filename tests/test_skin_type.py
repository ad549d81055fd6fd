"""Fitzpatrick skin types of the participants."""

from __future__ import annotations

import pytest

from ingest.extract.people.skin_type import read
from tests.extracting import ends, read_with


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Adults with Fitzpatrick skin types III–V were enrolled.", 3, 5),
        ("Patients of skin types IV to VI took part.", 4, 6),
        ("Fitzpatrick type III skin was treated.", 3, 3),
        ("Patients had phototype II or III.", 2, 3),
        ("Patients (skin phototype: III-IV) were treated.", 3, 4),
        ("Women of Fitzpatrick types III, IV and V took part.", 3, 5),
        ("Volunteers of Fitzpatrick skin type 2-4 took part.", 2, 4),
        ("Skin type was III in 12, IV in 14 and V in 4.", 3, 5),
        ("Patients (skin type II, n=10; III, n=12; IV, n=8) took part.", 2, 4),
        ("Twelve had skin type III and 18 had skin type IV.", 3, 4),
        ("Patients with type IV skin took part.", 4, 4),
        ("Patients of skin colour types III and IV took part.", 3, 4),
    ],
)
def test_types_are_read_as_numbers(text: str, low: int, high: int) -> None:
    assert ends(read_with(read, text), "fitzpatrick_min", "fitzpatrick_max") == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "Collagen types I and III were stained.",
        "We would no longer treat skin type IV.",
        "BACKGROUND: Skin types IV to VI are at risk.",
        "Type 2 diabetes was present; skin was needled.",
        "Patients of skin type VI were excluded.",
        "Type IV collagen of the skin was stained.",
    ],
)
def test_other_types_are_left_alone(text: str) -> None:
    assert read_with(read, text) == []


def test_the_widest_statement_is_taken() -> None:
    text = "Patients had skin types III to V. Most (skin type IV) were women."
    facts = read_with(read, text)
    assert ends(facts, "fitzpatrick_min", "fitzpatrick_max") == (3, 5)
    assert facts[0].quote == "skin types III to V"
