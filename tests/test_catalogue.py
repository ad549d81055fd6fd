"""The hand-read catalogue: what it holds, that nothing was lost, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.folder import load_catalogue
from ingest.catalogue.study import CatalogueStudy, parse_fitzpatrick
from ingest.catalogue.titles import same_title
from ingest.errors import InputError
from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from ingest.yaml_source import SourceError

ENTRY = """\
key: sample-2021
pmid: 31000001
doi: 10.1000/sample.1
title: Needling of rolling scars in twelve volunteers
authors: [Sample A, Tester BC]
authors_complete: true
year: 2021
volume: 06
kind: primary
design: randomized-controlled-trial
scar_types: [acne-atrophic]
interventions: [microneedling]
arms:
  - label: needled half
    interventions: [microneedling]
    n: 12
n_enrolled: 12
n_completed: 11
fitzpatrick: III-V
sessions_min: 3
sessions: 4
results:
  - outcome: ECCA
    arm: needled half
    responders: 6
    n: 12
    responder_percent: 50
    p_value: <0.05
adverse_events:
  - event: erythema
    count: 2
    n: 12
conclusion_direction: improved
finding: Half of twelve people had a better grade on the needled side.
readers: 2
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.load(ROOT / "data" / "vocabulary")


@pytest.fixture(scope="module")
def catalogue(vocabulary: Vocabulary) -> list[CatalogueStudy]:
    return load_catalogue(ROOT / "data" / "catalogue", vocabulary)


def write(folder: Path, text: str, name: str = "sample-2021.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_counts(catalogue: list[CatalogueStudy]) -> None:
    assert len(catalogue) == 309
    assert sum(len(study.results) for study in catalogue) == 672
    assert sum(len(study.adverse_events) for study in catalogue) == 142
    assert sum(len(study.arms) for study in catalogue) == 373
    assert sum(study.pmid is not None for study in catalogue) == 169
    assert sum(study.doi is not None for study in catalogue) == 286
    assert sum(study.readers == 2 for study in catalogue) == 308
    assert sum(study.doubt is not None for study in catalogue) == 217


def test_every_study_has_its_own_id(catalogue: list[CatalogueStudy]) -> None:
    assert len({study.id for study in catalogue}) == 309
    assert all(study.id for study in catalogue)


def test_no_fact_of_the_source_is_lost(catalogue: list[CatalogueStudy], shared: Path) -> None:
    lines = (shared / "catalogue" / "studies.jsonl").read_text(encoding="utf-8").splitlines()
    expected: list[dict[str, Any]] = [json.loads(line) for line in lines]
    expected.sort(key=lambda study: f"{study['key']}.yaml")
    # What other names of arms stand for was told apart after reading, in no field of the source.
    assert [study.model_dump(mode="json", exclude={"arm_names"}) for study in catalogue] == expected


def test_reads_an_entry(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(tmp_path, ENTRY)
    write(tmp_path, "decisions: []\n", "screening.yaml")
    (study,) = load_catalogue(tmp_path, vocabulary)
    assert study.id == "31000001"
    assert study.volume == "06"
    assert study.fitzpatrick_range == (3, 5)
    assert study.results[0].p_value == "<0.05"
    assert study.country is None
    assert study.outcome_measures == ()


REFUSED = """
n_enrolled: 12 -> n_enrolled: -1 | line 17, field n_enrolled | greater than or equal to 0
year: 2021 -> year: 1021 | line 7, field year | should be a year from 1900
year: 2021 -> year: 9999 | line 7, field year | should be a year from 1900
pmid: 31000001 -> pmid: PMID31 | line 2, field pmid | pattern
doi: 10.1000/sample.1 -> doi: doi.org/10.1 | line 3, field doi | pattern
fitzpatrick: III-V -> fitzpatrick: V-III | line 19, field fitzpatrick | skin types
fitzpatrick: III-V -> fitzpatrick: 3-5 | line 19, field fitzpatrick | skin types
percent: 50 -> percent: 101 | line 27, field results[1].responder_percent | or equal to 100
percent: 50 -> percent: 60 | line 23, field results[1] | 6 of 12 is not 60
responders: 6 -> responders: 13 | line 23, field results[1] | greater than n (12)
p_value: <0.05 -> p_value: 0.05 | line 28, field results[1].p_value | in quotes
p_value: <0.05 -> p_value: significant | line 28, field results[1].p_value | pattern
sessions: 4 -> sessions: 2 | line 1 | sessions_min (3) is greater than sessions (2)
n_completed: 11 -> n_completed: 13 | line 1 | n_completed (13) is greater than n_enrolled (12)
[acne-atrophic] -> [acne] | line 11, field scar_types[1] | 'acne' is not in
[acne-atrophic] -> [keloid, keloid] | line 11, field scar_types | stands here twice
design: randomized-controlled-trial -> design: rct | line 10, field design | 'rct' is not in
readers: 2 -> reader: 2 | line 35, field reader | no such field
readers: 2 -> doubt: none | line 1, field readers | this field is needed
authors_complete: true -> authors_complete: yes | line 6, field authors_complete | boolean
key: sample-2021 -> key: other-2021 | line 1, field key | not the name of the file
direction: improved -> direction: good | line 33, field conclusion_direction | 'improved'
finding: Half of -> finding: ' ' # | line 34, field finding | pattern
n: 12 -> n: 13 | line 16, field arms[1].n | 13 are more than the 12 persons of n_enrolled
n_enrolled: 12 -> n_enrolled: 120000 | line 17, field n_enrolled | or equal to 100000, not 120000
sessions: 4 -> sessions: 3000 | line 21, field sessions | or equal to 100, not 3000
sessions_min: 3 -> sessions_min: 0 | line 20, field sessions_min | or equal to 1, not 0
responder_percent: 50 -> percent_change: 4100 | line 27, field results[1].percent_change | to 500
responder_percent: 50 -> percent_change: 130 | line 27, field results[1].percent_change | falling
responder_percent: 50 -> final_mean: 2000000 | line 27, field results[1].final_mean | to 1000000
readers: 2 -> readers: 21 | line 35, field readers | or equal to 20, not 21
arm: needled half -> arm: kontrol | line 24, field results[1].arm | 'kontrol' is no arm of the study
responder_percent: 50 -> comparison_arm: bare | line 27, field results[1].comparison_arm | 'bare'
count: 2 -> arm: left | line 31, field adverse_events[1].arm | 'left' is no arm of the study
year: 2021 -> arm_names: {left: [half]} | line 7, field arm_names.left[1] | no arm 'half', but
"""


@pytest.mark.parametrize("case", REFUSED.strip().splitlines())
def test_refuses_what_cannot_be(tmp_path: Path, vocabulary: Vocabulary, case: str) -> None:
    change, place, message = case.split(" | ")
    line, instead = change.split(" -> ")
    assert line in ENTRY
    file = write(tmp_path, ENTRY.replace(line, instead, 1))
    with pytest.raises(SourceError) as caught:
        load_catalogue(tmp_path, vocabulary)
    problems = [str(problem) for problem in caught.value.problems]
    assert any(p.startswith(f"{file}, {place}") and message in p for p in problems), problems


@pytest.mark.parametrize(
    ("type_", "numbers"),
    [
        ("OR", (0, 1, 2)),
        ("RR", (-1, 1, 2)),
        ("SMD", (-1, 30, 40)),
        ("MD", (-2000, 1, 2)),
        ("OR", (1, 2, 1_000_000)),
    ],
)
def test_refuses_an_effect_that_cannot_be(
    tmp_path: Path, vocabulary: Vocabulary, type_: str, numbers: tuple[float, float, float]
) -> None:
    effect = "ci_low: {}\n    effect: {}\n    ci_high: {}".format(*numbers)
    text = ENTRY.replace("responder_percent: 50", f"effect_type: {type_}\n    {effect}")
    write(tmp_path, text)
    with pytest.raises(SourceError, match=rf"results\[1\]: {type_} should be from "):
        load_catalogue(tmp_path, vocabulary)


@pytest.mark.parametrize("kind", ["split_body: true\nkind: primary", "kind: review"])
def test_sides_may_be_more_than_persons(tmp_path: Path, vocabulary: Vocabulary, kind: str) -> None:
    text = ENTRY.replace("kind: primary", kind).replace("    n: 12", "    n: 24")
    write(tmp_path, text.replace("responders: 6", "responders: 12"))
    (study,) = load_catalogue(tmp_path, vocabulary)
    assert (study.n_enrolled, study.arms[0].n, study.results[0].n) == (12, 24, 24)


NAMED = """\
arms:
  - {label: left, interventions: [microneedling]}
  - {label: right, interventions: [placebo]}
  - {label: chin, interventions: [placebo]}
arm_names:
  left cheek: [left]
  sham: [right, chin]
  older persons: []
"""


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("left", "left"),
        ("left cheek", "left"),
        ("sham", "sham"),
        ("older persons", "older persons"),
        ("all three sites", "all three sites"),
        ("both cheeks", "both cheeks"),
    ],
)
def test_another_name_of_one_arm_is_known_by_its_label(
    tmp_path: Path, vocabulary: Vocabulary, name: str, label: str
) -> None:
    arms = ENTRY[ENTRY.index("arms:") : ENTRY.index("n_enrolled")]
    write(tmp_path, ENTRY.replace(arms, NAMED).replace("arm: needled half", f"arm: {name}"))
    (study,) = load_catalogue(tmp_path, vocabulary)
    assert study.results[0].arm == name
    assert study.arm_label(name) == label
    assert study.arm_label(None) is None


def test_a_study_without_arms_may_name_what_it_compares(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    arms = ENTRY[ENTRY.index("arms:") : ENTRY.index("n_enrolled")]
    write(tmp_path, ENTRY.replace(arms, ""))
    (study,) = load_catalogue(tmp_path, vocabulary)
    assert study.results[0].arm == "needled half"


def test_lists_every_problem_of_every_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(tmp_path, ENTRY.replace("n: 12", "n: -12").replace("year: 2021", "year: x"))
    write(tmp_path, "key: [", "broken.yaml")
    with pytest.raises(SourceError) as caught:
        load_catalogue(tmp_path, vocabulary)
    files = [problem.file.name for problem in caught.value.problems]
    assert files[0] == "broken.yaml"
    assert files.count("sample-2021.yaml") == 4
    assert str(caught.value).startswith(str(tmp_path / "broken.yaml"))
    assert str(caught.value).endswith("(and 4 more problems)")
    assert "\n" not in str(caught.value)


def test_one_identifier_belongs_to_one_study(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(tmp_path, ENTRY)
    write(tmp_path, ENTRY.replace("sample-2021", "sample-2022"), "sample-2022.yaml")
    with pytest.raises(SourceError) as caught:
        load_catalogue(tmp_path, vocabulary)
    assert [(p.field, p.message) for p in caught.value.problems] == [
        ("pmid", "31000001 is already in sample-2021.yaml"),
        ("doi", "10.1000/sample.1 is already in sample-2021.yaml"),
    ]


def test_a_study_needs_an_identifier(tmp_path: Path, vocabulary: Vocabulary) -> None:
    write(
        tmp_path,
        "".join(line for line in ENTRY.splitlines(True) if line[:4] not in ("pmid", "doi:")),
    )
    with pytest.raises(SourceError, match="needs a pmid or a doi"):
        load_catalogue(tmp_path, vocabulary)


def test_an_empty_folder_is_an_error(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError, match="no study files"):
        load_catalogue(tmp_path, vocabulary)


@pytest.mark.parametrize(("text", "bounds"), [("I-VI", (1, 6)), ("IV", (4, 4)), ("III-IV", (3, 4))])
def test_fitzpatrick(text: str, bounds: tuple[int, int]) -> None:
    assert parse_fitzpatrick(text) == bounds


@given(st.text(alphabet="IVX-3 ", max_size=8))
def test_fitzpatrick_gives_ordered_bounds_or_refuses(text: str) -> None:
    try:
        low, high = parse_fitzpatrick(text)
    except ValueError:
        return
    assert 1 <= low <= high <= 6
    assert text in {"I", "II", "III", "IV", "V", "VI"} or "-" in text


TITLE = "Needling versus fractional CO2 laser in the care of atrophic acne scars: a random trial"
MAIN_TITLE = TITLE.partition(":")[0]


@pytest.mark.parametrize(
    "other",
    [
        TITLE.upper() + ".",
        "["
        + TITLE.replace("randomised", "randomized").replace("colour of", "the color of the")
        + "]",
        MAIN_TITLE.replace("CO2", "CO<sub>2</sub>").replace("scars", "scar"),
        TITLE.replace("fractional", "fractionnal"),
        TITLE.replace(":", " -"),
        TITLE.replace("fractional", "frational"),
        TITLE.replace("atrophic", "atrohpic"),
    ],
)
def test_same_title(other: str) -> None:
    assert same_title(TITLE, other)
    assert same_title(other, TITLE)


@pytest.mark.parametrize(
    "other",
    [
        TITLE.replace("atrophic acne scars", "striae"),
        TITLE.replace("versus", "plus"),
        TITLE.replace("CO2", "CO3"),
        MAIN_TITLE + ": a survey of dermatologists",
        "Needling: a random trial",
        "Long-term results of " + TITLE,
        "",
    ],
)
def test_another_title(other: str) -> None:
    assert not same_title(TITLE, other)
    assert not same_title(other, TITLE)


@given(st.lists(st.sampled_from(["burn", "scars", "12", "weeks", "laser"]), min_size=1))
def test_a_title_is_the_same_in_any_case_and_punctuation(words: list[str]) -> None:
    assert same_title(" ".join(words), " - ".join(words).upper() + "!")
