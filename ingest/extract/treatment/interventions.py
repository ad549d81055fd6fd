"""The treatments of a study by concept of the vocabulary, each with its role.

Rules of docs/labelling.md: ``studied`` is what the arm or arms under study get, each part of a
combination included; ``comparator`` is what they are set against (after "versus" or "compared
with", placebo, sham, no treatment); ``adjuvant`` is given beside the treatment to all
(anaesthetic cream, what the text calls adjuvant). A treatment in both the arm under study and the
control arm is studied. What is mentioned in passing (the background, earlier treatment, treatment
of a harm, advice for others) does not count.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import of_abstract, scar_fact
from ingest.extract.text.concepts import concept_matches, concepts_in_context, is_generic
from ingest.extract.text.document import Document, Sentence
from ingest.extract.treatment.intervention_names import IN_CONTEXT, LASERS_BY_WORDS
from ingest.vocabulary.matcher import Match

VERSION = 1
Role = Literal["studied", "comparator", "adjuvant"]

_INJECTS_FILLER = re.compile(
    r"\bfillers?\b|\bgel injection|\binjection of hyaluronic|\bcross-?link"
)
CONTROLS = ("placebo", "no-treatment")
_LEFT_OUT = ("other",)
#: Lasers whose kind the vocabulary leaves open.
_LASERS = ("laser", "ablative-laser")
#: How far from "laser" its wavelength may stand, in characters.
_BESIDE = 24

_VERSUS = re.compile(
    r"(?:\b(?:versus|vs\.?|v|against|compared (?:with|to)|in comparison (?:with|to)|than|or to|"
    r"superior to|inferior to|ahead of|outperformed by|comparators? (?:was|were)|"
    r"controls? (?:was|were|received|had|with))\s"
    r"(?:the |an? |that of |with |to )?(?:[\w-]+\s){0,4}?"
    r"|\bcompar(?:e[ds]?|ing)\s[^.;]{3,60}?\s(?:with|to)\s[^.;]{0,60}?"
    r"|\(\d+ [^();]{3,60}, (?:and )?\d+ (?:[\w-]+\s){0,2}"
    r"|\bgroup (?:b|2|ii|two)\b[^.;]{0,40}?|\brandomi[sz]ed to [^.;]{3,60}? or (?:[\w-]+\s){0,2}?"
    r"|\bright [^.;]{0,60}?\bthe left (?:half|side|cheek)\s[^.;]{0,30}?"
    r"|\bthe other (?:half|side|zone|cheek|breast|group|arm|hip|keloid|part)\s[^.;]{0,30}?)$"
)
_IN_BOTH = re.compile(r"\s(?:in|after|during|with|before)\s(?:[\w-]+\s){0,2}")
_JOINT = re.compile(
    r"\b(?:plus|combin\w+|both treatments|alone|followed by|adding|addition of|together)\b"
)
_WITH = re.compile(r"\s(?:\w+\s)?with\s(?:\w+\s)?")
_AND = re.compile(r"(?:\s\w+)?\sand\s(?!without)(?:[\w-]+\s){0,3}")
_PASSING = re.compile(
    r"\b(?:previous\w*|prior|failed(?: [^.;]{0,40})?|had tried|history of|usually treated|"
    r"treated (?:earlier|elsewhere|before)(?: with)?|refused|after "
    r"failure|contraindicat\w+|excluded|exclusion|instead of|rather than|unlike|avoid\w*|such as|"
    r"further|future|no longer|declined|priming|trying before|"
    r"(?:agreement|consensus) was reached on|"
    r"(?:which|and|abscess|granulomas?|infections?|"
    r"reactions?|lumps?|hyperpigmentation|pih) (?:was|were) treated with|"
    r"had had|none had|recurred after|earlier treatments?|most often|mostly|despite|resistant to|"
    r"refractory to|prepared by|loaded|propos\w+)\s(?:[^.;]{0,40})$"
)
#: "No laser was used".
_NONE_BEFORE = re.compile(r"\bno (?:[\w-]+ )?$")
#: "Patients who had laser within six months were excluded", "steroids had been unsuccessful".
_EXCLUDED_AFTER = re.compile(
    r"[^.;]{0,90}\b(?:(?:were|was) (?:excluded|not (?:included|eligible))|prior to (?:the )?"
    r"(?:study|trial|enrolment|inclusion)|may (?:have to|need to|also) be \w+|"
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
_MECHANISM = re.compile(r"(?:expression|release|secretion|levels?|serum|production) of (?:\w+ )?$")
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
    r"using|performed|randomi[sz]ed|randomly|allocated|assigned|group|groups|arm|side|half|halves|"
    r"cheek|combined|combination|plus|followed by|alone|added|adding|compar\w+|sessions?|needled|"
    r"versus|vs|halved|after|before|with|between|delivered|excised|excision|placebo|control|trial|study|effect\w*|"
    r"efficacy)\b"
)
_ADJUVANT = re.compile(r"\badjuvant\s(?:[\w-]+\s){0,2}$")
_NO_TREATMENT = {
    "growth-factor": _MECHANISM,
    "insulin": _MECHANISM,
    "hyaluronic-acid": _MATERIAL,
    "stem-cell": _SOURCE,
}
#: Designs without a control: "untreated" there tells of the skin beside the scar.
_UNCOMPARED = ("case-series", "case-report")
#: Designs in which "A and B" of a title may be two arms.
_COMPARED = (
    "randomized-controlled-trial",
    "nonrandomized-controlled-trial",
    "meta-analysis",
    "systematic-review",
    "protocol",
)
_NEVER = ("background", "conclusions", "registration")


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """One ``intervention`` a concept, in the order of the text, with its role."""
    matches = [
        match
        for match in _named(document)
        if match.concept not in _LEFT_OUT and not _is_part(document, match)
    ]
    short = _named_more_closely(matches, document.title_end)
    design = context.fact("design")
    if design is not None and design.value in _UNCOMPARED:
        short.add("no-treatment")
    matches = [match for match in matches if match.concept not in short]
    matches = _specific(document.lower, matches)
    compares = design is None or design.value in _COMPARED
    return [
        scar_fact(
            document,
            "intervention",
            match.concept,
            match.start,
            match.end,
            method=f"intervention: {rule}",
            version=VERSION,
            role=_role(document, match, matches, compares),
        )
        for match, rule in sorted(_chosen(document, matches), key=lambda pair: pair[0].start)
    ]


def _named(document: Document) -> list[Match]:
    is_of_scars = bool(concept_matches(document, "scar_type"))
    found = (
        concepts_in_context(document, "intervention", IN_CONTEXT)
        if is_of_scars
        else concept_matches(document, "intervention")
    )
    found = [_named_by_wavelength(document.lower, match) for match in found]
    if not is_of_scars:
        return found
    if not any(map(_is_gel, found)) or _INJECTS_FILLER.search(document.lower):
        return found
    return [
        match._replace(concept="hyaluronic-acid") if _is_gel(match) else match for match in found
    ]


def _named_by_wavelength(lower: str, match: Match) -> Match:
    """The laser whose wavelength or manner stands beside "laser": "non-ablative 1927-nm laser"."""
    if match.concept in _LASERS:
        beside = lower[max(0, match.start - _BESIDE) : match.end + _BESIDE]
        for concept, pattern in LASERS_BY_WORDS:
            if pattern.search(beside):
                return match._replace(concept=concept)
    return match


def _is_gel(match: Match) -> bool:
    """Whether a filler by the vocabulary is a gel that may as well be put on the skin."""
    return match.concept == "filler" and match.words.lower() == "hyaluronic acid gel"


def _is_part(document: Document, match: Match) -> bool:
    """A mechanism, a material or a source, not a treatment ("exosomes of stem cells")."""
    instrument = _INSTRUMENTS.get(match.concept)
    if instrument is not None and instrument.match(document.lower, match.end):
        return True
    window = document.lower[max(0, match.start - 45) : match.start]
    pattern = _NO_TREATMENT.get(match.concept)
    return pattern is not None and pattern.search(window) is not None


def _named_more_closely(matches: list[Match], title_end: int) -> set[str]:
    """Concepts whose words here are short for another one: "needling" where the title says
    radiofrequency needling, "trichloroacetic acid" where it is used for CROSS, "control side" where
    a placebo was put on it."""
    concepts = {match.concept for match in matches}
    in_title = {match.concept for match in matches if match.start < title_end}
    short = set()
    if "placebo" in concepts and all(
        match.words.lower().startswith("control")
        for match in matches
        if match.concept == "no-treatment"
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


def _specific(lower: str, matches: list[Match]) -> list[Match]:
    """The matches without generic ones, which say little beside others.

    A laser that carries a drug ("laser-assisted triamcinolone") stays, unless its kind is named.
    """
    generic = {m.concept for m in matches if is_generic("intervention", m.concept)}
    specific = {m.concept for m in matches} - generic - {*CONTROLS}
    if not specific:
        generic &= {"laser"} if "ablative-laser" in generic else set()
        return [match for match in matches if match.concept not in generic]
    is_carrier = any(
        m.words.lower() == "lasered" or lower.startswith("-assisted", m.end) for m in matches
    )
    if is_carrier and not any("laser" in concept for concept in specific):
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


def _role(document: Document, chosen: Match, matches: list[Match], compares: bool) -> Role:
    """The role of a concept, by its first mention: in the title, else where it was chosen."""
    concept = chosen.concept
    if concept in CONTROLS:
        return "comparator"
    own = [match for match in matches if match.concept == concept]
    if any(_is_adjuvant(document, match) for match in own):
        return "adjuvant"
    in_title = chosen.start < document.title_end
    if concept == "topical-anaesthetic" and not in_title:
        return "adjuvant"
    if not any(m.concept not in (concept, *CONTROLS, "topical-anaesthetic") for m in matches):
        return "studied"
    if _follows_versus(document, chosen, matches):
        return "comparator"
    if in_title and compares and _is_second(document, chosen, matches):
        return "comparator"
    return "studied"


def _is_adjuvant(document: Document, match: Match) -> bool:
    before = document.lower[max(0, match.start - 40) : match.start]
    if match.concept == "topical-anaesthetic":
        return before.endswith("under ")
    return match.words.lower().startswith("adjuvant") or (
        "adjuvant" in before and _ADJUVANT.search(before) is not None
    )


def _follows_versus(document: Document, match: Match, matches: list[Match]) -> bool:
    """Whether the words set this treatment against one that is named before it."""
    sentence = document.sentence_at(match.start)
    start = max(sentence.start if sentence else 0, match.start - 110)
    if _VERSUS.search(document.lower, start, match.start) is None:
        return False
    # "PRP versus saline in needling": needling is what both get.
    return not any(
        start <= other.start
        and other.end <= match.start
        and other.concept in CONTROLS
        and _IN_BOTH.fullmatch(document.lower, other.end, match.start)
        for other in matches
    )


def _is_second(document: Document, match: Match, matches: list[Match]) -> bool:
    """Whether it is B of a title "A and B …" on a study that never gives both together."""
    title = [m for m in matches if m.start < document.title_end]
    concepts = list(dict.fromkeys(m.concept for m in title))
    if len(concepts) != 2 or match.concept != concepts[1]:
        return False
    first = [m for m in title if m.concept == concepts[0] and m.end <= match.start]
    if not first or not _AND.fullmatch(document.lower, first[-1].end, match.start):
        return False
    together = any(
        one.concept != other.concept and _WITH.fullmatch(document.lower, one.end, other.start)
        for one, other in pairwise(matches)
        if one.end <= other.start and document.title_end < one.start
    )
    return not together and _JOINT.search(document.lower) is None
