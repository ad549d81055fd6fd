"""How titles and abstracts name their design; the first rule of a list that holds decides.

The values are the designs of ``data/vocabulary/designs.yaml``.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule, one_of
from ingest.extract.text.patterns import at_word_start

_NUMBER = one_of(*("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", r"\d+"))
_ANIMALS = one_of(
    *("rats?", "mice", "mouse", "murine", "porcine", "pigs?", "swine", "rabbits?", "canine"),
    *("dogs?", "guinea pigs?"),
)
_PERSON = one_of("man", "woman", "boy", "girl", "male", "female", "patient", "infant", "child")

#: What journals print about papers, named in a title: no study of its own.
NOTICE = re.compile(
    r"\s*(?:retract(?:ion|ed)(?: (?:notice|note|article))?|erratum|corrigendum|correction|"
    r"expression of concern)\b"
)
#: Names of designs in a title.
TITLE_RULES = (
    Rule(
        "protocol",
        ("protocol", "rationale", "study design"),
        re.compile(
            one_of(
                r"\b(?:study|trial|review|research|feasibility|pilot|analysis) protocol\b",
                r"\bprotocol (?:for|of) (?:the |an? )?(?:[\w™®-]+ ){0,6}"
                r"(?:trial|study|review|rct|meta-analysis|analysis|evaluation)\b",
                r"(?:[:–—-]|\ba) (?:a )?protocol\b",
                r"^protocol\b",
                r"\b(?:rationale and (?:study )?design|design and rationale|rationale, design)\b",
                r"\bstudy design and (?:methods|protocol|rationale)\b",
            )
        ),
    ),
    Rule(
        "meta-analysis",
        ("meta", "pooled"),
        re.compile(
            one_of(
                r"\bmeta[ -]?analy[st][ei]\w*",
                r"\bmetaanaly\w+",
                r"\bmeta-regression",
                r"\bpooled (?:[\w-]+ ){0,4}analys[ei]s\b",
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
        ("guideline", "consensus", "recommendation", "position", "statement"),
        re.compile(
            one_of(
                r"(?<!of )(?<!to )\bguidelines?\b(?! adherence)",
                r"\bconsensus\b",
                r"\brecommendations?\b(?: (?:for|on|of|from)|[:.]|$)",
                r"\bposition (?:paper|statement)\b",
            )
        ),
    ),
    Rule(
        "case-report",
        ("case", "report of a", "report of one"),
        re.compile(
            one_of(
                r"\bcase reports?\b(?! and (?:systematic|literature))",
                r"\ba case(?: report| study)?\b",
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
    Rule("cohort", ("cohort",), re.compile(r"\bcohort\b")),
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
        ("review", "overview", "update", "state", "perspective", "advances", "current", "what"),
        re.compile(
            one_of(
                r"\b(?:literature|narrative|comprehensive|critical|clinical|brief|concise|current|"
                r"mini|practical|integrative|an?)[ -]?(?:literature |evidence-based )?"
                r"(?:review|overview)\b",
                r"\breview of\b",
                r"\b(?:and|:|–|-) (?:\w+ ){0,3}(?:review|overview)\b",
                r"\breview\.?\s*$",
                *(r"\boverview\b", r"\bupdate\b", r"\bperspectives?\b", r"\brecent advances\b"),
                *(r"\bstate[ -]of[ -]the[ -]art\b", r"\bwhat.?s new\b", r"\bwhat is new\b"),
                r"\bcurrent (?:concepts|status|trends|evidence)\b",
            )
        ),
    ),
)
#: Words of these designs also stand in the titles of trials ("update", "survey", "series").
YIELD_TO_TRIAL = ("cohort", "cross-sectional", "narrative-review", "guideline", "case-series")

#: Dogs with the disease of dogs are patients; dogs as a model of people are not.
PATIENT_ANIMALS = re.compile(
    at_word_start(
        (
            *("veterinary", "client-owned", "naturally (?:occurring|infected|infested)"),
            *(f"{breed} (?:cows|cattle|herds?)" for breed in ("dairy", "holstein")),
            *(
                f"{state} (?:dogs|cats|horses)"
                for state in ("atopic", "arthritic", "affected", "diseased")
            ),
        )
    )
    + r"\b"
)
#: "This randomised trial", "our randomised study".
THIS_BEFORE = re.compile(r"\b(?:this|our|the present|present|these)\b[^.;]{0,50}$")

#: What comes before the name that an abstract gives itself.
_SELF = (
    r"\b"
    + one_of(
        *("this", "our", "the present", "the current", "present", "(?:study )?design:?"),
        *("in an?", "was an?", "is an?", "by an?", "methods:?", "methods an?", "through an?"),
        "we (?:performed|conducted|carried out|report|present|describe|did|undertook|designed)",
    )
    + r"[ ,](?:an? )?(?:[\w-]+,? ){0,5}?"
)

#: A protocol that says so.
PROTOCOL_RULE = Rule(
    "protocol",
    ("protocol", "rationale"),
    re.compile(
        one_of(
            r"(?<!of )\bthis (?:\w+ )?(?:study|trial|review|research) protocol\b",
            r"\bthis protocol (?:describes|outlines|aims|presents|reports)\b",
            r"\bthis (?:paper|article|manuscript) (?:\w+ )?(?:describes|outlines|presents|reports) "
            r"(?:\w+ ){0,4}(?:protocol|rationale)\b",
            r"\b(?:trial|study) protocol (?:was|is|has been) (?:developed|designed|described)\b",
        )
    ),
)
#: What a text calls itself, or plainly describes.
SELF_RULES = (
    Rule(
        "meta-analysis",
        ("meta", "pooled"),
        re.compile(
            one_of(
                _SELF + r"(?:network )?meta-?\s?analys[ei]s\b",
                r"\bpooled (?:\w+ )?analys[ei]s of [^.]{0,80}\b(?:trials|studies)\b",
                r"\bpooled (?:[\w-]+ ){0,2}data from [^.]{0,80}\b(?:trials|studies)\b",
                r"\bdata (?:were|was) pooled from\b",
            )
        ),
    ),
    Rule(
        "systematic-review",
        ("systematic", "scoping"),
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
        ("cohort", "retrospective", "chart", "records", "files of", "observational"),
        re.compile(
            one_of(
                _SELF + r"(?:cohort (?:study|analysis)|observational (?:\w+ )?study)",
                r"\bretrospective(?:ly)? (?:\w+ ){0,3}(?:study|review|analy|evaluat|collect|"
                r"cohort|chart|data)",
                r"\bchart review\b",
                r"\b(?:medical|patient|hospital) (?:records|charts) (?:of|were)",
                rf"\b(?:records|charts|files) of (?:all |the )?{_NUMBER}",
                r"\bdata were (?:\w+ )?retrospectively",
            )
        ),
    ),
    Rule(
        "cross-sectional",
        ("cross-sectional", "cross sectional", "questionnaire", "survey"),
        re.compile(r"\bcross[ -]sectional\b|" + _SELF + r"(?:survey|questionnaire)\b"),
    ),
    Rule(
        "case-report",
        ("case", "year-old", "-yr-old", "years old", "-old"),
        re.compile(
            one_of(
                r"\b(?:report|describe|present)s? (?:a|an|the|one)(?: \w+){0,3} (?:case|patient)\b"
                r"(?! series)",
                r"\bcase report\b",
                r"\b(?:a|an|the) \d+[- ](?:year|yr|month|week|day)s?[- ]old (?:\w+[- ]){0,3}"
                rf"{_PERSON}\b",
            )
        ),
    ),
    Rule(
        "case-series",
        (
            *("series", "cases", "patients", "uncontrolled", "single-arm", "single arm"),
            *("before-and", "no control", "without control", "without a control", "one-arm"),
        ),
        re.compile(
            one_of(
                r"\bcase series\b",
                rf"\b(?:report|describe|present) (?:\w+ ){{0,2}}{_NUMBER} (?:\w+ ){{0,2}}"
                r"(?:cases|patients)\b",
                r"\bseries of (?:\w+ )?(?:\w+|\d+) (?:\w+ )?(?:patients|cases)\b",
                r"\b(?:consecutive|retrospective|prospective) series\b",
                r"\buncontrolled,? (?:[\w-]+,? ){0,3}"
                r"(?:study|trial|experience|series|observation)\b",
                r"\b(?:no|without(?: a)?) controls?(?: group| arm)?\b(?! (?:was |were )?"
                r"(?:differ|improv|chang))",
                r"\b(?:single|one)[ -]arm\b",
                r"\bbefore-and-after study\b",
            )
        ),
    ),
    Rule(
        "narrative-review",
        ("review", "overview", "article", "paper", "chapter", "manuscript", "commentary"),
        re.compile(
            one_of(
                r"\b(?:this|the present|our|the) (?:\w+ )?(?:review|overview)\b",
                r"\bwe (?:\w+ )?review\b",
                r"\b(?:this|the) (?:article|paper|chapter|manuscript|commentary) (?:\w+ )?"
                + one_of(
                    *("review", "summari", "discuss", "provides", "describes", "focuses"),
                    *("explores", "examines", "aims", "highlights", "covers"),
                ),
                r"\b(?:is|are) (?:\w+ )?reviewed\b",
                r"\breview of the literature\b",
                r"\bto review\b",
            )
        ),
    ),
    Rule(
        "other",
        ("focus group", "qualitative", "interviews", "grounded theory"),
        re.compile(
            one_of(
                r"\bfocus groups?\b",
                r"\b(?:qualitative|semi-?structured|in-depth|grounded theory) (?:\w+ )?"
                r"(?:study|interviews?|analysis|approach|methods?|research)\b",
            )
        ),
    ),
)

#: A cohort or survey that says so of itself, though its people once were randomised.
OBSERVED = re.compile(
    r"\bthis (?:\w+ ){0,2}(?P<design>cohort|cross[ -]sectional|case[ -]control) "
    r"(?:study|analysis)\b"
)
#: What a plan says it is going to do.
FUTURE = re.compile(
    one_of(
        r"\bwill (?:\w+ )?be\b",
        r"\bwe (?:aim|plan|intend|expect) to\b",
        r"\bwill (?:\w+ )?"
        + one_of(
            *("receive", "undergo", "assess", "evaluate", "compare", "recruit", "include", "test"),
            *("determine", "provide", "repeat", "rate"),
        ),
    )
)
#: What is randomised where nobody is treated.
ON_THE_BENCH = re.compile(
    r"\b(?:extracted|human|bovine|premolar|molar) teeth\b|\broot canals\b"
    r"|\bspecimens were\b|\bcadaver\w*"
)
TREATED = re.compile(
    r"\b"
    + one_of(
        *("(?:was|were) used", "supplemented", r"group (?:\w|\d|i+),? (?:had|got|was|were)"),
        *("received?", "receiving", "given", "administered", "treated", "underwent", "applied"),
        *("injected", "assigned", "allocated"),
    )
    + r"\b"
)
#: What is done to persons alone ("was applied" is also said of stimuli and tests).
TREATED_PEOPLE = re.compile(
    r"\b"
    + one_of(
        *("received?", "receiving", "treated", "underwent", "undergoing", "administered"),
        *("injected", "needled", "irradiated", "operated", "offered", "given"),
        *("we performed", r"had (?:[\w-]+ ){1,5}(?:sessions|treatments|injections|passes)"),
    )
    + r"\b"
)
#: Treatments of people in other words, where nothing else tells what the study is.
TREATMENT = re.compile(
    r"\b(?:sittings?|sessions?|rounds|passes) (?:of|with|were|was|took)\b"
    r"|\b(?:microneedled|grafted|excised|lasered|injections? (?:were|was)|submitted to)\b"
)
#: Groups that were made by something else than chance.
CHOSEN = re.compile(
    at_word_start(
        (
            *(
                "chose between",
                r"odd (?:[\w-]+ ){0,4}numbers?",
                "alternate(?:ly (?:assign|alloc|treat|giv|placed)| (?:allocation|assignment))",
                "in alternation",
            ),
            *(
                f"{whose} (?:own )?(?:choice|preference)"
                for whose in ("patients?'?s?'?", "parents'?")
            ),
            *("delayed[- ]start", "delayed (?:group|patients|controls?|arm)"),
            *("waiting[- ]list (?:group|patients|controls?)",),
        )
    )
)
#: "received A (38) or B (37)", "treated with A (n = 38) and B (n = 37)".
TWO_ARMS = re.compile(
    r"\b(?:received|treated|given|underwent|using|with)\b[^.;]{0,80}\((?:n ?= ?)?\d+[^.;)]{0,30}\)?"
    r"[^.;]{0,60}\b(?:or|and|versus|vs)\b[^.;]{0,60}\((?:n ?= ?)?\d+"
    r"|\b\d[\d.]*,? (?:\d[\d.]*,? )*(?:or|versus|vs\.?) \d[\d.]* ?(?:mg|ml|g|mcg|iu|j|mm)\b"
)
#: Who is followed to see what happens is a cohort.
PROGNOSIS = re.compile(
    r"\bprognos(?:is|tic)\b|\bpredict(?:or|ors|ive|s) of\b|\bwere followed (?:up )?for\b"
)
RCT = re.compile(r"\brct\b")
