"""The kind of device and its energy."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.device import read
from tests.extracting import read_with, values


@pytest.mark.parametrize(
    ("text", "device"),
    [
        ("Scars were treated with a dermaroller.", "roller"),
        ("Needling was done with a motorised pen.", "pen"),
        ("A Dermapen was used for needling.", "pen"),
        ("Needling was done with a hand-held stamp.", "stamp"),
        ("Triamcinolone was given by a jet injector.", "needle-free-injector"),
    ],
)
def test_devices_are_named_by_their_kind(text: str, device: str) -> None:
    assert values(read_with(read, text), "device") == [device]


def test_a_pen_is_a_device_only_in_a_text_on_needling() -> None:
    assert read_with(read, "Scars were marked with a pen before excision.") == []


def test_cameras_are_no_devices_of_treatment() -> None:
    assert read_with(read, "After needling, scars were measured by Antera 3D.") == []


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("The laser was used at energy 20 mJ.", "energy 20 mJ"),
        ("Treatment was given with power 10 to 15 W.", "power 10 to 15 W"),
        ("The fluence was 8.5 J/cm2.", "fluence was 8.5 J/cm2"),
        ("Laser at 15 W, 500 µm spacing, was used.", "15 W, 500 µm spacing"),
        ("The energy was 35-40 mJ and density 200/cm2.", "energy was 35-40 mJ and density 200/cm2"),
        ("The radiofrequency was 20 W, 200 ms.", "radiofrequency was 20 W, 200 ms"),
        ("Needling was done at energy level 5.", "energy level 5"),
    ],
)
def test_energy_is_quoted_as_printed(text: str, setting: str) -> None:
    assert values(read_with(read, text), "energy_setting") == [setting]


def test_reviews_have_no_device_of_their_own() -> None:
    assert read_with(read, "A dermaroller was used at 20 mJ.", design="narrative-review") == []
