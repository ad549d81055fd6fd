"""The kinds of scar that a study is about."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.scar_types import read
from tests.extracting import read_with, values


def kinds(text: str, title: str = "") -> list[object]:
    return list(values(read_with(read, text, title=title), "scar_type"))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Needling for atrophic acne scars", ["acne-atrophic"]),
        ("Laser for stretch marks", ["striae"]),
        ("Hypertrophic burn scars treated by needling", ["hypertrophic", "burn"]),
        ("Silicone after caesarean scars", ["surgical"]),
        ("Post-burn hypertrophic scars of the hand", ["hypertrophic", "burn"]),
        ("Scars after breast reduction: red light", ["surgical"]),
        ("Hypertrophic scars following laparotomy", ["hypertrophic", "surgical"]),
        ("Release of burn contractures", ["contracture", "burn"]),
        ("Needling of chickenpox scars", ["varicella"]),
        ("Scars from self-harm: needling", ["traumatic"]),
        ("Hypertrophic surgical scars", ["hypertrophic", "surgical"]),
        ("Laser for post-traumatic and post-surgical scars", ["traumatic", "surgical"]),
        ("Scars after burns or surgery", ["burn", "surgical"]),
        ("Acne, burn and surgical scars", ["acne-atrophic", "burn", "surgical"]),
        ("Scars of the trunk, mostly after thorn or panga injuries", ["traumatic"]),
        ("Hypertrophic scars and keloids", ["hypertrophic", "keloid"]),
        ("Laser for contracted neck scars", ["contracture"]),
        ("A probe burns the keloid from within", ["keloid"]),
        ("Radiofrequency needling: ECCA after two energies", ["acne-atrophic"]),
        ("Vancouver Scar Scale of grafted burns", ["burn"]),
        ("Laser for post-surgical or post-traumatic facial scars", ["surgical", "traumatic"]),
        ("Atrophic scars of acne and chickenpox", ["acne-atrophic", "varicella"]),
        ("Needling for burn scars, not for scars other than acne scars", ["burn"]),
        ("Necrosis with secondary scarring after needling", []),
    ],
)
def test_the_title_names_the_kind(title: str, expected: list[str]) -> None:
    assert sorted(map(str, kinds("", title))) == sorted(expected)


def test_a_kind_ousts_scar_alone() -> None:
    assert kinds("Scars were needled. Twenty patients had surgical scars.") == ["surgical"]


@pytest.mark.parametrize(
    "text",
    [
        "Patients with a history of keloids were left out.",
        "People prone to keloids must be warned.",
        "We excluded hypertrophic scars.",
        "No hypertrophic scars developed after treatment.",
        "The proportion of hypertrophic scars was alike.",
        "Hypertrophic scars were less frequent in the treated group.",
        "Hypertrophic scarring: 2%. Keloid: 0.",
        "Hypertrophic scars were present in 2 and 9 children.",
        "Patients with keloids or a keloidal tendency were excluded.",
        "Whether this holds in hypertrophic scars remains to be shown.",
        "Experience is derived largely from hypertrophic scars.",
        "In contrast to keloids, they lack collagen.",
        "The method may also be useful in striae and burn scars.",
        "Future studies should examine surgical scars.",
        "Needling has been used in burn scars, striae and alopecia.",
        "Results in burn scars have been encouraging.",
        "Needling is widely used for burn scars and photoageing.",
        "The popularity of needling for surgical scars has grown.",
        "Keloid or hypertrophic scars were not observed in either group.",
        "Burns and scarring were the most frequent harms.",
    ],
)
def test_history_exclusion_and_harm_are_no_subject(text: str) -> None:
    title = "Needling for acne scars"
    assert kinds(text, title) == ["acne-atrophic"]


def test_a_kind_of_the_background_alone_does_not_count() -> None:
    text = "BACKGROUND: Burn scars are common. METHODS: Acne scars were needled."
    assert kinds(text) == ["acne-atrophic"]


def test_the_background_is_all_there_is() -> None:
    assert kinds("BACKGROUND: Burn scars are common.") == ["burn"]


def test_no_scar_no_fact() -> None:
    assert kinds("Forty patients had hip replacement.") == []


def test_a_scar_that_nobody_had_is_no_subject() -> None:
    assert kinds("METHODS: Vitiligo was needled. The donor site healed. Scarring: none.") == []
    assert kinds("METHODS: Vitiligo was needled. The donor site healed without a scar.") == []


def test_a_history_in_the_title_is_no_subject() -> None:
    title = "Needling of acne scars in a woman with a history of keloids"
    assert kinds("She was needled.", title) == ["acne-atrophic"]


def test_enlarged_pores_do_not_make_striae_worse() -> None:
    text = "Atrophic acne scars in 20, enlarged pores and striae in 9 patients were needled."
    assert kinds(text) == ["acne-atrophic", "striae"]


@pytest.mark.parametrize(
    "text",
    [
        "Needling is well established in acne scarring. Forty scars were treated.",
        "Needling is a proven option for acne scars. Forty scars were treated.",
    ],
)
def test_where_a_treatment_is_established_is_no_subject(text: str) -> None:
    assert kinds(text, "Needling of surgical scars") == ["surgical"]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Gel or nothing after sternotomy", "Scars of 40 patients were scored.", ["surgical"]),
        ("Needling of sutured facial lacerations", "Scar width was 2 mm.", ["traumatic"]),
        (
            "A drug in pale scars",
            "Twenty-five scars were surgical (n=14), traumatic (n=6) or post-burn (n=5).",
            ["surgical", "traumatic", "burn"],
        ),
        (
            "Scars of any origin",
            "Scars: acne 142, other injury 36.",
            ["acne-atrophic", "traumatic"],
        ),
        ("Laser in scars", "Scars were scored. The incision of one patient opened.", ["surgical"]),
        (
            "Cleft lip scars",
            "Scars, hypertrophic in 7 and atrophic in 13, were needled.",
            ["cleft-lip", "hypertrophic"],
        ),
        (
            "Atrophic scars",
            "Scars of mixed origin (acne, trauma, chickenpox) were needled.",
            ["acne-atrophic", "traumatic", "varicella"],
        ),
        (
            "Closure of wounds",
            "Wounds resulting from excision or from trauma were injected. The VSS was scored.",
            ["surgical", "traumatic"],
        ),
        ("Laser in keloids", "Keloids grew back after excision wounds healed.", ["keloid"]),
    ],
)
def test_what_people_had_tells_where_scars_are_from(
    title: str, text: str, expected: list[str]
) -> None:
    assert kinds(f"METHODS: {text}", title) == expected


def test_depressed_scars_are_of_what_the_title_names() -> None:
    text = "Experience comes from acne. Depressed scars of one woman were needled."
    assert kinds(text, "Varicella scars treated by needling") == ["varicella"]


@pytest.mark.parametrize(
    "text",
    [
        "Needling is popular for scars. She had papules. Pus was found. They faded in a week.",
        "She had papules after needling. The lesions healed with slightly depressed scars.",
        "She had papules after needling. Pale scars remain.",
        "METHODS: Skin was pierced. CONCLUSION: This may help to choose depths for scars.",
        "Skin from donors undergoing abdominoplasty was pierced. Drugs for scar tissue remain.",
    ],
)
def test_scars_by_the_way_are_no_subject(text: str) -> None:
    assert kinds(text, "Infection after microneedling") == []


def test_what_a_treatment_is_used_for_is_the_matter_of_a_review() -> None:
    text, title = "Needling is widely used for acne scars and striae.", "Needling of the skin"
    in_review = read_with(read, text, title=title, design="narrative-review")
    assert list(values(in_review, "scar_type")) == ["acne-atrophic", "striae"]
    assert kinds(text, title) == []
