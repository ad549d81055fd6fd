"""Measured values set against each other ("9.5 vs 14.7 days"), and which group each belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.extract.direction import cues
from ingest.extract.direction.comparison import Mention
from ingest.extract.direction.views import View

NUMBER = re.compile(
    r"(?<![\w.·])[-−–+]?\d+(?:[,\u2009\u202f\u00a0]\d{3})*(?:[.·]\d+)?(?!\w)|(?<![\w.])[.·]\d+"
)
# Numbers that are not measured values: spreads, group sizes, labels, denominators.
_NOT_A_VALUE_BEFORE = re.compile(
    r"(?:±|\+/-|\bSD\b|\bSE\b|\bSEM\b|/|95%? ?CI|\b[nN]\s*=|[Gg]roups?|[Dd]ays?|[Ww]eeks?|month"
    r"|year|stage|phase|grade|type|\bat|\bfor|\bafter|within|\d\s?%?\s?to)\s?\(?$"
)
_VALUE_BEFORE = re.compile(r"(?:was|were|is|of|=)\s*$")
_DENOMINATOR_BEFORE = re.compile(r"\d\)?\s?(?:of|out of|/)\s?(?:the )?$")
_WHOLE_AFTER = re.compile(r"\s?(?:of|out of|/)\s?(?:the )?([1-9]\d{0,5})\b")
_SIZE_BEFORE = re.compile(r"\b[nN]\s*=\s*$")
_SPREAD = re.compile(r"\s?%?\s?[\w/²µμ°]{0,8}\s?[(\[]\s?(?:SD|SE|SEM)?\s?[=:]?\s?")
_TIME_AFTER = re.compile(r"\s*[-–]?\s*(?:weeks?|wks?|months?|days?|years?|hours?|h\b|hrs?)")
_TIME_BEFORE = re.compile(r"(?:at|after|for|within|by|over|during|from|of|first|last|the|,|\()\s*$")
_UNIT_AFTER = re.compile(
    r"\s?(?:days?|weeks?|months?|hours?|min|mm|cm|kg|points?|patients|sessions|events)\b"
)
# "at 12 and 24 weeks": the second is a time point because the first is one.
_ALSO_BEFORE = re.compile(r"\b(?:to|and|or)\s*$")
_VERSUS = re.compile(r"\b(?:vs\.?|versus|v\.|compared|against|than|whereas|while)\b")
_JOINED = re.compile(
    r"\b(?:vs\.?|versus|v\.?|compared|against|and|than|while|whereas|but|or)\b|[,;]"
)


Kind = Literal["percent", "share", "plain"]
Certainty = Literal["sure", "likely", "perhaps", "unknown"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A measured value in a sentence; ``bracketed`` where it stands inside brackets.

    The kind is "percent", "share" for a count of a number given ("9 of 30": 0.3) or "plain".
    """

    start: int
    end: int
    value: float
    kind: Kind
    bracketed: bool


def amounts(view: View) -> list[Amount]:
    """The measured values of a sentence: no p-values, intervals, spreads, sizes or time points."""
    text = view.text
    taken = [(p.start, p.end) for p in view.p_values]
    taken += [match.span() for match in cues.INTERVAL.finditer(text)]
    found: list[Amount] = []
    after_time = False
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if any(a <= start < b for a, b in taken):
            continue
        before = text[max(0, start - 14) : start]
        if _DENOMINATOR_BEFORE.search(before) or _SIZE_BEFORE.search(before):
            continue
        stated = _VALUE_BEFORE.search(before)
        if not stated and _NOT_A_VALUE_BEFORE.search(before):
            continue
        is_time = _TIME_AFTER.match(text, end) and (
            _TIME_BEFORE.search(before) or (after_time and _ALSO_BEFORE.search(before))
        )
        after_time = bool(not stated and is_time and match[0].isdigit())
        if after_time:
            continue  # "at 12 weeks"; a time of 17.5 hours was measured
        if re.match(r"\s*%?\s*(?:CI|confidence)", text[end : end + 14]):
            continue
        value = number(match[0])
        if value is None:
            continue
        if found and _SPREAD.fullmatch(text, found[-1].end, start):
            continue  # "82.3 (20.2)": the bracket holds the spread
        kind: Kind = "plain"
        whole = _WHOLE_AFTER.match(text, end)
        if re.match(r"\s?(?:%|per ?cent)", text[end : end + 10]):
            kind = "percent"
        elif whole is not None and int(whole[1]) > 0:
            kind, value = "share", value / int(whole[1])
        opened = text.count("(", 0, start) + text.count("[", 0, start)
        closed = text.count(")", 0, start) + text.count("]", 0, start)
        found.append(Amount(start, end, value, kind, opened > closed))
    return found


def _are_labels(text: str, first: Amount, second: Amount) -> bool:
    """Small bare whole numbers ("statements 1 and 3") name things rather than measure them."""
    if first.kind != "plain" or _UNIT_AFTER.match(text, first.end):
        return False
    return all(v.is_integer() and 0 < v < 10 for v in (first.value, second.value))


def number(printed: str) -> float | None:
    """The value of a printed number, with any minus sign and decimal point; None if it is none."""
    plain = re.sub(r"[\s\u2009\u202f\u00a0+]", "", printed).replace("·", ".")
    plain = re.sub(r"^[−–]", "-", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain).replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two values of one kind set against each other; ``versus`` where a word says so.

    ``side`` is whose the first value is (1 if unknown), ``told`` how sure that is.
    """

    first: Amount
    second: Amount
    versus: bool
    side: int
    told: Certainty


_UNSURE = {"sure": 0, "likely": 15, "perhaps": 30, "unknown": 40}


def contrast(
    view: View, mentions: list[Mention], clause: tuple[int, int], outcome: tuple[int, int]
) -> Contrast | None:
    """The pair of values nearest after the outcome, rather one whose owners are clear."""
    start, end = clause
    begin, finish = outcome
    values = amounts(view)
    best: tuple[tuple[bool, float], Contrast] | None = None
    for i, first in enumerate(values):
        for gap, second in enumerate(values[i + 1 : i + 5]):
            between = view.text[first.end : second.start]
            if len(between) > 130:
                break
            if first.kind != second.kind or not _JOINED.search(between):
                continue
            versus = bool(_VERSUS.search(between))
            if not versus and _are_labels(view.text, first, second):
                continue
            distance = first.start - finish if first.start >= finish else 0.0
            if first.start < begin:
                distance = (begin - first.start) * 1.5
            side, told = _first_side(mentions, first, second)
            penalty = (0 if versus else 25) + 30 * gap + 20 * (first.bracketed != second.bracketed)
            key = (not start <= first.start < end, distance + penalty + _UNSURE[told])
            if best is None or key < best[0]:
                best = (key, Contrast(first, second, versus, side, told))
    return best[1] if best else None


def _first_side(mentions: list[Mention], first: Amount, second: Amount) -> tuple[int, Certainty]:
    before = [m for m in mentions if first.start - 110 < m.start < first.start]
    between = [m for m in mentions if first.end <= m.start < second.start]
    after = [m for m in mentions if second.end <= m.start < second.end + 90]
    led = before and between and before[-1].side != between[-1].side
    if between and after and between[0].side != after[0].side:
        near = between[0].start - first.end + after[0].start - second.end
        far = first.start - before[-1].start + second.start - between[-1].start if led else near
        return (before[-1].side if led and far < near else between[0].side), "sure"
    if led:
        return before[-1].side, "sure"
    for listed in (_alternating(before)[-2:], _alternating(after)[:2]):
        if len(listed) == 2:
            return listed[0], "likely"
    if between:
        closer_to_second = between[0].start > (first.end + second.start) / 2
        return (-between[0].side if closer_to_second else between[0].side), "likely"
    if before:
        return before[-1].side, "perhaps"
    everywhere = _alternating(mentions)
    if len(everywhere) >= 2:
        return everywhere[0], "perhaps"
    return 1, "unknown"


def _alternating(mentions: list[Mention]) -> list[int]:
    sides: list[int] = []
    for mention in mentions:
        if not sides or sides[-1] != mention.side:
            sides.append(mention.side)
    return sides
