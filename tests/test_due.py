"""What is asked of PubMed, and how far back the search for changes looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ingest.archive.copies import Holding, Missing, State
from ingest.intake.due import Changes, Known, Span, all_fresh, changes_term, due
from ingest.pubmed.lint import lint

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
TODAY, YESTERDAY, LONG_AGO = "2026-03-31T11:00:00Z", "2026-03-30T12:00:00Z", "2026-01-01T00:00:00Z"
NOBODY: frozenset[str] = frozenset()
NOTHING = Changes()


@pytest.mark.parametrize(
    ("watermark", "since"),
    [(NOW - timedelta(days=1), "2026/03/01"), (NOW - timedelta(days=40), "2026/02/17")],
)
def test_the_search_for_changes_leaves_no_gap(watermark: datetime, since: str) -> None:
    term = changes_term(["scar[tiab]", "keloid[tiab] OR striae[tiab]"], watermark, NOW)
    assert term == (
        "((scar[tiab]) OR (keloid[tiab] OR striae[tiab])) AND "
        f'({since}:2026/03/31[mdat] OR "retracted publication"[pt])'
    )
    assert lint(term) == ()


def test_what_is_new_is_asked_for_first() -> None:
    known = Known({"1": Holding("held", "pubmed", LONG_AGO)}, {}, NOBODY)
    hits = frozenset({"1", "30", "4"})
    assert due(known, hits, Changes({"1"}), NOW, read_all=False, full=False) == ["4", "30", "1"]


@pytest.mark.parametrize(
    ("fetched_at", "read_all", "full", "asked"),
    [
        (TODAY, True, False, []),
        (YESTERDAY, True, False, ["1"]),
        (YESTERDAY, False, False, []),
        (TODAY, False, True, ["1"]),
    ],
)
def test_only_full_reads_fresh_copies_again(
    fetched_at: str, read_all: bool, full: bool, asked: list[str]
) -> None:
    known = Known({"1": Holding("held", "pubmed", fetched_at)}, {}, NOBODY)
    hits = frozenset({"1"})
    assert due(known, hits, NOTHING, NOW, read_all=read_all, full=full) == asked


@pytest.mark.parametrize("fetched_at", [TODAY, LONG_AGO])
def test_a_copy_without_the_mark_of_its_retraction_is_read_again(fetched_at: str) -> None:
    known = Known(
        {
            "1": Holding("held", "pubmed", fetched_at, retracted=False),
            "2": Holding("held", "pubmed", TODAY, retracted=True),
            "3": Holding("held", "pubmed", TODAY, retracted=False),
        },
        {},
        NOBODY,
    )
    hits = frozenset({"1", "2", "3"})
    changes = Changes({"1", "2"}, only_retracted=True)
    assert due(known, hits, changes, NOW, read_all=False, full=False) == ["1"]


@pytest.mark.parametrize(
    ("state", "fetched_at", "fresh"),
    [("held", TODAY, True), ("held", YESTERDAY, False), ("absent", YESTERDAY, True)],
)
def test_only_held_copies_can_be_too_old(state: State, fetched_at: str, fresh: bool) -> None:
    holdings = {"1": Holding("held", "pubmed", TODAY), "2": Holding(state, "pubmed", fetched_at)}
    assert all_fresh(holdings, NOW) == fresh


def test_retractions_can_be_asked_for_alone() -> None:
    term = changes_term(["scar[tiab]", "keloid[tiab]"], NOW, NOW, only_retracted=True)
    assert term == '((scar[tiab]) OR (keloid[tiab])) AND "retracted publication"[pt]'
    assert lint(term) == ()


@pytest.mark.parametrize(
    ("missing", "asked"),
    [
        (Missing(TODAY, confirmed=False), []),
        (Missing(YESTERDAY, confirmed=False), ["9"]),
        (Missing(YESTERDAY, confirmed=True), []),
        (Missing(LONG_AGO, confirmed=True), ["9"]),
    ],
)
def test_what_pubmed_did_not_have_is_asked_for_now_and_then(
    missing: Missing, asked: list[str]
) -> None:
    known = Known({}, {"9": missing}, frozenset({"9"}))
    assert due(known, NOBODY, NOTHING, NOW, read_all=False, full=False) == asked


def test_what_pubmed_lists_is_asked_for_every_time() -> None:
    known = Known({}, {"9": Missing(TODAY, confirmed=True)}, NOBODY)
    assert due(known, frozenset({"9"}), NOTHING, NOW, read_all=False, full=False) == ["9"]


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-03-30T12:00:00Z", False),
        ("2026-03-30T12:00:01Z", True),
        ("2026-03-31T12:00:00Z", True),
        ("2026-03-31T12:00:01Z", False),
    ],
)
def test_a_span_ends_now(moment: str, inside: bool) -> None:
    assert (moment in Span(NOW, timedelta(hours=24))) == inside
