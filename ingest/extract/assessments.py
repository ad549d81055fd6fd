"""The times at which participants were assessed: every time expression, and what it tells.

Time expressions that are no assessments are left out: ages, disease duration, healing times,
intervals between doses, recruitment. Which of the others ends the study: ``follow_up``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ingest.extract.cues import one_of, plain
from ingest.extract.document import Document
from ingest.extract.durations import WEEKS, TimeExpression, time_expressions

# Each pattern is for lower-case text; BEFORE ends where the time expression begins, AFTER begins
# where it ends.
_FOLLOW_UP_BEFORE = re.compile(
    r"\b"
    + one_of("follow(?:ed)?[ -]?up", "followed(?! by)", "monitored", "observed for", "observation")
    + r"\b(?:[ -]"
    + one_of(
        *("period", "time", "duration", "visits?", "evaluation", "examination", "assessments?"),
        *("was", "were", "is", "data", "interval", "study"),
    )
    + r")*[^.;,(]{0,25}[ (=:,]*$"
)
#: "Over a mean of 6.0 years": decimals are a follow-up only so.
_OVER_A_MEAN_BEFORE = re.compile(r"\b(?:over|for) an? (?:mean|median|average) of $")
_FOLLOW_UP_AFTER = re.compile(
    r"[ -]*(?:"
    + one_of(
        *("of", "minimum", "mean", "median", "total", r"post-?\w+", r"after \w+", "long-term"),
        *("clinical", "treatment-free", "drug-free", "untreated"),
    )
    + r" )*(?:follow(?:ed)?[- ]?up|observation|surveillance)"
)
#: "6 months' treatment-free follow-up": it begins where treatment ends.
_TREATMENT_FREE_AFTER = re.compile(
    r"['’]?[ -]*(?:of )?(?:treatment-free|drug-free|off-treatment|post-?treatment|untreated) "
    r"(?:follow|observation|period)"
)
_AFTER_END = re.compile(
    r"[ ,]*(?:after|following|post|beyond|since|from|of)[ -](?:the )?"
    + one_of(
        *("end", "completion", "cessation", "discontinuation", "termination", "stopping"),
        *("conclusion", "completing", "finishing", "last", "final"),
    )
    + r"\b"
)
_AFTER_ACT = re.compile(
    one_of(
        r"[ ,]*(?:after|following) (?!(?:the |their |initial )?"
        r"(?:diagnosis|onset|birth|menopause|which))[a-z]",
        r"[ ,-]*post[- ]?(?!hoc)[a-z]",
        r" (?:of|from) (?:hospital |the )?"
        r"(?:discharge|randomi[sz]ation|operation|surgery|delivery)\b",
        r"[ ,]*later\b",
    )
)
#: "On the postoperative third day".
_POSTOPERATIVE_BEFORE = re.compile(
    r"\bpost-?\s?(?:operative|treatment|op|procedure|burn|surgery|partum)(?:ly)?"
    r"(?: (?:on|at|for|after|the|during|in))* +$"
)
#: "Over the first 24 h": hours count only as a time of observation.
_FIRST_BEFORE = re.compile(r"\b(?:over|during|within|in|for|throughout) the first $")
_TIME_POINT_BEFORE = re.compile(
    one_of(
        r"\b"
        + one_of(
            *("at", "after", "on", "by", "until", "till", "to", "through", "between", "before,"),
            *("(?<!the )following", "before and", "baseline(?:,| and)?"),
        ),
        r"(?:minutes?|min|hours?|h|weeks?|months?|days?|years?|\))(?:,|,? and)",
    )
    + r"\s+(?:the |a |an |about |approximately |least |study |treatment |end of (?:the )?)*$"
)
#: "At the post-test (26 weeks)".
_NAMED_VISIT_BEFORE = re.compile(
    r"\b(?:post-?(?:test|treatment|intervention)|visits?|end ?point|end of (?:the )?study) \($"
)
_DURATION_BEFORE = re.compile(
    r"\b(?:for|over|during|throughout|within|across|of|lasting|in the first)\s+(?:"
    + one_of(
        *("a", "an", "the", "about", "first", "another", "further", "of", "total", "period"),
        *("approximately", "course", "at", "least", "treatment", "initial", "entire", "mean"),
        *("average", "subsequent", "consecutive", "minimum"),
    )
    + r" )*$"
)
#: "The study lasted", "trial duration was", "were assigned to", "received": a length follows.
_LENGTH_BEFORE = re.compile(
    one_of(
        r"\b(?:study|trial|treatment|intervention|therapy|program(?:me)?|training|observation)s? "
        r"(?:period |duration |length |phase )*"
        r"(?:was|were|lasted|lasting|is|of|continued|extended|comprised|ran|spanned)"
        r"(?: for| over| until| of)?(?: a| the| about| approximately| total of)*\s+$",
        r"\b(?:received?|receiving|underwent|undergo|(?:assigned|allocated|randomi[sz]ed)"
        r"(?: [\w:-]+){0,5}? to)(?: a| an| either)?\s+$",
    )
)
_DURATION_AFTER = re.compile(
    r"(?:['’]s?)?(?: ?\([^)]{1,20}\)|\))?[ ,-]+(?:[a-z][\w-]*,? ){0,8}?"
    + one_of(
        *("treatment", "stud(?:y|ies)", "trials?", "period", "course", "therapy", "regimens?"),
        *("intervention", "phase", "duration", r"program\w*", "administration", "application"),
        *("safety", "efficacy", "results?", "outcomes?", "extension"),
        *("training", "class(?:es)?", "exercise", r"supplement\w*", "diet", "rehabilitation"),
        *("versus placebo", "or placebo"),
    )
    + r"\b"
)
_NO_ASSESSMENT_BEFORE = re.compile(
    r"(?:\b"
    + one_of(
        *("every", "each", "per", "past", "previous", "prior", "preceding", "next", "additional"),
        *("aged?", "ages", "older than", "younger than", "over the age of", "minimum age"),
        *("history of", "present for", r"persist\w*", "stay", "lasted", "took", "withdrew"),
        *("median", "mean", "average", "range", "ranging from", "than", "once", "twice"),
        *("times a", "times", "x", "diary", "diaries", "apgar scores? at", "from"),
        *("(?<!for a )maximum of", "(?<!after a )minimum of", r"[<>≤≥±~=]", r"\+/-"),
        "for (?:at least|more than|over|>|≥)",
        "duration of (?:the )?(?:disease|symptoms|illness|lesions|procedure|surgery)",
        *("healed within", r"complete\w* within", r"recruit\w+ (?:for|over|during)"),
        *("run-in", "washout", "wash-out", "separated by", "apart by", "intervals? of"),
        "(?:loading|titration|stabili[sz]ation|screening|lead-in) (?:phase|period)",
        r"(?:stable|unchanged|persistent|persisting) for(?: at least| more than| between)?",
        *("gestation", "gestational age", "gestational", "pregnant for"),
    )
    + r"\s*(?:of |from |was |is |at |: ?|the )?|[<>≤≥±=]\s*)$"
)
#: "for up to", "up to": the longest course, or stay, that was allowed.
_UP_TO_BEFORE = re.compile(r"\b(?:up to|for a maximum of)\s*(?:a |the )?$")
#: "Until the warts were gone or for up to 16 weeks": the end was their going.
_UNTIL_CURED_BEFORE = re.compile(r"\buntil\b[^.;]{0,60}$")
#: "On the first day of radiotherapy": its beginning.
_FIRST = re.compile(r"(?:first|1st)\b")
_OF_TREATMENT_AFTER = re.compile(r" of (?!follow)")
#: "Every 15 min up to 2 h", "hourly until 6 h": the last of the visits.
_EVERY_UP_TO_BEFORE = re.compile(
    r"\b(?:every \w+ \w+|hourly)\b[^.;]{0,30}\b(?:up to|until|till) "
    r"(?:the )?$"
)
_NO_ASSESSMENT_AFTER = re.compile(
    r"[ -]*"
    + one_of(
        *(r"old\b", "of age", r"ago\b", "earlier", "history", "before", "prior", "a week"),
        *(r"['’]?,? (?:of |to \d+ weeks['’]? )?(?:gestation|pregnan|amenorrh)", r"apart\b"),
        r"(?:\([^)]{0,30}\) )?(?:and \d+ \w+ (?:\([^)]{0,30}\) )?)?before\b",
        *(r"every\b", "of (?:each|every|a) ", "interval", "per (?:week|month|year)", "diar"),
        *("survival", "mortality", "incidence", "recovery", "hospital", "work", r"off\b"),
        *(r"versus \d", r"vs\.? \d", "±", r"\(range", ", range", r"\) (?:than|vs)"),
        r"(?:[\w-]+ ){0,2}(?:students|pupils|residents|trainees)\b",
        *("shorter", "longer", "faster", "less", r"more\b", "respectively in"),
        *(
            r"in the \w+ group",
            "duration of (?:disease|illness)",
            "of enrol",
            "of (?:adjuvant|prior|previous)",
        ),
        *("placebo run", "run-in", "run in", "washout", "wash-out"),
        r"(?:[\w-]+ )?(?:loading|titration|stabili[sz]ation|screening|lead-in|baseline) "
        r"(?:phase|period)",
        "and (?:older|over|under|below|above|younger)",
        "or (?:older|more|longer|over)",
    )
)
#: "Took 8 days (p < 0.05)".
_MEASURED_AFTER = re.compile(r" \(p\b")
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages)\b(?:[^.;a-z]|\b"
    + one_of(
        *("to", "and", "or", "between", "from", "ranges?", "ranging", "ranged", "mean", "median"),
        *("average", "was", "were", "is", "of", "over", "under", "at", "least", "than", "older"),
        *("younger", "sd", "the", "years?", "months?", "weeks?"),
    )
    + r"\b)*$"
)
_DOSE_BEFORE = re.compile(r"\b(?:mg|g|µg|iu|ml|infusion|bolus|doses?)\b[^.;]{0,40}$")
#: "Median survival was 25 weeks in one arm and 30 weeks in the other": measured, no length.
_MEASURED_BEFORE = re.compile(
    r"\b(?:median|mean|average) (?:[\w-]+ ){0,3}(?:survival|time|duration|stay|delay|interval)\b"
    r"(?![^.;]*\bfollow)[^.;]*(?<!\bat)(?<!\bafter)(?<!\bby)(?<! the) $"
)
#: Sentences about who was recruited when.
_RECRUITMENT = re.compile(
    r"\b"
    + one_of(
        *("recruit", "enrol", "admitted", "attend", r"(?<!-)referr", "consecutive"),
        r"from \d{4}",
        r"between (?:january|february|march|april|may|june|july|august|september|october|"
        r"november|december|\d{4})",
    )
)
#: Sentences about this study among those about others.
_AIM = re.compile(
    r"\b(?:primary|main) (?:outcome|end ?point)|\b(?:this|our|the present) (?:study|trial)\b"
    r"|\b(?:to|we) (?:evaluate|assess|compare|determine|investigate|examine)d?\b|\bwe designed\b"
)
#: "1-16 weeks postpartum were randomised": when they came, not when they were seen.
_ENROLLED_AFTER = re.compile(
    r"[^.;]{0,40}\b(?:were|was) (?:\w+ )?"
    + one_of("random", "assigned", "allocated", "enrol", "recruit", "included", "eligib")
)
#: "For one week and then", "for 15 days followed by": there is more to come.
_THEN_AFTER = re.compile(r",? (?:and )?(?:then|followed by|after which|thereafter)\b")
_ELIGIBILITY = re.compile(
    r"\b(?:conducted (?:on|among|with)|eligib\w+|inclusion|(?:entry|selection) criteria|"
    r"survivors)\b"
)
#: "was 12 weeks' gestation", "received 2 days before": no length, whatever came before.
_NOT_A_LENGTH_AFTER = re.compile(
    r"[ -]*(?:\(|old\b|ago\b|before\b|prior\b|of age\b|shorter|longer|less|more|versus|vs|±|in the|"
    r"['’]? ?(?:of )?gestation|interval)"
)
#: A decimal is a mean or a median, not a visit.
_DECIMAL = re.compile(r"\d[.·]\d")
#: "46-hour", an adjective: the length of something, never a visit.
_HYPHENED = re.compile(r"[a-z\d]-[a-z]*[a-rt-z]$")
#: "12th month", "sixth week", "3-24 h": visits without a preposition.
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|0[ -–]|\d+ ?[-–] ?\d+ ?h\b|"
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth)\b"
)

_FROM_BASELINE = re.compile(r"\b(?:baseline|burn|injury|start|randomi|enrol|inclusion|initial)")
_FROM_PROCEDURE = re.compile(
    one_of(
        *("surg", "operat", "procedure", "inject", "session", "laser", "peel", "excision"),
        *("plasty", "ectomy", "otomy", "suture", "transplant", "closure", "repair", "cesarean"),
        *("caesarean", "extraction", "block", "irradiat", "removal", "postop"),
        *("administ", "dose", "vaccinat", "infusion", "meal"),
    )
)

_UNSEARCHED = ("background", "objective", "registration")
#: What is measured within so few minutes is an effect of the moment, no follow-up.
_SHORTEST = 10 * WEEKS["minute"]
_REACH = 300
#: How far before a time the word for its mean may stand.
_REACH_OF_MEAN = 160
#: No abstract has so many time expressions: a text that has more costs no more time.
_MOST_TIMES = 1000


@dataclass(frozen=True, slots=True)
class Assessment:
    """A time at which, or until which, participants were seen.

    ``kind`` is "follow-up" (so called), "after end", "after act", "time point", "duration",
    "limit" (the longest duration allowed) or "aim" (what the study set out to measure);
    ``weeks`` counts from ``anchor``: baseline, last-session, end-of-treatment or unstated.
    """

    kind: str
    weeks: float
    unit: str
    anchor: str
    start: int
    end: int


def assessments(document: Document) -> Iterator[Assessment]:
    """Every time expression that tells when participants were assessed, in order."""
    for time in islice(time_expressions(plain(document)), _MOST_TIMES):
        unsearched = document.section_at(time.start) in _UNSEARCHED
        if unsearched and not _is_aim(document, time):
            continue
        kind = _kind(document, time)
        if kind is not None and unsearched:
            kind = "aim"
        if kind is not None and time.weeks >= _SHORTEST:
            anchor = _anchor(plain(document), time, kind)
            yield Assessment(kind, time.weeks, time.unit, anchor, time.start, time.end)


def _kind(document: Document, time: TimeExpression) -> str | None:
    """What the words around a time expression make of it; None where it is no assessment."""
    lower, window, beyond = plain(document), max(0, time.start - 60), time.end + 100

    def led_by(pattern: re.Pattern[str]) -> bool:
        return pattern.search(lower, window, time.start) is not None

    def followed_by(pattern: re.Pattern[str]) -> bool:
        return pattern.match(lower, time.end, beyond) is not None

    if followed_by(_FOLLOW_UP_AFTER) or led_by(_FOLLOW_UP_BEFORE):
        return "follow-up"
    if led_by(_OVER_A_MEAN_BEFORE) and time.weeks > 1:
        return "follow-up"
    if led_by(_LENGTH_BEFORE) and not followed_by(_NOT_A_LENGTH_AFTER) and _is_long(time):
        return "duration"
    if led_by(_NO_ASSESSMENT_BEFORE) or led_by(_AGE_BEFORE) or followed_by(_NO_ASSESSMENT_AFTER):
        return None
    if followed_by(_ENROLLED_AFTER) and not followed_by(_DURATION_AFTER):
        return None
    is_visit = led_by(_TIME_POINT_BEFORE) or led_by(_POSTOPERATIVE_BEFORE)
    if _MEASURED_AFTER.match(lower, time.end) and not is_visit:
        return None
    if followed_by(_AFTER_END):
        return None if _is_eligibility(document, time) else "after end"
    printed = lower[time.start : time.end]
    if followed_by(_AFTER_ACT) or "post" in printed or led_by(_POSTOPERATIVE_BEFORE):
        if time.unit == "minute" and len(time.numbers) < 2:
            return None
        return "limit" if led_by(_UP_TO_BEFORE) else "after act"
    if len(time.numbers) < 2 and _FIRST.match(printed) and followed_by(_OF_TREATMENT_AFTER):
        return None
    if led_by(_FIRST_BEFORE) and time.unit == "hour":
        return "time point"
    if led_by(_EVERY_UP_TO_BEFORE) and time.unit != "minute":
        return "time point"
    if led_by(_UP_TO_BEFORE):
        return "limit" if _is_long(time) and not led_by(_UNTIL_CURED_BEFORE) else None
    measured = _MEASURED_BEFORE.search(lower, max(0, time.start - _REACH_OF_MEAN), time.start)
    if measured or _is_measured_or_dosed(time, printed, led_by(_DOSE_BEFORE)):
        return None
    hyphened = _HYPHENED.search(printed) is not None
    is_visit = is_visit or led_by(_NAMED_VISIT_BEFORE)
    if (is_visit or time.named or _ORDINAL.match(printed)) and not hyphened:
        return "time point"
    if followed_by(_DURATION_AFTER) or (not hyphened and led_by(_DURATION_BEFORE)):
        return "duration" if _is_whole(document, time) else None
    return None


def _is_whole(document: Document, time: TimeExpression) -> bool:
    """Whether a duration is that of a study, not hours, a range of ages, a recruitment or a
    part of a regimen."""
    return (
        time.unit not in ("minute", "hour")
        and not (time.unit == "year" and len(time.numbers) > 1)
        and not _THEN_AFTER.match(plain(document), time.end, time.end + 40)
        and not _is_recruitment(document, time)
    )


def _is_aim(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells what this study set out to measure."""
    return document.section_at(time.start) != "registration" and sentence_has(
        _AIM, document, time.start, time.end
    )


def _is_long(time: TimeExpression) -> bool:
    """Whether a study could last so long: whole days at least."""
    whole = not any(_DECIMAL.search(number) for number in time.numbers)
    return whole and not time.spread and time.unit not in ("minute", "hour")


def _is_recruitment(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells when people were recruited."""
    return sentence_has(_RECRUITMENT, document, time.start, time.end)


def _is_eligibility(document: Document, time: TimeExpression) -> bool:
    """Whether the sentence tells who could take part, such as two years after a treatment."""
    return sentence_has(_ELIGIBILITY, document, time.start, time.end)


def sentence_has(pattern: re.Pattern[str], document: Document, start: int, end: int) -> bool:
    """Whether the pattern is in the sentence of a time, within reach of it if it is endless."""
    sentence = document.sentence_at(start)
    if sentence is None:
        return False
    first, last = max(sentence.start, start - _REACH), min(sentence.end, end + _REACH)
    return pattern.search(plain(document), first, last) is not None


def _is_measured_or_dosed(time: TimeExpression, printed: str, dosed: bool) -> bool:
    """Whether the time is a mean, a single number of minutes or a schedule of doses."""
    return (
        time.spread
        or any(_DECIMAL.search(number) for number in time.numbers)
        or (time.named and dosed)
        or (time.unit == "minute" and len(time.numbers) < 2)
        or "consecutive" in printed
    )


def _anchor(lower: str, time: TimeExpression, kind: str) -> str:
    after_end = _AFTER_END.match(lower, time.end, time.end + 60)
    if _TREATMENT_FREE_AFTER.match(lower, time.end, time.end + 60):
        return "end-of-treatment"
    if not after_end and kind not in ("after act", "after end"):
        return "unstated" if kind == "follow-up" else "baseline"
    words = lower[time.start : time.end + 60].split(".")[0]
    if _FROM_BASELINE.search(words):
        return "baseline"
    before = lower[max(0, time.start - 20) : time.start]
    from_procedure = _FROM_PROCEDURE.search(words) or _POSTOPERATIVE_BEFORE.search(before)
    return "last-session" if from_procedure else "end-of-treatment"
