"""Linear models whose weights are JSON: read once, scored with plain dicts, calibrated by Platt.

A file ``<name>.json`` holds one model::

    {"name": ..., "version": 1, "feature_version": 1, "classes": [...],
     "trained": {"command": ..., "data": ..., "date": ...},
     "calibration": {"slope": ..., "intercept": ...}, "tiers": {"high": ..., "review": ...},
     "thresholds": {...}, "intercept": [...], "weights": {feature: [one weight a class]}}

A yes-or-no model has one column of weights and ``classes`` is null.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.extract.fact import Tier
from ingest.settings import ROOT

FOLDER = ROOT / "data" / "extraction"

Features = Mapping[str, float] | Iterable[str]
"""Feature -> value, or just the names of the features that are present (value 1)."""


def logistic(score: float) -> float:
    """1 / (1 + e^-score) without overflow."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    grown = math.exp(score)
    return grown / (1 + grown)


@dataclass(frozen=True)
class Calibration:
    """Platt scaling fitted on out-of-fold scores: probability = logistic(slope * score + b).

    ``high`` and ``review`` are the lowest probabilities of those tiers: for ``high`` the lower
    95 % bound of precision on out-of-fold documents is at least 0.95, below ``review`` a value is
    shown as low.
    """

    slope: float = 1.0
    intercept: float = 0.0
    high: float = 0.95
    review: float = 0.5

    def probability(self, score: float) -> float:
        return logistic(self.slope * score + self.intercept)

    def tier(self, probability: float) -> Tier:
        if probability >= self.high:
            return "high"
        return "review" if probability >= self.review else "low"


@dataclass(frozen=True)
class LinearModel:
    """A linear model: ``classes`` is empty for a yes-or-no model, else one column a class."""

    name: str
    version: int
    feature_version: int
    weights: Mapping[str, tuple[float, ...]]
    intercept: tuple[float, ...]
    classes: tuple[str, ...] = ()
    calibration: Calibration = field(default_factory=Calibration)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    trained: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """How a fact names this model: "participants-ranker/3"."""
        return f"{self.name}/{self.version}"

    def scores(self, features: Features) -> list[float]:
        """One raw score a class (a single one for a yes-or-no model)."""
        weight_of = self.weights.get
        known = [
            (column, value) for name, value in _valued(features) if (column := weight_of(name))
        ]
        totals = []
        for place, total in enumerate(self.intercept):
            for column, value in known:
                total += column[place] * value
            totals.append(total)
        return totals

    def score(self, features: Features) -> float:
        """The raw score of a yes-or-no model; above 0 means yes before calibration."""
        weight_of, total = self.weights.get, self.intercept[0]
        for name, value in _valued(features):
            if column := weight_of(name):
                total += column[0] * value
        return total

    def probability(self, features: Features) -> float:
        """The calibrated probability of yes."""
        return self.calibration.probability(self.score(features))

    def probabilities(self, features: Features) -> dict[str, float]:
        """Class -> probability (softmax of the scores; they sum to 1), in the order of classes."""
        scores = self.scores(features)
        highest = max(scores)
        grown = [math.exp(score - highest) for score in scores]
        # Not sum(): from Python 3.12 on it rounds in another way.
        whole = math.fsum(grown)
        return {name: part / whole for name, part in zip(self.classes, grown, strict=True)}


def _valued(features: Features) -> Iterable[tuple[str, float]]:
    return features.items() if isinstance(features, Mapping) else zip(features, repeat(1.0))


@cache
def load_model(name: str, folder: Path = FOLDER) -> LinearModel:
    """Read ``folder/name.json``, once a process.

    Raises InputError for a file that is missing, not JSON or not such a model.
    """
    path = folder / f"{name}.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return model_from_json(content)
    except OSError as error:
        raise InputError("cannot be read; run make train", file=path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"is not a model file ({error})", file=path) from error


def model_from_json(content: dict[str, Any]) -> LinearModel:
    """The model of one parsed file; KeyError, TypeError or ValueError if it is malformed."""
    calibration = content["calibration"]
    columns = len(content["intercept"])
    weights = {name: tuple(column) for name, column in content["weights"].items()}
    if any(len(column) != columns for column in weights.values()):
        raise ValueError(f"every feature needs {columns} weights")
    return LinearModel(
        name=content["name"],
        version=content["version"],
        feature_version=content["feature_version"],
        weights=weights,
        intercept=tuple(content["intercept"]),
        classes=tuple(content["classes"] or ()),
        calibration=Calibration(
            calibration["slope"],
            calibration["intercept"],
            content["tiers"]["high"],
            content["tiers"]["review"],
        ),
        thresholds=content["thresholds"],
        trained=content["trained"],
    )


def model_to_json(model: LinearModel) -> dict[str, Any]:
    """The content of a model file, features in alphabetical order, weights to 4 digits."""

    def short(number: float) -> float:
        return float(f"{number:.4g}")

    return {
        "name": model.name,
        "version": model.version,
        "feature_version": model.feature_version,
        "trained": dict(model.trained),
        "classes": list(model.classes) or None,
        "calibration": {
            "slope": short(model.calibration.slope),
            "intercept": short(model.calibration.intercept),
        },
        "tiers": {
            "high": short(model.calibration.high),
            "review": short(model.calibration.review),
        },
        "thresholds": {name: short(value) for name, value in sorted(model.thresholds.items())},
        "intercept": [short(value) for value in model.intercept],
        "weights": {
            name: [short(weight) for weight in column]
            for name, column in sorted(model.weights.items())
            if any(column)
        },
    }
