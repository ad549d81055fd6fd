"""PubMed-format text: variants that people bring, and the same record as from XML."""

from __future__ import annotations

import contextlib
import doctest
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.pubmed import nbib, nbib_fields, xml
from ingest.pubmed.nbib import parse_record, split_records, unwrap
from ingest.pubmed.record import (
    AbstractSection,
    Author,
    Chemical,
    Grant,
    History,
    Keyword,
    Link,
    OtherAbstract,
    PartialDate,
    Record,
    Registration,
    is_retracted,
)

FIXTURES = Path(__file__).parent / "fixtures" / "pubmed"
ONE = "PMID- 1\nTI  - Scars.\n"


def split(text: str) -> list[tuple[str, str, int]]:
    return list(split_records(io.StringIO(text)))


def parse(*lines: str) -> Record:
    return parse_record("\n".join(("PMID- 1", *lines)))


def without_what_nbib_lacks(record: Record) -> dict[str, Any]:
    """The fields of ``record`` less NLM's categories and the identifiers of MeSH."""
    return record._asdict() | {
        "version": 1,
        "indexing_method": None,
        "abstract": [section._replace(category=None) for section in record.abstract],
        "mesh_headings": [
            heading._replace(
                ui=None, qualifiers=[part._replace(ui=None) for part in heading.qualifiers]
            )
            for heading in record.mesh_headings
        ],
        "chemicals": [chemical._replace(ui=None) for chemical in record.chemicals],
    }


def test_examples() -> None:
    assert doctest.testmod(nbib_fields).failed == 0


def test_same_record_as_from_xml() -> None:
    with (FIXTURES / "twin.xml").open("rb") as stream:
        (served,) = xml.split_records(stream)
    with (FIXTURES / "twin.nbib").open(encoding="utf-8") as text:
        ((pmid, raw, line),) = split_records(text)
    assert (pmid, line) == (served.pmid, 2)
    from_text, from_xml = parse_record(raw), xml.parse_record(served.raw)
    assert without_what_nbib_lacks(from_text) == without_what_nbib_lacks(from_xml)
    empty = {field for field, value in from_text._asdict().items() if value in (None, ())}
    assert empty == {
        "indexing_method", "other_abstracts", "book_title", "publisher", "editors",
        "supplementary_concepts", "cited_pmids",
    }  # fmt: skip


class TestSplit:
    @pytest.mark.parametrize(
        "text",
        [
            ONE,
            "\n\n" + ONE,
            "\ufeff" + ONE,
            ONE.replace("\n", "\r\n"),
            ONE.replace("PMID- 1", "PMID-1"),
            ONE.replace("PMID- 1", "PMID - 0001"),
            ONE + "\n\n\n",
        ],
    )
    def test_variants(self, text: str) -> None:
        ((pmid, raw, _),) = split(text)
        assert pmid == "1"
        assert parse_record(raw).title == "Scars."

    def test_records_part_at_an_empty_line_or_a_pmid(self) -> None:
        text = f"{ONE}\nPMID- 2\nPMID- 3\n      \nTI  - c\n"
        assert [(pmid, line) for pmid, _, line in split(text)] == [("1", 1), ("2", 4), ("3", 5)]

    def test_wrapped_lines_stay_as_served(self) -> None:
        text = "PMID- 1\nAB  - long\n      and longer\n"
        assert split(text) == [("1", text, 1)]

    def test_records_without_pmid_are_counted_after_the_others(self) -> None:
        records = split_records(io.StringIO("OWN - ERIC\nTI  - School.\n\n" + ONE))
        assert next(records)[0] == "1"
        with pytest.raises(InputError, match=r"line 1: 1 of 2 records have no PMID"):
            next(records)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "line 1: there is no record"),
            ("\n\n", "there is no record"),
            ("<!DOCTYPE html>\n", "line 1: this is XML or HTML"),
            ('\n{"error": 1}\n', "line 2: this is JSON"),
            ("id: 12 Error occurred: cannot get document summary\n", "line 1: PubMed answered"),
            ("PMID- 1\nSO  no hyphen\n", "line 2: neither a field"),
            ("      a continuation of nothing\n", "line 1: neither a field"),
            ("A list of papers\n", "line 1: neither a field"),
        ],
    )
    def test_what_is_not_pubmed_text(self, text: str, said: str) -> None:
        with pytest.raises(InputError) as caught:
            split(text)
        assert said in str(caught.value)

    def test_records_before_the_bad_place_are_kept(self) -> None:
        records = split_records(io.StringIO(ONE + "\nOmit this line.\n"))
        assert next(records)[0] == "1"
        with pytest.raises(InputError, match="line 4"):
            next(records)


class TestFields:
    @pytest.mark.parametrize("tag", ["CN", "OT", "COIS", "CI", "GR", "RIN", "AD", "MH", "AB", "ZZ"])
    def test_a_wrapped_line_is_joined_by_one_space(self, tag: str) -> None:
        raw = f"PMID- 1\n{tag:<4}- one   \n      two\n         three\n"
        assert unwrap(raw)[1] == (tag, "one two three")

    def test_link_that_wraps_before_its_number(self) -> None:
        record = parse("RIN - J Scars. 2020;1:2. PMID:", "      00099999999")
        assert record.links == (Link("RetractionIn", "99999999", "J Scars. 2020;1:2."),)
        assert is_retracted(record)

    def test_retracted_by_publication_type(self) -> None:
        assert is_retracted(parse("PT  - Retracted Publication"))
        assert not is_retracted(parse("PT  - Retraction of Publication"))

    def test_affiliations_belong_to_the_name_before(self) -> None:
        record = parse(
            "FAU - Okafor, Ngozi", "AU  - Okafor N", "AD  - First.", "AD  - Second.",
            "CN  - The Group", "FAU - Suharto", "AU  - Suharto", "AD  - Third.",
        )  # fmt: skip
        assert record.authors == (
            Author("Okafor", "Ngozi", "N", affiliations=("First.", "Second.")),
            Author(collective_name="The Group"),
            Author("Suharto", affiliations=("Third.",)),
        )

    def test_affiliation_ahead_of_the_names_is_the_first_authors(self) -> None:
        record = parse("AD  - Only.", "AU  - Long V", "AU  - van der Berg JP Jr", "AU  - Plato")
        assert record.authors == (
            Author("Long", None, "V", affiliations=("Only.",)),
            Author("van der Berg", None, "JP", "Jr"),
            Author("Plato"),
        )

    def test_several_identifiers_on_their_own_lines(self) -> None:
        record = parse("LID - S1 (2) [pii]", "LID - 10.5555/a [doi]", "PMC - PMC1")
        assert (record.doi, record.pii, record.pmcid) == ("10.5555/a", "S1 (2)", "PMC1")

    def test_inline_headings_make_sections(self) -> None:
        abstract = "AIMS AND METHODS: We needled. RESULTS: HIV: none. MAIN OUTCOME MEASURE: Scars."
        assert parse(f"AB  - {abstract}").abstract == (
            AbstractSection("AIMS AND METHODS", None, "We needled."),
            AbstractSection("RESULTS", None, "HIV: none."),
            AbstractSection("MAIN OUTCOME MEASURE", None, "Scars."),
        )

    def test_heading_in_mid_text_is_text(self) -> None:
        text = "We needled. RESULTS: Scars."
        assert parse(f"AB  - {text}").abstract == (AbstractSection(None, None, text),)

    def test_other_abstract(self) -> None:
        record = parse(
            "OAB - Publisher: Abstract available from the publisher.", "OABL- chi",
            "OAB - PIP: Summary.", "OABL- fre",
        )  # fmt: skip
        summary = (AbstractSection(None, None, "Summary."),)
        assert record.other_abstracts == (OtherAbstract("PIP", "fre", summary),)

    def test_title_that_is_not_available(self) -> None:
        record = parse("TI  - [Not Available].", "TT  - Cicatrices.")
        assert (record.title, record.vernacular_title) == (None, "Cicatrices.")

    def test_numbers_and_lists(self) -> None:
        record = parse(
            "RN  - 0 (Insulin)", "RN  - EC 3.4.24.3 (Collagenases)", "RN  - Silicones",
            "SI  - ISRCTN/ISRCTN900", "GR  - A/1/Fund/Canada", "GR  - A/1/Fund/Canada",
            "OTO - NOTNLM", "OT  - scar", "PG  - 5795-813", "DEP - 20201228",
        )  # fmt: skip
        assert record.chemicals == (
            Chemical(None, None, "Insulin"),
            Chemical("EC 3.4.24.3", None, "Collagenases"),
            Chemical(None, None, "Silicones"),
        )
        assert record.registrations == (Registration("ISRCTN", "ISRCTN900"),)
        assert record.grants == (Grant("A/1", "Fund", "Canada"),)
        assert record.keywords == (Keyword("scar", "NOTNLM", False),)
        assert record.pages == "5795-5813"
        assert record.published_online == PartialDate("2020-12-28")

    def test_dates_of_the_record(self) -> None:
        record = parse(
            "CRDT- 2012/10/09 06:00", "EDAT- 2012/10/10 06:00", "MHDA- 2012/12/10 06:00",
            "LR  - 20130101", "DCOM- 20121205", "PHST- 2012/01/02 00:00 [received]",
            "PHST- 2012/02/03 [accepted]", "PHST- 2012/02/01 [revised]",
        )  # fmt: skip
        assert record.history == History(
            "2012-10-09", "2012-10-10", "2012-12-10", "2013-01-01", "2012-12-05", "2012-01-02",
            "2012-02-03",
        )  # fmt: skip

    def test_book(self) -> None:
        record = parse("BTI - The Scar Book", "FED - Redaktor, Ida", "ED  - Redaktor I")
        assert (record.kind, record.book_title) == ("book", "The Scar Book")
        assert record.editors == (Author("Redaktor", "Ida", "I"),)

    def test_fields_without_a_value_are_missing(self) -> None:
        assert parse("TI-", "BTI -    ", "FAU -", "VI  -", "MH  -", "AID -") == Record("1")

    @pytest.mark.parametrize("raw", ["", "TI  - Scars.\n", "PMID- none\n"])
    def test_no_pmid(self, raw: str) -> None:
        with pytest.raises(InputError, match="no PMID"):
            parse_record(raw)


def test_thousand_real_records(shared: Path) -> None:
    path = shared / "real" / "medline" / "medline-1000.txt"
    with path.open(encoding="utf-8") as text:
        records = [(pmid, parse_record(raw)) for pmid, raw, _ in split_records(text)]
    assert len(records) == 1000
    assert len({pmid for pmid, _ in records}) == 926
    assert all(pmid == record.pmid for pmid, record in records)
    assert all(record.title and record.published and record.journal for _, record in records)


def test_every_real_file_is_read_or_refused_with_a_place(shared: Path) -> None:
    refused = {}
    for path in sorted((shared / "real" / "medline").iterdir()):
        with path.open(encoding="utf-8") as text:
            try:
                for pmid, raw, _ in split_records(text):
                    assert parse_record(raw).pmid == pmid
            except InputError as error:
                refused[path.name] = str(error.place)
    assert refused == {
        "jabref-MedlinePlainImporterStringOutOfBounds.txt": "line 3",
        "jabref-MedlinePlainImporterTestMultiAbstract.txt": "line 1",
        "jabref-MedlinePlainImporterTestMultiTitle.txt": "line 1",
        "jabref-MedlinePlainImporterTestMultipleEntries.txt": "line 53",
    }


TAGS = st.sampled_from(["TI", "AB", "FAU", "AU", "AD", "MH", "RIN", "GR", "RN", "DP", "AID", "SI"])
VALUES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=60)
RECORDS = st.lists(st.tuples(TAGS, VALUES), max_size=6).map(
    lambda fields: [f"{tag:<4}- {value}" for tag, value in fields]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**8), RECORDS), min_size=1, max_size=5))
def test_any_records_come_back_exactly(records: list[tuple[int, list[str]]]) -> None:
    raws = ["\n".join([f"PMID- {pmid}", *lines]) + "\n" for pmid, lines in records]
    served = split("\n".join(raws))
    assert [(pmid, raw) for pmid, raw, _ in served] == [
        (str(pmid), raw) for (pmid, _), raw in zip(records, raws, strict=True)
    ]
    for pmid, raw, _ in served:
        assert parse_record(raw).pmid == pmid


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_an_input_error(text: str) -> None:
    with contextlib.suppress(InputError):
        for _, raw, _ in nbib.split_records(io.StringIO(text)):
            parse_record(raw)
