"""The words that tell which scars a study is about.

Read by ``scar_types``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule

NOT_SUBJECT_BEFORE = re.compile(
    r"\b(?:history of|tendency (?:to|for)|prone to|propensity (?:to|for)|predispos\w+ to|exclu\w+|"
    r"(?<!with or )without|no|risk of|development of|caus\w+|prevent\w+ of|induc\w+|"
    r"worsening of|free of|formation of|developed|contraindicat\w+|widen\w*|new|"
    r"enlarge\w+(?: of)?(?! pores)|"
    r"except|rather than|other than|unlike|compared with|previous|prior|not|"
    r"(?:derived|extrapolated|adapted|borrowed)(?: \w+)? from|(?:similar|analogous|akin) to|"
    r"as (?:in|for)|neither:?|nor|than in|(?:proportion|rates?|incidence|"
    r"number|frequency) of|associated with healing without)"
    r"\s[^.;]{0,40}$"
)
#: "Needling is widely used for keloids": in general; the matter of a review all the same.
IN_GENERAL_BEFORE = re.compile(
    r"\b(?:popular(?:ity)?|(?:is|are) (?:\w+ )?(?:used|practi[sc]ed|performed|employed|marketed|"
    r"approved|indicated))\s[^.;]{0,40}$"
)
#: Before an operation: left out, or done to those who only gave their skin.
EXCLUDED = re.compile(
    r"\b(?:history of|exclu\w+|previous|prior|risk of|donors?(?! sites?)|(?:skin|tissue|"
    r"(?:sample|specimen|explant)s?) (?:\w+ )?(?:from|of|donated|obtained|discarded|harvested))\s"
    r"[^.;]{0,40}$"
)
NOT_SUBJECT_AFTER = re.compile(
    r"\s(?:formation|developed|occurred|formed|was not seen|were not seen|tendency|history|prone|"
    r"was (?:seen|noted|observed|found|present)|had formed|"
    r"were (?:seen|noted|observed|found|present|excluded)|"
    r"remained (?:after|in|for)|were (?:less|more) (?:frequent|common))\b"
    r"|:?\s\(?(?:n ?= ?)?\d+(?:\.\d+)?\s?%|:\s?(?:none|nil|0)\b|,?\s\(?0\b|:\s\d+(?=[.;,])"
)
#: "Keloids or a keloidal tendency were excluded".
LEFT_OUT_AFTER = re.compile(
    r"[^.,;:]{0,60}\b(?:was|were) (?:excluded|not (?:included|eligible|enrolled))\b|"
    r"(?: (?:or|and|nor) [\w-]+(?: [\w-]+)?)? were not (?:seen|observed|noted|found|reported)\b"
)
REACH_OF_EXCLUSION = 80
#: In a title: "scars other than acne scars", "necrosis with secondary scarring".
NOT_SUBJECT_IN_TITLE = re.compile(
    r"\b(?:(?:other than|except(?: for)?|excluding|apart from|history of)|"
    r"with (?:secondary|subsequent|result(?:ing|ant)|consequent|permanent)) $"
)
NEAR_IN_TITLE = 20
#: "Whether this holds in hypertrophic scars remains to be shown".
UNSETTLED = re.compile(r"whether\b[^.;]{0,200}\b(?:remains?|has to|have to|needs?|is unknown)\b")
#: Beside a kind that the title does not name where it names another: what else is known or wanted.
ELSEWHERE_BEFORE = re.compile(
    r"\b(?:in contrast (?:to|with)|(?:may|might|could|can) (?:also )?(?:be |help |work )?|"
    r"(?:future|further|larger|more) (?:studies|trials|research|work|investigations?)\b|"
    r"ha(?:s|ve) been (?:\w+ ){0,2}?(?:used|reported|shown|tried|described|studied|applied)\b|"
    r"(?:widely|commonly|often|already|well) (?:used|established|known|accepted)|"
    r"(?:established|proven|standard|popular) (?:as |(?:\w+ )?(?:treatment|therapy|option) )?"
    r"(?:for|in)\b)[^.;]{0,70}$"
)
ELSEWHERE_AFTER = re.compile(
    r"[^.;,]{0,25}\bha(?:s|ve) been (?:\w+ ){0,2}(?:encouraging|promising|good)"
)
#: "Infection, scarring: none": nobody has a scar.
NONE_AFTER = re.compile(r"(?::|,)?\s\(?(?:none|nil|0)\b")
NO_SCAR_BEFORE = re.compile(r"\b(?:no|without|neither)\s(?:[\w-]+,? ){0,5}$")
#: What is said in the words for a scar or beside them, as a group for each kind of which it tells:
#: "post-burn hypertrophic scars".
BESIDE = re.compile(
    r"\b(?:(?P<hypertrophic>hypertrophic\b)|(?P<keloid>keloid)|(?P<contracture>contracted\b)|"
    r"(?P<varicella>(?:post-?)?varicella\b)|(?P<acne>(?:post-?)?acne\b)|"
    r"(?:post-?)?(?:(?P<burn>burns?\b)|(?P<surgical>(?:surgical|operative)\b)|"
    r"(?P<traumatic>trauma(?:tic)?\b)))"
)
#: The adjectives right before a scar, with those that are joined to them.
ADJECTIVES = re.compile(
    r"(?:\b(?:mature|facial|linear|atrophic|depressed|post-?\w+|post(?=-)|surgical|traumatic|"
    r"hypertrophic|keloid(?:al)?|burn|burns(?! and $)|acne|varicella|contracted)"
    r"(?:,? (?:and|or) |, |/|-| )){1,4}(?:(?!the\b|an?\b|in\b|of\b|with\b)\w+ )?$"
)
LONGEST_ADJECTIVES = 44
CAUSE_WITHIN = re.compile(r" (?:after|from|due to|of) ")
#: Kind -> what scars came from: "scars after breast reduction".
_CAUSE = {
    "surgical": (
        r"surgery|operations?|\w+ectomy|\w+otomy|\w+plasty|caesarean|cesarean|excisions?|"
        r"incisions?|(?:breast|scar) (?:reduction|revision)"
    ),
    "burn": r"burns?|scalds?",
    "traumatic": r"trauma|accidents?|lacerations?|(?<!burn )(?<!thermal )injur(?:y|ies)(?! to)|"
    r"bites?|self-(?:harm|injury|inflicted)",
    "acne-atrophic": r"acne",
    "varicella": r"varicella|chicken-?\s?pox",
}
CAUSES = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _CAUSE.items()}
FROM = re.compile(
    r"(?: (?:of|on|over) the \w+)?,? (?:(?:mostly|mainly|usually|all|resulting|arising) )?"
    r"(?:after|following|from|due to|secondary to|caused by|because of|of(?! the\b)) "
    r"(?P<cause>(?:(?!\b(?:was|were|with|by|in|on|at|of|for|received|underwent|treated|had|is|are|"
    r"who|can|may)\b)[^.;:()]){2,60})"
)
#: "Wounds resulting from excision of naevi or from trauma", in a text on scars.
WOUND_FROM = re.compile(
    r"\bwounds?\b[^.;:()]{0,30}?\b(?:resulting from|due to|caused by|secondary to) "
    r"(?P<cause>[^.;:()]{2,60})"
)
#: Kind -> what the people had, where "scar" alone is named: it tells where the scars are from.
HAD = {
    "surgical": re.compile(
        r"\b(?:\w+ectomy|\w+otomy|\w+oplasty|laparoscop\w+|c(?:a)?esarean|abdominoplasty|"
        r"sutured wounds?|(?:excision|surgical) wounds?|suture removal|incisions?|"
        r"(?<!at )(?<!at the )donor sites?|"
        r"breast (?:reduction|surgery)|carpal tunnel|hernia repair|excision of|"
        r"(?:after|following|underwent|undergoing) (?:[\w-]+ ){0,2}(?:surgery|excision))\b"
    ),
    "traumatic": re.compile(r"\b(?:lacerations?|thorn|knife|war-injured|fragment injur)"),
    "burn": re.compile(
        r"\b(?:burns?|scalds?|burn(?:ed|t))\b(?! (?:units?|cent(?:re|er)s?|department|ward|"
        r"sensation|in \d|was|were))"
    ),
    "acne-atrophic": re.compile(r"\bacne\b[^.;]{0,12}\b(?:its|their) scars\b"),
}
#: "(acne 9, trauma 6)", "surgical (n=14)", "post-acne in 18": scars counted by where they are from.
COUNTED = Rule(
    "scars by origin",
    (
        "acne",
        "trauma",
        "surg",
        "burn",
        "varicella",
        "chickenpox",
        "injur",
        "hypertrophic in ",
        *(f"hypertrophic {digit}" for digit in "123456789"),
    ),
    re.compile(
        r"\b(?P<from>(?:post-?)?(?:acne|trauma(?:tic)?|surgical|surgery|burns?)|varicella|"
        r"chickenpox|(?<!burn )injur(?:y|ies)|hypertrophic(?=[^.;]{1,60}\batrophic\b))"
        r"(?=,? (?:in )?(?:\(?n ?= ?)?\(?\d{1,3}\b(?! ?(?:%|mm|cm|weeks|months|years|days|ml)))"
    ),
    60,
)
#: "Scars of mixed origin (acne, trauma, chickenpox)".
LISTED = Rule(
    "origins in brackets",
    tuple(f"({first}" for first in ("acne", "post", "trauma", "surg", "burn", "varic", "chicken")),
    re.compile(
        r"\bscars?\b[^.;()]{0,40}\((?P<origins>(?:(?:post-?)?(?:acne|trauma(?:tic)?|surg(?:ery|ical)|"
        r"burns?|varicella|chickenpox|injur(?:y|ies))(?:,? and |,? or |, |/)?){2,5})\)"
    ),
    110,
)
ORIGINS = {
    "ac": "acne-atrophic", "tr": "traumatic", "in": "traumatic", "su": "surgical", "bu": "burn",
    "va": "varicella", "ch": "varicella", "hy": "hypertrophic",
}  # fmt: skip
#: Scales for scars of acne alone.
ACNE_SCALES = (
    *("goodman-baron", "goodman-baron-qualitative", "goodman-baron-quantitative", "ecca"),
    "acne-scar-severity",
)
#: Scales for scars of any kind: where no scar is named, an operation or burn tells which.
SCAR_SCALES = (
    *("vancouver-scar-scale", "posas", "posas-patient", "posas-observer", "stony-brook"),
    *("manchester-scar-scale", "scar-scale-other"),
)
#: How names of acne scars begin that elsewhere mean scars of any cause.
OF_ANY_CAUSE = ("atrophic scar", "atrophic facial scar", "depressed scar", "pitted scar")
#: "The lesions healed with depressed scars", "pale scars remain".
HEALED_BEFORE = re.compile(r"\bheal\w*(?: [a-z]+)? (?:with|by|leaving)\s[^.;]{0,40}$")
STAYED_AFTER = re.compile(r"\s(?:remain(?:s|ed)?|ensued|resulted)\b(?! (?:stable|flat|unchanged))")
#: An abstract of no more sentences has none to spare for what is known.
FEW = 3
OF_STUDY = re.compile(r"\b(?:we|our|this|patients|women|men|children|volunteers|\d+)\b")
NEVER = ("background", "conclusions", "registration")
