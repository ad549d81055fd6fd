"""A PubmedArticle element as a Record."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ingest.pubmed.record import (
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
    BLANK,
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
    online_date,
    pages,
    person_or_group,
    printed_date,
    title,
    ui_term,
)
from ingest.pubmed.xml_text import text

NOTHING = Element("Nothing")
ELSEWHERE = "abstract available from the publisher"


def mesh_headings(element: Element) -> tuple[MeshHeading, ...]:
    headings = []
    for heading in element:
        descriptor = heading.find("DescriptorName")
        if descriptor is not None and (name := descriptor.text):
            qualifiers = _qualifiers(heading) if len(heading) > 1 else ()
            major = descriptor.get("MajorTopicYN") == "Y"
            headings.append(MeshHeading(descriptor.get("UI"), name, major, qualifiers))
    return tuple(headings)


def _qualifiers(heading: Element) -> tuple[MeshQualifier, ...]:
    return tuple(
        [
            MeshQualifier(child.get("UI"), child.text, child.get("MajorTopicYN") == "Y")
            for child in heading.findall("QualifierName")
            if child.text
        ]
    )


def supplementary_concept(element: Element) -> SupplementaryConcept | None:
    name = element.text
    return SupplementaryConcept(element.get("UI"), name, element.get("Type")) if name else None


def chemical(element: Element) -> Chemical | None:
    """A substance; its registry number "0" means that it has none."""
    number, name = element.findtext("RegistryNumber"), element.find("NameOfSubstance")
    if name is None or not name.text:
        return None
    return Chemical(None if number in ("", "0") else number, name.get("UI"), name.text)


def registrations(element: Element) -> tuple[Registration, ...]:
    """One entry for each accession number, or one without a number for the data bank."""
    found: list[Registration] = []
    for bank in element:
        name = bank.findtext("DataBankName")
        if name:
            numbers = [item.text for item in bank.iter("AccessionNumber") if item.text]
            found.extend(Registration(name, number) for number in numbers)
            if not numbers:
                found.append(Registration(name, None))
    return tuple(found)


def link(element: Element) -> Link | None:
    """A correction, comment or retraction; its PMID is often missing."""
    kind = element.get("RefType")
    number = (element.findtext("PMID") or "").strip().lstrip("0") or None
    source = element.find("RefSource")
    citation = text(source) if source is not None else None
    return Link(kind, number, citation) if kind and (number or citation) else None


def other_abstract(element: Element) -> OtherAbstract | None:
    """None where the only text is that an abstract is to be had elsewhere (NLM, 2012)."""
    sections = abstract(element).sections
    if not sections or (len(sections) == 1 and ELSEWHERE in sections[0].text.lower()):
        return None
    return OtherAbstract(element.get("Type"), element.get("Language", "eng"), sections)


ARTICLE: Shape = {
    "ArticleTitle": ("title", title),
    "Pagination": ("pages", pages),
    "ELocationID": ("locations", listed(location)),
    "Abstract": ("abstract", abstract),
    "AuthorList": ("authors", author_list),
    "Language": ("languages", listed(text)),
    "DataBankList": ("registrations", registrations),
    "GrantList": ("grants", grant_list),
    "PublicationTypeList": ("publication_types", each(ui_term)),
    "VernacularTitle": ("vernacular_title", text),
    "ArticleDate": ("published_online", online_date),
}
CITATION: Shape = {
    "DateCompleted": ("completed", day),
    "DateRevised": ("revised", day),
    "ChemicalList": ("chemicals", each(chemical)),
    "SupplMeshList": ("supplementary_concepts", each(supplementary_concept)),
    "CommentsCorrectionsList": ("links", each(link)),
    "MeshHeadingList": ("mesh_headings", mesh_headings),
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
    found = BLANK.copy()
    pmid = None
    for child in element:
        if child.tag == "MedlineCitation":
            pmid = child.find("PMID")
            found["status"] = child.get("Status")
            found["indexing_method"] = child.get("IndexingMethod")
            collect(child, CITATION, found)
            content = _child(child, "Article")
            collect(content, ARTICLE, found)
            _journal(_child(content, "Journal"), _child(child, "MedlineJournalInfo"), found)
        elif child.tag == "PubmedData":
            collect(child, PUBMED_DATA, found)
    _finish_citations(found)
    return finish("article", pmid, found)


def _child(element: Element, tag: str) -> Element:
    child = element.find(tag)
    return NOTHING if child is None else child


def _journal(journal: Element, info: Element, found: Found) -> None:
    """The journal, the issue and its date; MEDLINE's abbreviation goes before the ISO one."""
    value = Journal(
        journal.findtext("Title") or None,
        info.findtext("MedlineTA") or journal.findtext("ISOAbbreviation") or None,
        journal.findtext("ISSN") or None,
        info.findtext("ISSNLinking") or None,
        info.findtext("NlmUniqueID") or None,
        info.findtext("Country") or None,
    )
    found["journal"] = value if any(value) else None
    issue = _child(journal, "JournalIssue")
    found["volume"] = issue.findtext("Volume") or None
    found["issue"] = issue.findtext("Issue") or None
    found["published"] = printed_date(_child(issue, "PubDate"))


def _finish_citations(found: Found) -> None:
    """Each cited PMID once. Before 2017 NLM printed references as CommentsCorrections."""
    links = found["links"]
    if links:
        cited = tuple([link.pmid for link in links if link.kind == "Cites" and link.pmid])
        found["cited_pmids"] = cited + found["cited_pmids"]
        found["links"] = tuple([link for link in links if link.kind != "Cites"])
    found["cited_pmids"] = tuple(dict.fromkeys(found["cited_pmids"]))
