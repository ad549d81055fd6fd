"""The command line as a user meets it: in a process of its own, one line for each fault."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.cli import commands
from ingest.settings import ROOT

NOWHERE = "http://127.0.0.1:9/entrez/eutils/"


def ingest(
    data: Path, *arguments: str, given: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NCBI_")}
    return subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=ROOT,
        env={**kept, "EVIDENCE_DATA": str(data), "EUTILS_URL": NOWHERE, **environment},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def only_line(process: subprocess.CompletedProcess[str]) -> str:
    lines = process.stderr.splitlines()
    assert len(lines) == 1, process.stderr
    assert lines[0].startswith("error: ")
    return lines[0]


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_explains_itself(name: str):
    command = commands.commands[name]
    assert command.help
    assert len(command.help) > 20


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["refresh", "--frob"], "No such option '--frob'"),
        (["frob"], "No such command 'frob'"),
        (["import"], "Missing argument 'FILES"),
        (["import", "no-such-file.xml"], "no-such-file.xml: No such file"),
        (["build", "--jobs", "many"], "'many' is not a valid integer"),
        (["serve"], "run `make build` first"),
        (["serve", "--port", "99999"], "99999 is not in the range"),
        (["extract", "--input", "no-such.jsonl", "--output", "x"], "no-such.jsonl"),
    ],
)
def test_a_wrong_command_gets_one_line_and_changes_nothing(
    tmp_path: Path, arguments: list[str], says: str
):
    process = ingest(tmp_path, *arguments)
    assert process.returncode == 2
    assert says in only_line(process)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EUTILS_URL", "eutils.example.org"),
        ("EUTILS_URL", "http://[::1/"),
        ("EUTILS_URL", "http://a b/"),
        ("EUTILS_URL", "http://127.0.0.1:99999/"),
        ("EUTILS_URL", "http://:80/"),
        ("NCBI_EMAIL", "me@example.org\nyou@example.org"),
        ("NCBI_EMAIL", "m e@example.org"),
        ("NCBI_API_KEY", "one two"),
        ("EVIDENCE_DATA", __file__),
        ("NCBI_EMAIL", "me"),
        ("EVIDENCE_SOURCE", "no/such/folder"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str):
    process = ingest(tmp_path, "refresh", **{name: value})
    assert process.returncode == 2
    assert name in only_line(process)


def test_without_network_refresh_fails_in_one_line_and_leaves_both_files(
    tmp_path: Path, evidence: Path
):
    database = tmp_path / "evidence.db"
    database.write_bytes(evidence.read_bytes())
    record = ROOT / "tests" / "fixtures" / "pubmed" / "twin.xml"
    assert ingest(tmp_path, "import", str(record)).returncode == 0

    def digests() -> dict[str, str]:
        return {p.name: sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()}

    before = digests()
    process = ingest(tmp_path, "refresh")
    assert process.returncode == 1
    assert "127.0.0.1" in only_line(process)
    assert digests() == before


def test_status_speaks_json(tmp_path: Path):
    process = ingest(tmp_path, "status", "--json")
    answer = json.loads(process.stdout)
    assert (answer["records"], answer["studies"], answer["last_refresh"]) == (0, 0, None)


def test_build_and_status_by_command(tmp_path: Path):
    built = ingest(tmp_path, "build")
    assert built.returncode == 0, built.stderr
    assert "309 studies" in built.stdout
    answer = json.loads(ingest(tmp_path, "status", "--json").stdout)
    assert answer["studies"] == 309


def test_another_folder_of_sources_makes_another_evidence_base(tmp_path: Path):
    source = tmp_path / "silicone"
    shutil.copytree(ROOT / "tests" / "fixtures" / "another_topic", source)
    data = tmp_path / "data"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return ingest(data, *arguments, EVIDENCE_SOURCE=str(source))

    assert "4 studies" in run("build").stdout
    assert run("import", str(source / "records.xml")).returncode == 0
    assert "5 studies" in run("build").stdout
    assert f"{source}: sound" in run("check").stdout
    (source / "claims.yaml").unlink()
    process = run("build")
    assert process.returncode == 2
    assert "claims.yaml: cannot be read: No such file" in only_line(process)


def test_a_missing_file_of_the_program_is_named_in_one_line(tmp_path: Path):
    shutil.copytree(ROOT / "ingest", tmp_path / "ingest")
    process = subprocess.run(
        [sys.executable, "-m", "ingest", "build"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    assert str(tmp_path / "data") in only_line(process)
    assert "put it back" in only_line(process)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    process = ingest(tmp_path / "file" / "data", "build")
    assert process.returncode == 1
    assert "file" in only_line(process)


IMPATIENT = """
import runpy, signal, sys

class Impatient:
    def find_spec(self, name, path, target=None):
        if name == "ingest.cli":
            signal.raise_signal(signal.SIGINT)

# Whoever runs the tests in the background may have them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Impatient())
runpy.run_module("ingest", run_name="__main__")
"""


def test_ctrl_c_while_modules_are_loading_is_quiet():
    process = subprocess.run(
        [sys.executable, "-c", IMPATIENT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (process.returncode, process.stdout, process.stderr) == (130, "", "")


def test_a_file_of_many_faults_names_the_first_and_counts_the_others(tmp_path: Path):
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "Acne scars"}\n' + "[]\n" * 5000)
    source, target = str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")
    process = ingest(tmp_path, "extract", "--input", source, "--output", target)
    assert process.returncode == 2
    assert process.stdout == "extract: 1 row written, 5000 left out\n"
    lines = process.stderr.splitlines()
    assert lines[0] == f"error: {source}, line 2: not a JSON object"
    assert (len(lines), lines[-1]) == (21, "error: … and 4,980 more")


def test_extract_reads_and_writes_the_standard_streams(tmp_path: Path):
    process = ingest(
        tmp_path,
        *("extract", "--input", "-", "--output", "-"),
        given='{"id": 7, "text": "Acne scars"}\n[]\n',
    )
    assert json.loads(process.stdout)["id"] == 7
    assert process.stderr.splitlines() == [
        "extract: 1 row written, 1 left out",
        "error: standard input, line 2: not a JSON object",
    ]
