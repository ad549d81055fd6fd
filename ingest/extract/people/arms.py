"""The arms of a comparison: the size of each and what the people in it got.

Sizes belong together: they stand in parallel ("letrozole (n = 458) or tamoxifen (n = 458)") and
add up to the total. So whole groups of counts are weighed, never one number alone. Where no
total is stated, the sum of the arms is a derived number of participants, with its parts.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span, Tier
from ingest.extract.model import LinearModel, load_model
from ingest.extract.people.arm_labels import label_span
from ingest.extract.people.counts import Count, weighed_counts
from ingest.extract.people.equal_arms import (
    CONFIDENCE,
    EQUAL_METHOD,
    EQUAL_VERSION,
    PARTS_METHOD,
    EqualParts,
    equal_parts,
    one_size,
)
from ingest.extract.people.named_arms import NAMED_METHOD, NAMED_VERSION, named_arms
from ingest.extract.people.participants import quoted, role_of
from ingest.extract.text.document import Document

FEATURE_VERSION = 1
MODEL = "arms"

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
_SEX_AFTER = re.compile(
    r" ?(?:\(\d[^()]{0,10}\) )?"
    r"(?:(?P<female>females?|women|girls|f\b)|(?P<male>males?|men|boys|m\b))"
)
#: Designs that compare no groups of people. A split body compares none either.
_UNCOMPARED = (
    *("case-series", "case-report", "cross-sectional", "guideline", "narrative-review"),
    *("systematic-review", "meta-analysis"),
)


@dataclass(frozen=True, slots=True)
class Total:
    """The number of participants against which the arms are added up, and its probability."""

    value: int
    score: float


class Source(NamedTuple):
    """Where an arm is read from, as facts tell it."""

    method: str
    version: int
    confidence: float | None
    tier: Tier | None


_EQUAL = Source(EQUAL_METHOD, EQUAL_VERSION, CONFIDENCE, "review")
_PARTS = Source(PARTS_METHOD, EQUAL_VERSION, None, None)
_NAMED = Source(NAMED_METHOD, NAMED_VERSION, None, None)

Group = tuple[int, ...]
"""Places of the counts that are taken together as the arms."""


def read(document: Document, context: Context) -> list[Fact]:
    """Facts "arm_size" (role: the arm's label), or a derived "participants"; answers ``arms``."""
    context.answers["arms"] = []
    design = context.fact("design")
    is_uncompared = design is not None and design.value in _UNCOMPARED
    if is_uncompared or context.answers.get("split_body"):
        return []
    counts = weighed_counts(document, context)
    total = _stated_total(context)
    weighed, source = _weighed(document, counts, total)
    arms = completed(document, counts, weighed, total.value if total else None)
    context.answers["arms"] = list(arms.sizes)
    if arms.parts is not None:
        return [_part(document, context, arms.parts)]
    source = arms.rule or source
    facts = [_fact(document, arm, source) for arm in arms.counts]
    if total is None and len(arms.counts) > 1 and not _same_people(context):
        facts.append(_sum(document, arms.counts, source))
    return facts


class Arms(NamedTuple):
    """The counts that give sizes of arms, the size of every arm, and by which rule, None where
    they were weighed; ``parts`` where the sizes follow from the whole alone."""

    counts: Sequence[Count]
    sizes: tuple[int, ...]
    rule: Source | None = None
    parts: EqualParts | None = None


def completed(
    document: Document, counts: Sequence[Count], weighed: Sequence[Count], whole: int | None
) -> Arms:
    """The arms of a document: those found by weighing, and what rules make of them.

    ``whole`` is the stated number of participants.
    """
    arms = _that_add_up(weighed, whole) or list(weighed)
    found = Arms(arms, _values(arms))
    if sum(found.sizes) != whole and (equal := one_size(document, counts, arms, whole)):
        sizes = (equal.size.value,) * equal.arms
        found = Arms([equal.size], sizes, _EQUAL if equal.is_stated else None)
    elif len(arms) < 2:  # one size without another is as often a number of something else
        named = named_arms(document, counts, whole)
        found = Arms(named, _values(named), _NAMED)
    if not found.sizes and whole and (parts := equal_parts(document, whole)):
        return Arms((), (parts.size,) * parts.arms, _PARTS, parts)
    return found


def _values(arms: Sequence[Count]) -> tuple[int, ...]:
    return tuple(arm.value for arm in arms)


def _weighed(
    document: Document, counts: Sequence[Count], total: Total | None
) -> tuple[list[Count], Source]:
    """The likeliest arms by the model; no arms where their score is too low."""
    model = load_model(MODEL)
    group, score = choose(counts, total, model) or ((), model.thresholds["answer"])
    probability = model.calibration.probability(score)
    tier = model.calibration.tier(probability)
    source = Source(model.method, model.version, round(probability, 4), tier)
    arms = [counts[place] for place in group] if score >= model.thresholds["answer"] else []
    return without_sexes(document, arms), source


def _that_add_up(arms: Sequence[Count], whole: int | None) -> list[Count]:
    """The first of the arms that make the whole: the others are those who finished, or units."""
    for size in range(2, len(arms)):
        for some in itertools.combinations(arms, size):
            if sum(arm.value for arm in some) == whole:
                return list(some)
    return []


def without_sexes(document: Document, arms: list[Count]) -> list[Count]:
    """The arms, none where the counts are those of the sexes: "38 males, 42 females"."""
    sexes = set()
    for arm in arms:
        end = arm.number.end
        if sex := _SEX_AFTER.match(document.lower, end, end + 30):
            sexes.add(sex.lastgroup)
    return [] if len(sexes) > 1 else arms


def _stated_total(context: Context) -> Total | None:
    fact = context.fact("participants")
    if fact is None or not isinstance(fact.value, int):
        return None
    probability = fact.confidence or 0.0
    return Total(fact.value, probability) if probability >= 0.5 else None


def _same_people(context: Context) -> bool:
    """Whether every person is in every arm, so that arms must not be added up."""
    return bool(context.answers.get("split_body") or context.answers.get("crossover"))


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


def _fact(document: Document, arm: Count, source: Source) -> Fact:
    label = label_span(document, arm) if source is not _EQUAL else None
    start, end = quoted(document, arm)
    if label is not None:
        start, end = min(start, label[0]), max(end, label[1])
    return Fact(
        field="arm_size",
        value=arm.value,
        unit="persons",
        status="stated",
        quote=document.text[start:end],
        start=start,
        end=end,
        section=arm.sentence.section,
        role=document.text[label[0] : label[1]] if label else None,
        **source._asdict(),
    )


def _part(document: Document, context: Context, parts: EqualParts) -> Fact:
    """The size that follows from the whole, which is kept beside the words as a part."""
    whole = context.fact("participants")
    assert whole is not None
    assert whole.quote is not None
    assert whole.start is not None
    assert whole.end is not None
    return Fact(
        field="arm_size",
        value=parts.size,
        unit="persons",
        status="derived",
        quote=document.text[parts.start : parts.end],
        start=parts.start,
        end=parts.end,
        section=document.section_at(parts.start),
        parts=(Span(whole.quote, whole.start, whole.end),),
        **_PARTS._asdict(),
    )


def _sum(document: Document, arms: Sequence[Count], source: Source) -> Fact:
    parts = tuple(
        Span(document.text[arm.number.start : arm.number.end], arm.number.start, arm.number.end)
        for arm in arms
    )
    start, end = parts[0].start, parts[-1].end
    return Fact(
        field="participants",
        value=sum(arm.value for arm in arms),
        unit="persons",
        status="derived",
        quote=document.text[start:end],
        start=start,
        end=end,
        section=arms[0].sentence.section,
        role=role_of(document, arms[0]),
        parts=parts,
        **source._asdict(),
    )
