"""Treatments and their roles."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.interventions import read
from tests.extracting import read_with

RCT = "randomized-controlled-trial"
NONE = "no-treatment"


def roles(text: str, title: str = "", design: str | None = RCT) -> dict[object, str | None]:
    return {fact.value: fact.role for fact in read_with(read, text, title=title, design=design)}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Microneedling versus fractional CO2 laser for acne scars",
            {"microneedling": "studied", "fractional-co2-laser": "comparator"},
        ),
        (
            "Microneedling combined with platelet-rich plasma for acne scars",
            {"microneedling": "studied", "prp": "studied"},
        ),
        (
            "Intralesional triamcinolone alone or with 5-fluorouracil for keloids",
            {"triamcinolone": "studied", "5-fluorouracil": "studied"},
        ),
        (
            "Comparison of microneedling and pulsed dye laser in surgical scars",
            {"microneedling": "studied", "pulsed-dye-laser": "comparator"},
        ),
        (
            "Keloid excision followed by adjuvant radiotherapy",
            {"surgery": "studied", "radiotherapy": "adjuvant"},
        ),
        (
            "Trichloroacetic acid CROSS (TCA CROSS) for acne scars",
            {"tca-cross": "studied"},
        ),
        (
            "Bipolar radiofrequency microneedling for acne scars",
            {"rf-microneedling": "studied"},
        ),
        (
            "Picosecond 1064-nm Nd:YAG laser for acne scars",
            {"picosecond-laser": "studied"},
        ),
    ],
)
def test_roles_follow_from_the_title(title: str, expected: dict[str, str]) -> None:
    assert roles("", title) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Patients were randomised to intralesional 5-fluorouracil or intralesional "
            "triamcinolone.",
            {"5-fluorouracil": "studied", "triamcinolone": "comparator"},
        ),
        (
            "Group A received microneedling; group B received subcision.",
            {"microneedling": "studied", "subcision": "comparator"},
        ),
        (
            "The right side was treated with fractional CO2 laser and the left side with "
            "microneedling.",
            {"fractional-co2-laser": "studied", "microneedling": "comparator"},
        ),
    ],
)
def test_roles_follow_from_the_arms_where_the_title_names_none(
    text: str, expected: dict[str, str]
) -> None:
    assert roles(text, "Acne scars") == expected


def test_a_treatment_against_itself_is_studied() -> None:
    assert roles("", "Weekly versus monthly needling of scars") == {"microneedling": "studied"}


def test_what_both_arms_get_is_no_comparator() -> None:
    title = "Vitamin C versus saline in microneedling of acne scars"
    assert roles("", title)["microneedling"] == "studied"


def test_arms_are_counted_in_brackets() -> None:
    text = "Eighty women were randomised (40 microneedling, 40 pulsed dye laser)."
    assert roles(text, "Striae rubra")["pulsed-dye-laser"] == "comparator"


def test_a_placebo_is_a_comparator_and_a_cream_an_adjuvant() -> None:
    text = "After lidocaine cream, scars were needled and received vitamin C or placebo."
    found = roles(text, "Needling and vitamin C for acne scars: microneedling trial")
    assert found["placebo"] == "comparator"
    assert found["topical-anaesthetic"] == "adjuvant"
    assert found["microneedling"] == "studied"


def test_a_pair_given_together_has_no_comparator() -> None:
    title = "Microneedling and vitamin C for acne scars"
    assert set(roles("Microneedling with vitamin C was given.", title).values()) == {"studied"}


@pytest.mark.parametrize(
    "text",
    [
        "Scars that had failed previous pulsed dye laser were needled.",
        "Studies that compare needling with pulsed dye laser are awaited.",
        "BACKGROUND: Pulsed dye laser is costly. METHODS: Scars were needled.",
        "Hyperpigmentation faded after pulsed dye laser.",
        "Patients who had had pulsed dye laser within six months were excluded.",
        "Scars that had recurred after excision and radiotherapy were needled.",
        "Pulsed dye laser cleared three papules; scars were needled.",
        "Scars were needled. No pulsed dye laser was used.",
        "Scars were needled. A trial against pulsed dye laser is planned.",
        "Scars were needled and cast in silicone rubber.",
        "Scars were needled; patients had used tretinoin prior to the study.",
        "PIH was treated with tranexamic acid; scars were needled.",
        "Scars that had failed steroids, cryotherapy and pulsed dye laser were needled.",
        "Scars were needled; for deep ones punch elevation may have to be added.",
        "Scars that had been treated elsewhere with triamcinolone were needled.",
        "Bleomycin injections had been unsuccessful; scars were needled.",
        "Tretinoin cream was used for two weeks before the first session; scars were needled.",
        "Patients who had refused excision of keloids were needled.",
        "Patients operated on through a sternotomy had their scars needled.",
        "Women operated on in two hospitals had their scars needled.",
        "Hyperpigmentation was successfully managed with tretinoin; scars were needled.",
        "Needling releases growth factors; scars were needled.",
        "Scars were needled. No agreement was reached on platelet-rich plasma.",
        "Treatments of scars include dermabrasion and peels. Scars were needled.",
        "Scars were needled. Tranexamic acid was given in case of hyperpigmentation.",
        "Acne scars are treated with dermabrasion or subcision. Scars were needled.",
        "Needling has fewer side effects than fractional CO2 laser. Scars were needled.",
        "Steroids and cryotherapy have been used with variable success. Scars were needled.",
        "Scars were needled. Needling may be combined with platelet-rich plasma.",
        "Scars were needled. Results were similar to those reported for pulsed dye laser.",
        "Scars were needled. It was as good as pulsed dye laser in an earlier trial.",
        "Patients who did not respond to TCA CROSS were needled.",
        "He had earlier been treated with triamcinolone and pulsed dye laser. Scars were needled.",
        "Scars were needled. Triamcinolone was of no benefit to the papules.",
        "She had applied silicone gel for a year without much improvement. Scars were needled.",
        "Adolescents who decline or do not need surgical revision were needled.",
        "Scars were needled; one patient had to be given a nerve block.",
        "Scars in which corticosteroid injections have failed were needled.",
        "Surgical excision had been followed by recurrence; scars were needled.",
        "Before needling, most had tried silicone sheets. Scars were needled.",
        "He had already received intralesional triamcinolone. Scars were needled.",
        "Scars were needled at Ain Shams University.",
        "Scars were needled and a moisturiser was massaged in.",
        "Scars were needled early or after half a year (delayed group).",
        "Scars were needled; non-responders were switched to intralesional triamcinolone.",
        "Scars were needled. Management of complications included topical steroids.",
        "She had undergone surgical excision, with early relapse. Scars were needled.",
        "Scars were needled. Should it regrow, cryotherapy would be the next step.",
        "Scars were needled and a mild topical steroid was prescribed afterwards.",
        "Microneedles of 1.5 mm deliver drugs through the skin. Scars were needled.",
    ],
)
def test_treatments_in_passing_do_not_count(text: str) -> None:
    assert set(roles(text, "Microneedling for acne scars")) == {"microneedling"}


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Pen or roller for acne scars?", "", {"microneedling"}),
        ("Collagen induction for burn scars", "", {"microneedling"}),
        ("Radiofrequency needles in acne scars", "", {"rf-microneedling"}),
        ("Needling in androgenetic alopecia", "", {"microneedling"}),
        ("Keloids excised and irradiated", "Radiotherapy was given.", {"surgery", "radiotherapy"}),
        ("Laser for scars after excision of naevi", "", {"laser"}),
        ("Fractional laser (10,600 nm) for scars", "", {"fractional-co2-laser"}),
        ("Non-ablative 1927-nm fractional laser", "", {"nonablative-laser"}),
        ("Laser-assisted triamcinolone in scars", "", {"laser", "triamcinolone"}),
        ("Ablative fractional laser or nothing for scars", "", {"ablative-laser", NONE}),
        ("LED red light on scars", "", {"intense-pulsed-light"}),
        (
            "PRP in scars of the breast",
            "PRP was injected along one scar and nothing along the other.",
            {"prp", NONE},
        ),
        ("Needling of scars", "Half was needled, half left alone.", {"microneedling", NONE}),
        ("Needling or no needling of scars", "", {"microneedling", NONE}),
        ("Needling of scars", "One half had watchful waiting.", {"microneedling", NONE}),
        ("Needling of scars", "The other half served as control.", {"microneedling", NONE}),
        ("Needling of scars", "One half was needled, one was not treated.", {"microneedling"}),
        ("Needling of scars", "The other half was not treated.", {"microneedling", NONE}),
        ("Needling of scars", "Patients served as their own controls.", {"microneedling"}),
        (
            "Thirty-two patients had laser",
            "Scars were randomised (32 laser, 32 no laser).",
            {"laser", NONE},
        ),
        ("1927-nm thulium fiber laser for scars", "", {"nonablative-laser"}),
        ("Fractional 1565-nm laser for striae", "", {"nonablative-laser"}),
        (
            "Laser in scars",
            "A picosecond 1064-nm neodymium-doped yttrium aluminum garnet laser was used.",
            {"picosecond-laser"},
        ),
        (
            "Laser in scars",
            "Picosecond and Nd:YAG laser.",
            {"picosecond-laser", "nonablative-laser"},
        ),
        (
            "Needling of scars",
            "Needling was done under infiltrative anesthesia.",
            {"microneedling", "topical-anaesthetic"},
        ),
        (
            "Subcision of scars",
            "Scars were infiltrated with 2% lignocaine before subcision.",
            {"subcision", "topical-anaesthetic"},
        ),
        (
            "Needling of skin and scars in mice",
            "Skin was needled; non-needled mice served as controls.",
            {"microneedling", NONE},
        ),
        (
            "Excision of keloids",
            "Keloid excision was done. All patients were instructed to use silicone sheets.",
            {"surgery", "silicone"},
        ),
        (
            "Dissolving microneedle patches or microneedling for scars",
            "Microneedles were pressed on scars.",
            {"microneedle-patch", "microneedling"},
        ),
        (
            "Needling of scars",
            "Patients were told to avoid the sun and to apply silicone gel.",
            {"microneedling", "silicone"},
        ),
        ("Nanofat in scars", "", {"fat-graft"}),
        ("Fractional radiofrequency through insulated needles", "", {"rf-microneedling"}),
        ("Onabotulinumtoxin A for keloids", "", {"botulinum"}),
        ("Silicone gel with onion extract after sternotomy", "", {"silicone", "onion-extract"}),
        (
            "Needling of scars",
            "After topical lidocaine, needling was done.",
            {"microneedling", "topical-anaesthetic"},
        ),
        ("Microneedling versus fractional lasers for scars", "", {"microneedling", "laser"}),
        (
            "Microneedling versus lasers for scars",
            "Fractional CO2 laser was used.",
            {"microneedling", "fractional-co2-laser"},
        ),
        (
            "Losartan in microneedle patches for scars",
            "Scars received a losartan patch or a blank patch.",
            {"microneedle-patch", "other", "placebo"},
        ),
        (
            "Growth factors after microneedling of the neck",
            "Women were randomised to growth factors or a placebo serum.",
            {"growth-factor", "microneedling", "placebo"},
        ),
        (
            "Exosomes after microneedling of acne scars",
            "One half got exosomes and hyaluronic acid serum was put on the other; the control "
            "side improved less.",
            {"exosome", "microneedling", "hyaluronic-acid"},
        ),
    ],
)
def test_treatments_in_other_words(title: str, text: str, expected: set[str]) -> None:
    assert set(roles(text, title)) == expected


def test_advice_is_the_matter_of_a_guideline() -> None:
    text = "For keloids 5-fluorouracil may be considered."
    assert "5-fluorouracil" in roles(text, "Guideline on scars", "guideline")


def test_what_treatments_there_are_is_the_matter_of_a_review() -> None:
    text = "Treatments of scars include dermabrasion and peels."
    assert "dermabrasion" in roles(text, "Scars: what to do", "narrative-review")


def test_needling_is_short_for_the_radiofrequency_of_the_title() -> None:
    title = "Radiofrequency microneedling for acne scars"
    assert set(roles("Skin needling was done at 2 mm.", title)) == {"rf-microneedling"}


def test_a_control_side_is_no_arm_without_treatment_where_a_placebo_was_put_on_it() -> None:
    text = "One half was needled and got plasma, the other saline; the control side was less soft."
    text += " The left half served as control."
    assert "no-treatment" not in roles(
        text, "Microneedling with platelet-rich plasma in acne scars"
    )


def test_a_gel_of_hyaluronic_acid_is_no_filler_unless_fillers_are_named() -> None:
    text = "Hyaluronic acid gel was applied to one half after needling."
    assert "hyaluronic-acid" in roles(text, "Microneedling for acne scars")
    assert "filler" in roles(text + " Fillers were injected.", "Microneedling for acne scars")
    title = "Microneedling with polynucleotides for wrinkles"
    assert set(roles("They were put on the skin.", title)) == {"microneedling", "other"}
    assert "filler" in roles("Polynucleotides were injected.", title)
    text = "Injected polynucleotides are in use; topical polynucleotides were studied here."
    assert set(roles(text, title)) == {"microneedling", "other"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Microneedling with tacrolimus in vitiligo", {"microneedling", "other"}),
        ("Microneedling in hydroquinone-resistant melasma", {"microneedling"}),
        ("Microneedling in melasma refractory to hydroquinone", {"microneedling"}),
        ("Tacrolimus in vitiligo", set()),
        ("Microneedling versus carboxytherapy in striae", {"microneedling", "other"}),
        ("Microneedling with topical timolol for red scars", {"microneedling", "other"}),
        ("Topical pentoxifylline for keloids", {"other"}),
        ("Interferon and collagenase in keloids", set()),
        ("Microneedling in patients on isotretinoin", {"microneedling"}),
        ("Concomitant isotretinoin and microneedling for acne", {"microneedling", "other"}),
    ],
)
def test_drugs_of_the_title_without_an_entry_are_other_treatments(
    title: str, expected: set[str]
) -> None:
    assert set(roles("", title)) == expected


def test_a_drug_of_the_title_for_something_else_than_scars_is_none() -> None:
    assert roles("Wound scars were not measured.", "Metformin in diabetes") == {}


@pytest.mark.parametrize(
    "title",
    [
        "Exosomes of adipose stem cells for acne scars",
        "Adipose-derived stem cell exosomes for acne scars",
    ],
)
def test_sources_and_materials_are_no_treatments(title: str) -> None:
    assert set(roles("", title)) == {"exosome"}


def test_untreated_skin_in_a_series_is_no_control() -> None:
    text = "Treated and untreated scar were measured."
    assert "no-treatment" not in roles(text, "Microneedling of burn scars", "case-series")
    assert "no-treatment" in roles(text, "Microneedling of burn scars", RCT)


def test_the_words_are_those_of_the_title_where_it_names_the_treatment() -> None:
    facts = read_with(read, "Microneedling was done.", title="Skin needling for acne scars")
    assert [(fact.quote, fact.section) for fact in facts] == [("Skin needling", "title")]
