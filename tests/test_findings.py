"""What single sentences of results and conclusions find, as flags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.direction.findings import flags_of, read_findings
from ingest.extract.text.document import Document


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("Needling significantly improved scar depth.", "better"),
        ("Needling did not improve scar depth.", "better denied"),
        ("Neither needling nor any of the three peels that were tried gave a benefit.",
         "better denied"),
        ("Depth did not differ, but satisfaction improved.", "better"),
        ("There was no significant difference in depth.", "differ denied"),
        ("Both treatments were comparable.", "alike"),
        ("Needling was non-inferior to laser.", "noninferior"),
        ("Needling was not non-inferior to laser.", "noninferior denied"),
        ("Depth was lower with needling (P = .01).", "p significant"),
        ("Depth was lower with needling (P = .3).", "p not significant"),
        ("Laser remains the standard treatment.", "remains"),
    ],
)  # fmt: skip
def test_flag(sentence: str, flag: str) -> None:
    assert flag in flags_of(sentence)


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("Needling did not improve scar depth.", "better"),
        ("Depth did not differ, but satisfaction improved.", "better denied"),
    ],
)
def test_no_such_flag(sentence: str, flag: str) -> None:
    assert flag not in flags_of(sentence)


def test_sections_tell_results_from_conclusions() -> None:
    document = Document.from_parts(
        "Needling of scars",
        "BACKGROUND: Scars matter. METHODS: Twenty were treated. RESULTS: Depth fell. Pain rose. "
        "CONCLUSIONS: Needling is effective. TRIAL REGISTRATION: None.",
    )
    assert [f.region for f in read_findings(document)] == [
        "title", "results", "results", "conclusions"
    ]  # fmt: skip


def test_without_sections_the_last_two_sentences_conclude() -> None:
    document = Document.from_parts(
        "Needling", "We treated twenty. They were rated. Depth fell. Pain rose. It works. Use it."
    )
    regions = [f.region for f in read_findings(document)]
    assert regions == ["title", "results", "conclusions", "conclusions"]


@given(st.text(max_size=200))
def test_findings_stand_in_the_text(text: str) -> None:
    document = Document.from_text(text)
    for finding in read_findings(document):
        assert 0 <= finding.sentence.start < finding.sentence.end <= len(text)
