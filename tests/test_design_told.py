"""Designs that a report tells without naming them: series, letters, essays, work on the bench."""

from __future__ import annotations

import pytest

from ingest.extract.reader import read
from ingest.extract.text.document import Document

TOLD = [
    (
        "case-series",
        "Needling of acne scars in Lisbon: a retrospective study of 58 patients",
        "Fifty-eight patients had two to five sessions of needling. Scars improved in 33.",
    ),
    (
        "cohort",
        "Needling of acne scars in Lisbon: a retrospective study",
        "Of 58 patients with acne scars 30 were treated with needling and 28 were treated with "
        "laser. The two groups were compared.",
    ),
    (
        "case-series",
        "Needling of burn scars: a prospective observational study",
        "Eighteen patients underwent needling with a 3-mm roller. Scars were rated at one year.",
    ),
    (
        "case-series",
        "Needling and peeling for acne scars",
        "Thirty-five patients underwent needling, alternating with a peel, so that each received "
        "five sessions of either procedure.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling and peeling for acne scars",
        "Thirty-five patients received five sessions of either needling or peeling.",
    ),
    (
        "case-series",
        "Radiofrequency needling of lax skin",
        "Fifty-two women were treated. Blinded independent reviewers graded photographs.",
    ),
    (
        "case-series",
        "Fat grafts and needling of retracted scars",
        "Thirty-eight patients with scars after surgery (n=25) or trauma (n=13) were treated.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling of the lip",
        "Twenty-nine children who were needled were compared with 33 children who were not.",
    ),
    (
        "preclinical",
        "Depth of needling in ex vivo human skin",
        "Skin from eight women was needled with pens and rollers and depth was measured.",
    ),
    (
        "case-report",
        "Needling and a non-cultured suspension of skin cells for a pale scar",
        "We report on a 34-year-old woman with a pale scar. Non-cultured cells were sprayed on.",
    ),
    (
        "case-report",
        "Lines after needling",
        "We report the occurrence of linear atrophic marks in a patient after needling.",
    ),
    (
        "case-series",
        "Granulomas of the face",
        "Observations: Three women developed granulomas of the face following needling.",
    ),
    (
        "case-report",
        "Shingles after needling",
        "A woman of 58 years had vesicles of the forehead five days after needling.",
    ),
    (
        "narrative-review",
        "Needling in people who form keloids: friend or foe?",
        "Needling is avoided in those who form keloids. We argue that caution rests on little.",
    ),
    (
        "preclinical",
        "Keloid cells and verapamil",
        "Fibroblasts from keloids of six patients were incubated with verapamil.",
    ),
    (
        "cohort",
        "Hypertrophic scars after burns in children",
        "We followed 148 children with burns for one year. Scars developed in 41 (28%).",
    ),
    (
        "cross-sectional",
        "Life with acne scars",
        "Two hundred adults with acne scars completed the DLQI. The mean DLQI was 7.2.",
    ),
    (
        "cross-sectional",
        "Needling on the internet",
        "We analysed 120 videos on home needling. Few spoke of harms.",
    ),
    (
        "case-series",
        "A patch for hypertrophic scars",
        "Ten volunteers with hypertrophic scars wore the patch nightly for 4 weeks.",
    ),
    (
        "case-series",
        "Needling in people who form keloids",
        "Twelve patients who form keloids were needled. We argue that caution is overdone.",
    ),
    (
        "case-series",
        "Needling of old striae in Lima",
        "Thirty women received six sessions. Pigmentation was present in one patient. They told"
        " which result they preferred, which in turn decided the next session.",
    ),
    (
        "case-series",
        "Needling and the pliability of scars: a prospective single-arm study",
        "Scars of 34 adults were measured by cutometer.",
    ),
    (
        "case-series",
        "Exosomes after needling",
        "In this single-group, non-randomised study 20 adults received exosomes.",
    ),
    (
        "case-series",
        "Needling of burn scars in one centre",
        "We reviewed our early results in 41 patients, who were treated with a roller.",
    ),
    (
        "narrative-review",
        "Needling of burn scars",
        "We review current results with rollers. Mechanisms are summarised.",
    ),
    (
        "case-series",
        "Needling of the hand: measured elasticity",
        "Twenty patients were needled once; scars and healthy control skin were measured. "
        "A control group is necessary to confirm this.",
    ),
    (
        "case-series",
        "Topical toxin after needling",
        "Fourteen patients were needled. Hypertrophic scars did better (52% versus 27%).",
    ),
    (
        "nonrandomized-controlled-trial",
        "Latanoprost after needling of pale scars",
        "Twenty patients were needled and got latanoprost. A second scar was treated with "
        "needling and saline as a control.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling of striae",
        "Twenty women were needled on one side. The control side was left untreated.",
    ),
    (
        "cohort",
        "Who responds to needling",
        "An observational study of 90 patients treated with needling. Predictors of response were "
        "sought.",
    ),
    (
        "cross-sectional",
        "What dermatologists know of needling",
        "An online questionnaire was completed by 230 dermatologists.",
    ),
    (
        "cohort",
        "Isotretinoin and needling in 71 patients",
        "We reviewed 71 patients treated with both. For comparison, 58 patients treated with "
        "needling in the same years were included.",
    ),
]


@pytest.mark.parametrize(("design", "title", "abstract"), TOLD)
def test_what_was_done_tells_the_design(design: str, title: str, abstract: str) -> None:
    assert read(Document.from_parts(title, abstract)).answers["design"] == design


def test_a_comment_has_no_findings_of_its_own() -> None:
    answers = read(
        Document.from_parts(
            'Comment on "Needling with a new serum for acne scars"',
            "The assessment was made one month after the last session, when oedema was seen by "
            "others and hides what is left of the scars.",
        )
    ).answers
    assert answers["design"] == "other"
    assert answers["follow_up_weeks"] is None
    assert answers["adverse_status"] == "not-mentioned"
