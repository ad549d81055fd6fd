"""The verdict on each claim after each run, and the studies that moved it.

Every verdict is made by today's rules from the studies as they stood after that run, so its rows
end with the verdict that the table ``claims`` has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.evidence.history.change import Change
from ingest.evidence.history.earlier import Items
from ingest.evidence.history.stands import CAUSES, START, Cause, Stand
from ingest.verdicts import Weighed
from ingest.weighing.evidence import Item, Question
from ingest.weighing.verdict import Outcome

NAMED = 3
"""Studies of one kind that a row names."""


class _Role(NamedTuple):
    """What a study does for a verdict, in words: of one study, of several, and in the past."""

    one: str
    many: str
    past: str


FOR = _Role("counts for it", "count for it", "counted for it")
AGAINST = _Role("counts against it", "count against it", "counted against it")
MIXED = _Role(
    "counts half for and half against it",
    "count half for and half against it",
    "counted half for and half against it",
)
REVIEW_FOR = _Role("is a review for it", "are reviews for it", "was a review for it")
REVIEW_AGAINST = _Role(
    "is a review against it", "are reviews against it", "was a review against it"
)
BEARS = _Role("bears on it", "bear on it", "bore on it")
ROLES = (FOR, AGAINST, MIXED, REVIEW_FOR, REVIEW_AGAINST, BEARS)


class _Move(NamedTuple):
    """A study that stands otherwise to a claim than before the run."""

    study: str
    run: int
    cause: Cause
    before: Item | None
    after: Item | None


def verdict_changes(
    weighed: Iterable[Weighed],
    arrivals: Mapping[str, int],
    stands: Mapping[str, Sequence[Stand]],
    name: Callable[[str], str],
) -> Iterator[Change]:
    """A row for each run that changed what counts for a claim.

    Its kind is ``verdict`` where the verdict or its certainty moved, else ``evidence``.
    ``stands`` has the studies that stood otherwise before, oldest first. The others stand as they
    do today since the run of ``arrivals`` that brought their record, or were always in the
    catalogue. ``name`` says how a study is cited.
    """
    moves = _moves(stands)
    for one in weighed:
        came = [
            _Move(item.study.id, arrivals.get(item.study.id, START), "new", None, item)
            for item in one.items
            if item.study.id not in stands
        ]
        yield from _of_claim(one, [*came, *moves[one.claim.id]], name)


def _moves(stands: Mapping[str, Sequence[Stand]]) -> dict[str, list[_Move]]:
    """What each study changed, by claim."""
    moves: dict[str, list[_Move]] = defaultdict(list)
    for study in sorted(stands):
        before: Items = {}
        for run, cause, items in stands[study]:
            for claim in sorted({*before, *items}):
                old, new = before.get(claim), items.get(claim)
                if old is None or new is None or _weighs(old) != _weighs(new):
                    moves[claim].append(_Move(study, run, cause, old, new))
            before = items
    return moves


def _weighs(item: Item) -> tuple[object, ...]:
    """What weighing looks at: neither the reason in words nor the place of its row."""
    if item.stance == "bears":
        return ("bears",)
    study = item.study
    about = (study.kind, study.design, study.randomized, study.blinding)
    return (*about, item.stance, item.comparison, item.directness, item.participants, item.effect)


def _of_claim(one: Weighed, moves: Iterable[_Move], name: Callable[[str], str]) -> Iterator[Change]:
    claim = one.claim
    question = claim.entry.question
    standing: dict[str, Item] = {}
    outcome = claim.weigh(())
    for run, of_run in groupby(sorted(moves, key=lambda move: move.run), lambda move: move.run):
        moved = list(of_run)
        was_studied = bool(standing)
        for move in moved:
            standing.pop(move.study, None)
            if move.after is not None:
                standing[move.study] = move.after
        telling = [move for move in moved if not _only_bears(move, question)]
        # Studies that only bear on a claim tell no more than that it is studied.
        if telling or was_studied != bool(standing):
            before, outcome = outcome, claim.weigh([standing[study] for study in sorted(standing)])
            if run != START:
                reasons = "; ".join(_sentences(telling or moved, question, name))
                yield _change(run, claim.id, before, outcome, reasons)


def _change(run: int, claim: str, before: Outcome, after: Outcome, reasons: str) -> Change:
    old, new = _in_words(before), _in_words(after)
    head = f"{old} → {new}" if old != new else f"still {new}"
    return Change(
        run=run,
        kind="evidence" if old == new else "verdict",
        claim=claim,
        before=old,
        after=new,
        detail=f"{head}: {reasons}. {after.summary}",
    )


def _in_words(outcome: Outcome) -> str:
    """Verdict and certainty: "partly supported (low)"."""
    return f"{outcome.verdict} ({outcome.grade.certainty})" if outcome.grade else outcome.verdict


def _only_bears(move: _Move, question: Question) -> bool:
    silent = (BEARS, None)
    return _role(move.before, question) in silent and _role(move.after, question) in silent


def _role(item: Item | None, question: Question) -> _Role | None:
    if item is None:
        return None
    if item.stance == "bears":
        return BEARS
    if item.weight(question):
        return {"supports": FOR, "contradicts": AGAINST}.get(item.stance, MIXED)
    if item.study.is_systematic_review:
        return {"supports": REVIEW_FOR, "contradicts": REVIEW_AGAINST}.get(item.stance, BEARS)
    return BEARS


def _sentences(
    moves: Iterable[_Move], question: Question, name: Callable[[str], str]
) -> Iterator[str]:
    """What the studies do now, those that do the same in one sentence."""
    groups: dict[tuple[Cause, _Role | None, _Role | None], list[str]] = defaultdict(list)
    for move in moves:
        roles = _role(move.before, question), _role(move.after, question)
        groups[move.cause, *roles].append(move.study)

    def order(group: tuple[Cause, _Role | None, _Role | None]) -> tuple[int, int, int]:
        cause, before, after = group
        return CAUSES.index(cause), _place(before), _place(after)

    for group in sorted(groups, key=order):
        yield f"{_sentence(*group, len(groups[group]))} ({_listed(groups[group], name)})"


def _place(role: _Role | None) -> int:
    return -1 if role is None else ROLES.index(role)


def _sentence(cause: Cause, before: _Role | None, after: _Role | None, count: int) -> str:
    who = f"{count} {'new ' if cause == 'new' else ''}{'study' if count == 1 else 'studies'}"
    if before is not None:
        who += f" that {before.past}"
    return f"{who} {_predicate(cause, before, after, count)}"


def _predicate(cause: Cause, before: _Role | None, after: _Role | None, count: int) -> str:
    """What became of the studies, and since when."""
    single = count == 1
    if after is None and cause == "retracted":
        return "was retracted" if single else "were retracted"
    if after is None and cause == "gone":
        return "is no longer in PubMed" if single else "are no longer in PubMed"
    if after is None:
        does = "no longer does" if single else "no longer do"
    elif after == before:
        does = "does so with other figures" if single else "do so with other figures"
    else:
        does = after.one if single else after.many
    records = ("its record", "was") if single else ("their records", "were")
    return f"{does}{_SINCE[cause].format(*records)}"


_SINCE: Mapping[Cause, str] = {
    "new": "",
    "joined": " since {0} came",
    "revised": " since {0} {1} revised",
    "retracted": " since {0} {1} marked as retracted",
    "gone": " since {0} left PubMed",
}


def _listed(studies: Sequence[str], name: Callable[[str], str]) -> str:
    others = len(studies) - NAMED
    named = ", ".join(map(name, sorted(studies)[:NAMED]))
    return f"{named} and {others} more" if others > 0 else named
