"""The one person of a case report, by the words that give the age."""

from __future__ import annotations

import re

from ingest.extract.text.document import Document
from ingest.extract.text.ranges import NUMBER, value_of

_PERSON = (
    r"(?:man|woman|male|female|patient|boy|girl|lady|gentleman|child|student|infant|baby|adult|"
    r"teenager|adolescent)"
)
_UNAGED = re.compile(
    rf"\b(?:report|describe|present)s? (?:an?|one) (?:[\w-]+ ){{0,3}}?{_PERSON}\b|"
    r"\b(?:report|reports|describe|describes|present|presents|case|seen|occurr?ed|occurrence|observed|"
    r"developed|after)\b[^.;]{0,80}?\b(?:in|of) (?:an?|one|our) (?:[\w-]+ ){0,3}?"
    rf"{_PERSON}\b(?! (?:with|who)[^.;]{{0,40}}\band (?:in )?another\b)"
    rf"|(?:^|\n|[.:] )(?:an?|one|the) (?:[\w-]+ ){{0,2}}?{_PERSON},? (?:aged |of )?{NUMBER} "
    r"(?:years|months)"
)
_ONE = re.compile(
    rf"(?<![\w.-])(?P<age>{NUMBER})[\s-](?P<unit>year|month|week|day)[\s-]old\s(?:[a-z-]+\s){{0,4}}?"
    r"(?:man|woman|male|female|patient|boy|girl|lady|gentleman|child|student|infant|baby)\b"
)


def one_person(document: Document) -> re.Match[str] | None:
    """The words, with groups ``age`` and ``unit``; None where the report tells of several."""
    matches = list(_ONE.finditer(document.lower))
    if len({(value_of(match["age"]), match["unit"]) for match in matches}) != 1:
        return None
    return matches[0]


def unaged_person(document: Document) -> re.Match[str] | None:
    """The words for the one person of a case report that gives no age in so many words."""
    lower = document.lower
    return None if _ONE.search(lower) else _UNAGED.search(lower)
