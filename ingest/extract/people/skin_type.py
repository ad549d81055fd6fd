"""The Fitzpatrick skin types of the participants, lightest and darkest, as numbers from 1 to 6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.patterns import at_word_start

VERSION = 1


class Statement(NamedTuple):
    """Lightest and darkest type, with the place of the words."""

    low: int
    high: int
    start: int
    end: int


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_TYPE = r"(?:iii|ii|iv|i|vi|v|[1-6])"
_JOIN = r"(?:\s?[-–—−‐‑/]\s?|\sto\s|\sand\s|\sor\s|\sthrough\s|,\s(?:and\s|or\s)?|\s?&\s?)"
_CUE = at_word_start(
    (
        "fst",
        r"fitzpatrick(?:['’]s)?(?:\s(?:skin|photo|sun))?[\s-]?(?:(?:photo|skin[\s-]?)?types?|"
        r"skin\sphototypes?|phototypes?|classification|scale|class|skin\scolou?r)?(?:\sskin)?",
        *(r"skin\sphoto-?types?", "photo-?types?", r"skin\stypes?", r"skin\s\(types?"),
        r"types?(?=[^.;]{0,25}\bskin\b)",
    )
)
_STATED = re.compile(
    rf"(?P<cue>{_CUE})"
    r"(?:\s\(fst\)|\sranged|\sranging|\sfrom|\swere|\swas|\s\(|\sof|\sscores?|:|\sclass|\sskin|"
    r"\stypes?|,)*\s?"
    rf"(?P<low>{_TYPE})(?P<rest>(?:{_JOIN}(?:types?\s)?{_TYPE})*)(?!\w|\.\d|\s?(?:%|mm))"
)
_LIST = re.compile(rf"\b{_TYPE}\b")
_NOT_PARTICIPANTS = re.compile(
    r"\b(?:no longer|advis\w+|recommend\w+|should|prudent|excluded|exclusion|risk in)\b[^.;]{0,60}$"
)


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``fitzpatrick_min`` and ``fitzpatrick_max``: of several statements the widest."""
    found = list(_statements(document))
    if not found:
        return []
    widest = max(found, key=lambda one: (one.high - one.low, -one.start))
    return [
        scar_fact(
            document,
            field,
            value,
            widest.start,
            widest.end,
            method="skin types",
            version=VERSION,
        )
        for field, value in (("fitzpatrick_min", widest.low), ("fitzpatrick_max", widest.high))
    ]


def _statements(document: Document) -> Iterator[Statement]:
    """Every range of skin types; those of the conclusions only where there is no other."""
    lower = document.lower
    if "type" not in lower and "fitzpatrick" not in lower and "fst" not in lower:
        return
    is_stated = False
    for match in _STATED.finditer(lower):
        sentence = document.sentence_at(match.start())
        if sentence is None or sentence.section == "background":
            continue
        if sentence.section == "conclusions" and is_stated:
            continue
        if _is_of_participants(document, sentence, match):
            is_stated = True
            types = [_number(match["low"]), *map(_number, _LIST.findall(match["rest"]))]
            yield Statement(min(types), max(types), match.start(), match.end())


def _is_of_participants(document: Document, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether these are skin types, and those of the study's own people."""
    if _NOT_PARTICIPANTS.search(document.lower, sentence.start, match.start()):
        return False
    printed = document.text[match.start("low")]
    if not (printed.isdigit() or printed.isupper()):
        return False
    names_skin = match["cue"].startswith(("fitz", "fst", "skin", "photo"))
    return names_skin or sentence.section == "title" or "fitzpatrick" in document.lower


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else _ROMAN[printed]
