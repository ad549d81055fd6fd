"""Every number of a text: digits, thousands, decimals and number words, each with its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingest.extract.text.needles import look_for, places
from ingest.extract.text.patterns import at_word_start

Kind = Literal[
    "count", "decimal", "percent", "year", "age", "time", "measure", "p", "interval", "label"
]
Form = Literal["digits", "word"]

#: The value of each word below twenty.
ONES = {
    word: value
    for value, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
} | {"fourty": 40}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}

_DIGIT_WORD = "|".join(word for word, value in ONES.items() if 0 < value < 10)
_WORD = at_word_start(
    (
        *(f"{tens}(?:{_DIGIT_WORD})" for tens in _TENS),
        *sorted((*ONES, *_TENS, *_SCALES), key=len, reverse=True),
    ),
    no_word_after="[a-z]",
)
_WORDS = re.compile(rf"{_WORD}(?:(?:[\s-]{{1,2}}|[\s-]and[\s-]){_WORD})*(?![a-z])")
_FIRST_WORDS = look_for((*ONES, *_TENS, *_SCALES))
# A stretch of digits and what may stand inside a number, found fast and then read closely.
_MARKS = ".,·∙'\u2009\u202f\u00a0\u2008 "
_POINTS = (".", "·", "∙")
_STRETCH = re.compile(rf"[0-9][0-9{_MARKS}]*")
# Thin, narrow and no-break spaces and commas between groups of three; a plain space only before
# one more group, checked below: "13 388 women" is one number, "Group 1 200 mg" is two.
_GROUPED = r"\d{1,3}(?:[,\u2009\u202f\u00a0\u2008']\d{3})+(?!\d)"
_SPACED = r"[1-9]\d{0,2} \d{3}(?![\d.,%·]|\s*-?\s*(?:mg|g|kg|ml|mL|µg|IU|U|nm|mm)\b)"
_DIGITS = re.compile(
    rf"(?<![\w.·])(?P<spaced>{_SPACED})\b"
    rf"|(?P<grouped>(?<![\d.]){_GROUPED}(?:[.·∙]\d+)?)"
    r"|(?P<digits>\d+(?:[.·∙]\d+)*|(?<![\w.])[.·∙]\d+)"
)
_LABELLED = re.compile(
    r"(?:groups?|types?|phases?|grades?|stages?|levels?|days?|arms?|classes|class|weeks?|months?|"
    r"cycles?|courses?|visits?|cohorts?|parts?|stud(?:y|ies)|trials?|tables?|fig\.?|figures?|"
    r"versions?|steps?|protocols?|schedules?|canada|number|no\.|#)\s*$",
    re.IGNORECASE,
)

_AFTER = re.compile(
    r"\s*+(?=[-–%°×]|[^\W\d])(?:"
    r"(?P<percent>%|per\s?cent\b|percent\b)"
    r"|(?P<age>[-–\s]*(?:years?|yrs?|yo?)[-\s]+(?:old|of\s+age)\b|[-\s]*y/o\b)"
    r"|(?P<time>[-–]?\s*(?:years?|yrs?|months?|mos?|weeks?|wks?|days?|d|hours?|hrs?|h|minutes?|"
    r"mins?|seconds?|secs?|s|nights?|y|wk)\b(?![-/’'])|[-–](?:years?|months?|weeks?|days?|hours?)\b)"
    r"|(?P<measure>[-–]?\s*(?:[mµμuncdk]?[gGlLmM]|mcg|IU|U|Gy|cGy|units?|J|mJ|W|mW|Hz|kHz|MHz|"
    r"mm\s?Hg|nmol|[mµμp]mol|mEq|k?cal|kcal|kJ|kPa|kDa|kV|mA|Å|dB|ppm|mg|ng|pg|dL|dl|IQ|"
    r"cm[²2³3]?|mm[²2³3]?|µm|μm|nm|km|°\s?[CF]?|fold|points?|times|cycles|courses?|doses?|"
    r"sessions?|tablets?|capsules?|drops?|puffs?|injections?)(?:/\S+)?(?![\w])"
    r"|×|[xX]\s?\d|[-–]fold\b)"
    r")"
)
_RANGE_AFTER = re.compile(
    r"\s*(?:-|–|—|to|or|and|±|\+/-|~)\s*(?P<bound>[<>]?\d+(?:[.·]\d+)?)(?![\d.,]*\d)"
)
_P_BEFORE = re.compile(
    r"\bp(?:[-\s]?values?)?(?:\s*\([^)]{0,12}\))?\s*(?:[=<>≤≥⩽⩾]|&[lg]t;|less than|of|was|were|is|"
    r"equals?)[\s=<>]*$",
    re.IGNORECASE,
)
_ENDS_BEFORE_P = (*"=<>≤≥⩽⩾;", "less than", "of", "was", "were", "is", "equal", "equals")
_INTERVAL_BEFORE = re.compile(
    r"(?:\bCIs?\b|confidence\s+(?:intervals?|limits?)|\bIQR\b|interquartile\s+range)"
    r"[\s,:;=(\[]*(?:of|was|from|is)?[\s(\[]*[-–−+]?$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(
    r"\b(?:age[sd]?|aging)\s*(?:range[sd]?|between|from|of|was|is|,|:|=|[≥≤<>]|over|under|at\s+least"
    r"|older\s+than|above|below|mean|median|\(|\)|\[|years?|with\s+a|a)*\s*(?:of|was|is|=|from)?"
    r"\s*[≥≤<>~]*\s*$",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|autumn|fall|winter)[.,]?"
)
_MONTH_BEFORE = re.compile(rf"\b{_MONTHS}(?:\s+of|\s+\d{{1,2}},)?\s*\Z", re.IGNORECASE)
_YEAR_BEFORE = re.compile(
    rf"\b(?:in|from|between|since|until|till|through|during|before|after|year|{_MONTHS}(?:\s+of)?)"
    r"(?:\s+\d{1,2},)?\s*$|©\s*$",
    re.IGNORECASE,
)
_YEAR_SPAN = rf"\s*(?:-|–|—|to|and|or|through|until|,|/)\s*(?:{_MONTHS}\s*)?"
_YEAR_AFTER = re.compile(rf"{_YEAR_SPAN}(?:19|20)\d\d\b", re.IGNORECASE)
_PEOPLE_AFTER = re.compile(
    r"\s+(?:[a-z-]+\s+){0,3}(?:patients|women|men|subjects|participants|children|people|persons|"
    r"individuals|adults|cases|controls|girls|boys|infants)\b|\s+(?:were|received|patients)\b",
    re.IGNORECASE,
)
_LABELLED_BY = (
    *("phase", "type", "grade", "stage", "class", "version", "chapter", "figure", "table", "step"),
    *("level", "day", "week", "month", "group", "arm", "cohort", "visit", "cycle", "part"),
)
_LABEL_BEFORE = re.compile(
    rf"(?:[A-Za-z][-−]?|#\s*)\Z|\b(?:{'|'.join(_LABELLED_BY)})s?\s*$",
)
_ENDS_BEFORE_LABEL = (*_LABELLED_BY, *(f"{word}s" for word in _LABELLED_BY), "#")
_LABEL_AFTER = re.compile(r"[A-Za-z]{1,2}\b|-[A-Z]")
_A_WORD = re.compile(r"[a-z]+")
_SEPARATOR = re.compile(r"[,'\s]")
#: What may stand between two numbers of a kind.
_JOINS: dict[Kind, re.Pattern[str]] = {
    "interval": re.compile(r"[^)\]]{0,5}"),
    "age": re.compile(r"\s*(?:-|–|—|to|and|±|,|/)\s*"),
    "year": re.compile(_YEAR_SPAN, re.IGNORECASE),
}
_JOINED = 20  # the longest join
_LONGEST_DIGITS = 15  # a longer run is an identifier, not a quantity
_WINDOW = 40


class Number(NamedTuple):
    """A number in a text: ``value`` of ``text[start:end]``; ``kind`` says what it counts.

    count: a whole number that no unit, percent sign or other cue claims; measure: with a unit of
    dose, length, energy ...; time: with a unit of time; p: a p-value; interval: a bound of a
    confidence interval or interquartile range; label: part of a name ("phase 2", "IL-6").
    """

    start: int
    end: int
    value: int | float
    kind: Kind
    form: Form = "digits"

    @property
    def is_whole(self) -> bool:
        return isinstance(self.value, int)


Read = tuple[int, int, int | float, Form]
"""Start, end, value and form of a number that is not yet classified."""


def find_numbers(text: str, lower: str | None = None) -> Iterator[Number]:
    """Yield every number of the text in order; numbers do not overlap.

    ``lower`` is the text in lower case with the same offsets, if it is at hand.
    """
    if lower is None:
        lower = same_length_lower(text)
    words = [read for run in _runs_of_words(lower) for read in _word_values(lower, run)]
    previous: Number | None = None
    for start, end, value, form in sorted((*_digit_values(text), *words)):
        if previous is None or start >= previous.end:
            kind = _kind(text, lower, start, end, value, form, previous)
            previous = Number(start, end, value, kind, form)
            yield previous


def same_length_lower(text: str) -> str:
    """The text in lower case, but for the rare letters that would change its length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _digit_values(text: str) -> Iterator[Read]:
    for stretch in _STRETCH.finditer(text):
        start, digits = stretch.start(), stretch[0].rstrip(_MARKS)
        if text[start - 1 : start] not in _POINTS and len(digits) <= _LONGEST_DIGITS:
            if digits.isdecimal():
                yield start, start + len(digits), int(digits), "digits"
                continue
            whole, _, part = digits.partition(".")
            if whole.isdecimal() and part.isdecimal():
                yield start, start + len(digits), float(digits), "digits"
                continue
        # One character more on the left lets ".05" be read with its point.
        for match in _DIGITS.finditer(text, max(0, start - 1), stretch.end()):
            yield from _read_digits(text, match)


def _read_digits(text: str, match: re.Match[str]) -> list[Read]:
    start, end = match.span()
    if match.lastgroup == "spaced" and _LABELLED.search(text, max(0, start - 12), start):
        middle = start + match[0].index(" ")
        return [
            (start, middle, int(text[start:middle]), "digits"),
            (middle + 1, end, int(text[middle + 1 : end]), "digits"),
        ]
    if end - start > _LONGEST_DIGITS and max(map(len, match[0].split("."))) > _LONGEST_DIGITS:
        return []
    return [(start, end, _digit_value(match[0]), "digits")]


def _digit_value(printed: str) -> int | float:
    if printed.isdecimal():
        return int(printed)
    plain = _SEPARATOR.sub("", printed).replace("·", ".").replace("∙", ".")
    if "." not in plain:
        return int(plain)
    # A version or a date, "2.1.3", is named by its first two parts.
    return float(".".join(plain.split(".")[:2]))


def _runs_of_words(lower: str) -> Iterator[re.Match[str]]:
    """Number words that stand side by side, in order."""
    found = places(lower)
    last = 0
    for place in sorted(place for word in _FIRST_WORDS for place in found.get(word, ())):
        if place >= last and (run := _WORDS.match(lower, place)):
            last = run.end()
            yield run


def _word_values(lower: str, match: re.Match[str]) -> list[Read]:
    """Split a run of number words where it stops being one number: "one two" is two numbers."""
    values: list[Read] = []
    total = current = 0
    first = last = match.start()
    open_scale: int | None = None  # the smallest unit that a following word must stay below
    for word in _A_WORD.finditer(lower, match.start(), match.end()):
        name = word[0]
        if name == "and":
            continue
        here, size = word.start(), _size(name)
        scale = _SCALES.get(name)
        fits = open_scale is None or (size < open_scale if scale is None else scale > 1)
        joined = "and" not in lower[last:here] or (open_scale or 0) >= 100
        if open_scale is not None and not (fits and joined):
            values.append((first, last, total + current, "word"))
            total = current = 0
            first, open_scale = here, None
        if scale is None:
            current += size
            open_scale = 10 if name in _TENS else 1
        elif scale == 100:
            current = max(current, 1) * 100
            open_scale = 100
        else:
            total += max(current, 1) * scale
            current, open_scale = 0, scale
        last = word.end()
    values.append((first, last, total + current, "word"))
    return values


def _size(word: str) -> int:
    if word in ONES:
        return ONES[word]
    if word in _TENS:
        return _TENS[word]
    for tens, value in _TENS.items():
        if word.startswith(tens) and word[len(tens) :] in ONES:
            return value + ONES[word[len(tens) :]]
    return 0


def _kind(
    text: str,
    lower: str,
    start: int,
    end: int,
    value: int | float,
    form: Form,
    previous: Number | None,
) -> Kind:
    window = max(0, start - _WINDOW)
    before = lower[window:start]
    said = before.rstrip()
    # Looks for a few letters spare most of the closer looks.
    may_be_p = form == "digits" and said.endswith(_ENDS_BEFORE_P) and "p" in before
    if may_be_p and _P_BEFORE.search(text, window, start):
        return "p"
    may_be_interval = "ci" in before or "conf" in before or "iq" in before or "interq" in before
    if may_be_interval and _INTERVAL_BEFORE.search(text, window, start):
        return "interval"
    continued = previous if previous is not None and start - previous.end <= _JOINED else None
    if continued is not None and _continues(continued, "interval", text, start):
        return "interval"
    after = _AFTER.match(text, end)
    if after is None and (bound := _RANGE_AFTER.match(text, end)) is not None:
        after = _AFTER.match(text, bound.end())
    if after is not None and after["percent"]:
        return "percent"
    if (after is not None and after["age"]) or (
        "ag" in before and _AGE_BEFORE.search(text, window, start)
    ):
        return "age"
    if continued is not None and _continues(continued, "age", text, start):
        return "age"
    if after is not None:
        return "time" if after["time"] else "measure"
    if form == "word":
        return "count"
    if _is_year(text, start, end, value, continued):
        return "year"
    if not isinstance(value, int):
        return "decimal"
    if _LABEL_AFTER.match(text, end):
        return "label"
    may_be_label = not before[-1:].isspace() or said.endswith(_ENDS_BEFORE_LABEL)
    if may_be_label and _LABEL_BEFORE.search(text, max(0, start - 10), start):
        return "label"
    return "count"


def _is_year(text: str, start: int, end: int, value: int | float, continued: Number | None) -> bool:
    if not (end - start == 4 and isinstance(value, int) and 1900 <= value <= 2035):
        return False
    if _MONTH_BEFORE.search(text, max(0, start - 16), start):
        return True
    if _PEOPLE_AFTER.match(text, end):
        return False
    if _YEAR_BEFORE.search(text, max(0, start - 24), start) or _YEAR_AFTER.match(text, end):
        return True
    return continued is not None and _continues(continued, "year", text, start)


def _continues(before: Number, kind: Kind, text: str, start: int) -> bool:
    """Whether the number before is of this kind, with nothing but a join between the two."""
    return before.kind == kind and _JOINS[kind].fullmatch(text, before.end, start) is not None
