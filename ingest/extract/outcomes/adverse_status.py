"""Whether adverse events are reported, said not to have happened, or not mentioned at all.

Every mention of harm in the results or conclusions is read as a statement ("erythema occurred in
four patients"), a denial ("no adverse events were observed") or neither (an aim, a method, a
risk). One statement makes the status "reported"; denials alone make it "none-reported". "Well
tolerated" and "safe" speak of no event and count as neither. Where no words of harm decide it,
the single events that ``adverse_events`` read do ("PIH: 6 v 1").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Status
from ingest.extract.outcomes.adverse_event_cues import GENERAL, PAST
from ingest.extract.outcomes.adverse_events import denied_events
from ingest.extract.outcomes.commentary import is_commentary
from ingest.extract.outcomes.harm_words import (
    AIM,
    COUNTED_AFTER,
    DENIED_AFTER,
    DENIED_BEFORE,
    DIFFERED_AFTER,
    EVENT,
    EXCEPT_AFTER,
    FOUND_BEFORE,
    HAPPENED_AFTER,
    HAPPENED_BEFORE,
    HARM,
    HARM_OR_TOXICITY,
    IN_GENERAL_BEFORE,
    INCIDENCE_BEFORE,
    NO_BEFORE,
    NO_CASE_BEFORE,
    NO_DIFFERENCE,
    NO_INCREASE,
    NO_OTHER,
    NONE_AT_ALL,
    NOT_A_FINDING,
    NOT_AN_EVENT_BEFORE,
    NOT_SEEN_AFTER,
    OF_SOME_AFTER,
    OR_ANY,
    RELIEVED_AFTER,
    SEEN_AFTER,
    SIGN,
    SUSPECT_WORDS,
    TOLD_OF_SOME,
    UNKNOWN_AFTER,
    WITHDREW,
)
from ingest.extract.outcomes.tallies import tally_after
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.text.cues import document_words, plain
from ingest.extract.text.document import Document, Sentence

METHOD = "adverse-status-rules"
VERSION = 1

#: Characters before and after the words in which they are denied or told.
_REACH = 400
#: No abstract names so many harms: a text that does costs no more time.
_MOST_HARMS = 500
_UNSEARCHED = ("title", "background", "objective", "registration")
_NEEDLING = ("microneedling", "rf-microneedling", "microneedle-patch")
_WITHOUT_EVENTS = (
    "protocol",
    "guideline",
    "narrative-review",
    "preclinical",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words about harm: ``happened`` is True for a statement, False for a denial."""

    happened: bool
    start: int
    end: int


def read(document: Document, context: Context) -> list[Fact]:
    """The status with the words it rests on; sets ``answers["adverse_status"]``."""
    design = context.fact("design")
    searched = design is None or (
        design.value not in _WITHOUT_EVENTS and not is_commentary(document, context)
    )
    mention = decisive_mention(document) if searched else None
    if mention is None or not mention.happened:
        mention = _single_event(document, context) or mention
    if mention is None and searched and _is_of_scars(context):
        mention = _denied_event(document)
    value = "not-mentioned"
    if mention is not None:
        value = "reported" if mention.happened else "none-reported"
    context.answers["adverse_status"] = value
    confidence, tier = rule_confidence("adverse_status", value)
    status: Status = "stated" if mention else "absent"
    return [
        Fact(
            field="adverse_status",
            value=value,
            status=status,
            method=METHOD,
            version=VERSION,
            quote=document.text[mention.start : mention.end] if mention else None,
            start=mention.start if mention else None,
            end=mention.end if mention else None,
            section=document.section_at(mention.start) if mention else None,
            confidence=confidence,
            tier=tier,
        )
    ]


def _single_event(document: Document, context: Context) -> Mention | None:
    """An event that was read by name, and that is not what the study is about.

    One without numbers counts in studies of scars and of needling alone: elsewhere it is as often
    the disease. One in the title was read because the title says what it came after.
    """
    events = [fact for fact in context.facts if fact.field == "adverse_event"]
    outcomes = _outcomes(document) if events else ""
    is_of_scars = _is_of_scars(context)
    for event in events:
        name = (event.quote or "").lower()
        assert event.start is not None
        is_told = event.start < document.title_end or name not in outcomes
        if (event.parts and is_told) or (
            is_of_scars and (is_told or _is_counted_as_harm(name, outcomes))
        ):
            return Mention(True, event.start, event.start + len(name))
    return None


def _is_counted_as_harm(name: str, outcomes: str) -> bool:
    place = outcomes.find(name)
    return INCIDENCE_BEFORE.search(outcomes, max(0, place - 80), place) is not None


def _is_of_scars(context: Context) -> bool:
    return any(
        fact.field == "scar_type" or (fact.field == "intervention" and fact.value in _NEEDLING)
        for fact in context.facts
    )


def _denied_event(document: Document) -> Mention | None:
    """The first harm by name that the results say nobody had: "no burn, no pigment change"."""
    for match in denied_events(document):
        return Mention(False, match.start, match.end)
    return None


def decisive_mention(document: Document) -> Mention | None:
    """The first statement of harm, else the first denial, else None."""
    denial = None
    for mention in mentions(document):
        if mention.happened:
            return mention
        denial = denial or mention
    return denial


def mentions(document: Document) -> Iterator[Mention]:
    """Every statement or denial of harm: under a heading of harm, then the others in order."""
    yield from _under_headings(document)
    lower = plain(document)
    title, outcomes = lower[: document.title_end], None
    for sentence, match in islice(_harms(document), _MOST_HARMS):
        around = _around(sentence, match)
        if match.re is not EVENT:
            happened = _harm_happened(lower, *around, match)
        else:
            outcomes = outcomes or _outcomes(document)
            name = match[0].removeprefix("post-inflammatory ").removeprefix("hyper")
            if name in title or (name in outcomes and SIGN.search(name)):
                continue
            happened = _event_happened(lower, *around, match)
        if happened is not None:
            yield _quoted(lower, sentence, match, happened)


def _under_headings(document: Document) -> Iterator[Mention]:
    """ "Adverse events: eyelid ptosis, 2 of 46": the heading says what the words are about."""
    for section in document.sections:
        if section.label is not None and HARM_OR_TOXICITY.search(section.label.lower()):
            told = section.start + len(section.label)
            words = plain(document)[told : section.end]
            end = told + len(words.split(". ", 1)[0].rstrip())
            yield Mention(not NONE_AT_ALL.match(words), section.start, end)


def _harms(document: Document) -> Iterator[tuple[Sentence, re.Match[str]]]:
    """Words about harm with their sentence: harm as such before the named events."""
    lower = plain(document)
    harm = HARM_OR_TOXICITY if "toxicit" in lower else HARM
    for sentence in _suspect_sentences(document):
        for pattern in (harm, EVENT):
            for match in pattern.finditer(lower, sentence.start, sentence.end):
                yield sentence, match


@lru_cache(maxsize=4)
def _outcomes(document: Document) -> str:
    """Title, aims and main outcomes in lower case: the events that the study is about.

    What else is said under "Aim" is what is known: "injection is limited by pain and atrophy".
    """
    lower, numbers = plain(document), set()
    for match in AIM.matches(lower):
        sentence = document.sentence_at(match.start())
        if sentence and match.end() <= min(sentence.end, sentence.start + _REACH):
            numbers.add(sentence.number)
    says_aim = any(document.sentences[number].section == "objective" for number in numbers)
    aims = [
        lower[sentence.start : sentence.end]
        for sentence in document.sentences
        if sentence.section == "title"
        or (sentence.section == "objective" and not says_aim)
        or (sentence.number in numbers and sentence.section not in ("results", "conclusions"))
    ]
    return "\n".join(aims)


def _around(sentence: Sentence, match: re.Match[str]) -> tuple[int, int]:
    """Where to look for what is said about the words: their sentence, if it is not endless."""
    return max(sentence.start, match.start() - _REACH), min(sentence.end, match.end() + _REACH)


def _suspect_sentences(document: Document) -> list[Sentence]:
    """The sentences that hold a word about harm, outside the sections that find nothing."""
    lower, numbers = plain(document), set()
    for word in SUSPECT_WORDS.intersection(document_words(document)[1]):
        place = lower.find(word, document.title_end)
        while place >= 0:
            if sentence := document.sentence_at(place):
                numbers.add(sentence.number)
            place = lower.find(word, place + len(word))
    sentences = document.sentences
    return [sentences[n] for n in sorted(numbers) if _is_searched(document, sentences[n])]


def _is_searched(document: Document, sentence: Sentence) -> bool:
    """Methods tell no findings, unless they share a heading with the results."""
    if sentence.section != "methods":
        return sentence.section not in _UNSEARCHED
    labels = [s.label for s in document.sections if s.start <= sentence.start]
    label = (labels[-1] or "").lower()
    return "result" in label or "finding" in label


def _harm_happened(lower: str, first: int, last: int, match: re.Match[str]) -> bool | None:
    """True for a statement, False for a denial, None for neither."""
    start, end = match.span()
    if match[0].startswith("uneventful"):
        return False
    if denied := DENIED_BEFORE.search(lower, first, start):
        if NO_OTHER.match(denied["between"]) and TOLD_OF_SOME.search(
            lower, max(0, denied.start() - _REACH), denied.start()
        ):
            return True
        return _despite_denial(lower, denied["between"], end, last)
    if DENIED_AFTER.match(lower, end, last):
        return None if UNKNOWN_AFTER.match(lower, end, last) else False
    if UNKNOWN_AFTER.match(lower, end, last):
        return None
    tally = tally_after(lower, end, last)
    if tally is not None and not tally.happened:
        return False
    if IN_GENERAL_BEFORE.search(lower, first, start) and not PAST.search(lower, first, last):
        return None
    other = NOT_A_FINDING.search(lower, first, last)
    if other and not (other[0].startswith("w") and FOUND_BEFORE.search(lower, first, start)):
        return None
    if HAPPENED_AFTER.match(lower, end, last):
        return True
    return None if NOT_AN_EVENT_BEFORE.search(lower, first, start) else True


def _despite_denial(lower: str, between: str, end: int, last: int) -> bool | None:
    """What a "no" before the words says, ``between`` it and them: mostly that none happened."""
    if OF_SOME_AFTER.match(lower, end, last):
        return None
    if OR_ANY.search(between):
        return False
    if NO_INCREASE.match(between) or WITHDREW.search(between):
        return None
    if NO_DIFFERENCE.match(between) or DIFFERED_AFTER.match(lower, end, last):
        return True
    exception = EXCEPT_AFTER.match(lower, end, last)
    return exception is not None and EVENT.search(lower, end, last) is not None


def _event_happened(lower: str, first: int, last: int, match: re.Match[str]) -> bool | None:
    """True if the named event is told to have happened, False if denied, None if neither."""
    start, end = match.span()
    if COUNTED_AFTER.match(lower, end, last):
        return True
    if RELIEVED_AFTER.match(lower, end, last):
        return None
    denied = NO_BEFORE.search(lower, first, start)
    if denied and SEEN_AFTER.match(lower, end, last):
        return False
    if NO_CASE_BEFORE.search(lower, first, start):
        return False
    if DENIED_BEFORE.search(lower, first, start):
        return None
    if NOT_SEEN_AFTER.match(lower, end, last):
        return False
    if (tally := tally_after(lower, end, last)) is not None:
        return tally.happened
    if NOT_A_FINDING.search(lower, first, last) or NOT_AN_EVENT_BEFORE.search(lower, first, start):
        return None
    if not PAST.search(lower, first, last) and GENERAL.search(lower, first, last):
        return None
    happened = HAPPENED_BEFORE.search(lower, first, start) or HAPPENED_AFTER.match(lower, end, last)
    return True if happened else None


def _quoted(lower: str, sentence: Sentence, match: re.Match[str], happened: bool) -> Mention:
    """The words between the semicolons of the sentence, so that a "no" is never cut off."""
    before = lower.rfind("; ", sentence.start, match.start())
    after = lower.find(";", match.end(), sentence.end)
    start = sentence.start if before < 0 else before + 2
    return Mention(happened, start, sentence.end if after < 0 else after)
