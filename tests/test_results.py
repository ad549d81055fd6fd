"""The numbers of the results."""

from __future__ import annotations

import pytest

from ingest.extract.outcomes.results import NOT_TIED, read
from tests.extracting import read_with, values


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("The sides differed (P = 0.004).", "result_p", ["0.004"]),
        ("The sides differed (p<.001).", "result_p", ["<0.001"]),
        ("The score fell by 48.1%.", "result_percent_change", [48.1]),
        (
            "Scores were reduced by 35%, 41% and 63% in the three groups.",
            "result_percent_change",
            [35, 41, 63],
        ),
        ("The score fell from 9.1 to 5.8.", "result_baseline_mean", [9.1]),
        ("The score fell from 9.1 ± 1.2 to 5.8 ± 0.9.", "result_final_mean", [5.8]),
        ("Excellent improvement was seen in 19 (63.3%).", "result_responders", [19]),
        ("Excellent improvement was seen in 19 (63.3%).", "result_responder_percent", [63.3]),
        ("Marked response was seen in 12 of 20 patients.", "result_responders", [12]),
        ("Twelve patients showed excellent improvement.", "result_responders", [12]),
        ("Eighteen patients (60%) achieved >75% improvement.", "result_responder_percent", [60]),
        (
            "Response was marked in five women, moderate in six and slight in three.",
            "result_responders",
            [5, 6, 3],
        ),
        ("Improvement: excellent 12, good 9, fair 4.", "result_responders", [12, 9, 4]),
        ("Twenty of 25 patients improved.", "result_responders", [20]),
        ("Forty percent of patients had a good response.", "result_responder_percent", [40]),
        ("40% of the patients responded.", "result_responder_percent", [40]),
        ("The response rate was 80% versus 60%.", "result_responder_percent", [80, 60]),
        ("Recurrence: 12% and 29%.", "result_responder_percent", [12, 29]),
        ("Improvement was reached by 37% and 11%.", "result_responder_percent", [37, 11]),
        ("ECCA improved by 45% with laser, by 28% with pen.", "result_percent_change", [45, 28]),
        ("Mean improvement was 45% (laser) and 28% (pen).", "result_percent_change", [45, 28]),
        ("There was a 45% reduction in the score.", "result_percent_change", [45]),
        ("Scar volume dropped 32 ± 11%.", "result_percent_change", [32]),
        ("Pore volume: -24% laser, -26% needling.", "result_percent_change", [24, 26]),
        ("The effect was SMD 0.62.", "result_effect", [0.62]),
        ("The effect was MD -1.32, 95% CI -2.00 to -0.65.", "result_ci_low", [-2]),
        ("The effect was MD −1.32, 95% CI −2.00 to −0.65.", "result_ci_high", [-0.65]),
    ],
)
def test_numbers_are_read(text: str, field: str, expected: list[object]) -> None:
    assert values(read_with(read, f"RESULTS: {text}"), field) == expected


@pytest.mark.parametrize(
    "text",
    [
        "METHODS: A fall by 50% was success (P = 0.05 was significant). RESULTS: See below.",
        "RESULTS: More than 50% improvement was the criterion.",
        "RESULTS: Patients were followed from 12 to 24 weeks.",
        "RESULTS: Grades went from mild to severe.",
        "RESULTS: Scar depth was reduced to 60% of baseline.",
        "RESULTS: Median satisfaction with the improvement was 8 and 6 of 10.",
    ],
)
def test_criteria_and_times_are_no_results(text: str) -> None:
    facts = read_with(read, text)
    assert [fact for fact in facts if fact.field != "result_responder_percent"] == []


def test_harms_are_not_counted_as_response() -> None:
    text = "RESULTS: Marked hyperpigmentation was seen in 4 (13.3%)."
    assert values(read_with(read, text), "result_responders") == []


def test_a_number_is_tied_to_arm_outcome_and_time() -> None:
    text = "RESULTS: ECCA fell by 32% on the laser side at 12 weeks."
    [fact] = read_with(read, text)
    assert fact.role == "laser side | ECCA | at 12 weeks"
    assert [part.quote for part in fact.parts] == ["laser side", "ECCA", "at 12 weeks"]


def test_what_the_sentence_does_not_say_is_left_open() -> None:
    [fact] = read_with(read, "RESULTS: Sides differed (P = 0.02).")
    assert fact.role == f"{NOT_TIED} | {NOT_TIED} | {NOT_TIED}"


def test_a_protocol_has_no_results() -> None:
    assert read_with(read, "A fall by 20% is expected (P = 0.05).", design="protocol") == []
