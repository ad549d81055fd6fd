"""The reading of bulk files, killed with its worker processes still at work."""

from __future__ import annotations

from pathlib import Path

from ingest.intake import baseline
from ingest.settings import Settings
from tests.bulk import Bulk
from tests.campaigns.killing import Command, said


class Baseline(Command):
    """Two weeks of update files come to an archive that holds the baseline."""

    name = "baseline"

    def prepare(self, folder: Path) -> None:
        files = Bulk(folder / "bulk", records=120, weeks=0)
        self.run(folder)
        files.update()
        files.update()

    def run(self, folder: Path) -> None:
        baseline.run(Settings(data=folder), folder / "bulk", workers=2)

    def outcome(self, folder: Path) -> object:
        return said(folder / "archive.db")
