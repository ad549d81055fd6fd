"""Words of the vocabulary in a document, alone and in context."""

from __future__ import annotations

import re

from ingest.extract.text.concepts import concept_matches, concepts_in_context, is_generic
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document

PEN = (Rule("pen", ("pen",), re.compile(r"\bpens?\b"), 10),)


def test_matches_have_their_place() -> None:
    document = Document.from_parts("Needling for keloids", "Keloids were needled.")
    found = concept_matches(document, "scar_type")
    assert [(m.concept, document.text[m.start : m.end]) for m in found] == [
        ("keloid", "keloids"),
        ("keloid", "Keloids"),
    ]


def test_words_in_context_join_those_of_the_vocabulary_in_order() -> None:
    document = Document.from_parts("", "A pen and a dermaroller.")
    found = concepts_in_context(document, "device", PEN)
    assert [match.concept for match in found] == ["pen", "roller"]


def test_the_vocabulary_comes_first() -> None:
    document = Document.from_parts("", "A micro-needling pen was used.")
    found = concepts_in_context(document, "device", PEN)
    assert [match.words for match in found] == ["micro-needling pen"]


def test_scar_alone_is_generic() -> None:
    assert is_generic("scar_type", "unspecified")
    assert not is_generic("scar_type", "keloid")
