"""Studies as citations: RIS, BibTeX and CSL-JSON, for one study or a list of any length.

Each writer takes studies as ``Citable`` and yields text, so that a whole database can be written
without holding it. What is printed is what the database holds; nothing is guessed.
"""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import rispy  # type: ignore[import-untyped]  # ships no types
from citeproc import (  # type: ignore[import-untyped]  # ships no types
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]  # ships no types
from pylatexenc.latexencode import unicode_to_latex  # type: ignore[import-untyped]  # no types

from ingest.settings import ROOT

STYLE = ROOT / "data" / "citation.csl"
PRINTED = frozenset(
    {"id", "type", "title", "author", "container-title", "issued", "volume", "issue", "page", "DOI"}
)
"""Variables of CSL that the style prints."""

BRACES = str.maketrans({"{": "❴", "}": "❵"})
"""Braces of a text by their ornamental likeness, which no program takes for its own."""

ENCODED = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
"""What could end a field of BibTeX too early, as it stands in the address of a DOI."""

CHUNK = 500
"""Studies that are read at a time; SQLite allows 32,766 parameters a statement."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Name:
    """A person, or a group by ``literal`` alone."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None

    def __str__(self) -> str:
        if self.literal is not None:
            return self.literal
        return ", ".join(part for part in (self.family, self.given) if part)


@dataclass(frozen=True)
class Citable:
    """What a citation needs. ``published`` is ISO, as precise as PubMed gave it."""

    id: str
    title: str
    authors: tuple[Name, ...]
    journal: str | None
    year: int | None
    published: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    language: str | None
    keywords: tuple[str, ...]
    retracted: bool


def read_citables(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Citable]:
    """The studies with these ids, in this order; an id that is not there is left out."""
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        yield from _read(connection, wanted[start : start + CHUNK])


def _read(connection: sqlite3.Connection, ids: Sequence[str]) -> Iterator[Citable]:
    marks = ", ".join("?" * len(ids))
    authors: dict[str, list[Name]] = {}
    for study, last, fore, initials, group, name in connection.execute(
        "SELECT w.study, a.last_name, coalesce(a.fore_name, a.initials), a.initials,"
        " a.collective_name, a.name FROM study_authors w JOIN authors a ON a.id = w.author"
        f" WHERE w.role = 'author' AND w.study IN ({marks}) ORDER BY w.study, w.position",
        ids,
    ):
        person = last is not None and group is None
        authors.setdefault(study, []).append(
            Name(last, fore or initials) if person else Name(literal=group or name)
        )
    keywords: dict[str, list[str]] = {}
    for study, keyword in connection.execute(
        f"SELECT study, keyword FROM keywords WHERE study IN ({marks}) ORDER BY study, position",
        ids,
    ):
        keywords.setdefault(study, []).append(_line(keyword))
    found = {
        row[0]: row
        for row in connection.execute(
            "SELECT id, title, journal, year, published_on, citation, doi, pmid, pmcid, language,"
            f" retraction FROM studies WHERE id IN ({marks})",
            ids,
        )
    }
    for study in ids:
        if study not in found:
            continue
        id_, title, journal, year, published, cited, doi, pmid, pmcid, language, retraction = found[
            study
        ]
        yield Citable(
            id_,
            _line(title or ""),
            tuple(authors.get(study, ())),
            journal,
            year,
            published,
            *_place(cited),
            doi,
            pmid,
            pmcid,
            language,
            tuple(keywords.get(study, ())),
            retraction is not None,
        )


def _place(citation: str | None) -> tuple[str | None, str | None, str | None]:
    """Volume, issue and pages of a citation line, ``… 2012;18(2):1-9.``

    >>> _place("Rossi A, et al. Skin J. 2012;18(2):1-9.")
    ('18', '2', '1-9')
    """
    found = re.search(r"(?:^|\s)\d{4};([^;:()]*)(?:\(([^)]*)\))?(?::(.+))?\.$", citation or "")
    if found is None:
        return None, None, None
    volume, issue, pages = (part or None for part in found.groups())
    return volume, issue, pages


def _line(text: str) -> str:
    """Text on one line, without control characters: a line break would end a RIS field."""
    return " ".join(_CONTROL.sub(" ", text).split())


def write_ris(studies: Iterable[Citable]) -> Iterator[str]:
    """RIS, with CRLF at the ends of lines as the format asks; a reference at a time."""
    for study in studies:
        text = rispy.dumps([_ris(study)])
        # rispy numbers references, which RIS does not ask for.
        yield text[text.index("TY  - ") :].strip().replace("\n", "\r\n") + "\r\n\r\n"


def _ris(study: Citable) -> dict[str, Any]:
    first, _, last = (study.pages or "").partition("-")
    entry = {
        "type_of_reference": "JOUR",
        "title": _line(study.title),
        "authors": [_line(str(name)) for name in study.authors] or None,
        "journal_name": study.journal and _line(study.journal),
        "year": study.year and str(study.year),
        "date": study.published and study.published.replace("-", "/"),
        "volume": study.volume,
        "number": study.issue,
        "start_page": first,
        "end_page": last,
        "doi": study.doi,
        "accession_number": study.pmid,
        "custom2": study.pmcid,
        "language": study.language,
        "keywords": list(study.keywords) or None,
        "notes": ["Retracted"] if study.retracted else None,
    }
    return {key: value for key, value in entry.items() if value}


def write_bibtex(studies: Iterable[Citable]) -> Iterator[str]:
    """BibTeX, an entry at a time; letters beyond ASCII as LaTeX writes them."""
    for study in studies:
        fields = {
            "title": f"{{{_latex(study.title)}}}",
            "author": " and ".join(_bibtex_name(name) for name in study.authors),
            "journal": _latex(study.journal),
            "year": str(study.year) if study.year else "",
            "volume": _latex(study.volume),
            "number": _latex(study.issue),
            "pages": _latex(study.pages).replace("-", "--"),
            "doi": _verbatim(study.doi),
            "pmid": study.pmid or "",
            "pmcid": study.pmcid or "",
            "keywords": ", ".join(map(_latex, study.keywords)),
            "note": "Retracted" if study.retracted else "",
        }
        lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
        yield "\n".join([f"@article{{{_key(study)},", *lines, "}"]) + "\n\n"


def _latex(text: str | None) -> str:
    # BibTeX counts braces, also behind a backslash.
    line = _line(text or "").translate(BRACES)
    latex: str = unicode_to_latex(line, unknown_char_policy="keep", unknown_char_warning=False)
    return latex


def _verbatim(text: str | None) -> str:
    """A DOI as it is: BibLaTeX takes doi, eprint and url verbatim, and reference managers too."""
    return _line(text or "").translate(ENCODED)


def _bibtex_name(name: Name) -> str:
    """Braces keep a group's name whole, ``and`` and all."""
    if name.literal is not None:
        return f"{{{_latex(name.literal)}}}"
    return _latex(str(name))


def _key(study: Citable) -> str:
    """A cite key of ASCII letters and digits: first author, year, PMID or DOI.

    The identifier keeps keys distinct in a file of any size.
    """
    first = study.authors[0] if study.authors else Name(literal="anonymous")
    family = unicodedata.normalize("NFKD", first.family or first.literal or "")
    name = re.sub(r"[^a-z]", "", family.casefold())
    return f"{name or 'study'}{study.year or ''}-{re.sub(r'[^A-Za-z0-9.-]', '-', study.id)}"


def csl(study: Citable) -> dict[str, Any]:
    """A study as a CSL-JSON item; what is not known is left out."""
    authors = [
        {"literal": _line(name.literal)}
        if name.literal is not None
        else {"family": name.family or "", "given": _given(name.given)}
        for name in study.authors
    ]
    date = [int(part) for part in (study.published or "").split("-") if part.isdigit()]
    if not date and study.year:
        date = [study.year]
    item = {
        "id": study.id,
        "type": "article-journal",
        "title": study.title,
        "author": authors,
        "container-title": study.journal,
        "issued": {"date-parts": [date]} if date else None,
        "volume": study.volume,
        "issue": study.issue,
        "page": study.pages,
        "DOI": study.doi,
        "PMID": study.pmid,
        "PMCID": study.pmcid,
        "language": study.language,
        "keyword": ", ".join(study.keywords),
        "note": "Retracted" if study.retracted else None,
    }
    return {key: value for key, value in item.items() if value}


def _given(name: str | None) -> str:
    """Fore names; initials apart, as CSL would take ``AB`` for one name: ``A. B.``"""
    if name and re.fullmatch(r"[A-Z]{1,4}", name):
        return " ".join(f"{initial}." for initial in name)
    return name or ""


def write_csl_json(studies: Iterable[Citable]) -> Iterator[str]:
    """A JSON array of CSL items, an item a line."""
    lead = "[\n"
    for study in studies:
        yield lead + json.dumps(csl(study), ensure_ascii=False)
        lead = ",\n"
    yield "[]\n" if lead == "[\n" else "\n]\n"


@cache
def _style() -> CitationStylesStyle:
    return CitationStylesStyle(str(STYLE), validate=False)


def format_citation(study: Citable) -> str:
    """The study as a reference in plain text, by the style in data/citation.csl."""
    item = {name: value for name, value in csl(study).items() if name in PRINTED}
    bibliography = CitationStylesBibliography(_style(), CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem(study.id)]))
    return str(bibliography.bibliography()[0])


WRITERS = {
    "ris": ("application/x-research-info-systems", write_ris),
    "bib": ("application/x-bibtex", write_bibtex),
    "csl.json": ("application/vnd.citationstyles.csl+json", write_csl_json),
}
"""Formats by their ending: (media type, writer)."""
