"""Hostile addresses and words: every page answers or refuses, and echoes nothing as markup.

FUZZ_INPUTS says how many inputs the readers of files get; the site gets a fifth of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from browser.filters import Filters, read_filters
from browser.state import State, state_of
from datasette.utils import MultiParams

from ingest.settings import ROOT
from tests.campaigns.mutating import Mutator, fuzz
from tests.sites import SPLIT_FACE, Site, filled

INPUTS = int(os.environ.get("FUZZ_INPUTS", "4000"))
SEED = 9
MARKUP = b"<xss9>"
"""A tag that no page has of its own."""
LAWFUL = frozenset({200, 301, 302, 303, 304, 307, 308, 400, 403, 404, 405, 414, 429})
URL_CHARACTERS = "/?&=%+:;,.-_~!*'()@$"

WORDS = [
    b'needling "acne scars" -keloid',
    b"dermaroller tca cross",
    "Sjögren β-carotene 0.5–1.5 mm".encode(),
    b'-"platelet rich plasma" fractional CO2',
    b"AND OR NOT NEAR(a b) title: * ^",
]
QUERIES = [
    b"q=acne+scars&design=randomized-controlled-trial&scar_type=acne-atrophic&page=2",
    b"q=&year=2015-2026&participants=20&fitzpatrick=4&full_text=1&hand_read=on&retracted=true",
    b"year_from=2015&year_to=2020&sort=size-asc&size=100&intervention=prp&intervention=tca",
    b"kind=primary&direction=no-difference&certainty=low&topic=needling-for-scars",
]
ADDRESSES = [
    *(b"/search" + ending + b"?" + query for ending in (b"", b".json") for query in QUERIES),
    *(f"/search.{ending}?q=keloid".encode() for ending in ("csv", "ris", "bib", "csl.json")),
    *(f"/study/{SPLIT_FACE}{ending}".encode() for ending in ("", ".json", ".ris", ".csl.json")),
    *(b"/", b"/claims", b"/claims.json", b"/claim/adding-prp-helps", b"/claim/x.json"),
    *(b"/gap-map", b"/gap-map.json", b"/protocols", b"/new", b"/new.atom", b"/methods", b"/data"),
    *(b"/suggest.json?q=derm", b"/sitemap.xml", b"/sitemap-1.xml", b"/robots.txt"),
    b"/evidence/studies?_sort_desc=year&_size=5&kind=primary&_facet=design&_next=10,x",
    b"/evidence/studies.json?year__gt=2015&title__contains=scar&_col=id&_shape=array&_nl=on",
    b"/evidence/studies.csv?_stream=1&_size=max&_nocount=1&_labels=on&_dl=1",
    b"/evidence/facts?_search=needle&_where=start+%3E+5&_through=%7B%7D&_trace=1&_ttl=5",
    b"/evidence/studies/" + SPLIT_FACE.encode() + b".json?_extra=x&_shape=object",
    b"/evidence.json?sql=select+id+from+studies+where+year+%3D+:year&year=2020&_timelimit=100",
    b"/-/versions.json",
    b"/-/static/app.css",
    b"/static/site.css?v=1",
]
NAMES = [
    *(b"&_sort=", b"&_size=", b"&_next=", b"&_facet=", b"&_facet_date=", b"&_facet_array="),
    *(b"&_where=", b"&_search=", b"&_col=", b"&_nocol=", b"&_stream=", b"&_shape=", b"&sql="),
    *(b"&_json=", b"&_json_infinity=1", b"&_through=", b"&_labels=", b"&_header=", b"&_trace=1"),
    *(b"&year__in=", b"&id__exact=", b"&q=", b"&page=", b"&size=", b"&sort=", b"~2F", b"%00"),
    *(b"../", b"%2e%2e%2f", b"..%5c", b"//", b";", MARKUP, b'"' + MARKUP, b"'--", b"%C3"),
]  # fmt: skip


@pytest.fixture(scope="module")
def site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(filled(evidence, tmp_path_factory.mktemp("fuzz")))
    yield site
    site.close()


@pytest.fixture(scope="module")
def state(site: Site) -> State:
    found: State = site.run(state_of(site.datasette))
    return found


def read_query_string(query: str) -> Filters:
    return read_filters(MultiParams(parse_qs(query, keep_blank_values=True)))[0]


def read_again(content: bytes) -> None:
    """What is read from a query string is read again from the one that the page links to."""
    filters = read_query_string(content.decode("utf-8", "replace"))
    assert read_query_string(filters.query(page=filters.page)) == filters


def searched(state: State) -> Callable[[bytes], object]:
    def search(content: bytes) -> object:
        words = content.decode("utf-8", "replace")
        found = state.searcher.search(state.connection, Filters(q=words[:1000]))
        return found, state.searcher.titles(state.connection, words, 8)

    return search


def asked(site: Site) -> Callable[[bytes], None]:
    secrets = [str(place).encode() for place in (ROOT, site.database.parent, Path.home())]

    def ask(content: bytes) -> None:
        path = quote(content, safe=URL_CHARACTERS)
        response = site.get(path if path.startswith("/") else f"/{path}")
        body = response.content
        assert response.status_code in LAWFUL, f"{response.status_code}: {response.text[:300]}"
        assert not any(secret in body for secret in (*secrets, b"Traceback ("))
        assert MARKUP not in body or "html" not in response.headers["content-type"]

    return ask


def campaign(name: str, take: Callable[[bytes], object], inputs: Mutator, share: int) -> None:
    count = INPUTS * share // 1000
    fuzz(take, inputs, count, refusals=())
    print(f"{name}: {count} inputs")


def test_any_words_are_searched(state: State) -> None:
    words = Mutator(WORDS, [b'"', b' -"', b" NEAR ", b"*", b":"], seed=SEED)
    campaign("search box", searched(state), words, 40)


def test_any_query_string_is_read_as_it_is_written_again() -> None:
    campaign("query strings", read_again, Mutator(QUERIES, NAMES, seed=SEED), 100)


# Where the arguments of a table break Datasette, it leaves work behind that it had begun.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_any_address_is_answered_or_refused(site: Site) -> None:
    campaign("addresses", asked(site), Mutator(ADDRESSES, NAMES, seed=SEED), 30)
