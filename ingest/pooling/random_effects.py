"""The random-effects model: effects of several comparisons as one, with its uncertainty.

Between-study variance by Paule and Mandel (DerSimonian and Laird for comparison with others'
results), interval by Hartung and Knapp: what the Cochrane Handbook (10.10.4) and Veroniki et al.
(2016) prefer for few studies.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.pooling.effect_sizes import Effect

FEWEST = 3
"""Comparisons below which nothing is pooled: tau² and a prediction interval need three."""

Method = Literal["pm", "dl"]

METHOD = (
    "random effects: Paule-Mandel tau²; Hartung-Knapp interval, never narrower than the usual"
    " one (Röver 2015); prediction interval after Higgins 2009"
)


@dataclass(frozen=True)
class Pooled:
    """A pooled effect on the scale of its effects (ratios: natural logarithm).

    ``i2`` and ``weights`` are percentages; intervals cover 95 %. ``standard_error`` is that of
    the interval, ``usual_error`` the one before Hartung and Knapp.
    """

    effect: float
    standard_error: float
    usual_error: float
    interval: tuple[float, float]
    prediction: tuple[float, float]
    q: float
    i2: float
    tau2: float
    weights: tuple[float, ...]


def pool(
    effects: Sequence[Effect], method: Method = "pm", *, at_least_usual: bool = True
) -> Pooled:
    """Pool ``effects``; raises ValueError for fewer than three.

    ``at_least_usual``: where effects agree better than chance would have it, Hartung and Knapp's
    interval is narrower than that of a model without heterogeneity; then the usual standard
    error is kept (Röver, Knapp and Friede, BMC Med Res Methodol 2015;15:99).
    """
    import numpy as np
    from scipy.stats import t
    from statsmodels.stats.meta_analysis import combine_effects  # slow to import

    count = len(effects)
    if count < FEWEST:
        raise ValueError(f"{count} comparisons are too few to pool")
    values = np.array([effect.value for effect in effects])
    variances = np.array([effect.variance for effect in effects])
    # Effects that are all the same, or all but, have a Q of nought or next to it, by which
    # statsmodels divides for an I² that is not used here.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        fixed = combine_effects(values, variances, "dl")
        q = float(fixed.q)
        # A negative tau² is nought. With tau² known, the rest is a fixed effect of the larger
        # variances.
        tau2 = max(0.0, float(fixed.tau2)) if method == "dl" else paule_mandel(effects)
        combined = combine_effects(values, variances + tau2, "dl")
    effect = float(combined.mean_effect_fe)
    usual = float(combined.sd_eff_w_fe)
    error = float(combined.sd_eff_w_fe_hksj)
    if at_least_usual:
        error = max(error, usual)
    half = float(t.ppf(0.975, count - 1)) * error
    predicted = float(t.ppf(0.975, count - 2)) * math.sqrt(tau2 + error**2)
    return Pooled(
        effect=effect,
        standard_error=error,
        usual_error=usual,
        interval=(effect - half, effect + half),
        prediction=(effect - predicted, effect + predicted),
        q=q,
        i2=100 * max(0.0, 1 - (count - 1) / q) if q > 0 else 0.0,
        tau2=tau2,
        weights=tuple(100 * float(weight) for weight in combined.weights_rel_fe),
    )


def paule_mandel(effects: Sequence[Effect]) -> float:
    """tau² that makes the weighted sum of squares equal its degrees of freedom; at least 0.

    Not the iteration of statsmodels 0.15, which gives 0 where rounding takes its last step past
    the solution.
    """
    from scipy.optimize import brentq

    def excess(tau2: float) -> float:
        weights = [1 / (effect.variance + tau2) for effect in effects]
        pairs = list(zip(weights, effects, strict=True))
        mean = math.fsum(weight * effect.value for weight, effect in pairs) / math.fsum(weights)
        squares = math.fsum(weight * (effect.value - mean) ** 2 for weight, effect in pairs)
        return squares - (len(effects) - 1)

    if excess(0) <= 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0, high, xtol=1e-12))
