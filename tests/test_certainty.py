"""GRADE's domains, each on hand-worked cases."""

from __future__ import annotations

import math

import pytest

from ingest.weighing.certainty import (
    egger_p,
    grade,
    imprecision,
    inconsistency,
    indirectness,
    publication_bias,
    risk_of_bias,
    starting_point,
)
from ingest.weighing.evidence import Effect, Item, Study


def trial(stance: str = "supports", *, n: int | None = 250, blinding: str | None = "assessor", **k):
    study = Study("trial", "primary", "randomized-controlled-trial", True, blinding, n)
    return Item(study, stance, "", "between arms", participants=n, **k)


def series(stance: str = "supports", n: int | None = 250, **k):
    study = Study("series", "primary", "case-series", False, None, n)
    return Item(study, stance, "", "before and after", participants=n, **k)


def split_face(stance: str = "supports", n: int = 250):
    study = Study("split", "primary", "nonrandomized-controlled-trial", None, None, n)
    return Item(study, stance, "", "between arms", participants=n)


def test_good_trials_of_enough_persons_that_agree_are_high():
    judged = grade([trial(), trial()], "effect")
    assert judged.certainty == "high"
    assert [domain.judgement for domain in judged.domains] == [
        "high",
        "no concern",
        "no concern",
        "no concern",
        "no concern",
        "not judged",
    ]
    assert judged.concerns == ()


def test_nothing_that_weighs_has_no_certainty():
    assert grade([], "effect") is None
    bearing = Item(Study("x", "primary"), "bears", "")
    assert grade([bearing], "effect") is None


@pytest.mark.parametrize(
    ("items", "start"),
    [
        ([trial()], "high"),
        ([trial(), trial(), trial(), split_face(), split_face()], "high"),  # 3 of 4
        ([trial(), split_face()], "low"),  # 1 of 1.5
        ([series()], "low"),
    ],
)
def test_starting_point_by_weight_of_randomised_comparisons(items, start):
    assert starting_point(items, "effect").judgement == start


def test_frequencies_start_low():
    assert starting_point([trial()], "frequency").judgement == "low"


@pytest.mark.parametrize(
    ("items", "judgement"),
    [
        ([trial()], "no concern"),
        ([trial(), trial(), trial(), trial(blinding=None)], "no concern"),
        ([trial(), trial(blinding=None)], "serious"),
        ([trial(blinding="none")], "serious"),
        ([split_face()], "serious"),
        ([series()], "serious"),
    ],
)
def test_risk_of_bias_by_blinding_and_comparison(items, judgement):
    start = starting_point(items, "effect")
    assert risk_of_bias(items, "effect", start).judgement == judgement


def test_risk_of_bias_of_a_frequency_is_in_its_starting_point():
    start = starting_point([series()], "frequency")
    assert risk_of_bias([series()], "frequency", start).judgement == "no concern"


@pytest.mark.parametrize(
    ("stances", "judgement"),
    [
        (["supports"], "no concern"),
        (["supports"] * 4 + ["contradicts"], "no concern"),  # 20 %
        (["supports"] * 3 + ["contradicts"], "serious"),  # 25 %
        (["supports"] * 3 + ["contradicts"] * 2, "serious"),  # 40 %
        (["supports", "contradicts"], "very serious"),
        (["contradicts"] * 5, "no concern"),
        (["supports", "mixed"], "serious"),  # a mixed study is half against
    ],
)
def test_inconsistency_by_the_share_that_disagrees(stances, judgement):
    assert inconsistency([trial(stance) for stance in stances], "effect").judgement == judgement


@pytest.mark.parametrize(
    ("direct", "indirect", "judgement"),
    [(1, 0, "no concern"), (1, 1, "no concern"), (1, 2, "serious")],
)
def test_indirectness_by_weight(direct, indirect, judgement):
    items = [trial()] * direct + [trial(directness="indirect")] * indirect
    assert indirectness(items, "effect").judgement == judgement


@pytest.mark.parametrize(
    ("persons", "judgement"),
    [
        ([400], "serious"),  # a single study
        ([200, 200], "no concern"),
        ([200, 199], "serious"),
        ([50, 50], "serious"),
        ([50, 49], "very serious"),
        ([None, 99], "very serious"),
    ],
)
def test_imprecision_by_persons(persons, judgement):
    assert imprecision([trial(n=n) for n in persons]).judgement == judgement


def test_a_claim_may_need_more_persons():
    items = [trial(n=1000), trial(n=1999)]
    assert imprecision(items, 3000).judgement == "serious"
    assert imprecision(items, 2999).judgement == "no concern"


def effects(count: int, *, slope: float) -> list[Effect]:
    """Effects around 0.5 that grow with their standard error, so small studies show more."""
    made = []
    for number in range(count):
        error = 0.1 + 0.03 * number
        value = 0.5 + slope * error + (0.02 if number % 2 else -0.02)
        made.append(Effect("SMD", value, value - 1.959964 * error, value + 1.959964 * error))
    return made


def test_publication_bias_is_judged_from_ten_effects_of_one_type():
    nine = [trial(effect=effect) for effect in effects(9, slope=2)]
    assert publication_bias(nine).judgement == "not judged"
    other = trial(effect=Effect("OR", 1, 0.5, 1.5))
    assert publication_bias([*nine, other]).judgement == "not judged"
    ten = [trial(effect=effect) for effect in effects(10, slope=2)]
    assert publication_bias(ten).judgement == "serious"
    even = [trial(effect=effect) for effect in effects(10, slope=0)]
    assert publication_bias(even).judgement == "no concern"


def test_egger_agrees_with_least_squares_by_hand():
    # Precision 1, 2, 4 and standardised effects 1, 3, 4: slope 13/14, intercept 0.5,
    # residual sum of squares 0.6429 on 1 degree of freedom.
    given = [(1.0, 1.0), (2.0, 3.0), (4.0, 4.0)]
    made = [Effect("MD", z / x, z / x - 1.959964 / x, z / x + 1.959964 / x) for x, z in given]
    mean_x, sxx = 7 / 3, 14 / 3
    error = math.sqrt(9 / 14 * (1 / 3 + mean_x**2 / sxx))
    # With 1 degree of freedom t has a Cauchy distribution.
    expected = 1 - 2 / math.pi * math.atan(0.5 / error)
    assert egger_p(made) == pytest.approx(expected, abs=1e-9)


def test_levels_add_up_and_stop_at_very_low():
    # low, risk of bias -1, imprecision -2
    assert grade([series(n=20), series(n=20)], "effect").certainty == "very low"
    # high, risk of bias -1, imprecision -1
    judged = grade([trial(n=150, blinding=None)] * 2, "effect")
    assert judged.certainty == "low"
    assert [domain.name for domain in judged.concerns] == ["risk of bias", "imprecision"]


def test_randomised_comparisons_are_judged_alone_where_that_is_more_certain():
    items = [trial(), trial(), *[split_face("contradicts")] * 4]
    judged = grade(items, "effect")
    assert judged.randomised_alone
    assert judged.certainty == "high"
    assert not grade([trial(), *[split_face()] * 4], "effect").randomised_alone
