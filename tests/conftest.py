"""Fixtures that every test file may use."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.evidence.build import build
from ingest.settings import Settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real records and others' labelled texts, kept beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("shared/ (real PubMed records, labelled texts) is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """evidence.db as a new clone builds it: the catalogue alone, no archive."""
    settings = Settings(data=tmp_path_factory.mktemp("evidence"))
    build(settings)
    return settings.evidence
