"""The design of a report, and the words that it rests on."""

from __future__ import annotations

import pytest

from ingest.extract.context import Context
from ingest.extract.methods import randomized
from ingest.extract.methods.design import read
from ingest.extract.text.document import Document

DESIGNS = [
    (
        "randomized-controlled-trial",
        "Needling against laser for acne scars: a randomised split-face trial",
        "Thirty patients had one side of the face randomised to needling, the other to laser.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling with and without plasma for acne scars: a split-face study",
        "Thirty patients were treated with needling on the right side and needling plus plasma on "
        "the left side of the face, four sessions.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Double-blind comparison of silicone gel and placebo gel in hypertrophic scars",
        "Twenty patients applied silicone gel and twenty placebo gel for 12 weeks.",
    ),
    (
        "protocol",
        "Early needling of burn scars: study protocol for a randomised controlled trial",
        "Sixty patients will be randomised to needling or usual care and will be seen at one year.",
    ),
    (
        "protocol",
        "Needling of fresh surgical scars",
        "Sixty patients will be randomised to needling or observation. Blinded assessors will "
        "rate scars at six months. We aim to recruit within two years. Results will be published.",
    ),
    (
        "meta-analysis",
        "Platelet-rich plasma for acne scars: systematic review and meta-analysis",
        "Fourteen randomised trials were included; the pooled odds ratio was 2.1.",
    ),
    (
        "systematic-review",
        "Needling for non-atrophic scars",
        "We searched MEDLINE, Embase and the Cochrane Library; reference lists were read. Eleven "
        "studies were included and appraised.",
    ),
    (
        "narrative-review",
        "Energy-based devices for scars: a review",
        "This article reviews lasers, radiofrequency and needling and their use in dark skin.",
    ),
    (
        "case-series",
        "Needling of rolling scars: a prospective before-after study",
        "Forty-two patients were enrolled and needled monthly for three sessions.",
    ),
    (
        "case-series",
        "Needling of self-harm scars: a patient-reported perspective",
        "We report on 17 patients who were needled twice.",
    ),
    (
        "cohort",
        "Needling after cleft repair: a retrospective comparison with massage",
        "In all, 29 children who were needled were compared with 33 children who had massage.",
    ),
    (
        "preclinical",
        "Depth of pens in ex vivo human skin",
        "Skin samples from 12 donors were treated with two pens at five settings.",
    ),
    (
        "guideline",
        "International consensus recommendations on scar management",
        "An expert panel agreed on statements for prevention and treatment of scars.",
    ),
    (
        "case-report",
        "Tram-track scarring after needling: a case report",
        "A 36-year-old woman presented with linear papules after needling.",
    ),
    (
        "case-series",
        "Needling of atrophic scars in dark skin",
        "Thirty-six patients received four sessions of needling. Photographs before and after were "
        "compared; grade improved by two in 26 patients.",
    ),
    (
        "cohort",
        "Outcome of keloid excision with radiotherapy",
        "This retrospective cohort study included 120 keloids excised between 2004 and 2012.",
    ),
    (
        "case-control",
        "Risk of keloids after ear piercing",
        "We conducted a case-control study of 80 persons with keloids and 160 without.",
    ),
    (
        "cross-sectional",
        "What people with scars want from treatment",
        "In this cross-sectional survey 500 people with scars filled in a questionnaire.",
    ),
    (
        "preclinical",
        "Needling raises collagen VII in rat skin",
        "Rats were needled or left alone; the skin of the rats was stained after eight weeks.",
    ),
    (
        "preclinical",
        "Growth factors after needling of a three-dimensional skin model in vitro",
        "Skin models were needled; gene expression was measured over two weeks.",
    ),
    (
        "other",
        "Living with burn scars",
        "Semi-structured interviews with twelve adults were analysed by theme.",
    ),
    (
        "meta-analysis",
        "Gel for burn scars: a pooled post hoc analysis of three placebo-controlled studies",
        "Data of 300 patients were analysed by age.",
    ),
    (
        "randomized-controlled-trial",
        "Gel for wounds of atopic dogs: a randomised trial",
        "Forty client-owned dogs were randomly assigned to gel or placebo.",
    ),
    (
        "preclinical",
        "Cleaning of root canals with four needles",
        "Fifty extracted teeth were randomly divided into four groups. Specimens were sectioned.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Propofol before scar surgery",
        "Sixty patients were given propofol at 300, 600 or 1200 ml per hour.",
    ),
    (
        "case-series",
        "A roller for pits of chickenpox",
        "Nineteen patients, six sittings of needling with a roller; their scars were photographed.",
    ),
    (
        "other",
        "Retraction: needling of keloids, a randomised trial",
        "The article has been retracted by the editor.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Peeling and needling of melasma",
        "Forty women were treated; those with an odd file number had peels, the others needling.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling and steroid injections",
        "Forty patients chose between needling and injections. The method deserves a randomised"
        " trial.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Laser with or without a gel on the legs",
        "Twenty patients had laser and gel versus laser alone. No randomisation was done.",
    ),
    (
        "case-series",
        "Needling of wrinkles",
        "Twenty women had five treatments and were followed for 20 weeks. There was no control"
        " group.",
    ),
    (
        "case-series",
        "Light for stretch marks",
        "Forty women took part in an uncontrolled, open clinical trial of pulsed light.",
    ),
    (
        "cohort",
        "Two ways to release burnt hands",
        "Records of 44 children who had flaps or grafts were divided according to technique.",
    ),
    (
        "randomized-controlled-trial",
        "Hair removal with and without a cream",
        "Thirty women were treated; one armpit, drawn by lot, had the cream, the other none.",
    ),
    (
        "randomized-controlled-trial",
        "Plasma after laser of acne scars",
        "Twenty patients had laser. Plasma was put on one cheek, chosen at random, saline on the"
        " other.",
    ),
    (
        "case-series",
        "Needling of acne scars in Lahore",
        "Seventy cases of either gender had needling at 0, 4 and 8 weeks. It deserves a controlled"
        " trial.",
    ),
    (
        "case-series",
        "Radiofrequency needling of the back: a retrospective chart review",
        "Charts of 23 patients who received two to five sessions were reviewed.",
    ),
    (
        "cohort",
        "Radiofrequency needling in summer: a retrospective chart review",
        "Charts of 230 patients who received needling were reviewed. Risk factors for pigmentation"
        " were sought; the odds ratio of summer was 1.1.",
    ),
    (
        "case-series",
        "Subcision with a blunt cannula: first 40 cases",
        "Forty consecutive patients. One subcision; results were graded at 3 months.",
    ),
    (
        "case-series",
        "Microneedling of old striae",
        "Skin types III-V, n = 33. Microneedling was carried out eight times with a roller.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling every week or every other week",
        "In this non-randomised comparison 38 patients were needled every week or every other"
        " week.",
    ),
    (
        "case-report",
        "A scar after a dog bite, needled early",
        "A boy, 14 months old, had been bitten by a dog. The scar was needled three times.",
    ),
    (
        "case-control",
        "Keloids after piercing: a case-control study",
        "We compared 96 patients who had keloids with 192 controls of the same age.",
    ),
    (
        "systematic-review",
        "Needling of scars: a systematic review without meta-analysis",
        "We searched three databases; 19 studies were included.",
    ),
    (
        "other",
        "Invited commentary on needling against laser",
        "The trial in this issue deserves praise for its blinded assessment.",
    ),
    (
        "narrative-review",
        "Treatment of scars: a practical guide",
        "Raised scars are treated with steroid injections, flat ones with needling.",
    ),
    (
        "cross-sectional",
        "Who needles?",
        "A questionnaire was sent to 300 dermatologists; 126 answered.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Needling with and without peels",
        "Patients were divided into two groups. Needling was performed in 30 patients of group A,"
        " needling and peels in group B.",
    ),
    (
        "case-series",
        "Three keloids after needling",
        "We describe three women who developed keloids.",
    ),
    (
        "cohort",
        "Laser and surgery of contractures",
        "Fifty-one children who had laser were matched by age with 51 who had not.",
    ),
    (
        "case-report",
        "Granulomas after needling in a pregnant woman",
        "They were treated with steroids and cleared.",
    ),
    (
        "case-report",
        "Needling in pregnancy",
        "We report on needling in one pregnant woman, with no harm to her child.",
    ),
    (
        "case-report",
        "A reaction to lidocaine before needling in a 31-year-old",
        "Patch tests were positive.",
    ),
    (
        "systematic-review",
        "Silicone for preventing keloids",
        "Cochrane review. We searched registers and included 20 studies.",
    ),
    (
        "case-control",
        "Infection after needling",
        "Cases were found through a network; three controls per case came from the same clinics.",
    ),
    (
        "narrative-review",
        "How I treat ice-pick scars",
        "The author describes punch, acid and then needling.",
    ),
    (
        "preclinical",
        "Dye in needled skin",
        "Excised abdominal skin was needled with four devices. Channels were counted.",
    ),
    (
        "cohort",
        "Scars after two operations: a propensity-matched comparison",
        "After matching, 90 pairs were compared by telephone at one year.",
    ),
    (
        "other",
        "What scar clinics cost",
        "A decision-analytic model compared laser with usual care over five years.",
    ),
    (
        "cross-sectional",
        "A scale of scars",
        "Two hundred persons with scars completed the scale twice. Cronbach's alpha was 0.92.",
    ),
    (
        "case-series",
        "Burns of the neck after radiofrequency",
        "Three patients presented with linear marks on the neck.",
    ),
    (
        "nonrandomized-controlled-trial",
        "Doses of triamcinolone",
        "Thirty-six patients with keloids got 10, 20 or 40 mg/mL of triamcinolone by rotation.",
    ),
    (
        "guideline",
        "Depth of needling by site",
        "Eleven experts agreed on 24 statements by the Delphi method.",
    ),
    (
        "other",
        "Life after laser",
        "Twelve adults told what they felt. Interviews were analysed thematically.",
    ),
    (
        "preclinical",
        "Keloids and interleukins",
        "Keloid tissue of 8 patients was cultured. Gene expression was studied.",
    ),
    (
        "case-report",
        "Granulomas after needling: case report and literature review",
        "A 38-year-old woman had papules. We found 14 published cases.",
    ),
]


def design_of(document: Document) -> tuple[Context, object]:
    context = Context()
    context.facts.extend(randomized.read(document, context))
    (fact,) = read(document, context)
    assert fact.quote is None or document.text[fact.start : fact.end] == fact.quote
    assert (fact.quote is None) == (fact.status == "absent")
    assert fact.value == context.answers["design"]
    return context, fact.value


@pytest.mark.parametrize(("design", "title", "abstract"), DESIGNS, ids=[d[1] for d in DESIGNS])
def test_design_of_a_report(design: str, title: str, abstract: str) -> None:
    assert design_of(Document.from_parts(title, abstract))[1] == design


def test_a_comparative_trial_that_does_not_say_randomised_is_not_randomised() -> None:
    _, _, abstract = DESIGNS[1]
    document = Document.from_parts("A trial", f"{abstract} Sides were not randomised.")
    assert design_of(document)[1] == "nonrandomized-controlled-trial"


def test_a_cohort_of_a_trial_is_a_cohort() -> None:
    document = Document.from_parts(
        "Predictors of irritation under tretinoin",
        "This cohort study used data of 324 persons who were randomised to tretinoin in an "
        "earlier trial. Irritation was associated with age.",
    )
    assert design_of(document)[1] == "cohort"


def test_the_quote_is_the_name_of_the_design_where_there_is_one() -> None:
    context = Context()
    document = Document.from_parts(*DESIGNS[0][1:])
    context.facts.extend(randomized.read(document, context))
    (fact,) = read(document, context)
    assert fact.quote == "randomised split-face trial"
    assert fact.status == "stated"
    assert fact.section == "title"


def test_an_empty_text_has_no_design_to_quote() -> None:
    context, value = design_of(Document.from_text(""))
    assert value == "other"
    assert context.answers["design"] == "other"
