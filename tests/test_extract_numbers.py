"""Every number with its value, its place and what it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.text.numbers import find_numbers


def kinds(text: str) -> list[tuple[str, float, str]]:
    return [(text[n.start : n.end], n.value, n.kind) for n in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48 patients", 48),
        ("13,388 women", 13388),
        ("13 388 women", 13388),
        ("13\u2009388 women", 13388),
        ("13\u202f388 women", 13388),
        ("Twenty patients", 20),
        ("Thirty-six scars", 36),
        ("fortyfive patients", 45),
        ("One hundred and seventy-six patients", 176),
        ("Two-hundred seventy-eight patients", 278),
        ("Hundred fifty-nine patients", 159),
        ("Two hundred-forty patients", 240),
        ("Three thousand ten patients", 3010),
        ("Forty-women", 40),
    ],
)
def test_counts_in_digits_and_words(text: str, value: int) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.kind) == (value, "count")


def test_two_numbers_side_by_side_stay_two() -> None:
    assert [n.value for n in find_numbers("one two three")] == [1, 2, 3]
    assert [n.value for n in find_numbers("thirty and forty patients")] == [30, 40]
    assert [n.value for n in find_numbers("group 1 200 patients")] == [1, 200]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(P < .001)", [(".001", 0.001, "p")]),
        ("p = 0·04", [("0·04", 0.04, "p")]),
        ("42.5% of scars", [("42.5", 42.5, "percent")]),
        ("20-30%", [("20", 20, "percent"), ("30", 30, "percent")]),
        ("aged 18-45 years", [("18", 18, "age"), ("45", 45, "age")]),
        ("a 1.5 mm needle", [("1.5", 1.5, "measure")]),
        ("after 4 weeks", [("4", 4, "time")]),
        ("between 2015 and 2017", [("2015", 2015, "year"), ("2017", 2017, "year")]),
        ("until December 2020 were read", [("2020", 2020, "year")]),
        ("Needling of scars\n31 women", [("31", 31, "count")]),
        ("95% CI 0.4 to 0.9", [("95", 95, "percent"), ("0.4", 0.4, "interval"),
                               ("0.9", 0.9, "interval")]),
        ("a phase 2 trial", [("2", 2, "label")]),
    ],
)  # fmt: skip
def test_kinds(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert kinds(text) == expected


def test_a_count_may_look_like_a_year() -> None:
    assert kinds("2014 patients were included") == [("2014", 2014, "count")]


def test_an_identifier_is_no_number() -> None:
    assert kinds("record 12345678901234567890") == []


@given(st.text(alphabet="0123456789.,· \u2009\n-%()onetwhudrays p=<>", max_size=200))
def test_numbers_are_in_order_inside_the_text_and_finite(text: str) -> None:
    last = 0
    for number in find_numbers(text):
        assert last <= number.start < number.end <= len(text)
        assert number.value >= 0
        assert number.value < float("inf")
        last = number.end


@given(st.integers(min_value=0, max_value=999_999_999))
def test_grouped_digits_read_as_the_same_number(value: int) -> None:
    for mark in (",", "\u2009", "\u202f"):
        printed = f"{value:,}".replace(",", mark)
        assert [n.value for n in find_numbers(f"of {printed} women")] == [value]
