"""PubMed's query language over an Index, with the silent faults that the real one has.

Operators count in upper case only and are taken from left to right. An unknown tag, a tag
on a group and a proximity that cannot be had are ignored; a phrase that PubMed does not
know loses its quotes. What PubMed says of it goes into the Answer, no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from .index import ALL_FIELDS, BY_TAG, EXPLODED, UID, Field, Index, PubMedDate, narrower, normalised
from .texts import STOP_WORDS, SYNONYMS

OPERATORS = ("AND", "OR", "NOT")
SHORTEST_TRUNCATION = 4
TOKEN = re.compile(r'\s*(?:([()])|("[^"]*"?)|(\[[^\]]*\]?)|(:)|([^\s()"\[\]:]+)|(.))')


@dataclass
class Answer:
    """What a search found (newest first) and what PubMed says about the query."""

    pmids: list[str] = field(default_factory=list)
    translation: str = ""
    translations: list[tuple[str, str]] = field(default_factory=list)
    fields_not_found: list[str] = field(default_factory=list)
    phrases_not_found: list[str] = field(default_factory=list)
    quoted_phrases_not_found: list[str] = field(default_factory=list)


class Part(NamedTuple):
    """A piece of the query: what it finds, as PubMed writes it; None where it was dropped."""

    pmids: set[str]
    translation: str | None


def search(term: str, index: Index) -> Answer:
    """Run a query; a term that cannot be read finds nothing, as in PubMed, and never raises."""
    reader = _Reader(term, index)
    found = reader.expression()
    answer = reader.answer
    if found is not None:
        answer.pmids = [pmid for pmid in index.newest_first if pmid in found.pmids]
        answer.translation = found.translation or term
    return answer


def pubmed_date(text: str, *, latest: bool) -> PubMedDate | None:
    """YYYY, YYYY/MM or YYYY/MM/DD as a bound: the missing parts are the first or the last."""
    match = re.fullmatch(r"(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?", text.strip())
    if match is None:
        return None
    fill = 99 if latest else 0
    year, month, day = (int(part) if part else fill for part in match.groups())
    return year, month, day


class _Reader:
    def __init__(self, term: str, index: Index) -> None:
        self._tokens = ["".join(filter(None, groups)) for groups in TOKEN.findall(term.strip())]
        self._at = 0
        self._index = index
        self.answer = Answer()

    @property
    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next
        self._at += 1
        return token

    def expression(self) -> Part | None:
        """Operands joined from left to right; operands side by side are joined by AND."""
        left: Part | None = None
        while self._next and self._next != ")":
            operator = self._take() if self._next in OPERATORS else "AND"
            right = self._operand()
            if right is not None:
                left = right if left is None else _joined(left, operator, right)
        return left

    def _operand(self) -> Part | None:
        token = self._next
        if token in ("", ")") or token in OPERATORS:
            return None
        if token == "(":
            self._take()
            inner = self.expression()
            if self._next == ")":
                self._take()
            self._take_tag()  # PubMed ignores a tag on a group
            if inner is None or inner.translation is None:
                return inner
            return Part(inner.pmids, f"({inner.translation})")
        if token.startswith("["):
            self._take()  # a tag without a term
            return None
        text = self._term_text()
        tag = self._take_tag()
        if self._next == ":":
            self._take()
            high = self._term_text()
            return self._range(text, high, self._take_tag() or tag)
        return self._term(text, tag) if tag is not None else self._untagged(text)

    def _term_text(self) -> str:
        """A quoted phrase, or the words up to the next operator, quote, tag or parenthesis."""
        if self._next.startswith('"') or self._next == ":":
            return self._take()
        words = []
        while self._next and self._next not in OPERATORS and self._next[0] not in '()"[:':
            words.append(self._take())
        return " ".join(words)

    def _take_tag(self) -> str | None:
        return self._take().strip("[]").strip() if self._next.startswith("[") else None

    def _field(self, tag: str | None) -> Field:
        if tag is None:
            return ALL_FIELDS
        name = tag.partition(":")[0].strip()
        known = BY_TAG.get(name.lower())
        if known is None:
            self.answer.fields_not_found.append(name)
            return ALL_FIELDS
        return known

    def _range(self, low: str, high: str, tag: str | None) -> Part:
        field_ = self._field(tag)
        low, high = low.strip('" '), high.strip('" ')
        written = f"{low}:{high}[{field_.name}]"
        if field_ == UID and low.isdigit() and high.isdigit():
            return Part(self._index.numbered(int(low), int(high)), written)
        first, last = pubmed_date(low, latest=False), pubmed_date(high, latest=True)
        if field_.kind == "date" and first and last:
            return Part(self._index.dated(field_, first, last), written)
        return self._dropped(f"{low}:{high}")

    def _dropped(self, phrase: str) -> Part:
        self.answer.phrases_not_found.append(phrase)
        return Part(set(), None)

    def _untagged(self, text: str) -> Part | None:
        """Words without a tag, mapped one by one; stop words are left out without a word."""
        if text.startswith('"'):
            return self._term(text, None)
        joined: Part | None = None
        for word in text.split():
            if word.lower() in STOP_WORDS or not normalised(word):
                continue
            part = self._mapped(word)
            joined = part if joined is None else _joined(joined, "AND", part)
        return joined

    def _mapped(self, word: str) -> Part:
        mapping = SYNONYMS.get(word.lower())
        if mapping is None:
            return self._term(word, None)
        self.answer.translations.append((word, mapping))
        found = _Reader(mapping, self._index).expression()
        return Part(found.pmids if found else set(), f"({mapping})")

    def _term(self, text: str, tag: str | None) -> Part:
        field_ = self._field(tag)
        modifier = (tag or "").partition(":")[2].strip().lower()
        if field_ == UID:
            return self._uids(text)
        if field_.kind == "date":
            return self._range(text, text, tag)
        quoted = text.startswith('"')
        bare = text.strip('" ')
        words = normalised(bare)
        prefix = bare.endswith("*") and len(words) >= SHORTEST_TRUNCATION
        if not words or (words in STOP_WORDS and field_.kind == "text"):
            return self._dropped(bare)
        spelled = f'"{words}{"*" if prefix else ""}"'
        written = f"{spelled}[{field_.name}{':noexp' if modifier == 'noexp' else ''}]"
        if modifier.startswith("~") and quoted and field_.kind == "text" and "*" not in bare:
            near = self._index.near(field_, words.split(), int(modifier[1:] or 0))
            return Part(near, f"{spelled}[{field_.name}:{modifier}]")
        if field_ in EXPLODED and modifier != "noexp":
            found = set().union(
                *(self._index.containing(field_, name, prefix=prefix) for name in narrower(words))
            )
        else:
            found = self._index.containing(field_, words, prefix=prefix)
        phrase = quoted or " " not in bare or field_.kind == "value"
        if found or (phrase and self._index.knows(words, prefix=prefix)):
            return Part(found, written)
        if " " not in words or field_.kind == "value":
            return self._dropped(bare)
        if quoted:
            self.answer.quoted_phrases_not_found.append(text + (f"[{tag}]" if tag else ""))
        return self._apart(field_, words, tag)

    def _apart(self, field_: Field, words: str, tag: str | None) -> Part:
        """The words of a phrase that PubMed does not know, all of them, anywhere in the field."""
        joined: Part | None = None
        for word in words.split():
            if word not in STOP_WORDS:
                part = self._term(word, field_.name if tag else None)
                joined = part if joined is None else _joined(joined, "AND", part)
        if joined is None or joined.translation is None:
            return Part(set(), None)
        return Part(joined.pmids, f"({joined.translation})")

    def _uids(self, text: str) -> Part:
        pmids = re.findall(r"\d+", text)
        if not pmids:
            return self._dropped(text)
        return Part(self._index.held(pmids), " OR ".join(f"{pmid}[UID]" for pmid in pmids))


def _joined(left: Part, operator: str, right: Part) -> Part:
    """Two parts by their operator; a dropped part finds nothing and is not in the translation."""
    written = [part.translation for part in (left, right) if part.translation is not None]
    translation = f" {operator} ".join(written) if written else None
    if operator == "OR":
        return Part(left.pmids | right.pmids, translation)
    if operator == "NOT":
        return Part(left.pmids - right.pmids, translation)
    return Part(left.pmids & right.pmids, translation)
