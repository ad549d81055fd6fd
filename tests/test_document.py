"""Title and abstract as one text with sections and sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.text.document import Document


def sentences(text: str) -> list[str]:
    document = Document.from_parts("", text)
    return [document.text[s.start : s.end] for s in document.sentences]


def test_offsets_count_title_newline_abstract() -> None:
    document = Document.from_parts("Needling of scars", "Scars improved.")
    assert document.text == "Needling of scars\nScars improved."
    assert document.title_end == 17
    assert [s.section for s in document.sentences] == ["title", None]


def test_a_text_without_lines_has_its_first_sentence_as_title() -> None:
    document = Document.from_text("Needling of acne scars. Twenty patients were treated.")
    first, second = document.sentences
    assert document.text[first.start : first.end] == "Needling of acne scars."
    assert (first.section, second.section) == ("title", None)


def test_sections_by_heading_with_and_without_colon() -> None:
    abstract = (
        "BACKGROUND: Scars are common. Study design: Twenty patients were treated. "
        "RESULTS Scores improved. Conclusions Needling works. TRIAL REGISTRATION: none."
    )
    document = Document.from_parts("Title", abstract)
    assert [s.name for s in document.sections] == [
        *("title", "background", "methods", "results", "conclusions", "registration")
    ]
    assert document.sections[2].label == "Study design"
    assert document.section_at(document.text.index("Scores")) == "results"


def test_a_word_that_is_no_heading_stays_in_its_sentence() -> None:
    assert sentences("Results from both sides differed. Methods of needling vary.") == [
        "Results from both sides differed.",
        "Methods of needling vary.",
    ]


def test_sentences_of_biomedical_text() -> None:
    text = (
        "Needling vs. laser was compared (e.g. fractional). Scores fell (P<.001). "
        "Smith et al. reported n = 20. Depth was 1.5 mm, P=0. 05 in group A. "
        "Scars improved.Patients were satisfied."
    )
    assert sentences(text) == [
        "Needling vs. laser was compared (e.g. fractional).",
        "Scores fell (P<.001).",
        "Smith et al. reported n = 20.",
        "Depth was 1.5 mm, P=0. 05 in group A.",
        "Scars improved.",
        "Patients were satisfied.",
    ]


def test_lower_case_keeps_the_offsets() -> None:
    document = Document.from_text("İzmir: 20 patients")
    assert len(document.lower) == len(document.text)
    assert document.lower[document.text.index("20") :] == "20 patients"


def test_sentence_at_gives_the_sentence_that_covers_the_offset() -> None:
    document = Document.from_parts("One.", "Two here. Three here.")
    found = document.sentence_at(document.text.index("Three"))
    assert found is not None
    assert document.text[found.start : found.end] == "Three here."
    assert Document.from_text("").sentence_at(0) is None


@given(st.text(max_size=300), st.text(max_size=600))
def test_sentences_and_sections_lie_inside_the_text_in_order(title: str, abstract: str) -> None:
    document = Document.from_parts(title, abstract)
    for parts in (document.sections, document.sentences):
        last = 0
        for part in parts:
            assert last <= part.start <= part.end <= len(document.text)
            last = part.end
    assert all(document.text[s.start : s.end].strip() for s in document.sentences)
    covered = "".join(document.text[s.start : s.end] for s in document.sections)
    assert "".join(covered.split()) == "".join(document.text.split())
