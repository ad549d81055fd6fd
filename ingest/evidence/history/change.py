"""One row of the table ``changes``, and the kinds that there are."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["added", "revised", "fact", "retracted", "gone", "verdict", "evidence"]

KINDS: tuple[Kind, ...] = (
    "added",
    "revised",
    "fact",
    "retracted",
    "gone",
    "verdict",
    "evidence",
)
"""In the order in which a run's changes stand."""


class Change(NamedTuple):
    """One row of ``changes`` without its position.

    ``field``, ``before`` and ``after`` say what a fact or a verdict was and is; ``detail`` says
    it in words, and why.
    """

    run: int
    kind: Kind
    detail: str
    study: str | None = None
    claim: str | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None

    @property
    def place(self) -> tuple[int, int, str, str, str]:
        return (
            self.run,
            KINDS.index(self.kind),
            self.study or "",
            self.claim or "",
            self.field or "",
        )
