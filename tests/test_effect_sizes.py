"""Effect sizes against numbers that others have published for the same data."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pooling.effect_sizes import (
    Count,
    Group,
    from_interval,
    mean_difference,
    ratio,
    sd_from_standard_error,
    small_sample_correction,
    standard_error_from_interval,
    standard_error_from_p_value,
    standardised_mean_change,
    standardised_mean_difference,
)

CHEN_PEACE = [
    # Chen and Peace, Applied Meta-Analysis with R (2013): mean, SD and n of treatment and control;
    # g and its variance as computed by the R package meta (in the tests of statsmodels).
    (Group(94, 22, 60), Group(92, 20, 60), 0.0945244, 0.0333718),
    (Group(98, 21, 65), Group(92, 22, 65), 0.2773564, 0.0310743),
    (Group(98, 28, 40), Group(88, 26, 40), 0.3665463, 0.0508833),
    (Group(94, 19, 200), Group(82, 17, 200), 0.6643851, 0.0105572),
    (Group(98, 21, 50), Group(88, 22, 45), 0.4618080, 0.0433932),
    (Group(96, 21, 85), Group(92, 22, 85), 0.1851646, 0.0236326),
]

MORRIS = [
    # Morris, Organ Res Methods 2008;11:364: before, after, correlation; SMCR and its variance as
    # metafor computes them (metafor-project.org, analyses:morris2008), treatment groups.
    (Group(30.6, 15.0, 20), Group(38.5, 11.6, 20), 0.47, 0.5056, 0.0594),
    (Group(23.5, 3.1, 50), Group(26.8, 4.1, 50), 0.64, 1.0481, 0.0254),
    (Group(0.5, 0.1, 9), Group(0.7, 0.1, 9), 0.77, 1.8054, 0.2322),
    (Group(53.4, 14.5, 10), Group(75.9, 4.4, 10), 0.89, 1.4181, 0.1225),
    (Group(35.6, 4.7, 14), Group(36.0, 4.6, 14), 0.44, 0.0801, 0.0802),
]


@pytest.mark.parametrize(("first", "second", "value", "variance"), CHEN_PEACE)
def test_standardised_mean_difference_as_r(first: Group, second: Group, value, variance):
    effect = standardised_mean_difference(first, second, None)
    assert effect.value == pytest.approx(value, abs=1e-6)
    assert effect.variance == pytest.approx(variance, abs=1e-6)


@pytest.mark.parametrize(("before", "after", "correlation", "value", "variance"), MORRIS)
def test_standardised_mean_change_as_metafor(before, after, correlation, value, variance):
    effect = standardised_mean_change(before, after, correlation)
    assert effect.value == pytest.approx(value, abs=5e-5)
    assert effect.variance == pytest.approx(variance, abs=5e-5)


def test_paired_difference_as_in_borenstein():
    # Borenstein et al. 2009, chapter 4: means 103 and 100, SD within 7.1005, n 50, r 0.7 give
    # d = 0.4225 with variance 0.0131, and g = 0.4160 with variance 0.0127.
    within = Group(103, 7.1005, 50), Group(100, 7.1005, 50)
    effect = standardised_mean_difference(*within, 0.7)
    assert effect.value == pytest.approx(0.4160, abs=5e-4)
    assert effect.variance == pytest.approx(0.0127, abs=5e-5)


def test_ratios_as_metafor():
    # The first trial of dat.bcg (Aronson 1948): 4 of 123 against 11 of 139.
    first, second = Count(4, 123), Count(11, 139)
    assert ratio(first, second, "RR", None).value == pytest.approx(-0.8893, abs=5e-5)
    assert ratio(first, second, "RR", None).variance == pytest.approx(0.3256, abs=5e-5)
    assert ratio(first, second, "OR", None).value == pytest.approx(-0.9387, abs=5e-5)
    assert ratio(first, second, "OR", None).variance == pytest.approx(0.3571, abs=5e-5)


def test_an_empty_cell_gets_a_half():
    effect = ratio(Count(0, 24), Count(3, 22), "RR", None)
    assert effect.value == pytest.approx(math.log((0.5 / 25) / (3.5 / 23)))


def test_printed_interval_as_in_the_handbook():
    # Cochrane Handbook 6.3.1: a mean difference of 3.8 (0.2 to 7.4) has a standard error of
    # (7.4 - 0.2) / 3.92.
    assert from_interval(3.8, 0.2, 7.4, logarithm=False).standard_error == pytest.approx(
        7.2 / 3.92, abs=1e-4
    )
    effect = from_interval(0.64, 0.40, 1.02, logarithm=True)
    assert effect.value == pytest.approx(math.log(0.64))
    with pytest.raises(ValueError, match="does not lie"):
        from_interval(5, 0.2, 3, logarithm=False)


def test_sd_from_p_value_as_in_the_handbook():
    # Cochrane Handbook 6.5.2.3: a difference of 3.8 with P = 0.008 and 25 and 22 persons: t = 2.78,
    # standard error 1.37, SD 4.69 (the Handbook rounds on the way).
    error = standard_error_from_p_value(3.8, 0.008, 45)
    assert error == pytest.approx(1.37, abs=0.005)
    assert sd_from_standard_error(error, 25, 22, None) == pytest.approx(4.69, abs=0.02)


def test_sd_from_interval_gives_back_what_made_it():
    first, second = Group(10, 4, 30), Group(8, 4, 30)
    error = mean_difference(first, second, None).standard_error
    half = 2.0017 * error  # t of 58 degrees of freedom
    found = standard_error_from_interval(2 - half, 2 + half, 58)
    assert sd_from_standard_error(found, 30, 30, None) == pytest.approx(4, abs=1e-3)


@pytest.mark.parametrize(("difference", "p"), [(0, 0.03), (2, 0), (2, 1)])
def test_nothing_is_told_from_no_difference_or_no_p(difference: float, p: float):
    with pytest.raises(ValueError, match="tells no standard error"):
        standard_error_from_p_value(difference, p, 20)


@given(st.floats(-50, 50), st.floats(0.5, 20), st.floats(0.5, 20), st.integers(5, 200), st.data())
def test_a_higher_correlation_of_pairs_makes_a_difference_more_certain(mean, sd, other, n, data):
    low, high = sorted(data.draw(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9))))
    pair = Group(mean, sd, n), Group(0, other, n)
    for formula in (mean_difference, standardised_mean_difference):
        loose, tight = formula(*pair, low), formula(*pair, high)
        assert tight.variance <= loose.variance * (1 + 1e-9)
        assert tight.value == loose.value


@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from(["RR", "OR"]))
def test_a_ratio_turned_round_changes_its_sign(one: int, two: int, measure):
    first, second = Count(one, 31), Count(two, 31)
    assert ratio(first, second, measure, 0.5).value == pytest.approx(
        -ratio(second, first, measure, 0.5).value, abs=1e-12
    )


def test_paired_ratio_without_correlation_is_the_unpaired_one():
    first, second = Count(7, 30), Count(12, 30)
    for measure in ("RR", "OR"):
        assert ratio(first, second, measure, 0).variance == pytest.approx(
            ratio(first, second, measure, None).variance
        )
        # Both sides the same and quite dependent: nothing is left to chance.
        assert ratio(first, first, measure, 1).variance == pytest.approx(0, abs=1e-12)


def test_small_sample_correction_as_hedges():
    # Hedges 1981: the factor is 0.5642 for 2 and near 1 - 3 / (4m - 1) for m degrees of freedom.
    assert small_sample_correction(2) == pytest.approx(1 / math.sqrt(math.pi))
    assert small_sample_correction(50) == pytest.approx(1 - 3 / 199, abs=1e-4)
