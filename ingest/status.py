"""What is held, when it was last refreshed, what failed and what is out of date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.archive.copies import CHANGES, Run, SearchRun
from ingest.archive.reader import ArchiveReader
from ingest.errors import IngestError
from ingest.evidence_db import count_studies
from ingest.settings import Settings

STALE_AFTER = timedelta(days=30)
"""A refresh longer ago than this is out of date: PubMed grows every day."""


@dataclass(frozen=True)
class Status:
    """The state of archive.db and evidence.db; times are ISO 8601 in UTC.

    ``records`` are all with a copy in the archive, ``states`` how many of them are held, absent
    or no longer match; ``to_fetch`` records wait for the next refresh. ``studies`` is None where
    evidence.db is damaged, and ``damage`` says how. ``out_of_date`` has a line for everything
    that wants doing, with how to do it.
    """

    records: int
    states: dict[str, int]
    studies: int | None
    damage: str | None
    last_refresh: str | None
    last_run: Run | None
    searches: tuple[SearchRun, ...]
    to_fetch: int
    out_of_date: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For machines."""
        return {
            "records": self.records,
            "states": self.states,
            "studies": self.studies,
            "damage": self.damage,
            "last_refresh": self.last_refresh,
            "last_run": self.last_run and self.last_run._asdict(),
            "searches": {search.search: search.found for search in self.searches},
            "to_fetch": self.to_fetch,
            "out_of_date": list(self.out_of_date),
        }

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in self.states.items())
        lines = [
            f"records       {self.records}" + (f" ({states})" if states else ""),
            f"studies       {self.studies if self.damage is None else f'unknown: {self.damage}'}",
            f"last refresh  {self.last_refresh or 'never'}",
        ]
        if self.last_run is not None:
            run = self.last_run
            lines.append(f"last run      {run.kind} of {run.started_at}: {run.outcome}")
            if run.message is not None:
                lines.append(f"              {run.message}")
        lines += [f"search        {search.search}: {search.found}" for search in self.searches]
        if self.to_fetch:
            lines.append(f"to fetch      {self.to_fetch}, at the next refresh")
        lines += [f"out of date   {line}" for line in self.out_of_date]
        return "\n".join(lines)


def status(
    settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Status:
    """Look at both databases; neither needs to exist, and nothing is written.

    Raises IngestError for an archive that cannot be read.
    """
    with ArchiveReader(settings.archive) as archive:
        holdings = archive.holdings()
        to_fetch = archive.wanted().keys() - holdings.keys() - archive.missing().keys()
        runs, searches = archive.runs(), archive.last_searches()
    clean = [run.ended_at for run in runs if run.kind == "refresh" and run.outcome == "clean"]
    last_refresh = clean[-1] if clean else None
    studies, damage = _studies(settings.evidence)
    return Status(
        records=len(holdings),
        states=dict(sorted(Counter(holding.state for holding in holdings.values()).items())),
        studies=studies,
        damage=damage,
        last_refresh=last_refresh,
        last_run=runs[-1] if runs else None,
        searches=tuple(search for search in searches if search.search != CHANGES),
        to_fetch=len(to_fetch),
        out_of_date=(
            *_refresh_due(last_refresh, clock()),
            *_build_due(settings, readable=damage is None),
        ),
    )


def _studies(evidence: Path) -> tuple[int | None, str | None]:
    """The number of studies, none before the first build; None and why where it cannot be told."""
    if not evidence.exists():
        return 0, None
    try:
        return count_studies(evidence), None
    except IngestError as error:
        return None, str(error)


def _refresh_due(last_refresh: str | None, now: datetime) -> Iterator[str]:
    if last_refresh is None:
        yield "PubMed was never asked; `make ingest` does it"
    elif now - datetime.fromisoformat(last_refresh) > STALE_AFTER:
        yield f"the last refresh is more than {STALE_AFTER.days} days ago; `make ingest` renews it"


def _build_due(settings: Settings, *, readable: bool) -> Iterator[str]:
    evidence = settings.evidence
    if not evidence.exists():
        yield "evidence.db is not built; `make build` does it"
        return
    if not readable:
        yield "evidence.db cannot be read; `make build` makes it anew"
        return
    built = evidence.stat().st_mtime
    inputs = [settings.archive] if settings.archive.exists() else []
    inputs += [path for suffix in ("yaml", "json") for path in settings.source.rglob(f"*.{suffix}")]
    newer = sorted(path.name for path in inputs if path.stat().st_mtime > built)
    if newer:
        yield f"newer than evidence.db: {', '.join(newer[:3])}; `make build` takes it up"
