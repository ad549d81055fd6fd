"""Reports written blind: lots that share nothing, whole labels, measures that can fail."""

from __future__ import annotations

import pytest

from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from training import reports
from training.reports import (
    ANSWERS,
    HELD_AGAINST_AIMS,
    LOTS,
    RANGES,
    SETS,
    Lot,
    load_reports,
    measure_reports,
)

LABELS = {*ANSWERS, *SETS, *RANGES, "participants_role", "follow_up_anchor"}
REPORTS = {
    "dev": 183,
    "test": 67,
    "ordinary": 100,
    "unseen": 90,
    "fresh": 150,
    "latest": 120,
    "newest": 120,
}
"""How many reports each has."""


def test_no_report_is_in_two_lots() -> None:
    texts = {name: [document.text for document, _ in load_reports(LOTS[name])] for name in LOTS}
    assert {name: len(own) for name, own in texts.items()} == REPORTS
    assert len({text for own in texts.values() for text in own}) == sum(REPORTS.values())


def test_what_is_held_against_the_aims_was_not_read() -> None:
    assert not LOTS[HELD_AGAINST_AIMS].is_read


def test_a_first_look_is_at_every_label_and_counts_no_more_than_there_is() -> None:
    for name, lot in LOTS.items():
        if lot.first_look is None:
            continue
        assert tuple(lot.first_look.answers) == ANSWERS, name
        assert lot.first_look.values.keys() <= {*SETS, *RANGES}, name
        for label, metric, (right, of) in lot.first_look.looks:
            assert 0 < right <= of, (name, label, metric)
            assert metric != "accuracy" or of <= REPORTS[name], (name, label)


@pytest.mark.parametrize("lot", LOTS.values(), ids=LOTS)
def test_every_label_is_there_and_disputed_ones_are_empty(lot: Lot) -> None:
    for _, row in load_reports(lot):
        assert row["labels"].keys() == LABELS, row["id"]
        assert all(row["labels"][name] is None for name in row["disputed"]), row["id"]


@pytest.mark.parametrize("lot", LOTS.values(), ids=LOTS)
def test_labels_are_concepts_of_the_vocabulary(lot: Lot) -> None:
    vocabulary = Vocabulary.load(ROOT / "data" / "vocabulary")
    for _, row in load_reports(lot):
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


def test_every_lot_is_measured_and_the_first_looks_are_kept() -> None:
    rows = measure_reports(None)
    first = [row for row in rows if row.metric.endswith(", first look")]
    looks = [lot.first_look for lot in LOTS.values() if lot.first_look is not None]
    assert len(first) == sum(len(list(look.looks)) for look in looks)
    assert all(row.low is not None and row.low < row.value <= 1 for row in first)
    unseen = [row for row in first if row.measured_on == LOTS["unseen"].measured_on]
    assert all(row.method.startswith("after the rules were revised") for row in unseen)
    assert len(unseen) == len(ANSWERS) + 2 * len({*SETS, *RANGES})
    assert len(rows) - len(first) == len(LOTS) * (len(ANSWERS) + 2 * len({*SETS, *RANGES}))
