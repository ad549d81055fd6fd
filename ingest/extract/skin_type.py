"""The Fitzpatrick skin types of the participants, lightest and darkest, as numbers from 1 to 6."""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import scar_fact

VERSION = 1
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_TYPE = r"(?:iii|ii|iv|i|vi|v|[1-6])"
_JOIN = r"(?:\s?[-–—−‐‑/]\s?|\sto\s|\sand\s|\sor\s|\sthrough\s|,\s(?:and\s|or\s)?|\s?&\s?)"
_STATED = re.compile(
    r"\b(?P<cue>fitzpatrick(?:['’]s)?(?:\s(?:skin|photo|sun))?[\s-]?(?:(?:photo|skin[\s-]?)?types?|"
    r"skin\sphototypes?|phototypes?|classification|scale|class|skin\scolou?r)?(?:\sskin)?|"
    r"(?:skin\s)?photo-?types?|skin\stypes?|skin\s\(types?|types?(?=[^.;]{0,25}\bskin\b))"
    r"(?:\s\(fst\)|\sof|\sscores?|:|\sclass|\sskin|\stypes?|,)*\s?"
    rf"(?P<low>{_TYPE})(?P<rest>(?:{_JOIN}(?:types?\s)?{_TYPE})*)(?!\w|\.\d|\s?(?:%|mm))"
)
_LIST = re.compile(rf"\b{_TYPE}\b")
_NOT_PARTICIPANTS = re.compile(
    r"\b(?:no longer|advis\w+|recommend\w+|should|prudent|excluded|exclusion|risk in)\b[^.;]{0,60}$"
)
_UNSEARCHED = ("background", "conclusions", "registration")


def read(document: Document, context: Context) -> list[Fact]:
    """``fitzpatrick_min`` and ``fitzpatrick_max``, from the first statement that gives a range."""
    lower = document.lower
    if "type" not in lower and "fitzpatrick" not in lower:
        return []
    best: tuple[int, int, int, int] | None = None
    for match in _STATED.finditer(lower):
        start, end = match.span()
        section = document.section_at(start)
        sentence = document.sentence_at(start)
        if sentence is None or _NOT_PARTICIPANTS.search(lower, sentence.start, start):
            continue
        if section == "background" or (section == "conclusions" and best is not None):
            continue
        if (
            not match["cue"].startswith(("fitz", "skin", "photo"))
            and "fitz" not in lower
            and section != "title"
        ):
            continue
        if (
            not document.text[match.start("low")].isdigit()
            and not document.text[match.start("low")].isupper()
        ):
            continue
        types = [_number(match["low"]), *map(_number, _LIST.findall(match["rest"]))]
        found = (min(types), max(types), start, end)
        if best is None or (best[1] - best[0] < found[1] - found[0] and section != "conclusions"):
            best = found
    if best is None:
        return []
    low, high, start, end = best
    return [
        scar_fact(document, field, value, start, end, method="skin types", version=VERSION)
        for field, value in (("fitzpatrick_min", low), ("fitzpatrick_max", high))
    ]


def _number(printed: str) -> int:
    return int(printed) if printed.isdigit() else _ROMAN[printed]
