"""What keeps a public site up: limits of SQLite, a gate before free SQL, headers.

Measured on 100,000 studies: one query for a long string took 2.4 GB, and six endless queries
made a study page wait two seconds; with these limits 90 MB and 7 ms.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from browser.state import state_of

if TYPE_CHECKING:
    from datasette.app import Datasette

LIMITS = {
    # Bytes of one value or row. The longest abstracts are some 30 kB.
    sqlite3.SQLITE_LIMIT_LENGTH: 300_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    # The widest table has 35 columns; rows times columns times length bounds a result.
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 2000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
HEAP = 96 * 2**20
"""Bytes that SQLite may hold in this process, all connections together. A hundred columns of the
greatest length, each held twice, are 60 MB: no query can take what the pages need."""
MOST_RESULT = 3_000_000
"""Bytes of values that one statement may return; an abstract for each of 1,000 rows is 2 MB.
JSON may write one byte as six, twice over in memory."""

UNSAFE_FUNCTIONS = frozenset({"fts3_tokenizer", "load_extension"})
"""The first gives away, and takes, addresses of memory where SQLite was built with it."""
PRIVATE_TABLES = frozenset({"sqlite_stmt", "dbstat", "sqlite_dbpage"})
"""What other readers are asking now, and how the file is laid out, page by page."""
SILENT_PRAGMAS = frozenset({"database_list"})
"""Answered with nothing: where the file lies is nobody's business, but Datasette asks too."""

LONGEST_URL = 8192

PRIVATE = re.compile(r"^/-/(?:databases|threads)\b")
"""Pages of Datasette that tell where files lie and what the process does."""

STOCK_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
"""Datasette's own pages carry their scripts and styles inline."""

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), interest-cohort=()",
    b"cross-origin-opener-policy": b"same-origin",
}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def limit(connection: sqlite3.Connection) -> None:
    """Set the limits on a connection that strangers' SQL runs on."""
    for category, most in LIMITS.items():
        connection.setlimit(category, most)
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP}")
    connection.set_authorizer(_authorize)
    connection.row_factory = _Budget(connection)


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, by: str | None
) -> int:
    """What SQLite asks of each thing that a statement does, as it is prepared."""
    if action == sqlite3.SQLITE_PRAGMA and first in SILENT_PRAGMAS:
        return sqlite3.SQLITE_IGNORE
    if action == sqlite3.SQLITE_FUNCTION and second in UNSAFE_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and first in PRIVATE_TABLES:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


class _Budget:
    """Makes rows as sqlite3.Row does, until a statement has returned too much."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._left = MOST_RESULT
        connection.set_trace_callback(self._begin)

    def _begin(self, _: str) -> None:
        self._left = MOST_RESULT

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        self._left -= sum(len(value) for value in values if isinstance(value, (str, bytes)))
        if self._left < 0:
            raise sqlite3.OperationalError(
                f"the result is larger than {MOST_RESULT // 1_000_000} MB: select fewer or"
                " shorter columns, or add a LIMIT"
            )
        return sqlite3.Row(cursor, values)


class Gate:
    """Lets strangers' SQL through one at a time, so that pages stay quick.

    ``waiting`` may queue for ``patience`` seconds; others are asked to come again.
    """

    def __init__(self, slots: int = 1, waiting: int = 8, patience: float = 2.0) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._most_waiting = waiting
        self._waiting = 0
        self._patience = patience

    async def enter(self) -> bool:
        if self._waiting >= self._most_waiting:
            return False
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._slots.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
        return True

    def leave(self) -> None:
        self._slots.release()


_GATES: WeakKeyDictionary[Datasette, Gate] = WeakKeyDictionary()
"""One gate for each site."""

COSTLY_ARGUMENTS = re.compile(r"^(?:sql$|_where|_stream$|_facet|_search|_through|_sort|.*__)")


def is_costly(path: str, query: str, database: str, free: frozenset[str]) -> bool:
    """Whether a request runs SQL that a stranger wrote or steers.

    ``free`` are the tables of the database: what else is below it is a stored query.
    """
    _, _, below = path.partition(f"/{database}")
    if not path.startswith(f"/{database}") or (below and below[0] not in "/."):
        return False
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    if any(COSTLY_ARGUMENTS.match(name) for name in names):
        return True
    parts = below.strip("/").split("/")
    table = re.sub(r"\.\w+$", "", parts[0])
    return len(parts) == 1 and bool(table) and not parts[0].startswith(".") and table not in free


class Guard:
    """Around the whole application: refuses what is too long, gates SQL, adds headers."""

    def __init__(self, app: App, datasette: Datasette) -> None:
        self._app = app
        self._datasette = datasette
        self._base = datasette.setting("base_url").rstrip("/")
        # 1.0 makes the application anew for each request of its client.
        self._gate = _GATES.setdefault(datasette, Gate())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        query: bytes = scope.get("query_string") or b""
        path = scope["path"].removeprefix(self._base)
        send = _with_headers(send, path)
        if len(raw_path) + len(query) > LONGEST_URL:
            await _refuse(send, 414, "This address is longer than 8 kB.")
        elif not raw_path.isascii():
            await _refuse(send, 400, "Write letters beyond ASCII in an address as %C3%A9.")
        elif PRIVATE.match(path):
            await _refuse(send, 404, "There is no such page.")
        elif await self._is_costly(path, query.decode("latin-1")):
            await self._gated(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _is_costly(self, path: str, query: str) -> bool:
        state = await state_of(self._datasette)
        return is_costly(path, query, state.database.name, state.tables)

    async def _gated(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not await self._gate.enter():
            await _refuse(
                send,
                429,
                "Other queries are running. Please try again in a few seconds.",
                ((b"retry-after", b"3"),),
            )
            return
        try:
            await while_there(self._app(scope, receive, giving_way(send)), receive)
        finally:
            self._gate.leave()


async def while_there(answer: Awaitable[None], receive: Receive) -> None:
    """Answer for as long as the reader waits: a stream whose reader has gone would keep others out.

    What is received here is the end of a request without a body, then that the reader has gone.
    """

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    answering, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(gone())
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            answering.result()
    finally:
        answering.cancel()
        leaving.cancel()
        await asyncio.gather(answering, leaving, return_exceptions=True)


def giving_way(send: Send) -> Send:
    """A table that is streamed is written row by row without a pause: pages go in between."""

    async def sending(message: Message) -> None:
        await send(message)
        if message.get("more_body"):
            await asyncio.sleep(0)

    return sending


def _with_headers(send: Send, path: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(bytes(name).lower(), bytes(value)) for name, value in message["headers"]]
            present = {name for name, _ in headers}
            headers += [pair for pair in HEADERS.items() if pair[0] not in present]
            if b"content-security-policy" not in present:
                headers.append((b"content-security-policy", STOCK_POLICY.encode()))
            if path.startswith("/static/") and message["status"] == 200:
                headers.append((b"cache-control", b"public, max-age=31536000, immutable"))
            if message["status"] >= 400 and b"cache-control" not in present:
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers}
        await send(message)

    return sending


async def _refuse(
    send: Send, status: int, text: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    body = text.encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
