"""Folding of spelling, plurals and printing variants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.vocabulary.wording import (
    american,
    content_words,
    is_abbreviation,
    singular,
    spellings,
    title_parts,
)


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("randomised", "randomized"),
        ("oedema", "edema"),
        ("anaesthesia", "anesthesia"),
        ("colour", "color"),
        ("haematoma", "hematoma"),
        ("analysed", "analyzed"),
        ("aluminium", "aluminum"),
        ("collagen fibre", "collagen fiber"),
        ("raised scar", "raised scar"),
    ],
)
def test_american(british: str, expected: str) -> None:
    assert american(british) == expected


@given(st.text(max_size=60))
def test_american_spelling_stays_as_it_is(text: str) -> None:
    once = american(text.lower())
    assert american(once) == once


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("scars", "scar"),
        ("striae", "stria"),
        ("keloids", "keloid"),
        ("gas", "gas"),
        ("mass", "mass"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


def test_content_words_leave_out_what_carries_no_meaning() -> None:
    assert content_words("The Treatment of <i>Striae</i>: β-carotene & 1.5 mm needles") == [
        *("treatment", "stria", "beta", "carotene", "1.5", "mm", "needle")
    ]


@pytest.mark.parametrize(
    ("title", "main"),
    [
        ("Needling: a trial", "Needling"),
        ("Needling - a trial", "Needling"),
        ("Needling. A trial", "Needling"),
    ],
)
def test_title_parts(title: str, main: str) -> None:
    assert title_parts(title) == [title, main]


def test_a_title_without_subtitle_is_one_part() -> None:
    assert title_parts("Split-face needling") == ["Split-face needling"]


@pytest.mark.parametrize("name", ["PRP", "5-FU", "RF", "HSc", "BoNT-A", "CO2"])
def test_abbreviations(name: str) -> None:
    assert is_abbreviation(name)


@pytest.mark.parametrize("name", ["keloid", "Keloid", "TCA CROSS", "Fraxel", "A", "1540 nm laser"])
def test_words(name: str) -> None:
    assert not is_abbreviation(name)


def test_spellings_give_every_printing() -> None:
    assert set(spellings("micro-needling pre-treatment")) == {
        "micro needling pre treatment",
        "micro needling pretreatment",
        "microneedling pre treatment",
        "microneedling pretreatment",
    }
    assert set(spellings("randomised biopsy")) == {
        *("randomized biopsy", "randomised biopsy", "randomized biopsies", "randomised biopsies")
    }
    assert {"facial edema", "facial oedema"} <= set(spellings("facial edema"))


def test_many_hyphens_have_few_spellings() -> None:
    assert spellings("a-b-c-d-e-f-g") == ("a b c d e f g", "abcdefg")


@given(st.text(alphabet="abe-y ", min_size=1, max_size=12))
def test_no_spelling_holds_a_hyphen_or_stands_twice(name: str) -> None:
    forms = spellings(name)
    assert len(set(forms)) == len(forms)
    assert not any("-" in form for form in forms)
