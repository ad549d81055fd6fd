"""The arms of a comparison: the size of each and what the people in it got.

Groups of counts are weighed (``arm_groups``) and completed by rules. Where no total is stated, the
sum of the arms is a derived number of participants, with its parts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span, Tier
from ingest.extract.model import load_model
from ingest.extract.people.arm_groups import Total, choose
from ingest.extract.people.arm_labels import label_span
from ingest.extract.people.count_clauses import UNIT_NOUNS
from ingest.extract.people.counts import Count, weighed_counts
from ingest.extract.people.equal_arms import (
    CONFIDENCE,
    EQUAL_METHOD,
    EQUAL_VERSION,
    PARTS_METHOD,
    EqualParts,
    equal_parts,
    one_size,
)
from ingest.extract.people.named_arms import NAMED_METHOD, NAMED_VERSION, allotted_arms, named_arms
from ingest.extract.people.participants import quoted, role_of
from ingest.extract.text.document import Document

MODEL = "arms"

_SEX_AFTER = re.compile(
    r" ?(?:\(\d[^()]{0,10}\) )?"
    r"(?:(?P<female>females?|women|girls|f\b)|(?P<male>males?|men|boys|m\b))"
)
#: Roles of a number of participants that was counted after some were lost.
_LEFT = ("analysed", "followed")
#: So many times those who were left, and more were not assigned.
_MOST_LOST = 1.5
#: "171 keloids (earlobe, 74; chest, 62)": where the keloids were.
_OF_UNITS_BEFORE = re.compile(rf"\b\d+ (?:[a-z-]+ ){{0,2}}{UNIT_NOUNS} \([^()]*$")
_BRACKET_REACH = 80
#: Designs that compare no groups of people. A split body compares none either.
_UNCOMPARED = (
    *("case-series", "case-report", "cross-sectional", "guideline", "narrative-review"),
    *("systematic-review", "meta-analysis"),
)


class Source(NamedTuple):
    """Where an arm is read from, as facts tell it."""

    method: str
    version: int
    confidence: float | None
    tier: Tier | None


_EQUAL = Source(EQUAL_METHOD, EQUAL_VERSION, CONFIDENCE, "review")
_PARTS = Source(PARTS_METHOD, EQUAL_VERSION, None, None)
_NAMED = Source(NAMED_METHOD, NAMED_VERSION, None, None)


def read(document: Document, context: Context) -> list[Fact]:
    """Facts "arm_size" (role: the arm's label), or a derived "participants"; answers ``arms``, and
    ``participants`` where they are the sum of the arms."""
    context.answers["arms"] = []
    design = context.fact("design")
    is_uncompared = design is not None and design.value in _UNCOMPARED
    if is_uncompared or context.answers.get("split_body"):
        return []
    counts = weighed_counts(document, context)
    total = _stated_total(context)
    weighed, source = _weighed(document, counts, total)
    arms = completed(document, counts, weighed, total.value if total else None)
    context.answers["arms"] = list(arms.sizes)
    if arms.parts is not None:
        return [_part(document, context, arms.parts)]
    source = arms.rule or source
    facts = [_fact(document, arm, source) for arm in arms.counts]
    if _is_sum_wanted(context, arms, total):
        facts.append(_sum(document, arms, source))
        _answer_with_sum(context, arms.sizes)
    return facts


def _is_sum_wanted(context: Context, arms: Arms, total: Total | None) -> bool:
    """Whether the arms tell the number of participants: none is stated, or what was taken for it is
    one of the arms."""
    if len(arms.sizes) < 2 or _same_people(context):
        return False
    people = context.fact("participants")
    if people is not None and people.unit == "animals":
        return False
    if total is None:
        return True
    if arms.rule is _NAMED:
        return total.value in arms.sizes or total.value < sum(arms.sizes)
    return people is not None and _are_those_before_losses(people, arms)


def _are_those_before_losses(people: Fact, arms: Arms) -> bool:
    """Whether the number of participants is that of the people who were left, told after the arms
    to which more were assigned."""
    return (
        people.role in _LEFT
        and people.start is not None
        and all(arm.number.end < people.start for arm in arms.counts)
        and isinstance(people.value, int)
        and people.value < sum(arms.sizes) <= _MOST_LOST * people.value
    )


def _answer_with_sum(context: Context, sizes: Sequence[int]) -> None:
    """Answer with the sum, unless a larger number was read, and take back what is one arm."""
    answer = context.answers.get("participants")
    if answer is not None and answer not in sizes and answer >= sum(sizes):
        return
    context.answers["participants"] = sum(sizes)
    context.facts[:] = [
        fact for fact in context.facts if fact.field != "participants" or fact.value not in sizes
    ]


class Arms(NamedTuple):
    """The counts that give sizes of arms, the size of every arm, and by which rule, None where
    they were weighed; ``parts`` where the sizes follow from the whole alone."""

    counts: Sequence[Count]
    sizes: tuple[int, ...]
    rule: Source | None = None
    parts: EqualParts | None = None


def completed(
    document: Document, counts: Sequence[Count], weighed: Sequence[Count], whole: int | None
) -> Arms:
    """The arms of a document: those found by weighing, and what rules make of them.

    ``whole`` is the stated number of participants.
    """
    arms = _that_add_up(weighed, whole) or list(weighed)
    found = Arms(arms, _values(arms))
    allotted = allotted_arms(document, counts)
    if allotted and _is_fuller(_values(allotted), found.sizes, whole):
        return Arms(allotted, _values(allotted), _NAMED)
    equal = one_size(document, counts, arms, whole)
    sizes = (equal.size.value,) * equal.arms if equal else ()
    if equal and (sum(found.sizes) != whole or (equal.is_stated and sum(sizes) == whole)):
        found = Arms([equal.size], sizes, _EQUAL if equal.is_stated else None)
    elif len(arms) < 2:  # one size without another is as often a number of something else
        named = named_arms(document, counts, whole)
        found = Arms(named, _values(named), _NAMED)
    is_open = not found.sizes or (found.rule is None and sum(found.sizes) < (whole or 0))
    if is_open and whole and (parts := equal_parts(document, whole)):
        return Arms((), (parts.size,) * parts.arms, _PARTS, parts)
    return found


def _is_fuller(allotted: tuple[int, ...], weighed: tuple[int, ...], whole: int | None) -> bool:
    """Whether the arms that were allotted stand for those that were weighed, which are fewer or
    those who finished; they are never fewer than the participants."""
    people = sum(allotted)
    if whole is not None and people < whole:
        return False
    if people == whole:
        return sum(weighed) != whole
    return len(allotted) >= len(weighed) and people > sum(weighed)


def _values(arms: Sequence[Count]) -> tuple[int, ...]:
    return tuple(arm.value for arm in arms)


def _weighed(
    document: Document, counts: Sequence[Count], total: Total | None
) -> tuple[list[Count], Source]:
    """The likeliest arms by the model; no arms where their score is too low."""
    model = load_model(MODEL)
    group, score = choose(counts, total, model) or ((), model.thresholds["answer"])
    probability = model.calibration.probability(score)
    tier = model.calibration.tier(probability)
    source = Source(model.method, model.version, round(probability, 4), tier)
    arms = [counts[place] for place in group] if score >= model.thresholds["answer"] else []
    return without_sexes(document, _of_people(document, arms)), source


def _of_people(document: Document, arms: list[Count]) -> list[Count]:
    """The arms, none where they part scars or sides in the brackets after their number."""
    for arm in arms:
        start = arm.number.start
        first = max(arm.sentence.start, start - _BRACKET_REACH)
        if _OF_UNITS_BEFORE.search(document.lower, first, start):
            return []
    return arms


def _that_add_up(arms: Sequence[Count], whole: int | None) -> list[Count]:
    """The first of the arms that make the whole: the others are those who finished, or units."""
    for size in range(2, len(arms)):
        for some in itertools.combinations(arms, size):
            if sum(arm.value for arm in some) == whole:
                return list(some)
    return []


def without_sexes(document: Document, arms: list[Count]) -> list[Count]:
    """The arms, none where the counts are those of the sexes: "38 males, 42 females"."""
    sexes = set()
    for arm in arms:
        end = arm.number.end
        if sex := _SEX_AFTER.match(document.lower, end, end + 30):
            sexes.add(sex.lastgroup)
    return [] if len(sexes) > 1 else arms


def _stated_total(context: Context) -> Total | None:
    fact = context.fact("participants")
    if fact is None or not isinstance(fact.value, int):
        return None
    probability = fact.confidence or 0.0
    return Total(fact.value, probability) if probability >= 0.5 else None


def _same_people(context: Context) -> bool:
    """Whether every person is in every arm, so that arms must not be added up."""
    return bool(context.answers.get("split_body") or context.answers.get("crossover"))


def _fact(document: Document, arm: Count, source: Source) -> Fact:
    label = label_span(document, arm) if source is not _EQUAL else None
    start, end = quoted(document, arm)
    if label is not None:
        start, end = min(start, label[0]), max(end, label[1])
    return Fact(
        field="arm_size",
        value=arm.value,
        unit="persons",
        status="stated",
        quote=document.text[start:end],
        start=start,
        end=end,
        section=arm.sentence.section,
        role=document.text[label[0] : label[1]] if label else None,
        **source._asdict(),
    )


def _part(document: Document, context: Context, parts: EqualParts) -> Fact:
    """The size that follows from the whole, which is kept beside the words as a part."""
    whole = context.fact("participants")
    assert whole is not None
    assert whole.quote is not None
    assert whole.start is not None
    assert whole.end is not None
    return Fact(
        field="arm_size",
        value=parts.size,
        unit="persons",
        status="derived",
        quote=document.text[parts.start : parts.end],
        start=parts.start,
        end=parts.end,
        section=document.section_at(parts.start),
        parts=(Span(whole.quote, whole.start, whole.end),),
        **_PARTS._asdict(),
    )


def _sum(document: Document, arms: Arms, source: Source) -> Fact:
    parts = tuple(
        Span(document.text[arm.number.start : arm.number.end], arm.number.start, arm.number.end)
        for arm in arms.counts
    )
    start, end = parts[0].start, parts[-1].end
    return Fact(
        field="participants",
        value=sum(arms.sizes),
        unit="persons",
        status="derived",
        quote=document.text[start:end],
        start=start,
        end=end,
        section=arms.counts[0].sentence.section,
        role=role_of(document, arms.counts[0]),
        parts=parts,
        **source._asdict(),
    )
