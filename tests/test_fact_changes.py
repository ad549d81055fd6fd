"""Two readings of a study compared: what is told, and what is no change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.evidence.history.fact_changes import fact_changes
from ingest.evidence.schema import load_schema

COLUMNS = load_schema()["facts"].column_names


def fact(field: str, value: str | None, quote: str | None, **others: object) -> tuple:
    row = {"study": "1", "field": field, "value": value, "quote": quote, "status": "stated"}
    return tuple((row | others).get(name) for name in COLUMNS)


def told(before: list[tuple], after: list[tuple]) -> list[tuple]:
    changes = fact_changes(7, "1", before, after)
    return [(change.field, change.before, change.after, change.detail) for change in changes]


FORTY = fact("participants", "40", "40 patients", unit="persons", role="enrolled")
FIFTY = fact("participants", "50", "fifty patients", unit="persons", role="enrolled")


def test_a_value_that_changed_is_told_with_both_words():
    assert told([FORTY], [FIFTY]) == [
        (
            *("participants", "40 persons, enrolled", "50 persons, enrolled"),
            "participants: 40 persons, enrolled (“40 patients”)"
            " → 50 persons, enrolled (“fifty patients”)",
        )
    ]
    (change,) = fact_changes(7, "1", [FORTY], [FIFTY])
    assert (change.run, change.kind, change.study) == (7, "fact", "1")


def test_a_value_that_came_or_went_is_told_against_nothing():
    keloid = fact("scar_type", "keloid", "keloids")
    assert told([], [keloid]) == [
        ("scar_type", None, "keloid", "scar type: not stated → keloid (“keloids”)")
    ]
    assert told([keloid], []) == [
        ("scar_type", "keloid", None, "scar type: keloid (“keloids”) → not stated")
    ]


def test_of_several_values_only_those_that_differ_are_told():
    burns, keloid, striae = (fact("scar_type", name, name) for name in ("burn", "keloid", "striae"))
    ((_, before, after, _),) = told([burns, keloid], [striae, burns])
    assert (before, after) == ("keloid", "striae")


def test_values_in_doubt_and_silence_are_not_told():
    doubtful = fact("blinding", "double", "blinded", tier="low")
    silent = fact("split_body", "0", None, status="absent")
    assert told([FORTY], [FORTY, doubtful, silent]) == []


def test_other_words_for_the_same_value_are_no_change():
    assert told([FORTY], [fact(*FORTY[2:4], "forty people", unit="persons", role="enrolled")]) == []


FACTS = st.lists(
    st.builds(
        fact,
        st.sampled_from(["participants", "sessions_min", "scar_type"]),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["one", "two"]),
        role=st.sampled_from([None, "enrolled"]),
    ),
    max_size=6,
)


@given(FACTS, FACTS)
def test_going_back_tells_the_same_the_other_way_round(before: list[tuple], after: list[tuple]):
    there = [(field, old, new) for field, old, new, _ in told(before, after)]
    back = [(field, new, old) for field, old, new, _ in told(after, before)]
    assert there == back
    assert told(before, before) == []
    assert told(before, before[::-1]) == []
