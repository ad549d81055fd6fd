"""What strangers may ask of the site, and what it answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browser.security import giving_way, while_there

from tests.sites import SPLIT_FACE, Site, filled

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture(scope="module")
def site(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(filled(evidence, tmp_path_factory.mktemp("security")))
    yield site
    site.close()


def sql_path(site: Site, sql: str, ending: str = ".json") -> str:
    """Where free SQL is asked; Datasette 1.0 has moved it."""
    new = site.get("/evidence/-/query.json?sql=select+1").status_code == 200
    return (
        f"/evidence/-/query{ending}?sql={quote(sql)}"
        if new
        else f"/evidence{ending}?sql={quote(sql)}"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT zeroblob(900000000)",
        "SELECT hex(zeroblob(140000)), hex(zeroblob(140000)) FROM studies",
        "SELECT zeroblob(290000) FROM studies",
        f"SELECT {', '.join(['group_concat(title || title)'] * 90)} FROM studies",
        f"SELECT {', '.join(['1'] * 150)}",
        f"SELECT {'(' * 400}1{')' * 400}",
        " UNION ALL ".join(["SELECT 1"] * 80),
        ENDLESS,
        "ATTACH ':memory:' AS other",
        "PRAGMA hard_heap_limit = 0",
        "DELETE FROM studies",
    ],
)
def test_sql_that_asks_too_much_is_refused(site: Site, sql: str) -> None:
    response = site.get(sql_path(site, sql))
    assert response.status_code == 400
    assert len(response.content) < 10_000


def test_a_long_string_is_not_even_made(site: Site) -> None:
    response = site.get(sql_path(site, "SELECT printf('%.*c', 400000000, 'x')"))
    assert len(response.content) < 10_000


def test_sql_of_a_researcher_is_answered(site: Site) -> None:
    sql = "SELECT id, title FROM studies ORDER BY id LIMIT 3"
    response = site.get(sql_path(site, sql) + "&_shape=array")
    assert len(response.json()) == 3


def test_endless_sql_does_not_hold_up_a_page(site: Site) -> None:
    async def together() -> tuple[list[int], float]:
        get = site.datasette.client.get
        queries = [asyncio.ensure_future(get(sql_path_, timeout=30)) for _ in range(6)]
        await asyncio.sleep(0.1)
        start = time.perf_counter()
        page = await get(f"/study/{SPLIT_FACE}")
        waited = time.perf_counter() - start
        assert page.status_code == 200
        assert not all(query.done() for query in queries)
        return [response.status_code for response in await asyncio.gather(*queries)], waited

    sql_path_ = sql_path(site, ENDLESS)
    statuses, waited = site.run(together())
    assert 400 in statuses
    assert 429 in statuses
    # One query at a time runs for at most two seconds; a page must not wait for any of them.
    assert waited < 1.5


def test_pages_go_between_the_rows_of_a_stream() -> None:
    told: list[object] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message["body"])

    async def stream() -> None:
        to_reader = giving_way(send)
        for row in (1, 2, 3):
            await to_reader({"type": "http.response.body", "body": row, "more_body": True})

    async def page() -> None:
        told.append("page")

    async def both() -> None:
        await asyncio.gather(stream(), page())

    asyncio.run(both())
    assert told == [1, "page", 2, 3]


def test_a_stream_ends_when_its_reader_has_gone() -> None:
    rows: list[int] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect" if len(rows) > 2 else "http.request"}

    async def slowly_receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(0)
        return await receive()

    async def stream() -> None:
        for row in range(1000):
            rows.append(row)
            await asyncio.sleep(0)

    asyncio.run(while_there(stream(), slowly_receive))
    assert 2 < len(rows) < 10


def test_what_goes_wrong_in_an_answer_is_not_lost() -> None:
    async def receive() -> MutableMapping[str, Any]:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits for so long")

    async def broken() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(while_there(broken(), receive))


def test_those_who_are_turned_away_are_told_when_to_come_again(site: Site) -> None:
    async def together() -> list[object]:
        get = site.datasette.client.get
        return await asyncio.gather(*(get(path, timeout=30) for _ in range(12)))

    path = sql_path(site, ENDLESS)
    refused = [answer for answer in site.run(together()) if answer.status_code == 429]
    assert len(refused) >= 3
    assert all(answer.headers["retry-after"] for answer in refused)
    assert all(answer.headers["cache-control"] == "no-store" for answer in refused)


@pytest.mark.parametrize("path", ["/", "/search", f"/study/{SPLIT_FACE}", "/claims", "/nothing"])
def test_our_pages_allow_nothing_inline(site: Site, path: str) -> None:
    policy = site.get(path).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", ["/", "/evidence", "/search.json", "/static/site.css", "/nothing"])
def test_every_answer_carries_the_headers_that_protect_readers(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("strict-origin-when-cross-origin", "no-referrer")
    assert "content-security-policy" in headers


def test_errors_are_not_kept_by_caches(site: Site) -> None:
    assert site.get("/nothing").headers["cache-control"] == "no-store"
    assert "max-age" in site.get("/claims").headers["cache-control"]


def test_files_with_a_version_in_their_address_are_kept(site: Site) -> None:
    assert "immutable" in site.get("/static/site.css?v=1").headers["cache-control"]


def test_an_address_that_is_too_long_is_refused(site: Site) -> None:
    assert site.get(f"/search?q={'a' * 9000}").status_code == 414


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/evidence/studies?_through=%7B%7D&_facet=design", 400),
        ("/evidence/studies?_where=year=%00", 400),
        ("/evidence/studies?_where=year=:p1", 400),
        ("/evidence/studies.json?_json_infinity=soon", 400),
        ("/evidence/studies.json?_timelimit=soon", 400),
        (f"/static/{'a' * 300}.css", 404),
        ("/static/site.css/more", 404),
    ],
)
# Where the arguments of a table break Datasette, it leaves work behind that it had begun.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_address_that_cannot_be_used_is_no_fault_of_the_site(
    site: Site, path: str, status: int
) -> None:
    response = site.get(path)
    assert response.status_code == status
    assert "Something went wrong" not in response.text


def test_the_log_of_an_error_holds_no_variables(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    assert site.get("/evidence/nothing").status_code == 404
    told = capfd.readouterr()
    assert "locals" not in told.out + told.err


@pytest.mark.parametrize("path", ["/-/databases", "/-/databases.json", "/-/threads.json"])
def test_where_files_lie_is_not_told(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404


@pytest.mark.parametrize("sql", ["SELECT * FROM pragma_database_list", "SELECT 1"])
def test_sql_does_not_tell_where_files_lie(site: Site, sql: str) -> None:
    response = site.get(sql_path(site, sql))
    assert response.status_code == 200
    assert str(site.database.parent) not in response.text


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT fts3_tokenizer('simple')",
        "SELECT fts3_tokenizer('simple', x'4141414141414141')",
        "SELECT load_extension('x')",
        "SELECT sql FROM sqlite_stmt",
        "SELECT * FROM dbstat",
        "SELECT * FROM sqlite_dbpage",
    ],
)
def test_sql_does_not_reach_into_the_process(site: Site, sql: str) -> None:
    assert site.get(sql_path(site, sql)).status_code == 400


def test_the_database_file_is_not_served_whole(site: Site) -> None:
    assert site.get("/evidence.db").status_code == 403


def test_crawlers_are_kept_from_endless_lists(site: Site) -> None:
    robots = site.get("/robots.txt").text
    assert "Disallow: /*?" in robots
    assert "Disallow: /evidence" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    assert site.page("/search?q=keloid").xpath("//meta[@name='robots']/@content") == [
        "noindex, follow"
    ]
    assert not site.page("/claims").xpath("//meta[@name='robots']")
