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
from ingest.extract.outcomes import result_cues as cues
from ingest.extract.scar_facts import (
    has_results,
    numbers_in,
    of_abstract,
    scar_fact,
    span,
)
from ingest.extract.text.concepts import concept_matches
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.needles import places
from ingest.extract.text.ranges import value_of

VERSION = 1
NOT_TIED = "–"

_NEVER = ("title", "background", "objective", "methods", "registration", "conclusions")
_UNSTRUCTURED_NEVER = ("title", "registration")
_WITHOUT_RESULTS = ("protocol", "narrative-review", "guideline")


#: A sentence with no number below this has no p-value.
_ABOVE_P = 2


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
    has_effects = any(sign in document.text for sign in cues.EFFECT_SIGNS)
    has_intervals = cues.CI_SIGN.search(document.lower) is not None
    for sentence in document.sentences:
        if not _may_tell(document, sentence):
            continue
        numbers = numbers_in(document, sentence.start, sentence.end)
        if not numbers:
            continue
        results = list(_in_sentence(document, sentence, has_effects, has_intervals))
        if any(number.value < _ABOVE_P for number in numbers):
            results += _probabilities(document.lower, sentence)
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


def _in_sentence(
    document: Document, sentence: Sentence, has_effects: bool, has_intervals: bool
) -> Iterator[Result]:
    lower = document.lower
    start, end = sentence.start, sentence.end
    has_percent = lower.find("%", start, end) >= 0
    has_from = lower.find("from", start, end) >= 0
    if has_percent and has_intervals:
        yield from _intervals(lower, sentence)
    for match in cues.EFFECT.finditer(lower, start, end) if has_effects else ():
        name = document.text[match.start("name") : match.end("name")]
        if len(name) <= 3 and not name.isupper():
            continue
        unit = cues.EFFECT_NAMES[match["name"]]
        yield Result("result_effect", _number(match["value"]), match.start(), match.end(), unit)
    for match in cues.FROM_TO.finditer(lower, start, end) if has_from else ():
        if cues.BEFORE_FROM.search(lower, start, match.start()):
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
    for needles, ends in ((cues.RESPONSE_STEMS, False), (cues.RESPONSE_WORDS, True)):
        for needle in found.keys() & needles:
            for place in found[needle]:
                end = place + len(needle)
                if (place and _is_of_word(lower[place - 1])) or (
                    ends and _is_of_word(lower[end : end + 1])
                ):
                    continue
                sentence = document.sentence_at(place)
                if sentence is not None and end <= sentence.end:
                    numbers.add(sentence.number)
    return numbers


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _probabilities(lower: str, sentence: Sentence) -> Iterator[Result]:
    for match in cues.P.finditer(lower, sentence.start, sentence.end):
        sign = {"=": "", "was": "", "&lt;": "<", "&gt;": ">"}.get(match["sign"], match["sign"])
        printed = f"{float(match['p'].replace('·', '.')):g}"
        yield Result("result_p", f"{sign}{printed}", match.start(), match.end())


def _intervals(lower: str, sentence: Sentence) -> Iterator[Result]:
    for match in cues.CI.finditer(lower, sentence.start, sentence.end):
        for bound in ("low", "high"):
            value = _number(match[bound])
            yield Result(f"result_ci_{bound}", value, match.start(), match.end())


def _changes(lower: str, sentence: Sentence, changes: list[re.Match[str]]) -> Iterator[Result]:
    taken = sentence.start
    for match in changes:
        if match.start("list") < taken:
            continue
        for each in cues.EACH.finditer(lower, match.start("list"), match.end("list")):
            if not cues.SHARE_AFTER.match(lower, each.end()):
                yield Result(
                    "result_percent_change", _number(each[1]), each.start(), each.end(), "percent"
                )
        taken = match.end()


def _change_lists(lower: str, sentence: Sentence) -> list[re.Match[str]]:
    """Where changes in percent are listed, in the order of the sentence."""
    found = []
    for match in cues.CHANGE.finditer(lower, sentence.start, sentence.end):
        before = lower[match.start("verb") : match.start("list")]
        is_aside = (
            before.endswith("(") and "percent" not in lower[match.start() - 12 : match.start()]
        )
        if not is_aside and not cues.THRESHOLD.search(before):
            found.append(match)
    is_told_after = cues.CHANGE_AFTER.search(lower, sentence.start, sentence.end) is not None
    for match in (
        cues.CHANGE_BEFORE.finditer(lower, sentence.start, sentence.end) if is_told_after else ()
    ):
        if not cues.NOT_MEASURED_BEFORE.search(lower, sentence.start, match.start()):
            found.append(match)
    if lower.find(":", sentence.start, sentence.end) >= 0:
        found += cues.SIGNED_CHANGE.finditer(lower, sentence.start, sentence.end)
    return sorted(found, key=lambda match: match.start("list"))


def _responders(
    document: Document, sentence: Sentence, changes: list[re.Match[str]]
) -> Iterator[Result]:
    """How many responded, where the sentence is on response: counts, shares or both."""
    lower, start, end = document.lower, sentence.start, sentence.end
    numbers = numbers_in(document, start, end)
    for number in numbers:
        for pattern in (cues.RESPONDERS, cues.RESPONDED):
            match = pattern.match(lower, number.start, end)
            if match is not None:
                yield from _responder(lower, sentence, match)
        words = cues.WORD_OF_PEOPLE.match(lower, number.end) if number.form == "word" else None
        if words is not None:
            yield _share(str(number.value), number.start, words.end())
    for match in cues.GRADED.finditer(lower, start, end):
        yield from _responder(lower, sentence, match)
    if lower.find("%", start, end) < 0:
        return
    in_changes = [change.span("list") for change in changes]
    for pattern in (cues.SHARES, cues.OF_PEOPLE):
        for match in pattern.finditer(lower, start, end):
            if cues.IS_CHANGE.search(lower, start, match.start("list")):
                continue
            for each in cues.EACH.finditer(lower, match.start("list"), match.end("list")):
                in_change = any(first <= each.start() < last for first, last in in_changes)
                if not in_change and not cues.CRITERION_AFTER.match(lower, each.end()):
                    yield _share(each[1], each.start(), each.end())


def _responder(lower: str, sentence: Sentence, match: re.Match[str]) -> Iterator[Result]:
    groups = match.groupdict()
    count = value_of(groups["n"] or groups["n2"])
    if count == 0 or not float(count).is_integer():
        return
    if match[0].endswith(" of 10") and cues.MARK_BEFORE.search(
        lower, sentence.start, match.start()
    ):
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
    arms = list(cues.ARM.finditer(lower, sentence.start, sentence.end))
    times = list(cues.TIME.finditer(lower, sentence.start, sentence.end))
    places = (
        arms[0].span("arm") if len(arms) == 1 else None,
        (outcomes[0].start, outcomes[0].end) if len({m.concept for m in outcomes}) == 1 else None,
        times[0].span() if len(times) == 1 else None,
    )
    role = " | ".join(document.text[slice(*place)] if place else NOT_TIED for place in places)
    return role, tuple(span(document, *place) for place in places if place)
