"""How many people took part, with role, words and units."""

from __future__ import annotations

import pytest

from ingest.extract import Document, Fact, read


def facts(text: str, field: str) -> list[Fact]:
    return [
        fact for fact in read(Document.from_parts("Needling", text)).facts if fact.field == field
    ]


def answer(text: str) -> int | None:
    found = read(Document.from_parts("Needling of acne scars", text)).answers["participants"]
    assert found is None or isinstance(found, int)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A total of 48 patients with acne scars were randomized to needling or laser.", 48),
        ("Thirty-six women with striae were enrolled in this study.", 36),
        ("One hundred and seventy-six patients were randomly assigned to two groups.", 176),
        ("Women (n = 1,388) were randomly assigned to needling or to a sham procedure.", 1388),
        ("We randomised 60 adults with keloids: 30 to needling and 30 to injections.", 60),
        ("Between 2015 and 2017, 81 patients were recruited at 3 centres.", 81),
        ("Of 90 patients enrolled, 45 received needling and 45 received laser.", 90),
    ],
)
def test_stated_totals(text: str, value: int) -> None:
    assert answer(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Microneedling is reviewed, with its history since 1995 and 12 photographs.",
        "In 2015, scars were treated with 1.5 mm needles in 4 sessions every 4 weeks.",
    ],
)
def test_no_stated_total(text: str) -> None:
    assert answer(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Twenty women were assigned to each study arm.", 40),
        ("Group I included 25 patients; group II included 25 patients and group III 25.", 75),
        ("Group A (needling) comprised 24 patients and group B (laser) 26 patients.", 50),
    ],
)
def test_the_sum_of_the_arms_is_derived(text: str, value: int) -> None:
    assert answer(text) == value
    assert [fact.status for fact in facts(text, "participants")] == ["derived"]


def test_who_could_have_joined_is_not_who_did() -> None:
    assert answer("Overall, 31 of 322 eligible women participated in the trial.") != 322


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Of 71 charts pulled, 64 could be evaluated.", 64),
        ("Of 136 volunteers seen, 100 with acne scars were randomised.", 100),
        ("Participants: adults with lacerations; 118 screened, 92 randomised (46 per group).", 92),
        ("A questionnaire went to 1,240 members of a society; 311 replied.", 311),
        ("Of 1,120 dermatologists invited, 318 (28.4%) responded and 241 needled.", 318),
        ("Of 84 patients assessed, 72 were enrolled and randomized; 66 completed.", 72),
        ("We froze 34 keloids (31 adults) by the intralesional route.", 31),
        ("Sixty hemifaces of thirty patients were allocated to one of two needles.", 30),
        ("Seventy adults were randomised to two or to four sessions.", 70),
        ("In all, 102 patients were assessed and 80 were randomised.", 80),
        ("A questionnaire was mailed to 500 members of a society and 188 replied.", 188),
        ("Of 1,000 women invited, 412 took part in the survey.", 412),
        ("A questionnaire was sent to all 420 residents; 233 (55.5%) responded.", 233),
        ("White scars (n=60) of 30 patients were needled or lit by random order.", 30),
        ("Thirty-five patients entered and 33 were rated.", 35),
        ("We describe three female patients with contractures of the neck.", 3),
    ],
)
def test_the_clause_tells_who_took_part(text: str, value: int) -> None:
    assert answer(text) == value


def test_a_case_report_is_of_one_person() -> None:
    report = Document.from_parts(
        "Needling of a burn scar: a case report",
        "We report a 27-year-old Korean woman whose scar was needled five times.",
    )
    reading = read(report)
    [fact] = [fact for fact in reading.facts if fact.field == "participants"]
    assert (fact.value, fact.status) == (1, "derived")
    assert fact.quote == "27-year-old Korean woman"
    assert reading.answers["participants"] == 1


def test_a_report_on_two_persons_is_not_of_one() -> None:
    report = Document.from_parts(
        "Needling of burn scars: a case report",
        "We report a 27-year-old woman and a 31-year-old man whose scars were needled.",
    )
    assert read(report).answers["participants"] != 1


@pytest.mark.parametrize(
    "report",
    [
        "We report the occurrence of linear marks in a patient after needling.",
        "We describe a patient in whom marks persisted after needling.",
        "A woman of 58 years had marks after needling.",
    ],
)
def test_the_patient_of_a_case_report_needs_no_age_in_so_many_words(report: str) -> None:
    assert read(Document.from_parts("Lines after needling", report)).answers["participants"] == 1


def test_the_trials_of_a_review_are_no_participants() -> None:
    review = "PubMed, Embase and CENTRAL were searched. Fourteen randomised trials were included."
    title = "Needling of scars: a systematic review and meta-analysis"
    assert read(Document.from_parts(title, review)).answers["participants"] is None


def test_some_of_the_studies_of_a_review_are_no_participants() -> None:
    review = "PubMed was searched. From 712 records, 41 studies were included, 18 of which were "
    document = Document.from_parts("Striae: a systematic review", review + "randomised.")
    assert read(document).answers["participants"] is None


def test_women_and_men_make_the_participants() -> None:
    text = "Eleven women and two men with burn scars had three sessions of needling."
    (fact,) = facts(text, "participants")
    assert (fact.value, fact.status) == (13, "derived")
    assert [part.quote for part in fact.parts] == ["Eleven", "two"]
    assert answer("Sixteen patients (14 women and 2 men) were included.") == 16


def test_those_randomised_come_before_those_analysed() -> None:
    text = (
        "Women were randomised to silicone for three months (n = 90) or to no treatment (n = 90). "
        "In total, 152 women (78 in the silicone and 74 in the control group) were analysed."
    )
    document = Document.from_parts("Silicone gel after surgery: a randomised trial", text)
    answers = read(document).answers
    assert (answers["participants"], answers["arms"]) == (180, [90, 90])


def test_those_assigned_come_before_those_who_completed() -> None:
    text = (
        "METHODS: Adults were randomized to receive toxin (n = 24) or an equal volume of 0.9% "
        "saline (n = 22). RESULTS: Forty patients completed the 6-month follow-up (21 toxin, 19 "
        "saline)."
    )
    document = Document.from_parts("Toxin in scars after repair: a randomized trial", text)
    answers = read(document).answers
    assert (answers["participants"], answers["arms"]) == (46, [24, 22])


def test_animals_and_advice_have_no_participants() -> None:
    rats = "Forty-eight rats were divided into four groups of 12 and needled weekly."
    assert answer(rats) is None
    assert [(f.value, f.unit) for f in facts(rats, "participants")] == [(48, "animals")]
    advice = Document.from_parts("Guideline on scars", "In 2022, 14 experts wrote this guideline.")
    assert read(advice).answers["participants"] is None


def test_roles_are_kept_apart() -> None:
    text = (
        "METHODS: Fifty patients with acne scars were enrolled in the study. "
        "RESULTS: Forty-four patients were available for the final analysis."
    )
    roles = {(fact.value, fact.role) for fact in facts(text, "participants")}
    assert (50, "enrolled") in roles
    assert (44, "analysed") in roles


def test_the_words_carry_the_number_and_its_noun() -> None:
    (fact, *_) = facts("We enrolled 48 adult patients with acne scars.", "participants")
    assert fact.quote == "48 adult patients"
    assert (fact.unit, fact.status, fact.section) == ("persons", "stated", None)
    assert fact.confidence is not None
    assert 0.5 <= fact.confidence <= 1
    assert fact.tier in ("high", "review")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Twenty patients (40 sides) with acne scars were randomized.", 40, "sides"),
        ("A total of 52 facial scars in 22 patients were treated and randomized.", 52, "scars"),
    ],
)
def test_units_are_not_persons(text: str, value: int, unit: str) -> None:
    (fact,) = facts(text, "units")
    assert (fact.value, fact.unit) == (value, unit)
    assert answer(text) != value
