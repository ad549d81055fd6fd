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
        "Twenty women were assigned to each study arm.",
        "In 2015, scars were treated with 1.5 mm needles in 4 sessions every 4 weeks.",
    ],
)
def test_no_stated_total(text: str) -> None:
    assert answer(text) is None


def test_who_could_have_joined_is_not_who_did() -> None:
    assert answer("Overall, 31 of 322 eligible women participated in the trial.") != 322


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
