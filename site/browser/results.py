"""A search as pages and data files say it: facets, chips, help where nothing is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

from browser import labels
from browser.filters import VALUE_FACETS, Filters
from browser.index import MANY_VALUES
from browser.search import Found, Searcher
from browser.vocabulary import Vocabulary

Item = dict[str, Any]


def value_label(vocabulary: Vocabulary, facet: str, value: str) -> str:
    """A value of a facet in words."""
    if facet in MANY_VALUES:
        return vocabulary.label(MANY_VALUES[facet][2], value) or value
    if facet == "design":
        return vocabulary.label("designs", value) or value
    if facet == "direction":
        return labels.DIRECTIONS[value].label if value in labels.DIRECTIONS else value
    if facet == "kind":
        return labels.KINDS.get(value, value)
    if facet == "certainty":
        return f"{value.capitalize()} certainty"
    if facet == "fitzpatrick":
        return f"Type {labels.FITZPATRICK.get(value, value)}"
    return labels.TOPICS.get(value, value)


def facets(found: Found, vocabulary: Vocabulary) -> list[Item]:
    """Every facet with its values, most studies first; ``query`` is the search after a click."""
    filters = found.filters
    listed = []
    base = f"{query}&" if (query := filters.query()) else ""
    for name in (*VALUE_FACETS, "fitzpatrick"):
        counts = dict(found.counts.facets[name])
        fitzpatrick = () if filters.fitzpatrick is None else (str(filters.fitzpatrick),)
        chosen = fitzpatrick if name == "fitzpatrick" else getattr(filters, name)
        for value in chosen:
            counts.setdefault(value, 0)
        adding = f"{base}{name}=" if name != "fitzpatrick" else filters.query_and(name)
        values: list[Item] = [
            {
                "value": value,
                "label": value_label(vocabulary, name, value),
                "count": count,
                "selected": value in chosen,
                "query": (
                    _without(filters, name, value)
                    if value in chosen
                    else adding + quote_plus(value)
                ),
            }
            for value, count in counts.items()
        ]
        if name == "fitzpatrick":
            values.sort(key=lambda item: item["value"])
        else:
            values.sort(key=lambda item: (not item["selected"], -item["count"], item["label"]))
        listed.append({"name": name, "title": labels.FACET_TITLES[name], "values": values})
    return listed


def _without(filters: Filters, facet: str, value: str) -> str:
    if facet == "fitzpatrick":
        return filters.query(fitzpatrick=None)
    return filters.without_value(facet, value)


def chips(filters: Filters, vocabulary: Vocabulary) -> Iterator[Item]:
    """Each filter that is set, in words, with the search without it."""
    for facet in VALUE_FACETS:
        for value in getattr(filters, facet):
            yield {
                "label": value_label(vocabulary, facet, value),
                "query": filters.without_value(facet, value),
            }
    low, high = filters.year
    if low is not None or high is not None:
        both = f"{low}–{high}" if low != high else str(low)
        told = both if low and high else (f"{low} or later" if low else f"{high} or earlier")
        yield {"label": f"Year: {told}", "query": filters.query(year=(None, None))}
    if filters.participants is not None:
        yield {
            "label": f"At least {labels.plural(filters.participants, 'participant')}",
            "query": filters.query(participants=None),
        }
    if filters.fitzpatrick is not None:
        numeral = labels.FITZPATRICK[str(filters.fitzpatrick)]
        yield {"label": f"Skin type {numeral}", "query": filters.query(fitzpatrick=None)}
    for name, told in (
        ("full_text", "Free full text"),
        ("hand_read", "Read by people"),
        ("retracted", "Retracted papers shown"),
    ):
        if getattr(filters, name):
            yield {"label": told, "query": filters.query(**{name: False})}


def unknown_values(found: Found, vocabulary: Vocabulary) -> list[str]:
    """Notes on values that the vocabulary does not have."""
    notes = []
    known = {
        "scar_type": vocabulary.concepts("scar_types"),
        "intervention": vocabulary.concepts("interventions"),
        "design": vocabulary.concepts("designs"),
        "kind": labels.KINDS,
        "direction": labels.DIRECTIONS,
        "certainty": labels.CERTAINTIES,
        "topic": labels.TOPICS,
    }
    for facet, values in known.items():
        for value in getattr(found.filters, facet):
            if value not in values:
                notes.append(
                    f"{labels.FACET_TITLES[facet]} “{value}” is not in the vocabulary, which has"
                    f" {', '.join(sorted(values))}"
                )
    return notes


def ways_out(
    searcher: Searcher, connection: sqlite3.Connection, found: Found, vocabulary: Vocabulary
) -> dict[str, list[Item]]:
    """Where nothing was found: what to leave out, and names that are spelled nearly so."""
    filters, query = found.filters, found.query
    without = (
        [(f"without {term.typed}", query.without(term)) for term in query.terms]
        if len(query.terms) > 1
        else []
    )
    if filters.is_filtered and query.terms:
        bare = Filters(q=filters.q)
        count = searcher.count(connection, bare)
        if count:
            return {
                "without": [{"label": "without filters", "query": bare.query(), "count": count}],
                "instead": [],
            }
    fewer = []
    for label, remaining in without[:8]:
        state = replace(filters, page=1, q=remaining)
        count = searcher.count(connection, state)
        if count:
            fewer.append({"label": label, "query": state.query(), "count": count})
    instead = []
    for term in query.wanted[:8]:
        if term.concept is None and not searcher.count(connection, Filters(q=term.typed)):
            for name in vocabulary.close_to(term.words):
                typed = " ".join(name if other is term else other.typed for other in query.terms)
                instead.append({"label": name, "query": Filters(q=typed).query()})
    return {"without": sorted(fewer, key=lambda item: -item["count"]), "instead": instead}
