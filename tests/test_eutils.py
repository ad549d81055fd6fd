"""The stand-in of E-utilities behaves as the real one was seen to: over real sockets."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest
import yaml
from Bio import Entrez as _Entrez
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.eutils import (
    TRANSIENT,
    Author,
    Call,
    Fault,
    Heading,
    Population,
    Published,
    Section,
    Seeded,
    StandIn,
    busiest_second,
    plugin,
)
from tests.eutils.handlers import Parameters
from tests.eutils.query import search
from tests.eutils.server import LIMIT

Entrez: Any = _Entrez  # Biopython comes without types
Start = Callable[..., StandIn]
stand_in = plugin.stand_in


def ask(server: StandIn, file: str, **parameters: object) -> bytes:
    """POST a call as a polite client does, and read the reply."""
    form = urlencode({"db": "pubmed", "tool": "test", **parameters}).encode()
    with urlopen(server.url + file, form, timeout=5) as reply:
        return bytes(reply.read())


def esearch(server: StandIn, term: str, **parameters: object) -> ElementTree.Element:
    return ElementTree.fromstring(ask(server, "esearch.fcgi", term=term, **parameters))


def found(server: StandIn, term: str, **parameters: object) -> list[str]:
    tree = esearch(server, term, retmax=100, **parameters)
    return sorted(element.text or "" for element in tree.iter("Id"))


def refused(server: StandIn, file: str, **parameters: object) -> tuple[int, str]:
    with pytest.raises(HTTPError) as caught:
        ask(server, file, **parameters)
    with caught.value as error:
        return error.code, error.read().decode()


def pmids_of(records: bytes) -> list[str]:
    tree = ElementTree.fromstring(records)
    own = [record.find("./MedlineCitation/PMID") for record in tree]
    return [str(element.text) for element in own if element is not None]


@pytest.fixture
def small() -> Population:
    """Seven records with every kind of field, numbered 11 to 17."""
    population = Population()
    population.add(
        "Microneedling with CO<sub>2</sub> laser for acne scars: a split-face trial.",
        pmid="11",
        mesh=(Heading("D002921", "Cicatrix", False, (("Q000628", "therapy", True),)),),
        abstract=(Section("RESULTS", "RESULTS", "Scars fell (P &lt; 0.05)."),),
        publication_types=(("D016449", "Randomized Controlled Trial"),),
        authors=(Author("Yılmaz", "Deniz", "D"),),
        doi="10.5555/NEEDLE.11",
        published=Published(2019, "Mar", 4),
        status="MEDLINE",
        pages="101-9",
        volume="7",
    )
    population.add(
        "Skin needling of keloids.",
        pmid="12",
        published=Published(2021, season="Fall"),
        mesh=(Heading("D017439", "Cicatrix, Hypertrophic", True),),
        keywords=("burns",),
    )
    population.add(
        "Needling the skin of mice.",
        pmid="13",
        languages=("ger",),
        mesh=(Heading("D000818", "Animals"),),
    )
    population.add("Asthma in children.", pmid="14", registrations=(("ISRCTN", "ISRCTN42"),))
    population.add("Microneedles, a chapter.", pmid="15", book=True)
    population.late_add("Scar paper from a bound volume.", years=6, pmid="16")
    population.add(
        "Dermaroller <i>versus</i> peel.",
        pmid="17",
        published=Published(2020),
        mesh=(Heading("D000818", "Animals"), Heading("D006801", "Humans")),
    )
    return population


@pytest.mark.parametrize(
    ("term", "pmids"),
    [
        ("microneedl*[tiab]", "11 15"),
        ("microneedling[Title/Abstract]", "11"),
        ("MICRONEEDLING[TI]", "11"),
        ("scar*[ab]", "11"),
        ("burns[tiab]", "12"),
        ('"skin needling"[tiab]', "12"),
        ("skin needling[ti]", "12"),
        ("needling skin[ti]", "12 13"),
        ('"needling skin"[ti:~2]', "12 13"),
        ('"needling skin"[ti:~0]', "12"),
        ("split-face[tiab]", "11"),
        ("Cicatrix[mh]", "11 12"),
        ("Cicatrix[mesh:noexp]", "11"),
        ("cicatrix/therapy[mh]", "11"),
        ("Cicatrix[majr]", "11 12"),
        ("therapy[sh]", "11"),
        ('"randomized controlled trial"[pt]', "11"),
        ("german[la]", "13"),
        ("yilmaz d[au]", "11"),
        ("10.5555/needle.11[doi]", "11"),
        ("10.5555/needle.11[aid]", "11"),
        ("ISRCTN42[si]", "14"),
        ("arch small rec[ta] AND 7[vi] AND 101-9[pg]", "11"),
        ("medline[sb]", "11"),
        ("all[sb] NOT pubmed books[sb]", "11 12 13 14 16 17"),
        ("2019/03[dp]", "11"),
        ("2019:2020[dp]", "11 16 17"),
        ('"2019/03/05"[dp] : "2021"[dp]', "12 16 17"),
        ("2026/01/05:3000[crdt]", "11 12 13 14 15 16 17"),
        ("2026/01/05:3000[edat]", "11 12 13 14 15 17"),
        ("2026/01/06:3000[mdat]", ""),
        ("12:14[uid]", "12 13 14"),
        ("12[pmid] OR 17[uid] OR 99[uid]", "12 17"),
        ("12 17 99[uid]", "12 17"),
        ("animals[mh] NOT humans[mh]", "13"),
        ("needling[ti] NOT (animals[mh] NOT humans[mh])", "12"),
        ("asthma[ti] OR keloids[ti] AND burns[ot]", "12"),  # from left to right
        ("asthma[ti] OR (keloids[ti] AND burns[ot])", "12 14"),
        ("dermaroller versus peel", "17"),
        ("asthma or children", "14"),  # in lower case, a stop word
        ("scar", "11 12 16"),  # mapped to the MeSH term
        ("hasabstract AND laser[tiab]", "11"),
    ],
)
def test_queries(small: Population, stand_in: Start, term: str, pmids: str) -> None:
    server = stand_in(small, rate_limit=False)
    assert found(server, term) == pmids.split()
    assert esearch(server, term).find("ErrorList") is None


@pytest.mark.parametrize(
    ("term", "pmids", "traces"),
    [
        ("asthma[tiabb]", "14", ["FieldNotFound: tiabb"]),
        ("(asthma OR burns)[ti]", "12 14", []),
        ("cicatrix[mh:~3]", "11 12", []),
        ('"needling* skin"[ti:~2]', "", []),
        ("microneedl\u2217[tiab]", "", ["PhraseNotFound: microneedl\u2217"]),
        ("keloids &amp; needling", "", ["PhraseNotFound: &amp;"]),
        ("the[tiab] AND asthma[ti]", "", ["PhraseNotFound: the"]),
        ("xyzzy[tiab] OR asthma[ti]", "14", ["PhraseNotFound: xyzzy"]),
        (
            '"asthma xyzzy"[tiab] OR keloids[ti]',
            "12",
            ["PhraseNotFound: xyzzy", 'QuotedPhraseNotFound: "asthma xyzzy"[tiab]'],
        ),
        ("", "", []),
        ("[pdat]", "", []),
        ("asthma[ti]) AND keloids[ti]", "14", []),
    ],
)
def test_query_faults_stay_silent(
    small: Population, stand_in: Start, term: str, pmids: str, traces: list[str]
) -> None:
    server = stand_in(small, rate_limit=False)
    tree = esearch(server, term)
    said = [
        f"{e.tag}: {e.text}"
        for name in ("ErrorList", "WarningList")
        for e in tree.iter(name)
        for e in e
    ]
    assert found(server, term) == pmids.split()
    assert said == traces + ([] if pmids else ["OutputMessage: No items found."])


def test_a_query_is_echoed_as_it_was_run(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)

    def translation(term: str) -> str | None:
        return esearch(server, term).findtext("QueryTranslation")

    assert translation("micro-needl*[tiab] AND (Cicatrix[mh] OR xyzzy[ti])") == (
        '"micro needl*"[Title/Abstract] AND ("cicatrix"[MeSH Terms])'
    )
    assert translation("xyzzy[ti] AND plugh[foo]") == "xyzzy[ti] AND plugh[foo]"
    tree = esearch(server, "keloids")
    assert tree.findtext("TranslationSet/Translation/From") == "keloids"
    assert '"keloid"[MeSH Terms]' in (tree.findtext("TranslationSet/Translation/To") or "")


def test_dates_as_parameters_only_work_together(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    assert found(server, "all[sb]", mindate="2019", maxdate="2019", datetype="pdat") == ["11"]
    assert len(found(server, "all[sb]", mindate="2019", datetype="pdat")) == 7
    assert len(found(server, "all[sb]", mindate="2019-03", maxdate="2019-04")) == 7


def test_json_hides_what_xml_tells(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    reply = json.loads(ask(server, "esearch.fcgi", term="asthma[foo]", retmode="json"))
    assert reply["esearchresult"]["idlist"] == ["14"]
    assert reply["esearchresult"]["errorlist"] == {"phrasesnotfound": [], "fieldsnotfound": []}
    plain = json.loads(ask(server, "esearch.fcgi", term="asthma[ti]", retmode="json"))
    assert "errorlist" not in plain["esearchresult"]
    counted = esearch(server, "xyzzy[tiab]", rettype="count")
    assert [element.tag for element in counted] == ["Count"]


def test_the_projects_searches_are_understood(stand_in: Start) -> None:
    source = Path(__file__).parents[1] / "data" / "searches.yaml"
    index = Population(60).index
    for entry in yaml.safe_load(source.read_text(encoding="utf-8"))["searches"]:
        answer = search(" ".join(entry["term"].split()), index)
        assert answer.pmids
        assert answer.fields_not_found == []
        assert answer.phrases_not_found == []
        assert answer.quoted_phrases_not_found == []


@settings(deadline=None)
@given(st.text(st.sampled_from('ab*"()[]: \u2217&ANDORNOTtiabmh~2012/')))
def test_any_query_gets_an_answer(term: str) -> None:
    answer = search(term, CROWD.index)
    assert set(answer.pmids) <= set(CROWD.pmids)


CROWD = Population.of_size(57)


@settings(deadline=None)
@given(st.lists(st.integers(90_000_000, 90_000_060), max_size=6))
def test_uid_ranges_tile_the_whole(cuts: list[int]) -> None:
    bounds = sorted({0, *cuts, 99_999_999})
    pieces = [
        search(f"(scars[ti]) AND {low + 1}:{high}[UID]", CROWD.index).pmids
        for low, high in pairwise(bounds)
    ]
    assert sorted(pmid for piece in pieces for pmid in piece) == CROWD.pmids


def test_the_count_is_right_beyond_the_cap_and_the_ids_are_not(stand_in: Start) -> None:
    server = stand_in(Population.of_size(10_050), rate_limit=False)
    tree = esearch(server, "scars[ti]", retmax=100_000)
    assert tree.findtext("Count") == "10050"
    assert tree.findtext("RetMax") == "9999"
    assert len(tree.findall("IdList/Id")) == 9999
    assert tree.findtext("WarningList/OutputMessage") == (
        "Restrictions achieved. start and count adjusted to 0, 9999"
    )
    straddling = esearch(server, "scars[ti]", retstart=9990, retmax=10)
    assert len(straddling.findall("IdList/Id")) == 9
    assert "adjusted to 9990, 9" in (straddling.findtext("WarningList/OutputMessage") or "")
    beyond = esearch(server, "scars[ti]", retstart=9999)
    assert "'retstart' cannot be larger than 9998" in (beyond.findtext("ERROR") or "")
    spoiled = ask(server, "esearch.fcgi", term="scars[ti]", retstart=9999, retmode="json")
    with pytest.raises(json.JSONDecodeError, match="control character"):
        json.loads(spoiled)


def test_history_is_capped_and_expires(stand_in: Start) -> None:
    server = stand_in(Population.of_size(30), cap=20, rate_limit=False)
    tree = esearch(server, "scars[ti]", usehistory="y", retmax=0)
    history = {"WebEnv": tree.findtext("WebEnv"), "query_key": tree.findtext("QueryKey")}
    assert str(history["WebEnv"]).startswith("MCID_")
    assert len(pmids_of(ask(server, "efetch.fcgi", retstart=15, retmax=10, **history))) == 5
    assert refused(server, "efetch.fcgi", retstart=20, **history)[0] == 400
    two = server.population.pmids[:2]
    posted = ElementTree.fromstring(ask(server, "epost.fcgi", id=",".join(two)))
    second = {"WebEnv": posted.findtext("WebEnv"), "query_key": 1}
    assert pmids_of(ask(server, "efetch.fcgi", **second)) == two
    assert "OUT OF RANGE" in refused(server, "efetch.fcgi", retstart=2, **second)[1]
    server.expire_history()
    assert "Unable to obtain query #1" in refused(server, "efetch.fcgi", **history)[1]


def test_efetch_omits_what_is_not_there(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    assert pmids_of(ask(server, "efetch.fcgi", id="13,99,11,13")) == ["13", "11"]
    empty = ask(server, "efetch.fcgi", id="99")
    assert empty.endswith(b"<PubmedArticleSet>\n</PubmedArticleSet>")
    status, page = refused(server, "efetch.fcgi", id="0")
    assert (status, "ID list is empty!" in page) == (400, True)
    text = ask(server, "efetch.fcgi", id="11,99", retmode="text", rettype="medline").decode()
    assert text.startswith("\nPMID- 11\nOWN - NLM\nSTAT- MEDLINE\n")
    assert "TI  - Microneedling with CO2 laser for acne scars" in text
    assert text.endswith("The following PMID is not available: 99\n")
    books = ask(server, "efetch.fcgi", id="11,15")
    assert [element.tag for element in ElementTree.fromstring(books)] == [
        "PubmedArticle",
        "PubmedBookArticle",
    ]


def test_records_are_valid_by_the_dtd_of_2025(stand_in: Start) -> None:
    population = Population(80, seed=4, activity=8)
    population.advance(30)
    server = stand_in(population, rate_limit=False)
    raw = ask(server, "efetch.fcgi", id=",".join(population.pmids))
    records = Entrez.read(io.BytesIO(raw), validate=True)
    held = [str(r["MedlineCitation"]["PMID"]) for r in records["PubmedArticle"]]
    held += [str(r["BookDocument"]["PMID"]) for r in records["PubmedBookArticle"]]
    assert sorted(held) == population.pmids
    assert all(population.raw(pmid) in raw for pmid in population.pmids)


@pytest.mark.parametrize(
    ("file", "parameters", "content"),
    [
        ("esearch.fcgi", {"term": "asthma", "usehistory": "y"}, "'Count': '1'"),
        ("epost.fcgi", {"id": "11,12"}, "MCID_"),
        ("esummary.fcgi", {"id": "11"}, "split-face trial"),
        ("elink.fcgi", {"id": "11"}, "pubmed_pubmed"),
        ("einfo.fcgi", {}, "'Count': '7'"),
    ],
)
def test_other_replies_are_read_by_biopython(
    small: Population, stand_in: Start, file: str, parameters: dict[str, str], content: str
) -> None:
    server = stand_in(small, rate_limit=False)
    assert content in str(Entrez.read(io.BytesIO(ask(server, file, **parameters))))


def test_errors_of_the_other_calls(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    assert b"Neither query_key nor id" in ask(server, "esummary.fcgi")
    assert b"UID=99: cannot get document summary" in ask(server, "esummary.fcgi", id="99")
    assert b"<error>cannot get" in ask(server, "esummary.fcgi", id="99", version="2.0")
    one = json.loads(ask(server, "esummary.fcgi", id="11,99", retmode="json"))["result"]
    assert one["11"]["sortpubdate"] == "2019/03/04 00:00"
    assert one["99"]["error"] == "cannot get document summary"
    many = ",".join(map(str, range(1, 502)))
    assert b"Too many UIDs" in ask(server, "esummary.fcgi", id=many, retmode="json")
    assert b"Empty ID list; Nothing to store" in ask(server, "epost.fcgi", id="x")
    assert b"Invalid db name specified: nothing" in ask(server, "epost.fcgi", db="nothing")
    lines = "Arch Small Rec|2019|7|101|yilmaz|ours|\rNowhere|1999||||x|\rnot a citation"
    assert ask(server, "ecitmatch.cgi", bdata=lines).decode().splitlines() == [
        "Arch Small Rec|2019|7|101|yilmaz|ours|11",
        "Nowhere|1999||||x|NOT_FOUND",
    ]


def test_replies_have_the_shape_of_real_ones(
    small: Population, stand_in: Start, shared: Path
) -> None:
    server = stand_in(small, rate_limit=False)
    real = (shared / "real/pubmed-xml/24084238.xml").read_bytes().splitlines()[:3]
    assert ask(server, "efetch.fcgi", id="11").splitlines()[:3] == real
    replies = shared / "real/eutils-replies"
    for name, term in (("esearch8.xml", "abcXYZ[All Fields]"), ("esearch1.xml", "asthma[all]")):
        theirs = (replies / name).read_bytes()
        ours = ask(server, "esearch.fcgi", term=term)
        assert ours.splitlines()[:2] == theirs.splitlines()[:2]
        assert _outline(ElementTree.fromstring(ours)) == _outline(ElementTree.fromstring(theirs))


def _outline(tree: ElementTree.Element) -> list[str]:
    """The element names in order, repeated ones once."""
    return list(dict.fromkeys(element.tag for element in tree.iter()))


def test_a_long_get_is_refused_and_a_long_post_is_not(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    term = " OR ".join(["asthma[ti]"] * 400)
    with pytest.raises(HTTPError, match="414") as caught:
        urlopen(f"{server.url}esearch.fcgi?{urlencode({'term': term})}", timeout=5)
    caught.value.close()
    assert found(server, term) == ["14"]
    with pytest.raises(HTTPError, match="404") as caught:
        urlopen(server.url + "egquery.fcgi", timeout=5)
    caught.value.close()


def test_connections_are_kept_and_gzip_is_sent(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    for _ in range(2):
        path = "/entrez/eutils/efetch.fcgi?id=11"
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        assert pmids_of(gzip.decompress(reply.read())) == ["11"]
    connection.close()


def test_the_fourth_call_in_a_second_is_refused(small: Population, stand_in: Start) -> None:
    server = stand_in(small)
    for left in (2, 1, 0):
        with urlopen(server.url + "einfo.fcgi", timeout=5) as reply:
            assert reply.headers["X-RateLimit-Limit"] == "3"
            assert reply.headers["X-RateLimit-Remaining"] == str(left)
    with pytest.raises(HTTPError, match="429") as caught:
        urlopen(server.url + "einfo.fcgi", timeout=5)
    with caught.value as error:
        assert error.headers["Retry-After"] == "2"
        assert json.loads(error.read()) == {
            "error": "API rate limit exceeded",
            "api-key": "127.0.0.1",
            "count": "4",
            "limit": "3",
        }
    for _ in range(10):
        ask(server, "einfo.fcgi", api_key="secret")
    assert refused(server, "einfo.fcgi", api_key="secret")[0] == 429
    assert busiest_second(server.calls) == 15


def test_an_unknown_key_is_refused(small: Population, stand_in: Start) -> None:
    server = stand_in(small, api_keys=frozenset({"right"}))
    assert b"<DbName>pubmed" in ask(server, "einfo.fcgi", api_key="right")
    status, body = refused(server, "einfo.fcgi", api_key="wrong")
    assert (status, json.loads(body)["error"]) == (400, "API key invalid")


def test_every_call_is_logged(small: Population, stand_in: Start) -> None:
    server = stand_in(small, rate_limit=False)
    request = Request(
        server.url + "esearch.fcgi?term=asthma[ti]", headers={"User-Agent": "needles/1"}
    )
    with urlopen(request, timeout=5) as reply:
        reply.read()
    ask(server, "efetch.fcgi", id="11", email="a@example.org")
    first, second = server.calls
    assert (first.method, first.endpoint, first.user_agent) == ("GET", "esearch", "needles/1")
    assert (second.method, second.endpoint, second.status) == ("POST", "efetch", 200)
    assert second.params == {"db": "pubmed", "tool": "test", "id": "11", "email": "a@example.org"}
    assert first.arrived < second.arrived
    assert first.peer == "127.0.0.1"


@settings(deadline=None)
@given(st.lists(st.floats(0, 5), max_size=12))
def test_the_busiest_second(arrivals: list[float]) -> None:
    calls = [Call("GET", "/", Parameters([]), arrived, "", "") for arrived in arrivals]
    most = max((sum(a - 1 < b <= a for b in arrivals) for a in arrivals), default=0)
    assert busiest_second(calls) == most


STATUS = {
    Fault.TOO_MANY_REQUESTS: 429,
    Fault.SERVER_ERROR: 500,
    Fault.BAD_GATEWAY: 502,
    Fault.UNAVAILABLE: 503,
}


@pytest.mark.parametrize("fault", STATUS)
def test_refusals(small: Population, stand_in: Start, fault: Fault) -> None:
    server = stand_in(small, faults=[fault], rate_limit=False)
    status, body = refused(server, "efetch.fcgi", id="11")
    assert status == STATUS[fault]
    assert "<html" in body if status >= 500 else "API rate limit exceeded" in body
    assert pmids_of(ask(server, "efetch.fcgi", id="11")) == ["11"]
    assert [call.fault for call in server.calls] == [fault, None]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.RESET_BEFORE_HEADERS, ConnectionResetError),
        (Fault.RESET_AFTER_HEADERS, ConnectionResetError),
        (Fault.CUT_BODY, http.client.IncompleteRead),
        (Fault.CUT_CHUNKED, http.client.IncompleteRead),
    ],
)
def test_broken_transfers(
    small: Population, stand_in: Start, fault: Fault, error: type[Exception]
) -> None:
    server = stand_in(small, faults=[fault], rate_limit=False)
    with pytest.raises(error):
        ask(server, "efetch.fcgi", id="11")


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        (Fault.RATE_LIMIT_BODY_WITH_200, b'"error":"API rate limit exceeded"'),
        (Fault.MAINTENANCE_PAGE, b"temporarily unavailable"),
        (Fault.BACKEND_FAILED, b"<ERROR>Search Backend failed: Database is not supported"),
        (Fault.ADDRESS_TABLE, b"<ERROR>Couldn't resolve #PMQuerySrv"),
        (Fault.NO_CONNECTION, b"<ERROR>Unable to open connection"),
        (Fault.HISTORY_LOST, b"<ERROR>Unable to obtain query #1</ERROR>"),
        (Fault.VIEWER_TIMEOUT, b"<ERROR>Error: External viewer error: Empty Response"),
        (Fault.BLOCKED, b"has been temporarily blocked"),
        (Fault.NEWER_DTD, b"pubmed_270101.dtd"),
        (Fault.NEWER_DTD, b"<DataUseNote/></MedlineCitation>"),
    ],
)
def test_wrong_bodies_with_status_200(
    small: Population, stand_in: Start, fault: Fault, body: bytes
) -> None:
    server = stand_in(small, faults=[fault], rate_limit=False)
    assert body in ask(server, "efetch.fcgi", id="11")


def test_bodies_that_say_nothing(small: Population, stand_in: Start) -> None:
    faults = [None, Fault.EMPTY, Fault.PROLOG_ONLY, Fault.CUT_WITHOUT_LENGTH]
    server = stand_in(small, faults=faults, rate_limit=False)
    whole, empty, prolog, cut = (ask(server, "efetch.fcgi", id="11") for _ in range(4))
    assert empty == b""
    assert prolog.startswith(b"<?xml")
    assert b"<PubmedArticleSet" not in prolog
    assert whole.startswith(cut)
    assert len(cut) == len(whole) // 2


def test_spoiled_batches(small: Population, stand_in: Start) -> None:
    faults = [Fault.WRONG_RECORD, Fault.MISSING_RECORD]
    server = stand_in(small, faults=faults, rate_limit=False)
    assert found(server, "asthma[ti]") == ["14"]  # they wait for efetch
    assert pmids_of(ask(server, "efetch.fcgi", id="12,13")) == ["11", "13"]
    assert pmids_of(ask(server, "efetch.fcgi", id="12,13")) == ["13"]
    assert pmids_of(ask(server, "efetch.fcgi", id="12,13")) == ["12", "13"]


def test_a_blocked_client_is_sent_to_another_host(small: Population, stand_in: Start) -> None:
    server = stand_in(small, faults=["blocked"], rate_limit=False)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request("GET", "/entrez/eutils/einfo.fcgi")
    reply = connection.getresponse()
    assert reply.status == 302
    assert reply.headers["Location"] == f"http://localhost:{server.port}/error/abuse.shtml"
    connection.close()


def test_a_stall_outlasts_a_patient_client_and_ends_with_the_server(small: Population) -> None:
    with (
        StandIn(small, faults=[Fault.STALL], rate_limit=False) as server,
        pytest.raises(TimeoutError),
    ):
        urlopen(server.url + "einfo.fcgi", timeout=0.05)


def test_seeded_faults_repeat_themselves_and_leave_a_way_through() -> None:
    first, again = Seeded(7, 0.9), Seeded(7, 0.9)
    faults = [first.next("esearch") for _ in range(300)]
    assert faults == [again.next("esearch") for _ in range(300)]
    assert None in faults[0:3]
    assert all(None in faults[at : at + 3] for at in range(298))
    assert set(faults) - {None} <= set(TRANSIENT)
    assert Fault.WRONG_RECORD not in faults


def test_a_day_brings_its_events(stand_in: Start) -> None:
    server = stand_in(Population(20, seed=2, activity=4), rate_limit=False)
    before = server.population.truth()
    server.advance(days=3)
    assert server.population.today == date(2026, 1, 8)
    assert server.population.truth() != before
    with urlopen(server.url.replace("entrez/eutils/", "advance"), b"days=2", timeout=5) as reply:
        assert reply.read() == b"2026-01-10\n"


def test_letting_days_pass_is_not_limited(stand_in: Start) -> None:
    server = stand_in(Population(3))
    days = []
    for _ in range(LIMIT + 2):
        with urlopen(server.url.replace("entrez/eutils/", "advance"), b"", timeout=5) as reply:
            days.append(reply.read())
    assert len(set(days)) == LIMIT + 2


@given(st.integers(0, 1000), st.integers(0, 12))
@settings(deadline=None, max_examples=30)
def test_a_population_is_its_seed(seed: int, days: int) -> None:
    one, other = Population(5, seed=seed, activity=4), Population(5, seed=seed, activity=4)
    one.advance(days)
    for _ in range(days):
        other.advance()
    assert one.truth() == other.truth()
    assert [pmid for pmid, raw in one.truth().items() if raw is not None] == one.pmids
    for pmid, raw in one.truth().items():
        assert raw is None or f">{pmid}</PMID>".encode() in raw


def _field(population: Population, pmid: str, path: str) -> list[Any]:
    return [element.text for element in ElementTree.fromstring(population.raw(pmid)).iterfind(path)]


DATE_REVISED = "./MedlineCitation/DateRevised/Day"


def test_revisions(small: Population) -> None:
    before = small.raw("11")
    small.advance()
    small.revise("11", silent=True, modified=False)
    assert small.raw("11") != before
    assert _field(small, "11", DATE_REVISED) == ["05"]
    assert small.matching("2026/01/06[mdat]") == []
    small.revise("11", silent=True)
    assert _field(small, "11", DATE_REVISED) == ["05"]
    assert small.matching("2026/01/06[mdat]") == ["11"]
    small.revise("11", title="Another title.")
    assert _field(small, "11", DATE_REVISED) == ["06"]
    assert small.matching("another[ti]") == ["11"]
    with pytest.raises(ValueError, match="is a book"):
        small.revise("15")


def test_indexing_makes_a_query_match(small: Population) -> None:
    assert "16" not in small.matching("Cicatrix[mh]")
    small.add_mesh("16")
    assert "16" in small.matching("Cicatrix[mh]")
    assert b'Status="MEDLINE"' in small.raw("16")
    small.remove_mesh("16", "Cicatrix")
    assert "16" not in small.matching("Cicatrix[mh]")


def test_retractions(small: Population) -> None:
    notice = small.retract("11")
    assert small.matching('"retracted publication"[pt]') == ["11"]
    assert small.matching("hasretractionin[sb]") == ["11"]
    assert _field(small, "11", ".//CommentsCorrections[@RefType='RetractionIn']/PMID") == [notice]
    assert _field(small, notice, ".//CommentsCorrections/PMID") == ["11"]
    small.retract("12", linked=False)
    assert _field(small, "12", ".//CommentsCorrections/PMID") == []
    assert "RIN - Arch Small Rec. 2026;1:2. PMID: " + notice in small.medline("11")


def test_what_is_deleted_or_merged_is_gone_without_a_pointer(small: Population) -> None:
    small.delete("14")
    small.merge("13", into="12")
    assert {pmid for pmid, raw in small.truth().items() if raw is None} == {"13", "14"}
    assert b"13" not in small.raw("12").replace(b"<Day>13</Day>", b"")
    small.restore("14")
    assert small.matching("asthma[ti]") == ["14"]


def test_it_runs_by_hand() -> None:
    command = [sys.executable, "-m", "tests.eutils", "--port", "0", "--day", "2", "--records", "3"]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with urlopen(url + "einfo.fcgi?db=pubmed", timeout=5) as reply:
                assert b"<DbName>pubmed</DbName>" in reply.read()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


def test_what_cannot_be_added(small: Population) -> None:
    with pytest.raises(ValueError, match="exists already"):
        small.add(pmid="11")
    with pytest.raises(ValueError, match="not an XML fragment"):
        small.add("Needles & scars")
