"""YAML files that people edit: read strictly, with the line of every value.

Only the plain part of YAML is accepted, as in the core schema of YAML 1.2: ``no``, ``on`` and
``2024-05-01`` are words, ``06`` is not a number, and a key may stand only once in a mapping.
Tags, anchors and aliases are refused, so that a file means what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingest.errors import InputError

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader is ten times faster than PyYAML's own; both give the same nodes."""

DEEPEST = 50
"""Levels of lists and mappings in one another. No file has more than eight; some thousands bring
down libyaml's loader, and Python with it."""

_PREFIX = "tag:yaml.org,2002:"
# A number has at most 18 digits before its point, as many as SQLite can keep; more are a word.
_SCALARS = (
    ("null", re.compile(r"null|~|"), [*"n~", ""]),
    ("bool", re.compile(r"true|false"), [*"tf"]),
    ("int", re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), [*"-0123456789"]),
    ("float", re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]+"), [*"-0123456789"]),
)

Step = str | int
Model = TypeVar("Model", bound=BaseModel)


class Problem(NamedTuple):
    """One thing to put right: ``line`` counts from 1, ``field`` is dotted ("arms[2].n")."""

    file: Path
    line: int | None
    field: str | None
    message: str

    @property
    def place(self) -> str | None:
        parts = []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(parts) or None

    def __str__(self) -> str:
        return str(InputError(self.message, file=self.file, place=self.place))


class SourceError(InputError):
    """Everything that is wrong in one or more files; the message gives the first problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first, more = self.problems[0], len(self.problems) - 1
        note = f" (and {more} more problem{'s' if more > 1 else ''})" if more else ""
        super().__init__(first.message + note, file=first.file, place=first.place)


class _Loader(_SafeLoader):  # type: ignore[misc]  # the base is chosen at run time
    """Composes nodes with the four scalar types above and nothing else."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's name and type


for _name, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(_PREFIX + _name, re.compile(f"^(?:{_pattern.pattern})$"), _first)


class YamlSource:
    """The content of one file (``data``) and where each value stands in it."""

    def __init__(self, file: Path, root: yaml.Node) -> None:
        self.file = file
        self._root = root
        self.data: Any = _Construction(file).value(root)

    def line(self, path: Iterable[Step] = ()) -> int:
        """The line, from 1, of the value at ``path``; of its nearest parent where it is missing."""
        node = self._root
        line = node.start_mark.line
        for step in path:
            if isinstance(node, yaml.MappingNode):
                pair = next((p for p in node.value if p[0].value == str(step)), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                if not 0 <= step < len(node.value):
                    break
                node = node.value[step]
                line = node.start_mark.line
            else:
                break
        return int(line) + 1

    def problem(self, message: str, path: Sequence[Step] = ()) -> Problem:
        """A problem at ``path``, with its line."""
        return Problem(self.file, self.line(path), _dotted(path), message)


def read_yaml(file: Path) -> YamlSource:
    """Read one YAML document.

    Raises SourceError, with file and line, for a file that cannot be read, is not UTF-8, is
    empty, is not YAML, is nested deeper than DEEPEST, holds a key twice or uses tags, anchors or
    aliases.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SourceError([Problem(file, None, None, f"cannot be read: {reason}")]) from error
    try:
        _refuse_depths(file, text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise SourceError([_syntax_problem(file, error)]) from error
    if root is None:
        raise SourceError([Problem(file, None, None, "the file is empty")])
    return YamlSource(file, root)


def validate(model: type[Model], source: YamlSource, context: Any = None) -> Model:
    """``source`` as a ``model``; raises SourceError with every problem and its line."""
    try:
        return model.model_validate(source.data, context=context)
    except ValidationError as error:
        raise SourceError(problems_of(source, error)) from error


def problems_of(source: YamlSource, error: ValidationError) -> list[Problem]:
    """Pydantic's complaints as problems with the line of the value that each is about."""
    problems = []
    for detail in error.errors(include_url=False):
        path = detail["loc"]
        problems.append(source.problem(_wording(detail), path))
    return sorted(problems, key=lambda problem: problem.line or 0)


def _wording(detail: Any) -> str:
    given = detail["input"]
    match detail["type"]:
        case "extra_forbidden":
            return "there is no such field; check the spelling"
        case "missing":
            return "this field is needed"
        case "string_type" if isinstance(given, int | float):
            return f"{given} must stand in quotes, to be kept as printed"
        case "value_error":
            return str(detail["ctx"]["error"])
    shown = "" if isinstance(given, dict | list) else f", not {given!r}"
    return str(detail["msg"]).replace("Input should be", "should be") + shown


def _refuse_depths(file: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise SourceError([Problem(file, line, None, "lists are nested too deeply here")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Construction:
    """Turns the nodes of one file into plain Python values."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: tuple[Step, ...] = ()) -> Any:
        if id(node) in self._seen:
            raise self._refusal(node, path, "aliases (*name) are not used here; write it out")
        self._seen.add(id(node))
        match node.tag.removeprefix(_PREFIX):
            case "map" if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            case "seq":
                return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
            case "str":
                return node.value
            case "int":
                return int(node.value)
            case "float":
                return float(node.value)
            case "bool":
                return node.value == "true"
            case "null":
                return None
        raise self._refusal(node, path, f"the tag {node.tag} is not used here")

    def _mapping(self, node: yaml.MappingNode, path: tuple[Step, ...]) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._refusal(key_node, path, "a field name must be a word")
            if key in mapping:
                raise self._refusal(key_node, (*path, key), "this field stands here twice")
            mapping[key] = self.value(value_node, (*path, key))
        return mapping

    def _refusal(self, node: yaml.Node, path: Sequence[Step], message: str) -> SourceError:
        return SourceError([Problem(self.file, node.start_mark.line + 1, _dotted(path), message)])


def _syntax_problem(file: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(file, mark.line + 1 if mark else None, None, f"not YAML: {reason}")


def _dotted(path: Iterable[Step]) -> str | None:
    dotted = ""
    for step in path:
        if isinstance(step, int):
            dotted += f"[{step + 1}]"
        else:
            dotted += f".{step}" if dotted else step
    return dotted or None
