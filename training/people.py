"""The labelled counts of people, and out-of-fold weights for them: shared by two trainings.

Participants and arms both work from the counts model, so their own training must see weights
that were fitted without the document at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from ingest.extract.model import LinearModel
from ingest.extract.people.counts import FEATURE_VERSION as COUNTS_VERSION
from ingest.extract.people.counts import KINDS, Count, counts_of, weigh
from ingest.extract.text.document import Document
from training.common import (
    FOLDS,
    Row,
    data_version,
    fit,
    fold_of,
    load_gold,
    load_skin,
    save_model,
    today,
)

COMMAND = "python -m training train GOLD"
SOURCES = ("pico", "skin_labels")
STRENGTH = 0.15
INNER_FOLDS = 5
METHOD = "10-fold cross-validation by document, nested"


@dataclass(eq=False)
class Labelled:
    """A document with its counts, what each counts by the labels, and the right answers.

    ``totals`` are the stated numbers of participants, the first one first; ``arms`` the sizes of
    arms; ``source`` is pico or skin.
    """

    id: str
    key: str
    source: str
    document: Document
    counts: list[Count]
    kinds: list[str]
    totals: tuple[int, ...]
    arms: tuple[int, ...]
    gold: Row

    @property
    def fold(self) -> int:
        return fold_of(self.key)


Weights = Mapping[str, Sequence[tuple[float, float]]]
"""Document id -> (total, arm) log-odds of each count."""


def load_people(folder: Path) -> list[Labelled]:
    """Every labelled document, breast-cancer trials first, then skin trials."""
    found = [_pico(row) for row in load_gold(folder, "pico")]
    return found + [_skin(text, row) for text, row in load_skin(folder)]


def _pico(row: Row) -> Labelled:
    document = Document.from_text(row["text"])
    counts = counts_of(document)
    spans: list[tuple[Row, str]] = [(span, "total") for span in row["n_spans"]]
    spans += [(s, "arm") for name in ("intervention", "control") for s in row[f"{name}_n_spans"]]

    def kind(count: Count) -> str:
        for span, name in reversed(spans):
            if span["start"] < count.number.end and count.number.start < span["end"]:
                return name
        return "other"

    arms = tuple(row["intervention_n"]) + tuple(row["control_n"])
    kinds = [kind(count) for count in counts]
    totals = tuple(row["n"])
    return Labelled(row["id"], row["key"], "pico", document, counts, kinds, totals, arms, row)


def _skin(text: str, row: Row) -> Labelled:
    document = Document.from_text(text)
    counts = counts_of(document)
    names = ("participants", "enrolled", "randomised", "analysed")
    stated = [row[name] for name in names if row[name]]
    if row.get("participants_derived"):
        stated = [value for value in stated if value != row["participants"]]
    arms = tuple(arm["n"] for arm in row["arms"] or [] if arm["n"])
    kinds = [
        "total" if count.value in stated else "arm" if count.value in arms else "other"
        for count in counts
    ]
    key, totals = f"pmid:{row['id']}", tuple(dict.fromkeys(stated))
    return Labelled(row["id"], key, "skin", document, counts, kinds, totals, arms, row)


def fit_counts(documents: Sequence[Labelled]) -> LinearModel:
    """The model of counts.json fitted on these documents."""
    features = [count.features for labelled in documents for count in labelled.counts]
    kinds = [kind for labelled in documents for kind in labelled.kinds]
    weights, intercept, classes = fit(features, kinds, strength=STRENGTH, minimum_count=2)
    assert classes == KINDS
    return LinearModel("counts", 1, COUNTS_VERSION, weights, intercept, classes)


def weighed(documents: Sequence[Labelled], model: LinearModel) -> dict[str, Any]:
    result = {}
    for labelled in documents:
        weigh(labelled.counts, model)
        result[labelled.id] = [(count.total, count.arm) for count in labelled.counts]
    return result


def cross_weighed(documents: Sequence[Labelled], folds: int, salt: str = "") -> Weights:
    """Log-odds of every count from models that did not see its document."""
    result: dict[str, Any] = {}
    for fold in range(folds):
        inside = [one for one in documents if fold_of(salt + one.key, folds) == fold]
        rest = [one for one in documents if fold_of(salt + one.key, folds) != fold]
        result |= weighed(inside, fit_counts(rest))
    return result


def set_weights(documents: Sequence[Labelled], weights: Weights) -> None:
    for labelled in documents:
        for count, (total, arm) in zip(labelled.counts, weights[labelled.id], strict=True):
            count.total, count.arm = total, arm


@cache
def people(folder: Path) -> list[Labelled]:
    """The labelled documents, read once."""
    return load_people(folder)


@cache
def nested_weights(folder: Path) -> tuple[Weights, ...]:
    """For each outer fold: weights of its own documents from a model fitted on the others, and
    of the others from models fitted inside them."""
    documents = people(folder)
    result = []
    for fold in range(FOLDS):
        rest = [one for one in documents if one.fold != fold]
        inside = [one for one in documents if one.fold == fold]
        weights = dict(cross_weighed(rest, INNER_FOLDS, salt="inner:"))
        result.append(weights | weighed(inside, fit_counts(rest)))
    return tuple(result)


@cache
def outer_weights(folder: Path) -> Weights:
    """Weights of every document from a model fitted on the other folds."""
    return cross_weighed(people(folder), FOLDS)


def train_counts(folder: Path) -> None:
    """Fit counts.json on every labelled document."""
    save_trained(fit_counts(people(folder)), folder)


def save_trained(model: LinearModel, folder: Path) -> None:
    """Write a model of counts, participants or arms with what it was trained on."""
    trained = {"command": COMMAND, "data": data_version(folder, *SOURCES), "date": today()}
    save_model(replace(model, trained=trained))
