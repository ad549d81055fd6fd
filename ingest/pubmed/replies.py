"""What E-utilities' replies say: bytes in, values out, no I/O.

A reply counts only when it is whole, well-formed XML with the expected root and without an
ERROR element, whatever its HTTP status was: NCBI sends outages, timeouts and maintenance pages
with status 200. Everything else raises TransientError (a later try may be better) or
PermanentError (it will not be); nothing is ever read as "no results".
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from ingest.pubmed.transport import PermanentError, TransientError, error_text, is_html
from ingest.pubmed.xml import RawRecord, RecordSetError, split_records

SEARCH_LIMIT = 9_999
"""PMIDs that esearch gives of one PubMed search at most (its documentation says 10,000)."""

PMID = re.compile(r"[0-9]{1,18}")

CALLERS_ERRORS = (
    "retstart",
    "OUT OF RANGE",
    "ID list is empty",
    "Invalid db name",
    "Empty term",
    "Unable to obtain query",
    "Neither query_key nor id",
)
"""Words of ERROR elements that blame the request; all others are the backend's and pass."""

OVERLOADED = ("External viewer error", "Killing the request")
"""Words of ERROR elements that come from batches too big for the server's time limit."""


class Message(NamedTuple):
    """One finding of a search reply, as in ("PhraseNotFound", "the")."""

    kind: str
    text: str


@dataclass(frozen=True)
class SearchReply:
    """A search as PubMed understood it.

    ``count`` is the number of records found, ``pmids`` those of the page that was asked for,
    ``translation`` the query that PubMed says it ran. ``errors`` and ``warnings`` are the
    entries of ErrorList and WarningList but for OutputMessage, whose texts are in
    ``output_messages``.
    """

    count: int
    pmids: tuple[str, ...]
    translation: str | None
    errors: tuple[Message, ...]
    warnings: tuple[Message, ...]
    output_messages: tuple[str, ...]
    raw: bytes = field(repr=False)


def check_whole(body: bytes, root: str) -> None:
    """Raise an error unless ``body`` is one whole XML document with this root element."""
    if not body.strip():
        raise TransientError("an empty reply")
    if is_html(body) or not body.lstrip().startswith(b"<"):
        raise TransientError("a reply that is not XML")
    error = error_text(body)
    if error is not None:
        if any(words in error for words in CALLERS_ERRORS):
            raise PermanentError(error)
        raise TransientError(error, heavy=any(words in error for words in OVERLOADED))
    try:
        found = _root(body)
    except (expat.ExpatError, LookupError, ValueError) as problem:  # also an unknown encoding
        raise TransientError(f"a reply cut short or damaged ({problem})") from None
    if found != root:
        raise TransientError(f"a reply of another kind ({found} for {root})")


def _root(body: bytes) -> str:
    """The name of the root element, after reading all of the document."""
    names: list[str] = []
    parser = expat.ParserCreate()

    def first(name: str, _: dict[str, str]) -> None:
        names.append(name)
        parser.StartElementHandler = None

    parser.StartElementHandler = first
    parser.Parse(body, True)
    return names[0]


def read_search(body: bytes, *, retstart: int = 0, retmax: int = SEARCH_LIMIT) -> SearchReply:
    """Read an eSearchResult.

    Raises TransientError where the count is no number or fewer PMIDs came than the page must hold.
    """
    check_whole(body, "eSearchResult")
    root = ElementTree.fromstring(body)
    count = (root.findtext("Count") or "").strip()
    if not re.fullmatch(r"[0-9]{1,18}", count):
        raise TransientError(f"a search reply without a count (Count is {count[:40]!r})")
    pmids = tuple((element.text or "").strip() for element in root.iterfind("IdList/Id"))
    due = max(0, min(retmax, int(count) - retstart, SEARCH_LIMIT - retstart))
    if len(set(pmids)) != due or not all(map(PMID.fullmatch, pmids)):
        raise TransientError(f"a search reply with {len(set(pmids))} of {due} PMIDs")
    warnings = _messages(root.find("WarningList"))
    return SearchReply(
        count=int(count),
        pmids=pmids,
        translation=(root.findtext("QueryTranslation") or "").strip() or None,
        errors=_messages(root.find("ErrorList")),
        warnings=tuple(each for each in warnings if each.kind != "OutputMessage"),
        output_messages=tuple(each.text for each in warnings if each.kind == "OutputMessage"),
        raw=body,
    )


def _messages(element: ElementTree.Element | None) -> tuple[Message, ...]:
    children = () if element is None else element
    return tuple(
        Message(child.tag, " ".join("".join(child.itertext()).split())) for child in children
    )


def read_record_set(body: bytes) -> bytes:
    """``body`` itself, once it is known to be a whole PubmedArticleSet (it may be empty)."""
    check_whole(body, "PubmedArticleSet")
    return body


def read_records(body: bytes, asked: Collection[str]) -> dict[str, RawRecord]:
    """The records of a PubmedArticleSet by PMID; TransientError where one was not ``asked`` for."""
    try:
        delivered = [*split_records(io.BytesIO(read_record_set(body)))]
    except RecordSetError as error:
        raise TransientError(f"a damaged reply ({error})") from None
    records = {record.pmid: record for record in delivered if record.kind != "delete"}
    strangers = sorted(records.keys() - set(asked), key=int)
    if strangers:
        raise TransientError(f"a record that was not asked for (PMID {strangers[0]})")
    return records
