"""To how many an event happened, and in which arm: the numbers and the arm beside its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.extract.outcomes import adverse_event_cues as cues
from ingest.extract.text.document import Sentence
from ingest.vocabulary.matcher import Match


@dataclass(frozen=True, slots=True)
class Event:
    """An event that happened, with the places of its numbers where the text gives them."""

    match: Match
    sentence: Sentence
    count: tuple[int, int] | None = None
    total: tuple[int, int] | None = None
    percent: tuple[int, int] | None = None
    arm: tuple[int, int] | None = None


def counted(lower: str, sentence: Sentence, match: Match) -> Event:
    """The event with its count, total and percent, from the words right after or before it."""
    count = total = percent = None
    after = cues.COUNT_AFTER.match(lower, match.end, sentence.end)
    before = cues.COUNT_BEFORE.search(lower, max(sentence.start, match.start - 80), match.start)
    if before is not None and _is_of_another(lower, before, match):
        before = None
    gap = after["gap"] if after is not None else ""
    is_close = after is not None and len(gap) <= cues.CLOSE and not _other_event(gap)
    if before is not None and not is_close:
        count, total, percent = before.span("n"), before.span("of"), before.span("percent")
    elif after is not None and not _other_event(gap):
        group = "n" if after["n"] else "n2"
        count, total = after.span(group), after.span("of" if after["n"] else "of2")
        percent = after.span("percent")
    else:
        share = cues.PERCENT_AFTER.match(lower, match.end, sentence.end)
        percent = share.span("percent") if share else None
    arm = cues.ARM.search(
        lower, max(sentence.start, match.start - 60), min(sentence.end, match.end + 60)
    )
    return Event(
        match,
        sentence,
        _whole(lower, count),
        _whole(lower, total),
        _place(percent),
        arm.span("arm") if arm else None,
    )


def _is_of_another(lower: str, before: re.Match[str], match: Match) -> bool:
    """Whether the number before the event counts the event before it in a list."""
    if before["comma"].startswith(",") and (before["percent"] or not before["people"]):
        return True
    return cues.LIST_BEFORE.search(lower, before.end() - 12, match.start) is not None


def _other_event(gap: str) -> bool:
    """Whether another event stands between the event and the number."""
    return ", " in gap or " and " in gap


def _place(place: tuple[int, int] | None) -> tuple[int, int] | None:
    return place if place is not None and place[0] >= 0 else None


def _whole(lower: str, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """The place of a number that can count persons: no decimal."""
    found = _place(place)
    return found if found is not None and lower[slice(*found)].isalnum() else None
