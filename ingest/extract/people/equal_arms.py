"""Arms of one size that a report states once: "two groups of 30 each", "40 patients (20 per arm)".

A number counts the people of every arm where its words say so and it adds up: the people of two
to four arms make a number that the text states as well, or, where no such number is stated, the
sentence tells how many groups there are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.extract.people.counts import Count
from ingest.extract.text.cues import one_of, plain
from ingest.extract.text.document import Document

EQUAL_METHOD = "equal-arms"
#: Sizes that follow from the whole: too few are labelled to say how often they are right.
PARTS_METHOD = "equal-parts"
EQUAL_VERSION = 1

#: Share of the development texts on which the sizes that are read so were right, with one right
#: and one wrong added (33 of 33 in labelled trials and the reports written blind).
CONFIDENCE = 0.97
#: "Two in each arm dropped out" is no size of an arm.
_SMALLEST = 5
_SEVERAL = (2, 3, 4)
_NOT_METHODS = ("results", "conclusions")
#: Characters looked at on either side of a number.
_REACH = 160

_PEOPLE = one_of(
    *("patients?", "persons?", "people", "participants?", "subjects?", "volunteers?", "cases?"),
    *("individuals?", "women", "men", "children", "infants?", "adults?", "pts", "girls", "boys"),
    *("adolescents?", "students?", "animals", "rats", "mice", "rabbits", "members"),
)
_ARM = one_of("groups?", "arms?", "cohorts?", "treatments?", "regimens?", "interventions?")
_MADE = one_of(
    *("assigned", "allocated", "randomi[sz]ed", "enrolled", "included", "placed", "allotted"),
)
#: What follows the size: "30 patients each", "20 per arm", "45 to each group", "26 in either".
_SHARED_AFTER = re.compile(
    one_of(
        rf"(?: {_PEOPLE})? with each (?:drug|treatment|agent|method|device|technique|product)\b",
        rf"(?: {_PEOPLE})? each\b(?! (?:\w+ )?(?:session|visit|time|week|day)s?\b)",
        rf" (?:[\w-]+ ){{0,2}}?(?:{_PEOPLE} )?(?:per (?:\w+ )?{_ARM}|each {_ARM}|"
        rf"(?:(?:were|was) (?:\w+ly )?{_MADE} )?(?:in|to|into|for|on|formed|made up) (?:each\b"
        r"(?= ?[).,;:])|(?:each|every|either|both|all)(?: of)?(?: the)?"
        rf"(?: (?:two|three|four|[234]))?(?: [\w-]+)? {_ARM}))\b",
    )
)
#: What stands before it: "two groups of 30", "three equal arms (n = 20)", "each group had 15".
_SHARED_BEFORE = re.compile(
    one_of(
        rf"\b(?:two|three|four|[234]|equal|matched|parallel|both|the) (?:[\w-]+ ){{0,3}}{_ARM}"
        r"(?: \w+(?:(?:, \w+)*,? and \w+)?)? (?:of|with|containing|comprising|including) $",
        rf"\bequal(?:ly)? (?:[\w-]+ )?{_ARM} \( ?(?:n ?= ?)?$",
        rf"\b(?:each|every|either|both|per) (?:\w+ )?{_ARM} ?"
        r"(?:of|had|has|have|with|compris\w+|includ\w+|consisted of|contain\w+|numbered|"
        r"[(,:]? ?n ?= ?|[(:=]) ?$",
        r"\beach (?:of|with|comprising|containing|including|consisting of) $",
    )
)
#: Where one of these is nowhere in a text, no size is stated for several arms at once.
_NEEDLES = (
    *("each", " per ", "every", "either", "both", "equal", "groups", "arms of", "arms with"),
)
_MANY = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4, "triple": 3, "both": 2}
_HOW_MANY = re.compile(
    r"\b(?P<many>two|three|four|[234]|triple|both)(?:-| (?:[\w-]+ ){0,3}?)(?:groups?|arms?)\b"
)


class EqualArms(NamedTuple):
    """The count that stands for every arm, how many arms there are, and whether the text says
    that it is the size of each."""

    size: Count
    arms: int
    is_stated: bool


class EqualParts(NamedTuple):
    """The size of each of several groups that are said to be equal, and where."""

    size: int
    arms: int
    start: int
    end: int


#: "Randomly divided into two equal groups", "allocated equally to two groups", "equally divided".
_DIVIDED = one_of(
    *("divided", "allocated", "assigned", "randomi[sz]ed", "split", "distributed", "classified"),
    *("categori[sz]ed", "grouped", "separated"),
)
_AMONG = r"(?:in|into|to|between|among) (?:the )?"
_EQUAL_PARTS = re.compile(
    rf"\bequally (?:[a-z]+ ){{0,2}}{_DIVIDED} {_AMONG}(?P<parts>two|three|four|[234]) "
    r"(?:[\w-]+ ){0,2}?(?:groups|arms)\b"
    rf"|\b{_DIVIDED}\b[^.;:\d]{{0,40}}?"
    rf"(?:\b{_AMONG}(?P<many>two|three|four|[234]) "
    r"(?:[\w-]+ ){0,2}?equal(?:ly)?(?: sized?)? (?:[\w-]+ ){0,2}?(?:groups|arms)\b"
    rf"|\bequally {_AMONG}(?P<number>two|three|four|[234]) "
    r"(?:[\w-]+ ){0,2}?(?:groups|arms)\b)"
)


def equal_parts(document: Document, whole: int) -> EqualParts | None:
    """The parts of the whole, where the text says that its groups are equal and it divides so."""
    lower = plain(document)
    if "equal" not in lower or (said := _EQUAL_PARTS.search(lower)) is None:
        return None
    arms = _MANY[said["parts"] or said["many"] or said["number"]]
    size, rest = divmod(whole, arms)
    return None if rest or size < _SMALLEST else EqualParts(size, arms, *said.span())


def one_size(
    document: Document, counts: Sequence[Count], found: Sequence[Count], total: int | None
) -> EqualArms | None:
    """The one size of several arms, None where there is none.

    ``found`` are the likeliest arms by the weighing of counts, ``total`` is the stated number of
    participants.
    """
    stated = _stated(document, counts, total)
    if stated is not None or len(found) > 1:
        return stated
    if not found:
        return _shares(counts, total)
    arms = _copies(document, counts, found[0], total)
    return EqualArms(found[0], arms, is_stated=False) if arms > 1 else None


def _stated(document: Document, counts: Sequence[Count], total: int | None) -> EqualArms | None:
    """The first size that is stated for several arms at once."""
    lower = plain(document)
    if not any(needle in lower for needle in _NEEDLES):
        return None
    for place, size in enumerate(counts):
        if size.value < _SMALLEST or not _is_shared(lower, size):
            continue
        wholes = {count.value for count in counts[:place]} | ({total} if total else set())
        wholes.discard(size.value)  # the size of one arm, taken for that of the study
        fitting = [arms for arms in _SEVERAL if arms * size.value in wholes]
        said = _groups_named(lower, size)
        if said in fitting or (said is not None and not wholes):
            return EqualArms(size, said, is_stated=True)
        if said is None and fitting:
            return EqualArms(size, fitting[0], is_stated=True)
    return None


def _shares(counts: Sequence[Count], total: int | None) -> EqualArms | None:
    """A size that stands as often as it makes the whole: "100 men: 50 had needling, 50 none"."""
    for place, size in enumerate(counts):
        if size.value < _SMALLEST or size.sentence.section in _NOT_METHODS:
            continue
        whole = total
        if whole is None and place and counts[place - 1].sentence is size.sentence:
            whole = counts[place - 1].value
        arms, rest = divmod(whole or 0, size.value)
        if rest or arms not in _SEVERAL:
            continue
        near = [
            count
            for count in counts[place:]
            if count.value == size.value and count.sentence.number - size.sentence.number < arms
        ]
        if len(near) == arms:
            return EqualArms(size, arms, is_stated=True)
    return None


def _copies(document: Document, counts: Sequence[Count], size: Count, total: int | None) -> int:
    """How many arms have the one size that was found.

    One half of all participants leaves another half. Where no number of participants is stated,
    a like size nearby is the other arm's.
    """
    if total == 2 * size.value:
        return 2
    said = _groups_named(plain(document), size)
    like = [
        count
        for count in counts
        if count.value == size.value and abs(count.sentence.number - size.sentence.number) <= 1
    ]
    if total is not None:
        fitting = [arms for arms in (said, len(like)) if arms and arms * size.value == total]
        return fitting[0] if fitting else 1
    if said is not None:
        return said
    is_twin = len(like) == 2 and min(count.arm for count in like) > 0
    return 2 if is_twin or _is_shared(plain(document), size) else 1


def _is_shared(lower: str, size: Count) -> bool:
    start, end = size.number.start, size.number.end
    first = max(size.sentence.start, start - _REACH)
    last = min(size.sentence.end, end + _REACH)
    return (
        _SHARED_AFTER.match(lower, end, last) is not None
        or _SHARED_BEFORE.search(lower, first, start) is not None
    )


def _groups_named(lower: str, size: Count) -> int | None:
    """How many groups the sentence of a size speaks of."""
    first = max(size.sentence.start, size.number.start - 2 * _REACH)
    named = _HOW_MANY.search(lower, first, min(size.sentence.end, size.number.end + _REACH))
    return _MANY[named["many"]] if named else None
