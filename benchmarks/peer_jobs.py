"""The same file read by others, where they are installed: pip install pubmed_parser paperetl.

They read less (see docs/benchmarks.md); the ratios say what it costs to read all.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from benchmarks.ingest_jobs import CORPUS, Job

DOCTYPE = (
    b'<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle,'
    b' 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
SET_SIZE = 200
"""Records that Bio.Entrez reads at a time; a whole file takes it 2.6 GB."""


def biopython(folder: Path) -> Callable[[], object]:
    """Bio.Entrez.read of sets of records; it needs a DTD that it has on disk."""
    from Bio import Entrez

    Entrez.local_cache = str(folder)

    def job() -> None:
        records = (folder / CORPUS).read_bytes().split(b"<PubmedArticle>")[1:]
        for start in range(0, len(records), SET_SIZE):
            articles = b"".join(b"<PubmedArticle>" + r for r in records[start : start + SET_SIZE])
            articles = articles.removesuffix(b"\n").removesuffix(b"</PubmedArticleSet>")
            Entrez.read(
                BytesIO(DOCTYPE + b"<PubmedArticleSet>" + articles + b"</PubmedArticleSet>")
            )

    return job


def pubmed_parser(folder: Path) -> Callable[[], object]:
    """pubmed_parser.parse_medline_xml with its defaults; it reads gzip files only."""
    import pubmed_parser as parser

    packed = folder / f"{CORPUS}.gz"
    if not packed.exists():
        packed.write_bytes(gzip.compress((folder / CORPUS).read_bytes(), 1))
    return lambda: list(parser.parse_medline_xml(str(packed)))


def paperetl(folder: Path) -> Callable[[], object]:
    """paperetl's own run from file to SQLite, in its own processes.

    Its sentences want NLTK's Punkt data, which a package registry does not have; the same
    algorithm untrained stands in.
    """
    from nltk.tokenize.punkt import PunktSentenceTokenizer
    from paperetl.file import pmb
    from paperetl.file.execute import Execute

    pmb.sent_tokenize = PunktSentenceTokenizer().tokenize
    source, database = folder / "paperetl", folder / "paperetl.db"
    source.mkdir(exist_ok=True)
    file = source / "pubmed.xml"
    if not file.exists():
        file.symlink_to(folder / CORPUS)
    return lambda: Execute.run(str(source), str(database), None, True)


JOBS: dict[str, Job] = {
    "Bio.Entrez.read": biopython,
    "pubmed_parser": pubmed_parser,
    "paperetl": paperetl,
}
MODULES = {"Bio.Entrez.read": "Bio", "pubmed_parser": "pubmed_parser", "paperetl": "paperetl"}
RATIO_TO = {"Bio.Entrez.read": "expat", "pubmed_parser": "expat", "paperetl": "file-to-evidence-2"}


def installed() -> dict[str, Job]:
    """The peers that can be imported here."""
    return {name: job for name, job in JOBS.items() if find_spec(MODULES[name]) is not None}
