"""Ranges that a text may state, and the surest of them: what sessions and intervals share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.extract.fact import Fact, Status
from ingest.extract.scar_facts import names_arms, scar_fact
from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import Range, union

#: More than this is a count of all treatments of all patients, not of one patient's sessions.
MOST_SESSIONS = 40
#: How much less sure than the surest a range of another arm may be.
_OTHER_ARM = 0.5
_LONGEST_BRACKET = 200
_BRACKETS = (("(", ")"), ("[", "]"))
#: "…, 64 to triamcinolone", "the latter".
_OTHER_PATIENTS = re.compile(r"\b(?:\d+ (?:to|received|had|underwent)|the latter|the former)\b")
#: "Laser every 4 weeks and needling every 2 weeks".
_OTHER_TREATMENT = re.compile(
    r"\band (?!then)(?:[a-z0-9-]+ ){0,3}?(?:sessions?|treatments?|injections?|(?:micro)?needling|"
    r"laser|peels?|plasma|prp) (?:[a-z-]+ ){0,3}$"
)
#: "Every 2 weeks for two months and then monthly".
_THEN = re.compile(r"(?:\band then|, then|\bfollowed by|\bthereafter)\s$")
#: "Needling: 5 sessions; laser: 3 sessions".
_OTHER_LABEL = re.compile(r"; [a-z][a-z0-9 -]{1,25}:")
#: How a sentence on one arm opens: "Group A", "The needling group", "Laser:".
_ARM_OPENS = re.compile(
    r"(?:(?:patients |those |patients assigned )?(?:in |the |for )?){0,2}"
    r"(?:(?:groups?|arms?|cohort) \w+|(?:[a-z0-9-]+ ){1,3}(?:group|arm|side|half|cheek)\b|"
    r"(?:former|latter|other)s?\b)"
    r"|[a-z][a-z0-9 -]{1,30}:"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range with its words and sentence; ``weight`` is how surely it is what is looked for."""

    range: Range
    start: int
    end: int
    sentence: int
    weight: float
    rule: str
    status: Status = "stated"


def choose(found: Sequence[Candidate], document: Document, least: float) -> Candidate | None:
    """The surest candidate, of ``least`` weight; those of other arms widen its range."""
    best = max(found, key=lambda candidate: (candidate.weight, -candidate.start), default=None)
    if best is None or best.weight < least:
        return None
    sure, home = best.weight - _OTHER_ARM, best.sentence
    nearest = sorted(found, key=lambda other: (abs(other.sentence - home), other.start))
    first, last = best, best
    for other in nearest:
        if other is first or other.weight < sure:
            continue
        neighbour = first if other.start < first.start else last
        if _is_other_arm(document, neighbour, other):
            first = min(first, other, key=lambda one: one.start)
            last = max(last, other, key=lambda one: one.end)
            if other.range != best.range:
                best = over_arms(best, union(best.range, other.range), other)
    return best


def over_arms(one: Candidate, range_: Range, other: Candidate) -> Candidate:
    """``range_``, which two arms make together, with the words of both."""
    return replace(
        one,
        range=range_,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        rule="several arms",
    )


def _is_other_arm(document: Document, one: Candidate, other: Candidate) -> bool:
    """Whether two ranges belong to two arms, by the words between or by how sentences open."""
    lower = plain(document)
    if one.sentence == other.sentence:
        start, end = min(one.end, other.end), max(one.start, other.start)
        if " or until" in lower[start:end]:
            return False
        first = max(document.sentences[one.sentence].start, start - _LONGEST_BRACKET)
        return (
            all(_in_brackets(lower, first, place.start) for place in (one, other))
            or (lower[start:end] == ", " and one.status == other.status)
            or names_arms(lower, one, other)
            or _OTHER_PATIENTS.search(lower, start, end) is not None
            or _OTHER_TREATMENT.search(lower, start, end) is not None
            or _OTHER_LABEL.search(lower, start, end) is not None
            or _THEN.search(lower, start, end) is not None
        )
    return abs(one.sentence - other.sentence) == 1 and all(
        _ARM_OPENS.match(lower, sentence.start, sentence.end)
        for sentence in (document.sentences[one.sentence], document.sentences[other.sentence])
    )


def _in_brackets(lower: str, start: int, place: int) -> bool:
    return any(
        lower.rfind(opening, start, place) > lower.rfind(closing, start, place)
        for opening, closing in _BRACKETS
    )


def range_facts(
    document: Document, chosen: Candidate, field: str, *, method: str, version: int, unit: str
) -> list[Fact]:
    """``field_min`` and ``field_max``; an end that the text leaves open has no fact."""
    return [
        scar_fact(
            document,
            f"{field}_{end}",
            value,
            chosen.start,
            chosen.end,
            method=f"{method}: {chosen.rule}",
            version=version,
            unit=unit,
            status=chosen.status,
        )
        for end, value in (("min", chosen.range.low), ("max", chosen.range.high))
        if value is not None
    ]


def sentence_matches(document: Document, rule: Rule) -> Iterator[tuple[re.Match[str], Sentence]]:
    """Matches with the sentence they end in; they may begin in the heading before it."""
    for match in rule.matches(plain(document)):
        sentence = document.sentence_at(match.end() - 1)
        if sentence is None:
            continue
        heading = document.sentences[sentence.number - 1].end if sentence.number else 0
        if match.start() >= heading:
            yield match, sentence


def is_plausible(range_: Range) -> bool:
    """Whether both ends may be numbers of sessions."""
    return all(
        value is None or (float(value).is_integer() and 0 < value <= MOST_SESSIONS)
        for value in range_
    )


def candidate_of(
    range_: Range,
    match: re.Match[str],
    sentence: Sentence,
    weight: float,
    rule: Rule,
    status: Status = "stated",
) -> Candidate:
    """The candidate that a rule found in a sentence."""
    start, end = match.span()
    return Candidate(range_, start, end, sentence.number, weight, rule.value, status)
