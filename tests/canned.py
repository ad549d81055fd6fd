"""An HTTP server that answers with prepared replies: for bytes that no stand-in would send."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, NamedTuple


class Canned(NamedTuple):
    """One reply: status, headers, and the body exactly as it goes over the wire."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class CannedServer:
    """Gives the replies in turn, the last one for ever; ``requests`` are (headers, form)."""

    def __init__(self, *replies: Canned) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self._replies = list(replies)
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/entrez/eutils/"

    def __enter__(self) -> CannedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        canned = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                canned.requests.append((dict(self.headers), form))
                reply = canned._next()
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: Any) -> None:
                """What came in is in ``requests``."""

        return Handler

    def _next(self) -> Canned:
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def search_body(pmids: Sequence[str] = (), **elements: str) -> bytes:
    """An eSearchResult of our own writing; ``elements`` replace those that it would have."""
    parts = {
        "Count": str(len(pmids)),
        "IdList": "".join(f"<Id>{pmid}</Id>" for pmid in pmids),
        "QueryTranslation": "",
    } | elements
    content = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return f'<?xml version="1.0" ?>\n<eSearchResult>{content}</eSearchResult>\n'.encode()
