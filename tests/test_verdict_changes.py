"""How a run's studies move a claim, in words: hand-worked stands."""

from __future__ import annotations

import pytest

from ingest.claims import load_claims
from ingest.evidence.history.change import Change
from ingest.evidence.history.stands import Cause, Stand
from ingest.evidence.history.verdict_changes import verdict_changes
from ingest.settings import Settings
from ingest.verdicts import Weighed
from ingest.weighing.evidence import Item, Stance, Study

CLAIM, *_ = load_claims(Settings.source / "claims.yaml")


def item(stance: Stance, *, design: str = "randomized-controlled-trial", persons: int = 50) -> Item:
    kind = "review" if design == "meta-analysis" else "primary"
    study = Study("any", kind, design, True, "assessor", persons)
    return Item(study, stance, "its reason", "between arms", participants=persons)


def stand(run: int, cause: Cause, said: Item | None) -> Stand:
    return Stand(run, cause, {} if said is None else {CLAIM.id: said})


def told(**stands: list[Stand]) -> list[Change]:
    weighed = Weighed(CLAIM, CLAIM.weigh(()), (), ())
    return list(verdict_changes([weighed], {}, stands, str.upper))


def why(*changes: Change) -> list[str]:
    return [change.detail.split(": ", 1)[1].split(". ")[0] for change in changes]


FOR, AGAINST, BOTH, BEARS = (
    item(stance) for stance in ("supports", "contradicts", "mixed", "bears")
)


def test_the_verdict_before_is_that_of_the_run_before():
    catalogue = [stand(0, "new", FOR)]
    first, second = told(a=catalogue, b=[stand(1, "new", FOR)], c=[stand(3, "new", AGAINST)])
    assert (first.run, first.kind, first.claim) == (1, "verdict", CLAIM.id)
    assert (first.before, first.after) == ("insufficient (low)", "supported (moderate)")
    assert (second.run, second.before) == (3, "supported (moderate)")
    # From high: a third of the weight disagrees, and 150 persons are few.
    assert second.after == "partly supported (low)"
    assert second.detail.startswith("supported (moderate) → partly supported (low): 1 new study")
    assert second.detail.endswith(CLAIM.weigh([FOR, FOR, AGAINST]).summary)


def test_the_catalogue_alone_is_where_it_begins_and_no_change():
    assert told(a=[stand(0, "new", FOR)], b=[stand(0, "new", AGAINST)]) == []


def test_evidence_that_leaves_the_verdict_is_told_as_such():
    (change,) = told(a=[stand(0, "new", FOR)], b=[stand(0, "new", FOR)], c=[stand(2, "new", FOR)])
    assert (change.kind, change.before) == ("evidence", change.after)
    assert change.detail.startswith("still supported (moderate): 1 new study counts for it (C). ")


@pytest.mark.parametrize(
    ("before", "cause", "after", "said"),
    [
        (FOR, "retracted", None, "1 study that counted for it was retracted (A)"),
        (AGAINST, "gone", None, "1 study that counted against it is no longer in PubMed (A)"),
        (
            *(FOR, "revised", AGAINST),
            "1 study that counted for it counts against it since its record was revised (A)",
        ),
        (
            *(FOR, "revised", None),
            "1 study that counted for it no longer does since its record was revised (A)",
        ),
        (
            *(None, "revised", BOTH),
            "1 study counts half for and half against it since its record was revised (A)",
        ),
        (
            *(FOR, "joined", item("supports", persons=60)),
            "1 study that counted for it does so with other figures since its record came (A)",
        ),
        (
            *(FOR, "gone", item("supports", persons=60)),
            "1 study that counted for it does so with other figures since its record left PubMed"
            " (A)",
        ),
        (
            None,
            "new",
            item("supports", design="meta-analysis"),
            "1 new study is a review for it (A)",
        ),
    ],
)
def test_what_a_study_did(before: Item | None, cause: Cause, after: Item | None, said: str):
    steady = {name: [stand(0, "new", FOR)] for name in ("x", "y")}
    (change,) = told(a=[stand(0, "new", before), stand(1, cause, after)], **steady)
    assert why(change) == [said]


def test_studies_that_do_the_same_stand_in_one_sentence_and_three_are_named():
    stands = {name: [stand(1, "new", FOR)] for name in "edcba"}
    stands["f"] = [stand(1, "new", AGAINST)]
    assert why(*told(**stands)) == [
        "5 new studies count for it (A, B, C and 2 more); 1 new study counts against it (F)"
    ]


def test_studies_that_only_bear_are_told_where_they_move_the_verdict():
    first = told(a=[stand(1, "new", BEARS)], b=[stand(2, "new", BEARS)])
    assert [(change.run, change.before, change.after) for change in first] == [
        (1, "not studied", "insufficient")
    ]
    assert why(*first) == ["1 new study bears on it (A)"]


def test_other_words_for_the_same_are_no_change():
    reworded = Item(FOR.study, "supports", "other words", "between arms", participants=50, result=3)
    assert told(a=[stand(0, "new", FOR), stand(1, "revised", reworded)]) == []


def test_a_study_that_never_changed_counts_since_its_record_came():
    names = ("in the catalogue", "of run 1", "of run 2", "with a past")
    today = tuple(FOR._replace(study=FOR.study._replace(id=name)) for name in names)
    weighed = Weighed(CLAIM, CLAIM.weigh(today), today, ())
    arrivals = {"of run 1": 1, "of run 2": 2, "with a past": 1}
    stands = {"with a past": [stand(1, "new", AGAINST), stand(3, "revised", FOR)]}
    rows = list(verdict_changes([weighed], arrivals, stands, str))
    assert why(*rows) == [
        "1 new study counts for it (of run 1); 1 new study counts against it (with a past)",
        "1 new study counts for it (of run 2)",
        "1 study that counted against it counts for it since its record was revised (with a past)",
    ]
