"""How abstracts name their design, or tell it; the first rule of a list that holds decides.

The values are the designs of ``data/vocabulary/designs.yaml``.
"""

from __future__ import annotations

import re

from ingest.extract.methods.design_groups import ANY_NUMBER, PEOPLE
from ingest.extract.text.cues import Rule, one_of
from ingest.extract.text.patterns import at_word_start

_NUMBER = one_of(*("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", r"\d+"))
_RECORDS = "(?:records|charts|files|(?:case )?notes)"
_PERSON = one_of("man", "woman", "boy", "girl", "male", "female", "patient", "infant", "child")

#: Dogs with the disease of dogs are patients; dogs as a model of people are not.
PATIENT_ANIMALS = Rule(
    "animals",
    ("veterinary", "client-owned", "naturally", "dairy", "holstein", "dogs", "cats", "horses"),
    re.compile(
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
    ),
    40,
)
#: "A dog bite scar", "bitten on the forehead by a dog": no animal study.
BITTEN = re.compile(
    r"\b(?:dogs?|cats?|monkeys?|rats?|horses?)[- ]bites?\b|\bbit(?:ten|es?)?\b[^.;]{0,40}\b"
    r"(?:by|of|from) (?:an? |the )?(?:dogs?|cats?|monkeys?|rats?|horses?)\b"
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
                r"\bwe pooled (?:[\w-]+ ){0,4}data\b",
            )
        ),
    ),
    Rule(
        "systematic-review",
        ("systematic", "scoping", "cochrane review"),
        re.compile(
            r"(?:^|\n|[.:] )cochrane review\b|"
            + _SELF
            + r"(?:systematic(?:ally)? (?:literature )?(?:review|search)|scoping review)"
        ),
    ),
    Rule(
        "guideline",
        ("delphi",),
        re.compile(r"\bdelphi (?:method|process|study|survey|consensus|rounds?|technique|panel)"),
    ),
    Rule(
        "case-control",
        ("case-control", "case control", "per case"),
        re.compile(_SELF + r"case[ -]control(?:led)? (?:study|design)|\bcontrols? per case\b"),
    ),
    Rule(
        "cohort",
        ("cohort", "propensity"),
        re.compile(
            one_of(
                r"\bpropensity(?:[- ]scores?)?[- ]match",
                _SELF + r"cohort (?:study|analysis)",
                r"\b(?:comparative|retrospective|prospective|inception|matched) cohort\b",
                r"\bretrospective (?:\w+ ){0,3}cohort",
            )
        ),
    ),
    Rule(
        "records",
        (
            *("retrospective", "chart", "record", "files", "notes", "case note", "case-note"),
            *("audit", "looked back", "reviewed", "examined", "went through", "searched"),
            "observational",
        ),
        re.compile(
            one_of(
                r"\bretrospective(?:ly)?,? (?:\w+,? ){0,3}"
                + one_of(
                    *("study", "review", "analy[sz]", "evaluat", "collect", "chart", "data"),
                    *("series", "look", "audit", "comparison", "identif", "examin", "assess"),
                    *("includ", "study"),
                ),
                _SELF + r"observational (?:\w+ )?study\b",
                r"\b(?:prospective|descriptive|longitudinal),? observational (?:\w+ )?study\b",
                r"\b(?:evaluated|analy[sz]ed|reviewed|collected|identified|studied) "
                r"retrospectively\b",
                r"(?:^|\n|[.:] )retrospective\.",
                r"\b(?:chart|case[ -]?note|record) review\b",
                rf"\b(?:medical|patients?|hospital|clinical|clinic|case) {_RECORDS} (?:of|were)",
                rf"\b{_RECORDS} of (?:all |the |those |new )*"
                rf"(?:{ANY_NUMBER}|patients|given|treated|who)",
                rf"\b{ANY_NUMBER} {_RECORDS} (?:pulled|reviewed|were)",
                r"\bwe (?:\w+ )?(?:reviewed|examined|looked back at|went through|searched) "
                rf"(?:the )?(?:{ANY_NUMBER} (?:[\w-]+ ){{0,2}}"
                rf"(?:{PEOPLE}|treatments|procedures|scars)|all |every |"
                rf"(?:\w+ )?(?:{_RECORDS}|photographs)|our (?:[\w-]+ ){{0,2}}?(?:results|outcomes|"
                r"experience|patients|cases|series))",
                r"\baudit of\b",
            )
        ),
    ),
    Rule(
        "cross-sectional",
        (
            *("cross-sectional", "cross sectional", "questionnaire", "survey", "videos", "posts"),
            *("tweets", "hashtag", "online review", "websites"),
        ),
        re.compile(
            r"\bcross[ -]sectional\b|"
            + _SELF
            + r"(?:survey|questionnaire)\b|\b(?:analy[sz]ed|evaluated|reviewed|included|assessed)\b"
            r"[^.;]{0,50}\b(?:videos|posts|tweets|hashtags|online reviews|websites)\b"
        ),
    ),
    Rule(
        "case-report",
        (*("case", "report", "describe", "present", "year old", "-old", "years", "months"),),
        re.compile(
            one_of(
                r"\b(?:report|describe|present)s? (?:a|an|the|one)(?: \w+){0,3} (?:case|patient)\b"
                r"(?! series)",
                r"\b(?:we|authors|article|paper|letter) (?:\w+ )?(?:report|describe|present)s? "
                rf"(?:[\w-]+ ){{0,8}}?(?:in|of) (?:an?|one) (?:[\w-]+ ){{0,3}}{_PERSON}\b",
                r"\bcase report\b",
                r"\b(?:a|an|the) \d+[- ](?:year|yr|month|week|day)s?[- ]old (?:\w+[- ]){0,3}"
                rf"{_PERSON}\b",
                rf"(?:^|\n|[.:] )(?:a|an|one) {_PERSON},? (?:aged |of )?{ANY_NUMBER} (?:years|"
                rf"months)",
            )
        ),
    ),
    Rule(
        "case-series",
        (
            *("series", "cases", "patients", "uncontrolled", "single-arm", "single arm"),
            *("report", "describe", "present"),
            *("single-group", "single group"),
            *("before-and", "before-after", "before and after", "pre-post", "pre- and post"),
            *("no control", "without control", "without a control", "one-arm"),
            *("no compar", "without compar", "without a compar"),
        ),
        re.compile(
            one_of(
                r"\bcase series\b",
                rf"\b(?:report|describe|present) (?:\w+ ){{0,2}}{_NUMBER} (?:[\w-]+ ){{0,2}}"
                r"(?:cases|patients|women|men|children|adults|persons|siblings|girls|boys)\b",
                rf"\b{_NUMBER} (?:[\w-]+ ){{0,4}}(?:cases|patients|women|men|children|adults|"
                r"persons|siblings|girls|boys)\b[^.;]{0,40} (?:is|are) (?:described|reported|"
                r"presented)\b",
                rf"\b{_NUMBER} (?:[\w-]+ ){{0,3}}(?:patients|women|men|children|cases) (?:who )?"
                r"presented (?:with|for)\b",
                r"\bseries of (?:\w+ )?(?:\w+|\d+) (?:\w+ )?(?:patients|cases)\b",
                r"\b(?:consecutive|retrospective|prospective) series\b",
                r"\buncontrolled,? (?:[\w-]+,? ){0,3}"
                r"(?:study|trial|experience|series|observation)\b",
                r"\b(?:no|without(?: a)?) (?:controls?|comparison|comparator)(?: group| arm)?\b"
                r"(?! (?:was |were )?(?:differ|improv|chang))",
                r"\b(?:single|one)[ -]arm\b|\bsingle[ -]group\b",
                r"\b(?:before[- ]and[- ]after|before-after|pre-post|pre- and post-?\w*)"
                r" (?:[\w-]+ ){0,2}(?:study|trial|design|evaluation)\b",
            )
        ),
    ),
    Rule(
        "nonrandomized-controlled-trial",
        ("randomi",),
        re.compile(
            r"\b(?:non-?|quasi-?|not )randomi[sz]ed,? (?:[\w-]+,? ){0,4}(?:comparison|comparative|"
            r"trial|study|controlled|design)"
        ),
    ),
    Rule(
        "narrative-review",
        (
            *("review", "overview", "article", "paper", "chapter", "manuscript", "commentary"),
            *("summari", "discuss", "outline"),
        ),
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
                r"\bwe (?:\w+ )?(?:summari[sz]e|discuss|outline) (?:this|recent|current|what|how|"
                r"the (?:role|use|place|principles|management|current|available|existing))\b",
            )
        ),
    ),
    Rule(
        "other",
        (
            *("focus group", "qualitative", "interview", "grounded theory", "thematic"),
            *("decision", "markov", "cost-effectiveness", "modelling", "modeling"),
        ),
        re.compile(
            one_of(
                r"\bfocus groups?\b",
                r"\bdecision[- ](?:analytic|tree)\b|\bmarkov model|\bmodell?ing study\b",
                r"\bcost-effectiveness (?:analysis|model)\b",
                r"\b(?:qualitative|semi-?structured|in-depth|grounded theory) (?:\w+ )?"
                r"(?:study|interviews?|analysis|approach|methods?|research)\b",
                r"\binterviews (?:were|was) (?:\w+ )?(?:analy[sz]ed|transcribed|coded)\b",
                r"\bthematic(?:ally)? analy|\banaly[sz]ed thematically\b|\binterview study\b",
            )
        ),
    ),
)

#: A cohort or survey that says so of itself, though its people once were randomised.
OBSERVED = Rule(
    "observed",
    ("cohort", "sectional", "case control", "case-control"),
    re.compile(
        r"\bthis (?:\w+ ){0,2}(?P<design>cohort|cross[ -]sectional|case[ -]control) "
        r"(?:study|analysis)\b"
    ),
    80,
)
#: What a plan says it is going to do.
FUTURE = re.compile(
    one_of(
        r"\bwill (?:\w+ )?be\b",
        r"\bwe (?:aim|plan|intend|expect) to\b",
        r"\bwill (?:\w+ )?"
        + one_of(
            *("receive", "undergo", "assess", "evaluate", "compare", "recruit", "include", "test"),
            *("determine", "provide", "repeat", "rate", "enrol"),
        ),
    )
)
#: "Skin from eight women": they gave it and were not studied.
DONORS = re.compile(
    r"\b(?:skin|tissues?|samples?|specimens?|biops(?:y|ies)|explants?|cells|fibroblasts|"
    r"keratinocytes)\b[^.;]{0,20}? (?:from|of|donated by|obtained from|taken from) "
    rf"(?:{ANY_NUMBER} )?(?:[\w-]+ ){{0,2}}{PEOPLE}\b"
)
#: A report of one person, whatever was done to cells in it.
OF_ONE_PERSON = re.compile(
    r"\b(?:report|describe|present)\w*\b[^.;]{0,60}\b\d+[- ](?:year|month|week)s?[- ]old\b"
    r"|\d+[- ](?:year|month|week)s?[- ]old (?:[\w-]+ ){0,3}"
    rf"{_PERSON}\b[^.;]{{0,60}}?\b(?:presented|consulted|was (?:seen|referred|treated|admitted)|"
    r"underwent|developed|came|sought|requested)\b"
)
#: What is randomised where nobody is treated.
ON_THE_BENCH = re.compile(
    r"\bfinite[- ]element\b|\bin excised (?:\w+ )?skin\b|\bin silico\b|\bskin explants\b|"
    r"\b(?:excised|cadaveric) (?:\w+ )?skin (?:was|were|samples|specimens)\b|"
    r"\bskin samples from \w+ donors\b|"
    r"\b(?:extracted|human|bovine|premolar|molar) teeth\b|\broot canals\b|"
    r"\bspecimens were\b|\bcadaver\w*"
)
#: Who is followed to see what happens is a cohort.
PROGNOSIS = re.compile(
    r"\bprognos(?:is|tic)\b|\bpredict(?:or|ors|ive|s) of\b|\bwere followed (?:up )?for\b|"
    r"\bwe (?:\w+ )?followed\b|\bindependent (?:predictors?|risk factors?)\b|"
    r"\bwere (?:[\w-]+ )?matched (?:by|for|on|with|to)\b"
)
RCT = re.compile(r"\brct\b")
#: Rules that also read the title.
ANYWHERE = ("case-series", "cohort", "records", "nonrandomized-controlled-trial")
#: A trial that is wanted, not reported: "deserves a controlled trial".
TO_COME_BEFORE = re.compile(
    r"\b(?:deserv\w+|propos\w+|merit\w*|support\w*|needs?|needed|warrant\w*|await\w*|call\w* for|"
    r"larger|further|future|should|plann?\w*|require\w*|the comparison with)\b[^.;:\n]{0,40}$"
)
#: The same, said behind it: "a control group is necessary", "or there was none".
TO_COME_AFTER = re.compile(
    r"s? (?:(?:is|are) (?:still |also )?(?:necessary|needed|required|warranted|lacking|awaited|"
    r"desirable|missing)|(?:was|were) (?:lacking|missing|absent))\b"
)
#: "(52% versus 27%)": shares are set against each other, not what was done.
SHARE_BEFORE = re.compile(r"\d ?% $")
#: Healthy skin beside a scar is measured in people who are no controls.
CONTROL_SKIN = re.compile(r"\b(?:healthy|normal) controls? (?:skin|sites?|sides?|areas?|tissue)\b")
#: "Five sessions of either procedure": of both, unless the other follows.
EITHER_OF_BOTH = re.compile(r"of either (?:sex\b|gender\b|(?![^.;]{0,90}\bor\b))")
#: A questionnaire that people were sent.
SENT_OUT = re.compile(
    r"\b(?:questionnaires?|surveys?) (?:was|were) (?:\w+ )?"
    r"(?:sent|mailed|e-?mailed|posted|distributed|handed out)\b"
)
#: What is done to tissue that people gave.
TISSUE = re.compile(
    r"\b(?:tissues?|biops\w+|specimens|samples|fibroblasts|keratinocytes|cells)\b[^.;]{0,60}?"
    r"\b(?:cultured|sequenced|stained|incubated|exposed)\b"
)
#: Persons who came to harm, where nothing else is told of them.
HARMED = re.compile(
    rf"\b{_NUMBER} (?:[\w-]+ ){{0,3}}?(?:patients|women|men|children|cases|persons) (?:who )?"
    r"(?:developed|experienced|suffered|presented|had|with) [^.;]{0,80}?\b"
    r"(?:after|following|secondary to|due to|caused by|induced by|related to)\b"
)
#: What an essay does that reports no patients.
ARGUED = re.compile(
    r"\bwe (?:\w+ )?(?:argue|contend|discuss|reflect on|speculate|propose that|suggest that|"
    r"believe that)\b|\bare (?:\w+ )?(?:summari[sz]ed|described|outlined|highlighted)\b"
)
#: How far raters or methods agree, and what people wrote in forms.
AGREEMENT = re.compile(
    r"\bcronbach|\btest-retest\b|\b(?:completed|filled (?:in|out)|answered|returned) (?:[\w-]+ "
    r"){0,4}"
    r"(?:questionnaires?|surveys?|forms?|index|dlqi)\b|\b(?:questionnaires?|surveys?) (?:was|were) "
    r"(?:\w+ )?(?:completed|answered|filled|returned)\b|\bdiscrete[- ]choice\b|"
    rf"\b{ANY_NUMBER} (?:[\w-]+ ){{0,3}}{PEOPLE}\b[^.;]{{0,40}} and {ANY_NUMBER} (?:[\w-]+ ){{0,3}}"
    r"controls\b|"
    r"\bkappa\b|\bintraclass correlation|\b(?:inter|intra)-?(?:rater|observer)\b"
)
