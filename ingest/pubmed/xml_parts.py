"""Readers for the parts that PubMed's articles and books have in common.

A *shape* says what to take from an element: it maps a child's tag to the field that it fills
and the reader of its value, or to a further shape to descend into. Children are visited once,
in document order; that is what makes reading quick (``find`` for each field reads them many
times).

Default attribute values are those of NLM's DTD (pubmed_250101.dtd), which is never loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from ingest.pubmed.dates import iso_date, publication_date
from ingest.pubmed.record import (
    AbstractSection,
    Author,
    Grant,
    History,
    Keyword,
    PartialDate,
    Term,
)
from ingest.pubmed.values import full_pages, orcid
from ingest.pubmed.xml_text import text

Reader: TypeAlias = Callable[[Element], Any]
Shape: TypeAlias = Mapping[str, "tuple[str, Reader] | Shape"]
Found: TypeAlias = dict[str, Any]


def collect(element: Element, shape: Shape, found: Found) -> None:
    """Fill ``found`` with what ``shape`` takes from ``element``.

    Lists that come in several elements (languages, keyword lists, reference lists) are joined
    in their order; of single values the first counts.
    """
    for child in element:
        part = shape.get(child.tag)
        if part is None:
            continue
        if isinstance(part, tuple):
            field, read = part
            value = read(child)
            if field not in found:
                found[field] = value
            elif type(value) is list:
                found[field] += value
        else:
            collect(child, part, found)


def each(read: Reader) -> Reader:
    """A reader of a list element: ``read`` for every child, in order, without the Nones."""

    def read_each(element: Element) -> list[Any]:
        return [value for child in element if (value := read(child)) is not None]

    return read_each


def listed(read: Reader) -> Reader:
    """A reader that makes a one-item list, for elements that repeat side by side."""

    def read_listed(element: Element) -> list[Any]:
        value = read(element)
        return [] if value is None else [value]

    return read_listed


def pmid(element: Element) -> tuple[str | None, int]:
    """The number, without zeros ahead, and the version (usually 1)."""
    version = element.get("Version", "1")
    number = (element.text or "").strip().lstrip("0")
    return number or None, int(version) if version.isdecimal() else 1


def abstract_section(element: Element) -> AbstractSection | None:
    value = text(element)
    if value is None:
        return None
    return AbstractSection(element.get("Label") or None, element.get("NlmCategory"), value)


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
    found = {child.tag: child.text for child in element}
    group = None
    if "CollectiveName" in found:
        group = next(text(child) for child in element if child.tag == "CollectiveName")
    last_name = found.get("LastName")
    if not last_name and not group:
        return None
    affiliations: list[str] = []
    if "AffiliationInfo" in found:
        for info in element:
            if info.tag == "AffiliationInfo":
                for child in info:
                    if child.tag == "Affiliation" and (name := text(child)) is not None:
                        affiliations.append(name)
    return Author(
        last_name,
        found.get("ForeName"),
        found.get("Initials"),
        found.get("Suffix"),
        group,
        _orcid(element) if "Identifier" in found else None,
        tuple(affiliations),
        element.get("EqualContrib") == "Y",
    )


def _orcid(person: Element) -> str | None:
    for identifier in person.findall("Identifier"):
        if identifier.get("Source") == "ORCID":
            return orcid(identifier.text or "")
    return None


def keyword_list(element: Element) -> list[Keyword]:
    owner = element.get("Owner", "NLM")
    return [
        Keyword(word, owner, child.get("MajorTopicYN") == "Y")
        for child in element
        if (word := text(child)) is not None
    ]


def grant(element: Element) -> Grant | None:
    found = {child.tag: child.text for child in element}
    value = Grant(found.get("GrantID"), found.get("Agency"), found.get("Country"))
    return value if any(value) else None


def grant_list(element: Element) -> list[Grant]:
    """The grants in order; PubMed prints some of them twice (about 1 in 20)."""
    return list(dict.fromkeys(value for child in element if (value := grant(child))))


def pages(element: Element) -> str | None:
    """MedlinePgn with its end written out, else StartPage-EndPage."""
    found = {child.tag: (child.text or "").strip() for child in element}
    printed = found.get("MedlinePgn")
    if not printed:
        printed = "-".join(filter(None, (found.get("StartPage"), found.get("EndPage"))))
    return full_pages(printed) if printed else None


def day(element: Element) -> str | None:
    """A numeric Year/Month/Day as an ISO date."""
    found = {child.tag: child.text for child in element}
    return iso_date(found.get("Year"), found.get("Month"), found.get("Day"))


def printed_date(element: Element) -> PartialDate | None:
    """A PubDate, ArticleDate or ContributionDate of any shape."""
    found = {child.tag: child.text or "" for child in element}
    printed = found.get("MedlineDate")
    if printed is None:
        parts = [found[tag] for tag in ("Year", "Month", "Season", "Day") if tag in found]
        printed = " ".join(parts)
    return publication_date(printed)


def history(element: Element) -> dict[str, str | None]:
    """PubStatus -> day of each PubMedPubDate."""
    return {stamp.get("PubStatus", ""): day(stamp) for stamp in element}


def make_history(found: Found) -> History:
    """The record's own dates; PubMed's help (not the DTD page) says which is which:
    ``entrez`` is the Create Date and ``pubmed`` the Entry Date."""
    stamps = found.get("history", {})
    return History(
        created=stamps.get("entrez"),
        entered=stamps.get("pubmed"),
        indexed=stamps.get("medline"),
        revised=found.get("revised"),
        completed=found.get("completed"),
        received=stamps.get("received"),
        accepted=stamps.get("accepted"),
    )


def identifiers(element: Element) -> list[tuple[str, str]]:
    """(IdType, value) of each ArticleId directly in this ArticleIdList."""
    return [
        (child.get("IdType", "pubmed"), value)
        for child in element
        if (value := (child.text or "").strip())
    ]


def location(element: Element) -> tuple[str, str] | None:
    """(EIdType, value) of an ELocationID that NLM does not mark as invalid."""
    value = (element.text or "").strip()
    if not value or element.get("ValidYN") == "N":
        return None
    return element.get("EIdType", ""), value


def first_identifier(found: Found, kind: str) -> str | None:
    """The record's own identifier of one kind: from its ArticleIdList, else ELocationID."""
    for name, value in (*found.get("identifiers", ()), *found.get("locations", ())):
        if name == kind:
            return str(value)
    return None


def cited_pmids(element: Element) -> list[str]:
    """PMIDs of all references, those of nested lists included, in document order."""
    return [
        value
        for reference in element.iter("ArticleId")
        if reference.get("IdType", "pubmed") == "pubmed"
        and (value := (reference.text or "").strip().lstrip("0"))
    ]
