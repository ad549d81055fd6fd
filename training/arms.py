"""Training and measuring the sizes of the arms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.extract.model import Calibration, LinearModel
from ingest.extract.people.arm_groups import (
    FEATURE_VERSION,
    Group,
    Total,
    candidate_groups,
    choose,
)
from ingest.extract.people.arms import MODEL, completed, without_sexes
from training.accuracy import Accuracy, resampled
from training.common import FOLDS, fit, fit_calibration
from training.participants import Answer, answer, calibration, fit_participants, out_of_fold
from training.people import (
    METHOD,
    Labelled,
    nested_weights,
    outer_weights,
    people,
    save_trained,
    set_weights,
)

STRENGTH = 0.1
TOLERANCE = 0.005


@dataclass(frozen=True)
class Arms:
    """The sizes chosen for a document out of fold, the score of the group, the stated total.

    ``completed`` are the sizes that rules make of these, ``without`` those that they find where
    the score is too low.
    """

    labelled: Labelled
    values: tuple[int, ...]
    score: float
    total: Total | None
    completed: tuple[int, ...] = ()
    without: tuple[int, ...] = ()

    @property
    def sizes(self) -> set[int]:
        return set(self.values)

    @property
    def participants(self) -> int | None:
        """The stated number of participants, else the sum of the arms."""
        if self.total is not None:
            return self.total.value
        return sum(self.values) if len(self.values) > 1 else None

    @property
    def right(self) -> bool:
        """Whether every size is one that the labels give."""
        return self.sizes <= set(self.labelled.arms)


def total_of(one: Answer, model: LinearModel) -> Total | None:
    """The stated total as the arms reader sees it."""
    probability = model.calibration.probability(one.score)
    return Total(one.value, probability) if one.value is not None and probability >= 0.5 else None


def fit_arms(documents: Sequence[Labelled], totals: dict[str, Total | None]) -> LinearModel:
    """The model that weighs groups; right is the group nearest the labelled sizes."""
    features, labels = [], []
    for labelled in documents:
        groups = candidate_groups(labelled.counts, totals[labelled.id])
        nearness = [_f1_of(_sizes(labelled, group), set(labelled.arms)) for group, _ in groups]
        nearest = max(nearness, default=0.0)
        for (_, row), near in zip(groups, nearness, strict=True):
            features.append(row)
            labels.append(near == nearest and near >= 0.5)
    weights, intercept, _ = fit(features, labels, strength=STRENGTH, minimum_count=2)
    return LinearModel(MODEL, 1, FEATURE_VERSION, weights, intercept)


@cache
def out_of_fold_arms(folder: Path) -> list[Arms]:
    """The arms of every labelled document from models that did not see it."""
    documents = people(folder)
    fitted = calibration(out_of_fold(folder))
    found = []
    for fold in range(FOLDS):
        set_weights(documents, nested_weights(folder)[fold])
        rest = [one for one in documents if one.fold != fold]
        ranker = replace(fit_participants(rest), calibration=fitted)
        totals = {one.id: total_of(answer(one, ranker), ranker) for one in documents}
        model = fit_arms(rest, totals)
        for labelled in documents:
            if labelled.fold == fold:
                found.append(_arms(labelled, totals[labelled.id], model))
    return found


def _arms(labelled: Labelled, total: Total | None, model: LinearModel) -> Arms:
    document, counts = labelled.document, labelled.counts
    group, score = choose(counts, total, model) or ((), -10.0)
    weighed = without_sexes(document, [counts[place] for place in group])
    whole = total.value if total else None
    return Arms(
        labelled,
        tuple(count.value for count in weighed),
        score,
        total,
        completed(document, counts, weighed, whole).sizes,
        completed(document, counts, (), whole).sizes,
    )


def _sizes(labelled: Labelled, group: Group) -> set[int]:
    return {labelled.counts[place].value for place in group}


def _f1_of(found: set[int], wanted: set[int]) -> float:
    return 2 * len(found & wanted) / (len(found) + len(wanted)) if found and wanted else 0.0


def train_arms(folder: Path) -> None:
    """Fit arms.json on every labelled document; threshold and calibration are out of fold."""
    documents = people(folder)
    answers = out_of_fold(folder)
    found = out_of_fold_arms(folder)
    set_weights(documents, outer_weights(folder))
    ranker = replace(fit_participants(documents), calibration=calibration(answers))
    totals = {one.id: total_of(answer(one, ranker), ranker) for one in documents}
    model = replace(
        fit_arms(documents, totals),
        calibration=calibration_of_arms(found),
        thresholds={"answer": answer_threshold(found)},
    )
    save_trained(model, folder)


def answer_threshold(found: Sequence[Arms]) -> float:
    """The highest score to demand that costs at most TOLERANCE of the best F1.

    Measured over all documents, with arms or without: a wrong arm is worse than a missing one.
    """
    usable = sorted((one for one in found if _scorable(one)), key=lambda one: -one.score)
    wanted = sum(len(set(one.labelled.arms)) for one in usable)
    given = right = 0
    curve = []
    for one in usable:
        given += len(one.sizes)
        right += len(one.sizes & set(one.labelled.arms))
        curve.append((2 * right / (given + wanted), one.score))
    best = max(f1 for f1, _ in curve)
    return next(score for f1, score in curve if f1 >= best - TOLERANCE)


def calibration_of_arms(found: Sequence[Arms]) -> Calibration:
    """Platt's sigmoid over the groups chosen where the arms are fully labelled."""
    usable = [one for one in found if one.sizes and fully_labelled(one)]
    return fit_calibration([one.score for one in usable], [one.right for one in usable])


def fully_labelled(one: Arms) -> bool:
    """Whether a size that the labels lack is wrong.

    Half of the arms found in pico documents without any arm label are arms that nobody labelled,
    so these documents cannot say how sure a reading is.
    """
    return bool(one.labelled.arms) or (one.labelled.source == "skin" and _scorable(one))


def _scorable(one: Arms) -> bool:
    return "arms" not in one.labelled.gold.get("disputed", ())


def answered_out_of_fold(folder: Path) -> list[tuple[Arms, float]]:
    """The arms that weighing shows of every document, with their probability.

    Threshold and calibration are fitted on the other folds.
    """
    found = out_of_fold_arms(folder)
    rows = []
    for fold in range(FOLDS):
        others = [one for one in found if one.labelled.fold != fold]
        threshold = answer_threshold(others)
        fitted = calibration_of_arms(others)
        for one in found:
            if one.labelled.fold == fold:
                shown = one if one.score >= threshold else replace(one, values=())
                rows.append((shown, fitted.probability(one.score)))
    return rows


def measure_arms(folder: Path) -> list[Accuracy]:
    """Sizes as a set, and both sizes of two-arm trials, as they are read in the end: weighed, then
    completed by rules. The threshold is from the other folds."""
    rows = [
        replace(one, values=one.completed if one.sizes else one.without)
        for one, _ in answered_out_of_fold(folder)
    ]
    pico = [one for one in rows if one.labelled.source == "pico"]
    two = [one for one in pico if _is_two_armed(one.labelled)]
    skin = [one for one in rows if one.labelled.source == "skin" and _scorable(one)]
    summed = [one for one in pico if one.labelled.totals or _is_two_armed(one.labelled)]
    return [
        _row("value-set F1, two-arm trials", two, _set_f1, "pico.dev", 0.582, 0.87),
        _row("both arms right, two-arm trials", two, _both_right, "pico.dev", 0.413, 0.80),
        _row("value-set F1, all documents", pico, _set_f1, "pico.dev"),
        _row("precision, all documents", pico, _precision, "pico.dev"),
        _row("value-set F1, all documents", skin, _set_f1, "skin_labels.dev"),
        _row("participants, stated or the sum of arms", summed, _participants, "pico.dev"),
    ]


def _is_two_armed(labelled: Labelled) -> bool:
    return len(labelled.gold["intervention_n"]) == len(labelled.gold["control_n"]) == 1


def _row(
    metric: str,
    rows: list[Arms],
    function: Callable[[list[Arms]], float],
    data: str,
    floor: float | None = None,
    target: float | None = None,
) -> Accuracy:
    coverage = sum(bool(one.sizes) for one in rows) / len(rows)
    return resampled(
        "arms", metric, rows, function, data, METHOD,
        coverage=coverage, floor=floor, target=target,
    )  # fmt: skip


def _set_f1(rows: list[Arms]) -> float:
    right = sum(len(one.sizes & set(one.labelled.arms)) for one in rows)
    return 2 * right / max(1, sum(len(one.sizes) + len(set(one.labelled.arms)) for one in rows))


def _participants(rows: list[Arms]) -> float:
    right = sum(
        one.participants in (one.labelled.totals or (sum(one.labelled.arms),)) for one in rows
    )
    return right / max(1, len(rows))


def _precision(rows: list[Arms]) -> float:
    right = sum(len(one.sizes & set(one.labelled.arms)) for one in rows)
    return right / max(1, sum(len(one.sizes) for one in rows))


def _both_right(rows: list[Arms]) -> float:
    return sum(one.sizes == set(one.labelled.arms) for one in rows) / max(1, len(rows))
