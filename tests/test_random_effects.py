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
from ingest.pooling.random_effects import Method, pool

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

CLASP = [
    # DerSimonian and Kacker, Contemp Clin Trials 2007;28:105: six trials of aspirin in
    # pregnancy; pre-eclampsia in the treated, then in the others.
    (Count(events, treated), Count(others, control))
    for events, treated, others, control in (
        (5, 156, 8, 74),
        (5, 303, 17, 303),
        (12, 565, 9, 477),
        (69, 1570, 94, 1565),
        (9, 103, 11, 105),
        (313, 4659, 352, 4650),
    )
]

NAUSEA = [
    # Lee and Done 2004 (dat.lee2004 of metafor): nausea with stimulation of a point at the wrist,
    # then without.
    (Count(events, treated), Count(others, control))
    for events, treated, others, control in (
        (18, 100, 20, 100),
        (5, 50, 18, 50),
        (9, 20, 7, 20),
        (32, 135, 31, 139),
        (9, 23, 10, 23),
        (11, 18, 12, 18),
        (69, 122, 80, 122),
        (3, 25, 12, 25),
        (1, 30, 1, 30),
        (11, 30, 19, 30),
        (7, 44, 16, 39),
        (4, 47, 6, 47),
        (1, 30, 13, 30),
        (24, 40, 71, 80),
        (16, 50, 53, 88),
        (28, 110, 25, 111),
    )
]

EXPECTANCY = [
    # Raudenbush and Bryk, J Educ Stat 1985;10:75 (dat.raudenbush1985 of metafor): what teachers
    # expect and what pupils score; standardised difference and variance.
    Effect(value, variance)
    for value, variance in (
        (0.03, 0.0156),
        (0.12, 0.0216),
        (-0.14, 0.0279),
        (1.18, 0.1391),
        (0.26, 0.1362),
        (-0.06, 0.0106),
        (-0.02, 0.0106),
        (-0.32, 0.0484),
        (0.27, 0.0269),
        (0.80, 0.0630),
        (0.54, 0.0912),
        (0.18, 0.0497),
        (-0.02, 0.0835),
        (0.23, 0.0841),
        (-0.18, 0.0253),
        (-0.06, 0.0279),
        (0.30, 0.0193),
        (0.07, 0.0088),
        (-0.07, 0.0303),
    )
]

THIRD_WAVE = [
    # Harrer et al., Doing Meta-Analysis with R (2021), chapter 4 (dat.harrer2021 of metafor):
    # psychological help against stress in students; g and its standard error.
    Effect(value, error**2)
    for value, error in (
        (0.709136, 0.260820),
        (0.354864, 0.196362),
        (1.791170, 0.345569),
        (0.182455, 0.117787),
        (0.421851, 0.144813),
        (0.630000, 0.196000),
        (0.724884, 0.224664),
        (0.528664, 0.210461),
        (0.284000, 0.168000),
        (1.275068, 0.337200),
        (0.103608, 0.194727),
        (0.388391, 0.230769),
        (0.540740, 0.244313),
        (0.426159, 0.257938),
        (0.515397, 0.351274),
        (1.479726, 0.315282),
        (0.612578, 0.226683),
        (0.600000, 0.249000),
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


@pytest.mark.parametrize(
    ("method", "tau", "effect", "error"),
    [("pm", 0.3681, -0.3811, 0.2060), ("dl", 0.2323, -0.3240, 0.1540)],
)
def test_both_methods_as_dersimonian_and_kacker(
    method: Method, tau: float, effect: float, error: float
):
    # Tables 3 and 4 of the article, from the counts that it prints.
    pooled = pool([ratio(treated, control, "OR", None) for treated, control in CLASP], method)
    assert math.sqrt(pooled.tau2) == pytest.approx(tau, abs=5e-5)
    assert pooled.effect == pytest.approx(effect, abs=5e-5)
    assert pooled.usual_error == pytest.approx(error, abs=5e-5)


def test_dersimonian_laird_as_henmi_and_copas():
    # Stat Med 2010;29:2969, page 2978.
    pooled = pool([ratio(treated, control, "OR", None) for treated, control in NAUSEA], "dl")
    assert pooled.tau2 == pytest.approx(0.3325, abs=5e-5)
    assert pooled.effect == pytest.approx(-0.6787, abs=5e-5)
    normal = 1.959964 * pooled.usual_error
    assert pooled.effect - normal == pytest.approx(-1.0664, abs=5e-5)
    assert pooled.effect + normal == pytest.approx(-0.2911, abs=5e-5)


def test_hartung_knapp_as_raudenbush():
    # Raudenbush 2009 (Handbook of Research Synthesis), table 16.3: the usual interval, then
    # Knapp and Hartung's.
    pooled = pool(EXPECTANCY, "dl", at_least_usual=False)
    assert pooled.tau2 == pytest.approx(0.026, abs=5e-4)
    assert pooled.effect == pytest.approx(0.089, abs=5e-4)
    assert pooled.usual_error == pytest.approx(0.056, abs=5e-4)
    assert pooled.standard_error == pytest.approx(0.064, abs=5e-4)
    assert pooled.interval == pytest.approx((-0.044, 0.223), abs=5e-4)
    assert pooled.effect / pooled.standard_error == pytest.approx(1.405, abs=5e-4)


def test_paule_mandel_as_harrer():
    # metagen(method.tau = "PM"); the book prints 0.5873544, tau² 0.1104957, Q 45.50 and I² 62.6 %.
    # The R package meta stops its iteration a little before the solution.
    pooled = pool(THIRD_WAVE)
    assert pooled.effect == pytest.approx(0.5874, abs=5e-5)
    assert pooled.tau2 == pytest.approx(0.1105, abs=5e-5)
    assert pooled.q == pytest.approx(45.50, abs=5e-3)
    assert pooled.i2 == pytest.approx(62.6, abs=5e-2)


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
