"""Readers for the parts that PubMed's articles and books have in common.

A *shape* says what to take from an element: it maps a child's tag to the field that it fills
and the reader of its value. The children of the large elements are visited once, in document
order; that is what makes reading quick (``find`` for each field visits them many times). In
elements of a few children ``find`` is quicker.

Default attribute values are those of NLM's DTD (pubmed_250101.dtd), which is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias
from xml.etree.ElementTree import Element

from ingest.errors import InputError
from ingest.pubmed.dates import iso_date, publication_date
from ingest.pubmed.record import (
    AbstractSection,
    Author,
    Grant,
    History,
    Keyword,
    PartialDate,
    Record,
    Term,
)
from ingest.pubmed.values import full_pages, orcid
from ingest.pubmed.xml_text import text

Reader: TypeAlias = Callable[[Element], Any]
Shape: TypeAlias = Mapping[str, tuple[str, Reader]]
Found: TypeAlias = dict[str, Any]


def collect(element: Element | None, shape: Shape, found: Found) -> None:
    """Fill ``found``, a copy of BLANK, with what ``shape`` takes from ``element``.

    A list that comes in several elements (languages, keyword lists, reference lists) is joined
    in their order.
    """
    for child in element if element is not None else ():
        part = shape.get(child.tag)
        if part is not None:
            field, read = part
            value = read(child)
            if type(value) is tuple:
                found[field] += value
            else:
                found[field] = value


def each(read: Reader) -> Reader:
    """A reader of a list element: ``read`` for every child, in order, without the Nones."""

    def read_each(element: Element) -> tuple[Any, ...]:
        return tuple(filter(None, map(read, element)))

    return read_each


def listed(read: Reader) -> Reader:
    """A reader that makes a list of one, for elements that repeat side by side."""

    def read_listed(element: Element) -> tuple[Any, ...]:
        value = read(element)
        return () if value is None else (value,)

    return read_listed


class Abstract(NamedTuple):
    sections: tuple[AbstractSection, ...]
    copyright: str | None


def abstract(element: Element) -> Abstract:
    """The sections with text; the copyright notice beside them is not one."""
    sections, owner = [], None
    for child in element:
        if child.tag == "AbstractText":
            value = text(child)
            if value is not None:
                label, category = child.get("Label") or None, child.get("NlmCategory")
                sections.append(AbstractSection(label, category, value))
        elif child.tag == "CopyrightInformation":
            owner = text(child)
    return Abstract(tuple(sections), owner)


def title(element: Element) -> str | None:
    """The title as printed, brackets of a translation included; None if not available."""
    value = text(element)
    return None if value in ("[Not Available].", "[Not Available]") else value


def ui_term(element: Element) -> Term | None:
    name = element.text
    return Term(element.get("UI"), name) if name else None


def person_or_group(element: Element) -> Author | None:
    """An Author or Investigator; None for a superseded spelling (ValidYN="N")."""
    if element.get("ValidYN") == "N":
        return None
    last_name, group = element.findtext("LastName") or None, None
    if last_name is None:
        collective = element.find("CollectiveName")
        group = None if collective is None else text(collective)
        if group is None:
            return None
    affiliations: tuple[str, ...] = ()
    for info in element.findall("AffiliationInfo"):
        affiliation = info.find("Affiliation")
        if affiliation is not None and (name := text(affiliation)) is not None:
            affiliations += (name,)
    return Author(
        last_name,
        element.findtext("ForeName") or None,
        element.findtext("Initials") or None,
        element.findtext("Suffix") or None,
        group,
        None if element.find("Identifier") is None else _orcid(element),
        affiliations,
        element.get("EqualContrib") == "Y",
    )


def _orcid(person: Element) -> str | None:
    for identifier in person.findall("Identifier"):
        if identifier.get("Source") == "ORCID":
            return orcid(identifier.text or "")
    return None


class AuthorList(NamedTuple):
    """``kind`` is authors or editors; a book may have a list of each."""

    kind: str
    complete: bool
    people: tuple[Author, ...]


def author_list(element: Element) -> AuthorList:
    people = tuple(filter(None, map(person_or_group, element)))
    return AuthorList(element.get("Type", "authors"), element.get("CompleteYN") != "N", people)


def keyword_list(element: Element) -> tuple[Keyword, ...]:
    owner = element.get("Owner", "NLM")
    return tuple(
        [
            Keyword(word, owner, child.get("MajorTopicYN") == "Y")
            for child in element
            if (word := text(child)) is not None
        ]
    )


def grant(element: Element) -> Grant | None:
    value = Grant(*(element.findtext(tag) or None for tag in ("GrantID", "Agency", "Country")))
    return value if any(value) else None


def grant_list(element: Element) -> tuple[Grant, ...]:
    """The grants in order; PubMed prints some of them twice (about 1 in 20)."""
    return tuple(dict.fromkeys(filter(None, map(grant, element))))


def pages(element: Element) -> str | None:
    """MedlinePgn with its end written out, else StartPage-EndPage."""
    printed = element.findtext("MedlinePgn")
    if not printed:
        ends = (element.findtext("StartPage"), element.findtext("EndPage"))
        printed = "-".join(end for end in ends if end)
    return full_pages(printed) if printed else None


def day(element: Element) -> str | None:
    """A numeric Year/Month/Day as an ISO date."""
    return iso_date(element.findtext("Year"), element.findtext("Month"), element.findtext("Day"))


def online_date(element: Element) -> PartialDate | None:
    """An ArticleDate, which is always numeric."""
    iso = day(element)
    return None if iso is None else PartialDate(iso)


def printed_date(element: Element) -> PartialDate | None:
    """A PubDate of any shape."""
    return publication_date(" ".join([child.text or "" for child in element]))


def history(element: Element) -> dict[str | None, str | None]:
    """PubStatus -> day of each PubMedPubDate."""
    return {stamp.get("PubStatus"): day(stamp) for stamp in element}


def identifiers(element: Element) -> tuple[tuple[str, str], ...]:
    """(IdType, value) of each ArticleId directly in this ArticleIdList."""
    return tuple(
        [(child.get("IdType", "pubmed"), child.text.strip()) for child in element if child.text]
    )


def location(element: Element) -> tuple[str, str] | None:
    """(EIdType, value) of an ELocationID that NLM does not mark as invalid."""
    if not element.text or element.get("ValidYN") == "N":
        return None
    return element.get("EIdType", ""), element.text.strip()


def cited_pmids(element: Element) -> tuple[str, ...]:
    """PMIDs of all references, those of nested lists included, in document order."""
    return tuple(
        [
            number
            for reference in element.iter("ArticleId")
            if reference.get("IdType", "pubmed") == "pubmed"
            and (number := (reference.text or "").strip().lstrip("0")).isdecimal()
        ]
    )


MOST_DIGITS = 9
"""Digits of a PMID or version; PubMed's have eight today."""
NO_ABSTRACT = Abstract((), None)
NO_AUTHORS = AuthorList("authors", True, ())
# What ``collect`` fills a copy of and ``finish`` makes a Record of: Record's fields in their order,
# as of a record that says nothing, and then what has its place inside of one of them.
BLANK: Found = {
    **dict.fromkeys(Record._fields),
    **Record._field_defaults,
    "abstract": NO_ABSTRACT,
    "authors": NO_AUTHORS,
    "history": {},
    "identifiers": (),
    "locations": (),
    "revised": None,
    "completed": None,
}


def finish(kind: str, pmid: Element | None, found: Found) -> Record:
    """A Record of what was collected; ``pmid`` is the record's own PMID element.

    Of the record's own identifiers, those of its ArticleIdList come before an ELocationID.
    Raises InputError without a PMID.
    """
    number = "" if pmid is None else (pmid.text or "").strip().lstrip("0")
    if pmid is None or not _is_number(number):
        raise InputError("the record has no PMID")
    version = pmid.get("Version", "1")
    found["pmid"] = number
    found["version"] = int(version) if _is_number(version) else 1
    found["kind"] = kind
    found["abstract"], found["copyright"] = found["abstract"]
    _, found["authors_complete"], found["authors"] = found["authors"]
    own: dict[str, str] = {}
    for name, value in found.pop("identifiers") + found.pop("locations"):
        own.setdefault(name, value)
    found["doi"], found["pmcid"], found["pii"] = own.get("doi"), own.get("pmc"), own.get("pii")
    # PubMed's help, and not the DTD's page, says which stamp is the date of creation.
    stamps = found["history"]
    found["history"] = History(
        stamps.get("entrez"),
        stamps.get("pubmed"),
        stamps.get("medline"),
        found.pop("revised"),
        found.pop("completed"),
        stamps.get("received"),
        stamps.get("accepted"),
    )
    return Record._make(found.values())


def _is_number(text: str) -> bool:
    """Whether a text is digits, and so few that SQLite and Python take them for a number."""
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
