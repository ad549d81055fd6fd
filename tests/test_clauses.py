"""Words, stems and clauses, with their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.text.clauses import clauses, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("reduction", "reduces"),
        ("improvements", "improved"),
        ("satisfaction", "satisfied"),
        ("recurrence", "recurrent"),
        ("scarring", "scars"),
    ],
)
def test_inflections_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("scar", "scarce"), ("laser", "lasting")])
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("in group A than in group B", ["group_a", "group_b"]),
        ("Groups 1 and 2 did not differ", ["group_1", "group_2"]),
        ("groups A, B and C", ["group_a", "group_b", "group_c"]),
        ("the R group and arm II", ["group_r", "group_ii"]),
        ("a group of patients", []),
        ("in the needling group (P = .02)", []),
    ],
)
def test_labels_of_groups_become_one_word(text: str, labels: list[str]) -> None:
    assert [w.text for w in words(text) if w.text.startswith("group_")] == labels


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Pain was lower, but swelling did not differ.", 2),
        ("Depth was lower (0.4 vs 0.9 mm); erythema was similar.", 2),
        ("Pain and swelling were lower.", 1),
        ("Needling was better (pain, 2 vs 4; swelling, 1 vs 3) than laser.", 1),
        ("Pain was lower, with no difference in downtime, and there was less erythema.", 3),
    ],
)
def test_a_new_statement_opens_a_new_clause(sentence: str, count: int) -> None:
    assert len(clauses(sentence)) == count


@given(st.text(alphabet="ab ,;().0but while and no not", max_size=120))
def test_clauses_cover_the_sentence_in_order(sentence: str) -> None:
    spans = clauses(sentence)
    assert "".join(sentence[start:end] for start, end in spans) == sentence


@given(st.text(max_size=120))
def test_words_stand_where_they_say(text: str) -> None:
    for word in words(text):
        printed = text[word.start : word.end].lower()
        assert word.text in (printed, f"group_{printed}")
