"""Words of the vocabulary found in text: boundaries, case, plurals, overlaps, off-topic senses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pubmed.record import AbstractSection, Keyword, MeshHeading, Record
from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from ingest.vocabulary.matcher import Matcher, Tag

MATCHER = Matcher(Vocabulary.load(ROOT / "data" / "vocabulary"))


def found(text: str, kind: str) -> list[tuple[str, str]]:
    return [(m.concept, m.words) for m in MATCHER.find(text) if m.kind == kind]


def record(
    title: str | None = None,
    abstract: tuple[str, ...] = (),
    keywords: tuple[str, ...] = (),
    mesh: tuple[str, ...] = (),
) -> Record:
    return Record(
        pmid="1",
        title=title,
        abstract=tuple(AbstractSection(None, None, text) for text in abstract),
        keywords=tuple(Keyword(text, "NOTNLM", False) for text in keywords),
        mesh_headings=tuple(MeshHeading(None, name, False, ()) for name in mesh),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Micro-needling of acne scars", [("microneedling", "Micro-needling")]),
        ("MICRO NEEDLING", [("microneedling", "MICRO NEEDLING")]),
        ("micro\u2010needling", [("microneedling", "micro\u2010needling")]),
        ("dermarollers were used", [("microneedling", "dermarollers")]),
        (
            "fractional microneedling radiofrequency",
            [("rf-microneedling", "fractional microneedling radiofrequency")],
        ),
        ("PRP and platelets", [("prp", "PRP")]),
        ("prp and platelets", []),
        ("PRP in general", []),
        ("MN: microneedling", [("microneedling", "MN"), ("microneedling", "microneedling")]),
        ("MN, membranous nephropathy", []),
        ("5-FU or 5FU", [("5-fluorouracil", "5-FU"), ("5-fluorouracil", "5FU")]),
        ("non-ablative lasers", [("nonablative-laser", "non-ablative lasers")]),
    ],
)
def test_interventions(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, "intervention") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scarlet fever", []),
        ("scars", [("unspecified", "scars")]),
        ("acne vulgaris", []),
        ("postacne scarring", [("acne-atrophic", "postacne scarring")]),
        ("keloids", [("keloid", "keloids")]),
        ("caesarean-section scars", [("surgical", "caesarean-section scars")]),
        (
            "atrophic scars after acne",
            [("acne-atrophic", "atrophic scars"), ("unspecified", "atrophic scars")],
        ),
        ("atrophic scars after trauma", [("unspecified", "atrophic scars")]),
        (
            "hypertrophic burn scars",
            [("burn", "hypertrophic burn scars"), ("hypertrophic", "hypertrophic burn scars")],
        ),
        ("scarring alopecia", []),
        ("non-scarring alopecia", []),
        ("renal scarring and a myocardial scar", []),
        ("a corneal scar beside an acne scar", [("acne-atrophic", "acne scar")]),
        ("caesarean scar pregnancy", []),
    ],
)
def test_scar_types(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, "scar_type") == expected


@pytest.mark.parametrize(
    "text",
    [
        "dry needling of trigger points",
        "bleb needling with 5-FU for glaucoma",
        "acupuncture needling",
        "ultrasound-guided needling",
    ],
)
def test_other_needling_is_not_microneedling(text: str) -> None:
    assert ("microneedling", "needling") not in found(text + " near a scar", "intervention")
    assert found(text, "off_topic")


def test_trade_names_that_are_words_need_their_capital() -> None:
    assert not found("a profound effect of microneedling", "device")
    assert found("Profound, a microneedling device", "device") == [("rf-needle", "Profound")]


PIECES = ("acne", " ", "scars", "PRP", "micro-needling", "dry", "İ", "ß", "ﬁ", "\u00ad", ".", "s")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_offsets_are_those_of_the_text(text: str) -> None:
    matches = MATCHER.find(text)
    for match in matches:
        assert text[match.start : match.end] == match.words
        assert not text[match.start - 1 : match.start].isalnum()
        assert not text[match.end : match.end + 1].isalnum()
    assert matches == sorted(matches, key=lambda m: (m.start, m.end, m.kind, m.concept))
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for match in matches:
        by_kind.setdefault(match.kind, []).append((match.start, match.end))
    for spans in by_kind.values():
        for (start, end), (next_start, next_end) in pairwise(spans):
            assert end <= next_start or (start, end) == (next_start, next_end)


def test_tags_of_a_record() -> None:
    tags = MATCHER.tag(
        record(
            title="Needling of scars",
            abstract=("Acne scars were needled.", "Acne scarring fell; a scar remained."),
            keywords=("Keloid",),
            mesh=("Cicatrix", "Keloid", "Humans"),
        )
    )
    scars = [tag for tag in tags if tag.kind == "scar_type"]
    assert scars == [
        Tag("scar_type", "acne-atrophic", "abstract", "Acne scars", 2),
        Tag("scar_type", "keloid", "keyword", "Keloid", 1),
        Tag("scar_type", "keloid", "mesh", "Keloid", 1),
    ]
    assert Tag("intervention", "microneedling", "title", "Needling", 1) in tags


def test_a_generic_concept_stays_where_nothing_narrower_is_said() -> None:
    (tag,) = MATCHER.tag(record(title="A scar"))
    assert tag == Tag("scar_type", "unspecified", "title", "scar", 1)


def test_radiofrequency_needling_does_not_hide_plain_needling() -> None:
    tags = MATCHER.tag(record(title="Microneedling versus radiofrequency microneedling"))
    assert [tag.concept for tag in tags if tag.kind == "intervention"] == [
        "microneedling",
        "rf-microneedling",
    ]


def test_a_record_without_text_has_no_tags() -> None:
    assert MATCHER.tag(record()) == []


def test_no_match_reaches_over_the_end_of_a_line() -> None:
    assert found("Needling for acne\nScars were graded", "scar_type") == [("unspecified", "Scars")]
