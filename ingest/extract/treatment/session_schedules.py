"""Numbers of sessions that follow from a schedule: "monthly for four months", "at weeks 0 and 4".

Read by ``sessions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import NUMBER, WEEKS_IN_MONTH, Range, value_of
from ingest.extract.text.timetable import are_of_treatment, listed_times
from ingest.extract.treatment.range_candidates import (
    MOST_SESSIONS,
    Candidate,
    candidate_of,
    sentence_matches,
)
from ingest.extract.treatment.session_cues import CHECKED, PROCEDURE, is_checked

#: "One session of microneedling per month".
_OF_WHAT = r"(?: of (?:[a-z-]+ ){0,3}?[a-z-]+)?"
_PACE = (
    r"(?P<month>(?:once[ -])?monthly|once (?:a|per|each|every) month|(?:every|each) month|"
    r"(?:at |in )?monthly intervals?|(?:one|1|a) (?:[a-z-]+ ){0,2}"
    rf"(?:session|treatment|injection|sitting){_OF_WHAT}(?: (?:per|a|each|every) |/)month)"
    r"|(?P<week>weekly|once (?:a|per|each|every) week|once[ -]weekly|(?:every|each) week|(?:at )?"
    r"weekly intervals?|(?:one|1|a) (?:[a-z-]+ ){0,2}(?:session|treatment|injection|sitting)"
    rf"{_OF_WHAT}(?: (?:per|a|each|every) |/)week)"
    r"|(?P<second>twice (?:a|per) month|every (?:other|second|alternate) week|fortnightly|"
    r"(?:once )?(?:every|a) fortnight)"
    r"|(?P<twice>twice a week|twice[ -]weekly|two times (?:a|per) week)"
    r"|(?P<thrice>(?:three|3) times (?:(?:a|per) week|weekly)|thrice(?: a week|[ -]weekly))"
    rf"|(?:every|(?:at )?(?:an )?intervals? of) (?P<step>{NUMBER})[ -](?P<step_unit>weeks?|wks?|"
    r"months?)"
    rf"|(?:at|with) (?:an? )?(?P<gap>{NUMBER})[ -](?P<gap_unit>weeks?|months?)[ -]intervals?"
)
_FOR = Rule(
    "every … for …",
    ("monthly", "weekly", "every ", "twice ", "each week", "each month", "a week", "a month",
     "per week", "per month", "fortnight", "/month", "/week", "interval of ", "intervals of ",
     "week interval", "weeks interval", "month interval", "months interval"),
    re.compile(
        rf"(?<![\w-])(?:{_PACE})"
        r"(?P<between>(?: (?:(?!every|once|weekly|monthly)[a-z-]+|\d+(?:\.\d+)?%)){0,5}?|"
        r" (?:home |office )?(?:(?:micro-?)?needling|dermarolling|laser|treatments?|sessions?|"
        r"injections?)\b(?:(?!every|once|weekly|monthly|daily| for | over )[^.;,]|\.(?=\d)){0,70}?)"
        r"(?P<aside>(?: \([^()]{1,30}\))?(?:, [^,.;]{1,30},|,)?) "
        r"(?:(?:for|over)(?: a(?: total| period| duration){1,2} of)?(?P<most> (?:up to|"
        r"a maximum of|at most))?|(?P<until>up to)) "
        rf"(?P<length>{NUMBER}|a|half a) (?:consecutive |successive )?"
        r"(?P<unit>weeks?|wks?|months?|years?)\b"
        r"(?! (?:after|follow|later|following|of follow))"
    ),
    90,
)  # fmt: skip
_EACH_PACE = re.compile(rf"(?<![\w-])(?:{_PACE})")
#: Between the pace of one arm and that of the next: "weekly or every two weeks".
_NEXT_PACE = re.compile(
    r"(?: \([^()]{1,30}\))?(?:, |,? (?:or|and|versus|vs\.?) )(?:once |either |in \w+ )?"
)
#: How far before the pace of one arm that of another may stand, in characters.
_FAR = 120
#: "Monthly treatments for three months".
_OF_SESSIONS = re.compile(r" (?:[a-z-]+ )?(?:treatments|sessions|sittings)")
#: What makes the second of two schedules go on after the first.
_THEN = re.compile(r"\b(?:then|followed by|thereafter|afterwards)\b")
#: How long "for a month" and "for half a year" are.
_LENGTHS = {"a": 1, "half a": 0.5}


def scheduled_numbers(document: Document) -> Iterator[Candidate]:
    """Sessions that follow from a schedule: "monthly for four months", "at weeks 0, 4 and 8"."""
    lower = plain(document)
    last: Candidate | None = None
    for match, sentence in sentence_matches(document, _FOR):
        counts = [_sessions_in(pace, match) for pace in _paces(lower, sentence, match)]
        of_procedure = (
            not (match["between"] or match["aside"])
            or _OF_SESSIONS.fullmatch(match["between"])
            or PROCEDURE.search(lower, sentence.start, sentence.end)
        )
        if None in counts or not of_procedure or is_checked(lower, sentence, match):
            continue
        if CHECKED.search(match["between"]) or "visit" in match["between"]:
            continue
        sessions = [count for count in counts if count is not None]
        fewest, most = min(sessions), max(sessions)
        is_open = match["most"] or match["until"]
        range_ = Range(None if is_open else fewest, most)
        found = candidate_of(range_, match, sentence, 2, _FOR, "derived")
        if (
            last is not None
            and last.sentence == found.sentence
            and _THEN.search(lower, last.end, found.start)
        ):
            total = (last.range.high or 0) + most
            found = replace(found, range=Range(total, total), start=last.start, weight=2.75)
        last = found
        yield found
    for times in listed_times(document):
        place = document.sentence_at(times.start)
        if place is not None and are_of_treatment(lower, place, times):
            range_ = Range(times.count, times.count)
            yield Candidate(
                *(range_, times.start, times.end, place.number, 2), "listed weeks", "derived"
            )


def _paces(lower: str, sentence: Sentence, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """The pace of a schedule and, before it, those of other arms: "weekly or monthly for …"."""
    yield match
    start = match.start()
    for pace in reversed(
        list(_EACH_PACE.finditer(lower, max(sentence.start, start - _FAR), start))
    ):
        if not _NEXT_PACE.fullmatch(lower, pace.end(), start):
            return
        yield pace
        start = pace.start()


def _sessions_in(pace: re.Match[str], match: re.Match[str]) -> int | None:
    """Sessions at a pace over the length of a schedule, where that is a whole number.

    A month counts as four weeks, where its odd days make no session more.
    """
    length = _LENGTHS.get(match["length"]) or value_of(match["length"])
    in_months = not match["unit"].startswith("w")
    if match["unit"].startswith("year"):
        length *= 12
    stepped = pace["step"] or pace["gap"]
    if pace["month"] or (pace["step_unit"] or pace["gap_unit"] or "").startswith("month"):
        step = value_of(stepped) if stepped else 1
        sessions = (length if in_months else length / 4) / step
    else:
        if pace["twice"] or pace["thrice"]:
            step = 1 / 2 if pace["twice"] else 1 / 3
        else:
            step = 1 if pace["week"] else 2 if pace["second"] else value_of(stepped)
        sessions = (4 * length if in_months else length) / step
        if in_months and WEEKS_IN_MONTH * length / step >= sessions + 1:
            return None
    sessions = round(sessions, 6)
    return int(sessions) if float(sessions).is_integer() and 0 < sessions <= MOST_SESSIONS else None
