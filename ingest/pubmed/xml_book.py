"""A PubmedBookArticle element (a book or a chapter, such as GeneReviews) as a Record."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.pubmed.record import Record
from ingest.pubmed.xml_parts import (
    AuthorList,
    Found,
    Shape,
    abstract,
    author_list,
    cited_pmids,
    collect,
    day,
    each,
    finish,
    grant_list,
    history,
    identifiers,
    keyword_list,
    listed,
    location,
    pages,
    person_or_group,
    printed_date,
    title,
    ui_term,
)
from ingest.pubmed.xml_text import text


def publisher(element: Element) -> str | None:
    return element.findtext("PublisherName") or None


BOOK: Shape = {
    "Publisher": ("publisher", publisher),
    "BookTitle": ("book_title", text),
    "PubDate": ("published", printed_date),
    "AuthorList": ("book_lists", listed(author_list)),
    "InvestigatorList": ("investigators", each(person_or_group)),
    "Volume": ("volume", text),
    "ELocationID": ("locations", listed(location)),
}
DOCUMENT: Shape = {
    "ArticleIdList": ("identifiers", identifiers),
    "ArticleTitle": ("title", title),
    "VernacularTitle": ("vernacular_title", text),
    "Pagination": ("pages", pages),
    "Language": ("languages", listed(text)),
    "AuthorList": ("chapter_lists", listed(author_list)),
    "InvestigatorList": ("investigators", each(person_or_group)),
    "PublicationType": ("publication_types", listed(ui_term)),
    "Abstract": ("abstract", abstract),
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
    collect(element.find("BookDocument/Book"), BOOK, found)
    collect(element.find("BookDocument"), DOCUMENT, found)
    collect(element.find("PubmedBookData"), BOOK_DATA, found)
    if found.get("title") is not None:
        # The identifiers inside Book are the book's; a chapter has its own or none.
        found.pop("locations", None)
    chapter, whole = found.pop("chapter_lists", ()), found.pop("book_lists", ())
    # A chapter that names nobody is by the book's authors.
    authors = _of_kind(chapter, "authors") or _of_kind(whole, "authors")
    editors = _of_kind(chapter, "editors") or _of_kind(whole, "editors")
    found["authors"] = tuple(person for people in authors for person in people.people)
    found["authors_complete"] = all(people.complete for people in authors)
    found["editors"] = tuple(person for people in editors for person in people.people)
    if "cited_pmids" in found:
        found["cited_pmids"] = tuple(dict.fromkeys(found["cited_pmids"]))
    return finish("book", element.find("BookDocument/PMID"), found)


def _of_kind(lists: tuple[AuthorList, ...], kind: str) -> list[AuthorList]:
    return [people for people in lists if people.kind == kind]
