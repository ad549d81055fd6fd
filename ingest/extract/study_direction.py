"""The direction of a study's own main comparison, as its abstract reports it.

One of ``DIRECTIONS``; the intervention is the newer or first named active arm. The features count
what results and conclusions claim (see ``claims``) and take over those of the primary endpoint.
The two rarest directions, favours-comparator and no-change, have too few labelled examples to be
learnt: they are never given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.claims import Claim, Region
from ingest.extract.document import Document, Sentence
from ingest.extract.endpoint import EndpointReading, Features, first_claim

FEATURE_VERSION = 1

DIRECTIONS = (
    "favours-intervention",
    "no-difference",
    "mixed",
    "improved-from-baseline",
    "not-reported",
)
_COMPARATIVE = re.compile(r"random|placebo|versus|\bvs\b|compar|control")
_PLANNED = re.compile(r"\bprotocol\b|\bwill be\b")
_TITLE_EFFECT = re.compile(r"superior|improve|reduc|ameliorat|protect|facilitat|effective")
_TITLE_COMPARES = re.compile(r"compar|versus|\bvs\b")
#: The sign of the claims that tell a direction; either sign fits the others.
_SIGN = {"no-difference": -1, "favours-intervention": 1, "improved-from-baseline": 1}
_REGIONS: tuple[Region, ...] = ("results", "conclusions")


def study_features(
    document: Document, claims: Sequence[Claim], endpoint: EndpointReading
) -> Features:
    """The features of a document: shares of its sentences that claim this or that."""
    features: Features = {}
    for region in _REGIONS:
        own = [claim for claim in claims if claim.region == region]
        for claim in own:
            for name in _claimed(claim):
                key = f"{region}: {name}"
                features[key] = features.get(key, 0.0) + 1 / len(own)
        first = next((s for claim in own if (s := first_claim(claim.flags))), 0)
        features[f"{region}: first"] = float(first)
        features[f"{region}: none"] = float(not own)
    for name, value in endpoint.features.items():
        features[f"endpoint: {name} {'+' if value > 0 else '-'}"] = abs(value)
    title = document.lower[: document.title_end]
    features["planned"] = float(_PLANNED.search(document.lower) is not None)
    features["comparative"] = float(_COMPARATIVE.search(document.lower) is not None)
    features["title: effect"] = float(_TITLE_EFFECT.search(title) is not None)
    features["title: compares"] = float(_TITLE_COMPARES.search(title) is not None)
    return {name: value for name, value in features.items() if value}


def _claimed(claim: Claim) -> list[str]:
    flags = set(claim.flags)
    sign = first_claim(claim.flags)
    between = not flags.isdisjoint(("compare", "group"))
    tested = not flags.isdisjoint(("p significant", "significant"))
    found = []
    if sign > 0:
        found.append("effect" + " between groups" * between + " tested" * tested)
    elif sign < 0:
        found.append("no effect" + " between groups" * between)
    if not flags.isdisjoint(("differ denied", "alike")):
        found.append("alike")
    if sign > 0 and "baseline" in flags:
        found.append("from baseline")
    if sign > 0 and "both" in flags:
        found.append("in both groups")
    found += [p for p in ("p significant", "p not significant") if p in flags]
    return found


def deciding_sentence(claims: Sequence[Claim], direction: str) -> Sentence | None:
    """The sentence to show: of a fitting sign, between groups, tested, an early result."""
    results = [claim for claim in claims if claim.region == "results"]
    best: tuple[float, Sentence] | None = None
    for claim in claims:
        sign = first_claim(claim.flags)
        if claim.region == "title" or sign == 0:
            continue
        flags = set(claim.flags)
        score = (
            1.0 * (sign == _SIGN.get(direction, sign))
            + 0.5 * (not flags.isdisjoint(("compare", "group")))
            + 0.8 * any(flag.startswith("p ") for flag in flags)
            + 0.5 * ("primary" in flags)
            + 0.3 * ("significant" in flags)
            - 0.5 * (claim.region == "conclusions")
        )
        if claim in results:
            score -= 0.3 * results.index(claim) / len(results)
        if best is None or score > best[0]:
            best = (score, claim.sentence)
    return best[1] if best else None
