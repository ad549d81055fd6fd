"""Which sentence of an abstract answers a question: the features of the ranking model."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from ingest.extract.direction import cues
from ingest.extract.direction.comparison import Comparison
from ingest.extract.direction.contrasts import NUMBER
from ingest.extract.direction.statements import DIRECTIONAL
from ingest.extract.direction.views import View, Views
from ingest.extract.text.clauses import words

Features = dict[str, float]
_HEAD_ENDS = re.compile(
    r"\b(?:of|in|at|for|after|during|from|with|as|on|by|who|which|that|within|between)\b|[(;,:]"
)


def ranking_features(views: Views, comparison: Comparison) -> list[Features]:
    """One set of features a sentence, the title left out."""
    coverages = [comparison.coverage(view.stems) for view in views.sentences]
    shares = [comparison.share(coverage) for coverage in coverages]
    rarities = _rarity_shares(coverages)
    best = max([*shares[1:], 1e-9])
    rarest = max([*rarities[1:], 1e-9])
    head = _head(comparison)
    count = len(views.sentences)
    rows = []
    for n, view in enumerate(views.sentences):
        if n == 0:
            continue
        relative = shares[n] / best
        row = {
            "outcome": shares[n],
            "outcome relative": relative,
            "outcome squared": shares[n] ** 2,
            "outcome best": float(shares[n] >= best - 1e-9 and best > 0.01),
            "outcome full": float(shares[n] > 0.85),
            "outcome none": float(shares[n] < 0.05),
            "outcome rare": rarities[n],
            "outcome rare relative": rarities[n] / rarest,
            "outcome rarest": float(rarities[n] >= rarest - 1e-9),
            "outcome head": float(head in coverages[n]),
            "outcome pairs": _pairs_shared(comparison, view),
            "outcome clause": comparison.best_clause(view)[0],
            "outcome before": shares[n - 1] / best if n > 1 else 0.0,
            "outcome after": shares[n + 1] / best if n + 1 < count else 0.0,
            "time": _times_shared(comparison, view),
        }
        row |= _place(view, n, count, views.has_results)
        row |= _sides(comparison, view)
        row |= _cues(view)
        row["all outcomes, none named"] = row["all outcomes"] * float(best < 0.3)
        row["before, no difference"] = row["outcome before"] * row["no difference"]
        row["before, significant"] = row["outcome before"] * row["significant"] * (1 - relative)
        row["refers back, before"] = row["refers back"] * row["outcome before"]
        for name in _WITH_OUTCOME:
            if row.get(name):
                row[f"outcome x {name}"] = relative * row[name]
        rows.append({name: value for name, value in row.items() if value})
    return rows


_WITH_OUTCOME = (
    "p", "significant", "no difference", "direction", "both sides", "numbers", "aim", "concluding",
    "in results", "in conclusions", "in methods", "in background", "last two", "comparator",
    "intervention", "names intervention", "names comparator", "all outcomes", "baseline",
)  # fmt: skip


def _rarity_shares(coverages: list[dict[str, float]]) -> list[float]:
    """As the share of outcome words, weighted by how few sentences of this abstract have them."""
    count = len(coverages)
    stems = sorted({s for coverage in coverages for s in coverage})
    weight = {
        s: math.log((count + 1) / (sum(s in coverage for coverage in coverages[1:]) + 0.5))
        for s in stems
    }
    total = math.fsum(weight.values()) or 1.0
    return [math.fsum(weight[s] * v for s, v in sorted(c.items())) / total for c in coverages]


def _head(comparison: Comparison) -> str:
    """The noun that an outcome is about: "recurrence" in "rate of recurrence"."""
    named = comparison.outcome_set
    for part in _HEAD_ENDS.split(comparison.outcome):
        stems = [w.stem for w in words(part) if w.stem in named]
        if stems:
            return stems[-1]
    return comparison.outcome_words[-1] if comparison.outcome_words else ""


def _pairs_shared(comparison: Comparison, view: View) -> float:
    wanted = comparison.outcome_words
    pairs = set(pairwise(wanted))
    stems = [word.stem for word in view.words]
    shared = sum(pair in pairs for pair in pairwise(stems))
    return min(1.0, shared / len(pairs)) if pairs else 0.0


def _times_shared(comparison: Comparison, view: View) -> float:
    if not comparison.times:
        return 0.0
    there = {word.text for word in view.words if word.text.isdigit()}
    return len(comparison.times & there) / len(comparison.times)


def _place(view: View, number: int, count: int, has_results: bool) -> Features:
    position = number / count
    row = {
        f"in {view.section or 'none'}": 1.0,
        "position": position,
        "last": float(number == count - 1),
        "last two": float(number >= count - 2),
        "early": float(position < 0.4),
    }
    if not has_results:
        row |= {"position, unlabelled": position, "late, unlabelled": float(position > 0.45)}
    return row


def _sides(comparison: Comparison, view: View) -> Features:
    mentions = comparison.mentions(view)
    intervention = any(mention.side > 0 for mention in mentions)
    comparator = any(mention.side < 0 for mention in mentions)
    return {
        "names intervention": float(intervention),
        "names comparator": float(comparator),
        "both sides": float(intervention and comparator),
        "intervention": comparison.named(view, 1),
        "comparator": comparison.named(view, -1),
    }


def _cues(view: View) -> Features:
    text = view.text
    no_difference = bool(cues.NO_DIFFERENCE.search(text))
    has_p = bool(view.p_values)
    significant = bool(cues.SIGNIFICANT.search(text))
    direction = any(word.text in DIRECTIONAL for word in view.words)
    comparing = bool(cues.THAN.search(text))
    numbers = len(NUMBER.findall(text))
    all_outcomes = bool(cues.ALL_OUTCOMES.search(text))
    return {
        "no difference": float(no_difference),
        "p": float(has_p),
        "significant": float(significant),
        "direction": float(direction),
        "comparing": float(comparing),
        "direction and comparing": float(direction and comparing),
        "any cue": float(no_difference or has_p or significant or direction),
        "aim": float(bool(cues.AIM.search(text)) and not has_p),
        "concluding": float(bool(cues.CONCLUDING.search(text))),
        "numbers": float(numbers >= 2),
        "number count": min(numbers, 12) / 12,
        "interval": float(bool(cues.INTERVAL.search(text))),
        "both groups": float(bool(cues.BOTH_GROUPS.search(text))),
        "all outcomes": float(all_outcomes),
        "all outcomes, no difference": float(all_outcomes and no_difference),
        "baseline": float("baseline" in view.lower or "at the beginning" in view.lower),
        "refers back": float(bool(cues.REFERS_BACK.match(text))),
        "length": min(len(view.words), 80) / 80,
    }
