"""Whether adverse events are reported, said not to have happened, or not mentioned at all.

Every mention of harm in the results or conclusions is read as a statement ("erythema occurred in
four patients"), a denial ("no adverse events were observed") or neither (an aim, a method, a
risk). One statement makes the status "reported"; denials alone make it "none-reported". "Well
tolerated" and "safe" speak of no event and count as neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.context import Context
from ingest.extract.cues import document_words
from ingest.extract.document import Document, Sentence
from ingest.extract.fact import Fact, Status
from ingest.extract.rule_confidence import rule_confidence

METHOD = "adverse-status-rules"
VERSION = 1

#: The words to look near: a sentence without any of them says nothing about harm.
_WORDS = frozenset(
    "adverse side complication complications toxicity toxicities hepatotoxicity nephrotoxicity "
    "cardiotoxicity neurotoxicity untoward reaction reactions aes teaes saes problems "
    "hyperpigmentation hypopigmentation dyspigmentation pih erythema edema oedema blister blisters "
    "blistering nausea vomiting ponv dizziness headache headaches burning stinging dermatitis "
    "crust crusts crusting dryness swelling hematoma hematomas haematoma haematomas seroma seromas "
    "bruise bruises bruising ecchymosis ecchymoses necrosis irritation pain infection infections "
    "pruritus scabbing purpura redness bleeding dehiscence petechiae diarrhea diarrhoea neutropenia drowsiness somnolence fatigue "
    "constipation flushing".split()
)
_HARM = re.compile(
    r"\badverse(?:[ -]\w+){0,2}?[ -](?:events?|effects?|reactions?|outcomes?|experiences?)\b"
    r"(?! (?:on|upon)\b)"
    r"|\badverse(?: (?:clinical|laboratory|and|local|systemic))+ reactions?\b"
    r"|\bside[- ]?effects?\b|\bcomplications?\b|\b\w*toxicit(?:y|ies)\b|\b(?:te)?aes\b|\bsaes?\b"
    r"|\buntoward (?:\w+ )?(?:events?|effects?|reactions?)\b|\bwound problems?\b"
    r"|\b(?:injection[- ]site|application[- ]site|delayed[- ]onset|irritant|drug) reactions?\b"
)
#: Harms by name: these are also diseases and outcomes, so more is asked of the words about them.
_EVENT = re.compile(
    r"\b(?:post-?\s?inflammatory )?(?:hyper|hypo|dys)-?pigmentation\b|\bpih\b|(?<!minimal )\berythema\b(?! (?:dose|index|time))|\bo?edema\b|"
    r"\bblister(?:s|ing)?\b|\bnausea\b|\bvomiting\b|\bponv\b|\bdizziness\b|\bheadaches?\b|"
    r"\bburning(?: sensation)?\b|\bstinging\b|\bcontact dermatitis\b|\bcrust(?:s|ing)\b|\bdryness\b|"
    r"\bswelling\b|\bha?ematomas?\b|\bseromas?\b|\bbruis(?:es|ing)\b|\becchymos[ei]s\b|\bskin necrosis\b|"
    r"\birritation\b|\b(?:skin|local|cutaneous|allergic|systemic|hypersensitivity) reactions?\b|\bdiarrho?ea\b|\bneutropenia\b|\bdrowsiness\b|\bsomnolence\b|\bfatigue\b|\bconstipation\b|\bflushing\b|"
    r"\b(?:mild|minimal|tolerable|transient|slight) (?:\w+ )?pain\b(?! relief)|"
    r"\bpruritus\b|\bscabbing\b|\bpurpura\b|\bredness\b|\bbleeding\b|"
    r"\bwound infections?\b|\bdehiscence\b|\bpetechiae\b|\bpinpoint bleeding\b"
)
_DENIED_BEFORE = re.compile(
    r"\b(?:no|without|nor|neither|none|not (?:any|associated with|accompanied by)|never|absence of|"
    r"free (?:of|from)|lack of|devoid of|zero|(?:did|does|do|was|were|is|are|could|has|have) not|"
    r"nobody|nil|denied)\b(?P<between>[^.;:]{0,70})$"
)
#: A named event that nobody had ("no cases of dehiscence").
_NO_CASE_BEFORE = re.compile(
    r"\b(?:no|nor|without|neither)\b(?: \w+){0,3} (?:cases?|signs?|evidence|incidents?|instances?|"
    r"episodes?|occurrences?) of (?:[\w-]+,? ){0,6}$"
    r"|\b(?:no|none of the) (?:patients?|subjects?|participants?) (?:in \w+ group )?(?:developed|"
    r"experienced|had|reported|showed) (?:[\w-]+,? ){0,6}$"
)
_NO_BEFORE = re.compile(r"\bno (?:[\w-]+,? (?:or )?){0,4}$")
_SEEN_AFTER = re.compile(
    r"(?![^.;]{0,60}\bdiffer)[^.;:]{0,40}\b(?:occurred|developed|appeared|(?:was|were) (?:observed|noted|"
    r"seen|reported|recorded|detected|found))\b"
)
_COMPARED = re.compile(
    r"^[^.;:]{0,30}\b(?<!or )(?:differen\w+|higher|more|greater|lower|less|fewer|increas\w*|chang\w*)\b"
)
_NOT_MORE = re.compile(r"^[^.;:]{0,30}\b(?:increas\w*|chang\w*|affect\w*|influenc\w*)\b")
_DENIED_AFTER = re.compile(
    r"[^.;:,]{0,40}?(?:\b(?:was|were|has been|have been|had been|is|are|could be) (?:not|never)\b"
    r"(?! (?:\w+ )?(?:differ|signific|statistic|more|less|higher|lower|increas|affect))|"
    r"\bdid not (?:occur|develop|appear)|\bnot (?:observed|reported|seen|noted|encountered|detected|"
    r"found|recorded|experienced)|\b(?:was|were) absent\b|:\s*(?:none|nil|no)\b|\bin (?:none|no) )"
)
_DIFFERED_AFTER = re.compile(r"[^.;:,]{0,50}\b(?:differed|differen(?:t|ce))\b")
_EXCEPTION = re.compile(
    r"[^.;]{0,80}\b(?:except|apart from|other than|aside from|besides|only|but)\b"
)
#: Sentences that say what was looked for, hoped for or feared, not what happened.
_NOT_A_FINDING = re.compile(
    r"\b(?:to (?:evaluate|assess|determine|compare|investigate|examine|study|verify|test|describe|"
    r"establish|explore|avoid|prevent|minimi[sz]e|reduce|decrease|lower|improve|detect|analy[sz]e|identify|optimi[sz]e)|aim(?:s|ed)?|objectives?|"
    r"purpose|hypothes\w+|will|(?:primary|secondary|main|outcome|end) ?(?:outcomes?|end ?points?|"
    r"measures?|points?|objectives?|variables?)|in (?:the event|case) of|end ?points? (?:was|were|"
    r"included)|outcomes? (?:was|were|included|measured)|focused on|should|further (?:studies|study|"
    r"research|trials)|larger (?:studies|study)|needed|criteria|excluded|predispos\w*|predictive|aware|defined as|(?:indicators?|parameters?|"
    r"assessments?|measures?|variables?) (?:of \w+ )?(?:included|were|was|comprised|consisted))\b"
    r"|\b(?:was|were) (?:also |then )?(?:compared|calculated|analy[sz]ed)\b(?! (?:to|with)\b)"
    r"|\b(?:was|were) (?:also |\w+ly )?(?:recorded|assessed|monitored|evaluated|measured|collected|"
    r"documented|registered)\s*(?:$|[.;]|by|using|during|at|throughout|and|with|for|through)"
)
_NOT_AN_EVENT_BEFORE = re.compile(
    r"\b(?:prevent\w*|risk (?:of|for|factors for)|avoid\w*|potential\w*|possible|concern\w*|predict\w*|treat(?:ed|ing|ment of)?|"
    r"management of|history of|fear of|estimation of|susceptibility to|causes?|known|common|severity of|"
    r"reduc\w+ (?:in|of)|relief of|improvement (?:in|of)|control of|terms? of)\b[^.;:,]{0,30}$"
    r"|(?<!\d )\b(?:patients|subjects|volunteers|women|participants|persons|individuals|children|"
    r"adults|nurses|people|men) with\b[^.;:,]{0,40}$"
)
_HAPPENED_BEFORE = re.compile(
    r"(?:\b(?:mild|transient|temporary|transitory|minor|minimal|slight|moderate|severe|persistent|"
    r"self-limited|prolonged|immediate|post-?\s?(?:treatment|procedur\w+|operative|laser|inflammatory)|"
    r"incidence of|frequency of|rates? of|(?:patients?|subjects?|women|cases?|volunteers|participants?)"
    r"(?: \([^)]*\))? (?:\w+ ){0,2}(?:developed|experienced|had|reported|showed|complained of|presented|"
    r"suffered)|developed|experienced|symptoms of|had (?:a )?(?:grade|mild|severe|transient|minor)|\d+ (?:cases?|episodes?|patients?) (?:of|with)|episodes "
    r"of)\b[^.;:]{0,60}|\(\s*)$"
)
_HAPPENED_AFTER = re.compile(
    r"[^.;:]{0,60}?\b(?:(?:occurred|developed|appeared|resolved|subsided|disappeared|was|were)\b[^.;:]"
    r"{0,30}\b(?:in|within|after|by) (?:\w+ ){0,3}?(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"patients?|subjects?|women|cases|all|some|few|most|both)|(?:was|were|are) (?:\w+ )?(?:more|less|fewer|"
    r"higher|lower|common|frequent|mild|transient|similar|comparable|identical|the most common))\b"
)
_UNSEARCHED = ("title", "background", "objective", "registration")
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
    searched = design is None or design.value not in _WITHOUT_EVENTS
    mention = decisive_mention(document) if searched else None
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


def decisive_mention(document: Document) -> Mention | None:
    """The first statement of harm, else the first denial, else None."""
    denial = None
    for mention in mentions(document):
        if mention.happened:
            return mention
        denial = denial or mention
    return denial


def mentions(document: Document) -> Iterator[Mention]:
    """Every statement or denial of harm, in order."""
    lower = document.lower
    title = lower[: document.title_end]
    for sentence in _suspect_sentences(document):
        for match in _HARM.finditer(lower, sentence.start, sentence.end):
            happened = _harm_happened(lower, sentence, match)
            if happened is not None:
                yield _quoted(lower, sentence, match, happened)
        for match in _EVENT.finditer(lower, sentence.start, sentence.end):
            if match[0].removeprefix("hyper").removeprefix("post-inflammatory ") in title:
                continue
            happened = _event_happened(lower, sentence, match)
            if happened is not None:
                yield _quoted(lower, sentence, match, happened)


def _suspect_sentences(document: Document) -> list[Sentence]:
    """The sentences that hold a word about harm, outside the sections that find nothing."""
    lower, numbers = document.lower, set()
    for word in _WORDS.intersection(document_words(document)[1]):
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


def _harm_happened(lower: str, sentence: Sentence, match: re.Match[str]) -> bool | None:
    start, end = match.span()
    denied = _DENIED_BEFORE.search(lower, sentence.start, start)
    if denied is not None:
        between = denied["between"]
        if _NOT_MORE.match(between) or re.search(r"\b(?:withdr|discontinu|dropp)", between):
            return None
        if _COMPARED.match(between) or _DIFFERED_AFTER.match(lower, end, sentence.end):
            return True
        if re.search(
            r"\b(?:withdr\w+|discontinu\w+|dropp\w+)[^.;]{0,40}$", lower[sentence.start : start]
        ):
            return None
        return bool(_EXCEPTION.match(lower, end, sentence.end)) and _names_event(
            lower, sentence, end
        )
    if _DENIED_AFTER.match(lower, end, sentence.end):
        return False
    if _NOT_A_FINDING.search(lower, sentence.start, sentence.end):
        return None
    if _HAPPENED_AFTER.match(lower, end, sentence.end):
        return True
    return None if _NOT_AN_EVENT_BEFORE.search(lower, sentence.start, start) else True


def _names_event(lower: str, sentence: Sentence, start: int) -> bool:
    return _EVENT.search(lower, start, sentence.end) is not None


def _event_happened(lower: str, sentence: Sentence, match: re.Match[str]) -> bool | None:
    start, end = match.span()
    if _NO_CASE_BEFORE.search(lower, sentence.start, start) or (
        _NO_BEFORE.search(lower, sentence.start, start)
        and _SEEN_AFTER.match(lower, end, sentence.end)
    ):
        return False
    if _DENIED_BEFORE.search(lower, sentence.start, start):
        return None
    if _NOT_A_FINDING.search(lower, sentence.start, sentence.end):
        return None
    if _NOT_AN_EVENT_BEFORE.search(lower, sentence.start, start):
        return None
    happened = _HAPPENED_BEFORE.search(lower, sentence.start, start) or _HAPPENED_AFTER.match(
        lower, end, sentence.end
    )
    return True if happened else None


def _quoted(lower: str, sentence: Sentence, match: re.Match[str], happened: bool) -> Mention:
    """The words between the semicolons of the sentence, so that a "no" is never cut off."""
    before = lower.rfind("; ", sentence.start, match.start())
    after = lower.find(";", match.end(), sentence.end)
    start = sentence.start if before < 0 else before + 2
    return Mention(happened, start, sentence.end if after < 0 else after)
