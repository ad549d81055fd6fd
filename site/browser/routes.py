"""Which address is which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from browser import files, pages

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"^/$", pages.home),
    (r"^/search(?:\.(?P<format>json|csv|ris|bib|csl\.json))?$", pages.search),
    (r"^/suggest\.json$", pages.suggest),
    (r"^/study/(?P<study>.+?)(?:\.(?P<format>json|ris|bib|csl\.json))?$", pages.one_study),
    (r"^/claims(?:\.(?P<format>json))?$", pages.all_claims),
    (r"^/claim/(?P<claim>[^/]+?)(?:\.(?P<format>json))?$", pages.one_claim),
    (r"^/gap-map(?:\.(?P<format>json))?$", pages.whole_gap_map),
    (r"^/protocols$", pages.all_protocols),
    (r"^/new$", pages.whats_new),
    (r"^/new\.atom$", files.feed),
    (r"^/methods$", pages.how_it_is_made),
    (r"^/data$", pages.data_and_sql),
    (r"^/robots\.txt$", files.robots),
    (r"^/sitemap(?:-(?P<part>\d{1,6}))?\.xml$", files.sitemap),
]
"""The study's id comes before its format: a DOI may hold slashes and dots."""
