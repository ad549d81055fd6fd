"""The words around a number, each with what it says about what the number counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from ingest.extract.document import Document
from ingest.extract.model import FOLDER


def _read_classes() -> dict[str, str]:
    """Word -> class, from data/extraction/count-words.yaml, which belongs to the weights."""
    classes = yaml.safe_load((FOLDER / "count-words.yaml").read_text(encoding="utf-8"))
    return {word: name for name, words in classes.items() for word in words}


_CLASS_OF = _read_classes()
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d.,·]*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number ("#") or a mark, in lower case, with its class."""

    word: str
    kind: str
    start: int
    end: int


def tokens_of(document: Document) -> list[Token]:
    """The words, marks and numbers of the document; a number of several words is one token."""
    text = document.text
    found: list[Token] = []
    numbers = document.numbers
    place = 0
    for match in _TOKEN.finditer(document.lower):
        start = match.start()
        while place < len(numbers) and numbers[place].end <= start:
            place += 1
        if place < len(numbers) and numbers[place].start <= start:
            number = numbers[place]
            if not found or found[-1].start != number.start:
                found.append(Token("#", "NUMBER", number.start, number.end))
            if match.end() <= number.end:
                continue
            start = number.end
        word = match[0] if start == match.start() else document.lower[start : match.end()]
        word = word.lstrip("-'’") or word
        kind = _CLASS_OF.get(word, "")
        if not kind and word.isalpha() and text[start : match.end()].isupper() and len(word) > 1:
            kind = "CAPITALS"
        found.append(Token(word, kind, start, match.end()))
    return found
