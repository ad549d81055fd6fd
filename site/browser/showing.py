"""How a page is shown: its one address, and help where there is nothing to show."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from datasette import Response

from browser import claims
from browser.rendering import data
from browser.state import state_of

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


async def show(
    datasette: Datasette,
    request: Request,
    template: str,
    *,
    path: str | None = None,
    status: int = 200,
    same_for_all: bool = False,
    **context: Any,
) -> Response:
    """A page; ``path`` is its one address, where it has others too.

    A page that is the ``same_for_all`` is rendered once for each name that the site goes by.
    """
    state = await state_of(datasette)
    context["canonical"] = absolute(datasette, request, request.path if path is None else path)
    context["is_plain"] = not request.query_string
    if same_for_all:
        return state.renderer.kept_page(template, **context)
    return state.renderer.page(template, status, **context)


def absolute(datasette: Datasette, request: Request, path: str) -> str:
    address: str = datasette.absolute_url(request, datasette.urls.path(path or "/"))
    return address if path else address.rstrip("/")


async def missing(
    datasette: Datasette,
    request: Request,
    what: str,
    asked: str,
    format_: str | None,
    excluded: dict[str, Any] | None = None,
) -> Response:
    """404 with help: why the record was ``excluded``, what is nearly so called, a search."""
    state = await state_of(datasette)
    if format_ is not None:
        told = f"There is no {what} {asked[:200]!r} here."
        return data({"error": told, "excluded": excluded}, 404)
    near: list[dict[str, Any]] = []
    if what == "claim":
        listed = state.once("claims", claims.read_claims)
        names = get_close_matches(asked, [claim["id"] for claim in listed], n=3, cutoff=0.4)
        near = [claim for claim in listed if claim["id"] in names]
    return await show(
        datasette,
        request,
        "missing",
        status=404,
        what=what,
        asked=asked[:200],
        near=near,
        excluded=excluded,
    )
