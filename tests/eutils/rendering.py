"""A citation as efetch prints it in XML, by the DTD of 2025 (pubmed_250101)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
from xml.sax.saxutils import quoteattr

from .citation import Author, Citation, Heading, Link

SET_HEAD = (
    '<?xml version="1.0" ?>\n'
    "<!DOCTYPE PubmedArticleSet PUBLIC "
    '"-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
    "<PubmedArticleSet>\n"
)
SET_TAIL = "</PubmedArticleSet>"


def plain(fragment: str) -> str:
    """The words of an XML fragment of ours, markup flattened as MEDLINE text has it."""
    return unescape(re.sub(r"</?[a-z:]+[^<>]*>", "", fragment))


def record_xml(citation: Citation) -> bytes:
    """One PubmedArticle or PubmedBookArticle element, ASCII with hexadecimal references."""
    text = _book(citation) if citation.book else _article(citation)
    return re.sub(r"[^\x00-\x7f]", lambda match: f"&#x{ord(match[0]):x};", text).encode("ascii")


def _element(name: str, content: object, **attributes: str) -> str:
    """An element, or nothing where the content is missing."""
    if content is None:
        return ""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{content}</{name}>" if content != "" else f"<{name}{written}/>"


def _date(name: str, day: date | None) -> str:
    if day is None:
        return ""
    return _element(
        name,
        _element("Year", day.year)
        + _element("Month", f"{day.month:02}")
        + _element("Day", f"{day.day:02}"),
    )


def _flag(value: bool) -> str:
    return "Y" if value else "N"


def _article(citation: Citation) -> str:
    attributes = {"Status": citation.status, "Owner": "NLM"}
    if citation.indexing_method:
        attributes["IndexingMethod"] = citation.indexing_method
    journal = citation.journal
    medline = (
        _element("PMID", citation.pmid, Version=str(citation.version))
        + _date("DateCompleted", citation.completed)
        + _date("DateRevised", citation.revised)
        + _element("Article", _article_body(citation), PubModel="Print-Electronic")
        + _element(
            "MedlineJournalInfo",
            _element("Country", journal.country)
            + _element("MedlineTA", journal.abbreviation)
            + _element("NlmUniqueID", journal.nlm_id)
            + _element("ISSNLinking", journal.issn),
        )
        + _element("CitationSubset", "IM" if citation.mesh else None)
        + _listed("CommentsCorrectionsList", map(_link, citation.links))
        + _listed("MeshHeadingList", map(_heading, citation.mesh))
        + _listed(
            "KeywordList",
            (_element("Keyword", word, MajorTopicYN="N") for word in citation.keywords),
            Owner="NOTNLM",
        )
        + _element("CoiStatement", citation.conflict_of_interest)
    )
    return _element(
        "PubmedArticle",
        _element("MedlineCitation", medline, **attributes)
        + _element("PubmedData", _pubmed_data(citation)),
    )


def _listed(name: str, items: Iterable[str], **attributes: str) -> str:
    """A list element, left out when it would be empty."""
    content = "".join(items)
    return _element(name, content or None, **attributes)


def _article_body(citation: Citation) -> str:
    journal = citation.journal
    issue = (
        _element("Volume", citation.volume)
        + _element("Issue", citation.issue)
        + _pub_date(citation)
    )
    return (
        _element(
            "Journal",
            _element("ISSN", journal.issn, IssnType="Electronic")
            + _element("JournalIssue", issue, CitedMedium="Internet")
            + _element("Title", journal.title)
            + _element("ISOAbbreviation", journal.abbreviation),
        )
        + _element("ArticleTitle", citation.title)
        + _pagination(citation.pages)
        + _element("ELocationID", citation.doi, EIdType="doi", ValidYN="Y")
        + _abstract(citation)
        + _listed("AuthorList", map(_author, citation.authors), CompleteYN="Y")
        + "".join(_element("Language", language) for language in citation.languages)
        + _listed(
            "DataBankList",
            (_registration(*entry) for entry in citation.registrations),
            CompleteYN="Y",
        )
        + _listed(
            "PublicationTypeList",
            (_element("PublicationType", name, UI=ui) for ui, name in citation.publication_types),
        )
        + _element("VernacularTitle", citation.vernacular_title)
    )


def _pub_date(citation: Citation) -> str:
    published = citation.published
    if published.medline_date:
        return _element("PubDate", _element("MedlineDate", published.medline_date))
    return _element(
        "PubDate",
        _element("Year", published.year)
        + _element("Month", published.month)
        + _element("Day", None if published.day is None else f"{published.day:02}")
        + _element("Season", published.season),
    )


def _pagination(pages: str | None) -> str:
    if pages is None:
        return ""
    start, _, end = pages.partition("-")
    whole_end = start[: len(start) - len(end)] + end if end else None
    return _element(
        "Pagination",
        _element("StartPage", start)
        + _element("EndPage", whole_end)
        + _element("MedlinePgn", pages),
    )


def _abstract(citation: Citation) -> str:
    sections = []
    for section in citation.abstract:
        attributes = {}
        if section.label:
            attributes["Label"] = section.label
        if section.category:
            attributes["NlmCategory"] = section.category
        sections.append(_element("AbstractText", section.text, **attributes))
    return _listed("Abstract", sections)


def _author(author: Author) -> str:
    if author.collective_name:
        return _element("Author", _element("CollectiveName", author.collective_name), ValidYN="Y")
    return _element(
        "Author",
        _element("LastName", author.last_name)
        + _element("ForeName", author.fore_name)
        + _element("Initials", author.initials)
        + _element("Identifier", author.orcid, Source="ORCID")
        + _listed("AffiliationInfo", [_element("Affiliation", author.affiliation)]),
        ValidYN="Y",
    )


def _registration(bank: str, number: str) -> str:
    numbers = _element("AccessionNumberList", _element("AccessionNumber", number))
    return _element("DataBank", _element("DataBankName", bank) + numbers)


def _heading(heading: Heading) -> str:
    return _element(
        "MeshHeading",
        _element("DescriptorName", heading.name, UI=heading.ui, MajorTopicYN=_flag(heading.major))
        + "".join(
            _element("QualifierName", name, UI=ui, MajorTopicYN=_flag(major))
            for ui, name, major in heading.qualifiers
        ),
    )


def _link(link: Link) -> str:
    return _element(
        "CommentsCorrections",
        _element("RefSource", link.citation) + _element("PMID", link.pmid, Version="1"),
        RefType=link.kind,
    )


def _history(citation: Citation) -> str:
    days = (
        ("entrez", citation.created),
        ("pubmed", citation.entered),
        ("medline", citation.completed or citation.entered),
    )
    return _listed(
        "History",
        (
            _element(
                "PubMedPubDate",
                _element("Year", day.year)
                + _element("Month", day.month)
                + _element("Day", day.day)
                + _element("Hour", 6)
                + _element("Minute", 0),
                PubStatus=status,
            )
            for status, day in days
        ),
    )


def _article_ids(citation: Citation) -> str:
    return _element(
        "ArticleIdList",
        _element("ArticleId", citation.pmid, IdType="pubmed")
        + _element("ArticleId", citation.pmcid, IdType="pmc")
        + _element("ArticleId", citation.doi, IdType="doi"),
    )


def _pubmed_data(citation: Citation) -> str:
    references = (
        _element(
            "Reference",
            _element("Citation", "A work cited by this one.")
            + _element("ArticleIdList", _element("ArticleId", doi, IdType="doi")),
        )
        for doi in citation.cited_dois
    )
    return (
        _history(citation)
        + _element("PublicationStatus", "ppublish")
        + _article_ids(citation)
        + _listed("ReferenceList", references)
    )


def _book(citation: Citation) -> str:
    journal = citation.journal
    book = (
        _element(
            "Publisher",
            _element("PublisherName", journal.title)
            + _element("PublisherLocation", journal.country),
        )
        + _element("BookTitle", journal.abbreviation, book=journal.nlm_id)
        + _pub_date(citation)
        + _listed("AuthorList", map(_author, citation.authors), Type="editors", CompleteYN="Y")
        + _element("Medium", "Internet")
    )
    document = (
        _element("PMID", citation.pmid, Version=str(citation.version))
        + _element(
            "ArticleIdList", _element("ArticleId", f"NBK{citation.pmid}", IdType="bookaccession")
        )
        + _element("Book", book)
        + _element("ArticleTitle", citation.title, book=journal.nlm_id, part="chapter")
        + "".join(_element("Language", language) for language in citation.languages)
        + _listed("AuthorList", map(_author, citation.authors), Type="authors", CompleteYN="Y")
        + "".join(
            _element("PublicationType", name, UI=ui) for ui, name in citation.publication_types
        )
        + _abstract(citation)
        + _date("ContributionDate", citation.created)
        + _date("DateRevised", citation.revised)
    )
    data = (
        _history(citation)
        + _element("PublicationStatus", "ppublish")
        + _element("ArticleIdList", _element("ArticleId", citation.pmid, IdType="pubmed"))
    )
    return _element(
        "PubmedBookArticle",
        _element("BookDocument", document) + _element("PubmedBookData", data),
    )
