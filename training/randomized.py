"""Fit and measure the model that tells randomised trials from other reports.

Measured sets: ``rct_medline`` (label: the indexers' publication type) and ``rct_nejm100`` (label:
people). Their own rows are the only MEDLINE records used: the other half of the records that
``rct_medline`` was drawn from is held out, and nothing here may read it. Further development
files serve as weak labels, at a tenth of the weight: corpora of trials, taken as randomised where
their own labels do not say otherwise. Publication types and MeSH headings are labels, never
features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from sklearn.metrics import roc_auc_score

from ingest.extract.methods.randomized import FEATURE_VERSION, features
from ingest.extract.model import LinearModel
from ingest.extract.text.document import Document
from training.accuracy import Accuracy, resampled
from training.common import (
    FOLDS,
    cross_calibrated,
    data_version,
    fit,
    fit_calibration,
    fold_of,
    load_gold,
    load_skin,
    save_model,
    today,
)

NAME = "randomized"
VERSION = 1
STRENGTH = 0.3
WEAK_WEIGHT = 0.1
#: Probability from which the answer is yes: the middle of the plateau (0.38 to 0.47) of F1 on
#: out-of-fold scores; missing a trial costs a reviewer more than seeing one report too many.
YES = 0.42
MEASURED = ("rct_medline", "rct_nejm100")
WEAK = ("pico", "trial_positive", "ei_abstract", "ei_exhaustive_abstract", "skin_labels")


@dataclass(frozen=True)
class Example:
    """One document: its features, its label and what it counts in fitting."""

    key: str
    source: str
    features: dict[str, float]
    label: bool
    weight: float = 1.0


def measured_examples(gold: Path) -> list[Example]:
    """The documents that figures are computed on."""
    return [
        Example(row["key"], name, _features(row), row["rct"])
        for name in MEASURED
        for row in load_gold(gold, name)
    ]


def weak_examples(gold: Path, measured: Sequence[Example]) -> list[Example]:
    """Documents of other corpora that are not among the measured ones, each once."""
    taken = {example.key for example in measured}
    found = []
    for name in WEAK[:-1]:
        for row in load_gold(gold, name):
            if row["key"] not in taken:
                taken.add(row["key"])
                found.append(Example(row["key"], name, _features(row), True, WEAK_WEIGHT))
    for text, labels in load_skin(gold):
        if f"pmid:{labels['id']}" not in taken and "randomized" not in labels["disputed"]:
            document = Document.from_text(text)
            found.append(
                Example(
                    f"pmid:{labels['id']}",
                    "skin_labels",
                    features(document),
                    labels["randomized"],
                    WEAK_WEIGHT,
                )
            )
    return found


def _features(row: dict[str, str]) -> dict[str, float]:
    if "text" in row:
        return features(Document.from_text(row["text"]))
    return features(Document.from_parts(row["title"], row["abstract"]))


def fit_model(examples: Sequence[Example]) -> LinearModel:
    """The model of these examples, not calibrated yet."""
    weights, intercept, _ = fit(
        [example.features for example in examples],
        [example.label for example in examples],
        strength=STRENGTH,
        weights=[example.weight for example in examples],
    )
    return LinearModel(NAME, VERSION, FEATURE_VERSION, weights, intercept)


def out_of_fold(measured: Sequence[Example], weak: Sequence[Example]) -> list[float]:
    """A raw score for every measured document from a model that never saw it."""
    scores = [0.0] * len(measured)
    for fold in range(FOLDS):
        inside = [e for e in (*measured, *weak) if fold_of(e.key) != fold]
        model = fit_model(inside)
        for place, example in enumerate(measured):
            if fold_of(example.key) == fold:
                scores[place] = model.score(example.features)
    return scores


def cross_validated_probabilities(
    gold: Path, documents: Mapping[str, Document]
) -> dict[str, float]:
    """The probability that each document is a trial, from a model that never saw its key."""
    measured = measured_examples(gold)
    weak = weak_examples(gold, measured)
    scores = out_of_fold(measured, weak)
    calibration = fit_calibration(scores, [example.label for example in measured])
    found = {}
    for fold in range(FOLDS):
        inside = [key for key in documents if fold_of(key) == fold]
        model = fit_model([e for e in (*measured, *weak) if fold_of(e.key) != fold])
        for key in inside:
            found[key] = calibration.probability(model.score(features(documents[key])))
    return found


def train_randomized(gold: Path) -> None:
    """Fit on everything, calibrate on out-of-fold scores and write the weights."""
    measured = measured_examples(gold)
    weak = weak_examples(gold, measured)
    scores = out_of_fold(measured, weak)
    calibration = fit_calibration(scores, [example.label for example in measured])
    model = replace(
        fit_model([*measured, *weak]),
        calibration=calibration,
        thresholds={"yes": YES},
        trained={
            "command": "make train GOLD=...",
            "data": data_version(gold, *MEASURED, *WEAK, "skin_pool"),
            "date": today(),
        },
    )
    save_model(model)


@cache
def scored_out_of_fold(gold: Path) -> list[tuple[Example, float]]:
    """The raw score of every measured document by a model fitted on the others."""
    measured = measured_examples(gold)
    return list(zip(measured, out_of_fold(measured, weak_examples(gold, measured)), strict=True))


def cross_calibrated_probabilities(gold: Path) -> list[tuple[Example, float]]:
    """The probability of every measured document, the calibration fitted on the others as well."""
    measured = [example for example, _ in scored_out_of_fold(gold)]
    probabilities = cross_calibrated(
        [score for _, score in scored_out_of_fold(gold)],
        [example.label for example in measured],
        [fold_of(example.key) for example in measured],
    )
    return list(zip(measured, probabilities, strict=True))


def measure_randomized(gold: Path) -> list[Accuracy]:
    """Out-of-fold figures on both measured sets; ``YES`` cuts probabilities as the model has it."""
    scored = scored_out_of_fold(gold)
    calibration = fit_calibration([score for _, score in scored], [e.label for e, _ in scored])
    measured = [(example, calibration.probability(score)) for example, score in scored]
    medline = [(e.label, p) for e, p in measured if e.source == "rct_medline"]
    nejm = [(e.label, p) for e, p in measured if e.source == "rct_nejm100"]
    return [
        _row("F1", medline, f1, "rct_medline", floor=0.926, target=0.955),
        _row("sensitivity", medline, sensitivity, "rct_medline", floor=0.936, target=0.94),
        _row("specificity", medline, specificity, "rct_medline", floor=0.93, target=0.97),
        _row("AUC", medline, auc, "rct_medline", floor=0.937, target=0.98),
        _row("F1", nejm, f1, "rct_nejm100", floor=0.968, target=0.97),
    ]


Pairs = Sequence[tuple[bool, float]]


def sensitivity(pairs: Pairs) -> float:
    positive = [probability >= YES for label, probability in pairs if label]
    return sum(positive) / max(1, len(positive))


def specificity(pairs: Pairs) -> float:
    negative = [probability < YES for label, probability in pairs if not label]
    return sum(negative) / max(1, len(negative))


def f1(pairs: Pairs) -> float:
    right = sum(label and probability >= YES for label, probability in pairs)
    wrong = sum(label != (probability >= YES) for label, probability in pairs)
    return 2 * right / max(1, 2 * right + wrong)


def auc(pairs: Pairs) -> float:
    return float(roc_auc_score([label for label, _ in pairs], [p for _, p in pairs]))


def _row(
    metric: str,
    pairs: Pairs,
    compute: Callable[[Pairs], float],
    measured_on: str,
    floor: float | None = None,
    target: float | None = None,
) -> Accuracy:
    return resampled(
        "randomized_trial",
        metric,
        pairs,
        compute,
        f"{measured_on} (development half)",
        f"{FOLDS}-fold cross-validated by document",
        coverage=1.0,
        floor=floor,
        target=target,
    )
