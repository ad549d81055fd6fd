"""The device of the treatment, by concept of the vocabulary, and the energy it was set to.

``energy_setting`` is the words as printed: units and what they mean differ from maker to maker
too much for one number.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import is_secondary, of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, concepts_in_context
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document
from ingest.extract.text.ranges import NUMBER, TO
from ingest.vocabulary.matcher import Match

VERSION = 1
_NOT_TREATING = ("imaging", "patch-device", "light-device")
_NEVER = ("background", "conclusions", "registration")
#: Words too short for the vocabulary that are devices in a text on needling.
_IN_CONTEXT = (
    Rule("pen", ("pen",), re.compile(r"\b(?:a |needling |electric |motori[sz]ed )pens?\b"), 20),
    Rule("stamp", ("stamp",), re.compile(r"\b(?:needle |needling |hand-held )?stamps?\b"), 20),
)
_NUMBER = rf"{NUMBER}(?:{TO}{NUMBER})?"
_UNIT = (
    r"(?:mj/(?:cm2|cm²|mm2|mm²|pin|mtz|microbeam|pulse)|mj|j/cm2|j/cm²|j cm-2|j/cm|w/cm2|watts?|w|"
    r"spots/cm2|spots/cm²|mhz|ms|µs|μs|hz|% (?:density|coverage))"
)
_SETTING = re.compile(
    r"(?<!\w)(?:"
    r"(?:(?:energy|energies|fluence|power|density|spot(?: size)?|pulse(?: duration| width)?|"
    rf"level|dwell time|coverage)(?: level| density)?(?: (?:was|were|of|at|from)|:)?\s)?"
    rf"(?<![\w.]){_NUMBER}\s?{_UNIT}(?![\w])"
    rf"(?:(?:,| and|,? with)?\s(?:\w+\s){{0,2}}(?<![\w.]){_NUMBER}[\s-]?(?:{_UNIT}|mm spot|%(?: "
    rf"density| coverage)?)(?![\w])(?:\s(?:density|coverage|pulse|spot|dwell time))?)*"
    r"|energy level \d+|level \d+(?:[-–]\d+)?(?=\)))"
)
_CUE = re.compile(r"\d ?(?:mj|j/|j |w\b|mhz|ms\b|watt|spots)|level \d")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``device`` a concept, and one ``energy_setting`` a statement."""
    if is_secondary(document, context):
        return []
    found: dict[str, Match] = {}
    for match in _named(document):
        if match.concept in _NOT_TREATING or document.section_at(match.start) in _NEVER:
            continue
        found.setdefault(match.concept, match)
    facts = [
        scar_fact(
            document,
            "device",
            match.concept,
            match.start,
            match.end,
            method="device",
            version=VERSION,
        )
        for match in found.values()
    ]
    return facts + _settings(document)


def _named(document: Document) -> list[Match]:
    if "needl" not in document.lower and "roller" not in document.lower:
        return concept_matches(document, "device")
    return concepts_in_context(document, "device", _IN_CONTEXT)


def _settings(document: Document) -> list[Fact]:
    lower = document.lower
    if not _CUE.search(lower):
        return []
    return [
        scar_fact(
            document,
            "energy_setting",
            document.text[match.start() : match.end()],
            match.start(),
            match.end(),
            method="energy setting",
            version=VERSION,
        )
        for match in _SETTING.finditer(lower)
        if document.section_at(match.start()) not in _NEVER
    ]
