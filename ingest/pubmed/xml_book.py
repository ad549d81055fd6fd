"""A PubmedBookArticle element (a book or a chapter, such as GeneReviews) as a Record."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.pubmed.record import Record
from ingest.pubmed.xml_parts import (
    BLANK,
    NO_AUTHORS,
    AuthorList,
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
    found = BLANK | {"chapter_lists": (), "book_lists": ()}
    collect(element.find("BookDocument/Book"), BOOK, found)
    collect(element.find("BookDocument"), DOCUMENT, found)
    collect(element.find("PubmedBookData"), BOOK_DATA, found)
    if found["title"] is not None:
        # The identifiers inside Book are the book's; a chapter has its own or none.
        found["locations"] = ()
    # A chapter that names nobody is by the book's authors.
    chapter, whole = found.pop("chapter_lists"), found.pop("book_lists")
    found["authors"] = _people(chapter, "authors") or _people(whole, "authors") or NO_AUTHORS
    editors = _people(chapter, "editors") or _people(whole, "editors")
    found["editors"] = () if editors is None else editors.people
    found["cited_pmids"] = tuple(dict.fromkeys(found["cited_pmids"]))
    return finish("book", element.find("BookDocument/PMID"), found)


def _people(lists: tuple[AuthorList, ...], kind: str) -> AuthorList | None:
    """All lists of one kind as one; None where there is none."""
    chosen = [people for people in lists if people.kind == kind]
    if not chosen:
        return None
    complete = all(people.complete for people in chosen)
    return AuthorList(kind, complete, tuple(one for people in chosen for one in people.people))
