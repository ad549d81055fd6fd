"""Writes tests/fixtures/archives/N.db, an archive of today's shape N.

``python -m tests.kept_archive``, done once for each shape by the release that has it. The files
are what later releases are tested on, and stay as they are.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from ingest.archive.schema import MIGRATIONS
from ingest.archive.writer import Archive
from ingest.intake.importer import import_files
from ingest.intake.refresh import Wants
from tests.eutils.population import Population
from tests.eutils.server import StandIn
from tests.refreshing import World

FIXTURES = Path(__file__).parent / "fixtures"
KEPT = FIXTURES / "archives"


def write(target: Path) -> None:
    """An archive with a row in every table: records, versions, searches, missing ones, wants."""
    with StandIn(Population(6, seed=1, activity=3), seed=1, rate_limit=False) as server:
        world = World(server, target)
        world.wants = Wants(pmids=frozenset({"123"}), dois=frozenset({"10.5555/nobody.has"}))
        world.refresh()
        server.advance()
        world.pubmed.delete(world.pubmed.pmids[0])
        for _ in range(2):
            world.refresh(full=True)
            server.advance()
        with Archive(target) as archive:
            files = [FIXTURES / "pubmed" / name for name in ("twin.nbib", "twin.xml")]
            import_files(archive, files, clock=lambda: world.now)


def main() -> None:
    """Write the file of today's shape; one that is there already is never replaced."""
    target = KEPT / f"{len(MIGRATIONS)}.db"
    if target.exists():
        sys.exit(f"{target} is kept already")
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "archive.db")
        write(written)
        shutil.copy(written, target)


if __name__ == "__main__":
    main()
