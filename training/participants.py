"""Training and measuring how many people took part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.extract.model import Calibration, LinearModel
from ingest.extract.people.participants import (
    ANSWERED_FROM,
    FEATURE_VERSION,
    MODEL,
    choose,
    rival_features,
    total_scores,
)
from training.accuracy import Accuracy, resampled
from training.common import FOLDS, fit, fit_calibration
from training.people import (
    METHOD,
    Labelled,
    nested_weights,
    outer_weights,
    people,
    save_trained,
    set_weights,
)

STRENGTH = 0.05
HIGH_BOUND = 0.97  # the high tier is to be right in 98.5 % of documents, so its bound is higher


@dataclass(frozen=True)
class Answer:
    """What was answered for a document out of fold; ``score`` of the chosen count."""

    labelled: Labelled
    value: int | None
    score: float


def fit_participants(documents: Sequence[Labelled]) -> LinearModel:
    """The ranker fitted on these documents, whose counts are weighed out of fold."""
    features, labels = [], []
    for labelled in documents:
        rows = rival_features(labelled.document, labelled.counts)
        for row, kind in zip(rows, labelled.kinds, strict=True):
            if row is not None:
                features.append(row)
                labels.append(kind == "total")
    weights, intercept, _ = fit(features, labels, strength=STRENGTH, minimum_count=2)
    return LinearModel(MODEL, 1, FEATURE_VERSION, weights, intercept)


def answer(labelled: Labelled, model: LinearModel) -> Answer:
    """The count chosen for a document, whatever its score."""
    scores = total_scores(labelled.document, labelled.counts, model)
    chosen = choose(labelled.counts, scores)
    if chosen is None:
        return Answer(labelled, None, -10.0)
    return Answer(labelled, labelled.counts[chosen].value, scores[chosen])


@cache
def out_of_fold(folder: Path) -> list[Answer]:
    """The answer to every labelled document from models that did not see it."""
    answers = []
    documents = people(folder)
    for fold in range(FOLDS):
        set_weights(documents, nested_weights(folder)[fold])
        model = fit_participants([one for one in documents if one.fold != fold])
        answers += [answer(one, model) for one in documents if one.fold == fold]
    return answers


def scorable(labelled: Labelled) -> bool:
    """Whether the labels say what the answer should be (two readings may have differed)."""
    return "participants" not in labelled.gold.get("disputed", ())


def calibration(answers: Sequence[Answer]) -> Calibration:
    """Platt's sigmoid over the scores of the answers."""
    usable = [a for a in answers if a.value is not None and scorable(a.labelled)]
    scores, right = [a.score for a in usable], [is_right(a) for a in usable]
    return fit_calibration(scores, right, bound=HIGH_BOUND)


def cross_calibrated(answers: Sequence[Answer]) -> list[tuple[Answer, Calibration]]:
    """Each answer with a calibration fitted on the other folds."""
    found = []
    for fold in range(FOLDS):
        fitted = calibration([a for a in answers if a.labelled.fold != fold])
        found += [(a, fitted) for a in answers if a.labelled.fold == fold]
    return found


def train_participants(folder: Path) -> None:
    """Fit participants.json on every labelled document, calibrated on out-of-fold answers."""
    answers = out_of_fold(folder)
    documents = people(folder)
    set_weights(documents, outer_weights(folder))
    save_trained(replace(fit_participants(documents), calibration=calibration(answers)), folder)


def is_right(one: Answer) -> bool:
    """Whether the answer is one of the labelled totals."""
    return one.value in one.labelled.totals


Scored = tuple[Answer, float, str]
"""An answer, its calibrated probability and its tier."""


def scored_out_of_fold(folder: Path) -> list[Scored]:
    """Every answer with its probability and tier by a calibration fitted on the other folds."""
    scored: list[Scored] = []
    for one, fitted in cross_calibrated(out_of_fold(folder)):
        probability = fitted.probability(one.score)
        scored.append((one, probability, fitted.tier(probability)))
    return scored


def measure_participants(folder: Path) -> list[Accuracy]:
    """Exactness, abstention and the high tier, on both labelled sets."""
    scored = scored_out_of_fold(folder)
    pico = [row for row in scored if row[0].labelled.source == "pico"]
    skin = [row for row in scored if row[0].labelled.source == "skin" and scorable(row[0].labelled)]
    stated = [row for row in pico if row[0].labelled.totals]
    stated_skin = [row for row in skin if row[0].labelled.totals]
    high = [row for row in pico if row[2] == "high"]

    share_high = len(high) / len(pico)
    return [
        _row("any stated total, exact", stated, _any_exact, "pico.dev", floor=0.893, target=0.97),
        _row("first stated total, exact", stated, _first, "pico.dev", floor=0.881, target=0.95),
        _row("F1 with abstention", pico, _f1, "pico.dev", _answered(pico), 0.831, 0.93),
        _row("precision, high tier", high, _any_exact, "pico.dev", share_high, target=0.985),
        _row("any stated total, exact", stated_skin, _any_exact, "skin_labels.dev"),
        _row("F1 with abstention", skin, _f1, "skin_labels.dev", _answered(skin)),
    ]


def _row(
    metric: str,
    rows: list[Scored],
    compute: Callable[[list[Scored]], float],
    data: str,
    coverage: float | None = None,
    floor: float | None = None,
    target: float | None = None,
) -> Accuracy:
    return resampled(
        "participants", metric, rows, compute, data, METHOD,
        coverage=coverage, floor=floor, target=target,
    )  # fmt: skip


def _given(rows: list[Scored]) -> list[Answer]:
    return [one for one, probability, _ in rows if probability >= ANSWERED_FROM]


def _any_exact(rows: list[Scored]) -> float:
    return sum(map(is_right, _given(rows))) / max(1, len(rows))


def _first(rows: list[Scored]) -> float:
    return sum(one.value == one.labelled.totals[0] for one in _given(rows)) / max(1, len(rows))


def _f1(rows: list[Scored]) -> float:
    given = _given(rows)
    stated = sum(bool(one.labelled.totals) for one, _, _ in rows)
    return 2 * sum(map(is_right, given)) / max(1, len(given) + stated)


def _answered(rows: list[Scored]) -> float:
    return len(_given(rows)) / max(1, len(rows))
