"""The country of the study."""

from __future__ import annotations

import pytest

from ingest.extract.people.country import read
from tests.extracting import read_with


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The trial was done at a clinic in Pune, India.", "India"),
        ("Patients were treated in the United Kingdom.", "United Kingdom"),
        ("Forty Thai patients were randomised.", "Thailand"),
        ("Patients were seen in Seoul, Korea.", "South Korea"),
        ("Women (New Delhi, India) were treated.", "India"),
        ("Charts of a hospital in Miami, Florida, USA were read.", "United States"),
    ],
)
def test_the_place_or_the_people_name_it(text: str, country: str) -> None:
    [fact] = read_with(read, text)
    assert fact.value == country


@pytest.mark.parametrize(
    "text",
    [
        "A gel (Maker, Spain) was applied.",
        "The laser (Lightworks Inc., USA) was used.",
        "The drug is under review in the United States.",
        "The plant is native to India.",
        "FUNDING: A grant of a foundation in Japan.",
        "BACKGROUND: In China scars are common.",
        "Asian patients were treated.",
        "The study ran in France and Germany.",
        "Patients had turkey allergy.",
    ],
)
def test_makers_and_mentions_are_no_place_of_study(text: str) -> None:
    assert read_with(read, text) == []
