"""Files that are made to take all memory: refused, or read, within MOST_MEMORY.

BOMB_MB says how much each of them would give; they come through a pipe and lie on no disk.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path

import pytest

from ingest.settings import ROOT

BOMB_MB = int(os.environ.get("BOMB_MB", "70"))
MOST_MEMORY = 800
"""MB that a process which reads files may take at its worst, whatever is in them."""
FLAT = 250
"""MB that it takes where no record is large."""

READ = r"""
import json, re, sys
from pathlib import Path
from ingest.errors import InputError
from ingest.intake.importer import read_file
found = []
for path in sys.argv[1:]:
    kinds = {"records": 0, "faults": []}
    for item in read_file(Path(path)):
        if isinstance(item, InputError):
            kinds["faults"].append(str(item))
        else:
            kinds["records"] += 1
    found.append([kinds["records"], kinds["faults"]])
peak = int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1]) >> 10
print(json.dumps([peak, found]))
"""

LARGEST = int(os.environ.get("BOMB_RECORD", "4")) << 20
"""Bytes of a record that is read: at most the 16 MB of ingest.pubmed.xml_split.RECORD_LIMIT."""
HEAD, TAIL = b"<PubmedArticleSet>", b"</PubmedArticleSet>"
RECORD = b"<PubmedArticle><MedlineCitation><PMID>7</PMID>"
RECORD_END = b"</MedlineCitation></PubmedArticle>"


def endless(piece: bytes) -> Iterator[bytes]:
    """BOMB_MB of repetitions of a piece, in chunks."""
    chunk = piece * (2**18 // len(piece))
    return repeat(chunk, (BOMB_MB << 20) // len(chunk))


REFUSED = {
    "line": (b"12 ", b"1 ", b"", "a line of more than 1 MB"),
    "line of nbib": (b"PMID- 7\nTI  - ", b"x", b"\n", "a line of more than 1 MB"),
    "record of nbib": (b"PMID- 7\nTI  - x\n", b"      x\n", b"\n", "more than 16 MB"),
    "cell": (b'PMID,Title\n7,"', b"x\n", b'"\n', "field larger"),
    "text of XML": (HEAD + RECORD, b"x", RECORD_END + TAIL, "more than 16 MB"),
    "elements": (HEAD + RECORD, b"<a/>", RECORD_END + TAIL, "more than 16 MB"),
    "depth": (HEAD + RECORD, b"<a>", RECORD_END + TAIL, "more than 16 MB"),
    "comment": (HEAD + b"<!--", b"x", b"-->" + TAIL, "more than 16 MB"),
    "tag": (HEAD + b"<PubmedArticle ", b"a='' ", b">", "more than 16 MB"),
    "declaration": (b"<!DOCTYPE ", b"x", b">" + HEAD + TAIL, "more than 16 MB"),
    "deletions": (
        *(HEAD + b"<DeleteCitation>", b"<PMID>1</PMID>", b"</DeleteCitation>" + TAIL),
        "more than 16 MB",
    ),
}
"""By name: a beginning, what is repeated, an end, and what is said of it."""


def read_in_child(*contents: Iterable[bytes] | Path) -> tuple[int, list[tuple[int, list[str]]]]:
    """Peak memory in MB of a process that reads files and what comes through pipes.

    And for each of them the number of records in it, and its faults.
    """
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as writers:
        paths = []
        for place, content in enumerate(contents):
            path = content if isinstance(content, Path) else Path(folder, f"{place}")
            paths.append(str(path))
            if not isinstance(content, Path):
                os.mkfifo(path)
                writers.submit(_write, path, content)
        command = [sys.executable, "-c", READ, *paths]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    peak, found = json.loads(done.stdout)
    print(f"{len(paths)} files read within {peak} MB")
    return peak, found


def _write(pipe: Path, content: Iterable[bytes]) -> None:
    # The reader may turn away from what it has refused.
    with suppress(BrokenPipeError), pipe.open("wb") as file:
        file.writelines(content)


def bombs() -> Iterator[Iterable[bytes]]:
    for start, piece, end, _ in REFUSED.values():
        yield chain([start], endless(piece), [end])


def test_what_never_ends_is_refused() -> None:
    peak, found = read_in_child(*bombs())
    for (records, faults), (name, (*_, said)) in zip(found, REFUSED.items(), strict=True):
        assert (records, len(faults)) == (0, 1), name
        assert said in faults[0], name
    assert peak < FLAT


def test_what_never_ends_is_refused_when_it_is_packed(tmp_path: Path) -> None:
    files = []
    for place, content in enumerate(bombs()):
        files.append(tmp_path / f"{place}.gz")
        with gzip.open(files[-1], "wb") as file:
            file.writelines(content)
    twice = tmp_path / "twice.gz"
    twice.write_bytes(gzip.compress(files[0].read_bytes()))
    peak, found = read_in_child(*files, twice)
    said = [*(said for *_, said in REFUSED.values()), "not PubMed XML"]
    for (records, faults), expected in zip(found, said, strict=True):
        assert (records, len(faults)) == (0, 1)
        assert expected in faults[0] or "expands more than 200 times" in faults[0]
    assert peak < FLAT


def test_what_is_long_but_of_small_parts_is_read() -> None:
    spaces = [chain([HEAD], endless(space), [RECORD + RECORD_END, TAIL]) for space in (b" ", b"\n")]
    peak, found = read_in_child(*spaces)
    assert found == [[1, []], [1, []]]
    assert peak < FLAT


@pytest.mark.parametrize("piece", [b"<a/>", b"<!--x-->"])
def test_the_largest_record_is_read_within_the_memory(piece: bytes) -> None:
    record = [HEAD, RECORD, piece * (LARGEST // len(piece)), RECORD_END, TAIL]
    nested = LARGEST // len(b"<a></a>")
    deep = [HEAD, RECORD, b"<a>" * nested, b"</a>" * nested, RECORD_END, TAIL]
    peak, found = read_in_child(record, deep)
    assert [records + len(faults) for records, faults in found] == [1, 1]
    assert peak < MOST_MEMORY


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10))
ENTITIES = (
    LAUGHS,
    '<!ENTITY a9 SYSTEM "file:///etc/passwd">',
    '<!ENTITY % a9 SYSTEM "http://127.0.0.1:9/a.dtd"> %a9;',
)


def test_entities_of_a_file_are_neither_expanded_nor_fetched() -> None:
    record = RECORD + b"<Article><ArticleTitle>&a9;</ArticleTitle></Article>" + RECORD_END
    doctypes = [f"<!DOCTYPE PubmedArticleSet [{declared}]>".encode() for declared in ENTITIES]
    peak, found = read_in_child(*([doctype, HEAD, record, TAIL] for doctype in doctypes))
    for records, (fault,) in found:
        assert records == 0
        assert "declares entities of its own" in fault
    assert peak < FLAT
