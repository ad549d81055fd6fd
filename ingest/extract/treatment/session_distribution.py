"""Who had how many sessions: "Nineteen patients had one session, six had two and three had three".

The range over all of them is the range of sessions. Read by ``sessions``; every pattern is for
lower-case text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.extract.scar_facts import numbers_in
from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import NUMBER, Range, value_of
from ingest.extract.treatment.range_candidates import Candidate, is_plausible
from ingest.extract.treatment.session_cues import COUNTED, TIMES_OF, counted_nouns

_PEOPLE = r"(?:patients?|women|men|children|adults|subjects|participants|cases|keloids?|scars)"
#: "Fifteen had three rounds, four had two and two had only one": who had how many.
_HAD = re.compile(
    rf"(?:\b{NUMBER}|\b{_PEOPLE}|\bothers?|\brest|\bremainder|\bhalf|\b(?:group|arm) \w)"
    r"(?: \([^()]{1,15}\))?"
    r"(?:(?:\s(?:of them|had))?\s(?:had|needed|required|received|underwent|undergone|completed|got|"
    r"attended|(?:were|was) (?:submitted|subjected) to|(?:were|was) (?:given|treated with))|"
    r"(?<=\bothers)|(?<=\bother)|(?<=\brest)|(?<=\bremainder)|"
    r"(?<=\bhalf))\s(?:to\s)?"
    r"(?:(?:only|just|the|all|planned|a)\s){0,3}"
    rf"(?P<number>{NUMBER}|single\b)(?:\s(?:or|to)\s(?P<more>{NUMBER}))?"
    rf"(?:(?=\s(?:[a-z-]+\s){{0,2}}?(?P<noun>{COUNTED})\b"
    r"(?!\s(?:alternat|followed\sby)))|"
    r"(?=[.,;)]|\sand\b|$))"
)
#: "Nineteen had one session, six two and three three".
_GAPPED = re.compile(
    rf"\b{NUMBER}(?:\s{_PEOPLE})?\s(?:had|needed|required|received|underwent|completed|attended|"
    r"(?:were|was)\s(?:(?:submitted|subjected)\sto|given|treated\swith))\s(?:only\s)?"
    rf"(?P<first>{NUMBER})(?:\s{COUNTED})?"
    rf"(?P<others>(?:,?\s(?:and\s)?{NUMBER}\s(?:to\s|with\s)?(?:only\s)?{NUMBER}"
    rf"(?:\s{COUNTED})?(?=[.,;)]|\sand\b|$))+)"
)
_OTHER = re.compile(rf"{NUMBER}\s(?:to\s|with\s)?(?:only\s)?(?P<number>{NUMBER})")
_SESSIONS = re.compile(rf"\b{COUNTED}\b")
#: "One session was enough in 20", before how many the others needed.
_SUFFICED = re.compile(
    rf"\b(?:single|one) (?:[a-z-]+ )?{COUNTED}(?: (?:was|proved))? (?:sufficient|enough|sufficed)\b"
)
#: Two who and how many in a sentence are four numbers.
_FEWEST_GAPPED = 4
#: "One round was enough in 20 adults, two rounds in eight", "the number of sessions was 3 in 12".
_ENOUGH = re.compile(
    rf"(?<!after )\b(?:(?P<of>number of (?:[a-z-]+ ){{0,2}}{COUNTED} (?:given |needed )?was )|"
    rf"\b)(?P<number>{NUMBER})(?:\s(?P<noun>{COUNTED}))?(?:\s(?:was|were))?(?:\s"
    rf"(?:sufficient|enough|needed|required|given|performed|done|sufficed))?\s(?:in|for|"
    rf"by)\s{NUMBER}\b"
)
#: "Needled once, nine twice, four three times".
_OFTEN = re.compile(
    rf"\b(?P<number>once|twice|thrice|{NUMBER} times)\b"
    r"(?! (?:a|per|daily|weekly|every|monthly|the|in)\b)"
)
#: The words without two of which no sentence matches.
_HAD_WORDS = (
    *(" had ", " needed ", " required ", " received ", " underwent ", " undergone ", " completed "),
    *(" got ", " attended ", " submitted to ", " subjected to ", " given ", " treated with "),
    *(" others ", " rest ", " remainder ", " half "),
)
_ENOUGH_WORDS = (" in ", " for ", " by ")
_OFTEN_WORDS = (" once", " twice", " thrice", " times")
#: What parts one item of such a list from the next, at most, in characters.
_ITEM_GAP = 45
_WHO = re.compile(rf"(?:,|;|\sand|\sor)\s(?:and\s)?(?:in\s|the\s)?(?:{NUMBER}|others?|rest)\s")
_ONCE = Rule("how often", ("once", "twice"), re.compile(r"\b(?:once|twice)\b"), 10)
_FEWEST = 2
#: Each way of telling, with its words and how sure it is.
_WAYS = (
    (_HAD, _HAD_WORDS, 3.75),
    (_ENOUGH, _ENOUGH_WORDS, 3.25),
    (_OFTEN, _OFTEN_WORDS, 3.75),
)


def who_had_how_many(document: Document) -> Iterator[Candidate]:
    """The range over the patients of each sentence that tells how many some had and others."""
    lower = plain(document)
    told: set[int] = set()
    for match in (*counted_nouns(document), *_ONCE.matches(lower)):
        sentence = document.sentence_at(match.start())
        if sentence is None or sentence.number in told:
            continue
        told.add(sentence.number)
        numbers = len(numbers_in(document, sentence.start, sentence.end))
        if numbers >= _FEWEST:
            yield from _told_in(lower, sentence)
        if numbers >= _FEWEST_GAPPED:
            yield from _gapped_in(lower, sentence)


def _told_in(lower: str, sentence: Sentence) -> Iterator[Candidate]:
    start, end = sentence.start, sentence.end
    for pattern, words, weight in _WAYS:
        if not _occur_twice(lower, words, start, end):
            continue
        items = _neighbours(list(pattern.finditer(lower, start, end)))
        range_ = _spread(lower, items)
        if range_ is not None:
            first, last = items[0].start("number"), _end_of_count(items[-1])
            yield Candidate(range_, first, last, sentence.number, weight, "who had how many")


def _occur_twice(lower: str, words: Sequence[str], start: int, end: int) -> bool:
    """Whether the words stand in ``lower[start:end]`` two times or more, all counted together."""
    count = 0
    for word in words:
        count += lower.count(word, start, end)
        if count >= _FEWEST:
            return True
    return False


def _gapped_in(lower: str, sentence: Sentence) -> Iterator[Candidate]:
    for match in _GAPPED.finditer(lower, sentence.start, sentence.end):
        counts = [match["first"], *(other["number"] for other in _OTHER.finditer(match["others"]))]
        range_ = Range(min(map(value_of, counts)), max(map(value_of, counts)))
        if _SUFFICED.search(lower, sentence.start, match.start()):
            range_ = Range(1, range_.high)
        if _SESSIONS.search(match[0]) and is_plausible(range_):
            start, end = match.start("first"), match.end()
            yield Candidate(range_, start, end, sentence.number, 3.75, "who had how many")


def _neighbours(items: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The first two or more that follow one another closely."""
    run: list[re.Match[str]] = []
    for item in items:
        if run and item.start() - run[-1].end() > _ITEM_GAP:
            if len(run) >= _FEWEST:
                break
            run = []
        run.append(item)
    return run


def _spread(lower: str, items: Sequence[re.Match[str]]) -> Range | None:
    """From the fewest to the most, where the items are of different patients and count sessions."""
    if len(items) < _FEWEST:
        return None
    if items[0].re is _OFTEN:
        told = all(_WHO.search(lower, a.end(), b.start()) for a, b in pairwise(items))
    else:
        told = any(item["noun"] or item.groupdict().get("of") for item in items)
    told_of = (item.groupdict() for item in items)
    counts = [_value(one[end]) for one in told_of for end in ("number", "more") if one.get(end)]
    range_ = Range(min(counts), max(counts))
    return range_ if told and is_plausible(range_) and range_.low != range_.high else None


def _end_of_count(item: re.Match[str]) -> int:
    return item.end("more") if item.groupdict().get("more") else item.end("number")


def _value(printed: str) -> float:
    if printed == "single":
        return 1
    return TIMES_OF.get(printed) or value_of(printed.removesuffix(" times"))
