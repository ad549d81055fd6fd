"""The searchable fields of the stand-in's PubMed, and where their values are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from .citation import Citation
from .rendering import plain
from .texts import LEXICON, NARROWER, STEMS, STOP_WORDS

PubMedDate = tuple[int, int, int]


class Field(NamedTuple):
    """A field by its long name; ``kind`` says how a term is compared with it.

    text: words and phrases anywhere in a value; value: the whole value; date; uid.
    """

    name: str
    kind: str
    tags: tuple[str, ...]


ALL_FIELDS = Field("All Fields", "text", ("all",))
MESH = Field("MeSH Terms", "value", ("mh", "mesh"))
MESH_MAJOR = Field("MeSH Major Topic", "value", ("majr",))
EXPLODED = (MESH, MESH_MAJOR)
"""Fields in which a descriptor also finds those below it."""
UID = Field("UID", "uid", ("uid", "pmid"))
FIELDS = (
    ALL_FIELDS,
    Field("Title/Abstract", "text", ("tiab",)),
    Field("Title", "text", ("ti", "titl")),
    Field("Abstract", "text", ("ab",)),
    Field("Text Word", "text", ("tw", "word")),
    Field("Other Term", "text", ("ot",)),
    Field("Affiliation", "text", ("ad", "affl")),
    Field("Author", "text", ("au", "auth")),
    MESH,
    MESH_MAJOR,
    Field("MeSH Subheading", "value", ("sh", "subh")),
    Field("Publication Type", "value", ("pt", "ptyp")),
    Field("Language", "value", ("la", "lang")),
    Field("Journal", "value", ("ta", "jour", "so")),
    Field("Filter", "value", ("sb", "filter", "subset", "filt")),
    Field("Article Identifier", "value", ("aid", "doi", "lid")),
    Field("Secondary Source ID", "value", ("si",)),
    Field("Volume", "value", ("vi", "vol", "volume")),
    Field("Pagination", "value", ("pg", "page")),
    Field("Date - Publication", "date", ("dp", "pdat", "publication date")),
    Field("Date - Create", "date", ("crdt", "create date")),
    Field("Date - Entry", "date", ("edat", "entry date")),
    Field("Date - Modification", "date", ("mdat", "lr", "modification date")),
    Field("Date - MeSH", "date", ("mhda", "mesh date")),
    UID,
)
BY_TAG = {tag: field for field in FIELDS for tag in (*field.tags, field.name.lower())}

UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a plain one and a mark."""


def normalised(text: str) -> str:
    """Lower case, no accents, everything but letters and digits a blank: what PubMed compares."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(UNDECOMPOSED))
    unaccented = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", unaccented).split())


class Index:
    """The records of one state of the population, searchable by field. Nothing is computed
    before a query asks for it, so a population of tens of thousands costs nothing at first.
    """

    def __init__(
        self, citations: Mapping[str, Citation], unknown: frozenset[str] = frozenset()
    ) -> None:
        self._citations = dict(citations)
        self._unknown = frozenset(normalised(phrase) for phrase in unknown)
        self._texts: dict[str, dict[str, str]] = {}

    def __getitem__(self, pmid: str) -> Citation:
        return self._citations[pmid]

    @cached_property
    def newest_first(self) -> list[str]:
        """All PMIDs as the default sort gives them: books first, then by entry date and UID."""
        return sorted(self._citations, key=self._recency, reverse=True)

    def _recency(self, pmid: str) -> tuple[bool, date, int]:
        citation = self._citations[pmid]
        return citation.book, citation.entered, int(pmid)

    def containing(self, field: Field, words: str, *, prefix: bool) -> set[str]:
        """PMIDs whose field holds ``words`` (normalised), or words that begin with them."""
        start, end = ("\n ", " \n") if field.kind == "value" else (" ", " ")
        needle = start + words + ("" if prefix else end)
        return {pmid for pmid, text in self._field(field).items() if needle in text}

    def near(self, field: Field, words: list[str], distance: int) -> set[str]:
        """PMIDs with all words in one value, in any order, at most ``distance`` others between."""
        return {
            pmid
            for pmid, text in self._field(field).items()
            if any(_near(line.split(), words, distance) for line in text.split("\n"))
        }

    def dated(self, field: Field, low: PubMedDate, high: PubMedDate) -> set[str]:
        day_of = DATES[field.name]
        return {
            pmid
            for pmid, citation in self._citations.items()
            if (day := day_of(citation)) and low <= (day.year, day.month, day.day) <= high
        }

    def numbered(self, low: int, high: int) -> set[str]:
        return {pmid for pmid in self._citations if low <= int(pmid) <= high}

    def held(self, pmids: list[str]) -> set[str]:
        return {pmid for pmid in pmids if pmid in self._citations}

    def knows(self, words: str, *, prefix: bool = False) -> bool:
        """Whether the term is in PubMed's vocabulary, whatever this population holds."""
        if words in self._unknown:
            return False
        *whole, last = words.split()
        known = LEXICON | STOP_WORDS
        return all(word in known or word.isdigit() for word in whole) and (
            last in STEMS or any(word.startswith(last) for word in known)
            if prefix
            else last in known
        )

    def _field(self, field: Field) -> dict[str, str]:
        """The values of a field for every record, one a line, each between blanks."""
        if field.name not in self._texts:
            values_of = VALUES[field.name]
            self._texts[field.name] = {
                pmid: "".join(f"\n {normalised(value)} " for value in values_of(citation)) + "\n"
                for pmid, citation in self._citations.items()
            }
        return self._texts[field.name]


def _near(line: list[str], words: list[str], distance: int) -> bool:
    span = len(words) + distance
    return any(set(words) <= set(line[at : at + span]) for at in range(len(line)))


def narrower(descriptor: str) -> tuple[str, ...]:
    """The descriptor itself and those below it (normalised)."""
    return (descriptor, *(normalised(name) for name in NARROWER.get(descriptor, ())))


def _title(citation: Citation) -> Iterator[str]:
    yield plain(citation.title)
    if citation.vernacular_title:
        yield plain(citation.vernacular_title)


def _abstract(citation: Citation) -> Iterator[str]:
    for section in citation.abstract:
        yield f"{section.label or ''} {plain(section.text)}"


def _keywords(citation: Citation) -> Iterator[str]:
    return map(plain, citation.keywords)


def _title_abstract(citation: Citation) -> Iterator[str]:
    yield from _title(citation)
    yield from _abstract(citation)
    yield from _keywords(citation)


def _mesh(citation: Citation) -> Iterator[str]:
    for heading in citation.mesh:
        yield heading.name
        yield from (f"{heading.name}/{name}" for _, name, _ in heading.qualifiers)


def _mesh_major(citation: Citation) -> Iterator[str]:
    for heading in citation.mesh:
        if heading.major or any(major for _, _, major in heading.qualifiers):
            yield heading.name


def _subheadings(citation: Citation) -> Iterator[str]:
    return (name for heading in citation.mesh for _, name, _ in heading.qualifiers)


def _publication_types(citation: Citation) -> Iterator[str]:
    return (name for _, name in citation.publication_types)


LANGUAGE_NAMES = {"eng": "english", "ger": "german", "fre": "french", "spa": "spanish"}


def _languages(citation: Citation) -> Iterator[str]:
    for language in citation.languages:
        yield language
        yield LANGUAGE_NAMES.get(language, language)


def _journal(citation: Citation) -> Iterator[str]:
    yield plain(citation.journal.title)
    yield citation.journal.abbreviation
    yield citation.journal.issn


def _filters(citation: Citation) -> Iterator[str]:
    """Subsets and yes-or-no properties; some are also searched without a tag (hasabstract)."""
    yield "all"
    if citation.book:
        yield "pubmed books"
    if citation.status == "MEDLINE":
        yield "medline"
    if citation.abstract:
        yield "hasabstract"
    if any(name == "Systematic Review" for _, name in citation.publication_types):
        yield "systematic"
    if any(link.kind == "RetractionIn" for link in citation.links):
        yield "hasretractionin"


def _identifiers(citation: Citation) -> Iterator[str]:
    return (value for value in (citation.doi, citation.pmcid) if value)


def _authors(citation: Citation) -> Iterator[str]:
    for author in citation.authors:
        yield author.collective_name or f"{author.last_name} {author.initials or ''}"
        if author.fore_name:
            yield f"{author.last_name} {author.fore_name}"


def _text_words(citation: Citation) -> Iterator[str]:
    yield from _title_abstract(citation)
    yield from _mesh(citation)
    yield from _publication_types(citation)


def _everything(citation: Citation) -> Iterator[str]:
    yield from _text_words(citation)
    yield from _authors(citation)
    yield from _journal(citation)
    yield from _filters(citation)
    yield from _identifiers(citation)


VALUES: dict[str, Callable[[Citation], Iterator[str]]] = {
    "All Fields": _everything,
    "Title/Abstract": _title_abstract,
    "Title": _title,
    "Abstract": _abstract,
    "Text Word": _text_words,
    "Other Term": _keywords,
    "Affiliation": lambda citation: (a.affiliation for a in citation.authors if a.affiliation),
    "Author": _authors,
    "MeSH Terms": _mesh,
    "MeSH Major Topic": _mesh_major,
    "MeSH Subheading": _subheadings,
    "Publication Type": _publication_types,
    "Language": _languages,
    "Journal": _journal,
    "Filter": _filters,
    "Article Identifier": _identifiers,
    "Secondary Source ID": lambda citation: (number for _, number in citation.registrations),
    "Volume": lambda citation: iter([citation.volume] if citation.volume else []),
    "Pagination": lambda citation: iter([citation.pages] if citation.pages else []),
}

DATES: dict[str, Callable[[Citation], date | None]] = {
    "Date - Publication": lambda citation: citation.published.earliest(),
    "Date - Create": lambda citation: citation.created,
    "Date - Entry": lambda citation: citation.entered,
    "Date - Modification": lambda citation: citation.modified,
    "Date - MeSH": lambda citation: citation.completed,
}
