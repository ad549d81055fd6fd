"""HTTP as E-utilities needs it: paced, timed, compressed, and judged by status and headers.

Bio.Entrez builds and sends the requests; it is lent ``Transport.urlopen`` in place of urllib's.
What a reply says in its body is for ingest.pubmed.replies.
"""

from __future__ import annotations

import gzip
import io
import platform
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from types import TracebackType
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from urllib.response import addinfourl

import Bio

from ingest.errors import IngestError

TOOL = "microneedling-evidence"
"""The name by which NCBI knows the requests (parameter ``tool``)."""

USER_AGENT = f"{TOOL} (Biopython {Bio.__version__}; Python {platform.python_version()})"
"""NCBI has blocked clients for the default name of their HTTP library alone."""

FIRST_TIMEOUT = 8.0
"""Seconds for the very first try, so that a network that is not there is noticed soon."""

TOO_MANY_REQUESTS_PAUSE = 2.0
"""Seconds that NCBI asks for in the Retry-After of its 429 replies."""

PASSING_STATUSES = frozenset({408, 425, *range(500, 600)})
BLOCK_PAGE = re.compile(rb"misuse\.ncbi|Blocked Diagnostic|possible misuse/abuse", re.IGNORECASE)
"""Words of the page that NCBI serves, with status 200, to an address that it has blocked."""

HTML_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+)?html", re.IGNORECASE)

_LOST_CONNECTION = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


class TransientError(Exception):
    """A reply, or the lack of one, that a later try may put right.

    ``pause`` is the least number of seconds that the server wants to be left alone;
    ``offline`` says that there was no connection at all, ``heavy`` that the request asked for
    more than the server could gather in its time.
    """

    def __init__(
        self, reason: str, *, pause: float = 0.0, offline: bool = False, heavy: bool = False
    ) -> None:
        super().__init__(reason)
        self.pause = pause
        self.offline = offline
        self.heavy = heavy


class PermanentError(Exception):
    """A reply that would be the same at every try: the request itself is at fault."""


class BlockedError(IngestError):
    """NCBI, or something on the way to it, has shut this address out; asking on makes it worse."""


class Limiter:
    """Keeps requests 1/``per_second`` seconds apart, so that no second ever sees more.

    The pause is counted from the moment the last request was answered (or failed), which is
    never before it reached the server: however long each request travels, the server too sees
    them that far apart. Use it as a context manager around the sending of one request.
    """

    MARGIN = 0.01
    """Seconds added to each pause for clocks that do not run quite alike."""

    def __init__(
        self, per_second: int, clock: Callable[[], float], sleep: Callable[[float], object]
    ) -> None:
        self._gap = 1 / per_second + self.MARGIN
        self._clock = clock
        self._sleep = sleep
        self._free_at = float("-inf")

    def __enter__(self) -> None:
        wait = self._free_at - self._clock()
        if wait > 0:
            self._sleep(wait)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._free_at = self._clock() + self._gap


class _NoRedirect(HTTPRedirectHandler):
    """Leaves a redirect as the reply that it is; E-utilities itself never sends one."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Transport:
    """Sends Bio.Entrez' requests to ``base_url`` by POST and gives back whole bodies.

    ``requests`` counts what was sent. Raises TransientError, PermanentError or BlockedError.
    """

    def __init__(self, base_url: str, limiter: Limiter, timeout: float) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.host = urlsplit(base_url).netloc.rpartition("@")[2]
        self.requests = 0
        self.reached = False
        self._limiter = limiter
        self._timeout = timeout
        self._opener = build_opener(_NoRedirect)

    def urlopen(self, request: Request) -> addinfourl:
        """What Bio.Entrez calls for urllib's ``urlopen``: one request, one judged reply."""
        with self._limiter:
            self.requests += 1
            reply = self._send(self._as_post(request))
        self.reached = True
        with reply:
            body = _read_body(reply)
        self._judge(reply.status or 0, reply.headers, body)
        headers = Message()
        headers["Content-Type"] = "application/xml"  # or Biopython decodes the body to text
        return addinfourl(io.BytesIO(body), headers, self.base_url, reply.status)

    def _as_post(self, request: Request) -> Request:
        """The same request to our base URL, by POST whatever its length (GET ends in 414)."""
        asked = urlsplit(request.full_url)
        url = urljoin(self.base_url, asked.path.rpartition("/")[2])
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
        data = request.data if request.data is not None else asked.query.encode()
        return Request(url, data=data, headers=headers, method="POST")

    def _send(self, request: Request) -> Any:
        timeout = self._timeout if self.reached else min(FIRST_TIMEOUT, self._timeout)
        try:
            return self._opener.open(request, timeout=timeout)
        except HTTPError as error:
            return error  # a reply like any other: status, headers, body
        except URLError as error:
            offline = not isinstance(error.reason, _LOST_CONNECTION)
            raise TransientError(
                f"no connection ({_words(error.reason)})", offline=offline
            ) from None
        except (OSError, HTTPException, UnicodeError) as error:
            raise TransientError(f"the connection broke ({_words(error)})") from None

    def _judge(self, status: int, headers: Message, body: bytes) -> None:
        """Whether this is a reply to read; its body may still say that something is wrong."""
        if 300 <= status < 400:
            raise self._redirected(headers.get("Location", ""))
        if is_html(body) and BLOCK_PAGE.search(body):
            raise BlockedError(
                "NCBI has blocked this address for too many or too unusual requests. Stop asking,"
                " set NCBI_EMAIL, and write to info@ncbi.nlm.nih.gov to be let in again"
            )
        pause = _retry_after(headers)
        if status == 429 or (body.startswith(b"{") and b"API rate limit exceeded" in body):
            raise TransientError("too many requests", pause=max(pause, TOO_MANY_REQUESTS_PAUSE))
        if body.startswith(b"{") and b"API key invalid" in body:
            raise PermanentError("the API key is not valid; correct or unset NCBI_API_KEY")
        if status in PASSING_STATUSES or b"error forwarding request" in body[:200]:
            raise TransientError(f"HTTP {status}", pause=pause)
        if status >= 400:
            reason = f"HTTP {status}; check the network and EUTILS_URL"
            raise PermanentError(error_text(body) or reason)

    def _redirected(self, location: str) -> Exception:
        host = urlsplit(urljoin(self.base_url, location)).netloc
        if host == self.host:
            address = location.partition("?")[0]  # the rest may repeat the API key
            return PermanentError(f"redirected to {address}; check EUTILS_URL")
        return BlockedError(
            f"{self.host} sent the request on to {host}, which was not followed: NCBI has blocked"
            f" this address (then stop, set NCBI_EMAIL and write to info@ncbi.nlm.nih.gov), or the"
            f" network wants a login first"
        )


def error_text(body: bytes) -> str | None:
    """What the reply's ERROR element says, shortened; None where there is none."""
    found = re.search(rb"<ERROR>(.*?)</ERROR>", body, re.DOTALL)
    if found is None:
        return None
    return " ".join(found[1].decode("utf-8", "replace").split())[:200] or "an error without words"


def is_html(body: bytes) -> bool:
    """Whether this is a web page, as NCBI sends in place of XML when something is wrong."""
    return HTML_START.match(body) is not None


def _read_body(reply: Any) -> bytes:
    """The whole body, unpacked; raises TransientError where it was cut short."""
    try:
        body: bytes = reply.read()
        if reply.headers.get("Content-Encoding", "").lower() == "gzip":
            body = gzip.decompress(body)
    except (OSError, HTTPException, EOFError, zlib.error) as error:
        raise TransientError(f"the reply was cut short ({_words(error)})") from None
    return body


def _retry_after(headers: Message) -> float:
    """Seconds of the Retry-After header, given as a number or a date; 0 without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _words(error: object) -> str:
    return str(error) or type(error).__name__
