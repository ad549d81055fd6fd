"""Running one job in a process of its own and reading what it cost."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system, child processes included), wall seconds, peak memory.

    ``rss_mb`` is the largest peak of any one process, interpreter and imports included.
    """

    cpu: float
    wall: float
    rss_mb: float


def cost_of(job: Callable[[], object]) -> Cost:
    """Run ``job`` here; imports and fixtures made before the call are not counted."""
    gc.collect()
    before, start = _cpu(), time.perf_counter()
    job()
    wall, cpu = time.perf_counter() - start, _cpu() - before
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return Cost(cpu, wall, peak / 1024)


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def run_apart(job: str, folder: Path) -> Cost:
    """Run the named job in a fresh Python; its cost comes back on its last line."""
    command = [sys.executable, "-m", "benchmarks", "--job", job, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"job {job} failed:\n{done.stderr[-2000:]}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def report(cost: Cost) -> None:
    print(json.dumps(asdict(cost)))
