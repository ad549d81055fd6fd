"""Whether a trial met its primary endpoint, on abstracts of our own writing."""

from __future__ import annotations

import pytest

from ingest.extract.context import Context
from ingest.extract.direction.endpoint import primary_endpoint, read_endpoint
from ingest.extract.direction.findings import read_findings
from ingest.extract.direction.outcome import read
from ingest.extract.text.clauses import stem
from ingest.extract.text.document import Document

METHODS = (
    "METHODS: Ninety adults with acne scars were randomised to needling or placebo needling. "
    "The primary endpoint was change in scar depth at week 24. RESULTS: "
)
#: What follows the methods, and whether the primary endpoint was met.
REPORTED = [
    ("Scar depth fell more with needling than with placebo (P = .002). CONCLUSIONS: Needling "
     "significantly reduced scar depth.", True),
    ("Change in scar depth did not differ between the groups (P = .48). Pain was higher with "
     "needling (P = .01). CONCLUSIONS: Needling did not improve scar depth.", False),
    ("Scar depth fell in both groups (P = .21). CONCLUSIONS: The trial did not meet its primary "
     "endpoint, although satisfaction improved.", False),
    ("Scar depth improved (mean difference -0.4 mm, P < .001). CONCLUSIONS: The trial met its "
     "primary endpoint.", True),
    ("Change in scar depth was similar (P = .80). CONCLUSIONS: Neither needling nor placebo gave a "
     "benefit in scar depth.", False),
    ("Scar depth was significantly lower with needling (P = .01). CONCLUSIONS: Needling was "
     "superior to placebo for scar depth.", True),
]  # fmt: skip


@pytest.mark.parametrize(("results", "met"), REPORTED)
def test_endpoint_met(results: str, met: bool) -> None:
    document = Document.from_parts("Needling for acne scars: a randomised trial", METHODS + results)
    context = Context()
    facts = read(document, context)
    assert context.answers["primary_endpoint_met"] is met
    found = next(f for f in facts if f.field == "primary_endpoint_met")
    assert found.value is met
    assert found.start is not None
    assert document.text[found.start : found.end] == found.quote


def test_words_that_say_it_outright_are_stated_and_others_derived() -> None:
    for results, status in ((REPORTED[3][0], "stated"), (REPORTED[0][0], "derived")):
        document = Document.from_parts("Needling", METHODS + results)
        facts = read(document, Context())
        assert next(f for f in facts if f.field == "primary_endpoint_met").status == status


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The primary endpoint was progression-free survival.", "progression"),
        ("The primary outcome measure of the trial was patient satisfaction at one year.",
         "satisfaction"),
        ("Scar volume was the primary outcome.", "volume"),
        ("PFS as the primary end point was 11 months.", "progression"),
    ],
)  # fmt: skip
def test_the_named_endpoint(text: str, word: str) -> None:
    assert stem(word) in primary_endpoint(Document.from_parts("", text))


def test_no_named_endpoint() -> None:
    document = Document.from_parts("", "Primary closure was done. Scars were rated.")
    assert primary_endpoint(document) == frozenset()


def test_in_a_trial_of_non_inferiority_alike_is_what_was_hoped_for() -> None:
    document = Document.from_parts(
        "Needling and laser: a non-inferiority trial",
        "RESULTS: Depth was similar. CONCLUSIONS: Needling was non-inferior to laser.",
    )
    features = read_endpoint(document, read_findings(document)).features
    assert features["non-inferiority"] == 1
    assert "p" not in features


@pytest.mark.parametrize(
    "text",
    ["", "We describe a needling device.", "A 30-year-old woman had a scar. It was excised."],
)
def test_what_is_no_trial_has_no_endpoint(text: str) -> None:
    context = Context()
    read(Document.from_parts("A note", text), context)
    assert context.answers["primary_endpoint_met"] is None
