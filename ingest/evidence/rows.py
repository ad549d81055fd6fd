"""A record as rows of evidence.db: what PubMed says of a study, spelled out and nothing more.

Each function appends tuples in the column order of data/schema.yaml to ``rows``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from ingest.pubmed.record import AbstractSection, Author, Record

Row = tuple[Any, ...]
Rows = defaultdict[str, list[Row]]


def new_rows() -> Rows:
    """Rows by table name."""
    return defaultdict(list)


class Added(NamedTuple):
    """What the rows of a record were made from and is needed again."""

    text: str
    author_names: list[str]


def add_record(rows: Rows, study: str, record: Record) -> Added:
    """Add everything that hangs on a study but the study itself."""
    text = add_text(rows, study, record.title, record.abstract)
    names = add_people(rows, study, "author", record.authors)
    add_people(rows, study, "editor", record.editors)
    add_people(rows, study, "investigator", record.investigators)
    _add_indexing(rows, study, record)
    rows["registrations"] += [
        (study, position, registry, number)
        for position, (registry, number) in enumerate(record.registrations)
    ]
    rows["grants"] += [(study, position, *grant) for position, grant in enumerate(record.grants)]
    rows["related_records"] += [
        (study, position, *link) for position, link in enumerate(record.links)
    ]
    rows["cited_records"] += [(study, pmid) for pmid in sorted(set(record.cited_pmids))]
    return Added(text, names)


def add_text(rows: Rows, study: str, title: str | None, sections: Sequence[AbstractSection]) -> str:
    """Add the title and the sections of the abstract; returns the text that offsets count in.

    The text is the title and the sections, each on a line of its own, a section led by its
    label and ": " where it has one. ``start`` is the place of a row's words in it.
    """
    pieces = [title or ""]
    placed: list[Row] = [(study, 0, None, None, title or "", 0)]
    place = len(pieces[0]) + 1
    for position, (label, category, words) in enumerate(sections, 1):
        lead = f"{label}: " if label else ""
        placed.append((study, position, label, category, words, place + len(lead)))
        pieces.append(lead + words)
        place += len(lead) + len(words) + 1
    text = "\n".join(pieces)
    digest = sha256(text.encode()).hexdigest()
    rows["abstracts"].append((*placed[0], digest))
    rows["abstracts"] += [(*row, None) for row in placed[1:]]
    return text


def printed_author(name: str) -> Author:
    """An author as citations print them: "Rossi AB" is Rossi with the initials AB."""
    last_name, _, initials = name.rpartition(" ")
    if not last_name or not re.fullmatch(r"[A-Z]{1,4}", initials):
        last_name, initials = name, ""
    return Author(last_name, None, initials or None, None, None, None, (), False)


def author_name(author: Author) -> str:
    """Last name and initials as PubMed prints them, or the group's name."""
    if author.collective_name is not None:
        return author.collective_name
    parts = (author.last_name, author.initials or author.fore_name, author.suffix)
    return " ".join(part for part in parts if part)


def _author_id(author: Author, name: str) -> str:
    if author.fore_name is None:
        return name
    return f"{author.last_name}, {author.fore_name}" + (f" {author.suffix}" * bool(author.suffix))


def add_people(rows: Rows, study: str, role: str, people: Sequence[Author]) -> list[str]:
    """Add the authors, editors or investigators of a study, with their affiliations.

    Returns their names as printed.
    """
    names = []
    written, affiliations = rows["study_authors"], rows["affiliations"]
    for position, author in enumerate(people, 1):
        last_name, fore_name, initials, suffix, group, orcid, addresses, equal = author
        name = author_name(author)
        names.append(name)
        identity = orcid or _author_id(author, name)
        written.append(
            (
                study,
                role,
                position,
                identity,
                name,
                last_name,
                fore_name,
                initials,
                suffix,
                group,
                1 if equal else 0,
            )
        )
        for order, affiliation in enumerate(addresses):
            affiliations.append((study, role, position, order, affiliation))
    return names


def _add_indexing(rows: Rows, study: str, record: Record) -> None:
    headings = rows["mesh_headings"]
    position = 0
    for ui, name, major, qualifiers in record.mesh_headings:
        if not qualifiers:
            headings.append((study, position, name, ui, None, None, int(major)))
            position += 1
        for qualifier_ui, qualifier, qualifier_major in qualifiers:
            marked = int(major or qualifier_major)
            headings.append((study, position, name, ui, qualifier, qualifier_ui, marked))
            position += 1
    rows["publication_types"] += [
        (study, position, ui, name) for position, (ui, name) in enumerate(record.publication_types)
    ]
    rows["keywords"] += [
        (study, position, text, owner, int(major))
        for position, (text, owner, major) in enumerate(record.keywords)
    ]


def citation(
    authors: Sequence[str],
    journal: str | None,
    year: int | None,
    volume: str | None,
    issue: str | None,
    pages: str | None,
) -> str | None:
    """First author, journal, year, volume, issue and pages in one line; None if nothing is known.

    >>> citation(["Rossi A", "Bianchi B"], "Skin J", 2012, "18", "2", "1-9")
    'Rossi A, et al. Skin J. 2012;18(2):1-9.'
    """
    who = authors[0] + (", et al" if len(authors) > 1 else "") if authors else None
    where = (volume or "") + (f"({issue})" if issue else "")
    place = ";".join(part for part in (str(year) if year else "", where) if part)
    place = ":".join(part for part in (place, pages) if part)
    parts = [part.rstrip(".") for part in (who, journal, place) if part]
    return ". ".join(parts) + "." if parts else None
