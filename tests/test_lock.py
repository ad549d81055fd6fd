"""Two ingests never write at once, and a killed one leaves nothing that stops the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.archive.lock import LOCK, exclusive
from ingest.errors import IngestError

HOLDER = """
import sys, time
from pathlib import Path
from ingest.archive.lock import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_holder_is_written_down_and_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with exclusive(folder):
        assert (folder / LOCK).read_text() == f"{os.getpid()}\n"
    assert not list(folder.iterdir())


def test_a_second_ingest_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(IngestError, match=f"process {holder.pid}, .*{LOCK}"),
            exclusive(tmp_path),
        ):
            pass
        holder.send_signal(signal.SIGKILL)
    assert (tmp_path / LOCK).exists()
    with exclusive(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_an_old_file_of_a_process_that_is_gone_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("999999999 and more\n")
    with exclusive(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(IngestError, match="data"), exclusive(tmp_path / "data"):
        pass
