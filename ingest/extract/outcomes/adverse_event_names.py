"""Words for adverse events that a vocabulary cannot list, since elsewhere they mean other things.

Verbs ("two patients bruised") and plain words ("brown spots", "a pale halo") are events where a
text on treatments of the skin tells of what came of them. Every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule

#: What may leave a scar that was not there.
_PROCEDURE = (
    r"(?:[\w-]+ ){0,5}?(?:micro-?needling|needling|needles?|laser|peels?|radiofrequency|"
    r"dermaroll\w+|dermapen|injections?|fillers?|cryotherapy|subcision)\b"
)

_AFTER = ("after", "following", "from", "due to", "caused by", "induced by")

#: Words that mean an event only in a sentence on harms; elsewhere they are scars or anatomy.
IN_CONTEXT = (
    Rule("skin-atrophy", ("atroph",), re.compile(r"\batroph(?:y|ic changes?)\b"), 20),
    Rule(
        "skin-atrophy",
        ("fat loss", "volume loss", "loss of ", "lipoatroph"),
        re.compile(
            r"\b(?:(?:facial|subcutaneous|local|buccal|temporal|periorbital) fat loss|"
            r"fat loss(?= (?:after|following)\b)|volume loss(?= (?:after|following|occurred|\(\d))|"
            r"loss of (?:(?:subcutaneous|facial) )?fat|"
            r"lipoatrophy)\b"
        ),
        30,
    ),
    Rule(
        "infection",
        (" grew ", " yielded ", "positive for "),
        re.compile(
            r"\b(?:cultures?|swabs?|pcr)(?: [\w-]+){0,3} (?:grew|yielded|(?:was|were) positive "
            r"for(?= (?:herpes|varicella|mycobact)))\b"
        ),
        50,
    ),
    Rule("skin-atrophy", ("thinning",), re.compile(r"\b(?:skin|dermal) thinning\b"), 16),
    Rule(
        "scarring",
        (
            *("new scar", "scarring", "of scar", "of the scar", "widen", "scars spread"),
            *("wounds spread", "scar spread", "thickened", "keloids on", "hypertrophy"),
            *("healed with", "scars remained", "scars resulted", "scars formed"),
            *("scars were left", "tram"),
        ),
        re.compile(
            r"(?<!no )(?<!of )\b(?:new scars?|scarring(?= (?:was|occurred|developed|in))|"
            r"(?:(?<=, )|(?<=and )|(?<=, and ))scarring(?= \(\d)|"
            r"(?:widening|enlargement|broadening) of (?:the |an? |some )?(?:few )?scars?|"
            r"widened (?:\w+ )?scars?|tram-?(?:tracks?|tracking|lines?)\b|"
            r"keloids(?= on the \w+ \w+ weeks after)|hypertrophic scarring|"
            r"(?:scar|wound) (?:widening|spreading)(?= (?:occurred|developed|in \d|\())|"
            r"(?:scars?|wounds?) (?:widened|spread|thickened)(?= in)|"
            r"(?<!scar )hypertrophy(?= (?:at|of|in) (?:\w+ ){1,3}\(|[,:]? \(?\d| (?:occurred|"
            r"developed))|"
            r"(?<=healed with )(?:an? )?(?:\w+ )?scars?|scars(?= (?:remained|resulted|formed|"
            r"were left)))\b"
        ),
        50,
    ),
    Rule(
        "scarring",
        (*(f"{scar} {after}" for scar in ("scar", "scars", "scarring") for after in _AFTER),),
        re.compile(rf"\b(?:scarring|scars?)(?= (?:{'|'.join(_AFTER)}) {_PROCEDURE})"),
        120,
    ),
    Rule(
        "scarring",
        tuple(f"{scar} {after}" for scar in ("keloid", "keloids") for after in _AFTER),
        re.compile(
            rf"(?<!of )\bkeloids?(?= (?:{'|'.join(_AFTER)}) (?:[\w-]+ ){{0,3}}?(?:micro-?needling|"
            r"needling|laser|peels?|radiofrequency|dermaroll\w+|dermapen)\b)"
        ),
        80,
    ),
    Rule(
        "burn",
        ("burn",),
        re.compile(
            r"\b(?<!post-)burn(?:s|ed|t)?\b(?! (?:scars?|survivors?|contractures?|"
            r"units?|cent(?:re|er)s?|departments?|wards?|surgery|care|"
            r"(?:and|or|&) (?:plastic|reconstructive|trauma)))"
        ),
        36,
    ),
    Rule(
        "infection",
        ("infect", "abscess", "cellulitis", "herpe", "cold sore", "purulen", "suppurat"),
        re.compile(
            r"\b(?:infected|an abscess|infections?|cellulitis|herpe(?:s|tic \w+)|cold sores?|"
            r"purulent (?:discharge|exudate|secretion)|suppuration)\b"
        ),
        24,
    ),
    Rule(
        "infection",
        ("molluscum", "wart", "verruca", "tinea", "sporotrich"),
        re.compile(
            r"\b(?:molluscum contagiosum|warts?|verrucae?(?: \w+)?|tinea(?: \w+)?|"
            rf"sporotrichosis)(?= (?:{'|'.join(_AFTER)}) {_PROCEDURE})"
        ),
        120,
    ),
    Rule("hyperpigmentation", ("pih",), re.compile(r"\bpih\b"), 10),
    Rule(
        "hyperpigmentation",
        (
            *("dark", "brown", " pigmentation", "-pigmentation", "(pigmentation"),
            *("/pigmentation", "\npigmentation", "tanning"),
        ),
        re.compile(
            r"\b(?:darkening|post-?(?:procedure|procedural|treatment|laser|needling|peel) tanning|"
            r"tanning(?= (?:occurred|developed|appeared|(?:was|were) (?:seen|noted|observed)|in "
            r"(?:one|two|three|four|five|six|\d+)\b))|"
            r"(?:dark(?:er)?|brown(?:ish)?) (?:marks?|spots?|patch(?:es)?|areas?|"
            r"macules?|stains?|staining|discolou?ration)|(?:new|transient|temporary|increased|"
            r"excess\w*|residual) pigmentation|pigmentation(?= (?:occurred|developed|"
            r"appeared)|[,:]? (?:in )?(?:one|two|three|four|five|six|\d+) (?:each|patients?|"
            r"wom[ae]n|cases?|(?:\w+ )?sides)| in (?:one|two|three|four|five|six|\d+)"
            r"(?=[.,;)]| of)))\b"
        ),
        40,
    ),
    Rule(
        "hypopigmentation",
        (
            *("pale", "hypopigmented", "depigmented", "lost pigment", "loss of pigment"),
            *("lost colo", "loss of colo", "hypochrom"),
        ),
        re.compile(
            r"\b(?:pale (?:halos?|patch(?:es)?|spots?|marks?|areas?|rings?|rims?)|"
            r"hypopigmented (?:halos?|patch(?:es)?|spots?|points?|macules?|dots?|areas?|"
            r"scars?(?= remain))|(?:became|turned|were left) (?:[\w-]+ ){0,2}(?:hypo|de)pigmented|"
            r"(?:lost|loss of) (?:pigment(?:ation)?|colou?r)|"
            r"hypochromia|hypochromic (?:halos?|patch(?:es)?|spots?|macules?|areas?|marks?))\b"
        ),
        40,
    ),
    Rule(
        "bleeding",
        ("bruised", "bled", "blood"),
        re.compile(
            r"\b(?:bruised|bled|blood spots|(?:drop|droplet|spot|trickle)s? of blood|"
            r"blood on the (?:sheets|pillow))\b"
        ),
        24,
    ),
    Rule(
        "edema",
        ("swelled", "swollen", "puff"),
        re.compile(r"\b(?:swelled|swollen|puffy|puffiness)\b"),
        12,
    ),
    Rule("burn", ("burns", " burn"), re.compile(r"(?<=developed )(?:[\w-]+ ){0,2}burns?\b"), 40),
    Rule("burn", ("blistered",), re.compile(r"\bblistered\b"), 12),
    Rule(
        "burn",
        ("ulcer",),
        re.compile(
            r"\b(?:(?:one|two|three|few|small|superficial|shallow) (?:[\w-]+ )?ulcers?|"
            r"ulcers?(?= (?:developed|formed|occurred|in (?:one|two|three|\d)|\(?\d)))"
            r"\b(?! (?:healing|patients))"
        ),
        40,
    ),
    Rule(
        "burning",
        ("stung", "smart", "tingl"),
        re.compile(r"\b(?:stung|smart(?:ed|ing)|tingl(?:ed|ing))\b"),
        12,
    ),
    Rule(
        "crusting",
        ("crusted", "flaked", "scabbed"),
        re.compile(r"\b(?:crusted|flaked|scabbed)\b"),
        12,
    ),
    Rule(
        "erythema",
        ("reddened", "flush", "peremia", "peraemia", " red for "),
        re.compile(
            r"\b(?:reddened|flush(?:ed|ing)|hypera?emia|"
            r"red(?= for (?:\d|one|two|three|a few|several|up to|about)))\b"
        ),
        24,
    ),
    Rule("itch", ("itched",), re.compile(r"\bitched\b"), 12),
    Rule("pain", ("ache", "aching"), re.compile(r"\b(?:aches?|aching)\b"), 12),
    Rule(
        "general-symptom",
        ("dizzy", "headed", "malaise", "vomit"),
        re.compile(r"\b(?:dizzy|light-?headed(?:ness)?|malaise|vomit(?:ed|ing))\b"),
        20,
    ),
    Rule(
        "acne-flare",
        (
            *("flare", "breakout", "pustul", "acne worsened", "transient acne", "new acne"),
            *("exacerbation of", "worsening of acne", "aggravation of", "reactivation of"),
            "recrudescence of",
        ),
        re.compile(
            r"\b(?:(?:exacerbation|worsening|aggravation|reactivation|recrudescence) of "
            r"(?:(?:the|their|his|her|(?:pre-?)?existing|active) ){0,2}acne(?! scar)|"
            r"(?:acne|acneiform|pustular) (?:flares?|flared)|acne worsened|flares? of acne|"
            r"flared with acne|(?:transient|new) acne(?! (?:scar|vulgaris))|"
            r"(?:acne )?breakouts?|(?:new|few|transient|sterile) pustules|"
            r"pustules(?= (?:appeared|developed|erupted)))\b"
        ),
        40,
    ),
    Rule(
        "skin-atrophy",
        ("dent", "dell"),
        re.compile(r"\b(?:dents?|dells?) (?:of|in) the skin\b"),
        20,
    ),
    Rule("systemic", ("fainted", "vasovagal"), re.compile(r"\b(?:fainted|vasovagal)\b"), 10),
    Rule("acne-flare", ("steroid acne",), re.compile(r"\bsteroid acne\b"), 14),
    Rule(
        "crusting",
        ("exfoliation ",),
        re.compile(r"\bexfoliation(?= (?:occurred|developed|lasted|was (?:seen|noted)|in \d))"),
        30,
    ),
    Rule(
        "scarring",
        ("developed ",),
        re.compile(
            r"(?<=developed )(?:an? |new )?(?:hypertrophic scars?|keloids?)(?= (?:at|in|on|over) "
            r"(?:an? |the )?(?:treated|treatment|test|injection|donor|needled|biopsy|puncture))"
        ),
        70,
    ),
    Rule(
        "crusting",
        ("peeling",),
        re.compile(r"(?<!chemical )(?<!acid )\bpeeling\b(?! (?:agents?|solutions?|sessions?))"),
        20,
    ),
    Rule(
        "hyperpigmentation",
        ("hyperpigmented",),
        re.compile(
            r"\b(?:became|turned|were left) (?:[\w-]+ ){0,2}hyperpigmented\b|"
            r"\bhyperpigmented (?:[\w-]+ )?(?:marks?|macules?|patch(?:es)?|spots?|lines?|streaks?)"
            r"(?= (?:appeared|developed|(?:was|were) (?:seen|noted|left)|(?:in|on) ))"
        ),
        60,
    ),
    Rule(
        "dryness",
        ("tightness", "of tension"),
        re.compile(r"\b(?:tightness|(?:feeling|sensation) of tension)\b"),
        24,
    ),
    Rule(
        "nerve-or-muscle",
        ("weakness",),
        re.compile(r"\b(?:weakness of|(?:nerve|lip|lid) weakness)\b"),
        20,
    ),
    Rule(
        "nerve-or-muscle",
        (
            *("asymmetry", "asymmetric", "limitation of", "limited f", "limited s", "limited b"),
            *("limited l", "limited e", "limited m"),
        ),
        re.compile(
            r"\b(?:(?:brow|facial|lip|lid|smile) asymmetry|"
            r"asymmetry (?:of the (?:brows?|eyebrows?|face|lips?|mouth|smile)|"
            r"(?:when|on|while|during|in) (?:raising|smiling|frowning|laughing|speaking|closing|"
            r"animation))|"
            r"asymmetric(?:al)? (?:smile|brows?|eyebrows?|lips?|mouth)|"
            r"(?:limitation of|limited) (?:frowning|smiling|(?:brow|lip|lid|eyelid|mouth|facial) "
            r"(?:movements?|expression|elevation)))\b"
        ),
        40,
    ),
    Rule("bleeding", ("ooze",), re.compile(r"\boozed?\b"), 8),
    Rule(
        "allergic-reaction",
        ("reaction", "dermatitis", "eczema"),
        re.compile(
            r"\b(?:(?:hypersensitivity|allergic)(?: reactions?|(?= [\w-]+ reactions?))|"
            r"(?:irritant|contact|allergic)(?: contact)? (?:dermatitis|eczema))\b"
        ),
        40,
    ),
)
