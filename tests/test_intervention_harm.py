"""What a harm was treated with is not what a report of the harm studies."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.interventions import read
from tests.extracting import read_with, values


def treatments(title: str, text: str, design: str = "case-report") -> set[object]:
    return set(values(read_with(read, text, title=title, design=design), "intervention"))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Granuloma after microneedling: a case report",
            "A woman had papules on both cheeks. They were managed with intralesional steroids.",
        ),
        (
            "Facial scarring following microneedling",
            "Pulsed dye laser and silicone gel softened the marks.",
        ),
        (
            "Complications of microneedling: two cases",
            "Both received low-fluence Nd:YAG laser for brown marks.",
        ),
    ],
)
def test_the_care_of_a_harm_is_not_studied(title: str, text: str) -> None:
    assert treatments(title, text) == {"microneedling"}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("She was needled with a vitamin C serum.", "vitamin-c"),
        ("A growth factor serum had been applied.", "growth-factor"),
        ("Hyaluronic acid was applied during the procedure.", "hyaluronic-acid"),
    ],
)
def test_what_was_given_with_the_cause_counts(text: str, other: str) -> None:
    assert treatments("Granuloma after microneedling", text) == {"microneedling", other}


@pytest.mark.parametrize(
    ("title", "design"),
    [
        ("Treatment of hyperpigmentation after microneedling", "case-report"),
        ("Efficacy and complications of microneedling in scars", "case-series"),
        ("Erythema after microneedling of scars", "randomized-controlled-trial"),
        ("Microneedling of scars after infection", "case-report"),
    ],
)
def test_other_titles_report_no_harm(title: str, design: str) -> None:
    assert "silicone" in treatments(title, "Scars were covered with silicone gel.", design)
