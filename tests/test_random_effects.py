"""Pooling against numbers that others have published for the same data, to the third decimal."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pooling.effect_sizes import (
    Count,
    Effect,
    Group,
    mean_difference,
    ratio,
    standardised_mean_difference,
)
from ingest.pooling.random_effects import pool

KACKER = [
    # Kacker, Metrologia 2004;41:132: nine laboratories; value and variance.
    Effect(value, variance)
    for value, variance in (
        (61.00, 0.2025),
        (61.40, 1.2100),
        (62.21, 0.0900),
        (62.30, 0.2025),
        (62.34, 0.3844),
        (62.60, 0.5625),
        (62.70, 0.0676),
        (62.84, 0.0225),
        (65.90, 1.8225),
    )
]

BCG = [
    # Colditz et al., JAMA 1994;271:698 (dat.bcg of metafor): tuberculosis and no tuberculosis in
    # the vaccinated, then in the others.
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]

NORMAND = [
    # Normand, Stat Med 1999;18:321, table VIII (dat.normand1999): days in hospital after stroke.
    (Group(55, 47, 155), Group(75, 64, 156)),
    (Group(27, 7, 31), Group(29, 4, 32)),
    (Group(64, 17, 75), Group(119, 29, 71)),
    (Group(66, 20, 18), Group(137, 48, 18)),
    (Group(14, 8, 8), Group(18, 11, 13)),
    (Group(19, 7, 57), Group(18, 4, 52)),
    (Group(52, 45, 34), Group(41, 34, 33)),
    (Group(21, 16, 110), Group(31, 27, 183)),
    (Group(30, 27, 60), Group(23, 20, 52)),
]

COUNTS = [
    # Counts of two groups as in the tests of statsmodels (after Fine et al., Cancer 1993;71:2585).
    (Count(events, treated), Count(others, control))
    for events, treated, others, control in (
        (18, 19, 12, 22),
        (22, 34, 12, 35),
        (21, 72, 15, 68),
        (14, 22, 5, 20),
        (42, 70, 13, 32),
        (80, 183, 33, 94),
        (13, 26, 18, 50),
        (37, 61, 30, 55),
        (23, 36, 12, 25),
        (19, 45, 14, 35),
        (106, 246, 76, 208),
        (170, 386, 46, 141),
        (34, 59, 17, 32),
        (18, 45, 3, 15),
        (13, 14, 14, 18),
        (12, 26, 10, 19),
        (42, 74, 40, 75),
    )
]


def test_paule_mandel_as_metafor():
    # rma(y, v, method="PM") in the tests of statsmodels.
    pooled = pool(KACKER)
    assert pooled.tau2 == pytest.approx(0.705395, abs=1e-5)
    assert pooled.effect == pytest.approx(62.407620, abs=1e-5)
    assert pooled.usual_error == pytest.approx(0.338031, abs=1e-5)
    assert pooled.q == pytest.approx(24.801898, abs=1e-5)


def test_dersimonian_laird_with_hartung_knapp_as_metafor():
    # rma(y, v, method="DL", test="knha") in the tests of statsmodels.
    pooled = pool(KACKER, "dl", at_least_usual=False)
    assert pooled.tau2 == pytest.approx(0.288049, abs=1e-5)
    assert pooled.effect == pytest.approx(62.390139, abs=1e-5)
    assert pooled.standard_error == pytest.approx(0.294776, abs=1e-5)
    assert pooled.interval == pytest.approx((61.710384, 63.069893), abs=1e-5)
    assert pooled.i2 == pytest.approx(67.7444, abs=1e-3)


def test_risk_ratios_of_bcg_as_metafor_and_stata():
    # metafor's test against Stata's metan; tau² and I² as in the manual of metafor.
    effects = [ratio(Count(a, a + b), Count(c, c + d), "RR", None) for a, b, c, d in BCG]
    pooled = pool(effects, "dl")
    assert pooled.effect == pytest.approx(-0.7141, abs=5e-5)
    normal = 1.959964 * pooled.usual_error
    assert pooled.effect - normal == pytest.approx(-1.0644, abs=5e-5)
    assert pooled.effect + normal == pytest.approx(-0.3638, abs=5e-5)
    assert pooled.q == pytest.approx(152.2330, abs=5e-5)
    assert pooled.tau2 == pytest.approx(0.3088, abs=5e-5)
    assert pooled.i2 == pytest.approx(92.12, abs=5e-3)
    assert math.exp(pooled.effect) == pytest.approx(0.490, abs=5e-4)


def test_paule_mandel_solves_its_own_equation():
    # Paule and Mandel 1982: tau² makes the weighted sum of squares equal its degrees of freedom.
    effects = [ratio(Count(a, a + b), Count(c, c + d), "RR", None) for a, b, c, d in BCG]
    pooled = pool(effects)
    squares = sum(
        (effect.value - pooled.effect) ** 2 / (effect.variance + pooled.tau2) for effect in effects
    )
    assert squares == pytest.approx(len(effects) - 1, abs=1e-6)
    assert pooled.tau2 == pytest.approx(0.318, abs=5e-4)


def test_published_mean_differences_of_normand():
    # Normand 1999, table IX, as metafor gives it to four places; SD pooled over both groups.
    effects = []
    for first, second in NORMAND:
        freedom = first.n + second.n - 2
        squares = (first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2
        sd = math.sqrt(squares / freedom)
        groups = Group(first.mean, sd, first.n), Group(second.mean, sd, second.n)
        effects.append(mean_difference(*groups, None))
    pooled = pool(effects, "dl")
    assert pooled.effect == pytest.approx(-14.0972, abs=5e-5)
    assert pooled.tau2 == pytest.approx(218.7216, abs=5e-5)
    normal = 1.959964 * pooled.usual_error
    assert pooled.effect - normal == pytest.approx(-24.4454, abs=1e-4)
    assert pooled.effect + normal == pytest.approx(-3.7490, abs=1e-4)


def test_standardised_differences_of_normand_as_metafor():
    # escalc(measure="SMD"): metafor-project.org, tips:assembling_data_smd.
    values = [-0.3552, -0.3479, -2.3176, -1.8880, -0.3840, 0.1721, 0.2721, -0.4246]
    for (first, second), value in zip(NORMAND[:8], values, strict=True):
        effect = standardised_mean_difference(first, second, None)
        assert effect.value == pytest.approx(value, abs=5e-4)


def test_prediction_interval_as_the_r_package_meta():
    # metabin(sm="OR", method.tau="DL", hakn=TRUE) in the tests of statsmodels.
    effects = [ratio(treated, control, "OR", None) for treated, control in COUNTS]
    pooled = pool(effects, "dl", at_least_usual=False)
    assert pooled.effect == pytest.approx(0.429520, abs=1e-5)
    assert pooled.standard_error == pytest.approx(0.091595, abs=1e-5)
    assert pooled.interval == pytest.approx((0.235347, 0.623694), abs=1e-5)
    assert pooled.prediction == pytest.approx((0.215651, 0.643390), abs=1e-5)
    assert pooled.tau2 == pytest.approx(0.001678, abs=1e-5)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_are_not_pooled(count: int):
    with pytest.raises(ValueError, match="too few"):
        pool([Effect(1, 1)] * count)


EFFECTS = st.lists(st.builds(Effect, st.floats(-5, 5), st.floats(0.01, 4)), min_size=3, max_size=12)


@given(EFFECTS, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(effects: list[Effect], random):
    shuffled = list(effects)
    random.shuffle(shuffled)
    one, other = pool(effects), pool(shuffled)
    assert one.effect == pytest.approx(other.effect, abs=1e-6)
    assert one.tau2 == pytest.approx(other.tau2, abs=1e-6)
    assert one.interval == pytest.approx(other.interval, abs=1e-5)


@given(EFFECTS, st.floats(-10, 10))
def test_a_shift_of_all_effects_shifts_the_pooled_one(effects: list[Effect], shift: float):
    moved = pool([Effect(effect.value + shift, effect.variance) for effect in effects])
    still = pool(effects)
    assert moved.effect == pytest.approx(still.effect + shift, abs=1e-6)
    assert moved.tau2 == pytest.approx(still.tau2, abs=1e-6)


@given(st.lists(st.builds(Effect, st.floats(0.3, 0.5), st.floats(0.2, 4)), min_size=3, max_size=12))
def test_a_null_study_draws_the_pooled_effect_towards_nothing(effects: list[Effect]):
    # Effects so near each other have no heterogeneity, with the null study or without it.
    pooled, drawn = pool(effects), pool([*effects, Effect(0, 0.5)])
    assert pooled.tau2 == drawn.tau2 == 0
    assert abs(drawn.effect) < abs(pooled.effect)


@given(EFFECTS)
def test_what_holds_of_every_pooled_effect(effects: list[Effect]):
    pooled = pool(effects)
    values = [effect.value for effect in effects]
    assert min(values) - 1e-9 <= pooled.effect <= max(values) + 1e-9
    assert sum(pooled.weights) == pytest.approx(100)
    assert pooled.tau2 >= 0
    assert 0 <= pooled.i2 <= 100
    assert pooled.standard_error >= pooled.usual_error
    assert pooled.prediction[0] <= pooled.interval[0]
    assert pooled.interval[1] <= pooled.prediction[1]


def test_effects_that_are_all_the_same():
    pooled = pool([Effect(0.4, 0.09)] * 3)
    assert pooled.effect == pytest.approx(0.4)
    assert (pooled.tau2, pooled.i2) == (0, 0)
    assert pooled.standard_error == pytest.approx(math.sqrt(0.03))
