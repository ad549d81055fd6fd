"""The reading rules on others' labelled texts, where these are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract.reader import UNANSWERED, read
from ingest.extract.text.document import Document
from training.common import load_skin
from training.general_labels import load_general
from training.reading_rules import FIELDS, FIRST_LOOK, GENERAL_FIRST_LOOKS, agrees


@pytest.mark.parametrize(
    ("field", "label", "value", "right"),
    [
        ("design", "cohort", "cohort", True),
        ("blinding", None, "double", False),
        ("blinding", None, None, True),
        ("follow_up_weeks", 13.035, 13.0, True),
        ("follow_up_weeks", 13.035, 12.0, False),
        ("follow_up_weeks", None, 12.0, False),
        ("follow_up_weeks", 12.0, None, False),
    ],
)
def test_when_a_value_is_right(field: str, label: object, value: object, right: bool) -> None:
    assert agrees(field, label, value) is right


def test_every_field_had_a_first_look() -> None:
    assert set(FIRST_LOOK) == set(GENERAL_FIRST_LOOKS) == set(FIELDS)
    assert set(FIELDS) < set(UNANSWERED)


def test_every_fact_of_the_labelled_texts_quotes_its_words(shared: Path) -> None:
    for text, _ in load_skin(shared / "gold"):
        for fact in read(Document.from_text(text)).facts:
            assert fact.quote is None or text[fact.start : fact.end] == fact.quote


def test_general_labels_hold_no_text_and_their_quotes_are_in_the_texts(shared: Path) -> None:
    for document, row in load_general(shared / "gold"):
        assert set(FIELDS) < set(row)
        for start, end in row["quotes"].values():
            assert document.text[start:end].strip()
