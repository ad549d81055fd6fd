"""The sentences of a document as the direction reader sees them: words, clauses, p-values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ingest.extract.direction.cues import P_VALUE, Significance
from ingest.extract.text.clauses import Word, clauses, word_set, words
from ingest.extract.text.document import Document

#: Words that say nothing of their own in the name of an outcome.
EMPTY_IN_OUTCOME = word_set(
    """
    a after all an and any as at be been before between both by change changes compared did
    during for from group groups had has have in is it its level levels mean median no not
    number of on or participants patients rate rates score scores subjects than that the their
    these this those to total value values versus vs was were with
    """
)
_ABBREVIATION = re.compile(r"[(\[]\s*([A-Za-z][\w+/&-]{1,9}?)s?\s*[)\],;:]")


class PValue(NamedTuple):
    """A p-value and what it says at the usual level of 0.05; offsets are of the sentence."""

    start: int
    end: int
    significance: Significance


#: What is read of a document that is no abstract: code points a sentence, and sentences.
LONGEST, MOST = 3000, 500


class View:
    """One sentence with its words, clauses and p-values; offsets count from its own start."""

    def __init__(self, document: Document, number: int) -> None:
        sentence = document.sentences[number]
        end = min(sentence.end, sentence.start + LONGEST)
        self.number = number
        self.start = sentence.start
        self.section = sentence.section
        self.text = document.text[sentence.start : end]
        self.lower = document.lower[sentence.start : end]

    @cached_property
    def words(self) -> list[Word]:
        return words(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @cached_property
    def clauses(self) -> list[tuple[int, int]]:
        return clauses(self.text)

    @cached_property
    def p_values(self) -> list[PValue]:
        return list(find_p_values(self.text))


def find_p_values(text: str) -> Iterator[PValue]:
    """The p-values of a sentence in order; "NS" counts as not significant."""
    for match in P_VALUE.finditer(text):
        if match["value"] is None:
            yield PValue(match.start(), match.end(), "not significant")
            continue
        digits = re.sub(r"\D", "", match["value"])
        value = float(f"0.{digits}") if not match["value"].lstrip().startswith("0") else None
        if value is None:
            value = float(f"{digits[0]}.{digits[1:] or 0}")
        yield PValue(match.start(), match.end(), _significance(match["sign"], min(value, 1.0)))


def _significance(sign: str, value: float) -> Significance:
    if ">" in sign or "≥" in sign or "gt" in sign:
        return "not significant" if value >= 0.04 else "significant"
    if "<" in sign or "≤" in sign or "lt" in sign or "less" in sign:
        return "significant" if value <= 0.051 else "not significant"
    if value < 0.05:
        return "significant"
    return "borderline" if value < 0.1 else "not significant"


class Views:
    """The sentences of a document, title included, and the abbreviations that it defines."""

    def __init__(self, document: Document) -> None:
        count = min(len(document.sentences), MOST)
        self.sentences = [View(document, n) for n in range(count)]
        self.has_results = any(view.section == "results" for view in self.sentences)

    @cached_property
    def abbreviations(self) -> dict[str, frozenset[str]]:
        """Stem of an abbreviation -> stems of the words before the bracket that defines it."""
        found: dict[str, frozenset[str]] = {}
        for view in self.sentences:
            for match in _ABBREVIATION.finditer(view.text):
                name = words(match[1])
                meaning = _spelled_out(match[1], view.text[: match.start()][-90:])
                if name and meaning:
                    found.setdefault(name[0].stem, meaning)
        return found


def _spelled_out(abbreviation: str, before: str) -> frozenset[str]:
    """The words that an abbreviation stands for, by its first letter; empty if it is none."""
    letters = [c for c in abbreviation.lower() if c.isalpha()]
    if not any(c.isupper() for c in abbreviation):
        return frozenset()
    candidates = words(before)[-(len(abbreviation) + 4) :]
    first = None
    for place in range(len(candidates) - 1, -1, -1):
        length = len(candidates) - place
        if candidates[place].text[0] == letters[0] and length >= min(2, len(letters)):
            first = place
            if length >= len(letters) - 1:
                break
    if first is None:
        return frozenset()
    return frozenset(w.stem for w in candidates[first:] if w.text not in EMPTY_IN_OUTCOME)
