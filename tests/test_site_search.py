"""Searching the studies: words, filters, counts, order, pages, exports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import bibtexparser
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sites import RETRACTED, SPLIT_FACE, Site, filled, text_of

SORTS = ("relevance", "year", "year-asc", "size", "size-asc", "evidence", "evidence-asc")
LITTLE = {"and", "for", "from", "its", "the", "use", "using", "versus", "with"}


ALTERNATIVES = ("design", "kind", "direction", "certainty", "topic")
"""Facets of whose values one must apply."""


@pytest.fixture(scope="module")
def site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(filled(evidence, tmp_path_factory.mktemp("search")))
    yield site
    site.close()


def search(site: Site, **arguments: Any) -> Any:
    return site.data(f"/search.json?{urlencode(arguments, doseq=True)}")


def ids(found: Any) -> list[str]:
    return [study["id"] for study in found["results"]]


def every_id(site: Site, **arguments: Any) -> list[str]:
    """The ids of all pages, followed by ``next``."""
    found = search(site, **arguments)
    listed = ids(found)
    while found["next"]:
        found = site.data(found["next"].removeprefix("http://localhost"))
        listed += ids(found)
    return listed


def test_three_distinctive_words_of_a_title_find_it(site: Site) -> None:
    titles = site.sql("SELECT id, title FROM studies WHERE source = 'catalogue'")
    words = {
        study: [
            w for w in dict.fromkeys(re.findall(r"[^\W\d_]{3,}", title.lower())) if w not in LITTLE
        ]
        for study, title in titles
    }
    rarity = Counter(word for listed in words.values() for word in listed)
    ranks = []
    for study, listed in words.items():
        chosen = sorted(listed, key=lambda word: (rarity[word], -len(word)))[:3]
        best = ids(search(site, q=" ".join(chosen), retracted=1))[:5]
        ranks.append(best.index(study) if study in best else None)
    assert len(ranks) == 309
    assert sum(rank == 0 for rank in ranks) >= 0.95 * len(ranks)
    assert sum(rank is not None for rank in ranks) >= 0.99 * len(ranks)


def test_a_synonym_finds_studies_that_use_another_word(site: Site) -> None:
    found = search(site, q="dermaroller", size=100)
    microneedling = {
        study
        for (study,) in site.sql(
            "SELECT study FROM study_interventions JOIN studies ON id = study"
            " WHERE intervention = 'microneedling' AND studies.source = 'catalogue'"
            " AND retraction IS NULL"
        )
    }
    assert microneedling <= set(every_id(site, q="dermaroller"))
    assert any("roller" not in study["title"].lower() for study in found["results"])
    assert "skin needling" in found["terms"][0]["also"]
    assert "also finds" in text_of(site.page("/search?q=dermaroller"))


def test_a_phrase_in_quotes_is_found_only_as_it_is(site: Site) -> None:
    found = search(site, q='"serum added no benefit"')
    assert ids(found) == [SPLIT_FACE]
    assert search(site, q='"benefit no added serum"')["count"] == 0


def test_a_minus_leaves_studies_out(site: Site) -> None:
    all_of_them, without = search(site, q="keloid"), search(site, q="keloid -triamcinolone")
    assert 0 < without["count"] < all_of_them["count"]
    assert all("riamcinolone" not in study["title"] for study in without["results"])


@pytest.mark.parametrize("spelling", ["randomised split-face", "Randomized split face"])
def test_british_american_and_hyphenated_spellings_find_the_same(site: Site, spelling: str) -> None:
    assert SPLIT_FACE in every_id(site, q=f"{spelling} serum")


def test_retracted_papers_are_hidden_until_asked_for(site: Site) -> None:
    hidden = search(site, q="withdrawn trial")
    assert RETRACTED not in ids(hidden)
    assert hidden["hidden_retracted"] == 1
    assert ids(search(site, q="withdrawn trial", retracted=1)) == [RETRACTED]


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        ({"year": "2015-2018"}, "year BETWEEN 2015 AND 2018"),
        ({"year": "2020-"}, "year >= 2020"),
        ({"year": "-2010"}, "year <= 2010"),
        ({"year": "2019"}, "year = 2019"),
        ({"year_from": "2015", "year_to": ""}, "year >= 2015"),
        ({"participants": 40}, "participants >= 40"),
        ({"fitzpatrick": 5}, "5 BETWEEN fitzpatrick_min AND fitzpatrick_max"),
        ({"full_text": 1}, "pmcid IS NOT NULL"),
        ({"hand_read": 1}, "readers > 0"),
        ({"design": ["case-series", "cohort"]}, "design IN ('case-series', 'cohort')"),
        ({"direction": "no-difference"}, "direction = 'no-difference'"),
        ({"kind": "primary"}, "kind = 'primary'"),
        (
            {"scar_type": "keloid"},
            "id IN (SELECT study FROM study_scar_types WHERE scar_type = 'keloid')",
        ),
        (
            {"intervention": ["microneedling", "prp"]},
            "id IN (SELECT study FROM study_interventions WHERE intervention = 'microneedling')"
            " AND id IN (SELECT study FROM study_interventions WHERE intervention = 'prp')",
        ),
    ],
)
def test_a_filter_finds_what_sql_finds(site: Site, arguments: dict[str, Any], where: str) -> None:
    expected = site.sql(f"SELECT id FROM studies WHERE retraction IS NULL AND {where}")
    assert expected
    assert sorted(every_id(site, **arguments)) == sorted(study for (study,) in expected)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"q": "acne scars"},
        {"q": "needling -laser", "design": "randomized-controlled-trial"},
        {"scar_type": "acne-atrophic", "year": "2015-", "direction": "improved"},
        {"fitzpatrick": 4, "participants": 20},
    ],
)
def test_the_count_beside_a_filter_is_what_choosing_it_gives(
    site: Site, arguments: dict[str, Any]
) -> None:
    page = site.page(f"/search?{urlencode(arguments)}")
    links = page.xpath("//aside//li[a]")
    assert len(links) > 10
    for item in links[::3]:
        (link,) = item.xpath("./a")
        if link.get("aria-current"):
            continue
        told = int(item.xpath("string(./span[@class='n'])").replace(",", ""))
        found = site.data(link.get("href").replace("/search?", "/search.json?"))
        if "retracted" in text_of(link).lower() or _is_alternative(link.get("href")):
            told += search(site, **arguments)["count"]
        assert found["count"] == told, link.get("href")


def _is_alternative(href: str) -> bool:
    """Whether the link adds a second value of a facet of which a study has one value."""
    return any(href.count(f"{facet}=") > 1 for facet in ALTERNATIVES)


def test_years_of_a_search_add_up(site: Site) -> None:
    found = search(site, q="keloid")
    without_year = site.sql("SELECT count(*) FROM studies WHERE year IS NULL")[0][0]
    assert (
        sum(found["years"].values())
        <= found["count"]
        <= sum(found["years"].values()) + without_year
    )


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [7, 100])
@pytest.mark.parametrize("query", ["", "scar"])
def test_pages_are_complete_and_without_repeats(
    site: Site, sort: str, size: int, query: str
) -> None:
    found = search(site, q=query, sort=sort, size=size)
    listed = every_id(site, q=query, sort=sort, size=size)
    assert len(listed) == len(set(listed)) == found["count"]


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [
        ("year", "year", True),
        ("year-asc", "year", False),
        ("size", "participants", True),
        ("size-asc", "participants", False),
        ("evidence", "evidence_level", False),
        ("evidence-asc", "evidence_level", True),
    ],
)
def test_order_is_as_said_and_unknown_values_come_last(
    site: Site, sort: str, column: str, descending: bool
) -> None:
    values = dict(site.sql(f"SELECT id, {column} FROM studies"))
    listed = [values[study] for study in every_id(site, sort=sort, size=100)]
    known = [value for value in listed if value is not None]
    assert known == sorted(known, reverse=descending)
    assert listed[: len(known)] == known


@pytest.mark.parametrize("query", ["", "q=needling&sort=size", "scar_type=keloid"])
def test_an_export_has_every_study_in_the_order_of_the_search(site: Site, query: str) -> None:
    arguments = dict(pair.split("=") for pair in query.split("&") if pair)
    expected = every_id(site, **arguments)
    table = list(csv.DictReader(io.StringIO(site.get(f"/search.csv?{query}").text)))
    assert [row["id"] for row in table] == expected
    items = json.loads(site.get(f"/search.csl.json?{query}").content)
    assert [item["id"] for item in items] == expected
    assert len(rispy.loads(site.get(f"/search.ris?{query}").text)) == len(expected)
    library = bibtexparser.parse_string(site.get(f"/search.bib?{query}").text)
    assert not library.failed_blocks
    assert len(library.entries) == len(expected)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.one_of(
        st.text(max_size=60),
        st.text(alphabet='"-*()^:{}+ AND OR NOT NEAR \x00\u202e🩹é', max_size=60),
        st.lists(st.sampled_from(["NEAR(", "title:", '"', "-", "*", "acne", "AND", "'", "\\"])).map(
            " ".join
        ),
    )
)
def test_whatever_is_typed_gets_an_answer(site: Site, typed: str) -> None:
    query = urlencode({"q": typed.encode("utf-8", "surrogatepass")})
    for path in ("/search", "/search.json", "/suggest.json"):
        assert site.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 5000,
        "q=" + "+".join(f"w{n}" for n in range(900)),
        "year=nonsense&participants=-1&fitzpatrick=9&page=0&size=1e9&sort=nope",
        "year=99999&participants=99999999999999999999&page=99999999",
        "scar_type=nope&intervention=&design=%00&direction=%ff%fe",
        "q=%E0%A4%A&page=%F0%9F",
        "q[]=1&=&&&",
    ],
)
def test_arguments_that_make_no_sense_are_told_and_passed_over(site: Site, query: str) -> None:
    assert site.get(f"/search?{query}").status_code == 200
    assert site.get(f"/search.json?{query}").status_code == 200


def test_a_search_without_a_result_helps(site: Site) -> None:
    page = site.page("/search?q=microneedeling+keloid")
    assert "No study matches all of this" in text_of(page)
    assert "without microneedeling" in text_of(page)
    suggested = page.xpath("//div[@class='nothing']//a[text()='Microneedling']/@href")
    assert suggested
    assert site.data(suggested[0].replace("/search?", "/search.json?"))["count"] > 0


def test_an_unknown_filter_value_finds_nothing_and_says_what_there_is(site: Site) -> None:
    found = search(site, scar_type="wrinkle")
    assert found["count"] == 0
    assert "keloid" in found["notes"][0]


def test_a_page_beyond_the_last_leads_back(site: Site) -> None:
    page = site.page("/search?q=keloid&page=99")
    assert page.xpath("//div[@class='nothing']//a[contains(@href, 'page=')]")
    assert search(site, q="keloid", page=99)["results"] == []


def test_a_chip_removes_its_filter(site: Site) -> None:
    page = site.page("/search?q=keloid&scar_type=keloid&design=case-series")
    chips = page.xpath("//ul[@class='chips']//a")
    removed = {text_of(chip): chip.get("href") for chip in chips}
    (without_design,) = [href for text, href in removed.items() if "Case series" in text]
    assert "scar_type=keloid" in without_design
    assert "design" not in without_design


def test_typing_offers_names_and_titles(site: Site) -> None:
    offered = site.data("/suggest.json?q=dermar")
    assert any("roller" in concept["name"].lower() for concept in offered["concepts"])
    titles = site.data("/suggest.json?q=needling+with+and+without+ser")["studies"]
    assert [study["id"] for study in titles] == [SPLIT_FACE]


def test_words_that_were_found_are_marked(site: Site) -> None:
    page = site.page("/search?q=hyperpigmentation+serum")
    marks = [mark.text for mark in page.xpath("//article//mark")]
    assert any("serum" in mark.lower() for mark in marks)


def test_studies_are_found_by_the_certainty_of_the_claims_they_count_in(site: Site) -> None:
    counted = site.sql(
        "SELECT count(DISTINCT study) FROM claim_studies"
        " JOIN claims ON claims.id = claim_studies.claim"
        " JOIN studies ON studies.id = study"
        " WHERE certainty = 'low' AND stance <> 'bears on it' AND retraction IS NULL"
    )[0][0]
    reply = site.data("/search.json?certainty=low")
    assert counted > 0
    assert reply["count"] == counted
    shown = {value["value"]: value["count"] for value in reply["facets"]["certainty"]}
    assert shown["low"] == counted
