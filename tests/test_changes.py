"""What a reader is told of each run, from a small archive that grows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from ingest.archive.copies import Counts, read_copy
from ingest.archive.writer import Archive
from ingest.settings import Settings
from tests.diary import CLAIM, DAY, MORNING, READ_BY_HAND, Diary, source_with_one_claim, trial
from tests.eutils.citation import Author

TITLE = "Microneedling or no treatment for acne scars"
FIRST, SECOND = "90000001", "90000002"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return source_with_one_claim(tmp_path_factory.mktemp("source"))


@pytest.fixture
def empty(source: Path, tmp_path: Path) -> Diary:
    return Diary(Settings(source=source, data=tmp_path))


@pytest.fixture
def diary(empty: Diary) -> Diary:
    empty.pubmed.add(TITLE)
    empty.run(FIRST)
    return empty


def of_records(diary: Diary) -> list[tuple]:
    diary.build()
    return diary.select(
        "SELECT run, kind, study, detail FROM changes"
        " WHERE kind NOT IN ('fact', 'verdict', 'evidence') ORDER BY run, position"
    )


def of_claims(diary: Diary) -> list[tuple]:
    diary.build()
    return diary.select(
        "SELECT run, kind, before, after FROM changes WHERE claim IS NOT NULL ORDER BY run"
    )


def causes(diary: Diary) -> list[str]:
    """Why each run moved the claim, without the figures that follow."""
    diary.build()
    details = diary.select("SELECT detail FROM changes WHERE claim IS NOT NULL ORDER BY run")
    return [detail.split(": ", 1)[1].split(". ")[0] for (detail,) in details]


def test_a_record_that_came_is_added_at_the_run_that_brought_it(diary: Diary):
    diary.pubmed.add("Dermaroller for striae distensae: a case series")
    diary.run(SECOND)
    assert of_records(diary) == [
        (1, "added", FIRST, "found in PubMed"),
        (2, "added", SECOND, "found in PubMed"),
    ]


def test_a_revision_names_the_fields_that_changed(diary: Diary):
    diary.pubmed.revise(FIRST, title=f"{TITLE}: corrected")
    diary.run(FIRST)
    diary.pubmed.revise(FIRST, title=TITLE, volume="3")
    diary.run(FIRST)
    assert of_records(diary)[1:] == [
        (2, "revised", FIRST, "title"),
        (3, "revised", FIRST, "title, volume"),
    ]


def test_a_retraction_is_told_beside_the_revision(diary: Diary):
    diary.pubmed.retract(FIRST)
    diary.run(FIRST)
    assert [(run, kind) for run, kind, *_ in of_records(diary)] == [
        (1, "added"),
        (2, "revised"),
        (2, "retracted"),
    ]


def test_a_record_that_is_gone_is_told_at_the_run_that_made_sure(diary: Diary):
    diary.run(missed={FIRST})
    diary.run(missed={FIRST})
    assert of_records(diary) == [(3, "gone", FIRST, "PubMed no longer has this record")]


def test_records_that_are_no_studies_are_not_told(diary: Diary):
    diary.pubmed.add("Liver fibrosis and portal scars", publication_types=())
    diary.run(SECOND)
    assert [study for _, _, study, _ in of_records(diary)] == [FIRST]
    assert diary.select("SELECT pmid FROM excluded_records") == [(SECOND,)]


def test_the_same_record_in_another_format_is_no_revision(diary: Diary):
    diary.pubmed.add("Dermaroller for striae distensae: a case series")
    nbib = f"PMID- {SECOND}\nOWN - NLM\nTI  - Dermaroller for striae.\nPT  - Journal Article\n"
    with Archive(diary.settings.archive) as archive, archive.transaction():
        run = archive.begin_run("import", MORNING + DAY)
        archive.store(run, read_copy(nbib.encode(), "nbib"), MORNING + DAY, origin="file")
        archive.end_run(run, MORNING + DAY, Counts())
    diary.run(SECOND)
    assert of_records(diary)[1:] == [(2, "added", SECOND, "brought by a file")]


# Facts.


def test_a_revision_tells_which_facts_it_changed_with_their_words(empty: Diary):
    pmid = empty.pubmed.add(TITLE, abstract=trial(40, wins=True))
    empty.run(pmid)
    empty.pubmed.revise(pmid, abstract=trial(44, wins=True))
    empty.run(pmid)
    empty.build()
    select = "SELECT run, study, field, before, after, detail FROM changes WHERE kind = 'fact'"
    assert empty.select(select) == [
        (
            *(2, pmid, "participants", "40 persons, randomised", "44 persons, randomised"),
            "participants: 40 persons, randomised (“40 patients”)"
            " → 44 persons, randomised (“44 patients”)",
        )
    ]
    empty.build(extraction=False)
    assert empty.select(select) == []


def test_a_revision_of_other_fields_changes_no_fact(empty: Diary):
    pmid = empty.pubmed.add(TITLE, abstract=trial(40, wins=True))
    empty.run(pmid)
    empty.pubmed.revise(pmid, volume="7")
    empty.pubmed.add_mesh(pmid)
    empty.run(pmid)
    empty.build()
    assert empty.select("SELECT run, kind FROM changes WHERE study = '90000001'") == [
        (1, "added"),
        (2, "revised"),
    ]


# Verdicts. The catalogue's trial of 60 persons counts from the beginning: alone it is too little.


def test_new_studies_move_a_verdict(empty: Diary):
    for persons in (40, 50):
        empty.pubmed.add(f"{TITLE}, {persons} of them", abstract=trial(persons, wins=True))
    empty.run(FIRST, SECOND)
    assert of_claims(empty) == [
        (1, "verdict", "insufficient (very low)", "supported (low)"),
    ]
    (detail,) = empty.select(f"SELECT detail FROM changes WHERE claim = '{CLAIM}'")[0]
    assert detail == (
        "insufficient (very low) → supported (low):"
        " 2 new studies count for it (PMID 90000001, PMID 90000002)."
        " 3 of 3 studies with 150 participants support it; certainty low because bias cannot be"
        " ruled out, there are few participants."
    )


def test_a_study_that_is_retracted_counted_until_then(empty: Diary):
    empty.pubmed.add(TITLE, abstract=trial(140, wins=True))
    empty.run(FIRST)
    empty.pubmed.retract(FIRST)
    empty.run(FIRST)
    assert of_claims(empty) == [
        (1, "verdict", "insufficient (very low)", "supported (low)"),
        (2, "verdict", "supported (low)", "insufficient (very low)"),
    ]
    assert causes(empty) == [
        "1 new study counts for it (PMID 90000001)",
        "1 study that counted for it was retracted (PMID 90000001)",
    ]


def test_a_study_whose_record_is_gone_counted_until_then(empty: Diary):
    empty.pubmed.add(TITLE, abstract=trial(140, wins=False))
    empty.run(FIRST)
    empty.run(missed={FIRST})
    empty.run(missed={FIRST})
    assert of_claims(empty) == [
        (1, "verdict", "insufficient (very low)", "mixed (very low)"),
        (3, "verdict", "mixed (very low)", "insufficient (very low)"),
    ]
    assert causes(empty)[1] == (
        "1 study that counted against it is no longer in PubMed (PMID 90000001)"
    )


def test_a_revision_may_turn_a_study_round(empty: Diary):
    empty.pubmed.add(TITLE, abstract=trial(140, wins=True))
    empty.run(FIRST)
    empty.pubmed.revise(FIRST, abstract=trial(140, wins=False))
    empty.run(FIRST)
    empty.pubmed.revise(FIRST, abstract=trial(150, wins=False))
    empty.run(FIRST)
    assert [(run, kind) for run, kind, *_ in of_claims(empty)] == [
        (1, "verdict"),
        (2, "verdict"),
        (3, "evidence"),
    ]
    assert causes(empty)[1:] == [
        "1 study that counted for it counts against it since its record was revised"
        " (PMID 90000001)",
        "1 study that counted against it does so with other figures since its record was revised"
        " (PMID 90000001)",
    ]


def test_a_study_of_the_catalogue_counted_before_its_record_came(empty: Diary):
    title = "Microneedling against no treatment for acne scars, as read by hand"
    author = Author("Invented", "Ada", "A")
    empty.pubmed.add(title, pmid=READ_BY_HAND, authors=(author,), abstract=trial(60, wins=True))
    empty.run(READ_BY_HAND)
    assert of_claims(empty) == []
    empty.pubmed.retract(READ_BY_HAND)
    empty.run(READ_BY_HAND)
    assert of_claims(empty) == [(2, "verdict", "insufficient (very low)", "not studied")]
    assert causes(empty) == ["1 study that counted for it was retracted (Invented 2026)"]


def test_studies_that_only_bear_on_a_claim_are_told_where_they_move_it(empty: Diary):
    empty.pubmed.add(TITLE)
    empty.run(FIRST)
    assert of_claims(empty) == []


@pytest.mark.parametrize("seed", range(4))
def test_each_run_tells_the_verdict_that_its_own_build_gave(empty: Diary, seed: int):
    random = Random(seed)
    held: list[str] = []
    gone: set[str] = set()
    given = {}
    for run in range(1, 7):
        brought = live(empty, random, held, gone)
        empty.run(*sorted(brought), missed=gone)
        empty.build()
        ((given[run],),) = empty.select(
            "SELECT verdict || coalesce(' (' || certainty || ')', '') FROM claims"
        )
    told = of_claims(empty)
    assert told
    for run, verdict in given.items():
        rows = [after for at, _, _, after in told if at <= run]
        assert verdict == (rows[-1] if rows else "insufficient (very low)")
    for (*_, after), (_, _, before, _) in pairwise(told):
        assert after == before


def live(diary: Diary, random: Random, held: list[str], gone: set[str]) -> set[str]:
    """What happens between two refreshes; returns the records that the next one brings."""
    pubmed, brought = diary.pubmed, set()
    for _ in range(random.randint(1, 4)):
        abstract = trial(random.randint(10, 200), wins=random.random() < 0.6)
        event = random.choice(("add", "add", "revise", "index", "retract", "delete"))
        pmid = random.choice(held) if held else None
        if event == "add" or pmid is None:
            pmid = pubmed.add(f"{TITLE}, trial {len(held) + len(gone)}", abstract=abstract)
            held.append(pmid)
        elif event == "revise":
            pubmed.revise(pmid, abstract=abstract)
        elif event == "index":
            pubmed.add_mesh(pmid)
        elif event == "retract":
            pubmed.retract(pmid)
        else:
            held.remove(pmid)
            gone.add(pmid)
        brought.add(pmid)
    return brought - gone


def test_the_same_archive_gives_the_same_rows(diary: Diary):
    diary.pubmed.revise(FIRST, title=f"{TITLE}: corrected")
    diary.run(FIRST)
    once = of_records(diary), diary.settings.evidence.read_bytes()
    assert (of_records(diary), diary.settings.evidence.read_bytes()) == once
