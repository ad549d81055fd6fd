from __future__ import annotations

import os
import time

import pytest

from ingest.parallel import batches, ordered_map


def square(number: int) -> tuple[int, int]:
    time.sleep(0.002 * (number % 3))
    return number * number, os.getpid()


def fail(number: int) -> int:
    raise ValueError(f"not {number}")


def test_batches_hold_everything_in_order():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_items(processes: int):
    results = list(ordered_map(square, range(30), processes))
    assert [result for result, _ in results] == [n * n for n in range(30)]
    assert (os.getpid() in {pid for _, pid in results}) is (processes == 1)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_fault_in_a_process_comes_back(processes: int):
    with pytest.raises(ValueError, match="not 0"):
        list(ordered_map(fail, range(3), processes))


def test_items_are_taken_only_as_they_are_needed():
    taken = []

    def items():
        for number in range(1000):
            taken.append(number)
            yield number

    results = ordered_map(square, items(), 2)
    next(results)
    assert len(taken) < 20
    results.close()
