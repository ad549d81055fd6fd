"""Reports written blind: halves that share nothing, whole labels, measures that can fail."""

from __future__ import annotations

import pytest

from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from training import reports
from training.reports import FIRST_LOOK, RANGES, SETS, Half, load_reports, measure_reports

LABELS = {*FIRST_LOOK, *SETS, *RANGES, "participants_role", "follow_up_anchor"}
HALVES: tuple[Half, ...] = ("dev", "test")


def test_no_report_is_in_both_halves() -> None:
    dev, test = ([document.text for document, _ in load_reports(half)] for half in HALVES)
    assert len(set(dev)) == len(dev) == 183
    assert len(set(test)) == len(test) == 67
    assert not set(dev) & set(test)


@pytest.mark.parametrize("half", HALVES)
def test_every_label_is_there_and_disputed_ones_are_empty(half: Half) -> None:
    for _, row in load_reports(half):
        assert row["labels"].keys() == LABELS, row["id"]
        assert all(row["labels"][name] is None for name in row["disputed"]), row["id"]


@pytest.mark.parametrize("half", HALVES)
def test_labels_are_concepts_of_the_vocabulary(half: Half) -> None:
    vocabulary = Vocabulary.load(ROOT / "data" / "vocabulary")
    for _, row in load_reports(half):
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


def test_both_halves_are_measured_and_the_first_look_is_kept() -> None:
    rows = measure_reports(None)
    first = [row for row in rows if row.metric == "accuracy, first look"]
    assert {row.field for row in first} == FIRST_LOOK.keys()
    assert all(row.low is not None and row.low < row.value < 1 for row in first)
    assert len(rows) == 3 * len(FIRST_LOOK) + 2 * 2 * len({*SETS, *RANGES})
