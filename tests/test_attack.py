"""Readers are served while others attack; how fast is measured by ``make campaign-attack``."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.site_jobs import ask, peak_memory, server
from tests.campaigns import attacking
from tests.campaigns.attacking import MOST_MEMORY, WRITTEN, under
from tests.sites import SPLIT_FACE, filled

PAGES = ["/", "/search?q=keloid", f"/study/{SPLIT_FACE}", "/claims"]


@pytest.fixture(scope="module")
def database(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(evidence, tmp_path_factory.mktemp("attack"))


@pytest.fixture(scope="module")
def site(database: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with server(database) as (process, port, _):
        yield process, port


@pytest.mark.parametrize("name", ["endless SQL", "SQL that writes", "slow writers"])
def test_readers_are_served_under_attack(
    site: tuple[subprocess.Popen[bytes], int],
    database: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process, port = site
    before = database.read_bytes()
    monkeypatch.setattr(attacking, "READS", 60)
    timing, answers, leaks = under(name, port, PAGES)
    assert timing.failed == 0
    assert leaks == set()
    assert database.read_bytes() == before
    assert not WRITTEN.exists()
    assert name != "SQL that writes" or ("200" not in answers and answers)
    assert peak_memory(process.pid) < MOST_MEMORY
    assert not asyncio.run(ask(port, PAGES, 1, len(PAGES))).failed
