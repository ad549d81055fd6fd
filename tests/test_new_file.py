"""A file appears whole under the name that was given, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.new_file import new_file


def test_what_fails_leaves_the_old_file(tmp_path: Path):
    target = tmp_path / "studies.csv"
    target.write_bytes(b"old")

    def fail() -> None:
        with new_file(target) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nowhere/studies.csv", "nowhere: there is no such folder"),
        ("", "is not a file that could be replaced"),
        ("/dev/null", "/dev/null: is not a file that could be replaced"),
    ],
)
def test_where_no_file_can_be_is_named(tmp_path: Path, name: str, says: str):
    with pytest.raises(InputError, match=says):
        new_file(tmp_path / name).__enter__()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_the_system_refuses_is_the_name_that_was_given(tmp_path: Path):
    target = tmp_path / ("long" * 100)
    with pytest.raises(OSError, match="name too long") as refused:
        new_file(target).__enter__()
    assert refused.value.filename == str(target)
