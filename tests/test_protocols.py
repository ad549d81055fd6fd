from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.protocols import add_protocols
from tests.small_evidence import SmallEvidence


@pytest.fixture
def base() -> Iterator[SmallEvidence]:
    base = SmallEvidence()
    yield base
    base.connection.close()


def protocols(base: SmallEvidence) -> list[tuple]:
    add_protocols(base.insert, base.connection)
    return base.select("SELECT * FROM protocols ORDER BY study, scar_type")


def test_a_row_for_each_kind_of_scar(base: SmallEvidence):
    base.study(
        "a",
        scar_types=("acne-atrophic", "surgical"),
        design="cohort",
        participants=30,
        sessions_min=1,
        sessions_max=3,
        interval_weeks_min=4.0,
        interval_weeks_max=4.0,
        needle_mm_max=1.5,
        direction="improved",
    )
    row = ("cohort", 30, 0, 1, 3, 4.0, 4.0, None, 1.5, "improved")
    assert protocols(base) == [("a", "acne-atrophic", *row), ("a", "surgical", *row)]


def test_radiofrequency_is_marked(base: SmallEvidence):
    base.study("a", interventions=("rf-microneedling", "prp"), needle_mm_max=3.5)
    assert [row[4] for row in protocols(base)] == [1]


def test_one_part_of_a_protocol_is_enough_and_none_is_not(base: SmallEvidence):
    base.study("interval", interval_weeks_min=2.0)
    base.study("nothing")
    assert [row[0] for row in protocols(base)] == ["interval"]


def test_only_primary_studies_of_needling_that_stand(base: SmallEvidence):
    base.study("laser", interventions=("erbium-laser",), sessions_max=3)
    base.study("review", kind="review", sessions_max=3)
    base.study("retracted", retraction="retracted", sessions_max=3)
    assert protocols(base) == []
