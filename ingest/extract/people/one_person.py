"""The one person of a case report, by the words that give the age."""

from __future__ import annotations

import re

from ingest.extract.text.document import Document
from ingest.extract.text.ranges import NUMBER, value_of

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
