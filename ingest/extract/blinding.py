"""Who did not know the treatment: triple, double, assessor, single, or nobody.

Terms follow CONSORT item 11 as trialists print them; "investigator-blinded" and
"evaluator-blinded" mean the assessor. Nothing is read from reviews, where blinding is that of the
trials reviewed.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.cues import Rule
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.rule_confidence import rule_confidence

METHOD = "blinding-rules"
VERSION = 1

_BLIND = r"(?:blind(?:ed|ing|ly|edly|ness)?|mask(?:ed|ing)?)"
_ASSESSOR = (
    r"(?:outcomes?[ -])?(?:assess[oe]rs?|evaluators?|investigators?|observers?|raters?|examiners?|"
    r"reviewers?|graders?|readers?|outcomes?|physicians?|dermatologists?|surgeons?|pathologists?|"
    r"dermatopathologists?|histopathologists?|panel|experts?|judges?|photographers?|analysts?|"
    r"researchers?|specialists?|practitioners?|radiologists?|ophthalmologists?|clinicians?|"
    r"assessments?|evaluations?|nurses?|statisticians?)"
)
_PEOPLE = r"(?:patients?|participants?|subjects?|volunteers?|children|parents)"

#: The first rule that finds its words decides.
RULES = (
    Rule(
        "triple",
        ("triple", "quadruple"),
        re.compile(rf"\b(?:triple|quadruple)[ -]?{_BLIND}\b"),
    ),
    Rule(
        "triple",
        ("blind", "mask"),
        re.compile(
            rf"\b{_PEOPLE}(?:,| and) (?:the )?(?:\w+ ){{0,2}}{_ASSESSOR},? (?:and|as well as) "
            rf"[^.;]{{0,60}}?\bwere (?:all )?{_BLIND}\b"
        ),
    ),
    Rule(
        "double",
        ("double", "observer"),
        re.compile(rf"\bdouble[ -]?(?:\w+[ -])?{_BLIND}\b|\bdouble[ -]dummy\b"),
    ),
    Rule(
        "double",
        ("blind", "mask", "unaware"),
        re.compile(
            rf"\b(?:both )?(?:the )?(?:{_PEOPLE},? (?:and|or) (?:the )?(?:\w+ ){{0,3}}{_ASSESSOR}|"
            rf"{_ASSESSOR},? (?:and|or) (?:the )?(?:\w+ ){{0,2}}{_PEOPLE}) (?:\w+ ){{0,3}}"
            rf"(?:{_BLIND}|unaware)\b"
            rf"|\b{_PEOPLE}[ -]and[ -](?:\w+[ -])?{_ASSESSOR}[ -]{_BLIND}\b"
            rf"|\bblinding of (?:both )?(?:the )?{_PEOPLE} and\b"
        ),
    ),
    Rule(
        "assessor",
        ("blind", "mask"),
        re.compile(
            rf"\b{_ASSESSOR}[ -]{_BLIND}\b"
            rf"|(?<!non-)(?<!non)(?<!un)(?<!single-)(?<!single )\b{_BLIND}[ ,]+"
            rf"(?:\w+[ ,-]+){{0,3}}?{_ASSESSOR}\b"
            rf"|\b{_ASSESSOR} (?:\([^)]*\) )?(?:who )?(?:was|were|is|are|remained?|being)"
            rf"(?! not)(?: \w+)? {_BLIND}\b"
            rf"|\b(?:assess|evaluat|review|grad|scor|rat|examin|analy[sz]|read|measur|interpret)"
            rf"\w*\b[^.;]{{0,60}}\b(?:in a (?:\w+[ -])?{_BLIND} (?:fashion|manner|way)|"
            rf"{_BLIND}ly\b|blindly)"
            rf"|\bblindly (?:\w+ )?(?:assess|evaluat|review|grad|scor|rat|examin|analy[sz]|read)"
            rf"|(?<!non-)(?<!single-)(?<!single )\b{_BLIND} (?:photograph|visual|histolog|digital|"
            r"image|objective)\w*"
        ),
    ),
    Rule(
        "assessor",
        ("unaware", "not otherwise involved", "independent of", "not involved", "naive to"),
        re.compile(
            r"\b(?:unaware|not aware|na[iï]ve) (?:of|to|which|about|as)\b"
            r"|\b(?:not|were not) (?:otherwise )?involved in the\b[^.;]{0,60}\b(?:grad|assess|"
            r"evaluat|rat|scor|review)"
        ),
    ),
    Rule(
        "single",
        ("single", "patient", "participant", "subject"),
        re.compile(rf"\bsingle[ -]?{_BLIND}\b|\b{_PEOPLE}[ -]{_BLIND}\b"),
    ),
    Rule(
        "single",
        ("blind", "mask"),
        re.compile(rf"\b{_PEOPLE} (?:were|was|remained) (?:\w+ )?{_BLIND}\b"),
    ),
    Rule(
        "none",
        ("open", "blind", "mask", "label"),
        re.compile(
            r"\bopen[ -]?label(?:l?ed)?\b|\bopen(?:,| and)? (?:\w+[ ,-]+){0,3}?(?:randomi[sz]ed|"
            r"trial|study|comparison|comparative|controlled|clinical|pilot|prospective|parallel|"
            r"multicent(?:re|er))\b"
            r"|\b(?:non-?|un|not )(?:blind|mask)ed\b|\bwithout blinding\b|\bno blinding\b"
        ),
    ),
)

_OTHERS_AFTER = re.compile(r"[^.;]{0,70}?\b(?:trials|studies)\b")
_OTHERS_BEFORE = re.compile(
    r"\b(?:previous|earlier|prior|other|several|recent|published|further|future|no|few|lack of|"
    r"larger?|more)\b[^.;]{0,50}$"
)
_OWN = re.compile(r"\b(?:this|these|our|we|present|two|three|both|identical)\b[^.;]{0,80}$")
_REVIEWS = ("meta-analysis", "systematic-review", "narrative-review", "guideline")


def read(document: Document, context: Context) -> list[Fact]:
    """The blinding that is stated; sets ``answers["blinding"]``, None where none is stated."""
    design = context.fact("design")
    context.answers["blinding"] = None
    if design is not None and design.value in _REVIEWS:
        return []
    found = find_blinding(document.lower)
    if found is None:
        return []
    value, start, end = found
    context.answers["blinding"] = value
    confidence, tier = rule_confidence("blinding", value)
    return [
        Fact(
            field="blinding",
            value=value,
            status="stated",
            method=METHOD,
            version=VERSION,
            quote=document.text[start:end],
            start=start,
            end=end,
            section=document.section_at(start),
            confidence=confidence,
            tier=tier,
        )
    ]


def find_blinding(lower: str) -> tuple[str, int, int] | None:
    """The value and the place of its words in a lower-case text."""
    for rule in RULES:
        for match in rule.matches(lower):
            if not _is_of_others(lower, match):
                return rule.value, match.start(), match.end()
    return None


def _is_of_others(lower: str, match: re.Match[str]) -> bool:
    """Whether the words are about other people's trials, or trials still to be made."""
    before = max(0, match.start() - 80)
    if _OWN.search(lower, before, match.start()):
        return False
    return (
        _OTHERS_AFTER.match(lower, match.end()) is not None
        or _OTHERS_BEFORE.search(lower, before, match.start()) is not None
    )
