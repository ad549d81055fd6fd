"""A Chromium, a served database and visits, for the tests of this folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import chromium
from tests.browser.visits import Visit
from tests.served import served
from tests.sites import HOSTILE, SPLIT_FACE, filled

CLAIM = "adding-prp-helps"
"""A claim of the catalogue, on which the database of these tests lets invented studies bear."""

Visits = Callable[..., Visit]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of the folder; where there is none, CI fails and others skip."""
    path = chromium.executable()
    if path is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse(chromium.MISSING)
    with chromium.launched(path) as browser:
        yield browser


@pytest.fixture(scope="package")
def database(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue and the invented studies; two of these also stand first under a claim."""
    path = filled(evidence, tmp_path_factory.mktemp("browser"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE studies SET year = 2099 WHERE id = ?", (HOSTILE,))
        connection.executemany(
            "INSERT INTO claim_studies (claim, study, stance, weight, comparison, directness,"
            " reason, fact) VALUES (?, ?, 'contradicts', ?, 'between arms', 'indirect', ?, ?)",
            [
                (CLAIM, SPLIT_FACE, 9, "no difference between the sides", 8),
                (CLAIM, HOSTILE, 8, "<img src=x onerror=alert(3)>", 0),
            ],
        )
    return path


@pytest.fixture(scope="package")
def address(database: Path) -> Iterator[str]:
    with served(database.parent) as address:
        yield address


@pytest.fixture
def visits(browser: Browser, address: str) -> Iterator[Visits]:
    """Opens visits; the test fails if a reader met trouble on any of them."""
    opened: list[Visit] = []

    def visit(**arguments: Any) -> Visit:
        opened.append(Visit(browser, address, **arguments))
        return opened[-1]

    yield visit
    for each in opened:
        each.close()
    assert [trouble for each in opened for trouble in each.troubles] == []


@pytest.fixture
def visit(visits: Visits) -> Visit:
    """A visit on a desk, in daylight."""
    return visits()
