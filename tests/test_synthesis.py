"""Which comparisons a question gets, what is assumed, and what comes out."""

from __future__ import annotations

import math
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.pooling.questions import Synthesis, load_synthesis
from ingest.settings import Settings
from ingest.synthesis import add_synthesis
from ingest.vocabulary.concepts import Vocabulary
from ingest.yaml_source import SourceError
from tests.small_evidence import SmallEvidence

VOCABULARY = Vocabulary.load(Settings.source / "vocabulary")

QUESTIONS = """
neutral: [placebo]
outcome_families:
  severity: {label: Severity, outcome_measures: [goodman-baron-quantitative, ecca]}
  response:
    label: Response
    outcome_measures: [global-assessment]
    responses: [excellent response]
  marks: {label: Dark marks, adverse_events: [hyperpigmentation]}
questions:
  - id: added
    question: Does PRP add?
    intervention: both
    comparator: needling
    outcome_family: severity
    effect_type: SMD
    time_point: last
    pairs: [{intervention: [microneedling, prp], comparator: [microneedling]}]
    published: {arms: [needling + PRP], comparison_arms: [needling]}
  - id: response
    question: Do more respond?
    intervention: both
    comparator: needling
    outcome_family: response
    effect_type: OR
    time_point: first
    pairs: [{intervention: [microneedling, prp], comparator: [microneedling]}]
    published: {arms: [needling + PRP], comparison_arms: [needling]}
  - id: marks
    question: More dark marks?
    intervention: laser
    comparator: needling
    outcome_family: marks
    effect_type: RR
    time_point: last
    pairs: [{intervention: [laser], comparator: [microneedling]}]
  - id: change
    question: How far does it fall?
    intervention: needling
    outcome_family: severity
    effect_type: SMC
    time_point: last
    pairs: [{intervention: [microneedling]}]
"""
QUANTITATIVE = {"outcome": "scar score", "outcome_measure": "goodman-baron-quantitative"}


def synthesis(folder: Path, text: str = QUESTIONS) -> Synthesis:
    file = folder / "synthesis.yaml"
    file.write_text(text, encoding="utf-8")
    return load_synthesis(file, VOCABULARY)


@pytest.fixture
def evidence_of() -> SmallEvidence:
    small = SmallEvidence()
    for measure, better in (
        ("goodman-baron-quantitative", "lower"),
        ("ecca", "lower"),
        ("global-assessment", "higher"),
    ):
        small.add("outcome_measures", id=measure, label=measure, better=better)
    return small


def trial(small: SmallEvidence, name: str, *, paired: bool = False, n: int | None = 20) -> None:
    """A trial of needling with and without PRP; the arms take positions 0 and 1."""
    columns = {"split_body": int(paired), "participants": n if paired else n and 2 * n}
    small.study(name, **columns)
    small.arm(name, 0, "combined", "microneedling", "prp", n=n)
    small.arm(name, 1, "needling", "microneedling", "placebo", n=n)


def means(small: SmallEvidence, name: str, first: float, second: float, sd: float | None = 2.0):
    small.result(name, 0, "combined", None, final_mean=first, final_sd=sd, **QUANTITATIVE)
    small.result(name, 1, "needling", None, final_mean=second, final_sd=sd, **QUANTITATIVE)


def row(small: SmallEvidence, sql: str) -> tuple:
    (found,) = small.select(sql)
    return found


def run(small: SmallEvidence, folder: Path) -> None:
    add_synthesis(small.insert, small.connection, synthesis(folder))


def test_three_trials_are_pooled_and_point_to_the_better_side(evidence_of, tmp_path: Path):
    for name in "abc":
        trial(evidence_of, name)
        means(evidence_of, name, 8.0, 10.0)
    run(evidence_of, tmp_path)
    assert row(
        evidence_of,
        "SELECT comparisons, participants, answer FROM pooled_questions WHERE id = 'added'",
    ) == (3, 120, "pooled")
    effect, low, high, i2, tau2, source = row(
        evidence_of,
        "SELECT effect, ci_low, ci_high, i2, tau2, source FROM pooled_effects WHERE id = 'added'",
    )
    # A fall is the better way on this scale: 2 points of SD 2 are 1 SD, times 1 - 3 / (4·40 - 9).
    assert effect == pytest.approx(1 - 3 / 151, abs=1e-4)
    assert low < effect < high
    assert (i2, tau2, source) == (0, 0, "ours")
    assert evidence_of.select("SELECT * FROM pooled_sensitivity") == []
    weights = evidence_of.select("SELECT weight FROM pooled_inputs WHERE question = 'added'")
    assert weights == [(33.3,)] * 3


def test_two_trials_are_listed_but_not_pooled(evidence_of, tmp_path: Path):
    for name in "ab":
        trial(evidence_of, name)
        means(evidence_of, name, 8.0, 10.0)
    run(evidence_of, tmp_path)
    assert row(evidence_of, "SELECT answer FROM pooled_questions WHERE id = 'added'") == (
        "not enough comparisons: 2",
    )
    assert evidence_of.select("SELECT * FROM pooled_effects") == []
    assert evidence_of.select(
        "SELECT study, pooled_effect, weight FROM pooled_inputs WHERE question = 'added'"
    ) == [("a", None, None), ("b", None, None)]


def test_split_face_trials_are_computed_for_three_correlations(evidence_of, tmp_path: Path):
    for name, first in (("a", 7.0), ("b", 8.0), ("c", 9.0)):
        trial(evidence_of, name, paired=True)
        means(evidence_of, name, first, 10.0)
    run(evidence_of, tmp_path)
    assert row(evidence_of, "SELECT participants FROM pooled_questions WHERE id = 'added'") == (60,)
    rows = evidence_of.select(
        "SELECT correlation, effect, ci_low FROM pooled_sensitivity WHERE pooled_effect = 'added'"
    )
    assert [correlation for correlation, *_ in rows] == [0.3, 0.5, 0.7]
    main = row(evidence_of, "SELECT effect, ci_low FROM pooled_effects WHERE id = 'added'")
    assert rows[1][1:] == main
    assumed = evidence_of.select("SELECT assumed FROM pooled_inputs WHERE question = 'added'")
    assert all("correlate at 0.5" in words for (words,) in assumed)


@pytest.mark.parametrize(
    ("columns", "p", "says"),
    [
        ({"p_value": "<0.05"}, 0.05, "P = 0.05"),
        ({"p_value": "0.012"}, 0.012, "P = 0.012"),
        ({"p_value": ".04; .03"}, None, None),
        ({"p_value": ">0.05"}, None, None),
        ({"p_value": "0.00"}, None, None),
    ],
)
def test_sd_from_the_p_value(evidence_of, tmp_path: Path, columns, p, says):
    trial(evidence_of, "a")
    evidence_of.result(
        "a",
        0,
        "combined",
        None,
        comparison_arm="needling",
        final_mean=8.0,
        **QUANTITATIVE,
        **columns,
    )
    evidence_of.result("a", 1, "needling", None, final_mean=10.0, **QUANTITATIVE)
    run(evidence_of, tmp_path)
    rows = evidence_of.select(
        "SELECT assumed, effect, standard_error FROM pooled_inputs WHERE question = 'added'"
    )
    if p is None:
        assert rows == []
        return
    ((assumed, effect, error),) = rows
    assert says in assumed
    # Nearly the t of that P: the SD was made so.
    from scipy.stats import t

    assert effect / error == pytest.approx(t.ppf(1 - p / 2, 38), rel=0.1)


def test_sd_from_the_interval_of_the_difference(evidence_of, tmp_path: Path):
    trial(evidence_of, "a")
    evidence_of.result(
        "a",
        0,
        "combined",
        None,
        comparison_arm="needling",
        final_mean=8.0,
        effect_type="MD",
        effect=-2.0,
        ci_low=-3.28,
        ci_high=-0.72,
        **QUANTITATIVE,
    )
    evidence_of.result("a", 1, "needling", None, final_mean=10.0, **QUANTITATIVE)
    run(evidence_of, tmp_path)
    assumed, effect = row(evidence_of, "SELECT assumed, effect FROM pooled_inputs")
    assert "confidence interval" in assumed
    assert effect == pytest.approx(0.98, abs=0.01)


def test_responses_are_counted_and_only_named_ones(evidence_of, tmp_path: Path):
    trial(evidence_of, "a")
    responses = {"outcome_measure": "global-assessment", "outcome": "Excellent response"}
    evidence_of.result("a", 0, "combined", None, responder_percent=40.0, **responses)
    evidence_of.result("a", 1, "needling", None, responders=4, participants=20, **responses)
    trial(evidence_of, "b")
    poor = {"outcome_measure": "global-assessment", "outcome": "poor response"}
    evidence_of.result("b", 0, "combined", None, responders=4, **poor)
    evidence_of.result("b", 1, "needling", None, responders=9, **poor)
    run(evidence_of, tmp_path)
    study, effect, error, assumed = row(
        evidence_of,
        "SELECT study, effect, standard_error, assumed FROM pooled_inputs"
        " WHERE question = 'response'",
    )
    assert study == "a"
    assert effect == pytest.approx((8 / 12) / (4 / 16), abs=1e-4)
    assert error == pytest.approx(math.sqrt(1 / 8 + 1 / 12 + 1 / 4 + 1 / 16), abs=1e-4)
    assert "8 of 20 from 40 %" in assumed


def test_a_percentage_that_no_whole_number_gives_is_not_used(evidence_of, tmp_path: Path):
    trial(evidence_of, "a")
    responses = {"outcome_measure": "global-assessment", "outcome": "excellent response"}
    evidence_of.result("a", 0, "combined", None, responder_percent=13.6, **responses)
    evidence_of.result("a", 1, "needling", None, responders=4, participants=20, **responses)
    run(evidence_of, tmp_path)
    assert evidence_of.select("SELECT * FROM pooled_inputs") == []


def test_harms_with_an_empty_cell(evidence_of, tmp_path: Path):
    evidence_of.study("a", participants=40)
    evidence_of.arm("a", 0, "laser", "laser", n=20)
    evidence_of.arm("a", 1, "needling", "microneedling", n=20)
    evidence_of.add("adverse_event_terms", id="hyperpigmentation", label="Dark marks")
    for position, arm, count in ((0, "laser", 5), (1, "needling", 0)):
        evidence_of.add(
            "adverse_events",
            study="a",
            position=position,
            event="dark marks",
            arm=arm,
            adverse_event_term="hyperpigmentation",
            count=count,
        )
    run(evidence_of, tmp_path)
    assert row(
        evidence_of,
        "SELECT adverse_event, comparison_adverse_event, result, effect FROM pooled_inputs",
    ) == (0, 1, None, 11.0)


def test_a_change_within_an_arm_is_named_uncontrolled(evidence_of, tmp_path: Path):
    for name, after in (("a", 6.0), ("b", 7.0), ("c", 8.0)):
        trial(evidence_of, name)
        for position, weeks, value in ((0, "4 weeks", 9.0), (1, "3 months", after)):
            evidence_of.result(
                name,
                position,
                "needling",
                None,
                timepoint=weeks,
                baseline_mean=10.0,
                baseline_sd=2.0,
                final_mean=value,
                **QUANTITATIVE,
            )
    run(evidence_of, tmp_path)
    comparison, comparator, effect = row(
        evidence_of, "SELECT comparison, comparator, effect FROM pooled_effects"
    )
    assert (comparison, comparator) == ("uncontrolled", None)
    assert 1 < effect < 2
    assert evidence_of.select("SELECT DISTINCT timepoint FROM pooled_inputs") == [("3 months",)]


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE studies SET retraction = 'retracted'",
        "UPDATE studies SET kind = 'preclinical'",
        "UPDATE outcome_measures SET better = NULL",
        "UPDATE results SET outcome = 'another' WHERE position = 0",
        "UPDATE results SET timepoint = position || ' months'",
        "DELETE FROM arm_interventions WHERE arm = 1",
        "UPDATE results SET outcome_measure = NULL",
    ],
)
def test_what_cannot_be_compared_is_left_out(evidence_of, tmp_path: Path, spoil: str):
    for name in "abc":
        trial(evidence_of, name)
        means(evidence_of, name, 8.0, 10.0)
    evidence_of.connection.execute(spoil)
    run(evidence_of, tmp_path)
    assert evidence_of.select("SELECT * FROM pooled_inputs WHERE question = 'added'") == []


def test_persons_spread_over_arms_are_an_assumption(evidence_of, tmp_path: Path):
    trial(evidence_of, "a", n=None)
    evidence_of.connection.execute("UPDATE studies SET participants = 41")
    means(evidence_of, "a", 8.0, 10.0)
    run(evidence_of, tmp_path)
    assert row(evidence_of, "SELECT participants, assumed FROM pooled_inputs") == (
        40,
        "41 persons spread evenly over 2 arms",
    )


def test_published_results_stand_beside_ours_as_printed(evidence_of, tmp_path: Path):
    evidence_of.study("review", kind="review", design="meta-analysis")
    printed = {"effect_type": "SMD", "effect": 3.1, "ci_low": 1.2, "ci_high": 8.0}
    evidence_of.result(
        "review", 0, "needling + PRP", None, comparison_arm="needling", **QUANTITATIVE, **printed
    )
    evidence_of.result("review", 1, "filler", None, comparison_arm="laser", **printed)
    run(evidence_of, tmp_path)
    assert evidence_of.select(
        "SELECT source, pooled_question, effect, ci_low, ci_high, method, result"
        " FROM pooled_effects ORDER BY id"
    ) == [
        ("review", "added", 3.1, 1.2, 8.0, "as published", 0),
        ("review", None, 3.1, 1.2, 8.0, "as published", 1),
    ]


def test_a_published_result_stands_beside_the_question_of_its_effect_type(
    evidence_of, tmp_path: Path
):
    evidence_of.study("review", kind="review", design="meta-analysis")
    responses = {"outcome": "graded better by a half", "outcome_measure": "global-assessment"}
    for position, type_ in enumerate(("SMD", "OR", "RR")):
        evidence_of.result(
            "review",
            position,
            "needling + PRP",
            None,
            comparison_arm="needling",
            effect_type=type_,
            effect=3.1,
            ci_low=1.2,
            ci_high=8.0,
            **responses,
        )
    run(evidence_of, tmp_path)
    assert evidence_of.select("SELECT effect_type, pooled_question FROM pooled_effects") == [
        ("SMD", None),
        ("OR", "response"),
        ("RR", None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[microneedling, prp]", "[microneedling, prpp]", "'prpp' is not in data/vocabulary"),
        ("quantitative, ecca]", "quantitative, eccca]", "'eccca' is not in data/vocabulary"),
        ("[hyperpigmentation]", "[hyper]", "'hyper' is not in data/vocabulary"),
        ("outcome_family: marks", "outcome_family: spots", "no outcome family 'spots'"),
        ("id: marks", "id: added", "'added' stands twice"),
        ("effect_type: RR", "effect_type: HR", "should be 'SMD'"),
        ("effect_type: RR", "effect_type: SMD", "RR and OR need a family"),
        ("outcome_family: marks", "outcome_family: severity", "RR and OR need a family"),
        ("effect_type: SMC", "effect_type: SMD", "SMD needs a comparator"),
        ("effect_type: RR", "effect_type: SMC", "SMC has no comparator"),
        (
            "  marks: {label",
            "  more: {label: More, outcome_measures: [ecca]}\n  marks: {label",
            "two families",
        ),
    ],
)
def test_a_faulty_question_is_named_with_its_line(tmp_path: Path, old: str, new: str, says: str):
    with pytest.raises(SourceError, match=says) as caught:
        synthesis(tmp_path, QUESTIONS.replace(old, new, 1))
    assert "synthesis.yaml, line " in str(caught.value)


def test_of_the_catalogue_only_an_uncontrolled_question_can_be_pooled(evidence: Path):
    # The catalogue prints few standard deviations: this is its honest state, not a wish.
    with closing(sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)) as connection:
        ours = connection.execute(
            "SELECT id, comparison, comparisons, participants, effect, ci_low, ci_high"
            " FROM pooled_effects WHERE source = 'ours'"
        ).fetchall()
        published = connection.execute(
            "SELECT count(*), count(DISTINCT source) FROM pooled_effects WHERE source <> 'ours'"
        ).fetchone()
        few = connection.execute(
            "SELECT id FROM pooled_questions WHERE comparisons < 3 AND answer = 'pooled'"
        ).fetchall()
    assert ours == [("needling-change", "uncontrolled", 3, 111, 2.386, 0.5591, 4.213)]
    assert published == (58, 15)
    assert few == []
