"""The pytest fixture that starts stand-ins and stops them after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from .population import Population
from .server import StandIn


@pytest.fixture
def stand_in() -> Iterator[Callable[..., StandIn]]:
    """``stand_in(population, **options)`` starts a server; the test's end stops it."""
    with ExitStack() as running:

        def start(population: Population | None = None, **options: Any) -> StandIn:
            return running.enter_context(StandIn(population, **options))

        yield start
