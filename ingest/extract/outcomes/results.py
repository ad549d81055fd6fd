"""The numbers of the results: changes, means, responders, effects, intervals and p-values.

A field a column of the table ``results``: ``result_percent_change``, ``result_baseline_mean``,
``result_final_mean``, ``result_responders``, ``result_responder_percent``, ``result_effect``
(unit MD, SMD, RR, OR or HR), ``result_ci_low``, ``result_ci_high`` and ``result_p`` ("0.03",
"<0.001"). Values are as printed; a change has no sign, since the text gives its direction in
words. ``role`` names arm, outcome measure and time point, "–" where the text does not tie the
number to one; the words that it was tied by are the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span
from ingest.extract.scar_facts import (
    has_results,
    numbers_within,
    of_abstract,
    scar_fact,
    span,
)
from ingest.extract.text.concepts import concept_matches
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.needles import look_for, places
from ingest.extract.text.patterns import at_word_start
from ingest.extract.text.ranges import NUMBER, TO, value_of

VERSION = 1
NOT_TIED = "–"

_DECIMAL = r"\d+(?:[.·]\d+)?"
_SIGNED = rf"[-−–]?{_DECIMAL}"
_P = re.compile(
    r"p(?<!\wp)(?:[\s-]?values?)?\s?(?P<sign>=|<|>|≤|≥|&lt;|&gt;|was)\s?(?P<p>(?:0|1)?[.·]\d+|0|1)(?!\d)"
)
_CI = re.compile(
    rf"\b9[059]\s?%\s?(?:ci|confidence "
    rf"intervals?)\s?[,:=]?\s?(?:\(ci\)[,:]?\s?)?[\[(]?(?P<low>{_SIGNED})\s?%?"
    rf"(?:\s?[-–]\s?|\sto\s|,\s|;\s)(?P<high>{_SIGNED})(?![\d.]*\d)"
)
_EFFECT_NAME = at_word_start(
    (
        *("standardi[sz]ed mean difference", "mean difference", "smd", "md", "risk ratio"),
        *("relative risk", "rr", "odds ratio", "or", "hazard ratio", "hr"),
    )
)
_EFFECT = re.compile(
    rf"(?P<name>{_EFFECT_NAME})(?:\s\((?:smd|md|rr|or|hr)\))?\s?[,:=]?\s?(?:of\s|was\s|"
    rf"\()?(?P<value>{_SIGNED})(?![\d.%]*[\d%])"
)
#: A text without any of these names no effect.
_EFFECT_SIGNS = ("MD", "RR", "OR", "HR", "ean difference", " ratio", "elative risk")
_EFFECT_NAMES = {
    "standardised mean difference": "SMD", "standardized mean difference": "SMD", "smd": "SMD",
    "mean difference": "MD", "md": "MD", "risk ratio": "RR", "relative risk": "RR", "rr": "RR",
    "odds ratio": "OR", "or": "OR", "hazard ratio": "HR", "hr": "HR",
}  # fmt: skip
_CHANGED = at_word_start(
    (
        *(r"improv\w+", r"reduc\w+", r"decreas\w+", "fell", "fallen", r"declin\w+", "rose"),
        *("risen", r"increas\w+", r"diminish\w*", r"dropp?\w*", "lower(?:ed)?", r"gain\w*"),
        "less",
    )
)
_PERCENT = rf"{_DECIMAL}(?:\s?±\s?{_DECIMAL})?\s?%"
#: What stands between the percentages of several arms: "45% with laser, by 28% with needles".
_LINK = (
    r"(?:\s\([^()%\d]{1,30}\))?(?:,?\s(?:and|versus|vs?\.?|against|compared (?:with|to))\s|,\s|"
    r"\s[^.;()%\d]{1,50}?(?:,|,?\s(?:and|versus|vs\.?|v|compared with))\s)"
    r"(?:[^.;()%\d]{0,30}?\s)?(?:by\s)?"
)
_CHANGE = re.compile(
    rf"(?P<verb>{_CHANGED})\b(?P<gap>[^.;%]{{0,60}}?)(?<![\w.±])"
    rf"(?P<list>{_PERCENT}(?:{_LINK}{_PERCENT})*)"
)
#: "A 45% reduction", "volume: -24%".
_CHANGE_BEFORE = re.compile(
    rf"(?P<list>{_PERCENT})\s(?:mean\s|median\s|overall\s|relative\s)?(?:improvement|reduction|decrease|"
    r"increase|decline|fall|drop|gain)\b"
)
_CHANGE_AFTER = re.compile(
    r"%\s(?:mean\s|median\s|overall\s|relative\s)?(?:improvement|reduction|decrease|increase|"
    r"decline|fall|drop|gain)\b"
)
_SIGNED_CHANGE = re.compile(rf":\s(?P<list>[-–−]{_PERCENT}(?:{_LINK}[-–−]{_PERCENT})*)")
_EACH = re.compile(rf"(?<![\d.·])({_DECIMAL})(?:\s?±\s?{_DECIMAL})?\s?%")
_THRESHOLD = re.compile(
    r"\b(?:at least|more than|over|less than|exceed\w*|above|below|up to|of patients|in (?:about "
    r")?|greater than|≥|>|or more|to|(?:reached|achieved|attained|obtained|seen|noted|found) by|"
    r"nearly|patients?|women|participants|risk|95|99|90)\s*$|(?:in )$"
)
_NOT_MEASURED_BEFORE = re.compile(
    r"(?:[>≥<≤]|\b(?:than|least|over|exceeding|of|reached|achieved|attained|having|had)(?: an?)?)"
    r"\s*$"
)
_SHARE_AFTER = re.compile(
    r"\s?(?:%)?\s?(?:or (?:more|better|over)|of (?:the\s)?(?:patients|women|participants|cases|"
    r"subjects|active|group|sham|baseline)|ci\b|confidence)"
)
#: After a percentage that is a criterion ("50% or more") or the level of an interval.
_CRITERION_AFTER = re.compile(r"\s?(?:or (?:more|better|over)|ci\b|confidence)")
_FROM_TO = re.compile(
    rf"from(?<!\wfrom)\s(?:a mean of\s)?(?P<base>{_DECIMAL})(?:\s?±\s?{_DECIMAL}|"
    rf"\s\([^)]{{1,15}}\))?\sto\s(?P<final>{_DECIMAL})"
    rf"(?!\d|\.\d|\s?(?:%|weeks?|months?|years?|days?|mm\b|nm|hours?|mj|cases|patients))"
)
#: Words of response, those of the first row with any ending.
_RESPONSE_STEMS = look_for(("improve", "respon", "success", "flatten", "satisf", "clear"))
_RESPONSE_WORDS = look_for(
    (
        *("excellent", "good", "marked", "grade", "grades", "reduction", "recurrence", "relapse"),
        *("regrowth", "loss of half", "efficacy", "reached", "achieved", "judged", "quartile"),
        *("moderate", "slight"),
    )
)
_WORD = re.compile(r"\w")
_PEOPLE = r"(?:patients|women|men|participants|subjects|volunteers|adults|children|cases|sides)"
_RESPONDERS = re.compile(
    rf"(?<![\w.±/])(?:(?P<n>{NUMBER})(?:\s?/\s?\d+|\sof\s(?:the\s)?{NUMBER}(?!\s?%))"
    rf"(?:\s?\((?P<percent>{_DECIMAL})\s?%\))?"
    r"|(?P<n2>\d+)(?:\s(?:patients|sides|women|participants|keloids|subjects))?"
    rf"\s?\((?P<percent2>{_DECIMAL})\s?%\))"
)
#: "Twelve patients showed excellent improvement", "eighteen patients (60%) achieved more than 75%".
_RESPONDED = re.compile(
    rf"(?<!of )(?<!of the )(?<![\w.±/-])(?P<n>{NUMBER})\s(?:of\sthe\s)?{_PEOPLE}\s"
    rf"(?:\((?P<percent>{_DECIMAL})\s?%\)\s)?"
    r"(?:improved\b|responded\b|relapsed\b|recurred\b|(?:showed|had|achieved|reached|experienced|"
    r"attained|obtained|gained)\s(?=[^.;]{0,40}?(?:improve|respon|clear|reduction|flatten|regrowth)))"
)
#: "Excellent in 12 patients, good in nine and fair in four", "excellent 11, good 19".
_GRADE = at_word_start(
    (
        *("excellent", "very good", "good", "marked", "moderate", "fair", "mild", "slight"),
        *("poor", "none"),
    )
)
_GRADED = re.compile(
    rf"{_GRADE}(?:\s(?:improvement|response|results?))?(?:,?\s(?:was|were|seen|found|noted|in|by))*:?\s"
    rf"(?P<n>{NUMBER})(?!\s?(?:%|per ?cent|/)|\sof\s|\s\(|{TO}{NUMBER})"
    rf"(?=\s(?:{_PEOPLE}|and)\b|[,.;])"
)
_MARK_BEFORE = re.compile(r"\b(?:mean|median|average|scores?|rated|vas)\b[^.;]{0,70}$")
_BEFORE_SHARE = at_word_start(("in", "by", "of", "was", "were", "reached by", "had"))
_SHARES = re.compile(
    rf"(?:{_BEFORE_SHARE}|(?:recurrence|relapse|success|response)(?: rates?)?:)\s"
    rf"(?P<list>{_DECIMAL}\s?%(?:{_LINK}(?:in\s)?{_DECIMAL}\s?%)*)"
)
#: "40% of the patients achieved".
_OF_PEOPLE = re.compile(rf"(?P<list>(?<![\d.·]){_DECIMAL}\s?%)\sof\s(?:the\s|all\s)?{_PEOPLE}\b")
_WORD_OF_PEOPLE = re.compile(rf"\s?per ?cent\sof\s(?:the\s|all\s)?{_PEOPLE}\b")
#: A share that is a change in percent: "improved by …", "reduction of …".
_IS_CHANGE = re.compile(
    rf"{_CHANGED}\b(?![^.;%]{{0,25}}\b(?:reached|achieved|attained|obtained) by\s$)[^.;%]{{0,25}}"
    r"\b(?:by|of|was)\s$"
)
_BEFORE_FROM = re.compile(rf"(?:{_CHANGED}|\b(?:changed|went|vss))\b")
_BEFORE_TIME = at_word_start(("at", "after", "by", "until", "on"))
_TIME = re.compile(
    rf"{_BEFORE_TIME}\s(?:the\s)?(?:(?:week|month|day)\s\d+|(?:{NUMBER}|one|"
    rf"a)\s(?:weeks?|months?|days?|years?)"
    r"|(?:final|last) (?:visit|session))\b"
)
_BEFORE_ARM = at_word_start(("with", "after", "on", "in"))
_ARM = re.compile(
    rf"{_BEFORE_ARM}\s(?:the\s)?(?P<arm>[a-z][\w-]*(?:\s[\w-]+)?(?=\s(?:and|than|versus|"
    r"\(|compared))|[\w-]+\s(?:side|group|arm|half))"
)
_NEVER = ("title", "background", "objective", "methods", "registration", "conclusions")
_UNSTRUCTURED_NEVER = ("title", "registration")
_WITHOUT_RESULTS = ("protocol", "narrative-review", "guideline")


class Result(NamedTuple):
    """A number of the results with the words that state it."""

    field: str
    value: float | str
    start: int
    end: int
    unit: str | None = None


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """Every number of the results that the rules recognise, in the order of the text."""
    design = context.fact("design")
    if design is not None and design.value in _WITHOUT_RESULTS:
        return []
    facts = []
    has_effects = any(sign in document.text for sign in _EFFECT_SIGNS)
    for sentence in document.sentences:
        if not _may_tell(document, sentence):
            continue
        if not numbers_within(document, sentence.start, sentence.end):
            continue
        results = _in_sentence(document, sentence, has_effects)
        found = sorted(results, key=lambda r: (r.start, r.field))
        if not found:
            continue
        role, parts = _tied(document, sentence)
        facts += [
            scar_fact(
                document,
                result.field,
                result.value,
                result.start,
                result.end,
                method="result",
                version=VERSION,
                unit=result.unit,
                role=role,
                parts=parts,
            )
            for result in found
        ]
    return facts


def _may_tell(document: Document, sentence: Sentence) -> bool:
    never = _NEVER if has_results(document) else _UNSTRUCTURED_NEVER
    return sentence.section not in never


def _in_sentence(document: Document, sentence: Sentence, has_effects: bool) -> Iterator[Result]:
    lower = document.lower
    start, end = sentence.start, sentence.end
    for match in _P.finditer(lower, start, end):
        sign = {"=": "", "was": "", "&lt;": "<", "&gt;": ">"}.get(match["sign"], match["sign"])
        printed = f"{float(match['p'].replace('·', '.')):g}"
        yield Result("result_p", f"{sign}{printed}", match.start(), match.end())
    has_percent = lower.find("%", start, end) >= 0
    has_from = lower.find("from", start, end) >= 0
    if has_percent:
        yield from _intervals(lower, sentence)
    for match in _EFFECT.finditer(lower, start, end) if has_effects else ():
        name = document.text[match.start("name") : match.end("name")]
        if len(name) <= 3 and not name.isupper():
            continue
        unit = _EFFECT_NAMES[match["name"]]
        yield Result("result_effect", _number(match["value"]), match.start(), match.end(), unit)
    for match in _FROM_TO.finditer(lower, start, end) if has_from else ():
        if _BEFORE_FROM.search(lower, start, match.start()):
            for group, when in (("base", "baseline"), ("final", "final")):
                value = _number(match[group])
                yield Result(f"result_{when}_mean", value, match.start(), match.end())
    changes = _change_lists(lower, sentence) if has_percent else []
    yield from _changes(lower, sentence, changes)
    if sentence.number in _of_response(document) and not _tells_harm(document, sentence):
        yield from _responders(document, sentence, changes)


@lru_cache(maxsize=4)
def _of_response(document: Document) -> set[int]:
    """The numbers of the sentences with words of response."""
    lower, found, numbers = document.lower, places(document.lower), set()
    for needles, ends in ((_RESPONSE_STEMS, False), (_RESPONSE_WORDS, True)):
        for needle in found.keys() & needles:
            for place in found[needle]:
                end = place + len(needle)
                if (place and _WORD.match(lower, place - 1)) or (ends and _WORD.match(lower, end)):
                    continue
                sentence = document.sentence_at(place)
                if sentence is not None and end <= sentence.end:
                    numbers.add(sentence.number)
    return numbers


def _intervals(lower: str, sentence: Sentence) -> Iterator[Result]:
    for match in _CI.finditer(lower, sentence.start, sentence.end):
        for bound in ("low", "high"):
            value = _number(match[bound])
            yield Result(f"result_ci_{bound}", value, match.start(), match.end())


def _changes(lower: str, sentence: Sentence, changes: list[re.Match[str]]) -> Iterator[Result]:
    taken = sentence.start
    for match in changes:
        if match.start("list") < taken:
            continue
        for each in _EACH.finditer(lower, match.start("list"), match.end("list")):
            if not _SHARE_AFTER.match(lower, each.end()):
                yield Result(
                    "result_percent_change", _number(each[1]), each.start(), each.end(), "percent"
                )
        taken = match.end()


def _change_lists(lower: str, sentence: Sentence) -> list[re.Match[str]]:
    """Where changes in percent are listed, in the order of the sentence."""
    found = []
    for match in _CHANGE.finditer(lower, sentence.start, sentence.end):
        before = lower[match.start("verb") : match.start("list")]
        is_aside = (
            before.endswith("(") and "percent" not in lower[match.start() - 12 : match.start()]
        )
        if not is_aside and not _THRESHOLD.search(before):
            found.append(match)
    is_told_after = _CHANGE_AFTER.search(lower, sentence.start, sentence.end) is not None
    for match in (
        _CHANGE_BEFORE.finditer(lower, sentence.start, sentence.end) if is_told_after else ()
    ):
        if not _NOT_MEASURED_BEFORE.search(lower, sentence.start, match.start()):
            found.append(match)
    if lower.find(":", sentence.start, sentence.end) >= 0:
        found += _SIGNED_CHANGE.finditer(lower, sentence.start, sentence.end)
    return sorted(found, key=lambda match: match.start("list"))


def _responders(
    document: Document, sentence: Sentence, changes: list[re.Match[str]]
) -> Iterator[Result]:
    """How many responded, where the sentence is on response: counts, shares or both."""
    lower, start, end = document.lower, sentence.start, sentence.end
    numbers = numbers_within(document, start, end)
    for number in numbers:
        for pattern in (_RESPONDERS, _RESPONDED):
            match = pattern.match(lower, number.start, end)
            if match is not None:
                yield from _responder(lower, sentence, match)
        words = _WORD_OF_PEOPLE.match(lower, number.end) if number.form == "word" else None
        if words is not None:
            yield _share(str(number.value), number.start, words.end())
    for match in _GRADED.finditer(lower, start, end):
        yield from _responder(lower, sentence, match)
    if lower.find("%", start, end) < 0:
        return
    in_changes = [change.span("list") for change in changes]
    for pattern in (_SHARES, _OF_PEOPLE):
        for match in pattern.finditer(lower, start, end):
            if _IS_CHANGE.search(lower, start, match.start("list")):
                continue
            for each in _EACH.finditer(lower, match.start("list"), match.end("list")):
                in_change = any(first <= each.start() < last for first, last in in_changes)
                if not in_change and not _CRITERION_AFTER.match(lower, each.end()):
                    yield _share(each[1], each.start(), each.end())


def _responder(lower: str, sentence: Sentence, match: re.Match[str]) -> Iterator[Result]:
    groups = match.groupdict()
    count = value_of(groups["n"] or groups["n2"])
    if count == 0 or not float(count).is_integer():
        return
    if match[0].endswith(" of 10") and _MARK_BEFORE.search(lower, sentence.start, match.start()):
        return
    yield Result("result_responders", count, match.start(), match.end(), "persons")
    percent = groups.get("percent") or groups.get("percent2")
    if percent:
        yield _share(percent, match.start(), match.end())


def _share(percent: str, start: int, end: int) -> Result:
    return Result("result_responder_percent", _number(percent), start, end, "percent")


def _number(printed: str) -> float:
    number = float(printed.replace("·", ".").replace("−", "-").replace("–", "-"))
    return int(number) if number.is_integer() else number


def _tells_harm(document: Document, sentence: Sentence) -> bool:
    return any(
        sentence.start <= match.start < sentence.end
        for match in concept_matches(document, "adverse_event")
    )


def _tied(document: Document, sentence: Sentence) -> tuple[str, tuple[Span, ...]]:
    """Arm, outcome measure and time point of the sentence, where it names exactly one."""
    lower = document.lower
    outcomes = [
        match
        for match in concept_matches(document, "outcome_measure")
        if sentence.start <= match.start < sentence.end
    ]
    arms = list(_ARM.finditer(lower, sentence.start, sentence.end))
    times = list(_TIME.finditer(lower, sentence.start, sentence.end))
    places = (
        arms[0].span("arm") if len(arms) == 1 else None,
        (outcomes[0].start, outcomes[0].end) if len({m.concept for m in outcomes}) == 1 else None,
        times[0].span() if len(times) == 1 else None,
    )
    role = " | ".join(document.text[slice(*place)] if place else NOT_TIED for place in places)
    return role, tuple(span(document, *place) for place in places if place)
