"""The kinds of scar that a study is about: one fact a kind, by concept of the vocabulary.

Rules of docs/labelling.md: scars of the participants, or the subject of a review. Scars that are
named as a history, a reason for exclusion, a risk or a harm of the treatment do not count, nor
does a kind that only the background mentions. "Scar" alone counts where no kind is named.
"""

from __future__ import annotations

import re

from ingest.extract.concepts import concept_matches, is_generic
from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.vocabulary.matcher import Match

VERSION = 1
_NOT_SUBJECT_BEFORE = re.compile(
    r"\b(?:history of|tendency (?:to|for)|prone to|propensity (?:to|for)|predispos\w+ to|exclu\w+|"
    r"without|no|risk of|development of|caus\w+|prevent\w+ of|induc\w+|worsening of|free of|"
    r"formation of|developed|contraindicat\w+|widen\w*|new|enlarge\w+(?: of)?|except|rather than|"
    r"other than|unlike|previous|prior|not|than in|associated with healing without)\s[^.;]{0,40}$"
)
_NOT_SUBJECT_AFTER = re.compile(
    r"\s(?:formation|developed|occurred|formed|was not seen|were not seen|tendency|history|prone|"
    r"was (?:seen|noted|observed|found)|were (?:seen|noted|observed|found|excluded)|had formed)\b"
)
_NEVER = ("background", "conclusions", "registration")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``scar_type`` a kind, in the order of the text, with its first telling words."""
    matches = concept_matches(document, "scar_type")
    if not matches:
        return []
    chosen = _chosen(document, [m for m in matches if not is_generic("scar_type", m.concept)])
    if not chosen:
        chosen = _chosen(document, [m for m in matches if is_generic("scar_type", m.concept)])
    return [
        scar_fact(
            document,
            "scar_type",
            match.concept,
            match.start,
            match.end,
            method=f"scar type: {_place(document, match)}",
            version=VERSION,
        )
        for match in sorted(chosen, key=lambda match: match.start)
    ]


def _chosen(document: Document, matches: list[Match]) -> list[Match]:
    """The first match of each kind that the study is about."""
    harms = concept_matches(document, "adverse_event")
    first: dict[str, Match] = {}
    elsewhere: dict[str, Match] = {}
    for match in matches:
        if _is_harm(match, harms) or _is_not_subject(document, match):
            continue
        section = document.section_at(match.start)
        if section not in _NEVER:
            first.setdefault(match.concept, match)
        else:
            elsewhere.setdefault(match.concept, match)
    return list((first or elsewhere).values())


def _is_harm(match: Match, harms: list[Match]) -> bool:
    return any(
        harm.start <= match.start
        and match.end <= harm.end
        and harm.end - harm.start > match.end - match.start
        for harm in harms
    )


def _is_not_subject(document: Document, match: Match) -> bool:
    lower = document.lower
    sentence = document.sentence_at(match.start)
    start = sentence.start if sentence else 0
    if match.start < document.title_end:
        return False
    return (
        _NOT_SUBJECT_BEFORE.search(lower, max(start, match.start - 60), match.start) is not None
        or _NOT_SUBJECT_AFTER.match(lower, match.end) is not None
    )


def _place(document: Document, match: Match) -> str:
    if match.start < document.title_end:
        return "title"
    return document.section_at(match.start) or "text"
