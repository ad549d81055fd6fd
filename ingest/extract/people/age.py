"""The age of the participants in years: mean, youngest, oldest.

Rules of docs/labelling.md: what the text gives for those enrolled or eligible; a median is no
mean; of a report on one person the age is youngest and oldest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.people.one_person import one_person
from ingest.extract.scar_facts import has_number, of_abstract, scar_fact
from ingest.extract.text.document import Document
from ingest.extract.text.patterns import at_word_start
from ingest.extract.text.ranges import NUMBER, value_of

VERSION = 1
_OLDEST = 110

_AGE = r"\d{1,3}(?:[.·]\d+)?"
_TO = r"(?:\s?[-–—−‐‑]\s?|\sto\s|\sand\s)"
_YEARS = r"(?:\s?-?\s?(?:years?|yrs?|y)\b(?:[\s-](?:old|of\sage))?)"
_PLUS = r"\s?(?:±|\+/-|\+/−|\+-)\s?"
_SD = rf"(?:{_PLUS}{_AGE}|\s?\((?:sd|standard deviation)?[,:=]?\s?±?\s?{_AGE}\))?"
_OF_WHOM = (
    r"(?:\s(?:of|for)\s(?:the\s|all\s)?(?:patients?|participants?|cases|subjects?|women|study \w+|"
    r"volunteers))?"
)
_NOT_YEARS = r"(?!\d|\s?(?:%|mm|weeks|months|days))"

_MEAN = at_word_start(("mean", "average"))
_AGED = at_word_start(("aged?",))
_AGES = at_word_start(("aged?", "ages", "aging"))
_RANGED = at_word_start(("ranged?",))
_PEOPLE = at_word_start(
    ("patients", "participants", "adults", "subjects", "volunteers", "women", "men")
)
_MEANS = (
    re.compile(
        rf"{_MEAN}\s(?:\(?(?:(?:±|"
        rf"\+/-)\s?)?sd\)?\s)?ages?\b{_OF_WHOM}(?:\s\([^)]{{0,20}}\))?"
        rf"(?:[,:]|\swas|\sof|\swere|\sis|=|\s=)*\s?(?P<mean>{_AGE})(?!\d){_SD}(?:{_YEARS})?"
    ),
    re.compile(rf"{_MEAN}{_PLUS}sd\sage[,:]?(?:\swas|\sof)?\s(?P<mean>{_AGE}){_SD}(?:{_YEARS})?"),
    re.compile(rf"{_MEAN}[,:]?\s(?P<mean>{_AGE})(?:{_PLUS}{_AGE})?{_YEARS}"),
    re.compile(rf"\bage range {_AGE}{_TO}{_AGE}{_YEARS}?[,;]\smean\s(?P<mean>{_AGE})"),
    re.compile(rf"\bon average\s(?P<mean>{_AGE}){_YEARS}"),
    re.compile(rf"{_AGED}\s(?P<mean>{_AGE}){_PLUS}{_AGE}"),
    re.compile(rf"(?<![\w.])(?P<mean>{_AGE}){_PLUS}{_AGE}{_YEARS}(?=\sold)"),
    re.compile(rf"(?<=were )(?P<mean>{_AGE}){_PLUS}{_AGE}{_YEARS}"),
)
_RANGES = (
    re.compile(
        rf"{_AGES}\b(?:\s(?:ranged?|ranging|range|between|from|was|were|of|group|"
        r"limits?)|[,:(=])*"
        rf"\s?(?:{_AGE}{_YEARS}\s?)?(?P<low>{NUMBER}){_YEARS}?{_TO}(?P<high>{NUMBER}){_NOT_YEARS}"
    ),
    re.compile(
        rf"(?<![\w.])(?:between\s|from\s)?(?P<low>{_AGE}){_YEARS}?{_TO}(?P<high>{_AGE})"
        r"\s?-?\s?(?:years?|yrs?|y)[\s-](?:old\b|of\sage\b)"
    ),
    re.compile(
        r"[(;,]\s?(?:age\s)?(?:range[,:]?\s)?(?:between\s|from\s)?"
        rf"(?P<low>{_AGE}){_TO}(?P<high>{_AGE})\s?(?:years|yrs?|y)\b[);,]"
    ),
    re.compile(
        rf"\bages?\b[^.;()]{{0,30}}\b{_AGE}(?:\syears?)?\s?[(\[,]\s?range[sd]?[:,]?\s(?:from\s)?"
        rf"(?P<low>{_AGE}){_TO}(?P<high>{_AGE}){_NOT_YEARS}"
    ),
    re.compile(
        rf"{_RANGED}[,:]?\s(?:from\s)?(?P<low>{_AGE}){_TO}(?P<high>{_AGE})\s?(?:years|yrs?|y)\b"
    ),
)
_YOUNGEST = (
    re.compile(
        rf"{_AGED}\s(?:≥|>=|at least|over|from)\s?(?P<age>{_AGE})\s?(?:years?|yrs?|y)\b(?!{_TO}\d)"
    ),
    re.compile(
        rf"{_AGED}\s(?P<age>{_AGE})\s?(?:years?|yrs?|y)\s(?:and|or)\s(?:over|older|above)\b"
    ),
    re.compile(
        rf"{_PEOPLE}\s\(?(?:≥|>=|at "
        rf"least)\s?(?P<age>{_AGE})\s?(?:years?|yrs?|y)\b"
    ),
)
_AGE_CUE = re.compile(at_word_start(("age[ds]?", "aging")) + r"\b")
#: "12 y", "12-years", "≥ 18"; the sentences without "age" are asked for these.
_YEARS_CUE = re.compile(r"[y≥](?:(?<=\dy)|(?<=\d[\s-]y)|(?<=≥) ?\d)")
_NOT_OF_PARTICIPANTS = re.compile(
    r"\b(?:duration|onset|scars?\s(?:were|was)|controls|dropouts?|excluded|follow-?up|"
    r"interquartile|iqr|experience|younger than|older than|historical)\b[^.;]{0,30}$"
)
_UNSEARCHED = ("background", "conclusions", "registration")

Stated = tuple[str, float, re.Match[str]]
"""Field, value, and the words."""


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``age_mean``, ``age_min`` and ``age_max``, each the first that is stated."""
    design = context.fact("design")
    if design is not None and design.value == "case-report":
        one = _age_of_one(document)
        if one:
            return one
    found: dict[str, Fact] = {}
    for field, value, words in _stated(document):
        if field not in found and 0 <= value <= _OLDEST and _may_state(document, words.start()):
            found[field] = _fact(document, field, value, words, field.replace("_", " "))
    return [found[field] for field in ("age_mean", "age_min", "age_max") if field in found]


def _stated(document: Document) -> Iterator[Stated]:
    lower = document.lower
    for sentence in document.sentences:
        start, end = sentence.start, sentence.end
        if sentence.section in _UNSEARCHED or not has_number(document, start, end):
            continue
        words = lower[start:end]
        if not _AGE_CUE.search(words) and not _YEARS_CUE.search(words):
            continue
        for pattern in _MEANS:
            for match in pattern.finditer(lower, start, end):
                yield "age_mean", value_of(match["mean"]), match
        for pattern in _RANGES:
            for match in pattern.finditer(lower, start, end):
                low, high = value_of(match["low"]), value_of(match["high"])
                if low < high:
                    yield "age_min", low, match
                    yield "age_max", high, match
        for pattern in _YOUNGEST:
            for match in pattern.finditer(lower, start, end):
                yield "age_min", value_of(match["age"]), match


def _may_state(document: Document, start: int) -> bool:
    sentence = document.sentence_at(start)
    if sentence is None:
        return False
    return _NOT_OF_PARTICIPANTS.search(document.lower, sentence.start, start) is None


def _age_of_one(document: Document) -> list[Fact]:
    """The age of the one patient; nothing where the report tells of several, or of months."""
    words = one_person(document)
    if words is None or words["unit"] != "year":
        return []
    return [
        _fact(document, field, value_of(words["age"]), words, "age of one patient")
        for field in ("age_min", "age_max")
    ]


def _fact(document: Document, field: str, value: float, words: re.Match[str], method: str) -> Fact:
    return scar_fact(
        document,
        field,
        value,
        words.start(),
        words.end(),
        method=method,
        version=VERSION,
        unit="years",
    )
