"""Words of comparison, and whose the more or the less is."""

from __future__ import annotations

import pytest

from ingest.extract.context import Question
from ingest.extract.direction.comparison import Comparison
from ingest.extract.direction.statements import Statement, owner, statements
from ingest.extract.direction.views import Views
from ingest.extract.text.document import Document


def stated(sentence: str, outcome: str = "scar depth") -> tuple[list[Statement], list[int]]:
    """The statements of a sentence about needling (1) and laser (-1), and whose they are."""
    views = Views(Document.from_parts("A trial", sentence))
    question = Question(intervention="needling", comparator="laser", outcome=outcome)
    comparison = Comparison(views, question)
    view = views.sentences[1]
    found = statements(view, comparison, 0, len(view.text))
    mentions = comparison.mentions(view)
    owners = [owner(view, mentions, s.start, 0, len(view.text))[0] for s in found]
    return found, owners


@pytest.mark.parametrize(
    ("sentence", "sign", "side"),
    [
        ("Depth was lower with needling than with laser.", -1, 1),
        ("Depth was lower in the laser group than in the needling group.", -1, -1),
        ("Depth was higher than with laser.", 1, 1),
        ("Compared with laser, needling gave lower depth.", -1, 1),
        ("Needling reduced depth.", -1, 1),
        ("Needling reduced depth less than laser.", 1, 1),
        ("Needling was superior to laser.", 1, 1),
        ("A greater reduction in depth was seen with laser.", -1, -1),
        ("A smaller reduction in depth was seen with laser.", 1, -1),
        ("Depth fell, whereas it did not with laser.", -1, 1),
    ],
)
def test_sign_and_owner(sentence: str, sign: int, side: int) -> None:
    found, owners = stated(sentence)
    assert (found[0].sign, owners[0]) == (sign, side)


@pytest.mark.parametrize(
    "sentence",
    ["More than 20 patients had needling.", "Needling at a low dose was given.",
     "At least two sessions were needed."],
)  # fmt: skip
def test_what_compares_no_groups_is_no_statement(sentence: str) -> None:
    assert stated(sentence)[0] == []


def test_a_denial_before_a_statement_is_kept() -> None:
    assert stated("Depth was not lower with needling.")[0][0].negated
    assert not stated("Depth was lower with needling.")[0][0].negated


def test_a_change_that_is_the_outcome_is_no_statement_of_its_own() -> None:
    found, _ = stated("Reduction of depth was greater with needling.", "reduction of depth")
    assert [(s.sign, s.in_outcome) for s in found] == [(-1, True), (1, False)]
