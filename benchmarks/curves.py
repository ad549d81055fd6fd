"""How cost grows with the number of records: import, build, extraction, refresh, search.

Each job runs in a process of its own, on a corpus of each size; CPU time counts. Prints a
table of seconds and of the exponent with which each grows from one size to the next (1 is
proportional; n log n is 1.08 to 1.15 at these sizes), and writes curves.json.
"""

from __future__ import annotations

import json
import math
import platform
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path

import click

from benchmarks import site_jobs
from benchmarks.corpus import HEADER, articles, write_corpus
from benchmarks.measure import Cost, cost_of
from benchmarks.refresh_jobs import CHANGED, refresh_job, stand_in
from ingest.evidence.build import build
from ingest.intake import importer
from ingest.settings import Settings

SEED = 20260104
SIZES = "1000,10000,100000,300000"
LIMIT = 0.15
"""By how much an exponent may lie above that of n log n before it is called out: times of two
sizes differ by a tenth from run to run."""

Costs = dict[str, Cost]


def apart(make: Callable[..., Callable[[], object]], *arguments: object) -> Cost:
    """What the job that ``make`` makes costs in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_cost, make, arguments).result()


def _cost(make: Callable[..., Callable[[], object]], arguments: tuple[object, ...]) -> Cost:
    return cost_of(make(*arguments))


def import_job(data: Path, file: Path) -> Callable[[], object]:
    settings = Settings(data=data)
    return lambda: importer.run(settings, [file])


def build_job(data: Path, extraction: bool) -> Callable[[], object]:
    settings = Settings(data=data)
    return lambda: build(settings, extraction=extraction)


def measure(folder: Path, records: int, *, extraction: bool) -> Iterator[tuple[str, Cost]]:
    """The costs at one size, each as it is known."""
    corpus = folder / "corpus.xml"
    write_corpus(corpus, records, SEED)
    yield "import", apart(import_job, folder, corpus)
    corpus.unlink()
    yield "build without extraction", apart(build_job, folder, False)
    if extraction:
        (folder / "evidence.db").unlink()
        yield "build", apart(build_job, folder, True)
    importer.run(Settings(data=folder), [_revised(folder, records)])
    yield "rebuild after 1 % changed", apart(build_job, folder, extraction)
    yield "search, p50", _search(folder / "evidence.db")
    with stand_in(records) as pubmed:
        for times, name in enumerate(("first refresh", "refresh after 1 % changed"), 1):
            yield name, apart(refresh_job, pubmed.recv(), folder / "refreshed.db", times)
            pubmed.send("on")


def _revised(folder: Path, records: int) -> Path:
    """A file with one record in 100, revised."""
    revised = [
        article.replace("<LastName>", "<LastName>De ")
        for article in islice(articles(records, SEED), 0, None, CHANGED)
    ]
    file = folder / "revised.xml"
    file.write_text(f"{HEADER}<PubmedArticleSet>{''.join(revised)}</PubmedArticleSet>")
    return file


def _search(database: Path) -> Cost:
    """Seconds until a page of results is there, with one client; not CPU time."""
    outcome = site_jobs.measure(database, ("search-1",))
    seconds = outcome.timings["search-1"].p50 / 1000
    return Cost(seconds, seconds, outcome.rss_mb)


def exponent(small: float, large: float, sizes: tuple[int, int]) -> float:
    return math.log(large / small) / math.log(sizes[1] / sizes[0])


def n_log_n(sizes: tuple[int, int]) -> float:
    """The exponent that n log n has between two sizes."""
    first, second = sizes
    return exponent(first * math.log(first), second * math.log(second), sizes)


@click.command()
@click.option("--sizes", default=SIZES, show_default=True, help="Numbers of records.")
@click.option("--extraction-up-to", default=300_000, show_default=True, help="Larger: without.")
@click.option("--output", default="curves.json", show_default=True, type=click.Path(path_type=Path))
def main(sizes: str, extraction_up_to: int, output: Path) -> None:
    """Measure how cost grows with the number of records."""
    numbers = [int(size) for size in sizes.split(",")]
    curves: dict[int, Costs] = {}
    for records in numbers:
        curves[records] = {}
        with tempfile.TemporaryDirectory() as folder:
            extraction = records <= extraction_up_to
            for name, cost in measure(Path(folder), records, extraction=extraction):
                curves[records][name] = cost
                print(f"{records:>9,} {name:28}{cost.cpu:10.3f} s{cost.rss_mb:8.0f} MB", flush=True)
                _write(output, curves)
    print()
    _print(curves)


def _write(output: Path, curves: dict[int, Costs]) -> None:
    rows = {
        str(records): {name: asdict(cost) for name, cost in costs.items()}
        for records, costs in curves.items()
    }
    output.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def _print(curves: dict[int, Costs]) -> None:
    """The table of docs/benchmarks.md."""
    sizes = [*curves]
    print(
        f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    print(f"| seconds at | {' | '.join(f'{size:,}' for size in sizes)} | growth | peak MB |")
    print("| --- " * (len(sizes) + 3) + "|")
    for name in dict.fromkeys(name for costs in curves.values() for name in costs):
        cells = [f"{costs[name].cpu:,.3g}" if name in costs else "" for costs in curves.values()]
        print(
            f"| {name} | {' | '.join(cells)} | {_growth(name, curves)} | {_peaks(name, curves)} |"
        )


def _growth(name: str, curves: dict[int, Costs]) -> str:
    measured = [(size, costs[name].cpu) for size, costs in curves.items() if name in costs]
    found = []
    for (small, before), (large, after) in pairwise(measured):
        grown = exponent(before, after, (small, large))
        too_fast = grown > n_log_n((small, large)) + LIMIT
        found.append(f"**{grown:.2f}**" if too_fast else f"{grown:.2f}")
    return ", ".join(found)


def _peaks(name: str, curves: dict[int, Costs]) -> str:
    return ", ".join(f"{costs[name].rss_mb:.0f}" for costs in curves.values() if name in costs)


if __name__ == "__main__":
    main()
