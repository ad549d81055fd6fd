from __future__ import annotations

import yaml

from ingest.evidence.metadata import metadata, render
from ingest.evidence.schema import VIEWS, load_schema
from ingest.settings import ROOT, Settings


def test_the_file_in_the_repository_is_what_its_sources_give():
    written = (ROOT / "metadata.yaml").read_text(encoding="utf-8")
    assert written == render(Settings.source), "run `make metadata`"


def test_every_table_column_and_view_is_described():
    described = metadata(Settings.source)["databases"]["evidence"]["tables"]
    for table in load_schema().values():
        assert described[table.name]["description"]
        assert set(described[table.name]["columns"]) == set(table.column_names)
        assert all(described[table.name]["columns"].values())
    assert set(VIEWS) <= set(described)


def test_title_licence_and_source_stand_at_the_top_and_at_the_database():
    content = yaml.safe_load((ROOT / "metadata.yaml").read_text(encoding="utf-8"))
    for level in (content, content["databases"]["evidence"]):
        assert level["license"]
        assert level["source_url"].startswith("https://")
    assert content["title"]
