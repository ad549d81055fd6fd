"""Hostile inputs to everything that reads files and replies: an answer or one clear refusal.

FUZZ_INPUTS says how many inputs are tried, all readers together.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.catalogue.study import CatalogueStudy
from ingest.check import check
from ingest.claims import load_claims
from ingest.errors import IngestError, InputError
from ingest.evidence.build import build
from ingest.extract.command import extract_file
from ingest.extract.reader import read
from ingest.extract.text.document import Document
from ingest.intake import importer
from ingest.intake.importer import read_file
from ingest.pubmed import nbib, xml
from ingest.pubmed.lint import lint
from ingest.pubmed.query import terms
from ingest.pubmed.record import Record
from ingest.pubmed.replies import read_records, read_search
from ingest.pubmed.search import load_searches, translation_problems
from ingest.pubmed.transport import PermanentError, TransientError
from ingest.settings import ROOT, Settings
from ingest.vocabulary.concepts import Vocabulary
from ingest.yaml_source import read_yaml, validate
from tests.campaigns.mutating import DataMutator, Mutator, XmlMutator, fuzz
from tests.eutils.population import Population
from tests.eutils.rendering import SET_HEAD, SET_TAIL
from tests.eutils.server import StandIn
from tests.refreshing import TERMS, client_of
from tests.test_lint import BAD, GOOD

INPUTS = int(os.environ.get("FUZZ_INPUTS", "4000"))
SEED = 8
FIXTURES = Path(__file__).parent / "fixtures"
DATA = ROOT / "data"
OWN_NUMBER = re.compile(rb"<PMID\b[^>]*>[^<]*</PMID>")

POPULATION = Population(40, seed=SEED)
RECORDS = [POPULATION.raw(pmid) for pmid in POPULATION.pmids]
AWKWARD = (FIXTURES / "pubmed" / "awkward.xml").read_bytes()
SETS = [AWKWARD, *(SET_HEAD.encode() + record + SET_TAIL.encode() for record in RECORDS)]
NBIB = [
    (FIXTURES / "pubmed" / "twin.nbib").read_bytes(),
    *(POPULATION.medline(pmid).encode() for pmid in POPULATION.pmids),
]
ABSTRACTS = [
    "\n".join(filter(None, [record.title, *(part.text for part in record.abstract)])).encode()
    for record in map(xml.parse_record, RECORDS)
]


class Reader(NamedTuple):
    """Something that reads, its inputs by number, and its share of them all in thousandths."""

    name: str
    take: Callable[[bytes], object]
    inputs: Callable[[int], bytes]
    share: int
    refusals: tuple[type[Exception], ...] = (IngestError,)


def read_xml(content: bytes) -> list[Record]:
    records = xml.split_records(io.BytesIO(content))
    return [xml.parse_record(record.raw) for record in records if record.kind != "delete"]


def read_xml_record(content: bytes) -> Record:
    record = xml.parse_record(content)
    try:
        assert xml.parse_record(xml.without_history(content)).pmid == record.pmid
    except InputError as error:
        raise AssertionError("can only be read with its History") from error
    return record


def read_nbib(content: bytes) -> list[Record]:
    lines = io.StringIO(content.decode("utf-8", "replace"), newline=None)
    return [nbib.parse_record(text) for _, text, _ in nbib.split_records(lines)]


def read_query(content: bytes) -> object:
    term = content.decode("utf-8", "replace")
    return lint(term), [*terms(term)], translation_problems(term, term[::-1])


def read_reply(content: bytes) -> object:
    if b"eSearchResult" in content:
        return read_search(content)
    return read_records(content, POPULATION.pmids)


def read_abstract(content: bytes) -> object:
    return read(Document.from_text(content.decode("utf-8", "replace")))


def search_replies() -> list[bytes]:
    with StandIn(POPULATION, seed=SEED, rate_limit=False) as server:
        client = client_of(server.url)
        return [client.esearch(term).raw for term in (*TERMS.values(), "nosuchword[tiab]")]


def tags(contents: Sequence[bytes]) -> list[bytes]:
    """The tags of XML, to be put where they do not belong."""
    found = chain.from_iterable(content.split(b"<")[1:] for content in contents)
    return sorted({b"<" + tag.partition(b">")[0] + b">" for tag in found})


def changed(corpus: Sequence[bytes], *words: bytes) -> Mutator:
    return Mutator(corpus, words, seed=SEED)


def readers(folder: Path) -> list[Reader]:
    """All readers; those of files read a file of ``folder``."""
    path, output = folder / "input", folder / "output"
    vocabulary = Vocabulary.load(DATA / "vocabulary")

    def file(take: Callable[[Path], object]) -> Callable[[bytes], object]:
        def write_and_take(content: bytes) -> object:
            path.write_bytes(content)
            return take(path)

        return write_and_take

    def read_all(path: Path) -> object:
        return [*read_file(path)]

    def read_study(path: Path) -> object:
        return validate(CatalogueStudy, read_yaml(path), vocabulary)

    def read_terms(path: Path) -> object:
        shutil.copy(path, words / "outcome_measures.yaml")
        return Vocabulary.load(words)

    def read_rows(path: Path) -> object:
        return extract_file(path, output, processes=1)

    words = Path(shutil.copytree(DATA / "vocabulary", folder / "vocabulary"))
    studies = sorted((DATA / "catalogue").glob("*-20*.yaml"))[:40]
    edited = {
        "catalogue": (studies, file(read_study), 8),
        "claims": ([DATA / "claims.yaml"], file(load_claims), 1),
        "searches": ([DATA / "searches.yaml"], file(load_searches), 1),
        "vocabulary": ([DATA / "vocabulary" / "outcome_measures.yaml"], file(read_terms), 1),
    }
    lists = [b"90000001\n90000002, 3\n", b'PMID,Title\n1,"a, b"\n"2",c\n', *NBIB[:4], *SETS[:4]]
    files = [*lists, *(gzip.compress(content, mtime=0) for content in lists)]
    rows = [
        {"id": place, "text": text.decode(), "intervention": "a", "comparator": "b", "outcome": "c"}
        for place, text in enumerate(ABSTRACTS[:5])
    ]
    queries = [term.encode() for term in (*GOOD, *(bad[0] for bad in BAD), *TERMS.values())]
    replies = [*search_replies(), *SETS[:6]]
    faults = (TransientError, PermanentError)
    return [
        Reader("xml", read_xml, changed(SETS, *tags(SETS)), 200),
        Reader("xml-tree", read_xml, XmlMutator(SETS, seed=SEED), 150),
        Reader("record", read_xml_record, changed(RECORDS, *tags(RECORDS)), 100),
        Reader("record-tree", read_xml_record, XmlMutator(RECORDS, seed=SEED), 150),
        Reader("nbib", read_nbib, changed(NBIB, b"\nAU  - ", b"\nPMID- ", b"\n      "), 180),
        Reader("query", read_query, changed(queries, b"[tiab]", b" NOT ", b'"', b"*", b":~3"), 100),
        Reader("files", file(read_all), changed(files), 50),
        Reader("replies", read_reply, changed(replies, *tags(replies)), 20, faults),
        Reader("replies-tree", read_reply, XmlMutator(replies, seed=SEED), 20, faults),
        Reader("extraction", read_abstract, changed(ABSTRACTS, b" vs ", b"(n = 20)", b"%"), 7),
        Reader("rows", file(read_rows), DataMutator(rows, seed=SEED), 1),
        *(
            Reader(name, take, changed([file.read_bytes() for file in files], b"&a ", b"*a"), share)
            for name, (files, take, share) in edited.items()
        ),
        *(
            Reader(
                f"{name}-data",
                take,
                DataMutator([read_yaml(file).data for file in files], seed=SEED),
                share,
            )
            for name, (files, take, share) in edited.items()
        ),
    ]


NAMES = (
    *("xml", "xml-tree", "record", "record-tree", "nbib", "query", "files", "replies"),
    *("replies-tree", "extraction", "rows", "catalogue", "claims", "searches", "vocabulary"),
    *("catalogue-data", "claims-data", "searches-data", "vocabulary-data"),
)


@pytest.mark.parametrize("name", NAMES)
def test_any_input_is_read_or_refused(name: str, tmp_path: Path) -> None:
    (reader,) = (reader for reader in readers(tmp_path) if reader.name == name)
    count = max(10, INPUTS * reader.share // 1000)
    answered = fuzz(reader.take, reader.inputs, count, refusals=reader.refusals)
    print(f"{name}: {count} inputs, {answered} answered")


def test_any_records_are_kept_and_built(tmp_path: Path) -> None:
    """What can be read can be stored, and no stored record keeps the database from being built."""
    count = max(40, INPUTS // 200)
    mutator = XmlMutator(RECORDS, seed=SEED)
    files = [tmp_path / f"{number}.xml" for number in range(1, count + 1)]
    for number, file in enumerate(files, 1):
        # Whatever the mutation made of a record, it has a number of its own or none.
        own = f"<PMID>{number}</PMID>".encode()
        record = OWN_NUMBER.sub(own, mutator(number), count=1)
        file.write_bytes(SET_HEAD.encode() + record + SET_TAIL.encode())
    place = Settings(source=FIXTURES / "another_topic", data=tmp_path)
    summary = importer.run(place, files)
    assert summary.added > count / 2
    assert build(place).records == summary.added
    assert check(place).damages == ()


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(escape)
names = st.sampled_from(sorted({tag.strip(b"</>").split()[0].decode() for tag in tags(SETS)}))


def element(name: str, attribute: str, content: Sequence[str]) -> str:
    return f"<{name} Type={quoteattr(attribute)}>{''.join(content)}</{name}>"


trees = st.recursive(texts, lambda inner: st.builds(element, names, texts, st.lists(inner)))


@settings(max_examples=50)
@given(st.lists(trees, max_size=5), st.lists(trees, max_size=5))
def test_any_elements_in_a_record_are_read_or_refused(
    citation: Sequence[str], article: Sequence[str]
) -> None:
    raw = (
        f"<PubmedArticle><MedlineCitation><PMID>7</PMID>{''.join(citation)}"
        f"<Article>{''.join(article)}</Article></MedlineCitation></PubmedArticle>"
    )
    with suppress(InputError):
        assert xml.parse_record(raw.encode()).pmid == "7"


@given(st.lists(st.tuples(st.from_regex(r"[A-Z][A-Z0-9]{1,3}", fullmatch=True), st.text())))
def test_any_fields_of_a_record_are_read_or_refused(fields: Sequence[tuple[str, str]]) -> None:
    lines = [f"{tag:<4}- {' '.join(value.split())}" for tag, value in fields]
    with suppress(InputError):
        read_nbib("\n".join(["PMID- 7", *lines, ""]).encode("utf-8", "replace"))
