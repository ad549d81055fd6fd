"""What is wrong with a search term before PubMed is asked: the faults that it passes over.

PubMed answers a query with an unknown tag, a tag on a group or a typographic asterisk without a
word, and with a plausible count; here each is found, with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from ingest.pubmed.query import (
    ALL_FIELDS,
    EXPLODED_FIELDS,
    OPERATORS,
    PROXIMITY_FIELDS,
    STOP_WORDS,
    TEXT_FIELDS,
    Term,
    Token,
    split_tag,
    terms,
    tokens,
    words,
)

SHORTEST_STEM = 4
"""Characters that PubMed wants before an asterisk (PubMed Help, "Truncating search terms")."""

TYPOGRAPHIC = (
    ("∗＊⁎✱", "*"),
    ("“”„‟«»″＂", '"'),
    ("‘’‚‛′", "'"),
    ("‐‑‒–—−", "-"),
    ("（", "("),
    ("）", ")"),
    ("：", ":"),
)
"""Characters that word processors and PDF files put in place of what PubMed understands."""

_PLAIN = {char: plain for chars, plain in TYPOGRAPHIC for char in chars}
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)


class Finding(NamedTuple):
    """Something to correct: ``line`` and ``column`` of the term, both from 1."""

    line: int
    column: int
    piece: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.piece!r}: {self.message}"


def lint(term: str) -> tuple[Finding, ...]:
    """All that is wrong with a search term, in the order of the term; empty where nothing is."""
    if not term.strip():
        return (Finding(1, 1, "", "the term is empty"),)
    pieces = tokens(term)
    by_token = [rule(pieces) for rule in (_pairs, _neighbours, _precedence, _tags)]
    by_term = [
        rule(each)
        for each in terms(term)
        for rule in (_stop_words, _small_operators, _truncation, _proximity)
    ]
    places = chain(_characters(term), *by_token, *by_term)
    return tuple(sorted(_finding(term, *place) for place in places))


_Place = tuple[int, str, str]
"""Where in the term, which piece, what is wrong."""


def _finding(term: str, start: int, piece: str, message: str) -> Finding:
    line = term.count("\n", 0, start) + 1
    return Finding(line, start - term.rfind("\n", 0, start), piece, message)


def _characters(term: str) -> Iterator[_Place]:
    for start, char in enumerate(term):
        if char in _PLAIN:
            yield start, char, f"a typographic character; type {_PLAIN[char]}"
        elif char not in " \n\t" and unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cf", "Cc"):
            name = unicodedata.name(char, "a control character").lower()
            yield start, char, f"an invisible character ({name}); type a plain space or nothing"
    for entity in _ENTITY.finditer(term):
        yield entity.start(), entity[0], "an HTML entity; type the character itself"


def _pairs(pieces: list[Token]) -> Iterator[_Place]:
    """Parentheses, quotes and brackets that lack their other half."""
    opened: list[Token] = []
    for token in pieces:
        if token.kind == "stray":
            name = "quotation mark" if token.text == '"' else "bracket"
            yield token.start, token.text, f"a {name} without its other half"
        elif token.kind == "open":
            opened.append(token)
        elif token.kind == "close" and opened:
            opened.pop()
        elif token.kind == "close":
            yield token.start, token.text, "a parenthesis that was never opened"
    for token in opened:
        yield token.start, token.text, "a parenthesis that is never closed"


def _neighbours(pieces: list[Token]) -> Iterator[_Place]:
    """Operators without terms, terms without operators, and groups without anything."""
    for before, token in zip([None, *pieces], [*pieces, None], strict=True):
        left = before.kind if before else "open"
        right = token.kind if token else "close"
        if before and left == "operator" and right in ("close", "operator"):
            yield before.start, before.text, "an operator without a term after it"
        elif token and left == "open" and right == "operator":
            yield token.start, token.text, "an operator without a term before it"
        elif before and token and (left, right) == ("open", "close"):
            yield before.start, "()", "a group with nothing in it"
        elif token and left in ("tag", "close") and right in ("word", "phrase", "open"):
            is_range = token.text.startswith(":")  # "2019"[dp]:"2021"[dp]
            if not is_range:
                yield token.start, token.text, "an operator is missing before this"


def _precedence(pieces: list[Token]) -> Iterator[_Place]:
    """OR beside AND or NOT in one group: PubMed has no precedence, readers think that it has."""
    levels: list[set[bool]] = [set()]
    for token in pieces:
        if token.kind == "open":
            levels.append(set())
        elif token.kind == "close" and len(levels) > 1:
            levels.pop()
        elif token.kind == "operator":
            seen, joins = levels[-1], token.text == "OR"
            if seen == {not joins}:
                message = "beside another operator it is read from left to right; put parentheses"
                yield token.start, token.text, message
            seen.add(joins)


def _tags(pieces: list[Token]) -> Iterator[_Place]:
    """Tags by themselves: that PubMed knows them and that a term stands before them."""
    for before, token in zip([None, *pieces], pieces, strict=False):
        if token.kind != "tag":
            continue
        field, modifier = split_tag(token.text)
        if before is not None and before.kind == "close":
            yield token.start, token.text, "a tag on a group is ignored; tag each term in it"
        elif before is None or before.kind not in ("word", "phrase"):
            yield token.start, token.text, "a tag without a term before it"
        if field is None:
            yield token.start, token.text, "PubMed has no such field and would search all of them"
        elif modifier == "noexp" and field not in EXPLODED_FIELDS:
            yield token.start, token.text, "noexp is for MeSH fields only"
        elif modifier.startswith("~") and field not in PROXIMITY_FIELDS:
            yield token.start, token.text, "this field has no proximity search; it is ignored"
        elif modifier and modifier != "noexp" and not re.fullmatch(r"~\d+", modifier):
            yield token.start, token.text, f"there is no modifier {modifier!r}"


def _stop_words(term: Term) -> Iterator[_Place]:
    parts = words(term.text)
    in_text = term.field is None or term.field == ALL_FIELDS or term.field in TEXT_FIELDS
    if in_text and parts and all(part in STOP_WORDS for part in parts):
        message = "PubMed does not index this word; the query would find nothing"
        yield term.pieces[0].start, term.text, message


def _small_operators(term: Term) -> Iterator[_Place]:
    for piece in term.pieces:
        operator = piece.text.upper()
        if piece.kind == "word" and operator in OPERATORS:
            yield piece.start, piece.text, f"an operator counts in capitals only: {operator}"


def _truncation(term: Term) -> Iterator[_Place]:
    for piece in term.pieces:
        for stem in re.finditer(r'([^\s"*]*)\*', piece.text):
            if len(stem[1]) < SHORTEST_STEM:
                message = f"fewer than {SHORTEST_STEM} characters before the asterisk"
                yield piece.start + stem.start(), stem[0], message


def _proximity(term: Term) -> Iterator[_Place]:
    if term.tag is None or not split_tag(term.tag)[1].startswith("~"):
        return
    start, quoted = term.pieces[0].start, len(term.pieces) == 1 and term.pieces[0].kind == "phrase"
    if not quoted or len(words(term.text)) < 2:
        yield start, term.text, "proximity is ignored but for two or more words in quotes"
    if "*" in term.text:
        yield start, term.text, "proximity is ignored for words with an asterisk"
