"""How long participants were followed: the last assessment, in weeks, and where it counts from.

Of the times at which participants were assessed (``assessments``) the last one is taken: time
after treatment before time points before the length of treatment.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.outcomes.assessments import Assessment, assessments, sentence_has
from ingest.extract.outcomes.commentary import is_commentary
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.text.document import Document
from ingest.extract.text.durations import WEEKS

METHOD = "follow-up"
VERSION = 1

_RANDOMISED = re.compile(
    r"\b(?:were|was|then|and) (?:\w+ )?randomi[sz]ed\b"
    r"|\brandomly (?:assign|allocat|divid|distribut|to|receiv)"
)
_WITHOUT_FOLLOW_UP = (
    "meta-analysis",
    "systematic-review",
    "narrative-review",
    "guideline",
    "cross-sectional",
)
#: A report that is so likely a randomised trial is no review, whatever words it uses.
_IS_TRIAL = 0.5
#: Anchors that come no later than the end of treatment.
_EARLY_ANCHORS = ("baseline", "last-session")
_MUCH_LATER = 1.5
#: Units in which people round.
_ROUNDED = ("month", "year")
#: Times in two units that differ by less than this share are the same time.
_SAME = 0.9


def read(document: Document, context: Context) -> list[Fact]:
    """The last assessment in weeks, its anchor in ``role``; sets ``answers["follow_up_weeks"]``."""
    context.answers["follow_up_weeks"] = None
    if _has_none_of_its_own(context) or is_commentary(document, context):
        return []
    found = _without_lead_in(document, list(assessments(document)))
    last = last_assessment(_outside_conclusions(document, found))
    if last is None:
        return []
    weeks = round(last.weeks, 3)
    context.answers["follow_up_weeks"] = weeks
    confidence, tier = rule_confidence("follow_up_weeks", last.kind)
    return [
        Fact(
            field="follow_up_weeks",
            value=weeks,
            unit="weeks",
            status="stated",
            role=last.anchor,
            method=f"{METHOD}: {last.kind}",
            version=VERSION,
            quote=document.text[last.start : last.end],
            start=last.start,
            end=last.end,
            section=document.section_at(last.start),
            confidence=confidence,
            tier=tier,
        )
    ]


def _has_none_of_its_own(context: Context) -> bool:
    """Whether the report followed nobody: a review or a survey, by a design that is no slip.

    The persons of a few pooled trials, unlike the trials of a review, have a follow-up.
    """
    design = context.fact("design")
    trial = context.answers.get("randomized_trial") or {"score": 0.0}
    return (
        design is not None
        and design.value in _WITHOUT_FOLLOW_UP
        and "pooled" not in (design.quote or "").lower()
        and trial["score"] < _IS_TRIAL
    )


def _outside_conclusions(document: Document, found: list[Assessment]) -> list[Assessment]:
    """Assessments elsewhere, if there are any: conclusions advise what others should do."""
    return [a for a in found if document.section_at(a.start) != "conclusions"] or found


def _without_lead_in(document: Document, found: list[Assessment]) -> list[Assessment]:
    """The assessments without the durations before the one for which people were randomised.

    "All received 12 weeks of A; those who did not respond were randomised to 6 weeks of B."
    """
    randomised = [
        a.start
        for a in found
        if a.kind == "duration" and sentence_has(_RANDOMISED, document, a.start, a.end)
    ]
    first = min(randomised, default=0)
    return [a for a in found if a.kind != "duration" or a.start >= first]


def last_assessment(found: list[Assessment]) -> Assessment | None:
    """The assessment that ends the study.

    Follow-up so called comes first, then times after the end of treatment, then time points and
    the length of treatment; a time counted from baseline that is much later than the former
    shows that they were part of it.
    """

    def latest(*kinds: str) -> Assessment | None:
        candidates = [a for a in found if a.kind in kinds]
        last = max(candidates, key=lambda a: (a.weeks, -a.start), default=None)
        if last is None:
            return None
        if last.unit not in _ROUNDED:
            return last
        # "a 12-week course ... this 3-month study": the smaller unit is the exact one.
        same = [a for a in candidates if a.weeks >= _SAME * last.weeks and a.unit != last.unit]
        return min([last, *same], key=lambda a: (WEEKS[a.unit], a.start))

    firm = latest("follow-up") or latest("after end", "after act")
    visit = latest("time point", "duration")
    if firm is None or (visit and firm.weeks < WEEKS["day"] and visit.weeks >= 1):
        return visit or latest("limit") or latest("aim")
    visits = [
        a for a in found if a.anchor in _EARLY_ANCHORS and a.kind in ("time point", "after act")
    ]
    rival = max(visits, key=lambda a: (a.weeks, -a.start), default=firm)
    comes_after = firm.kind == "follow-up" and firm.anchor == "end-of-treatment"
    return rival if rival.weeks >= _MUCH_LATER * firm.weeks and not comes_after else firm
