"""Whether one person serves as own control: sides of one body, or periods of one person.

Split-body (split-face, split-scar, half-face, contralateral side) compares places of the same
person at one time; a crossover compares treatments of the same person at different times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.text.cues import Rule, one_of, plain, rules_in
from ingest.extract.text.document import Document

METHOD = "own-control-rules"
VERSION = 1

_PLACE = one_of(
    *("face", "facial", "scars?", "body", "mouth", "neck", "side", "lesions?", "wounds?", "area"),
    *("head", "scalp", "leg", "limb", "arm", "hand", "foot", "breast", "plot", "abdomen"),
    *("axilla", "thigh", "chest", "cheek", "eye", "site", "keloid", "nail", "plaque", "graft"),
    *("back", "forearm", "lip", "tattoo", "abdominal", "stria", "patch"),
)
_SIDE = one_of(
    *("sides?", "halves", "half", "cheeks?", "arms?", "forearms?", "legs?", "hands?", "feet"),
    *("foot", "eyes?", "limbs?", "axilla", "breast", "hemiface"),
)
#: What of a person there can be two of, but not two groups, sites of a study or hands of a clock.
_PART = one_of(
    *("scars?", "keloids?", "lesions?", "patch(?:es)?", "plaques?", "wounds?", "warts?", "marks?"),
    *("zones?", "half", "halves", "parts?", "sides?", "cheeks?", "breasts?", "ears?", "hemiface"),
    *("forearms?", "axillae?", "temples?", "thighs?", "buttocks?", "stria", "limbs?", "legs?"),
    *("foot", "feet", "eyes?"),
)
#: Words between, in which a point stands only inside a number, a semicolon only in brackets.
_BETWEEN = r"(?:[^.;(]|(?<=\d)\.(?=\d)|\((?:[^();]{0,60};[^()]{0,60}\))?)"
_OTHER_ONE = (
    rf"the (?:other|opposite|contralateral|fellow)(?: one\b| {_PART}\b| {_SIDE}\b|(?= ?[,.;()])|"
    r" (?=by|with|to|in|for|was|were|received|got|had|being|left|served|after|using|as)\b)"
)
_NOT_OF_PEOPLE = (
    r"(?! of (?:the |our |all |these )*(?:\w+ )?(?:patients|participants|subjects|persons|people|"
    r"women|men|children|volunteers|cases|trial|study|sample|cohort|group|animals|rats|mice))"
)
_COMPARISON = one_of("compar", "split", "random", "controlled", "trial", "study", "design")
_PERSON = one_of(*("patient", "subject", "person", "individual", "participant", "volunteer"))

SPLIT_BODY = (
    Rule(
        "split",
        ("split", "half", "halves", "hemi"),
        re.compile(
            one_of(
                rf"\bsplit[ -](?:{_PLACE}|patient|person|design)",
                r"\b(?:half|hemi)[ -]?"
                r"(?:face|facial|scar|body|mouth|head|neck|side|scalp|lesion|abdomen)\b",
                r"\b(?:one|each|either|other|opposite|the) half of (?:the|each|every|their|a) "
                rf"(?:\w+ )?{_PLACE}\b",
                rf"\bhalf of (?:each|every) (?:\w+ )?{_PLACE}\b",
                r"\b(?:upper|superior|medial|proximal) and (?:the )?(?:lower|inferior|lateral|"
                r"distal) "
                r"(?:half|halves)\b",
                r"\b(?:upper|superior|medial|proximal) half\b[^.]{0,120}?"
                r"\bthe (?:lower|inferior|lateral|distal)\b",
                rf"\bhalf (?:of )?(?:the|each|every|a) (?:\w+ )?{_PLACE}\b{_BETWEEN}{{0,120}}?"
                r"\bthe (?:(?:other|remaining|untreated|opposite) half|rest|remainder)\b"
                r"(?! of the (?:patients|participants|subjects|women))",
            )
        ),
    ),
    Rule(
        "sides",
        ("side", "contralateral", "right half", "left half", "cheek"),
        re.compile(
            one_of(
                r"\bcontralateral (?!breast)(?:\w+ ){0,2}"
                r"(?:served|was|were|acted|as|received|treated|control|side|untreated|half|cheek)",
                r"\b(?:on|to|of|in|with) (?:the )?contralateral (?!breast)[^.;]{0,40}"
                rf"\b(?:{_PLACE}|{_SIDE})",
                rf"\b(?:on|to|over|in|for) (?:the )?(?:right|left|one) (?!hand){_SIDE}\b"
                rf"{_BETWEEN}{{0,120}}?"
                rf"\bthe (?:other|left|right|opposite|contralateral)(?: one\b| {_SIDE}\b|[,.;)]|"
                r" \()",
                rf"\b(?:on|to|over|into) (?:the )?(?:right|left|one) {_SIDE}\b[^.;]{{0,60}}?"
                r"\b(?:was|were) (?:also|additionally) "
                r"(?:applied|added|injected|given|used|treated)\b",
                r"\b(?:also|additionally|only) (?:applied|added|injected|given|used) "
                r"(?:[\w-]+ ){0,4}?(?:on|to|over|into) (?:only )?(?:the )?(?:right|left|one) "
                rf"{_SIDE}\b",
                rf"\b(?:on|to|over|in|for) the (?:right|left) (?!hand){_SIDE}\b{_BETWEEN}{{0,80}}?"
                r"\b(?:on|to|over|in|for) the (?:left|right) (?=in|of|for|at)\b",
                r"\b(?:treated|control|untreated|placebo|active|laser|test|vehicle|study|"
                r"experimental|intervention) (?:and (?:the )?[\w-]+ )?sides?\b[^.;]{0,60}\b"
                r"(?:control|untreated|other|opposite|contralateral|face)",
            )
        ),
    ),
    Rule(
        "right and left",
        ("right", "left-"),
        re.compile(
            one_of(
                r"\b(?:right|left)[ -](?:versus|vs\.?|to|and|or|/|–)?[ -]?(?:left|right)[ -]"
                rf"(?:side[ds]? )?(?:{_COMPARISON}|intraindividual)",
                r"\b(?:right|left) and (?:left|right) (?:sides?|halves|half) (?:of the |of their )?"
                rf"(?:\w+ )?(?:face|body|scar|neck|{_SIDE})\b",
                r"\b(?:right|left) (?:side|half|cheek|hand|forearm|arm|foot|leg)\b[^.;]{0,80}"
                r"\b(?:and|while|whereas|versus|vs\.?) (?:the )?(?:\w+ ){0,4}"
                r"(?:left|right|other)\b",
                r"\bright (?P<place>side|half|cheek|hand|forearm|arm|foot|leg|axilla|thigh|face|"
                rf"hemiface|breast|temple|buttock|ear)\b{_BETWEEN}{{0,80}}"
                r"(?:[;,]| and| versus| vs\.?) (?:\w+ ){0,4}left (?P=place)\b",
                rf"\b(?:right|left) (?:[\w-]+ ){{0,2}}{_SIDE}\b[^.]{{0,60}}[;,.] "
                r"(?:and |while |whereas )?the (?:left|right)(?: side)? (?:one )?(?:was|were|"
                r"served|"
                r"received|remained|got)\b",
                rf"\b(?:on|to) the right\b[^.;]{{0,60}}? (?:on|to) the left {_SIDE}\b",
                r"\bon the (?:right|left)(?: side)?,? and (?:[\w%.-]+ ){1,5}"
                r"(?:on|to) the (?:left|right)\b(?! (?:in|lung|kidney|ventric|hemispher))",
                rf"\b(?:right|left) (?:face|{_SIDE}) ?[:=][^:]{{0,120}}"
                rf"\b(?:left|right) (?:face|{_SIDE}) ?[:=]",
                rf"\((?:on the )?right(?: {_SIDE})?\)[^.;]{{0,60}}\((?:on the )?left\b",
                rf"\b(?:by|with) {_BETWEEN}{{0,40}}? right, (?:and )?"
                r"(?:by|with) [^.;,]{0,40} left\b",
            )
        ),
    ),
    Rule(
        "other side",
        ("the other ", "the opposite ", " sites", " areas", "treated skin", "vehicle skin"),
        re.compile(
            one_of(
                r"\bon the other arm\b",
                r"\b(?:on|to|in|for|with|while|and) the (?:other|opposite) (?:forearm|side|leg|"
                r"foot|cheek|hemiface|axilla|breast|eye|half of the (?:face|scar|body|lesion))\b",
                r"\bcompared (?:with|to) (?:the )?(?:control|untreated|vehicle|placebo)"
                r"(?:[- ]treated)? (?:skin )?(?:sites|areas|skin)\b",
            )
        ),
    ),
    Rule(
        "within person",
        (
            *("intra", "within-", "within p", "within subj", "within ind", "same patient"),
            *("same person", "same subject", "same individual", "same scar", "each patient"),
            *("each subject", "each participant", "each volunteer", "each person", "each ind"),
            *("each scar", "every patient", "every subject", "single patient", "one patient"),
            *("each with", "divided in", "own control", "per patient", "per person", "per subject"),
            *("the same face", "one face", "one scar", "side-by-side", "bilateral comparison"),
        ),
        re.compile(
            one_of(
                r"\bintra-?[ -]?(?:individual|patient|subject|lesional|person)(?:ly)?[ -]"
                rf"(?:\w+[ -]){{0,2}}?{_COMPARISON}",
                rf"\bwithin[ -]{_PERSON}s?[ -](?:\w+[ -]){{0,2}}?(?:compar|control|random)",
                r"\bwithin[ -](?:patient|person|individual|participant|scar|lesion)[ -]"
                r"(?:\w+[ -]){0,2}?(?:trial|study|design)\b",
                r"\b(?:side-by-side|bilateral) comparison\b",
                r"\b(?:two|both|three|four|paired|symmetric(?:al)?|matched|bilateral|similar|"
                r"comparable|different|adjacent|identical) "
                r"(?:\w+ ){0,2}(?:sides|halves|scars|lesions|sites|areas|wounds|cheeks|plaques|"
                r"zones|parts|patches|regions|keloids) "
                r"(?:\w+ )?(?:of|on|in|from|within) (?:the same|each|every|one|a single) "
                rf"(?:{_PERSON}|scar|face)",
                rf"\b{_PLACE} (?:was|were) divided (?:in|into) (?:two|three|four|equal|2|3|4)\b"
                r"(?! (?:[\w-]+ )?(?:groups|arms))",
                rf"\b(?:two|three|four|paired) (?:\w+ )?{_PART} per {_PERSON}\b"
                rf"(?=[^;]{{0,200}}\b(?:{_PART} (?:one|two|1|2|a|b)|the other|another|"
                r"the second)\b)",
                rf"\bone {_PART} per {_PERSON}\b[^.;]{{0,80}}(?:,|,? and) "
                r"(?:one|another|the other)\b",
                r"\beach with (?:two|three|four|2|3|4) (?:\w+ ){0,2}"
                r"(?:patches|lesions|scars|wounds|plaques|sites|areas|keloids|sides)\b",
                r"\bown controls?\b[^.;]{0,20}[.;:,] ?(?:one|the right|the left|each) "
                rf"(?:{_PLACE}|{_SIDE})\b",
                rf"\b(?:each|every) {_PERSON}[’']?s? (?:\w+ ){{0,4}}(?:sides|halves)\b",
            )
        ),
    ),
    Rule(
        "one and the other",
        (
            *("the other", "another", "the opposite", "the contralateral", "the fellow"),
            *("a second", "a compar", "a similar", "a match", "a symmetric", "an adjacent"),
            *("a neighbo", "a correspond", "an equivalent"),
        ),
        re.compile(
            rf"\b(?:one|1) (?:[\w-]+ ){{0,3}}?{_PART}\b{_NOT_OF_PEOPLE}{_BETWEEN}{{0,100}}?"
            rf"(?:\b(?:and|while|whereas|versus|vs\.?)|,) {_BETWEEN}{{0,60}}?\b(?:{_OTHER_ONE}|"
            r"(?:on|to|with|of|in) another\b(?= ?[,.;])|(?:another|a second(?: one)?) "
            r"(?=with|by|was|got|received)\b|an? (?:compar|similar|match|symmetric|adjacent|"
            rf"neighbo|correspond|equivalent)\w* {_PART}\b)"
        ),
        reach=260,
    ),
    Rule(
        "sides randomised",
        ("side", "halves", "cheek", "hemiface", "forearm", "extremit", "scar half", "half"),
        re.compile(
            one_of(
                r"\b(?:sides?|halves|half|cheeks?|extremit\w+|sites?|hemifaces?) "
                r"(?:of (?:the|each|their) (?:\w+ ){1,2})?"
                r"(?:was|were|being|is|are) (?:then )?random",
                r"\brandom\w* (?:\w+ ){0,3}(?:one|either|each|left|right)(?: \w+){0,2} "
                r"(?:side|half|cheek|forearm|arm|leg|hand|foot|scar half)\b",
                r"\b(?:one|either|a|on) random(?:ly (?:selected|chosen|allocated|assigned|"
                r"picked))? (?:sides?|half|halves|cheeks?|hemifaces?|forearms?)\b",
                r"\bone (?:side|half|cheek|hemiface|forearm)(?: of (?:the|each) \w+)?, "
                r"(?:selected|chosen|determined|picked|drawn)\b",
            )
        ),
    ),
)

CROSSOVER = (
    Rule(
        "crossover",
        ("cross",),
        re.compile(
            one_of(
                r"(?<!no )\bcross-?[ ]?over\b(?! to (?:the )?(?:open|active|surg))",
                r"\bcrossed[ -]over\b(?! to (?:the )?(?:open|surg))",
            )
        ),
    ),
    Rule(
        "periods",
        (
            *("washout", "wash-out", "wash out", "latin", "order", "sequence", "balanced"),
            *("period", "different", "separate"),
        ),
        re.compile(
            one_of(
                r"\bwash-?[ ]?out (?:period|phase|interval)[^.;]{0,80}\b"
                r"(?:other|alternate|alternative|second|opposite|between|then)\b",
                r"\b(?:separated by|after|with) an? (?:[\w-]+ ){0,3}wash-?[ ]?out",
                r"\blatin[ -]square\b",
                r"\bcounter-?balanced\b",
                r"\b(?:in|at) (?:a )?random(?:i[sz]ed)? (?:order|sequence)\b",
                r"\brandom(?:i[sz]ed)? (?:treatment )?(?:order|sequence) of\b",
                r"\b(?:two|three|four|2|3|4)[ -]period\b",
                r"\b(?:given|administered|received|ingested|consumed)\b[^.;]{0,60}"
                r"\bon (?:\w+ )?(?:different|separate) (?:days|occasions)\b",
            )
        ),
    ),
    Rule(
        "conditions",
        ("within-subject", "within subject", "repeated measure", "repeated-measure"),
        re.compile(
            one_of(
                r"\bwithin[ -]subjects?,? (?:\w+ ){0,2}(?:design|repeated|study)",
                r"\brepeated[ -]measures? (?:\w+ ){0,2}(?:design|study|crossover)",
            )
        ),
    ),
)

#: "On the left side in ten patients": each person has one side only.
_ONE_SIDE_EACH = re.compile(
    r"\b(?:left|right)(?:[- ]sided?| eye)? in (?:\w+ ){1,2}"
    r"(?:patients|subjects|women|men)\b[^.;]{0,60}\b(?:left|right)\b[^.;]{0,20} in \w+"
)
_OF_OTHERS = re.compile(r"[^.;]{0,30}?\b(?:trials|studies)\b")
_REVIEWS = ("meta-analysis", "systematic-review", "narrative-review", "guideline")


def read(document: Document, context: Context) -> list[Fact]:
    """Whether sides of one body, and whether periods of one person, were compared.

    Sets ``answers["split_body"]`` and ``answers["crossover"]``; reviews compare neither.
    """
    design = context.fact("design")
    is_review = design is not None and design.value in _REVIEWS
    facts = []
    lower = plain(document)
    found = (
        ("split_body", None if is_review else split_body(lower)),
        ("crossover", None if is_review else find_own_control(lower, CROSSOVER)),
    )
    for field, place in found:
        context.answers[field] = place is not None
        facts.append(_fact(document, field, place))
    return facts


@lru_cache(maxsize=4)
def split_body(lower: str) -> tuple[int, int] | None:
    """Where sides of one body are compared; looked for once for all facts."""
    return find_own_control(lower, SPLIT_BODY)


def find_own_control(lower: str, rules: Sequence[Rule]) -> tuple[int, int] | None:
    """Where the first rule that holds finds its words, as (start, end)."""
    if rules is SPLIT_BODY and " side" in lower and _ONE_SIDE_EACH.search(lower):
        return None
    for rule in rules_in(lower, rules):
        for match in rule.matches(lower):
            if not _OF_OTHERS.match(lower, match.end()):
                return match.span()
    return None


def _fact(document: Document, field: str, place: tuple[int, int] | None) -> Fact:
    value = place is not None
    start, end = place or (None, None)
    confidence, tier = rule_confidence(field, value)
    return Fact(
        field=field,
        value=value,
        status="stated" if value else "absent",
        method=METHOD,
        version=VERSION,
        quote=document.text[start:end] if value else None,
        start=start,
        end=end,
        section=document.section_at(start) if start is not None else None,
        confidence=confidence,
        tier=tier,
    )
