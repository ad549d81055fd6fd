"""PubMed's content with a clock: records that are created, revised, retracted and deleted.

A population is scripted by hand (``add``, ``revise``, ``delete`` ...), or lives by itself:
with ``activity`` above 0, every day that passes brings that many seeded events.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from xml.etree import ElementTree

from .citation import Citation, Heading, Journal, Link, Published
from .index import Index
from .medline import record_medline
from .query import search
from .rendering import record_xml
from .texts import CICATRIX, RETRACTED, RETRACTION_NOTICE
from .writing import write

FIRST_DAY = date(2026, 1, 5)
FIRST_PMID = 90_000_001
"""PubMed will not come to this number for decades: no invented record meets a real one."""
JOURNAL = Journal("Archives of small records", "Arch Small Rec", "2999-0042", "101900009", "France")

EVENTS = {
    "create": 6,
    "late": 2,
    "revise": 5,
    "silent": 2,
    "index": 3,
    "retract": 1,
    "delete": 2,
    "merge": 1,
    "restore": 1,
}
"""What may happen in a day, with its weight."""


class Population:
    """The records of a PubMed. PMIDs are strings of digits; all methods are thread-safe.

    ``records`` seeded ones exist at the start, created before ``first_day``; their PMIDs are
    ``gap`` apart (with 100,000, searches over a small cap take fewer slices). The same
    arguments and the same calls give the same bytes on every machine.
    """

    def __init__(
        self,
        records: int = 0,
        *,
        seed: int = 0,
        activity: int = 0,
        gap: int = 1,
        first_day: date = FIRST_DAY,
        unknown_phrases: frozenset[str] = frozenset(),
    ) -> None:
        self.seed = seed
        self.activity = activity
        self.day = 0
        self.first_day = first_day
        self.unknown_phrases = unknown_phrases
        self.lock = threading.RLock()
        self._current: dict[str, Citation] = {}
        self._gone: dict[str, Citation] = {}
        self._raw: dict[str, bytes] = {}
        self._index: Index | None = None
        self._next_pmid = FIRST_PMID
        self._revisions = 0
        random = Random(f"{seed}:start")
        for _ in range(records):
            self._write_new(random, first_day - timedelta(days=random.randrange(2, 2000)), gap)

    @classmethod
    def of_size(cls, records: int) -> Population:
        """A crowd of tiny records ("Tiny record 17 on scars"), for paging over the cap."""
        population = cls()
        for number in range(1, records + 1):
            pmid = population._new_pmid()
            population._current[pmid] = population._tiny(pmid, f"Tiny record {number} on scars.")
        return population

    @property
    def today(self) -> date:
        return self.first_day + timedelta(days=self.day)

    @property
    def pmids(self) -> list[str]:
        """All PMIDs that exist today, in numeric order."""
        with self.lock:
            return sorted(self._current, key=int)

    @property
    def index(self) -> Index:
        """The searchable state of this moment."""
        with self.lock:
            if self._index is None:
                self._index = Index(self._current, self.unknown_phrases)
            return self._index

    def __contains__(self, pmid: object) -> bool:
        return pmid in self._current

    def __getitem__(self, pmid: str) -> Citation:
        return self._current[pmid]

    def raw(self, pmid: str) -> bytes:
        """The record element exactly as efetch serves it."""
        with self.lock:
            if pmid not in self._raw:
                self._raw[pmid] = record_xml(self._current[pmid])
            return self._raw[pmid]

    def medline(self, pmid: str) -> str:
        """The record as MEDLINE text, with the blank line before it."""
        return record_medline(self._current[pmid])

    def truth(self) -> dict[str, bytes | None]:
        """Every PMID that ever was: its record as served today, None where it is gone."""
        with self.lock:
            state: dict[str, bytes | None] = {pmid: self.raw(pmid) for pmid in self._current}
            state.update(dict.fromkeys(self._gone))
            return dict(sorted(state.items(), key=lambda entry: int(entry[0])))

    def matching(self, term: str) -> list[str]:
        """What a query finds today, in numeric order: the truth that a search is held against."""
        return sorted(search(term, self.index).pmids, key=int)

    def add(self, title: str = "Microneedling of a scar.", **fields: Any) -> str:
        """A new record created today; ``fields`` are those of Citation. Returns its PMID.

        Raises ValueError for a PMID that exists and for a title that is not an XML fragment.
        """
        try:
            ElementTree.fromstring(f"<ArticleTitle>{title}</ArticleTitle>")
        except ElementTree.ParseError as error:
            raise ValueError(f"{title!r} is not an XML fragment: {error}") from None
        with self.lock:
            pmid = fields.pop("pmid", None) or self._new_pmid()
            if pmid in self._current:
                raise ValueError(f"PMID {pmid} exists already")
            self._put(replace(self._tiny(pmid, title), **fields))
            return pmid

    def late_add(self, title: str = "A scar found late.", years: int = 3, **fields: Any) -> str:
        """A record created today whose Entry Date is its publication date, years ago: what an
        [edat] window never sees (NLM Technical Bulletin, November 2008)."""
        published = Published(self.today.year - years, "Jun")
        dates = {"published": published, "entered": published.earliest()}
        return self.add(title, **{**dates, **fields})

    def revise(
        self, pmid: str, *, silent: bool = False, modified: bool = True, **fields: Any
    ) -> None:
        """Change a record: the given fields, or by default its conflict-of-interest statement.

        A silent revision leaves DateRevised as it was; with ``modified=False`` [mdat] does not
        find it either, as in NLM's mass maintenance.
        """
        with self.lock:
            old = self._current[pmid]
            if old.book and not fields:
                raise ValueError(f"PMID {pmid} is a book, which has no such statement: give fields")
            self._revisions += 1
            statement = f"None declared (statement {self._revisions}, {self.today})."
            changes: dict[str, Any] = fields or {"conflict_of_interest": statement}
            if not silent:
                changes["revised"] = self.today
            if modified:
                changes["modified"] = self.today
            self._put(replace(old, **changes))

    def add_mesh(self, pmid: str, heading: Heading = CICATRIX, *, silent: bool = False) -> None:
        """Index a record: a query on the heading finds it from now on."""
        with self.lock:
            self.revise(
                pmid,
                silent=silent,
                mesh=(*self._current[pmid].mesh, heading),
                status="MEDLINE",
                indexing_method="Automated",
                completed=self.today,
            )

    def remove_mesh(self, pmid: str, name: str) -> None:
        """Take a heading away: the record stays, but leaves the result of a query on it."""
        with self.lock:
            kept = tuple(heading for heading in self._current[pmid].mesh if heading.name != name)
            self.revise(pmid, mesh=kept)

    def retract(self, pmid: str, *, linked: bool = True) -> str:
        """Retract a record and publish the notice, whose PMID is returned.

        ``linked=False`` prints the notice's citation without its PMID, as some records have it.
        """
        with self.lock:
            old = self._current[pmid]
            notice = self.add(
                f"Retraction: {old.title}",
                publication_types=(RETRACTION_NOTICE,),
                links=(Link("RetractionOf", f"{old.journal.abbreviation}. 2025;1:1.", pmid),),
            )
            link = Link(
                "RetractionIn",
                f"Arch Small Rec. {self.today.year};1:2.",
                notice if linked else None,
            )
            self.revise(
                pmid,
                publication_types=(*old.publication_types, RETRACTED),
                links=(*old.links, link),
            )
            return notice

    def delete(self, pmid: str) -> None:
        """Take a record out of PubMed: efetch omits it from now on."""
        with self.lock:
            self._gone[pmid] = self._current.pop(pmid)
            self._changed(pmid)

    def merge(self, pmid: str, into: str) -> None:
        """Delete a duplicate; nothing in PubMed's replies names the survivor, which is revised."""
        with self.lock:
            self.revise(into)
            self.delete(pmid)

    def restore(self, pmid: str) -> None:
        """Bring a deleted record back as it was."""
        with self.lock:
            self._put(self._gone[pmid])

    def advance(self, days: int = 1) -> None:
        """Let days pass, each with its seeded events."""
        with self.lock:
            for _ in range(days):
                self.day += 1
                random = Random(f"{self.seed}:{self.day}")
                for _ in range(self.activity):
                    self._live(random)

    def _live(self, random: Random) -> None:
        """One event of a day. Creation and revision are the most frequent, as in PubMed."""
        event = random.choices(list(EVENTS), weights=list(EVENTS.values()))[0]
        articles = [pmid for pmid in self.pmids if not self._current[pmid].book]
        if event == "create" or len(articles) < 3:
            self._write_new(random, self.today)
        elif event == "late":
            pmid = self._write_new(random, self.today)
            entered = self.today - timedelta(days=random.randrange(500, 3000))
            self._put(replace(self._current[pmid], entered=entered))
        elif event in ("revise", "silent"):
            self.revise(random.choice(articles), silent=event == "silent")
        elif event == "index":
            bare = [pmid for pmid in articles if not self._current[pmid].mesh]
            self.add_mesh(random.choice(bare or articles))
        elif event == "retract":
            self.retract(random.choice(articles), linked=random.random() < 0.8)
        elif event == "restore" and self._gone:
            self.restore(random.choice(sorted(self._gone)))
        elif event == "merge":
            doomed, survivor = random.sample(articles, 2)
            self.merge(doomed, survivor)
        else:
            self.delete(random.choice(self.pmids))

    def _write_new(self, random: Random, created: date, gap: int = 1) -> str:
        citation = write(self._new_pmid(gap), random, created)
        self._put(citation)
        return citation.pmid

    def _tiny(self, pmid: str, title: str) -> Citation:
        today = self.today
        published = Published(today.year)
        return Citation(pmid, title, JOURNAL, published, today, today, today, today)

    def _new_pmid(self, gap: int = 1) -> str:
        pmid = str(self._next_pmid)
        self._next_pmid += gap
        return pmid

    def _put(self, citation: Citation) -> None:
        self._gone.pop(citation.pmid, None)
        self._current[citation.pmid] = citation
        self._changed(citation.pmid)

    def _changed(self, pmid: str) -> None:
        self._raw.pop(pmid, None)
        self._index = None
