"""One person as own control: sides of one body, or periods of one person."""

from __future__ import annotations

import pytest

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.methods.split_body import CROSSOVER, SPLIT_BODY, find_own_control, read
from ingest.extract.text.document import Document

SPLIT = [
    "a randomised, split-face comparison of two peels",
    "this split-scar study of early laser",
    "a half-face trial",
    "each scar was divided into two equal parts",
    "right leg: laser and gel; left leg: laser alone",
    "twenty patients, each with two comparable patches",
    "they served as their own control. one side was lit, the other not",
    "an intra-individual comparison of two dressings",
    "needling was done on the right side and laser on the left side of the face",
    "the contralateral side served as control",
    "a right-left comparison in twenty women",
    "one half of each scar was treated, the other half left alone",
    "sides of the face were randomised to plasma or saline",
    "plasma was injected on one side and saline on the other side",
    "two similar scars of the same patient were compared",
    "a within-patient controlled trial",
    "a randomised within-scar study",
    "thirty women were needled at 1.5 mm on the right side of the face and at 2.5 mm on the left.",
    "plasma was given to the right cheek and nothing to the left in 20 patients",
    "nanofat (right) or plasma (left) was injected",
    "toxin was given by pen right, by syringe left",
    "one keloid was treated with the patch and the other with injections",
    "each had one cheek treated by pen and the other by roller",
    "plasma was injected along the scar of one breast, saline along that of the other.",
    "a patch was worn on one red mark and a plaster on another.",
    "one scar per patient was needled, one lit by lamp",
    "two patches per patient were treated: patch one with the pen, patch two with the syringe",
    "needles of two lengths were used on different zones of the same face",
    "comparable areas within the same patient were allocated to laser or nothing",
    "filler was put under one cheek, selected by coin toss",
    "light was shone on one random side",
    "half of each scar was lit",
    "the scar of one eye was lit and that of the fellow eye was not",
    "right side: subcision and radiofrequency. left side: radiofrequency only.",
    "half of the scar got laser and plasma and the rest laser alone",
    "plasma was injected on the right and saline on the left after subcision",
    "garments pressed harder on half the wound than on the other half",
    "a patch was worn on one half of a keloid",
    "in each patient one wound was closed with glue and a second one with suture",
    "all had needling; plasma was also applied on the left half of the face",
    "on the left half of the face plasma was also applied",
    "plasma was put on the scar of one limb, saline on that of the opposite limb",
    "in each patient one patch was needled with lotion, and a comparable patch was injected",
    "one axilla was assigned to needling (three sessions; 2.5 mm) and the other to toxin",
    "scars were divided into upper and lower halves. the upper half was lasered",
    "needling was done on the right periorbital side; the left was left untreated",
]
NOT_SPLIT = [
    "surgery on the left side in ten patients and the right side in eight, "
    "compared with that on the right side",
    "patients were randomised to needling or laser",
    "side effects were mild on both sides of the trial",
    "one half of the patients received plasma, the other half saline",
    "split-face trials are needed",
    "the right side was not affected",
    "on the other hand, lasers are costly",
    "women at risk of contralateral breast cancer",
    "participants crossed over to the other arm",
    "one lesion cleared in the first group and two in the other group",
    "one part of the patients received plasma, the other part saline",
    "the graft was divided into two groups of patients",
    "the right hand was burnt in 12 patients",
    "patients with one scar and patients with another disease",
    "three scars per patient were photographed",
    "one patient had a patch needled. a comparable patch was seen in others",
]
CROSSED = [
    "gel and placebo were given at random on four different days",
    "a randomised crossover trial",
    "patients crossed over to the other cream after four weeks",
    "treatments were given in random order",
    "both gels were tested with a two-week washout period between them",
    "a latin square design",
    "a within-subjects repeated measures design",
]
NOT_CROSSED = [
    "a parallel-group trial",
    "no crossover of patients was permitted",
    "patients could cross over to open-label treatment",
]


@pytest.mark.parametrize("text", SPLIT)
def test_split_body_is_found(text: str) -> None:
    assert find_own_control(text, SPLIT_BODY) is not None


@pytest.mark.parametrize("text", NOT_SPLIT)
def test_other_sides_and_halves_are_not_split_body(text: str) -> None:
    assert find_own_control(text, SPLIT_BODY) is None


@pytest.mark.parametrize("text", CROSSED)
def test_crossover_is_found(text: str) -> None:
    assert find_own_control(text, CROSSOVER) is not None


@pytest.mark.parametrize("text", NOT_CROSSED)
def test_other_trials_are_not_crossover(text: str) -> None:
    assert find_own_control(text, CROSSOVER) is None


def test_facts_say_yes_with_words_and_no_without() -> None:
    context = Context()
    document = Document.from_parts("Needling", "METHODS: A Split-Face trial of thirty patients.")
    split, crossover = read(document, context)
    assert (split.field, split.value, split.status, split.quote) == (
        "split_body",
        True,
        "stated",
        "Split-Face",
    )
    assert (crossover.field, crossover.value, crossover.status, crossover.quote) == (
        "crossover",
        False,
        "absent",
        None,
    )
    assert context.answers == {"split_body": True, "crossover": False}


def test_a_review_compares_no_sides_of_its_own() -> None:
    design = Fact("design", "meta-analysis", "stated", "test", 1, quote="x", start=0, end=1)
    context = Context(facts=[design])
    document = Document.from_parts("Plasma", "Nine split-face comparisons with crossover.")
    assert [fact.value for fact in read(document, context)] == [False, False]
