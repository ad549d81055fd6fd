"""The share of women and girls."""

from __future__ import annotations

import pytest

from ingest.extract.people.sex import read
from ingest.extract.reader import read as read_all
from ingest.extract.text.document import Document
from tests.extracting import read_with, values


@pytest.mark.parametrize(
    ("text", "percent", "status"),
    [
        ("Of the patients, 64% were women.", 64, "stated"),
        ("Patients were 45% female.", 45, "stated"),
        ("Sixty-nine per cent were women.", 69, "stated"),
        ("Patients were 30% male.", 70, "derived"),
        ("We enrolled 20 women and 12 men.", 62.5, "derived"),
        ("Fifty patients (39 males, 11 females) took part.", 22, "derived"),
        ("Twenty patients (15 F/5 M) took part.", 75, "derived"),
        ("We report on 16 patients (10 female).", 62.5, "derived"),
        ("Eleven patients (Athens; eight women) were treated.", 72.7, "derived"),
        ("Three of ten were women.", 30, "derived"),
        ("Of 40 patients, 30 were female.", 75, "derived"),
        ("All participants were women.", 100, "stated"),
        ("METHODS: Thirty women with striae were enrolled.", 100, "derived"),
        ("METHODS: Forty healthy males were enrolled.", 0, "derived"),
        ("Thirty patients (F:M 18:12) took part.", 60, "derived"),
        ("Patients came in a female to male ratio of 3:2.", 60, "derived"),
        ("Men (n = 12) and women (n = 18) were enrolled.", 60, "derived"),
        ("Thirty patients (male 12, female 18) took part.", 60, "derived"),
        ("Thirty patients were enrolled; 18 were women.", 60, "derived"),
        ("Thirty adults aged 20 to 40 (18 women) took part.", 60, "derived"),
        ("Women made up 60%.", 60, "stated"),
        ("Half of the 30 patients were women.", 50, "stated"),
        ("Thirty patients, all of them female, took part.", 100, "stated"),
        ("86% of the patients were male.", 14, "derived"),
    ],
)
def test_shares_are_read(text: str, percent: float, status: str) -> None:
    [fact] = read_with(read, text)
    assert (fact.value, fact.status, fact.unit) == (percent, status, "percent")


@pytest.mark.parametrize(
    "text",
    [
        "Hyperpigmentation arose in 6 women (20%).",
        "RESULTS: Two of 370 women (0.5%) developed an infection.",
        "BACKGROUND: Half of women have striae.",
        "Three women reported itching; the men did not.",
        "RESULTS: Improvement was good in 90% of women.",
        "CONCLUSIONS: Eighty per cent were women.",
    ],
)
def test_women_with_a_result_are_no_share(text: str) -> None:
    assert read_with(read, text) == []


def test_fewer_than_took_part_are_not_all() -> None:
    text = "METHODS: Thirty participants (mean age 26 years; 18 women) were enrolled."
    facts = read_all(Document.from_parts("Needling", text)).facts
    assert values(facts, "female_percent") == [60]


@pytest.mark.parametrize(
    ("title", "percent"),
    [("Wrinkles of postmenopausal women", [100]), ("Hair loss in men", [0]), ("Acne", [])],
)
def test_the_title_of_a_trial_names_the_sex(title: str, percent: list[int]) -> None:
    text = "METHODS: Forty patients were randomised to a cream or placebo. RESULTS: It helped."
    facts = read_all(Document.from_parts(f"{title}: a randomised trial", text)).facts
    assert values(facts, "female_percent") == percent


def test_counts_are_kept_as_parts() -> None:
    [fact] = read_with(read, "We enrolled 18 women and 12 men.")
    assert [part.quote for part in fact.parts] == ["18", "12"]
    assert fact.quote == "18 women and 12 men"


def test_one_patient_has_no_share() -> None:
    assert read_with(read, "A woman of 40 years was treated.", design="case-report") == []
