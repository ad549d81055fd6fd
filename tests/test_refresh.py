"""Whatever goes wrong on the way, the archive ends up in step with PubMed and never shrinks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.archive.writer import Archive
from ingest.errors import IngestError
from ingest.intake.importer import import_files
from ingest.intake.refresh import Wants, run
from ingest.pubmed.client import NetworkError
from ingest.pubmed.search import SearchError, load_searches
from ingest.settings import Settings
from tests.eutils.population import Population
from tests.eutils.server import StandIn
from tests.eutils.texts import CICATRIX, RETRACTED
from tests.refreshing import SEARCHES, World, client_of, world

SCAR = "Microneedling of a scar."


@pytest.fixture
def one(tmp_path: Path) -> Iterator[World]:
    """A PubMed of thirty records on several topics, and no archive yet."""
    with world(tmp_path / "archive.db", Population(30, seed=3)) as one:
        yield one


def test_the_first_refresh_holds_what_the_searches_find(one: World) -> None:
    summary = one.refresh()
    truth = one.pubmed.truth()
    assert one.raws() == {pmid: truth[pmid] for pmid in one.matching()}
    assert set(one.states().values()) == {"held"}
    assert summary.added == len(one.matching())
    assert summary.requests == len(SEARCHES) + 1 == len(one.server.calls)
    with Archive(one.path) as archive:
        assert [search.search for search in archive.last_searches()] == sorted(
            search.id for search in SEARCHES
        )
        assert {pmid for _, pmid in archive.hits()} == one.matching()


def test_a_second_refresh_only_searches(one: World) -> None:
    one.refresh()
    summary = one.refresh()
    assert summary.requests <= len(SEARCHES) + 1
    assert (summary.added, summary.revised, summary.gone, summary.no_longer_matching) == (0,) * 4


def test_when_nothing_changed_for_long_a_later_refresh_asks_once_more(one: World) -> None:
    one.pubmed.advance(40)
    one.refresh()
    one.pubmed.advance()
    assert one.refresh().requests == len(SEARCHES) + 1


def test_what_is_new_comes_however_it_came(one: World) -> None:
    one.refresh()
    one.pubmed.advance()
    bare = one.pubmed.add("Microneedling of depressed marks.")
    one.refresh()
    assert bare not in one.states()
    one.pubmed.advance()
    one.pubmed.add_mesh(bare)
    created, late = one.pubmed.add(SCAR), one.pubmed.late_add(SCAR)
    assert one.refresh().added == 3
    assert {bare, created, late} <= one.states().keys()


def test_a_revision_is_fetched_and_the_copy_before_is_kept(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.refresh()
    before = one.pubmed.raw(pmid)
    one.pubmed.advance(2)
    one.pubmed.revise(pmid, title="Microneedling of a scar, corrected.")
    summary = one.refresh()
    assert (summary.added, summary.revised, summary.retracted) == (0, 1, 0)
    assert one.raws()[pmid] == one.pubmed.raw(pmid)
    with Archive(one.path) as archive:
        assert [version.raw for version in archive.versions()] == [before]


@pytest.mark.parametrize("linked", [True, False])
def test_a_retraction_is_noticed_the_next_day(one: World, linked: bool) -> None:
    pmid = one.pubmed.add(SCAR)
    one.refresh()
    one.pubmed.advance()
    one.pubmed.retract(pmid, linked=linked)
    assert one.refresh().retracted == 1


def test_a_retraction_is_noticed_whatever_its_date(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.pubmed.advance(40)
    one.refresh()
    one.pubmed.advance()
    types = (*one.pubmed[pmid].publication_types, RETRACTED)
    one.pubmed.revise(pmid, silent=True, modified=False, publication_types=types)
    assert one.refresh().retracted == 1


def test_a_retraction_is_noticed_on_the_same_day(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.refresh()
    one.pubmed.retract(pmid)
    summary = one.refresh()
    assert summary.retracted == 1
    assert one.raws()[pmid] == one.pubmed.raw(pmid)
    assert one.refresh().requests == len(SEARCHES) + 1


def test_a_change_without_any_date_is_found_when_all_is_read_again(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.pubmed.advance(40)
    one.refresh()
    one.pubmed.revise(pmid, silent=True, modified=False)
    one.pubmed.advance(27)
    assert one.refresh().revised == 0
    one.pubmed.advance(1)
    assert one.refresh().revised == 1
    assert one.raws()[pmid] == one.pubmed.raw(pmid)


def test_full_reads_everything_at_once(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.refresh()
    one.pubmed.revise(pmid, silent=True, modified=False)
    assert one.refresh().revised == 0
    assert one.refresh(full=True).revised == 1


def test_a_clock_that_was_wrong_does_not_stop_the_refresh(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    one.pubmed.day = 3650
    one.refresh()
    one.pubmed.day = 1
    one.pubmed.revise(pmid)
    assert one.refresh().revised == 1
    one.pubmed.advance()
    one.pubmed.delete(pmid)
    one.refresh()
    one.pubmed.advance()
    assert one.refresh().gone == 1


def test_what_no_longer_matches_is_kept_and_may_come_back(one: World) -> None:
    pmid = one.pubmed.add("Microneedling of marks.", mesh=(CICATRIX,))
    one.refresh()
    one.pubmed.advance()
    one.pubmed.remove_mesh(pmid, CICATRIX.name)
    assert one.refresh().no_longer_matching == 1
    assert one.states()[pmid] == "no-longer-matches"
    one.pubmed.advance(10)
    one.pubmed.add_mesh(pmid)
    one.refresh()
    assert one.states()[pmid] == "held"
    assert one.raws()[pmid] == one.pubmed.raw(pmid)


def test_a_deleted_record_is_absent_after_two_runs_a_day_apart(one: World) -> None:
    pmid = one.pubmed.add(SCAR)
    last_copy = one.pubmed.raw(pmid)
    one.pubmed.advance(40)
    one.refresh()
    one.pubmed.advance()
    one.pubmed.delete(pmid)
    assert (one.refresh().gone, one.states()[pmid]) == (0, "no-longer-matches")
    assert (one.refresh().gone, one.states()[pmid]) == (0, "no-longer-matches")
    one.pubmed.advance()
    assert (one.refresh().gone, one.states()[pmid]) == (1, "absent")
    assert one.raws()[pmid] == last_copy
    one.pubmed.advance()
    one.pubmed.restore(pmid)
    assert (one.refresh().gone, one.states()[pmid]) == (0, "held")


def test_what_is_asked_for_is_held_and_what_pubmed_lacks_is_told(one: World) -> None:
    other = one.pubmed.add("Inhalers in asthma.")
    one.wants = Wants(pmids=frozenset({other, "123"}))
    assert one.refresh().unresolved == ("123",)
    assert one.states()[other] == "held"
    assert one.refresh().requests <= len(SEARCHES) + 1
    one.pubmed.advance(8)
    one.pubmed.revise(other)
    assert one.refresh().revised == 1
    one.wants = Wants()
    one.refresh()
    assert one.states()[other] == "no-longer-matches"


def test_a_doi_is_joined_only_to_the_record_that_bears_it(one: World) -> None:
    bearer = one.pubmed.add("Inhalers in asthma.", doi="10.5555/Mine")
    one.wants = Wants(dois=frozenset({"10.5555/mine", "10.5555/nobody"}))
    assert one.refresh().unresolved == ("10.5555/nobody",)
    assert one.states()[bearer] == "held"
    assert one.refresh().requests == len(SEARCHES) + 1
    late = one.pubmed.add("Spacers in asthma.", doi="10.5555/nobody")
    one.pubmed.advance(30)
    assert one.refresh().unresolved == ()
    assert one.states()[late] == "held"


def test_imported_text_becomes_xml_and_a_list_is_fetched(one: World, tmp_path: Path) -> None:
    first, second = one.pubmed.add("Inhalers in asthma."), one.pubmed.add("Spacers in asthma.")
    text, numbers = tmp_path / "first.nbib", tmp_path / "second.txt"
    text.write_text(one.pubmed.medline(first), encoding="utf-8")
    numbers.write_text(f"{second}\n")
    with Archive(one.path) as archive:
        import_files(archive, [text, numbers], clock=lambda: one.now)
    one.refresh()
    raws = one.raws()
    assert (raws[first], raws[second]) == (one.pubmed.raw(first), one.pubmed.raw(second))
    assert {one.states()[pmid] for pmid in (first, second)} == {"held"}
    assert one.refresh().requests <= len(SEARCHES) + 1


def test_a_search_that_is_dropped_lets_go_of_its_records(one: World) -> None:
    one.refresh()
    one.searches = SEARCHES[:1]
    kept = set(one.pubmed.matching(SEARCHES[0].term))
    one.refresh()
    assert {pmid for pmid, state in one.states().items() if state == "held"} == kept


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_failed_search_changes_no_record_and_no_watermark(one: World, failing: int) -> None:
    one.refresh()
    before, marks = one.states(), one.watermarks()
    one.pubmed.advance()
    for pmid in one.pubmed.pmids:
        one.pubmed.delete(pmid)
    one.server.set_faults([*[None] * (failing - 1), *["backend-failed"] * 3])
    with pytest.raises(NetworkError, match="Database is not supported"):
        one.refresh()
    assert one.states() == before
    assert one.watermarks() == marks
    with Archive(one.path) as archive:
        recorded = [(run.outcome, run.message) for run in archive.runs()[1:]]
    assert len(recorded) == (failing > 1)
    assert all(outcome == "failed" and message for outcome, message in recorded)


def test_a_search_that_pubmed_misreads_fails_and_is_recorded(one: World) -> None:
    one.refresh()
    before = one.states()
    broken = SEARCHES[0].model_copy(update={"term": '"no such phrase anywhere"[tiab]'})
    one.searches = (broken,)
    with pytest.raises(SearchError, match="needling-scars"):
        one.refresh()
    assert one.states() == before
    with Archive(one.path) as archive:
        run = archive.runs()[-1]
        assert (run.outcome, run.watermark, run.requests) == ("failed", None, 1)
        assert {pmid for _, pmid in archive.hits()} == before.keys()


def test_a_failed_fetch_keeps_the_batches_before_and_goes_on_from_there(tmp_path: Path) -> None:
    population = Population.of_size(500)
    with world(tmp_path / "archive.db", population) as one:
        one.searches = (SEARCHES[0].model_copy(update={"term": "scars[tiab]"}),)
        one.server.set_faults([None, None, *["503"] * 3])
        with pytest.raises(NetworkError, match="503"):
            one.refresh()
        assert len(one.states()) == 200
        assert one.watermarks() == []
        with Archive(one.path) as archive:
            (run,) = archive.runs()
        assert (run.outcome, run.added, run.requests) == ("failed", 200, 5)
        summary = one.refresh()
        assert (summary.added, summary.requests) == (300, 3)
        assert len(one.states()) == 500


def test_without_network_no_byte_changes_and_no_file_appears(one: World, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/"
    with pytest.raises(NetworkError, match="cannot be reached") as caught:
        one.refresh(client=client_of(nowhere))
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())
    one.refresh()
    before = one.path.read_bytes()
    with pytest.raises(NetworkError):
        one.refresh(client=client_of(nowhere))
    assert one.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["archive.db"]


def test_an_archive_that_cannot_be_written_is_one_line(one: World) -> None:
    one.path.write_bytes(b"this was an archive once" * 100)
    before = one.path.read_bytes()
    with pytest.raises(IngestError, match=r"archive\.db: file is not a database"):
        one.refresh()
    assert one.path.read_bytes() == before


def test_the_command_uses_the_projects_own_searches_and_catalogue(tmp_path: Path) -> None:
    with StandIn(Population(40, seed=1)) as server:
        settings = Settings(data=tmp_path / "data", eutils_url=server.url, api_key="fast")
        summary = run(settings)
        again = run(settings)
    searches = len(load_searches(settings.source / "searches.yaml"))
    assert summary.added > 20
    assert (again.added, again.revised, again.no_longer_matching) == (0, 0, 0)
    assert again.requests <= searches + 1
    assert "asked for and not in PubMed" in str(again)
    assert [file.name for file in settings.data.iterdir()] == ["archive.db"]
