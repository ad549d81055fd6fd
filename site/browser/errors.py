"""What a reader sees when something is not there or goes wrong."""

from __future__ import annotations

import re
import sqlite3
import traceback
from typing import TYPE_CHECKING, Any

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from browser.rendering import data
from browser.showing import show
from browser.state import state_of

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request


STATIC = re.compile(r"(?:-/)?static")
"""Files; a name that is too long or goes on below a file is an error of the system's."""

TOO_MUCH = {
    MemoryError: "The query needs more memory than is allowed.",
    QueryInterrupted: "The query took longer than is allowed.",
}


UNUSABLE = (ValueError, TypeError, LookupError, AssertionError, sqlite3.Error)
"""What Datasette's own pages of the database raise at arguments that are not what they expect,
such as ``_through={}`` or ``_timelimit=soon``; nothing but the request varies there."""
NOT_USABLE = "Something in this address is not what it should be: a parameter after the “?”."

UNSORTED = (
    "This table comes in the order of its key, because sorted pages of it would lose rows;"
    " the search sorts studies, and a query can ORDER BY anything."
)


async def error_response(
    datasette: Datasette, request: Request, exception: Exception
) -> Response | None:
    """Our page for what Datasette cannot serve; None leaves its own error pages as they are.

    Below the database's own address Datasette tells best what is wrong with a query.
    """
    state = await state_of(datasette)
    for kind, message in TOO_MUCH.items():
        if isinstance(exception, kind):
            return await _told(datasette, request, 400, message)
    if isinstance(exception, DatasetteError) and str(exception).startswith("Cannot sort table"):
        return await _told(datasette, request, 400, f"{exception}. {UNSORTED}")
    below = request.path.removeprefix(state.renderer.base).lstrip("/")
    if below.split("/")[0].split(".")[0] == state.database.name:
        if isinstance(exception, UNUSABLE):
            return await _told(datasette, request, 400, NOT_USABLE)
        return None
    if isinstance(exception, OSError) and STATIC.match(below):
        return await _told(datasette, request, 404, "There is no such file.")
    if isinstance(exception, Base400):
        status = getattr(exception, "status", 400)
        return await _told(datasette, request, status, str(exception))
    traceback.print_exception(exception)
    return await _told(datasette, request, 500, "Something went wrong here. It has been noted.")


async def _told(datasette: Datasette, request: Request, status: int, message: str) -> Response:
    if request.path.endswith(".json"):
        return data({"error": message}, status)
    details: dict[str, Any] = {
        "what": "page",
        "asked": request.path[:200],
        "near": [],
        "excluded": None,
    }
    if status == 404:
        return await show(datasette, request, "missing", status=404, **details)
    return await show(datasette, request, "error", status=status, message=message)
