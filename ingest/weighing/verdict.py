"""From weighed studies to a verdict and the sentence that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ingest.weighing.certainty import (
    FEW_PERSONS,
    LEVELS,
    OPTIMAL_PERSONS,
    Grade,
    grade,
    support,
)
from ingest.weighing.evidence import Item, Question, Stance, persons

Verdict = Literal[
    "supported", "partly supported", "contradicted", "mixed", "insufficient", "not studied"
]

FOR = Fraction(4, 5)
PARTLY = Fraction(3, 5)
AGAINST = Fraction(1, 5)
"""Shares of weight; what lies between AGAINST and PARTLY is mixed."""
FEWEST_STUDIES = 2
FEWEST_COMPARISONS = 2
"""An effect is neither supported nor contradicted on less than this many comparisons of arms."""

CONCERNS = {
    "risk of bias": "bias cannot be ruled out",
    "inconsistency": "studies disagree",
    "indirectness": "much of the evidence is indirect",
    "imprecision": "there are few participants",
    "publication bias": "small studies show larger effects",
}
"""What each GRADE domain lowers certainty for, in plain words."""


@dataclass(frozen=True)
class Outcome:
    """The verdict on one claim, and the figures behind it.

    ``favour``, ``against`` and ``mixed`` count primary studies, ``reviews_for`` and
    ``reviews_against`` systematic reviews that take a side; ``participants`` are the persons in
    the former.
    """

    verdict: Verdict
    grade: Grade | None
    favour: int
    against: int
    mixed: int
    bearing: int
    reviews_for: int
    reviews_against: int
    participants: int

    @property
    def summary(self) -> str:
        """The verdict's figures and the reason for its certainty, in plain words."""
        if self.verdict == "not studied":
            return "No study in this evidence base addresses it."
        weighing = self.favour + self.against + self.mixed
        if not weighing:
            bearing = _plural(self.bearing, "study only bears", "studies only bear")
            return f"No study answers it; {bearing} on it{_reviews(self)}."
        known = f" with {self.participants} participants" if self.participants else ""
        others = [
            f"{count} {one if count == 1 else many}"
            for count, one, many in (
                (self.against, "speaks against it", "speak against it"),
                (self.mixed, "is mixed", "are mixed"),
            )
            if count
        ]
        return (
            f"{self.favour} of {_plural(weighing, 'study', 'studies')}{known}"
            f" {'supports' if self.favour == 1 else 'support'} it"
            f"{', ' if others else ''}{' and '.join(others)}{self._why_not_enough}{_reviews(self)}"
            f"{_certainty(self.grade) if self.grade else ''}."
        )

    @property
    def _why_not_enough(self) -> str:
        if self.verdict != "insufficient":
            return ""
        few = self.favour + self.against + self.mixed < FEWEST_STUDIES
        if few or self.participants < FEW_PERSONS:
            return ", too few for a verdict"
        return ", not surely enough to contradict it"


def weigh(
    items: Sequence[Item], question: Question, persons_needed: int = OPTIMAL_PERSONS
) -> Outcome:
    """The verdict on a claim; ``items`` has each study once."""
    weighing = [item for item in items if item.weight(question)]
    reviews = [item for item in items if item.study.is_systematic_review]
    judged = grade(weighing, question, persons_needed)
    reviews_for = _count(reviews, "supports")
    reviews_against = _count(reviews, "contradicts")
    verdict = _verdict(weighing, judged, question)
    if verdict == "not studied" and items:
        verdict = "insufficient"
    return Outcome(
        verdict=_heed_reviews(verdict, reviews_for, reviews_against),
        grade=judged,
        favour=_count(weighing, "supports"),
        against=_count(weighing, "contradicts"),
        mixed=_count(weighing, "mixed"),
        bearing=len(items) - len(weighing),
        reviews_for=reviews_for,
        reviews_against=reviews_against,
        participants=persons(weighing),
    )


def _count(items: Sequence[Item], stance: Stance) -> int:
    return sum(item.stance == stance for item in items)


def _verdict(weighing: Sequence[Item], judged: Grade | None, question: Question) -> Verdict:
    """The verdict of primary studies alone."""
    if judged is None:
        return "not studied"
    if len(weighing) < FEWEST_STUDIES or persons(weighing) < FEW_PERSONS:
        return "insufficient"
    part = support(weighing, question)
    if part >= FOR:
        settled = _is_settled(weighing, judged, question, "supports")
        return "supported" if settled else "partly supported"
    if part >= PARTLY:
        return "partly supported"
    if part > AGAINST:
        return "mixed"
    return (
        "contradicted" if _is_settled(weighing, judged, question, "contradicts") else "insufficient"
    )


def _is_settled(
    weighing: Sequence[Item], judged: Grade, question: Question, stance: Stance
) -> bool:
    """Whether a claim may be called right or wrong: the same is asked for either."""
    compared = sum(item.stance == stance and item.comparison == "between arms" for item in weighing)
    enough = question == "frequency" or compared >= FEWEST_COMPARISONS
    return enough and LEVELS.index(judged.certainty) >= LEVELS.index("low")


def _heed_reviews(verdict: Verdict, favour: int, against: int) -> Verdict:
    """One step down where more systematic reviews disagree with the verdict than agree."""
    if verdict == "supported" and against > favour:
        return "partly supported"
    if verdict == "partly supported" and against > favour:
        return "mixed"
    if verdict == "contradicted" and favour > against:
        return "mixed"
    return verdict


def _reviews(outcome: Outcome) -> str:
    number = outcome.reviews_for + outcome.reviews_against
    if not number:
        return ""
    return (
        f"; {_plural(number, 'systematic review', 'systematic reviews')} beside them,"
        f" {outcome.reviews_for} for and {outcome.reviews_against} against"
    )


def _certainty(judged: Grade) -> str:
    reasons = [CONCERNS[domain.name] for domain in judged.concerns]
    if judged.domains[0].judgement == "low":
        reasons.insert(0, "few or no randomised comparisons answer it")
    because = f" because {', '.join(reasons)}" if reasons else ""
    alone = ", judged on the randomised comparisons," if judged.randomised_alone else ""
    return f"; certainty {judged.certainty}{alone}{because}"


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
