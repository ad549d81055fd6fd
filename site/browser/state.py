"""What the pages share: the database, its index in memory, the templates."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import yaml
from datasette.database import Database

from browser.database import first
from browser.filters import Filters
from browser.index import StudyIndex
from browser.phrases import sql_action, sql_path
from browser.rendering import Renderer
from browser.search import Found, Searcher
from browser.vocabulary import Vocabulary

if TYPE_CHECKING:
    from datasette.app import Datasette

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C, ten times as fast, where PyYAML was built with it."""
SITE = Path(__file__).resolve().parents[1]
METADATA = SITE.parent / "metadata.yaml"
Read = TypeVar("Read")


@dataclass(frozen=True)
class State:
    """One evidence base as the pages see it; made once, as the database does not change."""

    database: Database
    connection: sqlite3.Connection
    tables: frozenset[str]
    index: StudyIndex
    vocabulary: Vocabulary
    searcher: Searcher
    renderer: Renderer
    metadata: dict[str, Any]
    version: str
    kept: dict[str, Any] = field(default_factory=dict)
    long_work: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    """Held while a new search or a piece of an export is at work in a thread: pages wait for one
    such thread at most."""

    def read(self, function: Callable[[sqlite3.Connection], Read]) -> Read:
        """What a page reads, on the site's own connection.

        That takes a millisecond or two, less than handing it to a thread and back costs among
        sixteen readers; and nobody's SQL stands before it in a queue.
        """
        return function(self.connection)

    def once(self, name: str, function: Callable[[sqlite3.Connection], Read]) -> Read:
        """What ``function`` reads, kept for good: for pages that are the same for everybody."""
        if name not in self.kept:
            self.kept[name] = self.read(function)
        found: Read = self.kept[name]
        return found

    async def search(self, filters: Filters) -> Found:
        """A search; one with new words may take long and goes to one of Datasette's threads."""
        if self.searcher.remembers(filters):
            return self.searcher.search(self.connection, filters)
        async with self.long_work:
            found: Found = await self.database.execute_fn(
                lambda connection: self.searcher.search(connection, filters)
            )
        return found


_STATES: WeakKeyDictionary[Datasette, State] = WeakKeyDictionary()


class NoEvidenceError(RuntimeError):
    """Datasette serves no database that this site can show."""


def evidence_database(datasette: Datasette) -> Database:
    """The database called evidence; else the first that is a file."""
    databases: dict[str, Database] = datasette.databases
    if "evidence" in databases:
        return databases["evidence"]
    for database in databases.values():
        if database.path is not None:
            return database
    raise NoEvidenceError("the evidence browser needs evidence.db: run `make build`, then serve it")


async def prepare(datasette: Datasette) -> State:
    """Read the database into memory; to be called once, at start-up."""
    if datasette in _STATES:
        return _STATES[datasette]
    database = evidence_database(datasette)

    def read(
        connection: sqlite3.Connection,
    ) -> tuple[frozenset[str], StudyIndex, Vocabulary, str]:
        names = connection.execute("SELECT name FROM sqlite_master").fetchall()
        tables = frozenset(name for (name,) in names)
        if "studies_fts" not in tables:
            raise NoEvidenceError(f"{database.path} has no table studies_fts: run `make build`")
        return tables, StudyIndex(connection), Vocabulary(connection), _version(connection)

    tables, index, vocabulary, version = await database.execute_fn(read)
    metadata = _read_metadata()
    state = State(
        database=database,
        connection=_own_connection(database),
        tables=tables,
        index=index,
        vocabulary=vocabulary,
        searcher=Searcher(index, vocabulary),
        renderer=Renderer(
            SITE / "templates" / "browser",
            vocabulary,
            base=datasette.setting("base_url").rstrip("/"),
            static=_digest(SITE / "static"),
            about=metadata,
            sql_action=sql_action(database.name, new=is_new(datasette)),
            version=version,
            database=database.name,
            held=len(index),
            issues_url=(datasette.plugin_config("evidence_browser") or {}).get("issues_url"),
            sql_path=partial(sql_path, sql_action(database.name, new=is_new(datasette))),
        ),
        metadata=metadata,
        version=version,
    )
    _STATES[datasette] = state
    return state


async def state_of(datasette: Datasette) -> State:
    """The state, made now if the start-up hook has not run yet."""
    return _STATES.get(datasette) or await prepare(datasette)


def _own_connection(database: Database) -> sqlite3.Connection:
    connection: sqlite3.Connection = database.connect()
    connection.text_factory = lambda text: str(text, "utf-8", "replace")
    return connection


def is_new(datasette: Datasette) -> bool:
    """Whether this is Datasette 1.0, where free SQL has another address."""
    return not hasattr(datasette, "permission_allowed")


def _version(connection: sqlite3.Connection) -> str:
    """What tells two builds apart: the first letters of the digest of what went in."""
    found = first(connection, "SELECT value FROM build_info WHERE name = 'inputs_sha256'")
    return found["value"][:12] if found else "unknown"


def _read_metadata() -> dict[str, Any]:
    """Titles, licences, descriptions and queries, as Datasette is given them.

    Read from the file, as 0.65 and 1.0 keep them in different places.
    """
    with METADATA.open(encoding="utf-8") as stream:
        content: dict[str, Any] = yaml.load(stream, Loader=LOADER)
    return content


def _digest(folder: Path) -> str:
    """Changes with any file that browsers keep."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
