from __future__ import annotations

import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from ingest.errors import IngestError, InputError
from ingest.release import release
from ingest.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, evidence: Path) -> Settings:
    settings = Settings(data=tmp_path / "data")
    settings.data.mkdir()
    shutil.copy(evidence, settings.evidence)
    return settings


def test_a_release_is_named_by_its_content_and_comes_with_checksums(
    settings: Settings, tmp_path: Path
):
    target = release(settings, tmp_path / "releases")
    digest = sha256(settings.evidence.read_bytes()).hexdigest()
    assert target.name.endswith(f"-{digest[:12]}.db")
    assert target.read_bytes() == settings.evidence.read_bytes()
    sums = target.with_suffix(".sha256").name
    subprocess.run(["sha256sum", "--check", "--quiet", sums], cwd=target.parent, check=True)


def test_the_inspect_file_counts_the_tables_under_the_name_of_the_site(
    settings: Settings, tmp_path: Path
):
    target = release(settings, tmp_path)
    inspected = json.loads(target.with_suffix(".json").read_text())
    assert inspected["evidence"]["tables"]["studies"]["count"] == 309


def test_the_same_database_makes_the_same_release(settings: Settings, tmp_path: Path):
    folder = tmp_path / "releases"
    assert release(settings, folder) == release(settings, folder)
    assert len(list(folder.iterdir())) == 3


def test_without_a_database_or_with_a_damaged_one_there_is_no_release(
    settings: Settings, tmp_path: Path
):
    settings.evidence.write_bytes(settings.evidence.read_bytes()[:20_000])
    with pytest.raises(IngestError, match="make build"):
        release(settings, tmp_path / "releases")
    settings.evidence.unlink()
    with pytest.raises(InputError, match="make build"):
        release(settings, tmp_path / "releases")
    assert not (tmp_path / "releases").exists()
