"""The site as a reader gets it: in a process of its own, by the README's command."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ingest.settings import ROOT

PATIENCE = 60
"""Seconds that a server may take to start; on an idle machine it takes two."""


@contextmanager
def served(folder: Path, *command: str) -> Iterator[str]:
    """The address at which ``python -m ingest serve`` shows ``folder``/evidence.db.

    ``command``: another module and its arguments, to which ``--port`` is added.

    Raises RuntimeError with what the server said if it ends, or answers nothing in PATIENCE.
    """
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", *(command or ("ingest", "serve")), "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "EVIDENCE_DATA": str(folder)},
            stdout=output,
            stderr=output,
        )
    try:
        _wait_for(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start; it said:\n{log.read_text('utf-8')}")
