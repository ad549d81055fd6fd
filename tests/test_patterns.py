from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.text.patterns import at_word_start, by_first_letter

ALTERNATIVES = ("weeks?", "women", "men", "males?", "m", "w")


@given(st.text("aemnoswk 1-_é", max_size=40))
def test_it_finds_what_a_word_boundary_finds(text: str):
    plain = re.compile(rf"\b(?:{'|'.join(ALTERNATIVES)})")
    fast = re.compile(at_word_start(ALTERNATIVES))
    assert [m.span() for m in fast.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize(("text", "found"), [("4men", "men"), ("women", None), ("a men", "men")])
def test_what_a_word_cannot_begin_after_may_be_given(text: str, found: str | None):
    match = re.search(at_word_start(["men"], no_word_after="[a-z]"), text)
    assert (match[0] if match else None) == found


LISTED = (
    *(r"o?edema|(?:is|are) (?:men|red)|women", "(?:a )?man", r"\d+ men", "[mn]e|males?", "m"),
    r"a\|b",
)


@given(st.text("aemnoswkdir 1|_é", max_size=40))
def test_by_first_letter_it_finds_what_the_list_finds(text: str):
    plain = re.compile(rf"\b(?:{'|'.join(LISTED)})\b")
    fast = re.compile(rf"\b{by_first_letter(*LISTED)}\b")
    assert [m.span() for m in fast.finditer(text)] == [m.span() for m in plain.finditer(text)]
