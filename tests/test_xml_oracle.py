"""Every real record, field by field, against Bio.Entrez.read, which reads by NLM's DTD."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from ingest.pubmed.record import Journal, Record
from ingest.pubmed.xml import RecordSetError, parse_record, split_records

# Files that hold no record set, and what is wrong with them.
UNREADABLE = {
    "jabref-MedlineImporterTestMalformedEntry.xml": "truncated",
    "jabref-MedlineImporterTestMinimalEntry.xml": "malformed",
    "jabref-MedlinePlainImporterTestInvalidFormat.xml": "not-xml",
}
HAND_MADE = ("updatefile-", "reciter-equalcontrib")
BUNDLED = {entry.name for entry in files("Bio.Entrez").joinpath("DTDs").iterdir()}
TAG = re.compile(r"</?[A-Za-z:]+(?: [^<>]*)?/?>")


def letters(text: str) -> str:
    """Only letters and digits, raised and lowered ones as plain: markup and spacing aside."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if character.isalnum())


def letters_of_markup(text: str) -> str:
    return letters(html.unescape(TAG.sub("", text)))


def folded(value: Any, fold: Callable[[str], str]) -> Any:
    """``value`` with ``fold`` applied to every text in it; no text is like an empty one."""
    if isinstance(value, dict):
        return {key: folded(part, fold) for key, part in value.items()}
    if isinstance(value, set):
        return sorted(str(folded(part, fold)) for part in value)
    if isinstance(value, list | tuple):
        return [folded(part, fold) for part in value]
    return fold(value or "") if value is None or isinstance(value, str) else value


def day(parts: Any) -> str | None:
    if not parts:
        return None
    return f"{int(parts['Year']):04}-{int(parts['Month']):02}-{int(parts['Day']):02}"


def person(author: Any) -> tuple[Any, ...]:
    return (
        author.get("LastName"),
        author.get("ForeName"),
        author.get("Initials"),
        author.get("Suffix"),
        author.get("CollectiveName"),
        [info["Affiliation"] for info in author["AffiliationInfo"]],
    )


def references(lists: Any) -> Iterator[str]:
    for entry in lists:
        for reference in entry.get("Reference", []):
            for identifier in reference.get("ArticleIdList", []):
                if identifier.attributes["IdType"] == "pubmed" and identifier != "0":
                    yield str(identifier)
        yield from references(entry.get("ReferenceList", []))


def by_oracle(entry: Any) -> dict[str, Any]:
    citation, data = entry["MedlineCitation"], entry["PubmedData"]
    article = citation["Article"]
    abstract = article.get("Abstract", {}).get("AbstractText", [])
    authors = article.get("AuthorList", [])
    journal = article.get("Journal", {})
    issue = journal.get("JournalIssue", {})
    stamps = {stamp.attributes["PubStatus"]: day(stamp) for stamp in data.get("History", [])}
    own: dict[str, str] = {}
    for identifier in data["ArticleIdList"]:
        own.setdefault(identifier.attributes["IdType"], str(identifier))
    for location in article.get("ELocationID", []):
        if location.attributes["ValidYN"] == "Y":
            own.setdefault(location.attributes["EIdType"], str(location))
    return {
        "pmid": str(citation["PMID"]),
        "status": citation.attributes["Status"],
        "title": article["ArticleTitle"],
        "vernacular title": article.get("VernacularTitle"),
        "abstract": [
            (
                section.attributes.get("Label"),
                section.attributes.get("NlmCategory"),
                section,
            )
            for section in abstract
            if section.strip()
        ],
        "journal": (
            journal.get("Title"),
            citation.get("MedlineJournalInfo", journal).get("MedlineTA"),
        ),
        "issue": (issue.get("Volume"), issue.get("Issue"), issue.get("PubDate", {}).get("Year")),
        "languages": [str(language) for language in article["Language"]],
        "identifiers": (own.get("doi"), own.get("pmc"), own.get("pii")),
        "authors": [person(author) for author in authors if author.attributes["ValidYN"] == "Y"],
        "publication types": [
            (kind.attributes["UI"], str(kind)) for kind in article["PublicationTypeList"]
        ],
        "MeSH": [
            (
                heading["DescriptorName"].attributes["UI"],
                heading["DescriptorName"].attributes["MajorTopicYN"] == "Y",
                [
                    (str(qualifier), qualifier.attributes["MajorTopicYN"] == "Y")
                    for qualifier in heading["QualifierName"]
                ],
            )
            for heading in citation.get("MeshHeadingList", [])
        ],
        "keywords": [word for words in citation["KeywordList"] for word in words],
        "chemicals": [str(entry["NameOfSubstance"]) for entry in citation.get("ChemicalList", [])],
        "grants": {
            (grant.get("GrantID"), grant.get("Agency"), grant.get("Country"))
            for grant in article.get("GrantList", [])
        },
        "links": [
            (link.attributes["RefType"], link.get("PMID"))
            for link in citation.get("CommentsCorrectionsList", [])
            if link.attributes["RefType"] != "Cites"
        ],
        "cited": set(references(data.get("ReferenceList", [])))
        | {
            str(link["PMID"])
            for link in citation.get("CommentsCorrectionsList", [])
            if link.attributes["RefType"] == "Cites"
        },
        "conflict of interest": citation.get("CoiStatement"),
        "created, entered, indexed": [
            stamps.get(status) for status in ("entrez", "pubmed", "medline")
        ],
        "revised": day(citation.get("DateRevised")),
    }


def by_parser(record: Record) -> dict[str, Any]:
    journal = record.journal or Journal(None, None, None, None, None, None)
    return {
        "pmid": record.pmid,
        "status": record.status,
        "title": record.title,
        "vernacular title": record.vernacular_title,
        "abstract": [
            (section.label, section.category, section.text) for section in record.abstract
        ],
        "journal": (journal.title, journal.abbreviation),
        "issue": (record.volume, record.issue, record.published and record.published.iso[:4]),
        "languages": list(record.languages),
        "identifiers": (record.doi, record.pmcid, record.pii),
        "authors": [
            (
                *author[:4],
                author.collective_name,
                author.affiliations,
            )
            for author in record.authors
        ],
        "publication types": [(kind.ui, kind.name) for kind in record.publication_types],
        "MeSH": [
            (heading.ui, heading.major, [(part.name, part.major) for part in heading.qualifiers])
            for heading in record.mesh_headings
        ],
        "keywords": [keyword.text for keyword in record.keywords],
        "chemicals": [chemical.name for chemical in record.chemicals],
        "grants": {tuple(grant) for grant in record.grants},
        "links": [(link.kind, link.pmid) for link in record.links],
        "cited": set(record.cited_pmids),
        "conflict of interest": record.conflict_of_interest,
        "created, entered, indexed": list(record.history[:3]),
        "revised": record.history.revised,
    }


def parsed(path: Path) -> list[Record]:
    with path.open("rb") as stream:
        return [parse_record(raw.raw) for raw in split_records(stream) if raw.kind != "delete"]


def real_files(shared: Path) -> list[Path]:
    return sorted((shared / "real" / "pubmed-xml").glob("*.xml"))


def test_all_readable_files_parse(shared: Path) -> None:
    records = 0
    for path in real_files(shared):
        if path.name in UNREADABLE:
            with pytest.raises(RecordSetError) as caught:
                parsed(path)
            assert caught.value.fault == UNREADABLE[path.name]
        else:
            records += len(parsed(path))
    assert records == 194


def why_not(path: Path) -> str | None:
    """Why Bio.Entrez cannot read a file without the network; None where it can."""
    if path.name.startswith(HAND_MADE):
        return "lacks elements that the DTD demands"
    content = path.read_text("utf-8")
    doctype = re.search(r'<!DOCTYPE[^>]*"([^"]+)"\s*>', content)
    if doctype is None:
        return "names no DTD"
    if not doctype.group(1).startswith("https:"):
        return "names its DTD by http"
    return None if doctype.group(1).rpartition("/")[2] in BUNDLED else "names a DTD of another year"


def test_same_as_bio_entrez(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entrez, "local_cache", str(tmp_path))
    left_out: Counter[str] = Counter()
    compared = 0
    for path in real_files(shared):
        reason = why_not(path)
        if reason is not None:
            left_out[reason] += 1
            continue
        with path.open("rb") as stream:
            entries = Entrez.read(stream, validate=False, escape=True)["PubmedArticle"]
        records = [record for record in parsed(path) if record.kind == "article"]
        assert len(entries) == len(records), path.name
        for entry, record in zip(entries, records, strict=True):
            found = folded(by_parser(record), letters)
            assert found == folded(by_oracle(entry), letters_of_markup), path.name
            compared += 1
    assert compared > 150
    assert sum(left_out.values()) < 25, left_out
