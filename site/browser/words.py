"""What a reader types into the search box, and the full-text query that it stands for.

Words are joined by AND; ``"in quotes"`` is an exact phrase; a leading minus leaves out. Words
that name a concept of the vocabulary also find its synonyms. Whatever is typed, the query is
valid: every piece is quoted, and FTS5 has no way to fail on a quoted string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from browser.vocabulary import Concept, Vocabulary, fold
from ingest.vocabulary.wording import is_abbreviation, spellings

MOST_TERMS = 40
"""Words of a query that are read; nobody types more, and each costs a pass over the index."""

MOST_HIGHLIGHTED = 80
"""Synonyms that are marked in results."""

OWN_WORDS = "{title abstract keywords mesh authors}"
"""Columns that hold a study's own words; ``concepts`` holds its concepts' synonyms."""

_PIECE = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))')
TOKEN = re.compile(r"[^\W_]+")
"""What the full-text index takes for a word."""


@dataclass(frozen=True)
class Term:
    """One thing that is looked for.

    ``words`` as typed; ``concept`` where they name one, then ``synonyms`` are searched too.
    """

    kind: Literal["words", "phrase", "not"]
    words: str
    match: str
    concept: Concept | None = None
    synonyms: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        if self.kind == "phrase":
            return f'"{self.words}"'
        return f'-"{self.words}"' if self.kind == "not" else self.words


@dataclass(frozen=True)
class TextQuery:
    """The terms of a query; ``match`` is None where nothing is looked for."""

    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.kind != "not")

    @property
    def unwanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.kind == "not")

    @property
    def match(self) -> str | None:
        """The FTS5 expression of all that is wanted."""
        return " AND ".join(term.match for term in self.wanted) or None

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words looked for, in small letters, each once."""
        words = (word for term in self.wanted for word in TOKEN.findall(term.words.lower()))
        return tuple(dict.fromkeys(words))

    @property
    def unwanted_match(self) -> str | None:
        """The FTS5 expression of all that is not."""
        return " OR ".join(term.match for term in self.unwanted) or None

    @property
    def highlights(self) -> tuple[str, ...]:
        """Words and phrases to mark in a result, those that were typed first."""
        typed = [term.words for term in self.wanted]
        synonyms = [name for term in self.wanted for name in term.synonyms]
        return tuple(typed + synonyms[:MOST_HIGHLIGHTED])

    def without(self, term: Term) -> str:
        """The query as typed, one term left out."""
        return " ".join(other.typed for other in self.terms if other is not term)

    def exactly(self, term: Term) -> str:
        """The query as typed, one term made an exact phrase."""
        exact = f'"{term.words}"'
        return " ".join(exact if other is term else other.typed for other in self.terms)


def read_query(typed: str, vocabulary: Vocabulary) -> TextQuery:
    """The terms of what was typed; pieces without a letter or digit are passed over."""
    terms: list[Term] = []
    run: list[str] = []
    for kind, words in _pieces(typed):
        if kind == "words":
            run.append(words)
            continue
        terms += _words(run, vocabulary)
        run = []
        terms.append(Term(kind, words, f"{OWN_WORDS} : {_quoted(words)}"))
    terms += _words(run, vocabulary)
    return TextQuery(tuple(terms[:MOST_TERMS]))


def _pieces(typed: str) -> Iterator[tuple[Literal["words", "phrase", "not"], str]]:
    for found in _PIECE.finditer(typed):
        words = found["phrase"] if found["phrase"] is not None else found["word"]
        if not TOKEN.search(words):
            continue
        if found["minus"]:
            yield "not", words.strip()
        elif found["phrase"] is not None:
            yield "phrase", words.strip()
        else:
            yield "words", words.strip(".,;:!?()[]")


def _words(run: list[str], vocabulary: Vocabulary) -> Iterator[Term]:
    """The words of a run: the longest names of concepts first, what is left one by one."""
    folded = [fold(word) for word in run]
    start = 0
    while start < min(len(run), MOST_TERMS):
        for end in range(min(len(run), start + vocabulary.longest), start, -1):
            named = vocabulary.named(tuple(chain.from_iterable(folded[start:end])))
            if named:
                yield _concept(" ".join(run[start:end]), named[0])
                start = end
                break
        else:
            yield Term("words", run[start], _any_spelling(run[start]))
            start += 1


def _concept(words: str, concept: Concept) -> Term:
    own = " AND ".join(_any_spelling(word) for word in words.split())
    known = fold(words)
    others = [name for name in concept.names if fold(name) != known]
    # The concept's own name first; whole words tell more than abbreviations, short more than long.
    others.sort(key=lambda name: (name != concept.label, is_abbreviation(name), len(name)))
    match = f"(({own}) OR concepts : {_quoted(concept.label)})"
    return Term("words", words, match, concept, tuple(others))


def _any_spelling(word: str) -> str:
    """A word in a study's own words, British or American, with or without its hyphen."""
    forms = dict.fromkeys(_quoted(form) for form in (word, *spellings(word)))
    return f"{OWN_WORDS} : ({' OR '.join(forms)})"


def title_match(typed: str) -> str | None:
    """The FTS5 expression for titles with the words typed so far; None where there are none."""
    words = TOKEN.findall(typed)[:MOST_TERMS]
    if not words:
        return None
    return "title : (" + " AND ".join([*map(_quoted, words[:-1]), f"{_quoted(words[-1])} *"]) + ")"


def _quoted(words: str) -> str:
    """Words as one FTS5 string; only letters and digits survive, as in the index."""
    return '"' + " ".join(TOKEN.findall(words)) + '"'
