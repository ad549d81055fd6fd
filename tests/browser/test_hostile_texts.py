"""Scripts stored in every text of the database, keys aside: all of them are only text.

Whatever a script did, a visit would notice (tests/browser/visits.py); what became an element or a
link without speaking up is looked for in the page.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Browser

from ingest.evidence.schema import load_schema
from tests.browser.conftest import CLAIM
from tests.browser.visits import Visit
from tests.served import served
from tests.sites import HOSTILE, RETRACTED, SPLIT_FACE

pytestmark = pytest.mark.browser

PAYLOADS: dict[str, Callable[[str], str]] = {
    "markup": lambda place: (
        f'"><xss-probe title="{place}"></xss-probe><script>alert("{place}")</script>'
        "'><img src=x onerror=alert(1)><svg/onload=alert(2)>{{7*7}}</title></textarea>--></style>"
    ),
    "address": lambda place: f"javascript:alert('{place}')",
    "attribute": lambda place: (
        f"x' onmouseover='alert(1)' data-at={place} \" onfocus=\"alert(2)\" autofocus >"
    ),
}
PAGES = (
    *("/", "/search", "/search?size=100&sort=year", "/search?q=needling", "/claims", "/gap-map"),
    *("/protocols", "/new", "/methods", "/data", f"/claim/{CLAIM}", "/evidence"),
    *(f"/study/{study}" for study in (SPLIT_FACE, RETRACTED, HOSTILE)),
)
FOUND = """() => [
  ...document.querySelectorAll('xss-probe, img[src="x"], svg[onload], [onmouseover], [onfocus]'),
  ...[...document.querySelectorAll('[href], [src], [action]')].filter(
    at => /^\\s*javascript:/i.test(at.getAttribute('href') ?? at.getAttribute('src') ?? '')),
].map(at => at.outerHTML.slice(0, 300))"""


def spoil(database: Path, payload: Callable[[str], str]) -> None:
    """Put a payload, which names its place, into every text of every row, keys aside."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in load_schema().values():
            keys = {
                *table.primary_key,
                *(name for key in table.foreign_keys for name in key.columns),
            }
            for column in table.columns:
                if column.type == "text" and column.name not in keys:
                    connection.execute(
                        f'UPDATE "{table.name}" SET "{column.name}" = ?',
                        (payload(f"{table.name}.{column.name}"),),
                    )


@pytest.fixture(scope="module", params=PAYLOADS)
def hostile(
    request: pytest.FixtureRequest, database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a site of whose texts every one is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(database, folder)
    spoil(folder / database.name, PAYLOADS[request.param])
    with served(folder) as address:
        yield address


@pytest.mark.parametrize("page", [*PAGES, *(f"/evidence/{name}?_size=3" for name in load_schema())])
def test_every_text_is_only_text(browser: Browser, hostile: str, page: str) -> None:
    visit = Visit(browser, hostile)
    try:
        visit.go(page)
        visit.settle()
        assert visit.page.evaluate(FOUND) == []
        assert visit.troubles == []
    finally:
        visit.close()


@pytest.mark.parametrize("path", ["/new.atom", "/sitemap.xml", "/sitemap-1.xml"])
def test_every_text_is_only_text_in_xml(hostile: str, path: str) -> None:
    names = {
        element.tag for element in ElementTree.fromstring(httpx.get(hostile + path).content).iter()
    }
    assert not any("script" in name or "xss-probe" in name for name in names)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_what_is_looked_for_would_be_found(
    browser: Browser, hostile: str, payload: Callable[[str], str]
) -> None:
    visit = Visit(browser, hostile)
    visit.go("/methods")
    for carelessly in ("<p>{}</p>", "<a href='{}'>x</a>"):
        markup = carelessly.format(payload("here"))
        visit.page.evaluate("markup => { document.body.innerHTML += markup }", markup)
    assert visit.page.evaluate(FOUND)
    visit.close()
