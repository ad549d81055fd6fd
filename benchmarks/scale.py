"""PubMed's bulk files at size: `python -m ingest baseline` on generated files.

Baseline files and, after them, update files that revise and delete records of the first; read
with one and two processes, with a growing number of files, and with a process killed in the
middle. Every run must leave the same archive. Prints a table, writes scale.json.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click
import psutil

from benchmarks.corpus import FIRST_PMID, HEADER, articles
from ingest.parallel import cores
from tests.bulk import write_md5, write_tree

SEED = 20260103
UPDATES = 0.15
"""The share of files that are update files."""
DELETED = 100
"""Records that an update file deletes."""
LOOK_EVERY = 1.0
"""Seconds between two looks at the processes; their peaks are the system's own."""


@dataclass
class Run:
    """One run: ``reading`` and ``merging`` in seconds of wall time, peaks in MB."""

    files: int
    processes: int
    killed: int
    reading: float
    merging: float
    cpu: float
    peak_main: float
    peak_worker: float
    archive: str


def make_file(folder: Path, records: int, on_topic: float, number: int, revises: int = 0) -> None:
    """A bulk file; an update file has the records of ``revises`` in new versions."""
    first = FIRST_PMID + ((revises or number) - 1) * records
    path = folder / f"pubmed26n{number:04}.xml.gz"
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        file.write(HEADER + "<PubmedArticleSet>\n")
        file.writelines(articles(records, SEED + number, first=first, on_topic=on_topic))
        if revises:
            gone = "".join(f'<PMID Version="1">{first + at}</PMID>' for at in range(DELETED))
            file.write(f"<DeleteCitation>{gone}</DeleteCitation>\n")
        file.write("</PubmedArticleSet>\n")
    write_md5(path)


def make_files(folder: Path, files: int, records: int, on_topic: float) -> None:
    write_tree(folder)
    baseline = files - int(files * UPDATES)
    make = partial(make_file, folder, records, on_topic)
    with ProcessPoolExecutor(cores()) as pool:
        made = [
            pool.submit(make, number, max(0, number - baseline)) for number in range(1, files + 1)
        ]
        for each in made:
            each.result()


def measure(bulk: Path, data: Path, files: int, processes: int, *, kill: bool = False) -> Run:
    """Read the first files of ``bulk`` into a new archive, then merge the parts once more."""
    folder = data / "files"
    folder.mkdir(parents=True)
    for path in [*sorted(bulk.glob("pubmed*.gz"))[:files], *bulk.glob("mtrees*")]:
        for each in (path, path.with_name(f"{path.name}.md5")):
            (folder / each.name).symlink_to(each)
    before = _cpu()
    watch = Watch(data, files if kill else 0)
    whole = watch.run([str(folder), "--workers", str(processes)])
    cpu = _cpu() - before
    archive = digest(data / "archive.db")
    merging = Watch(data, 0).run([str(folder)])
    return Run(
        files,
        processes,
        watch.killed,
        whole - merging,
        merging,
        cpu,
        watch.peak_main,
        watch.peak_worker,
        archive,
    )


class Watch:
    """A run of the command, with the peak memory of its processes; may kill one half-way."""

    def __init__(self, data: Path, kill_of: int) -> None:
        self._data = data
        self._kill_at = kill_of // 2
        self.killed = 0
        self.peak_main = 0.0
        self.peak_worker = 0.0

    def run(self, arguments: list[str]) -> float:
        """Seconds that it took."""
        start = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "ingest", "baseline", *arguments],
            env=os.environ | {"EVIDENCE_DATA": str(self._data)},
            stdout=subprocess.DEVNULL,
        ) as process:
            while process.returncode is None:
                self._look(process.pid)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(LOOK_EVERY)
        if process.returncode:
            raise RuntimeError(f"baseline ended with {process.returncode}")
        return time.perf_counter() - start

    def _look(self, pid: int) -> None:
        self.peak_main = max(self.peak_main, peak_memory(pid))
        for worker in _workers(pid):
            self.peak_worker = max(self.peak_worker, peak_memory(worker.pid))
            if self._kill_at and self._parts() >= self._kill_at:
                worker.kill()
                self.killed += 1
                self._kill_at = 0

    def _parts(self) -> int:
        return len([*(self._data / "baseline").glob("*.jsonl.gz")])


def _workers(pid: int) -> Iterator[psutil.Process]:
    try:
        for child in psutil.Process(pid).children():
            if "spawn_main" in " ".join(child.cmdline()):
                yield child
    except psutil.NoSuchProcess:
        return


def peak_memory(pid: int) -> float:
    """Megabytes that a process held at most; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    return int(peak[1]) / 1024 if peak else 0.0


def digest(archive: Path) -> str:
    """Of all that is in an archive but the time of day."""
    content = hashlib.sha256()
    with closing(sqlite3.connect(archive)) as connection:
        for line in connection.iterdump():
            content.update(re.sub(r"'\d{4}-\d\d-\d\dT[\d:]+Z'", "T", line).encode())
    return content.hexdigest()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@click.command()
@click.option("--files", default=20, show_default=True)
@click.option("--records", default=30_000, show_default=True, help="Records of each file.")
@click.option("--on-topic", default=0.02, show_default=True, help="Share the searches may find.")
@click.option("--output", default="scale.json", show_default=True, type=click.Path(path_type=Path))
def main(files: int, records: int, on_topic: float, output: Path) -> None:
    """Measure `python -m ingest baseline` on generated files."""
    with tempfile.TemporaryDirectory() as temporary:
        bulk = Path(temporary) / "bulk"
        make_files(bulk, files, records, on_topic)
        packed = sum(path.stat().st_size for path in bulk.glob("*.gz"))
        click.echo(f"{files} files of {records} records, {packed / 1e6:.0f} MB")
        plan = [(files // 4, 2), (files // 2, 2), (files, 1), (files, 2)]
        runs = [
            measure(bulk, Path(temporary) / f"run-{number}", *sizes)
            for number, sizes in enumerate(plan)
        ]
        runs.append(measure(bulk, Path(temporary) / "run-killed", files, 2, kill=True))
    output.write_text(json.dumps([asdict(run) for run in runs], indent=2) + "\n")
    _print(runs, records)


def _print(runs: list[Run], records: int) -> None:
    print("| files | processes | killed | records/s | reading s | merging s | CPU s | peak MB |")
    for run in runs:
        rate = run.files * records / (run.reading + run.merging)
        print(
            f"| {run.files} | {run.processes} | {run.killed} | {rate:,.0f} | {run.reading:.1f} "
            f"| {run.merging:.1f} | {run.cpu:.1f} | {run.peak_main:.0f}, {run.peak_worker:.0f} |"
        )
    same = {run.archive for run in runs if run.files == runs[-1].files}
    print("the same archive" if len(same) == 1 else "THE ARCHIVES DIFFER")
    if len(same) > 1:
        sys.exit(1)


if __name__ == "__main__":
    main()
