"""Linear models as JSON: scores, probabilities, tiers and what a bad file says."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from ingest.extract.model import (
    Calibration,
    LinearModel,
    load_model,
    logistic,
    model_from_json,
    model_to_json,
)


def content(**changes: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "name": "toy",
        "version": 2,
        "feature_version": 1,
        "trained": {"command": "make train", "data": "none", "date": "2026-01-01"},
        "classes": None,
        "calibration": {"slope": 2.0, "intercept": -1.0},
        "tiers": {"high": 0.9, "review": 0.5},
        "thresholds": {"answer": 0.0},
        "intercept": [0.5],
        "weights": {"random": [1.5], "review": [-2.0]},
    }
    return whole | changes


def test_scores_names_and_values() -> None:
    model = model_from_json(content())
    assert model.score(["random", "unknown"]) == 2.0
    assert model.score({"random": 2.0, "review": 1.0}) == 1.5
    assert model.probability(["random"]) == pytest.approx(logistic(2 * 2.0 - 1))
    assert model.method == "toy/2"


def test_probabilities_of_classes_sum_to_one() -> None:
    model = LinearModel("toy", 1, 1, {"up": (1.0, -1.0)}, (0.0, 0.0), ("increased", "decreased"))
    found = model.probabilities(["up"])
    assert list(found) == ["increased", "decreased"]
    assert found["increased"] == pytest.approx(math.exp(1) / (math.exp(1) + math.exp(-1)))
    assert sum(found.values()) == pytest.approx(1)


def test_logistic_does_not_overflow() -> None:
    assert logistic(-1000) == 0.0
    assert logistic(1000) == 1.0


def test_tiers() -> None:
    calibration = Calibration(high=0.9, review=0.5)
    assert [calibration.tier(p) for p in (0.95, 0.9, 0.6, 0.1)] == ["high", "high", "review", "low"]


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    (tmp_path / "toy.json").write_text(json.dumps(content()))
    model = load_model("toy", tmp_path)
    assert model_to_json(model) == content()


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.json: cannot be read; run make train"):
        load_model("absent", tmp_path)
    (tmp_path / "broken.json").write_text('{"name": "broken"}')
    with pytest.raises(InputError, match=r"broken\.json: is not a model file"):
        load_model("broken", tmp_path)
    (tmp_path / "uneven.json").write_text(json.dumps(content(weights={"a": [1.0, 2.0]})))
    with pytest.raises(InputError, match="every feature needs 1 weights"):
        load_model("uneven", tmp_path)


def test_every_committed_model_loads() -> None:
    from ingest.extract.model import FOLDER

    for name in ("counts", "participants", "arms"):
        model = load_model(name)
        assert model.weights
        assert set(model.trained) == {"command", "data", "date"}
        assert (FOLDER / f"{name}.json").stat().st_size < 500_000
