"""The pages: a request in, a page or data out. What they say is read by the modules beside."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from difflib import get_close_matches
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette import Response

from browser import claims, gap_map, methods, news, protocols, results, study
from browser.database import rows
from browser.filters import Filters, clean, read_filters
from browser.listing import cards
from browser.phrases import correction
from browser.rendering import data, path_of
from browser.search import Found
from browser.state import State, state_of
from ingest import exports

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

CHUNK = 500
"""Studies that an export writes at a time."""
SUGGESTIONS = 6
"""Names, and titles, that are offered while a reader types."""
MOST_ADDRESSES = 50_000
"""Addresses of one file of a sitemap (sitemaps.org)."""
PLAIN_PAGES = ("/", "/claims", "/gap-map", "/protocols", "/new", "/methods")


async def home(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        found = state.searcher.search(connection, Filters())
        latest = state.index.sorted(~state.index.retracted, "year")[:5]
        return {
            "found": found,
            "facets": {facet["name"]: facet for facet in results.facets(found, state.vocabulary)},
            "claim_groups": claims.by_verdict(claims.read_claims(connection)),
            "map": gap_map.read_gap_map(connection, state.vocabulary).top(12),
            "latest": cards(connection, state.index, state.vocabulary, latest),
            "last_run": rows(
                connection,
                "SELECT ended_at FROM runs WHERE outcome = 'clean' ORDER BY id DESC LIMIT 1",
            ),
        }

    return await show(
        datasette,
        request,
        "home",
        year_link=partial(_year_path, state, Filters()),
        **await state.once("home", read),
    )


def _year_path(state: State, filters: Filters, year: int) -> str:
    return f"{state.renderer.base}/search?{filters.query(year=(year, year))}"


async def search(datasette: Datasette, request: Request, send: Any) -> Response | None:
    state = await state_of(datasette)
    filters, notes = read_filters(request.args)
    format_ = request.url_vars["format"]
    found = await state.read(lambda connection: state.searcher.search(connection, filters))
    notes += results.unknown_values(found, state.vocabulary)
    if format_ == "json":
        return data(await _search_data(datasette, request, state, found, notes))
    if format_ is not None:
        await _export(state, found, format_, send)
        return None

    def read(connection: sqlite3.Connection) -> dict[str, Any]:
        words = found.query.highlights
        listed = cards(connection, state.index, state.vocabulary, found.page, words)
        ways = (
            results.ways_out(state.searcher, connection, found, state.vocabulary)
            if not found.count
            else None
        )
        return {"studies": listed, "words": words, "ways_out": ways}

    return await show(
        datasette,
        request,
        "search",
        found=found,
        filters=filters,
        bare=filters.bare,
        year_link=partial(_year_path, state, filters),
        facets=results.facets(found, state.vocabulary),
        chips=list(results.chips(filters, state.vocabulary)),
        notes=notes,
        path=_with_query("/search", filters.query(page=filters.page)),
        **await state.read(read),
    )


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


async def _search_data(
    datasette: Datasette, request: Request, state: State, found: Found, notes: list[str]
) -> dict[str, Any]:
    listed = await state.read(
        lambda connection: cards(connection, state.index, state.vocabulary, found.page)
    )
    filters = found.filters
    more = filters.page < found.pages
    following = _with_query("/search.json", filters.query(page=filters.page + 1))
    return {
        "count": found.count,
        "page": filters.page,
        "pages": found.pages,
        "sort": filters.order,
        "next": _absolute(datasette, request, following) if more else None,
        "results": [
            {**card, "url": _absolute(datasette, request, f"/study/{path_of(card['id'])}")}
            for card in listed
        ],
        "facets": {
            facet["name"]: [
                {key: item[key] for key in ("value", "label", "count", "selected")}
                for item in facet["values"]
            ]
            for facet in results.facets(found, state.vocabulary)
        }
        | {name: found.facets[name]["1"] for name in ("full_text", "hand_read")},
        "years": found.years,
        "hidden_retracted": found.hidden_retracted,
        "terms": [
            {
                "kind": term.kind,
                "words": term.words,
                "concept": term.concept.id if term.concept else None,
                "also": list(term.synonyms),
            }
            for term in found.query.terms
        ],
        "notes": notes,
    }


async def _export(state: State, found: Found, format_: str, send: Any) -> None:
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
        while text := await asyncio.to_thread(lambda: "".join(islice(pieces, CHUNK))):
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


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


async def suggest(datasette: Datasette, request: Request) -> Response:
    """Names and titles that begin with, or hold, what is being typed."""
    state = await state_of(datasette)
    typed = clean(request.args.get("q") or "")[:100]
    names = state.vocabulary.starting_with(typed, SUGGESTIONS) if len(typed) > 1 else []
    found = []
    if len(typed) > 2:
        found = await state.read(
            lambda connection: state.searcher.titles(connection, typed, SUGGESTIONS)
        )
    return data(
        {
            "concepts": [{"name": name, "label": concept.label} for name, concept in names],
            "studies": [{"id": id_, "title": title} for id_, title in found],
        }
    )


async def one_study(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    asked = clean(unquote(request.url_vars["study"]))
    format_ = request.url_vars["format"]

    def read(connection: sqlite3.Connection) -> dict[str, Any] | None:
        found = study.find_id(connection, asked)
        if found is None:
            return None
        citable = next(iter(exports.read_citables(connection, [found])))
        return {
            "study": study.read_study(connection, state.index, state.vocabulary, found),
            "citable": citable,
        }

    found = await state.read(read)
    if found is None:
        return await missing(datasette, request, "study", asked, format_)
    if found["study"]["id"] != asked:
        ending = f".{format_}" if format_ else ""
        path = f"/study/{path_of(found['study']['id'])}{ending}"
        return Response.redirect(datasette.urls.path(path), status=301)
    if format_ == "json":
        return data(
            {
                **found["study"],
                "formatted_citation": exports.format_citation(found["citable"]),
                "url": _absolute(datasette, request, f"/study/{path_of(asked)}"),
            }
        )
    if format_ is not None:
        media_type, write = exports.WRITERS[format_]
        name = re.sub(r"[^A-Za-z0-9.-]", "-", asked)
        return Response(
            "".join(write([found["citable"]])),
            headers={"content-disposition": f'attachment; filename="{name}.{format_}"'},
            content_type=f"{media_type}; charset=utf-8",
        )
    facts, absent = study.as_read(found["study"]["facts"])
    return await show(
        datasette,
        request,
        "study",
        path=f"/study/{path_of(asked)}",
        facts=facts,
        absent=absent,
        sections=study.marked(found["study"]["abstract"], facts),
        citation=exports.format_citation(found["citable"]),
        notices=study.NOTICES,
        correction=correction(found["study"]),
        **found,
    )


async def all_claims(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    listed = await state.read(claims.read_claims)
    if request.url_vars["format"] == "json":
        return data({"count": len(listed), "results": listed})
    return await show(datasette, request, "claims", claim_groups=claims.by_verdict(listed))


async def one_claim(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    asked = clean(unquote(request.url_vars["claim"]))
    format_ = request.url_vars["format"]
    found = await state.read(
        lambda connection: claims.read_claim(connection, state.index, state.vocabulary, asked)
    )
    if found is None:
        return await missing(datasette, request, "claim", asked, format_)
    if format_ == "json":
        return data(claims.as_data(found))
    return await show(datasette, request, "claim", path=f"/claim/{path_of(asked)}", claim=found)


async def whole_gap_map(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = await state.once("map", lambda c: gap_map.read_gap_map(c, state.vocabulary))
    if request.url_vars["format"] == "json":
        cells = [cell for row in found.cells.values() for cell in row.values()]
        return data({"count": len(cells), "results": cells})
    return await show(datasette, request, "gap_map", map=found)


async def all_protocols(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = await state.once("protocols", lambda c: protocols.read_protocols(c, state.vocabulary))
    return await show(datasette, request, "protocols", **found)


async def whats_new(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = await state.once("news", lambda c: news.read_news(c, state.index, state.vocabulary))
    return await show(datasette, request, "new", kinds=news.KINDS, **found)


async def feed(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    entries = await state.read(lambda c: news.read_feed(c, state.index, state.vocabulary))
    body = state.renderer.environment.get_template("feed.xml").render(
        entries=entries,
        site=_absolute(datasette, request, ""),
        updated=max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00Z"),
    )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


async def how_it_is_made(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    return await show(
        datasette, request, "methods", **await state.once("methods", methods.read_methods)
    )


async def robots(datasette: Datasette, request: Request) -> Response:
    """Crawlers may read studies and claims; the endless lists behind filters are not for them."""
    state = await state_of(datasette)
    lines = [
        "User-agent: *",
        "Disallow: /*?",
        f"Disallow: /{state.database.name}",
        "Disallow: /-/",
        f"Sitemap: {_absolute(datasette, request, '/sitemap.xml')}",
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
        listed = await state.read(claims.read_claims)
        paths = [*PLAIN_PAGES, *(f"/claim/{path_of(claim['id'])}" for claim in listed)]
    else:
        start = (int(part) - 1) * MOST_ADDRESSES
        ids = state.index.ids[start : start + MOST_ADDRESSES]
        paths = [f"/study/{path_of(id_)}" for id_ in ids]
    return _xml(datasette, request, state, "sitemap.xml", paths)


def _xml(
    datasette: Datasette, request: Request, state: State, template: str, paths: list[str]
) -> Response:
    site = _absolute(datasette, request, "")
    body = state.renderer.environment.get_template(template).render(
        addresses=[site + path for path in paths]
    )
    return Response(body, content_type="application/xml; charset=utf-8")


async def show(
    datasette: Datasette,
    request: Request,
    template: str,
    *,
    path: str | None = None,
    status: int = 200,
    **context: Any,
) -> Response:
    """A page; ``path`` is its one address, where it has others too."""
    state = await state_of(datasette)
    return state.renderer.page(
        template,
        status,
        canonical=_absolute(datasette, request, request.path if path is None else path),
        is_plain=not request.query_string,
        **context,
    )


def _absolute(datasette: Datasette, request: Request, path: str) -> str:
    address: str = datasette.absolute_url(request, datasette.urls.path(path or "/"))
    return address if path else address.rstrip("/")


async def missing(
    datasette: Datasette, request: Request, what: str, asked: str, format_: str | None
) -> Response:
    """404 with help: what is nearly so called, and a search."""
    state = await state_of(datasette)
    if format_ is not None:
        return data({"error": f"There is no {what} {asked[:200]!r} here."}, 404)
    near: list[dict[str, Any]] = []
    if what == "claim":
        listed = await state.read(claims.read_claims)
        names = get_close_matches(asked, [claim["id"] for claim in listed], n=3, cutoff=0.4)
        near = [claim for claim in listed if claim["id"] in names]
    return await show(
        datasette, request, "missing", status=404, what=what, asked=asked[:200], near=near
    )
