"""Who was blinded, as the text says it."""

from __future__ import annotations

import pytest

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.methods.blinding import find_blinding, read
from ingest.extract.text.document import Document

BLINDED = [
    ("double", "all participants and investigators were blind to treatment"),
    ("double", "assessors were blinded to allocation, and participants blinded to the hypothesis"),
    ("double", "patients and the physicians who rated the scars were blinded"),
    ("assessor", "independent evaluators, blind to group, rated scars"),
    ("double", "a randomised, double-blind, split-face trial"),
    ("double", "this double-masked study"),
    ("double", "patients and investigators were blinded to the side treated"),
    ("double", "a double-dummy design was used"),
    ("assessor", "the endpoint was the blinded global score at week 20"),
    ("assessor", "evaluators did not know which side was which"),
    ("assessor", "the rater, a dermatologist, did not know which half had been needled"),
    ("assessor", "raters who were ignorant of the method"),
    ("double", "patients were kept uninformed; the nurse who did the ratings was unaware as well"),
    ("triple", "a triple-blind randomised trial"),
    ("triple", "patients, assessors and all nurses were blinded to the group"),
    ("assessor", "an evaluator-blinded, split-scar study"),
    ("assessor", "photographs were graded by two blinded dermatologists"),
    ("assessor", "scars were scored by a physician who was blinded to the treatment"),
    ("assessor", "an independent observer unaware of the treatment rated the scars"),
    ("assessor", "two dermatologists blindly evaluated the photographs"),
    ("assessor", "photographs were assessed in a blinded fashion"),
    ("single", "a single-blind controlled trial"),
    ("single", "a patient-blinded trial of anaesthetic cream"),
    ("none", "an open-label randomised trial"),
    ("none", "this open, randomised study of silicone sheets"),
    ("none", "a non-blinded comparison"),
    ("none", "an un-blinded crossover study"),
    ("none", "neither patients nor physicians were masked to treatment"),
    ("none", "patients and investigators were not masked"),
    ("single", "participants were unaware of their group"),
    ("assessor", "outcomes were taken by physiotherapists blinded to the group"),
    ("double", "neither patients nor raters knew the content of the vials"),
    ("double", "sides were kept secret from patient and operator"),
    ("double", "the method was unknown to the patients and the evaluating nurses"),
    ("double", "participants were blinded to the gel, as was the dermatologist who scored"),
    ("double", "surgeons unaware of allocation rated scars; patients were unaware as well"),
    ("double", "gel on one half and vehicle on the other (random, double-blind)"),
    ("assessor", "photographs at week 12 were scored blind."),
    ("assessor", "the blinded grade at four months was lower"),
    ("assessor", "laser compared with no treatment\ndesign: randomised, assessor-masked"),
    ("assessor", "redness fell more in the eyes of blinded raters"),
    ("single", "women were not told which roller was used"),
    ("none", "blinding was not possible"),
    ("assessor", "the outcome assessor, but not the patients, was blinded"),
    ("double", "participants did not know which depth was used, nor did the raters"),
    ("assessor", "a dermatologist who was not told the order rated the scars"),
    ("double", "neither they nor the investigators knew the content of the tubes"),
    ("double", "neither the patient nor the evaluating surgeon was informed of the method"),
    ("double", "subjects and evaluating investigators, but not the others, were blinded"),
    ("assessor", "scars were rated by a midwife masked to the group"),
    ("none", "surgeons could not be blinded"),
    ("assessor", "two surgeons rated scars on photographs, both blinded to treatment"),
    ("single", "patients were blinded to treatment and rated scars"),
    ("assessor", "outcome assessors will be blinded"),
    ("assessor", "scars were scored by surgeons without knowledge of the allocation"),
    ("assessor", "by a dermatologist who had not treated the patients and was blinded"),
]


@pytest.mark.parametrize(("value", "text"), BLINDED, ids=[text for _, text in BLINDED])
def test_blinding_of_a_sentence(value: str, text: str) -> None:
    found = find_blinding(text)
    assert found is not None
    assert found[0] == value


@pytest.mark.parametrize(
    "text",
    [
        "a randomised placebo-controlled trial",
        "previous double-blind studies found no benefit",
        "double-blind trials are needed",
        "scars were treated by open excision",
        "patients were naive to laser treatment",
        "a prospective study of thirty patients",
        "no randomised double-blind trial has been made",
        "larger, double-blind trials are warranted",
        "patients were not told of a diagnosis",
        "scars of blind persons",
        "a larger double-blind trial is warranted",
    ],
)
def test_no_blinding_is_read_where_none_is_stated(text: str) -> None:
    assert find_blinding(text) is None


def test_double_blind_outranks_a_blinded_assessor() -> None:
    found = find_blinding("blinded assessors rated the scars in this double-blind trial")
    assert found is not None
    assert found[0] == "double"


def design(value: str) -> Fact:
    return Fact("design", value, "stated", "test", 1, quote="x", start=0, end=1)


def test_the_words_are_quoted() -> None:
    context = Context()
    document = Document.from_parts("Needling of scars", "METHODS: An Evaluator-Blinded trial.")
    (fact,) = read(document, context)
    assert (fact.value, fact.quote, fact.section) == ("assessor", "Evaluator-Blinded", "methods")
    assert context.answers["blinding"] == "assessor"


def test_typographic_hyphens_are_hyphens() -> None:
    document = Document.from_parts("Scars", "A single‐blind, split‑face trial.")
    (fact,) = read(document, Context())
    assert fact.quote == "single‐blind"


def test_blinding_of_reviewed_trials_is_not_that_of_the_review() -> None:
    context = Context(facts=[design("systematic-review")])
    document = Document.from_parts("Needling: a review", "All were double-blind.")
    assert read(document, context) == []
    assert context.answers["blinding"] is None
