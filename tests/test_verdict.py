"""Every verdict, and the sentence that says it, on hand-worked cases."""

from __future__ import annotations

import pytest

from ingest.weighing.evidence import Item, Study
from ingest.weighing.verdict import weigh


def trials(count: int, stance: str = "supports", n: int = 150) -> list[Item]:
    """Randomised comparisons without a word on blinding: three of 150 are of moderate certainty."""
    return [
        Item(
            Study(f"{stance}{number}", "primary", "randomized-controlled-trial", True, None, n),
            stance,
            "",
            "between arms",
            participants=n,
        )
        for number in range(count)
    ]


def series(count: int, stance: str = "supports", n: int = 150) -> list[Item]:
    return [
        Item(
            Study(f"series{number}", "primary", "case-series", False, None, n),
            stance,
            "",
            participants=n,
        )
        for number in range(count)
    ]


def reviews(count: int, stance: str) -> list[Item]:
    study = Study("review", "review", "systematic-review", None, None, 5000)
    return [Item(study, stance, "", "review", participants=5000)] * count


def bearing() -> Item:
    return Item(Study("other", "primary", "cohort"), "bears", "")


@pytest.mark.parametrize(
    ("items", "verdict"),
    [
        ([], "not studied"),
        ([bearing()], "insufficient"),
        (reviews(3, "supports"), "insufficient"),
        (trials(1), "insufficient"),
        (trials(4, n=24), "insufficient"),  # 96 persons
        (trials(4, n=25), "supported"),
        (trials(3), "supported"),
        (trials(4) + trials(1, "contradicts"), "supported"),  # 80 %
        (trials(3) + trials(1, "contradicts"), "partly supported"),  # 75 %
        (trials(3) + trials(2, "contradicts"), "partly supported"),  # 60 %
        (trials(2) + trials(2, "contradicts"), "mixed"),
        (trials(2) + trials(2, "mixed"), "partly supported"),  # 75 %
        (trials(2, "mixed"), "mixed"),
        (trials(1) + trials(3, "contradicts"), "mixed"),  # 25 %
        (trials(1) + trials(4, "contradicts"), "contradicted"),  # 20 %
        (trials(3, "contradicts"), "contradicted"),
    ],
)
def test_verdicts_of_randomised_comparisons(items, verdict):
    assert weigh(items, "effect").verdict == verdict


def test_improvement_seen_only_before_and_after_is_partly_supported_at_most():
    assert weigh(series(30), "effect").verdict == "partly supported"
    assert weigh(series(30) + trials(1), "effect").verdict == "partly supported"


def test_support_of_very_low_certainty_is_partly_supported():
    indirect = [item._replace(directness="indirect") for item in trials(3, n=40)]
    outcome = weigh(indirect, "effect")
    assert (outcome.verdict, outcome.grade.certainty) == ("partly supported", "very low")


@pytest.mark.parametrize("number", [1, 2, 3, 5])
@pytest.mark.parametrize("persons", [20, 60, 150])
@pytest.mark.parametrize("question", ["effect", "frequency"])
@pytest.mark.parametrize("kind", [trials, series])
def test_right_and_wrong_ask_for_the_same(number, persons, question, kind):
    favour = weigh(kind(number, "supports", persons), question)
    against = weigh(kind(number, "contradicts", persons), question)
    assert (favour.verdict == "supported") == (against.verdict == "contradicted")
    assert favour.grade.certainty == against.grade.certainty


def test_contradiction_takes_as_much_certainty_as_support():
    assert weigh(series(5, "contradicts"), "effect").verdict == "insufficient"
    assert weigh(series(5, "contradicts"), "frequency").verdict == "contradicted"


def test_series_answer_how_often_something_happens():
    assert weigh(series(3), "frequency").verdict == "supported"


def test_a_claim_may_need_more_persons():
    assert weigh(series(3), "frequency", persons_needed=3000).verdict == "partly supported"


@pytest.mark.parametrize(
    ("items", "favour", "against", "verdict"),
    [
        (trials(3), 0, 1, "partly supported"),
        (trials(3), 1, 1, "supported"),
        (series(30), 0, 1, "mixed"),
        (trials(3, "contradicts"), 1, 0, "mixed"),
        (trials(2) + trials(2, "contradicts"), 3, 0, "mixed"),
    ],
)
def test_reviews_that_disagree_lower_a_verdict_and_never_raise_one(items, favour, against, verdict):
    beside = reviews(favour, "supports") + reviews(against, "contradicts")
    assert weigh(items + beside, "effect").verdict == verdict


def test_participants_of_reviews_are_not_counted_beside_those_of_their_trials():
    outcome = weigh(trials(3) + reviews(2, "supports"), "effect")
    assert outcome.participants == 450
    assert (outcome.favour, outcome.reviews_for, outcome.bearing) == (3, 2, 2)


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "No study in this evidence base addresses it."),
        ([bearing()], "No study answers it; 1 study only bears on it."),
        (
            trials(4) + trials(1, "contradicts"),
            "4 of 5 studies with 750 participants support it, 1 speaks against it; certainty"
            " moderate because bias cannot be ruled out.",
        ),
        (
            series(1, n=40) + series(2, "contradicts", n=40) + reviews(1, "supports"),
            "1 of 3 studies with 120 participants supports it, 2 speak against it; 1 systematic"
            " review beside them, 1 for and 0 against; certainty very low because few or no"
            " randomised comparisons answer it, bias cannot be ruled out, studies disagree, there"
            " are few participants.",
        ),
        (
            trials(2, n=45),
            "2 of 2 studies with 90 participants support it, too few for a verdict; certainty very"
            " low because bias cannot be ruled out, there are few participants.",
        ),
        (
            series(3, "contradicts"),
            "0 of 3 studies with 450 participants support it, 3 speak against it, not surely enough"
            " to contradict it; certainty very low because few or no randomised comparisons answer"
            " it, bias cannot be ruled out.",
        ),
        (
            trials(3) + series(20, "contradicts"),
            "3 of 23 studies with 3450 participants support it, 20 speak against it; certainty"
            " moderate, judged on the randomised comparisons, because bias cannot be ruled out.",
        ),
    ],
)
def test_the_sentence(items, sentence):
    assert weigh(items, "effect").summary == sentence
