"""PubMed XML: cutting a stream into records, and every awkward feature of a record."""

from __future__ import annotations

import contextlib
import doctest
import io
import itertools
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.pubmed import values, xml_split
from ingest.pubmed.record import (
    AbstractSection,
    Author,
    Chemical,
    Grant,
    History,
    Journal,
    Keyword,
    Link,
    MeshHeading,
    MeshQualifier,
    PartialDate,
    Record,
    Registration,
    SupplementaryConcept,
    is_retracted,
)
from ingest.pubmed.xml import (
    RawRecord,
    RecordSetError,
    parse_record,
    split_records,
    without_history,
)

FIXTURES = Path(__file__).parent / "fixtures" / "pubmed"


def split(content: bytes, sizes: Iterator[int] | None = None) -> list[RawRecord]:
    """The records of ``content``, served whole or in pieces of the given sizes."""
    stream = io.BytesIO(content)
    if sizes is not None:
        read = stream.read
        stream.read = lambda _size=-1: read(next(sizes))  # type: ignore[method-assign]
    return list(split_records(stream))


def citation(pmid: str, article: str = "", rest: str = "", data: str = "") -> bytes:
    """A PubmedArticle with little in it."""
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID>'
        f"<Article>{article}</Article>{rest}</MedlineCitation>"
        f"<PubmedData>{data}</PubmedData></PubmedArticle>"
    ).encode()


def record_set(*records: bytes, attributes: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>\n<PubmedArticleSet' + attributes + b">\n"
        + b"\n".join(records)
        + b"\n</PubmedArticleSet>\n"
    )  # fmt: skip


@pytest.fixture(scope="module")
def awkward() -> dict[str, Record]:
    records = split((FIXTURES / "awkward.xml").read_bytes())
    return {raw.pmid: parse_record(raw.raw) for raw in records if raw.kind != "delete"}


@pytest.fixture(scope="module")
def article(awkward: dict[str, Record]) -> Record:
    return awkward["90000001"]


def test_examples() -> None:
    assert doctest.testmod(values).failed == 0


class TestRecordFeatures:
    """The 22 awkward but legal features that other parsers lose, and the further traps."""

    def test_title_text_inside_and_after_markup(self, article: Record) -> None:
        assert article.title is not None
        assert article.title.startswith("Needling with in vivo")
        assert article.title.endswith("in acne scars: the S. aureus question.")

    def test_title_text_two_levels_deep(self, article: Record) -> None:
        assert "in vivo CO2" in str(article.title)

    def test_superscripts_and_subscripts_keep_their_meaning(self, article: Record) -> None:
        assert "CO2 and 10⁶ cells/cm² in" in str(article.title)

    def test_abstract_text_after_markup(self, article: Record) -> None:
        assert article.abstract[2].text == "Scores fell by half."

    def test_signs_in_the_text_are_not_markup(self, article: Record) -> None:
        assert article.abstract[0].text == "Twelve adults with P<0.001 > 0.0001 and amax of 3."

    def test_two_sections_with_the_same_label(self, article: Record) -> None:
        assert [section.label for section in article.abstract].count("RESULTS") == 2

    def test_unlabelled_section_among_labelled_ones(self, article: Record) -> None:
        assert article.abstract[1] == AbstractSection(None, None, "A part without a heading.")

    def test_text_in_and_after_mathml(self, article: Record) -> None:
        text = article.abstract[3].text
        assert text == "The ratio was 1/2×10⁴ after treatment, E = mc too."

    def test_section_labels_and_categories(self, article: Record) -> None:
        labels = [(section.label, section.category) for section in article.abstract]
        assert labels[0] == ("METHODS", "METHODS")
        assert labels[3] == ("RESULTS", "UNASSIGNED")

    def test_empty_section_and_copyright_are_not_abstract(self, article: Record) -> None:
        assert len(article.abstract) == 4
        assert article.copyright == "© 2019 Nobody."

    def test_own_doi_only(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000001"].doi == "10.5555/Right"
        assert awkward["90000002"].doi == "10.5555/only.in.the.list"
        assert awkward["90000003"].doi == "10.5555/chapter"

    def test_other_own_identifiers(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000001"].pii == "S0000-1110(19)30001-2"
        assert awkward["90000001"].pmcid == "PMC9000001"
        assert awkward["90000002"].pii == "e12"

    def test_medline_date(self, article: Record) -> None:
        assert article.published == PartialDate("2019", "2019 Nov-Dec")
        assert article.published_online == PartialDate("2019-10-01")

    def test_season_with_a_range_of_months(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000002"].published == PartialDate("2023", "2023 Jan-Mar")

    def test_collective_author(self, article: Record) -> None:
        assert article.authors[-1] == Author(collective_name="Scar Needling Group")

    def test_every_affiliation(self, article: Record) -> None:
        assert article.authors[0].affiliations == (
            "Clinic ¹, First City. n@example.org.",
            "Second Hospital, Second City.",
        )

    def test_names_and_orcid(self, article: Record) -> None:
        first, second, _ = article.authors
        assert first[:6] == ("Okafor", "Ngozi A", "NA", "Jr", None, "0000-0002-1825-0097")
        assert second == Author("Suharto", equal_contribution=True)

    def test_superseded_spelling_of_a_name_is_left_out(self, article: Record) -> None:
        assert "Ocafor" not in [author.last_name for author in article.authors]

    def test_truncated_author_list(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000001"].authors_complete
        assert not awkward["90000002"].authors_complete
        assert parse_record(citation("1")).authors_complete

    def test_investigators(self, article: Record) -> None:
        assert article.investigators == (Author("Wirawan", "Budi", "B"),)

    def test_mesh_qualifier_and_where_the_major_mark_sits(self, article: Record) -> None:
        qualifiers = (
            MeshQualifier("Q000628", "therapy", True),
            MeshQualifier("Q000473", "pathology", False),
        )
        assert article.mesh_headings == (
            MeshHeading("D002921", "Cicatrix", False, qualifiers),
            MeshHeading("D009316", "Needles", True, ()),
        )

    def test_registry_numbers(self, article: Record) -> None:
        assert article.registrations == (
            Registration("ClinicalTrials.gov", "NCT90000001"),
            Registration("ClinicalTrials.gov", "NCT90000002"),
            Registration("ISRCTN", None),
        )

    def test_retraction_by_publication_type(self) -> None:
        types = '<PublicationType UI="D016441">Retracted Publication</PublicationType>'
        listed = f"<PublicationTypeList>{types}</PublicationTypeList>"
        assert is_retracted(parse_record(citation("1", listed)))

    def test_retraction_links_to_the_notice(self, awkward: dict[str, Record]) -> None:
        retraction = Link("RetractionIn", "90000009", "J Awkward Scars. 2021 Jan;14(1):9")
        assert retraction in awkward["90000001"].links
        assert is_retracted(awkward["90000001"]._replace(publication_types=()))
        assert not is_retracted(awkward["90000002"])

    def test_comment_without_a_pmid(self, article: Record) -> None:
        assert Link("CommentIn", None, "J Awkward Scars. 2020 Jan;13(1):1") in article.links

    def test_vernacular_title_and_other_abstract(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000001"].vernacular_title == "Penusukan jarum untuk bekas jerawat."
        (summary,) = awkward["90000001"].other_abstracts
        assert summary.kind == "plain-language-summary"
        assert summary.language == "eng"
        assert summary.sections[0].text == "Needling helps scars."

    def test_title_that_is_not_available(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000002"].title is None
        assert awkward["90000002"].vernacular_title == "Akne skarında mikroiğneleme."

    def test_brackets_of_a_translated_title_stay(self) -> None:
        record = parse_record(citation("1", "<ArticleTitle>[Scars].</ArticleTitle>"))
        assert record.title == "[Scars]."

    def test_dates_of_the_record(self, article: Record) -> None:
        assert article.history == History(
            created="2021-01-02",
            entered="2019-10-02",
            indexed="2020-02-12",
            revised="2021-12-05",
            completed="2020-02-11",
            received="2019-04-01",
            accepted="2019-08-31",
        )

    def test_record_without_abstract_is_kept(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000002"].abstract == ()

    def test_book_chapter(self, awkward: dict[str, Record]) -> None:
        chapter = awkward["90000003"]
        assert (chapter.kind, chapter.title) == ("book", "Needling of scars.")
        assert (chapter.book_title, chapter.publisher) == ("The Scar Book", "Invented Press")
        assert chapter.authors == (Author("Chapter", "Cy", "C"),)
        assert chapter.editors == (Author("Redaktor", "Ida", "I"),)
        assert chapter.published == PartialDate("2022-01")
        assert chapter.history == History(created="2022-01-07", revised="2022-02-09")
        assert chapter.cited_pmids == ("80000009",)
        assert chapter.publication_types[0].ui == "D016454"

    def test_whole_book_is_by_its_own_authors_and_has_its_doi(self) -> None:
        raw = (FIXTURES / "awkward.xml").read_bytes()
        book = split(raw)[2].raw
        book = re.sub(rb'<ArticleTitle.*?</ArticleTitle>|<ArticleId IdType="doi">.*?d>', b"", book)
        book = re.sub(rb"eng</Language>\s*<AuthorList.*?</AuthorList>", b"eng</Language>", book)
        record = parse_record(book)
        assert record.title is None
        assert record.doi == "10.5555/the.whole.book"
        assert record.authors == (Author("Whole", "Bo", "B"),)

    def test_deleted_citations(self) -> None:
        records = split((FIXTURES / "awkward.xml").read_bytes())
        assert records[3:] == [
            RawRecord("delete", "90000004", b""),
            RawRecord("delete", "90000005", b""),
        ]

    def test_cited_pmids_once_each_from_every_list(self, article: Record) -> None:
        assert article.cited_pmids == ("80000001", "80000002", "80000003")

    def test_version(self, awkward: dict[str, Record]) -> None:
        assert (awkward["90000001"].version, awkward["90000002"].version) == (2, 1)

    def test_repeated_grants_are_dropped(self, article: Record) -> None:
        assert article.grants == (
            Grant("G/1", "Scar Fund", "Canada"),
            Grant("G/2", "Scar Fund", "Canada"),
        )

    def test_keywords_of_several_lists(self, article: Record) -> None:
        assert article.keywords == (
            Keyword("Indexer's word", "NLM", True),
            Keyword("CO2 laser", "NOTNLM", False),
            Keyword("scar", "NOTNLM", False),
        )

    def test_substance_without_a_registry_number(self, article: Record) -> None:
        assert article.chemicals == (
            Chemical(None, "D014254", "Trichloroacetic Acid"),
            Chemical("6T84R30KC1", "D014148", "Tranexamic Acid"),
        )

    def test_journal_pages_and_the_rest(self, article: Record) -> None:
        assert article.journal == Journal(
            "Journal of awkward scars", "J Awkward Scars", "0000-1110", "0000-1111", "9000001",
            "Indonesia",
        )  # fmt: skip
        assert (article.volume, article.issue, article.pages) == ("12", "6", "2000-2019")
        assert article.languages == ("eng", "ind")
        assert (article.status, article.indexing_method) == ("MEDLINE", "Curated")
        assert article.publication_status == "ppublish"
        assert article.conflict_of_interest == "N. O. sells needles."
        assert article.supplementary_concepts == (
            SupplementaryConcept("C000001", "Invented scar syndrome", "Disease"),
        )

    def test_iso_abbreviation_where_medline_gives_none(self, awkward: dict[str, Record]) -> None:
        assert awkward["90000002"].journal == Journal(
            None, "Ann. Short Notes", "0000-2220", None, None, None
        )


class TestText:
    @pytest.mark.parametrize(
        ("markup", "text"),
        [
            ("10<sup>6</sup>", "10⁶"),
            ("3.2 × 10<sup>-5</sup>", "3.2 × 10⁻⁵"),
            ("10<sup>\u22125</sup>", "10⁻⁵"),
            ("10<sup>6.5</sup> cells", "10^6.5 cells"),
            ("J/cm<sup>2</sup>", "J/cm²"),
            ("Ca<sup>2+</sup>", "Ca²⁺"),
            ("4<sup>th</sup>", "4th"),
            ("H<sub>2</sub>O", "H2O"),
            ("log<sub>10</sub>2", "log₁₀2"),
            ("T1<sub>2</sub>", "T1₂"),
            ("IC<sub>50</sub> of 5", "IC50 of 5"),
            ("FEV<sub>1</sub>", "FEV1"),
            ("a<sup>1,2</sup>", "a1,2"),
            ("20<sup>a</sup>", "20a"),
            ("x<i>y<sup>2</sup></i>z", "xy²z"),
            ("line\n\t break", "line break"),
            ("  two  spaces  \n ", "two  spaces"),
            ("no\u00a0break", "no\u00a0break"),
            ("<mml:msub><mml:mi>x</mml:mi><mml:mn>1</mml:mn></mml:msub>", "x1"),
            ("<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>", "x1²"),
            ("<mml:msqrt><mml:mn>2</mml:mn></mml:msqrt>", "√2"),
            ("<msup><mn>10</mn><mn>3</mn></msup>", "10³"),
            ("<mml:msup/>", None),
            ("", None),
        ],
    )  # fmt: skip
    def test_markup(self, markup: str, text: str | None) -> None:
        raw = citation("1", f"<ArticleTitle>{markup}</ArticleTitle>")
        assert parse_record(raw).title == text


class TestSplit:
    def test_records_are_the_bytes_served(self) -> None:
        content = (FIXTURES / "awkward.xml").read_bytes()
        records = split(content)
        assert [(record.kind, record.pmid) for record in records] == [
            ("article", "90000001"),
            ("article", "90000002"),
            ("book", "90000003"),
            ("delete", "90000004"),
            ("delete", "90000005"),
        ]
        for record in records[:3]:
            assert record.raw in content

    def test_empty_set(self) -> None:
        assert split(b"<PubmedArticleSet/>".replace(b"/", b"></PubmedArticleSet", 1)) == []
        assert split(b'<?xml version="1.0" ?>\n<PubmedArticleSet>\n</PubmedArticleSet>') == []

    def test_byte_order_mark(self) -> None:
        assert len(split(b"\xef\xbb\xbf" + record_set(citation("1")))) == 1

    def test_attributes_comments_and_white_space_around_records(self) -> None:
        content = record_set(
            b"<!-- <PubmedArticle> -->", citation("1"), b"<?pi </PubmedArticleSet> ?>",
            attributes=b" a='>' b=\"<!\"".replace(b"<", b""),
        ) + b"<!-- the end -->\n"  # fmt: skip
        assert [record.pmid for record in split(content)] == ["1"]

    def test_namespace_declared_on_the_root(self) -> None:
        power = "<mml:msup><mml:mn>10</mml:mn><mml:mn>3</mml:mn></mml:msup>"
        title = f"<ArticleTitle>{power}</ArticleTitle>"
        declared = b' xmlns:mml="http://www.w3.org/1998/Math/MathML"'
        (record,) = split(record_set(citation("1", title), attributes=declared))
        assert b"xmlns" not in record.raw
        assert parse_record(record.raw).title == "10³"

    def test_end_tag_inside_a_comment_or_cdata_is_not_the_end(self) -> None:
        hidden = (
            "<ArticleTitle><!-- </PubmedArticle> --><![CDATA[a </PubmedArticle> b]]></ArticleTitle>"
        )
        (record,) = split(record_set(citation("1", hidden)))
        assert record.raw == citation("1", hidden)
        assert parse_record(record.raw).title == "a </PubmedArticle> b"

    def test_a_record_without_a_set_around_it(self) -> None:
        assert split(citation("00012")) == [RawRecord("article", "12", citation("00012"))]

    @pytest.mark.parametrize("encoding", ["iso-8859-9", "windows-1254", "utf-16"])
    def test_other_encodings_come_as_utf8(self, encoding: str) -> None:
        raw = citation("1", "<ArticleTitle>Şimşek</ArticleTitle>")
        text = f'<?xml version="1.0" encoding="{encoding}"?><PubmedArticleSet>{raw.decode()}'
        content = f"{text}</PubmedArticleSet>".encode(encoding)
        assert [record.raw for record in split(content)] == [raw]
        assert [record.raw for record in split(content, itertools.repeat(7))] == [raw]

    @pytest.mark.parametrize(
        ("content", "fault", "said"),
        [
            (b"", "empty", "line 1, byte 1: there is no element in it"),
            (b"\xef\xbb\xbf \n\n", "empty", "line 3"),
            (b'<?xml version="1.0"?>\n', "empty", "line 2"),
            (b"<!DOCTYPE html><html><body>Down</body></html>", "html", "web page"),
            (b"<html>", "html", "web page"),
            (b'{"error": "API rate limit exceeded"}', "json", "JSON"),
            (b"Resource temporarily unavailable", "not-xml", "'Resource temporarily"),
            (b"<PubmedArticleSet>", "truncated", "cut off"),
            (b"<Pubmed", "truncated", "before its first element"),
            (b"<!-- never closed", "truncated", "within a comment"),
            (b"<!DOCTYPE never", "truncated", "before its first element"),
            (b"<PubmedArticleSet><PubmedArticle><Medl", "truncated", "byte 19"),
            (b"<PubmedArticleSet>\n<PubmedArticle></PubmedArticleSet>", "truncated", "begins here"),
            (b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "malformed", "no PMID"),
            (b"<PubmedArticleSet>words</PubmedArticleSet>", "malformed", "text where"),
            (b"<PubmedArticleSet><Other/></PubmedArticleSet>", "malformed", "<Other> where"),
            (b"<PubmedArticleSet></Other>", "malformed", "</Other> where"),
            (b"<PubmedArticleSet></PubmedArticleSet><a/>", "malformed", "more after the end"),
            (b"<eInfoResult><DbList/></eInfoResult>", "wrong-root", "<eInfoResult>"),
            (
                b"<eFetchResult>\n<ERROR>ID list is empty!</ERROR></eFetchResult>",
                "error-reply",
                "with an error: ID list is empty!",
            ),
            (
                b"<PubmedArticleSet>\n<ERROR>Cannot\n retrieve</ERROR></PubmedArticleSet>",
                "error-reply",
                "line 2, byte 20: E-utilities answered with an error: Cannot retrieve",
            ),
            (
                b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]><PubmedArticleSet/>',
                "malformed",
                "entities of its own",
            ),
            (b"<!ELEMENT a EMPTY><a/>", "malformed", "document type"),
            (b'<?xml version="1.0" encoding="rot13"?><a/>', "encoding", "'rot13'"),
            (b'<?xml version="1.0" encoding="koi9"?><a/>', "encoding", "'koi9'"),
            (b'<?xml version="1.0" encoding="shift_jis"?><a>\x80\xff</a>', "encoding", "not in"),
        ],
    )
    def test_what_is_not_a_record_set(self, content: bytes, fault: str, said: str) -> None:
        with pytest.raises(RecordSetError) as caught:
            split(content)
        assert caught.value.fault == fault
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_records_before_the_bad_place_are_kept(self) -> None:
        stream = io.BytesIO(record_set(citation("1"), citation("2"))[:-30] + b"<Medline")
        records = split_records(stream)
        assert next(records).pmid == "1"
        with pytest.raises(RecordSetError, match=r"ends within|has no end"):
            list(records)

    def test_a_record_beyond_the_limit_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(xml_split, "RECORD_LIMIT", 1 << 20)

        class Endless(io.RawIOBase):
            def __init__(self) -> None:
                self.start = b"<PubmedArticleSet><PubmedArticle>"

            def read(self, size: int = -1) -> bytes:
                served, self.start = self.start, b""
                return served or b"x" * size

        with pytest.raises(RecordSetError) as caught:
            list(split_records(Endless()))  # type: ignore[arg-type]  # reads, which is all it takes
        assert caught.value.fault == "too-large"

    def test_memory_is_that_of_the_largest_record(self) -> None:
        one = citation("1", f"<ArticleTitle>{'scar ' * 20_000}</ArticleTitle>")

        def parts() -> Iterator[bytes]:
            yield b"<PubmedArticleSet>"
            for _ in range(200):
                yield one
            yield b"</PubmedArticleSet>"

        class Stream(io.RawIOBase):
            def __init__(self) -> None:
                self.parts = parts()

            def read(self, size: int = -1) -> bytes:
                return next(self.parts, b"")

        tracemalloc.start()
        count = sum(1 for _ in split_records(Stream()))  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == 200
        assert peak < 20 * len(one)


DEEP = f"<ArticleTitle>{'<i>' * 5000}{'</i>' * 5000}</ArticleTitle>"


class TestParseErrors:
    @pytest.mark.parametrize(
        ("raw", "said"),
        [
            (b"", "does not begin"),
            (b"<PubmedArticleSet/>", "<PubmedArticleSet> is not a PubMed record"),
            (b'<?xml version="1.0"?>' + citation("1"), "does not begin"),
            (b'<!DOCTYPE a [<!ENTITY b "c">]>' + citation("1"), "does not begin"),
            (citation("7", "<ArticleTitle>a &nbsp; b</ArticleTitle>"), "PMID 7: not well-formed"),
            (citation("7")[:-2], "PMID 7: not well-formed"),
            (citation("7") + citation("8"), "PMID 7: not well-formed"),
            (citation("7") + b"more", "PMID 7: not well-formed"),
            (citation("7").replace(b"<Article>", b"<Article>\xff"), "PMID 7: not well-formed"),
            (citation("7", DEEP), "PMID 7: elements are nested too deeply"),
            (citation(""), "no PMID"),
            (citation("abc"), "no PMID"),
            (b"<PubmedBookArticle></PubmedBookArticle>", "no PMID"),
        ],
    )  # fmt: skip
    def test_one_line_with_the_pmid(self, raw: bytes, said: str) -> None:
        with pytest.raises(InputError) as caught:
            parse_record(raw)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_an_error_leaves_nothing_behind(self) -> None:
        whole = parse_record(citation("1", "<ArticleTitle>Scars</ArticleTitle>"))
        for broken in (
            citation("2")[:-2],
            citation("2")[:60],
            b"<PubmedArticle>",
            b"<PubmedArticle",
        ):
            with pytest.raises(InputError):
                parse_record(broken)
            assert parse_record(citation("1", "<ArticleTitle>Scars</ArticleTitle>")) == whole

    def test_error_names_the_place_within_the_record(self) -> None:
        parse_record(citation("1"))
        with pytest.raises(InputError, match=r"line 1, column \d{2,3}$"):
            parse_record(citation("2", "<ArticleTitle>&what;</ArticleTitle>"))


TITLES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40)
RECORDS = st.builds(
    lambda pmid, title: citation(
        str(pmid),
        "<ArticleTitle>"
        + title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        + "</ArticleTitle>",
    ),
    st.integers(1, 10**8),
    TITLES,
)
BETWEEN = st.sampled_from(
    [b"", b"\n", b"  ", b"<!-- </PubmedArticleSet> -->", b"<?a </PubmedArticle>?>"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(RECORDS, BETWEEN), max_size=5), st.lists(st.integers(1, 200), min_size=1))
def test_any_records_in_any_pieces_come_back_exactly(
    pieces: list[tuple[bytes, bytes]], sizes: list[int]
) -> None:
    content = record_set(*(record + between for record, between in pieces))
    served = split(content, itertools.cycle(sizes))
    assert [record.raw for record in served] == [record for record, _ in pieces]


@settings(deadline=None)
@given(st.data())
def test_damaged_bytes_are_an_input_error_or_a_record(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(AWKWARD))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = start + data.draw(st.integers(0, 30))
        raw = raw[:start] + data.draw(st.binary(max_size=8)) + raw[end:]
    for read in (parse_record, lambda content: split(record_set(content))):
        with contextlib.suppress(InputError):
            read(raw)


@settings(deadline=None)
@given(st.data())
def test_moved_elements_are_an_input_error_or_a_record(data: st.DataObject) -> None:
    """Well-formed but not as the DTD orders: elements dropped, doubled and exchanged."""
    raw = data.draw(st.sampled_from(AWKWARD))
    tags = sorted(set(re.findall(rb"<([A-Za-z]+)", raw)) - {b"PubmedArticle", b"PubmedBookArticle"})
    one, other = data.draw(st.sampled_from(tags)), data.draw(st.sampled_from(tags))
    element = re.compile(rb"<" + one + rb"\b[^>]*(?:/>|>.*?</" + one + rb">)", re.DOTALL)
    wrapped = rb"<" + other + rb">\g<0></" + other + b">"
    change = data.draw(st.sampled_from([b"", rb"\g<0>\g<0>", wrapped]))
    with contextlib.suppress(InputError):
        assert parse_record(element.sub(change, raw)).pmid


AWKWARD = [
    record.raw
    for record in split((FIXTURES / "awkward.xml").read_bytes())
    if record.kind != "delete"
]


def test_without_history_only_its_dates_are_missing() -> None:
    records = split((FIXTURES / "awkward.xml").read_bytes())
    cut = [(record.raw, without_history(record.raw)) for record in records if record.raw]
    assert any(len(rest) < len(whole) for whole, rest in cut)
    for raw, rest in cut:
        whole = parse_record(raw)
        if rest != raw:
            kept = History(revised=whole.history.revised, completed=whole.history.completed)
            whole = whole._replace(history=kept)
        assert parse_record(rest) == whole


@pytest.mark.parametrize("hidden", [b"<!-- <History> -->", b"<![CDATA[<History>]]>"])
def test_a_record_where_history_may_be_words_is_left_whole(hidden: bytes) -> None:
    raw = b"<PubmedArticle>" + hidden + b"<History><x/></History></PubmedArticle>"
    assert without_history(raw) == raw


def test_a_history_within_another_is_left_whole() -> None:
    raw = b"<PubmedArticle><History><History><x/></History><y/></History></PubmedArticle>"
    assert without_history(raw) == raw


def test_numbers_that_no_database_could_hold_are_no_numbers() -> None:
    head, tail = "<PubmedArticle><MedlineCitation>", "</MedlineCitation></PubmedArticle>"
    record = parse_record(f'{head}<PMID Version="{"4" * 5000}">7</PMID>{tail}'.encode())
    assert (record.pmid, record.version) == ("7", 1)
    with pytest.raises(InputError, match="no PMID"):
        parse_record(f"{head}<PMID>{'4' * 10}</PMID>{tail}".encode())
