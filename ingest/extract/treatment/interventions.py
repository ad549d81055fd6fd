"""The treatments of a study by concept of the vocabulary, each with its role.

Rules of docs/labelling.md: what is mentioned in passing (the background, earlier treatment,
treatment of a harm, advice for others) does not count. ``intervention_roles`` tells the arms apart.
"""

from __future__ import annotations

import re

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import is_secondary, of_abstract, scar_fact
from ingest.extract.text.concepts import (
    concept_matches,
    concepts_in_context,
    is_generic,
    vocabulary,
)
from ingest.extract.text.document import Document, Sentence
from ingest.extract.treatment.intervention_names import (
    DRUGS,
    IN_CONTEXT,
    IN_VAIN_AFTER,
    LASERS_BY_WORDS,
    PICOSECOND_BEFORE,
    PLACEBO,
)
from ingest.extract.treatment.intervention_roles import CONTROLS, role_of, wider_in_title
from ingest.vocabulary.matcher import Match

VERSION = 1

_INJECTS_FILLER = re.compile(
    r"\bfillers?\b|\bgel injection|\binjections? of (?:hyaluronic|polynuc)|\bcross-?link|"
    r"\bpolynucleotides? (?:injections?|(?:was|were) injected)|\binject\w+ (?:\w+ )?polynuc"
)
#: Fillers by the vocabulary that may as well be put on the skin, and what they are there.
_ON_SKIN = {
    "hyaluronic acid gel": "hyaluronic-acid",
    "polynucleotide": "other",
    "polynucleotides": "other",
}
_OTHER = "other"
#: Lasers whose kind the vocabulary leaves open.
_LASERS = ("laser", "ablative-laser")
#: Lasers of which the words beside them may tell another kind.
_REPHRASED = (*_LASERS, "nonablative-laser")
#: How far from "laser" its wavelength may stand, in characters.
_BESIDE = 24

_PASSING = re.compile(
    r"\b(?:previous\w*|prior|failed(?: [^.;]{0,40})?|had tried|history of|usually treated|"
    r"treated (?:earlier|elsewhere|before)(?: with)?|refused|after "
    r"failure|contraindicat\w+|excluded|exclusion|instead of|rather than|unlike|avoid\w*|such as|"
    r"further|future|no longer|declined|priming|trying before|"
    r"(?:agreement|consensus) was reached on|"
    r"(?:which|and|abscess|granulomas?|infections?|"
    r"reactions?|lumps?|hyperpigmentation|pih) (?:was|were) "
    r"(?:\w+ )?(?:treated|managed|controlled) with|"
    r"(?:not|poorly) respond\w* to|unresponsive to|no response to|non-?responders to|"
    r"(?:comparable|similar|superior|inferior) to (?:those|that|what) [^.;]{0,20}"
    r"(?:reported|published|described|known) (?:for|with|of|after)|"
    r"had had|none had|earlier (?:been treated with|been given|received|tried|undergone)|"
    r"recurred after|earlier treatments?|most often|mostly|despite|resistant to|"
    r"refractory to|prepared by|loaded|propos\w+)\s(?:[^.;]{0,40})$"
)
#: "No laser was used".
_NONE_BEFORE = re.compile(r"\bno (?:[\w-]+ )?$|\bno (?:agreement|consensus)\b[^.;]{0,80}$")
#: "Treatments of scars include lasers, peels and fillers".
_IN_GENERAL = re.compile(
    r"(?:[a-z]+ ){0,2}(?:treatments?|options|modalities|therap(?:y|ies)|management|approaches)\b"
    r"[^.;]{0,60}\b(?:includes?|ranges? from|"
    r"have been (?:tried|used|described|proposed|reported))\b"
)
#: "Patients who had laser within six months were excluded", "steroids had been unsuccessful".
_EXCLUDED_AFTER = re.compile(
    r"[^.;]{0,30}\bin (?:case|the event) of\b|"
    r"[^.;]{0,20}\bin (?:an? )?(?:earlier|previous|other|prior|published) "
    r"(?:stud|trial|report|series)|"
    r"[^.;]{0,90}\b(?:(?:were|was) (?:excluded|not (?:included|eligible))|prior to (?:the )?"
    r"(?:study|trial|enrolment|inclusion)|may (?:have to|need to|also) be \w+|"
    r"(?:were|was|proved) (?:ineffective|unsuccessful|of (?:little|no) (?:benefit|help|use))|"
    r"without (?:success|benefit|effect|response)|to no avail|had (?:failed|not helped|been (?:"
    r"unsuccessful|ineffective|of (?:little|no) benefit))|"
    r"(?:weeks?|months?) before (?:the )?first)\b"
)
_AWAITED = re.compile(r"\b(?:awaited|under way|needed|warranted|await|(?:is|are) planned)\b")
_MATERIAL = re.compile(
    r"\b(?:arrays?|needles?|patch(?:es)?|microneedles|made|cast)\s(?:of|from)\s(?:\w+\s){0,2}$"
)
_REPLICA = re.compile(r" (?:skin )?(?:replicas?|impressions?|mou?lds?|casts?|rubber)\b")
#: Words after a treatment that make it a means of measuring.
_INSTRUMENTS = {
    "silicone": _REPLICA,
    "laser": re.compile(r"[ -](?:doppler|speckle|scann\w+|profilom\w+)"),
}
_SOURCE = re.compile(r"\b(?:exosomes?|vesicles?)\s(?:of|from|derived from)\s(?:\w+\s){0,3}$")
_MECHANISM = re.compile(
    r"(?:(?:expression|release|secretion|levels?|serum|production|source|concentrations?) of|"
    r"releas(?:es?|ed|ing)|rich in|contains?|secret(?:es?|ing)|stimulat\w+) (?:[\w-]+ ){0,2}$"
)
_TREATS_HARM = re.compile(
    r"\b(?:resolved|cleared|clearing|faded|subsided|settled|responded|regress\w+|flattening|"
    r"improv\w+ partially)\s(?:\w+\s){0,3}(?:with|after|to|by)\s(?:[^.;]{0,40})$"
)
#: "Triamcinolone flattened most papules": what the treatment did to a harm.
_TREATS_HARM_AFTER = re.compile(
    r"[^.;]{0,40}\b(?:flattened|cleared|resolved|settled|relieved)\s(?:[\w-]+\s){0,3}"
    r"(?:papules|nodules|granulomas|lumps|abscess\w*|infections?|pigment\w*)\b"
)
_IN_USE = re.compile(
    r"\b(?:receiv\w+|underw\w+|undergo\w*|given|treated|treatment|injected|injection|applied|used|"
    r"using|performed|done|randomi[sz]ed|randomly|allocated|assigned|group|groups|arm|side|half|halves|"
    r"cheek|combined|combination|plus|followed by|alone|added|adding|compar\w+|sessions?|needled|"
    r"versus|vs|halved|inserted|under|after|before|with|between|delivered|excised|excision|placebo|control|trial|study|effect\w*|"
    r"efficacy)\b"
)
_NO_TREATMENT = {
    "growth-factor": _MECHANISM,
    "insulin": _MECHANISM,
    "hyaluronic-acid": _MATERIAL,
    "stem-cell": _SOURCE,
}
_OF_THE_PRESENT = re.compile(
    r"\b(?:is|are|has|have been|may|might|can|could|remains?|carry|carries|needs?)\b"
)
_OF_THE_STUDY = re.compile(
    r"\b(?:was|were|received|underwent|had|gave|got|we|our|this|here|will|did|randomi[sz]\w*|"
    r"to (?:compare|assess|evaluate|determine|investigate|examine|test|study)|"
    r"(?:patients|women|men|children|adults|subjects|volunteers|scars|keloids) have been|"
    r"n ?= ?\d+)\b"
)
#: "Hyaluronic acid serum on the other": the control side is not untreated.
_ON_THE_OTHER = re.compile(
    r"(?: [a-z]+){0,3} (?:on|to|in) the (?:other|opposite|contralateral|control)\b"
)
#: Designs without a control: "untreated" there tells of the skin beside the scar.
_UNCOMPARED = ("case-series", "case-report")
_NEVER = ("background", "conclusions", "registration")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``intervention`` a concept, in the order of the text, with its role."""
    matches = [match for match in _named(document) if not _is_part(document, match)]
    if not is_secondary(document, context):
        matches = _of_own_study(document, matches)
    short = _named_more_closely(document, matches)
    design = context.fact("design")
    if design is not None and design.value in _UNCOMPARED:
        short.add("no-treatment")
    named = [match for match in matches if match.concept not in short]
    matches = _specific(document.lower, named, document.title_end)
    designed = str(design.value) if design is not None else None
    return [
        scar_fact(
            document,
            "intervention",
            match.concept,
            match.start,
            match.end,
            method=f"intervention: {rule}",
            version=VERSION,
            role=role_of(document, match, matches, named, designed),
        )
        for match, rule in sorted(_chosen(document, matches), key=lambda pair: pair[0].start)
    ]


def _named(document: Document) -> list[Match]:
    is_of_scars = bool(concept_matches(document, "scar_type"))
    found = (
        concepts_in_context(document, "intervention", IN_CONTEXT if is_of_scars else (PLACEBO,))
        if concept_matches(document, "intervention") or is_of_scars
        else []
    )
    found = [
        _named_by_wavelength(document.lower, match) if match.concept in _REPHRASED else match
        for match in found
        if match.concept != _OTHER
    ]
    drugs = _drugs_beside(document, found)
    if drugs:
        found = sorted([*found, *drugs], key=lambda match: match.start)
    if not any(match.concept == "filler" for match in found) or _INJECTS_FILLER.search(
        document.lower
    ):
        return found
    return [
        match._replace(concept=_ON_SKIN.get(match.words.lower(), match.concept))
        if match.concept == "filler"
        else match
        for match in found
    ]


def _drugs_beside(document: Document, found: list[Match]) -> list[Match]:
    """Drugs without an entry in the vocabulary that the title names beside other treatments."""
    drugs = list(DRUGS.matches(document.lower, 0, document.title_end))
    in_title = drugs and any(
        m.start < document.title_end and m.concept not in CONTROLS for m in found
    )
    if not in_title or _OTHER not in vocabulary().ids("intervention"):
        return []
    return [
        Match("intervention", _OTHER, *words.span(), document.text[words.start() : words.end()])
        for words in drugs
        if not _PASSING.search(document.lower, 0, words.start())
        and not IN_VAIN_AFTER.match(document.lower, words.end())
    ]


def _named_by_wavelength(lower: str, match: Match) -> Match:
    """The laser whose wavelength or manner stands beside "laser": "non-ablative 1927-nm laser"."""
    if match.concept not in _LASERS:
        before = lower[max(0, match.start - 2 * _BESIDE) : match.start]
        if "picosecond" in before and PICOSECOND_BEFORE.search(before):
            return match._replace(concept="picosecond-laser")
        return match
    beside = lower[max(0, match.start - _BESIDE) : match.end + _BESIDE]
    for concept, pattern in LASERS_BY_WORDS:
        if pattern.search(beside):
            return match._replace(concept=concept)
    return match


def _is_part(document: Document, match: Match) -> bool:
    """A mechanism, a material or a source, not a treatment ("exosomes of stem cells")."""
    instrument = _INSTRUMENTS.get(match.concept)
    if instrument is not None and instrument.match(document.lower, match.end):
        return True
    pattern = _NO_TREATMENT.get(match.concept)
    if pattern is None:
        return False
    return pattern.search(document.lower[max(0, match.start - 45) : match.start]) is not None


def _of_own_study(document: Document, matches: list[Match]) -> list[Match]:
    """The matches without those that tell of treatments in general; the title's count always."""
    titled = {match.concept for match in matches if match.start < document.title_end}
    return [
        match
        for match in matches
        if match.concept in titled or not _is_in_general(document, match, matches)
    ]


def _is_in_general(document: Document, match: Match, matches: list[Match]) -> bool:
    """Whether the sentence lists treatments that there are, or is a general truth.

    Without a heading before it, and where the title names the treatment under study, a sentence
    of the present that says nothing of what was done is a general truth.
    """
    sentence = document.sentence_at(match.start)
    if sentence is None:
        return False
    start, end = sentence.start, sentence.end
    if _IN_GENERAL.match(document.lower, start, match.start):
        return True
    return (
        sentence.section is None
        and matches[0].start < document.title_end
        and _OF_THE_PRESENT.search(document.lower, start, end) is not None
        and _OF_THE_STUDY.search(document.lower, start, end) is None
        and wider_in_title(document, match.concept, matches) is None
    )


def _named_more_closely(document: Document, matches: list[Match]) -> set[str]:
    """Concepts whose words here are short for another one: "needling" where the title says
    radiofrequency needling, "trichloroacetic acid" where it is used for CROSS, "control side" where
    a placebo or another treatment was put on it."""
    concepts = {match.concept for match in matches}
    in_title = {match.concept for match in matches if match.start < document.title_end}
    short = set()
    controls = [match.words.lower() for match in matches if match.concept == "no-treatment"]
    if (
        controls
        and all("control" in words and "untreated" not in words for words in controls)
        and (
            "placebo" in concepts
            or any(_ON_THE_OTHER.match(document.lower, match.end) for match in matches)
        )
    ):
        short.add("no-treatment")
    if "rf-microneedling" in in_title:
        short.update({"microneedling", "fractional-radiofrequency", "microneedle-patch"} - in_title)
    if "tca-cross" in concepts and all(
        match.words.lower() in ("trichloroacetic acid", "tca")
        for match in matches
        if match.concept == "chemical-peel"
    ):
        short.add("chemical-peel")
    return short


def _specific(lower: str, matches: list[Match], title_end: int) -> list[Match]:
    """The matches without generic ones, which say little beside others.

    A laser that carries a drug ("laser-assisted triamcinolone") stays, and so does one of the
    title, unless its kind is named.
    """
    concepts = {match.concept for match in matches}
    generic = {concept for concept in concepts if is_generic("intervention", concept)}
    specific = concepts - generic - {*CONTROLS}
    if not specific:
        generic &= {"laser"} if "ablative-laser" in generic else set()
        return [match for match in matches if match.concept not in generic]
    is_carrier = any(
        m.words.lower() == "lasered" or lower.startswith("-assisted", m.end) for m in matches
    )
    is_titled = any(m.concept == "laser" and m.start < title_end for m in matches)
    if (is_carrier or is_titled) and not any("laser" in concept for concept in specific):
        generic.discard("laser")
    return [match for match in matches if match.concept not in generic]


def _chosen(document: Document, matches: list[Match]) -> list[tuple[Match, str]]:
    """The first match of each concept that counts, and where it stands."""
    in_title = any(match.start < document.title_end for match in matches)
    first: dict[str, tuple[Match, str]] = {}
    elsewhere: dict[str, tuple[Match, str]] = {}
    for match in matches:
        if match.concept in first:
            continue
        sentence = document.sentence_at(match.start)
        if sentence is None:
            continue
        if sentence.section == "title":
            first.setdefault(match.concept, (match, "title"))
        elif not _is_passing(document, sentence, match):
            elsewhere.setdefault(match.concept, (match, "elsewhere"))
            if _is_of_study(document, sentence, in_title):
                first.setdefault(match.concept, (match, sentence.section or "text"))
    return list((first or elsewhere).values())


def _is_of_study(document: Document, sentence: Sentence, in_title: bool) -> bool:
    """Whether the sentence tells of the study: by its heading, else by its verbs."""
    if sentence.section in _NEVER:
        return False
    if sentence.section is not None or not in_title:
        return True
    return _IN_USE.search(document.lower, sentence.start, sentence.end) is not None


def _is_passing(document: Document, sentence: Sentence, match: Match) -> bool:
    lower = document.lower
    window = max(sentence.start, match.start - 90)
    return (
        _PASSING.search(lower, window, match.start) is not None
        or (
            lower.find("no ", window, match.start) >= 0
            and _NONE_BEFORE.search(lower, window, match.start) is not None
        )
        or _TREATS_HARM.search(lower, window, match.start) is not None
        or _TREATS_HARM_AFTER.match(lower, match.end, sentence.end) is not None
        or _EXCLUDED_AFTER.match(lower, match.end, sentence.end) is not None
        or _AWAITED.search(lower, match.end, sentence.end) is not None
    )
