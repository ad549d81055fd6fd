"""The treatments of a study by concept of the vocabulary, each with its role.

Rules of docs/labelling.md: what is mentioned in passing (the background, earlier treatment,
treatment of a harm, advice for others) does not count. ``intervention_roles`` tells the arms apart.
"""

from __future__ import annotations

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
from ingest.extract.treatment import intervention_cues as cues
from ingest.extract.treatment.intervention_harm import without_care_of_harm
from ingest.extract.treatment.intervention_names import (
    DRUGS,
    IN_CONTEXT,
    IN_VAIN_AFTER,
    LASERS_BY_WORDS,
    OF_THE_BODY,
    PICOSECOND_BEFORE,
    PLACEBO,
)
from ingest.extract.treatment.intervention_roles import CONTROLS, role_of, wider_in_title
from ingest.vocabulary.matcher import Match

VERSION = 1

_OTHER = "other"
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
    designed = str(design.value) if design is not None else None
    if designed in _UNCOMPARED:
        short.add("no-treatment")
    named = [match for match in matches if match.concept not in short]
    matches = _specific(document.lower, named, document.title_end)
    matches = without_care_of_harm(document, designed, matches)
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
        _told_beside(document.lower, match) if match.concept in cues.REPHRASED else match
        for match in found
        if match.concept != _OTHER
    ]
    drugs = _drugs_in_title(document, found)
    if drugs:
        found = sorted([*found, *drugs], key=lambda match: match.start)
    lower = document.lower
    if not any(match.concept == "filler" for match in found) or (
        cues.INJECTS_FILLER.search(lower) and not cues.PUTS_ON_SKIN.search(lower)
    ):
        return found
    return [
        match._replace(concept=cues.ON_SKIN.get(match.words.lower(), match.concept))
        if match.concept == "filler"
        else match
        for match in found
    ]


def _drugs_in_title(document: Document, found: list[Match]) -> list[Match]:
    """Drugs without an entry in the vocabulary that the title names beside another treatment or
    a scar."""
    drugs = list(DRUGS.matches(document.lower, 0, document.title_end))
    if not drugs or _OTHER not in vocabulary().ids("intervention"):
        return []
    end = document.title_end
    is_beside = any(m.start < end and m.concept not in CONTROLS for m in found)
    is_of_scars = any(m.start < end for m in concept_matches(document, "scar_type"))
    return [
        Match("intervention", _OTHER, *words.span(), document.text[words.start() : words.end()])
        for words in drugs
        if (is_beside or (is_of_scars and words[0] not in OF_THE_BODY))
        and not cues.PASSING.search(document.lower, 0, words.start())
        and not IN_VAIN_AFTER.match(document.lower, words.end())
    ]


def _told_beside(lower: str, match: Match) -> Match:
    """The laser whose wavelength or manner stands beside "laser": "non-ablative 1927-nm laser";
    the radiofrequency that is led by needles."""
    if match.concept == "fractional-radiofrequency":
        is_needled = cues.NEEDLES_AFTER.match(lower, match.end) is not None
        return match._replace(concept="rf-microneedling") if is_needled else match
    if match.concept not in cues.LASERS:
        before = lower[max(0, match.start - 2 * cues.BESIDE) : match.start]
        if "picosecond" in before and PICOSECOND_BEFORE.search(before):
            return match._replace(concept="picosecond-laser")
        return match
    beside = lower[max(0, match.start - cues.BESIDE) : match.end + cues.BESIDE]
    for concept, pattern in LASERS_BY_WORDS:
        if pattern.search(beside):
            return match._replace(concept=concept)
    return match


def _is_part(document: Document, match: Match) -> bool:
    """A mechanism, a material or a source, not a treatment ("exosomes of stem cells")."""
    instrument = cues.INSTRUMENTS.get(match.concept)
    if instrument is not None and instrument.match(document.lower, match.end):
        return True
    pattern = cues.PART_BEFORE.get(match.concept)
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
    """Whether the sentence lists treatments that there are, is advice, or is a general truth.

    Without a heading before it, and where the title names the treatment under study, a sentence
    of the present that says nothing of what was done is a general truth.
    """
    sentence = document.sentence_at(match.start)
    if sentence is None:
        return False
    start, end = sentence.start, sentence.end
    if cues.IN_GENERAL.match(document.lower, start, match.start):
        return True
    if document.lower.find(" be ", match.end, end) >= 0 and cues.ADVISED_AFTER.match(
        document.lower, match.end, end
    ):
        return True
    return (
        sentence.section is None
        and matches[0].start < document.title_end
        and cues.OF_THE_PRESENT.search(document.lower, start, end) is not None
        and cues.OF_THE_STUDY.search(document.lower, start, end) is None
        and wider_in_title(document, match.concept, matches) is None
    )


def _named_more_closely(document: Document, matches: list[Match]) -> set[str]:
    """Concepts whose words here are short for another one: "needling" where the title says
    radiofrequency needling, "microneedles" in a text on needling, "trichloroacetic acid" where it
    is used for CROSS, "control side" where a placebo or another treatment was put on it."""
    concepts = {match.concept for match in matches}
    in_title = {match.concept for match in matches if match.start < document.title_end}
    short = set()
    controls = [match.words.lower() for match in matches if match.concept == "no-treatment"]
    if (
        controls
        and all("control" in words and "untreated" not in words for words in controls)
        and (
            "placebo" in concepts
            or any(cues.ON_THE_OTHER.match(document.lower, match.end) for match in matches)
        )
    ):
        short.add("no-treatment")
    if "rf-microneedling" in in_title:
        short.update({"microneedling", "fractional-radiofrequency", "microneedle-patch"} - in_title)
    patches = [match.words.lower() for match in matches if match.concept == "microneedle-patch"]
    if (
        patches
        and all(words in cues.BARE for words in patches)
        and not any(kind in document.lower for kind in cues.OF_PATCHES)
        and any(
            match.concept == "microneedling" and match.words.lower() not in cues.BARE
            for match in matches
        )
    ):
        short.add("microneedle-patch")
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
    if not generic:
        return matches
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
    return cues.IN_USE.search(document.lower, sentence.start, sentence.end) is not None


def _is_passing(document: Document, sentence: Sentence, match: Match) -> bool:
    lower = document.lower
    window = max(sentence.start, match.start - 90)
    return (
        cues.PASSING.search(lower, window, match.start) is not None
        or (
            lower.find("no ", window, match.start) >= 0
            and cues.NONE_BEFORE.search(lower, window, match.start) is not None
        )
        or cues.TREATS_HARM.search(lower, window, match.start) is not None
        or cues.TREATS_HARM_AFTER.match(lower, match.end, sentence.end) is not None
        or cues.EXCLUDED_AFTER.match(lower, match.end, sentence.end) is not None
        or cues.AWAITED.search(lower, match.end, sentence.end) is not None
        or (
            lower.find("had ", window, match.start) >= 0
            and cues.IN_VAIN.match(lower, match.end, sentence.end) is not None
            and cues.HAD_BEFORE.search(lower, window, match.start) is not None
        )
        or (
            match.words.lower().startswith(cues.AFTERCARE)
            and cues.AFTERWARDS.search(lower, sentence.start, sentence.end) is not None
        )
    )
