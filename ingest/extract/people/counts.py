"""Whole numbers that may count people, each with the words around it as features.

Participants and arm sizes are both chosen among these. What a number counts shows in the noun
after it, the verbs beside it, the section, and how it adds up with the other numbers; a linear
model (data/extraction/counts.json) weighs these into three kinds: total, arm, other.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.extract.context import Context
from ingest.extract.model import LinearModel, load_model
from ingest.extract.people.count_words import Token, tokens_of
from ingest.extract.scar_facts import numbers_in
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.numbers import Number

FEATURE_VERSION = 1
KINDS = ("arm", "other", "total")

LARGEST = 100_000_000
MOST_READ = 400  # candidates; an abstract has about 7, a very long text is read to here
MOST_KEPT = 60  # of these, the likeliest are compared with each other
_SIDE = 30  # words looked at on either side of a number
_LIMIT = 6.0  # log-odds beyond this say no more

# fmt: off
_STOPS = frozenset((
    ".", ";", ":", "(", ")", "[", "]", "and", "or", "were", "was", "who", "with", "in", "of",
    "from", "to", "for", "had", "received", "underwent", "whose", "completed", "are", "is", "among",
    "after", "than", "by", "at", "that", "which", "on", "as", "versus", "vs", "did",
))
# fmt: on
_NOUNS = frozenset(("PEOPLE", "UNITS", "OTHERNOUN", "TIME", "GROUP"))
_BREAKS = frozenset(("NUMBER", "RANDOM", "ASSIGN", "ENROL", "ANALYSE"))
_VERBS = frozenset(["RANDOM", "ASSIGN", "ENROL", "ANALYSE", "SCREEN", "PLAN", "LOST", "EVENT"])
_LEFT, _RIGHT = ("L1:", "L2:", "L3:", "L4:"), ("R1:", "R2:", "R3:", "R4:", "R5:")
_LEFT_KIND = ("LK1:", "LK2:", "LK3:", "LK4:")
_RIGHT_KIND = ("RK1:", "RK2:", "RK3:", "RK4:", "RK5:")
_LINKS = ("GROUP", "ASSIGN", "RANDOM", "ENROL", "ANALYSE", "LOST", ";", "and", "of")


@dataclass(slots=True, eq=False)
class Count:
    """A candidate: a number that may count people, and what speaks for each kind.

    ``tokens`` are those of its sentence and ``place`` is its own among them. ``total`` and
    ``arm`` are the log-odds that it is the number of participants, or the size of one arm.
    """

    number: Number
    sentence: Sentence
    tokens: list[Token]
    place: int
    value: int = field(init=False)
    features: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    arm: float = 0.0

    def __post_init__(self) -> None:
        self.value = int(self.number.value)


def weighed_counts(document: Document, context: Context) -> list[Count]:
    """The likeliest counts of the document, weighed; worked out once for all modules."""
    if "counts" not in context.shared:
        counts = counts_of(document)
        weigh(counts, load_model("counts"))
        context.shared["counts"] = likeliest(counts)
    counts = context.shared["counts"]
    assert isinstance(counts, list)
    return counts


def weigh(counts: Sequence[Count], model: LinearModel) -> None:
    """Set ``total`` and ``arm`` of every count."""
    for count in counts:
        probabilities = model.probabilities(count.features)
        count.total = _log_odds(probabilities["total"])
        count.arm = _log_odds(probabilities["arm"])


def likeliest(counts: list[Count]) -> list[Count]:
    """At most MOST_KEPT counts, in order of the text."""
    if len(counts) <= MOST_KEPT:
        return counts
    ranked = sorted(counts, key=lambda count: -max(count.total, count.arm))[:MOST_KEPT]
    return sorted(ranked, key=lambda count: count.number.start)


def _log_odds(probability: float) -> float:
    if probability <= 0 or probability >= 1:
        return math.copysign(_LIMIT, probability - 0.5)
    return max(-_LIMIT, min(_LIMIT, math.log(probability / (1 - probability))))


def counts_of(document: Document) -> list[Count]:
    """Every number that may count people, with its features, in order of the text."""
    counts = list(itertools.islice(_candidates(document), MOST_READ))
    for count in counts:
        _add_words(count)
        _add_position(count)
    _add_partners(counts)
    _add_sums(counts)
    _add_ranks(counts)
    return counts


def _candidates(document: Document) -> Iterator[Count]:
    for sentence in document.sentences:
        inside = numbers_in(document, sentence.start, sentence.end)
        numbers = [number for number in inside if number.end <= sentence.end]
        if not any(map(_may_count, numbers)):
            continue
        tokens = tokens_of(document, sentence, numbers)
        places = (place for place, token in enumerate(tokens) if token.kind == "NUMBER")
        for number, place in zip(numbers, places, strict=True):
            if _may_count(number):
                yield Count(number, sentence, tokens, place)


def _may_count(number: Number) -> bool:
    return number.kind == "count" and 2 <= number.value <= LARGEST


def _add_words(count: Count) -> None:
    place = count.place
    left = count.tokens[max(0, place - _SIDE) : place][::-1]  # the nearest first
    right = count.tokens[place + 1 : place + 1 + _SIDE]
    head, distance = _head(right)
    names = _word_names(left, right)
    names += (f"head:{head}", f"head+{min(distance, 4)}:{head}")
    names.append(f"head L1:{head} {left[0].word if left else '^'}")
    names += _nearest_class_names(left, right, head)
    names += _bracket_names(left, right)
    names += _share_names(left, right, head)
    count.features.update(dict.fromkeys(names, 1.0))


def _word_names(left: Sequence[Token], right: Sequence[Token]) -> list[str]:
    before = [token.word for token in left[:4]] + ["^"] * (4 - len(left))
    after = [token.word for token in right[:5]] + ["$"] * (5 - len(right))
    names = [place + word for place, word in zip(_LEFT, before, strict=True)]
    names += [place + word for place, word in zip(_RIGHT, after, strict=True)]
    names += [place + t.kind for place, t in zip(_LEFT_KIND, left, strict=False) if t.kind]
    names += [place + t.kind for place, t in zip(_RIGHT_KIND, right, strict=False) if t.kind]
    names.append(f"L21:{before[1]} {before[0]}")
    names.append(f"L321:{before[2]} {before[1]} {before[0]}")
    names.append(f"R12:{after[0]} {after[1]}")
    names.append(f"L1R1:{before[0]} {after[0]}")
    return names


def _head(right: Sequence[Token]) -> tuple[str, int]:
    """The class of the noun that the number counts, and how many words away it is."""
    for distance, token in enumerate(right[:9]):
        if token.kind in _NOUNS:
            return token.kind, distance
        if token.word == "and" and distance > 0 and _counted_after(right[distance + 1 :]):
            continue
        if token.word in _STOPS or token.kind in _BREAKS:
            return f"stop {token.kind or token.word}" if distance == 0 else "stop", distance
    return "none", 9


def _counted_after(following: Sequence[Token]) -> bool:
    """Whether what is counted comes only after the "and": "232 foot and hand warts"."""
    return any(token.kind in ("PEOPLE", "UNITS") for token in following[:2])


def _nearest_class_names(left: Sequence[Token], right: Sequence[Token], head: str) -> list[str]:
    names = []
    nearest: dict[str, int] = {}
    for side, near in (("<", left), (">", right)):
        nearest = {}
        for distance, (_, kind) in enumerate(near):
            if kind and kind not in nearest:
                nearest[kind] = distance
        for kind, distance in nearest.items():
            names.append(f"{side}{kind}{3 if distance < 3 else 8 if distance < 8 else _SIDE}")
            names.append(f"{head}{side}{kind}")
    if "EACH" in nearest:
        names += [f">EACH {kind}" for kind in ("ASSIGN", "GROUP") if kind in nearest]
    return names


def _bracket_names(left: Sequence[Token], right: Sequence[Token]) -> list[str]:
    """Whether the number stands in brackets, "(n = 20)", and after what."""
    opening = next((place for place, t in enumerate(left[:12]) if t.word in "()[]"), None)
    if opening is None or left[opening].word in ")]":
        return ["bracket:none"]
    closed = bool(right) and right[0].word in ")];,"
    bracket = f"{min(opening, 3)}{'closed' if closed else ''}"
    before = left[opening + 1 : opening + 5]
    names = [f"bracket:{bracket}"]
    names.append(f"bracket {bracket}:{next((t.kind for t in before if t.kind), 'none')}")
    if before:
        names.append(f"bracket before:{before[0].kind or before[0].word}")
    return names


def _share_names(left: Sequence[Token], right: Sequence[Token], head: str) -> list[str]:
    """Whether the number is a share of another: "31 of 322", "68 (62 %)"."""
    names = []
    if left and left[0].word == "of" and any(token.word == "#" for token in left[1:4]):
        names.append("denominator")
    if right and right[0].word == "of" and any(token.word == "#" for token in right[1:4]):
        verb = next((token.kind for token in right if token.kind in _VERBS), "none")
        names += ("numerator", f"numerator {verb}")
    following = [token.word for token in right[:6]]
    if "%" in following and any(
        following[place : place + 3] == ["(", "#", "%"] for place in range(4)
    ):
        names += ("with percent", f"with percent {head}")
    return names


def _add_position(count: Count) -> None:
    features, value = count.features, count.value
    features["sentence"] = min(count.sentence.number, 15) / 15
    names = [f"section:{count.sentence.section}", f"form:{count.number.form}"]
    names += (f"digits:{len(str(value))}", f"size:{value.bit_length()}")
    if count.number.start == count.sentence.start:
        names.append(f"opens sentence {count.number.form}")
    if value < 10:
        names.append("tiny")
    if value % 100 == 0:
        names.append("hundreds")
    if 1900 <= value <= 2035:
        names.append("like a year")
    features.update(dict.fromkeys(names, 1.0))


def _add_partners(counts: Sequence[Count]) -> None:
    """Two counts of like size in one sentence are often two arms, unless their sum is stated."""
    for one, other in itertools.pairwise(counts):
        if one.sentence is not other.sentence:
            continue
        ratio = one.value / other.value
        like = "like" if 0.4 <= ratio <= 2.5 else "larger" if ratio > 1 else "smaller"
        nearest = other.tokens[other.place - 1]
        between = other.tokens[one.place + 1 : min(other.place, one.place + _SIDE)]
        found = {token.kind or token.word for token in between}
        names = [f"{like} {_link(nearest)}"]
        names += [f"{like} after {word}" for word in _LINKS if word in found]
        one.features.update(dict.fromkeys((f"next {name}" for name in names), 1.0))
        other.features.update(dict.fromkeys((f"previous {name}" for name in names), 1.0))


def _link(token: Token) -> str:
    if token.word in ("and", "of"):
        return token.word
    if token.word == "=":
        return "n="
    return "mark" if token.word in "(,;[/" else token.kind or "word"


def _add_sums(counts: Sequence[Count]) -> None:
    """Mark totals that are the sum of two to four counts nearby, and the parts of such sums."""
    by_value: dict[int, list[Count]] = {}
    for count in counts:
        by_value.setdefault(count.value, []).append(count)
    for place, count in enumerate(counts):
        if len(by_value[count.value]) > 1:
            count.features["repeated"] = 1.0
        if count.value < 6:
            continue
        for other in counts[place + 1 : place + 7]:
            near = other.sentence.number - count.sentence.number <= 2
            if other.value >= 6 and near:
                _mark_sum(by_value, (count, other), "2")
        for size in (3, 4):
            if place + size <= len(counts):
                _mark_sum(by_value, tuple(counts[place : place + size]), "3+")


def _mark_sum(by_value: dict[int, list[Count]], parts: tuple[Count, ...], size: str) -> None:
    for whole in by_value.get(sum(part.value for part in parts), ())[:3]:
        if whole in parts:
            continue
        names = [f"of {size}"]
        if abs(whole.sentence.number - parts[0].sentence.number) <= 2:
            names.append(f"of near {size}")
        for name in names:
            whole.features[f"sum {name}"] = 1.0
            for part in parts:
                part.features[f"part {name}"] = 1.0


_CUES = ("<RANDOM3", ">RANDOM3", ">RANDOM8", "<ENROL3", ">ENROL3", ">ENROL8")


def _add_ranks(counts: Sequence[Count]) -> None:
    people = [count for count in counts if "head:PEOPLE" in count.features]
    cued = [count for count in counts if any(cue in count.features for cue in _CUES)]
    for name, some, ranks in (("people rank", people, 3), ("cued rank", cued, 2)):
        for rank, count in enumerate(some[:ranks]):
            count.features[f"{name} {rank}"] = 1.0
    for name, some in (("largest people", people), ("largest", list(counts))):
        largest = max((count.value for count in some), default=0)
        for count in some:
            if count.value == largest:
                count.features[name] = 1.0
