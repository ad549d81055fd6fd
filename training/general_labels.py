"""General labels: trial abstracts of other fields, labelled to see whether the rules generalise.

``data/extraction/labelled/general_dev.jsonl`` holds keys, labels and offsets only; the texts stay
in the folder of others' labelled data. How they were labelled: the README beside the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from ingest.extract.model import FOLDER
from ingest.extract.text.document import Document
from training.common import Row, load_gold

FILE = FOLDER / "labelled" / "general_dev.jsonl"
#: Source as the labels name it -> files of the folder that hold its texts.
_FILES = {
    "ei": ("ei_skin", "ei_abstract"),
    "ei_exhaustive": ("ei_exhaustive_abstract",),
    "ebmnlp_spans": ("ebmnlp_spans",),
    "rct_medline": ("rct_medline",),
    "pico": ("pico",),
    "pico_sections": ("pico_sections",),
}
#: Spaces that tokens were torn apart by, and what is left of each match.
_TORN = (
    (re.compile(r" ([.,;:)\]%])"), r"\1"),
    (re.compile(r"([(\[]) "), r"\1"),
    (re.compile(r" / "), "/"),
    (re.compile(r" (['’]s)\b"), r"\1"),
    (re.compile(r" - "), "-"),
)


def load_general(gold: Path, file: Path = FILE) -> list[tuple[Document, Row]]:
    """(document, labels) of every labelled abstract, in order."""
    texts: dict[tuple[str, str], Document] = {}
    for source, names in _FILES.items():
        for row in (row for name in names for row in load_gold(gold, name)):
            texts.setdefault((source, row["key"]), _document(row))
    with file.open(encoding="utf-8") as lines:
        rows: list[Row] = [json.loads(line) for line in lines]
    return [(texts[row["source"], row["key"]], row) for row in rows]


def _document(row: Row) -> Document:
    if "tokens" in row:
        return Document.from_text(joined(row["tokens"]))
    if "text" in row:
        return Document.from_text(row["text"])
    return Document.from_parts(row["title"], row["abstract"])


def joined(sentences: Sequence[Sequence[str]]) -> str:
    """The text of tokens, with the spaces that printed text has.

    >>> joined([["Pain", "(", "n", "=", "20", ")", "."]])
    'Pain (n = 20).'
    """
    text = " ".join(" ".join(tokens) for tokens in sentences)
    for pattern, left in _TORN:
        text = pattern.sub(left, text)
    return text
