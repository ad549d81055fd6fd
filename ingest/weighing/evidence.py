"""What one study says of one claim, and how much that weighs.

Counting studies is a poor man's meta-analysis (Cochrane Handbook, chapter 12), so a study weighs
by what its comparison can show, and verdicts ask for shares that small shifts cannot reach.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

Stance = Literal["supports", "contradicts", "mixed", "bears"]
Comparison = Literal["between arms", "before and after", "review"]
Directness = Literal["direct", "indirect"]
Question = Literal["effect", "frequency"]

COMPARISONS: tuple[Comparison, ...] = ("between arms", "before and after", "review")
"""The most telling first."""
DIRECTNESSES: tuple[Directness, ...] = ("direct", "indirect")
STANCES: tuple[Stance, ...] = ("supports", "contradicts", "mixed", "bears")

WHOLE = 40
"""Weights are whole numbers, fortieths of a randomised comparison: sums do not round."""
RANDOMISED_COMPARISON = WHOLE
OTHER_COMPARISON = WHOLE // 2
BEFORE_AND_AFTER = WHOLE // 4
CASE_REPORT = WHOLE // 20
SERIES = WHOLE
"""A study that answers how often something happens."""

CASE_REPORT_DESIGN = "case-report"
REVIEW_KIND = "review"
PRIMARY_KIND = "primary"
SYSTEMATIC = frozenset({"systematic-review", "meta-analysis"})


class Study(NamedTuple):
    """The columns of ``studies`` that weighing looks at; None is not known."""

    id: str
    kind: str | None = None
    design: str | None = None
    randomized: bool | None = None
    blinding: str | None = None
    participants: int | None = None

    @property
    def is_review(self) -> bool:
        return self.kind == REVIEW_KIND

    @property
    def is_systematic_review(self) -> bool:
        return self.design in SYSTEMATIC


@dataclass(frozen=True)
class Effect:
    """A printed effect with its 95 % confidence interval; ratios on the logarithmic scale."""

    type: str
    value: float
    ci_low: float
    ci_high: float


class Item(NamedTuple):
    """One study's stance on one claim, with the row or field of the study that it rests on.

    ``participants`` are the persons measured in that row, else those of the study.
    """

    study: Study
    stance: Stance
    reason: str
    comparison: Comparison = "before and after"
    directness: Directness = "direct"
    participants: int | None = None
    result: int | None = None
    fact: int | None = None
    adverse_event: int | None = None
    field: str | None = None
    effect: Effect | None = None

    @property
    def is_randomised_comparison(self) -> bool:
        return self.comparison == "between arms" and bool(self.study.randomized)

    def weight(self, question: Question) -> int:
        """Weight in the verdict, in fortieths; 0 for what only bears on the claim, and for reviews.

        A review repeats the trials inside it, so it never weighs beside them.
        """
        if self.stance == "bears" or self.study.kind != PRIMARY_KIND:
            return 0
        weight = self._full_weight(question)
        # Indirect evidence weighs half.
        return weight // 2 if self.directness == "indirect" else weight

    def _full_weight(self, question: Question) -> int:
        if self.study.design == CASE_REPORT_DESIGN:
            return CASE_REPORT
        if question == "frequency":
            return SERIES
        if self.is_randomised_comparison:
            return RANDOMISED_COMPARISON
        return OTHER_COMPARISON if self.comparison == "between arms" else BEFORE_AND_AFTER


def settle(items: Iterable[Item]) -> Item:
    """The one stance of a study that several rows speak of.

    A comparison between arms outranks a change from baseline, direct evidence outranks indirect;
    only rows of the highest rank speak. If they speak both for and against, the study is mixed.
    """
    rows = list(items)
    if len(rows) == 1:
        return rows[0]
    speaking = [item for item in rows if item.stance != "bears"]
    if not speaking:
        return min(rows, key=lambda item: (_place(item), _rank(item)))
    best = min(map(_rank, speaking))
    highest = sorted((item for item in speaking if _rank(item) == best), key=_place)
    stances = {item.stance for item in highest}
    first = highest[0]
    if len(stances) == 1:
        return first
    against = next(item for item in highest if item.stance == "contradicts")
    favour = next(item for item in highest if item.stance == "supports")
    return Item(
        study=first.study,
        stance="mixed",
        reason=f"for: {favour.reason}; against: {against.reason}",
        comparison=first.comparison,
        directness=first.directness,
        participants=first.participants,
        result=favour.result,
        fact=favour.fact,
        adverse_event=favour.adverse_event,
        field=favour.field,
        effect=favour.effect,
    )


def _rank(item: Item) -> tuple[int, int]:
    return COMPARISONS.index(item.comparison), DIRECTNESSES.index(item.directness)


def _place(item: Item) -> tuple[object, ...]:
    """The order of rows of one rank: as they stand in the study; rows without a place last.

    What else they say decides between equals, so that the order in which they came never does.
    """
    numbers = (
        math.inf if number is None else number
        for number in (item.result, item.adverse_event, item.fact, item.participants)
    )
    effect = () if item.effect is None else astuple(item.effect)
    return STANCES.index(item.stance), *numbers, item.reason, item.field or "", effect


def share(weights: Iterable[tuple[bool, int]]) -> Fraction:
    """The part of the whole weight that has the property; 0 of nothing."""
    whole = part = 0
    for has, weight in weights:
        whole += weight
        part += weight if has else 0
    return Fraction(part, whole) if whole else Fraction(0)


def persons(items: Iterable[Item]) -> int:
    """Persons in the studies where their number is known."""
    return sum(item.participants or 0 for item in items)
