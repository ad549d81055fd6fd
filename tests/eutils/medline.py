"""A citation as efetch prints it with rettype=medline: tags of four columns, wrapped text."""

from __future__ import annotations

import textwrap

from .citation import Citation, Heading
from .rendering import plain

TEXT_WIDTH = 88


def record_medline(citation: Citation) -> str:
    """The record as rettype=medline prints it: tags of four columns, wrapped, no markup."""
    lines = [_wrapped(tag, plain(value)) for tag, value in _medline_fields(citation) if value]
    return "\n" + "\n".join(lines) + "\n"


def _wrapped(tag: str, value: str) -> str:
    return textwrap.fill(
        value,
        TEXT_WIDTH,
        initial_indent=f"{tag:<4}- ",
        subsequent_indent=" " * 6,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _medline_fields(citation: Citation) -> list[tuple[str, str]]:
    journal = citation.journal
    fields = [
        ("PMID", citation.pmid),
        ("OWN", "NLM"),
        ("STAT", citation.status),
        ("DCOM", f"{citation.completed:%Y%m%d}" if citation.completed else ""),
        ("LR", f"{citation.revised:%Y%m%d}"),
        ("IS", f"{journal.issn} (Electronic)" if journal.issn else ""),
        ("VI", citation.volume or ""),
        ("IP", citation.issue or ""),
        ("DP", citation.published.printed()),
        ("TI", citation.title),
        ("PG", citation.pages or ""),
        ("LID", f"{citation.doi} [doi]" if citation.doi else ""),
        ("AB", " ".join(f"{s.label}: {s.text}" if s.label else s.text for s in citation.abstract)),
    ]
    for author in citation.authors:
        if author.collective_name:
            fields.append(("CN", author.collective_name))
            continue
        fields.append(("FAU", ", ".join(filter(None, (author.last_name, author.fore_name)))))
        fields.append(("AU", " ".join(filter(None, (author.last_name, author.initials)))))
        fields.append(("AUID", f"ORCID: {author.orcid}" if author.orcid else ""))
        fields.append(("AD", author.affiliation or ""))
    fields += [("LA", language) for language in citation.languages]
    fields += [("SI", f"{bank}/{number}") for bank, number in citation.registrations]
    fields += [("PT", name) for _, name in citation.publication_types]
    fields += [
        ("TT", citation.vernacular_title or ""),
        ("PL", journal.country),
        ("TA", journal.abbreviation),
        ("JT", journal.title),
        ("JID", journal.nlm_id),
    ]
    fields += [
        (LINK_TAGS[link.kind], link.citation + (f" PMID: {link.pmid}" if link.pmid else ""))
        for link in citation.links
    ]
    fields += [("MH", _medline_heading(heading)) for heading in citation.mesh]
    fields += [("OT", word) for word in citation.keywords]
    fields += [
        ("COIS", citation.conflict_of_interest or ""),
        ("EDAT", f"{citation.entered:%Y/%m/%d} 06:00"),
        ("MHDA", f"{citation.completed or citation.entered:%Y/%m/%d} 06:00"),
        ("CRDT", f"{citation.created:%Y/%m/%d} 06:00"),
        ("AID", f"{citation.doi} [doi]" if citation.doi else ""),
        ("PST", "ppublish"),
        ("SO", f"{journal.abbreviation}. {citation.published.printed()}."),
    ]
    return fields


LINK_TAGS = {
    "CommentIn": "CIN",
    "CommentOn": "CON",
    "ErratumIn": "EIN",
    "ErratumFor": "EFR",
    "RetractionIn": "RIN",
    "RetractionOf": "ROF",
    "UpdateIn": "UIN",
    "UpdateOf": "UOF",
}


def _medline_heading(heading: Heading) -> str:
    qualifiers = "".join(
        "/" + ("*" if major else "") + name for _, name, major in heading.qualifiers
    )
    return ("*" if heading.major else "") + heading.name + qualifiers
