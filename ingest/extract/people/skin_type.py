"""The Fitzpatrick skin types of the participants, lightest and darkest, as numbers from 1 to 6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
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
_JOIN = r"(?:;\s|\s?[-–—−‐‑/]\s?|\sto\s|\sand\s|\sor\s|\sthrough\s|,\s(?:and\s|or\s)?|\s?&\s?)"
#: How many had a type: "III (n = 12), IV (n = 14)", "III in 12 and IV in 18".
_COUNT = (
    r"(?:\s?\(?,?\s?(?:n\s?=\s?)?\d+(?:\s(?:patients|participants|subjects|women))?\)?"
    r"(?=[,;\s])|\sin\s(?:\d+|[a-z]+)(?:\s(?:patients|participants|subjects|women))?|)"
)
_CUE = at_word_start(
    (
        "fst",
        r"fitzpatrick(?:['’]s)?(?:\s(?:skin|photo|sun))?[\s-]?(?:(?:photo|skin[\s-]?)?types?|"
        r"skin\sphototypes?|phototypes?|classification|scale|class|skin\scolou?r)?(?:\sskin)?",
        *(
            r"skin\sphoto-?types?",
            "photo-?types?",
            r"skin\s(?:colou?r\s)?types?",
            r"skin\s\(types?",
        ),
        r"skin\s(?:was|were|is)\s(?:of\s)?types?",
        r"types?(?=[^.;]{0,25}\bskin\b)",
    )
)
_STATED = re.compile(
    rf"(?P<cue>{_CUE})"
    r"(?:\s\(fst\)|\sranged|\sranging|\sfrom|\swere|\swas|\s\(|\sof|\sscores?|:|\sclass|\sskin|"
    r"\stypes?|,)*\s?"
    rf"(?P<low>{_TYPE})(?P<rest>(?:{_COUNT}{_JOIN}(?:skin\s)?(?:types?\s)?{_TYPE}\b)*)"
    r"(?!\w|\.\d|\s?(?:%|mm))"
)
#: "Type IV skin", "types III to V skin": the word comes last.
_SKIN_LAST = re.compile(
    rf"types?(?<!\wtypes)(?<!\wtype)\s(?P<low>{_TYPE})(?P<rest>(?:{_JOIN}{_TYPE})*)\sskin\b(?!\s(?:collagen|cells))"
)
_LIST = re.compile(rf"\b{_TYPE}\b")
_NOT_PARTICIPANTS = re.compile(
    r"\b(?:no longer|advis\w+|recommend\w+|should|prudent|excluded|exclusion|risk in)\b[^.;]{0,60}$"
)

_EXCLUDED_AFTER = re.compile(r"[^.;]{0,40}\b(?:was|were) (?:excluded|not (?:included|eligible))\b")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``fitzpatrick_min`` and ``fitzpatrick_max``: of several statements the widest."""
    found = list(_statements(document))
    if not found:
        return []
    widest = _joined(document, max(found, key=lambda one: (one.high - one.low, -one.start)), found)
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


def _joined(document: Document, widest: Statement, found: list[Statement]) -> Statement:
    """A single type with those that its sentence names beside it: "12 had type III, 18 type IV"."""
    if widest.low != widest.high:
        return widest
    sentence = document.sentence_at(widest.start)
    beside = [one for one in found if document.sentence_at(one.start) == sentence]
    return Statement(
        min(one.low for one in beside),
        max(one.high for one in beside),
        min(one.start for one in beside),
        max(one.end for one in beside),
    )


def _statements(document: Document) -> Iterator[Statement]:
    """Every range of skin types; those of the conclusions only where there is no other."""
    lower = document.lower
    if "type" not in lower and "fitzpatrick" not in lower and "fst" not in lower:
        return
    is_stated = False
    for match in chain(_STATED.finditer(lower), _SKIN_LAST.finditer(lower)):
        sentence = document.sentence_at(match.start())
        if sentence is None or sentence.section == "background":
            continue
        if sentence.section == "conclusions" and is_stated:
            continue
        if _is_of_participants(document, sentence, match):
            is_stated = True
            types = [_number(match["low"]), *map(_number, _types(document, match))]
            yield Statement(min(types), max(types), match.start(), match.end())


def _types(document: Document, match: re.Match[str]) -> list[str]:
    """The further types; where the first is Roman, digits are counts."""
    further: list[str] = _LIST.findall(match["rest"])
    if match["low"].isdigit():
        return further
    return [printed for printed in further if not printed.isdigit()]


def _is_of_participants(document: Document, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether these are skin types, and those of the study's own people."""
    if _NOT_PARTICIPANTS.search(document.lower, sentence.start, match.start()):
        return False
    if _EXCLUDED_AFTER.match(document.lower, match.end(), sentence.end):
        return False
    printed = document.text[match.start("low")]
    if not (printed.isdigit() or printed.isupper()):
        return False
    if match.re is _SKIN_LAST:
        return True
    names_skin = match["cue"].startswith(("fitz", "fst", "skin", "photo"))
    return names_skin or sentence.section == "title" or "fitzpatrick" in document.lower


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else _ROMAN[printed]
