"""A PubmedBookArticle element (a book or a chapter, such as GeneReviews) as a Record."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.errors import InputError
from ingest.pubmed.record import Author, Record
from ingest.pubmed.xml_parts import (
    Found,
    Shape,
    abstract_section,
    cited_pmids,
    collect,
    day,
    each,
    first_identifier,
    grant_list,
    history,
    identifiers,
    keyword_list,
    listed,
    location,
    make_history,
    pages,
    person_or_group,
    pmid,
    printed_date,
    title,
    ui_term,
)
from ingest.pubmed.xml_text import text


def book_authors(element: Element) -> list[tuple[str, bool, list[Author]]]:
    """(authors | editors, whether complete, who); a book may have a list of each."""
    people = [author for child in element if (author := person_or_group(child)) is not None]
    complete = element.get("CompleteYN") != "N"
    return [(element.get("Type", "authors"), complete, people)]


BOOK: Shape = {
    "Publisher": {"PublisherName": ("publisher", text)},
    "BookTitle": ("book_title", text),
    "PubDate": ("published", printed_date),
    "AuthorList": ("book_authors", book_authors),
    "InvestigatorList": ("investigators", each(person_or_group)),
    "Volume": ("volume", text),
    "ELocationID": ("locations", listed(location)),
}
DOCUMENT: Shape = {
    "PMID": ("pmid", pmid),
    "ArticleIdList": ("identifiers", identifiers),
    "Book": BOOK,
    "ArticleTitle": ("title", title),
    "VernacularTitle": ("vernacular_title", text),
    "Pagination": ("pages", pages),
    "Language": ("languages", listed(text)),
    "AuthorList": ("chapter_authors", book_authors),
    "InvestigatorList": ("investigators", each(person_or_group)),
    "PublicationType": ("publication_types", listed(ui_term)),
    "Abstract": {
        "AbstractText": ("abstract", listed(abstract_section)),
        "CopyrightInformation": ("copyright", text),
    },
    "KeywordList": ("keywords", keyword_list),
    "DateRevised": ("revised", day),
    "GrantList": ("grants", grant_list),
    "ReferenceList": ("cited_pmids", cited_pmids),
}
BOOK_DATA: Shape = {
    "History": ("history", history),
    "PublicationStatus": ("publication_status", text),
    "ArticleIdList": ("identifiers", identifiers),
}


def book(element: Element) -> Record:
    """Raises InputError where the element has no BookDocument with a PMID."""
    found: Found = {}
    collect(element, {"BookDocument": DOCUMENT, "PubmedBookData": BOOK_DATA}, found)
    number, version = found.get("pmid", (None, 1))
    if number is None:
        raise InputError("the record has no PMID", place="BookDocument")
    if found.get("title") is not None:
        # The identifiers inside Book are the book's; a chapter has its own or none.
        found.pop("locations", None)
    complete, authors = _people(found, "authors")
    return Record(
        pmid=number,
        version=version,
        kind="book",
        status=None,
        indexing_method=None,
        title=found.get("title"),
        vernacular_title=found.get("vernacular_title"),
        abstract=tuple(found.get("abstract", ())),
        copyright=found.get("copyright"),
        other_abstracts=(),
        journal=None,
        book_title=found.get("book_title"),
        publisher=found.get("publisher"),
        volume=found.get("volume"),
        issue=None,
        pages=found.get("pages"),
        published=found.get("published"),
        published_online=None,
        publication_status=found.get("publication_status"),
        languages=tuple(found.get("languages", ())),
        doi=first_identifier(found, "doi"),
        pmcid=first_identifier(found, "pmc"),
        pii=first_identifier(found, "pii"),
        authors=authors,
        authors_complete=complete,
        editors=_people(found, "editors")[1],
        investigators=tuple(found.get("investigators", ())),
        publication_types=tuple(found.get("publication_types", ())),
        mesh_headings=(),
        supplementary_concepts=(),
        chemicals=(),
        keywords=tuple(found.get("keywords", ())),
        registrations=(),
        grants=tuple(found.get("grants", ())),
        links=(),
        cited_pmids=tuple(dict.fromkeys(found.get("cited_pmids", ()))),
        conflict_of_interest=None,
        history=make_history(found),
    )


def _people(found: Found, kind: str) -> tuple[bool, tuple[Author, ...]]:
    """The chapter's own authors (or editors) where it names any, else the book's."""
    for source in ("chapter_authors", "book_authors"):
        lists = [entry for entry in found.get(source, ()) if entry[0] == kind]
        if lists:
            complete = all(entry[1] for entry in lists)
            return complete, tuple(person for entry in lists for person in entry[2])
    return True, ()
