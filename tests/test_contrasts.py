"""Measured values set against each other, and whose each is."""

from __future__ import annotations

import pytest

from ingest.extract.context import Question
from ingest.extract.direction.comparison import Comparison
from ingest.extract.direction.contrasts import Contrast, amounts, contrast, number
from ingest.extract.direction.views import Views
from ingest.extract.text.document import Document


def contrasted(sentence: str) -> Contrast | None:
    """The contrast of a sentence about needling and laser."""
    views = Views(Document.from_parts("A trial", sentence))
    question = Question(intervention="needling", comparator="laser", outcome="depth")
    comparison = Comparison(views, question)
    view = views.sentences[1]
    return contrast(view, comparison.mentions(view), (0, len(view.text)), (0, 0))


@pytest.mark.parametrize(
    ("sentence", "first", "second", "side"),
    [
        ("Depth was 0.4 mm with needling and 0.9 mm with laser.", 0.4, 0.9, 1),
        ("Depth was 0.9 mm with laser and 0.4 mm with needling.", 0.9, 0.4, -1),
        ("Depth with needling and laser was 0.4 and 0.9 mm, respectively.", 0.4, 0.9, 1),
        ("Depth was 0.4 (0.1) vs 0.9 (0.2) mm in the needling and laser groups.", 0.4, 0.9, 1),
        ("Redness lasted 2 days with needling and 7 days with laser.", 2, 7, 1),
        ("Depth fell in 12 of 30 with needling and in 3 of 30 with laser.", 0.4, 0.1, 1),
        ("Depth fell by 40% with needling versus 10% with laser (n = 30).", 40, 10, 1),
    ],
)
def test_values_and_their_owners(sentence: str, first: float, second: float, side: int) -> None:
    found = contrasted(sentence)
    assert found is not None
    assert (found.first.value, found.second.value) == pytest.approx((first, second))
    assert found.side == side


@pytest.mark.parametrize(
    "sentence",
    ["Depth fell with needling at 12 weeks and 24 weeks.", "Statements 1 and 3 were rated.",
     "Depth fell (P = .01 and P = .03)."],
)  # fmt: skip
def test_time_points_labels_and_p_values_are_no_contrast(sentence: str) -> None:
    assert contrasted(sentence) is None


def test_spreads_and_sizes_are_no_amounts() -> None:
    view = Views(Document.from_parts("T", "Depth was 0.4 ± 0.1 mm (n = 30).")).sentences[1]
    assert [amount.value for amount in amounts(view)] == [0.4]


@pytest.mark.parametrize(
    ("printed", "value"),
    [("0·97", 0.97), ("−1.5", -1.5), ("12,807", 12807.0), ("1.2.3", None), (".05", 0.05)],
)
def test_printed_numbers(printed: str, value: float | None) -> None:
    assert number(printed) == value
