"""What the pages share: the database, its index in memory, the templates."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from datasette.database import Database

from browser.database import first
from browser.index import StudyIndex
from browser.phrases import sql_path
from browser.rendering import Renderer
from browser.search import Searcher
from browser.vocabulary import Vocabulary

if TYPE_CHECKING:
    from datasette.app import Datasette

SITE = Path(__file__).resolve().parents[1]
Read = TypeVar("Read")


@dataclass(frozen=True)
class State:
    """One evidence base as the pages see it; made once, as the database does not change."""

    database: Database
    tables: frozenset[str]
    index: StudyIndex
    vocabulary: Vocabulary
    searcher: Searcher
    renderer: Renderer
    version: str
    kept: dict[str, Any] = field(default_factory=dict)

    async def once(self, name: str, function: Callable[[sqlite3.Connection], Read]) -> Read:
        """What ``function`` reads, kept for good: for pages that are the same for everybody."""
        if name not in self.kept:
            self.kept[name] = await self.read(function)
        found: Read = self.kept[name]
        return found

    async def read(self, function: Callable[[sqlite3.Connection], Read]) -> Read:
        """Run a reading function in one of Datasette's threads."""
        found: Read = await self.database.execute_fn(function)
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
    state = State(
        database=database,
        tables=tables,
        index=index,
        vocabulary=vocabulary,
        searcher=Searcher(index, vocabulary),
        renderer=Renderer(
            SITE / "templates" / "browser",
            vocabulary,
            base=datasette.setting("base_url").rstrip("/"),
            static=_digest(SITE / "static"),
            about=_about(datasette),
            version=version,
            database=database.name,
            held=len(index),
            issues_url=(datasette.plugin_config("evidence_browser") or {}).get("issues_url"),
            sql_path=partial(sql_path, database.name, new=is_new(datasette)),
        ),
        version=version,
    )
    _STATES[datasette] = state
    return state


async def state_of(datasette: Datasette) -> State:
    """The state, made now if the start-up hook has not run yet."""
    return _STATES.get(datasette) or await prepare(datasette)


def is_new(datasette: Datasette) -> bool:
    """Whether this is Datasette 1.0, where free SQL has another address."""
    return not hasattr(datasette, "permission_allowed")


def _version(connection: sqlite3.Connection) -> str:
    """What tells two builds apart: the first letters of the digest of what went in."""
    found = first(connection, "SELECT value FROM build_info WHERE name = 'inputs_sha256'")
    return found["value"][:12] if found else "unknown"


def _about(datasette: Datasette) -> dict[str, Any]:
    """Title, licence and sources as metadata.yaml has them; 1.0 calls the metadata otherwise."""
    metadata = getattr(datasette, "_metadata_local", None) or {}
    return {
        "title": metadata.get("title") or "Microneedling and scars: the evidence",
        "description": metadata.get("description") or "",
        "license": metadata.get("license") or "",
        "license_url": metadata.get("license_url") or "",
        "source": metadata.get("source") or "",
        "source_url": metadata.get("source_url") or "",
        "about": metadata.get("about") or "",
    }


def _digest(folder: Path) -> str:
    """Changes with any file that browsers keep."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
