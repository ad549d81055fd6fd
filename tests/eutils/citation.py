"""A citation as the stand-in holds it: the facts from which XML and MEDLINE are rendered.

Independent of ``ingest.pubmed.record`` on purpose, so that a mistake there is not repeated
here. Texts (titles, abstracts, keywords) are XML fragments: markup such as ``<sub>`` is
allowed, and a bare ``&`` or ``<`` must be written as a reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Published(NamedTuple):
    """PubDate in one of its three shapes: year[/month[/day]], year/season, MedlineDate."""

    year: int
    month: str | None = None
    day: int | None = None
    season: str | None = None
    medline_date: str | None = None

    def printed(self) -> str:
        """The date as MEDLINE's DP prints it: "2019 Nov 26", "2019 Jul-Aug"."""
        if self.medline_date:
            return self.medline_date
        parts = (self.year, self.season or self.month, self.day)
        return " ".join(str(part) for part in parts if part is not None)

    def earliest(self) -> date:
        """The day under which [dp] finds it: missing month and day count as the first."""
        month = MONTHS.index(self.month) + 1 if self.month else 1
        return date(self.year, month, self.day or 1)


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Journal(NamedTuple):
    title: str
    abbreviation: str
    issn: str
    nlm_id: str
    country: str


class Section(NamedTuple):
    label: str | None
    category: str | None
    text: str


class Author(NamedTuple):
    last_name: str | None
    fore_name: str | None = None
    initials: str | None = None
    collective_name: str | None = None
    affiliation: str | None = None
    orcid: str | None = None


class Heading(NamedTuple):
    """A MeSH heading; ``qualifiers`` are (identifier, name, major)."""

    ui: str
    name: str
    major: bool = False
    qualifiers: tuple[tuple[str, str, bool], ...] = ()


class Link(NamedTuple):
    """A CommentsCorrections entry; PubMed may print it without a PMID."""

    kind: str
    citation: str
    pmid: str | None = None


@dataclass(frozen=True)
class Citation:
    """One PubMed record on one day.

    ``created`` is [crdt] (History ``entrez``), ``entered`` [edat] (``pubmed``), ``revised``
    what DateRevised prints, ``modified`` what [mdat] finds: the last two part ways when NLM
    changes records without a new DateRevised.
    """

    pmid: str
    title: str
    journal: Journal
    published: Published
    created: date
    entered: date
    revised: date
    modified: date
    book: bool = False
    version: int = 1
    status: str = "PubMed-not-MEDLINE"
    indexing_method: str | None = None
    completed: date | None = None
    abstract: tuple[Section, ...] = ()
    vernacular_title: str | None = None
    languages: tuple[str, ...] = ("eng",)
    authors: tuple[Author, ...] = ()
    doi: str | None = None
    pmcid: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publication_types: tuple[tuple[str, str], ...] = (("D016428", "Journal Article"),)
    mesh: tuple[Heading, ...] = ()
    keywords: tuple[str, ...] = ()
    registrations: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    cited_dois: tuple[str, ...] = ()
    conflict_of_interest: str | None = None
