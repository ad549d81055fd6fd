"""The words around a number, each with what it says about what the number counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from ingest.extract.document import Document, Sentence
from ingest.extract.model import FOLDER
from ingest.extract.numbers import Number


def _read_classes() -> dict[str, str]:
    """Word -> class, from data/extraction/count-words.yaml, which belongs to the weights."""
    classes = yaml.safe_load((FOLDER / "count-words.yaml").read_text(encoding="utf-8"))
    return {word: name for name, words in classes.items() for word in words}


_CLASS_OF = _read_classes()
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d.,·]*|[^\w\s]")


class Token(NamedTuple):
    """A word, a number ("#") or a mark, in lower case, with its class ("" for most words)."""

    word: str
    kind: str
    start: int


def tokens_of(document: Document, sentence: Sentence, numbers: Sequence[Number]) -> list[Token]:
    """The words, marks and numbers of a sentence; a number of several words is one token.

    ``numbers`` are those of the sentence, in order.
    """
    text, lower = document.text, document.lower
    found: list[Token] = []
    last = sentence.start
    for number in numbers:
        _add_words(found, text, lower, last, number.start)
        found.append(Token("#", "NUMBER", number.start))
        last = number.end
    _add_words(found, text, lower, last, sentence.end)
    return found


def _add_words(found: list[Token], text: str, lower: str, start: int, end: int) -> None:
    for match in _TOKEN.finditer(lower, start, end):
        word, place = match[0], match.start()
        kind = _CLASS_OF.get(word, "")
        if not kind and len(word) > 1 and text[place : match.end()].isupper() and word.isalpha():
            kind = "CAPITALS"
        found.append(Token(word, kind, place))
