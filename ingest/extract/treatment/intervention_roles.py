"""Which part each treatment of a study has: studied, comparator or adjuvant.

Rules of docs/labelling.md: ``studied`` is what the arm or arms under study get, each part of a
combination included; ``comparator`` is what they are set against (after "versus" or "compared
with", placebo, sham, no treatment); ``adjuvant`` is given beside the treatment to all
(anaesthetic cream, what the text calls adjuvant). A treatment in both the arm under study and the
control arm is studied, and so is what one arm gets on top of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from ingest.extract.text.concepts import vocabulary
from ingest.extract.text.document import Document
from ingest.vocabulary.matcher import Match

Role = Literal["studied", "comparator", "adjuvant"]

CONTROLS = ("placebo", "no-treatment")
_NUMBING = "topical-anaesthetic"
#: Words that may stand before a treatment: "35% glycolic acid peel", "1,550-nm fractional laser".
_WORDS = r"(?:[\w%,.:/-]+\s)"
_VERSUS = re.compile(
    r"(?:\b(?:versus|vs\.?|v|against|compared (?:with|to)|comparison (?:with|to)|than|or to|"
    r"superior to|inferior to|ahead of|outperformed by|comparators? (?:was|were)|"
    r"as \w+ as|controls? (?:was|were|received|had|with))\s"
    rf"(?:the |an? |that of |with |to )?{_WORDS}{{0,4}}?"
    r"|\bcompar(?:e[ds]?|ing)\s[^.;]{3,60}?\s(?:with|to)\s[^.;]{0,60}?"
    r"|\(\d+ [^();]{3,60}, (?:and )?\d+ (?:[\w-]+\s){0,2}"
    r"|\b(?:and|while|whereas) (?:\d+|the (?:remaining|other)(?: \d+)?)"
    r"(?: (?:patients|scars|women))? "
    rf"(?:received|underwent|had|were (?:treated|given)(?: (?:with|by))?)\s{_WORDS}{{0,3}}?"
    r"|\bthe other (?:by|with|received|underwent|was (?:treated|given)(?: (?:by|with))?)\s"
    rf"{_WORDS}{{0,3}}?"
    r"|\bgroup (?:b|2|ii|two)\b[^.;]{0,40}?|\brandomi[sz]ed to [^.;]{3,90}? or (?:[\w-]+\s){0,2}?"
    r"|\bright [^.;]{0,60}?\bthe left (?:half|side|cheek)\s[^.;]{0,30}?"
    r"|\bthe other (?:half|side|zone|cheek|breast|group|arm|hip|keloid|part)\s[^.;]{0,30}?)$"
)
_IN_BOTH = re.compile(r"\s(?:in|after|during|with|before)\s(?:[\w-]+\s){0,2}")
_JOINT = re.compile(
    r"\b(?:plus|combin\w+|both treatments|alone|followed by|adding|addition of|together)\b"
)
_WITH = re.compile(r"\s(?:\w+\s)?with\s(?:\w+\s)?")
#: Words before a treatment that is one of two, not part of another or of both.
_OWN_WORDS = (
    r"(?:(?!(?:with|without|in|on|after|before|during|for|no|not|both|alone|combin\w+|added)\s)"
    rf"{_WORDS})"
)
_AND = re.compile(rf"(?:\s(?!alone)\w+)?\sand\s{_OWN_WORDS}{{0,3}}")
_ADJUVANT = re.compile(r"\badjuvant\s(?:[\w-]+\s){0,2}$")
#: What sets the arms of a title apart.
_SET_AGAINST = re.compile(
    r"\b(?:versus|vs\.?|against|compared (?:with|to)|comparison (?:with|to)|superior to|"
    r"inferior to|outperformed by|as \w+ as)(?=\s)"
)
_OR = re.compile(rf"(?:\s(?!alone)[\w-]+)?,? or {_OWN_WORDS}{{0,3}}")
_COMPARES = re.compile(r"\bcompar\w+|\bbetween\b|\brandomi[sz]ed\b|\btrial\b")
#: "… in microneedling", "… after laser": what both arms get.
_GIVEN_IN = re.compile(rf"\s(?:in|after|during|following|before)\s{_WORDS}{{0,2}}")
#: "… with microneedling": what both agents that are compared are given with.
_GIVEN_WITH = re.compile(rf",?\s(?:(?:each|both)\s)?(?:\w+\s)?(?:with|plus|and)\s{_WORDS}{{0,2}}")
#: Treatments that open, heat or cut the skin: a topical or an injection may be added to them.
_PROCEDURES = frozenset(
    ("microneedling", "rf-microneedling", "fractional-co2-laser", "erbium-laser", "ablative-laser",
     "laser", "nonablative-laser", "subcision", "dermabrasion", "surgery")
)  # fmt: skip
#: Designs of one arm, in which "A or B" of a title is no comparison.
_OF_ONE_ARM = ("case-series", "case-report")
#: Designs of others' studies.
_OF_OTHERS = ("meta-analysis", "systematic-review", "narrative-review", "guideline")
#: Designs in which "A and B" of a title may be two arms.
_COMPARED = (
    "randomized-controlled-trial",
    "nonrandomized-controlled-trial",
    "meta-analysis",
    "systematic-review",
    "protocol",
)


def role_of(
    document: Document,
    chosen: Match,
    matches: Sequence[Match],
    named: Sequence[Match],
    design: str | None,
) -> Role:
    """The role of a concept, by its mention in the title, else where it was chosen.

    ``matches`` are the treatments that count, ``named`` all, the wider ones included.
    """
    concept = chosen.concept
    if concept in CONTROLS:
        return "comparator"
    if (concept == _NUMBING or "adjuvant" in document.lower) and any(
        _is_adjuvant(document, match) for match in matches if match.concept == concept
    ):
        return "adjuvant"
    in_title = chosen.start < document.title_end
    if concept == _NUMBING and not in_title:
        return "adjuvant"
    beside = (concept, *CONTROLS, _NUMBING)
    if not any(m.concept not in beside for m in matches):
        return "studied"
    if in_title:
        title = [match for match in matches if match.start < document.title_end]
        return _role_in_title(document, chosen, title, matches, design)
    wider = wider_in_title(document, concept, named)
    if wider is not None and _follows_versus(document, wider, named):
        return "comparator"
    return "comparator" if _follows_versus(document, chosen, matches) else "studied"


def _is_adjuvant(document: Document, match: Match) -> bool:
    before = document.lower[max(0, match.start - 40) : match.start]
    if match.concept == _NUMBING:
        return before.endswith("under ")
    return match.words.lower().startswith("adjuvant") or (
        "adjuvant" in before and _ADJUVANT.search(before) is not None
    )


def wider_in_title(document: Document, concept: str, named: Sequence[Match]) -> Match | None:
    """What the title calls a treatment that the text names more closely: "ablative laser"."""
    words, wider = vocabulary(), {concept}
    while (broader := words.concept("intervention", concept).broader) is not None:
        wider.add(broader)
        concept = broader
    return next((m for m in named if m.start < document.title_end and m.concept in wider), None)


def _role_in_title(
    document: Document,
    chosen: Match,
    title: Sequence[Match],
    matches: Sequence[Match],
    design: str | None,
) -> Role:
    place = _set_apart(document, title, design)
    if place is not None:
        return "comparator" if _is_other_arm(document, chosen, title, place) else "studied"
    if _follows_versus(document, chosen, matches):
        return "comparator"
    lower_title = document.lower[: document.title_end]
    if (design is None or design in _COMPARED or "compar" in lower_title) and _is_second(
        document, chosen, title, matches
    ):
        return "comparator"
    return "studied"


def _set_apart(
    document: Document, title: Sequence[Match], design: str | None
) -> tuple[int, int] | None:
    """Where the title sets one arm against another, with treatments on both sides."""
    treatments = [match for match in title if match.concept not in CONTROLS]
    for found in _SET_AGAINST.finditer(document.lower, 0, document.title_end):
        if any(m.end <= found.start() for m in treatments) and any(
            m.start >= found.end() for m in treatments
        ):
            return found.span()
    if (
        design in (*_OF_ONE_ARM, *_OF_OTHERS)
        or document.lower.find(" or ", 0, document.title_end) < 0
    ):
        return None
    for one, other in pairwise(treatments):
        if one.concept != other.concept and one.end <= other.start:
            between = _OR.fullmatch(document.lower, one.end, other.start)
            if between is not None:
                return one.end, document.lower.index(" or ", one.end) + len(" or ")
    return None


def _is_other_arm(
    document: Document, chosen: Match, title: Sequence[Match], place: tuple[int, int]
) -> bool:
    """Whether a treatment of the title is that of the arm behind ``place``, and of no other."""
    start, end = place
    left = {m.concept for m in title if m.end <= start and m.concept not in CONTROLS}
    behind = [m for m in title if m.start >= end]
    right = {m.concept for m in behind if m.concept not in CONTROLS}
    if chosen.concept in left or chosen.concept not in right:
        return False
    if left < right:
        return False  # "A versus A plus B": what is added is studied
    first = behind[0]
    if first.concept == chosen.concept:
        return True
    given = document.lower[first.end : chosen.start]
    if first.concept in CONTROLS:
        return _IN_BOTH.fullmatch(given) is None
    if _GIVEN_IN.fullmatch(given):
        return False
    are_agents = _PROCEDURES.isdisjoint({*left, first.concept})
    is_for_both = are_agents and chosen.concept in _PROCEDURES and _GIVEN_WITH.fullmatch(given)
    return not is_for_both


def _follows_versus(document: Document, match: Match, matches: Sequence[Match]) -> bool:
    """Whether the words set this treatment against one that is named before it."""
    sentence = document.sentence_at(match.start)
    start = max(sentence.start if sentence else 0, match.start - 110)
    if _VERSUS.search(document.lower, start, match.start) is None:
        return False
    # "PRP versus saline in needling": needling is what both get.
    return not any(
        start <= other.start
        and other.end <= match.start
        and other.concept in CONTROLS
        and _IN_BOTH.fullmatch(document.lower, other.end, match.start)
        for other in matches
    )


def _is_second(
    document: Document, match: Match, title: Sequence[Match], matches: Sequence[Match]
) -> bool:
    """Whether it is B of a title "A and B …" on a study that never gives both together."""
    concepts = list(dict.fromkeys(m.concept for m in title if m.concept not in CONTROLS))
    if len(concepts) < 2 or match.concept != concepts[1]:
        return False
    first = [m for m in title if m.concept == concepts[0] and m.end <= match.start]
    if not first or not _AND.fullmatch(document.lower, first[-1].end, match.start):
        return False
    opening = document.lower[: first[0].start]
    if "compar" in opening or "between" in opening:
        return True
    if len(concepts) > 2 or not _COMPARES.search(document.lower, 0, document.title_end):
        return False
    return not _are_together(document, matches) and _JOINT.search(document.lower) is None


def _are_together(document: Document, matches: Sequence[Match]) -> bool:
    """Whether the abstract gives one treatment with another."""
    return any(
        one.concept != other.concept and _WITH.fullmatch(document.lower, one.end, other.start)
        for one, other in _neighbours(matches)
        if document.title_end < one.start
    )


def _neighbours(matches: Sequence[Match]) -> Iterator[tuple[Match, Match]]:
    return ((one, other) for one, other in pairwise(matches) if one.end <= other.start)
