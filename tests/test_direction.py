"""Which way an outcome differs between two groups, on abstracts of our own writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Question
from ingest.extract.direction import LABELS, Direction, Evidence, ask, decide, fact, load_models
from ingest.extract.document import Document

OPENING = (
    "BACKGROUND: Atrophic acne scars are common. METHODS: Sixty adults were randomised to "
    "microneedling with platelet-rich plasma (PRP) or to microneedling alone (control group). "
    "Scars were rated at 12 weeks. RESULTS: "
)
NEEDLING = ("microneedling with platelet-rich plasma", "microneedling alone")

#: Outcome, the results as an abstract prints them, and the direction for PRP against control.
PRINTED = [
    ("scar depth", "Scar depth was significantly lower in the PRP group than in the control group "
     "(0.4 vs 0.9 mm, P = .002).", "decreased"),
    ("scar depth", "Scar depth was significantly higher in the control group than in the PRP group "
     "(P = .002).", "decreased"),
    ("patient satisfaction", "Patient satisfaction was significantly higher with PRP than in the "
     "control group (P = .01).", "increased"),
    ("patient satisfaction", "Patient satisfaction did not differ between the groups (P = .61).",
     "no_difference"),
    ("pain", "Pain was similar in both groups (3.1 vs 3.3, P = .72), but downtime was shorter with "
     "PRP (P = .01).", "no_difference"),
    ("downtime", "Pain was similar in both groups (3.1 vs 3.3, P = .72), but downtime was shorter "
     "with PRP (P = .01).", "decreased"),
    ("skin elasticity", "Skin elasticity increased significantly more in the PRP group than in "
     "controls (P < .001).", "increased"),
    ("erythema", "Compared with the control group, the PRP group had significantly less erythema "
     "(P = .03).", "decreased"),
    ("Goodman score", "There was no statistically significant difference in Goodman score between "
     "the groups at week 12.", "no_difference"),
    ("hyperpigmentation", "Hyperpigmentation occurred in 2 of 30 patients with PRP and in 9 of 30 "
     "controls (P = .04).", "decreased"),
    ("pain", "PRP significantly reduced pain compared with microneedling alone (P = .004).",
     "decreased"),
    ("collagen density", "A significantly greater increase in collagen density was seen with PRP "
     "than with microneedling alone (P = .02).", "increased"),
    ("scar volume", "A significantly greater reduction in scar volume was seen in the PRP group "
     "than in the control group (P < .01).", "decreased"),
    ("response rate", "The response rate was 80% in the PRP group and 50% in the control group "
     "(P = .015).", "increased"),
    ("number of sessions", "Fewer sessions were needed in the PRP group than in the control group "
     "(P = .02).", "decreased"),
    ("adverse events", "Adverse events were comparable between the two groups.", "no_difference"),
    ("itch", "Itch scores tended to be lower with PRP, but the difference did not reach "
     "statistical significance (P = .09).", "no_difference"),
    ("quality of life", "The PRP group showed significantly greater improvement in quality of life "
     "than the control group (P = .03).", "increased"),
]  # fmt: skip


EXCHANGED = {"increased": "decreased", "decreased": "increased", "no_difference": "no_difference"}


def asked(results: str, outcome: str, sides: tuple[str, str] = NEEDLING) -> Direction:
    document = Document.from_parts("Needling with plasma for acne scars", OPENING + results)
    return ask(document, Question(intervention=sides[0], comparator=sides[1], outcome=outcome))


@pytest.mark.parametrize(("outcome", "results", "direction"), PRINTED)
def test_direction_as_printed(outcome: str, results: str, direction: str) -> None:
    answer = asked(results, outcome)
    assert answer.value == direction
    assert answer.sentence is not None
    assert answer.sentence.text in results
    assert 0 < answer.score <= 1


@pytest.mark.parametrize(("outcome", "results", "direction"), PRINTED)
def test_exchanged_sides_exchange_the_direction(outcome: str, results: str, direction: str) -> None:
    assert asked(results, outcome, (NEEDLING[1], NEEDLING[0])).value == EXCHANGED[direction]


def test_groups_named_by_letters_are_found_in_the_methods() -> None:
    document = Document.from_parts(
        "Two peels for melasma",
        "METHODS: Group A received glycolic acid 50% and group B received salicylic acid 20%. "
        "RESULTS: Erythema was significantly lower in group B than in group A (P = .02).",
    )
    answer = ask(
        document,
        Question(
            intervention="glycolic acid 50%", comparator="salicylic acid 20%", outcome="erythema"
        ),
    )
    assert answer.value == "increased"


def test_nothing_that_bears_on_the_question_gives_no_answer() -> None:
    document = Document.from_parts("Wound care", "Dressings were changed weekly.")
    answer = ask(
        document, Question(intervention="needling", comparator="laser", outcome="erythema")
    )
    assert (answer.value, answer.score) == (None, 0.0)
    assert fact(answer, load_models().confidence) is None


def test_a_difference_without_a_direction_gives_no_answer_but_its_sentence() -> None:
    results = "The difference in skin hydration between the groups was significant (P = .02)."
    answer = asked(results, "skin hydration", ("vitamin C serum", "hyaluronic acid serum"))
    assert answer.value is None
    assert answer.sentence is not None
    assert answer.sentence.text == results


def test_the_fact_quotes_the_deciding_sentence() -> None:
    results = "Scar depth was lower with PRP than in the control group (P = .002)."
    document = Document.from_parts("Needling", OPENING + results)
    question = Question(intervention=NEEDLING[0], comparator=NEEDLING[1], outcome="scar depth")
    found = fact(ask(document, question), load_models().confidence)
    assert found is not None
    assert (found.field, found.value, found.role) == ("direction", "decreased", "asked")
    assert document.text[found.start : found.end] == found.quote == results


def test_evidence_weights_and_labels_are_probabilities() -> None:
    answer = asked(PRINTED[0][1] + " " + PRINTED[3][1], "scar depth")
    assert sum(e.weight for e in answer.evidence) == pytest.approx(1)
    for evidence in answer.evidence:
        assert sum(evidence.labels) == pytest.approx(1)


def test_nearly_equal_more_and_less_are_no_direction() -> None:
    view = asked(PRINTED[0][1], "scar depth").evidence[0].view
    assert decide((Evidence(view, 1.0, (0.46, 0.44, 0.10)),))[0] is None
    assert decide((Evidence(view, 1.0, (0.30, 0.28, 0.42)),))[0] == "no_difference"
    assert decide((Evidence(view, 1.0, (0.60, 0.30, 0.10)),))[0] == "increased"


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_text_and_question_give_an_answer(text: str, one: str, two: str, three: str) -> None:
    document = Document.from_text(text)
    answer = ask(document, Question(intervention=one, comparator=two, outcome=three))
    assert answer.value in (*LABELS, None)
    if answer.sentence is not None:
        place = answer.sentence.start
        assert document.text[place : place + len(answer.sentence.text)] == answer.sentence.text
