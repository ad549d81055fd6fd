"""The site without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visit
from tests.sites import SPLIT_FACE

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    name: at.getAttribute("href") || at.id || at.textContent.trim(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
  };
}"""
MOST_STOPS = 150
"""More presses of Tab than any page here needs to get anywhere."""


def tab_to(page: Page, pattern: str) -> None:
    """Press Tab until what has the focus is called so; what it passes must be seen in focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert at["outlined"], f"no sign of the focus on {at['name']}"
        assert at["shown"], f"the focus is out of sight on {at['name']}"
        if re.search(pattern, at["name"]):
            return
    pytest.fail(f"Tab never comes to {pattern}")


def test_the_first_stop_skips_to_the_content(visit: Visit) -> None:
    visit.go("/claims")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator("a.skip")).to_be_focused()
    expect(visit.page.locator("a.skip")).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/claims#main")
    tab_to(visit.page, ".")
    assert visit.page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_stops_come_in_the_order_of_the_page(visit: Visit) -> None:
    visit.go("/")
    assert visit.page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    for name in ("#main", "^/$", "^/search$", "^/claims$", "^/gap-map$", "^q$", "^/search.q="):
        tab_to(visit.page, name)


def test_from_a_question_to_the_words_by_keys_alone(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    tab_to(page, "^q$")
    page.keyboard.type("serum split-face needling")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    tab_to(page, f"^/study/{SPLIT_FACE}$")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/study/{SPLIT_FACE}")
    tab_to(page, "^#words-2$")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/study/{SPLIT_FACE}#words-2")
    # The next stop is beside the words to which the link led.
    tab_to(page, "^#fact-2$")


def test_names_are_offered_while_typing(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    box = page.get_by_role("combobox")
    box.press_sequentially("dermarol")
    offered = page.get_by_role("option")
    expect(offered.first).to_contain_text(re.compile("dermaroll", re.IGNORECASE))
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("l")
    expect(page.get_by_role("listbox")).to_be_visible()
    box.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", offered.first.get_attribute("id") or "")
    box.press("Enter")
    page.wait_for_url(re.compile("/search\\?q=dermaroll", re.IGNORECASE))


def test_titles_are_offered_while_typing(visit: Visit) -> None:
    page = visit.page
    visit.go("/")
    page.get_by_role("combobox").press_sequentially("without serum")
    page.get_by_role("option").filter(has_text="Needling with and without serum").click()
    page.wait_for_url(f"**/study/{SPLIT_FACE}")
