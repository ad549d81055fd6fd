"""What every training script shares: gold data, folds by document, fitting, calibration."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from ingest.errors import InputError
from ingest.extract.model import FOLDER, Calibration, LinearModel, model_to_json

Row = dict[str, Any]
FOLDS = 10


def load_gold(folder: Path, name: str) -> list[Row]:
    """The rows of ``folder/name.dev.jsonl``; raises InputError if the file is not there."""
    path = folder / f"{name}.dev.jsonl"
    if not path.is_file():
        raise InputError("no such labelled file; give its folder as GOLD=", file=path)
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def load_skin(folder: Path) -> list[tuple[str, Row]]:
    """(text, labels) of the labelled skin trials; disputed fields are None in the labels."""
    texts = {row["id"]: row["text"] for row in load_gold(folder, "skin_pool")}
    return [(texts[row["id"]], row) for row in load_gold(folder, "skin_labels")]


def data_version(folder: Path, *names: str) -> str:
    """Name and short SHA-256 of each labelled file: what a model was trained on."""
    return ", ".join(file_version(folder / f"{name}.dev.jsonl") for name in names)


def file_version(file: Path) -> str:
    """Name and short SHA-256 of a file of labels."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{file.name.removesuffix('.jsonl')} sha256:{digest[:12]}"


def fold_of(key: str, folds: int = FOLDS) -> int:
    """The fold of a document, by hash of its key: the same for every field and every run."""
    return int.from_bytes(hashlib.sha256(f"fold:{key}".encode()).digest()[:4], "big") % folds


def fit(
    features: Sequence[Mapping[str, float]],
    labels: Sequence[Any],
    *,
    strength: float = 1.0,
    weights: Sequence[float] | None = None,
    minimum_count: int = 1,
) -> tuple[dict[str, tuple[float, ...]], tuple[float, ...], tuple[Any, ...]]:
    """Fit a logistic regression; returns weights by feature, intercepts and classes.

    ``strength`` is C of scikit-learn (smaller: more regularisation). Features seen fewer than
    ``minimum_count`` times are left out. Labels of two kinds (False, True) give one column.
    """
    counts: dict[str, int] = {}
    for row in features:
        for name in row:
            counts[name] = counts.get(name, 0) + 1
    kept = [{n: v for n, v in row.items() if counts[n] >= minimum_count} for row in features]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    regression = LogisticRegression(C=strength, max_iter=2000, tol=1e-5)
    # On matrices of this size more threads only wait for each other: one is 50 times faster.
    with threadpool_limits(1):
        regression.fit(matrix, labels, sample_weight=weights)
    names = vectorizer.feature_names_
    columns = {
        name: tuple(float(c) for c in regression.coef_[:, place])
        for place, name in enumerate(names)
    }
    intercept = tuple(float(value) for value in regression.intercept_)
    return columns, intercept, tuple(regression.classes_)


def fit_calibration(
    scores: Sequence[float], correct: Sequence[bool], *, review: float = 0.5, bound: float = 0.95
) -> Calibration:
    """Platt's sigmoid on out-of-fold scores, and the probability from which a tier is high.

    High: the lowest probability whose values together have a Wilson lower bound >= ``bound``.
    """
    regression = LogisticRegression(C=1e6, max_iter=1000)
    with threadpool_limits(1):
        regression.fit(np.array(scores).reshape(-1, 1), np.array(correct))
    platt = Calibration(float(regression.coef_[0, 0]), float(regression.intercept_[0]))
    probabilities = [platt.probability(score) for score in scores]
    high = high_tier(probabilities, correct, bound)
    return Calibration(platt.slope, platt.intercept, high, min(review, high))


def cross_calibrated(
    scores: Sequence[float], correct: Sequence[bool], folds: Sequence[int]
) -> list[float]:
    """The probability of each score by a calibration that was fitted on the other folds."""
    rows = list(zip(scores, correct, folds, strict=True))
    fitted = {
        fold: fit_calibration(
            [score for score, _, other in rows if other != fold],
            [right for _, right, other in rows if other != fold],
        )
        for fold in sorted(set(folds))
    }
    return [fitted[fold].probability(score) for score, _, fold in rows]


def high_tier(
    probabilities: Sequence[float], correct: Sequence[bool], bound: float = 0.95
) -> float:
    """The lowest probability above which precision has a Wilson lower bound of ``bound``."""
    ranked = sorted(zip(probabilities, correct, strict=True), reverse=True)
    threshold, right = 1.0, 0
    for count, (probability, is_right) in enumerate(ranked, start=1):
        right += is_right
        last_of_equals = count == len(ranked) or ranked[count][0] < probability
        if last_of_equals and wilson_interval(right, count)[0] >= bound:
            threshold = probability
    return threshold


def wilson_interval(right: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a proportion; (0, 1) for no observations."""
    if count == 0:
        return 0.0, 1.0
    share = right / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (middle - spread) / scale, (middle + spread) / scale


def calibration_error(
    probabilities: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error over ``bins`` equally filled bins.

    Equal probabilities keep the order of the texts: sorted by what was right, they would fill
    one bin with errors and the next with none.
    """
    ranked = sorted(zip(probabilities, correct, strict=True), key=lambda pair: pair[0])
    error = 0.0
    for place in range(bins):
        part = ranked[place * len(ranked) // bins : (place + 1) * len(ranked) // bins]
        if part:
            error += abs(sum(p for p, _ in part) - sum(c for _, c in part))
    return error / max(1, len(ranked))


def bootstrap_interval(
    documents: Mapping[Any, Sequence[Any]],
    metric: Callable[[list[Any]], float],
    repeats: int = 1000,
) -> tuple[float, float]:
    """The 95 % interval of a metric, resampling documents (each with all its rows)."""
    generator = np.random.default_rng(0)
    groups = list(documents.values())
    values = []
    for _ in range(repeats):
        picked = generator.integers(0, len(groups), len(groups))
        values.append(metric([row for place in picked for row in groups[place]]))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def save_model(model: LinearModel, folder: Path = FOLDER) -> Path:
    """Write ``folder/<name>.json``: one feature a line, the same bytes for the same model."""
    path = folder / f"{model.name}.json"
    content = model_to_json(model)
    weights = content.pop("weights")
    lines = ",\n".join(f"    {json.dumps(n)}: {json.dumps(c)}" for n, c in weights.items())
    head = json.dumps(content, indent=2, ensure_ascii=False)[:-2]
    path.write_text(f'{head},\n  "weights": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")
    return path


def today() -> str:
    return datetime.now(UTC).date().isoformat()
