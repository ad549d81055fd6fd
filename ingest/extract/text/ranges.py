"""Numbers and ranges as abstracts print them: "three to four", "1.5–2.5", "between 4 and 6"."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.extract.text.numbers import ONES

_WORDS = {word: value for word, value in ONES.items() if value} | {"twenty": 20}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))

#: A number in digits or words; for a lower-case text.
NUMBER = rf"(?:\d+(?:[.·]\d+)?(?![.·]?\d)|(?:{_WORD})\b)"
#: What stands between the two ends of a range.
TO = r"(?:\s?[-–—−‐‑~]\s?|-?\s(?:to|or|and)\s|,\sto\s)"
#: One number or two, as groups ``low`` and ``high``.
RANGE = rf"(?P<low>{NUMBER})(?:[\s-]?(?:mm|%)?{TO}(?P<high>{NUMBER}))?"
#: Words that leave one end open, as group ``bound``.
BOUND = (
    r"(?P<bound>(?:up )?to a maximum of|up to|at most|no(?:t)? more than|(?:a )?maximum of|"
    r"maximum,?|not exceeding|at least|no(?:t)? (?:fewer|less|sooner|earlier) than|"
    r"(?:a )?minimum of|minimum)"
)
_UPPER = (
    *("up to", "up to a maximum of", "to a maximum of", "at most", "no more than", "not more than"),
    *("a maximum of", "maximum of", "maximum", "maximum,", "not exceeding"),
)

#: Weeks in a calendar month, as docs/labelling.md converts it.
WEEKS_IN_MONTH = 4.345


class Range(NamedTuple):
    """Both ends of what is stated; an end that the text leaves open is None."""

    low: float | None
    high: float | None


def value_of(printed: str) -> float:
    """The value of a number in digits or words; raises ValueError for anything else.

    >>> value_of("three"), value_of("1·5")
    (3, 1.5)
    """
    if printed in _WORDS:
        return _WORDS[printed]
    number = float(printed.replace("·", "."))
    return int(number) if number.is_integer() else number


def range_of(match: re.Match[str]) -> Range:
    """The range of a match of RANGE, with the end that a matched BOUND leaves open.

    >>> range_of(re.match(RANGE, "three to four"))
    Range(low=3, high=4)
    """
    low = value_of(match["low"])
    high = value_of(match["high"]) if match["high"] else low
    whole = Range(min(low, high), max(low, high))
    return whole if match["high"] else bounded(whole, match.groupdict().get("bound"))


def bounded(range_: Range, bound: str | None) -> Range:
    """The range with the end that a printed bound leaves open; a true range has both its ends.

    >>> bounded(Range(6, 6), "up to"), bounded(Range(4, 6), "up to")
    (Range(low=None, high=6), Range(low=4, high=6))
    """
    if bound is None or range_.low != range_.high:
        return range_
    return Range(None, range_.high) if bound in _UPPER else Range(range_.low, None)


def union(first: Range, second: Range) -> Range:
    """The range that covers both; an end that is open in one is taken from the other.

    >>> union(Range(3, 3), Range(5, 6))
    Range(low=3, high=6)
    """
    lows = [value for value in (first.low, second.low) if value is not None]
    highs = [value for value in (first.high, second.high) if value is not None]
    return Range(min(lows, default=None), max(highs, default=None))


def weeks(value: float, unit: str) -> float:
    """A time between sessions in weeks; whole weeks for months and years, as calendars count.

    >>> weeks(1, "month"), weeks(3, "months"), weeks(21, "day"), weeks(10, "days")
    (4, 13, 3, 1.4)
    """
    if unit.startswith("month"):
        return round(value * WEEKS_IN_MONTH)
    if unit.startswith("year"):
        return round(value * 12 * WEEKS_IN_MONTH)
    if unit.startswith("fortnight"):
        return 2 * value
    in_weeks = round(value / 7, 1) if unit.startswith("day") else value
    return int(in_weeks) if float(in_weeks).is_integer() else in_weeks
