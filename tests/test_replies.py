"""Replies of E-utilities read: whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pubmed.replies import check_whole, read_record_set, read_records, read_search
from ingest.pubmed.transport import PermanentError, TransientError
from tests.canned import search_body

RECORD = "<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID></MedlineCitation></PubmedArticle>"


def record_set(*pmids: str, extra: str = "") -> bytes:
    records = "".join(RECORD.format(pmid=pmid) for pmid in pmids)
    return f'<?xml version="1.0" ?>\n<PubmedArticleSet>{records}{extra}</PubmedArticleSet>'.encode()


def error_body(words: str, root: str = "eSearchResult") -> bytes:
    return f'<?xml version="1.0" ?>\n<{root}>\n\t<ERROR>{words}</ERROR>\n</{root}>\n'.encode()


# Searches


def test_a_search_reply_in_all_its_parts() -> None:
    body = search_body(
        ["12", "7"],
        QueryTranslation='"scar"[Title/Abstract] AND 1:50[UID]',
        ErrorList="<PhraseNotFound>the</PhraseNotFound><FieldNotFound>tiabb</FieldNotFound>",
        WarningList=(
            "<QuotedPhraseNotFound>&quot;skin\n needling&quot;[tiab]</QuotedPhraseNotFound>"
            "<OutputMessage>No items found.</OutputMessage>"
        ),
    )
    reply = read_search(body)
    assert reply.count == 2
    assert reply.pmids == ("12", "7")
    assert reply.translation == '"scar"[Title/Abstract] AND 1:50[UID]'
    assert reply.errors == (("PhraseNotFound", "the"), ("FieldNotFound", "tiabb"))
    assert reply.warnings == (("QuotedPhraseNotFound", '"skin needling"[tiab]'),)
    assert reply.output_messages == ("No items found.",)
    assert reply.raw == body


def test_a_page_holds_what_it_was_asked_for() -> None:
    body = search_body(["3", "2"], Count="40")
    assert read_search(body, retmax=2).pmids == ("3", "2")
    assert read_search(body, retstart=38, retmax=20).count == 40
    assert read_search(search_body(Count="40"), retmax=0).pmids == ()


@pytest.mark.parametrize("count", ["", "many", "-1", "1,204", "2.0", "٣", "4" * 5000])
def test_a_count_is_digits_or_no_reply(count: str) -> None:
    with pytest.raises(TransientError, match="without a count"):
        read_search(search_body(Count=count))


def test_a_reply_without_count_is_no_empty_result() -> None:
    with pytest.raises(TransientError, match="without a count"):
        read_search(b"<eSearchResult></eSearchResult>")


@pytest.mark.parametrize("pmids", [["1"], ["1", "1"], ["1", "2", "3"], ["1", "x"], ["1", "²"]])
def test_a_page_with_other_than_its_pmids_is_refused(pmids: list[str]) -> None:
    with pytest.raises(TransientError, match="of 2 PMIDs"):
        read_search(search_body(pmids, Count="2"))


# Whole or not


@given(st.data())
def test_no_part_of_a_reply_is_taken_for_the_reply(data: st.DataObject) -> None:
    """Wherever a body is cut, even right behind an element, it is a fault that may pass."""
    search, records = search_body(["12", "7"]), record_set("12", "7")
    end = data.draw(st.integers(0, len(search.rstrip()) - 1))
    with pytest.raises(TransientError):
        read_search(search[:end])
    end = data.draw(st.integers(0, len(records) - 1))
    with pytest.raises(TransientError):
        read_records(records[:end], ["12", "7"])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b'<?xml version="1.0" ?>\n', "cut short"),
        (b'{"esearchresult": {"count": "0"}}', "not XML"),
        (b"<!DOCTYPE html>\n<html><body>Maintenance</body></html>", "not XML"),
        (b'<?xml version="1.0"?><html><body/></html>', "not XML"),
        (b"id: 12 Error occurred: The following PMID is not available: 12", "not XML"),
        (b"<eLinkResult/>", "another kind"),
        (b"<eSearchResult></eSearchResult><more/>", "damaged"),
        (b"<eSearchResult>&nbsp;</eSearchResult>", "damaged"),
        (b"<eSearchResult>\xff</eSearchResult>", "damaged"),
        (b'<?xml version="1.0" encoding="UT"?><eSearchResult/>', "damaged"),
    ],
)
def test_what_is_not_a_whole_reply_may_be_better_next_time(body: bytes, words: str) -> None:
    with pytest.raises(TransientError, match=words):
        check_whole(body, "eSearchResult")


@pytest.mark.parametrize(
    "words",
    [
        "Search Backend failed: Database is not supported: pubmed",
        "Couldn't resolve #PMQuerySrv?dbaf=pubmed, the address table is empty.",
        "Unable to open connection to #PMQuerySrv?dbaf=pubmed",
        "",
    ],
)
def test_errors_of_the_backend_pass(words: str) -> None:
    with pytest.raises(TransientError, match=re.escape(words or "without words")) as caught:
        read_search(error_body(words))
    assert not caught.value.heavy


def test_a_timeout_of_the_viewer_is_known_for_what_it_is() -> None:
    body = error_body("Error: External viewer error: Empty Response. Status: Timeout")
    with pytest.raises(TransientError) as caught:
        read_record_set(body)
    assert caught.value.heavy


@pytest.mark.parametrize(
    "words",
    [
        "Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.",
        "Cannot retrieve history data: OUT OF RANGE",
        "ID list is empty! Possibly it has no correct IDs.",
        "Invalid db name specified: nothing",
    ],
)
def test_errors_of_the_caller_stay(words: str) -> None:
    with pytest.raises(PermanentError, match=words.split()[0]):
        check_whole(error_body(words, "eFetchResult"), "PubmedArticleSet")


def test_the_words_of_an_error_in_a_title_are_no_error() -> None:
    body = record_set("5", extra="").replace(b"</PMID>", b"</PMID><T>&lt;ERROR&gt;</T>")
    assert read_record_set(body) == body


# Records


def test_records_by_their_pmid() -> None:
    records = read_records(record_set("12", "7"), ["7", "12", "99"])
    assert {pmid: record.raw.decode() for pmid, record in records.items()} == {
        "12": RECORD.format(pmid="12"),
        "7": RECORD.format(pmid="7"),
    }


def test_an_empty_set_has_no_records() -> None:
    assert read_records(record_set(), ["7"]) == {}


def test_a_stranger_is_named() -> None:
    with pytest.raises(TransientError, match=r"not asked for \(PMID 8\)"):
        read_records(record_set("7", "8"), ["7"])


def test_a_record_without_a_pmid_is_a_damaged_reply() -> None:
    body = record_set("7", extra="<PubmedArticle><MedlineCitation/></PubmedArticle>")
    with pytest.raises(TransientError, match="no PMID"):
        read_records(body, ["7"])


def test_a_deletion_is_not_a_record() -> None:
    body = record_set("7", extra="<DeleteCitation><PMID>8</PMID></DeleteCitation>")
    assert [*read_records(body, ["7", "8"])] == ["7"]


# Replies that NCBI sent


@pytest.mark.parametrize(
    ("number", "count", "first", "translation"),
    [
        (1, 63, "41282813", '"biopython"[All Fields]'),
        (3, 2651, "11121077", '"proc natl acad sci u s a"[Journal] AND "97"[Volume]'),
        (6, 1018, "3069587804", "biomol trna[prop]"),
    ],
)
def test_real_searches(shared: Path, number: int, count: int, first: str, translation: str) -> None:
    body = (shared / "real/eutils-replies" / f"esearch{number}.xml").read_bytes()
    pages = {1: (0, 20), 3: (6, 6), 6: (0, 20)}
    start, size = pages[number]
    reply = read_search(body, retstart=start, retmax=size)
    assert (reply.count, reply.pmids[0], reply.translation) == (count, first, translation)
    assert (reply.errors, reply.warnings, reply.output_messages) == ((), (), ())
    assert len(reply.pmids) == size


def test_a_real_search_that_found_nothing(shared: Path) -> None:
    reply = read_search((shared / "real/eutils-replies/esearch8.xml").read_bytes())
    assert (reply.count, reply.pmids) == (0, ())
    assert reply.errors == (("PhraseNotFound", "abcXYZ"),)
    assert reply.output_messages == ("No items found.",)


def test_real_replies_that_are_no_search(shared: Path) -> None:
    folder = shared / "real/eutils-replies"
    others = [path for path in sorted(folder.iterdir()) if not path.name.startswith("esearch")]
    assert len(others) > 20
    for path in others:
        with pytest.raises((TransientError, PermanentError)):
            check_whole(path.read_bytes(), "eSearchResult")
