"""The evidence browser as a Datasette plugin: hooks that 0.65 and 1.0 share, and nothing else."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import datasette.handle_exception as datasette_errors
from datasette import Response, hookimpl

SITE = Path(__file__).resolve().parents[1]
for folder in (SITE, SITE.parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from browser.errors import error_response  # noqa: E402  (the path is set above)
from browser.routes import ROUTES  # noqa: E402  (as above)
from browser.security import Guard, limit  # noqa: E402  (as above)
from browser.state import evidence_database, prepare  # noqa: E402  (as above)

# Where rich is installed, Datasette prints the local variables of every failed request to the log,
# and breaks down at errors that are answered after they were caught.
datasette_errors.rich = None


@hookimpl
def startup(datasette: Any) -> Callable[[], Awaitable[Any]]:
    async def ready() -> None:
        await prepare(datasette)

    return ready


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return ROUTES


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    limit(conn)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    return lambda app: Guard(app, datasette)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    async def respond() -> Response | None:
        return await error_response(datasette, request, exception)

    return respond


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    database = evidence_database(datasette).name
    return [
        {"href": datasette.urls.path("/"), "label": "Evidence browser"},
        {"href": datasette.urls.path("/search"), "label": "Search studies"},
        {"href": datasette.urls.path(f"/{database}"), "label": "Tables and queries"},
    ]


@hookimpl
def extra_css_urls(datasette: Any) -> list[str]:
    return [datasette.urls.path("/static/stock.css")]
