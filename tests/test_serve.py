"""The server's command line, with the Datasette that is installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from ingest.errors import IngestError, InputError
from ingest.serve import datasette_command
from ingest.settings import ROOT
from tests.served import served
from tests.sites import SPLIT_FACE, filled


@pytest.fixture(scope="module")
def address(evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(filled(evidence, tmp_path_factory.mktemp("served")).parent) as address:
        yield address


@pytest.mark.parametrize(
    "path", ["/", "/search?q=keloid", f"/study/{SPLIT_FACE}", "/claims", "/static/site.css"]
)
def test_the_pages_are_served(address: str, path: str) -> None:
    with urlopen(address + path) as response:
        assert response.status == 200
        assert response.read()


def test_a_stored_query_is_served(address: str) -> None:
    metadata = yaml.safe_load((ROOT / "metadata.yaml").read_text("utf-8"))
    (database,) = metadata["databases"].values()
    name = next(name for name, query in database["queries"].items() if ":" not in query["sql"])
    with urlopen(f"{address}/evidence/{name}.json?_shape=array") as response:
        assert json.load(response)


def test_the_settings_are_those_of_the_site(address: str) -> None:
    with urlopen(f"{address}/-/settings.json") as response:
        assert json.load(response)["allow_download"] is False


def test_without_a_database_there_is_no_command(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make build"):
        datasette_command(tmp_path / "evidence.db", "127.0.0.1", 8001)


@pytest.mark.parametrize("content", [b"", b"a text" * 1000, None])
def test_a_damaged_database_is_one_line(
    evidence: Path, tmp_path: Path, content: bytes | None
) -> None:
    damaged = tmp_path / "evidence.db"
    damaged.write_bytes(evidence.read_bytes()[: 1 << 20] if content is None else content)
    with pytest.raises(IngestError, match=r"evidence\.db: .*; `make build` makes it anew$"):
        datasette_command(damaged, "127.0.0.1", 8001)


def test_several_processes_serve_the_same_pages(
    evidence: Path, tmp_path: Path, address: str
) -> None:
    folder = filled(evidence, tmp_path).parent
    workers = ("uvicorn", "--factory", "ingest.asgi:application", "--workers", "2")
    with served(folder, *workers) as beside:
        for path in ("/claims.json", "/search.json?q=keloid"):
            with urlopen(address + path) as one, urlopen(beside + path) as other:
                assert other.read().decode().replace(beside, address) == one.read().decode()
