"""What all readers of scar facts share: provenance, reviews told from studies, arms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.outcomes import adverse_events, outcome_measures, results
from ingest.extract.people import age, country, sex, skin_type
from ingest.extract.scar_facts import (
    LONGEST,
    has_number,
    has_results,
    is_secondary,
    tells_of_patients,
)
from ingest.extract.text.document import Document
from ingest.extract.treatment import device, interval, interventions, needle, scar_types, sessions
from tests.extracting import read_with

READERS = (
    scar_types.read,
    interventions.read,
    sessions.read,
    interval.read,
    needle.read,
    device.read,
    skin_type.read,
    age.read,
    sex.read,
    country.read,
    outcome_measures.read,
    results.read,
    adverse_events.read,
)
PIECES = (
    "three sessions",
    "every 4 weeks",
    "at 4-week intervals",
    "monthly for 3 months",
    "needles of",
    "1.5–2.5 mm",
    "dermaroller",
    "acne scars",
    "keloids",
    "versus",
    "PRP",
    "placebo",
    "in 4 (13.3%)",
    "hyperpigmentation",
    "erythema",
    "no",
    "patients",
    "20 women and 12 men",
    "aged 18–40 years",
    "skin types III–V",
    "in India",
    "P = 0.03",
    "95% CI −2.0 to −0.6",
    "fell from 9 to 5",
    "by 48%",
    "RESULTS:",
    "METHODS:",
    "BACKGROUND:",
    "Vancouver Scar Scale",
    "20 mJ",
    "½",
    "İ",
    "\n",
    "(",
    ")",
    ". ",
    ", ",
    "; ",
    "respectively",
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, abstract=TEXTS, design=st.sampled_from([None, "case-report", "protocol"]))
def test_every_fact_quotes_the_text(
    title: list[str], abstract: list[str], design: str | None
) -> None:
    for read in READERS:
        read_with(read, " ".join(abstract), title=" ".join(title), design=design)


@pytest.mark.parametrize(
    "text", ["", "\x00\x01", "<p>3 sessions</p>", "三次治疗,间隔4周", "a" * 9999]
)
def test_odd_texts_are_read_without_error(text: str) -> None:
    for read in READERS:
        read_with(read, text)


def test_only_the_length_of_an_abstract_is_read() -> None:
    text = "Scars had three sessions. " + "x " * LONGEST + "Scars had nine treatments."
    facts = read_with(sessions.read, text)
    assert [fact.value for fact in facts] == [3, 3]
    assert read_with(sessions.read, "x " * LONGEST + "Scars had three sessions.") == []


def _reads_as_secondary(text: str, design: str) -> bool:
    context = Context(facts=[Fact("design", design, "absent", "given", 1)])
    return is_secondary(Document.from_parts("", text), context)


def test_a_review_that_treats_patients_is_a_study() -> None:
    treated = "Charts of 23 patients who were treated by needling were reviewed."
    read_papers = "We summarise what is known of needling."
    assert not _reads_as_secondary(treated, "narrative-review")
    assert _reads_as_secondary(read_papers, "narrative-review")
    assert _reads_as_secondary(treated, "systematic-review")
    assert not _reads_as_secondary(read_papers, "case-series")
    assert tells_of_patients(Document.from_parts("", "A 40-year-old man had a scar."))
    assert tells_of_patients(Document.from_parts("", "We have treated 19 patients with keloids."))
    assert not tells_of_patients(Document.from_parts("", "We treated the trials of 19 authors."))


def test_results_are_set_apart_by_a_heading() -> None:
    assert has_results(Document.from_parts("", "METHODS: We needled. RESULTS: All improved."))
    assert not has_results(Document.from_parts("", "The results were good."))


def test_numbers_are_found_in_a_stretch() -> None:
    document = Document.from_parts("", "Three scars.")
    assert has_number(document, 0, 7)
    assert not has_number(document, 6, 13)
