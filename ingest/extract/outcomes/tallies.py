"""Harms that are told by numbers beside their name: "Milia: laser 4", "PIH 4 v 15", "burns: 0".

Reports that save words leave out the verb; the number says whether the event happened. What is
scored ("pain: 5.2 v 3.1") or timed ("erythema (3 days)") is no tally.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.extract.text.ranges import NUMBER

_NOBODY = r"(?:none|nil|zero|nobody|no (?:patient|participant|woman|one)s?)"
_EVERYBODY = (
    r"(?:all|both|everyone|everybody|most|half|each|several|some|a few)"
    r"(?! (?:groups?|arms?|treatments?)\b)"
)
_COUNT = rf"(?:{NUMBER}|(?:{_NOBODY}|{_EVERYBODY})\b)"
_COUNTS = re.compile(rf"(?<![\w.·]){_COUNT}")
#: What makes a number one of something else than people or sides.
_UNIT = (
    r"(?:[\s-]?(?:mm|cm|µm|nm|mg|ml|m?j|w|s|h|hrs?|th|st|nd|rd|minutes?|mins?|hours?|days?|"
    r"weeks?|months?|years?|sessions?|visits?|passes|times|points?)\b|\s?±|\s?/\s?10\b|"
    r"\s(?:out )?of (?:10|ten)\b)"
)
_NO_UNIT = rf"(?!\s?(?:[-–]|to)\s?\d|{_UNIT})"
_OF = rf"(?:\s?/\s?\d+|\s(?:out )?of (?:the )?{NUMBER})?"
_SHARE = r"(?:\s?%|\s\(\d+(?:[.·]\d+)?\s?%\))?"
_WORD = r"(?!(?:and|or|v|vs|versus|against|but|was|were|had|is)\b)[a-z][\w-]*"
_ITEM = rf"(?:n\s?=\s?)?{_COUNT}{_NO_UNIT}{_OF}{_SHARE}(?:\s{_WORD}){{0,4}}"
_NEXT = rf"(?:,\s(?:and\s)?|\s(?:and|or|v|vs\.?|versus|against|but)\s)(?:{_WORD}\s){{0,2}}?"
_LIST = rf"{_ITEM}(?:{_NEXT}{_ITEM})*"
_PEOPLE = (
    r"(?:patients?|women|woman|men|man|participants?|subjects?|volunteers?|sides?|cheeks?|cases?|"
    r"scars?|keloids?|lesions?)"
)
_BARE = rf"\d+{_NO_UNIT}{_OF}{_SHARE}"
#: "Redness for more than a week: 7", "hypertrophy at one edge (1 man)".
_MANNER = r"(?:\s(?:for|beyond|over|lasting|longer|of|on|at|after|during|with)\s[^.;:,()]{1,40}?)?"
_LASTING = r"(?:\s\([<>≥][^()]{1,20}\))?"
#: "Mild erythema, oedema: all", "infection, scarring: none".
_OTHERS = r"(?:(?:,|,? and|,? or)\s(?:[a-z-]+\s){0,2}?[a-z-]+){0,3}"
_TALLY = re.compile(
    rf"{_LASTING}(?:{_MANNER}{_OTHERS}\s?:\s(?:(?!grade|score){_WORD}\s){{0,3}}?(?P<listed>{_LIST})"
    rf"|{_MANNER}\s\((?P<bracketed>{_LIST})(?=[);,])"
    r"|(?:,? (?:and|or) [a-z-]+(?: [a-z-]+)?)?"
    rf",?\s(?:in|by|on|at|among|with)\s(?:only\s|about\s|the\s)?(?P<within>{_LIST})"
    rf"|,\s(?P<apart>{_COUNT}\s(?:[a-z-]+\s){{0,2}}?(?:each|{_PEOPLE}))(?=\s?[.;,)]|$)"
    rf"|\s(?P<bare>{_BARE}(?:(?:,\s|\s(?:and|v|vs\.?|versus|against)\s){_BARE})*)"
    rf"(?=\s?[.;,()]|\s{_PEOPLE}\b|$)"
    rf"|\s(?P<nobody>none|nil)(?=[.;,)]|$)"
    rf"|(?:\srates?)?(?:\s(?:was|were|of))?\s(?P<rate>\d+(?:[.·]\d+)?\s?%))"
)
_ZERO = re.compile(rf"(?:0+(?:[.·]0+)?|{_NOBODY})$")
#: A number that is the whole, not the part: "3/30", "3 of 30".
_WHOLE_BEFORE = re.compile(r"(?:/\s?|\bof (?:the )?)$")


class Tally(NamedTuple):
    """Whether anybody had the event, and the places of the numbers that say so."""

    happened: bool
    counts: tuple[tuple[int, int], ...]


def tally_after(lower: str, start: int, end: int) -> Tally | None:
    """The numbers right after the name of an event, which ends at ``start``; None for none.

    ``lower`` is lower-case text, ``end`` where the sentence ends.

    >>> tally_after("milia: laser 4, needling 0", 5, 26)
    Tally(happened=True, counts=((13, 14), (25, 26)))
    >>> tally_after("burns: 0", 5, 8)
    Tally(happened=False, counts=((7, 8),))
    """
    match = _TALLY.match(lower, start, min(end, start + _REACH))
    if match is None or match.lastgroup is None:
        return None
    first, last = match.span(match.lastgroup)
    found = [
        number.span()
        for number in _COUNTS.finditer(lower, first, last)
        if not _WHOLE_BEFORE.search(lower, first, number.start())
    ]
    printed = [lower[slice(*place)] for place in found]
    if any(_is_score(lower, place) for place in found):
        return None
    return Tally(not all(_ZERO.match(number) for number in printed), tuple(found))


_REACH = 160
"""How far behind an event its numbers are looked for, in characters."""


def _is_score(lower: str, place: tuple[int, int]) -> bool:
    """Whether a number is a decimal and no share: scales have such numbers, people do not."""
    start, end = place
    decimal = "." in lower[start:end] or "·" in lower[start:end]
    return decimal and lower[end : end + 2].strip()[:1] not in ("%", "p")
