"""A title and abstract as one text with its sections and sentences; offsets count code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import yaml

from ingest.extract.model import FOLDER
from ingest.extract.text.numbers import Number, find_numbers, same_length_lower


def _read_headings() -> dict[str, str]:
    """Printed heading in lower case -> canonical section, from data/extraction/headings.yaml."""
    headings = yaml.safe_load((FOLDER / "headings.yaml").read_text(encoding="utf-8"))
    return {label: name for name, labels in headings.items() for label in labels}


SECTION_OF = _read_headings()

_LABELS = "|".join(
    re.escape(label).replace(r"\ ", r"\s{1,3}")
    for label in sorted(SECTION_OF, key=len, reverse=True)
).replace(r"\s{1,3}and\s{1,3}", r"\s{1,3}(?:and|&)\s{1,3}")
# A heading stands where a sentence could begin, or is one word of capitals with a colon. Without
# a colon it needs capitals or a capital after it ("METHODS Twenty patients", "Results There
# were"), else it is a word like any other.
_HEADING = re.compile(
    rf"(?P<label>(?i:{_LABELS}))"
    r"(?:(?P<colon>\s?:|\s?[.]?\s?[-–—]{1,2}(?=\s))\s{0,8}|\s{1,8}(?=[A-Z0-9“\"(]))"
)
_PLACE_OF_HEADING = re.compile(r"(?:(?<=[.!?:;)\]\"”'\n])|^)\s{0,8}\Z")
_CAPITALS = re.compile(r"(?<=\s)[A-Z]{5,20}:")
# The pattern of all headings is tried only at words that one begins with.
_CAPITALISED = re.compile(r"[A-Z][A-Za-z]*")
_FIRST_WORDS = frozenset(re.split("[^a-z]", label)[0] for label in SECTION_OF)
_HEADING_WITHOUT_COLON = re.compile(r"[A-Z][A-Z ,&/()'’-]+$|[A-Z][a-z]+(?:[ /][A-Za-z][a-z]+)*$")

_HEADING_END = re.compile(r"\s*[:.–—-]*\s*")

_BOUNDARY = re.compile(
    r"[.!?\n](?:(?<=\n)\s*"
    r"|(?<!\n)[.!?]*[\"”’')\]]*(?:\s+|(?<=[a-z)\]]\.)(?=[A-Z][a-z]{2})|$))"
)
#: What a word begins after beside white space, as a space.
_OPENS_WORD = str.maketrans("([,;/", "     ")
# The word before the full stop, lower case, without it: never the end of a sentence.
ABBREVIATIONS = frozenset(
    [
        "e.g",
        "i.e",
        "vs",
        "cf",
        "al",
        "fig",
        "figs",
        "approx",
        "ca",
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "st",
        "no",
        "nos",
        "vol",
        "pp",
        "resp",
        "eg",
        "ie",
        "viz",
        "incl",
        "inc",
        "ltd",
        "co",
        "spp",
        "sp",
        "subsp",
        "var",
        "bw",
        "i.v",
        "i.m",
        "s.c",
        "p.o",
        "b.i.d",
        "t.i.d",
        "q.d",
        "u.s",
        "dept",
        "univ",
    ]
)
_NAMED_BY_LETTER = re.compile(
    r"\b(?:groups?|arms?|vitamins?|hepatitis|types?|cohorts?|stud(?:y|ies)|regimens?|and|or)\s$",
    re.IGNORECASE,
)
_OPENS_SENTENCE = re.compile(r"[A-Z0-9\"“‘'(\[<>≥≤±•*]|[^\x00-\x7f]")


class Section(NamedTuple):
    """A stretch of the text; ``name`` is canonical, ``label`` as printed, None where unlabelled."""

    name: str | None
    label: str | None
    start: int
    end: int


class Sentence(NamedTuple):
    """One sentence; ``number`` counts from 0 (the title is 0), ``section`` is canonical."""

    number: int
    start: int
    end: int
    section: str | None


class Document:
    """The exact text that every offset of a fact refers to.

    ``text`` is title + newline + abstract; ``title_end`` is the offset just after the title.
    Sections and sentences cover the text without overlapping; what lies between them is white
    space or a heading.
    """

    def __init__(self, text: str, title_end: int) -> None:
        self.text = text
        self.title_end = title_end

    @classmethod
    def from_parts(cls, title: str | None, abstract: str | None) -> Document:
        """Join title and abstract as the stored text joins them; either may be missing."""
        title = title or ""
        return cls(f"{title}\n{abstract or ''}", len(title))

    @classmethod
    def from_text(cls, text: str) -> Document:
        """Take a text as it is; its title is the first line, else the first sentence."""
        first_line = text.find("\n", 0, 1000)
        if first_line >= 0:
            return cls(text, first_line)
        end = next(iter(_sentence_ends(text[:1000], 0)), 0)
        return cls(text, len(text[:end].rstrip()))

    @cached_property
    def lower(self) -> str:
        """The text in lower case, with the offsets of the text."""
        return same_length_lower(self.text)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Title first, then the parts of the abstract in order, headings included."""
        return tuple(_sections(self.text, self.title_end))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences in order, each inside one section, headings left out."""
        return tuple(_sentences(self.text, self.sections))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Every number of the text in order, read once for all facts."""
        return tuple(find_numbers(self.text, self.lower))

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers the offset, else the one before it; None if there is none."""
        place = bisect_right(self._sentence_starts, offset)
        return self.sentences[max(0, place - 1)] if self.sentences else None

    def section_at(self, offset: int) -> str | None:
        """The canonical name of the section at the offset; None where unlabelled."""
        place = bisect_right(self._section_starts, offset)
        return self.sections[place - 1].name if place else None


def _sections(text: str, title_end: int) -> list[Section]:
    sections = [Section("title", None, 0, title_end)]
    opening = Section(None, None, title_end, len(text))
    for heading in _headings(text, title_end):
        label = heading["label"]
        if heading["colon"] is None and not _HEADING_WITHOUT_COLON.match(label):
            continue
        start = heading.start("label")
        if text[opening.start : start].strip():
            sections.append(Section(opening.name, opening.label, opening.start, start))
        name = SECTION_OF[" ".join(label.lower().replace("&", "and").split())]
        opening = Section(name, label, start, len(text))
    if text[opening.start :].strip():
        sections.append(opening)
    return sections


def _headings(text: str, start: int) -> Iterator[re.Match[str]]:
    for word in _CAPITALISED.finditer(text, start):
        place = word.start()
        if word[0].lower() not in _FIRST_WORDS or place < start:
            continue
        if _CAPITALS.match(text, place) or _PLACE_OF_HEADING.search(
            text, max(start, place - 8), place
        ):
            heading = _HEADING.match(text, place)
            if heading is not None:
                start = heading.end()
                yield heading


def _sentence_ends(text: str, start: int, end: int | None = None) -> list[int]:
    end = len(text) if end is None else end
    return [
        boundary.end()
        for boundary in _BOUNDARY.finditer(text, start, end)
        if boundary.end() >= end or _ends_sentence(text, boundary)
    ]


def _ends_sentence(text: str, boundary: re.Match[str]) -> bool:
    if not boundary[0].startswith((".", "!", "?")):
        return True
    if not _OPENS_SENTENCE.match(text, boundary.end()):
        return False
    if not boundary[0].startswith("."):
        return True
    before = text[max(0, boundary.start() - 30) : boundary.start()].translate(_OPENS_WORD)
    if not before or before[-1].isspace():
        return True
    printed = before.split()[-1]
    word = printed.lower()
    after = text[boundary.end()]
    if word in ABBREVIATIONS:
        # "vs.", "no." go on; "et al." may end a sentence that a capitalised word follows.
        return word in ("al", "i.v", "i.m", "s.c", "u.s") and after.isupper()
    if len(word) == 1 and word.isalpha() and printed.isupper():
        # "J. Smith" goes on, "in group A." does not.
        named = _NAMED_BY_LETTER.search(text, max(0, boundary.start() - 20), boundary.start() - 1)
        return named is not None
    # A decimal that was torn apart, "P=0. 05".
    torn = word.lstrip("=<>≤≥p~±-–") in ("0", "0.0") and after.isdigit()
    return not torn


def _sentences(text: str, sections: tuple[Section, ...]) -> list[Sentence]:
    found: list[Sentence] = []
    for section in sections:
        start = section.start
        if section.label is not None:
            heading = _HEADING_END.match(text, section.start + len(section.label))
            start = heading.end() if heading else start
        ends = _sentence_ends(text, start, section.end)
        for end in [*ends, section.end]:
            piece = text[start:end]
            body = piece.strip()
            if body:
                first = start + len(piece) - len(piece.lstrip())
                found.append(Sentence(len(found), first, first + len(body), section.name))
            start = max(start, end)
    return found
