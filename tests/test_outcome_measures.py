"""What a study measured."""

from __future__ import annotations

import pytest

from ingest.extract.outcomes.outcome_measures import read
from tests.extracting import read_with, values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scars were rated on the Vancouver Scar Scale.", ["vancouver-scar-scale"]),
        (
            "Scars were graded by the Goodman and Baron quantitative scale.",
            ["goodman-baron-quantitative"],
        ),
        ("The quantitative Goodman-Baron score was read.", ["goodman-baron-quantitative"]),
        ("ECCA scores fell by a third.", ["ecca"]),
        ("Scar thickness was measured by ultrasound.", ["scar-height"]),
        ("Recurrence was recorded after one year.", ["recurrence"]),
        ("Pain was 5.1 with needles and 3.3 with laser.", ["pain"]),
        ("Pruritus decreased by half.", ["itch"]),
        ("The visual analogue scale for scars was used.", ["vas-appearance"]),
        (
            "We used the qualitative global acne scarring grading by Goodman and Baron.",
            ["goodman-baron-qualitative"],
        ),
    ],
)
def test_scales_and_measurements_are_read(text: str, expected: list[str]) -> None:
    assert values(read_with(read, text), "outcome_measure") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Transient itching was the only side effect.",
        "BACKGROUND: The Vancouver Scar Scale is known. RESULTS: Scars faded.",
        "RESULTS: Scars faded. CONCLUSIONS: POSAS should be used.",
        "Complications were recorded.",
        "Pain was greater with needling.",
        "Itch and pain at the injection site were similar.",
    ],
)
def test_harms_and_mentions_are_not_measured(text: str) -> None:
    assert read_with(read, text) == []


def test_a_biopsy_of_a_case_is_no_measure() -> None:
    text = "Histology showed granulomas; the Vancouver Scar Scale fell."
    facts = read_with(read, text, design="case-report")
    assert values(facts, "outcome_measure") == ["vancouver-scar-scale"]
