"""What one sentence says about one comparison, as features of the two direction models.

The features of ``difference`` tell whether the sentence reports a difference at all; those of
``sign`` tell which way: positive where the intervention has more of the outcome.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.extract.direction import cues
from ingest.extract.direction.comparison import Comparison, Mention
from ingest.extract.direction.contrasts import Contrast, contrast, number
from ingest.extract.direction.statements import Statement, owner, statements
from ingest.extract.direction.views import View, Views
from ingest.extract.text.clauses import stem

FEATURE_VERSION = 1

Features = dict[str, float]
_TIME_STEMS = frozenset(stem(name) for name in cues.TIME_STEMS)


@dataclass(frozen=True)
class Reading:
    """What one sentence says: features of "is there a difference" and of "which way"."""

    difference: Features
    sign: Features


def read_sentence(views: Views, comparison: Comparison, number_: int) -> Reading:
    """The features of one sentence for the difference model and for the sign model."""
    view = views.sentences[number_]
    share, start, end = comparison.best_clause(view)
    if share <= 0:
        start, end = 0, len(view.text)
    begin, finish = _outcome_span(comparison, view, start, end)
    mentions = comparison.mentions(view)
    found = statements(view, comparison, start, end)
    outside = not found
    if outside:
        found = statements(view, comparison, 0, len(view.text))
    found = [s for s in found if not s.in_outcome] or found
    found.sort(key=lambda s: (_distance(s.start, begin, finish), s.start))
    pair = contrast(view, mentions, (start, end), (begin, finish))
    difference = _significance_features(view, start, end, finish)
    difference |= _context_features(views, view, comparison, mentions, start, end, share)
    difference |= _statement_features(view, found, outside, difference)
    sign = _statement_signs(view, comparison, mentions, found, start, end)
    _add_contrast(difference, sign, view, comparison, pair, found)
    _add_estimates(difference, sign, view, comparison, start, begin)
    if comparison.is_controlled and comparison.valence:
        sign["wanted"] = float(-comparison.control_side * comparison.valence)
    difference["some sign"] = float(any(sign.values()))
    return Reading(
        {name: value for name, value in difference.items() if value},
        {name: value for name, value in sign.items() if value},
    )


def _outcome_span(comparison: Comparison, view: View, start: int, end: int) -> tuple[int, int]:
    stems = set(comparison.outcome_set)
    for alternatives in comparison.outcome_alternatives.values():
        stems.update(*alternatives)
    places = [w for w in view.words if start <= w.start < end and w.stem in stems]
    return (places[0].start, places[-1].end) if places else (start, end)


def _distance(place: int, begin: int, finish: int) -> int:
    return 0 if begin <= place <= finish else min(abs(place - begin), abs(place - finish))


def _significance_features(view: View, start: int, end: int, finish: int) -> Features:
    """What is denied, tested and called significant, in the clause of the outcome and outside."""
    denied = [m.start() for m in cues.NO_DIFFERENCE.finditer(view.text)]
    here = any(start <= place < end for place in denied)
    own = [p for p in view.p_values if start <= p.start < end]
    p_values = view.p_values
    nearest = next((p for p in own if p.start >= finish), None)
    nearest = nearest or next((p for p in p_values if p.start >= finish), None)
    nearest = nearest or (p_values[-1] if p_values else None)
    kind = nearest.significance if nearest else "none"
    kinds = {p.significance for p in p_values}
    significant = bool(cues.SIGNIFICANT.search(view.text, start, end))
    return {
        "no difference here": float(here),
        "no difference elsewhere": float(bool(denied) and not here),
        "no difference, p elsewhere": float(here and not own),
        f"{'denied' if here else 'not denied'}, p {kind}": 1.0,
        "trend here": float(bool(cues.TREND.search(view.text, start, end))),
        "trend": float(bool(cues.TREND.search(view.text))),
        "significant here": float(significant),
        "significant elsewhere": float(
            not significant and bool(cues.SIGNIFICANT.search(view.text))
        ),
        f"p {kind}": 1.0,
        "p elsewhere": float(bool(p_values) and not own),
        "every p significant": float(kinds == {"significant"}),
        "no p significant": float(bool(kinds) and "significant" not in kinds),
        "mixed p": float(len(kinds) > 1),
    }


def _context_features(
    views: Views, view: View, comparison: Comparison, mentions: list[Mention],
    start: int, end: int, share: float,
) -> Features:  # fmt: skip
    sides = {mention.side for mention in mentions}
    after = view.number + 1
    following = views.sentences[after] if after < len(views.sentences) else None
    back = following is not None and cues.REFERS_BACK.match(following.text)
    denies = following is not None and cues.NO_DIFFERENCE.search(following.text)
    confirms = following is not None and cues.SIGNIFICANT.search(following.text) and not denies
    differ = "differ" in view.lower
    return {
        "both groups": float(bool(cues.BOTH_GROUPS.search(view.text, start, end))),
        "comparing here": float(bool(cues.THAN.search(view.text, start, end))),
        "comparing": float(bool(cues.THAN.search(view.text))),
        "only": float(bool(cues.ONLY.search(view.text, start, end))),
        "names intervention": float(1 in sides),
        "names comparator": float(-1 in sides),
        "both sides": float(len(sides) == 2),
        "concluding": float(bool(cues.CONCLUDING.search(view.text))),
        "baseline": float("baseline" in view.lower),
        "outcome not named": float(share <= 0),
        f"in {view.section or 'none'}": 1.0,
        "interaction": float("interaction" in view.lower),
        "respectively": float("respectively" in view.lower),
        "next denies": float(bool(back and denies)),
        "next confirms": float(bool(back and confirms)),
        "differ": float(differ),
        "favours": float(bool(re.search(r"\bfavou?r\w*", view.lower))),
        "valence unknown": float(comparison.valence == 0),
        "before and after": float(comparison.before_and_after),
    }


def _statement_features(
    view: View, found: list[Statement], outside: bool, so_far: Features
) -> Features:
    if not found:
        return {"no statement": 1.0}
    first = found[0]
    significant = so_far["significant here"]
    denied = so_far["no difference here"]
    return {
        "statement": 1.0,
        "statements": min(len(found), 4) / 4,
        "statement elsewhere": float(outside),
        "statement negated": float(first.negated),
        "every statement negated": float(all(s.negated for s in found)),
        "statement significant": float(not first.negated and bool(significant)),
        "statement not denied": float(not first.negated and not denied),
        "statement here, denied elsewhere": float(
            not outside and not first.negated and so_far["no difference elsewhere"] > 0
        ),
        "larger change": float(any(s.large for s in found)),
    }


def _statement_signs(
    view: View, comparison: Comparison, mentions: list[Mention], found: list[Statement],
    start: int, end: int,
) -> Features:  # fmt: skip
    row: Features = {}
    votes = 0.0
    for rank, statement in enumerate(found[:3]):
        sign, kind = _outcome_sign(statement, comparison)
        side, told = owner(view, mentions, statement.start, start, end)
        value = float(sign * (side or 1))
        prefix = f"statement {rank}"
        if statement.negated:
            kind += " negated"
        if statement.in_outcome:
            kind += " of outcome"
        row[f"{prefix} {kind}"] = value
        row[f"{prefix} {told}"] = value
        if rank == 0:
            row[f"{kind}, {told}"] = value
            row["unowned"] = float(sign) if side == 0 else 0.0
            row["larger change" if statement.large else "plain"] = value
        if not statement.negated:
            votes += value if rank == 0 else value / 2
    row["votes"] = max(-1.5, min(1.5, votes))
    return row


def _outcome_sign(statement: Statement, comparison: Comparison) -> tuple[int, str]:
    """The sign that a statement gives to the amount of the outcome, and the kind it is of."""
    if statement.kind == "quality":
        kind = {1: "quality, wanted", -1: "quality, unwanted", 0: "quality, unknown"}
        return statement.sign * (comparison.valence or 1), kind[comparison.valence]
    if statement.kind == "speed":
        timed = not comparison.outcome_set.isdisjoint(_TIME_STEMS)
        return (statement.sign if timed else -statement.sign), "speed"
    return statement.sign, "quantity"


def _add_contrast(
    difference: Features,
    sign: Features,
    view: View,
    comparison: Comparison,
    pair: Contrast | None,
    found: list[Statement],
) -> None:
    if pair is None:
        return
    first, second = pair.first.value, pair.second.value
    if first < 0 and second < 0 and comparison.is_loss:
        first, second = -first, -second
    larger = float((first > second) - (first < second))
    side = pair.side
    votes = sign.get("votes", 0.0)
    agreement = "alone"
    if votes:
        agreement = "agree" if votes * larger * side > 0 else "differ"
    sign[f"values, {pair.told}"] = larger * side
    sign[f"values {agreement}"] = larger * side
    sign[f"values {agreement}, {pair.told}"] = larger * side
    sign["values versus" if pair.versus else "values joined"] = larger * side
    scale = max(abs(first), abs(second))
    relative = abs(first - second) / scale if scale else 0.0
    silent = not view.p_values and not difference["no difference here"]
    difference |= {
        "values": 1.0,
        "values equal": float(larger == 0),
        "values apart": min(relative, 1.0),
        "values far apart": float(relative > 0.3),
        "values close": float(relative < 0.08),
        "values far apart, untested": float(relative > 0.3 and silent),
        "values close, untested": float(relative < 0.1 and not view.p_values and not found),
    }


def _add_estimates(
    difference: Features, sign: Features, view: View, comparison: Comparison, start: int, begin: int
) -> None:
    """Ratios and differences with their confidence intervals: 1 and 0 mean no effect."""
    ratios = list(cues.RATIO.finditer(view.text))
    ratio = next((m for m in ratios if m.start() >= begin), ratios[0] if ratios else None)
    if ratio is not None:
        value = number(ratio[1])
        if value and value != 1 and value < 200:
            hazard = re.match(r"a?HR|hazard", ratio[0], re.IGNORECASE) is not None
            reversed_ = hazard and cues.SURVIVAL.search(comparison.outcome) is not None
            sign["ratio"] = float((1 if value > 1 else -1) * (-1 if reversed_ else 1))
            difference["ratio"] = 1.0
    stated = cues.DIFFERENCE.search(view.text, start)
    if stated is not None:
        value = number(stated[1])
        if value:
            name = "difference negative" if value < 0 else "difference positive"
            sign[name] = -1.0 if value < 0 else 1.0
    intervals = list(cues.INTERVAL.finditer(view.text))
    interval = next(
        (m for m in intervals if m.start() >= begin), intervals[0] if intervals else None
    )
    if interval is not None:
        _add_interval(difference, sign, view, interval)


def _add_interval(
    difference: Features, sign: Features, view: View, interval: re.Match[str]
) -> None:
    low, high = number(interval[1]), number(interval[2])
    if low is None or high is None:
        return
    before = view.text[max(0, interval.start() - 60) : interval.start()]
    is_ratio = cues.RATIO_BEFORE.search(before) is not None
    no_effect = 1.0 if is_ratio else 0.0
    if low < no_effect < high or (is_ratio and low <= no_effect <= high):
        difference["interval holds no effect"] = 1.0
    elif is_ratio:
        difference["interval excludes no effect"] = 1.0
        sign["interval of ratio"] = 1.0 if low > 1 else -1.0
    elif high < 0:
        sign["interval negative"] = -1.0
