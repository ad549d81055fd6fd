"""The study's own direction, and the answers with and without a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Context, Question
from ingest.extract.direction.outcome import read
from ingest.extract.direction.study_direction import DIRECTIONS
from ingest.extract.text.document import Document

FAVOURS = Document.from_parts(
    "Needling with plasma improves acne scars: a randomised split-face trial",
    "METHODS: Thirty adults had one side of the face needled with plasma and the other with "
    "saline. RESULTS: Scar depth was significantly lower on the plasma side than on the saline "
    "side (P = .002). Satisfaction was significantly higher with plasma (P = .01). CONCLUSIONS: "
    "Plasma is more effective than saline.",
)
ALIKE = Document.from_parts(
    "Needling versus laser for acne scars: a randomised comparison",
    "METHODS: Forty adults were randomised to needling or fractional laser. RESULTS: There was no "
    "significant difference in scar score between the groups (P = .62). Satisfaction was similar "
    "in both groups (P = .71). CONCLUSIONS: Needling and laser were equally effective.",
)
PLANNED = Document.from_parts(
    "Early needling of burn scars: study protocol for a randomised trial",
    "METHODS: Sixty patients will be randomised to needling or usual care. Scars will be rated at "
    "one year.",
)


@pytest.mark.parametrize(
    ("document", "direction"), [(FAVOURS, "favours-intervention"), (ALIKE, "no-difference")]
)
def test_direction_of_the_main_comparison(document: Document, direction: str) -> None:
    found = next(f for f in read(document, Context()) if f.role == "study")
    assert found.value == direction
    assert found.start is not None
    assert document.text[found.start : found.end] == found.quote


def test_a_protocol_has_no_direction() -> None:
    assert [f.field for f in read(PLANNED, Context())] == []


def test_unasked_answer_says_no_difference_or_nothing() -> None:
    for document, value in ((ALIKE, "no_difference"), (FAVOURS, None), (PLANNED, None)):
        context = Context()
        read(document, context)
        assert context.answers["direction"]["value"] == value


def test_asked_answer_comes_with_its_sentence_and_beside_the_study_fact() -> None:
    question = Question(intervention="plasma", comparator="saline", outcome="patient satisfaction")
    context = Context(question)
    facts = read(FAVOURS, context)
    answer = context.answers["direction"]
    assert answer["value"] == "increased"
    assert answer["sentence"] == "Satisfaction was significantly higher with plasma (P = .01)."
    assert {f.role for f in facts if f.field == "direction"} == {"study", "asked"}


@given(st.text(max_size=400))
def test_any_text_gives_answers_of_the_right_kind(text: str) -> None:
    context = Context()
    facts = read(Document.from_text(text), context)
    assert context.answers["direction"]["value"] in ("no_difference", None)
    assert context.answers["primary_endpoint_met"] in (True, False, None)
    for fact in facts:
        assert fact.quote is not None
        assert fact.start is not None
        assert text[fact.start : fact.end] == fact.quote
        assert fact.value in (*DIRECTIONS, True, False)
