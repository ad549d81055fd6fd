"""The arms of a comparison: sizes, labels and their sum."""

from __future__ import annotations

from ingest.extract import Document, Fact, Reading, read
from ingest.extract.people.arm_labels import label_span
from ingest.extract.people.counts import counts_of

TWO_ARMS = (
    "METHODS: A total of 62 patients with acne scars were randomized to microneedling (n = 32) "
    "or fractional laser (n = 30)."
)
NO_TOTAL = (
    "METHODS: Patients with acne scars were randomized to microneedling (n = 32) or to "
    "fractional laser (n = 31) for 12 weeks. RESULTS: Scores improved in both groups."
)


def reading(text: str) -> Reading:
    return read(Document.from_parts("Needling or laser for acne scars", text))


def arm_sizes(text: str) -> list[Fact]:
    return [fact for fact in reading(text).facts if fact.field == "arm_size"]


def test_two_arms_with_their_labels() -> None:
    assert [(fact.value, fact.role) for fact in arm_sizes(TWO_ARMS)] == [
        (32, "microneedling"),
        (30, "fractional laser"),
    ]
    answers = reading(TWO_ARMS).answers
    assert (answers["participants"], answers["arms"]) == (62, [32, 30])


def test_the_quote_holds_label_and_size() -> None:
    first = arm_sizes(TWO_ARMS)[0]
    assert first.quote == "microneedling (n = 32"


def test_without_a_total_the_sum_is_derived_with_its_parts() -> None:
    found = reading(NO_TOTAL)
    totals = [fact for fact in found.facts if fact.field == "participants"]
    assert all(fact.tier == "low" for fact in totals if fact.status == "stated")
    (total,) = [fact for fact in totals if fact.status == "derived"]
    assert total.value == 63
    assert [part.quote for part in total.parts] == ["32", "31"]


def test_one_size_stated_for_each_of_several_arms() -> None:
    text = "Ninety patients were divided into three groups of 30 patients each."
    assert reading(text).answers["arms"] in ([30, 30, 30], [])


def test_no_arm_is_as_large_as_the_total() -> None:
    text = "A total of 40 patients with scars were enrolled. Forty patients were analysed (n = 40)."
    assert 40 not in reading(text).answers["arms"]


def test_label_after_the_number() -> None:
    document = Document.from_parts("", "We assigned 24 patients to needling and 25 to peeling.")
    labels = []
    for count in counts_of(document):
        span = label_span(document, count)
        labels.append(document.text[span[0] : span[1]] if span else None)
    assert labels == ["needling", "peeling"]


def test_of_more_sizes_those_that_make_the_whole_are_the_arms() -> None:
    text = (
        "METHODS: Of 70 patients screened, 60 were randomized, 30 to needling and 30 to laser; 56 "
        "finished (29 and 27)."
    )
    assert reading(text).answers["arms"] == [30, 30]


def test_equal_groups_come_before_those_analysed() -> None:
    text = (
        "METHODS: A total of 180 women were randomized into three equal groups: silicone gel, "
        "onion extract gel, or no treatment. RESULTS: Analysis included 56 women in the silicone "
        "group, 54 in the onion extract group and 55 in the control group."
    )
    assert reading(text).answers["arms"] == [60, 60, 60]


def test_the_places_of_scars_are_no_arms() -> None:
    text = (
        "METHODS: A total of 138 patients with 171 keloids (earlobe, 74; anterior chest, 62; "
        "other, 35) were treated with excision or laser."
    )
    assert reading(text).answers["arms"] == []


def test_the_sexes_are_no_arms() -> None:
    text = "METHODS: Eighty patients (38 males, 42 females) were randomized to needling or laser."
    assert reading(text).answers["arms"] == []
    text = "RESULTS: There were 49 (61.25%) females and 31 (38.75%) males in the two groups."
    assert reading(text).answers["arms"] == []


def test_a_size_without_another_is_no_arm() -> None:
    text = (
        "METHODS: Patients were randomized to needling or laser. RESULTS: Sixty-seven patients "
        "completed the study."
    )
    assert reading(text).answers["arms"] == []
