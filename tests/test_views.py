"""The views that claims build on: what counts as needling's effect, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.evidence.views import computed_once, create_views, load_views
from ingest.yaml_source import SourceError
from tests.small_evidence import VIEWS, SmallEvidence

EFFECTS = "SELECT study, effect, comparison, directness, result FROM needling_effects"
HARMS = "SELECT study, event, participants, percent FROM needling_harms ORDER BY adverse_event"


@pytest.fixture
def base() -> Iterator[SmallEvidence]:
    base = SmallEvidence()
    yield base
    base.connection.close()


def two_arms(base: SmallEvidence, *interventions: tuple[str, ...], **columns: object) -> None:
    """A study "s" with the arms "one" and "two"."""
    base.study("s", **columns)
    for position, (label, given) in enumerate(zip(("one", "two"), interventions, strict=True)):
        base.arm("s", position, label, *given)


def test_needling_against_nothing_tells_its_effect(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("no-treatment",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two")
    assert base.select(EFFECTS) == [("s", "improved", "between arms", "direct", 0)]


def test_the_same_result_told_from_the_other_arm(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("no-treatment",))
    base.result("s", 0, "two", "favours-comparison", comparison_arm="one")
    assert base.select(EFFECTS) == [("s", "improved", "between arms", "direct", 0)]


def test_needling_added_to_the_treatment_of_the_other_arm_tells_its_effect(base: SmallEvidence):
    two_arms(base, ("microneedling", "silicone"), ("silicone",))
    base.result("s", 0, "one", "no-difference", comparison_arm="two")
    assert base.select(EFFECTS) == [("s", "unchanged", "between arms", "direct", 0)]


def test_a_combination_against_nothing_tells_it_indirectly(base: SmallEvidence):
    two_arms(base, ("microneedling", "prp"), ("no-treatment",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two")
    assert base.select(EFFECTS) == [("s", "improved", "between arms", "indirect", 0)]


def test_better_than_another_treatment_tells_it_indirectly(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("dermabrasion",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two")
    assert base.select(EFFECTS) == [("s", "improved", "between arms", "indirect", 0)]


@pytest.mark.parametrize("direction", ["no-difference", "favours-comparison"])
def test_no_better_than_another_treatment_tells_nothing(base: SmallEvidence, direction: str):
    two_arms(base, ("microneedling",), ("erbium-laser",))
    base.result("s", 0, "one", direction, comparison_arm="two")
    assert base.select(EFFECTS) == []


def test_what_is_added_to_needling_tells_nothing_of_needling(base: SmallEvidence):
    two_arms(base, ("microneedling", "prp"), ("microneedling",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two")
    assert base.select(EFFECTS) == []


def test_the_conclusion_stands_in_where_no_result_names_both_arms(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("placebo",), direction="favours-microneedling")
    assert ("s", "improved", "between arms", "direct", None) in base.select(EFFECTS)


def test_a_conclusion_is_not_read_into_a_study_of_three_arms(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("placebo",), direction="no-difference")
    base.arm("s", 2, "three", "prp")
    assert base.select(EFFECTS) == []


def test_a_change_in_a_needled_arm(base: SmallEvidence):
    two_arms(base, ("microneedling", "insulin"), ("microneedling", "prp"))
    base.result("s", 0, "two", "improved-from-baseline")
    assert base.select(EFFECTS) == [("s", "improved", "before and after", "indirect", 0)]


def test_a_combination_does_not_speak_for_an_arm_of_needling_alone(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("microneedling", "chemical-peel"))
    base.result("s", 0, "two", "improved-from-baseline")
    assert base.select(EFFECTS) == []


def test_both_arms_count_for_the_one_of_needling_alone(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("erbium-laser",))
    base.result("s", 0, "both sides", "improved-from-baseline")
    assert base.select(EFFECTS) == [("s", "improved", "before and after", "direct", 0)]


def test_an_arm_that_no_label_names_counts_only_if_all_are_needled(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("erbium-laser",))
    base.result("s", 0, "the treated side", "improved-from-baseline")
    assert base.select(EFFECTS) == []


def test_means_that_barely_moved_are_no_improvement(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("microneedling", "prf"))
    base.result("s", 0, "one", None, baseline_mean=3.4, final_mean=3.3)
    base.result("s", 1, "one", None, baseline_mean=3.4, final_mean=2.0)
    assert base.select(EFFECTS) == [("s", "unchanged", "before and after", "direct", 0)]


def test_a_few_who_did_not_respond_are_no_failure(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("microneedling", "prf"))
    base.result("s", 0, "one", "no-change", responder_percent=6)
    base.result("s", 1, "one", "no-change", responder_percent=93)
    assert [row[4] for row in base.select(EFFECTS)] == [1]


def test_pain_and_histology_are_not_severity(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("placebo",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two", outcome_measure="pain")
    base.result("s", 1, "one", "improved-from-baseline", outcome_measure="collagen")
    assert base.select(EFFECTS) == []


def test_a_dissolving_patch_is_not_needling(base: SmallEvidence):
    base.study("s", interventions=("microneedling", "triamcinolone"))
    base.arm("s", 0, "dissolving microneedles", "microneedling", "triamcinolone")
    base.result("s", 0, "dissolving microneedles", "improved-from-baseline")
    assert base.select(EFFECTS) == []


def test_a_study_of_which_only_the_conclusion_is_known(base: SmallEvidence):
    base.study("alone", direction="improved")
    base.study("with laser", direction="improved", interventions=("microneedling", "laser"))
    base.study("of laser", direction="improved", interventions=("laser",))
    base.study("unclear", direction="not-reported")
    base.add(
        "facts", study="alone", position=3, field="direction", value="improved", status="stated"
    )
    rows = base.select("SELECT study, directness, fact FROM needling_effects ORDER BY study")
    assert rows == [("alone", "direct", 3), ("with laser", "indirect", None)]


@pytest.mark.parametrize(("split_body", "share"), [(1, (40, 5.0)), (0, (None, None))])
def test_harms_of_the_needled_arm_only(base: SmallEvidence, split_body: int, share: tuple):
    two_arms(base, ("microneedling",), ("erbium-laser",), participants=40, split_body=split_body)
    base.arm("s", 2, "three", "microneedling", "erbium-laser")
    for position, (arm, event) in enumerate(
        [("one", "redness"), ("two", "burn"), ("three", "burn"), (None, "crusts")]
    ):
        base.add("adverse_events", study="s", position=position, event=event, arm=arm, count=2)
    assert base.select(HARMS) == [("s", "redness", *share)]


def test_a_harm_of_needling_with_something_else_is_indirect(base: SmallEvidence):
    base.study("s")
    base.arm("s", 0, "needles", "microneedling")
    base.arm("s", 1, "needles and acid", "microneedling", "chemical-peel")
    for position, arm in enumerate(["needles", "needles and acid", None]):
        base.add("adverse_events", study="s", position=position, event="redness", arm=arm)
    base.study("alone", interventions=("microneedling", "prp"))
    base.add("adverse_events", study="alone", position=0, event="redness")
    query = "SELECT study, adverse_event, directness FROM needling_harms ORDER BY study, 2"
    assert base.select(query) == [
        ("alone", 0, "indirect"),
        ("s", 0, "direct"),
        ("s", 1, "indirect"),
        ("s", 2, "direct"),
    ]


def test_no_harm_in_any_arm_is_none_in_the_needled_one(base: SmallEvidence):
    base.study("s", participants=40)
    base.arm("s", 0, "one", "microneedling", n=21)
    base.arm("s", 1, "two", "erbium-laser", n=19)
    base.add("adverse_events", study="s", position=0, event="infection", count=0)
    assert base.select(HARMS) == [("s", "infection", 21, 0.0)]


def test_queries_read_the_same_from_tables_as_from_views(base: SmallEvidence):
    two_arms(base, ("microneedling",), ("no-treatment",))
    base.result("s", 0, "one", "favours-arm", comparison_arm="two")
    views = {view.name: base.select(f"SELECT * FROM {view.name}") for view in VIEWS}
    with computed_once(base.connection, VIEWS):
        assert base.select("SELECT count(*) FROM temp.sqlite_schema") == [(len(VIEWS),)]
        assert {view.name: base.select(f"SELECT * FROM {view.name}") for view in VIEWS} == views
    assert base.select("SELECT count(*) FROM temp.sqlite_schema") == [(0,)]


def test_a_broken_view_is_named_with_its_reason(base: SmallEvidence, tmp_path: Path):
    path = tmp_path / "views.yaml"
    path.write_text("lost:\n  description: x\n  sql: SELECT * FROM nowhere\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        create_views(base.connection, load_views(path))
    assert str(caught.value) == (
        f"{path}, line 3, field lost.sql: SQLite says: no such table: main.nowhere"
    )


def test_a_view_needs_a_description(tmp_path: Path):
    path = tmp_path / "views.yaml"
    path.write_text("lost:\n  sql: SELECT 1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"lost\.description: this field is needed"):
        load_views(path)
