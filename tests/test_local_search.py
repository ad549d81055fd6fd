"""The local search finds what PubMed's stand-in finds, and refuses what it cannot know."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.pubmed.field_text import revised_on, searched_bytes
from ingest.pubmed.local_search import CannotEvaluateError, LocalSearches
from ingest.pubmed.mesh_tree import MeshTree
from ingest.pubmed.search import Search
from ingest.pubmed.xml import parse_record
from tests import bulk
from tests.eutils.citation import Heading, Section
from tests.eutils.population import Population
from tests.refreshing import TERMS as REFRESH_TERMS

PLACES = (
    ("Cicatrix", "C23.550"),
    ("Cicatrix, Hypertrophic", "C23.550.100"),
    ("Burns", "C26.200"),
    ("Keloid", "C17.300"),
    ("Keloid", "C23.550.200"),
    ("Clinical Trial", "V03.175"),
    ("Randomized Controlled Trial", "V03.175.250"),
)
TREE = MeshTree(PLACES)


def found(query: str, raw: bytes, tree: MeshTree | None = TREE) -> bool:
    """Whether a query finds a record; its bytes must then have looked as if it might."""
    searches = LocalSearches([("asked", query)], tree)
    finds = searches.matching(parse_record(raw)) == ("asked",)
    assert searches.may_match(raw) or not finds
    return finds


@pytest.fixture(scope="module")
def crowd() -> Population:
    """Records of every kind after some weeks of revisions, indexing and retractions."""
    population = Population(1500, seed=11, activity=40)
    population.advance(25)
    return population


@pytest.fixture
def record() -> bytes:
    population = Population()
    pmid = population.add(
        "Micro-needling of CO<sub>2</sub>-lasered sc&#xE4;rs, <i>revis</i>ited.",
        abstract=(
            Section("METHODS", "METHODS", "Collagen induction in na&#xEF;ve skin."),
            Section(None, None, "Dermapen&#x2122; and the &#xFB01;rst stretch."),
        ),
        mesh=(
            Heading("D002921", "Cicatrix, Hypertrophic", False, (("Q000628", "therapy", True),)),
            Heading("D006801", "Humans"),
        ),
        keywords=("acne scars",),
        publication_types=(("D016449", "Randomized Controlled Trial"),),
        status="MEDLINE",
    )
    return population.raw(pmid)


@pytest.mark.parametrize(
    "query",
    [
        "needling[ti]",
        '"micro needling"[tiab]',
        '"micro-needl*"[TIAB]',
        '"micro-needling of co2"[ti]',
        "revisited[ti]",
        "scars[ti]",
        "naive[tiab]",
        "dermapen[tiab]",
        "first[tiab]",
        '"acne scars"[ot]',
        '"acne scar*"[tiab]',
        '"methods collagen induction"[tiab]',
        "cicatrix[mh]",
        '"Cicatrix, Hypertrophic"[mh:noexp]',
        "cicatrix[majr]",
        '"clinical trial"[pt]',
        "eng[la]",
        '"Arch Small Rec"[ta]',
        "2999-0042[ta]",
        "medline[sb]",
        "(asthma[ti] OR needling[ti]) AND humans[mh:noexp] NOT mice[ti]",
        "asthma[ti] AND mice[ti] OR needling[ti]",
    ],
)
def test_found(record: bytes, query: str) -> None:
    assert found(query, record)


@pytest.mark.parametrize(
    "query",
    [
        "needl[tiab]",
        "microneedling[tiab]",
        "acne[ti]",
        '"skin dermapen"[tiab]',  # across two sections
        "cicatrix[mh:noexp]",
        "keloid[mh]",
        "hypertrophic[mh:noexp]",
        "humans[majr:noexp]",
        "ger[la]",
        "needling[ti] NOT (asthma[ti] OR humans[mh:noexp])",
        "needling[ti] OR mice[ti] AND asthma[ti]",
    ],
)
def test_not_found(record: bytes, query: str) -> None:
    assert not found(query, record)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("scars", "scars cannot be evaluated on files: there is no field tag"),
        ("needling[ti] AND 2019:2024[dp]", "2019:2024[dp] cannot"),
        ('"skin needling"[ti:~2]', '"skin needling"[ti:~2] cannot'),
        ("skin needling[ti]", "skin needling[ti] cannot be evaluated on files: put it in quotes"),
        ("smith j[au]", "only these fields are read from files: tiab"),
        ("therapy[sh]", "therapy[sh] cannot"),
        ("cicatrix/therapy[mh]", "the whole name"),
        ("scar[mh]", "scar[mh] cannot be evaluated on files: the MeSH tree has no such name"),
        ("cicatrix[pt]", "the MeSH tree has no such name"),
        ("english[la]", "by its code only"),
        ("free full text[sb]", "the filters are: medline, systematic"),
        ("need*ling[ti]", "it has no whole word"),
        ("the[ti]", "it has no whole word"),
        ("needling[ti] scar[ti]", "an operator is missing"),
        ("(needling[ti]", "never closed"),
    ],
)
def test_what_only_pubmed_can_evaluate_is_refused(query: str, message: str) -> None:
    with pytest.raises(CannotEvaluateError, match=re.escape(message)) as caught:
        LocalSearches([("mine", query)], TREE)
    assert caught.value.place == "search mine"


def test_narrower_terms_need_the_tree() -> None:
    with pytest.raises(CannotEvaluateError, match=r"NLM's MeSH tree, mtrees\*\.bin"):
        LocalSearches([("mine", "cicatrix[mh]")], None)
    LocalSearches([("mine", "cicatrix[mh:noexp]")], None)


def test_systematic_reviews_by_title_until_they_are_indexed() -> None:
    population = Population()
    searches = LocalSearches([("reviews", "systematic[sb]")], bulk.tree())
    for title, status, expected in (
        ("Needling: a systematic review.", "Publisher", True),
        ("Needling: a systematic review.", "MEDLINE", False),
        ("Needling: protocol of a systematic review.", "Publisher", False),
    ):
        raw = population.raw(population.add(title, status=status))
        assert bool(searches.matching(parse_record(raw))) is expected


@pytest.mark.parametrize("search", bulk.SEARCHES, ids=lambda search: search.id)
def test_the_strategies_find_what_the_stand_in_finds(crowd: Population, search: Search) -> None:
    searches = LocalSearches([(search.id, search.query)], bulk.tree())
    local = [p for p in crowd.pmids if searches.matching(parse_record(crowd.raw(p)))]
    assert local == crowd.matching(search.query)
    assert len(local) > 20
    assert all(searches.may_match(crowd.raw(pmid)) for pmid in local)


ATOMS = st.sampled_from(
    [
        "microneedl*[tiab]", '"acne scars"[tiab]', "needling[ti]", "cicatrix[mh]",
        "asthma[mh:noexp]", '"randomized controlled trial"[pt]', "medline[sb]", "scar*[ti]",
        '"split-face"[tiab]',
        "inhaler[ot]", "keloid[mh:noexp]", "cicatrix[majr]", "melasma[tiab]", "laser[ot]",
    ]
)  # fmt: skip
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.builds(
        "({} {} {})".format, inner, st.sampled_from(["AND", "OR", "NOT"]), inner
    ),
    max_leaves=8,
)


@given(QUERIES)
@settings(max_examples=60, deadline=None)
def test_any_query_finds_what_the_stand_in_finds(crowd: Population, query: str) -> None:
    searches = LocalSearches([("asked", query)], bulk.tree())
    matching = set(crowd.matching(query))
    for pmid in crowd.pmids[::9]:
        finds = bool(searches.matching(parse_record(crowd.raw(pmid))))
        assert finds == (pmid in matching)
        assert searches.may_match(crowd.raw(pmid)) or not finds


PIECES = st.lists(
    st.sampled_from(
        ["s", "c", "a", "r", "s", "scar", "SCARS", " ", "é", "ç", "\u0327", "ﬁ", "™", "…", "ſ", "K",
         "&amp;", "&#x63;", "<i>", "</i>", "1", "<sup>2 </sup>", " <sub> 2</sub>",
         "<mml:msup><mml:mi>s</mml:mi> <mml:mi>c</mml:mi></mml:msup>", "<!--x-->",
         "<![CDATA[c]]>", "β", "\u00ad", "２", "ᵃ"]
    ),
    max_size=14,
)  # fmt: skip


@given(PIECES, PIECES)
@settings(deadline=None)
def test_no_record_that_is_found_is_passed_over_by_its_bytes(
    title: list[str], authors: list[str]
) -> None:
    """Whatever markup, references, accents and ligatures stand within a word."""
    raw = (
        '<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">1</PMID><Article>'
        f"<ArticleTitle>{_balanced(title)}</ArticleTitle>"
        f"<AuthorList><Author><LastName>{_balanced(authors)}</LastName></Author></AuthorList>"
        "</Article></MedlineCitation></PubmedArticle>"
    ).encode()
    searches = LocalSearches(
        [("1", "scar*[ti]"), ("2", "scars[ti] AND scar[ti]"), ("3", "12[ti]")], None
    )
    assert searches.may_match(raw) or not searches.matching(parse_record(raw))


def _balanced(pieces: list[str]) -> str:
    """The pieces with each <i> closed and no </i> without it."""
    text, open_ = "", False
    for piece in pieces:
        if piece in ("<i>", "</i>") and (piece == "<i>") == open_:
            continue
        open_ = piece == "<i>" if piece in ("<i>", "</i>") else open_
        text += piece
    return text + ("</i>" if open_ else "")


def test_bytes_are_searched_without_the_authors_and_with_accents_folded() -> None:
    raw = (
        b"<PubmedArticle><MedlineCitation><ArticleTitle>Sc\xc3\xa4rs \xc2\xb1 2</ArticleTitle>"
        b"<AuthorList><LastName>Needling</LastName></AuthorList>"
        b"</MedlineCitation><PubmedData>laser</PubmedData></PubmedArticle>"
    )
    part = searched_bytes(raw)
    assert part is not None
    assert b"scars" in part
    assert b"needling" not in part
    assert b"laser" not in part
    marked = searched_bytes(raw.replace(b"rs ", b"r<i>s</i> 1<sup> 2</sup>"))
    assert marked is not None
    assert b"scars12" in marked
    assert searched_bytes(raw.replace(b"rs ", b"r<mml:mi>s</mml:mi> ")) is None


def test_records_on_other_subjects_are_passed_over_unparsed(crowd: Population) -> None:
    """But for those of a journal that has needling and scars in its name."""
    searches = LocalSearches([*REFRESH_TERMS.items()], bulk.tree())
    others = [crowd[pmid] for pmid in crowd.pmids if crowd[pmid].title.startswith("Inhaler")]
    parsed = [one for one in others if searches.may_match(crowd.raw(one.pmid))]
    assert 0 < len(parsed) < len(others)
    assert {one.journal.nlm_id for one in parsed} == {"101900001"}


def test_the_fingerprint_is_of_what_the_strategies_find() -> None:
    terms = [("1", "cicatrix[mh]"), ("2", "scar[ti]")]
    same = LocalSearches(terms, MeshTree(reversed(PLACES)))
    assert LocalSearches(terms, TREE).fingerprint == same.fingerprint
    for other, tree in (
        ([("1", "cicatrix[mh]"), ("2", "scars[ti]")], TREE),
        (terms, MeshTree([*PLACES, ("Cicatrix, Acne", "C23.550.300")])),
    ):
        assert LocalSearches(other, tree).fingerprint != same.fingerprint


def test_date_revised_without_parsing(crowd: Population) -> None:
    for pmid in crowd.pmids[:200]:
        raw = crowd.raw(pmid)
        assert revised_on(raw) == parse_record(raw).history.revised
    assert revised_on(b"<PubmedArticle/>") is None
