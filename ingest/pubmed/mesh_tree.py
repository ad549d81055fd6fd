"""NLM's MeSH tree: which descriptors and publication types stand below which.

The file is mtreesYYYY.bin from NLM (https://www.nlm.nih.gov/databases/download/mesh.html): a
line for each place in the tree, "Keloid;C17.300.200.425".
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import InputError
from ingest.pubmed.query import words

PLACE = re.compile(r"(.+);([A-Z]\d{2}(?:\.\d{3})*)")
PUBLICATION_TYPES = "V"
"""The branch of publication types; all others hold descriptors."""


class MeshTree:
    """Names and their places. ``places`` are (name, tree number) in any order."""

    def __init__(self, places: Iterable[tuple[str, str]] = ()) -> None:
        self._in_order = sorted((number, name) for name, number in places)
        self._numbers: dict[str, list[str]] = {}
        for number, name in self._in_order:
            self._numbers.setdefault(_key(name), []).append(number)

    @classmethod
    def load(cls, path: Path) -> MeshTree:
        """Read NLM's file; raises InputError that names the line for anything else."""
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(getattr(error, "strerror", None) or str(error), file=path) from None
        places = []
        for number, line in enumerate(lines, 1):
            place = PLACE.fullmatch(line.strip())
            if place is None:
                raise InputError(
                    f"{line[:40]!r} is not a name and its tree number, as in mtreesYYYY.bin",
                    file=path,
                    place=f"line {number}",
                )
            places.append((place[1], place[2]))
        return cls(places)

    def narrower(self, name: str, *, publication_type: bool = False) -> tuple[str, ...]:
        """The name itself and all below it, each once, in order; KeyError if it is not there."""
        numbers = [
            number
            for number in self._numbers.get(_key(name), ())
            if number.startswith(PUBLICATION_TYPES) == publication_type
        ]
        if not numbers:
            raise KeyError(name)
        return tuple(sorted({found for number in numbers for found in self._below(number)}))

    def _below(self, number: str) -> Iterable[str]:
        at = bisect_left(self._in_order, (number,))
        while at < len(self._in_order) and self._in_order[at][0].startswith(number):
            # Each step of a tree number has a fixed width, so a longer one is below this one.
            yield self._in_order[at][1]
            at += 1


def _key(name: str) -> str:
    return " ".join(words(name))
