"""Run the notebooks from top to bottom and keep what they show: ``make notebooks``.

The first cells (links, set-up in Colab) are the same in every notebook and are written here, with
the address of the project from CITATION.cff.
"""

from __future__ import annotations

import asyncio
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient
from nbformat import NotebookNode
from PIL import Image

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parent
BRANCH = "main"
SECONDS_A_CELL = 120

LINKS_BEGIN, LINKS_END = "<!-- links, written by run.py -->", "<!-- end of links -->"

COLAB_CELL = """\
# Only in Colab, where nothing but this file is there: fetch the project, build the database.
import os
import sys
from pathlib import Path

if "google.colab" in sys.modules and not Path("evidence.py").exists():
    !git clone --depth 1 {address} /content/evidence-base
    !cd /content/evidence-base && pip install -q virtualenv && virtualenv -q .venv && make build
    os.chdir("/content/evidence-base/notebooks")
    sys.path.insert(0, str(Path.cwd()))"""


def paths() -> list[Path]:
    """The notebooks in the order of reading."""
    return sorted(FOLDER.glob("[0-9]*.ipynb"))


def address() -> str:
    """Where the project lives, without a slash at the end."""
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text(encoding="utf-8"))
    return str(citation["repository-code"]).rstrip("/")


def links(name: str) -> str:
    """Badges that open the notebook ``name`` on Binder and in Colab."""
    repository = address().removeprefix("https://github.com/")
    binder = f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?urlpath=lab/tree/notebooks/{name}"
    colab = f"https://colab.research.google.com/github/{repository}/blob/{BRANCH}/notebooks/{name}"
    return (
        f"[![Open on Binder](https://mybinder.org/badge_logo.svg)]({binder}) "
        f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({colab})"
    )


def with_common_cells(notebook: NotebookNode, name: str) -> NotebookNode:
    """The notebook with the links and the Colab cell as they should be."""
    notebook.cells[0].source = links(name)
    notebook.cells[1].source = COLAB_CELL.format(address=address())
    return notebook


async def execute(path: Path) -> NotebookNode:
    """A copy of the notebook, run anew; raises CellExecutionError where a cell fails.

    The database is the one that the environment names (EVIDENCE_DATA).
    """
    notebook = with_common_cells(nbformat.read(path, as_version=4), path.name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    return await client.async_execute()


async def execute_all(
    notebooks: Sequence[Path], at_once: int = 2
) -> list[NotebookNode | BaseException]:
    """The notebooks run anew, in their order, or what went wrong with each."""
    turns = asyncio.Semaphore(at_once)

    async def in_turn(path: Path) -> NotebookNode:
        async with turns:
            return await execute(path)

    return await asyncio.gather(*map(in_turn, notebooks), return_exceptions=True)


def smaller(picture: str) -> str:
    """The same PNG (base64) with a palette of 64 colours, about a third of the size."""
    image = Image.open(BytesIO(b64decode(picture))).convert("RGB").quantize(64)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return b64encode(file.getvalue()).decode("ascii")


def save(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook without what differs from machine to machine."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"cell-{number:02}", {}
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = smaller(output.data["image/png"])
    nbformat.write(notebook, path)


def readme() -> str:
    """README.md of the notebooks with its links as they should be."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(LINKS_BEGIN)
    _, _, after = rest.partition(LINKS_END)
    rows = "\\\n".join(f"{path.name[:2]} {links(path.name)}" for path in paths())
    return f"{before}{LINKS_BEGIN}\n{rows}\n{LINKS_END}{after}"


def shown(notebook: NotebookNode) -> list[tuple[int, str]]:
    """What a reader reads: number of the cell and text of every output, pictures left out."""
    texts = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text") or data.get("text/markdown") or data.get("text/plain", "")
            texts.append((number, text))
    return texts


def main() -> None:
    """Run all notebooks, or those named on the command line, and save what they show."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or paths()
    for path, outcome in zip(chosen, asyncio.run(execute_all(chosen)), strict=True):
        if isinstance(outcome, BaseException):
            raise outcome
        save(outcome, path)
        print(path.relative_to(PROJECT))
    (FOLDER / "README.md").write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main()
