"""How typed words, URLs and marks are understood; the parts below the pages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browser import charts, labels, marks
from browser.filters import SORTS, Filters, read_filters
from browser.vocabulary import Vocabulary
from browser.words import read_query
from hypothesis import given, settings
from hypothesis import strategies as st


class Arguments(dict[str, list[str]]):
    """A query string as Datasette gives it."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


@pytest.fixture(scope="module")
def vocabulary(evidence: Path) -> Vocabulary:
    with closing(sqlite3.connect(evidence)) as connection:
        return Vocabulary(connection)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("acne", ["words"]),
        ('"split face" acne', ["phrase", "words"]),
        ('-keloid -"acne scar"', ["not", "not"]),
        ("micro-needling", ["words"]),
        ('"not closed', ["phrase"]),
        ("- -- \"\" '' !", []),
        ("5-fluorouracil", ["words"]),
    ],
)
def test_typed_pieces_are_told_apart(vocabulary: Vocabulary, typed: str, kinds: list[str]) -> None:
    assert [term.kind for term in read_query(typed, vocabulary).terms] == kinds


@pytest.mark.parametrize(
    ("typed", "concepts"),
    [
        ("collagen induction therapy", ["microneedling"]),
        ("Dermarollers for keloids", ["microneedling", None, "keloid"]),
        ("randomised trial of stretch marks", ["randomized-controlled-trial", None, "striae"]),
        ("PRP", ["prp"]),
    ],
)
def test_the_longest_name_of_a_concept_is_read(
    vocabulary: Vocabulary, typed: str, concepts: list[str | None]
) -> None:
    terms = read_query(typed, vocabulary).terms
    assert [term.concept.id if term.concept else None for term in terms] == concepts


def test_a_query_without_one_of_its_terms_reads_the_same(vocabulary: Vocabulary) -> None:
    query = read_query('needling "split face" -keloid', vocabulary)
    assert query.without(query.terms[0]) == '"split face" -"keloid"'
    assert query.exactly(query.terms[0]) == '"needling" "split face" -"keloid"'


filters = st.builds(
    Filters,
    q=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=20),
    scar_type=st.sets(st.sampled_from(["keloid", "burn"])).map(lambda s: tuple(sorted(s))),
    design=st.sets(st.sampled_from(["cohort", "protocol"])).map(lambda s: tuple(sorted(s))),
    year=st.tuples(st.none() | st.integers(1900, 2100), st.none() | st.integers(1900, 2100)),
    participants=st.none() | st.integers(0, 10**6),
    fitzpatrick=st.none() | st.integers(1, 6),
    full_text=st.booleans(),
    hand_read=st.booleans(),
    retracted=st.booleans(),
    sort=st.sampled_from(["", *SORTS]),
    page=st.integers(1, 500),
    size=st.integers(1, 100),
)


@given(state=filters)
def test_every_state_of_a_search_is_a_url(state: Filters) -> None:
    arguments = Arguments()
    for name, value in state.pairs(page=state.page):
        arguments.setdefault(name, []).append(value)
    assert read_filters(arguments) == (state, [])


spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair))),
    max_size=6,
)


@settings(max_examples=200)
@given(text=st.text(min_size=1, max_size=40), start=st.integers(0, 5), places=spans)
def test_pieces_put_together_are_the_text(
    text: str, start: int, places: list[tuple[int, int]]
) -> None:
    facts = [
        marks.Span(number, number, left, right, "design", "Design")
        for number, (left, right) in enumerate(places)
    ]
    cut = marks.pieces(text, start, facts)
    assert "".join(piece.text for piece in cut) == text
    for span in facts:
        inside = "".join(piece.text for piece in cut if span in piece.spans)
        assert inside == text[max(span.start - start, 0) : max(span.end - start, 0)]
        seen = sum(span in piece.closes for piece in cut)
        assert seen == bool(inside)


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        (["needle"], "<mark>Needles</mark> &lt;b&gt; and needling"),
        (["needling"], "<mark>Needles</mark> &lt;b&gt; and <mark>needling</mark>"),
        ([], "Needles &lt;b&gt; and needling"),
    ],
)
def test_words_are_marked_and_everything_else_is_escaped(words: list[str], marked: str) -> None:
    assert str(marks.highlight("Needles <b> and needling", words)) == marked


def test_an_excerpt_is_the_sentence_with_the_most_words() -> None:
    text = "Scars are common. Needling helped scars in 36 adults. Nothing else was seen."
    assert marks.excerpt(text, ["scar", "needling"]) == "Needling helped scars in 36 adults."
    assert marks.excerpt(text, ["laser"]) is None


@pytest.mark.parametrize(
    ("low", "high", "unit", "told"),
    [
        (2, 4, "weeks", "2–4 weeks"),
        (1.5, 1.5, "mm", "1.5 mm"),
        (None, 6, "", "up to 6"),
        (None, None, "", None),
    ],
)
def test_ranges_are_told_in_words(low: Any, high: Any, unit: str, told: str | None) -> None:
    assert labels.range_of(low, high, unit) == told


@pytest.mark.parametrize("effect_type", ["SMD", "RR"])
@given(
    values=st.lists(st.floats(0.01, 90), min_size=1, max_size=5),
)
def test_a_forest_plot_stays_within_its_frame(effect_type: str, values: list[float]) -> None:
    scale = charts.forest_scale(effect_type, values)
    for value in (*values, scale.null, -1e9, 1e9):
        if value > 0 or effect_type == "SMD":
            assert 0 <= scale.x(value) <= scale.WIDTH
    assert "NaN" not in charts.forest_axis(scale)
