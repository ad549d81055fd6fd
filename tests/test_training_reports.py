"""Reports written blind: parts that share nothing, whole labels, measures that can fail."""

from __future__ import annotations

import pytest

from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from training import reports
from training.reports import (
    ANSWERS,
    FIRST_LOOKS,
    RANGES,
    SETS,
    Part,
    load_reports,
    measure_reports,
)

LABELS = {*ANSWERS, *SETS, *RANGES, "participants_role", "follow_up_anchor"}
PARTS: dict[Part, int] = {
    "dev": 183,
    "test": 67,
    "ordinary": 100,
    "unseen": 90,
    "fresh": 150,
    "latest": 120,
}
"""How many reports each has."""


def test_no_report_is_in_two_parts() -> None:
    texts = {part: [document.text for document, _ in load_reports(part)] for part in PARTS}
    assert {part: len(own) for part, own in texts.items()} == PARTS
    assert len({text for own in texts.values() for text in own}) == sum(PARTS.values())


@pytest.mark.parametrize("part", PARTS)
def test_every_label_is_there_and_disputed_ones_are_empty(part: Part) -> None:
    for _, row in load_reports(part):
        assert row["labels"].keys() == LABELS, row["id"]
        assert all(row["labels"][name] is None for name in row["disputed"]), row["id"]


@pytest.mark.parametrize("part", PARTS)
def test_labels_are_concepts_of_the_vocabulary(part: Part) -> None:
    vocabulary = Vocabulary.load(ROOT / "data" / "vocabulary")
    for _, row in load_reports(part):
        labels = row["labels"]
        assert {*(labels["scar_types"] or ())} <= vocabulary.ids("scar_type").keys(), row["id"]
        assert {*(labels["interventions"] or ())} <= vocabulary.ids("intervention").keys()
        assert {*(labels["adverse_events"] or ())} <= vocabulary.ids("adverse_event").keys()


@pytest.mark.parametrize(
    ("labelled", "found", "precision", "recall"),
    [
        (["a", "b"], ["a"], 1.0, 0.5),
        (["a"], ["a", "c"], 0.5, 1.0),
        ([(4, 4)], [(4, 4.1)], 1.0, 1.0),
        ([(4, 4)], [(None, 4)], 0.0, 0.0),
        ([(4, 8)], [(4, 6)], 0.0, 0.0),
    ],
)
def test_precision_and_recall(
    labelled: list[object], found: list[object], precision: float, recall: float
) -> None:
    assert reports._METRICS["precision"]([(labelled, found)]) == precision
    assert reports._METRICS["recall"]([(labelled, found)]) == recall


def test_every_part_is_measured_and_the_first_looks_are_kept() -> None:
    rows = measure_reports(None)
    first = [row for row in rows if row.metric.endswith(", first look")]
    assert len(first) == sum(len(looks) for looks in FIRST_LOOKS.values())
    assert all(row.low is not None and row.low < row.value <= 1 for row in first)
    unseen = [row for row in first if row.measured_on == reports.MEASURED_ON["unseen"]]
    assert all(row.method.startswith("after the rules were revised") for row in unseen)
    assert len(unseen) == len(FIRST_LOOKS["unseen"])
    assert len(rows) - len(first) == len(PARTS) * (len(ANSWERS) + 2 * len({*SETS, *RANGES}))
