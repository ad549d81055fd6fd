"""The fields of PubMed-format text as the parts of a Record.

Tags: https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ingest.pubmed.dates import publication_date, stamp_date
from ingest.pubmed.record import (
    AbstractSection,
    Author,
    Chemical,
    Grant,
    History,
    Journal,
    Keyword,
    Link,
    MeshHeading,
    MeshQualifier,
    OtherAbstract,
    PartialDate,
    Record,
    Registration,
    Term,
)
from ingest.pubmed.values import full_pages, orcid

Line: TypeAlias = tuple[str, str]
Fields: TypeAlias = Mapping[str, Any]

LINKS = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ORI": "OriginalReportIn",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
# The text names publication types without the identifiers that XML has and that the rules of
# screening go by (MeSH 2025, tree V).
PUBLICATION_TYPES = {
    "Biography": "D019215",
    "Case Reports": "D002363",
    "Clinical Trial": "D016430",
    "Clinical Trial, Phase I": "D017426",
    "Clinical Trial, Phase II": "D017427",
    "Clinical Trial, Phase III": "D017428",
    "Clinical Trial, Phase IV": "D017429",
    "Comment": "D016420",
    "Comparative Study": "D003160",
    "Controlled Clinical Trial": "D018848",
    "Editorial": "D016421",
    "English Abstract": "D004740",
    "Equivalence Trial": "D000073843",
    "Evaluation Studies": "D023362",
    "Evaluation Study": "D023362",
    "Guideline": "D016431",
    "Historical Article": "D016456",
    "Introductory Journal Article": "D054711",
    "Journal Article": "D016428",
    "Letter": "D016422",
    "Meta-Analysis": "D017418",
    "Multicenter Study": "D016448",
    "News": "D016433",
    "Observational Study": "D064888",
    "Personal Narrative": "D062210",
    "Practice Guideline": "D017065",
    "Pragmatic Clinical Trial": "D065007",
    "Preprint": "D000076942",
    "Published Erratum": "D016425",
    "Randomized Controlled Trial": "D016449",
    "Research Support, N.I.H., Extramural": "D052061",
    "Research Support, N.I.H., Intramural": "D052060",
    "Research Support, Non-U.S. Gov't": "D013485",
    "Research Support, U.S. Gov't, Non-P.H.S.": "D013486",
    "Research Support, U.S. Gov't, P.H.S.": "D013487",
    "Retracted Publication": "D016441",
    "Retraction Notice": "D016440",
    "Retraction of Publication": "D016440",
    "Review": "D016454",
    "Systematic Review": "D000078182",
    "Validation Studies": "D023361",
    "Validation Study": "D023361",
}
# A run of these in capitals with a colon, where the abstract or a sentence begins, is a heading.
HEADING_WORDS = (
    "ABSTRACT", "AIM", "AIMS", "ANALYSIS", "AND", "APPROACH", "ASSESSMENT", "BACKGROUND", "CASE",
    "CLINICAL", "COLLECTION", "CONCLUSION", "CONCLUSIONS", "CONTEXT", "CRITERIA", "DATA", "DESIGN",
    "DISCUSSION", "ELIGIBILITY", "EVIDENCE", "EXTRACTION", "FINDINGS", "FOR", "FUNDING",
    "FUTURE", "HYPOTHESIS", "IMPLICATIONS", "IMPORTANCE", "IN", "INTERPRETATION", "INTERVENTION",
    "INTERVENTIONS", "INTRODUCTION", "KEY", "LEVEL", "LIMITATIONS", "MAIN", "MATERIAL",
    "MATERIALS", "MEASURE", "MEASUREMENTS", "MEASURES", "METHOD", "METHODOLOGY", "METHODS",
    "NUMBER", "OBJECTIVE", "OBJECTIVES", "OF", "OUTCOME", "OUTCOMES", "PARTICIPANTS", "PATIENT",
    "PATIENTS", "PERSPECTIVES", "POPULATION", "PRACTICE", "PRESENTATION", "PRIMARY", "PURPOSE",
    "QUESTION", "RATIONALE", "RECOMMENDATIONS", "REGISTRATION", "RELEVANCE", "RESEARCH", "RESULT",
    "RESULTS", "REVIEW", "SAMPLE", "SEARCH", "SECONDARY", "SELECTION", "SETTING", "SETTINGS",
    "SIGNIFICANCE", "SOURCES", "STATISTICAL", "STRATEGY", "STUDY", "SUBJECTS", "SUMMARY",
    "SYNTHESIS", "THE", "TO", "TREATMENT", "TRIAL", "TYPE",
)  # fmt: skip
_WORD = "|".join(sorted(HEADING_WORDS, key=len, reverse=True))
HEADING = re.compile(rf"(?:^|(?<=[.?!)\]%] ))((?:{_WORD})(?:(?:, | ?[/&] ?| )(?:{_WORD}))*): ")
SUFFIXES = frozenset({"Jr", "Sr", "1st", "2nd", "3rd", "4th", "5th", "I", "II", "III", "IV"})
STAMPS = {
    "CRDT": "created",
    "EDAT": "entered",
    "MHDA": "indexed",
    "LR": "revised",
    "DCOM": "completed",
}
ACRONYM = re.compile(r"[A-Z]{2}$")
NOT_AVAILABLE = ("[Not Available].", "[Not Available]")
NAMED_VALUE = re.compile(r"(\S+) \((.*)\)")
TYPED_VALUE = re.compile(r"(.+?) \[([A-Za-z]+)\](?: |$)")
CITED = re.compile(r"(.*?)\s*PMID: *0*([1-9][0-9]*)\.?")
OTHER_ABSTRACT = re.compile(r"([A-Za-z-]+): (.*)")
STATUS = re.compile(r"(.+?) \[([a-z-]+)\]")


def read_fields(pmid: str, fields: Fields, lines: Sequence[Line]) -> Record:
    """A Record of Bio.Medline's ``fields`` and of the same lines in their order."""
    title, book_title = _one(fields, "TI"), _one(fields, "BTI")
    identifiers = _identifiers(fields)
    pages = _one(fields, "PG")
    published = _one(fields, "DP")
    online = stamp_date(_one(fields, "DEP") or "")
    return Record(
        pmid=pmid,
        kind="book" if book_title is not None else "article",
        status=_one(fields, "STAT"),
        title=None if title in NOT_AVAILABLE else title,
        vernacular_title=_one(fields, "TT"),
        abstract=abstract_sections(_one(fields, "AB") or ""),
        copyright=_one(fields, "CI"),
        other_abstracts=_other_abstracts(fields),
        journal=_journal(fields),
        book_title=book_title,
        publisher=_one(fields, "PB"),
        volume=_one(fields, "VI"),
        issue=_one(fields, "IP"),
        pages=None if pages is None else full_pages(pages),
        published=None if published is None else publication_date(published),
        published_online=None if online is None else PartialDate(online),
        publication_status=_one(fields, "PST"),
        languages=tuple(_many(fields, "LA")),
        doi=identifiers.get("doi"),
        pmcid=_one(fields, "PMC"),
        pii=identifiers.get("pii"),
        authors=_people(lines, "FAU", "AU", "CN", "AD"),
        editors=_people(lines, "FED", "ED", None, ""),
        investigators=_people(lines, "FIR", "IR", None, "IRAD"),
        publication_types=tuple(
            Term(PUBLICATION_TYPES.get(name), name) for name in _many(fields, "PT")
        ),
        mesh_headings=tuple(mesh_heading(value) for value in _many(fields, "MH")),
        chemicals=tuple(_chemical(value) for value in _many(fields, "RN")),
        keywords=_keywords(lines),
        registrations=tuple(_registration(value) for value in _many(fields, "SI")),
        grants=tuple(dict.fromkeys(grant(value) for value in _many(fields, "GR"))),
        links=tuple(_link(LINKS[tag], value) for tag, value in lines if tag in LINKS),
        conflict_of_interest=_one(fields, "COIS"),
        history=_history(fields),
    )


def _many(fields: Fields, tag: str) -> list[str]:
    values = fields.get(tag, [])
    return [values] if isinstance(values, str) else list(values)


def _one(fields: Fields, tag: str) -> str | None:
    return " ".join(_many(fields, tag)) or None


def abstract_sections(text: str) -> tuple[AbstractSection, ...]:
    """The sections of an abstract that begins with a heading in capitals; else one of all.

    >>> [section.label for section in abstract_sections("AIM: To see. RESULTS: We saw HIV: no.")]
    ['AIM', 'RESULTS']
    """
    if not text:
        return ()
    headings = list(HEADING.finditer(text))
    if not headings or headings[0].start() > 0:
        return (AbstractSection(None, None, text),)
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    sections = (
        AbstractSection(heading.group(1), None, text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    )
    return tuple(section for section in sections if section.text)


def _other_abstracts(fields: Fields) -> tuple[OtherAbstract, ...]:
    """Kind, text and language of each OAB; not the note that a publisher has one."""
    languages = _many(fields, "OABL")
    found = []
    for index, value in enumerate(_many(fields, "OAB")):
        match = OTHER_ABSTRACT.fullmatch(value)
        kind, text = match.groups() if match is not None else (None, value)
        if "abstract available from the publisher" not in text.lower():
            language = languages[index] if index < len(languages) else "eng"
            found.append(OtherAbstract(kind, language, (AbstractSection(None, None, text),)))
    return tuple(found)


def _journal(fields: Fields) -> Journal | None:
    numbers = re.findall(r"(\d{4}-\d{3}[\dXx])(?: \(([A-Za-z]+)\))?", _one(fields, "IS") or "")
    own = [number for number, kind in numbers if kind != "Linking"]
    linking = [number for number, kind in numbers if kind == "Linking"]
    journal = Journal(
        title=_one(fields, "JT"),
        abbreviation=_one(fields, "TA"),
        issn=own[0] if own else None,
        issn_linking=linking[0] if linking else None,
        nlm_id=_one(fields, "JID"),
        country=_one(fields, "PL"),
    )
    return journal if any(journal) else None


def _identifiers(fields: Fields) -> dict[str, str]:
    """Kind -> the record's own identifier; AID is its ArticleIdList, LID where it is located."""
    found: dict[str, str] = {}
    for tag in ("AID", "LID"):
        for values in _many(fields, tag):
            for value, kind in TYPED_VALUE.findall(values):
                found.setdefault(kind, value)
    return found


def _people(
    lines: Sequence[Line], full: str, short: str, group: str | None, affiliation: str
) -> tuple[Author, ...]:
    """People and groups in order; an affiliation belongs to the name before it.

    Records of before 2014 print the one affiliation ahead of the names: it is the first author's.
    """
    people: list[Author] = []
    ahead: list[str] = []
    for tag, value in lines:
        if tag == full:
            last_name, _, fore_name = value.partition(", ")
            people.append(Author(last_name, fore_name or None))
        elif tag == short:
            if not people or not _is_short_for(value, people[-1]):
                people.append(Author())
            people[-1] = _with_short_name(people[-1], value)
        elif tag == group:
            people.append(Author(collective_name=value))
        elif tag == affiliation and people:
            people[-1] = people[-1]._replace(affiliations=(*people[-1].affiliations, value))
        elif tag == affiliation:
            ahead.append(value)
        elif tag == "AUID" and people and full == "FAU":
            people[-1] = people[-1]._replace(orcid=orcid(value.removeprefix("ORCID:")))
    if people and ahead:
        people[0] = people[0]._replace(affiliations=(*ahead, *people[0].affiliations))
    return tuple(people)


def _is_short_for(short: str, person: Author) -> bool:
    """Whether ``short`` ("Long V") is the other spelling of the person named just before."""
    name = person.last_name
    return name is not None and person.initials is None and f"{short} ".startswith(f"{name} ")


def _with_short_name(person: Author, short: str) -> Author:
    """``person`` with the initials and suffix that only "Long V Jr" tells from the rest."""
    words = short.split(" ")
    names = person.last_name.count(" ") + 1 if person.last_name else max(1, len(words) - 1)
    if person.last_name is None and len(words) > 2 and words[-1] in SUFFIXES:
        names -= 1
    last_name, given = " ".join(words[:names]), words[names:]
    suffix = given.pop() if len(given) > 1 and given[-1] in SUFFIXES else None
    fore_name = person.fore_name
    if suffix is not None and fore_name is not None:
        fore_name = fore_name.removesuffix(suffix).strip()
    initials = " ".join(given) or None
    return person._replace(
        last_name=last_name, fore_name=fore_name, initials=initials, suffix=suffix
    )


def mesh_heading(value: str) -> MeshHeading:
    """A heading from "Descriptor/*qualifier/qualifier"; the star marks what is major.

    >>> mesh_heading("Cicatrix/pathology/*therapy").qualifiers[1]
    MeshQualifier(ui=None, name='therapy', major=True)
    """
    names = [(name.removeprefix("*"), name.startswith("*")) for name in value.split("/")]
    qualifiers = tuple(MeshQualifier(None, name, major) for name, major in names[1:])
    return MeshHeading(None, *names[0], qualifiers)


def _chemical(value: str) -> Chemical:
    """A substance from "0 (Insulin)"; the 0 means that it has no registry number."""
    match = NAMED_VALUE.fullmatch(value.removeprefix("EC "))
    if match is None:
        return Chemical(None, None, value)
    number, name = match.groups()
    if value.startswith("EC "):
        number = f"EC {number}"
    return Chemical(None if number == "0" else number, None, name)


def _keywords(lines: Sequence[Line]) -> tuple[Keyword, ...]:
    """OT under the owner (OTO) that stands before it."""
    owner = None
    found = []
    for tag, value in lines:
        if tag == "OTO":
            owner = value
        elif tag == "OT":
            found.append(Keyword(value.removeprefix("*"), owner, value.startswith("*")))
    return tuple(found)


def _registration(value: str) -> Registration:
    registry, _, number = value.partition("/")
    return Registration(registry, number or None)


def grant(value: str) -> Grant:
    """A grant from "number/acronym/agency/country"; the number may hold slashes of its own.

    >>> grant("R01 AR012345/AR/NIAMS NIH HHS/United States")
    Grant(number='R01 AR012345', agency='NIAMS NIH HHS', country='United States')
    >>> grant("076/Z/04/Z/Wellcome Trust/United Kingdom").number
    '076/Z/04/Z'
    """
    parts = value.split("/")
    country = parts.pop() if len(parts) > 1 else None
    agency = parts.pop() if parts else None
    # The acronym of an institute of the American health department: two capitals before it.
    if (
        agency is not None
        and agency.endswith("HHS")
        and len(parts) > 1
        and ACRONYM.match(parts[-1])
    ):
        parts.pop()
    return Grant("/".join(parts) or None, agency, country)


def _link(kind: str, value: str) -> Link:
    match = CITED.fullmatch(value)
    citation, number = match.groups() if match is not None else (value, None)
    return Link(kind, number, citation or None)


def _history(fields: Fields) -> History:
    stamps = {name: _one(fields, tag) for tag, name in STAMPS.items()}
    for value in _many(fields, "PHST"):
        match = STATUS.fullmatch(value)
        if match is not None and match.group(2) in ("received", "accepted"):
            stamps[match.group(2)] = match.group(1)
    return History(**{name: stamp_date(stamp) for name, stamp in stamps.items() if stamp})
