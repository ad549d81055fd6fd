"""The design of a study, from what the report calls itself and from what it describes.

A decision list, the first rule that holds decides: what the title says, what the text calls
itself, then what was done. The fourteen designs are those of ``data/vocabulary/designs.yaml``; a
comparative trial that nowhere says that it is randomised is a non-randomised controlled trial, and
patients who all had the treatment are a case series.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.extract.context import Context
from ingest.extract.cues import Rule
from ingest.extract.document import Document
from ingest.extract.fact import Fact, Status
from ingest.extract.randomized import RANDOM_KINDS, Mention, random_mentions
from ingest.extract.report_cues import CUES, report_cues
from ingest.extract.rule_confidence import rule_confidence
from ingest.extract.split_body import SPLIT_BODY, find_own_control

METHOD = "design-rules"
VERSION = 1

#: Names of designs in a title.
TITLE_RULES = (
    Rule(
        "protocol",
        ("protocol", "rationale", "study design"),
        re.compile(
            r"\b(?:study|trial|review|research|feasibility|pilot|analysis) protocol\b"
            r"|\bprotocol (?:for|of) (?:the |an? )?(?:[\w™®-]+ ){0,6}(?:trial|study|review|rct|"
            r"meta-analysis|analysis|evaluation)\b"
            r"|(?:[:–—-]|\ba) (?:a )?protocol\b|^protocol\b"
            r"|\b(?:rationale and (?:study )?design|design and rationale|rationale, design)\b"
            r"|\bstudy design and (?:methods|protocol|rationale)\b"
        ),
    ),
    Rule(
        "meta-analysis",
        ("meta", "pooled analysis of"),
        re.compile(
            r"\bmeta[ -]?analy[st][ei]\w*|\bmetaanaly\w+|\bmeta-regression"
            r"|\bpooled analysis of [^.;:]{0,60}\b(?:trials|studies)\b"
        ),
    ),
    Rule(
        "systematic-review",
        ("review", "cochrane"),
        re.compile(
            r"\bsystematic(?:ally)?(?: \w+){0,3} reviews?\b|\bsystematically reviewed\b|"
            r"\b(?:scoping|umbrella|cochrane|rapid|evidence-based) reviews?\b|\breview of systematic\b"
        ),
    ),
    Rule(
        "guideline",
        ("guideline", "consensus", "recommendation", "position", "statement"),
        re.compile(
            r"(?<!of )(?<!to )\bguidelines?\b(?! adherence)|\bconsensus\b|\b(?:clinical |practice |expert )?"
            r"recommendations?\b(?: (?:for|on|of|from)|[:.]|$)|\bposition (?:paper|statement)\b"
        ),
    ),
    Rule(
        "case-report",
        ("case", "report of a", "report of one"),
        re.compile(
            r"\bcase reports?\b(?! and (?:systematic|literature))|\ba case(?: report| study)?\b"
            r"|\breport of (?:a|one|two|three|2|3) (?:\w+ )?cases?\b"
            r"|\bcase reports?\b"
        ),
    ),
    Rule(
        "case-series",
        ("series", "cases", "patients"),
        re.compile(
            r"\b(?:case|consecutive|clinical|retrospective|prospective) series\b|\bseries of\b"
            r"|\b(?:report|review|study|analysis) of (?:\w+|\d+) (?:consecutive )?cases\b"
            r"|\bexperience (?:with|of|in) \d+\b"
        ),
    ),
    Rule("case-control", ("case-control", "case control"), re.compile(r"\bcase[ -]control")),
    Rule("cohort", ("cohort",), re.compile(r"\bcohort\b")),
    Rule(
        "cross-sectional",
        ("cross-sectional", "cross sectional", "survey", "questionnaire", "prevalence"),
        re.compile(r"\bcross[ -]sectional\b|\bsurvey\b|\bprevalence of\b"),
    ),
    Rule(
        "preclinical",
        ("vitro", "animal", "rat", "mice", "mouse", "murine", "porcine", "pig", "rabbit", "canine"),
        re.compile(
            r"\bin vitro\b|\bex vivo\b|\banimal (?:model|study|experiment)|\b(?:rats?|mice|mouse|"
            r"murine|porcine|pigs?|swine|rabbits?|canine|dogs?|guinea pigs?)\b"
        ),
    ),
    Rule(
        "narrative-review",
        ("review", "overview", "update", "state", "perspective", "advances", "current", "what"),
        re.compile(
            r"\b(?:literature|narrative|comprehensive|critical|clinical|brief|concise|current|mini|"
            r"practical|integrative|an?)[ -]?(?:literature |evidence-based )?(?:review|overview)\b"
            r"|\breview of\b|\b(?:and|:|–|-) (?:\w+ ){0,3}(?:review|overview)\b|\boverview\b|"
            r"\bupdate\b|\bstate[ -]of[ -]the[ -]art\b|\brecent advances\b|\bperspectives?\b|"
            r"\breview\.?\s*$|\bwhat.?s new\b|\bcurrent (?:concepts|status|trends|evidence)\b"
        ),
    ),
)

#: What an abstract calls itself.
_SELF = (
    r"\b(?:this|our|the present|the current|present|we (?:performed|conducted|carried out|report|"
    r"present|describe|did|undertook|designed)|(?:study )?design:?|in an?|was an?|is an?|by an?|"
    r"methods:?|methods an?|through an?)[ ,](?:an? )?(?:[\w-]+,? ){0,5}?"
)
SELF_RULES = (
    Rule(
        "protocol",
        ("protocol",),
        re.compile(
            r"\bthis (?:\w+ )?(?:study|trial|review|research) protocol\b"
            r"|\bthis protocol (?:describes|outlines|aims|presents|reports)\b"
            r"|\bthis (?:paper|article|manuscript) (?:\w+ )?(?:describes|outlines|presents|reports)"
            r" (?:\w+ ){0,4}protocol\b|\bthe trial protocol was developed\b"
        ),
    ),
    Rule(
        "meta-analysis",
        ("meta", "pooled"),
        re.compile(
            _SELF + r"(?:network )?meta-?\s?analys[ei]s\b"
            r"|\bpooled (?:\w+ )?analys[ei]s of [^.]{0,80}\b(?:trials|studies)\b"
        ),
    ),
    Rule(
        "systematic-review",
        ("systematic", "cochrane", "scoping"),
        re.compile(
            _SELF + r"(?:systematic(?:ally)? (?:literature )?(?:review|search)|scoping review)"
        ),
    ),
    Rule(
        "case-control",
        ("case-control", "case control"),
        re.compile(_SELF + r"case[ -]control(?:led)? (?:study|design)"),
    ),
    Rule(
        "cohort",
        ("cohort", "retrospective", "chart", "records", "observational"),
        re.compile(
            _SELF
            + r"(?:cohort (?:study|analysis)|observational (?:\w+ )?study|retrospective (?:\w+ )"
            r"{0,3}(?:study|review|analysis|cohort)|chart review)"
            r"|\b(?:retrospective(?:ly)? (?:\w+ ){0,2}(?:study|review|analy|evaluat|review|collect|"
            r"cohort|chart|data)|chart review|(?:medical|patient|hospital) (?:records|charts) (?:of|"
            r"were)|data were (?:\w+ )?retrospectively)"
        ),
    ),
    Rule(
        "cross-sectional",
        ("cross-sectional", "cross sectional", "questionnaire", "survey"),
        re.compile(
            r"\bcross[ -]sectional\b|" + _SELF + r"(?:survey|questionnaire)\b"
            r"|\bsensitivity and specificity of the questionnaire\b"
        ),
    ),
    Rule(
        "case-report",
        ("case", "year-old", "-yr-old", "years old"),
        re.compile(
            r"\b(?:we |to )?(?:report|describe|present)s? (?:a|an|the|one)(?: \w+){0,3} (?:case|patient)"
            r"\b(?! series)|\bcase report\b|\b(?:a|an|the) \d+[- ](?:year|yr|month|week|day)s?[- ]old "
            r"(?:\w+[- ]){0,3}(?:man|woman|boy|girl|male|female|patient|infant|child)\b"
        ),
    ),
    Rule(
        "case-series",
        (
            "series",
            "cases",
            "pilot",
            "uncontrolled",
            "single-arm",
            "single arm",
            "before-and-after",
        ),
        re.compile(
            r"\bcase series\b|\b(?:report|describe|present) (?:\w+ ){0,2}(?:two|three|four|five|six|"
            r"seven|eight|nine|ten|\d+) (?:\w+ ){0,2}(?:cases|patients)\b|\bseries of (?:\w+ )?(?:\w+|"
            r"\d+) (?:\w+ )?(?:patients|cases)\b|\buncontrolled (?:\w+ )?(?:study|trial)\b|"
            r"\bsingle[ -]arm\b|\bbefore-and-after study\b"
        ),
    ),
    Rule(
        "narrative-review",
        ("review", "overview", "article", "paper", "chapter"),
        re.compile(
            r"\b(?:this|the present|our|the) (?:\w+ )?(?:review|overview)\b|\bwe (?:\w+ )?review\b"
            r"|\b(?:this|the) (?:article|paper|chapter|manuscript|commentary) (?:\w+ )?(?:review|"
            r"summari|discuss|provides|describes|focuses|explores|examines|aims|highlights|covers)"
            r"|\b(?:is|are) (?:\w+ )?reviewed\b|\breview of the literature\b|\bto review\b"
        ),
    ),
)

_QUALITATIVE = Rule(
    "other",
    ("focus group", "qualitative", "interviews", "grounded theory"),
    re.compile(
        r"\bfocus groups?\b|\b(?:qualitative|semi-?structured|in-depth|grounded theory) (?:\w+ )?"
        r"(?:study|interviews?|analysis|approach|methods?|research)\b"
    ),
)

_FUTURE = re.compile(
    r"\bwill (?:\w+ )?be\b|\bwe (?:aim|plan|intend|expect) to\b|\bwill (?:\w+ )?(?:receive|undergo|"
    r"assess|evaluate|compare|recruit|include|test|determine|provide|repeat|rate)\b"
)
#: A text that speaks of the future at least so often, and has no results, plans a study.
_PLANS = 3
#: A report of randomised persons is a trial of its own unless the model of randomised trials
#: gives it less than this.
_TRIAL = 0.3
_SURE = 0.75


def read(document: Document, context: Context) -> list[Fact]:
    """The one design of the report, with the words it rests on; sets ``answers["design"]``."""
    trial = context.answers.get("randomized_trial")
    value, span = find_design(document, trial["score"] if trial else 1.0)
    context.answers["design"] = value
    confidence, tier = rule_confidence("design", value)
    status: Status = "stated" if span else "absent"
    return [
        Fact(
            field="design",
            value=value,
            status=status,
            method=METHOD,
            version=VERSION,
            quote=document.text[slice(*span)] if span else None,
            start=span[0] if span else None,
            end=span[1] if span else None,
            section=document.section_at(span[0]) if span else None,
            confidence=confidence,
            tier=tier,
        )
    ]


Finding = tuple[str, tuple[int, int] | None]


def find_design(document: Document, trial: float) -> Finding:
    """The design and the place of the words it rests on (None where it is only inferred).

    ``trial`` is the probability that the report is a randomised trial of its own.
    """
    cues = report_cues(document)
    randomised = _randomised(document, trial >= _SURE) if trial >= _TRIAL else None
    return (
        _named_in_title(document, cues, randomised)
        or _planned(document)
        or _preclinical(document, cues, randomised)
        or _searched(document, cues, randomised)
        or _observed(document, randomised)
        or (("randomized-controlled-trial", randomised.span) if randomised else None)
        or _named_in_text(document)
        or _compared(document, cues)
        or _uncompared(document, cues)
    )


def _randomised(document: Document, sure: bool) -> Mention | None:
    """The mention that says so: the name of the design, else the act, else "RCT"; where the
    report is almost surely a trial, also the plural of one that reports two."""
    mentions = list(random_mentions(document.lower))
    for kind in reversed(RANDOM_KINDS):
        for mention in mentions:
            if mention.kind == kind:
                return mention
    if "rct" in document.lower and (abbreviation := _RCT.search(document.lower)):
        return Mention(*abbreviation.span(), "randomised design")
    return next((m for m in mentions if sure and m.kind in ("randomised trials", "random")), None)


_RCT = re.compile(r"\brct\b")


def _named_in_title(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    in_title = randomised is not None and randomised.start < document.title_end
    for rule in TITLE_RULES:
        if in_title and rule.value != "protocol":
            return None
        if match := rule.search(document.lower, 0, document.title_end):
            if rule.value in _NEED_NO_TRIAL and randomised is not None:
                continue
            if rule.value == "preclinical" and cues.get("people", 0) >= cues.get("animals", 0):
                continue
            return rule.value, match.span()
    return None


#: Words of these designs also stand in the titles of trials ("update", "rat", "survey").
_NEED_NO_TRIAL = ("cohort", "cross-sectional", "narrative-review", "guideline", "case-series")


def _planned(document: Document) -> Finding | None:
    if match := SELF_RULES[0].search(document.lower):
        return "protocol", match.span()
    if "will" not in document.lower:
        return None
    plans = list(_FUTURE.finditer(document.lower))
    has_results = any(section.name == "results" for section in document.sections)
    needed = 1 if "methods/design" in document.lower else _PLANS
    if len(plans) >= needed + 2 * has_results:
        return "protocol", plans[0].span()
    return None


def _preclinical(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    animals, people = cues.get("animals", 0), cues.get("people", 0)
    if " in man" in document.lower:
        people += 1
    if animals > people:
        return "preclinical", CUES.first("animals", document.lower)
    if randomised is None and cues.get("bench", 0) >= 2 and not people and "received" not in cues:
        return "preclinical", CUES.first("bench", document.lower)
    return None


def _searched(
    document: Document, cues: Mapping[str, int], randomised: Mention | None
) -> Finding | None:
    searches = cues.get("search", 0)
    enough = searches >= 3 or (
        searches and not randomised and searches + cues.get("trials as subjects", 0) >= 3
    )
    if not enough:
        return None
    pooled = "meta-analysis" in cues
    name = "meta-analysis" if pooled else "search"
    value = "meta-analysis" if pooled else "systematic-review"
    return value, CUES.first(name, document.lower)


def _observed(document: Document, randomised: Mention | None) -> Finding | None:
    """A cohort or survey that says so of itself, though its people once were randomised."""
    if randomised is None or randomised.kind != "assigned at random":
        return None
    match = _OBSERVED.search(document.lower)
    return (match["design"].replace(" ", "-"), match.span()) if match else None


_OBSERVED = re.compile(
    r"\bthis (?:\w+ ){0,2}(?P<design>cohort|cross[ -]sectional|case[ -]control) (?:study|analysis)\b"
)


def _named_in_text(document: Document) -> Finding | None:
    for rule in (*SELF_RULES[1:], _QUALITATIVE):
        if match := rule.search(document.lower, document.title_end):
            return rule.value, match.span()
    return None


#: Cues that treatments were compared, the plainest first.
_COMPARISON = (
    "double-blind",
    "placebo-controlled",
    "crossover",
    "controlled trial",
    "control group",
    "placebo",
    "group letter",
    "groups",
    "allocated",
    "either",
    "versus",
)


def _compared(document: Document, cues: Mapping[str, int]) -> Finding | None:
    is_trial = not cues.keys().isdisjoint(("controlled trial", "placebo", "double-blind"))
    if "observational" in cues and not is_trial:
        return None
    if split := find_own_control(document.lower, SPLIT_BODY):
        return "nonrandomized-controlled-trial", split
    if not is_trial and not _TREATED.search(document.lower):
        return None
    for name in _COMPARISON:
        if name in cues:
            return "nonrandomized-controlled-trial", CUES.first(name, document.lower)
    arms = _TWO_ARMS.search(document.lower)
    return ("nonrandomized-controlled-trial", arms.span()) if arms else None


_TREATED = re.compile(
    r"\b(?:received?|receiving|given|administered|treated|underwent|applied|injected|assigned|"
    r"allocated)\b"
)
#: Who is followed to see what happens is a cohort.
_PROGNOSIS = re.compile(
    r"\bprognos(?:is|tic)\b|\bpredict(?:or|ors|ive|s) of\b|\bwere followed (?:up )?for\b"
)
#: "received A (38) or B (37)", "A (n = 38) and B (n = 37)".
_TWO_ARMS = re.compile(
    r"\b(?:received|treated|given|underwent|using|with)\b[^.;]{0,80}\((?:n ?= ?)?\d+[^.;)]{0,30}[)]?"
    r"[^.;]{0,60}\b(?:or|and|versus|vs)\b[^.;]{0,60}\((?:n ?= ?)?\d+"
)


def _uncompared(document: Document, cues: Mapping[str, int]) -> Finding:
    lower = document.lower
    if "review" in cues or "discussion" in cues:
        name = "review" if "review" in cues else "discussion"
        return "narrative-review", CUES.first(name, lower)
    if "observational" in cues:
        span = CUES.first("observational", lower)
        word = lower[slice(*span)] if span else ""
        followed = any(
            stem in word for stem in ("cohort", "longitudinal", "registry", "observational")
        )
        return ("cohort" if followed else "cross-sectional"), span
    if prognosis := _PROGNOSIS.search(lower):
        return "cohort", prognosis.span()
    if "people" in cues and (treated := _TREATED.search(lower)):
        return "case-series", treated.span()
    return "other", None
