"""How titles name the design of a report; the first rule that holds decides.

The values are the designs of ``data/vocabulary/designs.yaml``.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule, one_of

_ANIMALS = one_of(
    *("rats?", "mice", "mouse", "murine", "porcine", "pigs?", "swine", "rabbits?", "canine"),
    *("dogs?", "guinea pigs?"),
)

#: What journals print about papers, named in a title: no study of its own.
NOTICE = re.compile(
    r"\s*(?:retract(?:ion|ed)(?: (?:notice|note|article))?|erratum|corrigendum|correction|"
    r"expression of concern)\b"
)
#: Names of designs in a title.
TITLE_RULES = (
    Rule(
        "protocol",
        ("protocol", "rationale", "study design", "trial in progress"),
        re.compile(
            one_of(
                r"\b(?:study|trial|review|research|feasibility|pilot|analysis) protocol\b",
                r"\bprotocol (?:for|of) (?:the |an? )?(?:[\w™®-]+ ){0,6}"
                r"(?:trial|study|review|rct|meta-analysis|analysis|evaluation)\b",
                r"(?:[:–—-]|\ba) (?:a )?protocol\b",
                r"\btrial in progress\b",
                r"^protocol\b",
                r"\b(?:rationale and (?:study )?design|design and rationale|rationale, design)\b",
                r"\bstudy design and (?:methods|protocol|rationale)\b",
            )
        ),
    ),
    Rule(
        "other",
        ("comment", "editorial", "repl"),
        re.compile(
            r"\b(?:invited|guest) commentary\b|\bcommentary\b(?: on\b|$)|^comment(?:ary)? on\b|"
            r"\beditorial\b|^(?:in |authors?'? )?reply\b"
        ),
    ),
    Rule(
        "meta-analysis",
        ("meta", "pooled"),
        re.compile(
            one_of(
                r"(?<!without )(?<!without a )(?<!no )\bmeta[ -]?analy[st][ei]\w*",
                r"\bmetaanaly\w+",
                r"\bmeta-regression",
                r"\bpooled (?:[\w-]+ ){0,4}analys[ei]s\b",
                r"\bpooled (?:[\w-]+ ){0,3}data (?:from|of)\b",
            )
        ),
    ),
    Rule(
        "systematic-review",
        ("review", "cochrane"),
        re.compile(
            one_of(
                r"\bsystematic(?:ally)?(?: \w+){0,3} reviews?\b",
                r"\bsystematically reviewed\b",
                r"\b(?:scoping|umbrella|cochrane|rapid|evidence-based) reviews?\b",
                r"\breview of systematic\b",
            )
        ),
    ),
    Rule(
        "guideline",
        ("guideline", "consensus", "recommendation", "position", "statement", "delphi"),
        re.compile(
            one_of(
                r"(?<!of )(?<!to )\bguidelines?\b(?! adherence)",
                r"\bconsensus\b|\bdelphi\b",
                r"\brecommendations?\b(?: (?:for|on|of|from)|[:.]|$)",
                r"\bposition (?:paper|statement)\b",
            )
        ),
    ),
    Rule(
        "case-report",
        ("case", "report of a", "report of one", "in a", "-old"),
        re.compile(
            one_of(
                r"\bcase (?:report\b(?! and (?:an? )?systematic)|reports\b(?! and (?:systematic|"
                r"literature)))",
                r"\b(?:two|three|2|3) cases and (?:an? )?(?:brief )?(?:literature )?review\b",
                r"\b(?:in|of|with) an? \d+[- ](?:year|month|week|day)s?[- ]old\b",
                r"\bin an? (?:\w+ ){0,2}(?:patient|woman|man|boy|girl|child|infant|neonate|"
                r"newborn)\b"
                r"(?![- ](?:cent(?:re|er)ed|population|cohort|group|sample|model))",
                r"\ba case(?: report| study)?\b(?![- ](?:control|series|mix))",
                r"\breport of (?:a|one|two|three|2|3) (?:\w+ )?cases?\b",
            )
        ),
    ),
    Rule(
        "case-series",
        ("series", "cases", "experience"),
        re.compile(
            one_of(
                r"\b(?:case|consecutive|clinical|retrospective|prospective) series\b",
                r"\bseries of\b",
                r"\b(?:report|review|study|analysis) of (?:\w+|\d+) (?:consecutive )?cases\b",
                r"\bexperience (?:with|of|in) \d+\b",
            )
        ),
    ),
    Rule("case-control", ("case-control", "case control"), re.compile(r"\bcase[ -]control")),
    Rule(
        "cohort",
        ("cohort", "retrospective"),
        re.compile(r"\bcohort\b|\bretrospective(?:,? \w+)? compar(?:ison|ative)\b"),
    ),
    Rule(
        "cross-sectional",
        ("cross-sectional", "cross sectional", "survey", "questionnaire", "prevalence"),
        re.compile(r"\bcross[ -]sectional\b|\bsurvey\b|\bquestionnaire\b|\bprevalence of\b"),
    ),
    Rule(
        "preclinical",
        (
            *("vitro", "ex vivo", "animal", "rat", "mice", "mouse", "murine", "porcine", "pig"),
            *("swine", "rabbit", "canine", "dog"),
        ),
        re.compile(rf"\bin vitro\b|\bex vivo\b|\banimal (?:model|study|experiment)|\b{_ANIMALS}\b"),
    ),
    Rule(
        "narrative-review",
        (
            *("review", "overview", "update", "state", "perspective", "advances", "current"),
            *("what", "guide", "how"),
        ),
        re.compile(
            one_of(
                r"\b(?:literature|narrative|comprehensive|critical|clinical|brief|concise|current|"
                r"mini|practical|integrative|an?)[ -]?(?:literature |evidence-based )?"
                r"(?:review|overview)\b",
                r"\breview of\b(?! (?:\d+|cases|charts|records|case|patients|all|our|"
                r"consecutive)\b)",
                r"\b(?:and|:|–|-) (?:\w+ ){0,3}(?<!chart )(?<!record )(?<!records )(?<!case )"
                r"(?<!notes )(?<!safety )(?<!retrospective )(?<!-year )(?:review|overview)\b",
                r"(?<!chart )(?<!record )(?<!records )(?<!case )(?<!notes )(?<!safety )"
                r"(?<!retrospective )(?<!-year )\breview\.?\s*$",
                r"\bhow (?:i|we) (?:treat|do|manage)\b",
                r"\b(?:practical|clinical|clinician'?s|pocket) guide\b|\bguide (?:to|for)\b",
                *(
                    r"\boverview\b",
                    r"\bupdate\b",
                    r"(?<!reported )(?<!patients' )(?<!patient )\bperspectives?\b",
                    r"\brecent advances\b",
                ),
                *(r"\bstate[ -]of[ -]the[ -]art\b", r"\bwhat.?s new\b", r"\bwhat is new\b"),
                r"\bcurrent (?:concepts|status|trends|evidence)\b",
            )
        ),
    ),
)
#: Words of these designs also stand in the titles of trials ("update", "survey", "series").
YIELD_TO_TRIAL = ("cohort", "cross-sectional", "narrative-review", "guideline", "case-series")
