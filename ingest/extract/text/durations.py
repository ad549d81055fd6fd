"""Time expressions of a text: "at 3, 6 and 12 months", "week 12", "the fifth postoperative day"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.extract.text.cues import one_of
from ingest.extract.text.patterns import at_word_start

#: Weeks in a unit of time; a month is 365 / 12 / 7 weeks, a year 365 / 7.
WEEKS = {
    "minute": 1 / (7 * 24 * 60),
    "hour": 1 / (7 * 24),
    "day": 1 / 7,
    "week": 1.0,
    "fortnight": 2.0,
    "month": 4.345,
    "year": 52.14,
}
#: Unit as in WEEKS -> how it is printed.
_PRINTED_UNITS = {
    "minute": ("min", "mins", "minute", "minutes"),
    "hour": ("h", "hr", "hrs", "hour", "hours"),
    "day": ("d", "day", "days"),
    "week": ("wk", "wks", "week", "weeks"),
    "fortnight": ("fortnight", "fortnights"),
    "month": ("mo", "mos", "mth", "mths", "month", "months"),
    "year": ("yr", "yrs", "year", "years"),
}
_UNIT_OF = {word: unit for unit, words in _PRINTED_UNITS.items() for word in words}
#: Value -> its words, cardinal and ordinal.
_NUMBER_WORDS: dict[float, tuple[str, ...]] = {
    0.5: ("half a", "half an"),
    1.5: ("one and a half", "1 and a half"),
    2.5: ("two and a half", "2 and a half"),
    1: ("one", "first", "a", "an", "single"),
    2: ("two", "second"),
    3: ("three", "third"),
    4: ("four", "fourth"),
    5: ("five", "fifth"),
    6: ("six", "sixth"),
    7: ("seven", "seventh"),
    8: ("eight", "eighth"),
    9: ("nine", "ninth"),
    10: ("ten", "tenth"),
    11: ("eleven", "eleventh"),
    12: ("twelve", "twelfth"),
    14: ("fourteen",),
    15: ("fifteen",),
    16: ("sixteen",),
    18: ("eighteen",),
    20: ("twenty",),
    24: ("twenty-four",),
    30: ("thirty",),
    48: ("forty-eight",),
}
_VALUE_OF = {word: value for value, words in _NUMBER_WORDS.items() for word in words}

_WORDS = one_of(*sorted(_VALUE_OF, key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:[.·]\d+)?(?:st|nd|rd|th)?(?!\d)|{_WORDS}\b)"
#: Number words that may follow a unit ("on day six"); ordinals and articles may not.
_WORDS_AFTER = one_of(*(words[0] for value, words in _NUMBER_WORDS.items() if value > 1))
_JOINT = one_of(
    r"\s*,\s*(?:and\s+|or\s+|to\s+)?",
    r"\s*[-–—/]\s*",
    r"\s+(?:and|or|to|and/or|&)\s+(?:the\s+)?",
)
_UNIT = re.compile(
    at_word_start(sorted(_UNIT_OF, key=len, reverse=True), no_word_after="[a-z]") + "(?![a-z])"
)
_ASIDE = r"(?:\s*\([^)]{0,30}\))?"
#: "40 (T40), 90 (T90) days".
_CODE = r"(?:\s*\([a-z]?\d{1,4}\))?"
#: "45 ± 16 months", "45 (SD 16) months".
_SPREAD = r"(?P<spread>\s*(?:±|\+/?-)\s*\d+(?:[.·]\d+)?|\s*\((?:sd|s\.d\.|±)[^)]{1,10}\))?"
_NUMBERS_BEFORE = re.compile(
    rf"(?<![\w.·:])(?P<list>{_NUMBER}(?:{_CODE}{_JOINT}{_NUMBER})*){_CODE}{_SPREAD}[\s-]*"
    r"(?:post-?\s?(?:operative|treatment|op|procedure|burn|surgery|natal|partum)\s+|"
    r"(?:consecutive|calendar|full|more|further|additional|whole)\s+){0,2}$"
)
_NUMBERS_AFTER = re.compile(
    rf"(?:\s+|(?<=day)-)(?P<list>(?:\d{{1,3}}(?!\d)|{_WORDS_AFTER}\b){_ASIDE}"
    rf"(?:(?:,? and |,? or |, | to |[-–]){_NUMBER}{_ASIDE})*)"
    r"(?![\d.]*\d|\s*(?:%|mg|patients|persons|participants|subjects|women|men|children|people|"
    r"of\b(?! (?:the |this )?(?:stud|trial|treatment))|years))"
)
#: "day 5 to 1 year": the first number belongs to the unit before it.
_UNIT_BEFORE = re.compile(r"\b(?:days?|weeks?|months?|years?)\s+$")
_EACH_NUMBER = re.compile(_NUMBER)
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_ENDING = re.compile(r"(?:st|nd|rd|th)$")
#: "At D0, D28 and M6": units by their initial, where one is counted from zero.
_ZEROS = ("d0", "w0", "m0")
_FROM_ZERO = re.compile(r"\b[dwm]0\b")
_INITIAL = re.compile(r"\b(?:at|on|until|by|and|,) (?P<time>(?P<unit>[dwm])(?P<number>\d{1,3}))\b")
_UNIT_BY_INITIAL = {"d": "day", "w": "week", "m": "month"}
#: Units that a number may follow ("week 12").
_NAMED = ("day", "days", "week", "weeks", "month", "months", "year", "years")


class TimeExpression(NamedTuple):
    """Numbers with one unit of time at ``[start:end]`` of a lower-case text.

    ``numbers`` are as printed ("4th", "six"); ``named`` is True where they follow the unit,
    ``spread`` where a standard deviation shows that the number is a mean.
    """

    start: int
    end: int
    numbers: tuple[str, ...]
    unit: str
    named: bool = False
    spread: bool = False

    @property
    def weeks(self) -> float:
        """The longest of the times, in weeks."""
        return max(_value(number) for number in self.numbers) * WEEKS[self.unit]


def time_expressions(lower: str) -> Iterator[TimeExpression]:
    """Every time expression of a lower-case text, in order; units by their initial come last."""
    for printed in _UNIT.finditer(lower):
        unit = _UNIT_OF[printed[0]]
        before = _NUMBERS_BEFORE.search(lower, max(0, printed.start() - 70), printed.start())
        if before is not None:
            start = _own_start(lower, before)
            said = _IN_BRACKETS.sub("", lower[start : before.end("list")])
            listed = tuple(_EACH_NUMBER.findall(said))
            spread = before["spread"] is not None
            yield TimeExpression(start, printed.end(), listed, unit, spread=spread)
        elif printed[0] in _NAMED:
            after = _NUMBERS_AFTER.match(lower, printed.end(), printed.end() + 120)
            if after is not None:
                listed = tuple(_EACH_NUMBER.findall(_IN_BRACKETS.sub("", after["list"])))
                yield TimeExpression(printed.start(), after.end(), listed, unit, named=True)
    if not any(zero in lower for zero in _ZEROS) or not _FROM_ZERO.search(lower):
        return
    for time in _INITIAL.finditer(lower):
        unit = _UNIT_BY_INITIAL[time["unit"]]
        yield TimeExpression(*time.span("time"), (time["number"],), unit, named=True)


def _own_start(lower: str, before: re.Match[str]) -> int:
    if not _UNIT_BEFORE.search(lower, max(0, before.start() - 10), before.start()):
        return before.start()
    return max(n.start() for n in _EACH_NUMBER.finditer(lower, before.start(), before.end("list")))


def _value(number: str) -> float:
    if number in _VALUE_OF:
        return _VALUE_OF[number]
    return float(_ENDING.sub("", number).replace("·", "."))
