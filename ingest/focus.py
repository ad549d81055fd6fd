"""What an evidence base is about: data/focus.yaml, so that no rule of the code names a topic."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ingest.vocabulary.concepts import Vocabulary
from ingest.yaml_source import SourceError, read_yaml, validate

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Ids = Annotated[tuple[Id, ...], Field(strict=False)]


class Focus(BaseModel):
    """The content of the file; its fields are explained there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    interventions: Annotated[tuple[Id, ...], Field(strict=False, min_length=1)]
    favours: Annotated[str, StringConstraints(pattern=r"^favours-[a-z0-9]+(?:-[a-z0-9]+)*$")]
    not_treatments: Ids = ()
    catalogue_topic: Id | None = None


def load_focus(path: Path, vocabulary: Vocabulary, topics: Set[str]) -> Focus:
    """Read the file; SourceError names line and field of a concept or topic that is not known."""
    source = read_yaml(path)
    focus = validate(Focus, source)
    problems = [
        source.problem(f"there is no intervention {concept!r}", (field, i))
        for field in ("interventions", "not_treatments")
        for i, concept in enumerate(getattr(focus, field))
        if concept not in vocabulary.ids("intervention")
    ]
    if focus.catalogue_topic is not None and focus.catalogue_topic not in topics:
        message = f"there is no topic {focus.catalogue_topic!r} in screening.yaml"
        problems.append(source.problem(message, ("catalogue_topic",)))
    if problems:
        raise SourceError(problems)
    return focus
