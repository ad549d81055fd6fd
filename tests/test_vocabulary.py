"""The vocabulary: what its files hold, what is refused, and that every name is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue.folder import load_catalogue
from ingest.settings import ROOT
from ingest.vocabulary.concepts import (
    FILES,
    KINDS,
    AdverseEvent,
    Concept,
    Design,
    Kind,
    OutcomeMeasure,
    Vocabulary,
)
from ingest.vocabulary.matcher import matcher_of
from ingest.yaml_source import SourceError

FOLDER = ROOT / "data" / "vocabulary"
VOCABULARY = Vocabulary.load(FOLDER)
MATCHER = matcher_of(VOCABULARY)
CONCEPTS = [pytest.param(kind, concept, id=f"{kind}:{concept.id}") for kind, concept in VOCABULARY]

CATALOGUE_IDS: dict[Kind, str] = {
    "scar_type": "acne-atrophic hypertrophic keloid burn surgical traumatic striae varicella"
    " cleft-lip contracture unspecified",
    "intervention": "microneedling rf-microneedling prp prf fractional-co2-laser erbium-laser"
    " nonablative-laser pulsed-dye-laser picosecond-laser tca-cross chemical-peel subcision"
    " vitamin-c insulin hyaluronic-acid filler exosome stem-cell botulinum 5-fluorouracil"
    " triamcinolone silicone tretinoin fat-graft cell-spray dermabrasion cryotherapy surgery"
    " radiotherapy tranexamic-acid placebo no-treatment other",
    "design": "meta-analysis systematic-review narrative-review randomized-controlled-trial"
    " nonrandomized-controlled-trial cohort case-control cross-sectional case-series"
    " case-report guideline protocol preclinical",
}
CONCEPT = """\
concepts:
  - id: roller
    label: Roller
    definition: A drum with needles.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES.values():
        (tmp_path / name).write_text("concepts: []\n", encoding="utf-8")
    (tmp_path / FILES["device"]).write_text(CONCEPT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("kind", CATALOGUE_IDS)
def test_ids_of_the_catalogue_are_kept(kind: Kind) -> None:
    assert set(CATALOGUE_IDS[kind].split()) <= VOCABULARY.ids(kind).keys()


def test_every_kind_has_its_own_form() -> None:
    forms: dict[Kind, type[Concept]] = {
        "outcome_measure": OutcomeMeasure,
        "adverse_event": AdverseEvent,
        "design": Design,
    }
    for kind, concept in VOCABULARY:
        assert type(concept) is forms.get(kind, Concept)
    assert {kind for kind, _ in VOCABULARY} == set(KINDS)


@pytest.mark.parametrize(("kind", "concept"), CONCEPTS)
def test_every_name_is_found_in_text(kind: Kind, concept: Concept) -> None:
    for synonym in concept.synonyms:
        context = f" beside {synonym.only_with[0]}" if synonym.only_with else ""
        found = {
            (match.kind, match.concept, match.words)
            for match in MATCHER.find(f"({synonym.text}){context}.")
        }
        assert (kind, concept.id, synonym.text) in found


@pytest.mark.parametrize(("kind", "concept"), CONCEPTS)
def test_definitions_are_sentences(kind: Kind, concept: Concept) -> None:
    assert concept.definition.endswith(".")
    assert concept.definition[0].isupper() or concept.definition.startswith("É")


def test_broader_concepts_form_a_tree() -> None:
    for kind, concept in VOCABULARY:
        seen = [concept.id]
        while concept.broader is not None:
            concept = VOCABULARY.concept(kind, concept.broader)
            assert concept.id not in seen
            seen.append(concept.id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Goodman and Baron qualitative, good response", "goodman-baron-qualitative"),
        ("Goodman and Baron quantitative (SUCRA 12.5%)", "goodman-baron-quantitative"),
        ("Goodman and Baron", "goodman-baron"),
        ("ECCA", "ecca"),
        ("VSS pliability", "vancouver-scar-scale"),
        ("modified Vancouver Scar Scale", "vancouver-scar-scale"),
        ("POSAS observer: relief", "posas-observer"),
        ("POSAS thickness, patient", "posas-patient"),
        ("VAS pain (of 10)", "pain"),
        ("VAS", "vas-appearance"),
        ("satisfied or very satisfied", "patient-satisfaction"),
        ("patient GAIS", "patient-assessment"),
        ("improvement 50-74%", "global-assessment"),
        ("dermal collagen and elastic fibres", "collagen"),
        ("oedema duration", "downtime"),
        ("nostril width", None),
        ("shoe size", None),
        ("", None),
    ],
)
def test_normalises_outcomes(text: str, expected: str | None) -> None:
    assert MATCHER.name("outcome_measure", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("post-inflammatory hyperpigmentation", "hyperpigmentation"),
        ("Postinflammatory hyper-pigmentation", "hyperpigmentation"),
        ("slight erythema, oedema and pain", "erythema"),
        ("transient oedema", "edema"),
        ("prolonged erythema", "persistent-erythema"),
        ("tram-track scarring", "scarring"),
        ("no serious side effects", "serious-event"),
        ("side effects", "any"),
        ("side effects: milia", "acne-flare"),
        ("good weather", None),
    ],
)
def test_normalises_adverse_events(text: str, expected: str | None) -> None:
    assert MATCHER.name("adverse_event", text) == expected


@pytest.mark.parametrize(
    ("kind", "field", "least"),
    [
        ("outcome", "outcome_measures", 0.9),
        ("outcome", "results", 0.9),
        ("event", "adverse_events", 0.9),
    ],
)
def test_names_of_the_catalogue_are_understood(kind: str, field: str, least: float) -> None:
    names: list[str] = []
    for study in load_catalogue(ROOT / "data" / "catalogue", VOCABULARY):
        rows = getattr(study, field)
        names.extend(row if isinstance(row, str) else getattr(row, kind) for row in rows)
    meant: Kind = "outcome_measure" if kind == "outcome" else "adverse_event"
    assert sum(MATCHER.name(meant, name) is not None for name in names) >= least * len(names)


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("    label: Roller\n", "", "line 2, field concepts[1].label: this field is needed"),
        ("id: roller", "id: Roller", "line 2, field concepts[1].id: "),
        ("definition:", "defintion:", "line 4, field concepts[1].defintion: there is no such"),
        (
            "Roller\n",
            "Roller\n    broader: pen\n",
            "line 4, field concepts[1].broader: there is no",
        ),
        ("Roller\n", "Roller\n    serious: true\n", "line 4, field concepts[1].serious: there is"),
        ("Roller\n", "Roller\n    synonyms: [roller]\n", "synonyms[1]: 'roller' is found already"),
        ("Roller\n", "Roller\n    mesh: [{ui: X1, name: N}]\n", "mesh[1].ui: "),
    ],
)
def test_refusals(folder: Path, line: str, instead: str, message: str) -> None:
    assert line in CONCEPT
    (folder / FILES["device"]).write_text(CONCEPT.replace(line, instead), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Vocabulary.load(folder)
    assert any(message in str(problem) for problem in caught.value.problems)


def test_an_id_stands_once(folder: Path) -> None:
    twice = CONCEPT + CONCEPT.partition("\n")[2]
    (folder / FILES["device"]).write_text(twice, encoding="utf-8")
    with pytest.raises(SourceError, match="the id 'roller' stands twice"):
        Vocabulary.load(folder)


def test_every_bad_file_is_named(folder: Path) -> None:
    (folder / FILES["design"]).unlink()
    (folder / FILES["scar_type"]).write_text("concepts: 1\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Vocabulary.load(folder)
    assert [problem.file.name for problem in caught.value.problems] == [
        FILES["scar_type"],
        FILES["design"],
    ]


def test_the_matcher_is_made_once() -> None:
    assert matcher_of(VOCABULARY) is matcher_of(VOCABULARY)
