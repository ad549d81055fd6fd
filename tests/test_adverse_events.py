"""Single adverse events."""

from __future__ import annotations

from collections import defaultdict

import pytest

from ingest.evidence.extracted_rows import add_extracted
from ingest.evidence.rows import Rows
from ingest.extract.outcomes.adverse_events import read
from tests.extracting import read_with, values

HYPER = "hyperpigmentation"


def events(text: str, design: str | None = None) -> list[object]:
    return list(values(read_with(read, f"RESULTS: {text}", design=design), "adverse_event"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Transient erythema and oedema were seen.", ["erythema", "edema"]),
        ("Two patients developed hyperpigmentation.", ["hyperpigmentation"]),
        ("Side effects were pain and crusting.", ["pain", "crusting"]),
        ("Skin atrophy was noted in three patients.", ["skin-atrophy"]),
        ("One patient had herpes labialis.", ["infection"]),
        ("Apart from redness no complication occurred.", ["erythema"]),
        (
            "Apart from brief redness and slight bruising, no harms were recorded.",
            ["erythema", "bleeding"],
        ),
        ("Reactivation of acne in one, reactivation of existing acne in two.", ["acne-flare"]),
        ("Post-procedure tanning in four patients.", ["hyperpigmentation"]),
        ("Tanning beds were avoided.", []),
        ("There was no difference in the incidence of erythema and oedema.", ["erythema", "edema"]),
        ("There was no difference in erythema index.", []),
        ("Pain during the procedure was higher with needling (6.4 vs 5.1).", ["pain"]),
        ("Pain during illumination was slightly greater on the needled half.", ["pain"]),
        ("Mean pain during treatment was 4.2.", []),
        ("Bullae were seen within hours.", ["burn"]),
        ("Erythema and oedema were comparable on both sides.", ["erythema", "edema"]),
        ("Itching was less in the silicone group.", []),
        ("Thickness decreased (p = 0.02), as did pain (p = 0.01).", []),
        ("The nodules regressed but left new scars.", ["scarring"]),
        ("Hyperpigmentation was neither seen nor reported.", []),
        ("Hyperpigmentation was the most feared complication.", []),
        ("Downtime with redness and edema was 2 to 3 days.", ["erythema", "edema"]),
        ("Itch resolved after the third session.", []),
        ("Itch was noted in three and resolved after two days.", ["itch"]),
        ("Pooled results for pain (SMD -0.29) were less certain; six were reported.", []),
        ("The scars were irregular, hypochromic and adherent in two patients.", []),
        ("Hypochromic macules were seen in two patients.", ["hypopigmentation"]),
        ("Erythema persisted for six weeks in one patient.", ["persistent-erythema"]),
        ("Two women had small burns.", ["burn"]),
        ("A wound was infected in one patient.", ["infection"]),
        ("Side effects such as pain and redness were mild.", ["pain", "erythema"]),
        ("Pain was higher on the laser side.", ["pain"]),
        ("PIH was seen in three patients.", ["hyperpigmentation"]),
        ("PIH: none on the right, three on the left.", ["hyperpigmentation"]),
        ("Pain (7, 3, 0) and ulceration (0, 2, 0).", ["pain", "burn"]),
        ("AE: ecchymosis (5/18), lid oedema (4/18).", ["bleeding", "edema"]),
        ("Burning during pulses was reported by 90%.", ["burning"]),
        ("One patient developed cold sores.", ["infection"]),
        ("Two patients had tram-track marks.", ["scarring"]),
        ("Two patients had exacerbation of acne.", ["acne-flare"]),
        ("The treated areas were red for 24 hours.", ["erythema"]),
        ("Hyperpigmented marks appeared on both cheeks.", ["hyperpigmentation"]),
        ("She noticed loss of fat in the temples.", ["skin-atrophy"]),
        ("Cultures grew mycobacteria.", ["infection"]),
        ("Swabs were positive for propionibacteria in half of the patients.", []),
        ("Fat loss was 3.2 kg with exercise.", []),
        ("Widening of a few scars was noted in one patient.", ["scarring"]),
        ("Hyperaemia (100%) and burning (76%) were reported.", ["erythema", "burning"]),
        ("One woman developed irritant dermatitis from the gel.", ["allergic-reaction"]),
        ("Four patients noticed a slight asymmetry when raising the brow.", ["nerve-or-muscle"]),
        ("Residual hypopigmentation was seen in every case.", ["hypopigmentation"]),
        ("The risk of hyperpigmentation was lower with needling.", ["hyperpigmentation"]),
        ("Erythema persisted for up to a week in five patients.", ["erythema"]),
        ("Pain was lower on the laser side (3.2 ± 1.4 vs 4.7 ± 1.6).", []),
        ("Itching and pain of the scars resolved in 12 patients.", []),
        ("Patients with retracted, painful or adherent scars were randomized.", []),
        ("Dark marks were reported by two participants.", ["hyperpigmentation"]),
        ("Only mild erythema was recorded.", ["erythema"]),
        ("Patients experienced moderate pain during the procedure.", ["pain"]),
        ("Except for mild erythema, no complications occurred.", ["erythema"]),
        ("The mean duration of erythema was 4.2 days.", ["erythema"]),
        ("One patient fainted at the first visit.", ["systemic"]),
        ("Three small scars remained in one patient.", ["scarring"]),
        ("The incidence of hyperpigmentation was 13.6%.", ["hyperpigmentation"]),
        (
            "No serious adverse events were reported, and swelling was noted in two patients.",
            ["edema"],
        ),
        ("Three women bruised, and the lids swelled in two.", ["bleeding", "edema"]),
        ("Two developed brown spots; a pale halo remained in one.", [HYPER, "hypopigmentation"]),
        ("A single case of contact dermatitis was recorded.", ["allergic-reaction"]),
        ("Patients complained of mild to moderate pain during the procedure.", ["pain"]),
        ("Redness went within 48 hours.", ["erythema"]),
        ("Transient acne in two.", ["acne-flare"]),
        ("Pain during injection was the most common complaint.", ["pain"]),
        ("Bruising (52) and infection (1) were recorded.", ["bleeding", "infection"]),
        ("Redness: 2.1 days (needling) vs 5.3 days (laser).", ["erythema"]),
        ("Redness for more than a week was seen in four.", ["persistent-erythema"]),
        ("Erythema persisted for two days in one patient.", ["erythema"]),
        ("One man had hypertrophy at one edge (1 scar).", ["scarring"]),
        ("Temporary limitation of frowning was found in 6 cases.", ["nerve-or-muscle"]),
        ("One patient complained of a slightly asymmetric smile.", ["nerve-or-muscle"]),
        ("The treated areas became hypopigmented.", ["hypopigmentation"]),
        ("The papules subsided with residual hyperpigmentation.", [HYPER]),
        ("All patients had marked swelling during the first days.", ["edema"]),
        ("Pain during the procedure led to discontinuation in three women.", ["pain"]),
        ("One patient required antibiotics for wound infection.", ["infection"]),
        ("Patients described a feeling of tension for two days.", ["dryness"]),
        ("Haematoma formation was seen in 4 patients.", ["bleeding"]),
        ("Erythema is seen in two patients.", ["erythema"]),
        ("Erythema persisted longer with laser (5 vs 2 days).", ["erythema"]),
        ("Pain during injection was mentioned by most patients.", ["pain"]),
        ("Residual hyperpigmentation was present at month six.", [HYPER]),
        ("Hyperpigmentation occurred. Most pigmentary changes cleared.", [HYPER]),
        ("One patient withdrew owing to intolerable pain.", ["pain"]),
        ("Pigmentary changes occurred in two patients.", ["dyspigmentation"]),
        (
            "The most common harms were burns (26%), scarring (19%) and volume loss (14%).",
            ["burn", "scarring", "skin-atrophy"],
        ),
        ("Burning lasted for minutes, and crusts for five days.", ["burning", "crusting"]),
    ],
)
def test_events_that_happened_are_read(text: str, expected: list[str]) -> None:
    assert events(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Granuloma after microneedling with a serum", ["granuloma"]),
        ("Allergic granulomatous reaction after needling", ["allergic-reaction", "granuloma"]),
        ("Molluscum contagiosum following microneedling", ["infection"]),
        ("Needling of warts", []),
        ("Laser-induced hypopigmentation of a scar", ["hypopigmentation"]),
        ("Needling of scars after infection", []),
        ("Successful treatment of hyperpigmentation after burns with needling", []),
    ],
)
def test_the_title_of_a_case_report_names_a_harm(title: str, expected: list[str]) -> None:
    facts = read_with(read, "We report a case.", title=title, design="case-report")
    assert list(values(facts, "adverse_event")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "No infection and no hyperpigmentation occurred.",
        "Neither scarring nor infection was seen.",
        "Hyperpigmentation was not observed.",
        "Complications such as infection, haematoma and nerve damage were absent.",
        "Participants rated pain at 4.5 of 10.",
        "Pain scores fell by half.",
        "Symptoms such as pruritus and swelling improved in two groups.",
        "Betamethasone reduced all three parameters, erythema, scaling and swelling.",
        "Positive correlations were found between erythema and thickness.",
        "The SF-36 domains improved, and bodily pain was better in 12 patients.",
        "The drug reduced weekly episodes of urticaria.",
        "Dogs improved by 25% in pruritus.",
        "Scars with hypopigmentation responded less well.",
        "Four percent experienced recurrent ulceration.",
        "A keloid that had developed after folliculitis was treated.",
        "Hypopigmentation after burns is difficult to repair.",
        "Injection is the mainstay of treatment, but pain and atrophy limit its use.",
        "Pain was recorded on a visual analogue scale from 0 to 10.",
        "Mean pain was 4.1 on the scale.",
        "The erythema index was lower after laser.",
        "Itch decreased equally in both groups.",
        "The treatment lowers the risk of hyperpigmentation.",
        "Patients should be warned of infection.",
        "No adverse events were recorded.",
        "Not one patient had hyperpigmentation.",
        "Patients may experience redness and swelling for up to 72 hours.",
        "Pain and itching resolved in 80% of keloids.",
        "Redness of the scars faded by week 12.",
        "Itching was more frequent in the keloid group at baseline.",
        "Infections were recorded by telephone.",
        "Burn survivors reported better sleep.",
        "Infection, haematoma and hyperpigmentation did not occur.",
        "The infection rate was 0%.",
        "One patient was excluded because of herpes.",
        "Sunscreen was worn to minimise hyperpigmentation.",
        "Unlike lasers, needling does not cause hyperpigmentation.",
        "Herpes prophylaxis was given.",
        "Keloids itched less.",
        "Pain averaged 3.9 on the scale.",
        "Nurses with mild signs of irritation were asked to use the cream.",
        "The severity of pruritus decreased.",
        "Pustules and comedones decreased.",
        "The POSAS scores, pruritus, and width were similar in the groups.",
        "Hypopigmentation at baseline improved in most.",
        "The patient reported complete resolution of pain and itching.",
        "Nine patients were treated at our burns and plastic surgery unit and were seen again.",
        "Peeling agents of two strengths were compared.",
        "Needling was continued until pinpoint bleeding appeared.",
        "Immediate pinpoint bleeding served as the end point.",
        "Associated post-inflammatory hyperpigmentation faded in 80%.",
        "One withdrew because of an unrelated infection.",
        "Complications, including scarring and infection, were nil.",
        "Scars were less red, itchy and painful.",
        "Their dyschromia and texture scores were better.",
    ],
)
def test_denied_measured_and_feared_events_are_not(text: str) -> None:
    assert events(text) == []


def test_events_of_methods_and_background_do_not_count() -> None:
    text = (
        "BACKGROUND: Laser often causes hyperpigmentation. METHODS: Erythema was recorded in "
        "all patients. RESULTS: Scars improved."
    )
    assert read_with(read, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Erythema: 30 vs 28; oedema: 12; PIH: 4 vs 0.", ["erythema", "edema", HYPER]),
        ("Petechiae, 13 laser sides. Scabbing, 22 sides.", ["bleeding", "crusting"]),
        ("Mild erythema, oedema: all. Infection: none.", ["erythema", "edema"]),
        ("Complications: haematoma 3, infection 0, burns 0/40.", ["bleeding"]),
        ("Swelling was described by 11, burns by none.", ["edema"]),
        ("Pain: 5.2 v 3.1.", []),
        ("Pain 4 v 6 on the VAS.", []),
        ("Scar widening (0% vs 15.8%) was more frequent with the acid.", ["scarring"]),
        ("Rates of PIH were 3.3 and 16.7%.", [HYPER]),
    ],
)
def test_numbers_beside_an_event_tell_whether_it_happened(text: str, expected: list[str]) -> None:
    assert events(text) == expected


def test_a_condition_of_the_title_is_no_harm_unless_it_is_new() -> None:
    title = "Tranexamic acid for dyschromia of burn scars"
    text = "RESULTS: Dyschromia {} in seven patients."
    faded, new = (
        read_with(read, text.format(verb), title=title) for verb in ("was lighter", "worsened")
    )
    assert values(faded, "adverse_event") == []
    assert values(new, "adverse_event") == ["dyspigmentation"]
    history = "Natural history of post-inflammatory hyperpigmentation"
    assert read_with(read, "RESULTS: PIH lasted a year in 40 patients.", title=history) == []
    ulcers = read_with(read, "RESULTS: Ulceration was seen in two.", title="Leg ulcers")
    assert ulcers == []


@pytest.mark.parametrize(
    ("text", "parts", "unit"),
    [
        ("Hyperpigmentation developed in 3 of 25 patients.", ["3", "25"], "persons"),
        ("Hyperpigmentation was seen in 4/19 patients.", ["4", "19"], "persons"),
        ("Hyperpigmentation occurred in 4 patients (13.3%).", ["4", "13.3%"], "persons"),
        ("Two patients developed hyperpigmentation.", ["Two"], "persons"),
        ("Adverse events were hyperpigmentation (n = 5).", ["5"], "persons"),
        ("Hyperpigmentation was seen in 24% of halves.", ["24%"], "percent"),
        ("Hyperpigmentation was common.", [], None),
        ("Erythema of one to two days was seen.", [], None),
    ],
)
def test_counts_are_kept_as_parts(text: str, parts: list[str], unit: str | None) -> None:
    facts = read_with(read, f"RESULTS: {text}")
    event = next(fact for fact in facts if fact.field == "adverse_event")
    assert [part.quote for part in event.parts] == parts
    assert event.unit == unit


def test_each_event_of_a_list_has_its_own_count() -> None:
    facts = read_with(read, "RESULTS: Pain was reported by 19 patients, itching by seven.")
    counts = {fact.value: fact.parts[0].quote for fact in facts}
    assert counts == {"pain": "19", "itch": "seven"}


def test_the_arm_is_the_role() -> None:
    facts = read_with(read, "RESULTS: Blistering was seen in one patient of the laser group.")
    assert [fact.role for fact in facts] == ["laser group"]


def test_a_duration_belongs_to_its_event() -> None:
    facts = read_with(read, "RESULTS: Erythema lasted two to three days.")
    duration = next(fact for fact in facts if fact.field == "adverse_event_duration")
    assert (duration.value, duration.role) == ("two to three days", "erythema")


@pytest.mark.parametrize("design", ["protocol", "guideline"])
def test_plans_and_guidelines_have_no_events(design: str) -> None:
    assert events("Erythema was seen in all patients.", design) == []


def test_symptoms_of_people_whom_nobody_treated_are_no_harm() -> None:
    assert events("Itching was reported by 60% of cases.", "case-control") == []
    assert events("Pain after the procedure was reported by 60%.", "case-control") == ["pain"]


def test_a_case_report_names_its_event_in_the_title() -> None:
    facts = read_with(read, "", title="Granuloma after microneedling", design="case-report")
    assert values(facts, "adverse_event") == ["granuloma"]


def test_infections_that_a_trial_prevents_are_its_outcome() -> None:
    text = "RESULTS: Wound infection occurred in 4 and 13 patients."
    prevention = "Prevention of surgical site infection after keloid excision by silver dressings"
    assert values(read_with(read, text, title=prevention), "adverse_event") == []
    excision = "Keloid excision with or without silver dressings"
    assert "infection" in values(read_with(read, text, title=excision), "adverse_event")


def test_a_scar_after_a_procedure_is_a_harm_and_one_after_a_burn_is_none() -> None:
    for title, found in (
        ("Hypertrophic scar after cosmetic microneedling", ["scarring"]),
        ("Keloids induced by microneedling", ["scarring"]),
        ("Recurrence of keloids after laser treatment", []),
        ("Contact dermatitis to a serum during microneedling", ["allergic-reaction"]),
        ("Hypertrophic scar after a burn", []),
    ):
        facts = read_with(read, "", title=title, design="case-report")
        assert values(facts, "adverse_event") == found


def test_counts_in_words_become_numbers_in_the_table() -> None:
    facts = read_with(read, "RESULTS: Hyperpigmentation was found in one of 17 patients.")
    rows: Rows = defaultdict(list)
    add_extracted(rows, "a-study", facts)
    [row] = rows["adverse_events"]
    assert row[5:8] == (1, 17, None)
