"""A stream of PubMed XML cut into its records, byte for byte.

Only the outermost elements are looked at: a record is what stands between its start and its
end tag, and whether it is well-formed inside is for the parser to say. Memory is that of the
largest record.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Literal, NamedTuple, TypeAlias

from ingest.errors import InputError

CHUNK = 1 << 18
RECORD_LIMIT = 16 * 1024 * 1024
"""Bytes. PubMed's largest records (thousands of authors) have a few million; so much of nothing but
empty elements takes some 700 MB to parse."""
TAG_LIMIT = 1 << 16
SETS = frozenset({b"PubmedArticleSet", b"PubmedBookArticleSet"})
RECORDS: dict[bytes, Literal["article", "book"]] = {
    b"PubmedArticle": "article",
    b"PubmedBookArticle": "book",
}
DELETIONS = frozenset({b"DeleteCitation", b"DeleteDocument"})

PASSED = ((b"<!--", b"-->"), (b"<?", b"?>"))
WHITE_SPACE = re.compile(rb"[ \t\r\n]*+")
TAG = re.compile(rb"""<(/?)([A-Za-z_][\w:.-]*+)((?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+)>""")
OPAQUE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
OPENING = re.compile(rb"<!--|<!\[CDATA\[|<\?")
CLOSINGS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']""")
OWN_PMID = re.compile(
    rb"<Pubmed(?:Book)?Article\b[^>]*>\s*<(?:MedlineCitation|BookDocument)\b[^>]*>"
    rb"\s*<PMID\b[^>]*>\s*0*([1-9]\d{0,8})\s*</PMID\s*>"
)
ANY_PMID = re.compile(rb"<PMID\b[^>]*>([^<]*+)</PMID\s*>")
NUMBER = re.compile(rb"0*([1-9]\d{0,8})")
ERROR = re.compile(rb"<ERROR\b[^>]*>\s*(.*?)\s*</ERROR\s*>", re.DOTALL)

Fault: TypeAlias = Literal[
    "empty", "not-xml", "html", "json", "error-reply", "wrong-root", "truncated", "malformed",
    "too-large", "encoding",
]  # fmt: skip


class RawRecord(NamedTuple):
    """One record as served (``raw``, UTF-8), or a PMID that an update file deletes (b"")."""

    kind: Literal["article", "book", "delete"]
    pmid: str
    raw: bytes


class RecordSetError(InputError):
    """The stream is not a whole set of PubMed records; ``fault`` says in what way.

    ``truncated``, ``html``, ``json``, ``empty`` and ``error-reply`` are what a failing server
    sends; the others are faults of a file.
    """

    def __init__(self, fault: Fault, message: str, *, place: str) -> None:
        super().__init__(message, place=place)
        self.fault = fault


def split_records(stream: BinaryIO) -> Iterator[RawRecord]:
    """The records of ``split``; raises RecordSetError at the first that is at fault, too."""
    for record in split(stream):
        if isinstance(record, RecordSetError):
            raise record
        yield record


def split(stream: BinaryIO) -> Iterator[RawRecord | RecordSetError]:
    """Yield each record of a PubmedArticleSet in turn.

    The bytes of a record are exactly those served, unless the file declares another encoding
    than UTF-8: a record apart from its file cannot say which, so it is then kept in UTF-8.
    A root that is itself one record is read too.

    Raises RecordSetError at the first place that is not PubMed XML or where the stream ends
    too early; the records before it have been yielded by then. In place of a record
    without a PMID, and of a deletion whose PMID is none, comes the fault; the rest is read.
    """
    window = _Window(stream)
    root = _root(window)
    if root.group(2) in RECORDS:
        yield _record(window, root)
    else:
        window.at = root.end()
        while (tag := _next_tag(window, root.group(2))) is not None:
            if tag.group(2) in RECORDS:
                yield _record(window, tag)
            else:
                yield from _deletions(window, tag)
    window.skip_comments()
    if window.ahead():
        raise window.error(
            "malformed", "there is more after the end of the record set; one set a file is read"
        )


class _Window:
    """The part of a stream that is in hand; ``at`` is the reading position within ``data``."""

    def __init__(self, stream: BinaryIO) -> None:
        self._chunks = _utf8_chunks(stream)
        self.data = b""
        self.at = 0
        self._bytes_before = 0
        self._lines_before = 0

    def ahead(self) -> int:
        """How many unread bytes are in hand."""
        return len(self.data) - self.at

    def more(self) -> bool:
        """Read on; False at the end of the stream. What was passed is let go."""
        if self.ahead() > RECORD_LIMIT:
            raise self.error(
                "too-large", f"a record of more than {RECORD_LIMIT >> 20} MB is not from PubMed"
            )
        try:
            chunk = next(self._chunks, b"")
        except UnicodeError as error:
            raise self.error("encoding", f"not in the encoding that it declares: {error}") from None
        self._bytes_before += self.at
        self._lines_before += self.data.count(b"\n", 0, self.at)
        self.data = self.data[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def fill(self, count: int) -> None:
        """Have ``count`` bytes ahead, unless the stream ends before."""
        while self.ahead() < count and self.more():
            pass

    def find(self, needle: bytes, start: int = 0) -> int:
        """Where ``needle`` is, counted from ``at``, looking from ``start``; -1 if nowhere."""
        while (found := self.data.find(needle, self.at + start)) < 0:
            start = max(start, self.ahead() - len(needle) + 1)
            if not self.more():
                return -1
        return found - self.at

    def starts_with(self, prefix: bytes) -> bool:
        self.fill(len(prefix))
        return self.data.startswith(prefix, self.at)

    def tag(self) -> re.Match[bytes] | None:
        """The tag that begins at ``at``, whole."""
        while (tag := TAG.match(self.data, self.at)) is None:
            if self.ahead() > TAG_LIMIT or not self.more():
                return None
        return tag

    def skip_comments(self) -> None:
        """Pass white space, comments and processing instructions."""
        while True:
            space = WHITE_SPACE.match(self.data, self.at)
            self.at = space.end() if space else self.at
            if self.ahead() < len(b"<!--") and self.more():
                continue
            for opening, closing in PASSED:
                if self.data.startswith(opening, self.at):
                    end = self.find(closing, len(opening))
                    if end < 0:
                        raise self.error("truncated", "the file ends within a comment")
                    self.at += end + len(closing)
                    break
            else:
                return

    def error(self, fault: Fault, message: str) -> RecordSetError:
        byte = self._bytes_before + self.at + 1
        line = self._lines_before + self.data.count(b"\n", 0, self.at) + 1
        return RecordSetError(fault, message, place=f"line {line}, byte {byte}")


def _utf8_chunks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in UTF-8 without a byte order mark."""
    head = b""
    while len(head) < 1024 and (chunk := stream.read(1024 - len(head))):
        head += chunk
    encoding = _encoding(head)
    if encoding == "utf-8":
        yield head.removeprefix(codecs.BOM_UTF8)
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    while head:
        # A chunk may hold no whole character; an empty one would mean the end of the stream.
        if chunk := decoder.decode(head).encode():
            yield chunk
        head = stream.read(CHUNK)
    yield decoder.decode(b"", final=True).encode()


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if head[0] else "utf-16-be"
    declared = ENCODING.match(head.removeprefix(codecs.BOM_UTF8))
    if declared is None:
        return "utf-8"
    name = declared.group(1).decode()
    try:
        "a".encode(name)
    except LookupError:
        raise RecordSetError(
            "encoding", f"the encoding {name!r} that it declares is not known", place="line 1"
        ) from None
    name = codecs.lookup(name).name
    return "utf-8" if name == "ascii" else name


def _root(window: _Window) -> re.Match[bytes]:
    """The start tag of the root element, at which ``window`` then stands."""
    window.fill(1)
    window.skip_comments()
    if not window.ahead():
        raise window.error("empty", "there is no element in it")
    if not window.starts_with(b"<"):
        raise _not_xml(window)
    if window.starts_with(b"<!"):
        _doctype(window)
        window.skip_comments()
    tag = window.tag()
    if tag is None:
        raise window.error("truncated", "the file ends before its first element")
    name = tag.group(2)
    if name in RECORDS or name in SETS:
        return tag
    if name.lower() == b"html":
        raise window.error("html", "this is a web page, not PubMed XML")
    window.fill(TAG_LIMIT)
    raise _error_reply(window) or window.error(
        "wrong-root", f"the root element is <{name.decode()}>, not <PubmedArticleSet>"
    )


def _not_xml(window: _Window) -> RecordSetError:
    if window.data[window.at : window.at + 1] in (b"{", b"["):
        return window.error("json", "this is JSON, not PubMed XML")
    start = window.data[window.at : window.at + 40].decode(errors="replace").split("\n")[0]
    return window.error("not-xml", f"this is not XML: it begins {start!r}")


def _doctype(window: _Window) -> None:
    """Pass the document type declaration, which may name NLM's DTD but declare nothing itself."""
    end = window.find(b">")
    if end < 0:
        raise window.error("truncated", "the file ends before its first element")
    words = window.data[window.at : window.at + end].split()
    if words[0].upper() == b"<!DOCTYPE" and words[1:2] and words[1].lower() == b"html":
        raise window.error("html", "this is a web page, not PubMed XML")
    if words[0] != b"<!DOCTYPE":
        raise window.error("malformed", "this is not an XML document type declaration")
    if any(b"[" in word for word in words):
        raise window.error(
            "malformed", "the file declares entities of its own (<!DOCTYPE ... [); PubMed's do not"
        )
    window.at += end + 1


def _error_reply(window: _Window) -> RecordSetError | None:
    """What E-utilities says in an <ERROR> element ahead."""
    message = ERROR.search(window.data, window.at)
    if message is None:
        return None
    said = " ".join(message.group(1).decode(errors="replace").split())[:200]
    return window.error("error-reply", f"E-utilities answered with an error: {said}")


def _next_tag(window: _Window, root: bytes) -> re.Match[bytes] | None:
    """The start tag of the record or deletion that begins next; None at the end of the root."""
    window.skip_comments()
    tag = window.tag()
    if tag is None:
        if window.ahead() and window.find(b">") >= 0:
            raise window.error("malformed", "text where a record should begin")
        raise window.error("truncated", f"the file ends before </{root.decode()}>: it was cut off")
    closing, name, _ = tag.groups()
    if closing:
        if name != root:
            raise window.error("malformed", f"</{name.decode()}> where a record should begin")
        window.at = tag.end()
        return None
    if name not in RECORDS and name not in DELETIONS:
        window.fill(TAG_LIMIT)
        error = _error_reply(window) if name == b"ERROR" else None
        raise error or window.error("malformed", f"<{name.decode()}> where a record should begin")
    return tag


def _record(window: _Window, tag: re.Match[bytes]) -> RawRecord | RecordSetError:
    name = tag.group(2)
    raw = _element(window, tag)
    own = OWN_PMID.match(raw) or OWN_PMID.match(OPAQUE.sub(b"", raw))
    if own is None:
        return window.error("malformed", f"the <{name.decode()}> that ends here has no PMID")
    return RawRecord(RECORDS[name], own.group(1).decode(), raw)


def _deletions(window: _Window, tag: re.Match[bytes]) -> Iterator[RawRecord | RecordSetError]:
    name = tag.group(2).decode()
    for words in ANY_PMID.findall(OPAQUE.sub(b"", _element(window, tag))):
        if number := NUMBER.fullmatch(words.strip()):
            yield RawRecord("delete", number.group(1).decode(), b"")
        else:
            said = f"{words.decode(errors='replace')[:40]!r}, which is no PMID"
            yield window.error("malformed", f"the <{name}> that ends here has {said}")


def _element(window: _Window, tag: re.Match[bytes]) -> bytes:
    """The bytes of the element that begins with ``tag``, from ``<`` to ``>``; passes them."""
    if tag.group(3).endswith(b"/"):
        window.at = tag.end()
        return tag.group()
    name = tag.group(2)
    closing = b"</" + name + b">"
    start, shown = len(closing), 0
    while (found := window.find(closing, start)) >= 0:
        end = found + len(closing)
        raw = window.data[window.at : window.at + end]
        if shown == 0 and not has_tag_with(b"!", raw) and not has_tag_with(b"?", raw):
            shown = end
        while shown < end:
            shown = _after_opaque(window, shown, end)
        if shown == end:
            window.at += end
            return raw
        start = shown
    raise window.error("truncated", f"the <{name.decode()}> that begins here has no end")


def _after_opaque(window: _Window, start: int, end: int) -> int:
    """Where the first comment, CDATA section or processing instruction after ``start`` ends.

    All places are counted from ``window.at``; ``end`` where none begins before it.
    """
    opening = OPENING.search(window.data, window.at + start, window.at + end)
    if opening is None:
        return end
    closing = CLOSINGS[opening.group()]
    closed = window.find(closing, opening.end() - window.at)
    if closed < 0:
        raise window.error("truncated", f"a {opening.group().decode()} behind here has no end")
    return closed + len(closing)


def has_tag_with(mark: bytes, raw: bytes) -> bool:
    """Whether ``<`` and then ``mark`` stand in ``raw``; the mark is much the rarer of the two."""
    at = raw.find(mark)
    while at > 0 and not raw.startswith(b"<", at - 1):
        at = raw.find(mark, at + 1)
    return at > 0
