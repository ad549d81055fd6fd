"""Templates to HTML, data to JSON."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from browser import charts, labels, phrases
from browser.marks import highlight
from browser.vocabulary import Vocabulary

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
"""Content-Security-Policy of our pages: nothing inline, nothing from elsewhere."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

TOLD = ("result_text", "event_count", "skin_types", "link_kind", "fact_role")
"""Functions of phrases that templates call by name."""

MOST_KEPT = 100
"""Pages that are kept; they are few, but anybody may name the host as they like."""

FRESH = "public, max-age=300"
"""How long a page may be kept; a new build is shown within five minutes."""


class Renderer:
    """Renders the templates of one site; ``base`` is the path that the site is served under."""

    def __init__(
        self, folder: Path, vocabulary: Vocabulary, *, base: str, static: str, **shared: Any
    ) -> None:
        self.base = base
        self._kept: dict[str, str] = {}
        self.environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.globals |= {
            **shared,
            "base": base,
            "static": lambda name: f"{base}/static/{name}?v={static}",
            "charts": charts,
            "labels": labels,
            "highlight": highlight,
            "plural": labels.plural,
            "number": labels.number,
            "signed": labels.signed,
            "range_of": labels.range_of,
            "forest_scale": phrases.scale_of,
            **{name: getattr(phrases, name) for name in TOLD},
            "fact_value": partial(phrases.fact_value, vocabulary),
            "scar_label": partial(vocabulary.label, "scar_types"),
            "intervention_label": partial(vocabulary.label, "interventions"),
            "design_label": partial(vocabulary.label, "designs"),
        }
        self.environment.filters |= {"path": path_of, "xml": printable}

    def kept_page(self, name: str, *, canonical: str, **context: Any) -> Response:
        """A page that only its address tells apart; the last few are kept."""
        if canonical not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[canonical] = self._render(name, canonical=canonical, **context)
        return _response(self._kept[canonical], 200)

    def page(self, name: str, status: int = 200, **context: Any) -> Response:
        """A page of our own; errors are not kept by caches."""
        return _response(self._render(name, **context), status)

    def _render(self, name: str, **context: Any) -> str:
        return printable(self.environment.get_template(f"{name}.html").render(context))


def _response(body: str, status: int) -> Response:
    return Response.html(
        body,
        status=status,
        headers={
            "content-security-policy": POLICY,
            "cache-control": FRESH if status == 200 else "no-store",
        },
    )


def printable(text: str) -> str:
    """Text without the control characters that HTML and XML do not allow."""
    return UNPRINTABLE.sub("\ufffd", text) if UNPRINTABLE.search(text) else text


def path_of(text: str) -> str:
    """An id as part of a path; the slashes of a DOI stay.

    >>> path_of("10.1002/(sici)1097<1:aid>3.0.co;2-#")
    '10.1002/%28sici%291097%3C1%3Aaid%3E3.0.co%3B2-%23'
    """
    return quote(text, safe="/")


def data(content: Any, status: int = 200) -> Response:
    """JSON, readable as text and from any other site: the data is public."""
    return Response(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        status=status,
        headers={
            "cache-control": FRESH if status == 200 else "no-store",
            "access-control-allow-origin": "*",
        },
        content_type="application/json; charset=utf-8",
    )
