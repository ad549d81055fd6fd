"""The figures' common parts: colours with a meaning, forest plots, intervals of shares."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

plt.style.use(Path(__file__).with_name("publication.mplstyle"))

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
VERMILION, SKY, GREY, PALE = "#D55E00", "#56B4E9", "#999999", "#DDDDDD"
INK, SOFT = "#222222", "#666666"

VERDICTS = {
    "supported": GREEN,
    "partly supported": SKY,
    "mixed": ORANGE,
    "contradicted": VERMILION,
    "insufficient": GREY,
    "not studied": PALE,
}
DIRECTIONS = {
    "better with needling": GREEN,
    "better with a combination": BLUE,
    "improved from baseline": SKY,
    "no difference or no change": GREY,
    "mixed": ORANGE,
    "better with the other treatment": VERMILION,
    "not reported": PALE,
}
DIRECTION_NAMES = {
    "favours-microneedling": "better with needling",
    "favours-intervention": "better with needling",
    "favours-combination": "better with a combination",
    "improved": "improved from baseline",
    "no-difference": "no difference or no change",
    "no-change": "no difference or no change",
    "mixed": "mixed",
    "favours-comparator": "better with the other treatment",
    "not-reported": "not reported",
}
ROMAN = ("", "I", "II", "III", "IV", "V", "VI")
"""Fitzpatrick skin types by number."""

Z_95 = 1.959964
"""Quantile of the normal distribution for 95 % intervals."""


def wilson(events: float, persons: float) -> tuple[float, float]:
    """95 % interval of a share in percent (Wilson 1927), sound for no events too."""
    share = events / persons
    middle = share + Z_95**2 / (2 * persons)
    half = Z_95 * sqrt(share * (1 - share) / persons + Z_95**2 / (4 * persons**2))
    scale = 100 / (1 + Z_95**2 / persons)
    return max(0.0, (middle - half) * scale), min(100.0, (middle + half) * scale)


def stacked_bars(axes: Axes, table: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Horizontal bars, a row of ``table`` each, first row on top, a segment for each column."""
    left = pd.Series(0.0, index=table.index)
    places = range(len(table))
    for column in table.columns:
        axes.barh(places, table[column], left=left, color=colours[column], label=column, height=0.7)
        left += table[column]
    axes.set_yticks(places, table.index)
    axes.invert_yaxis()
    axes.grid(axis="x")
    axes.tick_params(axis="y", length=0)


def forest(
    axes: Axes,
    table: pd.DataFrame,
    *,
    no_effect: float,
    label: str,
    ratio: bool = False,
    colour: str = BLUE,
) -> None:
    """Estimates with 95 % intervals, a row each, numbers at the right.

    ``table`` has the columns ``label``, ``effect``, ``ci_low``, ``ci_high`` and may have
    ``weight`` (percent, the size of the square). Ratios are drawn on a logarithmic axis.
    """
    axes.axvline(no_effect, color=SOFT, linewidth=0.9, zorder=0)
    if ratio:
        axes.set_xscale("log")
    places = list(range(len(table)))
    axes.hlines(places, table["ci_low"], table["ci_high"], color=colour, linewidth=1.3)
    sizes = 3.0 * table["weight"] if "weight" in table else 28
    axes.scatter(table["effect"], places, s=sizes, marker="s", color=colour, zorder=3)
    axes.set_yticks(places, table["label"])
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, pad=9)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label)
    for place, row in zip(places, table.itertuples(), strict=True):
        estimate_text(axes, place, row.effect, row.ci_low, row.ci_high)


def estimate_text(axes: Axes, place: float, effect: float, low: float, high: float) -> None:
    """The numbers of an estimate, right of the axes."""
    axes.annotate(
        f"{effect:.2f} ({low:.2f} to {high:.2f})",
        (1.02, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8,
        color=INK,
        annotation_clip=False,
    )


def diamond(axes: Axes, place: float, effect: float, low: float, high: float) -> None:
    """A pooled estimate: its width is the 95 % interval."""
    corners = [(low, place), (effect, place - 0.26), (high, place), (effect, place + 0.26)]
    axes.add_patch(Polygon(corners, closed=True, color=VERMILION, zorder=3))
    estimate_text(axes, place, effect, low, high)


def prediction(axes: Axes, place: float, low: float, high: float) -> None:
    """A prediction interval, dashed; an arrow where it goes on beyond the axes."""
    left, right = axes.get_xlim()
    ends = max(low, left), min(high, right)
    axes.hlines(place, *ends, color=VERMILION, linewidth=1.3, linestyle=(0, (2, 1.5)))
    for end, beyond, marker in ((left, low < left, "<"), (right, high > right, ">")):
        if beyond:
            axes.plot(end, place, marker=marker, color=VERMILION, markersize=5, clip_on=False)
    axes.annotate(
        f"{low:.2f} to {high:.2f}",
        (1.02, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8,
        color=INK,
        annotation_clip=False,
    )


def short_label(label: str, most: int = 62) -> str:
    """A label that fits beside an axis, cut between words."""
    if len(label) <= most:
        return label
    return label[:most].rsplit(" ", 1)[0] + " …"
