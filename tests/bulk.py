"""Small bulk files as NLM publishes them, and a MeSH tree for the stand-in's descriptors."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from ingest.pubmed.mesh_tree import MeshTree
from ingest.pubmed.search import load_searches
from ingest.settings import Settings
from tests.eutils.population import Population
from tests.eutils.rendering import SET_HEAD, SET_TAIL
from tests.eutils.texts import NARROWER

SEARCHES = load_searches(Settings.source / "searches.yaml")
IN_FILTERS = ("comment", "review", "systematic review")
"""Publication types that the filter for systematic reviews asks for."""


def write_bulk(
    folder: Path, number: int, records: Iterable[bytes], deleted: Iterable[str] = ()
) -> Path:
    """One file of a baseline with its MD5; ``number`` is its place in the row."""
    numbers = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    end = f"<DeleteCitation>{numbers}</DeleteCitation>" if numbers else ""
    content = b"\n".join([SET_HEAD.encode(), *records, (end + SET_TAIL).encode()])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"pubmed26n{number:04}.xml.gz"
    path.write_bytes(gzip.compress(content, 1, mtime=0))
    write_md5(path)
    return path


def write_md5(path: Path) -> None:
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    path.with_name(f"{path.name}.md5").write_text(f"MD5({path.name})= {digest}\n")


def tree_lines() -> list[str]:
    """A MeSH tree of the names that the searches ask for, as the stand-in has it."""
    asked = " ".join(search.query for search in SEARCHES)
    names = {
        (text.strip('"').lower(), field)
        for text, field in re.findall(r'("[^"]*"|\w+)\[(mh|pt)\]', asked)
    }
    names |= {(name, "pt") for name in IN_FILTERS}
    lines = []
    for number, (name, field) in enumerate(sorted(names), 1):
        place = f"{'V' if field == 'pt' else 'C'}01.{number:03}"
        below = NARROWER.get(name, ()) if field == "mh" else ()
        lines.append(f"{name};{place}")
        lines += [f"{child};{place}.{at:03}" for at, child in enumerate(below, 1)]
    return lines


def tree() -> MeshTree:
    return MeshTree((name, number) for name, number in (line.split(";") for line in tree_lines()))


def write_tree(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mtrees2026.bin"
    path.write_text("\n".join(tree_lines()) + "\n", encoding="utf-8")
    return path


class Bulk:
    """Bulk files of a PubMed: a baseline in three files, then an update file a week."""

    def __init__(
        self, folder: Path, records: int = 300, weeks: int = 3, activity: int = 12
    ) -> None:
        self.folder = folder
        self.pubmed = Population(records, seed=7, activity=activity)
        self.number = 0
        write_tree(folder)
        raws = [self.pubmed.raw(pmid) for pmid in self.pubmed.pmids]
        size = len(raws) // 3 + 1
        for start in range(0, len(raws), size):
            self.write(raws[start : start + size])
        for _ in range(weeks):
            self.update()

    def write(self, records: Iterable[bytes], deleted: Iterable[str] = ()) -> Path:
        self.number += 1
        return write_bulk(self.folder, self.number, records, deleted)

    def update(self, days: int = 7) -> Path:
        """Time passes; what changed, and what is gone, is in the next file."""
        before = self.pubmed.truth()
        self.pubmed.advance(days)
        return self.write_changes(before)

    def write_changes(self, before: dict[str, bytes | None]) -> Path:
        after = self.pubmed.truth()
        changed = [raw for pmid, raw in after.items() if raw and raw != before.get(pmid)]
        gone = [pmid for pmid, raw in after.items() if raw is None and before.get(pmid)]
        return self.write(changed, gone)

    def found(self) -> dict[str, bytes]:
        """What the strategies find in the PubMed as it is now."""
        pmids = {pmid for search in SEARCHES for pmid in self.pubmed.matching(search.query)}
        return {pmid: self.pubmed.raw(pmid) for pmid in pmids}
