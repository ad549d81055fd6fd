"""What programs fetch: exports of a search, the feed, robots.txt, the sitemap."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from datasette import Response

from browser import claims, news
from browser.rendering import path_of
from browser.search import Found
from browser.showing import absolute, missing
from browser.state import State, state_of
from ingest.export import citations as exports

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

CHUNK = 100
"""Studies that an export writes at a time, some tens of milliseconds."""
MOST_ADDRESSES = 50_000
"""Addresses of one file of a sitemap (sitemaps.org)."""
PLAIN_PAGES = ("/", "/claims", "/gap-map", "/protocols", "/new", "/methods", "/data")


async def send_export(state: State, found: Found, format_: str, send: Any) -> None:
    """Every study that was found, in its order, however many: written and sent in pieces."""
    ids = [state.index.ids[position] for position in found.positions]
    media_type = "text/csv" if format_ == "csv" else exports.WRITERS[format_][0]
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        "content-disposition": f'attachment; filename="studies.{format_}"',
        "access-control-allow-origin": "*",
    }
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
        }
    )
    # A connection and threads of its own: a long export holds up no page.
    with closing(state.database.connect()) as connection:
        pieces = _written(connection, ids, format_)
        while text := await _next(state, pieces):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _next(state: State, pieces: Iterator[str]) -> str:
    async with state.long_work:
        return await asyncio.to_thread(lambda: "".join(islice(pieces, CHUNK)))


def _written(connection: sqlite3.Connection, ids: list[str], format_: str) -> Iterator[str]:
    if format_ == "csv":
        return _csv(connection, ids)
    return exports.WRITERS[format_][1](exports.read_citables(connection, ids))


def _csv(connection: sqlite3.Connection, ids: list[str]) -> Iterator[str]:
    """The header, then rows of studies in the order of ``ids``."""
    text = io.StringIO()
    writer = csv.writer(text)
    for start in range(0, max(len(ids), 1), CHUNK):
        chosen = ids[start : start + CHUNK]
        marks = ", ".join("?" * len(chosen))
        cursor = connection.execute(f"SELECT * FROM studies WHERE id IN ({marks})", chosen)
        found = {row[0]: row for row in cursor}
        if not start:
            writer.writerow([column[0] for column in cursor.description])
        writer.writerows(found[study] for study in chosen)
        yield text.getvalue()
        text.seek(0)
        text.truncate()


async def feed(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    entries = state.read(lambda c: news.read_feed(c, state.index, state.vocabulary))
    body = state.renderer.environment.get_template("feed.xml").render(
        entries=entries,
        site=absolute(datasette, request, ""),
        updated=max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00Z"),
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def robots(datasette: Datasette, request: Request) -> Response:
    """Crawlers may read studies and claims; the endless lists behind filters are not for them."""
    state = await state_of(datasette)
    lines = [
        "User-agent: *",
        "Disallow: /*?",
        f"Disallow: /{state.database.name}",
        "Disallow: /-/",
        f"Sitemap: {absolute(datasette, request, '/sitemap.xml')}",
    ]
    return Response.text("\n".join(lines) + "\n")


async def sitemap(datasette: Datasette, request: Request) -> Response:
    """The pages, and an index of the parts where the studies are too many for one file."""
    state = await state_of(datasette)
    part = request.url_vars["part"]
    parts = -(-len(state.index) // MOST_ADDRESSES)
    if part is None:
        paths = [f"/sitemap-{number}.xml" for number in range(parts + 1)]
        return _xml(datasette, request, state, "sitemap_index.xml", paths)
    if int(part) > parts:
        return await missing(datasette, request, "sitemap", part, None)
    if int(part) == 0:
        listed = state.once("claims", claims.read_claims)
        paths = [*PLAIN_PAGES, *(f"/claim/{path_of(claim['id'])}" for claim in listed)]
    else:
        start = (int(part) - 1) * MOST_ADDRESSES
        ids = state.index.ids[start : start + MOST_ADDRESSES]
        paths = [f"/study/{path_of(id_)}" for id_ in ids]
    return _xml(datasette, request, state, "sitemap.xml", paths)


def _xml(
    datasette: Datasette, request: Request, state: State, template: str, paths: list[str]
) -> Response:
    site = absolute(datasette, request, "")
    body = state.renderer.environment.get_template(template).render(
        addresses=[site + path for path in paths]
    )
    return Response(body, content_type="application/xml; charset=utf-8")
