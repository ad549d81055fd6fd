"""What the site tells of each refresh: the page, the feed, the history on a claim's page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from lxml import etree

from ingest.settings import Settings
from tests.diary import CLAIM, CLAIMS, Diary, source_with_one_claim, trial
from tests.sites import Site, text_of

ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "Microneedling or no treatment for acne scars"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two trials come, one is revised, the other retracted; then one more comes."""
    source = source_with_one_claim(tmp_path_factory.mktemp("source"))
    diary = Diary(Settings(source=source, data=tmp_path_factory.mktemp("news")))
    first, second = (
        diary.pubmed.add(f"{TITLE}, trial {name}", abstract=trial(persons, wins=True))
        for name, persons in (("A", 80), ("B", 90))
    )
    diary.run(first, second)
    diary.pubmed.revise(first, abstract=trial(84, wins=True))
    diary.pubmed.retract(second)
    diary.run(first, second)
    third = diary.pubmed.add(f"{TITLE}, trial C", abstract=trial(70, wins=True))
    diary.run(third)
    diary.build()
    with closing(sqlite3.connect(diary.settings.evidence)) as connection, connection:
        connection.execute("UPDATE runs SET outcome = 'failed', ended_at = NULL WHERE id = 3")
    site = Site(diary.settings.evidence)
    yield site
    site.close()


def test_each_run_tells_what_it_changed_the_weightiest_first(site: Site) -> None:
    last, second, first = site.page("/new").xpath("//section[@class='run']")
    assert [text_of(h3) for h3 in first.xpath("h3")] == [
        "Verdicts that moved 1",
        "New studies 2, found in PubMed",
    ]
    assert [text_of(h3) for h3 in second.xpath("h3")] == [
        "Retracted 1",
        "New evidence, same verdict 1",
        "Readings that changed 1",
        "Revised records 2",
    ]
    claim = CLAIMS[CLAIM]["claim"]
    (moved,) = first.xpath(".//li[a[contains(@href, '/claim/')]]")
    assert text_of(moved).startswith(f"{claim}insufficient (very low) → supported (low): 2 new")
    assert "80 persons, randomised (“80 patients”) → 84 persons" in text_of(second)
    assert "broken off before its end" in text_of(last)
    assert "nothing changed" not in text_of(last)


def test_the_feed_has_verdicts_before_studies_and_keeps_its_keys(site: Site) -> None:
    feed = etree.fromstring(site.get("/new.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    keys = [entry.findtext(f"{ATOM}id").partition("/new#")[2] for entry in entries]
    assert keys == [
        "change/3/added/90000004",
        "change/2/retracted/90000002",
        "change/2/fact/90000001/participants",
        f"change/1/verdict/{CLAIM}",
        "change/1/added/90000001",
        "change/1/added/90000002",
    ]
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles[1:4] == [
        f"Retracted: {TITLE}, trial B",
        f"Reading changed: {TITLE}, trial A",
        f"Verdict: {CLAIMS[CLAIM]['claim']}",
    ]


def test_a_claim_tells_the_history_of_its_verdict(site: Site) -> None:
    history = site.page(f"/claim/{CLAIM}").xpath("//section[@aria-labelledby='history']//li")
    told = [text_of(entry) for entry in history]
    assert [line[:10] for line in told] == ["2026-01-09", "2026-01-07", "2026-01-05"]
    assert "still supported (low): 1 new study counts for it (PMID 90000004)" in told[0]
    assert "1 study that counted for it was retracted (PMID 90000002)" in told[1]
    rows = site.data(f"/claim/{CLAIM}.json")["history"]
    assert [(row["run"], row["kind"], row["after"]) for row in rows] == [
        (3, "evidence", "supported (low)"),
        (2, "evidence", "supported (low)"),
        (1, "verdict", "supported (low)"),
    ]
