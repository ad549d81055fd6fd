"""What readers come for, from the first page to the last, on both screens and in both schemes."""

from __future__ import annotations

import csv
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import CLAIM, Visits
from tests.browser.visits import DESKTOP, PHONE, Visit
from tests.sites import SPLIT_FACE

pytestmark = pytest.mark.browser

PUBMED = f"https://pubmed.ncbi.nlm.nih.gov/{SPLIT_FACE}/"
CELLS = """
SELECT scar_type, intervention FROM gap_map
WHERE studies BETWEEN 2 AND 20 AND scar_type <> 'acne-atrophic'
AND intervention NOT IN ('other', 'placebo', 'no-treatment')
ORDER BY studies DESC, scar_type, intervention LIMIT 3
"""
STUDIES_OF_A_CELL = """
SELECT s.id FROM studies s
JOIN study_scar_types t ON t.study = s.id JOIN study_interventions i ON i.study = s.id
WHERE t.scar_type = ? AND i.intervention = ? AND s.kind = 'primary' AND s.retraction IS NULL
"""


def follow(link: Locator) -> None:
    """Click, and wait until the page or the place that it leads to is shown."""
    with link.page.expect_navigation():
        link.click()


def count_told(page: Page) -> int:
    """The number of studies that a list says it has."""
    told = page.locator("#found .count strong").inner_text()
    return int(re.sub(r"\D", "", told))


def studies_listed(page: Page) -> list[str]:
    """The addresses of the studies on a page of a list, in its order."""
    links = page.locator("#found article h3 a")
    return [link.get_attribute("href") or "" for link in links.all()]


def from_question_to_source(visit: Visit, claim: str) -> None:
    """Home, a claim, its first study, the words of a fact, and back; then out to PubMed."""
    page = visit.page
    visit.go("/")
    follow(page.get_by_role("link", name=claim, exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text(claim)
    follow(page.locator(f"article a[href^='/study/{SPLIT_FACE}']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Needling with and without serum")
    follow(page.locator("#fact-8 a.fact"))
    assert visit.path == f"/study/{SPLIT_FACE}#words-8"
    words = page.locator("mark[data-facts~='8']").first
    expect(words).to_have_text("no significant difference between the sides")
    expect(words).to_be_in_viewport()
    follow(page.locator("sup a[href='#fact-8']"))
    expect(page.locator("#fact-8")).to_be_in_viewport()
    page.route(PUBMED, lambda route: route.fulfill(body="PubMed"))
    follow(page.get_by_role("link", name="PubMed", exact=True))
    assert page.url == PUBMED


@pytest.fixture(scope="module")
def claim(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        (text,) = connection.execute("SELECT claim FROM claims WHERE id = ?", (CLAIM,)).fetchone()
    return str(text)


@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_question_leads_to_the_words_and_the_source(
    visits: Visits, claim: str, width: int, scheme: str
) -> None:
    from_question_to_source(visits(width=width, scheme=scheme), claim)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_site_is_whole_without_scripts(visits: Visits, claim: str, width: int) -> None:
    visit = visits(width=width, javascript=False)
    from_question_to_source(visit, claim)
    visit.go("/")
    visit.page.get_by_role("searchbox").fill("keloid")
    follow(visit.page.locator("form.search button"))
    everything = count_told(visit.page)
    visit.page.get_by_label("Order").select_option("year")
    follow(visit.page.get_by_role("button", name="Sort"))
    assert "sort=year" in visit.path
    assert count_told(visit.page) == everything > 0


@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")])
def test_a_search_is_narrowed_widened_and_taken_home(
    visits: Visits, tmp_path: Path, width: int, scheme: str
) -> None:
    visit = visits(width=width, scheme=scheme)
    page = visit.page
    visit.go("/")
    page.locator("#q").fill("acne scars")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    everything = count_told(page)
    if width == PHONE:
        follow(page.locator("a.to-filters"))
    value = page.locator("#filters li", has_text="Randomised controlled trial").first
    promised = int(value.locator(".n").inner_text())
    follow(value.get_by_role("link"))
    assert count_told(page) == promised < everything
    for format_, read in (("RIS", read_ris), ("CSV", read_csv)):
        with page.expect_download() as download:
            page.locator(".exports").get_by_role("link", name=format_, exact=True).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.suffix == f".{format_.lower()}"
        assert len(read(file)) == promised
    follow(page.locator(".chips").get_by_role("link", name="Randomised controlled trial"))
    assert count_told(page) == everything
    expect(page.locator(".chips")).to_have_count(0)


def read_ris(file: Path) -> list[dict[str, object]]:
    return list(rispy.loads(file.read_text("utf-8")))


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_cells_of_the_gap_map_open_exactly_their_studies(visit: Visit, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        cells = connection.execute(CELLS).fetchall()
        studies = [
            {id_ for (id_,) in connection.execute(STUDIES_OF_A_CELL, cell)} for cell in cells
        ]
    assert len(cells) == 3
    for (scar_type, intervention), held in zip(cells, studies, strict=True):
        visit.go("/gap-map")
        cell = visit.page.locator(
            f"table.map a[href*='scar_type={scar_type}&'][href*='intervention={intervention}&']"
        )
        told = int(cell.locator(".count").inner_text())
        follow(cell)
        listed = [address.removeprefix("/study/") for address in studies_listed(visit.page)]
        assert told == count_told(visit.page) == len(listed)
        assert set(listed) == held


def test_pointing_at_a_fact_lights_its_words(visit: Visit) -> None:
    visit.go(f"/study/{SPLIT_FACE}")
    words = visit.page.locator("mark[data-facts~='2']").first
    visit.page.locator("#fact-2").hover()
    expect(words).to_have_class(re.compile(r"\blit\b"))
    visit.page.locator("h1").hover()
    expect(words).not_to_have_class(re.compile(r"\blit\b"))
    follow(words)
    assert visit.path.startswith(f"/study/{SPLIT_FACE}#fact-")


def test_a_search_that_finds_nothing_shows_ways_on(visit: Visit) -> None:
    visit.go("/search?q=dermaroller+zzyzx")
    page = visit.page
    assert count_told(page) == 0
    expect(page.locator(".nothing")).to_contain_text("No study matches all of this.")
    follow(page.locator(".nothing").get_by_role("link").first)
    assert count_told(page) > 0


@pytest.mark.parametrize("path", ["/study/123", "/claim/adding-prp-help", "/nothing"])
def test_an_unknown_address_helps_on(visit: Visit, path: str) -> None:
    visit.go(path, status=404)
    # Chromium itself tells of every answer that is an error.
    (told,) = visit.troubles
    assert "404" in told
    visit.troubles.clear()
    search = visit.page.get_by_role("main").locator("input[type=search]")
    search.fill("keloid")
    search.press("Enter")
    visit.page.wait_for_url("**/search?q=keloid")
    assert count_told(visit.page) > 0
