"""The site in this process, on a database that the tests fill: no ports, no browser."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import yaml
from datasette.app import Datasette
from lxml import html

from ingest.evidence.metadata import SETTINGS
from ingest.settings import ROOT

INVENTED = Path(__file__).parent / "fixtures" / "site.yaml"
SPLIT_FACE, RETRACTED, HOSTILE = "99000001", "99000002", "99000003"
LEFT_OUT = "99000004"
DATABASE_SETTINGS = {name: value for name, value in SETTINGS.items() if name != "default_page_size"}


class Site:
    """Datasette with the evidence browser, asked in one event loop of its own."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._loop = asyncio.new_event_loop()
        metadata = yaml.safe_load((ROOT / "metadata.yaml").read_text("utf-8"))
        # 1.0 takes stored queries from its configuration, for which the same file serves.
        new = not hasattr(Datasette, "permission_allowed")
        self.datasette = Datasette(
            [],
            immutables=[str(database)],
            metadata=metadata,
            **({"config": {"databases": metadata["databases"]}} if new else {}),
            plugins_dir=str(ROOT / "site" / "plugins"),
            template_dir=str(ROOT / "site" / "templates"),
            static_mounts=[("static", str(ROOT / "site" / "static"))],
            settings=DATABASE_SETTINGS,
        )
        self.run(self.datasette.invoke_startup())

    def run(self, work: Any) -> Any:
        return self._loop.run_until_complete(work)

    def get(self, path: str, **arguments: Any) -> httpx.Response:
        response: httpx.Response = self.run(self.datasette.client.get(path, **arguments))
        return response

    def page(self, path: str, status: int = 200) -> html.HtmlElement:
        """A page as a tree."""
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return html.fromstring(response.content)

    def data(self, path: str, status: int = 200) -> Any:
        response = self.get(path)
        assert response.status_code == status, f"{path}: {response.status_code}"
        return json.loads(response.content)

    def sql(self, select: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(select, parameters).fetchall()

    def close(self) -> None:
        for database in self.datasette.databases.values():
            database.close()
        if self.datasette.executor is not None:
            self.datasette.executor.shutdown()
        self._loop.close()


def text_of(element: html.HtmlElement) -> str:
    """The words of a page or a part of it, spaces put together."""
    return " ".join(element.text_content().split())


def filled(evidence: Path, folder: Path) -> Path:
    """A copy of a built database with the invented studies added."""
    path = folder / "evidence.db"
    shutil.copy(evidence, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for study in yaml.safe_load(INVENTED.read_text("utf-8")):
            _add_study(connection, study)
        left_out = {"pmid": LEFT_OUT, "title": "Needles in the news", "reason": "editorial"}
        _add(connection, "excluded_records", left_out)
        flow = {"stage": "excluded", "reason": "editorial", "label": "Editorial or news"}
        _add(connection, "prisma", {"position": 99, "records": 1, **flow})
    return path


def _add(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def _add_study(connection: sqlite3.Connection, study: dict[str, Any]) -> None:
    values = study["values"]
    _add(connection, "studies", values)
    text = values["title"]
    sections: list[dict[str, Any]] = [{"position": 0, "text": text, "start": 0}]
    for position, (label, words) in enumerate(study.get("abstract", ()), 1):
        lead = f"\n{label}: "
        start = len(text) + len(lead)
        sections.append({"position": position, "label": label, "text": words, "start": start})
        text += lead + words
    rows = {"abstracts": sections, **study.get("rows", {})}
    rows["facts"] = [
        _fact(text, position, fact) for position, fact in enumerate(study.get("facts", ()))
    ]
    for table, listed in rows.items():
        for row in listed:
            _add(connection, table, {"study": values["id"], **row})
    (number,) = connection.execute(
        "SELECT rowid FROM studies WHERE id = ?", (values["id"],)
    ).fetchone()
    words = {"title": values["title"], "abstract": text[len(values["title"]) :]}
    _add(connection, "studies_fts", {"rowid": number, **words})


def _fact(text: str, position: int, fact: dict[str, Any]) -> dict[str, Any]:
    quote = fact.get("quote")
    start = text.index(quote) if quote else None
    end = None if start is None else start + len(quote)
    return {
        "status": "stated",
        "version": 1,
        **fact,
        "position": position,
        "start": start,
        "end": end,
    }
