"""Numbers and ranges in words and digits."""

from __future__ import annotations

import re

import pytest

from ingest.extract.text.ranges import BOUND, RANGE, Range, range_of, union, value_of, weeks


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("3", 3, 3),
        ("three", 3, 3),
        ("1.5–2.5", 1.5, 2.5),
        ("1·5 to 2", 1.5, 2),
        ("two or three", 2, 3),
        ("4 - 6", 4, 6),
        ("6 to 4", 4, 6),
    ],
)
def test_both_ends_are_read(printed: str, low: float, high: float) -> None:
    match = re.fullmatch(RANGE, printed)
    assert match is not None
    assert range_of(match) == Range(low, high)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("up to six", Range(None, 6)),
        ("a maximum of eight", Range(None, 8)),
        ("at least three", Range(3, None)),
    ],
)
def test_a_bound_leaves_an_end_open(printed: str, expected: Range) -> None:
    match = re.fullmatch(rf"{BOUND}\s(?:of\s)?{RANGE}", printed)
    assert match is not None
    assert range_of(match) == expected


def test_a_union_covers_both_and_closes_open_ends() -> None:
    assert union(Range(3, 3), Range(5, 6)) == Range(3, 6)
    assert union(Range(None, 6), Range(2, None)) == Range(2, 6)
    assert union(Range(None, None), Range(1, 2)) == Range(1, 2)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1, "month", 4),
        (2, "months", 9),
        (3, "months", 13),
        (0.5, "year", 26),
        (4, "weeks", 4),
        (2.5, "weeks", 2.5),
        (21, "days", 3),
        (10, "days", 1.4),
        (1, "fortnight", 2),
    ],
)
def test_times_become_weeks(value: float, unit: str, expected: float) -> None:
    assert weeks(value, unit) == expected


def test_what_is_no_number_is_an_error() -> None:
    with pytest.raises(ValueError, match="several"):
        value_of("several")
