"""Literals that patterns wait for, found all in one pass over a text.

A search for one pattern costs as much as the pass that finds the literals of all, so what can only
match near a literal is tried only where the literal stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import ahocorasick  # type: ignore[import-not-found]  # a C extension without stubs

_needles: set[str] = set()


def look_for(needles: Iterable[str]) -> tuple[str, ...]:
    """Have these lower-case literals found from now on; gives them back."""
    wanted = tuple(needles)
    if not _needles.issuperset(wanted):
        _needles.update(wanted)
        _automaton.cache_clear()
        places.cache_clear()
    return wanted


@lru_cache(maxsize=4)
def places(lower: str) -> Mapping[str, list[int]]:
    """Literal -> where it begins in a lower-case text, in order; those that do not occur are left
    out. Remembered for the last few texts."""
    found: dict[str, list[int]] = {}
    for last, needle in _automaton().iter(lower):
        found.setdefault(needle, []).append(last - len(needle) + 1)
    return found


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for needle in _needles:
        automaton.add_word(needle, needle)
    automaton.make_automaton()
    return automaton
