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
from ingest.extract.scar_facts import is_secondary, of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, is_generic, vocabulary
from ingest.extract.text.document import Document
from ingest.extract.treatment import scar_type_cues as cues
from ingest.vocabulary.matcher import Match

VERSION = 1


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``scar_type`` a kind, in the order of the text, with its first telling words."""
    named = concept_matches(document, "scar_type")
    scales = concept_matches(document, "outcome_measure")
    of_acne = [
        m._replace(kind="scar_type", concept="acne-atrophic")
        for m in scales
        if m.concept in cues.ACNE_SCALES
    ]
    of_any = any(m.concept in cues.SCAR_SCALES for m in scales)
    if not named and not of_acne and not of_any:
        return []
    matches = [*named, *_told_beside(document, named)]
    if named:
        matches += _counted(document)
    kinds = [m for m in matches if not is_generic("scar_type", m.concept)]
    chosen = _chosen(document, context, kinds)
    if not chosen:
        scars = [m for m in named if is_generic("scar_type", m.concept)]
        scars = [m for m in scars if not _is_by_the_way(document, m)]
        scars = _chosen(document, context, scars)
        are_told = of_any or not all(_is_denied(document, m) for m in named)
        chosen = of_acne[:1] or (_had(document) if are_told else []) or scars
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
        words = lower[match.start : match.end]
        end = _end_of_scar(words, match)
        if lower[match.start - 1 : match.start] in (" ", "-"):
            first = max(0, match.start - cues.LONGEST_ADJECTIVES)
            before = cues.ADJECTIVES.search(lower, first, match.start)
            words = (before[0] if before else "") + words
        told: list[str] = []
        if not words.isalpha():  # a single word names one kind
            groups = [str(found.lastgroup) for found in cues.BESIDE.finditer(words)]
            told = ["acne-atrophic" if group == "acne" else group for group in groups]
        if lower[end : end + 1] in (" ", ",") and (after := cues.FROM.match(lower, end)):
            told += [
                kind for kind, pattern in cues.CAUSES.items() if pattern.search(after["cause"])
            ]
        for kind in dict.fromkeys(told):
            if kind != match.concept and kind in known:
                yield match._replace(concept=kind)


def _end_of_scar(words: str, match: Match) -> int:
    """Where the words for a scar end that may hold one cause of several: "scars after burns"."""
    cause = cues.CAUSE_WITHIN.search(words) if " " in words else None
    return match.start + cause.start() if cause else match.end


def _counted(document: Document) -> Iterator[Match]:
    """The kinds in a count or list of scars by where they are from, within sentences on scars."""
    for listed in cues.LISTED.matches(document.lower):
        for kind, pattern in cues.CAUSES.items():
            if pattern.search(listed["origins"]):
                yield _match(document, kind, listed)
    for found in cues.COUNTED.matches(document.lower, document.title_end):
        sentence = document.sentence_at(found.start())
        kind = cues.ORIGINS[found["from"].removeprefix("post").lstrip("-")[:2]]
        if sentence is not None and "scar" in document.lower[sentence.start : sentence.end]:
            yield _match(document, kind, found)


def _had(document: Document) -> list[Match]:
    """The kind that an operation or injury of title, aims or methods tells; the first one alone."""
    found = [
        _match(document, kind, words)
        for kind, pattern in cues.HAD.items()
        for words in pattern.finditer(document.lower)
        if document.section_at(words.start()) not in ("results", *cues.NEVER)
        and not cues.EXCLUDED.search(document.lower, max(0, words.start() - 60), words.start())
    ]
    return _wounded(document) or sorted(found, key=lambda match: match.start)[:1]


def _wounded(document: Document) -> list[Match]:
    """The kinds that the causes of wounds tell: "wounds resulting from excision or trauma"."""
    if "wound" not in document.lower:
        return []
    return [
        _match(document, kind, wounds)
        for wounds in cues.WOUND_FROM.finditer(document.lower)
        if document.section_at(wounds.start()) not in ("results", *cues.NEVER)
        for kind, pattern in cues.CAUSES.items()
        if pattern.search(wounds["cause"])
    ]


def _match(document: Document, kind: str, words: re.Match[str]) -> Match:
    start, end = words.span()
    return Match("scar_type", kind, start, end, document.text[start:end])


def _chosen(document: Document, context: Context, matches: list[Match]) -> list[Match]:
    """The first match of each kind that the study is about."""
    harms = concept_matches(document, "adverse_event")
    first: dict[str, Match] = {}
    elsewhere: dict[str, Match] = {}
    in_title = {m.concept for m in matches if m.start < document.title_end}
    for match in matches:
        if (
            match.concept in first
            or _is_harm(match, harms)
            or _is_not_subject(document, match)
            or _is_borrowed(document, match, matches)
            or (_is_in_general(document, match) and not is_secondary(document, context))
            or (in_title and match.concept not in in_title and _is_elsewhere(document, match))
        ):
            continue
        section = document.section_at(match.start)
        if section not in cues.NEVER:
            first.setdefault(match.concept, match)
        else:
            elsewhere.setdefault(match.concept, match)
    return list((first or elsewhere).values())


def _is_elsewhere(document: Document, match: Match) -> bool:
    """Whether the sentence tells what was done in other scars, or ought to be done."""
    sentence = document.sentence_at(match.start)
    window = max(sentence.start if sentence else 0, match.start - 110)
    return (
        cues.ELSEWHERE_BEFORE.search(document.lower, window, match.start) is not None
        or cues.ELSEWHERE_AFTER.match(document.lower, match.end) is not None
    )


def _is_borrowed(document: Document, match: Match, matches: list[Match]) -> bool:
    """Whether "depressed scars" are of acne only since the text names acne; the title names
    others."""
    if match.concept != "acne-atrophic" or not match.words.lower().startswith(cues.OF_ANY_CAUSE):
        return False
    in_title = {m.concept for m in matches if m.start < document.title_end}
    return (
        bool(in_title)
        and match.concept not in in_title
        and all(
            m.words.lower().startswith(cues.OF_ANY_CAUSE) or _is_not_subject(document, m)
            for m in matches
            if m.concept == match.concept
        )
    )


def _is_by_the_way(document: Document, match: Match) -> bool:
    """Whether scars of no kind are what something healed with, or are named beside the study.

    The first sentence of an abstract without headings is about what is known, as a rule.
    """
    if match.start < document.title_end:
        return False
    sentence = document.sentence_at(match.start)
    if sentence is None:
        return False
    if sentence.section == "conclusions":
        return True
    if (
        sentence.number == 1
        and sentence.section is None
        and len(document.sentences) > cues.FEW
        and not cues.OF_STUDY.search(document.lower, sentence.start, sentence.end)
    ):
        return True
    window = max(sentence.start, match.start - 60)
    return (
        cues.HEALED_BEFORE.search(document.lower, window, match.start) is not None
        or cues.STAYED_AFTER.match(document.lower, match.end) is not None
    )


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
        window = max(0, match.start - cues.NEAR_IN_TITLE)
        return cues.NOT_SUBJECT_IN_TITLE.search(lower, window, match.start) is not None
    if lower.startswith("whether", start) and cues.UNSETTLED.match(lower, start):
        return True
    return (
        cues.NOT_SUBJECT_BEFORE.search(lower, max(start, match.start - 60), match.start) is not None
        or cues.NOT_SUBJECT_AFTER.match(lower, match.end) is not None
        or _is_left_out(lower, match.end)
    )


def _is_in_general(document: Document, match: Match) -> bool:
    """Whether it is told what a treatment is used for, wherever that may be."""
    before = document.lower[max(document.title_end, match.start - 60) : match.start]
    may_be = " is " in before or " are " in before or "popular" in before
    return may_be and cues.IN_GENERAL_BEFORE.search(before) is not None


def _is_left_out(lower: str, place: int) -> bool:
    after = lower[place : place + cues.REACH_OF_EXCLUSION]
    may_be = "excluded" in after or " not " in after
    return may_be and cues.LEFT_OUT_AFTER.match(after) is not None


def _is_denied(document: Document, match: Match) -> bool:
    """Whether nobody has a scar: "scarring: none", "no infection or scarring occurred"."""
    lower = document.lower
    return (
        cues.NONE_AFTER.match(lower, match.end) is not None
        or cues.NO_SCAR_BEFORE.search(lower, max(0, match.start - 60), match.start) is not None
    )


def _place(document: Document, match: Match) -> str:
    if match.start < document.title_end:
        return "title"
    return document.section_at(match.start) or "text"
