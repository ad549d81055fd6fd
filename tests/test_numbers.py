"""What is taken from printed numbers, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pooling.numbers import Change, Counts, Means, Printed, p_value, whole_number
from ingest.pooling.reported import Arm, Result, Side

ONE, TWO = Arm("one", 20, frozenset({"a"})), Arm("two", 20, frozenset({"b"}))


def side(arm: Arm = ONE, persons: int = 20, **columns: object) -> Side:
    values = {"position": 0, "arm": arm.label, "outcome": "score", "better": "lower"}
    return Side(arm, Result(**(values | columns)), persons, None)


@pytest.mark.parametrize(
    ("printed", "p"),
    [
        (".03", 0.03),
        ("0.03", 0.03),
        ("=0.03", 0.03),
        ("<0.001", 0.001),
        ("< .05", 0.05),
        (">0.05", None),
        (">.99", None),
        ("0.00", None),
        ("1.0", None),
        (".79; .28", None),
        (None, None),
    ],
)
def test_p_values_as_printed(printed: str | None, p: float | None):
    assert p_value(printed) == p


@given(st.integers(1, 400), st.data())
def test_a_rounded_percentage_leads_back_to_its_number(persons: int, data):
    events = data.draw(st.integers(0, persons))
    assert whole_number(round(100 * events / persons, 1), persons) == events


@pytest.mark.parametrize(("percent", "persons"), [(13.6, 23), (50.0, 3), (99.0, 20), (5.0, 0)])
def test_a_percentage_that_fits_no_number_is_not_forced(percent: float, persons: int):
    assert whole_number(percent, persons) is None


@pytest.mark.parametrize(
    "columns",
    [
        {"effect_type": "RR", "effect": 0.5, "ci_low": 0.2, "ci_high": 0.4},
        {"effect_type": "RR", "effect": 0.5, "ci_low": 0.0, "ci_high": 0.9},
        {"effect_type": "RR", "effect": 0.5, "ci_low": 0.2},
        {"effect_type": "OR", "effect": 0.5, "ci_low": 0.2, "ci_high": 0.9},
        {},
    ],
)
def test_a_printed_ratio_needs_a_sound_interval_of_its_own_kind(columns: dict):
    assert Printed.read(side(**columns).result, "RR") is None


def test_a_printed_standardised_difference_is_left_out():
    columns = {"effect_type": "SMD", "effect": 0.5, "ci_low": 0.2, "ci_high": 0.9}
    assert Printed.read(side(**columns).result, "SMD") is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"count": 0}, {"count": 0}),
        ({"count": 20}, {"count": 20}),
        ({"count": 21}, {"count": 3}),
        ({"count": 5}, {}),
        ({"count": 5}, {"percent": 13.3}),
    ],
)
def test_counts_that_tell_nothing(first: dict, second: dict):
    assert Counts.read(side(**first), side(TWO, **second), "RR", False) is None


def test_two_persons_are_too_few_for_a_mean():
    means = {"final_mean": 3.0, "final_sd": 1.0, "baseline_mean": 4.0, "baseline_sd": 1.0}
    few, enough = side(persons=2, **means), side(TWO, persons=3, **means)
    assert Means.read(few, enough, "SMD", False) is None
    assert Means.read(enough, enough, "SMD", False) is not None
    assert Change.read(few) is None
    assert Change.read(enough) is not None


def test_a_scale_without_a_better_way_has_a_difference_but_no_standardised_one():
    means = {"final_mean": 3.0, "final_sd": 1.0, "better": None}
    pair = side(**means), side(TWO, **means)
    assert Means.read(*pair, "MD", False) is not None
    assert Means.read(*pair, "SMD", False) is None


@pytest.mark.parametrize(("better", "sign"), [("lower", 1), ("higher", -1)])
def test_a_fall_is_better_where_lower_is(better: str, sign: int):
    columns = {"baseline_mean": 10.0, "baseline_sd": 2.0, "final_mean": 8.0, "better": better}
    change = Change.read(side(**columns))
    assert change is not None
    assert sign * change.effect_at(0.5).value > 0
