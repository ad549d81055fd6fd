"""Words in the SQL of views and claims that no study could ever have.

SQLite takes a misspelt concept for any other text: the query finds nothing, and the claim it
belongs to comes out as though nobody had studied it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from difflib import get_close_matches
from typing import NamedTuple, get_args

from ingest.archive.copies import RunKind
from ingest.catalogue.study import DIRECTIONS, Blinding, ResultDirection, StudyKind
from ingest.claims import QUERIES, Claim
from ingest.errors import InputError
from ingest.evidence.schema import load_schema
from ingest.evidence.views import View
from ingest.extract.fact import Status, Tier
from ingest.focus import Focus
from ingest.pooling.questions import EffectType
from ingest.pubmed.nbib_fields import LINKS
from ingest.screening import Screening
from ingest.vocabulary.concepts import FILES, KINDS, Kind, MeasureKind, Vocabulary

CONCEPTS: Mapping[str, tuple[Kind, ...]] = {
    "scar_type": ("scar_type",),
    "intervention": ("intervention",),
    "outcome_measure": ("outcome_measure",),
    "adverse_event_term": ("adverse_event",),
    "design": ("design",),
    "best_design": ("design",),
    "skin_condition": ("skin_condition",),
    "id": KINDS,
    "broader": KINDS,
}
"""Columns that hold concepts, and the kinds of these; an ``id`` may also be that of a study."""

STUDY_ID = re.compile(r"[0-9]+|10\.[0-9]+/.*")
"""A PubMed number or a DOI."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "kind": (
        *get_args(StudyKind),
        *get_args(MeasureKind),
        *get_args(RunKind),
        *("AssociatedDataset", "AssociatedPublication", *LINKS.values()),
    ),
    "direction": (
        *DIRECTIONS,
        *get_args(ResultDirection),
        "favours-intervention",  # read by machine, which does not know what is asked about
    ),
    "blinding": (*get_args(Blinding), "triple"),
    "better": ("lower", "higher"),
    "status": get_args(Status),
    "tier": get_args(Tier),
    "effect_type": get_args(EffectType),
    "retraction": ("retracted",),
}
"""Columns that hold one of a few words, in all tables but ``changes``, which is made last."""

_TEXT = r"'(?:[^']|'')*'"
_PART = re.compile(
    rf"""
      --[^\n]* | /\*.*?\*/
    | (?:LIKE|GLOB)\s+{_TEXT}
    | (?P<column>\w+)"?\s*
      (?: (?:==?|<>|!=|\bIS\b(?:\s+NOT\b)?) \s* (?P<one>{_TEXT})
        | (?:NOT\s+)?IN\s*\( \s* (?P<several>{_TEXT}(?:\s*,\s*{_TEXT})*) \s*\) )
    | (?P<alone>{_TEXT})
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
"""A comment, a pattern, a column with what it is compared with, or a text by itself."""


class Compared(NamedTuple):
    """A text in SQL, and the column that it is compared with; None where it is not."""

    literal: str
    column: str | None


def check_words(
    views: Iterable[View],
    claims: Iterable[Claim],
    vocabulary: Vocabulary,
    screening: Screening,
    focus: Focus,
) -> None:
    """Refuse a text that is compared with a column whose values are known, and is none of them.

    Known are the concepts of the vocabulary, VALUES, the topics of screening.yaml, and, of a
    column that is no text of a table, the texts that the views or the query itself give out.
    Raises InputError with file, entry and the nearest word that is known.
    """
    views = tuple(views)
    known = {column: frozenset(words) for column, words in VALUES.items()}
    known |= {
        column: frozenset(concept for kind in kinds for concept in vocabulary.ids(kind))
        for column, kinds in CONCEPTS.items()
    }
    known["direction"] |= {focus.favours}
    known["topic"] = screening.topics
    tables = load_schema().values()
    stored = {c.name for table in tables for c in table.columns if c.type == "text"}
    made = {
        text.literal for view in views for text in compared_texts(view.sql) if text.column is None
    }
    for view in views:
        for message in _unknown(view.sql, known, stored, made):
            raise InputError(message, file=view.file, place=view.place)
    for claim in claims:
        for field, _ in QUERIES:
            for message in _unknown(claim.sql(field), known, stored, made):
                raise claim.error(field, message)


def _unknown(
    sql: str, known: Mapping[str, Set[str]], stored: Set[str], made: Set[str]
) -> Iterator[str]:
    texts = list(compared_texts(sql))
    own = {text.literal for text in texts if text.column is None}
    for literal, column in texts:
        if column is None or (column in stored and column not in known):
            continue
        words = known.get(column, made | own)
        if literal in words or (column == "id" and STUDY_ID.fullmatch(literal)):
            continue
        near = get_close_matches(literal, sorted(words), n=1)
        advice = f"; did you mean {near[0]!r}?" if near else ""
        yield f"{column} is never {literal!r}{_source(column)}{advice}"


def _source(column: str) -> str:
    kinds = CONCEPTS.get(column)
    if kinds is None:
        return ""
    file = FILES[kinds[0]] if len(kinds) == 1 else ""
    return f", which is not in data/vocabulary/{file}"


def compared_texts(sql: str) -> Iterator[Compared]:
    """Each text in the order of the statement, patterns of LIKE and GLOB left out.

    >>> list(compared_texts("SELECT 'a' WHERE t.kind IN ('b', 'c') AND title LIKE 'd%'"))
    [('a', None), ('b', 'kind'), ('c', 'kind')]
    """
    for part in _PART.finditer(sql):
        column = part["column"]
        for literal in re.findall(_TEXT, part["one"] or part["several"] or part["alone"] or ""):
            yield Compared(literal[1:-1].replace("''", "'"), column and column.lower())
