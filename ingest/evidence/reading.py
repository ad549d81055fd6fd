"""From archived records to the rows of studies, or to the reasons why they are none.

A pure function of the record, the catalogue entry of the same study and the files in data/: it
may run in any process, for any record, in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.archived import ArchivedRecord, parse
from ingest.catalogue import CatalogueStudy, same_title
from ingest.evidence.catalogue_rows import add_catalogue
from ingest.evidence.inputs import Inputs
from ingest.evidence.rows import Row, Rows, add_record, add_text, author_name, new_rows
from ingest.evidence.study import catalogue_study, recorded_study
from ingest.matcher import Tag
from ingest.pubmed.record import Record
from ingest.vocabulary import Kind

TAG_TABLES: Mapping[Kind, str] = {
    "scar_type": "study_scar_types",
    "intervention": "study_interventions",
    "outcome_measure": "study_outcome_measures",
    "skin_condition": "study_skin_conditions",
    "device": "study_devices",
}
"""Where the concepts of a record go. Harms and designs are facts, not tags."""

VOCABULARY = "vocabulary"
GONE = "absent"
"""Reason of exclusion of a record that PubMed no longer has."""


class Fingerprint(NamedTuple):
    """By what two records of one study are known to be the same."""

    study: str
    title: str | None
    keys: tuple[tuple[object, ...], ...]


@dataclass
class Batch:
    """The rows of some records. ``search`` has a row of studies_fts for each row of studies."""

    records: int = 0
    rows: Rows = field(default_factory=new_rows)
    search: list[Row] = field(default_factory=list)
    fingerprints: list[Fingerprint] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)

    def exclude_duplicates(self, owners: dict[tuple[object, ...], str]) -> None:
        """Take out the studies that an earlier one in ``owners`` stands for already."""
        duplicates = {}
        for study, title, keys in self.fingerprints:
            owner = next((owners[key] for key in keys if key in owners), study)
            if owner != study:
                duplicates[study] = (title, owner)
            for key in keys:
                owners.setdefault(key, owner)
        if not duplicates:
            return
        kept = [row[0] not in duplicates for row in self.rows["studies"]]
        self.search = [row for row, keep in zip(self.search, kept, strict=True) if keep]
        for table, rows in self.rows.items():
            if table not in ("authors", "unjoined_records"):
                self.rows[table] = [row for row in rows if row[0] not in duplicates]
        self.rows["excluded_records"] += [
            (study, title, "duplicate", owner) for study, (title, owner) in duplicates.items()
        ]


class StudyReader:
    """Reads batches of archived records; made once, sent to every process.

    ``pmids_by_doi`` joins the catalogue's studies without a PubMed number to their records.
    """

    def __init__(
        self, inputs: Inputs, pmids_by_doi: Mapping[str, str], *, extraction: bool = True
    ) -> None:
        self._inputs = inputs
        self._extraction = extraction
        self._matcher = inputs.vocabulary.matcher()
        self._levels = {
            design.id: design.evidence_level
            for design in inputs.vocabulary.ids("design").values()
            if isinstance(design, Design)
        }
        self._entries = {
            pmid: entry
            for entry in inputs.catalogue
            if (pmid := entry.pmid or pmids_by_doi.get(entry.doi or ""))
        }
        self._names = {
            (kind, concept.id): " . ".join(concept.all_names)
            for kind, concept in inputs.vocabulary
        }

    def __call__(self, records: Sequence[ArchivedRecord]) -> Batch:
        batch = Batch(records=len(records))
        for archived in records:
            self._read(batch, archived)
        return batch

    def catalogue_only(self, joined: Iterable[str]) -> Batch:
        """The studies of the catalogue that no record was found for."""
        batch = Batch()
        seen = set(joined)
        for entry in self._inputs.catalogue:
            if entry.key not in seen:
                self._add_entry(batch, entry)
        return batch

    def _read(self, batch: Batch, archived: ArchivedRecord) -> None:
        record = parse(archived)
        entry = self._entry(batch, record)
        tags = self._matcher.tag(record)
        reason, words, topic = self._screen(archived, record, tags, entry)
        if reason is not None:
            batch.rows["excluded_records"].append((record.pmid, record.title, reason, words))
            return
        text = add_record(batch.rows, record.pmid, record)
        facts = read_facts(batch.rows, record.pmid, text, record) if self._extraction else ()
        self._add_tags(batch.rows, record.pmid, tags, entry)
        if entry is not None:
            add_catalogue(batch.rows, record.pmid, entry, self._inputs.vocabulary)
            batch.joined.add(entry.key)
        batch.rows["studies"].append(
            recorded_study(archived, record, entry, facts, topic, self._levels)
        )
        batch.search.append(self._search_words(record, tags, entry))
        batch.fingerprints.append(_fingerprint(record))
