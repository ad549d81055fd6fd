"""Which of a study's results speaks, and how much a study weighs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.weighing.evidence import WHOLE, Effect, Item, Study, persons, settle, share

TRIAL = Study("trial", "primary", "randomized-controlled-trial", True)
SERIES = Study("series", "primary", "case-series", False)


def item(stance: str = "supports", study: Study = TRIAL, **columns: object) -> Item:
    return Item(**({"study": study, "stance": stance, "reason": stance} | columns))


@pytest.mark.parametrize(
    ("one", "effect", "frequency"),
    [
        (item(comparison="between arms"), 1, 1),
        (item(comparison="between arms", directness="indirect"), 1 / 2, 1 / 2),
        (item(study=SERIES, comparison="between arms"), 1 / 2, 1),
        (item(), 1 / 4, 1),
        (item(study=SERIES, directness="indirect"), 1 / 8, 1 / 2),
        (item(study=Study("one", "primary", "case-report")), 1 / 20, 1 / 20),
        (item("bears", comparison="between arms"), 0, 0),
        (item(study=Study("review", "review", "meta-analysis")), 0, 0),
        (item(study=Study("rats", "preclinical", "preclinical")), 0, 0),
        (item(study=Study("unknown")), 0, 0),
    ],
)
def test_weights_as_in_the_table_of_the_docs(one: Item, effect: float, frequency: float):
    assert one.weight("effect") == effect * WHOLE
    assert one.weight("frequency") == frequency * WHOLE


def test_randomisation_helps_only_the_comparison_that_was_randomised():
    assert not item(comparison="before and after").is_randomised_comparison
    assert item(comparison="between arms").is_randomised_comparison


def test_a_comparison_outranks_a_change_from_baseline():
    rows = [item("contradicts", result=0), item("supports", result=1, comparison="between arms")]
    assert settle(rows).stance == "supports"
    assert settle(rows).result == 1


def test_direct_evidence_outranks_indirect():
    rows = [item("supports", directness="indirect"), item("contradicts", directness="direct")]
    assert settle(rows).stance == "contradicts"


def test_results_of_one_rank_that_disagree_make_a_mixed_study():
    rows = [item("supports", result=4, reason="grade fell"), item("contradicts", reason="no fall")]
    mixed = settle(rows)
    assert mixed.stance == "mixed"
    assert mixed.reason == "for: grade fell; against: no fall"
    assert mixed.result == 4


def test_a_stance_outranks_mere_bearing():
    assert settle([item("bears", comparison="between arms"), item("supports")]).stance == "supports"
    assert settle([item("bears")]).stance == "bears"


PLACE = st.none() | st.integers(0, 3)
NUMBER = st.floats(allow_nan=False)
ROWS = st.lists(
    st.builds(
        Item,
        study=st.just(TRIAL),
        stance=st.sampled_from(["supports", "contradicts", "bears"]),
        reason=st.sampled_from("abc"),
        comparison=st.sampled_from(["between arms", "before and after", "review"]),
        directness=st.sampled_from(["direct", "indirect"]),
        result=PLACE,
        fact=PLACE,
        adverse_event=PLACE,
        participants=PLACE,
        effect=st.none() | st.builds(Effect, st.sampled_from(["RR", "MD"]), *[NUMBER] * 3),
    ),
    min_size=1,
)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Item], random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert settle(shuffled) == settle(rows)


def test_share_and_persons():
    assert share([(True, 10), (False, 30)]) == Fraction(1, 4)
    assert share([]) == 0
    assert persons([item(participants=20), item(participants=None)]) == 20
