"""The text of a record by PubMed's search fields, and what of its bytes can hold that text.

Sources: PubMed Help, "Search field tags" (https://pubmed.ncbi.nlm.nih.gov/help/#search-tags):
[tiab] is title, collection title, abstract, other abstracts and keywords; [ti] title and
collection title; [ot] keywords.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from ingest.pubmed.dates import iso_date
from ingest.pubmed.query import words
from ingest.pubmed.record import AbstractSection, Record

SIGNS = str.maketrans("™℠", "  ")
"""Signs that Unicode takes apart into letters, which would then belong to the word before."""
FILTER_OF_STATUS = {"MEDLINE": "medline"}
"""MedlineCitation's Status and the filter by which it is searched."""

MARKUP = re.compile(rb"<[a-z!?]")
"""Markup within text (NLM's own elements begin with a capital), comments, CDATA sections."""
TEXT_MARKUP = re.compile(rb"\s*</?(?:[biu]|su[bp])>\s*")
"""The markup of which ``ingest.pubmed.xml_text`` keeps all letters and digits in their order."""
ASCII = bytes(range(128))
CITATION_END = b"</MedlineCitation>"
AUTHORS, AUTHORS_END = b"<AuthorList", b"</AuthorList>"
REVISED = re.compile(
    rb"<DateRevised>\s*<Year>(\d{4})</Year>\s*<Month>(\d\d?)</Month>\s*<Day>(\d\d?)</Day>"
)


class FieldTexts(dict[str, str]):
    """The texts of one record by field name, each made when it is first asked for.

    A value is a line of words with blanks around: "\\n the first value \\n the second \\n".
    """

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._record = record

    def __missing__(self, field: str) -> str:
        values = VALUES[field](self._record)
        text = "".join(f"\n {normalised(value)} " for value in values if value) + "\n"
        self[field] = text
        return text


def normalised(text: str) -> str:
    """The words of a text with blanks between, as they are compared."""
    return " ".join(words(text.translate(SIGNS)))


def _title(record: Record) -> Iterator[str | None]:
    yield record.title
    yield record.book_title


def _sections(sections: tuple[AbstractSection, ...]) -> Iterator[str]:
    for section in sections:
        yield f"{section.label or ''} {section.text}"


def _title_abstract(record: Record) -> Iterator[str | None]:
    yield from _title(record)
    yield from _sections(record.abstract)
    for other in record.other_abstracts:
        yield from _sections(other.sections)
    yield from _keywords(record)


def _keywords(record: Record) -> Iterator[str | None]:
    return (keyword.text for keyword in record.keywords)


def _major_topics(record: Record) -> Iterator[str | None]:
    for heading in record.mesh_headings:
        if heading.major or any(qualifier.major for qualifier in heading.qualifiers):
            yield heading.name


def _journal(record: Record) -> Iterator[str | None]:
    if record.journal is not None:
        yield record.journal.title
        yield record.journal.abbreviation
        yield record.journal.issn


VALUES: Mapping[str, Callable[[Record], Iterator[str | None]]] = {
    "Title/Abstract": _title_abstract,
    "Title": _title,
    "Other Term": _keywords,
    "MeSH Terms": lambda record: (heading.name for heading in record.mesh_headings),
    "MeSH Major Topic": _major_topics,
    "Publication Type": lambda record: (term.name for term in record.publication_types),
    "Language": lambda record: iter(record.languages),
    "Journal": _journal,
    "Filter": lambda record: iter([FILTER_OF_STATUS.get(record.status or "")]),
}
"""What each field holds, in the names of ``ingest.pubmed.query.FIELDS``."""


def searched_bytes(raw: bytes) -> bytes | None:
    """The part of a served record that holds every field above, in lower case and ASCII.

    A word of ASCII letters and digits that stands in one of the fields stands in these bytes
    too: letters are never separated, only other characters dropped. None where that cannot be
    said without parsing: for MathML, comments, numeric references, and books.
    """
    end = raw.find(CITATION_END)
    if end < 0 or not raw.startswith(b"<PubmedArticle"):
        return None
    part = _without_authors(raw, end)
    if MARKUP.search(part):
        part = TEXT_MARKUP.sub(b"", part)
    if MARKUP.search(part) or b"&#" in part:
        return None
    part = part.lower()
    strange = part.translate(None, ASCII)
    return _plain(part) if strange and _has_letters(strange) else part


def _without_authors(raw: bytes, end: int) -> bytes:
    """What is before ``end`` but the list of authors: half of many records."""
    start = raw.find(AUTHORS, 0, end)
    stop = raw.find(AUTHORS_END, start, end) if start >= 0 else -1
    if stop < 0 or raw[raw.find(b">", start) - 1] == ord("/"):
        return raw[:end]
    return raw[:start] + raw[stop:end]


def _has_letters(strange: bytes) -> bool:
    """Whether characters outside ASCII may become, or change, ASCII letters or digits."""
    apart = unicodedata.normalize("NFKD", strange.decode("utf-8", "replace").lower())
    return any(unicodedata.combining(char) or (char.isascii() and char.isalnum()) for char in apart)


def _plain(part: bytes) -> bytes:
    apart = unicodedata.normalize("NFKD", part.decode("utf-8", "replace").lower())
    return apart.encode("ascii", "ignore").lower()


def revised_on(raw: bytes) -> str | None:
    """DateRevised (ISO) of a served record, without parsing it."""
    found = REVISED.search(raw)
    if found is None:
        return None
    return iso_date(*(part.decode() for part in found.groups()))
