"""The direction of a study's own main comparison, as its abstract reports it.

One of ``DIRECTIONS``; the intervention is the newer or first named active arm. The features count
what results and conclusions claim (see ``findings``) and take over those of the primary endpoint.
The two rarest directions, favours-comparator and no-change, have too few labelled examples to be
learnt: they are never given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.direction.endpoint import EndpointReading, Features, first_claim
from ingest.extract.direction.findings import Finding, Region
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.needles import look_for, places
from ingest.extract.text.patterns import at_word_start

FEATURE_VERSION = 2

DIRECTIONS = (
    "favours-intervention",
    "no-difference",
    "mixed",
    "improved-from-baseline",
    "not-reported",
)
_COMPARATIVE_WORDS = look_for(("random", "placebo", "versus", "compar", "control"))
_VERSUS = re.compile(r"vs(?<!\wvs)\b")
_PLANNED_WORDS = look_for(("protocol", "will be"))
_PLANNED = re.compile(at_word_start((r"protocol\b", r"will be\b")))
_TITLE_EFFECT = re.compile(r"superior|improve|reduc|ameliorat|protect|facilitat|effective")
_TITLE_COMPARES = re.compile(r"compar|versus|\bvs\b")
#: The sign of the findings that tell a direction; either sign fits the others.
_SIGN = {"no-difference": -1, "favours-intervention": 1, "improved-from-baseline": 1}
_KIND = {
    **dict.fromkeys(("randomized-controlled-trial", "nonrandomized-controlled-trial"), "trial"),
    **dict.fromkeys(("case-series", "case-report", "cohort"), "series"),
}
_REGIONS: tuple[Region, ...] = ("results", "conclusions")


def study_features(
    document: Document, findings: Sequence[Finding], endpoint: EndpointReading, design: str
) -> Features:
    """The features of a document: shares of its sentences that claim this or that, and whether its
    ``design`` compares groups, follows one, or is none of both."""
    features: Features = {f"design: {_KIND.get(design, 'other')}": 1.0}
    for region in _REGIONS:
        own = [finding for finding in findings if finding.region == region]
        for finding in own:
            for name in _claimed(finding):
                key = f"{region}: {name}"
                features[key] = features.get(key, 0.0) + 1 / len(own)
        first = next((s for finding in own if (s := first_claim(finding.flags))), 0)
        features[f"{region}: first"] = float(first)
        features[f"{region}: none"] = float(not own)
    for name, value in endpoint.features.items():
        features[f"endpoint: {name} {'+' if value > 0 else '-'}"] = abs(value)
    lower, title = document.lower, document.lower[: document.title_end]
    found = places(lower).keys()
    features["planned"] = float(
        not found.isdisjoint(_PLANNED_WORDS) and _PLANNED.search(lower) is not None
    )
    features["comparative"] = float(
        not found.isdisjoint(_COMPARATIVE_WORDS) or _VERSUS.search(lower) is not None
    )
    features["title: effect"] = float(_TITLE_EFFECT.search(title) is not None)
    features["title: compares"] = float(_TITLE_COMPARES.search(title) is not None)
    return {name: value for name, value in features.items() if value}


def _claimed(finding: Finding) -> list[str]:
    flags = set(finding.flags)
    sign = first_claim(finding.flags)
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


def deciding_sentence(findings: Sequence[Finding], direction: str) -> Sentence | None:
    """The sentence to show: of a fitting sign, between groups, tested, an early result.

    Where no sentence claims anything in words, the first result with a p-value, else the last
    conclusion.
    """
    count = sum(finding.region == "results" for finding in findings)
    place = 0
    best: tuple[float, Sentence] | None = None
    for finding in findings:
        place += finding.region == "results"
        sign = first_claim(finding.flags)
        if finding.region == "title" or sign == 0:
            continue
        flags = set(finding.flags)
        score = (
            1.0 * (sign == _SIGN.get(direction, sign))
            + 0.5 * (not flags.isdisjoint(("compare", "group")))
            + 0.8 * finding.has_p_value
            + 0.5 * ("primary" in flags)
            + 0.3 * ("significant" in flags)
            - 0.5 * (finding.region == "conclusions")
        )
        if finding.region == "results":
            score -= 0.3 * (place - 1) / count
        if best is None or score > best[0]:
            best = (score, finding.sentence)
    if best:
        return best[1]
    tested = [f for f in findings if f.region == "results" and f.has_p_value]
    concluded = [f for f in findings if f.region == "conclusions"]
    shown = tested[:1] or concluded[-1:]
    return shown[0].sentence if shown else None
