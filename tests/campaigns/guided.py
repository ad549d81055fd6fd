"""Fuzzing that follows which lines an input reaches: ``make campaign-atheris``.

    python -m tests.campaigns.guided xml 500000

Atheris has wheels for some Pythons only, so it is no dependency: the target installs it aside.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ingest"]):
    from ingest.errors import IngestError
    from tests import test_fuzz_parsers as fuzzing

READERS = {
    "xml": (fuzzing.read_xml, fuzzing.SETS),
    "record": (fuzzing.read_xml_record, fuzzing.RECORDS),
    "nbib": (fuzzing.read_nbib, fuzzing.NBIB),
    "query": (fuzzing.read_query, [term.encode() for term in fuzzing.GOOD]),
}


def main(name: str, runs: str) -> None:
    """Give ``runs`` inputs to a reader; an input that breaks it ends the process and is printed."""
    read, corpus = READERS[name]

    def take(content: bytes) -> None:
        with suppress(IngestError):
            read(content)

    folder = Path(tempfile.mkdtemp(prefix="atheris-"))
    for place, content in enumerate(corpus):
        (folder / f"{place}").write_bytes(content)
    options = [f"-atheris_runs={runs}", "-seed=8", "-max_len=16384", "-rss_limit_mb=2000"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(folder)], take)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
