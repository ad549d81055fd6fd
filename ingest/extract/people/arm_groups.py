"""Groups of counts that may be the arms of a comparison, with what speaks for each.

Sizes belong together: they stand in parallel ("letrozole (n = 458) or tamoxifen (n = 458)") and
add up to the total. So whole groups of counts are weighed, never one number alone.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.model import LinearModel
from ingest.extract.people.counts import Count

FEATURE_VERSION = 1

MOST_ARMS = 4
_MOST_COUNTS = 6
_LEAST_LIKELY = -3.0  # log-odds below which a count is no candidate
_MOST_SENTENCES = 2
_PATTERNS = ("L1:", "L2:", "R1:", "R2:", "bracket:", "form:", "head:")
_SHARED = (
    *("part of near 2", "part of 2", "part of near 3+", "denominator", "numerator"),
    *("<RANDOM30", "<ASSIGN3", ">EACH GROUP", ">EACH ASSIGN", "bracket:3closed"),
)
_SAME_NAMES = tuple(f"same {prefix}" for prefix in _PATTERNS)
_SHARE_NAMES = tuple(f"share {name}" for name in _SHARED)


@dataclass(frozen=True, slots=True)
class Total:
    """The number of participants against which the arms are added up, and its probability."""

    value: int
    score: float


Group = tuple[int, ...]
"""Places of the counts that are taken together as the arms."""


def choose(
    counts: Sequence[Count], total: Total | None, model: LinearModel
) -> tuple[Group, float] | None:
    """The likeliest group of arms and its score; the earliest of equals."""
    best: tuple[Group, float] | None = None
    for group, features in candidate_groups(counts, total):
        score = model.score(features)
        if best is None or score > best[1]:
            best = group, score
    return best


def candidate_groups(
    counts: Sequence[Count], total: Total | None
) -> list[tuple[Group, dict[str, float]]]:
    """Every group of one to four likely arms that stand near each other, with its features."""
    largest = math.inf if total is None else total.value  # no arm is as large as the total
    likely = [
        place
        for place, count in enumerate(counts)
        if count.arm > _LEAST_LIKELY and count.value < largest
    ]
    likely = sorted(sorted(likely, key=lambda place: -counts[place].arm)[:_MOST_COUNTS])
    surroundings = Surroundings(counts, likely)
    groups = []
    for size in range(1, MOST_ARMS + 1):
        for group in itertools.combinations(likely, size):
            first, last = counts[group[0]].sentence, counts[group[-1]].sentence
            if last.number - first.number <= _MOST_SENTENCES:
                groups.append((group, _features(group, total, surroundings)))
    return groups


class Surroundings:
    """What the groups of a document are looked at against, worked out once for all of them.

    ``patterns`` are the words around each likely count, one for each of _PATTERNS, and ``shared``
    tells which of _SHARED it has.
    """

    def __init__(self, counts: Sequence[Count], likely: Sequence[int]) -> None:
        self.counts = counts
        self.likeliest_first = sorted(counts, key=lambda count: -count.arm)
        self.first_likely = next((n for n, c in enumerate(counts) if c.arm >= 0), len(counts))
        compared = likely if len(likely) > 1 else ()
        self.patterns = {place: _pattern(counts[place]) for place in compared}
        self.shared = {
            place: [name in counts[place].features for name in _SHARED] for place in likely
        }
        self.by_value: dict[int, list[Count]] = {}
        for count in counts:
            self.by_value.setdefault(count.value, []).append(count)


def _pattern(count: Count) -> tuple[str, ...]:
    """The words around the count, one for each of _PATTERNS."""
    found = dict.fromkeys(_PATTERNS, "")
    for name in count.features:
        if name.startswith(_PATTERNS):
            found[name[: name.index(":") + 1]] = name
    return tuple(found.values())


def _features(group: Group, total: Total | None, surroundings: Surroundings) -> dict[str, float]:
    arms = [surroundings.counts[place] for place in group]
    size = len(arms)
    features = _likelihoods(group, arms, surroundings)
    features[f"size {size}"] = 1.0
    features |= _addition(arms, total, surroundings)
    if size > 1:
        features |= _parallels(group, arms, surroundings.patterns)
    shared = zip(*(surroundings.shared[place] for place in group), strict=True)
    for name, having in zip(_SHARE_NAMES, shared, strict=True):
        features[name] = math.fsum(having) / size
    features["place"] = min(arms[0].sentence.number, 15) / 15
    features[f"section {arms[0].sentence.section}"] = 1.0
    if min(arm.value for arm in arms) < 5:
        features["tiny"] = 1.0
    return features


def _likelihoods(
    group: Group, arms: Sequence[Count], surroundings: Surroundings
) -> dict[str, float]:
    counts = surroundings.counts
    size, values = len(arms), {arm.value for arm in arms}
    odds = [arm.arm for arm in arms]
    first, last = arms[0].sentence.number, arms[-1].sentence.number
    outside = [count for count in surroundings.likeliest_first if count.value not in values]
    left_out = outside[0].arm if outside else -6.0
    inside = (count.arm for count in outside if first <= count.sentence.number <= last)
    between = [counts[place].arm for place in range(group[0] + 1, group[-1]) if place not in group]
    features = {
        "mean": math.fsum(odds) / size,
        "least": min(odds),
        "most": max(odds),
        f"size {size} least": min(odds),
        f"size {size} mean": math.fsum(odds) / size,
        f"size {size} left out": left_out,
        "left out": left_out,
        "left out inside": next(inside, -6.0),
        "left out between": max(between, default=-6.0),
        "looks like a total": max(arm.total for arm in arms),
        f"sentences {min(last - first, 3)}": 1.0,
        f"sentences {min(last - first, 3)} size {size}": 1.0,
    }
    if group[0] <= surroundings.first_likely:
        features["first"] = 1.0
    if all(len(surroundings.by_value[value]) > 1 for value in values):
        features["all repeated"] = 1.0
    return features


def _addition(
    arms: Sequence[Count], total: Total | None, surroundings: Surroundings
) -> dict[str, float]:
    """How the sum of the arms compares with the total, and with every number of the text."""
    features: dict[str, float] = {}
    whole, size = sum(arm.value for arm in arms), len(arms)
    if total is None:
        features["no total"] = 1.0
    else:
        share = whole / total.value
        sign = "=" if whole == total.value else "+" if share > 1 else "~" if share >= 0.9 else "-"
        features |= {f"sum{sign}": 1.0, f"sum{sign} size {size}": 1.0}
        features[f"sum{sign} sure"] = total.score
        if any(arm.value == total.value for arm in arms):
            features["has total"] = 1.0
    equal = surroundings.by_value.get(whole, ())
    stated = [count.total for count in equal if count not in arms]
    if stated:
        features |= {"sum in text": 1.0, "sum in text as total": max(stated) / 3}
    return features


def _parallels(
    group: Group, arms: Sequence[Count], patterns: dict[int, tuple[str, ...]]
) -> dict[str, float]:
    values = [arm.value for arm in arms]
    features = {f"ratio {int(min(values) / max(values) * 5)}": 1.0}
    if len(set(values)) < len(values):
        features["equal"] = 1.0
    pairs = list(itertools.pairwise(group))
    if all(later - earlier == 1 for earlier, later in pairs):
        features["adjacent"] = 1.0
    same = [0] * len(_PATTERNS)
    for earlier, later in pairs:
        for place, (one, other) in enumerate(zip(patterns[earlier], patterns[later], strict=True)):
            same[place] += one == other
    for name, often in zip(_SAME_NAMES, same, strict=True):
        features[name] = often / len(pairs)
    features["parallel"] = sum(same) / (len(pairs) * len(_PATTERNS))
    return features
