"""Arms by the name of their group."""

from __future__ import annotations

import pytest

from ingest.extract import Document
from ingest.extract.people.counts import counts_of
from ingest.extract.people.named_arms import allotted_arms, named_arms


def sizes(abstract: str, total: int | None = None) -> list[int]:
    document = Document.from_parts("Needling", abstract)
    return [arm.value for arm in named_arms(document, counts_of(document), total)]


@pytest.mark.parametrize(
    "text",
    [
        "Group A: 31 patients, needling. Group B: 29 patients, laser.",
        "Group 1 (n = 31) was needled and group 2 (n = 29) was lasered.",
        "There were 31 patients in group I and 29 patients in group II.",
        "Group A (needling) comprised 31 patients, group B (laser) 29 patients.",
        "By lot, 31 women were put in arm A and 29 in arm B.",
        "31 women were treated with 0.5-mm and 29 with 1.5-mm needles.",
        "In all, 31 children who were needled were compared with 29 children who were not.",
    ],
)
def test_each_named_group_has_its_size(text: str) -> None:
    assert sizes(text) == sizes(text, 60) == [31, 29]


@pytest.mark.parametrize(
    "text",
    [
        "Group A had 31 patients.",
        "In group A 3 patients had pigmentation, in group B 2 patients.",
        "Group A: 31 patients. Group B: 25 patients.",
        "Needling was done in 31 patients and laser in 29 patients.",
    ],
)
def test_one_group_or_sizes_that_do_not_add_up_are_no_arms(text: str) -> None:
    assert sizes(text, 60) == []


def allotted(abstract: str) -> list[int]:
    document = Document.from_parts("Needling", abstract)
    return [arm.value for arm in allotted_arms(document, counts_of(document))]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Patients who had needling (n = 31) or laser (n = 29) were seen for a year.", [31, 29]),
        (
            "Women were randomised to needling (n = 31), laser (n = 29) or both (n = 30).",
            [31, 29, 30],
        ),
        ("Patients received 10 U (n = 12), 20 U (n = 12) or placebo (n = 11).", [12, 12, 11]),
        ("We assigned 24 patients to needling, 25 to laser and 23 to both.", [24, 25, 23]),
        ("Patients treated had skin type III (n = 31) or IV (n = 29).", []),
        ("Pigmentation developed after laser (n = 8) or needling (n = 6).", []),
        ("We assigned 24 patients to needling.", []),
    ],
)
def test_those_who_were_allotted_this_or_that(text: str, sizes: list[int]) -> None:
    assert allotted(text) == sizes
