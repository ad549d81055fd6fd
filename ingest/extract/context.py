"""What the fact modules share while one document is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ingest.extract.fact import Fact


@dataclass(frozen=True, slots=True)
class Question:
    """One comparison whose direction is asked for, in the asker's words."""

    intervention: str
    comparator: str
    outcome: str


@dataclass(slots=True)
class Context:
    """The question, and what the modules before this one found.

    ``facts`` are those read so far, in the order of the registry. ``answers`` is what goes out
    under "answers": each module sets its own keys, with JSON values. ``shared`` keeps what
    several modules work from, such as the weighed counts of people.
    """

    question: Question | None = None
    facts: list[Fact] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)

    def fact(self, name: str, role: str | None = None) -> Fact | None:
        """The first fact read so far with this field and, if given, this role."""
        for fact in self.facts:
            if fact.field == name and role in (None, fact.role):
                return fact
        return None
