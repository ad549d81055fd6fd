"""Where a sentence names intervention, comparator and outcome."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.clauses import stem
from ingest.extract.comparison import Comparison
from ingest.extract.context import Question
from ingest.extract.document import Document
from ingest.extract.views import Views, find_p_values


def compared(abstract: str, intervention: str, comparator: str, outcome: str = "scar depth"):  # type: ignore[no-untyped-def]  # a pair for the tests below
    views = Views(Document.from_parts("A trial", abstract))
    question = Question(intervention=intervention, comparator=comparator, outcome=outcome)
    return views, Comparison(views, question)


@pytest.mark.parametrize(
    ("abstract", "sides"),
    [
        ("Depth was lower with needling than with laser.", [1, -1]),
        ("Depth was lower in the control group.", [-1]),
        ("Depth was lower in the treatment group than in controls.", [1, -1]),
        ("Pain control was good.", []),
    ],
)
def test_sides_are_named_by_name_and_by_kind(abstract: str, sides: list[int]) -> None:
    views, comparison = compared(abstract, "needling", "laser")
    assert [m.side for m in comparison.mentions(views.sentences[-1])] == sides


def test_an_abbreviation_stands_for_its_side() -> None:
    views, comparison = compared(
        "Fractional radiofrequency (FRF) was given. Depth was lower with FRF.",
        "fractional radiofrequency", "laser",
    )  # fmt: skip
    assert [m.side for m in comparison.mentions(views.sentences[-1])] == [1]


def test_letters_of_groups_are_learnt_from_the_methods() -> None:
    views, comparison = compared(
        "Group A had needling and group B had laser. Depth was lower in group B.",
        "needling", "laser",
    )  # fmt: skip
    assert [m.side for m in comparison.mentions(views.sentences[-1])] == [-1]


def test_the_control_is_the_intervention_when_asked_so() -> None:
    views, comparison = compared("Depth was lower in the control group.", "placebo", "needling")
    assert [m.side for m in comparison.mentions(views.sentences[-1])] == [1]


def test_doses_tell_apart_what_words_do_not() -> None:
    views, comparison = compared(
        "Depth was lower with 2 mm.", "needling at 2 mm", "needling at 1 mm"
    )
    assert [m.side for m in comparison.mentions(views.sentences[-1])] == [1]


def test_outcome_by_word_by_abbreviation_and_by_synonym() -> None:
    views, comparison = compared(
        "The Vancouver Scar Scale (VSS) was used. VSS fell. Erythema fell. Redness fell.",
        "needling", "laser", "Vancouver Scar Scale",
    )  # fmt: skip
    assert comparison.share(comparison.coverage(views.sentences[2].stems)) > 0.9
    redness = compared("Redness fell.", "needling", "laser", "erythema")[1]
    assert redness.coverage(frozenset((stem("redness"),))) == {stem("erythema"): 0.5}


@pytest.mark.parametrize(
    ("text", "significances"),
    [
        ("(P = .01; p=0.5, P<0.05)", ["significant", "not significant", "significant"]),
        ("p = 0.067", ["borderline"]),
        ("P > 0.05", ["not significant"]),
        ("p < 0·001", ["significant"]),
        ("P = NS", ["not significant"]),
        ("P value of less than 0.01", ["significant"]),
        ("grade P wounds", []),
    ],
)
def test_p_values(text: str, significances: list[str]) -> None:
    assert [p.significance for p in find_p_values(text)] == significances


@given(st.text(max_size=80))
def test_p_values_stand_in_order(text: str) -> None:
    found = list(find_p_values(text))
    assert all(p.start < p.end <= len(text) for p in found)
    assert [p.start for p in found] == sorted(p.start for p in found)
