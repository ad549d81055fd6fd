from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ingest.evidence.rows import add_text, citation, new_rows
from ingest.pubmed.record import AbstractSection

words = st.text(min_size=1, max_size=40)
sections = st.lists(st.builds(AbstractSection, st.none() | words, st.none(), words), max_size=4)


@given(st.none() | words, sections)
def test_offsets_of_sections_point_at_their_words(title, abstract):
    rows = new_rows()
    text = add_text(rows, "1", title, abstract)
    for _study, _position, _label, _category, part, start, _digest in rows["abstracts"]:
        assert text[start : start + len(part)] == part
    assert rows["abstracts"][0][-1] == sha256(text.encode()).hexdigest()


def test_a_section_is_led_by_its_label():
    rows = new_rows()
    text = add_text(
        rows,
        "1",
        "Needling of scars.",
        [AbstractSection("METHODS", None, "Ten adults."), AbstractSection(None, None, "Better.")],
    )
    assert text == "Needling of scars.\nMETHODS: Ten adults.\nBetter."


def test_a_citation_says_what_is_known_and_no_more():
    assert citation(["Rossi A"], None, None, None, None, None) == "Rossi A."
    assert citation([], "Skin J.", 2019, None, None, "e12") == "Skin J. 2019:e12."
    assert citation([], None, None, None, None, None) is None
