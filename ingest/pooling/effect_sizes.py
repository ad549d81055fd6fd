"""Effect sizes with their variance, from what abstracts and tables print.

Formulas as in the Cochrane Handbook for Systematic Reviews of Interventions (version 6, chapters
6 and 10) and Borenstein et al., Introduction to Meta-Analysis (2009); ratios are handled on the
logarithmic scale. For two sites of one person a ``correlation`` of their values is assumed; None
means two groups of different persons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

Ratio = Literal["RR", "OR"]

CONTINUITY = 0.5
"""Added to every cell of a table in which one is empty (Cochrane Handbook 10.4.4.2)."""


@dataclass(frozen=True)
class Effect:
    """An effect and its sampling variance; ratios as their natural logarithm."""

    value: float
    variance: float

    @property
    def standard_error(self) -> float:
        return math.sqrt(self.variance)


@dataclass(frozen=True)
class Group:
    """Mean and standard deviation of ``n`` persons (or sites); all above one person."""

    mean: float
    sd: float
    n: int


@dataclass(frozen=True)
class Count:
    """``events`` among ``n`` persons (or sites)."""

    events: float
    n: float


def standardised_mean_difference(first: Group, second: Group, correlation: float | None) -> Effect:
    """``first`` minus ``second`` in standard deviations, corrected for small samples (Hedges' g).

    Paired sites: standardised by the SD within sites, not of the differences, so that it can
    stand beside parallel groups (Borenstein et al. 2009, equations 4.27 to 4.31).
    """
    if correlation is None:
        from statsmodels.stats.meta_analysis import effectsize_smd  # slow to import

        return Effect(
            *map(
                float,
                effectsize_smd(first.mean, first.sd, first.n, second.mean, second.sd, second.n),
            )
        )
    n = min(first.n, second.n)
    d = (first.mean - second.mean) / math.sqrt((first.sd**2 + second.sd**2) / 2)
    variance = (1 / n + d**2 / (2 * n)) * 2 * (1 - correlation)
    correction = small_sample_correction(n - 1)
    return Effect(correction * d, correction**2 * variance)


def mean_difference(first: Group, second: Group, correlation: float | None) -> Effect:
    """``first`` minus ``second`` in the unit of the scale (Handbook 6.5.1, 23.2.7 for pairs)."""
    variances = first.sd**2 / first.n, second.sd**2 / second.n
    return Effect(first.mean - second.mean, _of_difference(*variances, correlation))


def standardised_mean_change(before: Group, after: Group, correlation: float) -> Effect:
    """``after`` minus ``before`` in standard deviations at baseline: no control group.

    Raw score standardisation (Becker 1988; variance as in Morris 2008 and metafor's SMCR).
    """
    n = min(before.n, after.n)
    change = small_sample_correction(n - 1) * (after.mean - before.mean) / before.sd
    return Effect(change, 2 * (1 - correlation) / n + change**2 / (2 * n))


def ratio(first: Count, second: Count, measure: Ratio, correlation: float | None) -> Effect:
    """Logarithm of the risk ratio or odds ratio of ``first`` to ``second``.

    Paired sites: the covariance of the two logarithms is correlation times both standard errors.
    """
    from statsmodels.stats.meta_analysis import effectsize_2proportions  # slow to import

    first, second = _without_empty_cells(first, second)
    value, variance = map(
        float,
        effectsize_2proportions(
            first.events,
            first.n,
            second.events,
            second.n,
            statistic="risk-ratio" if measure == "RR" else "odds-ratio",
        ),
    )
    if correlation is not None:
        errors = _log_error(first, measure) * _log_error(second, measure)
        variance -= 2 * correlation * errors
    return Effect(value, variance)


def from_interval(effect: float, low: float, high: float, *, logarithm: bool) -> Effect:
    """A printed effect with its 95 % confidence interval (Handbook 6.3.1).

    Raises ValueError for an interval that does not hold its effect.
    """
    if not low < high or not low <= effect <= high:
        raise ValueError(f"{effect} does not lie between {low} and {high}")
    if logarithm:
        effect, low, high = math.log(effect), math.log(low), math.log(high)
    return Effect(effect, ((high - low) / (2 * _normal(0.975))) ** 2)


def sd_from_standard_error(
    error: float, first: int, second: int, correlation: float | None
) -> float:
    """SD within groups from the standard error of a difference of means (Handbook 6.5.2.3).

    ``first`` and ``second`` are the numbers of persons; the same SD is assumed in both groups.
    """
    if correlation is None:
        return error / math.sqrt(1 / first + 1 / second)
    return error * math.sqrt(min(first, second)) / math.sqrt(2 * (1 - correlation))


def standard_error_from_interval(low: float, high: float, freedom: int) -> float:
    """Standard error from a 95 % confidence interval that was made with t (Handbook 6.5.2.3)."""
    return (high - low) / (2 * _t(0.975, freedom))


def standard_error_from_p_value(difference: float, p: float, freedom: int) -> float:
    """Standard error of a difference from its two-sided P value by a t test (Handbook 6.5.2.3).

    Raises ValueError where there is no difference or P does not lie between 0 and 1: then
    nothing can be told.
    """
    if not difference or not 0 < p < 1:
        raise ValueError(f"a difference of {difference} with P = {p} tells no standard error")
    return abs(difference) / _t(1 - p / 2, freedom)


def small_sample_correction(freedom: int) -> float:
    """Hedges' factor for ``freedom`` degrees of freedom (Hedges 1981); at least 2."""
    half = freedom / 2
    return math.exp(math.lgamma(half) - math.lgamma(half - 0.5)) / math.sqrt(half)


def _of_difference(first: float, second: float, correlation: float | None) -> float:
    return first + second - 2 * (correlation or 0) * math.sqrt(first * second)


def _without_empty_cells(first: Count, second: Count) -> tuple[Count, Count]:
    if all(0 < count.events < count.n for count in (first, second)):
        return first, second
    corrected = (
        replace(count, events=count.events + CONTINUITY, n=count.n + 2 * CONTINUITY)
        for count in (first, second)
    )
    return next(corrected), next(corrected)


def _log_error(count: Count, measure: Ratio) -> float:
    """Standard error of the logarithm of a risk or of odds."""
    risk = count.events / count.n
    odds = (1 - risk) / risk
    return math.sqrt((odds if measure == "RR" else odds / (1 - risk) ** 2) / count.n)


def _normal(probability: float) -> float:
    from scipy.stats import norm

    return float(norm.ppf(probability))


def _t(probability: float, freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(probability, freedom))
