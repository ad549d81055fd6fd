"""The same publication twice in the archive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.duplicates import Fingerprint, find_duplicates, fingerprint
from ingest.pubmed.record import Author, PartialDate
from tests.test_matcher import record

TITLE = "Needling of rolling scars in twelve volunteers"
FIRST = Fingerprint("100", "10.1000/a", TITLE, 2021, "Sample A", True)


def test_same_doi() -> None:
    other = Fingerprint("200", "10.1000/a", "Another wording of it", 2022, "Tester", True)
    assert find_duplicates([other, FIRST]) == {"200": "100"}


def test_same_title_year_and_author() -> None:
    other = FIRST._replace(pmid="200", doi="10.1000/b", title=TITLE.upper() + ".")
    assert find_duplicates([FIRST, other]) == {"200": "100"}


def test_another_year_or_author_or_title_is_another_paper() -> None:
    others = [
        FIRST._replace(pmid="200", doi=None, year=2022),
        FIRST._replace(pmid="300", doi=None, first_author="Tester"),
        FIRST._replace(pmid="400", doi=None, title=TITLE.replace("twelve", "twenty")),
        FIRST._replace(pmid="500", doi=None, title=None),
    ]
    assert find_duplicates([FIRST, *others]) == {}


def test_short_titles_are_shared_by_different_papers() -> None:
    reply = Fingerprint("1", None, "Reply", 2021, "Sample", False)
    assert find_duplicates([reply, reply._replace(pmid="2")]) == {}


def test_the_same_as_a_third_is_the_same() -> None:
    by_doi = Fingerprint("200", "10.1000/a", None, None, None, True)
    by_title = FIRST._replace(pmid="50", doi=None)
    assert find_duplicates([by_doi, FIRST, by_title]) == {"100": "50", "200": "50"}


def test_the_record_with_an_abstract_is_kept() -> None:
    bare = FIRST._replace(pmid="9", has_abstract=False)
    assert find_duplicates([bare, FIRST]) == {"9": "100"}


def test_pmids_are_compared_as_numbers() -> None:
    assert find_duplicates([FIRST, FIRST._replace(pmid="99")]) == {"100": "99"}


def test_fingerprint_of_a_record() -> None:
    author = Author("Sample", None, "A", None, None, None, (), False)
    full = record(title=TITLE, abstract=("Text.",))._replace(
        doi="10.1000/A", authors=(author,), published=PartialDate("2021-05")
    )
    assert fingerprint(full) == Fingerprint("1", "10.1000/a", TITLE, 2021, "Sample A", True)
    assert fingerprint(record()) == Fingerprint("1", None, None, None, None, False)


fingerprints = st.lists(
    st.builds(
        Fingerprint,
        pmid=st.integers(1, 30).map(str),
        doi=st.sampled_from([None, "10.1/a", "10.1/b"]),
        title=st.sampled_from([None, TITLE, TITLE + "!", "Reply"]),
        year=st.sampled_from([None, 2020]),
        first_author=st.sampled_from([None, "Sample"]),
        has_abstract=st.booleans(),
    ),
    unique_by=lambda f: f.pmid,
)


@given(fingerprints)
def test_the_order_of_the_records_makes_no_difference(rows: list[Fingerprint]) -> None:
    duplicates = find_duplicates(rows)
    assert find_duplicates(rows[::-1]) == duplicates
    assert duplicates.keys().isdisjoint(duplicates.values())
