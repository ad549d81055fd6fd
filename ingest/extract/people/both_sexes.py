"""Participants that are counted by sex alone: "eleven women and two men had three sessions"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.extract.people.counts import Count
from ingest.extract.text.document import Document

_SEX = r"(?:[a-z-]+ ){0,2}?(?:(?P<women>women|females?|girls)|(?P<men>men|males?|boys))\b"
_BETWEEN = re.compile(
    rf" {_SEX}(?: (?:patients|participants|subjects|volunteers|adults))?(?: \([^()]{{1,40}}\))?,? "
    r"and $"
)
_AFTER = re.compile(rf" {_SEX}")


def both_sexes(document: Document, counts: Sequence[Count], one: Count) -> tuple[Count, ...]:
    """The counts of women and of men, in order, of which ``one`` is taken for the participants;
    empty where it is no such count, or an aside in brackets behind their number."""
    lower = document.lower
    for first, second in pairwise(counts):
        if one is not first and one is not second:
            continue
        between = _BETWEEN.match(lower, first.number.end, second.number.start)
        after = _AFTER.match(lower, second.number.end, second.sentence.end)
        is_aside = lower[max(0, first.number.start - 1)] in "(["
        if between and after and not is_aside and bool(between["women"]) != bool(after["women"]):
            return first, second
    return ()
