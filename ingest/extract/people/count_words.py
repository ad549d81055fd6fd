"""The words around a number, each with what it says about what the number counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import yaml

from ingest.extract.model import FOLDER
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.numbers import Number, same_length_lower


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


_NUMBER = Token("#", "NUMBER")


def tokens_of(document: Document, sentence: Sentence, numbers: Sequence[Number]) -> list[Token]:
    """The words, marks and numbers of a sentence; a number of several words is one token.

    ``numbers`` are those of the sentence, in order.
    """
    text = document.text
    found: list[Token] = []
    last = sentence.start
    for number in numbers:
        found += map(_token, _TOKEN.findall(text, last, number.start))
        found.append(_NUMBER)
        last = number.end
    found += map(_token, _TOKEN.findall(text, last, sentence.end))
    return found


@lru_cache(maxsize=20_000)  # texts have most of their words in common
def _token(printed: str) -> Token:
    word = same_length_lower(printed)
    kind = _CLASS_OF.get(word, "")
    if not kind and len(word) > 1 and printed.isupper() and word.isalpha():
        kind = "CAPITALS"
    return Token(word, kind)
