"""Whether more of an outcome is good."""

from __future__ import annotations

import pytest

from ingest.extract.direction.valence import valence


@pytest.mark.parametrize(
    "outcome",
    ["patient satisfaction", "skin elasticity", "wound healing", "quality of life", "response rate",
     "reduction in scar volume", "ACR20", "pain-free episodes"],
)  # fmt: skip
def test_more_is_better(outcome: str) -> None:
    assert valence(outcome) == 1


@pytest.mark.parametrize(
    "outcome",
    ["pain", "scar depth score after erythema", "DLQI", "time to wound healing", "adverse events",
     "Vancouver Scar Scale", "physical discomfort", "recurrence of keloids"],
)  # fmt: skip
def test_less_is_better(outcome: str) -> None:
    assert valence(outcome) == -1


@pytest.mark.parametrize("outcome", ["serum magnesium", "", "number of boluses"])
def test_words_that_do_not_say(outcome: str) -> None:
    assert valence(outcome) == 0
