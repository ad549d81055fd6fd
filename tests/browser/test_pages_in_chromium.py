"""Every page in Chromium: accessible, silent, within the screen, and harmless."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import CLAIM, Visits
from tests.browser.visits import DESKTOP, NARROWEST, PHONE, SCREENS, Visit
from tests.sites import HOSTILE, RETRACTED, SPLIT_FACE

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=acne+scars&design=randomized-controlled-trial",
    f"/study/{SPLIT_FACE}",
    "/claims",
    f"/claim/{CLAIM}",
    "/gap-map",
    "/protocols",
    "/new",
    "/methods",
    "/data",
)
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true })"
DARKNESS = """() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor
    .match(/[0-9.]+/g).map(Number);
  return (red + green + blue) / 3 < 128;
}"""


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits_the_screen(
    visits: Visits, path: str, width: int, scheme: str
) -> None:
    visit = visits(width=width, scheme=scheme)
    visit.go(path)
    visit.page.evaluate(OPEN_ALL)
    assert visit.page.evaluate(OVERFLOW) <= 0
    assert visit.page.evaluate(DARKNESS) is (scheme == "dark")
    found = Axe().run(visit.page, options={"resultTypes": ["violations"]})
    grave = [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert grave == []


@pytest.mark.parametrize("path", [*PAGES, f"/search?q={'word' * 60}+keloid"])
def test_nothing_runs_off_a_page_enlarged_to_400_percent(visits: Visits, path: str) -> None:
    """WCAG 2.2, success criterion 1.4.10: 320 CSS pixels suffice, but for what needs two axes."""
    visit = visits(width=NARROWEST)
    visit.go(path)
    visit.page.evaluate(OPEN_ALL)
    assert visit.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize(
    "path",
    [
        "/evidence",
        "/evidence/studies?_size=5",
        f"/study/{RETRACTED}",
        "/search?q=dermaroller+zzyzx",
    ],
)
def test_the_other_pages_are_silent_too(visits: Visits, path: str, width: int) -> None:
    visits(width=width).go(path)


@pytest.mark.parametrize(
    "path",
    [
        f"/study/{HOSTILE}",
        f"/claim/{CLAIM}",
        "/",
        "/search?sort=year",
        "/search?q=reversed",
        "/search?q=%3Cscript%3Ealert(4)%3C/script%3E%22%3E%3Cimg+src=x+onerror=alert(5)%3E",
        "/search?q=reversed&scar_type=%22%3E%3Cscript%3Ealert(6)%3C/script%3E",
        "/new",
        "/evidence/studies?_facet=year",
        f"/evidence/studies/{HOSTILE}",
        f"/evidence/facts?study={HOSTILE}",
    ],
)
def test_a_hostile_record_is_only_text(visit: Visit, path: str) -> None:
    """Its scripts would speak on the console or in a dialog, which ends the visit in trouble."""
    visit.go(path)
    visit.settle()
    assert visit.page.locator("main img, main u, main odd, main m").count() == 0


def test_a_hostile_title_is_shown_as_it_is_written(visit: Visit) -> None:
    visit.go(f"/study/{HOSTILE}")
    title = visit.page.locator("h1").inner_text()
    assert title.startswith('<script>alert("x")</script> & </title>')
    assert "{{ 7*7 }}" in title


def test_a_hostile_title_is_harmless_while_typing(visit: Visit) -> None:
    visit.go("/")
    visit.page.get_by_role("combobox").press_sequentially("reversed")
    option = visit.page.get_by_role("option").filter(has_text="<script>")
    option.click()
    visit.page.wait_for_url(f"**/study/{HOSTILE}")


def test_trouble_would_be_noticed(visit: Visit) -> None:
    """The other tests stand on this: a breach of the policy, a dialog, a request to elsewhere."""
    visit.go("/")
    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"top:0\">')")
    visit.page.evaluate("alert('here')")
    with visit.page.expect_event("requestfailed"):
        visit.page.evaluate("location.assign('https://example.org/')")
    told = "\n".join(visit.troubles)
    visit.troubles.clear()
    assert "Content Security Policy" in told
    assert "dialog: here" in told
    assert "outside request: https://example.org/" in told
