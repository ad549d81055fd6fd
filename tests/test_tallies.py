"""Numbers beside the name of an event."""

from __future__ import annotations

import pytest

from ingest.extract.outcomes.tallies import tally_after


def happened(text: str) -> bool | None:
    """What the numbers after the first word say."""
    tally = tally_after(text, len(text.split()[0].rstrip(",:")), len(text))
    return None if tally is None else tally.happened


@pytest.mark.parametrize(
    "text",
    [
        "milia: laser 4, needling 0",
        "pih 4 versus 15 (p=0.002)",
        "pih: two in the saline group",
        "pih: none on the right, three on the left",
        "petechiae, 13 laser sides",
        "ecchymoses at 11% of points",
        "erythema, oedema: all",
        "redness for more than a week: 7",
        "redness (> 3 months) 11 patients",
        "hypertrophy at one edge (1 man), milia (4 men)",
        "bruising 33/40",
        "ulceration: 0, 3, 1",
        "pih on six medium cheeks",
        "haematoma, one patient",
        "blisters (n = 2)",
        "swelling in 24.5% of sides",
        "redness and swelling in most",
    ],
)
def test_a_number_above_zero_says_that_it_happened(text: str) -> None:
    assert happened(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "burns: 0",
        "infection, scarring: none",
        "injury 0/40",
        "infection 0, hypertrophy 1",
        "burns by none",
        "infection in no patient",
        "infection: 0 v 0",
    ],
)
def test_zero_or_nobody_says_that_it_did_not(text: str) -> None:
    assert happened(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "pain: 5.2 v 3.1",
        "pain: 5 out of 10",
        "erythema (3 days)",
        "erythema (1-3 days)",
        "erythema in 3 days",
        "erythema by week 3",
        "swelling, two patients withdrew",
        "erythema for 2 days",
        "depth 2 mm",
        "pain and discomfort in both groups",
    ],
)
def test_scores_and_times_are_no_tallies(text: str) -> None:
    assert happened(text) is None
