"""Whether confidence is measured as documented: against chance, and by calibrations of others."""

from __future__ import annotations

import numpy as np
import pytest

from training.common import calibration_error, cross_calibrated
from training.confidence import Judged, chance_error, measured


def test_chance_alone_makes_an_error_that_falls_with_the_number_of_texts() -> None:
    few, low, high = chance_error([0.8] * 100)
    many, _, _ = chance_error([0.8] * 2500)
    assert low < few < high
    assert few > 0.08
    assert many < 0.025


def test_probabilities_that_are_too_high_show_more_error_than_chance() -> None:
    generator = np.random.default_rng(1)
    right = (generator.random(400) < 0.6).tolist()
    judged = [Judged(str(place), 0.9, value) for place, value in enumerate(right)]
    error, chance = measured("direction", judged, "texts of the test")
    assert error.metric == "calibration error"
    assert error.target is not None
    assert chance.target is None
    assert chance.high is not None
    assert error.value > chance.high
    assert error.n == chance.n == 400
    expected = calibration_error([0.9] * 400, right)
    assert error.value == pytest.approx(expected)


def test_a_score_is_calibrated_on_the_other_folds_only() -> None:
    scores = [1.0, 2.0, 3.0, 4.0] * 6
    folds = [0] * 12 + [1] * 12
    correct = [score > 2 for score in scores]
    fitted = cross_calibrated(scores, correct, folds)
    turned = cross_calibrated(scores, [not c for c in correct[:12]] + correct[12:], folds)
    assert turned[:12] == fitted[:12]
    assert turned[12:] != fitted[12:]
