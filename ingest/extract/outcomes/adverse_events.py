"""The single adverse events of a study: which, in which arm, in how many, for how long.

Rules of docs/labelling.md: an event counts where the text says that it happened to the study's
participants. What was looked for, feared, denied ("no infection occurred"), measured as an
outcome ("pain score", "erythema index") or known from elsewhere does not. Whether harms were
reported at all is the business of ``adverse_status``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Span
from ingest.extract.outcomes import adverse_event_cues as cues
from ingest.extract.outcomes.adverse_event_counts import Event, counted
from ingest.extract.outcomes.adverse_event_names import IN_CONTEXT
from ingest.extract.outcomes.commentary import is_commentary
from ingest.extract.outcomes.tallies import Tally, tally_after
from ingest.extract.scar_facts import has_results, of_abstract, scar_fact, span, tells_of_patients
from ingest.extract.text.concepts import concept_matches, concepts_in_context
from ingest.extract.text.document import Document, Sentence
from ingest.vocabulary.matcher import Match

VERSION = 1

#: Kinds of event that say only that there was one, or how grave it was.
_UNNAMED = ("any", "serious-event")
#: Designs read from words that patients' studies use as well ("chart review", "dog bite").
_MISTAKEN = ("narrative-review", "preclinical")
_WITHOUT_EVENTS = ("protocol", "guideline", "narrative-review", "preclinical")
#: How far behind it a denial may reach, in characters.
_REACH_OF_DENIAL = 400
#: How far behind it the words may stand that deny an event, in characters.
_REACH_OF_DENYING = 120
#: Events that a treated scar does not have by itself: told among results, they came of treatment.
_PLAINLY_HARM = frozenset(
    (
        *("bleeding", "crusting", "edema", "infection", "acne-flare", "allergic-reaction"),
        *("granuloma", "systemic", "nerve-or-muscle", "burning", "general-symptom", "dryness"),
        *("hyperpigmentation", "hypopigmentation", "persistent-erythema"),
    )
)
_PLAIN_WORDS = ("blister", "new scar")
#: Events that a scar may have by itself, but that are a harm where the results deny them.
_RESULTING = ("dyspigmentation", "scarring")
#: Changes of colour are treated as often as caused.
_TREATED = ("hyperpigmentation", "hypopigmentation", "dyspigmentation", "persistent-erythema")
#: What a change of colour is, once it is told.
_SHADES = ("hyperpigmentation", "hypopigmentation")
#: Symptoms that are scored as often as counted.
_SCORED = ("pain", "itch")
#: Studies that treat nobody: what they tell of harm must be told in so many words.
_UNTREATED = ("systematic-review", "meta-analysis", "cross-sectional", "case-control")
_CASES = ("case-report", "case-series")
#: How far behind it "end point" may stand, in characters.
_REACH_OF_GOAL = 70
_NEVER = ("background", "objective", "methods", "registration", "conclusions")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``adverse_event`` an event and arm, one ``adverse_event_duration`` a stated time.

    The parts of an event are its numbers as printed, digits or words: the count, then the number
    at risk, then the percentage with its sign; each where the text gives it.
    """
    design = context.fact("design")
    name = design.value if design is not None else None
    if name in _WITHOUT_EVENTS and not (name in _MISTAKEN and tells_of_patients(document)):
        return []
    if is_commentary(document, context):
        return []
    burned = any(fact.field == "scar_type" and fact.value == "burn" for fact in context.facts)
    found = events(document, str(name), burned)
    if name in _UNTREATED and not any(fact.field == "intervention" for fact in context.facts):
        # Nothing was done that could do harm, unless the text calls it that.
        found = [event for event in found if _is_called_harm(document, event.sentence)]
    facts = [_fact(document, event) for event in found]
    return facts + _durations(document, found)


def events(document: Document, design: str, burned: bool) -> list[Event]:
    """Every event that happened, once a concept and arm, in the order of the text.

    ``burned`` says that the participants had burns before: "burn" alone is none of treatment.
    """
    found: dict[tuple[str, str | None], Event] = {}
    for match in _named(document, burned):
        sentence = document.sentence_at(match.start)
        if sentence is None or not _may_tell(document, sentence, design):
            continue
        if not _happened(document, sentence, match, design):
            continue
        event = counted(document.lower, sentence, match)
        arm = document.lower[slice(*event.arm)] if event.arm else None
        known = found.get((match.concept, arm))
        if known is None or (known.count is None and event.count is not None):
            found[match.concept, arm] = event
    named = {concept for concept, _ in found}
    if not named.isdisjoint(_SHADES):
        # "Most pigmentary changes cleared": those that were named before.
        found = {
            key: event
            for key, event in found.items()
            if key[0] != "dyspigmentation"
            or event.count is not None
            or not cues.THE_CHANGES_BEFORE.search(document.lower, 0, event.match.start)
        }
    with_arm = {concept for concept, arm in found if arm is not None}
    return [
        event
        for (concept, arm), event in found.items()
        if arm is not None or concept not in with_arm or event.count is not None
    ]


def denied_events(document: Document) -> Iterator[Match]:
    """The harms by name that the results say nobody had, in the order of the text."""
    lower = document.lower
    for match in _named(document, True):
        sentence = document.sentence_at(match.start)
        if sentence is None or sentence.section == "title":
            continue
        if not (_is_plainly_harm(match) or match.concept in _RESULTING):
            continue
        if not _may_tell(document, sentence, "") or _tells(lower, sentence)[0]:
            continue
        tally = tally_after(lower, match.end, sentence.end)
        before = cues.NOBODY_BEFORE.search(lower, sentence.start, match.start)
        if (
            (tally is not None and not tally.happened)
            or (before is not None and not cues.DENIAL_ENDS.search(before[0]))
            or cues.LIST_DENIED_AFTER.match(lower, match.end, sentence.end)
        ):
            yield match


def _named(document: Document, burned: bool) -> list[Match]:
    """The words for events, those of the vocabulary and those that count in context only."""
    lower = document.lower
    is_about_burns = burned or "burn" in lower[: document.title_end]
    rules = [rule for rule in IN_CONTEXT if "burn" not in rule.needles or not is_about_burns]
    return [
        _persisting(lower, match)
        for match in concepts_in_context(document, "adverse_event", rules)
        if match.concept not in _UNNAMED
    ]


def _persisting(lower: str, match: Match) -> Match:
    """Erythema that outlasted the days that are expected is persistent erythema."""
    if match.concept == "erythema" and cues.PERSISTED_AFTER.match(lower, match.end):
        return match._replace(concept="persistent-erythema")
    return match


def _may_tell(document: Document, sentence: Sentence, design: str) -> bool:
    if sentence.section == "title":
        return design in _CASES or (design == "other" and tells_of_patients(document))
    if not has_results(document):
        return sentence.section != "registration"
    return sentence.section not in _NEVER


def _happened(document: Document, sentence: Sentence, match: Match, design: str) -> bool:
    lower = document.lower
    if sentence.section == "title":
        return _is_harm_of_title(document, match)
    if _is_condition(document, sentence, match, design):
        return False
    tally = _tally(lower, sentence, match)
    if tally is not None and not tally.happened:
        return False
    return (
        not _is_denied(lower, sentence, match)
        and not _is_looked_for(lower, sentence, match)
        and (
            tally is not None
            or _tells(lower, sentence)[1]
            or (_is_plainly_harm(match) and design not in _UNTREATED)
        )
    )


def _is_harm_of_title(document: Document, match: Match) -> bool:
    """Whether the title says that the event came after something."""
    lower = document.lower
    return not cues.TREATED_IN_TITLE.search(lower, 0, match.start) and (
        cues.TITLE_HARM.search(lower, match.start, document.title_end) is not None
        or cues.INDUCED_BEFORE.search(lower, 0, match.start) is not None
    )


def _is_condition(document: Document, sentence: Sentence, match: Match, design: str) -> bool:
    """Whether the words are what is treated: the title names it, or it was there before."""
    lower = document.lower
    if _was_no_harm(lower, sentence, match) or _is_prevented(document, match):
        return True
    is_goal = lower.find("point", match.end, match.end + _REACH_OF_GOAL) >= 0
    if (is_goal or lower.startswith(cues.OF_ANOTHER, match.end)) and (
        cues.NO_HARM_AFTER.match(lower, match.end, sentence.end)
    ):
        return True
    if lower.find(" with ", sentence.start, match.start) >= 0 and (
        cues.ENROLLED_AFTER.match(lower, match.end, sentence.end)
        and cues.ENROLLED_BEFORE.search(lower, sentence.start, match.start)
    ):
        return True
    title = lower[: document.title_end]
    name = lower[match.start : match.end].removesuffix("s").removesuffix("ation")
    is_named = name in title or (
        match.concept in _TREATED
        and any(
            other.concept == match.concept and other.end <= document.title_end
            for other in concept_matches(document, "adverse_event")
        )
    )
    if is_named and (
        cues.TREATED_IN_TITLE.search(title[: title.find(name)])
        if design in _CASES
        else not cues.HARM_TITLE.search(title)
    ):
        return cues.NEW.search(lower, sentence.start, sentence.end) is None
    if match.concept not in _SCORED:
        return False
    return (
        cues.RELIEVED_AFTER.match(lower, match.end, sentence.end) is not None
        or cues.RELIEVED_BEFORE.search(lower, max(sentence.start, match.start - 60), match.start)
        is not None
        or cues.BEFORE_TREATMENT.search(lower, sentence.start, sentence.end) is not None
        or (
            match.concept == "itch"
            and cues.ITCHED_LESS_AFTER.match(lower, match.end, sentence.end) is not None
        )
    )


def _was_no_harm(lower: str, sentence: Sentence, match: Match) -> bool:
    """Whether the words before say that it was there already, or was aimed at."""
    first = max(sentence.start, match.start - 80)
    if not cues.NO_HARM_BEFORE.search(lower, first, match.start):
        return False
    return not (
        cues.RESIDUAL_BEFORE.search(lower, first, match.start)
        and cues.SEEN_AFTER.match(lower, match.end, sentence.end)
    )


def _is_prevented(document: Document, match: Match) -> bool:
    """Whether infections are what the study is to prevent, and so its outcome."""
    lower = document.lower
    return match.concept == "infection" and (
        cues.PREVENTED_INFECTION.search(lower, 0, document.title_end) is not None
        or cues.INFECTION_AS_OUTCOME.search(lower, document.title_end) is not None
    )


def _is_called_harm(document: Document, sentence: Sentence) -> bool:
    return cues.HARM.search(document.lower, sentence.start, sentence.end) is not None


def _is_plainly_harm(match: Match) -> bool:
    return match.concept in _PLAINLY_HARM or match.words.lower().startswith(_PLAIN_WORDS)


def _is_scored(lower: str, sentence: Sentence, match: Match) -> bool:
    """Whether the sentence gives marks for a symptom."""
    return (
        match.concept in _SCORED
        and cues.SCORED.search(lower, sentence.start, sentence.end) is not None
    )


def _tally(lower: str, sentence: Sentence, match: Match) -> Tally | None:
    if _is_scored(lower, sentence, match):
        return None
    return tally_after(lower, match.end, sentence.end)


@lru_cache(maxsize=64)
def _tells(lower: str, sentence: Sentence) -> tuple[bool, bool]:
    """Whether a sentence tells of plans or outcomes, and whether of something that happened."""
    start, end = sentence.start, sentence.end
    is_general = not cues.PAST.search(lower, start, end) and cues.GENERAL.search(lower, start, end)
    return (
        bool(is_general or cues.NOT_A_FINDING.search(lower, start, end)),
        cues.HAPPENED.search(lower, start, end) is not None,
    )


def _is_denied(lower: str, sentence: Sentence, match: Match) -> bool:
    denied = cues.DENIED.search(
        lower, max(sentence.start, match.start - _REACH_OF_DENIAL), match.start
    )
    if denied is not None and not cues.DENIAL_ENDS.search(denied["between"]):
        return True
    after = lower[match.end : min(sentence.end, match.end + _REACH_OF_DENYING)]
    return any(word in after for word in cues.DENYING) and any(
        pattern.match(lower, match.end, sentence.end) is not None
        for pattern in (cues.DENIED_AFTER, cues.LIST_DENIED_AFTER)
    )


def _is_looked_for(lower: str, sentence: Sentence, match: Match) -> bool:
    """Whether the event was planned or measured as an outcome, not met."""

    def led_by(pattern: re.Pattern[str], reach: int) -> bool:
        start = max(sentence.start, match.start - reach)
        return pattern.search(lower, start, match.start) is not None

    if not (led_by(cues.FOUND_BEFORE, 60) or match.words.lower().startswith("transient")):
        if _tells(lower, sentence)[0]:
            return True
        recorded = cues.RECORDED.search(lower, match.end, sentence.end) is not None
        if recorded and not (
            led_by(cues.COUNTED_BEFORE, 60) or _tally(lower, sentence, match) is not None
        ):
            return True
    if lower.endswith("duration of ", 0, match.start):
        return False
    if led_by(cues.SIGNS_BEFORE, 160) and not cues.HARM.search(lower, sentence.start, match.start):
        return True
    measured = cues.MEASURED_AFTER.match(lower, match.end, sentence.end) or (
        cues.SCORE_AFTER.match(lower, match.end) and _is_scored(lower, sentence, match)
    )
    if measured and not (
        led_by(cues.FELT_BEFORE, 60) or cues.FELT_AFTER.match(lower, match.end, sentence.end)
    ):
        return True
    if led_by(cues.AT_RISK_BEFORE, 40) and cues.DIFFERED_AFTER.match(
        lower, match.end, sentence.end
    ):
        return False
    return led_by(cues.MEASURED_BEFORE, 40)


def _fact(document: Document, event: Event) -> Fact:
    places = (event.count, event.total if event.count else None, event.percent)
    parts: tuple[Span, ...] = tuple(span(document, *place) for place in places if place is not None)
    share = "percent" if event.percent is not None else None
    return scar_fact(
        document,
        "adverse_event",
        event.match.concept,
        event.match.start,
        event.match.end,
        method="adverse event",
        version=VERSION,
        unit="persons" if event.count is not None else share,
        role=document.text[slice(*event.arm)] if event.arm else None,
        parts=parts,
    )


def _durations(document: Document, found: list[Event]) -> list[Fact]:
    facts, seen = [], set()
    lower = document.lower
    for event in found:
        sentence = event.sentence
        if sentence.number in seen or not cues.DURATION_CUE.search(
            lower, event.match.end, sentence.end
        ):
            continue
        seen.add(sentence.number)
        match = cues.DURATION.search(lower, event.match.end, sentence.end)
        if match is not None:
            facts.append(
                scar_fact(
                    document,
                    "adverse_event_duration",
                    document.text[slice(*match.span("time"))],
                    match.start("time"),
                    match.end("time"),
                    method="adverse event duration",
                    version=VERSION,
                    role=event.match.concept,
                )
            )
    return facts
