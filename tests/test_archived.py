"""A record counts as revised when it says something else, not when it was handled again."""

from __future__ import annotations

import pytest

from ingest.archive.copies import Copy, content_sha256, read_copy, read_record
from tests.eutils.population import Population

ARTICLE = b"""<PubmedArticle>
  <MedlineCitation Status="MEDLINE">
    <PMID Version="2">90000001</PMID>
    <DateCompleted><Year>2026</Year><Month>01</Month><Day>05</Day></DateCompleted>
    <DateRevised><Year>2026</Year><Month>01</Month><Day>06</Day></DateRevised>
    <Article><ArticleTitle>Needling of scars</ArticleTitle></Article>
  </MedlineCitation>
  <PubmedData>
    <History><PubMedPubDate PubStatus="entrez"><Year>2026</Year></PubMedPubDate></History>
    <ArticleIdList><ArticleId IdType="doi">10.5555/Needles</ArticleId></ArticleIdList>
    <ReferenceList><Title>References</Title>
      <ReferenceList><Reference><Citation>A book</Citation></Reference></ReferenceList>
      <Reference><Citation>Another book</Citation></Reference>
    </ReferenceList>
  </PubmedData>
</PubmedArticle>"""
TEXT = b"""PMID- 90000001
OWN - NLM
LR  - 20260106
TI  - Needling of scars in the face, the neck and
      the arms
EDAT- 2026/01/05 06:00
PHST- 2026/01/05 06:00 [entrez]
SO  - Arch Small Rec. 2026.
"""


def content(raw: bytes) -> str:
    format = "xml" if raw.startswith(b"<") else "nbib"
    return content_sha256(Copy("90000001", format, "article", 1, None, False, None, raw))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "before", "after"),
    [
        (ARTICLE, b"<Day>06</Day>", b"<Day>07</Day>"),
        (ARTICLE, b"<Day>05</Day>", b"<Day>07</Day>"),
        (ARTICLE, b"<Year>2026</Year></PubMedPubDate>", b"<Year>2025</Year></PubMedPubDate>"),
        (ARTICLE, b"A book", b"A newer book"),
        (ARTICLE, b"Another book", b"A third book"),
        (ARTICLE, b"\n    ", b"\n\t"),
        (TEXT, b"20260106", b"20260107"),
        (TEXT, b"PHST- 2026/01/05 06:00 [entrez]\n", b""),
        (TEXT, b"EDAT- 2026/01/05 06:00", b"EDAT- 2026/01/06\n      06:00"),
    ],
)
def test_handling_is_no_revision(raw: bytes, before: bytes, after: bytes) -> None:
    assert before in raw
    assert content(raw.replace(before, after)) == content(raw)


@pytest.mark.parametrize(
    ("raw", "before", "after"),
    [
        (ARTICLE, b"Needling of scars", b"Needling of the scar"),
        (ARTICLE, b"10.5555/Needles", b"10.5555/needle"),
        (ARTICLE, b"MEDLINE", b"PubMed-not-MEDLINE"),
        (TEXT, b"the arms", b"the legs"),
        (TEXT, b"Arch Small", b"Arch Large"),
    ],
)
def test_other_words_are(raw: bytes, before: bytes, after: bytes) -> None:
    assert before in raw
    assert content(raw.replace(before, after)) != content(raw)


def test_a_copy_knows_what_the_rules_of_the_archive_need() -> None:
    copy = read_copy(ARTICLE, "xml")
    assert (copy.pmid, copy.kind, copy.version, copy.revised_on) == (
        "90000001",
        "article",
        2,
        "2026-01-06",
    )
    assert (copy.doi, copy.retracted, copy.raw) == ("10.5555/needles", False, ARTICLE)
    assert read_copy(TEXT, "nbib").revised_on == "2026-01-06"


def test_a_retracted_paper_is_known_as_such() -> None:
    population = Population()
    pmid = population.add("Needling of scars.")
    notice = population.retract(pmid)
    assert read_copy(population.raw(pmid), "xml").retracted
    assert not read_copy(population.raw(notice), "xml").retracted


def test_both_formats_give_the_same_record() -> None:
    population = Population()
    pmid = population.add("Needling of scars.")
    xml = read_record(population.raw(pmid), "xml")
    text = read_record(population.medline(pmid).encode().strip() + b"\n", "nbib")
    assert (xml.pmid, xml.title, xml.history.revised) == (
        text.pmid,
        text.title,
        text.history.revised,
    )
