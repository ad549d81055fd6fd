"""Measure, print a table, write bench.json.

Every job runs in a process of its own, the jobs in turn, several rounds; the smallest CPU time
counts. Machines differ and are shared: read the ratios, which are all of one run.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import click
from tqdm import tqdm

from benchmarks import ingest_jobs, peer_jobs, site_jobs
from benchmarks.measure import Cost, cost_of, report, run_apart

JOBS = {**ingest_jobs.JOBS, **peer_jobs.installed()}
RATIO_TO = {**ingest_jobs.RATIO_TO, **peer_jobs.RATIO_TO}
WALL = ingest_jobs.WALL


@click.command()
@click.option("--records", default=30_000, show_default=True, help="Records in the corpus.")
@click.option("--studies", default=100_000, show_default=True, help="Records of the site's base.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--only", multiple=True, help="Only these jobs (and what they are compared with).")
@click.option("--output", default="bench.json", show_default=True, type=click.Path(path_type=Path))
@click.option("--job", hidden=True)
@click.option("--folder", hidden=True, type=click.Path(path_type=Path))
def main(
    records: int,
    studies: int,
    rounds: int,
    only: tuple[str, ...],
    output: Path,
    job: str | None,
    folder: Path | None,
) -> None:
    """Measure ingest against raw expat and its peers, where installed; then the site's pages."""
    if job is not None and folder is not None:
        report(cost_of(JOBS[job](folder)))
        return
    names = [name for name in JOBS if not only or name in only or name in _compared(only)]
    pages = tuple(name for name in site_jobs.JOBS if not only or name in only)
    with tempfile.TemporaryDirectory() as temporary:
        if names:
            ingest_jobs.prepare(Path(temporary), records, names)
        costs: dict[str, list[Cost]] = {name: [] for name in names}
        turns = [name for _ in range(rounds) for name in names]
        for name in tqdm(turns, file=sys.stderr, disable=not sys.stderr.isatty()):
            costs[name].append(run_apart(name, Path(temporary)))
        rows = [_row(name, costs, records) for name in names]
        if pages:
            rows += site_jobs.rows(Path(temporary), studies, pages)
    output.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    _print(rows)


def _compared(only: tuple[str, ...]) -> set[str]:
    return {RATIO_TO[name] for name in only if name in RATIO_TO}


def _seconds(name: str, costs: list[Cost]) -> float:
    return min(cost.wall if name in WALL else cost.cpu for cost in costs)


def _row(name: str, costs: dict[str, list[Cost]], records: int) -> dict[str, object]:
    other = RATIO_TO.get(name)
    clock = min if other else max
    value = _seconds(name, costs[name])
    ratio = None
    if other in costs:
        pick = (lambda c: c.wall) if name in WALL else (lambda c: c.cpu)
        ratio = round(value / clock(pick(cost) for cost in costs[other]), 3)
    unit = f"s {'wall' if name in WALL else 'cpu'} / {records} records"
    if name in ingest_jobs.RATES:
        number, unit = ingest_jobs.RATES[name]
        value = number / value
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "ratio_to": other,
        "ratio": ratio,
        "rss_mb": round(max(cost.rss_mb for cost in costs[name]), 1),
    }


def _print(rows: list[dict[str, object]]) -> None:
    print(f"{'name':24}{'value':>10}  {'unit':28}{'ratio':>8}  {'to':12}{'MB':>8}")
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
        print(
            f"{row['name']:24}{row['value']:>10}  {row['unit']:28}{ratio:>8}"
            f"  {row['ratio_to'] or '':12}{row['rss_mb']:>8}"
        )


main()
