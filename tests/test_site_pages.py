"""What readers find on the pages of the site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import rispy
from lxml import etree, html

from tests.sites import HOSTILE, LEFT_OUT, RETRACTED, SPLIT_FACE, Site, filled, text_of

PAGES = ("/", "/search", "/claims", "/gap-map", "/protocols", "/new", "/methods", "/data")
DERIVED = (
    "claim_studies", "claim_certainty", "pooled_sensitivity", "pooled_inputs", "pooled_effects",
    "pooled_questions", "gap_map", "protocols", "changes", "claims", "accuracy", "prisma", "runs",
)  # fmt: skip
DOI = "10.1002/14651858.cd011946.pub2"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(filled(evidence, tmp_path_factory.mktemp("pages")))
    yield site
    site.close()


@pytest.fixture(scope="module")
def bare_site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A database in which nothing has been weighed, drawn or refreshed."""
    path = filled(evidence, tmp_path_factory.mktemp("bare"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in DERIVED:
            connection.execute(f"DELETE FROM {table}")
    site = Site(path)
    yield site
    site.close()


@pytest.mark.parametrize("path", [*PAGES, f"/study/{SPLIT_FACE}", f"/study/{DOI}"])
def test_every_page_has_one_heading_a_title_and_its_address(site: Site, path: str) -> None:
    page = site.page(path)
    assert len(page.xpath("//h1")) == 1
    assert text_of(page.xpath("//title")[0])
    assert page.xpath("//link[@rel='canonical']/@href") == [f"http://localhost{path}"]
    assert page.xpath("//html/@lang") == ["en"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_has_nothing_to_show_yet_says_so(bare_site: Site, path: str) -> None:
    page = bare_site.page(path)
    if path in ("/claims", "/gap-map", "/protocols", "/new"):
        assert page.xpath("//div[@class='nothing']//p[2]//a") or path == "/new"


@pytest.mark.parametrize(
    "path", [*PAGES, f"/study/{SPLIT_FACE}", "/claim/adding-prp-helps", "/nope"]
)
def test_a_page_asks_nothing_of_other_sites_and_holds_nothing_inline(site: Site, path: str) -> None:
    page = html.fromstring(site.get(path).content)
    assert not page.xpath("//style | //@style | //script[not(@src)]")
    assert not [name for name in page.xpath("//@*") if name.attrname.startswith("on")]
    loaded = page.xpath(
        "//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href"
    )
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_links_of_the_pages_lead_somewhere(site: Site) -> None:
    seen = set()
    for path in (*PAGES, f"/study/{SPLIT_FACE}", "/claim/flattens-atrophic-acne-scars"):
        links = site.page(path).xpath("//a/@href")
        assert all(link.startswith(("/", "#", "https://")) for link in links)
        seen |= {link.partition("#")[0] for link in links if link.startswith("/")}
    for link in sorted(seen)[::4]:
        assert site.get(link).status_code in (200, 302), link


def test_the_facts_of_a_study_lead_to_their_words_and_back(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    facts = page.xpath("//section[@class='facts']//li")
    assert len(facts) == 9
    for fact in facts:
        (words,) = fact.xpath("./a/@href")
        assert page.xpath(f"//div[@class='text']//*[@id='{words[1:]}']")
        position = fact.get("data-fact")
        assert page.xpath(f"//div[@class='text']//sup/a[@href='#fact-{position}']")


def test_marked_words_are_the_words_of_the_fact(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    facts = site.sql(
        "SELECT position, quote FROM facts WHERE study = ? AND quote NOT NULL", SPLIT_FACE
    )
    shown = {fact.get("data-fact") for fact in page.xpath("//section[@class='facts']//li")}
    for position, quote in facts:
        if str(position) not in shown:
            continue
        pieces = [
            mark.text
            for mark in page.xpath("//div[@class='text']//mark")
            if str(position) in mark.get("data-facts").split()
        ]
        assert "".join(pieces) == quote


def test_the_abstract_stays_word_for_word_under_its_marks(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    for number in page.xpath("//div[@class='text']//sup | //div[@class='text']//b"):
        number.drop_tree()
    shown = [text_of(paragraph) for paragraph in page.xpath("//div[@class='text']/p")]
    stored = site.sql("SELECT text FROM abstracts WHERE study = ? ORDER BY position", SPLIT_FACE)
    assert shown == [" ".join(text.split()) for (text,) in stored]


def test_both_ends_of_a_range_are_told_as_one_value(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    told = [text_of(fact) for fact in page.xpath("//section[@class='facts']//li")]
    assert sum("Time between sessions" in text for text in told) == 1
    assert any("3 weeks" in text for text in told)


def test_a_disagreement_between_people_and_machine_is_shown(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    (row,) = page.xpath("//div[@class='disagree']//tbody/tr")
    assert "34" in text_of(row)
    assert row.xpath(".//a[@href='#fact-2']")


def test_a_retracted_paper_carries_a_banner_with_the_notice(site: Site) -> None:
    page = site.page(f"/study/{RETRACTED}")
    (banner,) = page.xpath("//p[@class='banner']")
    assert "retracted" in text_of(banner)
    assert banner.xpath(".//a/@href") == ["https://pubmed.ncbi.nlm.nih.gov/99000009/"]


def test_a_study_leads_to_pubmed_its_doi_its_full_text_and_its_registration(site: Site) -> None:
    links = site.page(f"/study/{SPLIT_FACE}").xpath("//header//p[@class='links']//a/@href")
    assert links == [
        "https://pubmed.ncbi.nlm.nih.gov/99000001/",
        "https://doi.org/10.5555/invented.1",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC9900001/",
        "https://clinicaltrials.gov/study/NCT99000001",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "10.1002/14651858.CD011946.pub2",
        "https://doi.org/10.1002/14651858.cd011946.pub2",
        "PMC7069546",
    ],
)
def test_other_names_of_a_study_lead_to_its_address(site: Site, asked: str) -> None:
    response = site.get(f"/study/{asked}")
    assert response.status_code == 301
    assert response.headers["location"] == f"/study/{DOI}"


def test_every_study_of_the_catalogue_has_a_page(site: Site) -> None:
    for (study,) in site.sql("SELECT id FROM studies WHERE source = 'catalogue'"):
        assert site.get(f"/study/{study}").status_code == 200, study


@pytest.mark.parametrize(
    "path",
    [
        "/study/123",
        "/study/10.1/nothing",
        "/claim/nothing",
        "/nothing",
        "/study/%00%ff",
        "/claim/%2e%2e",
    ],
)
def test_an_unknown_address_is_404_with_help(site: Site, path: str) -> None:
    page = site.page(path, status=404)
    assert page.xpath("//form[@role='search']")
    assert site.get(f"{path}.json").status_code == 404


@pytest.mark.parametrize(
    "path", [f"/study/{HOSTILE}", "/search?q=reversed", "/search?sort=year-asc&size=100"]
)
def test_a_hostile_title_is_only_text(site: Site, path: str) -> None:
    response = site.get(path)
    assert response.status_code == 200
    assert "\x00" not in response.text
    page = html.fromstring(response.content)
    assert not page.xpath("//script[not(@src)] | //img | //u | //m | //odd")


def test_a_hostile_title_breaks_no_export(site: Site) -> None:
    (entry,) = rispy.loads(site.get(f"/study/{HOSTILE}.ris").text)
    assert entry["type_of_reference"] == "JOUR"
    assert "second line" in entry["title"]
    (item,) = json.loads(site.get(f"/study/{HOSTILE}.csl.json").content)
    assert item["id"] == HOSTILE
    assert site.get(f"/study/{HOSTILE}.bib").text.count("@") == 1


def test_a_record_that_was_left_out_is_404_with_the_reason(site: Site) -> None:
    page = site.page(f"/study/{LEFT_OUT}", status=404)
    assert "was found and left out: editorial or news" in text_of(page).lower()


def test_a_study_as_data_holds_what_its_page_shows(site: Site) -> None:
    study = site.data(f"/study/{SPLIT_FACE}.json")
    assert study["id"] == SPLIT_FACE
    assert study["participants"] == 36
    assert study["facts"][0]["quote"] == "randomized split-face trial"
    assert study["formatted_citation"].startswith("Needling with and without serum")


def test_a_claim_shows_verdict_reasons_studies_and_queries(site: Site) -> None:
    page = site.page("/claim/adding-prp-helps")
    told = text_of(page)
    ((verdict, certainty),) = site.sql(
        "SELECT verdict, certainty FROM claims WHERE id = 'adding-prp-helps'"
    )
    assert verdict.capitalize() in told
    assert f"{certainty} certainty" in told
    assert len(page.xpath("//table[@class='grade']/tbody/tr")) == 6
    assert page.xpath("//article[contains(@class, 'card')]")
    for query in page.xpath("//section[@aria-labelledby='sql']//a[text()='Run it']/@href"):
        assert site.get(query).status_code == 200


@pytest.mark.parametrize(
    ("claim", "why", "comparisons"),
    [
        ("adding-prp-helps", "So far there is only:", 1),
        ("improves-stretch-marks", "No study that counts here prints those", 0),
        ("serious-harm-is-rare", "single groups are not pooled", 0),
    ],
)
def test_a_claim_without_an_estimate_says_why(
    site: Site, claim: str, why: str, comparisons: int
) -> None:
    (section,) = site.page(f"/claim/{claim}").xpath("//section[@aria-labelledby='unpooled']")
    assert why in text_of(section)
    assert len(section.xpath(".//li")) == comparisons


def test_a_claim_with_an_estimate_shows_it(site: Site) -> None:
    page = site.page("/claim/flattens-atrophic-acne-scars")
    assert page.xpath("//section[@aria-labelledby='pooled-1']")
    assert not page.xpath("//section[@aria-labelledby='unpooled']")


def test_accuracy_on_unseen_texts_stands_before_every_figure(site: Site, evidence: Path) -> None:
    with closing(sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)) as connection:
        everything = connection.execute("SELECT count(*) FROM accuracy").fetchone()[0]
        first = (
            "SELECT target FROM accuracy WHERE target >= 0.5"
            " AND (method LIKE 'kept apart%' OR method LIKE '10-fold%')"
        )
        aims = [target for (target,) in connection.execute(first)]
    (section,) = site.page("/methods").xpath("//section[@aria-labelledby='accuracy']")
    unseen, every = section.xpath(".//table")
    assert len(unseen.xpath("tbody/tr")) == len(aims) > 0
    assert len(every.xpath("tbody/tr")) == everything > len(aims)
    assert every.xpath("ancestor::details")
    assert not unseen.xpath("ancestor::details")
    # Half stands at 6 of 240, all at 234.
    drawn = sorted(float(line.get("x1")) for line in unseen.xpath(".//line[@class='null']"))
    assert drawn == sorted(round(6 + (aim - 0.5) * 456, 1) for aim in aims)


def test_claims_as_data_count_what_they_list(site: Site) -> None:
    listed = site.data("/claims.json")
    assert listed["count"] == len(listed["results"]) == 25
    for claim in listed["results"]:
        found = site.data(f"/claim/{claim['id']}.json")
        assert found["count"] == len(found["results"])
        assert found["verdict"] == claim["verdict"]


def test_a_cell_of_the_gap_map_opens_exactly_its_studies(site: Site) -> None:
    page = site.page("/gap-map")
    cells = page.xpath("//table[@class='map']//td/a")
    assert len(cells) > 50
    for cell in cells[::5]:
        told = int(cell.xpath("string(.//span[@class='count'])"))
        found = site.data(cell.get("href").replace("/search?", "/search.json?"))
        known = [study for study in found["results"] if study["id"] != SPLIT_FACE]
        assert told == found["count"] - (len(found["results"]) - len(known))


def test_the_gap_map_as_data_has_every_cell(site: Site) -> None:
    found = site.data("/gap-map.json")
    (cells,) = site.sql(
        "SELECT count(*) FROM gap_map"
        " WHERE intervention NOT IN ('other', 'placebo', 'no-treatment')"
    )[0]
    assert found["count"] == len(found["results"]) == cells


def test_protocols_are_counted_once_a_study(site: Site) -> None:
    page = site.page("/protocols")
    table = page.xpath("//figure[1]//table/tbody/tr")
    counted = sum(int(cell) for cell in page.xpath("//figure[1]//td/text()") if cell.isdigit())
    (studies,) = site.sql(
        "SELECT count(DISTINCT study) FROM protocols"
        " WHERE coalesce(sessions_max, sessions_min) NOT NULL"
    )[0]
    assert len(table) == 8
    assert counted == studies


def test_the_feed_is_atom_with_distinct_entries(site: Site) -> None:
    feed = etree.fromstring(site.get("/new.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    names = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(names)) == len(names)
    assert all(entry.findtext(f"{ATOM}updated", "").endswith("Z") for entry in entries)


def test_the_sitemap_names_every_study_and_claim(site: Site) -> None:
    index = etree.fromstring(site.get("/sitemap.xml").content)
    parts = [part.text.removeprefix("http://localhost") for part in index.iter("{*}loc")]
    addresses = {
        address.text
        for part in parts
        for address in etree.fromstring(site.get(part).content).iter("{*}loc")
    }
    assert f"http://localhost/study/{DOI}" in addresses
    assert len(addresses) == 7 + 25 + site.sql("SELECT count(*) FROM studies")[0][0]


def test_a_reader_can_report_an_error_with_the_study_named(site: Site) -> None:
    page = site.page(f"/study/{SPLIT_FACE}")
    assert f'study: "{SPLIT_FACE}"' in page.xpath("string(//details[@class='report']//pre)")


def test_the_tables_lead_back_to_the_pages(site: Site) -> None:
    page = site.page("/evidence/studies?_size=1")
    assert page.xpath("//a[text()='Evidence browser'][@href='/']")
