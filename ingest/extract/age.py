"""The age of the participants in years: mean, youngest, oldest.

Rules of docs/labelling.md: a range that the text gives for those enrolled or eligible; a median is
no mean; of a report on one person the age is youngest and oldest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.ranges import NUMBER, value_of
from ingest.extract.scar_facts import scar_fact

VERSION = 1
_OLDEST = 110
_AGE = r"\d{1,3}(?:[.·]\d+)?"
_TO = r"(?:\s?[-–—−‐‑]\s?|\sto\s|\sand\s)"
_YEARS = r"(?:\s?-?\s?(?:years?|yrs?|y)\b(?:[\s-](?:old|of\sage))?)"
_SD = rf"(?:\s?(?:±|\+/-|\+/−)\s?{_AGE}|\s?\((?:sd|standard deviation)?[,:=]?\s?±?\s?{_AGE}\))?"
_MEAN = re.compile(
    rf"\b(?:mean|average)\s(?:\(?(?:±\s?)?sd\)?\s)?ages?\b(?:\s(?:of|for)\s(?:the\s|all\s)?"
    r"(?:patients?|participants?|cases|subjects?|women|study \w+|volunteers))?(?:\s\([^)]{0,20}\))?"
    rf"(?:[,:]|\swas|\sof|\swere|\sis|=|\s=)*\s?(?P<mean>{_AGE})(?!\d){_SD}(?:{_YEARS})?"
    rf"|\b(?:mean|average)\s?±?\s?(?:sd\s)?(?:age)?[,:]?\s?(?P<mean2>{_AGE})(?:\s?±\s?{_AGE})?{_YEARS}"
    rf"|\bon average\s(?P<mean3>{_AGE}){_YEARS}"
    rf"|\baged?\s(?P<mean4>{_AGE})\s?±\s?{_AGE}"
    rf"|(?<![\w.])(?P<mean5>{_AGE})\s?±\s?{_AGE}{_YEARS}(?=\sold|[^.;]{{0,3}})"
)
_RANGE = re.compile(
    rf"\b(?:aged?|ages|aging)\b(?:\s(?:ranged?|ranging|range|between|from|was|were|of|group|limits?)|[,:(=])*"
    rf"\s?(?:{_AGE}{_YEARS}\s?)?(?P<low>{_AGE}){_YEARS}?{_TO}(?P<high>{_AGE})(?!\d|\s?(?:%|mm|weeks|months|days))"
    rf"|(?<![\w.])(?:between\s|from\s)?(?P<low2>{_AGE}){_YEARS}?{_TO}(?P<high2>{_AGE})"
    r"\s?-?\s?(?:years?|yrs?|y)[\s-](?:old\b|of\sage\b)"
    rf"|[(;,]\s?(?:age\s)?(?:range[,:]?\s)?(?:between\s|from\s)?(?P<low3>{_AGE}){_TO}(?P<high3>{_AGE})"
    r"\s?(?:years|yrs?|y)\b[);,]"
    rf"|\bages?\b[^.;()]{{0,30}}\b{_AGE}(?:\syears?)?\s?[(\[,]\s?range[sd]?[:,]?\s(?:from\s)?(?P<low5>{_AGE}){_TO}"
    r"(?P<high5>\d{1,3}(?:[.·]\d+)?)(?!\d|\s?(?:%|mm|weeks|months|days))"
    rf"|\brange[d]?[,:]?\s(?:from\s)?(?P<low4>{_AGE}){_TO}(?P<high4>{_AGE})\s?(?:years|yrs?|y)\b"
)
_CUE = re.compile(r"age|aging|\d[\s-]?y")
_ONE = re.compile(
    rf"(?<![\w.-])(?P<age>{NUMBER})[\s-]year[\s-]old\s(?:[a-z-]+\s){{0,4}}?(?:man|woman|male|female|patient|"
    r"boy|girl|lady|gentleman|child|student|infant)\b"
)
_NOT_OF_PARTICIPANTS = re.compile(
    r"\b(?:duration|onset|scars?\s(?:were|was)|controls|dropouts?|excluded|follow-?up|interquartile|iqr|"
    r"experience|younger than|older than|median|historical)\b[^.;]{0,30}$"
)
_UNSEARCHED = ("background", "conclusions", "registration")


def read(document: Document, context: Context) -> list[Fact]:
    """``age_mean``, ``age_min`` and ``age_max``, each the first that is stated."""
    design = context.fact("design")
    if design is not None and design.value == "case-report":
        one = _age_of_one(document)
        if one is not None:
            return one
    found: dict[str, Fact] = {}
    for field, value, start, end in _stated(document):
        if field in found or not 0 <= value <= _OLDEST or not _may_state(document, start):
            continue
        found[field] = scar_fact(
            document,
            field,
            value,
            start,
            end,
            method=field.replace("_", " "),
            version=VERSION,
            unit="years",
        )
    return [found[field] for field in ("age_mean", "age_min", "age_max") if field in found]


def _stated(document: Document) -> Iterator[tuple[str, float, int, int]]:
    lower = document.lower
    for sentence in document.sentences:
        start, end = sentence.start, sentence.end
        if sentence.section in _UNSEARCHED or not _CUE.search(lower, start, end):
            continue
        for match in _MEAN.finditer(lower, start, end):
            printed = next(value for value in match.groups() if value)
            yield "age_mean", value_of(printed), match.start(), match.end()
        for match in _RANGE.finditer(lower, start, end):
            low, high = (value_of(value) for value in match.groups() if value)
            if low < high:
                yield "age_min", low, match.start(), match.end()
                yield "age_max", high, match.start(), match.end()


def _may_state(document: Document, start: int) -> bool:
    sentence = document.sentence_at(start)
    if sentence is None or sentence.section in _UNSEARCHED:
        return False
    return _NOT_OF_PARTICIPANTS.search(document.lower, sentence.start, start) is None


def _age_of_one(document: Document) -> list[Fact] | None:
    """The age of the one patient; None where the report tells of several."""
    matches = list(_ONE.finditer(document.lower))
    ages = {value_of(match["age"]) for match in matches}
    if len(ages) != 1:
        return None
    match = matches[0]
    return [
        scar_fact(
            document,
            field,
            value_of(match["age"]),
            match.start(),
            match.end(),
            method="age of one patient",
            version=VERSION,
            unit="years",
        )
        for field in ("age_min", "age_max")
    ]
