"""Which archived records become studies, and under which topic: rules as data.

The rules stand in data/screening.yaml, decisions by hand in data/catalogue/screening.yaml. Every
record gets one Decision: included with a topic, or excluded with a reason that is counted in the
PRISMA flow (Page MJ et al., BMJ 2021;372:n71).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from ingest.pubmed.record import Record
from ingest.vocabulary.concepts import Kind, Vocabulary
from ingest.vocabulary.matcher import Tag
from ingest.yaml_source import Problem, SourceError, YamlSource, read_yaml, validate

RULES = "screening.yaml"
OVERRIDES = "catalogue/screening.yaml"

_Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?:.*\S)?$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:-[a-z]+)*$")]
_PublicationType = Annotated[str, StringConstraints(pattern=r"^D\d{6}(?:\d{3})?$")]
_Groups = Annotated[tuple[_Id, ...], Field(strict=False)]


class Decision(NamedTuple):
    """What became of a record.

    Included: ``topic`` is set and ``reason`` None; excluded: the reverse, where ``reason`` is
    the id of an exclusion or "by-hand". ``rule`` is the id of what decided and ``words`` the
    words of the record that it went by.
    """

    included: bool
    topic: str | None
    reason: str | None
    rule: str
    words: tuple[str, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Group(_Entry):
    """Concepts of one kind: all, those of ``concepts``, or all but those of ``except``."""

    kind: Kind
    concepts: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    excepted: Annotated[tuple[str, ...], Field(strict=False, alias="except")] = ()


class Exclusion(_Entry):
    """A reason to leave a record out, with the test for it.

    "publication-type": the record has one of ``publication_types``; with ``unless_data`` not if
    it also has a type that stands for data, with ``unless_abstract`` not if it has an abstract.
    "concept": title or MeSH name one of ``groups`` and the title none of ``unless_title``.
    """

    id: _Id
    label: _Text
    explanation: _Text
    test: Literal["duplicate", "book", "publication-type", "concept"]
    publication_types: Annotated[tuple[_PublicationType, ...], Field(strict=False)] = ()
    unless_data: bool = False
    unless_abstract: bool = False
    groups: _Groups = ()
    unless_title: _Groups = ()


class TopicRule(_Entry):
    """A topic and the groups that a record must have, prominently or at all."""

    id: _Id
    label: _Text
    prominent: _Groups
    mentioned: _Groups = ()


class Leftover(_Entry):
    """A reason for a record that fits no topic."""

    id: _Id
    label: _Text
    explanation: _Text
    prominent: _Groups = ()
    mentioned: _Groups = ()


class Rules(_Entry):
    """The content of data/screening.yaml."""

    groups: dict[str, Group]
    prominent_abstract_mentions: Annotated[int, Field(ge=1)]
    data_publication_types: Annotated[tuple[_PublicationType, ...], Field(strict=False)]
    exclusions: Annotated[tuple[Exclusion, ...], Field(strict=False)]
    topics: Annotated[tuple[TopicRule, ...], Field(strict=False)]
    leftovers: Annotated[tuple[Leftover, ...], Field(strict=False, min_length=1)]


def _iso_date(value: str) -> str:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError(f"should be a date such as 2026-05-01, not {value!r}")
    return value


class Override(_Entry):
    """One decision by hand; ``who`` took it, ``why``, and ``on`` which day."""

    pmid: Annotated[
        str,
        BeforeValidator(lambda value: str(value) if type(value) is int else value),
        StringConstraints(pattern=r"^[1-9][0-9]{0,8}$"),
    ]
    decision: Literal["include", "exclude"]
    topic: _Id | None = None
    who: _Text
    why: _Text
    on: Annotated[str, AfterValidator(_iso_date)]

    @model_validator(mode="after")
    def _topic_of_an_included_record(self) -> Self:
        if self.decision == "exclude" and self.topic is not None:
            raise ValueError("an excluded record has no topic")
        return self


class _Overrides(_Entry):
    decisions: Annotated[tuple[Override, ...], Field(strict=False)]


class _Mentions(NamedTuple):
    prominent: bool
    words: tuple[str, ...]


class Screening:
    """The rules and the decisions by hand, ready to be applied."""

    def __init__(
        self, rules: Rules, overrides: Mapping[str, Override], vocabulary: Vocabulary
    ) -> None:
        self.rules = rules
        self.overrides = overrides
        self._groups_of: dict[tuple[Kind, str], tuple[str, ...]] = {}
        for name, group in rules.groups.items():
            for concept in vocabulary.ids(group.kind):
                if concept in (group.concepts or vocabulary.ids(group.kind)) and (
                    concept not in group.excepted
                ):
                    key = (group.kind, concept)
                    self._groups_of[key] = (*self._groups_of.get(key, ()), name)
        self._data_types = frozenset(rules.data_publication_types)

    @classmethod
    def load(cls, source: Path, vocabulary: Vocabulary) -> Screening:
        """Read data/screening.yaml and data/catalogue/screening.yaml under ``source``.

        Raises SourceError with every problem of both: bad YAML, unknown fields, a concept or
        group that does not exist, a record decided twice.
        """
        rules_source = read_yaml(source / RULES)
        rules = validate(Rules, rules_source)
        overrides_source = read_yaml(source / OVERRIDES)
        decisions = validate(_Overrides, overrides_source).decisions
        problems = [
            *_unknown_concepts(rules, rules_source, vocabulary),
            *_unknown_groups(rules, rules_source),
            *_decided_twice(decisions, overrides_source),
            *_unknown_topics(decisions, rules, overrides_source),
        ]
        if problems:
            raise SourceError(problems)
        return cls(rules, {decision.pmid: decision for decision in decisions}, vocabulary)

    def screen(
        self, record: Record, tags: Sequence[Tag], duplicate_of: str | None = None
    ) -> Decision:
        """Decide on one record from its tags (``Matcher.tag``).

        ``duplicate_of`` is the PMID of the record that is kept in its place, as found over the
        whole archive by ``ingest.duplicates``.
        """
        mentions = self._mentions(tags)
        override = self.overrides.get(record.pmid)
        if override is not None:
            return self._by_hand(override, mentions)
        types = {term.ui for term in record.publication_types}
        for exclusion in self.rules.exclusions:
            if self._applies(exclusion, record, types, tags, duplicate_of):
                words = _words(exclusion.groups, mentions)
                return Decision(False, None, exclusion.id, exclusion.id, words)
        topic = self._topic(mentions)
        if topic is not None:
            return topic
        leftover = next(rule for rule in self.rules.leftovers if _fits(rule, mentions))
        return Decision(False, None, leftover.id, leftover.id, _words(_groups(leftover), mentions))

    @property
    def topics(self) -> frozenset[str]:
        """The topics that the rules can give."""
        return frozenset(rule.id for rule in self.rules.topics)

    def reasons(self) -> list[tuple[str, str, str]]:
        """Id, label and explanation of every reason to exclude, in the order of the rules."""
        return [
            *((rule.id, rule.label, rule.explanation) for rule in self.rules.exclusions),
            *((rule.id, rule.label, rule.explanation) for rule in self.rules.leftovers),
            ("by-hand", "Excluded by hand", "A person decided; the entry says who and why."),
        ]

    def _by_hand(self, override: Override, mentions: Mapping[str, _Mentions]) -> Decision:
        if override.decision == "exclude":
            return Decision(False, None, "by-hand", "by-hand", ())
        found = self._topic(mentions)
        topic = override.topic or (found.topic if found else None)
        return Decision(True, topic, None, "by-hand", found.words if found else ())

    def _mentions(self, tags: Sequence[Tag]) -> dict[str, _Mentions]:
        """For each group that the record names: whether prominently, and in what words."""
        words: dict[str, list[str]] = {}
        in_abstract: dict[str, int] = {}
        prominent: set[str] = set()
        for kind, concept, source, matched, times in tags:
            for group in self._groups_of.get((kind, concept), ()):
                words.setdefault(group, []).append(matched)
                if source == "abstract":
                    in_abstract[group] = in_abstract.get(group, 0) + times
                else:
                    prominent.add(group)
        least = self.rules.prominent_abstract_mentions
        return {
            group: _Mentions(
                group in prominent or in_abstract[group] >= least, tuple(dict.fromkeys(matched))
            )
            for group, matched in words.items()
        }

    def _applies(
        self,
        exclusion: Exclusion,
        record: Record,
        types: Set[str | None],
        tags: Sequence[Tag],
        duplicate_of: str | None,
    ) -> bool:
        match exclusion.test:
            case "duplicate":
                return duplicate_of is not None
            case "book":
                return record.kind == "book"
            case "concept":
                return self._names(exclusion, tags)
        if types.isdisjoint(exclusion.publication_types):
            return False
        if exclusion.unless_abstract and record.abstract:
            return False
        return not (exclusion.unless_data and types & self._data_types)

    def _names(self, exclusion: Exclusion, tags: Sequence[Tag]) -> bool:
        named = False
        for kind, concept, source, _, _ in tags:
            groups = self._groups_of.get((kind, concept), ())
            if source == "title" and any(group in exclusion.unless_title for group in groups):
                return False
            if source in ("title", "mesh") and any(group in exclusion.groups for group in groups):
                named = True
        return named

    def _topic(self, mentions: Mapping[str, _Mentions]) -> Decision | None:
        for rule in self.rules.topics:
            if _fits(rule, mentions):
                return Decision(True, rule.id, None, rule.id, _words(_groups(rule), mentions))
        return None


def _fits(rule: TopicRule | Leftover, mentions: Mapping[str, _Mentions]) -> bool:
    return all(group in mentions for group in rule.mentioned) and all(
        group in mentions and mentions[group].prominent for group in rule.prominent
    )


def _groups(rule: TopicRule | Leftover) -> tuple[str, ...]:
    return (*rule.prominent, *rule.mentioned)


def _words(groups: Iterable[str], mentions: Mapping[str, _Mentions]) -> tuple[str, ...]:
    """What the record says of the groups, each wording once."""
    found = (mentions[group].words for group in groups if group in mentions)
    return tuple(dict.fromkeys(word for words in found for word in words))


def _unknown_concepts(
    rules: Rules, source: YamlSource, vocabulary: Vocabulary
) -> Iterable[Problem]:
    for name, group in rules.groups.items():
        for field, concepts in (("concepts", group.concepts or ()), ("except", group.excepted)):
            for i, concept in enumerate(concepts):
                if concept not in vocabulary.ids(group.kind):
                    yield source.problem(
                        f"there is no {group.kind.replace('_', ' ')} {concept!r}",
                        ("groups", name, field, i),
                    )


def _unknown_groups(rules: Rules, source: YamlSource) -> Iterable[Problem]:
    sections: tuple[tuple[str, Sequence[BaseModel]], ...] = (
        ("exclusions", rules.exclusions),
        ("topics", rules.topics),
        ("leftovers", rules.leftovers),
    )
    for section, entries in sections:
        for i, rule in enumerate(entries):
            for field in ("groups", "unless_title", "prominent", "mentioned"):
                for j, group in enumerate(getattr(rule, field, ())):
                    if group not in rules.groups:
                        yield source.problem(f"there is no group {group!r}", (section, i, field, j))
    last = len(rules.leftovers) - 1
    if _groups(rules.leftovers[last]):
        yield source.problem("the last leftover must ask for nothing", ("leftovers", last))


def _decided_twice(decisions: Sequence[Override], source: YamlSource) -> Iterable[Problem]:
    seen: set[str] = set()
    for i, decision in enumerate(decisions):
        if decision.pmid in seen:
            yield source.problem(f"{decision.pmid} is decided on twice", ("decisions", i, "pmid"))
        seen.add(decision.pmid)


def _unknown_topics(
    decisions: Sequence[Override], rules: Rules, source: YamlSource
) -> Iterable[Problem]:
    topics = {rule.id for rule in rules.topics}
    for i, decision in enumerate(decisions):
        if decision.topic is not None and decision.topic not in topics:
            message = f"there is no topic {decision.topic!r}"
            yield source.problem(message, ("decisions", i, "topic"))
