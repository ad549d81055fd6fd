"""Which records become studies: every rule, decisions by hand, and what is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.pubmed.record import Record, Term
from ingest.screening import OVERRIDES, RULES, Decision, Screening
from ingest.settings import ROOT
from ingest.vocabulary.concepts import Vocabulary
from ingest.vocabulary.matcher import matcher_of
from ingest.yaml_source import SourceError
from tests.test_matcher import record

SOURCE = ROOT / "data"
VOCABULARY = Vocabulary.load(SOURCE / "vocabulary")
SCREENING = Screening.load(SOURCE, VOCABULARY)

COMMENT, LETTER, EDITORIAL, CASE_REPORT = "D016420", "D016422", "D016421", "D002363"


def screen(item: Record, duplicate_of: str | None = None) -> Decision:
    return SCREENING.screen(item, matcher_of(VOCABULARY).tag(item), duplicate_of)


def typed(title: str, *types: str, abstract: tuple[str, ...] = ()) -> Record:
    terms = tuple(Term(ui, ui) for ui in types)
    return record(title=title, abstract=abstract)._replace(publication_types=terms)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "catalogue").mkdir()
    for name in (RULES, OVERRIDES):
        shutil.copy(SOURCE / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Microneedling for acne scars", "needling-for-scars"),
        ("Dissolving microneedle patches for keloids", "needling-for-scars"),
        ("Fractional CO2 laser for burn scars", "other-scar-treatment"),
        ("Treatment of striae distensae: a review", "other-scar-treatment"),
        ("Microneedling with tranexamic acid in melasma", "needling-other-skin"),
        ("Granuloma after microneedling", "needling-other-skin"),
        ("A microneedle patch for psoriasis", "needling-other-skin"),
        ("Microneedling in alopecia areata, a non-scarring alopecia", "needling-other-skin"),
    ],
)
def test_topics_by_title_alone(title: str, topic: str) -> None:
    decision = screen(record(title=title))
    assert decision[:4] == (True, topic, None, topic)
    assert decision.words


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Renal scarring after pyelonephritis treated with steroids", "off-topic"),
        ("Bleb needling with 5-fluorouracil", "off-topic"),
        ("Dry needling of the trapezius", "off-topic"),
        ("A microneedle patch for influenza vaccination", "off-topic"),
        ("Acupuncture for back pain", "off-topic"),
        ("Incidence of keloids in a rural district", "scar-without-treatment"),
        ("Microneedle arrays release a hormone for a month", "needles-without-disease"),
        ("A survey of hospital parking", "not-found"),
    ],
)
def test_reasons_by_title_alone(title: str, reason: str) -> None:
    assert screen(record(title=title))[:4] == (False, None, reason, reason)


def test_off_topic_names_its_words() -> None:
    assert screen(record(title="Bleb needling in glaucoma")).words == ("Bleb needling",)


def test_off_topic_mesh_counts_unless_the_title_is_ours() -> None:
    abstract = ("Scars were treated by laser. The scars faded.",)
    mesh = ("Vaccination",)
    assert screen(record("A trial", abstract, mesh=mesh)).reason == "off-topic"
    ours = record("Laser for scars after vaccination", abstract, mesh=mesh)
    assert screen(ours).topic == "other-scar-treatment"


def test_one_mention_in_an_abstract_is_in_passing() -> None:
    once = record("Laser for tattoos", ("It healed without scarring.",))
    twice = record("Laser for tattoos", ("Scars were few. No scar was raised.",))
    keyword = record("Laser for tattoos", ("It healed without scarring.",), ("Keloid",))
    assert screen(once).reason == "scar-in-passing"
    assert screen(twice).topic == "other-scar-treatment"
    assert screen(keyword).topic == "other-scar-treatment"


def test_scars_in_passing_do_not_make_needling_a_scar_study() -> None:
    melasma = record("Microneedling in melasma", ("No scar was seen.",))
    assert screen(melasma).topic == "needling-other-skin"


@pytest.mark.parametrize(
    ("types", "abstract", "reason"),
    [
        (("D016440",), (), "retraction-notice"),
        (("D016425",), (), "erratum-notice"),
        ((COMMENT,), (), "comment"),
        ((LETTER,), (), "comment"),
        ((LETTER, CASE_REPORT), (), None),
        ((LETTER,), ("We treated eight patients.",), None),
        ((EDITORIAL,), ("Needling of scars is reviewed.",), "editorial"),
        ((EDITORIAL, CASE_REPORT), (), None),
        (("D016441", "D016428"), (), None),
        (("D000078325",), (), None),
    ],
)
def test_publication_types(
    types: tuple[str, ...], abstract: tuple[str, ...], reason: str | None
) -> None:
    decision = screen(typed("Microneedling for acne scars", *types, abstract=abstract))
    assert decision.reason == reason
    assert decision.included == (reason is None)


def test_books_and_duplicates() -> None:
    item = record(title="Microneedling for acne scars")
    assert screen(item._replace(kind="book")).reason == "book"
    assert screen(item, duplicate_of="7").reason == "duplicate"


def test_every_reason_is_explained() -> None:
    rows = SCREENING.reasons()
    assert [row[0] for row in rows[:3]] == ["duplicate", "book", "retraction-notice"]
    assert rows[-1][0] == "by-hand"
    assert len({row[0] for row in rows}) == len(rows)
    assert all(label and explanation.endswith(".") for _, label, explanation in rows)


def decide(source: Path, text: str) -> Screening:
    (source / OVERRIDES).write_text(text, encoding="utf-8")
    return Screening.load(source, VOCABULARY)


ENTRY = """\
decisions:
  - pmid: 1
    decision: include
    topic: needling-for-scars
    who: Sample A
    why: The full text is about scars.
    on: 2026-05-01
"""


def test_a_decision_by_hand_wins(source: Path) -> None:
    parking = record(title="A survey of hospital parking")
    tags = matcher_of(VOCABULARY).tag(parking)
    included = decide(source, ENTRY).screen(parking, tags, duplicate_of="2")
    assert included == Decision(True, "needling-for-scars", None, "by-hand", ())

    needling = record(title="Microneedling for acne scars")
    tags = matcher_of(VOCABULARY).tag(needling)
    text = ENTRY.replace("include", "exclude").replace("    topic: needling-for-scars\n", "")
    excluded = decide(source, text).screen(needling, tags)
    assert excluded == Decision(False, None, "by-hand", "by-hand", ())


def test_the_rules_give_the_topic_that_a_decision_leaves_out(source: Path) -> None:
    notice = typed("Microneedling for melasma", "D016425")
    tags = matcher_of(VOCABULARY).tag(notice)
    text = ENTRY.replace("    topic: needling-for-scars\n", "")
    assert decide(source, text).screen(notice, tags).topic == "needling-other-skin"


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("include", "exclude", "line 2, field decisions[1]: an excluded record has no topic"),
        ("include", "maybe", "line 3, field decisions[1].decision: should be 'include' or"),
        ("2026-05-01", "May 2026", "line 7, field decisions[1].on: "),
        ("2026-05-01", "20260501", "line 7, field decisions[1].on: "),
        ("    who: Sample A\n", "", "line 2, field decisions[1].who: this field is needed"),
        ("pmid: 1", "pmid: PMC1", "line 2, field decisions[1].pmid: "),
        ("for-scars", "of-scars", "line 4, field decisions[1].topic: there is no topic"),
    ],
)
def test_bad_decisions_are_refused(source: Path, line: str, instead: str, message: str) -> None:
    assert line in ENTRY
    with pytest.raises(SourceError) as caught:
        decide(source, ENTRY.replace(line, instead))
    assert any(message in str(problem) for problem in caught.value.problems)


def test_a_record_is_decided_on_once(source: Path) -> None:
    with pytest.raises(SourceError, match="1 is decided on twice"):
        decide(source, ENTRY + ENTRY.partition("\n")[2])


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("microneedles]", "microneedle-plaster]", "there is no intervention"),
        ("prominent: [needles, scars]", "prominent: [needles, scar]", "there is no group 'scar'"),
        ("groups: [off-topic]", "groups: [off]", "exclusions[7].groups[1]: there is no group"),
        ("test: book", "test: novel", "exclusions[2].test"),
        ("    label: Book or chapter\n", "", "exclusions[2].label: this field is needed"),
        ("abstract_mentions: 2", "abstract_mentions: 0", "greater than or equal to 1"),
    ],
)
def test_bad_rules_are_refused(source: Path, line: str, instead: str, message: str) -> None:
    rules = (source / RULES).read_text(encoding="utf-8")
    assert line in rules
    (source / RULES).write_text(rules.replace(line, instead), encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        Screening.load(source, VOCABULARY)
    assert any(message in str(problem) for problem in caught.value.problems)


def test_the_last_leftover_takes_everything(source: Path) -> None:
    rules = (source / RULES).read_text(encoding="utf-8")
    last = rules.index("  - id: not-found")
    (source / RULES).write_text(rules[:last], encoding="utf-8")
    with pytest.raises(SourceError, match="the last leftover must ask for nothing"):
        Screening.load(source, VOCABULARY)
