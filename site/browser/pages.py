"""The pages: a request in, a page or data out. What they say is read by the modules beside."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette import Response

from browser import claims, gap_map, methods, news, protocols, results, study, tables
from browser.database import rows
from browser.files import send_export
from browser.filters import Filters, clean, read_filters
from browser.listing import cards
from browser.phrases import correction
from browser.rendering import data, path_of
from browser.search import Found
from browser.showing import absolute, missing, show
from browser.state import State, state_of
from ingest.export import citations as exports

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

SUGGESTIONS = 6
"""Names, and titles, that are offered while a reader types."""


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
        same_for_all=True,
        year_link=_year_path(state, Filters()),
        **state.once("home", read),
    )


def _year_path(state: State, filters: Filters) -> Callable[[int], str]:
    """Where a year of the chart leads."""
    path = f"{state.renderer.base}/search?{filters.query_and('year')}"
    return lambda year: f"{path}{year}-{year}"


async def search(datasette: Datasette, request: Request, send: Any) -> Response | None:
    state = await state_of(datasette)
    filters, notes = read_filters(request.args)
    format_ = request.url_vars["format"]
    found = await state.search(filters)
    notes += results.unknown_values(found, state.vocabulary)
    if format_ == "json":
        return data(await _search_data(datasette, request, state, found, notes))
    if format_ is not None:
        await send_export(state, found, format_, send)
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
        year_link=_year_path(state, filters),
        facets=results.facets(found, state.vocabulary),
        chips=list(results.chips(filters, state.vocabulary)),
        notes=notes,
        path=_with_query("/search", filters.query(page=filters.page)),
        **state.read(read),
    )


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


async def _search_data(
    datasette: Datasette, request: Request, state: State, found: Found, notes: list[str]
) -> dict[str, Any]:
    listed = state.read(
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
        "next": absolute(datasette, request, following) if more else None,
        "results": [
            {**card, "url": absolute(datasette, request, f"/study/{path_of(card['id'])}")}
            for card in listed
        ],
        "facets": {
            facet["name"]: [
                {key: item[key] for key in ("value", "label", "count", "selected")}
                for item in facet["values"]
            ]
            for facet in results.facets(found, state.vocabulary)
        }
        | {name: found.counts.facets[name]["1"] for name in ("full_text", "hand_read")},
        "years": found.counts.years,
        "hidden_retracted": found.counts.hidden_retracted,
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


async def suggest(datasette: Datasette, request: Request) -> Response:
    """Names and titles that begin with, or hold, what is being typed."""
    state = await state_of(datasette)
    typed = clean(request.args.get("q") or "")[:100]
    names = state.vocabulary.starting_with(typed, SUGGESTIONS) if len(typed) > 1 else []
    found = []
    if len(typed) > 2:
        found = state.read(lambda connection: state.searcher.titles(connection, typed, SUGGESTIONS))
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

    found = state.read(read)
    if found is None:
        excluded = state.read(lambda connection: study.find_excluded(connection, asked))
        return await missing(datasette, request, "study", asked, format_, excluded)
    if found["study"]["id"] != asked:
        ending = f".{format_}" if format_ else ""
        path = f"/study/{path_of(found['study']['id'])}{ending}"
        return Response.redirect(datasette.urls.path(path), status=301)
    if format_ == "json":
        return data(
            {
                **found["study"],
                "formatted_citation": exports.format_citation(found["citable"]),
                "url": absolute(datasette, request, f"/study/{path_of(asked)}"),
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
        origins=study.origins(found["study"], facts),
        absent=absent,
        sections=study.marked(found["study"]["abstract"], facts),
        citation=exports.format_citation(found["citable"]),
        notices=study.NOTICES,
        correction=correction(found["study"]),
        **found,
    )


async def all_claims(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    listed = state.once("claims", claims.read_claims)
    if request.url_vars["format"] == "json":
        return data({"count": len(listed), "results": listed})
    return await show(
        datasette, request, "claims", same_for_all=True, claim_groups=claims.by_verdict(listed)
    )


async def one_claim(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    asked = clean(unquote(request.url_vars["claim"]))
    format_ = request.url_vars["format"]
    if asked not in {claim["id"] for claim in state.once("claims", claims.read_claims)}:
        return await missing(datasette, request, "claim", asked, format_)
    found = state.once(
        f"claim {asked}",
        lambda connection: claims.read_claim(connection, state.index, state.vocabulary, asked),
    )
    if format_ == "json":
        return data(claims.as_data(found))
    path = f"/claim/{path_of(asked)}"
    return await show(datasette, request, "claim", path=path, same_for_all=True, claim=found)


async def whole_gap_map(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = state.once("map", lambda c: gap_map.read_gap_map(c, state.vocabulary))
    if request.url_vars["format"] == "json":
        cells = [cell for row in found.cells.values() for cell in row.values()]
        return data({"count": len(cells), "results": cells})
    return await show(datasette, request, "gap_map", same_for_all=True, map=found)


async def all_protocols(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = state.once("protocols", lambda c: protocols.read_protocols(c, state.vocabulary))
    return await show(datasette, request, "protocols", same_for_all=True, **found)


async def whats_new(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    found = state.once("news", lambda c: news.read_news(c, state.index, state.vocabulary))
    return await show(datasette, request, "new", same_for_all=True, kinds=news.KINDS, **found)


async def how_it_is_made(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    return await show(datasette, request, "methods", **state.once("methods", methods.read_methods))


async def data_and_sql(datasette: Datasette, request: Request) -> Response:
    state = await state_of(datasette)
    about = state.metadata["databases"]["evidence"]
    return await show(
        datasette,
        request,
        "data",
        same_for_all=True,
        subjects=state.once("tables", lambda c: tables.read_tables(c, about["tables"])),
        queries=about["queries"],
        example=tables.EXAMPLE,
    )
