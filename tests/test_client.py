"""The client over real sockets: pace, patience, checks and secrecy."""

from __future__ import annotations

import gzip
import logging
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from ingest.errors import IngestError
from ingest.pubmed.client import BlockedError, Client, NetworkError, RefusedError
from ingest.settings import Settings
from tests.canned import Canned, CannedServer, search_body
from tests.eutils import TRANSIENT, Fault, Population, StandIn, busiest_second

KEY = "0123456789abcdef-key"
EMAIL = "reviewer+test@example.org"
RECORDS = 12
EFETCH_ONLY = {Fault.VIEWER_TIMEOUT, Fault.WRONG_RECORD, Fault.MISSING_RECORD}
FOUND_ANYWHERE = "1:99999999[UID]"


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    @property
    def back_offs(self) -> list[float]:
        """The pauses that are longer than the pace of requests asks for."""
        return [pause for pause in self.pauses if pause > 1]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Iterator[StandIn]:
    with StandIn(Population(RECORDS, seed=5), rate_limit=False, stall_seconds=1.0) as stand_in:
        yield stand_in


def client_of(url: str, clock: Clock, **options: Any) -> Client:
    settings = Settings(eutils_url=url, email=EMAIL, api_key=KEY)
    return Client(settings, clock=clock.time, sleep=clock.sleep, **options)


@pytest.fixture
def client(server: StandIn, clock: Clock) -> Client:
    return client_of(server.url, clock)


# Pace


@pytest.mark.parametrize(("key", "limit", "calls"), [(None, 3, 7), (KEY, 10, 15)])
def test_no_second_sees_more_requests_than_ncbi_allows(
    key: str | None, limit: int, calls: int
) -> None:
    with StandIn(Population(2)) as server:
        client = Client(Settings(eutils_url=server.url, api_key=key))
        for _ in range(calls):
            client.esearch(FOUND_ANYWHERE)
    assert len(server.calls) == client.requests == calls
    assert busiest_second(server.calls) <= limit
    assert {call.status for call in server.calls} == {200}


def test_retries_keep_the_pace_too() -> None:
    faults = ["503", "empty", None, "reset-before-headers", "cut-body", None]
    with StandIn(Population(2), faults=faults) as server:
        client = Client(
            Settings(eutils_url=server.url),
            # back-off is cut to nearly nothing, so that only the limiter holds requests back
            sleep=lambda seconds: time.sleep(seconds if seconds < 0.5 else 0.001),
        )
        client.esearch(FOUND_ANYWHERE)
        client.esearch(FOUND_ANYWHERE)
    assert len(server.calls) == 6
    assert busiest_second(server.calls) <= 3
    assert 429 not in {call.status for call in server.calls}


def test_the_pace_counts_from_the_answer_however_long_the_request_took() -> None:
    class SlowClock(Clock):
        def time(self) -> float:
            self.now += 0.1  # each look at the clock takes a tenth of a second
            return self.now

    clock = SlowClock()
    with CannedServer(Canned(search_body())) as server:
        client = Client(Settings(eutils_url=server.url), clock=clock.time, sleep=clock.sleep)
        for _ in range(3):
            client.esearch("scar[tiab]")
    # A third of a second and the margin, less the two looks between an answer and a request.
    assert clock.pauses == [pytest.approx(1 / 3 + 0.01 - 0.2)] * 2


# What is sent


def test_requests_are_posted_and_say_who_asks(server: StandIn, client: Client) -> None:
    client.esearch("scar[tiab]")
    client.efetch(server.population.pmids[:2])
    for call in server.calls:
        assert call.method == "POST"
        assert call.params["db"] == "pubmed"
        assert call.params["retmode"] == "xml"
        assert call.params["tool"] == "microneedling-evidence"
        assert call.params["email"] == EMAIL
        assert call.params["api_key"] == KEY
        assert call.user_agent.startswith("microneedling-evidence ")
        assert EMAIL not in call.user_agent
    search, fetch = (call.params for call in server.calls)
    assert (search["term"], search["retmax"], search["retstart"]) == ("scar[tiab]", "9999", "0")
    assert search["sort"] == "pub_date"
    assert fetch["id"] == ",".join(server.population.pmids[:2])


def test_email_and_key_are_left_out_where_they_are_not_set(server: StandIn) -> None:
    Client(Settings(eutils_url=server.url)).esearch("scar[tiab]")
    assert not {"email", "api_key"} & server.calls[0].params.keys()


def test_a_long_term_arrives_whole(server: StandIn, client: Client) -> None:
    term = " OR ".join(f"{pmid}[UID]" for pmid in range(90_000_001, 90_001_001))
    assert client.esearch(term).count == RECORDS
    assert server.calls[0].params["term"] == term


def test_a_base_url_without_its_last_slash_will_do(server: StandIn, clock: Clock) -> None:
    client_of(server.url.rstrip("/"), clock).esearch("scar[tiab]")
    assert server.calls[0].path == "/entrez/eutils/esearch.fcgi"


def test_gzip_is_asked_for_and_unpacked(clock: Clock) -> None:
    packed = gzip.compress(search_body(["7", "5"]))
    gzipped = (("Content-Encoding", "gzip"),)
    with CannedServer(Canned(packed[:-9], headers=gzipped), Canned(packed, 200, gzipped)) as server:
        reply = client_of(server.url, clock).esearch("scar[tiab]")
    assert reply.pmids == ("7", "5")
    assert len(server.requests) == 2  # the first body lacked its end
    assert server.requests[0][0]["Accept-Encoding"] == "gzip"


def test_biopython_is_as_before_after_each_request(server: StandIn, client: Client) -> None:
    before = Entrez.urlopen, Entrez.max_tries, Entrez.email, Entrez.api_key
    client.esearch("scar[tiab]")
    server.set_faults(["history-lost"])
    with pytest.raises(RefusedError):
        client.esearch("scar[tiab]")
    assert (Entrez.urlopen, Entrez.max_tries, Entrez.email, Entrez.api_key) == before


def test_importing_and_asking_writes_nothing_at_home(server: StandIn, tmp_path: Path) -> None:
    script = (
        "from ingest.pubmed.client import Client\n"
        "from ingest.settings import Settings\n"
        f"client = Client(Settings(eutils_url={server.url!r}))\n"
        f"client.fetch_records({server.population.pmids[:1]!r})\n"
    )
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert [*tmp_path.iterdir()] == []


# Faults that pass


@pytest.mark.parametrize("fault", [fault for fault in TRANSIENT if fault not in EFETCH_ONLY])
def test_a_search_survives(fault: Fault, server: StandIn, client: Client) -> None:
    server.set_faults([fault])
    reply = client.esearch(FOUND_ANYWHERE)
    assert sorted(reply.pmids) == server.population.pmids
    assert [call.fault for call in server.calls] == [fault, None]


@pytest.mark.parametrize("fault", TRANSIENT)
def test_a_fetch_survives(fault: Fault, server: StandIn, client: Client) -> None:
    server.set_faults([fault])
    pmids = server.population.pmids[1:]  # one is left over to be the wrong record
    batch = client.fetch_records(pmids)
    assert [record.raw for record in batch.records] == [*map(server.population.raw, pmids)]
    assert batch.missing == []
    assert client.requests == 2


def test_a_stalled_server_is_given_up_on(server: StandIn, clock: Clock) -> None:
    server.set_faults(["stall"])
    client = client_of(server.url, clock, timeout=0.2)
    assert client.esearch(FOUND_ANYWHERE).count == RECORDS
    assert client.requests == 2


def test_a_newer_dtd_is_no_fault(server: StandIn, client: Client) -> None:
    server.set_faults(["newer-dtd"])
    assert len(client.fetch_records(server.population.pmids).records) == RECORDS
    assert client.requests == 1


def test_pauses_grow_to_a_minute_and_no_further(server: StandIn, clock: Clock) -> None:
    server.set_faults(["503"] * 9)
    client_of(server.url, clock, tries=10).esearch(FOUND_ANYWHERE)
    assert len(clock.back_offs) == 9
    for attempt, pause in enumerate(clock.back_offs, start=1):
        assert min(2.0**attempt, 60) <= pause <= min(1.5 * 2.0**attempt, 60)


@pytest.mark.parametrize("fault", ["429", "429-body-with-200"])
def test_too_many_requests_cost_two_seconds_at_least(
    fault: str, server: StandIn, client: Client, clock: Clock
) -> None:
    server.set_faults([fault])
    client.esearch(FOUND_ANYWHERE)
    assert [2 <= pause <= 3 for pause in clock.back_offs] == [True]


def in_seconds(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("header", [lambda: "40", lambda: in_seconds(40)])
def test_retry_after_is_waited_for(status: int, header: Callable[[], str], clock: Clock) -> None:
    busy = Canned(b"busy", status, (("Retry-After", header()),))
    with CannedServer(busy, Canned(search_body())) as server:
        client_of(server.url, clock).esearch("scar[tiab]")
    assert [38 < pause <= 41 for pause in clock.back_offs] == [True]


def test_a_retry_after_that_is_no_time_is_passed_over(clock: Clock) -> None:
    busy = Canned(b"busy", 429, (("Retry-After", "soon"),))
    with CannedServer(busy, Canned(search_body())) as server:
        client_of(server.url, clock).esearch("scar[tiab]")
    assert [2 <= pause <= 3 for pause in clock.back_offs] == [True]


def test_a_gateway_that_could_not_forward_is_asked_again(clock: Clock) -> None:
    body = b'{"error":"error forwarding request","api-key":"' + KEY.encode() + b'"}'
    with CannedServer(Canned(body, 400), Canned(search_body())) as server:
        assert client_of(server.url, clock).esearch("scar[tiab]").count == 0
    assert len(server.requests) == 2


# Faults that do not pass


def test_a_fault_that_stays_ends_in_one_line(server: StandIn, client: Client) -> None:
    server.set_faults(["503"] * 50)
    with pytest.raises(NetworkError) as caught:
        client.esearch(FOUND_ANYWHERE)
    assert client.requests == 5
    message = str(caught.value)
    assert message.startswith("esearch: no usable reply from 127.0.0.1:")
    assert "in 5 tries: HTTP 503; try again later" in message
    assert "\n" not in message


def test_a_server_that_asks_for_an_hour_is_not_waited_for(clock: Clock) -> None:
    with CannedServer(Canned(b"", 429, (("Retry-After", "3600"),))) as server:
        client = client_of(server.url, clock)
        with pytest.raises(NetworkError, match="asks to wait 3600 seconds"):
            client.esearch("scar[tiab]")
    assert client.requests == 1
    assert clock.pauses == []


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_no_network_at_all_is_noticed_soon(clock: Clock) -> None:
    client = client_of(f"http://127.0.0.1:{unused_port()}/", clock)
    with pytest.raises(NetworkError, match=r"cannot be reached.*Connection refused") as caught:
        client.esearch("scar[tiab]")
    assert "check the network and EUTILS_URL" in str(caught.value)
    assert client.requests == 2
    assert sum(clock.pauses) < 5


def test_a_server_that_goes_away_is_waited_for(clock: Clock) -> None:
    with CannedServer(Canned(search_body())) as server:
        client = client_of(server.url, clock)
        client.esearch("scar[tiab]")
    with pytest.raises(NetworkError, match="in 5 tries: no connection"):
        client.esearch("scar[tiab]")
    assert client.requests == 6


def test_a_request_at_fault_is_sent_once(server: StandIn, client: Client) -> None:
    with pytest.raises(RefusedError, match="refused the efetch request: ID list is empty!"):
        client.efetch(["0"])
    with pytest.raises(RefusedError, match="'retstart' cannot be larger than 9998"):
        client.esearch(FOUND_ANYWHERE, retstart=9999)
    assert client.requests == 2


def test_an_invalid_key_is_named_by_its_setting(clock: Clock) -> None:
    with StandIn(Population(1), api_keys=frozenset({"another"})) as server:
        client = client_of(server.url, clock)
        with pytest.raises(RefusedError, match="correct or unset NCBI_API_KEY") as caught:
            client.esearch("scar[tiab]")
    assert KEY not in str(caught.value)
    assert len(server.calls) == 1


def test_a_wrong_address_is_refused(server: StandIn, clock: Clock) -> None:
    with pytest.raises(RefusedError, match="HTTP 404; check the network and EUTILS_URL"):
        client_of(server.url + "nowhere/", clock).esearch("scar[tiab]")


def test_a_redirect_on_the_same_host_is_refused_too(clock: Clock) -> None:
    """Followed as urllib does it, a POST would become a GET without its parameters."""
    moved = Canned(b"", 301, (("Location", f"/elsewhere/esearch.fcgi?api_key={KEY}"),))
    with CannedServer(moved) as server, pytest.raises(RefusedError) as caught:
        client_of(server.url, clock).esearch("scar[tiab]")
    assert "redirected to /elsewhere/esearch.fcgi; check EUTILS_URL" in str(caught.value)
    assert KEY not in str(caught.value)
    assert len(server.requests) == 1


def test_a_redirect_to_another_host_stops_everything(server: StandIn, client: Client) -> None:
    server.set_faults(["blocked"])
    with pytest.raises(BlockedError, match="set NCBI_EMAIL and write to info@ncbi"):
        client.esearch("scar[tiab]")
    assert [call.endpoint for call in server.calls] == ["esearch"]


def test_the_block_page_stops_everything(clock: Clock) -> None:
    page = (
        b"<html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head>"
        b"<body>Access Denied</body></html>"
    )
    with CannedServer(Canned(page)) as server, pytest.raises(BlockedError, match="has blocked"):
        client_of(server.url, clock).esearch("scar[tiab]")
    assert len(server.requests) == 1


# Records


def test_records_come_in_the_order_asked_for_and_each_once(server: StandIn, client: Client) -> None:
    book = server.population.add("A chapter on scars.", book=True)
    first, second, third = server.population.pmids[:3]
    batch = client.fetch_records([third, book, first, third, second])
    assert [record.pmid for record in batch.records] == [third, book, first, second]
    assert [record.kind for record in batch.records] == ["article", "book", "article", "article"]
    assert [record.raw for record in batch.records] == [
        server.population.raw(pmid) for pmid in (third, book, first, second)
    ]


def test_missing_records_are_asked_for_once_more(server: StandIn, client: Client) -> None:
    held, gone, also_gone = server.population.pmids[:3]
    server.population.delete(gone)
    server.population.delete(also_gone)
    batch = client.fetch_records([gone, held, also_gone])
    assert [record.pmid for record in batch.records] == [held]
    assert batch.missing == [gone, also_gone]
    assert [call.params["id"] for call in server.calls] == [
        f"{gone},{held},{also_gone}",
        f"{gone},{also_gone}",
    ]


def test_nothing_is_asked_for_no_records(server: StandIn, client: Client) -> None:
    assert client.fetch_records([]) == ([], [])
    assert server.calls == []


def test_a_record_that_nobody_asked_for_is_never_taken(server: StandIn, client: Client) -> None:
    server.set_faults(["wrong-record"] * 50)
    with pytest.raises(NetworkError, match="a record that was not asked for"):
        client.fetch_records(server.population.pmids[:3])
    assert client.requests == 5


def test_a_batch_too_heavy_for_the_server_is_halved(server: StandIn, client: Client) -> None:
    server.set_faults(["viewer-timeout"] * 2)
    pmids = server.population.pmids[:5]
    batch = client.fetch_records(pmids)
    assert [record.pmid for record in batch.records] == pmids
    assert [call.params["id"].split(",") for call in server.calls] == [
        pmids, pmids, pmids[:2], pmids[2:],
    ]  # fmt: skip


def test_a_record_too_heavy_by_itself_is_an_error(server: StandIn, client: Client) -> None:
    server.set_faults(["viewer-timeout"] * 50)
    with pytest.raises(NetworkError, match="External viewer error"):
        client.fetch_records(server.population.pmids[:4])


def test_an_empty_set_is_an_answer(server: StandIn, client: Client) -> None:
    body = client.efetch(["12345"])
    assert b"<PubmedArticleSet>" in body
    assert client.requests == 1


# Secrets


@pytest.mark.parametrize("fault", [*TRANSIENT, Fault.HISTORY_LOST, Fault.BLOCKED])
def test_key_and_email_stay_out_of_logs_and_errors(
    fault: Fault, server: StandIn, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.set_faults([fault] * 50)
    said = repr(client)
    for ask in (lambda: client.esearch("scar[tiab]"), lambda: client.efetch(["90000001"])):
        try:
            ask()
        except IngestError as error:
            said += "".join(traceback.format_exception(error))
    assert KEY not in said + caplog.text
    assert EMAIL not in said + caplog.text


def test_key_and_email_are_blotted_out_of_what_the_server_says(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = f"Search Backend failed: {KEY} of {EMAIL} (reviewer%2Btest%40example.org)"
    body = f"<eSearchResult><ERROR>{echo}</ERROR></eSearchResult>".encode()
    with CannedServer(Canned(body)) as server, pytest.raises(NetworkError) as caught:
        client_of(server.url, clock).esearch("scar[tiab]")
    assert "Search Backend failed: *** of *** (***)" in str(caught.value)
    assert "Search Backend failed: *** of *** (***)" in caplog.text
    assert KEY not in caplog.text
