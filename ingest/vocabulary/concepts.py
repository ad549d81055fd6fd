"""The controlled vocabulary: concepts with definitions, synonyms and MeSH descriptors.

One YAML file a kind under data/vocabulary/; data/vocabulary/README.md tells editors how a
synonym is read. The words are found in text by ``ingest.vocabulary.matcher``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from ingest.vocabulary.wording import spellings
from ingest.yaml_source import Problem, SourceError, YamlSource, read_yaml, validate

Kind = Literal[
    "scar_type",
    "intervention",
    "outcome_measure",
    "adverse_event",
    "design",
    "device",
    "skin_condition",
    "general_word",
    "off_topic",
]
MeasureKind = Literal["scale", "instrument", "symptom", "histology", "patient-reported", "event"]
KINDS: tuple[Kind, ...] = get_args(Kind)

FILES: Mapping[Kind, str] = {
    "scar_type": "scar_types.yaml",
    "intervention": "interventions.yaml",
    "outcome_measure": "outcome_measures.yaml",
    "adverse_event": "adverse_events.yaml",
    "design": "designs.yaml",
    "device": "devices.yaml",
    "skin_condition": "skin_conditions.yaml",
    "general_word": "general_words.yaml",
    "off_topic": "off_topic.yaml",
}

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?:.*\S)?$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Synonym(_Entry):
    """Another name of a concept.

    ``only_with``: the name is taken only in a text that also holds one of these pieces of
    words, for abbreviations that mean other things elsewhere ("MN" is microneedling beside
    "microneedl", membranous nephropathy or manganese without). ``as_written``: only with these
    capitals and small letters, for trade names that are also words ("Profound").
    """

    text: Text
    only_with: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    as_written: bool = False


def _synonym(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class MeshDescriptor(_Entry):
    """A descriptor of the Medical Subject Headings, matched by its name.

    ``ui`` is its unique identifier, where that is certain.
    """

    name: Text
    ui: Annotated[str, StringConstraints(pattern=r"^D(?:\d{6}|\d{9})$")] | None = None


class Concept(_Entry):
    """One thing that studies are tagged with.

    ``generic``: says nothing beside a concept that it is ``broader`` than ("scar" beside "acne
    scar"), and is dropped there. ``names`` are words that mean the concept only where they
    stand alone as the name of an outcome or an event, never in running text.
    """

    id: Identifier
    label: Text
    definition: Text
    synonyms: Annotated[
        tuple[Annotated[Synonym, BeforeValidator(_synonym)], ...], Field(strict=False)
    ] = ()
    mesh: Annotated[tuple[MeshDescriptor, ...], Field(strict=False)] = ()
    broader: Identifier | None = None
    generic: bool = False
    names: Annotated[tuple[Text, ...], Field(strict=False)] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Label and synonyms as written, for search and for display."""
        return (self.label, *(synonym.text for synonym in self.synonyms))


class OutcomeMeasure(Concept):
    """How a result was measured; ``direction`` says which way is better for the patient."""

    kind: MeasureKind
    direction: Literal["lower-is-better", "higher-is-better"] | None = None


class AdverseEvent(Concept):
    """A harm; ``serious`` where it is lasting, disfiguring or needs treatment in itself."""

    serious: bool


class Design(Concept):
    """A study design; ``evidence_level`` is the best that it can have for a question of treatment.

    By the levels of the Oxford Centre for Evidence-Based Medicine (2011), 1 highest; None for
    designs that the table does not list.
    """

    evidence_level: Annotated[int, Field(ge=1, le=5)] | None = None


AnyConcept = TypeVar("AnyConcept", bound=Concept)


class _File(_Entry, Generic[AnyConcept]):
    concepts: Annotated[tuple[AnyConcept, ...], Field(strict=False)]


_FORMS: Mapping[Kind, type[_File[Any]]] = {
    "outcome_measure": _File[OutcomeMeasure],
    "adverse_event": _File[AdverseEvent],
    "design": _File[Design],
}
"""What the file of a kind holds, where that is more than plain concepts."""


class Vocabulary:
    """Every concept, by kind and id, in the order of the files."""

    def __init__(self, concepts: Mapping[Kind, Mapping[str, Concept]]) -> None:
        self._concepts = concepts

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read and check the files of ``folder``.

        Raises SourceError with each problem of each file: bad YAML, a field that does not
        exist, an id or a name that stands twice, an unknown ``broader``.
        """
        concepts: dict[Kind, dict[str, Concept]] = {}
        problems: list[Problem] = []
        for kind, name in FILES.items():
            try:
                source = read_yaml(folder / name)
                concepts[kind] = _read_concepts(kind, source)
            except SourceError as error:
                problems.extend(error.problems)
        if problems:
            raise SourceError(problems)
        return cls(concepts)

    def ids(self, kind: Kind) -> Mapping[str, Concept]:
        """The concepts of one kind by id; also answers ``id in vocabulary.ids(kind)``."""
        return self._concepts[kind]

    def concept(self, kind: Kind, concept_id: str) -> Concept:
        """Raises KeyError where there is no such concept."""
        return self._concepts[kind][concept_id]

    def __iter__(self) -> Iterator[tuple[Kind, Concept]]:
        for kind, concepts in self._concepts.items():
            for concept in concepts.values():
                yield kind, concept


def _read_concepts(kind: Kind, source: YamlSource) -> dict[str, Concept]:
    form = _FORMS.get(kind, _File[Concept])
    concepts: tuple[Concept, ...] = validate(form, source).concepts
    problems = [*_repeated(concepts, source), *_dangling(concepts, source)]
    if problems:
        raise SourceError(problems)
    return {concept.id: concept for concept in concepts}


def _repeated(concepts: tuple[Concept, ...], source: YamlSource) -> Iterator[Problem]:
    """Ids that stand twice, and names that stand twice in one concept.

    Two concepts may share a name: a hypertrophic burn scar is both.
    """
    ids: set[str] = set()
    for i, concept in enumerate(concepts):
        if concept.id in ids:
            yield source.problem(f"the id {concept.id!r} stands twice", ("concepts", i, "id"))
        ids.add(concept.id)
        printed = set(spellings(concept.label))
        for j, synonym in enumerate(concept.synonyms):
            forms = set() if synonym.only_with else set(spellings(synonym.text))
            if forms and forms <= printed:
                yield source.problem(
                    f"{synonym.text!r} is found already by the names before it",
                    ("concepts", i, "synonyms", j),
                )
            printed |= forms


def _dangling(concepts: tuple[Concept, ...], source: YamlSource) -> Iterator[Problem]:
    ids = {concept.id for concept in concepts}
    for i, concept in enumerate(concepts):
        if concept.broader is not None and concept.broader not in ids - {concept.id}:
            yield source.problem(
                f"there is no other concept {concept.broader!r} here", ("concepts", i, "broader")
            )
