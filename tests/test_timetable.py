"""Lists of times."""

from __future__ import annotations

import pytest

from ingest.extract.text.document import Document
from ingest.extract.text.timetable import are_of_treatment, listed_times

LISTS = [
    ("at weeks 0, 4 and 8", (0, 4, 8), "week", 4),
    ("on day 1, day 31, and day 61", (1, 31, 61), "day", 30),
    ("at baseline, 4 weeks and 8 weeks", (0, 4, 8), "week", 4),
    ("(weeks 0, 4, 8 and 12)", (0, 4, 8, 12), "week", 4),
    ("visits: baseline, week 6, week 12", (0, 6, 12), "week", 6),
    ("repeated at weeks 4 and 8", (0, 4, 8), "week", 4),
    ("again four weeks and eight weeks later", (0, 4, 8), "week", 4),
    ("at suture removal, and at 4 and 8 weeks", (0, 4, 8), "week", 4),
    ("at 0, 1, and 3 months", (0, 1, 3), "month", None),
]
NO_LISTS = [
    "aged 30 and 40 weeks",
    "at baseline and week 12",
    "at weeks 8, 4 and 2",
    "at week 4 and month 6",
    "on days 1, 8 and 15 of each cycle",
    "at 0, 5 and 10 mg",
]


@pytest.mark.parametrize(("text", "times", "unit", "step"), LISTS)
def test_lists_of_times(text: str, times: tuple[float, ...], unit: str, step: float | None) -> None:
    (found,) = listed_times(Document.from_parts("", f"Scars were treated {text}."))
    assert (found.values, found.unit, found.step) == (times, unit, step)
    assert found.count == len(times)


@pytest.mark.parametrize("text", NO_LISTS)
def test_other_numbers_are_no_list(text: str) -> None:
    assert listed_times(Document.from_parts("", f"Scars were treated {text}.")) == ()


@pytest.mark.parametrize(
    ("text", "is_treatment"),
    [
        ("Scars were needled at weeks 0, 4 and 8.", True),
        ("Scars were scored at weeks 0, 4 and 8.", False),
        ("Microneedling was carried out at weeks 0, 4 and 8.", True),
        ("Testing was performed at weeks 0, 4 and 8.", False),
        ("Scars were treated again at weeks 4, 8 and 12.", True),
        ("Treated scars were paler at weeks 4, 8 and 12.", False),
        ("Scars were needled 6, 10 and 14 weeks after suture removal.", True),
        ("One half received laser (8 J) at 6, 10 and 14 weeks after surgery.", True),
        ("Scars that received laser were flat at 6, 10 and 14 weeks after surgery.", False),
        ("After needling, the VSS fell at 1, 2 and 3 months.", False),
        ("Scars given laser were seen to be soft at 1, 2 and 3 months after treatment.", False),
        ("Treatment made scars paler at weeks 4, 8 and 12.", False),
    ],
)
def test_whose_times_they_are(text: str, is_treatment: bool) -> None:
    document = Document.from_parts("", text)
    (times,) = listed_times(document)
    sentence = document.sentence_at(times.start)
    assert sentence is not None
    assert are_of_treatment(document.lower, sentence, times) is is_treatment
