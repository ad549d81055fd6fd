"""Which way an outcome differs between two groups, on abstracts of our own writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Question
from ingest.extract.direction.asked_direction import (
    LABELS,
    Direction,
    Evidence,
    ask,
    decide,
    fact,
    load_models,
)
from ingest.extract.text.document import Document

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


#: Other designs: their methods, and what is asked of the results.
SPLIT_FACE = (
    "METHODS: In this split-face study thirty patients received fractional CO2 laser on the "
    "right side and microneedling with radiofrequency (MNRF) on the left side. RESULTS: "
)
GROUPS = (
    "METHODS: Sixty keloid patients were divided into group I (intralesional triamcinolone, "
    "TAC) and group II (intralesional 5-fluorouracil, 5-FU). RESULTS: "
)
ADDED = (
    "METHODS: Burn scars were treated with needling plus silicone gel (n = 20) or silicone "
    "gel alone (n = 20). RESULTS: "
)
DESIGNS = [
    (SPLIT_FACE, ("fractional CO2 laser", "microneedling with radiofrequency", "ECCA score"),
     "The mean ECCA score decreased from 95 to 60 on the laser side and from 96 to 62 on the "
     "MNRF side, with no statistically significant difference between the sides (P = "
     ".41).", "no_difference"),
    (SPLIT_FACE, ("fractional CO2 laser", "microneedling with radiofrequency",
      "post-inflammatory hyperpigmentation"),
     "Post-inflammatory hyperpigmentation was more frequent on the laser side (5 patients) "
     "than on the MNRF side (1 patient) (P = .04).", "increased"),
    (SPLIT_FACE, ("microneedling with radiofrequency", "fractional CO2 laser", "pain"),
     "Pain was significantly lower on the MNRF side (VAS 3.2 vs 5.9; P < .001).", "decreased"),
    (SPLIT_FACE, ("microneedling with radiofrequency", "fractional CO2 laser", "downtime"),
     "Downtime was 2 days on the MNRF side and 7 days on the laser side (P < .001).", "decreased"),
    (SPLIT_FACE, ("fractional CO2 laser", "microneedling with radiofrequency",
      "patient satisfaction"),
     "Both sides were rated equally satisfactory by the patients.", "no_difference"),
    (GROUPS, ("triamcinolone", "5-fluorouracil", "Vancouver Scar Scale"),
     "The reduction in Vancouver Scar Scale was significantly greater in group II than in "
     "group I (P = .01).", "increased"),
    (GROUPS, ("5-fluorouracil", "triamcinolone", "scar volume"),
     "Scar volume decreased by 70% in the 5-FU group compared with 52% in the TAC group (P = "
     ".03).", "decreased"),
    (GROUPS, ("triamcinolone", "5-fluorouracil", "skin atrophy"),
     "Skin atrophy and telangiectasia were seen in 12 patients of group I and in 2 patients "
     "of group II (P = .002).", "increased"),
    (GROUPS, ("triamcinolone", "5-fluorouracil", "recurrence"),
     "Recurrence rates were comparable (20% vs 23%, P = .75).", "no_difference"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "scar elasticity"),
     "Scar elasticity improved significantly more with needling plus silicone gel than with "
     "silicone gel alone (P = .02).", "increased"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "pruritus"),
     "Pruritus improved in both groups, but the improvement was significantly greater in the "
     "combination group (P = .03).", "decreased"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "POSAS score"),
     "The POSAS score was 18.2 ± 4.1 after needling plus silicone gel versus 24.9 ± 5.0 after"
     " silicone gel alone (P = .001).", "decreased"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "scar height"),
     "No differences were found in scar height (P = .44) or vascularity (P = "
     ".51).", "no_difference"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "quality of life"),
     "Dermatology Life Quality Index scores fell similarly in the two groups.", "no_difference"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "time to healing"),
     "Healing was faster in the needling group (9 vs 14 days, P = .004).", "decreased"),
    (ADDED, ("needling plus silicone gel", "silicone gel alone", "erythema"),
     "The addition of needling increased transient erythema (P = .01).", "increased"),
]  # fmt: skip


@pytest.mark.parametrize(("methods", "question", "results", "direction"), DESIGNS)
def test_direction_by_design(
    methods: str, question: tuple[str, str, str], results: str, direction: str
) -> None:
    intervention, comparator, outcome = question
    answer = ask(
        Document.from_parts("A trial in scars", methods + results),
        Question(intervention=intervention, comparator=comparator, outcome=outcome),
    )
    assert answer.value == direction
    assert answer.sentence is not None
    assert answer.sentence.text in results


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
