"""The numbers of a comparison: an effect for any correlation, and what had to be assumed.

Each kind has a ``read`` that gives None where the study does not print enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, Self

from ingest.pooling import effect_sizes
from ingest.pooling.effect_sizes import Count, Effect, Group, Ratio
from ingest.pooling.questions import COUNTED, EffectType
from ingest.pooling.reported import LOWER, Result, Side

FEWEST_PERSONS = 3
"""With fewer, the correction for small samples is not defined."""

_P_VALUE = re.compile(r"[<=]?\s*(?P<p>[01]?\.\d+)")


class Numbers(Protocol):
    """``correlation`` is that of two sites of one person, or of before and after."""

    @property
    def assumed(self) -> tuple[str, ...]: ...

    def effect_at(self, correlation: float) -> Effect: ...


@dataclass(frozen=True)
class Printed:
    """A comparison that the study prints with its confidence interval."""

    effect: Effect
    assumed: tuple[str, ...] = ()

    @classmethod
    def read(cls, result: Result, type_: EffectType) -> Self | None:
        """A printed SMD is left out: which way it points depends on the scale."""
        is_ratio = type_ in COUNTED
        interval = result.interval
        if interval is None or result.effect_type != type_ or type_ == "SMD":
            return None
        if is_ratio and min(interval) <= 0:
            return None
        return cls(effect_sizes.from_interval(*interval, logarithm=is_ratio))

    def effect_at(self, correlation: float) -> Effect:
        return self.effect


@dataclass(frozen=True)
class Means:
    """Two means with their SDs; ``error`` of the difference stands in for SDs not printed."""

    groups: tuple[Group, Group]
    error: float | None
    is_paired: bool
    sign: int | None
    assumed: tuple[str, ...]

    @classmethod
    def read(cls, first: Side, second: Side, type_: EffectType, is_paired: bool) -> Self | None:
        """Standardised effects point to the better side; differences stay in their unit."""
        one, two = first.result, second.result
        if one.final_mean is None or two.final_mean is None:
            return None
        if min(first.persons, second.persons) < FEWEST_PERSONS:
            return None
        sign = None
        if type_ == "SMD":
            if one.better is None:
                return None
            sign = -1 if one.better == LOWER else 1
        error: float | None = None
        assumed: tuple[str, ...] = ()
        if not one.final_sd or not two.final_sd:
            known = _error_of_difference(first, second, is_paired)
            if known is None:
                return None
            error, assumed = known[0], (known[1],)
        groups = (
            Group(one.final_mean, one.final_sd or 0, first.persons),
            Group(two.final_mean, two.final_sd or 0, second.persons),
        )
        return cls(groups, error, is_paired, sign, assumed)

    def effect_at(self, correlation: float) -> Effect:
        between = correlation if self.is_paired else None
        one, two = self.groups
        if self.error is not None:
            sd = effect_sizes.sd_from_standard_error(self.error, one.n, two.n, between)
            one, two = Group(one.mean, sd, one.n), Group(two.mean, sd, two.n)
        if self.sign is None:
            return effect_sizes.mean_difference(one, two, between)
        effect = effect_sizes.standardised_mean_difference(one, two, between)
        return Effect(self.sign * effect.value, effect.variance)


@dataclass(frozen=True)
class Counts:
    """Persons with an event or a response among all, on both sides."""

    first: Count
    second: Count
    measure: Ratio
    is_paired: bool
    assumed: tuple[str, ...]

    @classmethod
    def read(cls, first: Side, second: Side, type_: EffectType, is_paired: bool) -> Self | None:
        counts, assumed = [], []
        for side in (first, second):
            events, percent = side.result.count, side.result.percent
            if events is None and percent is not None:
                events = whole_number(percent, side.persons)
                assumed.append(f"{events} of {side.persons} from {percent:g} %")
            if events is None or events > side.persons or not side.persons:
                return None
            counts.append(Count(events, side.persons))
        shares = {count.events / count.n for count in counts}
        if shares in ({0}, {1}):
            # Nobody or everybody on both sides tells nothing of a ratio (Handbook 10.4.4.1).
            return None
        if shares & {0, 1}:
            assumed.append("0.5 added to each cell, as one is empty")
        measure: Ratio = "RR" if type_ == "RR" else "OR"
        return cls(counts[0], counts[1], measure, is_paired, tuple(assumed))

    def effect_at(self, correlation: float) -> Effect:
        between = correlation if self.is_paired else None
        return effect_sizes.ratio(self.first, self.second, self.measure, between)


@dataclass(frozen=True)
class Change:
    """One arm before and after, in standard deviations at baseline, towards the better side."""

    before: Group
    after: Group
    sign: int
    assumed: tuple[str, ...] = ()

    @classmethod
    def read(cls, side: Side) -> Self | None:
        result = side.result
        if side.persons < FEWEST_PERSONS or result.better is None or not result.baseline_sd:
            return None
        if result.baseline_mean is None or result.final_mean is None:
            return None
        before = Group(result.baseline_mean, result.baseline_sd, side.persons)
        after = Group(result.final_mean, result.baseline_sd, side.persons)
        return cls(before, after, -1 if result.better == LOWER else 1)

    def effect_at(self, correlation: float) -> Effect:
        change = effect_sizes.standardised_mean_change(self.before, self.after, correlation)
        return Effect(self.sign * change.value, change.variance)


def whole_number(percent: float, persons: int) -> int | None:
    """The number of persons that a printed percentage stands for; None where none fits it.

    >>> whole_number(13.6, 22), whole_number(13.6, 23)
    (3, None)
    """
    if not persons:
        return None
    number = round(percent * persons / 100)
    rounding = 0.5 if percent == int(percent) else 0.05
    return number if abs(100 * number / persons - percent) <= rounding + 0.01 else None


def p_value(printed: str | None) -> float | None:
    """P as a number; of ``<0.05`` the bound, which makes the SD larger.

    None where several are printed, or only that P is greater than something.
    """
    found = _P_VALUE.fullmatch(printed.strip()) if printed else None
    p = float(found["p"]) if found else 0.0
    return p if 0 < p < 1 else None


def _error_of_difference(first: Side, second: Side, is_paired: bool) -> tuple[float, str] | None:
    """Standard error of the difference of two means, and what it was told from."""
    numbers = first.persons, second.persons
    freedom = min(numbers) - 1 if is_paired else sum(numbers) - 2
    difference = (first.result.final_mean or 0) - (second.result.final_mean or 0)
    for side, other in ((first, second), (second, first)):
        if not side.is_compared_with(other):
            continue
        interval = side.result.interval
        if side.result.effect_type == "MD" and interval is not None:
            _, low, high = interval
            error = effect_sizes.standard_error_from_interval(low, high, freedom)
            return error, "SD from the confidence interval of the difference"
        p = p_value(side.result.p_value)
        if p is not None and difference:
            error = effect_sizes.standard_error_from_p_value(difference, p, freedom)
            return error, f"SD from P = {p:g} (its upper bound where none is exact), as of a t test"
    return None
