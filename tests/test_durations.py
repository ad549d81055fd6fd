"""Time expressions: numbers before or after a unit, lists, ordinals and number words."""

from __future__ import annotations

import pytest

from ingest.extract.text.durations import WEEKS, time_expressions


@pytest.mark.parametrize(
    ("text", "numbers", "unit", "words"),
    [
        ("at 3, 6 and 12 months", ("3", "6", "12"), "month", "3, 6 and 12 months"),
        ("at weeks 4, 8 and 12 scars", ("4", "8", "12"), "week", "weeks 4, 8 and 12"),
        ("on the 2nd and 3rd postoperative day", ("2nd", "3rd"), "day", None),
        ("a six-month follow-up", ("six",), "month", "six-month"),
        ("between 24-48 hours", ("24", "48"), "hour", "24-48 hours"),
        ("for one year", ("one",), "year", "one year"),
        ("half a year after", ("half a",), "year", "half a year"),
        ("after one and a half years", ("one and a half",), "year", "one and a half years"),
        ("a fortnight later", ("a",), "fortnight", "a fortnight"),
        ("for three further consecutive months", ("three",), "month", None),
        (
            "weeks 3 (p=0.002), 6 (p<0.001), and 12 (p<0.001)",
            ("3", "6", "12"),
            "week",
            "weeks 3 (p=0.002), 6 (p<0.001), and 12 (p<0.001)",
        ),
    ],
)
def test_a_time_expression(
    text: str, numbers: tuple[str, ...], unit: str, words: str | None
) -> None:
    (found,) = time_expressions(text)
    assert (found.numbers, found.unit) == (numbers, unit)
    if words is not None:
        assert text[found.start : found.end] == words


def test_the_longest_time_counts_in_weeks() -> None:
    (found,) = time_expressions("at 1, 3 and 6 months")
    assert found.weeks == pytest.approx(6 * WEEKS["month"])


def test_a_number_belongs_to_the_unit_before_it() -> None:
    last = list(time_expressions("from day 5 to 1 year"))[-1]
    assert (last.numbers, last.unit) == (("1",), "year")


def test_words_that_hold_a_unit_are_none() -> None:
    assert list(time_expressions("between the years 2001 and 2003")) == []
    assert list(time_expressions("monthly sessions, weekend visits, 3 dayrooms")) == []
