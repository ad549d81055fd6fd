"""Fits and measures two small models: was the primary endpoint met, and the study's own direction.

Labelled data: ``trial_positive`` (trials of oncology, read by people) and ``skin_labels`` (skin
trials, read twice by automated readers; texts on which they differed are left out). Abstracts of
which every labelled question has one answer teach the study's direction too, with less weight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from ingest.extract.context import Context
from ingest.extract.direction.endpoint import (
    FEATURE_VERSION,
    EndpointReading,
    Features,
    read_endpoint,
)
from ingest.extract.direction.findings import Finding, read_findings
from ingest.extract.direction.outcome import ENDPOINT, STUDY_DIRECTION, endpoint_score, log_odds
from ingest.extract.direction.study_direction import DIRECTIONS, deciding_sentence, study_features
from ingest.extract.methods import design, randomized
from ingest.extract.model import Calibration, LinearModel
from ingest.extract.text.document import Document
from training.accuracy import Accuracy
from training.common import (
    FOLDS,
    data_version,
    fit,
    fit_calibration,
    fold_of,
    load_gold,
    load_skin,
    save_model,
    today,
    wilson_interval,
)
from training.reports import READ, load_reports, reports_version

COMMAND = "make train"
VERSION = 1
METHOD = "10-fold by document"
ENDPOINT_STRENGTH = 1.0
STUDY_STRENGTH = 1.0
#: Labelled questions whose abstracts lend a direction, and what such an abstract counts.
ASKED = ("ei_abstract", "ei_exhaustive_abstract")
ASKED_WEIGHT = 0.3
STUDY_MEASURED_ON = (
    "skin_labels.dev (labelled by automated readers) and own reports read for development"
)


@dataclass(frozen=True)
class EndpointExample:
    key: str
    reading: EndpointReading
    met: bool


@dataclass(frozen=True)
class StudyExample:
    """A labelled skin trial: ``quote`` is where its label says that the direction is told."""

    key: str
    features: Features
    label: str
    findings: Sequence[Finding]
    quote: tuple[int, int] | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Answer:
    """An out-of-fold answer: how sure, before calibration, and whether it is right."""

    key: str
    sureness: float
    right: bool
    shown: bool = True


def endpoint_examples(gold: Path) -> list[EndpointExample]:
    examples = []
    for row in load_gold(gold, "trial_positive"):
        document = Document.from_parts(row["title"], row["abstract"])
        reading = read_endpoint(document, read_findings(document))
        examples.append(EndpointExample(row["key"], reading, row["primary_endpoint_met"]))
    return examples


def study_examples(gold: Path) -> list[StudyExample]:
    """The skin trials whose direction is labelled, then the own reports."""
    examples = []
    for text, row in load_skin(gold):
        if row["direction"] is not None:
            quote = row["quotes"].get("direction")
            place = tuple(quote) if quote else None
            document = Document.from_text(text)
            examples.append(_study_example(row["id"], document, row["direction"], place))
    for lot in READ:
        for document, row in load_reports(lot):
            if row["labels"]["direction"] is not None:
                examples.append(_study_example(row["id"], document, row["labels"]["direction"]))
    return examples


def asked_examples(gold: Path) -> list[StudyExample]:
    """Abstracts of which every question that was asked has one answer: a difference, or none."""
    answers: dict[tuple[str, str, str], list[bool]] = {}
    for name in ASKED:
        for row in load_gold(gold, name):
            asked = answers.setdefault((row["key"], row["title"], row["abstract"]), [])
            asked.append(row["label"] == "no_difference")
    return [
        replace(
            _study_example(
                key,
                Document.from_parts(title, abstract),
                "no-difference" if alike[0] else "favours-intervention",
            ),
            weight=ASKED_WEIGHT,
        )
        for (key, title, abstract), alike in answers.items()
        if len(set(alike)) == 1
    ]


def _study_example(
    key: str, document: Document, label: str, quote: tuple[int, int] | None = None
) -> StudyExample:
    findings = read_findings(document)
    endpoint = read_endpoint(document, findings)
    context = Context()
    context.facts.extend(randomized.read(document, context))
    design.read(document, context)
    features = study_features(document, findings, endpoint, context.answers["design"])
    return StudyExample(key, features, label, findings, quote)


def _endpoint_model(examples: Sequence[EndpointExample], trained: Mapping[str, str]) -> LinearModel:
    columns, intercept, _ = fit(
        [e.reading.features for e in examples],
        [e.met for e in examples],
        strength=ENDPOINT_STRENGTH,
    )
    return LinearModel(ENDPOINT, VERSION, FEATURE_VERSION, columns, intercept, trained=trained)


def _study_model(examples: Sequence[StudyExample], trained: Mapping[str, str]) -> LinearModel:
    known = [e for e in examples if e.label in DIRECTIONS]
    columns, intercept, classes = fit(
        [e.features for e in known],
        [e.label for e in known],
        strength=STUDY_STRENGTH,
        weights=[e.weight for e in known],
        minimum_count=3,
    )
    return LinearModel(
        STUDY_DIRECTION, VERSION, FEATURE_VERSION, columns, intercept, classes, trained=trained
    )


@cache
def endpoint_answers(gold: Path) -> list[Answer]:
    """The out-of-fold answer to every trial of oncology."""
    examples = endpoint_examples(gold)
    answers = []
    for fold in range(FOLDS):
        model = _endpoint_model([e for e in examples if fold_of(e.key) != fold], {})
        for example in examples:
            if fold_of(example.key) == fold:
                score = endpoint_score(model, example.reading)
                answers.append(Answer(example.key, abs(score), (score > 0) == example.met))
    return answers


@cache
def study_answers(gold: Path) -> list[Answer]:
    """The out-of-fold answer to every skin trial whose direction is labelled."""
    examples = study_examples(gold)
    known = examples + asked_examples(gold)
    answers = []
    for fold in range(FOLDS):
        model = _study_model([e for e in known if fold_of(e.key) != fold], {})
        for example in examples:
            if fold_of(example.key) == fold:
                probabilities = model.probabilities(example.features)
                best = max(probabilities, key=lambda name: (probabilities[name], name))
                answers.append(
                    Answer(
                        example.key,
                        log_odds(probabilities[best]),
                        best == example.label,
                        best != "not-reported",
                    )
                )
    return answers


def sentence_hits(examples: Sequence[StudyExample]) -> tuple[int, int]:
    """How often the deciding sentence overlaps the labelled words, of how many that have some."""
    quoted = [e for e in examples if e.quote is not None and e.label in DIRECTIONS]
    hits = 0
    for example in quoted:
        sentence = deciding_sentence(example.findings, example.label)
        if sentence is not None and example.quote is not None:
            hits += sentence.start < example.quote[1] and example.quote[0] < sentence.end
    return hits, len(quoted)


def train_endpoint(gold: Path) -> None:
    """Fit the model of the primary endpoint, calibrated on out-of-fold answers, and write it."""
    model = _endpoint_model(endpoint_examples(gold), _trained(gold, "trial_positive"))
    save_model(replace(model, calibration=_calibration(endpoint_answers(gold))))


def train_study_direction(gold: Path) -> None:
    """Fit the model of the study's own direction, calibrated likewise, and write it."""
    trained = _trained(gold, "skin_labels", *ASKED)
    trained["data"] += f", {reports_version()}"
    model = _study_model(study_examples(gold) + asked_examples(gold), trained)
    save_model(replace(model, calibration=_calibration(study_answers(gold))))


def _trained(gold: Path, *names: str) -> dict[str, str]:
    return {"command": COMMAND, "data": data_version(gold, *names), "date": today()}


def _calibration(answers: Sequence[Answer]) -> Calibration:
    shown = [a for a in answers if a.shown]
    return fit_calibration([a.sureness for a in shown], [a.right for a in shown])


def measure_endpoint(gold: Path) -> list[Accuracy]:
    """Accuracy on oncology trials, every answer by a model fitted on the others."""
    answers = endpoint_answers(gold)
    return [
        _share(
            "primary_endpoint_met", "accuracy", answers, len(answers),
            "trial_positive.dev (oncology)", floor=0.752, target=0.9,
        )
    ]  # fmt: skip


def measure_study_direction(gold: Path) -> list[Accuracy]:
    """Accuracy over all seven labels on skin trials, and of the surer half."""
    examples = study_examples(gold)
    answers = study_answers(gold)
    ranked = sorted(answers, key=lambda a: (-a.sureness, a.key))
    half = ranked[: len(ranked) // 2]
    on = STUDY_MEASURED_ON
    hits, count = sentence_hits(examples)
    low, high = wilson_interval(hits, count)
    return [
        _share("direction (study)", "accuracy", answers, len(answers), on),
        _share("direction (study)", "accuracy of the surer half", half, len(answers), on),
        Accuracy(
            "direction (study)", "sentence is the labelled one", hits / count, low, high, count,
            count / len(examples), on, "direction given, rule",
        ),
    ]  # fmt: skip


def _share(
    field: str,
    metric: str,
    answers: Sequence[Answer],
    total: int,
    on: str,
    floor: float | None = None,
    target: float | None = None,
) -> Accuracy:
    right = sum(a.right for a in answers)
    low, high = wilson_interval(right, len(answers))
    return Accuracy(
        field, metric, right / len(answers), low, high, len(answers), len(answers) / total,
        on, METHOD, floor, target,
    )  # fmt: skip
