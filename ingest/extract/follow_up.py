"""How long participants were followed: the last assessment, in weeks, and where it counts from.

Every time expression of the text is read ("at 3, 6 and 12 months", "week 12", "the fifth
postoperative day"), those that are not assessments are left out (ages, disease duration, healing
times, intervals between doses, recruitment), and of the rest the last one is taken: time after
treatment before time points before the length of treatment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.rule_confidence import rule_confidence

METHOD = "follow-up"
VERSION = 1

#: Weeks in a unit of time; month and year as the labelling guide converts them.
WEEKS = {
    "minute": 1 / (7 * 24 * 60),
    "hour": 1 / (7 * 24),
    "day": 1 / 7,
    "week": 1.0,
    "month": 4.345,
    "year": 52.14,
}
_UNIT_WORDS = {
    "min": "minute", "mins": "minute", "minute": "minute", "minutes": "minute",
    "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour",
    "d": "day", "day": "day", "days": "day", "night": "day", "nights": "day",
    "wk": "week", "wks": "week", "week": "week", "weeks": "week",
    "mo": "month", "mos": "month", "mth": "month", "mths": "month",
    "month": "month", "months": "month",
    "yr": "year", "yrs": "year", "year": "year", "years": "year",
}  # fmt: skip
_NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "one first a an single", "two second", "three third", "four fourth", "five fifth",
            "six sixth", "seven seventh", "eight eighth", "nine ninth", "ten tenth",
            "eleven eleventh", "twelve twelfth",
        ),
        start=1,
    )
    for word in words.split()
} | {"fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20,
     "twenty-four": 24, "thirty": 30, "forty-eight": 48}  # fmt: skip

_ORDINALS = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth"
_WORD_NUMBERS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_NUMBER = rf"(?:\d+(?:[.·]\d+)?(?:st|nd|rd|th)?|(?:{_WORD_NUMBERS})\b)"
_JOINT = r"(?:\s*,\s*(?:and\s+|or\s+|to\s+)?|\s*[-–—/]\s*|\s+(?:and|or|to|and/or|&)\s+(?:the\s+)?)"
_UNIT = re.compile(
    r"(?<![a-z])(?:weeks?|wks?|months?|mo|mos|mths?|years?|yrs?|days?|d|hours?|hrs?|h|min|mins|"
    r"minutes?|nights?)(?![a-z])"
)
_NUMBERS_BEFORE = re.compile(
    rf"(?<![\w.·])(?P<list>{_NUMBER}(?:{_JOINT}{_NUMBER})*)[\s-]*(?:post-?\s?(?:operative|"
    r"treatment|op|procedure|burn|surgery|natal|partum)\s+|consecutive\s+|full\s+|more\s+)?$"
)
_NUMBERS_AFTER = re.compile(
    rf"\s+(?P<list>\d+(?:\s*\([^)]{{0,30}}\))?(?:(?:,? and |,? or |, | to |[-–]){_NUMBER}"
    r"(?:\s*\([^)]{0,30}\))?)*)(?![\d.]*\d|\s*(?:%|mg|patients|of\b|years))"
)
_EACH_NUMBER = re.compile(_NUMBER)

_FOLLOW_UP_BEFORE = re.compile(
    r"\b(?:follow(?:ed)?[ -]?up|followed(?! by)|monitored|observed for|observation|surveillance)\b"
    r"(?:[ -](?:period|time|duration|visits?|evaluation|examination|assessments?|was|were|is|data|"
    r"interval|study))*[^.;,(]{0,25}[ (=:,]*$"
)
_FOLLOW_UP_AFTER = re.compile(
    r"[ -]*(?:of |minimum |mean |median |total |post-?\w+ |after \w+ |long-term |clinical |"
    r"treatment-free |drug-free |untreated )*(?:follow(?:ed)?[- ]?up|observation|surveillance)"
)
_AFTER_END = re.compile(
    r"[ ,]*(?:after|following|post|beyond|since|from|of)[ -](?:the )?(?:(?:end|completion|"
    r"cessation|discontinuation|termination|stopping|conclusion|completing|finishing)\b|(?:last|"
    r"final)\b)"
)
_AFTER_ACT = re.compile(
    r"[ ,]*(?:after|following) (?!(?:the |their |initial )?(?:diagnosis|onset|birth|menopause|which))"
    r"[a-z]|[ -]*post[- ]?(?!hoc)[a-z]|[ ,]*later\b"
)
_LAST_SESSION = re.compile(
    r"(?:surg|operat|procedure|inject|session|laser|peel|excision|plasty|ectomy|otomy|suture|"
    r"transplant|closure|repair|cesarean|caesarean|extraction|block|irradiat|removal)"
)
_TIME_POINT_BEFORE = re.compile(
    r"(?:\b(?:at|after|on|by|until|till|to|through|between|(?<!the )following|before and|"
    r"baseline(?:,| and)?|before,)|\band at|(?:minutes?|min|hours?|h|weeks?|months?|days?|years?|\))(?:,|,? and))\s+(?:the |a |an |about |approximately |least |study |"
    r"treatment |end of (?:the )?)*$"
)
_DURATION_BEFORE = re.compile(
    r"\b(?:for|over|during|throughout|within|across|of|lasting|in the first)\s+(?:(?:a|an|the|about|first|"
    r"another|further|of|total|period|minimum|approximately|course|at|least|treatment|"
    r"initial|entire|mean|average|subsequent|consecutive) )*$"
)
_ADJECTIVE_AFTER = re.compile(
    r"(?:['’]s?)?[ ,-]+(?:[a-z][\w-]*,? ){0,5}?(?:treatment|stud(?:y|ies)|trials?|period|course|"
    r"therapy|regimen|intervention|phase|duration|program\w*|administration|application)\b"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:every|each|per|aged?|ages|past|previous|prior|preceding|older than|younger than|"
    r"over the age of|history of|median|mean|average|stay|lasted|took|next|additional|"
    r"withdrew|approximately every|once|twice|times a|times|x|range|ranging from|than|diary|"
    r"diaries|apgar scores? at|from|up to|(?:max|min)imum of|for (?:at least|more than|over|>|≥)|[<>≤≥±~=]|\+/-|persist\w*|present for|"
    r"duration of (?:the )?(?:disease|symptoms|illness|lesions|procedure|surgery)|healed within|"
    r"recruit\w+ (?:for|over|during)|complete\w* within|run-in|washout|wash-out|minimum age)\s*"
    r"(?:of |from |was |is |: ?|the )?|[<>≤≥±=]\s*)$"
)
_NOT_AFTER = re.compile(
    r"[ -]*(?:old\b|every\b|of (?:each|every|a) |of age|ago\b|earlier|history|survival|mortality|incidence|versus \d|vs\.? \d|"
    r"±|\(range|, range|\(p\b|interval|in the \w+ group|work|off\b|hospital|before|prior|"
    r"placebo run|run-in|run in|washout|wash-out|recovery|of enrol|and (?:older|over|under|below|"
    r"above|younger)|or (?:older|more|longer|over)|duration of (?:disease|illness)|\) (?:than|vs)|"
    r"per (?:week|month|year)|a week|diar|shorter|longer|faster|earlier|less|more\b|respectively in)"
)
_AGE = re.compile(
    r"\b(?:aged?|ages)\b(?:[^.;a-z]|\b(?:to|and|or|between|from|ranges?|ranging|ranged|mean|median|"
    r"average|was|were|is|of|over|under|at|least|than|older|younger|sd|the|years?)\b)*$"
)
_RECRUITMENT = re.compile(
    r"\b(?:recruit|enrol|admitted|attend|referr|consecutive|between (?:january|february|march|april|"
    r"may|june|july|august|september|october|november|december|\d{4})|from \d{4})"
)
#: Units that a number may follow ("week 12").
_NAMED = ("day", "days", "week", "weeks", "month", "months", "year", "years")
#: A decimal is a mean or a median, not a visit.
_MEASURED = re.compile(r"\d[.·]\d")
_DOSE = re.compile(r"\b(?:mg|g|µg|iu|ml|infusion|bolus|doses?)\b[^.;]{0,40}$")
_BACKGROUND = ("background", "objective", "registration")


@dataclass(frozen=True, slots=True)
class Assessment:
    """A time at which, or until which, participants were seen.

    ``kind`` is "follow-up" (so called), "after end", "after act", "time point" or "duration";
    ``weeks`` counts from ``anchor``: baseline, last-session, end-of-treatment or unstated.
    """

    kind: str
    weeks: float
    anchor: str
    start: int
    end: int


def read(document: Document, context: Context) -> list[Fact]:
    """The last assessment in weeks, its anchor in ``role``; sets ``answers["follow_up_weeks"]``."""
    context.answers["follow_up_weeks"] = None
    design = context.fact("design")
    if design is not None and design.value in _WITHOUT_FOLLOW_UP:
        return []
    last = last_assessment(list(assessments(document)))
    if last is None:
        return []
    weeks = round(last.weeks, 3)
    context.answers["follow_up_weeks"] = weeks
    confidence, tier = rule_confidence("follow_up_weeks", last.kind)
    return [
        Fact(
            field="follow_up_weeks",
            value=weeks,
            unit="weeks",
            status="stated",
            role=last.anchor,
            method=f"{METHOD}: {last.kind}",
            version=VERSION,
            quote=document.text[last.start : last.end],
            start=last.start,
            end=last.end,
            section=document.section_at(last.start),
            confidence=confidence,
            tier=tier,
        )
    ]


_WITHOUT_FOLLOW_UP = (
    "meta-analysis",
    "systematic-review",
    "narrative-review",
    "guideline",
    "cross-sectional",
)


def last_assessment(found: list[Assessment]) -> Assessment | None:
    """The assessment that ends the study.

    Follow-up so called comes first, then times after the end of treatment, then time points and
    the length of treatment; a time counted from baseline that is much later than the former
    shows that they were part of it.
    """

    def latest(*kinds: str) -> Assessment | None:
        candidates = [a for a in found if a.kind in kinds]
        return max(candidates, key=lambda a: (a.weeks, -a.start), default=None)

    firm = latest("follow-up") or latest("after end", "after act")
    visit = latest("time point", "duration")
    if firm is None or (visit and firm.weeks < WEEKS["day"] and visit.weeks >= 1):
        return visit
    visits = [a for a in found if a.anchor in _FROM_BEFORE and a.kind != "duration"]
    rival = max(visits, key=lambda a: (a.weeks, -a.start), default=firm)
    return rival if rival.weeks >= _MUCH_LATER * firm.weeks else firm


#: Anchors that come no later than the end of treatment.
_FROM_BEFORE = ("baseline", "last-session")
_MUCH_LATER = 1.5


def assessments(document: Document) -> Iterator[Assessment]:
    """Every time expression that tells when participants were assessed, in order."""
    lower = document.lower
    for unit in _UNIT.finditer(lower):
        weeks = WEEKS[_UNIT_WORDS[unit[0]]]
        before = _NUMBERS_BEFORE.search(lower, max(0, unit.start() - 70), unit.start())
        if before is not None and _UNIT_BEFORE.search(
            lower, max(0, before.start() - 10), before.start()
        ):
            last = before.start() + _last_number(before["list"])
            found = _assessment(document, last, unit.end(), lower[last : unit.start()], weeks)
        elif before is not None:
            found = _assessment(document, before.start(), unit.end(), before["list"], weeks)
        elif unit[0] in _NAMED and (
            after := _NUMBERS_AFTER.match(lower, unit.end(), unit.end() + 120)
        ):
            listed = re.sub(r"\([^)]*\)", "", after["list"])
            found = _assessment(document, unit.start(), after.end(), listed, weeks, named=True)
        else:
            continue
        if found is not None:
            yield found


def _assessment(
    document: Document, start: int, end: int, listed: str, weeks: float, named: bool = False
) -> Assessment | None:
    """Read the words around ``lower[start:end]``, a time of ``listed`` numbers times ``weeks``."""
    lower = document.lower
    if document.section_at(start) in _BACKGROUND:
        return None
    amount = max((_value(number) for number in _EACH_NUMBER.findall(listed)), default=0.0) * weeks
    window, beyond = max(0, start - 60), end + 60
    if _FOLLOW_UP_AFTER.match(lower, end, beyond) or _FOLLOW_UP_BEFORE.search(lower, window, start):
        return _anchored(document, "follow-up", amount, start, end)
    if _NOT_BEFORE.search(lower, window, start) or _AGE.search(lower, window, start):
        return None
    if _NOT_AFTER.match(lower, end, beyond):
        return None
    if _AFTER_END.match(lower, end, beyond):
        return _anchored(document, "after end", amount, start, end)
    if _AFTER_ACT.match(lower, end, beyond) or "post" in lower[start:end]:
        return _anchored(document, "after act", amount, start, end)
    if _MEASURED.search(listed) or (named and _DOSE.search(lower, window, start)):
        return None
    single_minute = weeks == WEEKS["minute"] and len(_EACH_NUMBER.findall(listed)) < 2
    if single_minute or "consecutive" in lower[start:end]:
        return None
    hyphened = _HYPHENED.search(lower, start, end) is not None
    if (
        named or _ORDINAL.match(listed) or _TIME_POINT_BEFORE.search(lower, window, start)
    ) and not hyphened:
        return _anchored(document, "time point", amount, start, end)
    adjective = _ADJECTIVE_AFTER.match(lower, end, beyond)
    if adjective or (not hyphened and _DURATION_BEFORE.search(lower, window, start)):
        if weeks < WEEKS["day"]:
            return None
        sentence = document.sentence_at(start)
        if sentence and _RECRUITMENT.search(lower, sentence.start, sentence.end):
            return None
        return _anchored(document, "duration", amount, start, end)
    return None


def _last_number(listed: str) -> int:
    return max(number.start() for number in _EACH_NUMBER.finditer(listed))


_UNIT_BEFORE = re.compile(r"\b(?:days?|weeks?|months?|years?)\s+$")
#: "46-hour", an adjective: the length of something, never a visit.
_HYPHENED = re.compile(r"\d-[a-z]*[a-rt-z]$")
#: "12th month", "0-24 h".
_ORDINAL = re.compile(rf"\d+(?:st|nd|rd|th)|0[ -–]|(?:{_ORDINALS})\b")


def _value(number: str) -> float:
    if number in _NUMBER_WORDS:
        return _NUMBER_WORDS[number]
    return float(re.sub(r"(?:st|nd|rd|th)$", "", number).replace("·", "."))


def _anchored(document: Document, kind: str, weeks: float, start: int, end: int) -> Assessment:
    words = document.lower[start : end + 60].split(".")[0]
    after = _AFTER_END.match(document.lower, end, end + 60)
    if after or kind in ("after act", "after end"):
        if re.search(r"\b(?:baseline|burn|injury|start|randomi|enrol|inclusion|initial)", words):
            anchor = "baseline"
        elif _LAST_SESSION.search(words) or "postop" in words:
            anchor = "last-session"
        else:
            anchor = "end-of-treatment"
    else:
        anchor = "unstated" if kind == "follow-up" else "baseline"
    return Assessment(kind, weeks, anchor, start, end)
