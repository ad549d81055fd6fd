"""The stand-in of E-utilities: a threaded HTTP/1.1 server on loopback.

    with StandIn(Population(40, seed=1)) as server:
        ...  # requests to server.url; server.calls tells what was asked

Sockets, connections, status lines and cut bodies are real; only the content is ours.
"""

from __future__ import annotations

import gzip
import os
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import handlers, summaries
from .faults import ABUSE_PAGE, Fault, Listed, Schedule, Seeded, instead, spoiled
from .handlers import PUBMED_CAP, Parameters, PubMed
from .population import Population
from .replies import HTML, JSON, TEXT, Reply, rate_limit_body

BASE_PATH = "/entrez/eutils/"
ABUSE_PATH = "/error/abuse.shtml"
ADVANCE_PATH = "/advance"
LONGEST_GET = 3_000
LIMIT, LIMIT_WITH_KEY = 3, 10

ENDPOINTS = {
    "esearch.fcgi": handlers.esearch,
    "efetch.fcgi": handlers.efetch,
    "epost.fcgi": handlers.epost,
    "einfo.fcgi": handlers.einfo,
    "esummary.fcgi": summaries.esummary,
    "elink.fcgi": summaries.elink,
    "ecitmatch.cgi": summaries.ecitmatch,
}


@dataclass
class Call:
    """One request as it arrived; ``arrived`` is time.monotonic() in seconds."""

    method: str
    path: str
    parameters: Parameters = field(repr=False)
    arrived: float
    peer: str
    user_agent: str
    fault: Fault | None = None
    status: int | None = None

    @property
    def endpoint(self) -> str:
        """ "esearch", "efetch" ...; the last part of the path for anything else."""
        return self.path.rpartition("/")[2].partition(".")[0]

    @property
    def params(self) -> dict[str, str]:
        """The parameters by name (of a repeated one, the last)."""
        return dict(self.parameters.pairs)


def busiest_second(calls: Iterable[Call]) -> int:
    """The most calls that arrived within any window of one second."""
    window: deque[float] = deque()
    most = 0
    for arrived in sorted(call.arrived for call in calls):
        window.append(arrived)
        while window[0] <= arrived - 1:
            window.popleft()
        most = max(most, len(window))
    return most


class _Limiter:
    """How many calls each key or address made within the last second, rejected ones included."""

    def __init__(self) -> None:
        self._arrivals: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, who: str, arrived: float) -> int:
        with self._lock:
            arrivals = self._arrivals.setdefault(who, deque())
            arrivals.append(arrived)
            while arrivals[0] <= arrived - 1:
                arrivals.popleft()
            return len(arrivals)


class StandIn:
    """The server and its log. Use as a context manager; ``url`` ends with /entrez/eutils/.

    ``faults``: an explicit list (None lets a call through), a rate between 0 and 1 for seeded
    transient faults, or a schedule. ``cap`` is PubMed's 9,999; smaller ones make slicing cheap
    to test. ``rate_limit=False`` measures without refusing. With ``api_keys``, any other key
    is refused as NCBI does.
    """

    def __init__(
        self,
        population: Population | None = None,
        *,
        seed: int = 0,
        faults: Iterable[Fault | str | None] | float | Schedule | None = None,
        cap: int = PUBMED_CAP,
        rate_limit: bool = True,
        api_keys: frozenset[str] | None = None,
        stall_seconds: float = 30.0,
        port: int = 0,
    ) -> None:
        self.population = Population() if population is None else population
        self.pubmed = PubMed(self.population, cap=cap, seed=seed)
        self.seed = seed
        self.rate_limit = rate_limit
        self.api_keys = api_keys
        self.stall_seconds = stall_seconds
        self.calls: list[Call] = []
        self.limiter = _Limiter()
        self.closing = threading.Event()
        self.set_faults(faults)
        self._server = _Server(self, port)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, name="stand-in"
        )

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{BASE_PATH}"

    @property
    def abuse_url(self) -> str:
        """Where blocked clients are sent: the same server under another host name."""
        return f"http://localhost:{self.port}{ABUSE_PATH}"

    def set_faults(self, faults: Iterable[Fault | str | None] | float | Schedule | None) -> None:
        """Replace the fault schedule from the next call on."""
        if isinstance(faults, float | int):
            self.faults: Schedule = Seeded(self.seed, faults)
        elif isinstance(faults, Listed | Seeded):
            self.faults = faults
        else:
            self.faults = Listed(faults or ())

    def advance(self, days: int = 1) -> None:
        """Let days pass in the population."""
        self.population.advance(days)

    def expire_history(self) -> None:
        """Forget every WebEnv, as NCBI does after some hours."""
        self.pubmed.expire_history()

    def __enter__(self) -> StandIn:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self.close()

    def serve_forever(self) -> None:
        """Serve in this thread until interrupted; then call ``close``."""
        self._server.serve_forever()

    def close(self) -> None:
        """End every stall and every connection, and free the port."""
        self.closing.set()
        self._server.drop_connections()
        self._server.server_close()

    def answer(self, call: Call) -> Reply:
        """The right reply to a call, or the refusal that NCBI gives; faults come after."""
        file = call.path.removeprefix(BASE_PATH)
        if call.path == ABUSE_PATH:
            return Reply(200, HTML, ABUSE_PAGE)
        if call.path == ADVANCE_PATH and call.method == "POST":
            self.advance(call.parameters.number("days", 1))
            return Reply(200, TEXT, f"{self.population.today}\n".encode())
        if not call.path.startswith(BASE_PATH) or file not in ENDPOINTS:
            return Reply(404, HTML, b"<html><body><h1>Not Found</h1></body></html>")
        with self.population.lock:
            return ENDPOINTS[file](self.pubmed, call.parameters)

    def refusal(self, call: Call) -> tuple[Reply | None, tuple[tuple[str, str], ...]]:
        """A 429 or an invalid-key reply where due, and the rate headers of every reply."""
        key = call.params.get("api_key", "")
        who = key or call.peer
        limit = LIMIT_WITH_KEY if key else LIMIT
        if key and self.api_keys is not None and key not in self.api_keys:
            body = b'{"error":"API key invalid","api-key":"%s","status":"unknown"}' % key.encode()
            return Reply(400, JSON, body), ()
        count = self.limiter.count(who, call.arrived)
        headers = (
            ("X-RateLimit-Limit", str(limit)),
            ("X-RateLimit-Remaining", str(max(0, limit - count))),
        )
        if count > limit and self.rate_limit:
            body = rate_limit_body(who, count, limit)
            return Reply(429, JSON, body, (("Retry-After", "2"),)), headers
        return None, headers


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, stand_in: StandIn, port: int) -> None:
        self.stand_in = stand_in
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """Without HTTPServer's look-up of the host name, which may ask a name server."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._connections_lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        with self._connections_lock:
            self._connections.discard(request)
        super().close_request(request)

    def drop_connections(self) -> None:
        """Wake the threads that wait for the next request of a kept-alive connection."""
        with self._connections_lock:
            for connection in self._connections:
                with suppress(OSError):  # the client, or a fault, closed it already
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Finatra"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """The log is StandIn.calls; nothing is printed."""

    def do_GET(self) -> None:
        self._serve("")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._serve(self.rfile.read(length).decode("utf-8", "replace"))

    def _serve(self, form: str) -> None:
        stand_in = self.server.stand_in
        address = urlsplit(self.path)
        pairs = [
            pair
            for text in (address.query, form)
            for pair in parse_qsl(text, keep_blank_values=True)
        ]
        call = Call(
            self.command,
            address.path,
            Parameters(pairs),
            time.monotonic(),
            self.client_address[0],
            self.headers.get("User-Agent", ""),
        )
        stand_in.calls.append(call)
        if len(self.path) > LONGEST_GET:
            page = b"<html><head><title>414 Request-URI Too Large</title></head></html>"
            self._send(call, Reply(414, HTML, page))
            return
        if call.path == ADVANCE_PATH:  # no utility of NCBI's: who lets time pass is not limited
            self._send(call, stand_in.answer(call))
            return
        refused, headers = stand_in.refusal(call)
        reply = refused or self._reply(call)
        if reply is not None:
            self._send(call, reply._replace(headers=reply.headers + headers))

    def _reply(self, call: Call) -> Reply | None:
        """The reply as the fault schedule wants it; None where there is to be none at all."""
        stand_in = self.server.stand_in
        if not call.path.startswith(BASE_PATH):
            return stand_in.answer(call)
        with stand_in.population.lock:
            fault = call.fault = stand_in.faults.next(call.endpoint)
        if fault is None:
            return stand_in.answer(call)
        if fault is Fault.RESET_BEFORE_HEADERS:
            self._reset()
            return None
        if fault is Fault.BLOCKED:
            return Reply(302, HTML, b"", (("Location", stand_in.abuse_url),))
        if fault is Fault.STALL:
            stand_in.closing.wait(stand_in.stall_seconds)
        who = call.params.get("api_key") or call.peer
        replacement = instead(fault, call.endpoint, who)
        if replacement is not None:
            return replacement
        return spoiled(fault, stand_in.answer(call), stand_in.population)

    def _send(self, call: Call, reply: Reply) -> None:
        body = reply.body
        call.status = reply.status
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        half = body[: len(body) // 2]
        match call.fault:
            case Fault.CUT_BODY | Fault.RESET_AFTER_HEADERS:
                self._write(half, "Content-Length", str(len(body)), last=True)
            case Fault.CUT_WITHOUT_LENGTH:
                self._write(half, "Connection", "close", last=True)
            case Fault.CUT_CHUNKED:
                chunk = f"{len(body):x}\r\n".encode() + half
                self._write(chunk, "Transfer-Encoding", "chunked", last=True)
            case None if reply.status == 200 and body and self.request_version == "HTTP/1.1":
                chunks = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
                self._write(chunks, "Transfer-Encoding", "chunked")
            case _:
                self._write(body, "Content-Length", str(len(body)))
        if call.fault is Fault.RESET_AFTER_HEADERS:
            self._reset()

    def _write(self, body: bytes, framing: str, value: str, *, last: bool = False) -> None:
        """Send headers and body at once; after the last one the connection is closed."""
        self.send_header(framing, value)
        if last:
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _reset(self) -> None:
        """End the connection with RST instead of FIN: the client sees "connection reset"."""
        self.close_connection = True
        linger_for_nothing = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_nothing)
        os.close(self.connection.detach())
