"""From archived records to the rows of studies, or to the reasons why they are none.

A pure function of the record, the catalogue entry of the same study and the files in data/: it
may run in any process, for any record, in any order.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from operator import itemgetter

from ingest.archive.copies import ArchivedRecord, Held, parse_study
from ingest.catalogue.study import CatalogueStudy
from ingest.catalogue.titles import same_title
from ingest.evidence.catalogue_rows import add_catalogue
from ingest.evidence.comparison import compare
from ingest.evidence.extracted_rows import add_extracted, intervention_roles
from ingest.evidence.fact_rows import add_facts, read_facts
from ingest.evidence.full_text import concept_key
from ingest.evidence.inputs import Inputs
from ingest.evidence.previous import Run
from ingest.evidence.rows import (
    Row,
    Rows,
    add_people,
    add_record,
    add_text,
    new_rows,
    printed_author,
)
from ingest.evidence.study import catalogue_study, recorded_study
from ingest.pubmed.record import Record
from ingest.vocabulary.concepts import Design, Kind
from ingest.vocabulary.matcher import Tag, matcher_of

TAG_TABLES: Mapping[Kind, str] = {
    "scar_type": "study_scar_types",
    "intervention": "study_interventions",
    "outcome_measure": "study_outcome_measures",
    "skin_condition": "study_skin_conditions",
    "device": "study_devices",
}
"""Where the concepts of a record go. Harms and designs are facts, not tags."""

LISTED = frozenset({"scar_type", "intervention"})
"""Kinds that a reader of the catalogue lists in full; outcome measures are those that were seen."""

VOCABULARY = "vocabulary"
GONE = "absent"
"""Reason of exclusion of a record that PubMed no longer has."""


@dataclass
class Batch:
    """The rows of some records; ``joined`` has the keys of the catalogue's studies among them."""

    rows: Rows = field(default_factory=new_rows)
    joined: set[str] = field(default_factory=set)


ToRead = list[ArchivedRecord]


class StudyReader:
    """Reads archived records; made once, sent to every process.

    ``pmids_by_doi`` joins the catalogue's studies without a PubMed number to their records;
    ``duplicates`` names the record that is kept in place of another.
    """

    def __init__(
        self,
        inputs: Inputs,
        pmids_by_doi: Mapping[str, str],
        duplicates: Mapping[str, str],
        *,
        extraction: bool = True,
    ) -> None:
        self._inputs = inputs
        self._duplicates = duplicates
        self._extraction = extraction
        self._matcher = matcher_of(inputs.vocabulary)
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

    def __call__(self, pieces: Sequence[Run | ToRead]) -> list[Run | Batch]:
        """Each piece read; runs of records that are copied pass through."""
        return [piece if isinstance(piece, Run) else self.read(piece) for piece in pieces]

    def origin(self, record: Held | ArchivedRecord) -> str | None:
        """Hash of all that the rows of a record depend on, the files in data/ and the code apart.

        None where the catalogue has a part in it: such a record is read at every build.
        """
        if record.pmid in self._entries:
            return None
        parts = (
            record.sha256,
            record.format,
            record.state,
            record.first_seen[:10],
            self._duplicates.get(record.pmid, ""),
        )
        return sha256(" ".join(parts).encode()).hexdigest()

    def read(self, records: Iterable[ArchivedRecord]) -> Batch:
        """The rows of these records."""
        batch = Batch()
        for archived in records:
            self._read(batch, archived)
        for table in TAG_TABLES.values():
            # By key, as rows that are copied come.
            batch.rows[table].sort(key=itemgetter(0, 1))
        return batch

    def subject(self, record: Record) -> tuple[str | None, frozenset[tuple[Kind, str]]]:
        """The topic under which a record is a study, None where it is none, and its concepts."""
        tags = self._matcher.tag(record)
        decision = self._inputs.screening.screen(record, tags, self._duplicates.get(record.pmid))
        return decision.topic, frozenset((kind, concept) for kind, concept, *_ in tags)

    def catalogue_only(self, joined: Container[str], unjoined: Container[str]) -> Batch:
        """The studies of the catalogue that went into no record, by the keys of those that did.

        The number of an ``unjoined`` one is that of another paper; it goes by its DOI, or key.
        """
        batch = Batch()
        for entry in self._inputs.catalogue:
            if entry.key not in joined:
                study = (entry.doi or entry.key) if entry.key in unjoined else entry.id
                self._add_entry(batch, study, entry)
        return batch

    def _read(self, batch: Batch, archived: ArchivedRecord) -> None:
        record = parse_study(archived)
        entry = self._entry(batch, record)
        tags = self._matcher.tag(record)
        decision = self._inputs.screening.screen(record, tags, self._duplicates.get(record.pmid))
        if archived.state == GONE:
            self._exclude(batch, archived, record, GONE, None)
            return
        if not decision.included and entry is None:
            words = next(iter(decision.words), None)
            self._exclude(batch, archived, record, decision.reason, words)
            return
        study = record.pmid
        batch.rows["origins"].append((study, self.origin(archived), self._concepts(tags, entry)))
        text, author_names = add_record(batch.rows, study, record)
        vocabulary = self._inputs.vocabulary
        facts = read_facts(record.title, text, vocabulary) if self._extraction else ()
        add_facts(batch.rows, study, facts)
        if entry is None:
            add_extracted(batch.rows, study, facts)
        else:
            add_catalogue(batch.rows, study, entry, self._matcher)
            batch.rows["comparisons"] += compare(study, entry, facts)
            batch.joined.add(entry.key)
        self._add_tags(batch.rows, study, tags, entry, intervention_roles(facts))
        topic = decision.topic or (self._catalogue_topic(entry) if entry else None)
        batch.rows["studies"].append(
            recorded_study(archived, record, author_names, entry, facts, topic, self._levels)
        )

    def _exclude(
        self,
        batch: Batch,
        archived: ArchivedRecord,
        record: Record,
        reason: str | None,
        words: str | None,
    ) -> None:
        batch.rows["excluded_records"].append((record.pmid, record.title, reason, words))
        batch.rows["origins"].append((record.pmid, self.origin(archived), None))

    def _entry(self, batch: Batch, record: Record) -> CatalogueStudy | None:
        """The catalogue's reading of this record; reported and left apart if titles differ."""
        entry = self._entries.get(record.pmid)
        if entry is None:
            return None
        titles = (record.title, record.vernacular_title)
        if any(title is not None and same_title(entry.title, title) for title in titles):
            return entry
        batch.rows["unjoined_records"].append(
            (entry.key, record.pmid, entry.title, record.title or record.vernacular_title)
        )
        return None

    def _add_entry(self, batch: Batch, study: str, entry: CatalogueStudy) -> None:
        """A study that only the catalogue has."""
        add_text(batch.rows, study, entry.title, ())
        add_people(batch.rows, study, "author", [printed_author(name) for name in entry.authors])
        add_catalogue(batch.rows, study, entry, self._matcher)
        tags = self._matcher.tag(Record(pmid=study, title=entry.title))
        self._add_tags(batch.rows, study, tags, entry, {})
        topic = self._catalogue_topic(entry)
        batch.rows["studies"].append(catalogue_study(entry, study, topic, self._levels))
        batch.rows["origins"].append((study, None, self._concepts(tags, entry)))

    def _add_tags(
        self,
        rows: Rows,
        study: str,
        tags: Iterable[Tag],
        entry: CatalogueStudy | None,
        roles: Mapping[str, str],
    ) -> None:
        """A row for each concept, with its first words; ``roles`` are those of interventions.

        Where people listed the scar types or interventions of a study, that list stands alone.
        """
        seen = set(self._read_by_people(entry)) if entry else set()
        listed = {kind for kind, _ in seen} & LISTED
        for kind, concept, place, words, _ in tags:
            table = TAG_TABLES.get(kind)
            if table is None or kind in listed or (kind, concept) in seen:
                continue
            seen.add((kind, concept))
            row: Row = (study, concept, VOCABULARY, words, place)
            rows[table].append((*row, roles.get(concept)) if kind == "intervention" else row)

    def _catalogue_topic(self, entry: CatalogueStudy) -> str | None:
        """The topic by what people read: their concepts count as if the title named them.

        A study that fits no rule has the topic that data/focus.yaml gives such studies.
        """
        tags = [
            Tag(kind, concept, "title", concept, 1) for kind, concept in self._read_by_people(entry)
        ]
        record = Record(pmid=entry.id, title=entry.title)
        topic = self._inputs.screening.screen(record, tags).topic
        return topic or (self._inputs.focus.catalogue_topic if entry.scar_types else None)

    def _read_by_people(self, entry: CatalogueStudy) -> Iterable[tuple[Kind, str]]:
        measures = (self._matcher.name("outcome_measure", name) for name in entry.outcome_measures)
        read: tuple[tuple[Kind, Iterable[str]], ...] = (
            ("scar_type", entry.scar_types),
            ("intervention", entry.interventions),
            ("outcome_measure", filter(None, measures)),
        )
        for kind, concepts in read:
            for concept in concepts:
                yield kind, concept

    def _concepts(self, tags: Iterable[Tag], entry: CatalogueStudy | None) -> str:
        """Every concept that words or people name, as a JSON array."""
        concepts = [concept_key(kind, concept) for kind, concept, *_ in tags]
        if entry is not None:
            concepts += [concept_key(*concept) for concept in self._read_by_people(entry)]
        return json.dumps(list(dict.fromkeys(concepts)))
