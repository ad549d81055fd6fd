"""The share of women and girls among the participants, in percent.

From a stated percentage, from counts of both sexes (derived, the counts kept as parts), or from
words that leave no man ("all participants were women").
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span
from ingest.extract.scar_facts import of_abstract, scar_fact, span
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document
from ingest.extract.text.numbers import Number
from ingest.extract.text.patterns import at_word_start

VERSION = 1
_FEMALE = r"(?:females?|women|girls|f)"
_MALE = r"(?:males?|men|boys|m)"
_SEX = re.compile(at_word_start(("females?", "women", "girls", "males?", "men", "boys")) + r"\b")
_INITIAL = re.compile(r"\d\s?[fm]\b")
_PERCENT_BEFORE = re.compile(
    r"(?P<percent>\d{1,3}(?:[.·]\d+)?)\s?(?:%|per ?cent)\s?\)?,?\s?(?:of (?:them|patients|"
    r"participants|all) )?(?:were |was |are )?$"
)
_PERCENT_AFTER = re.compile(
    r"(?:\s(?:sex|gender|participants|patients))?\s?(?:\(|:|=|"
    r",)\s?(?:n\s?=\s?\d+[,;]?\s?\(?)?(?P<percent>\d{1,3}(?:[.·]\d+)?)\s?(?:%|per ?cent)"
)
_WERE_FEMALE = re.compile(rf"\s?(?:%|per ?cent)(?:\sof\s(?:the\s|all\s)?\w+)?\swere\s{_FEMALE}\b")
_SEX_AFTER = re.compile(rf"\s?(?:were\s)?(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))\b")
_BETWEEN_COUNTS = re.compile(
    r"\s?(?:\([^)]*\)\s?)?[a-z]+(?: (?:patients|participants|subjects))?(?:\s?\([^)]*\))?"
    r"(?:,? and |, |/|;? |: )(?:and )?"
)
_EVENT_BEFORE = re.compile(
    r"\b(?:arose|developed|occurred|seen|found|noted|noticed|reported|observed|recorded|affected)\b"
)
_EVENT = re.compile(r"\)?\s(?:developed|had|experienced|reported|showed|were lost)\b")
#: A number or any word, up to the space after it; nothing shorter is tried.
_COUNT = r"[a-z]++(?:-[a-z]++)?+|\d{1,5}"
_PERSONS = r"(?:patients?|participants?|adults|children|subjects|volunteers|adolescents|people)"
_SEX_WORD = rf"(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))"
_TOTAL = rf"(?<![\w-])(?P<total>{_COUNT})\s(?:(?!and|of|in|with)[a-z-]++\s){{0,2}}{_PERSONS}"
#: How far from a word for a sex the total may stand, in characters.
_REACH = 130
_SEXES = ("women", "men", "female", "male", "girl", "boy")
#: One sex with the total; the counts are read by ``document.numbers``.
_OF_TOTAL = (
    Rule(
        "total, then one sex in brackets",
        _SEXES,
        re.compile(
            rf"{_TOTAL}\s\((?:[^()]{{1,50}}[;,]\s)?(?P<part>[a-z]+(?:-[a-z]+)?|\d{{1,5}})\s?"
            rf"{_SEX_WORD}\s?[);,]"
        ),
        _REACH,
    ),
    Rule(
        "total, then one sex",
        _SEXES,
        re.compile(
            rf"{_TOTAL},\s(?:of whom\s)?(?P<part>{_COUNT})\s(?:of whom\s)?(?:were\s)?{_SEX_WORD}\b"
        ),
        _REACH,
    ),
    Rule(
        "one sex of the total",
        _SEXES,
        re.compile(
            rf"(?<![\w-])(?P<part>{_COUNT})\sof\s(?:the\s)?(?P<total>{_COUNT})\s"
            rf"(?:{_PERSONS}\s)?were\s{_SEX_WORD}\b"
        ),
        _REACH,
    ),
)
_ALL = re.compile(
    r"\ball (?:of the )?(?:were )?(?:\d+ |the )?(?:participants?|patients?|subjects?|"
    r"volunteers?)?\s?(?:were |of (?:them|whom) were )?"
    r"(?:female|women|girls)\b(?! (?:patients )?(?:with|who|had|under))"
)
_WOMEN = re.compile(at_word_start(("women", "females?", "girls", "woman", "mothers")) + r"\b")
_MEN = re.compile(at_word_start(("men", "males?", "boys", "man")) + r"\b")
_BOTH = re.compile(r"\b(?:both|either) (?:sex(?:es)?|genders?)\b")
_COUNTED_SEX = re.compile(
    r"\s(?:(?!of|in|the|and)[a-z-]+\s){0,3}?(?:women|females|men|males|(?:fe)?male (?:patients|"
    r"participants|subjects|volunteers))\b"
)
_ENROLLED = re.compile(
    r"(?:were (?:enrolled|recruited|included|studied|treated|randomi[sz]ed|allocated)|"
    r"participated|took part|received|underwent|had |with striae|with stretch|with abdominal|aged|"
    r"\()"
)
_NOT_OF_ALL = re.compile(
    r"\b(?:responders?|controls|completed|reported|developed|noted|had|showed|satisfied|of the "
    r"\d+|risk|more|odds|of \d+|of the \d+|arose|occurred|seen|found|affected|in|"
    r"by)\b[^.;()]{0,12}$"
)


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``female_percent``, one decimal; only where the text leaves no doubt."""
    lower = document.lower
    if not _SEX.search(lower) and not _INITIAL.search(lower):
        return []
    design = context.fact("design")
    if design is not None and design.value == "case-report":
        return []
    return (
        _from_percent(document)
        or _from_counts(document)
        or _from_total(document)
        or _from_all(document)
        or _from_one_sex_alone(document)
    )


def _from_percent(document: Document) -> list[Fact]:
    lower = document.lower
    for number in document.numbers:
        match = _WERE_FEMALE.match(lower, number.end) if number.form == "word" else None
        if match is not None and _is_searched(document, number.start):
            return [_fact(document, number.value, number.start, match.end(), "percentage", False)]
    for sex in _SEX.finditer(lower):
        if not _is_searched(document, sex.start()):
            continue
        before = _PERCENT_BEFORE.search(lower, max(0, sex.start() - 45), sex.start())
        after = None if before else _PERCENT_AFTER.match(lower, sex.end())
        match = before or after
        if match is None:
            continue
        percent = float(match["percent"].replace("·", "."))
        if not 0 <= percent <= 100:
            continue
        start, end = min(match.start("percent"), sex.start()), max(match.end(), sex.end())
        if _NOT_OF_ALL.search(lower, max(0, start - 40), start) or _EVENT.match(lower, end):
            continue
        is_female = re.fullmatch(_FEMALE, sex[0]) is not None
        value = percent if is_female else round(100 - percent, 1)
        return [_fact(document, value, start, end, "percentage", not is_female)]
    return []


def _from_counts(document: Document) -> list[Fact]:
    """Counts of both sexes: "18 women and 12 men", "20 F/5 M", "38 males, 11 females"."""
    lower = document.lower
    numbers = [
        n for n in document.numbers if n.is_whole and n.kind in ("count", "label", "measure")
    ]
    for one, other in pairwise(numbers):
        if other.start - one.end > 45 or not _is_searched(document, one.start):
            continue
        first, second = _sex_after(lower, one), _sex_after(lower, other)
        if first is None or second is None or first == second:
            continue
        between = lower[one.end : other.start]
        if not _BETWEEN_COUNTS.fullmatch(between):
            continue
        women, men = (one, other) if first == "f" else (other, one)
        total = women.value + men.value
        if not 2 <= total <= 100_000:
            continue
        end = _end_of_sex(lower, other)
        parts = (span(document, one.start, one.end), span(document, other.start, other.end))
        value = round(100 * women.value / total, 1)
        return [_fact(document, value, one.start, end, "counts of both sexes", True, parts)]
    return []


def _from_total(document: Document) -> list[Fact]:
    """One sex and the total: "16 patients (10 female)", "three of ten were women"."""
    numbers = {(number.start, number.end): number for number in document.numbers}
    for rule in _OF_TOTAL:
        for match in rule.matches(document.lower):
            total, part = (numbers.get(match.span(group)) for group in ("total", "part"))
            if total is None or part is None or not 1 <= part.value <= total.value:
                continue
            if not _is_searched(document, match.start()):
                continue
            share = part.value / total.value
            value = round(100 * (share if match["f"] else 1 - share), 1)
            parts = tuple(span(document, one.start, one.end) for one in (total, part))
            start, end = match.span()
            return [_fact(document, value, start, end, "count of one sex", True, parts)]
    return []


def _sex_after(lower: str, number: Number) -> str | None:
    match = _SEX_AFTER.match(lower, number.end)
    if match is None:
        return None
    return "f" if match["f"] else "m"


def _end_of_sex(lower: str, number: Number) -> int:
    match = _SEX_AFTER.match(lower, number.end)
    return match.end() if match else number.end


def _from_all(document: Document) -> list[Fact]:
    for match in _ALL.finditer(document.lower):
        if _is_searched(document, match.start()):
            return [_fact(document, 100, match.start(), match.end(), "all women", False)]
    return []


def _from_one_sex_alone(document: Document) -> list[Fact]:
    """All where "thirty women were enrolled" and no man is named; none where only men are."""
    lower = document.lower
    women = _WOMEN.search(lower) is not None
    if women == (_MEN.search(lower) is not None) or _BOTH.search(lower):
        return []
    for number in document.numbers:
        if not number.is_whole or number.kind != "count" or number.value < 2:
            continue
        match = _COUNTED_SEX.match(lower, number.end)
        sentence = document.sentence_at(number.start)
        if match is None or sentence is None or "/" in match[0]:
            continue
        if sentence.section in ("conclusions", "background"):
            continue
        if _EVENT_BEFORE.search(lower, sentence.start, number.start):
            continue
        if sentence.section in (None, "results") and not _ENROLLED.search(
            lower, match.end(), sentence.end
        ):
            continue
        if sentence.section == "results" and not lower.startswith(" enrolled", match.end()):
            continue
        value = 100 if women else 0
        return [_fact(document, value, number.start, match.end(), "one sex alone", True)]
    return []


def _is_searched(document: Document, start: int) -> bool:
    return document.section_at(start) not in ("background", "conclusions", "registration")


def _fact(
    document: Document,
    value: float,
    start: int,
    end: int,
    rule: str,
    derived: bool,
    parts: tuple[Span, ...] = (),
) -> Fact:
    return scar_fact(
        document,
        "female_percent",
        int(value) if float(value).is_integer() else value,
        start,
        end,
        method=f"sex: {rule}",
        version=VERSION,
        unit="percent",
        status="derived" if derived else "stated",
        parts=parts,
    )
