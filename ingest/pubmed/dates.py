"""Dates as PubMed prints them, in every shape that it uses.

A publication date is ``Year[/Month[/Day]]``, ``Year/Season`` or a free ``MedlineDate``
("2000 Dec-2001 Jan", "1998 Spring"); ``Season`` holds ranges of months too ("Jul-Aug"). Months
are words in one place and numbers in another. Only what is certain becomes an ISO date, and the
printed words are kept where they say more. Nothing here depends on the locale or on today.
"""

from __future__ import annotations

import re
from calendar import isleap
from functools import lru_cache

from ingest.pubmed.record import PartialDate

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTH_NUMBERS = {
    spelling: number
    for number, name in enumerate(MONTHS, 1)
    for spelling in (name, name[:3], str(number), f"{number:02}")
} | {"sept": 9}
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", re.ASCII)
PLAIN = re.compile(r"(\d{4})(?:[ /-]([A-Za-z]+|\d{1,2})\.?(?:[ /-](\d{1,2}))?)?", re.ASCII)
DAYS_OF_A_MONTH = re.compile(r"(\d{4} [A-Za-z]+) \d{1,2} ?- ?\d{1,2}", re.ASCII)
STAMP = re.compile(r"(\d{4})[/-]?(\d{2})[/-]?(\d{2})(?: \d\d:\d\d(?::\d\d)?)?", re.ASCII)


@lru_cache(maxsize=1 << 15)
def iso_date(year: str | None, month: str | None = None, day: str | None = None) -> str | None:
    """YYYY, YYYY-MM or YYYY-MM-DD: as much of the date as exists; None without a year.

    >>> iso_date("2019", "Mar", "3"), iso_date("2019", "Spring"), iso_date("2019", "02", "30")
    ('2019-03-03', '2019', '2019-02')
    """
    if not year or not year.isascii() or not year.isdigit() or len(year) != 4 or year < "1000":
        return None
    number = MONTH_NUMBERS.get(month.lower()) if month else None
    if number is None:
        return year
    days = 29 if number == 2 and isleap(int(year)) else MONTH_DAYS[number - 1]
    if day and day.isascii() and day.isdigit() and len(day) <= 2 and 1 <= int(day) <= days:
        return f"{year}-{number:02}-{int(day):02}"
    return f"{year}-{number:02}"


@lru_cache(maxsize=1 << 15)
def publication_date(printed: str) -> PartialDate | None:
    """A publication date from its printed words; None where they name no year.

    >>> publication_date("2012 Oct 3")
    PartialDate(iso='2012-10-03', verbatim=None)
    >>> publication_date("2000 Dec-2001 Jan")
    PartialDate(iso='2000', verbatim='2000 Dec-2001 Jan')
    >>> publication_date("2011 Dec 24-31")
    PartialDate(iso='2011-12', verbatim='2011 Dec 24-31')
    """
    printed = " ".join(printed.split())
    plain = PLAIN.fullmatch(printed)
    if plain is not None:
        iso = iso_date(*plain.groups())
        if iso is None:
            return None
        given = sum(part is not None for part in plain.groups())
        return PartialDate(iso, None if iso.count("-") == given - 1 else printed)
    days = DAYS_OF_A_MONTH.fullmatch(printed)
    if days is not None:
        within = publication_date(days.group(1))
        return None if within is None else PartialDate(within.iso, printed)
    year = YEAR.search(printed)
    return None if year is None else PartialDate(year.group(), printed)


def stamp_date(stamp: str) -> str | None:
    """The day of a MEDLINE stamp, "20121008" or "2012/10/09 06:00", as YYYY-MM-DD."""
    match = STAMP.fullmatch(stamp.strip())
    return None if match is None else iso_date(*match.groups())
