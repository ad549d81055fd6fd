"""Mean, least and greatest age."""

from __future__ import annotations

import pytest

from ingest.extract.people.age import read
from tests.extracting import ends, read_with, values


@pytest.mark.parametrize(
    ("text", "mean"),
    [
        ("The mean age was 27.6 years.", 27.6),
        ("Patients (mean age 31.2 ± 5.4 years) were enrolled.", 31.2),
        ("There were 30 patients; average age: 36 years.", 36),
        ("Patients (mean +/- SD age 19.7 +/- 5.9 years) took part.", 19.7),
        ("Patients aged 35 +/- 11 y took part.", 35),
        ("Ten patients (mean 28 years, 6 men) were treated.", 28),
        ("Children were on average 2.9 years old.", 2.9),
    ],
)
def test_means_are_read(text: str, mean: float) -> None:
    assert values(read_with(read, text), "age_mean") == [mean]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Adults aged 18–40 years were enrolled.", 18, 40),
        ("Women between 18 and 35 years old were recruited.", 18, 35),
        ("Ages ranged from 12 to 71 years.", 12, 71),
        ("Twenty-two patients (19–57 years of age) were treated.", 19, 57),
        ("Women (median age 33 years, range 21-47) took part.", 21, 47),
        ("Children aged four to fourteen years took part.", 4, 14),
        ("Patients aged 12 years and over took part.", 12, None),
        ("Patients ≥18 years were treated.", 18, None),
    ],
)
def test_ranges_are_read(text: str, low: int, high: int | None) -> None:
    assert ends(read_with(read, text), "age_min", "age_max") == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "The median age was 33 years.",
        "Scars were 2 to 5 years old at least; patients were followed.",
        "Follow-up was 2 to 5 years.",
        "BACKGROUND: Adults aged 18 to 40 years are affected.",
        "Patients younger than 18 years were excluded.",
    ],
)
def test_other_years_are_no_ages(text: str) -> None:
    facts = read_with(read, text)
    assert values(facts, "age_mean") == []
    if "scars" not in text.lower():
        assert facts == []


def test_one_patient_is_youngest_and_oldest() -> None:
    text = "A 26-year-old woman had a scar."
    facts = read_with(read, text, design="case-report")
    assert ends(facts, "age_min", "age_max") == (26, 26)
    assert facts[0].quote == "26-year-old woman"


def test_several_patients_of_a_report_have_no_one_age() -> None:
    text = "A 26-year-old woman and a 40-year-old man had scars."
    assert read_with(read, text, design="case-report") == []
