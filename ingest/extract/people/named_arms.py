"""Arms by the name of their group: "Group A: 30 patients", "20 patients in group II"; or set
against each other: "29 children were compared with 33 children".

Read only where the weighing of counts finds no arms, and only where every group that is named so
has one size and the sizes are no more than the participants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.extract.people.counts import Count
from ingest.extract.text.cues import plain
from ingest.extract.text.document import Document

NAMED_METHOD = "named-arms"
NAMED_VERSION = 1

_LETTER = r"(?P<letter>[a-d]|iv|i{1,3}|[1-4])\b"
#: "Group A: 30", "group 1 (n = 20)", "group II comprised 25", "arm B (20".
_NAME_BEFORE = re.compile(
    rf"\b(?:group|arm) {_LETTER}(?: ?\([a-z][^()]{{0,40}}\))?,? ?"
    r"(?:(?:comprised|consisted of|included|had|of|with|contained|was|were|[:(,=–-])(?: the)? ?)?"
    r"\(?(?:n ?= ?)?$"
)
#: "20 patients in group II", "25 to arm A", "32 (group B)".
_NAME_AFTER = re.compile(
    rf"(?: [a-z]+){{0,3}}? (?:in|to|into|\() ?(?:the )?(?:group|arm) {_LETTER}"
    rf"(?! (?:had|were|was|showed|developed|reported|withdrew|dropped|improved|completed))"
)
_REACH = 80
_FEWEST, _MOST = 2, 4
_SMALLEST = 5


_PEOPLE = r"(?:[a-z-]+ ){0,2}?(?:patients|women|men|children|subjects|participants|adults|cases)\b"
_COMPARED_AFTER = re.compile(rf" {_PEOPLE}[^.;]{{0,80}}\bcompared (?:with|to) (?:the )?$")
_PEOPLE_AFTER = re.compile(rf" {_PEOPLE}")


#: "Needling (n = 22) or massage (n = 24)", said of what people had.
_OPENED_BEFORE = re.compile(
    r"\b(?:had|received|receiving|underwent|undergoing|treated|given|assigned|allocated|randomi[sz]ed|"
    r"chose|offered)\b(?![^.;]*\b(?:type|grade|stage|aged)\b)[^.;()]{0,140}\((?:n ?= ?)?$"
)
_OPENED_BETWEEN = re.compile(
    r"\),? (?:(?:or|and|versus|vs\.?|to) )*(?![^()]*\b(?:type|grade|stage|aged|women|men|females?|"
    r"males?)\b)"
    r"[^.;()]{2,80}\((?:n ?= ?)?$"
)
#: "We randomly assigned 24 patients to needling, 25 to laser and 23 to both".
_ASSIGNED = ("assigned ", "allocated ", "randomised ", "randomized ")
_ASSIGNED_BEFORE = re.compile(r"\b(?:assigned|allocated|randomi[sz]ed) $")
_TO_BETWEEN = re.compile(rf"(?: {_PEOPLE})? to [^.;()\d]{{2,60}}?,? (?:and )?$")
_TO_AFTER = re.compile(rf"(?: {_PEOPLE})? to ")
_CLOSED_AFTER = re.compile(r" ?(?:patients|women|cases|children|subjects)?\)")
#: "Thirty were treated with short needles and thirty with long ones".
_TREATED_BETWEEN = re.compile(
    rf"(?: {_PEOPLE})? (?:were |was )?(?:then )?(?:treated|managed|injected|needled) with "
    rf"(?:[^.;()]|\.\d){{1,60}}?"
    r",? (?:and|while|versus|vs\.?) (?:the (?:other|remaining) )?$"
)
_WITH_AFTER = re.compile(rf"(?: {_PEOPLE})? (?:were )?(?:(?:treated|managed|injected) )?with\b")


def named_arms(document: Document, counts: Sequence[Count], total: int | None) -> list[Count]:
    """The first size of each named group, in order; empty where fewer than two are named."""
    lower = plain(document)
    if compared := _set_against(lower, counts, total):
        return compared
    if "group " not in lower and "arm " not in lower:
        return []
    sizes: dict[str, Count] = {}
    for count in counts:
        name = _name(lower, count)
        if name is not None:
            sizes.setdefault(name, count)
    arms = list(sizes.values())
    fits = _FEWEST <= len(arms) <= _MOST and min(arm.value for arm in arms) >= _SMALLEST
    if not fits or (total is not None and sum(arm.value for arm in arms) != total):
        return []
    return arms


def _set_against(lower: str, counts: Sequence[Count], total: int | None) -> list[Count]:
    """The first two counts of people of which one is compared with the other, and that fit the
    participants, or of which one was taken for them."""
    for one, other in pairwise(counts):
        if one.sentence is not other.sentence or min(one.value, other.value) < _SMALLEST:
            continue
        fits = total is None or total in (one.value, other.value, one.value + other.value)
        if fits and _are_set_against(lower, one, other):
            return [one, other]
    return []


def _are_set_against(lower: str, one: Count, other: Count) -> bool:
    first = one.number.end
    second, end = other.number.start, other.number.end

    def between(pattern: re.Pattern[str]) -> bool:
        return pattern.match(lower, first, second) is not None

    if between(_COMPARED_AFTER):
        return _PEOPLE_AFTER.match(lower, end) is not None
    if between(_TREATED_BETWEEN):
        return _WITH_AFTER.match(lower, end) is not None
    return False


def allotted_arms(document: Document, counts: Sequence[Count]) -> list[Count]:
    """The sizes in a row of those who got this or that, each in brackets or each behind the verb:
    "randomised to needling (n = 22), laser (n = 24) or both (n = 23)", "assigned 24 to needling and
    25 to laser"."""
    lower = plain(document)
    best: list[Count] = []
    bracketed = [count for count in counts if _is_bracketed(lower, count)]
    follows_verb = any(lower.endswith(_ASSIGNED, 0, count.number.start) for count in counts)
    for some, opening, link, closing in (
        (bracketed, _OPENED_BEFORE, _OPENED_BETWEEN, _CLOSED_AFTER),
        (counts if follows_verb else (), _ASSIGNED_BEFORE, _TO_BETWEEN, _TO_AFTER),
    ):
        for chain in _chains(lower, some, link):
            start = chain[0].number.start
            first = max(chain[0].sentence.start, start - 2 * _REACH)
            if (
                _FEWEST <= len(chain) <= _MOST
                and min(count.value for count in chain) >= _SMALLEST
                and closing.match(lower, chain[-1].number.end)
                and opening.search(lower, first, start)
                and len(chain) > len(best)
            ):
                best = chain
    return best


def _is_bracketed(lower: str, count: Count) -> bool:
    start = count.number.start
    return lower.find("(", max(0, start - 6), start) >= 0


def _chains(lower: str, counts: Sequence[Count], link: re.Pattern[str]) -> Iterator[list[Count]]:
    """Runs of counts of one sentence with the words of a link between each two."""
    chain: list[Count] = []
    for count in counts:
        if chain and not (
            chain[-1].sentence is count.sentence
            and link.match(lower, chain[-1].number.end, count.number.start)
        ):
            yield chain
            chain = []
        chain.append(count)
    if chain:
        yield chain


def _name(lower: str, count: Count) -> str | None:
    start, end = count.number.start, count.number.end
    before = _NAME_BEFORE.search(lower, max(count.sentence.start, start - _REACH), start)
    found = before or _NAME_AFTER.match(lower, end, min(count.sentence.end, end + _REACH))
    return found["letter"] if found else None
