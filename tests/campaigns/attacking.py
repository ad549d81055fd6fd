"""The site under attack while readers read: ``make campaign-attack``.

Readers, attackers and server share the machine. Each attack lasts as long as the readers take to
ask for READS pages; their times are compared with those of the same pages in quiet. What the
attackers are answered is kept, to be looked through for what must not leave the server.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from typing import TypeAlias
from urllib.parse import quote, quote_plus

from benchmarks.site_jobs import FIXED, Timing, ask, make_base, pages_of, peak_memory, server
from ingest.settings import ROOT

WARMING = 3.0
"""Seconds until the attackers are in full strength."""
READERS = 4
READS = 400
WORST_RATIO = 2.0
"""The 95th percentile of readers' times under attack, to that in quiet."""
MOST_MEMORY = 700
"""MB that the server may have held at most after all attacks."""
KEPT = 200_000
"""Bytes of an answer that are looked at."""

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
PRODUCT = "SELECT count(*) FROM facts a, facts b, facts c WHERE a.value || b.value = c.value"
WRITTEN = Path("attacked.db")
"""A file that must not be there afterwards, in the folder that the server was started in."""
WRITES = [
    "DELETE FROM studies",
    "UPDATE studies SET title = 'x'",
    "INSERT INTO studies (id) VALUES ('x')",
    "DROP TABLE facts",
    "CREATE TABLE x (y)",
    f"ATTACH '{WRITTEN}' AS other",
    f"VACUUM INTO '{WRITTEN}'",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA writable_schema = 1",
    f"SELECT load_extension('{WRITTEN}')",
    f"SELECT writefile('{WRITTEN}', 'x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT fts3_tokenizer('simple')",
]

_processes = get_context("spawn")


@dataclass
class Attack:
    """What the attackers of one kind were answered, by status, and what must not be in it."""

    port: int
    answers: Counter[str] = field(default_factory=Counter)
    leaks: set[str] = field(default_factory=set)

    async def get(self, path: str, *, headers: str = "", pace: float = 0.0) -> str:
        """Ask for a page and read it, ``pace`` seconds for each 4 kB; the status, or "broken"."""
        status = "broken"
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                request = (
                    f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}"
                )
                writer.write(f"{request}\r\n".encode())
                await writer.drain()
                status = (await reader.readline()).split(b" ")[1].decode()
                size = 0
                while content := await reader.read(4096 if pace else 1 << 16):
                    if size < KEPT:
                        self._look_through(path, content)
                    size += len(content)
                    await asyncio.sleep(pace)
            except IndexError:
                status = "closed"
            finally:
                writer.close()
        self.answers[status] += 1
        return status

    def _look_through(self, path: str, content: bytes) -> None:
        for secret in (str(ROOT), str(Path.home()), "Traceback (", "site-packages", "root:x:0"):
            if secret.encode() in content and secret != "/":
                self.leaks.add(f"{secret} in {path[:100]}")


Attacker: TypeAlias = Callable[[Attack, Random], Coroutine[None, None, object]]


def _sql(sql: str, ending: str = ".json") -> str:
    return f"/evidence{ending}?sql={quote(sql)}"


async def _expensive_sql(attack: Attack, random: Random) -> object:
    return await attack.get(_sql(random.choice([ENDLESS, PRODUCT])))


async def _large_answers(attack: Attack, random: Random) -> object:
    wide = f"SELECT {', '.join(['a.text'] * 50)} FROM abstracts a"
    return await attack.get(_sql(wide, random.choice([".json", ".csv", ""])))


async def _streams(attack: Attack, random: Random) -> object:
    table = random.choice(["studies", "facts", "study_authors"])
    return await attack.get(f"/evidence/{table}.csv?_stream=on&_size=max&_labels=on")


async def _exports(attack: Attack, random: Random) -> object:
    ending = random.choice(["csv", "ris", "bib", "csl.json"])
    return await attack.get(f"/search.{ending}?q=&year={random.randrange(1990, 2026)}-")


async def _new_searches(attack: Attack, random: Random) -> object:
    words = " ".join(f"{random.choice('abcdefghij')}{random.randrange(10**6)}" for _ in range(5))
    return await attack.get(f"/search?q={quote_plus(words)}+scar+needling+OR+acne")


async def _huge_parameters(attack: Attack, random: Random) -> object:
    word = random.choice(["scar ", '"acne scar" ', "-x ", "a-b-c-d-e-f ", "é"])
    path = random.choice(
        ["/search?q=", "/suggest.json?q=", "/evidence/studies?_facet=design&_where="]
    )
    return await attack.get(path + quote_plus(word * random.choice([100, 400])))


async def _facets(attack: Attack, random: Random) -> object:
    columns = ("design", "year", "journal", "kind", "topic", "title", "direction", "source")
    chosen = random.sample(columns, 4)
    return await attack.get(f"/evidence/studies?{'&'.join(f'_facet={name}' for name in chosen)}")


async def _writes(attack: Attack, random: Random) -> object:
    status = await attack.get(_sql(random.choice(WRITES)))
    if status == "200":
        attack.leaks.add("a statement that writes was answered")
    return status


async def _slow_readers(attack: Attack, random: Random) -> object:
    return await attack.get(random.choice(["/search?size=100", "/gap-map"]), pace=0.2)


async def _slow_writers(attack: Attack, random: Random) -> object:
    """Connections on which a request never ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", attack.port)
    with suppress(OSError):
        for letter in itertools.chain("GET / HTTP/1.1\r\nX-", itertools.repeat("a", 20)):
            writer.write(letter.encode())
            await writer.drain()
            await asyncio.sleep(0.1)
    writer.close()
    attack.answers["open"] += 1
    return reader


async def _long_requests(attack: Attack, random: Random) -> object:
    """Heads and bodies of megabytes."""
    filler = f"X-Filler: {'x' * (1 << 20)}\r\n"
    return await attack.get("/", headers=random.choice([filler, f"Content-Length: 9{'0' * 9}\r\n"]))


ATTACKS: dict[str, tuple[Attacker, int]] = {
    "endless SQL": (_expensive_sql, 16),
    "large answers": (_large_answers, 8),
    "_stream": (_streams, 8),
    "exports": (_exports, 2),
    "searches never asked before": (_new_searches, 4),
    "huge parameters": (_huge_parameters, 4),
    "facets": (_facets, 8),
    "SQL that writes": (_writes, 4),
    "slow readers": (_slow_readers, 200),
    "slow writers": (_slow_writers, 200),
    "long requests": (_long_requests, 8),
}
"""By name: what one attacker does again and again, and how many there are."""


def attackers(name: str, port: int, ends: Event, told: Connection) -> None:
    """The attackers of one kind, in a process of their own, until the event is set."""
    attacker, count = ATTACKS[name]
    attack = Attack(port)

    async def again_and_again(number: int) -> None:
        random = Random(number)
        while not ends.is_set():
            with suppress(OSError):
                await attacker(attack, random)
            await asyncio.sleep(0.01)

    async def all_at_once() -> None:
        tasks = [asyncio.create_task(again_and_again(number)) for number in range(count)]
        while not ends.is_set():
            await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(all_at_once())
    told.send((attack.answers, attack.leaks))


def under(name: str, port: int, pages: list[str]) -> tuple[Timing, Counter[str], set[str]]:
    """The times of readers under an attack; what the attackers were answered, and leaks in it."""
    ends, (told, telling) = _processes.Event(), _processes.Pipe(duplex=False)
    process = _processes.Process(target=attackers, args=(name, port, ends, telling))
    process.start()
    time.sleep(WARMING)
    try:
        timing = asyncio.run(ask(port, pages, READERS, READS))
    finally:
        ends.set()
    answers, leaks = told.recv()
    process.join()
    return timing, answers, leaks


def campaign(database: Path) -> bool:
    """Attack a server of ``database`` in every way; prints a line for each, False if one worked."""
    held = True
    found = pages_of(database)
    pages = [*found["home"], *FIXED["search"], *found["study"][:10], *found["claim"][:5]]
    before = database.read_bytes()
    with server(database) as (process, port, _):
        asyncio.run(ask(port, pages, 1, len(pages)))
        for name, (_, count) in ATTACKS.items():
            quiet = asyncio.run(ask(port, pages, READERS, READS))
            hard, answers, leaks = under(name, port, pages)
            ratio = hard.p95 / quiet.p95
            held &= ratio <= WORST_RATIO and not hard.failed and not leaks
            got = (f"{number} × {status}" for status, number in sorted(answers.items()))
            told = ", ".join(got) or "no whole answer"
            print(
                f"{name}: p95 {quiet.p95:.1f} ms in quiet, {hard.p95:.1f} under {count} attackers"
                f" ({ratio:.2f}); {hard.failed} pages failed; the attackers got {told}",
                *sorted(leaks),
                sep="; ",
                flush=True,
            )
        memory = peak_memory(process.pid)
        alive = process.poll() is None
    print(f"the server held {memory:.0f} MB at most")
    return (
        held
        and alive
        and memory < MOST_MEMORY
        and database.read_bytes() == before
        and not WRITTEN.exists()
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Attack the site while readers read.")
    parser.add_argument("--records", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if not campaign(make_base(Path(folder, "base"), arguments.records)):
            sys.exit("the site did not hold")


if __name__ == "__main__":
    main()
