"""Is this report a randomised trial of its own: readable cues, weighed by a logistic model.

Reviews, guidelines, retrospective poolings, animal work and calls for trials speak of randomised
trials too, so what decides is what is said about random (were *these* people assigned at random?)
together with what else the report says about itself. Publication types and MeSH headings are not
looked at: the answer comes from title and abstract alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ingest.extract.context import Context
from ingest.extract.fact import Fact, Status
from ingest.extract.methods.design_groups import CHOSEN
from ingest.extract.methods.report_cues import CUES, TITLE_CUES, report_cues
from ingest.extract.methods.split_body import split_body
from ingest.extract.model import LinearModel, load_model
from ingest.extract.text.cues import Rule, document_words, one_of, plain
from ingest.extract.text.document import Document
from ingest.extract.text.patterns import at_word_start

FEATURE_VERSION = 1

#: Kinds of mention that say that this report's people were randomised, the plainest first.
RANDOM_KINDS = ("assigned at random", "randomised design")
#: Cues of reports that speak of randomisation without being the trial.
_OTHER_REPORTS = ("meta-analysis", "search", "retrospective", "pooled", "animals", "review")
#: Probability of a trial at most where the groups are said to be made by something else than
#: chance (none of eleven in the labelled texts was one, with one right and one wrong added).
_DENIED = 0.08
#: Studies of the skin that nowhere speak of chance and mask nobody: of 23 labelled texts of which
#: the model says that they are trials none was one.
_OF_SKIN = (
    *("scars", "keloid", "striae", "needling", "dermaroller", "acne ", "skin", "dermatol"),
    *("alopecia", "melasma", "psoria", "eczema", "atopic dermatitis", "warts", "vitiligo"),
)
#: Fewer words than this after the title are no abstract.
_SHORTEST_ABSTRACT = 5

_RANDOM = re.compile("random")
#: Chance by another name. "Alternately", "by file number" and "by choice" are none.
_CHANCE = Rule(
    "assigned at random",
    ("lot", "sealed", "coin", "dice", "die", "chit", "generated"),
    re.compile(
        at_word_start(
            (
                *("lots?", "lottery", "draw(?:ing)?(?= (?:of )?lots?)"),
                "sealed[ -]envelopes?(?: draw)?",
                *(rf"{thing}[ -](?:toss|flip|throw)\w*" for thing in ("coin", "dice", "die")),
                *(f"{act}(?:ping|ing)? (?:of )?(?:a )?coin" for act in ("toss", "flip")),
                *(f"{act}ing (?:of )?(?:a )?(?:die|dice)" for act in ("throw", "roll", "cast")),
                "chit(?:s| method| system)?",
                *(
                    rf"computer[ -]generated {thing}"
                    for thing in ("lists?", "sequences?", "numbers?")
                ),
            )
        )
        + "(?![a-z])"
    ),
    reach=40,
)
_LEFT_TO = re.compile(
    r"(?:\b(?:by|using|through|via|with|from|according to|following)(?: means of)?(?: an?| the)?|"
    r"drawing|drew) \Z"
)
_DECIDED = re.compile(r" (?:decided|determined|chose|settled)\b")
_WORD = re.compile(r"random[a-z]*")
_PART = one_of(
    *("sides?", "halves", "half", "cheeks?", "hemifaces?", "forearms?", "legs?", "hands?", "feet"),
    *("parts?", "breasts?", "zones?", "temples?", "axillae?"),
)
#: Chance that picks a place of a body, not a person: "on random halves of the face".
_PART_AFTER = re.compile(
    rf"random(?:ly)?(?:[ -](?:selected|chosen|picked|assigned|allocated|determined))? {_PART}\b"
)
#: "One part, chosen at random", "the treated side was randomly selected".
_PART_CHOSEN = re.compile(
    rf"\b{_PART}\b[^.;:]{{0,60}}?(?:\b(?:chosen|selected|picked|decided|determined|settled|drawn) "
    r"at|\b(?:was|were|been|being))[ ,]$"
)
_PART_CHOSEN_AFTER = re.compile(r"random(?:ly (?:selected|chosen|picked|determined)|\b)")
#: "Photographs were shown in random order": that of the raters, not of the treatments.
_PICTURES_BEFORE = re.compile(r"\b(?:photo\w*|pictures?|images?|slides?|videos?)\b[^.;]{0,60}$")
_IN_ORDER = re.compile(
    r"random(?:i[sz]ed|ly)? (?:order|sequence|fashion|mixed|shuffled|ordered|arranged)"
)
_REST_OF_WORD = re.compile(r"[a-z]*")
_ASSIGNED = re.compile(
    r"random(?:ly|i[sz]ed),?(?: (?:and|equally|then|evenly|prospectively|\w+ly))? "
    r"(?:re-?)?(?:assign|alloc|divid|distribut|separat|categori|group|plac|split|receiv|enter|"
    r"giv|treat|administ|inject|appl|assort|classif|enrol|subdivi|stratif|to\b|into\b|between\b|"
    r"among\b|in a\b|using\b|by\b|for\b|on\b|after\b|at\b|with\b|within\b)"
    r"|randomi[sz]ed(?: \w+){0,4}? (?:to|into|between|among|either)\b"
    r"|randomi[sz](?:ation|e|ing)\b(?! tests?)"
    r"|random(?:i[sz]ed)? (?:allocation|assignment|order|sequence|fashion|manner|way|draw)\b"
)
_RANDOMISED_TO = re.compile(
    r"randomi[sz]ed (?:(?:in a )?[\d: ()]+(?:ratio )?)?(?:to|into|between|among|either)\b"
)
_RANDOMISED_BEFORE = re.compile(
    r"(?:\b(?:was|were|been|being|be|then|who|and|we|\d+|patients|subjects|women|men|participants|"
    r"children|volunteers|infants|adults|individuals|eyes|sides?)|\))[ ,]+(?:(?:also|re-?|\w+ly)"
    r"[ ,]*){0,2}$"
    r"|\b(?:assign|alloc|divid|distribut|separat|split|plac|stratif|group)\w*(?: \w+){0,6} "
    r"(?:at |in (?:a )?)?$"
    r"|\b(?:sides?|halves|half|cheeks?|arms?|order|treatments?|sequence) "
    r"(?:(?:were|was|being) )?(?:\w+ )?at $"
)
_TRIALS = re.compile(r"randomi[sz]ed,? (?:[\w-]+,? (?:and )?){0,5}(?:trials|studies|rcts)\b")
_PLURAL = re.compile(r"random[^.;:]{0,70}\b(?:trials|studies|rcts)\b")
_PLURAL_BEFORE = re.compile(r"\b(?:trials|studies)\b[^.;:]{0,25}$")
_DESIGN = re.compile(
    r"randomi[sz]ed[^.;:]{0,90}?\b(?:trial|study|design|comparison|protocol|evaluation|experiment|"
    r"investigation|crossover|cross-over|rct)\b"
    r"|random(?:i[sz]ed)?,? (?:double|single|triple|observer|assessor|evaluator)[ -]?(?:blind|mask)"
)
_DESIGN_BEFORE = re.compile(
    r"\b(?:trial|study|design)\b[^.;]{0,25}$"
    r"|\b(?:an?|this|our|present|prospective|blind|blinded|controlled|label),? (?:\w+,? ){0,2}$"
)
_BY_NUMBERS = re.compile(
    r"random[ -](?:numbers?(?:[ -]generator\w*|[ -]generated|[ -](?:tables?|lists?|sequences?))?|"
    r"lists?\b|tables?\b)"
)
_SAMPLING = re.compile(
    r"random(?:ly)? (?:\w+ )?(?:sampl|select|chosen|choos|survey|recruit|identif|pick|digit|drawn|"
    r"population|telephone|household|subset|cross)"
    r"|random[ -](?:effect|regression|coefficient|primer|amplif|mutagen|walk|forest|error|"
    r"variation|urine|blood|glucose|copoly|hexamer|oligo|peptide|coil|motion|noise)"
)
#: "Divided into two groups by simple random sampling": people were chosen for an arm.
_RANDOM_SAMPLING = re.compile(r"random sampling\b")
_DIVIDED_BY = re.compile(
    r"\b(?:assign|alloc|divid|distribut|randomi[sz])(?:ed|ated)[^.;]{0,70}\b(?:by|using|through|via|with)"
    r" (?:an? |the )?(?:[a-z]+ ){0,2}$"
)
_NOT_BEFORE = re.compile(
    r"(?:\bnon-?|\bquasi-?|\bmendelian |\bun-?|\bwithout (?:any )?|\bneither |"
    r"\b(?:lack|absence) of |\bnot (?:\w+ )?(?:(?:allocat|assign|chosen|divid|select)\w* )?"
    r"(?:at |in (?:a )?)?)$"
)
#: "No randomisation was done".
_NOT_DONE = re.compile(
    r"(?<=\bno )randomi[sz]ation|randomi[sz]ation (?:was )?(?:not|never|impossible)\b"
)
_WANTED_BEFORE = re.compile(
    r"\b(?:further|future|additional|more|well-designed|well-conducted|adequately|need(?:s|ed)?|"
    r"requir\w+|warrant\w*|await\w*|lack\w*|absence|few|no|necessary|should be|deserv\w*|"
    r"merit\w*|call\w* for|now be|recommend\w*|until|"
    r"ongoing|previous|prior|recent|published|earlier)\b[^.;:\n]{0,40}$"
)
_WANTED_AFTER = re.compile(
    r"random[^.;:\n]{0,60}\b(?:trials?|studies|study|rcts?)\b[^.;:\n]{0,40}\b"
    r"(?:need(?:s|ed)?\b|requir|warrant|should|necessary|await|lack|recommended|"
    r"justified|indicated|planned|underway|under way|in preparation|in progress|ongoing|(?:is|are) "
    r"(?:now )?being|(?:will|is to) (?:now )?follow)"
    r"|random[^.;:\n]{0,60}\b(?:comparisons?|evaluations?)\b[^.;:\n]{0,20} (?:is|are|has|seems?) "
    r"(?:[\w-]+ ){0,3}?(?:needed|required|warranted|necessary|awaited|planned|desirable|underway|"
    r"under way|in (?:preparation|progress)|ongoing|begun|started)\b"
)
#: No groups at all, or groups of which the text only says that people were divided.
_NOT_BY_CHANCE = Rule(
    "not by chance",
    ("control", "arm", "single", "divided in", "quasi", "following", "next ", "subsequent"),
    re.compile(
        r"\b(?:no|without(?: a| any)?) (?:untreated )?(?:control|comparison|comparator) "
        r"(?:group|arm)\b"
        r"|\buncontrolled,? (?:[\w-]+,? ){0,3}(?:trial|study|series)\b|\bsingle[ -](?:arm|group)\b"
        r"|\bdivided in(?:to)? (?:[\w-]+ ){0,3}groups?\b|\bquasi-? ?experiment"
        r"|\bfirst [\w-]+ (?:consecutive )?(?:patients|women|men|cases|participants)\b"
        r"[^.;]{0,120}\b(?:following|next|subsequent) [\w-]+\b"
    ),
)


_RCT = re.compile(r"\brct\b")
_THIS_RCT = re.compile(
    r"\b(?:this|our|group|arm|blind(?:ed)?|masked|cent(?:re|er)|multicent(?:re|er)|pragmatic|pilot|"
    r"controlled|split-\w+|:)[ ,-]+(?:[\w-]+ ){0,2}$"
)


class Mention(NamedTuple):
    """A "random…" of the text with the words about it, and what it is about.

    ``kind`` is "assigned at random", "randomised design", "randomised trials" (others' trials),
    "trial wanted", "random sampling", "not randomised", else "random".
    """

    start: int
    end: int
    kind: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


@lru_cache(maxsize=8)
def random_mentions(lower: str) -> tuple[Mention, ...]:
    """Every mention in a lower-case text, in order; read once for all facts."""
    mentions = [_mention(lower, found.start()) for found in _RANDOM.finditer(lower)]
    mentions += [
        Mention(*found.span(), _CHANCE.value)
        for found in _CHANCE.matches(lower)
        if _LEFT_TO.search(lower, max(0, found.start() - 25), found.start())
        or _DECIDED.match(lower, found.end())
    ]
    if "rct" in lower:
        mentions += [
            Mention(*found.span(), "randomised design")
            for found in _RCT.finditer(lower)
            if _THIS_RCT.search(lower, max(0, found.start() - 60), found.start())
            and not _WANTED_BEFORE.search(lower, max(0, found.start() - 60), found.start())
        ]
    return tuple(sorted(mentions))


def _mention(lower: str, place: int) -> Mention:
    before, after = max(0, place - 80), place + 160
    word = _WORD.match(lower, place)
    end = word.end() if word else place + len("random")

    def led_by(pattern: re.Pattern[str]) -> bool:
        return pattern.search(lower, before, place) is not None

    def followed_by(pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(lower, place, after)

    if followed_by(_IN_ORDER) and led_by(_PICTURES_BEFORE):
        return Mention(place, end, "random sampling")
    if led_by(_NOT_BEFORE) or followed_by(_NOT_DONE):
        return Mention(place, end, "not randomised")
    if numbers := followed_by(_BY_NUMBERS):
        return Mention(place, numbers.end(), "assigned at random")
    if followed_by(_PART_AFTER) or (followed_by(_PART_CHOSEN_AFTER) and led_by(_PART_CHOSEN)):
        return Mention(place, end, "assigned at random")
    if followed_by(_RANDOM_SAMPLING) and led_by(_DIVIDED_BY):
        return Mention(place, place + len("random sampling"), "assigned at random")
    if followed_by(_SAMPLING):
        return Mention(place, end, "random sampling")
    if others := followed_by(_TRIALS):
        return Mention(place, others.end(), "randomised trials")
    assigned = followed_by(_ASSIGNED)
    is_assigned = assigned is not None or led_by(_RANDOMISED_BEFORE)
    if (others := followed_by(_PLURAL)) or led_by(_PLURAL_BEFORE):
        kind = "assigned at random" if is_assigned else "randomised trials"
        return Mention(place, end, kind)
    if followed_by(_RANDOMISED_TO) and led_by(_RANDOMISED_BEFORE):
        return Mention(place, end, "assigned at random")
    if design := followed_by(_DESIGN):
        wanted = led_by(_WANTED_BEFORE) or followed_by(_WANTED_AFTER)
        kind = "trial wanted" if wanted else "randomised design"
        return Mention(place, design.end(), kind)
    if is_assigned or lower.startswith("randomly", place):
        last = _REST_OF_WORD.match(lower, assigned.end() if assigned else end)
        return Mention(place, last.end() if last else end, "assigned at random")
    if led_by(_DESIGN_BEFORE):
        return Mention(place, end, "randomised design")
    return Mention(place, end, "random")


def features(document: Document) -> dict[str, float]:
    """The cues of a document, 1 where they occur, and its length in units of 1,500 characters."""
    title, words = document_words(document)
    kinds = {mention.kind for mention in random_mentions(plain(document))}
    counts = report_cues(document)
    found = dict.fromkeys((*counts, *TITLE_CUES.count(title), *kinds), 1.0)
    if counts.get("animals", 0) > max(1, counts.get("people", 0)):
        found["more animals than people"] = 1.0
    if len(words) - len(title) < _SHORTEST_ABSTRACT:
        found["no abstract"] = 1.0
    found.update(_joint(found, document))
    found["length"] = min(len(document.text) - document.title_end, 3000) / 1500
    return found


def _joint(found: Mapping[str, float], document: Document) -> dict[str, float]:
    """What cues say together: who the randomised are, or how a trial shows without the word."""
    is_random = not found.keys().isdisjoint(RANDOM_KINDS)
    is_other = not found.keys().isdisjoint(_OTHER_REPORTS)
    is_masked = _is_masked(found)
    joint = {
        "random and nothing else": is_random and not is_other,
        "random and search": is_random and "search" in found,
        "random and animals": is_random and "more animals than people" in found,
        "blind or placebo, not random": is_masked and not is_random and not is_other,
        "title: randomised": any(
            mention.kind in (*RANDOM_KINDS, "random") and mention.start < document.title_end
            for mention in random_mentions(plain(document))
        ),
    }
    return {name: 1.0 for name, holds in joint.items() if holds}


def _is_masked(found: Mapping[str, float]) -> bool:
    return not found.keys().isdisjoint(("double-blind", "placebo", "placebo-controlled"))


def read(document: Document, context: Context) -> list[Fact]:
    """Whether the report is a randomised trial, with the words that speak for it or against it.

    Sets ``answers["randomized_trial"]``; ``score`` is the calibrated probability of yes.
    """
    model = load_model("randomized")
    found = features(document)
    probability = model.probability(found)
    if probability > _DENIED and _is_denied(plain(document), found):
        probability = _DENIED
    value = probability >= model.thresholds["yes"]
    context.answers["randomized_trial"] = {"value": value, "score": round(probability, 4)}
    sureness = probability if value else 1 - probability
    span, status = _words_for(value, document, found, model)
    return [
        Fact(
            field="randomized_trial",
            value=value,
            status=status,
            method=model.method,
            version=model.version,
            quote=document.text[slice(*span)] if span else None,
            start=span[0] if span else None,
            end=span[1] if span else None,
            section=document.section_at(span[0]) if span else None,
            confidence=round(sureness, 4),
            tier=model.calibration.tier(sureness),
        )
    ]


def _is_denied(lower: str, found: Mapping[str, float]) -> bool:
    """Whether a text that says nothing of chance tells that something else made the groups, or
    is on the skin and unmasked: there, trials say so."""
    return found.keys().isdisjoint(RANDOM_KINDS) and (
        "not randomised" in found
        or (
            "random" not in lower
            and not _is_masked(found)
            and any(word in lower for word in _OF_SKIN)
        )
        or CHOSEN.search(lower) is not None
        or _NOT_BY_CHANCE.search(lower) is not None
        or split_body(lower) is not None
    )


def _words_for(
    value: bool, document: Document, found: Mapping[str, float], model: LinearModel
) -> tuple[tuple[int, int] | None, Status]:
    """The words that a reader should look at: the mention of randomisation, else the cue that
    weighs most for the answer; absent where nothing in the text speaks for it."""
    if value:
        mentions = [m for m in random_mentions(plain(document)) if m.kind in RANDOM_KINDS]
        if mentions:
            best = min(mentions, key=lambda m: (RANDOM_KINDS.index(m.kind), m.start))
            return (best.start, best.end), "stated"
    sign = 1 if value else -1
    cues = [name for name in found if name in CUES.cues and sign * _weight(model, name) > 0]
    for name in sorted(cues, key=lambda name: (-abs(_weight(model, name)), name)):
        if span := CUES.first(name, plain(document)):
            return span, "derived"
    return None, "absent"


def _weight(model: LinearModel, name: str) -> float:
    return model.weights.get(name, (0.0,))[0]
