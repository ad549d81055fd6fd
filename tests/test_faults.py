"""What the machine may do to a run: each fault is one line and an exit code, and loses nothing."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from ingest.archive.lock import LOCK, exclusive
from ingest.archive.writer import Archive
from ingest.check import check
from ingest.cli import main
from ingest.evidence.build import build
from ingest.intake import importer
from ingest.settings import ROOT, Settings
from tests.campaigns.killing import FIXTURES, SOURCE, committed, said
from tests.eutils.population import Population
from tests.eutils.rendering import SET_HEAD, SET_TAIL
from tests.eutils.server import StandIn

ROOM = 64
"""kB that a file may have, or a disk has left, where there is too little room for anything."""
MINDING_MODES = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
"""Before a command of root's: it then minds the modes of files as everybody must."""

_forks = get_context("forkserver")
_forks.set_forkserver_preload([__name__])


class Done(NamedTuple):
    """How a command ended."""

    code: int | None
    errors: str


class Place(NamedTuple):
    """A folder of data, and files to import that bring more than ROOM."""

    data: Path
    records: Path

    @property
    def archive(self) -> Path:
        return self.data / "archive.db"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, evidence: Path) -> Path:
    """A folder with an archive, an evidence.db and, aside, a file of more records."""
    folder = tmp_path_factory.mktemp("sound")
    pubmed = Population(200, seed=3)
    records = [pubmed.raw(pmid) for pmid in pubmed.pmids]
    for name, part in (("first.xml", records[:100]), ("more.xml", records[100:])):
        (folder / name).write_bytes(SET_HEAD.encode() + b"".join(part) + SET_TAIL.encode())
    importer.run(Settings(data=folder / "data"), [folder / "first.xml"])
    shutil.copy(evidence, folder / "data")
    return folder


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Place:
    data = shutil.copytree(sound / "data", tmp_path / "data")
    return Place(data, Path(shutil.copy(sound / "more.xml", tmp_path)))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def run(data: Path, *arguments: str, room: int | None = None, url: str | None = None) -> Done:
    """A command in a process of its own; no file of its may grow beyond ``room`` kB."""
    errors = data.parent / "errors.txt"
    process = _forks.Process(target=_run, args=(data, arguments, errors, room, url))
    process.start()
    process.join()
    return Done(process.exitcode, errors.read_text("utf-8"))


def _run(
    data: Path, arguments: tuple[str, ...], errors: Path, room: int | None, url: str | None
) -> None:
    os.environ["EVIDENCE_DATA"] = str(data)
    os.environ.update({"EUTILS_URL": url, "NCBI_API_KEY": "fast"} if url else {})
    with errors.open("w", encoding="utf-8") as sys.stderr, Path(os.devnull).open("w") as sys.stdout:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room << 10, room << 10))
        main(list(arguments))


def assert_refused(done: Done, *words: str) -> None:
    """One line that says so, and an exit code; any of the words will do."""
    (line,) = done.errors.splitlines()
    assert done.code in (1, 2)
    assert line.startswith("error: ")
    assert any(word in line for word in words), line


COMMANDS: dict[str, Callable[[Place], tuple[str, ...]]] = {
    "import": lambda place: ("import", str(place.records)),
    "build": lambda place: ("build", "--no-extraction"),
    "backup": lambda place: ("backup",),
    "export": lambda place: ("export", "--format", "csl-json", "--output", f"{place.data}/out"),
    "release": lambda place: ("release", f"{place.data}/releases"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_no_room_for_a_file_is_one_line_and_loses_nothing(place: Place, command: str) -> None:
    before, kept = digests(place.data), committed(place.archive)
    done = run(place.data, *COMMANDS[command](place), room=ROOM)
    assert_refused(done, "File too large", "disk I/O error", "full")
    # Where there is no room to undo an unfinished change, whoever opens the archive next does it.
    assert committed(place.archive) == kept
    assert digests(place.data).keys() == before.keys()
    assert digests(place.data)["evidence.db"] == before["evidence.db"]
    assert check(Settings(data=place.data)).damages == ()


@contextmanager
def nearly_full_disk(place: Place) -> Iterator[Callable[[], None]]:
    """The folder of data on a disk with ROOM left; gives a function that makes it larger."""
    used = sum(-(-path.stat().st_size // 4096) * 4 for path in place.data.iterdir())
    kept = place.data.rename(place.data.with_name("kept"))
    place.data.mkdir()
    options = f"size={used + ROOM}k"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place.data)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this process may not mount a disk")
    try:
        shutil.copytree(kept, place.data, dirs_exist_ok=True)
        larger = ["mount", "-o", "remount,size=64m", str(place.data)]
        yield lambda: subprocess.run(larger, check=True) and None
    finally:
        subprocess.run(["umount", str(place.data)], check=True)


def test_a_full_disk_is_one_line_and_loses_nothing(place: Place) -> None:
    with nearly_full_disk(place) as enlarge, StandIn(Population(60, seed=4)) as pubmed:
        before = digests(place.data)
        kept = committed(place.archive)
        for command in COMMANDS:
            done = run(place.data, *COMMANDS[command](place))
            assert_refused(done, "No space left on device", "disk is full")
            assert digests(place.data) == before, command
        # PubMed's answers come in batches: what was kept of them before the disk was full stands.
        assert_refused(run(place.data, "refresh", url=pubmed.url), "disk is full")
        assert kept <= committed(place.archive)
        enlarge()
        assert run(place.data, "refresh", url=pubmed.url) == Done(0, "")
        assert run(place.data, "import", str(place.records)) == Done(0, "")
        assert kept <= committed(place.archive)
        assert check(Settings(data=place.data)).damages == ()


MODES = [(0o555, 0o644), (0o755, 0o000)]
"""Of the folder and of its files: one that may not be written, and files that may not be read."""


@pytest.mark.parametrize("modes", MODES, ids=["folder", "files"])
def test_what_may_not_be_written_or_read_is_one_line(place: Place, modes: tuple[int, int]) -> None:
    before = digests(place.data)
    with _modes(place.data, *modes):
        ended = _as_everybody(place)
    for command, done in zip(COMMANDS, ended, strict=True):
        assert_refused(done, "Permission denied", "readonly", "unable to open")
        assert str(place.data) in done.errors, command
    assert digests(place.data) == before


@contextmanager
def _modes(folder: Path, of_folder: int, of_files: int) -> Iterator[None]:
    files = list(folder.iterdir())
    try:
        for path in files:
            path.chmod(of_files)
        folder.chmod(of_folder)
        yield
    finally:
        folder.chmod(0o755)
        for path in files:
            path.chmod(0o644)


RUN_EACH = """
import json, os, sys
from ingest.cli import main
for arguments in json.loads(sys.argv[1]):
    child = os.fork()
    if not child:
        main(arguments)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print("exit", code, file=sys.stderr, flush=True)
"""


def _as_everybody(place: Place) -> list[Done]:
    """How each of the commands ends for somebody who has to mind the modes of files."""
    commands = json.dumps([command(place) for command in COMMANDS.values()])
    process = subprocess.run(
        [*_minding_modes(), sys.executable, "-c", RUN_EACH, commands],
        cwd=ROOT,
        env={**os.environ, "EVIDENCE_DATA": str(place.data)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = re.findall(r"(.*?\n|)exit (\d+)\n", process.stderr, re.DOTALL)
    return [Done(int(code), errors) for errors, code in told]


def _minding_modes() -> tuple[str, ...]:
    """What goes before a command for which the modes of files are to count."""
    if os.geteuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root does not mind modes, and there is no setpriv to make it")
    return MINDING_MODES


def test_a_file_that_may_not_be_read_costs_only_itself(tmp_path: Path) -> None:
    closed, good = tmp_path / "closed.txt", tmp_path / "good.txt"
    for path in (closed, good):
        path.write_text("123\n")
    closed.chmod(0)
    process = subprocess.run(
        [*_minding_modes(), sys.executable, "-m", "ingest", "import", str(closed), str(good)],
        cwd=ROOT,
        env={**os.environ, "EVIDENCE_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 2
    assert process.stderr == f"error: {closed}: Permission denied\n"
    assert "1 to fetch at the next refresh" in process.stdout


@pytest.mark.parametrize("command", ["import", "refresh"])
def test_a_second_ingest_is_told_who_holds_the_lock(place: Place, command: str) -> None:
    arguments = {"import": ("import", str(place.records)), "refresh": ("refresh",)}[command]
    before = digests(place.data)
    with exclusive(place.data):
        done = run(place.data, *arguments)
    assert_refused(done, f"another ingest is running (process {os.getpid()}, ")
    assert digests(place.data) == before
    assert not (place.data / LOCK).exists()


DAMAGES: dict[str, Callable[[bytes, Random], bytes]] = {
    "page": lambda content, random: _overwritten(content, 4096 * random.randrange(1, 60), 4096),
    "bytes": lambda content, random: _overwritten(content, random.randrange(len(content)), 40),
    "header": lambda content, _: _overwritten(content, 0, 100),
    "cut": lambda content, random: content[: random.randrange(1, len(content))],
    "empty": lambda *_: b"",
    "another": lambda *_: b"This is a text, not a database.\n" * 500,
}
"""What may have become of a file."""


def _overwritten(content: bytes, start: int, size: int) -> bytes:
    return content[:start] + b"\xff" * size + content[start + size :]


READING: dict[str, list[str]] = {
    "archive.db": ["status", "backup", "check"],
    "evidence.db": ["export", "release", "check"],
}
"""Commands that only read a file, of which only the last has to see every damage."""


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", READING)
def test_damaged_files_are_one_line_and_are_not_touched(
    place: Place, name: str, damage: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whether a command meets the damage or not: it works, or says so in a line."""
    path = place.data / name
    path.write_bytes(DAMAGES[damage](path.read_bytes(), Random(damage)))
    monkeypatch.setenv("EVIDENCE_DATA", str(place.data))
    before = digests(place.data)
    for command in READING[name]:
        arguments = COMMANDS[command](place) if command in COMMANDS else (command,)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        if command == "check":
            assert ended.value.code == 1
            assert f"{path}: " in told.out
            assert told.err == ""
        else:
            assert ended.value.code in (0, 1, 2)
            assert len(told.err.splitlines()) == (ended.value.code != 0)
    assert {file: digests(place.data)[file] for file in before} == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_evidence_db_is_built_anew(sound: Path, tmp_path: Path, damage: str) -> None:
    settings = Settings(source=SOURCE, data=tmp_path)
    importer.run(settings, [SOURCE / "records.xml"])
    build(settings)
    whole = settings.evidence.read_bytes()
    settings.evidence.write_bytes(DAMAGES[damage](whole, Random(damage)))
    build(settings)
    assert settings.evidence.read_bytes() == whole


def test_a_clock_that_goes_back_loses_nothing(tmp_path: Path) -> None:
    today = datetime(2026, 5, 1, tzinfo=UTC)
    straight = Settings(source=SOURCE, data=tmp_path / "straight")
    back = Settings(source=SOURCE, data=tmp_path / "back")
    files = (SOURCE / "records.xml", FIXTURES / "pubmed" / "awkward.xml", SOURCE / "records.xml")
    for settings, days in ((straight, (0, 1, 2)), (back, (0, -4000, 2))):
        for file, day in zip(files, days, strict=True):
            with Archive(settings.archive) as archive:
                importer.import_files(
                    archive, [file], clock=lambda day=day: today + timedelta(days=day)
                )
        build(settings)
    assert said(back.archive) == said(straight.archive)
    studies = "SELECT id, title, participants, design FROM studies ORDER BY id"
    with (
        closing(sqlite3.connect(straight.evidence)) as one,
        closing(sqlite3.connect(back.evidence)) as other,
    ):
        assert one.execute(studies).fetchall() == other.execute(studies).fetchall()
