"""The site under one client and under sixteen: times of whole pages, in a server of its own.

The base is generated; client and server share the machine. A page counts only if it came whole.
Times are of a warm server, the median (``value``) and the 95th percentile (``p95``); ``ratio`` is
the median on the large base to that on one of 1,000 records, which is how the cost grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import write_corpus
from ingest.evidence.build import build
from ingest.intake import importer
from ingest.serve import datasette_command
from ingest.settings import Settings

SEED = 20260102
SMALL = 1_000
CLIENTS = (1, 16)
REQUESTS = {1: 150, 16: 640}
"""Requests that are timed, by the number of clients."""

FIXED = {
    "home": ["/"],
    "search": [
        "/search?q=dermaroller+acne+scars",
        "/search?q=keloid&design=randomized-controlled-trial&year=2015-",
        "/search?scar_type=acne-atrophic&intervention=microneedling&sort=evidence",
        "/search?q=%22split-face%22+laser&participants=40",
        "/search?q=scars",
    ],
    "gap-map": ["/gap-map"],
}
SAMPLED = {
    "study": "SELECT '/study/' || id FROM studies ORDER BY (rowid * 7919) % 10007 LIMIT 40",
    "claim": "SELECT '/claim/' || id FROM claims ORDER BY position",
}
PAGES = (*FIXED, *SAMPLED)
JOBS = tuple(f"{page}-{clients}" for page in PAGES for clients in CLIENTS)


@dataclass(frozen=True)
class Timing:
    """Milliseconds of each page, and how many pages failed or came in part."""

    milliseconds: list[float]
    failed: int

    @property
    def p50(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.milliseconds, n=20)[-1]


@dataclass(frozen=True)
class Outcome:
    """What one base gave: timings by job, seconds until the first page, peak memory."""

    timings: dict[str, Timing]
    start_seconds: float
    rss_mb: float


def make_base(folder: Path, records: int) -> Path:
    """A generated evidence.db in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=folder)
    write_corpus(folder / "corpus.xml", records, SEED)
    importer.run(settings, [folder / "corpus.xml"])
    (folder / "corpus.xml").unlink()
    build(settings)
    return settings.evidence


def measure(database: Path, jobs: tuple[str, ...] = JOBS) -> Outcome:
    """Serve ``database`` and time the pages of ``jobs``."""
    with server(database) as (process, port, start_seconds):
        paths = pages_of(database)
        timings = {}
        for job in jobs:
            page, _, clients = job.rpartition("-")
            asyncio.run(ask(port, paths[page], 1, len(paths[page])))
            timings[job] = asyncio.run(ask(port, paths[page], int(clients), REQUESTS[int(clients)]))
        return Outcome(timings, start_seconds, peak_memory(process.pid))


def rows(folder: Path, records: int, jobs: tuple[str, ...] = JOBS) -> list[dict[str, object]]:
    """Rows of the benchmark's table for a base of ``records``, with their growth from SMALL."""
    small = measure(make_base(folder / "small", SMALL), jobs)
    large = measure(make_base(folder / "large", records), jobs)
    return _rows(large, records, small)


def _rows(outcome: Outcome, records: int | None, small: Outcome | None) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = [
        {
            "name": job,
            "value": round(timing.p50, 2),
            "unit": f"ms p50; p95 {timing.p95:.1f}; {timing.failed} failed",
            "ratio_to": f"{SMALL} records" if small else None,
            "ratio": round(timing.p50 / small.timings[job].p50, 2) if small else None,
            "rss_mb": round(outcome.rss_mb, 1),
            "p95": round(timing.p95, 2),
            "failed": timing.failed,
            "records": records,
        }
        for job, timing in outcome.timings.items()
    ]
    start = {**listed[0], "name": "start", "value": round(outcome.start_seconds, 2), "unit": "s"}
    return [*listed, {**start, "ratio_to": None, "ratio": None, "p95": None, "failed": 0}]


@contextmanager
def server(database: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, float]]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    start = time.perf_counter()
    process = subprocess.Popen(
        datasette_command(database, "127.0.0.1", port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield process, port, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the first whole page comes."""
    while process.poll() is None:
        try:
            if not asyncio.run(ask(port, ["/"], 1, 1)).failed:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server ended with {process.returncode}")


def pages_of(database: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(database)) as connection:
        sampled = {
            page: [path for (path,) in connection.execute(select)]
            for page, select in SAMPLED.items()
        }
    return {**FIXED, **sampled}


async def ask(port: int, paths: list[str], clients: int, requests: int) -> Timing:
    """Ask for the paths in turn, ``clients`` at a time, each on a connection that it keeps."""
    work = iter([paths[number % len(paths)] for number in range(requests)])
    times: list[float] = []
    failures: list[str] = []
    await asyncio.gather(*(_client(port, work, times, failures) for _ in range(clients)))
    return Timing(times, len(failures))


async def _client(port: int, work: Iterator[str], times: list[float], failures: list[str]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    for path in work:
        start = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, head)
        times.append((time.perf_counter() - start) * 1000)
        if b" 200 " not in head.split(b"\r\n")[0] or not body.rstrip().endswith(b"</html>"):
            failures.append(path)
    writer.close()
    await writer.wait_closed()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return await reader.readexactly(int(value))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def peak_memory(pid: int) -> float:
    """Megabytes that the process held at most; 0 where /proc is not there to tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the pages of the site.")
    parser.add_argument("--database", type=Path, help="a built evidence.db instead of a new base")
    parser.add_argument("--records", type=int, default=100_000)
    arguments = parser.parse_args()
    if arguments.database is not None:
        listed = _rows(measure(arguments.database), None, None)
    else:
        with tempfile.TemporaryDirectory() as folder:
            listed = rows(Path(folder), arguments.records)
    for row in listed:
        print(json.dumps(row))


if __name__ == "__main__":
    main()
