"""What the modules of scar facts share: where facts may stand, and how one is written down."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Protocol

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span, Status, Value
from ingest.extract.model import FOLDER
from ingest.extract.rule_confidence import load_confidences
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.numbers import Number

#: Designs that report on other people's treatments: what they say of sessions, intervals and
#: needles is no fact about a study of their own.
SECONDARY = (
    "meta-analysis",
    "systematic-review",
    "narrative-review",
    "guideline",
    "cross-sectional",
)

CONFIDENCES = FOLDER / "scar_confidence.json"


_SO_MANY_PATIENTS = (
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"[a-z]+ty(?:-[a-z]+)?)\s(?:[\w-]+\s){0,3}?(?:patients|women|men|children|adults|adolescents|"
    r"participants|cases|volunteers)\b"
)
_PATIENTS_TREATED = re.compile(
    rf"\b{_SO_MANY_PATIENTS}(?!\s(?:were|was)\s(?:included|"
    r"pooled))[^.;]{0,80}?\b(?:(?:were|was)\s(?:treated|reviewed|enrolled|recruited|needled)|"
    r"underwent|received|had|completed|treated)\b|\b(?:\d+|[a-z]+)[- ]year[- ]old\b"
    r"|\bwe (?:have |also |now )?(?:treated|needled|followed|managed|operated on) (?:the |our )?"
    rf"(?:first |last )?{_SO_MANY_PATIENTS}"
    r"|\b(?:reviewed|examined|audited|searched|looked (?:back )?at|went through) (?:the |all )?"
    r"(?:(?:case |medical |clinical |hospital |patient )?(?:notes|files|charts)|"
    r"(?:medical|clinical|hospital|patient) records)\b"
)


def is_secondary(document: Document, context: Context) -> bool:
    """Whether the report is a review, guideline or survey, by the design that was read.

    A narrative review that tells of the patients it treated is none: "retrospective review".
    """
    design = context.fact("design")
    if design is None or design.value not in SECONDARY:
        return False
    return design.value != "narrative-review" or not tells_of_patients(document)


@lru_cache(maxsize=4)
def tells_of_patients(document: Document) -> bool:
    """Whether the text counts patients and says what was done to them, or describes one."""
    return _PATIENTS_TREATED.search(document.lower) is not None


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_ARMS = re.compile(
    r"\b(?:or|group|arm|half|versus|vs|sides?|compared|respectively|while|whereas|control|and in|"
    r"the (?:other|second|third)|g[1-4])\b"
)


def names_arms(lower: str, one: Placed, other: Placed) -> bool:
    """Whether the words between two places set one arm or alternative against another."""
    first, last = sorted((one, other), key=lambda place: place.start)
    return _ARMS.search(lower, first.end, last.start) is not None


FactReader = Callable[[Document, Context], list[Fact]]

#: No abstract is longer, in characters; what follows is not read, so that a megabyte of text takes
#: no longer than the longest abstract.
LONGEST = 20_000


def of_abstract(read: FactReader) -> FactReader:
    """The reader confined to the first LONGEST characters."""

    @wraps(read)
    def read_opening(document: Document, context: Context) -> list[Fact]:
        return read(document if len(document.text) <= LONGEST else _opening(document), context)

    return read_opening


@lru_cache(maxsize=4)
def _opening(document: Document) -> Document:
    return Document(document.text[:LONGEST], min(document.title_end, LONGEST))


@lru_cache(maxsize=4)
def _number_starts(document: Document) -> list[int]:
    return [number.start for number in document.numbers]


def has_number(document: Document, start: int, end: int) -> bool:
    """Whether a number stands in ``text[start:end]``: cheaper than a pattern that needs one."""
    starts = _number_starts(document)
    place = bisect_left(starts, start)
    return place < len(starts) and starts[place] < end


def numbers_in(document: Document, start: int, end: int) -> tuple[Number, ...]:
    """The numbers that begin in ``text[start:end]``, in order."""
    starts = _number_starts(document)
    first = bisect_left(starts, start)
    return document.numbers[first : bisect_left(starts, end, first)]


@lru_cache(maxsize=4)
def has_results(document: Document) -> bool:
    """Whether a heading sets the results apart; without one the other headings prove little."""
    return any(section.name == "results" for section in document.sections)


@lru_cache(maxsize=4)
def _ends_background(document: Document) -> bool:
    return any(section.name in ("methods", "results") for section in document.sections)


def in_background(document: Document, sentence: Sentence) -> bool:
    """Whether a sentence is of the background: known only where a heading tells where that ends."""
    return sentence.section == "background" and _ends_background(document)


def scar_fact(
    document: Document,
    field: str,
    value: Value,
    start: int,
    end: int,
    *,
    method: str,
    version: int,
    unit: str | None = None,
    role: str | None = None,
    status: Status = "stated",
    parts: tuple[Span, ...] = (),
) -> Fact:
    """The fact with the words ``text[start:end]``, its section, and its measured confidence."""
    confidence, tier = load_confidences(CONFIDENCES).get(field, {}).get(method, (None, None))
    return Fact(
        field=field,
        value=value,
        status=status,
        method=method,
        version=version,
        unit=unit,
        quote=document.text[start:end],
        start=start,
        end=end,
        section=document.section_at(start),
        role=role,
        confidence=confidence,
        tier=tier,
        parts=parts,
    )


def span(document: Document, start: int, end: int) -> Span:
    return Span(document.text[start:end], start, end)
