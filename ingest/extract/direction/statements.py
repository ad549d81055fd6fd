"""Words of comparison ("greater reduction", "not better"), and whose the more or the less is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.extract.direction import cues
from ingest.extract.direction.comparison import Comparison, Mention
from ingest.extract.direction.views import View

DIRECTIONAL = cues.MORE | cues.LESS | cues.BETTER | cues.WORSE | cues.QUICKER
_PREPOSITION = re.compile(
    r"\b(?:in|for|with|by|of|among|after|under|on|following|to|at|receiving|during)\b"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A word of comparison: its place, what kind it is of, and its sign as it stands.

    quantity: more (1) or less (-1) of something; quality: better or worse; speed: quicker (-1).
    ``large`` is set where a second word says that a change was the larger one.
    """

    start: int
    kind: Literal["quantity", "quality", "speed"]
    sign: int
    negated: bool
    large: bool
    in_outcome: bool


def statements(view: View, comparison: Comparison, start: int, end: int) -> list[Statement]:
    """The comparison words between two offsets of a sentence, in order."""
    skipped = [match.span() for match in cues.NOT_A_COMPARISON.finditer(view.text)]
    found: list[Statement] = []
    place = 0
    while place < len(view.words):
        word = view.words[place]
        kind_sign = _kind(word.text)
        inside = start <= word.start < end
        if kind_sign is None or not inside or any(a <= word.start < b for a, b in skipped):
            place += 1
            continue
        kind, sign = kind_sign
        last, in_outcome = place, word.stem in comparison.outcome_opening
        if found and found[-1].kind != "speed" and _intensifies(view, place):
            # "reduced more than": a second word on the change that was just named.
            if word.text in cues.LESS:
                found[-1] = replace(found[-1], sign=-found[-1].sign, large=True)
            place += 1
            continue
        change = _change_after(view, place)
        large = change is not None
        if change is not None:
            last = change
            degree = 1 if word.text in cues.LARGE else -1
            changed = view.words[change]
            change_kind = _kind(changed.text)
            if changed.stem not in comparison.outcome_opening and change_kind is not None:
                kind, sign = change_kind[0], change_kind[1] * degree
            else:
                kind, sign = "quantity", degree
            in_outcome = False
        negated = any(
            w.text in cues.NEGATION and w.start >= start
            for w in view.words[max(0, place - 5) : place]
        )
        found.append(Statement(word.start, kind, sign, negated, large, in_outcome))
        place = last + 1
    return found


def _kind(word: str) -> tuple[Literal["quantity", "quality", "speed"], int] | None:
    if word in cues.MORE:
        return "quantity", 1
    if word in cues.LESS:
        return "quantity", -1
    if word in cues.BETTER:
        return "quality", 1
    if word in cues.WORSE:
        return "quality", -1
    if word in cues.QUICKER:
        return "speed", -1
    return None


def _intensifies(view: View, place: int) -> bool:
    """Is the word the degree of a verb of change, as in "reduced pain less than"?"""
    if view.words[place].text not in ("more", "less"):
        return False
    after = view.words[place + 1].text if place + 1 < len(view.words) else ""
    reach = 4 if after == "than" else 1
    return any(w.text in cues.CHANGED for w in view.words[max(0, place - reach) : place])


def _change_after(view: View, place: int) -> int | None:
    """The place of "reduction" after the "greater" at ``place``; None if there is none."""
    if view.words[place].text not in cues.LARGE | cues.SMALL:
        return None
    for later in range(place + 1, min(place + 5, len(view.words))):
        text = view.words[later].text
        if text in cues.STOPS_CHANGE:
            return None
        if text in cues.CHANGE:
            return later
    return None


def owner(view: View, mentions: list[Mention], place: int, start: int, end: int) -> tuple[int, str]:
    """Whose is the "more" at ``place``: side (0 unknown) and how it was told.

    ``start`` and ``end`` bound the clause.
    """
    if not mentions:
        return 0, "unknown"
    for match in cues.THAN.finditer(view.text, place):
        other = _other_side(mentions, match.end(), match.end() + _reach(match[0]))
        if match.start() > max(end, place + 200):
            break
        if other is None or _breaks(match[0], view.text[match.end() : other.start]):
            continue
        between = [m for m in mentions if place < m.start < match.start()]
        if between:
            return between[-1].side, "in, than"
        return -other.side, "than"
    opening = next(
        (m for m in cues.THAN.finditer(view.text, 0, place) if m[0].lower().startswith("compar")),
        None,
    )
    if opening is not None:
        comma = view.text.find(",", opening.end())
        until = min(opening.end() + 60, place, comma if comma >= 0 else place)
        other = _other_side(mentions, opening.end(), until)
        if other is not None:
            later = [m for m in mentions if other.start < m.start < place and m.side != other.side]
            return (later[-1].side if later else -other.side), "compared"
    after = _first_mention(mentions, place, max(end, place))
    near = (
        after is not None
        and after.start - place < 140
        and not cues.CONTRAST.search(view.text, place, after.start)
    )
    if after is not None and near and _PREPOSITION.search(view.text, place, after.start):
        return after.side, "in"
    before = [m for m in mentions if start <= m.start < place]
    subject = [
        m for m in before if not _is_compared_with(view, m) and not _in_brackets(view.text, m.start)
    ]
    if subject:
        return subject[-1].side, "subject"
    if before:
        return -before[-1].side, "subject"
    carried = [m for m in mentions if m.start < place]
    if carried:
        return carried[-1].side, "carried"
    contrasted = cues.CONTRAST.search(view.text, place, mentions[0].start) is not None
    return (-mentions[0].side if contrasted else mentions[0].side), "later"


def _other_side(mentions: list[Mention], start: int, end: int) -> Mention | None:
    """Whom a word of comparison compares with; "parents in the control group" are controls."""
    near = [m for m in mentions if start <= m.start < end]
    generic = next((m for m in near[:3] if m.is_generic and m.start < start + 45), None)
    return generic or (near[0] if near else None)


def _is_compared_with(view: View, mention: Mention) -> bool:
    """Does a mention stand right after "than" or the like, as in "better than placebo"?"""
    start = max(0, mention.start - 25)
    found = list(cues.THAN.finditer(view.text, start, mention.start))
    return bool(found) and not re.search(r"[,;()]", view.text[found[-1].end() : mention.start])


def _breaks(comparing: str, between: str) -> bool:
    """Do numbers stand between "vs" and the next group? "9.4 vs 6.2, drug vs placebo"."""
    return comparing.lower().startswith("v") and re.search(r"\d", between) is not None


def _in_brackets(text: str, place: int) -> bool:
    opened = text.count("(", 0, place) + text.count("[", 0, place)
    return opened > text.count(")", 0, place) + text.count("]", 0, place)


def _reach(comparing: str) -> int:
    """How far after a word of comparison the other side may stand: after "vs" it is next."""
    return (
        70 if comparing.lower().startswith(("than", "compar", "relative", "super", "infer")) else 25
    )


def _first_mention(mentions: list[Mention], start: int, end: int) -> Mention | None:
    return next((m for m in mentions if start <= m.start < end), None)
