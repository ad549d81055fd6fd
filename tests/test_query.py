"""Field tags, tokens and terms of PubMed's query language."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pubmed.query import FIELDS, split_tag, terms, tokens, words

UNTYPED = {"Publisher ID", "Author Cluster ID", "Extended PMID", "DSO", "P1DAT"}
"""Fields of einfo that PubMed's help gives no tag for."""


@pytest.mark.parametrize(
    ("tag", "field", "modifier"),
    [
        ("tiab", "Title/Abstract", ""),
        ("[Title/Abstract]", "Title/Abstract", ""),
        ("[ mh : noexp ]", "MeSH Terms", "noexp"),
        ("MeSH Terms:NoExp", "MeSH Terms", "noexp"),
        ("tiab:~3", "Title/Abstract", "~3"),
        ("tiabb", None, ""),
        ("", None, ""),
    ],
)
def test_tags(tag: str, field: str | None, modifier: str) -> None:
    assert split_tag(tag) == (field, modifier)


def test_no_tag_means_two_fields() -> None:
    names = [name.lower() for row in FIELDS for name in row]
    assert len(names) == len(set(names))


def test_every_field_of_einfo_is_known(shared: Path) -> None:
    root = ElementTree.parse(shared / "real/eutils-replies/einfo2.xml").getroot()
    fields = [
        (field.findtext("Name", ""), field.findtext("FullName", ""))
        for field in root.iterfind(".//Field")
    ]
    assert len(fields) > 40
    for short, full in fields:
        if full not in UNTYPED:
            assert split_tag(full)[0] is not None, full
            assert split_tag(short)[0] == split_tag(full)[0], short


def test_terms_with_their_tags() -> None:
    query = '(skin needling[tiab] OR "acne scars" [mh:noexp]) NOT [pt] 1:5[UID] AND old "new"'
    assert [(term.text, term.tag, term.field) for term in terms(query)] == [
        ("skin needling", "tiab", "Title/Abstract"),
        ('"acne scars"', "mh:noexp", "MeSH Terms"),
        ("1:5", "UID", "UID"),
        ('old "new"', None, None),
    ]


def test_words_are_compared_without_case_accent_or_punctuation() -> None:
    assert words('"Micro-needl*" of Sjögren\'s [18F]FDG') == [
        "micro", "needl", "of", "sjogren", "s", "18f", "fdg",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_tokens_hold_all_but_white_space(query: str) -> None:
    found = tokens(query)
    for token in found:
        assert query[token.start :].startswith(token.text)
    assert "".join("".join(token.text for token in found).split()) == "".join(query.split())
