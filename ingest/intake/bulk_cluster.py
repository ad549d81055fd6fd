"""Many bulk files read at once, on a Dask cluster: one of this machine's, or a real one."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.errors import IngestError
from ingest.intake.bulk_files import BulkFile
from ingest.intake.bulk_part import Made, Reading, make_part
from ingest.parallel import cores

if TYPE_CHECKING:
    from dask.distributed import Client

WORKER_MEMORY = "512MiB"
"""At this limit Dask ends a process of the local cluster and starts another; they need half."""
CONNECT_SECONDS = 20
INSTALL = "python -m pip install 'dask[distributed]'"


def make_parts(
    files: Sequence[BulkFile],
    reading: Reading,
    folder: Path,
    scheduler: str | None,
    workers: int | None,
) -> Iterator[Made]:
    """Have the part of each file written to ``folder``; each comes as it is done.

    ``scheduler`` is the address of a cluster; without one, ``workers`` processes of this machine,
    one a core by default.

    A process that dies is replaced and its file read again, up to three times. Raises
    IngestError where Dask is not installed or the scheduler does not answer.
    """
    if not files:
        return
    distributed = _dask()
    with _client(distributed, scheduler, workers or min(cores(), len(files))) as client:
        futures = client.map(
            make_part, files, reading=reading, folder=folder, pure=False, batch_size=100
        )
        by_key = {future.key: file for future, file in zip(futures, files, strict=True)}
        for future in distributed.as_completed(futures):
            try:
                yield future.result()
            except distributed.KilledWorker:
                fault = "the processes that read it were killed: too little memory?"
                yield Made(by_key[future.key], fault=fault)
            except (ImportError, RuntimeError) as error:
                raise IngestError(
                    "the cluster cannot run this: its scheduler and workers must be started where "
                    f"Python finds this checkout (PYTHONPATH); it says: {error}"
                ) from None
            future.release()


def _dask() -> Any:
    try:
        import dask.distributed
    except ImportError:
        raise IngestError(f"baseline runs on Dask, which is not installed: {INSTALL}") from None
    return dask.distributed


@contextmanager
def _client(distributed: Any, scheduler: str | None, workers: int) -> Iterator[Client]:
    if scheduler is not None:
        try:
            client = distributed.Client(scheduler, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise IngestError(f"no Dask scheduler answers at {scheduler}: {error}") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            except TimeoutError:
                raise IngestError(f"the Dask scheduler at {scheduler} has no workers") from None
            yield client
        return
    with (
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=WORKER_MEMORY,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client
