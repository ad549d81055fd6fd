"""Pictures of the site for the documentation: ``python -m tests.browser.screenshots FOLDER``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ingest.evidence.build import build
from ingest.settings import Settings
from tests.browser import chromium
from tests.browser.visits import DESKTOP, PHONE, Visit
from tests.served import served
from tests.sites import SPLIT_FACE, filled

PICTURES = (
    # name, address, width in CSS pixels, colour scheme
    ("home", "/", DESKTOP, "light"),
    ("home-390-dark", "/", PHONE, "dark"),
    (
        "search",
        "/search?q=dermaroller+acne+scars&design=randomized-controlled-trial",
        DESKTOP,
        "light",
    ),
    ("study", "/study/24919799", DESKTOP, "light"),
    ("claim", "/claim/adding-prp-helps", DESKTOP, "light"),
    ("gap-map", "/gap-map", DESKTOP, "light"),
)
"""Of the hand-read catalogue as it comes with the repository."""
INVENTED = ("marked-words", f"/study/{SPLIT_FACE}#words", DESKTOP, "light")
"""The catalogue has no abstracts, so the study with marked words is one of the tests' own."""


def take(folder: Path) -> None:
    """Write PNG files of the first screen of each page into ``folder``."""
    path = chromium.executable()
    if path is None:
        sys.exit(chromium.MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, chromium.launched(path) as browser:
        catalogue, invented = Path(work, "catalogue"), Path(work, "invented")
        invented.mkdir()
        build(Settings(data=catalogue))
        filled(catalogue / "evidence.db", invented)
        for data, pictures in ((catalogue, PICTURES), (invented, (INVENTED,))):
            with served(data) as address:
                for name, page, width, scheme in pictures:
                    visit = Visit(browser, address, width=width, scheme=scheme)
                    visit.go(page)
                    visit.page.wait_for_load_state("networkidle")
                    visit.page.screenshot(path=folder / f"{name}.png")
                    visit.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
