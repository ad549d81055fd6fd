"""The kinds of scar that a study is about: one fact a kind, by concept of the vocabulary.

Rules of docs/labelling.md: scars of the participants, or the subject of a review. Scars that are
named as a history, a reason for exclusion, a risk or a harm of the treatment do not count, nor
does a kind that only the background mentions. "Scar" alone counts where no kind is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, is_generic, vocabulary
from ingest.extract.text.document import Document
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
#: Kind -> what is said beside the words for a scar: "post-burn hypertrophic scars".
_BESIDE = {
    "hypertrophic": re.compile(r"\bhypertrophic\b"),
    "burn": re.compile(r"\bburns?\b"),
}
#: Kind -> what scars came from: "scars after breast reduction".
_CAUSE = {
    "surgical": (
        r"surgery|operations?|\w+ectomy|\w+otomy|\w+plasty|caesarean|cesarean|excisions?|"
        r"incisions?|(?:breast|scar) (?:reduction|revision)"
    ),
    "burn": r"burns?|scalds?",
    "traumatic": r"trauma|accidents?|lacerations?",
}
_FROM = (
    r"\s(?:after|following|from|due to|secondary to|caused by)\s(?:(?!and\b|or\b)[\w-]+\s){0,2}?"
)
_CAME_FROM = {kind: re.compile(rf"{_FROM}(?:{words})\b") for kind, words in _CAUSE.items()}
#: Kind -> what the people had, where "scar" alone is named: it tells where the scars are from.
_HAD = {
    "surgical": re.compile(
        r"\b(?:\w+ectomy|\w+otomy|\w+oplasty|caesarean|cesarean|abdominoplasty|sutured wounds?|"
        r"(?:excision|surgical) wounds?|suture removal|incisions?|donor sites?)\b"
    ),
    "traumatic": re.compile(r"\b(?:lacerations?|thorn|knife|war-injured|fragment injur)"),
    "burn": re.compile(r"\b(?:burns?|scalds?|burn(?:ed|t))\b(?! (?:sensation|in \d|was|were))"),
    "acne-atrophic": re.compile(r"\bacne\b[^.;]{0,12}\b(?:its|their) scars\b"),
}
#: "(acne 9, trauma 6)", "surgical (n=14)": scars counted by where they are from.
_COUNTED = re.compile(
    r"\b(?P<from>acne|traumatic|trauma|surgical|surgery|post-?burn|burns?)"
    r"(?=,? (?:\(?n ?= ?)?\(?\d+\b(?! ?(?:%|mm|cm|weeks|months|years|days|ml)))"
)
_ORIGINS = {"ac": "acne-atrophic", "tr": "traumatic", "su": "surgical", "po": "burn", "bu": "burn"}
_NEVER = ("background", "conclusions", "registration")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``scar_type`` a kind, in the order of the text, with its first telling words."""
    named = concept_matches(document, "scar_type")
    if not named:
        return []
    matches = [*named, *_told_beside(document, named), *_counted(document)]
    chosen = _chosen(document, [m for m in matches if not is_generic("scar_type", m.concept)])
    if not chosen:
        chosen = _chosen(document, _had(document))
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


def _told_beside(document: Document, matches: list[Match]) -> Iterator[Match]:
    """Further kinds that the words of a scar, or those beside them, tell of the same scar."""
    lower, known = document.lower, vocabulary().ids("scar_type")
    for match in matches:
        words = lower[max(0, match.start - len("hypertrophic ")) : match.end]
        told = [kind for kind, pattern in _BESIDE.items() if pattern.search(words)]
        told += [kind for kind, pattern in _CAME_FROM.items() if pattern.match(lower, match.end)]
        for kind in told:
            if kind != match.concept and kind in known:
                yield match._replace(concept=kind)


def _counted(document: Document) -> Iterator[Match]:
    """The kinds in a count of scars by where they are from, within sentences on scars."""
    for found in _COUNTED.finditer(document.lower, document.title_end):
        sentence = document.sentence_at(found.start())
        kind = _ORIGINS[found["from"][:2]]
        if sentence is not None and "scar" in document.lower[sentence.start : sentence.end]:
            yield _match(document, kind, found)


def _had(document: Document) -> list[Match]:
    """The kind that an operation or injury of title, aims or methods tells; the first one alone."""
    found = [
        _match(document, kind, words)
        for kind, pattern in _HAD.items()
        for words in pattern.finditer(document.lower)
        if document.section_at(words.start()) not in ("results", *_NEVER)
    ]
    return sorted(found, key=lambda match: match.start)[:1]


def _match(document: Document, kind: str, words: re.Match[str]) -> Match:
    start, end = words.span()
    return Match("scar_type", kind, start, end, document.text[start:end])


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
