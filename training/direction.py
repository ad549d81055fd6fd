"""Fits and measures the models that answer which way an outcome differs between two groups.

Labelled data: ``ei_abstract`` and, with less weight because its sides had to be put right after the
fact, ``ei_exhaustive_abstract``. Every question is also read with its two sides exchanged, so that
the sign model learns whose the "more" is and not which side tends to win.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from ingest.extract.context import Question
from ingest.extract.direction.asked_direction import (
    CONFIDENCE,
    DIFFERENCE,
    LABELS,
    RANKING,
    SIGN,
    Models,
    decide,
    weigh,
)
from ingest.extract.direction.comparison import Comparison
from ingest.extract.direction.features import FEATURE_VERSION, Features, Reading, read_sentence
from ingest.extract.direction.ranking import ranking_features
from ingest.extract.direction.views import Views
from ingest.extract.model import FOLDER, LinearModel
from ingest.extract.text.clauses import words
from ingest.extract.text.document import Document
from training.accuracy import Accuracy, resampled
from training.common import (
    data_version,
    fit,
    fit_calibration,
    fold_of,
    load_gold,
    save_model,
    today,
)

COMMAND = "make train"
METHOD = "10-fold by document"
VERSION = 1
#: Labelled files and the weight of their questions.
WEIGHTS = {"ei_abstract": 1.0, "ei_exhaustive_abstract": 0.3}
#: Weight of a question with its sides exchanged.
EXCHANGED = 0.3
RIDGE = 3.0
DIFFERENCE_STRENGTH = 0.3
SIGN_STRENGTH = 0.2
CONFIDENCE_STRENGTH = 1.0


@dataclass
class Example:
    """One labelled question with everything that is read from its document."""

    row: dict[str, Any]
    views: Views
    comparison: Comparison
    weight: float
    ranking: list[Features]
    deciding: list[int]
    readings: list[Reading]
    exchanged: list[Reading]

    @property
    def key(self) -> str:
        return str(self.row["key"])


@dataclass(frozen=True)
class Prediction:
    """An answer to an example by models that were not fitted on its document."""

    example: Example
    value: str | None
    features: Features
    sentence: str
    probability: float = 0.0

    @property
    def right(self) -> bool:
        return bool(self.value == self.example.row["label"])


def load_examples(gold: Path, *names: str) -> list[Example]:
    """The examples of labelled files, in their order; a document is read once."""
    documents: dict[tuple[str, str], Views] = {}
    examples = []
    for name in names:
        for row in load_gold(gold, name):
            parts = (row["title"], row["abstract"])
            if parts not in documents:
                documents[parts] = Views(Document.from_parts(*parts))
            examples.append(_example(row, documents[parts], WEIGHTS.get(name, 0.0)))
    return examples


def _example(row: dict[str, Any], views: Views, weight: float) -> Example:
    sides = row["intervention"], row["comparator"]
    comparison = Comparison(views, Question(*sides, row["outcome"]))
    exchanged = Comparison(views, Question(sides[1], sides[0], row["outcome"]))
    deciding = [
        view.number
        for view in views.sentences[1:]
        if is_hit(view.text, row["evidence_in_abstract"])
    ]
    return Example(
        row,
        views,
        comparison,
        weight,
        ranking_features(views, comparison),
        deciding,
        [read_sentence(views, comparison, number) for number in deciding],
        [read_sentence(views, exchanged, number) for number in deciding],
    )


def is_hit(sentence: str, evidence: Sequence[str]) -> bool:
    """Is the sentence part of the labelled evidence, or the evidence part of the sentence?"""
    given = _squeezed(sentence)
    return any(_squeezed(text)[:80] in given or given[:80] in _squeezed(text) for text in evidence)


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def fit_models(examples: Sequence[Example], trained: Mapping[str, str]) -> Models:
    """Fit ranking, difference and sign; the confidence model is left without weights."""
    ranking = _fit_ranking([e for e in examples if e.deciding])
    difference = _fit_difference(examples)
    sign = _fit_sign(examples)

    def model(name: str, weights: Mapping[str, tuple[float, ...]], bias: float) -> LinearModel:
        return LinearModel(name, VERSION, FEATURE_VERSION, weights, (bias,), trained=trained)

    return Models(
        model(RANKING, ranking, 0.0),
        model(DIFFERENCE, *difference),
        model(SIGN, sign, 0.0),
        model(CONFIDENCE, {}, 0.0),
    )


def _fit_ranking(examples: Sequence[Example]) -> dict[str, tuple[float, ...]]:
    """A conditional logit: the deciding sentences against the others of the same document."""
    names = sorted({name for e in examples for row in e.ranking for name in row})
    column = {name: place for place, name in enumerate(names)}
    rows = [row for e in examples for row in e.ranking]
    matrix = np.zeros((len(rows), len(names)))
    for place, row in enumerate(rows):
        for name, value in row.items():
            matrix[place, column[name]] = value
    sizes = np.array([len(e.ranking) for e in examples])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group = np.repeat(np.arange(len(examples)), sizes)
    chosen = np.array(
        [number in set(e.deciding) for e in examples for number in range(1, len(e.ranking) + 1)]
    )

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        grown = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        total = np.add.reduceat(grown, starts)
        right = np.add.reduceat(grown * chosen, starts) + 1e-12
        gradient = matrix.T @ (grown * chosen / right[group] - grown / total[group])
        penalty = RIDGE * weights @ weights / 2
        return float(penalty - np.log(right / total).sum()), RIDGE * weights - gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return {name: (float(found.x[place]),) for name, place in column.items()}


def _fit_difference(
    examples: Sequence[Example],
) -> tuple[dict[str, tuple[float, ...]], float]:
    features, labels, weights = [], [], []
    for example in examples:
        for reading in example.readings:
            features.append(reading.difference)
            labels.append(example.row["label"] == "no_difference")
            weights.append(example.weight / len(example.readings))
    columns, intercept, _ = fit(
        features, labels, strength=DIFFERENCE_STRENGTH, weights=weights, minimum_count=3
    )
    return columns, intercept[0]


def _fit_sign(examples: Sequence[Example]) -> dict[str, tuple[float, ...]]:
    features, labels, weights = [], [], []
    for example in examples:
        if example.row["label"] == "no_difference":
            continue
        increased = example.row["label"] == "increased"
        share = example.weight / max(1, len(example.readings))
        pairs = [(r, increased, share) for r in example.readings]
        pairs += [(r, not increased, share * EXCHANGED) for r in example.exchanged]
        for reading, label, weight in pairs:
            opposite = {name: -value for name, value in reading.sign.items()}
            features += [reading.sign, opposite]
            labels += [label, not label]
            weights += [weight, weight]
    columns, _, _ = fit(features, labels, strength=SIGN_STRENGTH, weights=weights, minimum_count=6)
    return columns


def predict(example: Example, models: Models) -> Prediction:
    evidence = weigh(example.views, example.comparison, models)
    value, features = decide(evidence)
    return Prediction(example, value, features, evidence[0].view.text)


def predict_out_of_fold(examples: Sequence[Example], folds: int = 10) -> list[Prediction]:
    """Predictions with calibrated probabilities, every model fitted on other documents."""
    raw: dict[int, Prediction] = {}
    for fold in range(folds):
        models = fit_models([e for e in examples if fold_of(e.key, folds) != fold], {})
        for place, example in enumerate(examples):
            if fold_of(example.key, folds) == fold:
                raw[place] = predict(example, models)
    predictions = [raw[place] for place in range(len(examples))]
    return _calibrated(predictions, folds)


def _calibrated(predictions: Sequence[Prediction], folds: int) -> list[Prediction]:
    found = list(predictions)
    for fold in range(folds):
        others = [p for p in predictions if fold_of(p.example.key, folds) != fold]
        model = _fit_confidence(others, {})
        for place, prediction in enumerate(predictions):
            if fold_of(prediction.example.key, folds) == fold:
                answered = prediction.value is not None
                probability = model.probability(prediction.features) if answered else 0.0
                found[place] = replace(prediction, probability=probability)
    return found


def _fit_confidence(predictions: Sequence[Prediction], trained: Mapping[str, str]) -> LinearModel:
    """The probability that an answer is right, from out-of-fold answers to the main labels."""
    main = [p for p in predictions if p.example.weight >= 1 and p.value is not None]
    right = [p.right for p in main]
    columns, intercept, _ = fit([p.features for p in main], right, strength=CONFIDENCE_STRENGTH)
    model = LinearModel(CONFIDENCE, VERSION, FEATURE_VERSION, columns, intercept, trained=trained)
    scores = [model.score(p.features) for p in main]
    return replace(model, calibration=fit_calibration(scores, right))


@cache
def answers_out_of_fold(gold: Path) -> list[Prediction]:
    """The answer to every labelled question by models that did not see its document."""
    return predict_out_of_fold(load_examples(gold, *WEIGHTS))


def train_direction(gold: Path) -> None:
    """Fit the models of asked comparisons and write them."""
    _write_term_weights(gold)
    trained = {"command": COMMAND, "data": data_version(gold, *WEIGHTS), "date": today()}
    examples = load_examples(gold, *WEIGHTS)
    models = fit_models(examples, trained)
    confidence = _fit_confidence(predict_out_of_fold(examples), trained)
    for model in (models.ranking, models.difference, models.sign, confidence):
        save_model(model)


#: Labelled files whose abstracts tell how common a word is.
_TERM_SOURCES = ("ei_abstract", "ei_exhaustive_abstract", "rct_medline", "trial_positive", "pico")


def _write_term_weights(gold: Path) -> None:
    texts = {
        f"{row.get('title') or ''} {row.get('abstract') or row.get('text') or ''}"
        for name in _TERM_SOURCES
        for row in load_gold(gold, name)
    }
    counts = Counter(s for text in sorted(texts) for s in {word.stem for word in words(text)})
    weights = {
        s: round(math.log((len(texts) + 1) / (count + 0.5)), 2)
        for s, count in sorted(counts.items())
        if count >= 4
    }
    trained = {"command": COMMAND, "data": data_version(gold, *_TERM_SOURCES), "date": today()}
    lines = ",\n".join(f"    {json.dumps(s)}: {weight}" for s, weight in weights.items())
    head = json.dumps({"name": "direction-terms", "trained": trained}, indent=2)[:-2]
    path = FOLDER / "direction-terms.json"
    path.write_text(f'{head},\n  "weights": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")


def macro_f1(predictions: Sequence[Prediction]) -> float:
    total = 0.0
    for label in LABELS:
        right = sum(p.value == label == p.example.row["label"] for p in predictions)
        given = sum(p.value == label for p in predictions)
        wanted = sum(p.example.row["label"] == label for p in predictions)
        total += 2 * right / (given + wanted) if right else 0.0
    return total / len(LABELS)


def half_accuracy(predictions: Sequence[Prediction]) -> float:
    """Accuracy of the half that is answered with the highest probability."""
    ranked = sorted(predictions, key=lambda p: (-p.probability, p.example.row["id"]))
    half = ranked[: len(ranked) // 2]
    return sum(p.right for p in half) / max(1, len(half))


def opposite_rate(predictions: Sequence[Prediction]) -> float:
    """Share of answers that say increased where it is decreased, or the reverse."""
    pair = {"increased", "decreased"}
    opposite = sum({p.value, p.example.row["label"]} == pair for p in predictions)
    return opposite / max(1, len(predictions))


def sentence_hits(predictions: Sequence[Prediction]) -> float:
    hits = sum(is_hit(p.sentence, p.example.row["evidence_in_abstract"]) for p in predictions)
    return hits / max(1, len(predictions))


#: Metric, its function, floor and target on ``ei_abstract``.
METRICS = (
    ("macro-F1", macro_f1, 0.599, 0.78),
    ("accuracy of the surer half", half_accuracy, None, 0.94),
    ("opposite direction", opposite_rate, 0.111, 0.03),
    ("sentence is the evidence", sentence_hits, 0.70, 0.87),
)


def measure_direction(gold: Path) -> list[Accuracy]:
    """Out-of-fold figures, file by file; the second one counts less in the training."""
    predictions = answers_out_of_fold(gold)
    rows = []
    for name, weight in WEIGHTS.items():
        own = [p for p in predictions if p.example.weight == weight]
        documents: dict[Any, list[Prediction]] = {}
        for prediction in own:
            documents.setdefault(prediction.example.key, []).append(prediction)
        main = name == "ei_abstract"
        coverage = sum(p.value is not None for p in own) / len(own)
        for metric, function, floor, target in METRICS:
            rows.append(
                resampled(
                    "direction", metric, own, function, f"{name}.dev", METHOD,
                    documents=documents, coverage=coverage,
                    floor=floor if main else None, target=target if main else None,
                )
            )  # fmt: skip
    return rows
