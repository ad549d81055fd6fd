"""A reply before it is sent, and the shapes of replies that several handlers share."""

from __future__ import annotations

import json
from typing import NamedTuple
from xml.sax.saxutils import escape

XML = "text/xml; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"


class Reply(NamedTuple):
    status: int
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


ROOTS = {
    "esearch": ("eSearchResult", "esearch 20060628", "20060628/esearch.dtd"),
    "efetch": ("eFetchResult", "efetch 20131226", "20131226/efetch.dtd"),
    "epost": ("ePostResult", "epost 20090526", "20090526/epost.dtd"),
    "esummary": ("eSummaryResult", "esummary v1 20041029", "20041029/esummary-v1.dtd"),
    "elink": ("eLinkResult", "elink 20101123", "20101123/elink.dtd"),
    "einfo": ("eInfoResult", "einfo 20190110", "20190110/einfo.dtd"),
}
"""By endpoint: the root element, its public identifier and where its DTD is."""


def xml_reply(endpoint: str, content: str, status: int = 200) -> Reply:
    root, public, path = ROOTS[endpoint]
    body = (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<!DOCTYPE {root} PUBLIC "-//NLM//DTD {public}//EN" '
        f'"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/{path}">\n'
        f"<{root}>{content}</{root}>\n"
    )
    return Reply(status, XML, body.encode("utf-8"))


def error_reply(endpoint: str, message: str, status: int = 200) -> Reply:
    """NCBI's way to say that a request failed, more often than not with status 200."""
    if endpoint not in ROOTS:
        return Reply(status, TEXT, message.encode("utf-8"))
    return xml_reply(endpoint, f"\n\t<ERROR>{escape(message)}</ERROR>\n", status)


def json_reply(content: object) -> Reply:
    return Reply(200, JSON, json.dumps(content, ensure_ascii=False).encode("utf-8"))


def rate_limit_body(who: str, count: int, limit: int) -> bytes:
    """The body of a 429; it echoes the API key, or the address of a caller without one."""
    content = {
        "error": "API rate limit exceeded",
        "api-key": who,
        "count": str(count),
        "limit": str(limit),
    }
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"
