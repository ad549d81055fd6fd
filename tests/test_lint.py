"""Search terms that PubMed would misread without a word, and those that it would not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pubmed.lint import Finding, lint

GOOD = [
    "scar[tiab]",
    'microneedl*[tiab] AND ("acne scars"[tiab] OR Cicatrix[mh:noexp])',
    'scar*[tiab] OR "keloid"[ti]',
    '"skin needling"[tiab:~3] OR "needling skin"[ti:~0]',
    '"[18F]FDG"[tiab] OR "Smith & Sons"[ta]',
    "(a1[tiab] OR b1[tiab]) NOT (animals[mh] NOT humans[mh])",
    '"2019/01/01"[dp] : "2021"[dp]',
    "2019:2021[dp] AND (scar[tiab]) AND 1:99999999[UID]",
    "scar [Title/Abstract] AND humans [MeSH Terms]",
    "randomised[tiab] OR systematic[sb]",
    "acne scars",
    "in vitro[tiab]",
    "May[au] AND Has[ta]",
    "Sjögren[tiab] OR β-carotene[tiab]",
]

BAD = [
    # term, place of the first finding, the piece, a part of what is said of it
    ("", (1, 1), "", "empty"),
    (" \n ", (1, 1), "", "empty"),
    ("scar[foo]", (1, 5), "[foo]", "no such field"),
    ("scar [tiabb]", (1, 6), "[tiabb]", "no such field"),
    ("scar[]", (1, 5), "[]", "no such field"),
    ("scar[tiab:noexp]", (1, 5), "[tiab:noexp]", "MeSH fields only"),
    ("scar[mh:exp]", (1, 5), "[mh:exp]", "no modifier 'exp'"),
    ("(scar[tiab]) [mh]", (1, 14), "[mh]", "a tag on a group"),
    ("(scar OR keloid)[tiab]", (1, 17), "[tiab]", "a tag on a group"),
    ("scar[tiab][ti]", (1, 11), "[ti]", "without a term before it"),
    ("[tiab]", (1, 1), "[tiab]", "without a term before it"),
    ("scar[tiab] AND\n  intervent∗[ti]", (2, 12), "∗", "type *"),
    ("“scar”[tiab]", (1, 1), "“", 'type "'),
    ("micro–needling[tiab]", (1, 6), "–", "type -"),
    ("scar\u00a0[tiab]", (1, 5), "\u00a0", "no-break space"),
    ("scar\u200b[tiab]", (1, 5), "\u200b", "zero width space"),
    ('"Burns &amp; Trauma"[ta]', (1, 8), "&amp;", "HTML entity"),
    ("scar&#39;s[tiab]", (1, 5), "&#39;", "HTML entity"),
    ("(scar[tiab] OR keloid[tiab]", (1, 1), "(", "never closed"),
    ("scar[tiab])", (1, 11), ")", "never opened"),
    ('"acne scars[tiab]', (1, 1), '"', "without its other half"),
    ("scar[tiab", (1, 5), "[", "without its other half"),
    ("scar[tiab] and keloid[tiab]", (1, 12), "and", "capitals only: AND"),
    ("scar Or keloid[tiab]", (1, 6), "Or", "capitals only: OR"),
    ("scar[tiab] AND", (1, 12), "AND", "without a term after it"),
    ("NOT scar[tiab]", (1, 1), "NOT", "without a term before it"),
    ("(OR scar[tiab])", (1, 2), "OR", "without a term before it"),
    ("(scar[tiab] OR)", (1, 13), "OR", "without a term after it"),
    ("scar[tiab] AND OR keloid[tiab]", (1, 12), "AND", "without a term after it"),
    ("scar[tiab] AND ()", (1, 16), "()", "nothing in it"),
    ("scar[tiab] keloid[tiab]", (1, 12), "keloid", "an operator is missing"),
    ("(scar[tiab]) (keloid[tiab])", (1, 14), "(", "an operator is missing"),
    ("a1[tiab] OR b1[tiab] AND c1[tiab]", (1, 22), "AND", "from left to right"),
    ("a1[tiab] NOT b1[tiab] OR c1[tiab]", (1, 23), "OR", "from left to right"),
    ("the[tiab] AND scar[tiab]", (1, 1), "the", "does not index"),
    ('"with"[ti]', (1, 1), '"with"', "does not index"),
    ("sca*[tiab]", (1, 1), "sca*", "fewer than 4"),
    ('"acne sca*"[tiab]', (1, 7), "sca*", "fewer than 4"),
    ("scar[mh:~3]", (1, 1), "scar", "proximity is ignored"),
    ('"acne scar"[mh:~3]', (1, 12), "[mh:~3]", "no proximity search"),
    ("acne scar[tiab:~3]", (1, 1), "acne scar", "in quotes"),
    ('"scar"[tiab:~3]', (1, 1), '"scar"', "two or more words"),
    ('"acne scar*"[tiab:~3]', (1, 1), '"acne scar*"', "asterisk"),
    ('"acne scar"[tiab:~x]', (1, 12), "[tiab:~x]", "no modifier '~x'"),
]


@pytest.mark.parametrize("term", GOOD)
def test_good_terms_pass(term: str) -> None:
    assert lint(term) == ()


@pytest.mark.parametrize(("term", "place", "piece", "message"), BAD)
def test_bad_terms_are_found(term: str, place: tuple[int, int], piece: str, message: str) -> None:
    finding = lint(term)[0]
    assert (finding.line, finding.column) == place
    assert finding.piece == piece
    assert message in finding.message


def test_all_faults_of_a_term_come_in_its_order() -> None:
    assert [str(finding) for finding in lint("the[tiab] AND\n(x[foo]")] == [
        "line 1, column 1: 'the': PubMed does not index this word; the query would find nothing",
        "line 2, column 1: '(': a parenthesis that is never closed",
        "line 2, column 3: '[foo]': PubMed has no such field and would search all of them",
    ]


@given(st.text(alphabet='ab*"()[]:~ \nANDOR&;∗', max_size=40))
def test_any_text_can_be_linted(term: str) -> None:
    lines = term.split("\n")
    for finding in lint(term):
        assert isinstance(finding, Finding)
        assert 1 <= finding.line <= len(lines)
        rest = "\n".join(lines[finding.line - 1 :])[finding.column - 1 :]
        first_word = finding.piece.split()[0] if finding.piece.split() else ""
        assert rest.startswith(first_word[:1])
