"""Measure whether confidence means what it says: of what is given 0.8, four fifths are right.

Every probability is by a model and a calibration that never saw the document. The expected
calibration error is above zero by chance alone, the more so the fewer texts there are, because a
tenth of them cannot show its true share: beside each error stands what probabilities that are
exactly right would show on as many texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from training.accuracy import Accuracy, resampled
from training.arms import answered_out_of_fold, fully_labelled
from training.common import calibration_error, cross_calibrated, fold_of
from training.direction import answers_out_of_fold
from training.endpoint import STUDY_MEASURED_ON, Answer, endpoint_answers, study_answers
from training.participants import is_right, scored_out_of_fold
from training.randomized import cross_calibrated_probabilities

TARGET = 0.03
METHOD = "10-fold by document, calibrated on the other folds"
CHANCE_METHOD = "simulated: the same probabilities, each exactly right"
SIMULATIONS = 1000


class Judged(NamedTuple):
    """A probability and whether what it was given to is right; ``key`` names the document."""

    key: str
    probability: float
    right: bool


def _randomized(gold: Path) -> list[Judged]:
    return [
        Judged(example.key, probability, example.label)
        for example, probability in cross_calibrated_probabilities(gold)
    ]


def _participants(gold: Path) -> list[Judged]:
    return [
        Judged(one.labelled.key, probability, is_right(one))
        for one, probability, _ in scored_out_of_fold(gold)
        if one.labelled.source == "pico"
    ]


def _arms(gold: Path) -> list[Judged]:
    return [
        Judged(one.labelled.key, probability, one.right)
        for one, probability in answered_out_of_fold(gold)
        if one.sizes and fully_labelled(one)
    ]


def _direction(weight: float) -> Callable[[Path], list[Judged]]:
    def judged(gold: Path) -> list[Judged]:
        return [
            Judged(one.example.key, one.probability, one.right)
            for one in answers_out_of_fold(gold)
            if one.example.weight == weight
        ]

    return judged


def _endpoint(gold: Path) -> list[Judged]:
    return _cross_calibrated(endpoint_answers(gold))


def _study_direction(gold: Path) -> list[Judged]:
    return _cross_calibrated(study_answers(gold))


def _cross_calibrated(answers: Sequence[Answer]) -> list[Judged]:
    probabilities = cross_calibrated(
        [one.sureness for one in answers],
        [one.right for one in answers],
        [fold_of(one.key) for one in answers],
    )
    return [Judged(a.key, p, a.right) for a, p in zip(answers, probabilities, strict=True)]


#: Field, what it was measured on, and its judged probabilities.
MODELS: tuple[tuple[str, str, Callable[[Path], list[Judged]]], ...] = (
    ("randomized_trial", "rct_medline, rct_nejm100 (development half)", _randomized),
    ("participants", "pico.dev", _participants),
    ("arms", "pico.dev, skin_labels.dev", _arms),
    ("direction", "ei_abstract.dev", _direction(1.0)),
    ("direction", "ei_exhaustive_abstract.dev", _direction(0.3)),
    ("primary_endpoint_met", "trial_positive.dev (oncology)", _endpoint),
    ("direction (study)", STUDY_MEASURED_ON, _study_direction),
)


def measure_confidence(gold: Path) -> list[Accuracy]:
    """The calibration error of every model, and of all their probabilities together."""
    rows: list[Accuracy] = []
    everything: list[Judged] = []
    for field, measured_on, judged in MODELS:
        own = judged(gold)
        everything += own
        rows += measured(field, own, measured_on)
    return rows + measured("all models", everything, "the sets above, together")


def measured(field: str, judged: Sequence[Judged], measured_on: str) -> list[Accuracy]:
    """The calibration error of these probabilities, and what chance alone would make of it."""
    documents: dict[str, list[Judged]] = {}
    for one in judged:
        documents.setdefault(one.key, []).append(one)
    error = resampled(
        field, "calibration error", judged, _error, measured_on, METHOD,
        documents=documents, coverage=1.0, target=TARGET,
    )  # fmt: skip
    expected, low, high = chance_error([one.probability for one in judged])
    name = "calibration error by chance alone"
    chance = Accuracy(
        field, name, expected, low, high, len(judged), 1.0, measured_on, CHANCE_METHOD
    )
    return [error, chance]


def _error(judged: list[Judged]) -> float:
    return calibration_error([one.probability for one in judged], [one.right for one in judged])


def chance_error(probabilities: Sequence[float]) -> tuple[float, float, float]:
    """Mean and 95 % range of the calibration error where each probability is exactly right."""
    generator = np.random.default_rng(0)
    drawn = generator.random((SIMULATIONS, len(probabilities))) < np.array(probabilities)
    errors = [calibration_error(probabilities, row.tolist()) for row in drawn]
    low, high = np.percentile(errors, [2.5, 97.5])
    return float(np.mean(errors)), float(low), float(high)
