"""Every notebook runs on evidence.db as a new clone builds it, and shows what is committed."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from nbformat import NotebookNode

from notebooks.run import COLAB_CELL, FOLDER, address, execute_all, links, paths, readme, shown

KILOBYTES = 300


@pytest.fixture(scope="module")
def runs(
    evidence: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Path, NotebookNode | BaseException]]:
    """Every notebook run on the fresh database, two at a time, writing to folders of its own."""
    folder = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCE_DATA", str(evidence.parent))
        patch.delenv("EVIDENCE_SITE", raising=False)
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
            patch.setenv(name, str(folder / name.lower()))
        yield dict(zip(paths(), asyncio.run(execute_all(paths())), strict=True))


def test_there_are_six():
    assert [path.name[:2] for path in paths()] == ["01", "02", "03", "04", "05", "06"]


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_fresh_run_shows_what_is_committed(
    path: Path, runs: dict[Path, NotebookNode | BaseException]
):
    fresh, committed = runs[path], nbformat.read(path, as_version=4)
    if isinstance(fresh, BaseException):
        raise fresh
    assert shown(fresh) == shown(committed), "run `make notebooks` and commit the result"


def test_what_was_measured_and_compared_is_shown(
    evidence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    database = tmp_path / "evidence.db"
    database.write_bytes(evidence.read_bytes())
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM accuracy")
        (study,) = connection.execute("SELECT min(study) FROM catalogue_studies").fetchone()
        connection.executemany(
            "INSERT INTO accuracy"
            " (field, metric, measured_on, method, value, low, high, n, floor, target)"
            " VALUES (?, 'exact', 'labelled abstracts', 'held out', ?, ?, ?, 200, 0.6, 0.9)",
            [("participants", 0.92, 0.88, 0.95), ("sessions", 0.81, 0.75, 0.86)],
        )
        connection.executemany(
            "INSERT INTO facts (study, position, field, value, status, tier, method, version)"
            " VALUES (?, ?, 'participants', '30', 'stated', ?, 'rule', 1)",
            [(study, 0, "high"), (study, 1, "review"), (study, 2, "high")],
        )
        connection.execute(
            "INSERT INTO disagreements (study, field, catalogue_value, extracted_value, fact)"
            " VALUES (?, 'participants', '27', '30', 0)",
            [study],
        )
    connection.close()
    monkeypatch.setenv("EVIDENCE_DATA", str(tmp_path))
    (path,) = [path for path in paths() if path.name.startswith("05")]
    (notebook,) = asyncio.run(execute_all([path]))
    assert not isinstance(notebook, BaseException), notebook
    text = " ".join(text for _, text in shown(notebook))
    assert "2 figures on 2 fields. 1 of 2 (50 %) reach what was aimed at" in text
    assert "They differ 1 time, most often in participants (1 of 1)" in text
    assert "2 of 3 (67 %) of the facts with a tier are of the tier high" in text


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_figure_stands_with_its_table_and_its_conclusion(path: Path):
    texts = [text for _, text in shown(nbformat.read(path, as_version=4))]
    figures = [place for place, text in enumerate(texts) if text.startswith("<Figure")]
    assert figures
    for place in figures:
        before, after = texts[place - 1], texts[place + 1 : place + 3]
        assert any(not text.startswith(("<Figure", ">")) for text in (before, after[0]))
        assert any(text.startswith("> **In short.** ") for text in after)


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_notebook_opens_with_the_projects_links(path: Path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source == links(path.name)
    assert notebook.cells[1].source == COLAB_CELL.format(address=address())
    assert path.stat().st_size < KILOBYTES * 1000


def test_the_readme_has_the_projects_links():
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == readme()
    assert all(links(path.name) in readme() for path in paths())


def test_without_a_database_a_notebook_says_what_to_do(tmp_path: Path):
    script = "from evidence import ask; ask('SELECT 1')"
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=FOLDER,
        env={"EVIDENCE_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert f"{tmp_path / 'evidence.db'} is not there yet: run `make build`" in run.stderr


@pytest.fixture
def site(evidence: Path) -> Iterator[str]:
    """The address of the site's engine, serving the database on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(evidence)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--setting", "max_returned_rows", "100"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urlopen(f"{address}/-/versions.json", timeout=5).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait()


ON_THE_SITE = """
import sys
from evidence import EvidenceError, ask, ask_site
site = sys.argv[1]
sql = "SELECT id, year, participants, direction FROM studies WHERE randomized = :randomized"
from_site = ask_site(site, sql, randomized=1)
from_file = ask(sql, {"randomized": 1})
assert len(from_site) and from_site.equals(from_file), (from_site, from_file)
try:
    ask_site(site, "SELECT id FROM studies")
except EvidenceError as error:
    print(error)
"""


def test_the_site_gives_what_the_file_gives_and_part_of_it_is_refused(evidence: Path, site: str):
    run = subprocess.run(
        [sys.executable, "-c", ON_THE_SITE, site],
        cwd=FOLDER,
        env={"EVIDENCE_DATA": str(evidence.parent), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert "only part of the rows" in run.stdout


def test_binder_builds_the_database_the_notebooks_read():
    binder = FOLDER.parent / ".binder"
    assert "make build" in (binder / "postBuild").read_text(encoding="utf-8").splitlines()
    assert (binder / "postBuild").stat().st_mode & 0o111
    imported = set()
    for path in paths():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for line in cell["source"]:
                if cell["cell_type"] == "code" and line.startswith(("import ", "from ")):
                    imported.add(line.split()[1].split(".")[0])
    ours = {"evidence", "figures"}
    foreign = imported - ours - set(sys.stdlib_module_names)
    requirements = (binder / "requirements.txt").read_text(encoding="utf-8")
    assert foreign
    assert all(name.lower() in requirements for name in foreign)
