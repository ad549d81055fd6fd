"""The direction of one asked comparison: is the outcome increased, decreased or no different?

The direction is that of the amount of the outcome with the intervention, relative to the
comparator: less pain is "decreased". Three linear models decide. The first ranks the sentences;
for each of the best few the second tells whether it reports a difference and the third which
way; their answers are weighted by how likely each sentence is to be the one that is meant. A
fourth turns the result into the probability that it is right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from ingest.extract.context import Question
from ingest.extract.direction.comparison import Comparison
from ingest.extract.direction.features import Features, read_sentence
from ingest.extract.direction.ranking import ranking_features
from ingest.extract.direction.views import View, Views
from ingest.extract.fact import Fact
from ingest.extract.model import LinearModel, load_model, logistic
from ingest.extract.text.document import Document

Label = Literal["increased", "decreased", "no_difference"]
LABELS: tuple[Label, ...] = ("increased", "decreased", "no_difference")

RANKING = "direction-ranking"
DIFFERENCE = "direction-difference"
SIGN = "direction-sign"
CONFIDENCE = "direction-confidence"

#: How many of the best sentences have a say.
CONSIDERED = 4
#: An opposite direction is the worst answer: where more and less are nearer to each other than
#: this share of their sum, and either is likelier than no difference, there is no answer.
UNDECIDED = 0.2


@dataclass(frozen=True)
class Models:
    """The models that answer a question."""

    ranking: LinearModel
    difference: LinearModel
    sign: LinearModel
    confidence: LinearModel


@dataclass(frozen=True)
class Evidence:
    """One sentence that has a say: its weight (they sum to 1), and what it says, label by label."""

    view: View
    weight: float
    labels: tuple[float, float, float]


@dataclass(frozen=True)
class Direction:
    """The answer: a label and its evidence, the deciding sentence first.

    The label is None where no sentence bears on the question, or where a difference is reported
    but not which way. ``score`` is the calibrated probability that the label is right, 0 for None.
    """

    value: Label | None
    score: float
    evidence: tuple[Evidence, ...]

    @property
    def sentence(self) -> View | None:
        return self.evidence[0].view if self.evidence else None


def load_models() -> Models:
    """The committed models; InputError if one is missing or malformed."""
    return Models(*(load_model(name) for name in (RANKING, DIFFERENCE, SIGN, CONFIDENCE)))


def ask(document: Document, question: Question) -> Direction:
    """Answer one question from one document."""
    views = Views(document)
    comparison = Comparison(views, question)
    models = load_models()
    evidence = weigh(views, comparison, models)
    if not evidence or not _bears(views, comparison):
        return Direction(None, 0.0, evidence)
    value, features = decide(evidence)
    score = models.confidence.probability(features) if value else 0.0
    return Direction(value, score, evidence)


def _bears(views: Views, comparison: Comparison) -> bool:
    """Does any sentence name the outcome, or either side, at all?"""
    return any(
        comparison.coverage(view.stems) or comparison.mentions(view) for view in views.sentences
    )


def weigh(views: Views, comparison: Comparison, models: Models) -> tuple[Evidence, ...]:
    """The sentences that have a say, best first; empty for a document without an abstract."""
    scores = [models.ranking.score(row) for row in ranking_features(views, comparison)]
    if not scores:
        return ()
    ranked = sorted(range(len(scores)), key=lambda n: (-scores[n], n))[:CONSIDERED]
    shares = [math.exp(scores[n] - scores[ranked[0]]) for n in ranked]
    return tuple(
        Evidence(
            views.sentences[n + 1],
            share / math.fsum(shares),
            _labels(views, comparison, n + 1, models),
        )
        for n, share in zip(ranked, shares, strict=True)
    )


def _labels(
    views: Views, comparison: Comparison, number: int, models: Models
) -> tuple[float, float, float]:
    reading = read_sentence(views, comparison, number)
    none = logistic(models.difference.score(reading.difference))
    more = logistic(models.sign.score(reading.sign))
    return ((1 - none) * more, (1 - none) * (1 - more), none)


def decide(evidence: tuple[Evidence, ...]) -> tuple[Label | None, Features]:
    """The likeliest label, and the feature that tells how far it can be trusted."""
    totals = [math.fsum(e.weight * e.labels[n] for e in evidence) for n in range(3)]
    best = max(range(3), key=lambda n: totals[n])
    more, less, _ = totals
    undecided = best < 2 and abs(more - less) < UNDECIDED * (more + less)
    label = None if undecided else LABELS[best]
    odds = max(totals[best], 1e-3) / max(1 - totals[best], 1e-3)
    return label, {"log odds": math.log(odds)}


def fact(direction: Direction, confidence: LinearModel) -> Fact | None:
    """The answer as a fact with the deciding sentence; None where there is no answer."""
    sentence = direction.sentence
    if sentence is None or direction.value is None:
        return None
    return Fact(
        field="direction",
        value=direction.value,
        status="stated",
        method=f"direction-models/{confidence.version}",
        version=confidence.version,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.start + len(sentence.text),
        section=sentence.section,
        role="asked",
        confidence=direction.score,
        tier=confidence.calibration.tier(direction.score),
    )
