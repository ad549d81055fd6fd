"""The one rule: read by two > read by one > stated > indexed > derived."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from ingest.evidence.choose import (
    NO_DESIGN,
    RANKS,
    Candidate,
    choose,
    fact_candidates,
    indexed_candidates,
)
from ingest.extract.fact import Fact
from ingest.pubmed.record import Record, Term

SPAN = {"quote": "20 patients", "start": 0, "end": 11}


def test_the_highest_rank_wins_whatever_the_order():
    candidates = [Candidate(number, rank) for number, rank in enumerate(RANKS)]
    for order in permutations(candidates):
        assert choose(order) == 0


@given(st.lists(st.tuples(st.none() | st.integers(), st.sampled_from(RANKS))))
def test_a_known_value_is_never_lost_to_a_missing_one(pairs):
    candidates = [Candidate(*pair) for pair in pairs]
    known = [value for value, _ in pairs if value is not None]
    chosen = choose(candidates)
    assert (chosen is None) == (not known)
    assert chosen is None or chosen in known


def test_false_and_zero_are_known_values():
    assert choose([Candidate(False, "stated"), Candidate(True, "derived")]) is False
    assert choose([Candidate(0, "read by two"), Candidate(9, "stated")]) == 0


def test_a_doubtful_reading_and_an_absent_one_are_no_candidates():
    def fact(tier, status="stated"):
        return Fact("participants", 20, status, "rule", 1, tier=tier, **SPAN)

    assert fact_candidates([fact("low")]) == {}
    assert fact_candidates([fact("high", "absent")]) == {}
    assert fact_candidates([fact("review")]) == {"participants": [Candidate(20, "stated")]}


def test_a_direction_stands_for_a_study_only_where_it_is_sure():
    def fact(tier):
        return Fact("direction", "no-difference", "stated", "model", 1, tier=tier, **SPAN)

    assert fact_candidates([fact("review")]) == {}
    assert fact_candidates([fact("high")])["direction"] == [Candidate("no-difference", "stated")]


def test_animals_are_no_participants():
    fact = Fact("participants", 32, "stated", "model", 1, tier="high", unit="animals", **SPAN)
    assert fact_candidates([fact])["participants"] == [Candidate(None, "stated")]


def test_a_design_outside_the_vocabulary_is_none():
    fact = Fact("design", NO_DESIGN, "stated", "rule", 1, tier="high", **SPAN)
    assert fact_candidates([fact])["design"] == [Candidate(None, "stated")]


def test_publication_types_name_the_most_telling_design():
    both = Record(pmid="1", publication_types=(Term("D016454", "Review"), Term("D017418", "x")))
    assert indexed_candidates(both)["design"].value == "meta-analysis"
    silent = Record(pmid="1", publication_types=(Term("D016428", "Journal Article"),))
    assert indexed_candidates(silent)["design"].value is None
    assert indexed_candidates(silent)["randomized"].value is None


def test_follow_up_fills_its_column_only_from_the_last_session():
    def fact(role):
        return Fact("follow_up_weeks", 13.035, "stated", "rule", 1, role=role, tier="high", **SPAN)

    assert fact_candidates([fact("last-session")])["follow_up_months"] == [Candidate(3.0, "stated")]
    assert fact_candidates([fact("baseline")])["follow_up_months"] == [Candidate(None, "stated")]
