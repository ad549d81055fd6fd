"""A PubmedArticle element as a Record."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.errors import InputError
from ingest.pubmed.record import (
    Author,
    Chemical,
    Journal,
    Link,
    MeshHeading,
    MeshQualifier,
    OtherAbstract,
    Record,
    Registration,
    SupplementaryConcept,
)
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

NO_ABSTRACT = "abstract available from the publisher"


def author_list(element: Element) -> tuple[bool, list[Author]]:
    """Whether the list is complete, and its authors."""
    authors = [author for child in element if (author := person_or_group(child)) is not None]
    return element.get("CompleteYN") != "N", authors


def mesh_heading(element: Element) -> MeshHeading | None:
    descriptor, qualifiers = None, []
    for child in element:
        if child.tag == "DescriptorName":
            descriptor = child
        elif child.tag == "QualifierName" and child.text:
            major = child.get("MajorTopicYN") == "Y"
            qualifiers.append(MeshQualifier(child.get("UI"), child.text, major))
    if descriptor is None or not descriptor.text:
        return None
    major = descriptor.get("MajorTopicYN") == "Y"
    return MeshHeading(descriptor.get("UI"), descriptor.text, major, tuple(qualifiers))


def supplementary_concept(element: Element) -> SupplementaryConcept | None:
    name = element.text
    return SupplementaryConcept(element.get("UI"), name, element.get("Type")) if name else None


def chemical(element: Element) -> Chemical | None:
    """A substance; its registry number "0" means that it has none."""
    number, ui, name = None, None, None
    for child in element:
        if child.tag == "NameOfSubstance":
            ui, name = child.get("UI"), child.text
        elif child.tag == "RegistryNumber" and child.text != "0":
            number = child.text
    return Chemical(number, ui, name) if name else None


def registrations(element: Element) -> list[Registration]:
    """One entry for each accession number, or one without a number for the data bank."""
    found: list[Registration] = []
    for bank in element:
        name = bank.findtext("DataBankName")
        if name:
            numbers = [item.text for item in bank.iter("AccessionNumber") if item.text]
            found.extend(Registration(name, number) for number in numbers)
            if not numbers:
                found.append(Registration(name, None))
    return found


def link(element: Element) -> Link | None:
    """A correction, comment or retraction; its PMID is often missing."""
    kind = element.get("RefType")
    number = (element.findtext("PMID") or "").strip().lstrip("0") or None
    source = element.find("RefSource")
    citation = text(source) if source is not None else None
    return Link(kind, number, citation) if kind and (number or citation) else None


def other_abstract(element: Element) -> OtherAbstract | None:
    """None where the only text is that an abstract is to be had elsewhere (NLM, 2012)."""
    sections = [
        section
        for child in element
        if child.tag == "AbstractText" and (section := abstract_section(child)) is not None
    ]
    if not sections or (len(sections) == 1 and NO_ABSTRACT in sections[0].text.lower()):
        return None
    return OtherAbstract(element.get("Type"), element.get("Language", "eng"), tuple(sections))


ARTICLE: Shape = {
    "Journal": {
        "ISSN": ("issn", text),
        "JournalIssue": {
            "Volume": ("volume", text),
            "Issue": ("issue", text),
            "PubDate": ("published", printed_date),
        },
        "Title": ("journal", text),
        "ISOAbbreviation": ("iso_abbreviation", text),
    },
    "ArticleTitle": ("title", title),
    "Pagination": ("pages", pages),
    "ELocationID": ("locations", listed(location)),
    "Abstract": {
        "AbstractText": ("abstract", listed(abstract_section)),
        "CopyrightInformation": ("copyright", text),
    },
    "AuthorList": ("authors", author_list),
    "Language": ("languages", listed(text)),
    "DataBankList": ("registrations", registrations),
    "GrantList": ("grants", grant_list),
    "PublicationTypeList": ("publication_types", each(ui_term)),
    "VernacularTitle": ("vernacular_title", text),
    "ArticleDate": ("published_online", printed_date),
}
CITATION: Shape = {
    "PMID": ("pmid", pmid),
    "DateCompleted": ("completed", day),
    "DateRevised": ("revised", day),
    "Article": ARTICLE,
    "MedlineJournalInfo": {
        "Country": ("country", text),
        "MedlineTA": ("abbreviation", text),
        "NlmUniqueID": ("nlm_id", text),
        "ISSNLinking": ("issn_linking", text),
    },
    "ChemicalList": ("chemicals", each(chemical)),
    "SupplMeshList": ("supplementary_concepts", each(supplementary_concept)),
    "CommentsCorrectionsList": ("links", each(link)),
    "MeshHeadingList": ("mesh_headings", each(mesh_heading)),
    "OtherAbstract": ("other_abstracts", listed(other_abstract)),
    "KeywordList": ("keywords", keyword_list),
    "CoiStatement": ("conflict_of_interest", text),
    "InvestigatorList": ("investigators", each(person_or_group)),
}
PUBMED_DATA: Shape = {
    "History": ("history", history),
    "PublicationStatus": ("publication_status", text),
    "ArticleIdList": ("identifiers", identifiers),
    "ReferenceList": ("cited_pmids", cited_pmids),
}


def article(element: Element) -> Record:
    """Raises InputError where the element has no MedlineCitation with a PMID."""
    found: Found = {}
    status = indexing_method = None
    for child in element:
        if child.tag == "MedlineCitation":
            status, indexing_method = child.get("Status"), child.get("IndexingMethod")
            collect(child, CITATION, found)
        elif child.tag == "PubmedData":
            collect(child, PUBMED_DATA, found)
    number, version = found.get("pmid", (None, 1))
    if number is None:
        raise InputError("the record has no PMID", place="MedlineCitation")
    authors_complete, authors = found.get("authors", (True, ()))
    links = found.get("links", ())
    return Record(
        pmid=number,
        version=version,
        kind="article",
        status=status,
        indexing_method=indexing_method,
        title=found.get("title"),
        vernacular_title=found.get("vernacular_title"),
        abstract=tuple(found.get("abstract", ())),
        copyright=found.get("copyright"),
        other_abstracts=tuple(found.get("other_abstracts", ())),
        journal=_journal(found),
        book_title=None,
        publisher=None,
        volume=found.get("volume"),
        issue=found.get("issue"),
        pages=found.get("pages"),
        published=found.get("published"),
        published_online=found.get("published_online"),
        publication_status=found.get("publication_status"),
        languages=tuple(found.get("languages", ())),
        doi=first_identifier(found, "doi"),
        pmcid=first_identifier(found, "pmc"),
        pii=first_identifier(found, "pii"),
        authors=tuple(authors),
        authors_complete=authors_complete,
        editors=(),
        investigators=tuple(found.get("investigators", ())),
        publication_types=tuple(found.get("publication_types", ())),
        mesh_headings=tuple(found.get("mesh_headings", ())),
        supplementary_concepts=tuple(found.get("supplementary_concepts", ())),
        chemicals=tuple(found.get("chemicals", ())),
        keywords=tuple(found.get("keywords", ())),
        registrations=tuple(found.get("registrations", ())),
        grants=tuple(found.get("grants", ())),
        links=tuple(entry for entry in links if entry.kind != "Cites"),
        cited_pmids=_cited(found, links),
        conflict_of_interest=found.get("conflict_of_interest"),
        history=make_history(found),
    )


def _journal(found: Found) -> Journal | None:
    journal = Journal(
        title=found.get("journal"),
        abbreviation=found.get("abbreviation") or found.get("iso_abbreviation"),
        issn=found.get("issn"),
        issn_linking=found.get("issn_linking"),
        nlm_id=found.get("nlm_id"),
        country=found.get("country"),
    )
    return journal if any(journal) else None


def _cited(found: Found, links: tuple[Link, ...]) -> tuple[str, ...]:
    """Cited PMIDs, each once. Before 2017 NLM printed references as CommentsCorrections."""
    older = [entry.pmid for entry in links if entry.kind == "Cites" and entry.pmid]
    return tuple(dict.fromkeys(older + found.get("cited_pmids", [])))
