"""PubMed XML: a stream of bytes into records as served, and one record into a Record.

The archive holds each record as it was served, so splitting and parsing are two steps. Parsing
uses the standard library; no DTD is read and no entity but XML's own five is known.
"""

from __future__ import annotations

import re
import threading
import xml.etree.ElementTree as ET

from ingest.errors import InputError
from ingest.pubmed.record import Record
from ingest.pubmed.xml_article import article
from ingest.pubmed.xml_book import book
from ingest.pubmed.xml_split import (
    OWN_PMID,
    RawRecord,
    RecordSetError,
    has_tag_with,
    split,
    split_records,
)

__all__ = [
    "RawRecord",
    "RecordSetError",
    "parse_record",
    "split",
    "split_records",
    "without_history",
]

READERS = {"PubmedArticle": article, "PubmedBookArticle": book}
PREFIX = re.compile(rb"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
HISTORY_END = b"</History>"
NAMESPACES = {
    "mml": "http://www.w3.org/1998/Math/MathML",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def parse_record(raw: bytes) -> Record:
    """Read one PubmedArticle or PubmedBookArticle element, as ``split_records`` yields it.

    Raises InputError, with the PMID where it can be read, for anything else: bytes that are
    not well-formed UTF-8 XML, an entity that only a DTD could define, a record without a PMID.
    """
    try:
        if not raw.startswith((b"<PubmedArticle", b"<PubmedBookArticle")):
            raise InputError("does not begin with <PubmedArticle> or <PubmedBookArticle>")
        element = _trees.tree(raw)
        read = READERS.get(element.tag)
        if read is None:
            raise InputError(f"<{element.tag}> is not a PubMed record")
        return read(element)
    except ET.ParseError as error:
        raise _not_a_record(raw, f"not well-formed XML: {error}") from None
    except RecursionError:
        raise _not_a_record(raw, "elements are nested too deeply") from None
    except InputError as error:
        raise _not_a_record(raw, error.message) from None


def without_history(raw: bytes) -> bytes:
    """``raw`` without its History: eight dates that tell how the record was handled.

    They are an eighth of a record's elements; who needs none of them reads so much the faster.
    """
    start = raw.find(b"<History>")
    end = raw.find(HISTORY_END, start)
    # In a comment or CDATA section these might be words and no tags.
    if start < 0 or end < 0 or has_tag_with(b"!", raw) or has_tag_with(b"?", raw):
        return raw
    if raw.find(b"<History", start + 1, end) >= 0:  # one within another, whose end this is
        return raw
    return raw[:start] + raw[end + len(HISTORY_END) :]


class _Trees(threading.local):
    """Elements of record after record, all read by one parser (one for each thread).

    A new parser for each record has to learn every tag name anew, which costs a quarter of the
    reading. So the records are fed to it as children of one endless element.
    """

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        builder = ET.TreeBuilder()
        self._parser = ET.XMLParser(target=builder)
        self._parser.feed(b"<records>")
        self._records = builder.start("records", {})

    def tree(self, raw: bytes) -> ET.Element:
        """The one element that ``raw`` holds; raises ParseError for anything else."""
        try:
            # Only where the record was closed does <end/> come to stand beside it.
            self._parser.feed(raw + b"<end/>")
            children = list(self._records)
        except ET.ParseError:
            children = []
        self._records.clear()
        if len(children) == 2 and children[1].tag == "end" and children[0].tail is None:
            return children[0]
        self._start()
        return _tree_alone(raw)


_trees = _Trees()


def _tree_alone(raw: bytes) -> ET.Element:
    """``raw`` as a document of its own, for its errors and for what its root had declared."""
    try:
        return ET.fromstring(raw)
    except ET.ParseError as error:
        if "unbound prefix" not in str(error):
            raise
    # The prefix was declared on the root element, from which the record was cut.
    prefixes = sorted({prefix.decode() for prefix in PREFIX.findall(raw)} - {"xml", "xmlns"})
    declared = "".join(f' xmlns:{name}="{NAMESPACES.get(name, name)}"' for name in prefixes)
    return ET.fromstring(re.sub(rb"\A<\w+", rb"\g<0>" + declared.encode(), raw, count=1))


def _not_a_record(raw: bytes, message: str) -> InputError:
    own = OWN_PMID.match(raw)
    return InputError(message, place=f"PMID {own.group(1).decode()}" if own else None)
