"""Charts as SVG: sizes are attributes and colours are classes, so that no style is inline.

Every chart stands beside the same numbers as a table; see the templates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from browser import labels
from browser.database import Row

Link = Callable[[int], str]

UNITS_IN_ROW = 24
"""Studies side by side in a row of marks."""
TICK_SPACE = 26
"""Least distance between two numbers of an axis."""


def year_bars(
    years: Mapping[int, int], link: Link, chosen: tuple[int | None, int | None]
) -> Markup:
    """Studies a year as bars, each a link to its year; years out of ``chosen`` are faint."""
    if not years:
        return Markup("")
    first, last = min(years), max(years)
    most = max(years.values())
    step, height = 12, 72
    low, high = chosen[0] or first, chosen[1] or last
    bars = []
    for year in range(first, last + 1):
        count = years.get(year, 0)
        if not count:
            continue
        tall = max(2.0, round(count / most * height, 1))
        told = labels.plural(count, "study", "studies")
        bars.append(
            Markup(
                '<a href="{}" rel="nofollow" tabindex="-1"><rect class="{}" x="{}" y="{}"'
                ' width="{}" height="{}" rx="1"><title>{}: {}</title></rect></a>'
            ).format(
                link(year),
                "bar" if low <= year <= high else "bar faint",
                (year - first) * step,
                round(height - tall, 1),
                step - 2,
                tall,
                year,
                told,
            )
        )
    width = (last - first + 1) * step - 2
    ticks = {first: ("start", 0)} | ({last: ("end", width)} if last > first else {})
    return Markup(
        '<svg class="years" viewBox="0 0 {width} {tall}" role="group" aria-label="Studies a year,'
        ' {first} to {last}; most in a year: {most}">'
        '<line class="axis" x1="0" y1="{foot}" x2="{width}" y2="{foot}"/>{bars}{ticks}</svg>'
    ).format(
        width=width,
        tall=height + 20,
        foot=height + 0.5,
        first=first,
        last=last,
        most=most,
        bars=Markup("").join(bars),
        ticks=Markup("").join(
            Markup('<text class="tick {}" x="{}" y="{}">{}</text>').format(
                place, left, height + 15, year
            )
            for year, (place, left) in ticks.items()
        ),
    )


def bubble(studies: int, largest: int, certainty: str | None) -> Markup:
    """A cell of the gap map: the area tells the number of studies, the shade the certainty."""
    radius = round(4 + 15 * math.sqrt(studies / max(largest, 1)), 1)
    shade = (certainty or "none").replace(" ", "-")
    return Markup(
        '<svg class="bubble {}" viewBox="-20 -20 40 40" aria-hidden="true" focusable="false">'
        '<circle r="{}"/></svg>'
    ).format(shade, radius)


def stacked_bars(bins: Sequence[Row], tones: Sequence[str], title: str) -> Markup:
    """A histogram; each bar is made of what the studies conclude, from good (below) to none."""
    most = max((row["total"] for row in bins), default=0)
    if not most:
        return Markup("")
    width, height, top = 432, 130, 18
    step = width / len(bins)
    drawn = []
    for place, row in enumerate(bins):
        left, base = round(place * step + 6, 1), float(top + height)
        for tone in tones:
            count = row["counts"][tone]
            if not count:
                continue
            tall = count / most * height
            base -= tall
            inner = round(max(tall - 1, 0.5), 1)
            drawn.append(
                Markup(
                    '<rect class="tone-{}" x="{}" y="{}" width="{}" height="{}">'
                    "<title>{}</title></rect>"
                ).format(
                    tone,
                    left,
                    round(base, 1),
                    round(step - 12, 1),
                    inner,
                    count,
                )
            )
        middle = round((place + 0.5) * step, 1)
        if row["total"]:
            drawn.append(
                Markup('<text class="value" x="{}" y="{}">{}</text>').format(
                    middle, round(base - 5, 1), row["total"]
                )
            )
        drawn.append(
            Markup('<text class="tick middle" x="{}" y="{}">{}</text>').format(
                middle, top + height + 16, row["label"]
            )
        )
    return Markup(
        '<svg class="histogram" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line class="axis" x1="0" y1="{}" x2="{}" y2="{}"/>{}</svg>'
    ).format(
        width, top + height + 24, title, top + height, width, top + height, Markup("").join(drawn)
    )


def study_units(supporting: int, mixed: int, against: int) -> Markup:
    """A mark for each study that counts: full for it, half both ways, hollow against it."""
    marks = [("for", supporting), ("both", mixed), ("against", against)]
    if not any(count for _, count in marks):
        return Markup("")
    drawn = []
    for place, name in enumerate(name for name, count in marks for _ in range(min(count, 60))):
        left, top = place % UNITS_IN_ROW * 12, place // UNITS_IN_ROW * 14
        if name != "for":
            drawn.append(
                Markup('<rect class="unit {}" x="{}" y="{}" width="8" height="9"/>').format(
                    name, left + 1, top + 1
                )
            )
        if name != "against":
            drawn.append(
                Markup('<rect class="unit full" x="{}" y="{}" width="{}" height="10"/>').format(
                    left + 0.5, top + 0.5, 9 if name == "for" else 4.5
                )
            )
    rows = (place // UNITS_IN_ROW + 1) * 14
    width = min(place + 1, UNITS_IN_ROW) * 12
    return Markup(
        '<svg class="units" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' aria-label="{2} for, {3} both ways, {4} against">{5}</svg>'
    ).format(width, rows, supporting, mixed, against, Markup("").join(drawn))


@dataclass(frozen=True)
class ForestScale:
    """The horizontal axis that the rows of one forest plot share.

    Ratios (RR, OR, HR) are drawn on a logarithmic axis, as in the Cochrane Handbook 10.
    """

    low: float
    high: float
    logarithmic: bool

    WIDTH = 240

    @property
    def null(self) -> float:
        """The value that means no difference."""
        return 1.0 if self.logarithmic else 0.0

    def x(self, value: float) -> float:
        """Where a value stands; values beyond the axis stand at its end."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = math.log(value / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(6 + share * (self.WIDTH - 12), 1)


SHARES = ForestScale(0.5, 1.0, logarithmic=False)
"""The axis of shares of cases: less than half is never aimed at."""


def _ticks(scale: ForestScale) -> list[float]:
    """Round numbers on the axis that leave each other room."""
    if scale.logarithmic:
        steps = [n * 10.0**power for power in (-2, -1, 0, 1) for n in (1, 2, 5)]
        steps += [100.0, 0.8, 0.9, 1.1, 1.2, 1.5, 3.0]
    else:
        step = 10.0 ** math.floor(math.log10(scale.high - scale.low))
        steps = [round(n * step / 2, 6) for n in range(-40, 41) if n]
        steps.sort(key=lambda value: (value % step != 0, abs(value)))
    chosen = [scale.null]
    for value in steps:
        inside = scale.low <= value <= scale.high
        if inside and all(abs(scale.x(value) - scale.x(t)) >= TICK_SPACE for t in chosen):
            chosen.append(value)
    return sorted(chosen)


def forest_scale(effect_type: str | None, values: Sequence[float]) -> ForestScale:
    """An axis around all values and the value of no difference."""
    logarithmic = effect_type in ("RR", "OR", "HR")
    null = 1.0 if logarithmic else 0.0
    known = [v for v in (*values, null) if math.isfinite(v) and (v > 0 or not logarithmic)]
    low, high = min(known), max(known)
    if logarithmic:
        return ForestScale(max(min(low / 1.1, 0.8), 0.01), min(max(high * 1.1, 1.25), 100), True)
    margin = (high - low) * 0.05 or 1.0
    return ForestScale(low - margin, high + margin, False)


def forest_row(
    scale: ForestScale,
    effect: float | None,
    low: float | None,
    high: float | None,
    weight: float | None = None,
    *,
    pooled: bool = False,
) -> Markup:
    """One line of a forest plot: a square with its interval, or the diamond of a pooled effect."""
    parts = [
        Markup('<line class="null" x1="{0}" y1="0" x2="{0}" y2="24"/>').format(scale.x(scale.null))
    ]
    if effect is not None:
        middle = scale.x(effect)
        left = scale.x(low) if low is not None else middle
        right = scale.x(high) if high is not None else middle
        if pooled:
            parts.append(
                Markup('<polygon class="diamond" points="{},12 {},5 {},12 {},19"/>').format(
                    left, middle, right, middle
                )
            )
        else:
            half = round(2.5 + 4.5 * math.sqrt(min(max(weight or 10.0, 0.0), 100.0) / 100), 1)
            parts.append(_square(left, middle, right, half))
    return _line(scale, parts)


def share_row(share: float, low: float | None, high: float | None, target: float) -> Markup:
    """A share of cases with its interval and a dashed line at what was aimed at."""
    left, middle, right, aim = (
        SHARES.x(share if value is None else value) for value in (low, share, high, target)
    )
    parts = [
        Markup('<line class="null" x1="{0}" y1="0" x2="{0}" y2="24"/>').format(aim),
        _square(left, middle, right, 4.0),
    ]
    return _line(SHARES, parts)


def share_axis() -> Markup:
    """The axis below ``share_row``s."""
    return _axis(SHARES, [round(SHARES.low + 0.1 * step, 1) for step in range(6)])


def _square(left: float, middle: float, right: float, half: float) -> Markup:
    return Markup(
        '<line class="interval" x1="{}" y1="12" x2="{}" y2="12"/>'
        '<rect class="square" x="{}" y="{}" width="{}" height="{}"/>'
    ).format(left, right, round(middle - half, 1), 12 - half, half * 2, half * 2)


def _line(scale: ForestScale, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="forest" viewBox="0 0 {} 24" aria-hidden="true" focusable="false">{}</svg>'
    ).format(scale.WIDTH, Markup("").join(parts))


def forest_axis(scale: ForestScale) -> Markup:
    """The axis below a forest plot: round numbers, the value of no difference among them."""
    return _axis(scale, _ticks(scale))


def _axis(scale: ForestScale, values: Sequence[float]) -> Markup:
    texts = [
        Markup('<text class="tick middle" x="{}" y="14">{}</text>').format(
            scale.x(value), labels.number(value)
        )
        for value in values
    ]
    return Markup(
        '<svg class="forest" viewBox="0 0 {} 18" aria-hidden="true" focusable="false">{}</svg>'
    ).format(scale.WIDTH, Markup("").join(texts))
