"""The tables of archive.db and how an older file becomes a newer one.

``PRAGMA user_version`` holds the number of migrations that a file has had. A new shape is a
new function at the end of MIGRATIONS; those that were ever released stay as they are.
"""

from __future__ import annotations

import sqlite3

from ingest.errors import IngestError

FIRST_TABLES = (
    # One refresh or import. "running" is also what a killed run leaves behind, until the next
    # one finds it. The watermark is set on clean refreshes only.
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('refresh', 'import')),
        started_at TEXT NOT NULL,
        ended_at TEXT,
        outcome TEXT NOT NULL CHECK (outcome IN ('running', 'clean', 'failed')),
        message TEXT,
        read_all INTEGER NOT NULL DEFAULT 0 CHECK (read_all IN (0, 1)),
        watermark TEXT,
        requests INTEGER,
        added INTEGER,
        revised INTEGER,
        retracted INTEGER,
        gone INTEGER,
        no_longer_matching INTEGER
    )
    """,
    # The newest copy of each record, as served. ``run`` brought its present content,
    # ``fetched_at`` is when the copy was last taken in or confirmed, ``origin`` says from where.
    # version, revised_on, retracted and what tells duplicates (doi to has_abstract) are read from
    # the copy.
    """
    CREATE TABLE records (
        pmid TEXT PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('held', 'absent', 'no-longer-matches')),
        format TEXT NOT NULL CHECK (format IN ('xml', 'nbib')),
        kind TEXT NOT NULL CHECK (kind IN ('article', 'book')),
        origin TEXT NOT NULL CHECK (origin IN ('pubmed', 'file')),
        version INTEGER NOT NULL,
        revised_on TEXT,
        retracted INTEGER NOT NULL CHECK (retracted IN (0, 1)),
        doi TEXT,
        title TEXT,
        year INTEGER,
        first_author TEXT,
        has_abstract INTEGER NOT NULL CHECK (has_abstract IN (0, 1)),
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        raw BLOB NOT NULL,
        fetched_at TEXT NOT NULL,
        run INTEGER NOT NULL REFERENCES runs (id),
        first_run INTEGER NOT NULL REFERENCES runs (id),
        first_seen TEXT NOT NULL
    )
    """,
    "CREATE INDEX records_doi ON records (doi)",
    # Copies that a revision replaced: in force from first_run until until_run brought the next.
    """
    CREATE TABLE record_versions (
        pmid TEXT NOT NULL REFERENCES records (pmid),
        first_run INTEGER NOT NULL REFERENCES runs (id),
        until_run INTEGER NOT NULL REFERENCES runs (id),
        format TEXT NOT NULL,
        kind TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        raw BLOB NOT NULL,
        PRIMARY KEY (pmid, first_run, until_run, sha256)
    )
    """,
    # Records that PubMed was asked for and did not deliver. ``confirmed_at`` is set by the
    # second clean run, a day or more after ``since``, that misses them again.
    """
    CREATE TABLE missing (
        pmid TEXT PRIMARY KEY,
        since TEXT NOT NULL,
        last_asked TEXT NOT NULL,
        runs INTEGER NOT NULL,
        confirmed_at TEXT
    )
    """,
    """
    CREATE TABLE searches (
        run INTEGER NOT NULL REFERENCES runs (id),
        search TEXT NOT NULL,
        term TEXT NOT NULL,
        count INTEGER,
        translation TEXT,
        outcome TEXT NOT NULL CHECK (outcome IN ('clean', 'failed')),
        message TEXT,
        PRIMARY KEY (run, search)
    )
    """,
    # Replies are kept once however often PubMed repeats them.
    "CREATE TABLE replies (sha256 TEXT PRIMARY KEY, raw BLOB NOT NULL)",
    """
    CREATE TABLE search_replies (
        run INTEGER NOT NULL,
        search TEXT NOT NULL,
        seq INTEGER NOT NULL,
        reply TEXT NOT NULL REFERENCES replies (sha256),
        PRIMARY KEY (run, search, seq),
        FOREIGN KEY (run, search) REFERENCES searches (run, search)
    )
    """,
    # Which search found which record, from the first run to the last. A hit is current when
    # its last_run is the last in which its search ran clean.
    """
    CREATE TABLE search_hits (
        search TEXT NOT NULL,
        pmid TEXT NOT NULL,
        first_run INTEGER NOT NULL REFERENCES runs (id),
        last_run INTEGER NOT NULL REFERENCES runs (id),
        PRIMARY KEY (search, pmid)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX search_hits_pmid ON search_hits (pmid)",
    # Records that a person or the catalogue asked for: kept whatever the searches say.
    """
    CREATE TABLE wanted (
        pmid TEXT NOT NULL,
        source TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        PRIMARY KEY (pmid, source)
    ) WITHOUT ROWID
    """,
    # What PubMed answered to a DOI; pmid is missing where no record bears it.
    """
    CREATE TABLE doi_lookups (
        doi TEXT PRIMARY KEY,
        pmid TEXT,
        looked_up_at TEXT NOT NULL
    )
    """,
)


def create_first_tables(connection: sqlite3.Connection) -> None:
    for statement in FIRST_TABLES:
        connection.execute(statement)


MIGRATIONS = (create_first_tables,)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the file has the newest shape; IngestError for one from a newer release."""
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise IngestError(
            f"archive.db has shape {version}, this release knows {len(MIGRATIONS)}: "
            "it was written by a newer release; update this one"
        )
    return version == len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest shape, each step in a transaction of its own.

    Raises IngestError for a database that is not an archive or comes from a newer release.
    """
    if is_current(connection):
        return
    version = _version(connection)
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise IngestError("archive.db is a database, but not an archive: move it away")
    for number in range(version, len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
