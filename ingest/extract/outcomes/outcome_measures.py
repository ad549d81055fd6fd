"""What a study measured: one fact an outcome measure, by concept of the vocabulary.

Rules of docs/labelling.md: named scales and instruments wherever the study uses them; symptoms,
features of skin and scar and histology only where the text says that they were assessed or gives
a result for them. Harms are adverse events, not outcome measures.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import has_results, of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, is_generic, vocabulary
from ingest.extract.text.document import Document
from ingest.vocabulary.concepts import OutcomeMeasure
from ingest.vocabulary.matcher import Match

VERSION = 1
_LEFT_OUT = ("adverse-events", "downtime")
_SYMPTOMS = ("pain", "itch")
#: What a biopsy of a case is for: to tell what the patient has.
_DIAGNOSTIC = "histology"
#: Kinds whose names mean a measurement wherever they stand.
_NAMED = ("scale", "patient-reported")
_ASSESSED = re.compile(
    r"\b(?:assess\w*|evaluat\w*|measur\w*|scor\w*|record\w*|determin\w*|compar\w*|outcomes?|"
    r"grad\w+|rat(?:ed|ing)|questionnaire|index|scale|primary|secondary|endpoints?|reduc\w+|"
    r"decreas\w+|increas\w+|improv\w+|fell|rose|lower|higher|declin\w+|chang\w+|differ\w*|"
    r"diminish\w*|thick\w+|denser|raised|lowered|was seen|were seen|recorded|quantif\w+|"
    r"analy[sz]ed|obtained|calculated|followed|parallel|favou?red|reduc\w+|relie\w+|p\s?[=<>]|"
    r"estimated|better|showed|narrower|alike|similar|equal|worse|less|defined)\b"
)
#: Symptoms are harms as often: they count where they were measured, or were relieved.
_MEASURED = re.compile(
    r"\b(?:assess\w*|evaluat\w*|measur\w*|scor\w*|rat(?:ed|ing)|scales?|index|outcomes?|endpoints?|"
    r"questionnaire|vas|nrs|relie\w+|improv\w+|decreas\w+|reduc\w+|fell|declin\w+|diminish\w*)\b"
    r"|\b(?:was|were) \d(?![\d.]*(?: ?%| of))"
)
_OF_PROCEDURE = re.compile(
    r" (?:on|during|at|after|from) (?:the )?(?:injection|treatment|procedure|needling)"
)
_HARM = re.compile(
    r"\b(?:adverse|side[- ]effects?|complicat\w*|lasted|lasting|transient|mild|occurred|developed|"
    r"complained|reported by|subsided|resolved|was noted|were noted|disappeared)\b"
)
_NEVER = ("registration", "background", "conclusions")
#: How far beside "Goodman and Baron" the form of the grading may stand, in characters.
_BESIDE = 60


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``outcome_measure`` a concept, in the order of the text."""
    found: dict[str, Match] = {}
    design = context.fact("design")
    is_case = design is not None and design.value == "case-report"
    for match in concept_matches(document, "outcome_measure"):
        if is_case and match.concept == _DIAGNOSTIC:
            continue
        concept = _form(document.lower, match)
        if concept not in _LEFT_OUT and concept not in found and _is_measured(document, match):
            found[concept] = match
    narrower = {
        vocabulary().concept("outcome_measure", concept).broader
        for concept in found
        if not is_generic("outcome_measure", concept)
    }
    return [
        scar_fact(
            document,
            "outcome_measure",
            concept,
            match.start,
            match.end,
            method="outcome measure",
            version=VERSION,
        )
        for concept, match in found.items()
        if concept not in narrower or not is_generic("outcome_measure", concept)
    ]


def _form(lower: str, match: Match) -> str:
    """The concept; for a Goodman and Baron grading the form that is named beside it."""
    if match.concept != "goodman-baron":
        return match.concept
    near = lower[max(0, match.start - _BESIDE) : match.end + _BESIDE]
    forms = [form for form in ("quantitative", "qualitative") if form in near]
    return f"goodman-baron-{forms[0]}" if len(forms) == 1 else match.concept


def _is_measured(document: Document, match: Match) -> bool:
    sentence = document.sentence_at(match.start)
    if sentence is None or sentence.section in _NEVER[: None if has_results(document) else 1]:
        return False
    concept = vocabulary().concept("outcome_measure", match.concept)
    assert isinstance(concept, OutcomeMeasure)
    if concept.kind in _NAMED:
        return True
    lower = document.lower
    if sentence.section == "title":
        return False
    if _HARM.search(lower, sentence.start, sentence.end):
        return False
    if match.concept in _SYMPTOMS:
        measured = _MEASURED.search(lower, sentence.start, sentence.end) is not None
        return measured and not _OF_PROCEDURE.match(lower, match.end)
    return _ASSESSED.search(lower, sentence.start, sentence.end) is not None
