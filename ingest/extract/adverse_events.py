"""The single adverse events of a study: which, in which arm, in how many, for how long.

Rules of docs/labelling.md: an event counts where the text says that it happened to the study's
participants. What was looked for, feared, denied ("no infection occurred"), measured as an
outcome ("pain score", "erythema index") or known from elsewhere does not. Whether harms were
reported at all is the business of ``adverse_status``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.extract.concepts import concept_matches, concepts_in_context
from ingest.extract.context import Context
from ingest.extract.cues import Rule
from ingest.extract.document import Document, Sentence
from ingest.extract.fact import Fact, Span
from ingest.extract.ranges import NUMBER, TO
from ingest.extract.scar_facts import has_results, of_abstract, scar_fact, span, tells_of_patients
from ingest.vocabulary.matcher import Match

VERSION = 1

#: Kinds of event that say only that there was one, or how grave it was.
_UNNAMED = ("any", "serious-event")
#: Designs read from words that patients' studies use as well ("chart review", "dog bite").
_MISTAKEN = ("narrative-review", "preclinical")
_WITHOUT_EVENTS = ("protocol", "guideline", "narrative-review", "preclinical")
_NEVER = ("background", "objective", "methods", "registration", "conclusions")
#: Words that mean an event only in a sentence on harms; elsewhere they are scars or anatomy.
_IN_CONTEXT = (
    Rule("skin-atrophy", ("atroph",), re.compile(r"\batroph(?:y|ic changes?)\b"), 20),
    Rule(
        "scarring",
        ("new scar", "scarring", "of scars", "of the scar", "scars", "keloids", "scarred"),
        re.compile(
            r"(?<!no )(?<!of )\b(?:new scars?|scarring(?= (?:was|occurred|developed|in))|"
            r"(?:widening|enlargement|broadening) of (?:the )?scars?|widened (?:\w+ )?scars?|"
            r"keloids(?= on the \w+ \w+ weeks after)|hypertrophic scarring|"
            r"scars(?= (?:remained|resulted|formed|were left)))\b"
        ),
        50,
    ),
    Rule("burn", ("burn", "ulcer"), re.compile(r"\b(?:burns?|burned|ulcers?)\b(?! scars?)"), 14),
    Rule(
        "infection",
        ("infect", "abscess"),
        re.compile(r"\b(?:infected|an abscess|infections?)\b"),
        14,
    ),
    Rule("hyperpigmentation", ("pih",), re.compile(r"\bpih\b"), 10),
    Rule(
        "hyperpigmentation",
        ("dark",),
        re.compile(r"\b(?:darkening|dark (?:marks|spots|patches))\b"),
        20,
    ),
    Rule("systemic", ("fainted",), re.compile(r"\bfainted\b"), 10),
    Rule("crusting", ("peeling",), re.compile(r"(?<!chemical )(?<!acid )\bpeeling\b"), 20),
    Rule("dryness", ("tightness",), re.compile(r"\btightness\b"), 20),
    Rule("nerve-or-muscle", ("weakness",), re.compile(r"\bweakness of\b"), 20),
    Rule(
        "allergic-reaction",
        ("reaction",),
        re.compile(r"\b(?:hypersensitivity|allergic) reactions?\b"),
        40,
    ),
)
_HARM_SENTENCE = re.compile(
    r"\b(?:adverse|side[- ]effects?|complicat\w*|harms?|pain|erythema|\w+pigmentation|bleeding|"
    r"itch\w*|atroph\w*|infect\w*|burns?|noticed|noted|recorded|reported|complained|developed|had|"
    r"seen|found|scar\w*|nodules|fainted)\b"
)

_DENIED = re.compile(
    r"\b(?:no|without|nor|neither|none|never|absence of|free (?:of|from)|lack of|nobody|nil|"
    r"denied|did not (?:cause|lead to|develop|report|show|provoke|experience)|not (?:any|"
    r"associated with)|spares?|avoid\w*|prevent\w*|(?:lower|reduc\w+|higher|raised?|increas\w+|"
    r"lessen\w*) the (?:risk|rate)s? of)\b(?P<between>[^.;:]{0,70})$"
)
#: Words after a denial that end its reach.
_DENIAL_ENDS = re.compile(
    r"\b(?:was|were|occurred|developed|reported|seen|noted|observed), (?:and|but|while|whereas)\b|"
    r"\b(?:but|although|except|apart from|other than|and \w+ (?:had|developed)|only|while)\b|, "
    r"(?:and )?(?:one|two|three|four|five|\d+)\b"
)
_DENIED_AFTER = re.compile(
    r"[^.;:,]{0,40}?(?:\b(?:was|were|is|are) (?:not|never|absent|unlikely)\b(?! (?:differ|more|"
    r"less))|\bdid not (?:occur|develop|appear|arise)|\bnot (?:observed|reported|seen|noted|"
    r"encountered|detected|found|recorded)|:\s*(?:none|nil|no)\b|\bin (?:none|no)\b(?! of the \w+ "
    r"group and))"
)
_MEASURED_AFTER = re.compile(
    r"\s?(?:scores?|index|indices|scale|levels?|intensity|ratings?|thresholds?|assessment|"
    r"tolerance|relief|measured|during|of the scar|more with|\((?:0|scale|vas|nrs)"
    r"|was (?:scored|measured|assessed|rated|graded|recorded (?!in|by))"
    r"|were (?:scored|measured|assessed|rated|graded|recorded (?:before|at|daily))"
    r"|(?:was|were) (?:-?\d(?![\d.]*\s?%)|median|mean|relieved)"
    r"|(?:fell (?!off)|decreased|declined|improved|dropped|diminished|rose|"
    r"did not (?:change|differ|improve))\b"
    r"|and (?:itch\w*|pain|motion|pruritus|erythema|stiffness|pigmentation) (?:scores?|index|"
    r"did not differ|improved|decreased|were (?:measured|scored|alike|relieved)|\(0))"
)
_MEASURED_BEFORE = re.compile(
    r"\b(?:mean|median|scored?|score for|measur\w+|assess\w+|reliev\w+|relief of|reduc\w+ (?:of|"
    r"in)|less|improv\w+ (?:of|in)|decrease (?:of|in)|scores? (?:of|for)|reduc\w+|overestimated|"
    r"underestimated|treat\w* (?:of|for)|"
    r"post-acne|vanished|index|history of|(?<!except )for|rated|grip|prone to|risk of|predict\w*|"
    r"factors? for|secondary outcomes?|primary outcomes?|outcomes? (?:was|were|included)|"
    r"helped)\s(?:\w+\s){0,2}$"
)
#: "Patients experienced pain during treatment": it was felt, whatever was measured.
_FELT_BEFORE = re.compile(
    r"\b(?:experienced|reported|complained of|felt|suffered(?: from)?)\s(?:[\w-]+\s){0,2}$"
)
#: "Only mild redness was recorded": found, not just looked for.
_FOUND_BEFORE = re.compile(r"\b(?:only|mild|transient|minor|slight|temporary)\s(?:[\w-]+\s){0,2}$")
_HAPPENED = re.compile(
    r"\b(?:adverse|side[- ]effects?|complications?|reactions?|occurr\w*|develop\w*|observ\w*|seen|"
    r"noted|noticed|reported|record\w*|lasted|lasting|last(?:s|ing)?|transient\w*|mild\w*|"
    r"temporary|resolv\w*|subsid\w*|settled|disappear\w*|cleared|faded|vanish\w*|experienc\w*|"
    r"complain\w*|had|found|appeared|present|presented|universal|common\w*|frequen\w*|nearly|rare|"
    r"all (?:patients|women)|greater|worse|short\w*|longer|intense|heavier|milder|confined|"
    r"limited|followed|"
    r"noticeable|healed|troubled|formed|became|wore|passed|described|persist\w*|stopp?e?d?|"
    r"withdraw\w*|arose|affected|brief|tolerable|equal|similar|momentary|expected|slight|moderate|"
    r"severe|prolonged|only|harms?|untoward|unwanted|problems?|grew|provoke\w*|caus\w+|led|"
    r"because of|fainted|incidence|less|fell off|more|higher|lower|fewer|by week|\d+ (?:of|"
    r"patients?|"
    r"women)|in (?:one|two|three|four|"
    r"five|six|\d+)\b|n ?=|\d ?%)"
)
_NOT_A_FINDING = re.compile(
    r"\b(?:aim(?:s|ed)?|objectives?|purpose|hypothes\w+|will be|would|should|ought to|may be "
    r"(?:used|tested)|must be|were (?:compared|calculated|sought|searched)|was defined|were "
    r"excluded|is expected to|(?:primary|secondary|main) (?:outcomes?|end ?points?)|risk factors?|"
    r"in the event of|contraindicat\w+|further (?:studies|research)|(?:is|are) (?:also )?needed|"
    r"(?:is|are) expected|outcomes?,? (?:such as|including)|is the chief|can (?:provoke|cause)|"
    r"might|are thought|fear of|reason for|questionnaire asked|asked about|criteria|is often)\b|"
    r"\b(?:was|were) (?:also |then )?(?:recorded|assessed|monitored|evaluated|measured|collected|"
    r"documented|registered)\s*(?:$|[.;]|by|using|during|at|on days?|daily|before|throughout)"
)
_PEOPLE = (
    r"(?:patients?|women|men|participants?|subjects?|volunteers?|children|adolescents?|girls?|"
    r"boys?|woman|man|cases?|persons?|sides?|halves|eyes|scars?|keloids?|lesions?|treatments?|"
    r"users?|individuals|adults|infants|cheeks|lobes)"
)
_OF = rf"(?:\s?/\s?|\sof\s(?:the\s|all\s)?|\sout of\s)(?P<of>{NUMBER})"
_COUNT_AFTER = re.compile(
    r"(?P<gap>[^.;:()]{0,45}?)"
    r"(?:\b(?:in|by|of|on|followed|affected|troubled)\s(?:only\s|the\s|all\s|about\s)?"
    rf"(?P<n>{NUMBER})(?:{_OF})?(?:\s(?:of\s)?(?:the\s)?(?:[\w-]+\s){{0,2}}?{_PEOPLE}\b)?"
    rf"(?!\s?(?:%|days?|weeks?|months?|hours?|mm|cases of)|{TO}{NUMBER}\s(?:days|weeks|hours))"
    rf"|\((?:n\s?=\s?)?(?P<n2>{NUMBER})(?:\s?/\s?(?P<of2>{NUMBER}))?(?:\s{_PEOPLE})?"
    r"(?:[;,)]|\s\())(?:\s?\(?(?P<percent>\d+(?:\.\d+)?\s?%))?"
)
_COUNT_BEFORE = re.compile(
    rf"(?<![\w.])(?P<n>{NUMBER})(?:{_OF})?"
    rf"(?P<people>(?:\s(?:of\s)?(?:the\s)?(?:(?!and\b)[\w-]+\s){{0,2}}?{_PEOPLE})?)"
    r"(?:\s\((?P<percent>\d+(?:\.\d+)?\s?%)\))?"
    r"(?:\s(?:in|of|from)\s(?:the\s)?[\w -]{1,25}?)?(?P<comma>,\s|\s)(?:also\s)?"
    r"(?:had|has|developed|reported|showed|experienced|complained of|suffered(?: from)?|with|"
    r"noticed|"
    r"presented with|a|an|one|cases? of|small|superficial|palpable|wounds?|became|have)?\s?"
    r"(?:(?!of\b|and\b|reports?\b|to\b)[\w-]+\s){0,2}$"
)
#: A number so close behind the event is its own, whatever stands before, in characters.
_CLOSE = 14
_LIST_BEFORE = re.compile(r"\b(?:and|;)\s(?:[\w-]+\s){0,2}$")
_PERCENT_AFTER = re.compile(r"[^.;:()]{0,40}?(?:\(|\bin\s|\bby\s)(?P<percent>\d+(?:[.·]\d+)?\s?%)")
_ARM = re.compile(
    r"\b(?:in|of|on|after|with|for)\s(?:the\s)?(?P<arm>(?:[a-z0-9][\w-]*\s){1,3}?(?:group|arm|"
    r"sides?|half|halves|group\b)|groups?\s[a-z0-9]\b)"
)
_DURATION = re.compile(
    rf"\b(?:last(?:ed|ing|s)|for|within|after|in|by|resolved|subsided|persist\w+)\s(?:about\s|up "
    rf"to\s|around\s|approximately\s|less than\s|a mean of\s)?(?P<time>(?:a few|a|an|one|the \w+|"
    rf"{NUMBER})(?:{TO}{NUMBER})?\s(?:hours?|days?|weeks?|months?|hrs?|h)\b)"
)
_DURATION_CUE = re.compile(
    r"\b(?:last(?:ed|ing|s)|resolv\w+|subsid\w+|settled|disappear\w+|cleared|faded|vanish\w+|"
    r"passed|gone|persist\w*|for)\b"
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event that happened, with the places of its numbers where the text gives them."""

    match: Match
    sentence: Sentence
    count: tuple[int, int] | None = None
    total: tuple[int, int] | None = None
    percent: tuple[int, int] | None = None
    arm: tuple[int, int] | None = None


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
    found = events(document, str(name))
    facts = [_fact(document, event) for event in found]
    return facts + _durations(document, found)


def events(document: Document, design: str) -> list[Event]:
    """Every event that happened, once a concept and arm, in the order of the text."""
    found: dict[tuple[str, str | None], Event] = {}
    for match in _named(document):
        sentence = document.sentence_at(match.start)
        if sentence is None or not _may_tell(document, sentence, design):
            continue
        if not _happened(document, sentence, match, design):
            continue
        event = _counted(document.lower, sentence, match)
        arm = document.lower[slice(*event.arm)] if event.arm else None
        known = found.get((match.concept, arm))
        if known is None or (known.count is None and event.count is not None):
            found[match.concept, arm] = event
    with_arm = {concept for concept, arm in found if arm is not None}
    return [
        event
        for (concept, arm), event in found.items()
        if arm is not None or concept not in with_arm or event.count is not None
    ]


def _named(document: Document) -> list[Match]:
    """The words for events, those of the vocabulary and those that count in context only."""
    lower = document.lower
    is_about_burns = "burn" in lower[: document.title_end]
    rules = [rule for rule in _IN_CONTEXT if rule.value != "burn" or not is_about_burns]
    known = {(match.start, match.end) for match in concept_matches(document, "adverse_event")}
    found = []
    for match in concepts_in_context(document, "adverse_event", rules, document.title_end):
        if match.concept in _UNNAMED:
            continue
        if (match.start, match.end) in known or _is_in_harm_sentence(document, match):
            found.append(_persisting(lower, match))
    return found


def _is_in_harm_sentence(document: Document, match: Match) -> bool:
    sentence = document.sentence_at(match.start)
    return sentence is not None and bool(
        _HARM_SENTENCE.search(document.lower, sentence.start, sentence.end)
    )


def _persisting(lower: str, match: Match) -> Match:
    """Erythema that "persisted" is persistent erythema."""
    if match.concept == "erythema" and lower.startswith(" persist", match.end):
        return match._replace(concept="persistent-erythema")
    return match


def _may_tell(document: Document, sentence: Sentence, design: str) -> bool:
    if sentence.section == "title":
        return design in ("case-report", "case-series")
    if not has_results(document):
        return sentence.section != "registration"
    return sentence.section not in _NEVER


def _happened(document: Document, sentence: Sentence, match: Match, design: str) -> bool:
    lower = document.lower
    start, end = match.start, match.end
    if sentence.section == "title":
        return (
            re.search(r"\b(?:after|following|due to|reaction)\b", lower[: document.title_end])
            is not None
        )
    denied = _DENIED.search(lower, sentence.start, start)
    if denied is not None and not _DENIAL_ENDS.search(denied["between"]):
        return False
    if _DENIED_AFTER.match(lower, end, sentence.end):
        return False
    near = max(sentence.start, start - 60)
    if _NOT_A_FINDING.search(lower, sentence.start, sentence.end) and not _FOUND_BEFORE.search(
        lower, near, start
    ):
        return False
    if _MEASURED_AFTER.match(lower, end, sentence.end) and not _FELT_BEFORE.search(
        lower, near, start
    ):
        return False
    if _MEASURED_BEFORE.search(lower, max(sentence.start, start - 40), start):
        return False
    return _HAPPENED.search(lower, sentence.start, sentence.end) is not None


def _counted(lower: str, sentence: Sentence, match: Match) -> Event:
    """The event with its count, total and percent, from the words right after or before it."""
    count = total = percent = None
    after = _COUNT_AFTER.match(lower, match.end, sentence.end)
    before = _COUNT_BEFORE.search(lower, max(sentence.start, match.start - 80), match.start)
    if before is not None and _is_of_another(lower, before, match):
        before = None
    is_close = after is not None and len(after["gap"]) <= _CLOSE and not _other_event(after["gap"])
    if before is not None and not is_close:
        count, total, percent = before.span("n"), before.span("of"), before.span("percent")
    elif after is not None and not _other_event(after["gap"]):
        group = "n" if after["n"] else "n2"
        count, total = after.span(group), after.span("of" if after["n"] else "of2")
        percent = after.span("percent")
    else:
        share = _PERCENT_AFTER.match(lower, match.end, sentence.end)
        percent = share.span("percent") if share else None
    arm = _ARM.search(
        lower, max(sentence.start, match.start - 60), min(sentence.end, match.end + 60)
    )
    return Event(
        match,
        sentence,
        _whole(lower, count),
        _whole(lower, total),
        _place(percent),
        arm.span("arm") if arm else None,
    )


def _is_of_another(lower: str, before: re.Match[str], match: Match) -> bool:
    """Whether the number before the event counts the event before it in a list."""
    if before["comma"].startswith(",") and (before["percent"] or not before["people"]):
        return True
    return _LIST_BEFORE.search(lower, before.end() - 12, match.start) is not None


def _other_event(gap: str) -> bool:
    """Whether another event stands between the event and the number."""
    return ", " in gap or " and " in gap


def _place(place: tuple[int, int] | None) -> tuple[int, int] | None:
    return place if place is not None and place[0] >= 0 else None


def _whole(lower: str, place: tuple[int, int] | None) -> tuple[int, int] | None:
    """The place of a number that can count persons: no decimal."""
    found = _place(place)
    return found if found is not None and lower[slice(*found)].isalnum() else None


def _fact(document: Document, event: Event) -> Fact:
    places = (event.count, event.total if event.count else None, event.percent)
    parts: tuple[Span, ...] = tuple(span(document, *place) for place in places if place is not None)
    unit = None
    if event.count is not None:
        unit = "persons"
    elif event.percent is not None:
        unit = "percent"
    return scar_fact(
        document,
        "adverse_event",
        event.match.concept,
        event.match.start,
        event.match.end,
        method="adverse event",
        version=VERSION,
        unit=unit,
        role=document.text[slice(*event.arm)] if event.arm else None,
        parts=parts,
    )


def _durations(document: Document, found: list[Event]) -> list[Fact]:
    facts, seen = [], set()
    lower = document.lower
    for event in found:
        sentence = event.sentence
        if sentence.number in seen or not _DURATION_CUE.search(
            lower, event.match.end, sentence.end
        ):
            continue
        seen.add(sentence.number)
        match = _DURATION.search(lower, event.match.end, sentence.end)
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
