"""Whether one person serves as own control: sides of one body, or periods of one person.

Split-body (split-face, split-scar, half-face, contralateral side) compares places of the same
person at one time; a crossover compares treatments of the same person at different times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.context import Context
from ingest.extract.cues import Rule
from ingest.extract.document import Document
from ingest.extract.fact import Fact
from ingest.extract.rule_confidence import rule_confidence

METHOD = "own-control-rules"
VERSION = 1

_PLACE = (
    r"(?:face|facial|scars?|body|mouth|neck|side|lesions?|wounds?|area|head|scalp|leg|limb|arm|"
    r"hand|foot|breast|back|plot|abdomen|axilla|thigh|chest|skin|cheek|eye|graft|keloid|nail|"
    r"patient|site|thickness|person|plaque|patch)"
)
_SIDE = r"(?:sides?|halves|half|cheeks?|arms?|forearms?|legs?|hands?|feet|foot|eyes?|limbs?)"

SPLIT_BODY = (
    Rule(
        "split",
        ("split", "half", "halves", "hemi"),
        re.compile(
            r"\bsplit[ -](?:face|facial|scar|body|mouth|neck|side|lesion|wound|area|head|scalp|leg|"
            r"limb|arm|hand|foot|breast|plot|abdomen|axilla|thigh|chest|cheek|eye|site|keloid|nail|"
            r"patient|person|plaque|design)"
            rf"|\b(?:half|hemi)[ -]?(?:face|facial|scar|body|mouth|head|neck|side|scalp|lesion)\b"
            r"|\b(?:one|each|either|other|opposite|the) half of (?:the|each|every|"
            r"their) (?!patients|persons|participants|subjects)"
            rf"(?:\w+ )?{_PLACE}"
        ),
    ),
    Rule(
        "sides",
        ("sides", " side", "contralateral", "right half", "left half", "cheek"),
        re.compile(
            r"\b(?:right|left)[ -](?:versus |vs\.? |to |and |or |/ ?|–)?(?:left|right)[ -]"
            r"(?:side[ds]? )?(?:compar|split|random|controlled|intraindividual|trial|study|design)"
            r"|\bcontralateral (?:\w+ ){0,2}(?:served|was|were|acted|as|received|treated|control|"
            r"side|untreated|half|cheek)"
            r"|\b(?:on|to|of|in|with) (?:the )?contralateral\b[^.;]{0,40}\b(?:face|cheek|side|half|"
            r"scar|arm|forearm|leg|hand|foot|body|limb)"
            r"|\b(?:on|to|over|in|for) (?:the )?(?:right|left|one) (?:side|half|cheek|axilla|"
            r"forearm|leg|breast|arm|foot|hemiface)[^.;]{0,120}?\bthe (?:other|left|right|opposite|"
            rf"contralateral)(?: one\b| {_SIDE}\b|[,.;)])"
            r"|\b(?:treated|control|untreated|placebo|active|laser|test|vehicle|study|experimental|"
            r"intervention) (?:and (?:the )?(?:control|untreated|placebo|non-treated|nontreated) )?"
            r"sides?\b[^.;]{0,60}\b(?:control|untreated|other|opposite|contralateral|face)"
        ),
    ),
    Rule(
        "sides",
        ("right", "left-"),
        re.compile(
            r"\b(?:right|left)[ -](?:versus|vs\.?|to|and|or|/|–)?[ -]?(?:left|right)[ -]"
            r"(?:side[ds]? )?(?:compar|split|random|controlled|intraindividual|trial|study|design)"
            r"|\b(?:right|left) and (?:left|right) (?:sides?|halves|half) (?:of the |of their )?"
            rf"(?:\w+ )?(?:face|body|scar|neck|{_SIDE})\b"
            r"|\b(?:right|left) (?:side|half|cheek|hand|forearm|arm|foot|leg)\b[^.;]{0,80}\b(?:and|"
            r"while|whereas|versus|vs\.?) (?:the )?(?:\w+ ){0,4}(?:left|right|other)\b"
        ),
    ),
    Rule(
        "other side",
        ("other ", "opposite ", " sites", " areas", " skin"),
        re.compile(
            r"\b(?:on|to|in|for|with|while|and) the (?:other|opposite) (?:arm|forearm|side|leg|"
            r"foot|cheek|hemiface|axilla|breast|eye|half of the (?:face|scar|body|lesion))\b"
            r"|\bcompared (?:with|to) (?:the )?(?:control|untreated|vehicle|"
            r"placebo)(?:[- ]treated)? "
            r"(?:skin )?(?:sites|areas|skin)\b"
        ),
    ),
    Rule(
        "within person",
        (
            "intra",
            "within",
            "own control",
            "self-control",
            "paired",
            "same patient",
            "each patient",
        ),
        re.compile(
            r"\bintra-?[ -]?(?:individual|patient|subject|lesional|"
            r"person)(?:ly)?[ -](?:\w+[ -]){0,2}?"
            r"(?:compar|control|random|trial|study|design|split)"
            r"|\bwithin[ -](?:patient|subject|person|individual|participant)s?[ -](?:\w+[ -]){0,2}?"
            r"(?:compar|control|random)"
            r"|\b(?:two|both|three|four|paired|symmetric(?:al)?|matched|bilateral|similar) (?:\w+ )"
            r"{0,2}(?:sides|halves|scars|lesions|sites|areas|wounds|cheeks|plaques) (?:\w+ )?"
            r"(?:of|on|in|from|within) (?:the same|each|every|one|a single) (?:patient|subject|"
            r"person|individual|participant|volunteer|scar)"
            r"|\b(?:each|every) (?:patient|subject|volunteer|participant)[’']?s? (?:\w+ ){0,4}"
            r"(?:sides|halves)\b"
        ),
    ),
    Rule(
        "sides randomised",
        ("side", "half", "halves", "cheek", "site", "hemiface", "extremit", "arm", "leg", "hand"),
        re.compile(
            r"\b(?:sides?|halves|half|cheeks?|extremit\w+|sites?|hemifaces?) (?:of (?:the|each|"
            r"their) "
            r"(?:\w+ ){1,2})?(?:was|were|being|is|are) (?:then )?random"
            r"|\brandom\w* (?:\w+ ){0,3}(?:one|either|each|left|right)(?: \w+){0,2} "
            r"(?:side|half|cheek|forearm|arm|leg|hand|foot|scar half)\b"
        ),
    ),
)

CROSSOVER = (
    Rule(
        "crossover",
        ("cross",),
        re.compile(
            r"(?<!no )\bcross-?[ ]?over\b(?! to (?:the )?(?:open|active|surg))"
            r"|\bcrossed[ -]over\b(?! to (?:the )?(?:open|surg))"
        ),
    ),
    Rule(
        "periods",
        ("washout", "wash-out", "wash out", "latin", "order", "sequence", "balanced", "period"),
        re.compile(
            r"\bwash-?[ ]?out (?:period|phase|interval)[^.;]{0,80}\b(?:other|alternate|alternative|"
            r"second|opposite|between|then)\b"
            r"|\b(?:separated by|after|with) an? (?:[\w-]+ ){0,3}wash-?[ ]?out"
            r"|\blatin[ -]square\b|\bcounter-?balanced\b"
            r"|\b(?:in|at) (?:a )?random(?:i[sz]ed)? (?:order|sequence)\b"
            r"|\brandom(?:i[sz]ed)? (?:treatment )?(?:order|sequence) of\b"
            r"|\b(?:two|three|four|2|3|4)[ -]period\b"
        ),
    ),
    Rule(
        "conditions",
        (
            "within-subject",
            "within subject",
            "repeated measures",
            "repeated-measures",
            "first test",
        ),
        re.compile(
            r"\bwithin[ -]subjects?,? (?:\w+ ){0,2}(?:design|repeated|study)"
            r"|\brepeated[ -]measures? (?:\w+ ){0,2}(?:design|study|crossover)"
        ),
    ),
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
    for field, rules in (("split_body", SPLIT_BODY), ("crossover", CROSSOVER)):
        place = None if is_review else find_own_control(document.lower, rules)
        context.answers[field] = place is not None
        facts.append(_fact(document, field, place))
    return facts


def find_own_control(lower: str, rules: Sequence[Rule]) -> tuple[int, int] | None:
    """Where the first rule that holds finds its words, as (start, end)."""
    for rule in rules:
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
