"""YAML that people edit: plain values, and the line of whatever is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from ingest.yaml_source import Problem, SourceError, read_yaml, validate


class Needle(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    length_mm: float
    name: str


class Kit(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    needles: list[Needle]


def write(folder: Path, text: str) -> Path:
    file = folder / "kit.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2024-05-01", "2024-05-01"),
        ("06", "06"),
        ("1:30", "1:30"),
        ("0x1f", "0x1f"),
        (".5", ".5"),
        ("1e3", "1e3"),
        (".nan", ".nan"),
        ("'7'", "7"),
        ("7", 7),
        ("-7", -7),
        ("7.50", 7.5),
        ("true", True),
        ("~", None),
        ("", None),
        ("[1, x]", [1, "x"]),
    ],
)
def test_values(tmp_path: Path, text: str, value: object) -> None:
    data = read_yaml(write(tmp_path, f"value: {text}\n")).data
    assert data == {"value": value}
    assert type(data["value"]) is type(value)


def test_a_key_is_a_word_whatever_it_looks_like(tmp_path: Path) -> None:
    assert read_yaml(write(tmp_path, "on: 1\n12: 2\n")).data == {"on": 1, "12": 2}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3, field a", "stands here twice"),
        ("a: &x [1]\nb:\n  c: *x\n", "line 1, field b.c", "aliases"),
        ("a: &x\n  b: *x\n", "line 1, field a.b", "aliases"),
        ("a: 1\nb: !!python/name:os.system x\n", "line 2, field b", "tag"),
        ("a: 1\nb: !!set {x}\n", "line 2, field b", "tag"),
        ("? [1]\n: 2\n", "line 1", "must be a word"),
        ("a: 1\nb: [2\n", "line 3", "not YAML"),
        ("a: 1\n---\nb: 2\n", "line 2", "not YAML"),
        ("a: 1\n\tb: 2\n", "line 2", "not YAML"),
        ("", None, "the file is empty"),
        ("# only a comment\n", None, "the file is empty"),
    ],
)
def test_refusals(tmp_path: Path, text: str, place: str | None, message: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(SourceError) as caught:
        read_yaml(file)
    (problem,) = caught.value.problems
    assert problem.file == file
    assert problem.place == place
    assert message in problem.message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"absent\.yaml: cannot be read: No such file"):
        read_yaml(tmp_path / "absent.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe9\n")
    with pytest.raises(SourceError, match=r"latin\.yaml: cannot be read: not UTF-8"):
        read_yaml(tmp_path / "latin.yaml")


def test_validation_names_every_line(tmp_path: Path) -> None:
    text = "needles:\n  - length_mm: x\n    name: 5\n  - name: roller\n    colour: red\nsize: 3\n"
    source = read_yaml(write(tmp_path, text))
    with pytest.raises(SourceError) as caught:
        validate(Kit, source)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (2, "needles[1].length_mm"),
        (3, "needles[1].name"),
        (4, "needles[2].length_mm"),
        (5, "needles[2].colour"),
        (6, "size"),
    ]
    assert str(caught.value) == (
        f"{source.file}, line 2, field needles[1].length_mm: should be a valid number, not 'x'"
        " (and 4 more problems)"
    )


def test_more_digits_than_fit_a_column_are_a_word(tmp_path: Path) -> None:
    text = f"a: {'4' * 5000}\nb: {'4' * 400}.5\nc: 123456789012345678\n"
    data = read_yaml(write(tmp_path, text)).data
    assert data == {"a": "4" * 5000, "b": "4" * 400 + ".5", "c": 123456789012345678}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_endless_nesting_is_refused(tmp_path: Path, opening: str) -> None:
    with pytest.raises(SourceError, match="line 1: lists are nested too deeply"):
        read_yaml(write(tmp_path, opening * 100_000))


def test_a_valid_file_becomes_the_model(tmp_path: Path) -> None:
    source = read_yaml(write(tmp_path, "needles:\n  - {length_mm: 1.5, name: roller}\n"))
    assert validate(Kit, source) == Kit(needles=[Needle(length_mm=1.5, name="roller")])


def test_problems_read_as_one_line() -> None:
    assert str(Problem(Path("a.yaml"), 3, "n", "is wrong")) == "a.yaml, line 3, field n: is wrong"
    assert str(Problem(Path("a.yaml"), None, None, "is wrong")) == "a.yaml: is wrong"


words = st.from_regex("[a-z]+", fullmatch=True)
plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 10**18, 10**18 - 1)
    | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner),
    max_leaves=8,
)


@given(st.dictionaries(words, plain_values, min_size=1))
def test_what_pyyaml_writes_is_read_back(tmp_path_factory: Any, data: dict[str, Any]) -> None:
    file = tmp_path_factory.getbasetemp() / "written.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    assert read_yaml(file).data == data


@given(st.text())
def test_any_text_is_read_or_refused(tmp_path_factory: Any, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, encoding="utf-8", errors="replace")
    try:
        message = f"{read_yaml(file).line()}"
    except SourceError as error:
        message = str(error)
    assert message
    assert "\n" not in message
