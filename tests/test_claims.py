"""Claims are data: read strictly, run as they stand, weighed by the rules, never by hand."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from ingest.claims import QUERIES, canned_queries, load_claims
from ingest.errors import InputError
from ingest.evidence.build import build
from ingest.settings import Settings
from ingest.verdicts import add_claims
from ingest.yaml_source import SourceError
from tests.small_evidence import SmallEvidence

SHIPPED = Settings.source / "claims.yaml"
SETTLED = {
    "claim": "Needling makes scars shallower.",
    "why_believed": "Photographs.",
    "population": "People with scars",
    "intervention": "Needling",
    "comparator": "Sham",
    "outcome": "Grade",
    "question": "effect",
    "supports": "SELECT study, reason, result, comparison, directness FROM needling_effects"
    " WHERE effect = 'improved'",
    "contradicts": "SELECT study, reason, result, comparison, directness FROM needling_effects"
    " WHERE effect = 'unchanged'",
    "bears": "SELECT id AS study, 'about needling' AS reason FROM studies",
    "needs": "A trial.",
}


@pytest.fixture
def base() -> Iterator[SmallEvidence]:
    base = SmallEvidence()
    yield base
    base.connection.close()


def written(folder: Path, **changes: object) -> Path:
    """A file with one claim, changed as told; None leaves a field out."""
    entry = {name: value for name, value in (SETTLED | changes).items() if value is not None}
    path = folder / "claims.yaml"
    path.write_text(yaml.safe_dump({"makes-shallower": entry}, sort_keys=False), encoding="utf-8")
    return path


def weighed(base: SmallEvidence, path: Path):
    (one,) = add_claims(base.insert, base.connection, load_claims(path))
    return one


def sham_trial(
    base: SmallEvidence, id: str, direction: str, n: int = 60, **columns: object
) -> None:
    """Needling against a sham in parallel arms, with one result."""
    base.study(id, design="randomized-controlled-trial", randomized=1, participants=n, **columns)
    base.arm(id, 0, "needles", "microneedling")
    base.arm(id, 1, "sham", "placebo")
    base.result(id, 0, "needles", direction, comparison_arm="sham")


# Hand-worked cases, from rows to verdict.


def test_trials_against_sham_that_agree_support_it(base: SmallEvidence, tmp_path: Path):
    for id in ("a", "b", "c"):
        sham_trial(base, id, "favours-arm", blinding="assessor")
    one = weighed(base, written(tmp_path))
    # high, fewer than 400 persons
    assert (one.outcome.verdict, one.outcome.grade.certainty) == ("supported", "moderate")
    assert base.select("SELECT verdict, certainty, studies_for, participants FROM claims") == [
        ("supported", "moderate", 3, 180)
    ]
    assert base.select("SELECT DISTINCT stance, weight, result FROM claim_studies") == [
        ("supports", 1.0, 0)
    ]
    assert base.select("SELECT domain, judgement FROM claim_certainty ORDER BY position") == [
        ("starting point", "high"),
        ("risk of bias", "no concern"),
        ("inconsistency", "no concern"),
        ("indirectness", "no concern"),
        ("imprecision", "serious"),
        ("publication bias", "not judged"),
    ]


def test_trials_that_find_no_difference_from_sham_contradict_it(
    base: SmallEvidence, tmp_path: Path
):
    for id in ("a", "b", "c"):
        sham_trial(base, id, "no-difference", blinding="assessor")
    assert weighed(base, written(tmp_path)).outcome.verdict == "contradicted"


def test_trials_that_disagree_are_mixed(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm")
    sham_trial(base, "b", "no-difference")
    assert weighed(base, written(tmp_path)).outcome.verdict == "mixed"


@pytest.mark.parametrize(
    ("split_body", "numbers", "persons"),
    [(0, (28, 27), 55), (None, (28, 27), 55), (1, (28, 27), 90), (0, (28, None), 90)],
)
def test_of_several_arms_the_persons_compared_count(
    base: SmallEvidence, tmp_path: Path, split_body, numbers, persons
):
    sham_trial(base, "a", "favours-arm", n=90, split_body=split_body)
    for arm, number in enumerate(numbers):
        base.connection.execute(
            "UPDATE arms SET participants = ? WHERE position = ?", (number, arm)
        )
    base.arm("a", 2, "drug", "retinoid", n=35)
    weighed(base, written(tmp_path))
    assert base.select("SELECT participants FROM claim_studies") == [(persons,)]


def test_one_trial_is_insufficient(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm", n=600)
    assert weighed(base, written(tmp_path)).outcome.verdict == "insufficient"


def test_studies_that_only_bear_on_it_are_insufficient(base: SmallEvidence, tmp_path: Path):
    base.study("a", participants=900)
    outcome = weighed(base, written(tmp_path)).outcome
    assert (outcome.verdict, outcome.grade) == ("insufficient", None)
    assert base.select("SELECT stance, weight, comparison FROM claim_studies") == [
        ("bears on it", 0.0, None)
    ]


def test_without_a_study_it_is_not_studied(base: SmallEvidence, tmp_path: Path):
    weighed(base, written(tmp_path))
    assert base.select("SELECT verdict, certainty, needs FROM claims") == [
        ("not studied", None, "A trial.")
    ]


def test_a_trial_with_results_both_ways_is_one_mixed_study(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm")
    base.result("a", 1, "needles", "no-difference", comparison_arm="sham", outcome="second grade")
    weighed(base, written(tmp_path))
    assert base.select("SELECT stance FROM claim_studies") == [("mixed",)]


def test_a_retracted_study_never_counts(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm", retraction="retracted")
    one = weighed(base, written(tmp_path))
    assert one.outcome.verdict == "not studied"
    assert [(item.study.id, item.stance) for item in one.retracted] == [("a", "supports")]
    assert base.select("SELECT * FROM claim_studies") == []


def test_an_expression_of_concern_does_not_take_a_study_out(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm", retraction="expression of concern")
    assert weighed(base, written(tmp_path)).outcome.favour == 1


def test_a_meta_analysis_is_not_counted_beside_its_trials(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "1", "favours-arm")
    sham_trial(base, "2", "favours-arm")
    base.study("9", kind="review", design="meta-analysis", participants=120, direction="improved")
    for pmid in ("1", "2", "77"):
        base.add("cited_records", study="9", pmid=pmid)
    outcome = weighed(base, written(tmp_path)).outcome
    assert (outcome.favour, outcome.reviews_for, outcome.participants) == (2, 1, 120)
    ((weight, reason),) = base.select("SELECT weight, reason FROM claim_studies WHERE study = '9'")
    assert weight == 0
    assert reason.endswith("; cites 2 of the studies that count here")


def test_a_change_counts_the_persons_measured_a_comparison_those_of_the_study(
    base: SmallEvidence, tmp_path: Path
):
    base.study("series", design="case-series", participants=480)
    base.arm("series", 0, "needles", "microneedling")
    base.result("series", 0, "needles", "improved-from-baseline", participants=20)
    sham_trial(base, "trial", "favours-arm", n=60)
    weighed(base, written(tmp_path))
    assert base.select("SELECT study, participants FROM claim_studies ORDER BY study") == [
        ("series", 20),
        ("trial", 60),
    ]


def test_a_query_may_tell_the_number_of_persons(base: SmallEvidence, tmp_path: Path):
    base.study("a", participants=60)
    supports = "SELECT 'a' AS study, 'none in 20' AS reason, 20 AS participants"
    (item,) = weighed(base, written(tmp_path, supports=supports)).items
    assert item.participants == 20


def test_printed_ratios_are_taken_as_logarithms(base: SmallEvidence, tmp_path: Path):
    sham_trial(base, "a", "favours-arm")
    odds = {"effect_type": "OR", "effect": 1, "ci_low": 0.5, "ci_high": 2}
    base.result("a", 1, "needles", None, comparison_arm="sham", **odds)
    supports = "SELECT 'a' AS study, 'odds' AS reason, 1 AS result, 'between arms' AS comparison"
    (item,) = weighed(base, written(tmp_path, supports=supports)).items
    assert item.effect.value == 0
    assert item.effect.ci_low == -item.effect.ci_high


# Bad input: the file, the entry, the reason.


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"needs": None}, "makes-shallower.needs", "this field is needed"),
        ({"verdict": "supported"}, "makes-shallower.verdict", "there is no such field"),
        ({"question": "maybe"}, "makes-shallower.question", "'effect' or 'frequency'"),
        ({"persons_needed": 0}, "makes-shallower.persons_needed", "greater than 0"),
        ({"claim": ""}, "makes-shallower.claim", "at least 1 character"),
    ],
)
def test_a_wrong_entry_is_named_with_its_field(tmp_path: Path, changes, field, message):
    with pytest.raises(SourceError) as caught:
        load_claims(written(tmp_path, **changes))
    assert "claims.yaml" in str(caught.value)
    assert field in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT study, reason FROM no_such_table", "SQLite says: no such table: no_such_table"),
        ("SELEC study", 'SQLite says: near "SELEC": syntax error'),
        ("DELETE FROM studies RETURNING id AS study, 'x' AS reason", "not authorized"),
        ("SELECT 1; SELECT 2", "SQLite says: You can only execute one statement at a time."),
        ("SELECT :who AS study, 'x' AS reason", "SQLite says: Incorrect number of bindings"),
        ("SELECT id AS study FROM studies", "returns no column reason"),
        ("SELECT 'a' AS study, 'x' AS reason, 'ten' AS participants", "number of persons: 'ten'"),
        ("SELECT id AS study, 'x' AS reason, 1 AS verdict FROM studies", "verdict means nothing"),
        ("SELECT 'nobody' AS study, 'x' AS reason", "there is no study 'nobody'"),
        ("SELECT id AS study, NULL AS reason FROM studies", "gives no reason for study a"),
        ("SELECT id AS study, 'x' AS reason, 7 AS result FROM studies", "study a has no result 7"),
        ("SELECT id AS study, 'x' AS reason, 'often' AS comparison FROM studies", "between arms"),
        ("SELECT id AS study, 'x' AS reason, 'so-so' AS directness FROM studies", "indirect"),
    ],
)
@pytest.mark.parametrize("field", [field for field, _ in QUERIES])
def test_a_broken_query_is_named_with_its_reason(
    base: SmallEvidence, tmp_path: Path, field: str, sql: str, message: str
):
    base.study("a")
    path = written(tmp_path, **{field: sql})
    line = next(
        number
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if text.strip().startswith(f"{field}:")
    )
    with pytest.raises(InputError) as caught:
        weighed(base, path)
    assert str(caught.value).startswith(f"{path}, line {line}, field makes-shallower.{field}: ")
    assert message in str(caught.value)
    assert base.select("SELECT count(*) FROM studies") == [(1,)]


def test_a_build_with_a_broken_claim_leaves_the_old_database(tmp_path: Path):
    source = tmp_path / "source"
    shutil.copytree(Settings.source, source, ignore=shutil.ignore_patterns("*.db"))
    settings = Settings(source=source, data=tmp_path)
    build(settings)
    before = settings.evidence.read_bytes()
    text = SHIPPED.read_text(encoding="utf-8").replace("FROM needling_effects", "FROM nowhere", 1)
    (source / "claims.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"flattens-atrophic-acne-scars\.supports: SQLite says"):
        build(settings)
    assert settings.evidence.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["evidence.db"]


# The claims that are shipped.


@pytest.fixture(scope="module")
def shipped(evidence: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{evidence}?mode=ro", uri=True)) as connection:
        yield connection


CLAIMS = {claim.id: claim for claim in load_claims(SHIPPED)}
VERDICTS = {
    "supported",
    "partly supported",
    "contradicted",
    "mixed",
    "insufficient",
    "not studied",
}


def test_there_are_twenty_five_and_each_has_a_verdict(shipped: sqlite3.Connection):
    rows = dict(shipped.execute("SELECT id, verdict FROM claims ORDER BY position"))
    assert list(rows) == list(CLAIMS)
    assert len(rows) >= 25
    assert set(rows.values()) <= VERDICTS


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_shipped_claim_runs_and_its_rows_add_up(shipped: sqlite3.Connection, claim: str):
    query = "SELECT supports_sql, contradicts_sql, bears_sql FROM claims WHERE id = ?"
    stored = shipped.execute(query, (claim,)).fetchone()
    for sql in stored:
        shipped.execute(sql).fetchall()
    counts = dict(
        shipped.execute(
            "SELECT stance, count(*) FROM claim_studies WHERE claim = ? AND weight > 0 GROUP BY 1",
            (claim,),
        )
    )
    columns = "studies_for, studies_against, studies_mixed, certainty, summary, verdict"
    favour, against, mixed, certainty, summary, verdict = shipped.execute(
        f"SELECT {columns} FROM claims WHERE id = ?", (claim,)
    ).fetchone()
    assert counts == {
        stance: number
        for stance, number in (("supports", favour), ("contradicts", against), ("mixed", mixed))
        if number
    }
    domains = shipped.execute("SELECT count(*) FROM claim_certainty WHERE claim = ?", (claim,))
    assert domains.fetchone() == ((6,) if certainty else (0,))
    assert summary.endswith(".")
    assert (verdict == "not studied") == (
        shipped.execute("SELECT count(*) FROM claim_studies WHERE claim = ?", (claim,)).fetchone()
        == (0,)
    )


@pytest.mark.parametrize(
    ("place", "table"),
    [("result", "results"), ("adverse_event", "adverse_events"), ("fact", "facts")],
)
def test_every_stance_rests_on_a_row_of_its_study(shipped: sqlite3.Connection, place, table):
    dangling = f"""
        SELECT c.claim, c.study FROM claim_studies c
        WHERE c.{place} IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM {table} t WHERE t.study = c.study AND t.position = c.{place})
    """
    assert not shipped.execute(dangling).fetchall()


def test_what_weighs_rests_on_a_row_or_a_field(shipped: sqlite3.Connection):
    assert not shipped.execute("""
        SELECT claim, study FROM claim_studies
        WHERE weight > 0 AND coalesce(result, fact, adverse_event, field) IS NULL
    """).fetchall()
    fields = shipped.execute("SELECT DISTINCT field FROM claim_studies WHERE field IS NOT NULL")
    for (field,) in fields.fetchall():
        assert not shipped.execute(f"""
            SELECT c.study FROM claim_studies c JOIN studies s ON s.id = c.study
            WHERE c.field = '{field}' AND s.{field} IS NULL
        """).fetchall()


def test_a_field_that_studies_do_not_have_is_named(base: SmallEvidence, tmp_path: Path):
    base.study("a")
    rests = "SELECT id AS study, 'so' AS reason, 'conclusion' AS field FROM studies"
    with pytest.raises(InputError, match="supports: studies has no column 'conclusion'"):
        weighed(base, written(tmp_path, supports=rests))


def test_a_review_or_a_paper_without_patients_never_weighs(shipped: sqlite3.Connection):
    assert not shipped.execute(
        "SELECT 1 FROM claim_studies c JOIN studies s ON s.id = c.study"
        " WHERE c.weight > 0 AND s.kind IS NOT 'primary'"
    ).fetchall()


def test_adding_a_claim_is_adding_an_entry(tmp_path: Path):
    source = tmp_path / "source"
    shutil.copytree(Settings.source, source, ignore=shutil.ignore_patterns("*.db"))
    entry = yaml.safe_dump({"one-more": SETTLED}, sort_keys=False)
    text = SHIPPED.read_text(encoding="utf-8")
    (source / "claims.yaml").write_text(f"{text}\n{entry}", encoding="utf-8")
    settings = Settings(source=source, data=tmp_path)
    build(settings)
    with closing(sqlite3.connect(settings.evidence)) as connection:
        query = "SELECT id, studies_for FROM claims ORDER BY position DESC"
        last, studies_for = connection.execute(query).fetchone()
    assert last == "one-more"
    assert studies_for > 30


def test_each_query_is_a_canned_query():
    queries = canned_queries(CLAIMS.values())
    assert len(queries) == 3 * len(CLAIMS)
    assert queries["claim_adding_prp_helps_against"]["sql"] == CLAIMS["adding-prp-helps"].sql(
        "contradicts"
    )
    assert all(name.replace("_", "").isalnum() for name in queries)
