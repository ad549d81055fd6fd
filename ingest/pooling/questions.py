"""The questions of data/synthesis.yaml: which results may be pooled with which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ingest.vocabulary.concepts import Kind, Vocabulary
from ingest.yaml_source import Problem, SourceError, Step, YamlSource, read_yaml, validate

EffectType = Literal["SMD", "MD", "RR", "OR", "SMC"]
"""SMC is the standardised mean change of one arm: uncontrolled."""

COUNTED: tuple[EffectType, ...] = ("RR", "OR")
UNCONTROLLED: EffectType = "SMC"

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Ids = Annotated[tuple[Id, ...], Field(strict=False)]
Words = Annotated[tuple[Text, ...], Field(strict=False)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Family(_Entry):
    """Outcomes that measure the same thing, the most telling first.

    A family has outcome measures or adverse events. ``responses`` are the names of results that
    count as a response, where shares of persons are compared.
    """

    label: Text
    outcome_measures: Ids = ()
    adverse_events: Ids = ()
    responses: Words = ()

    @property
    def is_counted(self) -> bool:
        """Whether persons are counted, not means taken."""
        return bool(self.responses or self.adverse_events)


class Pair(_Entry):
    """What the arms of a comparison consist of, neutral interventions aside."""

    intervention: Ids
    comparator: Ids | None = None


class Published(_Entry):
    """How published meta-analyses name the two sides of the same question.

    ``outcomes`` are names of outcomes that belong to it beside the measures of the family.
    """

    arms: Words
    comparison_arms: Words
    outcomes: Words = ()


class Question(_Entry):
    """One question; the fields are explained at the top of the file."""

    id: Id
    question: Text
    intervention: Text
    comparator: Text | None = None
    outcome_family: Id
    effect_type: EffectType
    time_point: Literal["last", "first"]
    pairs: Annotated[tuple[Pair, ...], Field(strict=False, min_length=1)]
    published: Published | None = None

    @property
    def is_controlled(self) -> bool:
        return self.effect_type != UNCONTROLLED

    @model_validator(mode="after")
    def _sides(self) -> Self:
        sides = [self.comparator, *(pair.comparator for pair in self.pairs)]
        if any((side is not None) != self.is_controlled for side in sides):
            needs = "needs a comparator" if self.is_controlled else "has no comparator"
            raise ValueError(f"the effect type {self.effect_type} {needs}")
        return self


class _File(_Entry):
    neutral: Ids
    outcome_families: dict[Id, Family]
    questions: Annotated[tuple[Question, ...], Field(strict=False)]


@dataclass(frozen=True)
class Synthesis:
    """``neutral`` are interventions that count as no treatment when arms are compared."""

    neutral: frozenset[str]
    families: dict[str, Family]
    questions: tuple[Question, ...]


def load_synthesis(path: Path, vocabulary: Vocabulary) -> Synthesis:
    """Read the questions; SourceError names line and field of what does not fit."""
    source = read_yaml(path)
    file = validate(_File, source)
    problems = list(_problems(file, source, vocabulary))
    if problems:
        raise SourceError(problems)
    return Synthesis(frozenset(file.neutral), file.outcome_families, file.questions)


def _problems(file: _File, source: YamlSource, vocabulary: Vocabulary) -> Iterator[Problem]:
    for kind, place, concept in _named(file):
        if concept not in vocabulary.ids(kind):
            yield source.problem(f"{concept!r} is not in data/vocabulary", place)
    # The mean of a scale and the share that responded on it are two outcomes.
    measures = Counter(
        (bool(family.responses), measure)
        for family in file.outcome_families.values()
        for measure in (*family.outcome_measures, *family.adverse_events)
    )
    for (_, measure), times in measures.items():
        if times > 1:
            message = f"{measure!r} is in two families, and nothing is pooled across families"
            yield source.problem(message, ("outcome_families",))
    ids = Counter(question.id for question in file.questions)
    for i, question in enumerate(file.questions):
        if ids[question.id] > 1:
            message = f"the id {question.id!r} stands twice"
            yield source.problem(message, ("questions", i, "id"))
        family = file.outcome_families.get(question.outcome_family)
        if family is None:
            message = f"there is no outcome family {question.outcome_family!r}"
            yield source.problem(message, ("questions", i, "outcome_family"))
        elif (question.effect_type in COUNTED) != family.is_counted:
            message = (
                "RR and OR need a family of responses or adverse events, the others one of means"
            )
            yield source.problem(message, ("questions", i, "effect_type"))


def _named(file: _File) -> Iterator[tuple[Kind, tuple[Step, ...], str]]:
    """Every concept that the file names, with its kind and its place."""
    for i, concept in enumerate(file.neutral):
        yield "intervention", ("neutral", i), concept
    for name, family in file.outcome_families.items():
        place = ("outcome_families", name)
        for i, concept in enumerate(family.outcome_measures):
            yield "outcome_measure", (*place, "outcome_measures", i), concept
        for i, concept in enumerate(family.adverse_events):
            yield "adverse_event", (*place, "adverse_events", i), concept
    for i, question in enumerate(file.questions):
        for j, pair in enumerate(question.pairs):
            for side in (pair.intervention, pair.comparator or ()):
                for concept in side:
                    yield "intervention", ("questions", i, "pairs", j), concept
