"""How many treatment sessions were given or planned: the fewest and the most.

Rules of docs/labelling.md: sessions of a procedure (needling, laser, injection), not doses of a
drug that is used daily; of several arms the range over all. "Monthly for three months" is three
sessions, derived. Reviews and guidelines have no sessions of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Status
from ingest.extract.scar_facts import has_number, is_secondary, of_abstract
from ingest.extract.text.concepts import concept_matches
from ingest.extract.text.cues import Rule
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import Range, range_of, value_of
from ingest.extract.treatment import session_cues as cues
from ingest.extract.treatment.range_candidates import Candidate, choose, range_facts

VERSION = 1
#: More than this is a count of all treatments of all patients, not of one patient's sessions.
MOST = 40

_UNSEARCHED = ("background", "registration")
#: A candidate that weighs less is none.
_LEAST = 1.5


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``sessions_min`` and ``sessions_max``; sets ``answers["sessions"]`` to [min, max] or None."""
    context.answers["sessions"] = None
    if is_secondary(document, context):
        return []
    chosen = choose(list(candidates(document)), document.lower, _LEAST)
    if chosen is None:
        return []
    context.answers["sessions"] = list(chosen.range)
    return range_facts(
        document, chosen, "sessions", method="sessions", version=VERSION, unit="sessions"
    )


def candidates(document: Document) -> Iterator[Candidate]:
    """Every number that may count sessions."""
    weights: dict[int, float] = {}
    for find in (_nouns, _stated_otherwise, _times, _schedules):
        for candidate in find(document):
            sentence = document.sentences[candidate.sentence]
            if sentence.section in _UNSEARCHED or candidate.end > sentence.end:
                continue
            if sentence.number not in weights:
                weights[sentence.number] = _weight_of(document.lower, sentence)
            yield replace(candidate, weight=candidate.weight + weights[sentence.number])


def _weight_of(lower: str, sentence: Sentence) -> float:
    weight = 0.0
    if sentence.section in ("methods", "results"):
        weight += 0.5
    if sentence.section == "conclusions":
        weight -= 1.0
    if cues.OTHERS.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    if cues.ADVISED.search(lower, sentence.start, sentence.end):
        weight -= 1.0
    return weight


def _nouns(document: Document) -> Iterator[Candidate]:
    is_about_scars = bool(concept_matches(document, "scar_type"))
    for noun in cues.NOUN.matches(document.lower):
        if not has_number(document, noun.start() - cues.NEAR, noun.start()):
            continue
        if noun[0].startswith(cues.OF_DRUGS) and not is_about_scars:
            continue
        sentence = document.sentence_at(noun.start())
        found = _counted(document.lower, sentence, noun) if sentence else None
        if found is not None:
            yield found


def _stated_otherwise(document: Document) -> Iterator[Candidate]:
    """A mean with its range, "sessions ranged from …", "four in all", "a single session"."""
    lower = document.lower
    for rule in cues.STATED:
        weight = 4.0 if rule.value == "mean with range" else 3.0
        for match, sentence in _matches(document, rule):
            if _is_plausible(range_of(match)):
                yield _candidate(range_of(match), match, sentence, weight, rule)
    for match, sentence in _matches(document, cues.ANOTHER):
        place = cues.PLACE_OF[match["word"] or match["given"]]
        yield _candidate(Range(place, place), match, sentence, 1.5, cues.ANOTHER)
    for match, sentence in _matches(document, cues.SINGLE):
        is_all = sentence.end - sentence.start < cues.SHORT_SENTENCE
        if match["strong"] or is_all or cues.DELIVERED.search(lower, sentence.start, sentence.end):
            weight = 3.0 if match["strong"] else 2.0
            yield _candidate(Range(1, 1), match, sentence, weight, cues.SINGLE)


def _times(document: Document) -> Iterator[Candidate]:
    """ "Three times, one month apart", "treated once"."""
    lower = document.lower
    for match, sentence in _matches(document, cues.TIMES):
        window = max(sentence.start, match.start() - 40)
        before = cues.NUMBER_BEFORE.search(lower, window, match.start())
        if before is None or before["between"]:
            continue
        if cues.SCHEDULE.search(lower, sentence.start, sentence.end) and not _is_checked(
            lower, sentence, match
        ):
            start, end = before.start("low"), match.end()
            fewest = cues.FEWER_BEFORE.search(lower, window, start)
            range_ = range_of(before)
            if fewest is not None:
                range_ = Range(cues.TIMES_OF[fewest["fewest"]], range_.high)
            yield Candidate(range_, start, end, sentence.number, 2.5, "times")
    for match, sentence in _matches(document, cues.ONCE):
        times = cues.TIMES_OF.get(match["word"], 1)
        yield _candidate(Range(times, times), match, sentence, 1.5, cues.ONCE)


def _schedules(document: Document) -> Iterator[Candidate]:
    """Sessions that follow from a schedule: "monthly for four months", "at weeks 0, 4 and 8"."""
    for match, sentence in _matches(document, cues.FOR):
        sessions = _sessions_in(match)
        of_procedure = not match["between"] or cues.PROCEDURE.search(
            document.lower, sentence.start, sentence.end
        )
        if sessions and of_procedure and not _is_checked(document.lower, sentence, match):
            yield _candidate(Range(sessions, sessions), match, sentence, 2, cues.FOR, "derived")
    for match, sentence in _matches(document, cues.LISTED):
        if not cues.CHECKED.search(document.lower, sentence.start, match.end()):
            count = len(cues.DIGITS.findall(match["list"] or match["list2"] or match["baseline"]))
            yield _candidate(Range(count, count), match, sentence, 2, cues.LISTED, "derived")


def _matches(document: Document, rule: Rule) -> Iterator[tuple[re.Match[str], Sentence]]:
    for match in rule.matches(document.lower):
        sentence = document.sentence_at(match.start())
        if sentence is not None:
            yield match, sentence


def _is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a word for an assessment stands shortly before: no session then."""
    window = max(sentence.start, match.start() - 60)
    return cues.CHECKED.search(lower, window, match.start()) is not None


def _candidate(
    range_: Range,
    match: re.Match[str],
    sentence: Sentence,
    weight: float,
    rule: Rule,
    status: Status = "stated",
) -> Candidate:
    start, end = match.span()
    return Candidate(range_, start, end, sentence.number, weight, rule.value, status)


def _counted(lower: str, sentence: Sentence, noun: re.Match[str]) -> Candidate | None:
    """The number right before the noun: "three monthly sessions", "up to six injections"."""
    window = max(sentence.start, noun.start() - cues.NEAR)
    before = cues.NUMBER_BEFORE.search(lower, window, noun.start())
    if before is None or cues.NO_ADJECTIVE.search(before["between"]):
        return None
    if cues.NOT_SESSIONS_AFTER.match(lower, noun.end(), sentence.end):
        return None
    range_ = range_of(before)
    if not _is_plausible(range_):
        return None
    if range_ == Range(1, 1) and cues.REPEATED.match(lower, noun.end(), sentence.end):
        return None
    if lower.endswith(("missed ", "skipped "), 0, before.start()):
        return None
    lead = before["lead"]
    if lead in ("mean", "median", "average", "than", "first"):
        return None
    if lower.endswith("trial of ", 0, before.start("low")):
        return None
    strong = noun["strong"] is not None
    is_plural = noun[0].endswith("s")
    if not is_plural and (range_.high or 0) > 1 and lower[noun.start() - 1] != "-":
        return None
    if not strong:
        if lead in ("the", "both", "these", "those", "other", "by", "one of", "either of"):
            return None
        if lead == "between" and not before["high"]:
            return None
        if not cues.DELIVERED.search(lower, sentence.start, sentence.end):
            return None
    weight = 3.0 if strong else 2.5
    if lead in ("after", "following", "within", "of", "the", "all"):
        weight -= 0.5
    start = before.start("bound") if before["bound"] else before.start("low")
    rule = "sessions counted" if strong else "treatments counted"
    return Candidate(range_, start, noun.end(), sentence.number, weight, rule)


def _is_plausible(range_: Range) -> bool:
    return all(
        value is None or (float(value).is_integer() and 0 < value <= MOST) for value in range_
    )


def _sessions_in(match: re.Match[str]) -> int | None:
    """Sessions of a schedule with its length, where that is a whole number."""
    length = value_of(match["length"])
    unit = "month" if match["unit"].startswith("month") else "week"
    if match["month"]:
        sessions = length if unit == "month" else length / 4
    elif unit == "month":
        return None
    elif match["week"]:
        sessions = length
    elif match["twice"]:
        sessions = 2 * length
    elif match["thrice"]:
        sessions = 3 * length
    else:
        sessions = length / value_of(match["step"])
    return int(sessions) if float(sessions).is_integer() and 0 < sessions <= MOST else None
