"""Bulk files into the archive: the same content whatever the processes, the order, the kills."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
import yaml
from dask.distributed import LocalCluster

from ingest.archive.writer import Archive
from ingest.errors import IngestError, InputError
from ingest.intake import baseline, bulk_cluster
from ingest.intake.baseline import PARTS, Summary
from ingest.intake.bulk_files import bulk_files
from ingest.intake.bulk_part import Reading, make_part
from ingest.settings import ROOT, Settings
from tests.bulk import Bulk, write_md5
from tests.campaigns.killing import campaign
from tests.campaigns.killing_baseline import Baseline

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
"""Dask's processes and sockets end in their own time."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Bulk:
    return Bulk(tmp_path_factory.mktemp("bulk"))


@pytest.fixture(scope="module")
def undisturbed(files: Bulk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder after a run with one process."""
    data = tmp_path_factory.mktemp("undisturbed")
    summary = run(data, files.folder)
    assert (summary.files, summary.read, summary.problems) == (6, 6, [])
    return data


def run(data: Path, folder: Path, *, workers: int = 1, scheduler: str | None = None) -> Summary:
    return baseline.run(
        Settings(data=data), folder, workers=workers, scheduler=scheduler, clock=lambda: NOW
    )


def content(data: Path) -> str:
    """All that is in the archive, as SQL, but for the time of day."""
    with closing(sqlite3.connect(data / "archive.db")) as connection:
        return re.sub(r"2026-\d\d-\d\dT[\d:]+Z", "T", "\n".join(connection.iterdump()))


def states(data: Path) -> dict[str, str]:
    with Archive(data / "archive.db") as archive:
        return {record.pmid: record.state for record in archive.records()}


def test_the_archive_holds_what_the_strategies_find(files: Bulk, undisturbed: Path) -> None:
    found = files.found()
    with Archive(undisturbed / "archive.db") as archive:
        held = {one.pmid: one.raw for one in archive.records() if one.state == "held"}
        assert held == found
        assert len(held) > 100
        assert {pmid for _, pmid in archive.hits()} == set(found)
        (run_,) = archive.runs()
        assert (run_.kind, run_.outcome, run_.requests) == ("refresh", "clean", 0)
        assert run_.watermark == f"{files.pubmed.today}T00:00:00Z"
        assert {search.search for search in archive.last_searches()} == {
            "needling-scars", "other-scar-treatments", "needling-other-skin",
        }  # fmt: skip


def test_any_number_of_processes(files: Bulk, undisturbed: Path, tmp_path: Path) -> None:
    run(tmp_path, files.folder, workers=2)
    assert content(tmp_path) == content(undisturbed)


def test_a_cluster_that_runs_already(files: Bulk, undisturbed: Path, tmp_path: Path) -> None:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address="127.0.0.1:0"
    ) as cluster:
        run(tmp_path, files.folder, scheduler=cluster.scheduler_address)
    assert content(tmp_path) == content(undisturbed)


def test_any_order_of_completion(files: Bulk, undisturbed: Path, tmp_path: Path) -> None:
    """Parts that were made in other orders; the run finds them all and reads nothing."""
    (tmp_path / PARTS).mkdir()
    listed, _ = bulk_files(files.folder)
    random.Random(3).shuffle(listed)
    for file in listed:
        make_part(file, reading(files, tmp_path), tmp_path / PARTS)
    assert run(tmp_path, files.folder).read == 0
    assert content(tmp_path) == content(undisturbed)


def reading(files: Bulk, data: Path) -> Reading:
    """As a run on an empty archive reads files."""
    return baseline.reading_of(Settings(data=data), files.folder / "mtrees2026.bin", [])[0]


def test_killed_processes_are_replaced(files: Bulk, undisturbed: Path, tmp_path: Path) -> None:
    killer = Killer(tmp_path / PARTS)
    killer.start()
    summary = run(tmp_path, files.folder, workers=2)
    killer.join()
    assert killer.killed > 0
    assert summary.problems == []
    assert content(tmp_path) == content(undisturbed)


class Killer(threading.Thread):
    """Kills the worker processes of this one when the first part is being written."""

    def __init__(self, parts: Path) -> None:
        super().__init__()
        self._parts = parts
        self.killed = 0

    def run(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not self.killed:
            if any(self._parts.glob("*.tmp")):
                for child in psutil.Process().children():
                    if "spawn_main" in " ".join(child.cmdline()):
                        child.kill()
                        self.killed += 1
            time.sleep(0.001)


def command(data: Path, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", "baseline", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"EVIDENCE_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_run_that_is_killed_goes_on(files: Bulk, undisturbed: Path, tmp_path: Path) -> None:
    with command(tmp_path, files.folder, "--workers", 1) as process:
        while process.poll() is None and not any((tmp_path / PARTS).glob("*.jsonl.gz")):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not (tmp_path / "archive.db").exists()
    done = [*(tmp_path / PARTS).glob("*.jsonl.gz")]
    assert len(done) > 0
    with command(tmp_path, files.folder, "--workers", 1) as process:
        told, _ = process.communicate()
    assert process.returncode == 0
    read = re.match(r"baseline: 6 files, (\d) of them read now", told)
    assert read is not None
    assert int(read[1]) <= 6 - len(done)
    assert not [*(tmp_path / PARTS).glob("*.tmp")]
    assert content(tmp_path) == content(undisturbed)


def test_killed_at_random_moments_nothing_is_lost(tmp_path: Path) -> None:
    """As in test_kills.py, with fewer kills: each takes a cluster to start."""
    kills = int(os.environ.get("KILLS", "6")) // 3
    tally = campaign(Baseline(), tmp_path, kills, random.Random(kills))
    assert tally.kills >= kills
    print(f"baseline: {tally}")


def test_updates_are_read_alone_and_go_in_like_all_at_once(tmp_path: Path) -> None:
    """Also what no longer matches, is deleted, and comes back; then the same by one run."""
    files = Bulk(tmp_path / "bulk", records=90, weeks=0, activity=0)
    data = tmp_path / "data"
    run(data, files.folder)
    pubmed = files.pubmed
    leaves, goes, *_ = sorted(set(files.found()) & set(pubmed.pmids), key=int)
    before = pubmed.truth()
    pubmed.advance(3)
    pubmed.revise(leaves, title="Of inhalers.", abstract=(), mesh=(), keywords=())
    pubmed.delete(goes)
    files.write_changes(before)
    assert run(data, files.folder).read == 1
    assert states(data)[leaves] == "no-longer-matches"
    assert states(data)[goes] == "absent"
    before = pubmed.truth()
    pubmed.advance(3)
    pubmed.restore(goes)
    files.write_changes(before)
    assert run(data, files.folder).read == 1
    assert states(data)[goes] == "held"
    run(tmp_path / "at-once", files.folder)
    held = {pmid for pmid, state in states(data).items() if state == "held"}
    assert held == set(states(tmp_path / "at-once")) == set(files.found())


def test_a_wrong_md5_stops_its_file_only(tmp_path: Path) -> None:
    files = Bulk(tmp_path / "bulk", records=90, weeks=1)
    data = tmp_path / "data"
    run(data, files.folder)
    before = states(data)
    damaged = files.update()
    content_ = damaged.read_bytes()
    damaged.write_bytes(content_[:-1] + b"?")
    files.update()
    summary = run(data, files.folder)
    assert summary.problems == [
        f"{damaged}: its content is not what its .md5 says: download both again"
    ]
    with Archive(data / "archive.db") as archive:
        *_, failed = archive.runs()
        assert (failed.outcome, failed.watermark) == ("failed", None)
        assert failed.message == (
            "1 faults in the bulk files, the first: pubmed26n0005.xml.gz: "
            "its content is not what its .md5 says: download both again"
        )
    after = states(data)
    assert after.keys() > before.keys()  # the file after it is kept
    assert "no-longer-matches" not in after.values()
    damaged.write_bytes(content_)
    assert run(data, files.folder).problems == []
    held = {pmid for pmid, state in states(data).items() if state == "held"}
    assert held == set(files.found())


def test_a_file_without_md5_by_command(files: Bulk, tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    shutil.copytree(files.folder, folder)
    (folder / "pubmed26n0006.xml.gz.md5").unlink()
    with command(tmp_path / "data", folder, "--workers", 1) as process:
        told, errors = process.communicate()
    assert process.returncode == 2
    assert told.startswith("baseline: 5 files, 5 of them read now, ")
    (line,) = errors.splitlines()
    assert line == (
        f"error: {folder}/pubmed26n0006.xml.gz: there is no pubmed26n0006.xml.gz.md5 beside it: "
        "download it too"
    )


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    files = Bulk(tmp_path / "bulk", records=60, weeks=1)
    data = tmp_path / "data"
    run(data, files.folder)
    pmid = files.pubmed.add("Microneedling of acne scars, added later.")
    files.number -= 1
    write_md5(files.write([files.pubmed.raw(pmid)]))
    assert run(data, files.folder).read == 1
    assert states(data)[pmid] == "held"


def test_what_the_files_do_not_speak_of_stays(tmp_path: Path) -> None:
    """Update files without the baseline before them shrink nothing."""
    files = Bulk(tmp_path / "bulk", records=90, weeks=0)
    data = tmp_path / "data"
    run(data, files.folder)
    before = states(data)
    for path in files.folder.glob("pubmed*"):
        path.unlink()
    files.write([])
    summary = run(data, files.folder)
    assert (summary.files, summary.counts.no_longer_matching) == (1, 0)
    assert states(data) == before
    with Archive(data / "archive.db") as archive:
        assert {pmid for _, pmid in archive.hits()} == set(before)


def test_terms_that_only_pubmed_evaluates_are_refused_before_reading(
    files: Bulk, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("vocabulary", "catalogue"):
        (source / name).symlink_to(Settings.source / name)
    search = {
        "id": "mine", "title": "Mine", "topic": "needling-for-scars", "rationale": "For a test.",
        "term": "needling[ti] AND 2020:2024[dp]",
    }  # fmt: skip
    (source / "searches.yaml").write_text(yaml.safe_dump({"searches": [search]}))
    settings = Settings(source=source, data=tmp_path / "data")
    expected = r"searches\.yaml, search mine: 2020:2024\[dp\] cannot be evaluated on files"
    with pytest.raises(InputError, match=expected):
        baseline.run(settings, files.folder)
    assert not (tmp_path / "data" / PARTS).exists()


def test_no_tree_no_file_is_read(files: Bulk, tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    shutil.copytree(files.folder, folder, ignore=shutil.ignore_patterns("mtrees*"))
    with pytest.raises(InputError, match=r"NLM's MeSH tree, mtrees\*\.bin"):
        run(tmp_path / "data", folder)
    settings = Settings(data=tmp_path / "data")
    tree = files.folder / "mtrees2026.bin"
    assert baseline.run(settings, folder, tree=tree, workers=1).problems == []


def test_without_dask_one_line(
    files: Bulk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with pytest.raises(IngestError, match=r"Dask, which is not installed: python -m pip install"):
        run(tmp_path, files.folder)


def test_no_scheduler_answers(files: Bulk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_cluster, "CONNECT_SECONDS", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(IngestError, match=f"no Dask scheduler answers at {address}"):
            run(tmp_path, files.folder, scheduler=address)


def test_a_scheduler_without_workers(
    files: Bulk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_cluster, "CONNECT_SECONDS", 1)
    with (
        LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as cluster,
        pytest.raises(IngestError, match="has no workers"),
    ):
        run(tmp_path, files.folder, scheduler=cluster.scheduler_address)
