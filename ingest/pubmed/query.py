"""PubMed's query language as far as checks need it: field tags, tokens, terms.

Sources: PubMed Help, "Search field tags" and "Stopwords" (https://pubmed.ncbi.nlm.nih.gov/help/),
and the field list of einfo.fcgi?db=pubmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

FIELDS = (
    ("Affiliation", "ad", "affl"),
    ("All Fields", "all"),
    ("Article Identifier", "aid", "doi"),
    ("Author", "au", "auth", "fau", "full", "full author name"),
    ("Author - Corporate", "cn", "coln", "corporate author"),
    ("Author - First", "1au", "faut", "first author", "first author name"),
    ("Author - Identifier", "auid", "author identifier"),
    ("Author - Last", "lastau", "laut", "last author", "last author name"),
    ("Book",),
    ("Conflict of Interest Statements", "cois"),
    ("Date - Completion", "dcom", "cdat", "completion date"),
    ("Date - Create", "crdt", "create date"),
    ("Date - Entry", "edat", "entry date", "entrez date", "date - entrez"),
    ("Date - MeSH", "mhda", "mesh date"),
    ("Date - Modification", "mdat", "lr", "modification date"),
    ("Date - Publication", "dp", "pdat", "publication date"),
    ("EC/RN Number", "rn", "ecno"),
    ("Editor", "ed"),
    ("Electronic Publication Date", "epdt"),
    ("Filter", "filt", "sb", "subset"),
    ("Grants and Funding", "gr", "grnt", "grant number"),
    ("ISBN",),
    ("Investigator", "ir", "fir", "finv", "full investigator name"),
    ("Issue", "ip", "iss"),
    ("Journal", "ta", "jour"),
    ("Language", "la", "lang"),
    ("Location ID", "lid"),
    ("MeSH Major Topic", "majr"),
    ("MeSH Subheading", "sh", "subh", "mesh subheadings"),
    ("MeSH Terms", "mh", "mesh"),
    ("NLM Unique ID", "jid"),
    ("Other Term", "ot", "otrm"),
    ("Pagination", "pg", "page"),
    ("Pharmacological Action", "pa", "papx"),
    ("Place of Publication", "pl", "cnty"),
    ("Print Publication Date", "ppdt"),
    ("Publication Type", "pt", "ptyp"),
    ("Publisher", "pubn"),
    ("Secondary Source ID", "si"),
    ("Subject - Personal Name", "ps", "personal name as subject"),
    ("Supplementary Concept", "nm", "subs"),
    ("Text Word", "tw", "word", "text words"),
    ("Title", "ti", "titl"),
    ("Title/Abstract", "tiab"),
    ("Transliterated Title", "tt"),
    ("UID", "pmid"),
    ("Volume", "vi", "vol"),
)
"""Each field: the name that PubMed writes in QueryTranslation (in any case a tag, too), then its
other tags."""

ALL_FIELDS = "All Fields"
TEXT_FIELDS = frozenset({"Title", "Title/Abstract", "Text Word", "Other Term", "Affiliation"})
"""Fields whose words PubMed looks for as they were typed."""
PROXIMITY_FIELDS = frozenset({"Title", "Title/Abstract", "Affiliation"})
"""Fields that take ``"two words"[field:~n]``."""
EXPLODED_FIELDS = frozenset({"MeSH Terms", "MeSH Major Topic", "MeSH Subheading"})
"""Fields that take ``[field:noexp]``."""

OPERATORS = frozenset({"AND", "OR", "NOT"})

_STOP_WORDS = """
    a about again all almost also although always among an and another any are as at be because
    been before being between both but by can could did do does done due during each either enough
    especially etc for found from further had has have having here how however i if in into is it
    its itself just kg km made mainly make may mg might ml mm most mostly must nearly neither no
    nor obtained of often on our overall perhaps pmid quite rather really regarding seem seen
    several should show showed shown shows significantly since so some such than that the their
    theirs them then there therefore these they this those through thus to upon use used using
    various very was we were what when which while with within without would
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that PubMed does not index: alone with a tag they make the whole query find nothing."""

_FIELD_BY_TAG = {name.lower(): row[0] for row in FIELDS for name in row}
_TOKEN = re.compile(
    r"""
      (?P<phrase> "[^"]*" )
    | (?P<tag>    \[[^\[\]"]*\] )
    | (?P<open>   \( )
    | (?P<close>  \) )
    | (?P<stray>  ["\[\]] )
    | (?P<word>   [^\s()"\[\]]+ )
    """,
    re.VERBOSE,
)

Kind = Literal["phrase", "tag", "open", "close", "stray", "word", "operator"]


class Token(NamedTuple):
    """A piece of a query and where it starts; ``stray`` is a quote or bracket without its pair."""

    kind: Kind
    text: str
    start: int


class Term(NamedTuple):
    """What stands before a tag: a phrase or a run of words. ``field`` is None without a tag.

    ``tag`` is what was typed between the brackets.
    """

    pieces: tuple[Token, ...]
    tag: str | None
    field: str | None

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.text))


def split_tag(tag: str) -> tuple[str | None, str]:
    """The field and the modifier of ``mh:noexp`` or ``[mh:noexp]``; None for an unknown field."""
    name, _, modifier = tag.strip("[]").partition(":")
    return _FIELD_BY_TAG.get(" ".join(name.lower().split())), modifier.strip().lower()


def tokens(query: str) -> list[Token]:
    """The pieces of a query in order; all but white space is in one of them."""
    found = []
    for match in _TOKEN.finditer(query):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # one of the pattern's groups
        if match[0] in OPERATORS:
            kind = "operator"
        found.append(Token(kind, match[0], match.start()))
    return found


def terms(query: str) -> Iterator[Term]:
    """The terms of a query in order, each with its tag."""
    pieces: list[Token] = []
    for token in tokens(query):
        if token.kind in ("word", "phrase"):
            pieces.append(token)
            continue
        if pieces:
            tag = token.text.strip("[] ") if token.kind == "tag" else None
            field = split_tag(tag)[0] if tag is not None else None
            yield Term(tuple(pieces), tag, field)
        pieces = []
    if pieces:
        yield Term(tuple(pieces), None, None)


def words(text: str) -> list[str]:
    """The words of a text as PubMed compares them: lower case, letters and digits only.

    >>> words('"Micro-needl*"')
    ['micro', 'needl']
    """
    plain = text.lower()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in apart if not unicodedata.combining(char))
    return re.findall(r"[^\W_]+", plain)
