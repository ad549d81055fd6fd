"""NLM's tree: what stands below a name, and files that are something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.pubmed.mesh_tree import MeshTree

LINES = """\
 Cicatrix;C23.550.355.274
 Cicatrix, Hypertrophic;C23.550.355.274.505
 Burns;C26.200
 Keloid;C17.300.200.425
 Keloid;C23.550.355.274.510
 Keloid, Invented;C17.300.200.425.100
 Clinical Trial;V03.200
 Pilot Trial;V03.200.100
 Review;V03.600
"""
"""In the shape of mtrees2026.bin; what stands below what is invented."""


@pytest.fixture
def tree(tmp_path: Path) -> MeshTree:
    path = tmp_path / "mtrees2026.bin"
    path.write_text(LINES, encoding="utf-8")
    return MeshTree.load(path)


def test_what_is_narrower_in_all_places_of_the_tree(tree: MeshTree) -> None:
    assert tree.narrower("CICATRIX") == ("Cicatrix", "Cicatrix, Hypertrophic", "Keloid")
    assert tree.narrower("keloid") == ("Keloid", "Keloid, Invented")
    assert tree.narrower('"Cicatrix, Hypertrophic"') == ("Cicatrix, Hypertrophic",)


def test_publication_types_are_apart_from_descriptors(tree: MeshTree) -> None:
    found = tree.narrower("clinical trial", publication_type=True)
    assert found == ("Clinical Trial", "Pilot Trial")
    with pytest.raises(KeyError):
        tree.narrower("clinical trial")
    with pytest.raises(KeyError):
        tree.narrower("burns", publication_type=True)


@pytest.mark.parametrize("line", ["Keloid C17.300", "Keloid;C17.3000", "<html>", ";C17"])
def test_another_file_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "mtrees2026.bin"
    path.write_text(f"Burns;C26.200\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        MeshTree.load(path)
    assert str(caught.value).startswith(f"{path}, line 2: {line!r} is not a name and its tree")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mtrees2026\.bin: No such file"):
        MeshTree.load(tmp_path / "mtrees2026.bin")
    (tmp_path / "mtrees2026.bin").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"mtrees2026\.bin: .*utf-8"):
        MeshTree.load(tmp_path / "mtrees2026.bin")
