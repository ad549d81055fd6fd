"""Whether a report is a randomised trial: what is said about random, and about itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Context
from ingest.extract.methods.randomized import features, random_mentions, read
from ingest.extract.methods.report_cues import CUES, TITLE_CUES
from ingest.extract.model import load_model
from ingest.extract.text.cues import Lexicon, Rule, expand
from ingest.extract.text.document import Document

TRIAL = Document.from_parts(
    "Microneedling with and without platelet-rich plasma for atrophic acne scars",
    "METHODS: Forty patients were randomly assigned to microneedling alone (n = 20) or to "
    "microneedling plus platelet-rich plasma (n = 20). RESULTS: Scar grade improved in both "
    "groups, significantly more with plasma (P < 0.05).",
)
REVIEW = Document.from_parts(
    "Microneedling for scars: a systematic review",
    "We searched MEDLINE, Embase and the Cochrane Library for randomised controlled trials. "
    "Selection criteria: trials of microneedling. Two reviewers extracted data; nine trials were "
    "included. Further randomised trials are needed.",
)


def answer(document: Document) -> bool:
    context = Context()
    read(document, context)
    return bool(context.answers["randomized_trial"]["value"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("patients were randomly assigned to two groups", "assigned at random"),
        ("sides of the face were randomised to laser or needling", "assigned at random"),
        ("thirty women were randomized into two groups", "assigned at random"),
        ("we did a randomised, double-blind, split-face trial", "randomised design"),
        ("a prospective randomized controlled clinical study", "randomised design"),
        ("eleven randomized controlled trials were found", "randomised trials"),
        ("further randomised studies are needed", "randomised trials"),
        ("a larger randomised trial is needed to confirm this", "trial wanted"),
        ("the method deserves a randomised trial", "trial wanted"),
        ("one side, drawn by lot, was needled", "assigned at random"),
        ("groups were made by a toss of a coin", "assigned at random"),
        ("halves were picked by a random number generator", "assigned at random"),
        ("cheeks at random had one or the other", "assigned at random"),
        ("a dice throw determined which", "assigned at random"),
        ("no randomisation was done", "not randomised"),
        ("a random sample of households was interviewed", "random sampling"),
        ("data were pooled with a random-effects model", "random sampling"),
        ("this non-randomised study enrolled 20 women", "not randomised"),
        ("mendelian randomization analyses", "not randomised"),
        ("sides were not allocated at random", "not randomised"),
        ("absence of randomisation is a limitation", "not randomised"),
        ("one half of the scar, chosen at random, was lit", "assigned at random"),
        ("plasma was injected into one randomly selected side", "assigned at random"),
        ("the gel was put on random halves of the face", "assigned at random"),
        ("the treated cheek was randomly chosen", "assigned at random"),
        ("ten charts were chosen at random", "random"),
        ("photographs were shown in random order", "random sampling"),
        (
            "plasma on one cheek and saline on the other (random, double-masked)",
            "randomised design",
        ),
        ("they were assigned by means of a random list", "assigned at random"),
        ("they were allocated using a computer-generated list", "assigned at random"),
        ("needling or laser for scars? a randomised trial", "randomised design"),
        ("a randomised trial is now under way", "trial wanted"),
        ("they were divided into two groups by simple random sampling", "assigned at random"),
        ("clinics were chosen by simple random sampling", "random sampling"),
        ("a randomized comparison is in preparation", "trial wanted"),
        ("a randomised comparison of two needles is made", "randomised design"),
        ("the order was settled by throwing a die", "assigned at random"),
        ("an assessor-blind, parallel-group rct", "randomised design"),
    ],
)
def test_what_a_mention_of_random_is_about(text: str, kind: str) -> None:
    assert [mention.kind for mention in random_mentions(text)] == [kind]


def test_the_rcts_of_others_are_no_mention() -> None:
    assert random_mentions("one rct and two cohorts were found; a further rct is needed") == ()


def test_a_mention_spans_its_words() -> None:
    text = "in this randomised, placebo-controlled trial of 30 women"
    (mention,) = random_mentions(text)
    assert text[mention.start : mention.end] == "randomised, placebo-controlled trial"


def test_a_trial_is_told_with_the_words_of_its_randomisation() -> None:
    context = Context()
    (fact,) = read(TRIAL, context)
    assert fact.value is True
    assert fact.status == "stated"
    assert fact.quote == "randomly assigned"
    assert fact.section == "methods"
    assert fact.confidence is not None
    assert fact.confidence > 0.9
    assert fact.tier == "high"
    assert context.answers["randomized_trial"]["score"] == fact.confidence


def test_a_review_of_trials_is_none_and_shows_why() -> None:
    context = Context()
    (fact,) = read(REVIEW, context)
    assert fact.value is False
    assert fact.status == "derived"
    assert fact.quote is not None
    assert context.answers["randomized_trial"]["score"] < 0.1


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        (
            "Wound healing after needling in rats",
            "Thirty male Wistar rats were randomly assigned to needling or no treatment. The rats "
            "were killed on day 14 and skin was stained. Needled rats showed more collagen.",
        ),
        (
            "Long-term outcome of keloid excision",
            "We retrospectively reviewed the medical records of 120 patients. A randomised trial "
            "is needed to confirm these findings.",
        ),
        ("Microneedling: what is new?", ""),
    ],
)
def test_other_reports_are_no_trials(title: str, abstract: str) -> None:
    assert answer(Document.from_parts(title, abstract)) is False


def test_a_trial_can_show_without_the_word() -> None:
    document = Document.from_parts(
        "Effect of topical insulin versus placebo on fresh surgical scars",
        "In this double-blind study 40 patients received either topical insulin 10 mg or placebo "
        "for 12 weeks. Compared with placebo, insulin significantly reduced scar height (P = .01).",
    )
    context = Context()
    (fact,) = read(document, context)
    assert fact.value is True
    assert fact.status == "derived"


def test_british_and_american_spelling_count_alike() -> None:
    british = "Forty patients were randomised to needling or laser."
    american = british.replace("randomised", "randomized")
    assert features(Document.from_parts("A trial", british)) == features(
        Document.from_parts("A trial", american)
    )


def test_the_committed_model_knows_only_features_of_this_code() -> None:
    model = load_model("randomized")
    kinds = ("assigned at random", "randomised design", "randomised trials", "trial wanted")
    known = {*CUES.cues, *TITLE_CUES.cues, *kinds, "random", "random sampling", "not randomised"}
    joint = {name for name in model.weights if name not in known}
    assert joint == {
        "blind or placebo, not random",
        "length",
        "more animals than people",
        "no abstract",
        "random and animals",
        "random and nothing else",
        "random and search",
        "title: randomised",
    }


def test_a_lexicon_counts_phrases_and_finds_the_first() -> None:
    lexicon = Lexicon({"group": ("control|placebo group|arm",), "blind": ("blinded",)})
    assert lexicon.count(["the", "control", "group", "and", "placebo", "arm"]) == {"group": 2}
    assert lexicon.first("group", "the control-group was blinded") == (4, 17)
    assert expand(["a|b c"]) == [("a", "c"), ("b", "c")]


def test_a_rule_is_tried_only_near_its_needles() -> None:
    rule = Rule("x", ("needle",), re.compile(r"\w+ needle"), reach=10)
    assert [m[0] for m in rule.matches("one needle, far away another needle")] == [
        "one needle",
        "another needle",
    ]
    assert rule.search("nothing here") is None


@given(st.text(max_size=400))
def test_any_text_gets_an_answer_with_its_own_words(text: str) -> None:
    document = Document.from_text(text)
    for fact in read(document, Context()):
        assert fact.quote is None or document.text[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize(
    "made",
    [
        "were divided into two groups of 30",
        "were allotted by file number, odd to needling and even to peeling, in two groups",
        "were assigned to two groups in order of arrival",
        "chose between needling and peeling",
        "took part in a quasi-experimental study of two groups",
        "were treated, the first 30 patients with needling, the following 30 with peeling",
        "had needling on the right and peeling on the left side of the face",
        "were consecutively assigned to two groups of needling and peeling",
        "were classified by the treatment into two groups of 30 for comparison",
    ],
)
def test_groups_that_chance_did_not_make_are_not_randomised(made: str) -> None:
    text = (
        f"METHODS: Sixty patients with scars {made}. The assessor was blinded. RESULTS: Needling "
        "was significantly better than peeling (p < 0.05)."
    )
    document = Document.from_parts("Comparison of needling and peeling: a clinical trial", text)
    context = Context()
    read(document, context)
    assert context.answers["randomized_trial"]["value"] is False
    assert context.answers["randomized_trial"]["score"] < 0.1
