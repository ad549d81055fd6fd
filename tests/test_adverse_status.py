"""Adverse events: reported, said not to have happened, or not mentioned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.outcomes.adverse_status import decisive_mention, read
from ingest.extract.reader import read as read_all
from ingest.extract.text.document import Document

REPORTED = [
    "The wound infection rate was higher with gel A.",
    "Other than mild, transient sedation, the drug was well tolerated.",
    "Nausea occurred with 35% of injections.",
    "The incidence of hypotension was higher with clonidine.",
    "Post-inflammatory hyperpigmentation was seen in 2 patients.",
    "Three patients developed post-inflammatory hyperpigmentation.",
    "PIH occurred in 3 of 30 patients (10%).",
    "Transient erythema and edema lasted two days in all patients.",
    "Adverse effects were mild and transient.",
    "Side effects were limited to mild erythema.",
    "Side effects were fewer on the needled side.",
    "Complications included infection in one patient.",
    "No difference in adverse events was found between the groups.",
    "None of the expected side effects differed between the groups.",
    "The incidence of adverse events was not significantly different.",
    "No adverse events were noted except mild erythema and pinpoint bleeding.",
    "Mild pain during the procedure was reported by most patients.",
    "Injection-site reactions were less frequent with gel A.",
    "Unwanted effects were few.",
    "Only minor complications were recorded.",
    "A rash on one lid was the sole incident.",
    "Delayed healing: 6 and 1.",
    "Maceration under the sheets in 14, eczema in one.",
    "Wound infection: 1 v 2.",
    "The complication rate was 4%.",
    "Maceration led to a pause in seven women.",
    "Rash, seen in 20 men, was blamed on the lotion.",
    "Cobblestone texture in 5, colour mismatch in 12.",
    "Four patients noticed a lower brow, which recovered. No other adverse event occurred.",
    "There were no adverse events beyond expected erythema and edema.",
    "One patient presented an acneiform reaction on both sides. No serious events occurred.",
    "Pigmentation was observed in 31 lesions.",
    "There were two skin breakdowns in the massage group.",
    "Needled patients had less hyperpigmentation (RR 0.31).",
]
NONE_REPORTED = [
    "There were no changes in redness (p > 0.05) or any adverse reactions.",
    "No serious adverse effects were observed.",
    "There were no adverse events, and downtime was short.",
    "The treatment was well tolerated without adverse effects.",
    "Adverse effects were not observed.",
    "The procedure was free of complications.",
    "Neither group had any complications.",
    "No patient developed post-inflammatory hyperpigmentation or scarring.",
    "No post-inflammatory hyperpigmentation was noted in any patient.",
    "No grade 3 or higher toxicities occurred.",
    "There were no cases of dehiscence.",
    "No other differences were found and no adverse events occurred.",
    "No harm came to any child.",
    "Healing was uneventful in every patient.",
    "There were no untoward incidents.",
    "The complication rate was 0%.",
    "Adverse effects occurred in neither group.",
    "Hyperpigmentation was not seen in any patient.",
    "No wound opened. No other complications occurred.",
    "No intercurrences were observed.",
    "Pruritus disappeared in 8 of the 9 children who had it. There were no complications.",
]
NOT_MENTIONED = [
    "The study included adverse event monitoring and blood tests.",
    "The treatment was well tolerated.",
    "Needling is safe and effective.",
    "Safety was assessed at every visit.",
    "Adverse events were recorded throughout.",
    "None withdrew because of adverse events.",
    "Needling can be used without risk of hyperpigmentation in dark skin.",
    "Further studies of side effects are needed.",
    "The primary outcome was the rate of complications.",
    "The drug had no adverse effect on wound strength.",
    "Harms were not documented in the notes.",
    "Adverse events were not systematically recorded.",
    "Adverse events were poorly reported.",
    "Needling is a safe treatment with few side effects.",
    "Side effects were asked about at each visit.",
    "No complication required treatment.",
    "Possible side effects were mentioned in 22% of videos.",
]


def status(sentence: str) -> str:
    context = Context()
    document = Document.from_parts(
        "Needling for acne scars", f"RESULTS: Scars improved. {sentence}"
    )
    (fact,) = read(document, context)
    assert fact.value == context.answers["adverse_status"]
    assert fact.quote is None or document.text[fact.start : fact.end] == fact.quote
    return str(fact.value)


@pytest.mark.parametrize("sentence", REPORTED)
def test_reported(sentence: str) -> None:
    assert status(sentence) == "reported"


@pytest.mark.parametrize("sentence", NONE_REPORTED)
def test_none_reported(sentence: str) -> None:
    assert status(sentence) == "none-reported"


@pytest.mark.parametrize("sentence", NOT_MENTIONED)
def test_not_mentioned(sentence: str) -> None:
    assert status(sentence) == "not-mentioned"


def test_one_statement_outweighs_a_denial() -> None:
    assert status("No serious adverse events occurred. Two patients had burning.") == "reported"


def test_the_disease_itself_is_no_adverse_event() -> None:
    document = Document.from_parts(
        "Laser for post-inflammatory hyperpigmentation",
        "RESULTS: Hyperpigmentation was less in 12 patients after three sessions.",
    )
    assert decisive_mention(document) is None


def test_background_and_methods_are_not_read() -> None:
    document = Document.from_parts(
        "Needling",
        "BACKGROUND: Lasers often have side effects. METHODS: Complications were noted in a diary. "
        "RESULTS: Scars improved.",
    )
    assert decisive_mention(document) is None


def test_methods_that_share_a_heading_with_results_are_read() -> None:
    document = Document.from_parts(
        "Needling", "METHODS AND RESULTS: Thirty patients were treated. No side effects occurred."
    )
    mention = decisive_mention(document)
    assert mention is not None
    assert not mention.happened


def test_the_quote_keeps_the_denial() -> None:
    document = Document.from_parts("Needling", "RESULTS: No bleeding, infection or side effects.")
    mention = decisive_mention(document)
    assert mention is not None
    assert document.text[mention.start : mention.end].startswith("No bleeding")


def test_a_protocol_has_no_events_yet() -> None:
    design = Fact("design", "protocol", "stated", "test", 1, quote="x", start=0, end=1)
    context = Context(facts=[design])
    (fact,) = read(Document.from_parts("P", "Adverse events occurred in 2 patients."), context)
    assert (fact.value, fact.status, fact.quote) == ("not-mentioned", "absent", None)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    document = Document.from_text(text)
    for fact in read(document, Context()):
        assert fact.quote is None or document.text[fact.start : fact.end] == fact.quote


def test_a_sign_that_the_study_aims_at_is_no_harm() -> None:
    aim = "OBJECTIVE: To see whether tranexamic acid lessens bleeding. "
    result = "RESULTS: Ten patients had minimal bleeding and thirty had none."
    assert decisive_mention(Document.from_parts("Tranexamic acid", aim + result)) is None


def test_an_endless_text_is_read_no_further_than_any_abstract_goes() -> None:
    text = "RESULTS: " + "no erythema " * 2000 + "Adverse events occurred."
    decisive = decisive_mention(Document.from_parts("Needling", text))
    assert decisive is not None
    assert not decisive.happened


@pytest.mark.parametrize(
    ("words", "status"),
    [("heavy forehead, 9 with the drug and 1 without.", "reported"), ("None.", "none-reported")],
)
def test_words_under_a_heading_of_harm_tell_of_it(words: str, status: str) -> None:
    text = f"METHODS: 40 adults had one injection. ADVERSE EVENTS: {words} CONCLUSION: It works."
    document = Document.from_parts("A drug for scars", text)
    assert read_all(document).answers["adverse_status"] == status


@pytest.mark.parametrize(
    "results",
    [
        "No infection, no pigment change.",
        "Infection, haematoma and hyperpigmentation did not occur.",
        "Hyperpigmentation: 0 of 40.",
    ],
)
def test_harms_of_scar_studies_are_denied_by_name(results: str) -> None:
    text = f"METHODS: 40 patients were treated. RESULTS: Scars improved. {results}"
    document = Document.from_parts("Needling of acne scars", text)
    assert read_all(document).answers["adverse_status"] == "none-reported"


@pytest.mark.parametrize(
    ("title", "results", "status"),
    [
        ("Needling of acne scars", "All pts had erythema lasting 2-3 days.", "reported"),
        ("Needling of acne scars", "PIH: 6 (20%) versus 1 (3.3%).", "reported"),
        ("A cream in psoriasis", "Folliculitis was seen in two men in the cream arm.", "reported"),
        ("A cream in psoriasis", "Itch was less in the evening.", "not-mentioned"),
        ("Itch after needling of scars", "Itch was seen in two men.", "not-mentioned"),
    ],
)
def test_a_single_event_tells_where_no_words_of_harm_do(
    title: str, results: str, status: str
) -> None:
    """Elsewhere than in scars and needling, only with its number; never what the study is about."""
    document = Document.from_parts(title, f"METHODS: 40 patients were treated. RESULTS: {results}")
    assert read_all(document).answers["adverse_status"] == status


def test_what_is_known_beside_the_aim_is_no_aim() -> None:
    known = "Injection is limited by atrophy. We compared microneedling with injection."
    results = "RESULTS: Skin atrophy occurred in five patients after injection."
    text = f"AIM: {known} {results}"
    document = Document.from_parts("Microneedling or injection in alopecia", text)
    assert read_all(document).answers["adverse_status"] == "reported"
