"""Work in several processes whose results come back in order, with flat memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WAITING = 2
"""Batches sent ahead for each process: enough to keep it busy, few enough to stay small."""

_work: Callable[[Any], Any]
"""What this process does with a batch; set once when a worker process starts."""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of ``size``; the last may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def ordered_map(
    work: Callable[[Item], Result], items: Iterable[Item], processes: int
) -> Iterator[Result]:
    """``work`` of every item, in order; with one process it is done here.

    ``work`` travels to each process once, the items and results each time.
    """
    if processes == 1:
        yield from map(work, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ProcessPoolExecutor(processes, initializer=_prepare, initargs=(work,)) as pool:
        for item in items:
            waiting.append(pool.submit(_do, item))
            if len(waiting) > processes * WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work


def _do(item: Any) -> Any:
    return _work(item)
