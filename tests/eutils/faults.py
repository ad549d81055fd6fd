"""What goes wrong at NCBI, as a schedule: which call gets which fault."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from enum import StrEnum
from random import Random

from .population import Population
from .replies import HTML, JSON, Reply, error_reply, rate_limit_body


class Fault(StrEnum):
    TOO_MANY_REQUESTS = "429"
    RATE_LIMIT_BODY_WITH_200 = "429-body-with-200"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    RESET_BEFORE_HEADERS = "reset-before-headers"
    RESET_AFTER_HEADERS = "reset-after-headers"
    CUT_BODY = "cut-body"
    CUT_WITHOUT_LENGTH = "cut-without-length"
    CUT_CHUNKED = "cut-chunked"
    PROLOG_ONLY = "prolog-only"
    EMPTY = "empty"
    MAINTENANCE_PAGE = "maintenance-page"
    BACKEND_FAILED = "backend-failed"
    ADDRESS_TABLE = "address-table"
    NO_CONNECTION = "no-connection"
    HISTORY_LOST = "history-lost"
    VIEWER_TIMEOUT = "viewer-timeout"
    WRONG_RECORD = "wrong-record"
    MISSING_RECORD = "missing-record"
    STALL = "stall"
    BLOCKED = "blocked"
    NEWER_DTD = "newer-dtd"


EFETCH_ONLY = frozenset(
    {Fault.VIEWER_TIMEOUT, Fault.WRONG_RECORD, Fault.MISSING_RECORD, Fault.NEWER_DTD}
)
TRANSIENT = tuple(
    fault
    for fault in Fault
    if fault not in (Fault.HISTORY_LOST, Fault.STALL, Fault.BLOCKED, Fault.NEWER_DTD)
)
"""Faults that pass when the request is made again; the others stop a client, or time, or are
no fault at all (a newer DTD)."""


class Listed:
    """Faults in the order of the calls; None lets one call through. A fault that belongs to
    efetch waits for the next efetch. When the list is used up, all goes well.
    """

    def __init__(self, faults: Iterable[Fault | str | None]) -> None:
        self._waiting = deque(None if fault is None else Fault(fault) for fault in faults)

    def next(self, endpoint: str) -> Fault | None:
        if not self._waiting or (self._waiting[0] in EFETCH_ONLY and endpoint != "efetch"):
            return None
        return self._waiting.popleft()


class Seeded:
    """Each call fails with probability ``rate``, never more than ``streak`` calls in a row."""

    def __init__(
        self, seed: int, rate: float, *, kinds: Sequence[Fault] = TRANSIENT, streak: int = 2
    ) -> None:
        self._random = Random(f"{seed}:faults")
        self._rate = rate
        self._kinds = tuple(kinds)
        self._streak = streak
        self._failed = 0

    def next(self, endpoint: str) -> Fault | None:
        kinds = [kind for kind in self._kinds if endpoint == "efetch" or kind not in EFETCH_ONLY]
        fails = self._random.random() < self._rate
        kind = self._random.choice(kinds) if kinds else None
        if not fails or kind is None or self._failed >= self._streak:
            self._failed = 0
            return None
        self._failed += 1
        return kind


Schedule = Listed | Seeded

MAINTENANCE = b"""<!DOCTYPE html>
<html lang="en"><head><title>NCBI - Scheduled maintenance</title></head>
<body><h1>This service is temporarily unavailable</h1>
<p>We are working on it & will be back soon.<br></body></html>
"""
DIAGNOSTIC = b"""<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>NCBI/eutils - WWW Error 500 Diagnostic</title></head>
<body><h1>Error</h1><p>An error occured while processing request</p></body></html>
"""
ABUSE_PAGE = b"""<html><head><title>NCBI - Access Denied</title></head>
<body><h1>Your access to the NCBI website has been temporarily blocked</h1>
<p>due to a possible misuse/abuse situation involving your site.</p></body></html>
"""
GATEWAY = b"<html><head><title>Error</title></head><body>upstream connect error</body></html>"
PROLOG = b'<?xml version="1.0" encoding="UTF-8" ?>\n'

ERRORS = {
    Fault.BACKEND_FAILED: "Search Backend failed: Database is not supported: pubmed",
    Fault.ADDRESS_TABLE: "Couldn't resolve #PMQuerySrv?dbaf=pubmed, the address table is empty.",
    Fault.NO_CONNECTION: "Unable to open connection to #PMQuerySrv?dbaf=pubmed",
    Fault.HISTORY_LOST: "Unable to obtain query #1",
    Fault.VIEWER_TIMEOUT: "Error: External viewer error: Empty Response from viewer. "
    "Status: Timeout",
}


def instead(fault: Fault, endpoint: str, who: str) -> Reply | None:
    """The reply that a fault puts in place of the right one; None where it only spoils it.

    ``who`` is the API key or address, which the rate-limit body echoes.
    """
    if fault in ERRORS:
        return error_reply(endpoint, ERRORS[fault])
    match fault:
        case Fault.TOO_MANY_REQUESTS:
            return Reply(429, JSON, rate_limit_body(who, 4, 3), (("Retry-After", "2"),))
        case Fault.RATE_LIMIT_BODY_WITH_200:
            return Reply(200, JSON, rate_limit_body(who, 4, 3))
        case Fault.SERVER_ERROR:
            return Reply(500, HTML, DIAGNOSTIC)
        case Fault.BAD_GATEWAY | Fault.UNAVAILABLE:
            return Reply(int(fault.value), HTML, GATEWAY)
        case Fault.PROLOG_ONLY:
            return Reply(200, "text/xml; charset=UTF-8", PROLOG)
        case Fault.EMPTY:
            return Reply(200, "text/xml; charset=UTF-8", b"")
        case Fault.MAINTENANCE_PAGE:
            return Reply(200, HTML, MAINTENANCE)
    return None


RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)>.*?</\1>\n?", re.DOTALL)
PMID = re.compile(rb"<PMID[^>]*>(\d+)<")


def spoiled(fault: Fault, reply: Reply, population: Population) -> Reply:
    """An efetch reply with the first record wrong or missing, or in the DTD of a later year."""
    match fault:
        case Fault.MISSING_RECORD:
            return reply._replace(body=RECORD.sub(b"", reply.body, count=1))
        case Fault.WRONG_RECORD:
            return reply._replace(body=_with_wrong_record(reply.body, population))
        case Fault.NEWER_DTD:
            body = reply.body.replace(b"pubmed_250101", b"pubmed_270101")
            body = body.replace(b"1st January 2025", b"1st January 2027")
            body = body.replace(b"</MedlineCitation>", b"<DataUseNote/></MedlineCitation>")
            return reply._replace(body=body)
    return reply


def _with_wrong_record(body: bytes, population: Population) -> bytes:
    """The first record replaced by one that was not asked for, where there is such a one."""
    given = {match[1].decode() for match in PMID.finditer(body)}
    others = [pmid for pmid in population.pmids if pmid not in given]
    if not others:
        return body
    other = population.raw(others[0])
    return RECORD.sub(lambda _: other + b"\n", body, count=1)
