"""The device of the treatment, by concept of the vocabulary, and the energy it was set to.

``energy_setting`` is the words as printed: units and what they mean differ from maker to maker
too much for one number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import is_secondary, of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, concepts_in_context
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document
from ingest.extract.text.ranges import NUMBER, TO
from ingest.vocabulary.matcher import Match

VERSION = 1
#: Kinds of number that may be an energy; "30 ms" is a time.
_MEASURED = ("measure", "time", "count", "decimal", "percent", "interval")
_NOT_TREATING = ("imaging", "patch-device", "light-device")
_NEVER = ("background", "conclusions", "registration")
#: Words too short for the vocabulary that are devices in a text on needling.
_IN_CONTEXT = (
    Rule("pen", ("pen",), re.compile(r"\b(?:a |needling |electric |motori[sz]ed )pens?\b"), 20),
    Rule("stamp", ("stamp",), re.compile(r"\b(?:needle |needling |hand-held )?stamps?\b"), 20),
)
_NUMBER = rf"(?<![\w.]){NUMBER}(?:{TO}{NUMBER})?"
_UNIT = (
    r"(?:mj/(?:cm2|cm²|mm2|mm²|pin|mtz|microbeam|pulse)|mj|j/cm2|j/cm²|j cm-2|j/cm|w/cm2|watts?|w|"
    r"spots/cm2|spots/cm²|mhz|ms|µs|μs|hz|% (?:density|coverage))"
)
_NAME = (
    r"(?:energy|energies|fluence|power|density|spot(?: size)?|pulse(?: duration| width)?|level|"
    r"dwell time|coverage|spacing|radiofrequency)"
)
#: What may follow an energy: "…, 500 µm spacing", "… and density 200/cm2".
_NEXT = (
    rf"{_NUMBER}[\s-]?(?:{_UNIT}|mm spot|[µμ]m spacing|/cm2|/cm²|%(?: density| coverage)?)(?!\w)"
    r"(?:\s(?:density|coverage|pulse|spot|dwell time|spacing))?"
)
_SETTING = re.compile(
    rf"(?<!\w)(?:(?:{_NAME}(?: level| density)?(?: (?:was|were|of|at|from)|:)?\s)?"
    rf"{_NUMBER}\s?{_UNIT}(?!\w)(?:(?:,| and|,? with)?\s(?:\w+\s){{0,2}}?{_NEXT})*"
    r"|energy level \d+|level \d+(?:[-–]\d+)?(?=\)))"
)
#: What an energy ends in, right after its number; "level 5" is told by its word.
_UNIT_AFTER = re.compile(rf"\s?{_UNIT}(?!\w)")
_LEVELS = Rule("level", ("level ",), re.compile(r"\blevel \d"), 10)


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
    sentences = {
        sentence.number: sentence
        for place in _energies(document)
        if (sentence := document.sentence_at(place)) is not None
    }
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
        for sentence in sentences.values()
        if sentence.section not in _NEVER
        for match in _SETTING.finditer(lower, sentence.start, sentence.end)
    ]


def _energies(document: Document) -> Iterator[int]:
    """Where numbers stand that a unit of energy, power or time of a pulse follows, and levels."""
    lower = document.lower
    for number in document.numbers:
        if number.kind in _MEASURED and _UNIT_AFTER.match(lower, number.end):
            yield number.start
    for match in _LEVELS.matches(lower):
        yield match.start()
