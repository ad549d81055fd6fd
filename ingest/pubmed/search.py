"""Search strategies: read from data/searches.yaml, checked, run, and their replies checked.

A search either gives every record that PubMed has for the term as it was written, or raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from ingest.errors import IngestError
from ingest.pubmed.client import Client
from ingest.pubmed.lint import lint
from ingest.pubmed.query import ALL_FIELDS, TEXT_FIELDS, terms
from ingest.pubmed.replies import SEARCH_LIMIT, SearchReply
from ingest.yaml_source import SourceError, read_yaml, validate

HARMLESS_MESSAGES = ("No items found", "Restrictions achieved")
"""Beginnings of output messages that say nothing about how the term was understood."""

LARGEST_PMID = 99_999_999
"""The end of the range that is halved for searches with too many hits; PMIDs have 8 digits."""

SLICING_TRIES = 3
"""A search is cut up afresh this often when the number of its hits moves meanwhile."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Search(BaseModel):
    """One strategy of data/searches.yaml; ``topic`` is the part of the field that it covers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    title: Text
    topic: Id
    rationale: Text
    term: str

    @property
    def query(self) -> str:
        """The term as it is sent: in one line."""
        return " ".join(self.term.split())


def _some_and_each_once(searches: tuple[Search, ...]) -> tuple[Search, ...]:
    if not searches:
        raise ValueError("there must be a search at least")
    ids = [search.id for search in searches]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise ValueError(f"the id {id_!r} stands here twice")
    return searches


class _Searches(BaseModel):
    model_config = ConfigDict(extra="forbid")

    searches: Annotated[tuple[Search, ...], AfterValidator(_some_and_each_once)]


class SearchError(IngestError):
    """A search whose result would not be what its term says."""

    def __init__(self, search: Search, message: str) -> None:
        super().__init__(f"search {search.id}: {message}; the term was: {search.query}")


@dataclass(frozen=True)
class SearchResult:
    """What a search found: all its PMIDs, in the order of their numbers.

    ``translation`` is the query as PubMed says it ran it, ``replies`` are the raw replies that
    the PMIDs are from, ``requests`` how many requests it took.
    """

    search: str
    term: str
    pmids: tuple[str, ...]
    count: int
    translation: str | None
    replies: list[bytes] = field(repr=False)
    requests: int


def load_searches(path: Path) -> tuple[Search, ...]:
    """The strategies of a YAML file, in its order.

    Raises SourceError, with file, line and field, for a file that is not as it should be, and
    for terms that PubMed would misread (ingest.pubmed.lint).
    """
    source = read_yaml(path)
    searches = validate(_Searches, source).searches
    problems = [
        source.problem(f"search {search.id}, in the term at {finding}", ("searches", i, "term"))
        for i, search in enumerate(searches)
        for finding in lint(search.term)
    ]
    if problems:
        raise SourceError(problems)
    return searches


def run_search(client: Client, search: Search, *, cap: int = SEARCH_LIMIT) -> SearchResult:
    """Everything that PubMed holds for ``search``, however many records that are.

    Raises SearchError for a term that PubMed would misread, or did: anything in the reply's
    ErrorList or WarningList, a tag that did not survive, a tagged word looked for in all
    fields. Raises the client's errors where there is no whole reply.
    """
    findings = lint(search.term)
    if findings:
        raise SearchError(search, f"not sent: {findings[0]}")
    before = client.requests
    for _ in range(SLICING_TRIES):
        run = _Run(client, search, cap)
        whole = run.ask(search.query)
        try:
            pmids = [*run.pmids(whole)]
        except _CountMovedError:
            continue
        if len(set(pmids)) != whole.count:
            raise SearchError(search, f"{len(set(pmids))} PMIDs came for {whole.count} hits")
        return SearchResult(
            search=search.id,
            term=search.query,
            pmids=tuple(sorted(pmids, key=int)),
            count=whole.count,
            translation=whole.translation,
            replies=run.replies,
            requests=client.requests - before,
        )
    raise SearchError(search, f"its hits did not stay {whole.count} while they were counted")


class _CountMovedError(Exception):
    """The slices of a search do not add up: PubMed changed between two requests."""


class _Run:
    """One pass over a search: whole, or in slices of PMID ranges that each fit in a reply.

    Every record has one PMID, so ranges neither overlap nor leave one out; slices by date do
    both (a third of a million records are dated 1 January). EDirect slices in this way too.
    """

    def __init__(self, client: Client, search: Search, cap: int) -> None:
        self.replies: list[bytes] = []
        self._client = client
        self._search = search
        self._cap = cap

    def ask(self, query: str) -> SearchReply:
        reply = self._client.esearch(query, retmax=self._cap)
        self.replies.append(reply.raw)
        problems = reply_problems(query, reply)
        if problems:
            raise SearchError(self._search, f"PubMed did not take it as written: {problems[0]}")
        return reply

    def pmids(self, whole: SearchReply) -> Iterator[str]:
        if whole.count <= self._cap:
            return iter(whole.pmids)
        return self._sliced(1, LARGEST_PMID, whole.count)

    def _sliced(self, low: int, high: int, count: int) -> Iterator[str]:
        """The PMIDs from ``low`` to ``high``, which are ``count`` and more than one reply holds.

        The upper half's count follows from the lower's; it is asked for only to read it, and
        must then agree.
        """
        if low == high:
            raise SearchError(self._search, f"{count} hits for the one PMID {low}")
        middle = (low + high) // 2
        lower = self._slice(low, middle)
        rest = count - lower.count
        if rest < 0:
            raise _CountMovedError
        if lower.count > self._cap:
            yield from self._sliced(low, middle, lower.count)
        else:
            yield from lower.pmids
        if rest > self._cap:
            yield from self._sliced(middle + 1, high, rest)
        elif rest:
            upper = self._slice(middle + 1, high)
            if upper.count != rest:
                raise _CountMovedError
            yield from upper.pmids

    def _slice(self, low: int, high: int) -> SearchReply:
        return self.ask(f"({self._search.query}) AND {low}:{high}[UID]")


def reply_problems(query: str, reply: SearchReply) -> list[str]:
    """What PubMed says, or gives away, about a query that it did not run as written."""
    problems = [f"{each.kind}: {each.text}" for each in (*reply.errors, *reply.warnings)]
    problems += [
        f"it says: {message}"
        for message in reply.output_messages
        if not message.startswith(HARMLESS_MESSAGES)
    ]
    if reply.translation is None:
        problems.append("it does not say which query it ran")
    else:
        problems += translation_problems(query, reply.translation)
    return problems


def translation_problems(query: str, translation: str) -> list[str]:
    """Where the query that PubMed ran departs from the one that was sent.

    Each field of the query must be in the translation, for text fields with all its words;
    where each term was sent with a tag, none must be looked for in all fields. (PubMed maps
    words without a tag to terms of its own, in all fields among others.)
    """
    sent, ran = [*terms(query)], [*terms(translation)]
    problems = []
    for name in dict.fromkeys(term.field for term in sent if term.field is not None):
        ours = [term for term in sent if term.field == name]
        theirs = frozenset[str]().union(*(term.words for term in ran if term.field == name))
        if not theirs:
            problems.append(f"[{ours[0].tag}] was ignored")
        elif name in TEXT_FIELDS:
            lost = [term for term in ours if not term.words <= theirs]
            problems += [f"{term.text}[{term.tag}] was dropped" for term in lost]
    if not any(term.field in (None, ALL_FIELDS) for term in sent):
        stray = [term for term in ran if term.field in (None, ALL_FIELDS)]
        problems += [f"{term.text} was looked for in all fields" for term in stray]
    return problems
