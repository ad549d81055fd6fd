"""The files of the catalogue: every study, and what no field can tell by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.catalogue.study import CatalogueStudy
from ingest.errors import InputError
from ingest.vocabulary.concepts import Vocabulary
from ingest.vocabulary.matcher import Matcher
from ingest.yaml_source import Problem, SourceError, Step, YamlSource, read_yaml, validate

RESERVED = frozenset({"screening.yaml"})
"""Files of the folder that are not studies."""

EVERY_ARM = ("both ", "all ")
"""How the name of all arms of a study begins: "both sides", "all four treatments"."""

MOST_FALL = 100
"""Per cent that an outcome can improve by falling: to nothing."""


def load_catalogue(folder: Path, vocabulary: Vocabulary) -> list[CatalogueStudy]:
    """Every study of ``folder``, in the order of the keys.

    Raises SourceError with each problem of each file: what is wrong, file, line and field. A
    folder that is missing or holds no study is an error too, never an empty catalogue.
    """
    files = sorted(file for file in folder.glob("*.yaml") if file.name not in RESERVED)
    if not files:
        raise InputError("there are no study files (*.yaml) here", file=folder)
    studies: list[CatalogueStudy] = []
    problems: list[Problem] = []
    sources: list[YamlSource] = []
    matcher = Matcher(vocabulary)
    for file in files:
        try:
            source = read_yaml(file)
            study = validate(CatalogueStudy, source, vocabulary)
        except SourceError as error:
            problems.extend(error.problems)
            continue
        if study.key != file.stem:
            problems.append(source.problem(f"{study.key!r} is not the name of the file", ("key",)))
        problems.extend(_unknown_arms(study, source))
        problems.extend(_too_many_persons(study, source))
        problems.extend(_impossible_falls(study, source, matcher, vocabulary))
        studies.append(study)
        sources.append(source)
    problems.extend(_repeated_identifiers(studies, sources))
    if problems:
        raise SourceError(problems)
    return studies


def _unknown_arms(study: CatalogueStudy, source: YamlSource) -> Iterator[Problem]:
    """Results, adverse events and names of an arm that the study does not have.

    A study of which no arms were read, as most reviews are, may name what it likes.
    """
    labels = [arm.label for arm in study.arms]
    if not labels:
        return
    shown = ", ".join(repr(label) for label in labels)
    for place, label in _arms_named(study):
        if label not in labels:
            yield source.problem(f"there is no arm {label!r}, but {shown}", place)
    for place, name in _arms_told_of(study):
        if name in labels or name in study.arm_names or name.startswith(EVERY_ARM):
            continue
        message = f"{name!r} is no arm of the study; these are {shown}, other names in arm_names"
        yield source.problem(message, place)


def _arms_named(study: CatalogueStudy) -> Iterator[tuple[tuple[Step, ...], str]]:
    for name, labels in study.arm_names.items():
        for i, label in enumerate(labels):
            yield ("arm_names", name, i), label


def _arms_told_of(study: CatalogueStudy) -> Iterator[tuple[tuple[Step, ...], str]]:
    for i, result in enumerate(study.results):
        yield ("results", i, "arm"), result.arm
        if result.comparison_arm is not None:
            yield ("results", i, "comparison_arm"), result.comparison_arm
    for i, event in enumerate(study.adverse_events):
        if event.arm is not None:
            yield ("adverse_events", i, "arm"), event.arm


def _too_many_persons(study: CatalogueStudy, source: YamlSource) -> Iterator[Problem]:
    """Arms, results and adverse events of more persons than the study has.

    Sides of split bodies may be counted, and in a review the sides of its studies.
    """
    if study.kind != "primary" or study.split_body or study.n_enrolled is None:
        return
    for field in ("arms", "results", "adverse_events"):
        for i, row in enumerate(getattr(study, field)):
            if row.n is not None and row.n > study.n_enrolled:
                message = f"{row.n} are more than the {study.n_enrolled} persons of n_enrolled"
                yield source.problem(message, (field, i, "n"))


def _impossible_falls(
    study: CatalogueStudy, source: YamlSource, matcher: Matcher, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Improvements by more than all of it, where lower is better."""
    measures: Mapping[str, Any] = vocabulary.ids("outcome_measure")
    for i, result in enumerate(study.results):
        if result.percent_change is None or result.percent_change <= MOST_FALL:
            continue
        measure = matcher.name("outcome_measure", result.outcome)
        if measure is not None and measures[measure].direction == "lower-is-better":
            change = f"{result.percent_change} is more than {MOST_FALL} per cent"
            message = f"{change}, and {measure} improves by falling"
            yield source.problem(message, ("results", i, "percent_change"))


def _repeated_identifiers(
    studies: Iterable[CatalogueStudy], sources: Iterable[YamlSource]
) -> list[Problem]:
    """A key, PMID, DOI or PMCID that an earlier file has already."""
    problems = []
    owners: dict[tuple[str, str], Path] = {}
    for study, source in zip(studies, sources, strict=True):
        for name in ("pmid", "doi", "pmcid"):
            value = getattr(study, name)
            if value is None:
                continue
            owner = owners.setdefault((name, value), source.file)
            if owner != source.file:
                problems.append(source.problem(f"{value} is already in {owner.name}", (name,)))
    return problems
