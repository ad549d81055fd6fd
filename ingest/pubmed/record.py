"""A PubMed record as PubMed gives it, in Python types.

Plain tuples with names: immutable, comparable field by field, and cheap to make (a refresh
makes thousands of them). Nothing here is derived beyond spelling out what the record says:
a missing value is ``None``, a list that PubMed leaves out is empty, and a date keeps the
precision and the words that it came with.
"""

from __future__ import annotations

from typing import NamedTuple


class PartialDate(NamedTuple):
    """A date as precise as the source: ``iso`` is YYYY, YYYY-MM or YYYY-MM-DD.

    ``verbatim`` is what the record prints where that says more than ``iso`` can ("2019
    Nov-Dec", "1998 Spring", "2000 Dec-2001 Jan"); ``iso`` then holds only what is certain.
    """

    iso: str
    verbatim: str | None = None

    @property
    def year(self) -> int:
        return int(self.iso[:4])


class AbstractSection(NamedTuple):
    """One AbstractText; ``label`` is the printed heading, ``category`` NLM's (NlmCategory)."""

    label: str | None
    category: str | None
    text: str


class OtherAbstract(NamedTuple):
    """An abstract in another language or of another kind (plain-language-summary ...)."""

    kind: str | None
    language: str | None
    sections: tuple[AbstractSection, ...]


class Author(NamedTuple):
    """A person (``last_name`` at least) or a group (``collective_name``)."""

    last_name: str | None = None
    fore_name: str | None = None
    initials: str | None = None
    suffix: str | None = None
    collective_name: str | None = None
    orcid: str | None = None
    affiliations: tuple[str, ...] = ()
    equal_contribution: bool = False


class Journal(NamedTuple):
    title: str | None
    abbreviation: str | None
    issn: str | None
    issn_linking: str | None
    nlm_id: str | None
    country: str | None


class Term(NamedTuple):
    """A name from a controlled list with its identifier, where the source gives one."""

    ui: str | None
    name: str


class MeshQualifier(NamedTuple):
    ui: str | None
    name: str
    major: bool


class MeshHeading(NamedTuple):
    """A descriptor with its qualifiers; the major mark may sit on either."""

    ui: str | None
    name: str
    major: bool
    qualifiers: tuple[MeshQualifier, ...]


class Keyword(NamedTuple):
    """An author's (``owner`` NOTNLM) or an indexer's keyword."""

    text: str
    owner: str | None
    major: bool


class Chemical(NamedTuple):
    registry_number: str | None
    ui: str | None
    name: str


class SupplementaryConcept(NamedTuple):
    """An entry of SupplMeshList: Disease, Protocol, Organism, Anatomy or Population."""

    ui: str | None
    name: str
    kind: str | None


class Registration(NamedTuple):
    """A register or data bank entry: ("ClinicalTrials.gov", "NCT01234567")."""

    registry: str
    number: str | None


class Grant(NamedTuple):
    number: str | None
    agency: str | None
    country: str | None


class Link(NamedTuple):
    """A CommentsCorrections entry: RetractionIn, ErratumFor, CommentOn, UpdateIn ...

    ``pmid`` is missing where PubMed prints only the citation.
    """

    kind: str
    pmid: str | None
    citation: str | None


class History(NamedTuple):
    """The dates of the record itself (not of the publication).

    ``created`` is PubMed's Create Date [crdt] (``entrez`` in the XML), ``entered`` its Entry
    Date [edat] (``pubmed``), ``indexed`` [mhda] (``medline``), ``revised`` [lr] (DateRevised).
    """

    created: str | None = None
    entered: str | None = None
    indexed: str | None = None
    revised: str | None = None
    completed: str | None = None
    received: str | None = None
    accepted: str | None = None


class Record(NamedTuple):
    """One PubMed citation. ``kind`` is article or book; ``pmid`` digits without zeros ahead."""

    pmid: str
    version: int = 1
    kind: str = "article"
    status: str | None = None
    indexing_method: str | None = None
    title: str | None = None
    vernacular_title: str | None = None
    abstract: tuple[AbstractSection, ...] = ()
    copyright: str | None = None
    other_abstracts: tuple[OtherAbstract, ...] = ()
    journal: Journal | None = None
    book_title: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    published: PartialDate | None = None
    published_online: PartialDate | None = None
    publication_status: str | None = None
    languages: tuple[str, ...] = ()
    doi: str | None = None
    pmcid: str | None = None
    pii: str | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    editors: tuple[Author, ...] = ()
    investigators: tuple[Author, ...] = ()
    publication_types: tuple[Term, ...] = ()
    mesh_headings: tuple[MeshHeading, ...] = ()
    supplementary_concepts: tuple[SupplementaryConcept, ...] = ()
    chemicals: tuple[Chemical, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    registrations: tuple[Registration, ...] = ()
    grants: tuple[Grant, ...] = ()
    links: tuple[Link, ...] = ()
    cited_pmids: tuple[str, ...] = ()
    conflict_of_interest: str | None = None
    history: History = History()


RETRACTED = "D016441"
"""Publication type of a paper that was retracted (not D016440, the retraction notice)."""
RETRACTION_LINKS = frozenset({"RetractionIn", "RetractedandRepublishedIn"})


def is_retracted(record: Record) -> bool:
    """Whether this paper was retracted: by publication type or by a link to the notice.

    The notice itself (D016440, RetractionOf) is not retracted; partial retractions are errata
    (NLM, 2016).
    """
    return any(term.ui == RETRACTED for term in record.publication_types) or any(
        link.kind in RETRACTION_LINKS for link in record.links
    )
