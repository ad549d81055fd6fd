"""The share of women and girls among the participants, in percent.

From a stated percentage, from counts of both sexes (derived, the counts kept as parts), or from
words that leave no man ("all participants were women").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span
from ingest.extract.scar_facts import of_abstract, scar_fact, span
from ingest.extract.text.document import Document
from ingest.extract.text.numbers import ONES, Number
from ingest.extract.text.patterns import at_word_start

VERSION = 1
_FEMALE = r"(?:females?|women|girls|f)"
_MALE = r"(?:males?|men|boys|m)"
_FEMALE_OR_MALE_FIRST = rf"(?:(?P<f1>{_FEMALE})|(?P<m1>{_MALE}))"
_FEMALE_OR_MALE_SECOND = rf"(?:(?P<f2>{_FEMALE})|(?P<m2>{_MALE}))"
_SEXES = re.compile(
    at_word_start(
        (
            *("females?", "women", "girls", "males?", "men", "boys"),
            *("woman", "mothers", "man"),
        )
    )
    + r"\b"
)
#: Words for women and for men; those of one person or of mothers count nobody.
_WOMEN = ("women", "female", "females", "girls", "woman", "mothers")
_MEN = ("men", "male", "males", "boys", "man")
_COUNT_NOBODY = ("woman", "mothers", "man")
_INITIAL = re.compile(r"\d\s?[fm]\b")
_MARKS = (":", "/")
#: What stands on either side of the mark in "F:M" and "m / f".
_SECOND_INITIAL = re.compile(r"\s?[fm]\b")
_FIRST_INITIAL = re.compile(r"(?<!\w)[fm]\s?$")
_PERCENT_BEFORE = re.compile(
    r"(?P<percent>\d{1,3}(?:[.·]\d+)?)\s?(?:%|per ?cent)\s?\)?,?\s?(?:of them |(?:of )?"
    r"(?:the |all )?(?:patients|participants|subjects|volunteers|all) )?(?:were |was |are )?$"
)
_PERCENT_AFTER = re.compile(
    r"(?:\s(?:sex|gender|participants|patients))?\s?(?:\(|:|=|"
    r",)\s?(?:n\s?=\s?\d+[,;]?\s?\(?)?(?P<percent>\d{1,3}(?:[.·]\d+)?)\s?(?:%|per ?cent)"
)
_WERE_FEMALE = re.compile(
    rf"\s?(?:%|per ?cent)(?:\sof\s(?:the\s|all\s)?(?:\w+\s)?\w+)?\swere\s{_FEMALE}\b"
)
#: "Half of the 30 patients were women".
_HALF_WERE = re.compile(
    r"h(?<!\wh)alf of the (?:\w+ )?(?:patients|participants|subjects|volunteers) were "
    rf"(?:{_FEMALE}|{_MALE})\b"
)
#: "Women made up 60%".
_MADE_UP = re.compile(
    r"\s(?:made up|accounted for|comprised|constituted|represented|formed)\s(?P<percent>\d{1,3}"
    r"(?:[.·]\d+)?)\s?(?:%|per ?cent)"
)
#: "F:M 18:12", "female to male ratio of 3:2", "(male/female: 12/18)".
_RATIO = re.compile(
    rf"\b{_FEMALE_OR_MALE_FIRST}\s?(?:[:/]|-?to-?|\sto\s)\s?{_FEMALE_OR_MALE_SECOND}\)?"
    r"(?:\sratio)?(?:\s(?:was|of))?\s?[:=,]?\s?(?P<x>\d{1,5}(?:\.\d+)?)\s?[:/]\s?"
    r"(?P<y>\d{1,5}(?:\.\d+)?)(?![\d/]|\.\d)"
)
#: "(male 12, female 18)", "men (n = 12) and women (n = 18)", "females: 18; males: 12".
_LABELLED = re.compile(
    rf"\b{_FEMALE_OR_MALE_FIRST}(?::|,|\s=|\s\(n\s?=|\s\()?\s?(?P<x>\d{{1,5}})\)?(?:,|;|\sand|/)\s?"
    rf"(?:and\s)?{_FEMALE_OR_MALE_SECOND}(?::|,|\s=|\s\(n\s?=|\s\()?\s?(?P<y>\d{{1,5}})(?![\d.]*\s?[%\d])"
)
_SEX_AFTER = re.compile(rf"\s?(?:were\s)?(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))\b")
_BETWEEN_COUNTS = re.compile(
    r"\s?(?:\([^)]*\)\s?)?[a-z]+(?: (?:patients|participants|subjects))?(?:\s?\([^)]*\))?"
    r"(?:,? and |, |/|;? |: )(?:and )?"
)
_EVENT_BEFORE = re.compile(
    r"\b(?:arose|developed|occurred|seen|found|noted|noticed|reported|observed|recorded|affected)\b"
)
_EVENT = re.compile(r"\)?\s(?:developed|had|experienced|reported|showed|were lost)\b")
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = "|".join(sorted((word for word in ONES if word != "zero"), key=len, reverse=True))
_COUNT = rf"(?:\d{{1,5}}|{_TENS}(?:-(?:{_ONES}))?|(?:{_ONES})\b)"
_PERSONS = r"(?:patients?|participants?|adults|children|subjects|volunteers|adolescents|people)"
_SEX_WORD = rf"(?:(?P<f>{_FEMALE})|(?P<m>{_MALE}))"
_TOTAL = rf"(?P<total>{_COUNT})\s(?:(?!and|of|in|with)[a-z-]++\s){{0,2}}{_PERSONS}"
#: How far from a word for a sex the total may stand, in characters.
_REACH = 130
#: One sex with the total, from where the first of their numbers begins.
_OF_TOTAL = (
    # "16 patients (10 female)"
    re.compile(
        rf"{_TOTAL}(?:\saged [^().;]{{1,40}}?)?\s\((?:[^()]{{1,50}}[;,]\s)?"
        rf"(?P<part>{_COUNT})\s?{_SEX_WORD}\s?[);,]"
    ),
    # "16 patients, of whom 10 were female"
    re.compile(
        rf"{_TOTAL}(?:\saged [^().;]{{1,30}}?|\s(?:were|was) (?:enrolled|recruited|included|"
        rf"treated|studied))?[,;]\s(?:of (?:whom|these|them),?\s)?"
        rf"(?P<part>{_COUNT})\s(?:of (?:whom|them)\s)?(?:were\s)?{_SEX_WORD}\b"
    ),
    # "three of ten were women"
    re.compile(
        rf"(?P<part>{_COUNT})\sof\s(?:the\s)?(?P<total>{_COUNT})\s"
        rf"(?:{_PERSONS}\s)?were\s{_SEX_WORD}\b"
    ),
)
_ALL = re.compile(
    r"a(?<!\wa)ll (?:of the )?(?:were )?(?:\d+ |the )?(?:participants?|patients?|subjects?|"
    r"volunteers?)?\s?(?:were |of (?:them|whom) (?:were )?)?"
    r"(?:female|women|girls)\b(?! (?:patients )?(?:with|who|had|under))"
)
_BOTH = re.compile(at_word_start(("both", "either")) + r" (?:sex(?:es)?|genders?)\b")
_COUNTED_SEX = re.compile(
    r"\s(?:(?!of|in|the|and)[a-z-]+\s){0,3}?(?:women|females|men|males|(?:fe)?male (?:patients|"
    r"participants|subjects|volunteers))\b"
)
_ENROLLED = re.compile(
    r"(?:were (?:enrolled|recruited|included|studied|treated|randomi[sz]ed|allocated)|"
    r"participated|took part|received|underwent|had |with striae|with stretch|with abdominal|aged|"
    r"\()"
)
#: "(18 women)", "; 18 women.": an aside that counts one sex.
_ASIDE = re.compile(rf"[(;,]\s?{_COUNT}\s(?:{_FEMALE}|{_MALE})[).;,]")
#: Titles that name who was treated: "wrinkles of postmenopausal women".
_TITLE = re.compile(
    r"\b(?:in|of|for|among|on)\s(?:(?!and\b|or\b)[\w-]+\s){0,3}(?P<sex>women|men|females?|males?|girls|boys)\b"
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
    if not (_counted_sexes(lower) or _INITIAL.search(lower) or _has_initials(lower)):
        return []
    design = context.fact("design")
    if design is not None and design.value == "case-report":
        return []
    return (
        _from_percent(document)
        or _from_counts(document)
        or _from_labelled(document)
        or _from_total(document)
        or _from_all(document)
        or _from_one_sex_alone(document, context)
        or _from_title(document, context)
    )


@lru_cache(maxsize=4)
def _sexes(lower: str) -> tuple[re.Match[str], ...]:
    """Every word for a sex; looked for once."""
    return tuple(_SEXES.finditer(lower))


def _counted_sexes(lower: str) -> list[re.Match[str]]:
    """The words for a sex that can be counted."""
    return [word for word in _sexes(lower) if word[0] not in _COUNT_NOBODY]


def _names(words: tuple[str, ...], lower: str) -> bool:
    return any(word[0] in words for word in _sexes(lower))


def _has_initials(lower: str) -> bool:
    """Whether the text has "F:M" or "m/f"."""
    for mark in _MARKS:
        place = lower.find(mark)
        while place >= 0:
            if _SECOND_INITIAL.match(lower, place + 1) and (
                _FIRST_INITIAL.search(lower, max(0, place - 3), place)
            ):
                return True
            place = lower.find(mark, place + 1)
    return False


def _from_percent(document: Document) -> list[Fact]:
    lower = document.lower
    for number in document.numbers:
        match = _WERE_FEMALE.match(lower, number.end) if number.form == "word" else None
        if match is not None and _is_searched(document, number.start):
            return [_fact(document, number.value, number.start, match.end(), "percentage", False)]
    half = _HALF_WERE.search(lower)
    if half is not None and _is_searched(document, half.start()):
        return [_fact(document, 50, half.start(), half.end(), "percentage", False)]
    for sex in _counted_sexes(lower):
        if not _is_searched(document, sex.start()):
            continue
        before = _PERCENT_BEFORE.search(lower, max(0, sex.start() - 45), sex.start())
        after = None
        if not before:
            after = _PERCENT_AFTER.match(lower, sex.end()) or _MADE_UP.match(lower, sex.end())
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


def _from_labelled(document: Document) -> list[Fact]:
    """Counts or a ratio behind the words for both sexes: "F:M 18:12", "men 12, women 18"."""
    lower = document.lower
    if not (_names(_WOMEN, lower) and _names(_MEN, lower)) and not _has_initials(lower):
        return []
    for pattern in (_RATIO, _LABELLED):
        for match in pattern.finditer(lower):
            if bool(match["f1"]) == bool(match["f2"]) or not _is_searched(document, match.start()):
                continue
            women, men = ("x", "y") if match["f1"] else ("y", "x")
            total = float(match[women]) + float(match[men])
            if total <= 0:
                continue
            value = round(100 * float(match[women]) / total, 1)
            parts = tuple(span(document, *match.span(group)) for group in (women, men))
            start, end = match.span()
            return [_fact(document, value, start, end, "counts of both sexes", True, parts)]
    return []


def _from_total(document: Document) -> list[Fact]:
    """One sex and the total: "16 patients (10 female)", "three of ten were women"."""
    numbers = {(number.start, number.end): number for number in document.numbers}
    sexes = [word.start() for word in _counted_sexes(document.lower)]
    for pattern in _OF_TOTAL:
        for number in document.numbers:
            place = bisect_left(sexes, number.end)
            if place == len(sexes) or sexes[place] > number.end + _REACH:
                continue
            match = pattern.match(document.lower, number.start)
            if match is None:
                continue
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


def _from_one_sex_alone(document: Document, context: Context) -> list[Fact]:
    """All where "thirty women were enrolled" and no man is named; none where only men are.

    Where more people took part than the women or men that are named, those are a part of them:
    their share if they are named as an aside ("(18 women)"), else nothing.
    """
    lower = document.lower
    women = _names(_WOMEN, lower)
    if women == _names(_MEN, lower) or _BOTH.search(lower):
        return []
    people = context.fact("participants")
    total = people.value if people is not None and isinstance(people.value, int) else None
    for number in document.numbers:
        if not number.is_whole or number.kind != "count" or number.value < 2:
            continue
        match = _COUNTED_SEX.match(lower, number.end)
        sentence = document.sentence_at(number.start)
        if match is None or sentence is None or "/" in match[0]:
            continue
        if sentence.section in ("conclusions", "background"):
            continue
        if total is not None and number.value < total:
            if _ASIDE.search(lower, max(0, number.start - 2), match.end() + 1):
                share = 100 * number.value / total
                value = round(share if women else 100 - share, 1)
                rule = "count of one sex"
                return [_fact(document, value, number.start, match.end(), rule, True)]
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


def _from_title(document: Document, context: Context) -> list[Fact]:
    """The sex that the title names, where the text never names the other one."""
    if context.answers.get("randomized_trial", {}).get("value") is not True:
        return []
    lower = document.lower
    named = _TITLE.search(lower, 0, document.title_end)
    if named is None or _BOTH.search(lower):
        return []
    is_female = re.fullmatch(_FEMALE, named["sex"]) is not None
    if _names(_MEN if is_female else _WOMEN, lower):
        return []
    value = 100 if is_female else 0
    return [_fact(document, value, *named.span("sex"), "sex of the title", True)]


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
