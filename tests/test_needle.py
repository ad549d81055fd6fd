"""Lengths of needles and depths of needling, in millimetres."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.needle import read
from tests.extracting import ends, read_with

STATED = [
    ("Microneedle arrays (height 600 µm, base 300 µm) were used.", 0.6, 0.6),
    ("Squares were treated with a motorised pen at 0.5, 1.0, 2.0, or 3.0 mm.", 0.5, 3),
    ("Needles of 0.25 mm diameter and 1.5 mm length were used.", 1.5, 1.5),
    ("They had FMR (microneedles) every 4 weeks (20 to 35 W, 1.5 to 3.5 mm).", 1.5, 3.5),
    ("MRF with microneedles was an option. MRF was delivered at 1.2-2.4 mm.", 1.2, 2.4),
    ("A dermaroller with 192 needles of 1.5 mm was used.", 1.5, 1.5),
    ("Needle depth was 1.5–2.5 mm.", 1.5, 2.5),
    ("A 1.5 mm dermaroller was rolled over the scars.", 1.5, 1.5),
    ("Needling was done with 3-mm needles.", 3, 3),
    ("Microneedling at a depth of 1.0 to 2.0 mm was performed.", 1, 2),
    ("Scars were needled (2.5 mm) under local anaesthesia.", 2.5, 2.5),
    ("Needles were 2 mm in length.", 2, 2),
    ("Dissolving microneedles, 600 µm long, were applied.", 0.6, 0.6),
    ("Needling was done at 1.5 mm on cheeks and 0.5 mm on the forehead.", 0.5, 1.5),
    ("Penetration depths of 1.5, 2.0, and 2.5 mm were used for needling.", 1.5, 2.5),
    ("Group A was needled with 0.5 mm and group B with 1.5 mm needles.", 0.5, 1.5),
    ("Depth of needling was 2 mm over cheeks, 1 mm over bony areas.", 1, 2),
    ("We compared needling at 1.5 mm with needling at 2.5 mm.", 1.5, 2.5),
    ("Needle lengths of 1.0 mm (periorbital) to 2.5 mm (cheeks) were used.", 1, 2.5),
    ("Needling at 1 mm hurt less than at 2 mm.", 1, 2),
    ("Needle depth: 1.5 mm (cheeks), 1.0 mm (forehead) and 0.5 mm (eyelids).", 0.5, 1.5),
    ("Both halves were rolled, then needled three times (2 mm).", 2, 2),
    ("Women were needled twice, two months apart, at 2 mm, before tattooing.", 2, 2),
    ("Needling had been planned. Sessions took place every 2 weeks at 0.5 mm.", 0.5, 0.5),
    ("The scalp was stamped once a week with a 0.6 mm stamp.", 0.6, 0.6),
    ("Depth of needling was 3.5 mm, 2.5 mm and 1.5 mm in three passes.", 1.5, 3.5),
    ("Scars were treated by radiofrequency needles, the electrodes 1.2 to 2 mm deep.", 1.2, 2),
    ("Drops were pricked in at a depth of 0.4 mm.", 0.4, 0.4),
    ("A 0.5-mm, 1.0-mm and 1.5-mm dermaroller was used.", 0.5, 1.5),
]
NOT_NEEDLES = [
    "Needling was set against laser with a spot size of 5 mm. The laser had a depth of 1.5 mm.",
    "Longer needles (over 2 mm) are advised.",
    "Collagen fibres were seen at a depth of 0.6 mm after needling.",
    "Needling was compared with laser. The laser penetrated to 1.2 mm.",
    "After needling by MNRF the width fell from 3.2 mm to 2.1 mm.",
    "Needling with FMR was followed by punch excision of scars of 3 mm.",
    "After needling a 2 mm punch biopsy was taken.",
    "Needling improved scars of 3 mm width.",
    "Needles had a diameter of 0.25 mm.",
    "The laser had a spot of 6 mm; the other side was needled.",
    "Needling flattened the scar by 2 mm.",
    "Pain of needling was 21 mm on the scale.",
    "CONCLUSIONS: Needle length should be less than 1 mm on the temple.",
    "Keloids 5 mm thick were injected.",
    "Hair shafts 2 mm in length were left before needling.",
    "Scars at least 5 mm long were needled.",
    "Plasma was injected with a 30 gauge 4 mm needle.",
    "After needling, biopsies were taken at 2 mm.",
    "The diameter of the microneedles was 0.25 mm.",
    "After needling, triamcinolone was injected with a 4 mm needle.",
    "Scars were treated by needling; the laser sessions had spots at 4 mm.",
]


@pytest.mark.parametrize(("text", "low", "high"), STATED)
def test_lengths_are_read(text: str, low: float, high: float) -> None:
    facts = read_with(read, text)
    assert ends(facts, "needle_mm_min", "needle_mm_max") == (low, high)
    assert {fact.unit for fact in facts} == {"mm"}


@pytest.mark.parametrize("text", NOT_NEEDLES)
def test_other_lengths_are_left_alone(text: str) -> None:
    assert read_with(read, text) == []


def test_each_end_quotes_its_own_words() -> None:
    facts = read_with(read, "Needling was done at 1.5 mm on cheeks and 0.5 mm on the forehead.")
    assert [(fact.value, fact.quote) for fact in facts] == [(0.5, "0.5 mm"), (1.5, "1.5 mm")]


def test_methods_come_before_results() -> None:
    text = (
        "METHODS: Scars were needled with 1.5 mm needles. "
        "RESULTS: Needling reduced thickness; needled skin was 0.8 mm."
    )
    assert ends(read_with(read, text), "needle_mm_min", "needle_mm_max") == (1.5, 1.5)


def test_reviews_have_none_of_their_own() -> None:
    text = "Needles of 0.5 to 3 mm were used."
    assert read_with(read, text, design="systematic-review") == []
