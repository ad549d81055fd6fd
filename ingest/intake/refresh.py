"""PubMed -> archive: search, compare, fetch, archive.

A run that is stopped at any moment has kept every batch that it fetched, and the next one goes
on from there. Only a run in which everything went well changes states or moves the watermark,
so a failed or short run never shrinks what is held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from tqdm import tqdm

from ingest.archive.copies import CHANGES, Counts, SearchRun, read_copy
from ingest.archive.lock import exclusive
from ingest.archive.writer import Archive
from ingest.catalogue.folder import load_catalogue
from ingest.catalogue.study import CatalogueStudy
from ingest.errors import IngestError, InputError
from ingest.intake.doi_lookup import DOIS_AT_ONCE, LOOK_UP_EVERY, records_by_doi
from ingest.intake.due import READ_ALL_EVERY, Changes, Known, Span, all_fresh, changes_term, due
from ingest.parallel import batches
from ingest.pubmed.client import BATCH_SIZE, Client
from ingest.pubmed.search import Search, SearchError, SearchResult, load_searches, run_search
from ingest.settings import Settings
from ingest.vocabulary.concepts import Vocabulary

NAMED = 5
"""Records that PubMed lacks which a summary names; the others are counted."""
CATALOGUE = "data/catalogue"
"""The source under which the catalogue asks for records; those of files are names alone."""


@dataclass(frozen=True)
class Wants:
    """What the catalogue asks for: PMIDs, and DOIs (lower case) of studies without a PMID."""

    pmids: frozenset[str] = frozenset()
    dois: frozenset[str] = frozenset()

    @classmethod
    def of(cls, catalogue: Sequence[CatalogueStudy]) -> Wants:
        return cls(
            pmids=frozenset(study.pmid for study in catalogue if study.pmid),
            dois=frozenset(study.doi for study in catalogue if study.doi and not study.pmid),
        )


@dataclass(frozen=True)
class Summary:
    """What a refresh did, in records, and the requests that it took.

    ``unresolved`` are the PMIDs and DOIs that were asked for and that PubMed does not have.
    """

    added: int
    revised: int
    retracted: int
    gone: int
    no_longer_matching: int
    unresolved: tuple[str, ...]
    requests: int

    def __str__(self) -> str:
        lines = [
            f"refresh: {self.added} added, {self.revised} revised, {self.retracted} retracted, "
            f"{self.gone} gone, {self.no_longer_matching} no longer matching; "
            f"{self.requests} requests"
        ]
        if self.unresolved:
            named = ", ".join(self.unresolved[:NAMED])
            more = ", ..." if len(self.unresolved) > NAMED else ""
            lines.append(f"{len(self.unresolved)} asked for and not in PubMed: {named}{more}")
        return "\n".join(lines)


def run(settings: Settings, *, full: bool = False) -> Summary:
    """Refresh the archive of ``settings``; one ingest at a time.

    Raises IngestError: for data files that cannot be used before anything is asked, for
    PubMed's faults with the archive as far as the run came.
    """
    searches = load_searches(settings.source / "searches.yaml")
    vocabulary = Vocabulary.load(settings.source / "vocabulary")
    wants = Wants.of(load_catalogue(settings.source / "catalogue", vocabulary))
    with exclusive(settings.data), Archive(settings.archive) as archive:
        return refresh(searches, Client(settings), archive, wants, full=full)


def refresh(
    searches: Sequence[Search],
    client: Client,
    archive: Archive,
    wants: Wants = Wants(),
    *,
    full: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Summary:
    """Bring the archive in step with PubMed; ``full`` fetches every record again.

    The archive is not touched before PubMed has answered. Raises IngestError where a search or
    a request fails; what was fetched until then is kept, and the run with its failure.
    """
    now, asked_before = clock(), client.requests
    results = _search(searches, client, archive, now)
    watermark, read_all = _history(archive, now)
    with archive.transaction():
        run = archive.begin_run("refresh", now, read_all=full or read_all)
        for result in results:
            _keep_search(archive, run, result)
    refreshing = _Refresh(client, archive, clock, now, run, asked_before)
    try:
        refreshing.resolve(wants)
        if watermark is not None and not (full or read_all):
            refreshing.look_for_changes(searches, watermark)
        refreshing.fetch(results, read_all=read_all, full=full)
        return refreshing.finish(results)
    except IngestError as error:
        refreshing.fail(error)
        raise


def _search(
    searches: Sequence[Search], client: Client, archive: Archive, now: datetime
) -> list[SearchResult]:
    """Run every search. Once PubMed has answered, one that fails is written down."""
    asked_before = client.requests
    results: list[SearchResult] = []
    for search in searches:
        try:
            results.append(run_search(client, search))
        except IngestError as error:
            if results or isinstance(error, SearchError):
                counts = Counts(requests=client.requests - asked_before)
                with archive.transaction():
                    run = archive.begin_run("refresh", now)
                    archive.record_failed_search(run, search.id, search.query, str(error))
                    archive.end_run(run, now, counts, str(error))
            raise
    return results


def _keep_search(archive: Archive, run: int, result: SearchResult) -> None:
    search = SearchRun(run, result.search, result.term, result.count, result.translation)
    archive.record_search(search, result.replies)


def _history(archive: Archive, now: datetime) -> tuple[datetime | None, bool]:
    """The watermark of the last clean refresh, and whether all records are due again."""
    clean = [(run.watermark, run.read_all) for run in archive.runs() if run.watermark is not None]
    recent = Span(now, READ_ALL_EVERY)
    all_read = any(read_all and moment in recent for moment, read_all in clean)
    return datetime.fromisoformat(clean[-1][0]) if clean else None, not all_read


class _Refresh:
    """A run whose searches went well: what it has asked for and done so far."""

    def __init__(
        self,
        client: Client,
        archive: Archive,
        clock: Callable[[], datetime],
        now: datetime,
        run: int,
        asked_before: int,
    ) -> None:
        self._client = client
        self._archive = archive
        self._clock = clock
        self._now = now
        self._run = run
        self._asked_before = asked_before
        self._counts = Counts()
        self._changes = Changes()
        self._missed: set[str] = set()
        self._unreadable: list[str] = []
        self._unknown_dois: list[str] = []

    def resolve(self, wants: Wants) -> None:
        """Find the records of studies that have only a DOI, and note all that is wanted."""
        known, lookups = self._archive.pmids_by_doi(), self._archive.lookups()
        recent = Span(self._now, LOOK_UP_EVERY)
        answered = {doi for doi, lookup in lookups.items() if lookup.looked_up_at in recent}
        for dois in batches(sorted(wants.dois - known.keys() - answered), DOIS_AT_ONCE):
            self._look_up(dois)
        known = self._archive.pmids_by_doi()
        self._unknown_dois = sorted(wants.dois - known.keys())
        pmids = wants.pmids | {known[doi] for doi in wants.dois & known.keys()}
        with self._archive.transaction():
            self._archive.set_wants(pmids, CATALOGUE, self._now)

    def _look_up(self, dois: Sequence[str]) -> None:
        asked_at = self._clock()
        found = records_by_doi(self._client, dois)
        with self._archive.transaction():
            for copy in found.values():
                self._counts.note(self._archive.store(self._run, copy, asked_at))
            for doi in dois:
                pmid = found[doi].pmid if doi in found else None
                self._archive.remember_lookup(doi, pmid, asked_at)

    def look_for_changes(self, searches: Sequence[Search], watermark: datetime) -> None:
        """Ask in one query what changed among the hits of all searches, retractions included.

        Where every copy is fresh, only retractions are worth a fetch; asked for alone, they can
        be told from other changes.
        """
        only_retracted = all_fresh(self._archive.holdings(), self._now)
        queries = [search.query for search in searches]
        term = changes_term(queries, watermark, self._now, only_retracted=only_retracted)
        changes = searches[0].model_copy(update={"id": CHANGES, "term": term})
        result = run_search(self._client, changes)
        with self._archive.transaction():
            _keep_search(self._archive, self._run, result)
        self._changes = Changes(frozenset(result.pmids), only_retracted)

    def fetch(self, results: Sequence[SearchResult], *, read_all: bool, full: bool) -> None:
        """Fetch what is due and store it, a transaction for each batch."""
        known = Known(
            self._archive.holdings(), self._archive.missing(), self._archive.wanted().keys()
        )
        hits = frozenset[str]().union(*(result.pmids for result in results))
        pmids = due(known, hits, self._changes, self._now, read_all=read_all, full=full)
        with tqdm(
            total=len(pmids), unit=" records", desc="refresh", disable=None, leave=False
        ) as progress:
            for batch in batches(pmids, BATCH_SIZE):
                self._fetch_batch(batch)
                progress.update(len(batch))
        if self._unreadable:
            raise IngestError(
                f"{len(self._unreadable)} records came that cannot be read; the first: "
                f"{self._unreadable[0]}"
            )

    def _fetch_batch(self, pmids: Sequence[str]) -> None:
        asked_at = self._clock()
        fetched = self._client.fetch_records(pmids)
        self._missed.update(fetched.missing)
        copies = []
        for record in fetched.records:
            try:
                copies.append(read_copy(record.raw, "xml"))
            except InputError as error:
                self._unreadable.append(str(error))
        with self._archive.transaction():
            for copy in copies:
                self._counts.note(self._archive.store(self._run, copy, asked_at))

    def finish(self, results: Sequence[SearchResult]) -> Summary:
        """Bring the states in step and move the watermark, in one transaction."""
        counts = self._count_requests()
        hits = {result.search: result.pmids for result in results}
        with self._archive.transaction():
            self._archive.settle(self._run, hits, self._missed, self._now, counts)
            self._archive.end_run(self._run, self._clock(), counts)
        missing = sorted(self._archive.missing().keys() & self._archive.wanted().keys(), key=int)
        return Summary(**asdict(counts), unresolved=(*missing, *self._unknown_dois))

    def fail(self, error: IngestError) -> None:
        """Write down why the run failed."""
        with self._archive.transaction():
            self._archive.end_run(self._run, self._clock(), self._count_requests(), str(error))

    def _count_requests(self) -> Counts:
        self._counts.requests = self._client.requests - self._asked_before
        return self._counts
