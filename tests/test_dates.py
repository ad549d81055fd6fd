"""Dates in every shape that PubMed prints."""

from __future__ import annotations

import datetime
import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pubmed import dates
from ingest.pubmed.dates import iso_date, publication_date, stamp_date
from ingest.pubmed.record import PartialDate


def test_examples() -> None:
    assert doctest.testmod(dates).failed == 0


@pytest.mark.parametrize(
    ("printed", "iso", "verbatim"),
    [
        ("2019", "2019", None),
        ("2019 Nov", "2019-11", None),
        ("2019 November", "2019-11", None),
        ("2019 Sept", "2019-09", None),
        ("2019 Nov 3", "2019-11-03", None),
        ("2013 06 10", "2013-06-10", None),
        ("2019 Nov-Dec", "2019", "2019 Nov-Dec"),
        ("2019 Winter-Spring", "2019", "2019 Winter-Spring"),
        ("1998 Spring", "1998", "1998 Spring"),
        ("Winter 1998", "1998", "Winter 1998"),
        ("2000 Dec-2001 Jan", "2000", "2000 Dec-2001 Jan"),
        ("2000 Dec 28-2001 Jan 3", "2000", "2000 Dec 28-2001 Jan 3"),
        ("1999-2000", "1999", "1999-2000"),
        ("2011 Dec 24-31", "2011-12", "2011 Dec 24-31"),
        ("2015 First Quarter", "2015", "2015 First Quarter"),
        ("2019 Feb 30", "2019-02", "2019 Feb 30"),
        ("2019  \n Nov", "2019-11", None),
    ],
)
def test_publication_dates(printed: str, iso: str, verbatim: str | None) -> None:
    assert publication_date(printed) == PartialDate(iso, verbatim)


@pytest.mark.parametrize("printed", ["", "Spring", "in press", "12 345", "٢٠١٩", "20١٩"])
def test_no_year_is_no_date(printed: str) -> None:
    assert publication_date(printed) is None


@pytest.mark.parametrize(
    ("parts", "iso"),
    [
        (("2021", "1", "2"), "2021-01-02"),
        (("2021", "Jan", "02"), "2021-01-02"),
        (("2021", "jan", None), "2021-01"),
        (("2021", None, "02"), "2021"),
        (("2021", "13", "02"), "2021"),
        (("2024", "02", "29"), "2024-02-29"),
        (("2023", "02", "29"), "2023-02"),
        (("21", "01", "02"), None),
        ((None, "01", "02"), None),
        (("٢٠٢١", None, None), None),
    ],
)
def test_parts(parts: tuple[str | None, ...], iso: str | None) -> None:
    assert iso_date(*parts) == iso


@pytest.mark.parametrize(
    ("stamp", "iso"),
    [
        ("20121008", "2012-10-08"),
        ("2012/10/09 06:00", "2012-10-09"),
        ("2012/10/09", "2012-10-09"),
        ("2012", None),
        ("never", None),
    ],
)
def test_stamps(stamp: str, iso: str | None) -> None:
    assert stamp_date(stamp) == iso


@settings(deadline=None)
@given(st.dates())
def test_a_whole_date_keeps_its_precision(day: datetime.date) -> None:
    printed = f"{day.year:04} {day.month} {day.day}"
    expected = None if day.year < 1000 else PartialDate(day.isoformat())
    assert publication_date(printed) == expected


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_words_give_a_year_or_nothing(printed: str) -> None:
    date = publication_date(printed)
    assert date is None or 1000 <= date.year <= 9999
