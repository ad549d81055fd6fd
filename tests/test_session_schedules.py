"""Sessions that follow from a schedule."""

from __future__ import annotations

import pytest

from ingest.extract.text.document import Document
from ingest.extract.treatment.session_schedules import scheduled_numbers

SCHEDULES = [
    ("Needling was done monthly for four months.", [4]),
    ("Needling was done every other week for 12 weeks.", [6]),
    ("Needling was done every 2 months for half a year.", [3]),
    ("Injections were given weekly for 2 months.", [8]),
    ("Injections were given weekly for 3 months.", []),
    ("Injections were given every 5 weeks for 12 weeks.", []),
    ("Scars were injected each week for 8 weeks or each month for 6 months.", [8, 6]),
    ("Scars were injected weekly for 4 weeks and then monthly for 4 months.", [4, 8]),
    ("One session of needling per month was given for 4 months.", [4]),
    ("Patients with needled scars were examined monthly for six months.", []),
    ("Tablets were taken weekly with food for 8 weeks.", []),
    ("Patients received zoledronic acid every 4 weeks (n = 138) for 12 weeks.", []),
]


@pytest.mark.parametrize(("text", "sessions"), SCHEDULES)
def test_a_pace_and_its_length_make_a_number(text: str, sessions: list[int]) -> None:
    found = list(scheduled_numbers(Document.from_parts("", text)))
    assert [one.range.high for one in found] == sessions
    assert {one.status for one in found} <= {"derived"}


@pytest.mark.parametrize(
    ("text", "range_"),
    [
        ("Needling was done every week or every other week, for six weeks in both arms.", (3, 6)),
        ("Needling was done weekly (n = 12) or every 4 weeks (n = 12) for 12 weeks.", (3, 12)),
        ("Scars were injected once weekly up to 8 weeks.", (None, 8)),
        ("Scars were injected weekly for a maximum of 6 weeks.", (None, 6)),
    ],
)
def test_several_paces_and_open_lengths_give_a_range(
    text: str, range_: tuple[int | None, int]
) -> None:
    (found,) = scheduled_numbers(Document.from_parts("", text))
    assert found.range == range_
