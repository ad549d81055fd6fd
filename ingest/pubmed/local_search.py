"""PubMed's search on records that are at hand: which of them a strategy would find.

What of the query language is evaluated, and as PubMed evaluates it:

- AND, OR and NOT from left to right, with parentheses.
- Words and quoted phrases in ``[tiab]``, ``[ti]`` and ``[ot]``; several words must be in quotes
  (without, PubMed looks in an index of phrases what it takes them for). An asterisk at the end.
- ``[mh]`` and ``[majr]`` with all narrower descriptors and ``[pt]`` with all narrower types, for
  which NLM's file of the MeSH tree is needed; ``[mh:noexp]`` without.
- ``[la]`` by the code (eng), ``[ta]`` by a title, an abbreviation or an ISSN.
- ``medline[sb]`` and ``systematic[sb]``.

Everything else is refused, with the term: terms without a tag (PubMed maps them to terms of its
own), dates, proximity, other fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from ingest.errors import InputError
from ingest.pubmed.expression import And, Clause, Expression, Leaf, Not, either
from ingest.pubmed.field_text import FieldTexts, normalised, searched_bytes
from ingest.pubmed.mesh_tree import MeshTree
from ingest.pubmed.query import EXPLODED_FIELDS, STOP_WORDS, Token, split_tag, tokens
from ingest.pubmed.record import Record

WORDS = frozenset({"Title/Abstract", "Title", "Other Term"})
"""Fields in which words and phrases are looked for; in all others, whole values."""
VALUES = frozenset({"Language", "Journal"})
FILTERS = {
    "medline": None,
    # NLM, "Search strategy used to create the PubMed systematic reviews filter", December 2018.
    "systematic": """
        ((("systematic review"[ti] OR "systematic literature review"[ti]
            OR "systematic scoping review"[ti] OR "systematic narrative review"[ti]
            OR "systematic qualitative review"[ti] OR "systematic evidence review"[ti]
            OR "systematic quantitative review"[ti] OR "systematic meta-review"[ti]
            OR "systematic critical review"[ti] OR "systematic mixed studies review"[ti]
            OR "systematic mapping review"[ti] OR "systematic cochrane review"[ti]
            OR "systematic search and review"[ti] OR "systematic integrative review"[ti])
          NOT comment[pt] NOT (protocol[ti] OR protocols[ti])) NOT medline[sb])
        OR ("Cochrane Database Syst Rev"[ta] AND review[pt]) OR "systematic review"[pt]
    """,
}
"""Filters by name: the query that NLM says they stand for, None for a value of the record."""

CLAUSE_LIMIT = 50
"""Words. To look for more of them (a descriptor with hundreds below it) costs more than parsing."""

EVALUATED = "tiab, ti, ot, mh, majr, pt, la, ta, sb"


class CannotEvaluateError(InputError):
    """A term that only PubMed itself can evaluate; the message names it."""


@dataclass(frozen=True)
class LocalSearch:
    """A strategy that can be asked of a record. ``clauses``: see ``expression.Expression``."""

    id: str
    expression: Expression
    clauses: tuple[tuple[bytes, ...], ...] = field(repr=False)


class LocalSearches:
    """Several strategies. ``terms`` are (id, query), ``place`` is named where one is refused.

    Raises CannotEvaluateError for the first term that cannot be evaluated.
    """

    def __init__(self, terms: Iterable[tuple[str, str]], tree: MeshTree | None) -> None:
        self.searches = tuple(_compiled(id_, query, tree) for id_, query in terms)

    @property
    def fingerprint(self) -> str:
        """Changes when a strategy, or what the tree says of its terms, does."""
        return sha256(repr(self.searches).encode()).hexdigest()

    def matching(self, record: Record) -> tuple[str, ...]:
        """The strategies that find a record."""
        fields = FieldTexts(record)
        return tuple(search.id for search in self.searches if search.expression.finds(fields))

    def may_match(self, raw: bytes) -> bool:
        """False only where no strategy can find this record, told from its bytes: for each
        there are words of which a record that it finds holds one, and none stands there.
        """
        part = searched_bytes(raw)
        if part is None:
            return True
        known: dict[tuple[bytes, ...], bool] = {}  # strategies have clauses in common
        for search in self.searches:
            for clause in search.clauses:
                if clause not in known:
                    known[clause] = any(word in part for word in clause)
                if not known[clause]:
                    break
            else:
                return True
        return False


def _compiled(id_: str, query: str, tree: MeshTree | None) -> LocalSearch:
    try:
        expression = _Reader(query, tree).whole()
    except CannotEvaluateError as error:
        raise CannotEvaluateError(error.message, place=f"search {id_}") from None
    clauses = [clause for clause in expression.clauses() if len(clause) <= CLAUSE_LIMIT]
    # Long words first: they are found, or not, in the shortest time.
    ordered = [tuple(sorted(clause, key=lambda word: (-len(word), word))) for clause in clauses]
    return LocalSearch(id_, expression, tuple(ordered))


class _Reader:
    """A query read from left to right; its operators have no precedence, as in PubMed."""

    def __init__(self, query: str, tree: MeshTree | None) -> None:
        self._tokens = tokens(query)
        self._at = 0
        self._tree = tree

    def whole(self) -> Expression:
        found = self._expression()
        if self._at < len(self._tokens):
            raise self._refused(self._tokens[self._at].text, "an operator is missing before it")
        return found

    def _take(self, *kinds: str) -> Token | None:
        if self._at < len(self._tokens) and self._tokens[self._at].kind in kinds:
            self._at += 1
            return self._tokens[self._at - 1]
        return None

    def _expression(self) -> Expression:
        left = self._operand()
        while operator := self._take("operator"):
            left = JOIN[operator.text](left, self._operand())
        return left

    def _operand(self) -> Expression:
        if self._take("open"):
            inner = self._expression()
            if self._take("close") is None:
                raise self._refused("(", "it is never closed")
            return inner
        pieces = []
        while piece := self._take("word", "phrase"):
            pieces.append(piece.text)
        tag = self._take("tag")
        term = " ".join(pieces)
        if not pieces or tag is None:
            raise self._refused(term, "there is no field tag; PubMed maps it to terms of its own")
        return self._term(term, tag.text)

    def _term(self, term: str, tag: str) -> Expression:
        name, modifier = split_tag(tag)
        written = term + tag
        if name in WORDS and not modifier:
            return _words(name, term, written)
        if name in EXPLODED_FIELDS and name != "MeSH Subheading" and modifier in ("", "noexp"):
            return _values(name, written, self._narrower(term, written, modifier))
        if name == "Publication Type" and not modifier:
            return _values(name, written, self._narrower(term, written, "", types=True))
        if name in VALUES and not modifier:
            if name == "Language" and len(term) != 3:
                raise self._refused(written, "a language is known by its code only: eng, ger")
            return _values(name, written, (term,))
        if name == "Filter" and not modifier:
            return self._filter(term, written)
        raise self._refused(written, f"only these fields are read from files: {EVALUATED}")

    def _narrower(
        self, term: str, written: str, modifier: str, *, types: bool = False
    ) -> tuple[str, ...]:
        if "*" in term or "/" in term:
            raise self._refused(written, "only the whole name of a descriptor or type can be")
        if modifier == "noexp":
            return (term,)
        if self._tree is None:
            raise self._refused(written, "its narrower terms are in NLM's MeSH tree, mtrees*.bin")
        try:
            return self._tree.narrower(term, publication_type=types)
        except KeyError:
            raise self._refused(written, "the MeSH tree has no such name") from None

    def _filter(self, term: str, written: str) -> Expression:
        name = normalised(term)
        if name not in FILTERS:
            raise self._refused(written, f"the filters are: {', '.join(FILTERS)}")
        query = FILTERS[name]
        return (
            _values("Filter", written, (name,))
            if query is None
            else _Reader(query, self._tree).whole()
        )

    def _refused(self, term: str, why: str) -> CannotEvaluateError:
        return CannotEvaluateError(f"{term} cannot be evaluated on files: {why}")


def _words(field: str, term: str, written: str) -> Leaf:
    """A word or phrase anywhere in a value; with an asterisk, words that begin with the last."""
    bare = term.strip('"')
    words = normalised(bare)
    if not term.startswith('"') and " " in term:
        raise CannotEvaluateError(f"{written} cannot be evaluated on files: put it in quotes")
    if not words or "*" in bare[:-1] or words in STOP_WORDS:
        raise CannotEvaluateError(f"{written} cannot be evaluated on files: it has no whole word")
    end = "" if bare.endswith("*") else " "
    return Leaf(field, (f" {words}{end}",), _longest_words([words]), written)


def _values(field: str, written: str, names: Iterable[str]) -> Leaf:
    """Any of the names as a whole value."""
    values = [normalised(name) for name in names]
    needles = tuple(f"\n {value} \n" for value in values)
    return Leaf(field, needles, _longest_words(values), written)


def _longest_words(needles: Iterable[str]) -> Clause:
    """The longest word of each needle that can be looked for in bytes; empty if one has none.

    Of words of one length the last: "micro-needl*" is looked for as needl.
    """
    words = [[word for word in needle.split() if word.isascii()] for needle in needles]
    longest = [max(reversed(each), key=len, default="") for each in words]
    return frozenset(word.encode() for word in longest) if all(longest) else frozenset()


JOIN: Mapping[str, Callable[[Expression, Expression], Expression]] = {
    "AND": And,
    "OR": either,
    "NOT": Not,
}
