"""What a time of assessment is counted from: baseline, the last session or the end of treatment.

"Three months after the last needling" counts from the last session, "after the end of treatment"
from that end; "after treatment" from the last session where treatment came in sessions. A
follow-up of which the text only says how long it was has no anchor.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.extract.outcomes import assessment_cues as cues
from ingest.extract.text.cues import one_of
from ingest.extract.text.durations import TimeExpression

BASELINE, LAST_SESSION, END, UNSTATED = "baseline", "last-session", "end-of-treatment", "unstated"

_REACH = 60
_AFTER = r"(?:after|following|from|of|since|past|post|beyond)[ ,-]+(?:the |their |his |her |its )?"
_DRUG = one_of(
    *("doses?", "administration", "applications?", "medication", "intake", "tablets?", "drugs?"),
    *("days?", "pills?", "infusions?", "cycles?"),
)
_ORDINAL = one_of(
    *("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *(r"\d+(?:st|nd|rd|th)",),
)
#: "After the first session", "from entry", "after randomisation".
_FROM_BASELINE = re.compile(
    rf"{_AFTER}(?:first|1st|initial|entry|outset|inclusion|presentation|recruitment|admission|"
    r"provocation)\b|\b(?:baseline|burn|injury|start|randomi|enrol|inclusion|initial|beginning|"
    r"birth|inception)"
)
#: "After the last needling", "after their sixth treatment", "past the fifth visit", "after the
#: third.": a session, unless it is a dose.
_FROM_SESSION = re.compile(
    rf"{_AFTER}(?:(?:last|final|closing) (?!{_DRUG}\b)|(?:last|final)\b(?= ?[,.;)])|{_ORDINAL}\b"
    rf"(?! {_DRUG}\b)|(?:end|completion|conclusion) of (?:the |all )?(?:\w+ )?(?:sessions?|"
    r"sittings?))"
)
_FROM_END = re.compile(
    rf"{_AFTER}(?:end|completion|cessation|discontinu\w+|terminat\w+|stopping|conclusion|"
    rf"completing|finishing|course|(?:last|final) {_DRUG})\b"
    r"|(?:treatment|therapy|sessions|course) (?:had )?(?:ended|was stopped|stopped|finished)"
)
#: Treatment that is given in sessions, not day by day.
_IN_SESSIONS = re.compile(
    r"\b(?:sessions?|sittings?|laser|needling|microneedling|subcision|peels?|injections?|injected|"
    r"surgery|operation|procedure|irradiat\w+|infusion|intravenous|anaesthe|once)\b"
)
#: "After treatment and at 3-month follow-up".
_END_BEFORE = re.compile(
    r"\b(?:end of (?:the )?(?:treatment|therapy)|post-?treatment|after treatment|"
    r"treatment(?: period| phase)?),? (?:and )?(?:(?:at|after) )?(?:an? )?$"
)
#: "12-week follow-up visit after the last session".
_CALLED = re.compile(
    r"[ -]*(?:of )?follow(?:ed)?[- ]?up(?: (?:visits?|periods?|examinations?|evaluations?))?"
)
_VISIT_BEFORE = re.compile(
    r"\bfollow(?:ed)?[ -]?up (?:was |were |visits? )?(?:kept |done |made )?(?:at|until|till|up to) "
    r"$"
)


def anchor_of(lower: str, time: TimeExpression, kind: str) -> str:
    """One of BASELINE, LAST_SESSION, END and UNSTATED for a time expression of a lower-case text.

    ``kind`` is that of the assessment (``assessments.Assessment``).
    """
    before = lower[max(0, time.start - _REACH) : time.start]
    if cues.TREATMENT_FREE_AFTER.match(lower, time.end, time.end + _REACH):
        return END
    counted = kind in ("after act", "after end") or _is_counted_from(lower, time)
    if not counted:
        if kind != "follow-up" or time.named:
            return BASELINE
        if _END_BEFORE.search(before):
            return END
        return BASELINE if _VISIT_BEFORE.search(before) else UNSTATED
    words = lower[time.start : time.end + _REACH].split(". ")[0]
    if _FROM_BASELINE.search(words):
        return BASELINE
    if _FROM_SESSION.search(words):
        return LAST_SESSION
    if _FROM_END.search(words):
        return END
    if cues.FROM_PROCEDURE.search(words) or cues.POSTOPERATIVE_BEFORE.search(before[-20:]):
        return LAST_SESSION
    return LAST_SESSION if _is_in_sessions(lower) else END


def _is_counted_from(lower: str, time: TimeExpression) -> bool:
    """Whether what follows tells what the time is counted from."""
    called = _CALLED.match(lower, time.end, time.end + _REACH)
    end = called.end() if called else time.end
    return any(
        pattern.match(lower, end, end + _REACH) is not None
        for pattern in (cues.AFTER_END, cues.AFTER_ACT)
    )


@lru_cache(maxsize=2)
def _is_in_sessions(lower: str) -> bool:
    return _IN_SESSIONS.search(lower) is not None
