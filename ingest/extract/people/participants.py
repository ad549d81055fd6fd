"""How many people took part: enrolled, randomised, analysed or followed, and the units compared.

Every count is weighed as a total (counts.py), then once more beside its rivals: an arm must not
outrank the total that it is part of. The answer is the earliest of those that nothing outranks.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span
from ingest.extract.model import LinearModel, load_model, logistic
from ingest.extract.people.both_sexes import both_sexes
from ingest.extract.people.count_clauses import UNIT_NOUNS, is_no_total, is_told_outright
from ingest.extract.people.counts import Count, weighed_counts
from ingest.extract.people.one_person import one_person, unaged_person
from ingest.extract.scar_facts import scar_fact
from ingest.extract.text.document import Document

FEATURE_VERSION = 1
MODEL = "participants"

# A later total must be this much likelier (log-odds) than an earlier one to be preferred: reports
# name the people they took in before those that they lost. Chosen on out-of-fold development data.
PREFERENCE_FOR_EARLIER = 2.0
# The lowest probability that is answered: on out-of-fold development data nine in ten of such
# answers are right, and demanding more loses as many right answers as wrong ones.
ANSWERED_FROM = 0.12
_MOST_ARMS = 8
_LEAST_LIKELY = -4.5  # log-odds below which a count is no candidate
_OUT_OF_THE_QUESTION = -10.0
_NO_RIVAL = -6.0  # log-odds of a rival that does not exist
_WITHOUT_PARTICIPANTS = ("guideline", "narrative-review")
# The least score of a count of which a clause says outright that it is the total.
_OUTRIGHT = 1.5
_COPIED = (
    *("sum of near 2", "sum of near 3+", "part of near 2", "part of near 3+", "denominator"),
    *("numerator", "head:PEOPLE", "opens sentence digits", "opens sentence word"),
    *("people rank 0", "cued rank 0", "largest", "tiny", "largest people", ">EACH GROUP"),
    *(">EACH ASSIGN", "next like and", "previous like and", "<PLAN8", "<PLAN3"),
)

# What was done with the people counted; the first pattern that fits the words after the number,
# else the words before it, gives the role.
_ROLES_AFTER = (
    ("randomised", re.compile(r"[^.;]{0,60}\brandom(?:i[sz]ed|ly)\b")),
    ("followed", re.compile(r"[^.;]{0,40}\b(?:followed|follow-up|completed the follow)\b")),
    (
        "analysed",
        re.compile(
            r"[^.;]{0,40}\b(?:analy[sz]ed|analys[ei]s|analyzable|evaluable|assessable|evaluated"
            r"|completed|available for|remained|finished)\b"
        ),
    ),
    (
        "enrolled",
        re.compile(
            r"[^.;]{0,60}\b(?:enrol\w*|recruit\w*|includ\w*|enter\w*|participat\w*|studied"
            r"|accrued|registered|took part|consented)\b"
        ),
    ),
)
_ROLES_BEFORE = (
    ("randomised", re.compile(r"\brandom(?:i[sz]ed|ly)\b[^.;]{0,40}$|\bassigned\b[^.;]{0,20}$")),
    (
        "analysed",
        re.compile(
            r"\b(?:analy[sz]ed|analys[ei]s|evaluable|evaluated|completed by|available)\b"
            r"[^.;]{0,30}$"
        ),
    ),
    ("followed", re.compile(r"\bfollow(?:ed|-up)\b[^.;]{0,30}$")),
    ("enrolled", re.compile(r"\b(?:enrol\w*|recruit\w*|includ\w*|accrued|entered)\b[^.;]{0,40}$")),
)
_UNITS_AFTER = re.compile(rf"\s+(?:[a-z-]+,?\s+){{0,4}}?(?P<noun>{UNIT_NOUNS})\b", re.IGNORECASE)
_PEOPLE_NOUN = re.compile(
    r"[\s-]+(?:[\w'’()/-]+,?\s+){0,6}?(?:patients|participants|subjects|women|men|volunteers|people|"
    r"persons|individuals|children|adults|adolescents|infants|females|males|students|girls|boys|"
    r"survivors|outpatients|inpatients|cases)\b",
    re.IGNORECASE,
)
_N_BEFORE = re.compile(r"[\w-]+\s*[(\[]\s*[nN]\s*=\s*$")


def read(document: Document, context: Context) -> list[Fact]:
    """Facts "participants" (one a role) and "units"; answers ``participants``.

    The answer is the stated total that is most probably right, None if none is likely enough;
    a total that is only the sum of the arms is a derived fact of arms.py. Below a probability of
    one half a fact has tier low, and is none to rely on. Animals are counted, but are no
    participants; advice and reviews of the literature have none.
    """
    context.answers["participants"] = None
    design = context.fact("design")
    name = design.value if design is not None else None
    if name in _WITHOUT_PARTICIPANTS:
        return []
    if name == "case-report" and (person := one_person(document)) is not None:
        context.answers["participants"] = 1
        return [_single(document, person)]
    counts = weighed_counts(document, context)
    model = load_model(MODEL)
    scores = total_scores(document, counts, model)
    chosen = choose(counts, scores)
    facts: list[Fact] = []
    if chosen is None or model.calibration.probability(scores[chosen]) < ANSWERED_FROM:
        if name == "case-report" and (person := unaged_person(document)) is not None:
            context.answers["participants"] = 1
            return [_single(document, person)]
        return facts + _units(document, counts, None)
    if sexes := both_sexes(document, counts, counts[chosen]):
        context.answers["participants"] = sum(count.value for count in sexes)
        return [_of_both_sexes(document, sexes), *_units(document, counts, counts[chosen])]
    unit = "animals" if name == "preclinical" else "persons"
    if unit == "persons":
        context.answers["participants"] = counts[chosen].value
    facts.append(_fact(document, counts[chosen], scores[chosen], model, unit))
    seen = {(counts[chosen].value, facts[0].role)}
    for count, score in zip(counts, scores, strict=True):
        if model.calibration.probability(score) >= 0.5 and count is not counts[chosen]:
            fact = _fact(document, count, score, model, unit)
            if (count.value, fact.role) not in seen:
                seen.add((count.value, fact.role))
                facts.append(fact)
    return facts + _units(document, counts, counts[chosen])


def choose(counts: Sequence[Count], scores: Sequence[float]) -> int | None:
    """The place of the count that is answered: the earliest close to the likeliest."""
    highest = max(scores, default=None)
    if highest is None:
        return None
    for place, score in enumerate(scores):
        if score >= highest or (score > 0 and score >= highest - PREFERENCE_FOR_EARLIER):
            return place
    return None


def total_scores(document: Document, counts: Sequence[Count], model: LinearModel) -> list[float]:
    """The score of every count as the number of participants, rivals considered."""
    scores = []
    for count, features in zip(counts, rival_features(document, counts), strict=True):
        score = _OUT_OF_THE_QUESTION if features is None else model.score(features)
        if features is not None and _is_told_outright(document, count):
            score = max(score, _OUTRIGHT)
        scores.append(score)
    return scores


def rival_features(document: Document, counts: Sequence[Count]) -> list[dict[str, float] | None]:
    """For each count: how it stands beside every other; None if it cannot be the total."""
    sums = _arm_sums(counts)
    first_likely = next((count for count in counts if count.total > -0.7), None)
    return [
        _features(count, place, counts, sums, count is first_likely)
        if _may_be_total(document, count)
        else None
        for place, count in enumerate(counts)
    ]


def _may_be_total(document: Document, count: Count) -> bool:
    if count.total < _LEAST_LIKELY or "head:UNITS" in count.features:
        return False
    return not is_no_total(document, count.sentence, count.number.start, count.number.end)


def _is_told_outright(document: Document, count: Count) -> bool:
    return is_told_outright(document, count.sentence, count.number.start, count.number.end)


def _arm_sums(counts: Sequence[Count]) -> dict[int, float]:
    """Sum of two or three likely arms -> log-odds of the least likely of them, from 0 up."""
    arms = [count for count in counts if count.arm > -1][:_MOST_ARMS]
    sums: dict[int, float] = {}
    for size in (2, 3):
        for parts in itertools.combinations(arms, size):
            value = sum(part.value for part in parts)
            sums[value] = max(sums.get(value, 0.0), min(part.arm for part in parts) + 7)
    return sums


class _Rivals(NamedTuple):
    """The highest log-odds, as total or as arm, among the other counts of each sort."""

    earlier: float
    later: float
    again: float
    larger: float
    larger_any: float
    arms: float
    near_arms: float
    arms_in_sentence: float
    smaller_arms: float
    """How many smaller counts are arms, as far as that is likely."""


def _rivals(count: Count, place: int, counts: Sequence[Count]) -> _Rivals:
    """What stands beside ``count``, in one pass: it is done for every number of every text."""
    value, sentence = count.value, count.sentence
    earlier = later = again = larger = larger_any = arms = near_arms = arms_in_sentence = _NO_RIVAL
    smaller_arms = []
    for other_place, other in enumerate(counts):
        other_value, total, arm = other.value, other.total, other.arm
        if other_value < value:
            smaller_arms.append(logistic(arm))
        if other is count:
            continue
        arms = max(arms, arm)
        if other_value == value:
            again = max(again, total)
        elif other_place < place:
            earlier = max(earlier, total)
        else:
            later = max(later, total)
        if other_value > value:
            larger, larger_any = max(larger, total), max(larger_any, total, arm)
        if abs(other.sentence.number - sentence.number) <= 1 and 0.4 < other_value / value < 2.5:
            near_arms = max(near_arms, arm)
            if other.sentence is sentence:
                arms_in_sentence = max(arms_in_sentence, arm)
    return _Rivals(
        earlier,
        later,
        again,
        larger,
        larger_any,
        arms,
        near_arms,
        arms_in_sentence,
        math.fsum(smaller_arms),
    )


def _features(
    count: Count, place: int, counts: Sequence[Count], sums: dict[int, float], first_likely: bool
) -> dict[str, float]:
    rivals = _rivals(count, place, counts)
    likeliest, near_arm = max(rivals.earlier, rivals.later), rivals.near_arms / 3
    features = {
        "total": count.total,
        "total above 0": max(0.0, count.total),
        "total above 2": max(0.0, count.total - 2),
        "arm": count.arm,
        "margin": max(-4.0, min(4.0, count.total - likeliest)),
        "likeliest": float(count.total >= likeliest),
        "first likely": float(first_likely),
        "unlikely": float(count.total <= -0.7),
        "earlier": rivals.earlier / 3,
        "later": rivals.later / 3,
        "arms": rivals.arms / 3,
        "sum of arms": sums.get(count.value, 0.0) / 3,
        "is sum of arms": float(count.value in sums),
        "near arm": near_arm,
        "near arm and arm": max(-2.0, min(2.0, near_arm + count.arm / 3)),
        "arm in sentence": rivals.arms_in_sentence / 3,
        "larger total": rivals.larger / 3,
        "larger any": rivals.larger_any / 3,
        "again": rivals.again / 3 + 2,
        "smaller arms": min(1.0, rivals.smaller_arms / 3),
        f"section:{count.sentence.section}": 1.0,
    }
    features.update((name, 1.0) for name in _COPIED if name in count.features)
    return features


def role_of(document: Document, count: Count) -> str:
    """enrolled, randomised, analysed or followed, by the verb nearest the number."""
    lower, sentence = document.lower, count.sentence
    after = lower[count.number.end : min(sentence.end, count.number.end + 160)]
    before = lower[max(sentence.start, count.number.start - 80) : count.number.start]
    for role, pattern in _ROLES_BEFORE:
        if pattern.search(before):
            return role
    fitting = [(m.end(), role) for role, p in _ROLES_AFTER if (m := p.match(after))]
    return min(fitting)[1] if fitting else "enrolled"


def _fact(document: Document, count: Count, score: float, model: LinearModel, unit: str) -> Fact:
    probability = model.calibration.probability(score)
    start, end = quoted(document, count)
    return Fact(
        field="participants",
        value=count.value,
        unit=unit,
        status="stated",
        quote=document.text[start:end],
        start=start,
        end=end,
        section=count.sentence.section,
        role=role_of(document, count),
        confidence=round(probability, 4),
        tier=model.calibration.tier(probability),
        method=model.method,
        version=model.version,
    )


def quoted(document: Document, count: Count) -> tuple[int, int]:
    """The number with the noun that it counts: "48 adult patients", "women (n = 48"."""
    start, end = count.number.start, count.number.end
    text, sentence = document.text, count.sentence
    before = None
    if text.find("=", max(sentence.start, start - 40), start) >= 0:
        before = _N_BEFORE.search(text, max(sentence.start, start - 40), start)
    if before is not None:
        return before.start(), end
    noun = _PEOPLE_NOUN.match(text, end, min(sentence.end, end + 120))
    return start, noun.end() if noun else end


def _single(document: Document, person: re.Match[str]) -> Fact:
    return scar_fact(
        document,
        "participants",
        1,
        person.start(),
        person.end(),
        method="participants-one-person",
        version=FEATURE_VERSION,
        unit="persons",
        role="enrolled",
        status="derived",
    )


def _of_both_sexes(document: Document, sexes: Sequence[Count]) -> Fact:
    parts = tuple(Span(*_place(document, count)) for count in sexes)
    return scar_fact(
        document,
        "participants",
        sum(count.value for count in sexes),
        parts[0].start,
        parts[-1].end,
        method="participants-both-sexes",
        version=FEATURE_VERSION,
        unit="persons",
        role=role_of(document, sexes[-1]),
        status="derived",
        parts=parts,
    )


def _place(document: Document, count: Count) -> tuple[str, int, int]:
    start, end = count.number.start, count.number.end
    return document.text[start:end], start, end


def _units(document: Document, counts: Sequence[Count], people: Count | None) -> list[Fact]:
    """Sides, scars, lesions ... in the sentence that counts the people, or that takes them in."""
    facts = []
    for count in counts:
        same = people is not None and abs(count.sentence.number - people.sentence.number) <= 1
        cued = any(name in count.features for name in ("UNITS<ENROL", "UNITS>ENROL"))
        cued = cued or any(name in count.features for name in ("UNITS<RANDOM", "UNITS>RANDOM"))
        if not (same or cued) or count is people:
            continue
        if people is not None and count.value < people.value:
            continue
        noun = _UNITS_AFTER.match(document.text, count.number.end, count.sentence.end)
        if noun is None:
            continue
        start, end = count.number.start, noun.end()
        facts.append(
            Fact(
                field="units",
                value=count.value,
                unit=noun["noun"].lower(),
                status="stated",
                quote=document.text[start:end],
                start=start,
                end=end,
                section=count.sentence.section,
                role=role_of(document, count),
                method="participants-units",
                version=FEATURE_VERSION,
            )
        )
        break
    return facts
