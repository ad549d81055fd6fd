"""The PubMed client: Bio.Entrez with the manners and the patience that NCBI calls for.

Biopython 1.88 alone repeats a request after 429 and 5xx at once, ignores Retry-After, has no
time limit and does not notice a body that was cut short; here it builds and sends the requests,
and pace, retries and checks are the project's own.
"""

from __future__ import annotations

import itertools
import logging
import random
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote_plus

from Bio import Entrez as _Entrez

from ingest.errors import IngestError
from ingest.pubmed.replies import (
    SEARCH_LIMIT,
    SearchReply,
    read_record_set,
    read_records,
    read_search,
)
from ingest.pubmed.transport import (
    TOOL,
    BlockedError,
    Limiter,
    PermanentError,
    TransientError,
    Transport,
)
from ingest.pubmed.xml import RawRecord
from ingest.settings import Settings

__all__ = ["BlockedError", "Client", "FetchedBatch", "NetworkError", "RefusedError"]

REQUESTS_A_SECOND = 3
REQUESTS_A_SECOND_WITH_KEY = 10
"""NCBI's limits an address and an API key (NLM Knowledge Base KA-05510)."""

BATCH_SIZE = 200
"""Records to ask efetch for at once: about 5 MB; 2,000 and more were cut off by the server."""

LONGEST_BACK_OFF = 60.0
LONGEST_PAUSE = 300.0
"""Seconds; a server that asks for a longer pause is not waited for."""

OFFLINE_TRIES = 2
OFFLINE_SECONDS = 5.0
"""Without any connection from the start, a second try only where the first failed sooner."""

HEAVY_TRIES = 2
"""Tries for a batch that the server cannot gather in time, before it is halved."""

Entrez: Any = _Entrez
"""Biopython comes without types."""

logger = logging.getLogger(__name__)
Reply = TypeVar("Reply")


class NetworkError(IngestError):
    """PubMed could not be reached, or gave no usable reply in all tries."""


class _TooHeavyError(NetworkError):
    """The request as a whole was too much for the server; its parts may not be."""


class RefusedError(IngestError):
    """PubMed will not answer this request however often it is sent."""


class FetchedBatch(NamedTuple):
    """Records in the order asked for, and the PMIDs that did not come when asked for twice."""

    records: list[RawRecord]
    missing: list[str]


class Client:
    """Searches PubMed and fetches records; for use from one thread.

    At most 3 requests are sent in any second, 10 with an API key, retries included. Each
    request is tried up to ``tries`` times with growing pauses (2, 4, 8 ... at most 60 seconds,
    and jitter); ``timeout`` is in seconds and counts for every wait on the network.

    All methods raise NetworkError, RefusedError or BlockedError.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        tries: int = 5,
        timeout: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        per_second = REQUESTS_A_SECOND_WITH_KEY if settings.api_key else REQUESTS_A_SECOND
        limiter = Limiter(per_second, clock, sleep)
        self._transport = Transport(settings.eutils_url, limiter, timeout)
        self._identity = {"tool": TOOL, "email": settings.email, "api_key": settings.api_key}
        self._tries = tries
        self._clock = clock
        self._sleep = sleep

    @property
    def requests(self) -> int:
        """How many requests this client has sent, retries included."""
        return self._transport.requests

    def esearch(
        self, term: str, *, retmax: int = SEARCH_LIMIT, retstart: int = 0, sort: str = "pub_date"
    ) -> SearchReply:
        """Search PubMed. The reply is whole; what PubMed made of ``term`` is for the caller."""
        parameters = {"term": term, "retmax": retmax, "retstart": retstart, "sort": sort}
        read = partial(read_search, retstart=retstart, retmax=retmax)
        return self._ask("esearch", parameters, read)

    def efetch(self, pmids: Sequence[str]) -> bytes:
        """The PubmedArticleSet of ``pmids`` as served; records that PubMed lacks are not in it."""
        return self._ask("efetch", {"id": ",".join(pmids)}, read_record_set)

    def fetch_records(self, pmids: Sequence[str]) -> FetchedBatch:
        """Fetch each of ``pmids``, and once more those that did not come."""
        pmids = tuple(dict.fromkeys(pmids))
        records = self._fetch(pmids) if pmids else {}
        left = [pmid for pmid in pmids if pmid not in records]
        if left:
            records |= self._fetch(left)
        return FetchedBatch(
            records=[records[pmid] for pmid in pmids if pmid in records],
            missing=[pmid for pmid in pmids if pmid not in records],
        )

    def _fetch(self, pmids: Sequence[str]) -> dict[str, RawRecord]:
        read = partial(read_records, asked=pmids)
        try:
            return self._ask("efetch", {"id": ",".join(pmids)}, read)
        except _TooHeavyError:
            if len(pmids) == 1:
                raise
        middle = len(pmids) // 2
        return self._fetch(pmids[:middle]) | self._fetch(pmids[middle:])

    def _ask(
        self, utility: str, parameters: dict[str, Any], read: Callable[[bytes], Reply]
    ) -> Reply:
        """The reply to one request as ``read`` understands it, tried until ``read`` accepts it."""
        started = self._clock()
        for attempt in itertools.count(1):
            try:
                return read(self._post(utility, parameters))
            except PermanentError as error:
                raise RefusedError(
                    f"{self._transport.host} refused the {utility} request: {self._redacted(error)}"
                ) from None
            except TransientError as error:
                fault = error
            if self._is_hopeless(fault, attempt, self._clock() - started):
                break
            pause = _back_off(attempt, fault.pause)
            logger.info("%s: %s; again in %.1f s", utility, self._redacted(fault), pause)
            self._sleep(pause)
        raise self._failure(utility, fault, attempt)

    def _is_hopeless(self, fault: TransientError, attempt: int, elapsed: float) -> bool:
        if attempt == self._tries or fault.pause > LONGEST_PAUSE:
            return True
        if fault.offline and not self._transport.reached:
            return attempt >= OFFLINE_TRIES or elapsed > OFFLINE_SECONDS
        return fault.heavy and attempt >= HEAVY_TRIES

    def _failure(self, utility: str, fault: TransientError, attempt: int) -> NetworkError:
        host, reason = self._transport.host, self._redacted(fault)
        if fault.offline and not self._transport.reached:
            return NetworkError(
                f"{utility}: {host} cannot be reached: {reason}; check the network and EUTILS_URL"
            )
        if fault.pause > LONGEST_PAUSE:
            return NetworkError(
                f"{utility}: {host} asks to wait {fault.pause:.0f} seconds; try again after that"
            )
        kind = _TooHeavyError if fault.heavy else NetworkError
        tries = "1 try" if attempt == 1 else f"{attempt} tries"
        return kind(f"{utility}: no usable reply from {host} in {tries}: {reason}; try again later")

    def _post(self, utility: str, parameters: dict[str, Any]) -> bytes:
        send = {"esearch": Entrez.esearch, "efetch": Entrez.efetch}[utility]
        with _entrez_through(self._transport), warnings.catch_warnings():
            # Its advice to set an e-mail address is the README's to give.
            warnings.simplefilter("ignore", UserWarning)
            with send(db="pubmed", retmode="xml", **self._identity, **parameters) as handle:
                body: bytes = handle.read()
        return body

    def _redacted(self, error: Exception) -> str:
        """The error in one line without e-mail and API key, which NCBI's replies repeat."""
        text = str(error)
        for secret in (self._identity["email"], self._identity["api_key"]):
            if secret:
                text = text.replace(secret, "***").replace(quote_plus(secret), "***")
        return " ".join(text.split())


@contextmanager
def _entrez_through(transport: Transport) -> Iterator[None]:
    """Lend Bio.Entrez our transport for the length of one request.

    All its requests go through the name ``urlopen`` of its module, the one place where time
    limit, headers and address can be given. Its retries are off, and its own pause between
    requests, which its retries skip, gives way to Limiter.
    """
    before = Entrez.urlopen, Entrez.max_tries
    Entrez.urlopen, Entrez.max_tries = transport.urlopen, 1
    Entrez._open.previous = 0.0
    try:
        yield
    finally:
        Entrez.urlopen, Entrez.max_tries = before


def _back_off(attempt: int, asked: float) -> float:
    """Seconds to wait after try ``attempt``: what the server asked for at least, and jitter.

    The jitter is half of the pause at most; it keeps clients that failed together apart.
    """
    growing = min(2.0**attempt, LONGEST_BACK_OFF)
    jitter = random.uniform(0, growing / 2)
    return max(asked + jitter, min(growing + jitter, LONGEST_BACK_OFF))
