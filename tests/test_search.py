"""Searches: their file, their run against a server, and what is wrong with a reply."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.pubmed.client import Client, NetworkError
from ingest.pubmed.replies import SEARCH_LIMIT, read_search
from ingest.pubmed.search import (
    Search,
    SearchError,
    SearchResult,
    load_searches,
    reply_problems,
    run_search,
    translation_problems,
)
from ingest.settings import ROOT, Settings
from ingest.yaml_source import SourceError
from tests.canned import Canned, CannedServer, search_body
from tests.eutils import Call, Population, StandIn
from tests.eutils.replies import Reply

PUBMED_LIMIT = 9_999
"""What the real server gives at most, written out: the client's constant is under test."""


def search_for(term: str) -> Search:
    return Search(
        id="test", title="A test", topic="needling-for-scars", rationale="To see it.", term=term
    )


def client_of(url: str) -> Client:
    return Client(Settings(eutils_url=url), sleep=lambda _: None)


def run(server: StandIn | CannedServer, term: str, cap: int = SEARCH_LIMIT) -> SearchResult:
    return run_search(client_of(server.url), search_for(term), cap=cap)


# The file


def write_searches(folder: Path, *entries: str) -> Path:
    path = folder / "searches.yaml"
    path.write_text("searches:\n" + "".join(entries), encoding="utf-8")
    return path


def entry(term: str = "scar[tiab]", **fields: str) -> str:
    values = {
        "id": "core",
        "title": "Needling",
        "topic": "needling-for-scars",
        "rationale": "The question.",
    } | fields
    lines = [f"{name}: {value}" for name, value in values.items() if value]
    block = "".join(f"      {line}\n" for line in term.split("\n"))
    return "  - " + "\n    ".join([*lines, "term: |-"]) + f"\n{block}"


def test_searches_of_a_file_come_in_its_order(tmp_path: Path) -> None:
    path = write_searches(
        tmp_path,
        entry("(scar[tiab]\n  OR scars[tiab])"),
        entry(id="b", topic="needling-other-skin"),
    )
    first, second = load_searches(path)
    assert (first.id, second.id) == ("core", "b")
    assert first.term == "(scar[tiab]\n  OR scars[tiab])"
    assert first.query == "(scar[tiab] OR scars[tiab])"
    assert second.topic == "needling-other-skin"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([entry(id="Core one")], "line 2, field searches[1].id: "),
        ([entry(title="")], "line 2, field searches[1].title: this field is needed"),
        ([entry(topic="Scars!")], "line 4, field searches[1].topic: "),
        ([entry(rationale='" "')], "line 5, field searches[1].rationale: "),
        ([entry(tag="x")], "line 6, field searches[1].tag: there is no such field"),
        ([entry(), entry()], "the id 'core' stands here twice"),
        (["  []\n"], "line 1, field searches: there must be a search at least"),
        (
            [entry("scar[tiab]\n  OR keloid[tiabb]")],
            "line 6, field searches[1].term: search core, in the term at line 2, column 12: "
            "'[tiabb]': PubMed has no such field",
        ),
        ([entry("")], "search core, in the term at line 1, column 1: '': the term is empty"),
    ],
)
def test_a_file_with_a_fault_is_refused_by_place(
    entries: list[str], message: str, tmp_path: Path
) -> None:
    path = write_searches(tmp_path, *entries)
    with pytest.raises(SourceError) as caught:
        load_searches(path)
    assert str(caught.value).startswith(f"{path}, ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_faulty_terms_are_counted(tmp_path: Path) -> None:
    path = write_searches(tmp_path, entry("scar[foo]"), entry("scar[bar]", id="b"))
    with pytest.raises(SourceError, match="and 1 more problem"):
        load_searches(path)


def test_the_searches_of_the_project_run_as_written() -> None:
    searches = load_searches(ROOT / "data" / "searches.yaml")
    assert {search.topic for search in searches} == {
        "needling-for-scars",
        "other-scar-treatment",
        "needling-other-skin",
    }
    population = Population(200, seed=3)
    with StandIn(population, rate_limit=False) as server:
        client = client_of(server.url)
        results = {search.topic: run_search(client, search) for search in searches}
    assert client.requests == len(searches)
    for search in searches:
        assert list(results[search.topic].pmids) == population.matching(search.query)
    assert results["needling-for-scars"].count > 0


# Running


def test_a_search_says_what_it_found_and_keeps_the_reply() -> None:
    population = Population(30, seed=2)
    with StandIn(population, rate_limit=False) as server:
        result = run(server, "scars[tiab]\n  OR Cicatrix[mh]")
    assert result.search == "test"
    assert result.term == "scars[tiab] OR Cicatrix[mh]"
    assert list(result.pmids) == population.matching(result.term) != []
    assert result.count == len(result.pmids)
    assert result.translation == '"scars"[Title/Abstract] OR "cicatrix"[MeSH Terms]'
    assert result.requests == 1
    assert read_search(result.replies[0]).pmids[0] in result.pmids
    assert server.calls[0].params["term"] == result.term


def test_a_search_may_find_nothing() -> None:
    with StandIn(Population(5), rate_limit=False) as server:
        result = run(server, "scars[tiab] AND 1804[dp]")
    assert (result.count, result.pmids) == (0, ())


def test_pmids_are_in_the_order_of_numbers() -> None:
    with CannedServer(
        Canned(search_body(["9", "10", "8"], QueryTranslation="7:10[UID]"))
    ) as server:
        assert run(server, "7:10[UID]").pmids == ("8", "9", "10")


def test_a_term_that_would_be_misread_is_not_sent() -> None:
    with StandIn(Population(1)) as server, pytest.raises(SearchError) as caught:
        run(server, "(scar OR keloid)[tiab]")
    assert server.calls == []
    assert str(caught.value).startswith("search test: not sent: line 1, column 17: '[tiab]'")
    assert str(caught.value).endswith("the term was: (scar OR keloid)[tiab]")


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("scars[tiab] OR xyzzyx[tiab]", "PhraseNotFound: xyzzyx"),
        ('scars[tiab] OR "xyzzyx needling"[tiab]', "PhraseNotFound"),
    ],
)
def test_words_that_pubmed_does_not_know_fail_the_search(term: str, problem: str) -> None:
    with StandIn(Population(5), rate_limit=False) as server, pytest.raises(SearchError) as caught:
        run(server, term)
    assert f"search test: PubMed did not take it as written: {problem}" in str(caught.value)
    assert str(caught.value).endswith(f"the term was: {term}")
    assert len(server.calls) == 1


# Over the cap


def test_more_hits_than_one_reply_holds_are_sliced() -> None:
    population = Population.of_size(PUBMED_LIMIT + 1_500)
    with StandIn(population, rate_limit=False) as server:
        result = run(server, "scars[tiab]")
    assert list(result.pmids) == population.pmids
    assert result.count == PUBMED_LIMIT + 1_500
    assert result.requests == len(result.replies) == len(server.calls) > 2
    assert all(len(read_search(reply).pmids) <= PUBMED_LIMIT for reply in result.replies)


def test_as_many_hits_as_one_reply_holds_are_not_sliced() -> None:
    population = Population.of_size(PUBMED_LIMIT)
    with StandIn(population, rate_limit=False) as server:
        result = run(server, "scars[tiab]")
    assert list(result.pmids) == population.pmids
    assert result.requests == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pmids=st.sets(st.integers(1, 99_999_999), min_size=1, max_size=30),
    gaps=st.booleans(),
    cap=st.integers(1, 9),
)
def test_slices_hold_each_record_once(pmids: set[int], gaps: bool, cap: int) -> None:
    population = Population()
    for pmid in sorted(pmids):
        title = "Of something else." if gaps and pmid % 2 else "Of scars."
        population.add(title, pmid=str(pmid))
    with StandIn(population, rate_limit=False) as server:
        result = run(server, "scars[tiab]", cap)
    assert list(result.pmids) == population.matching("scars[tiab]")


class Growing(StandIn):
    """One more record appears behind the answer to the call of this number."""

    grows_after = 0

    def answer(self, call: Call) -> Reply:
        reply = super().answer(call)
        if len(self.calls) == self.grows_after:
            self.population.add("Late on scars.")
        return reply


def test_a_count_that_moves_is_counted_again() -> None:
    population = Population.of_size(8)
    with Growing(population, rate_limit=False) as server:
        server.grows_after = 2
        result = run(server, "scars[tiab]", cap=5)
    assert list(result.pmids) == population.pmids
    assert result.count == 9
    sent = [call.params["term"] for call in server.calls]
    second_pass = len(sent) - len(result.replies)
    assert [at for at, term in enumerate(sent) if term == "scars[tiab]"] == [0, second_pass]
    assert result.requests == len(sent)


def test_a_record_that_appears_at_any_moment_is_in_the_whole_result_or_not_at_all() -> None:
    for grows_after in range(1, 40):
        population = Population.of_size(8)
        without = population.pmids
        with Growing(population, rate_limit=False) as server:
            server.grows_after = grows_after
            result = run(server, "scars[tiab]", cap=5)
        assert list(result.pmids) in (without, population.pmids)
        assert result.count == len(result.pmids)


def test_a_count_that_never_rests_is_an_error() -> None:
    class Restless(StandIn):
        def answer(self, call: Call) -> Reply:
            self.population.add("Another on scars.")
            return super().answer(call)

    restless = Restless(Population.of_size(8), rate_limit=False)
    with restless as server, pytest.raises(SearchError, match="its hits did not stay"):
        run(server, "scars[tiab]", cap=5)


def test_a_server_that_ignores_the_range_is_found_out() -> None:
    pmids = ["1", "2", "3"]
    body = search_body(pmids, Count="7", QueryTranslation='"scars"[Title/Abstract] AND 1:2[UID]')
    with (
        CannedServer(Canned(body)) as server,
        pytest.raises(SearchError, match="for the one PMID 1"),
    ):
        run(server, "scars[tiab]", cap=3)


def test_a_page_with_fewer_pmids_than_hits_is_no_result() -> None:
    body = search_body(["1", "2"], Count="3", QueryTranslation='"scars"[Title/Abstract]')
    with CannedServer(Canned(body)) as server, pytest.raises(NetworkError, match="2 of 3 PMIDs"):
        run(server, "scars[tiab]")


# What PubMed made of the term


TRANSLATED = [
    ("scar[tiab]", '"scar"[Title/Abstract]'),
    ('"Atherosclerosis"[Mesh] AND 1804[dp]',
     '"Atherosclerosis"[MeSH Terms] AND 1804/01/01:1804/12/31[Date - Publication]'),
    ('"micro-needl*"[tiab]', '"micro needl*"[Title/Abstract]'),
    ("skin needling[tiab]", '("skin"[Title/Abstract] AND "needling"[Title/Abstract])'),
    ("scars[mh]", '"cicatrix"[MeSH Terms]'),
    ("PNAS[ta] AND 97[vi]", '"proc natl acad sci u s a"[Journal] AND "97"[Volume]'),
    ("animals[mh:noexp] AND (x[tiab]) AND 1:9[UID]",
     '"animals"[MeSH Terms:noexp] AND "x"[Title/Abstract] AND 1:9[UID]'),
    ('"[18F]FDG"[tiab]', '"18f fdg"[Title/Abstract]'),
    ("acne AND scars[tiab]",
     '("acne vulgaris"[MeSH Terms] OR "acne"[All Fields]) AND "scars"[Title/Abstract]'),
    ("scar[all]", '"scar"[All Fields]'),
]  # fmt: skip

MISREAD = [
    ("scar[tiab]", '"scar"[All Fields]',
     ["[tiab] was ignored", '"scar" was looked for in all fields']),
    ("scar[tiab] OR keloid[ti]", '"scar"[Title/Abstract]', ["[ti] was ignored"]),
    ("scar[tiab] OR keloid[tiab]", '"scar"[Title/Abstract]', ["keloid[tiab] was dropped"]),
    ("scar[tiab] AND Keloid[mh]", '"scar"[Title/Abstract] AND ("keloid"[MeSH Terms] OR '
     '"keloid"[All Fields])', ['"keloid" was looked for in all fields']),
    ("acne AND scars[tiab]", '"acne"[All Fields] AND "scars"[All Fields]', ["[tiab] was ignored"]),
    ("scar[tiab] AND 1:9[UID]", '"scar"[Title/Abstract]', ["[UID] was ignored"]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "translation"), TRANSLATED)
def test_faithful_translations(query: str, translation: str) -> None:
    assert translation_problems(query, translation) == []


@pytest.mark.parametrize(("query", "translation", "problems"), MISREAD)
def test_unfaithful_translations(query: str, translation: str, problems: list[str]) -> None:
    assert translation_problems(query, translation) == problems


def test_harmless_messages_pass() -> None:
    messages = (
        "<OutputMessage>No items found.</OutputMessage>"
        "<OutputMessage>Restrictions achieved. start and count adjusted to 0, 9999"
        "</OutputMessage>"
    )
    body = search_body(QueryTranslation='"scar"[Title/Abstract]', WarningList=messages)
    assert reply_problems("scar[tiab]", read_search(body)) == []


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ({"ErrorList": "<PhraseNotFound>the</PhraseNotFound>"}, "PhraseNotFound: the"),
        ({"ErrorList": "<FieldNotFound>tiabb</FieldNotFound>"}, "FieldNotFound: tiabb"),
        ({"WarningList": "<PhraseIgnored>of</PhraseIgnored>"}, "PhraseIgnored: of"),
        (
            {"WarningList": "<OutputMessage>Only 600 variations used</OutputMessage>"},
            "it says: Only 600 variations used",
        ),
        ({"QueryTranslation": ""}, "it does not say which query it ran"),
    ],
)
def test_any_other_finding_is_a_problem(elements: dict[str, str], problem: str) -> None:
    translation = {"QueryTranslation": '"scar"[Title/Abstract]'}
    body = search_body(**(translation | elements))
    assert reply_problems("scar[tiab]", read_search(body)) == [problem]
