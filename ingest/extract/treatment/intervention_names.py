"""Words for treatments that a vocabulary cannot list, since elsewhere they mean other things.

Every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule

_NO_TREATMENT = Rule(
    "no-treatment",
    (
        *("nothing", "observation", "waiting", "left alone", "untouched", "neither", "watched"),
        *("delayed", "or no ", "to no ", "versus no ", "against no ", "unneedled", "unlasered"),
        *("; no ", "no laser", "no needling", "not treated", "no treatment", "as control"),
        *("as a control", "as the control", "as an untreated"),
    ),
    re.compile(
        r"(?<=\bor )nothing\b|(?<=\bhad )nothing\b|(?<=\band )nothing "
        r"(?=(?:was \w+ )?(?:along|in|into|on|to))|"
        r"(?<=versus )nothing\b|(?<=\bor )observation\b|watchful waiting|expectant management|"
        r"\b(?:on|to) an? wait(?:ing|-)?[ -]?list\b|\bwait(?:ing|-)?[ -]?list (?:controls?|group)|"
        r"\bleft (?:alone|untouched)\b|\b(?:untouched|unneedled|unlasered) (?:scars?|sides?|skin|"
        r"hal(?:f|ves)|controls?)|(?<=versus )neither\b|(?<=or )(?:to )?neither(?=[.,;])|"
        r"\bwere (?:only )?watched\b|"
        r"(?:(?<=\bhalf )|(?<=\bhalves )|(?<=\bside )|(?<=\bsides )|(?<=\barea )|(?<=\bscar )|"
        r"(?<=\bcheek )|(?<=\bbreast )|(?<=\bpart ))"
        r"(?:(?:was|were) not treated|received no treatment|"
        r"(?:(?:was|were) )?(?:served|serving|kept|used|left|acted) as (?:an? |the )?"
        r"(?:untreated )?controls?)\b|"
        r"\bdelayed(?:-start| treatment)? (?:controls?|patients|group)|"
        r"\b(?:or|to|versus|vs\.?|against|for|\d+) no(?= (?:laser|needling|injections?|"
        r"silicone|massage|therapy|peel|gel)\b)"
    ),
    40,
)
#: Words beside "laser" that tell which one it is.
LASERS_BY_WORDS = (
    ("fractional-co2-laser", re.compile(r"\b10[,. ]?600[ -]?nm\b")),
    (
        "nonablative-laser",
        re.compile(
            r"\bnon-?ablative (?:[\w,-]+ ){1,3}laser|\ber(?:bium)?[:-]glass\b|\bthulium\b|"
            r"\b1[,. ]?(?:340|410|440|540|550|565|927)[ -]?nm\b"
        ),
    ),
    (
        "erbium-laser",
        re.compile(r"(?<!-glass )\berbium (?:fractional )?laser|\b2[,. ]?940[ -]?nm\b"),
    ),
)
#: Before "Nd:YAG laser": its pulses make it another laser.
PICOSECOND_BEFORE = re.compile(r"\bpicosecond (?:(?!and\b|or\b|versus\b|vs\b|laser)[\w,-]+ ){0,3}$")
#: Drugs that have no entry of their own in the vocabulary, read where the title names them beside
#: a treatment that has one.
DRUGS = Rule(
    "other",
    ("hydroquinone", "crolimus", "imiquimod", "methotrexate", "interferon", "colchicine",
     "finasteride", "dutasteride", "sirolimus", "citinib", "ruxolitinib", "glutathione",
     "carboxytherapy", "losartan", "metformin", "propranolol", "captopril",
     "niacinamide", "kojic acid", "azelaic acid", "clobetasol", "collagenase", "hyaluronidase"),
    re.compile(
        r"\b(?:hydroquinone|(?:ta|pime)crolimus|imiquimod|methotrexate|interferon|colchicine|"
        r"finasteride|dutasteride|sirolimus|(?:tofa|bari|upada)citinib|ruxolitinib|glutathione|"
        r"carboxytherapy|losartan|metformin|propranolol|captopril|"
        r"niacinamide|kojic acid|azelaic acid|clobetasol|collagenase|hyaluronidase)\b"
    ),
    20,
)  # fmt: skip
#: After a drug: "in hydroquinone-resistant melasma".
IN_VAIN_AFTER = re.compile(r"[- ](?:resistant|refractory|unresponsive|failure)")
#: A placebo beside treatments, whatever is treated.
PLACEBO = Rule(
    "placebo",
    ("placebo", "vehicle", "plain cream", "control gel", "control cream", "blank "),
    re.compile(
        r"\b(?:placebo|vehicle|plain cream|control (?:gel|cream)|"
        r"blank (?:patch(?:es)?|gel|hydrogel|cream|microneedles?))\b"
    ),
    20,
)
#: Words too short for the vocabulary that are treatments in a text on scars.
IN_CONTEXT = (
    _NO_TREATMENT,
    PLACEBO,
    Rule("erbium-laser", ("erbium laser",), re.compile(r"\berbium lasers?\b"), 20),
    Rule(
        "rf-microneedling",
        ("radiofrequency",),
        re.compile(
            r"\b(?:needle radiofrequency|radiofrequency (?:delivered )?(?:(?:with|by|through) )?"
            r"(?:micro-?)?needles)\b"
        ),
        60,
    ),
    Rule(
        "microneedling",
        ("roll", "collagen induction", "needled", "stamp"),
        re.compile(
            r"\b(?:collagen induction|(?<!cryo)rollers?(?! coaster)|needled|stamped|stamping|"
            r"rolled(?= (?:with|in|over|at|under|once|twice|\w+ times)|[,.;]))\b"
        ),
        24,
    ),
    Rule("laser", ("lasered",), re.compile(r"\blasered\b"), 16),
    Rule(
        "surgery",
        ("excis", "operated"),
        re.compile(
            r"\b(?:(?:keloids?|scars?) (?:[\w-]+ ){0,2}excised|excision (?:and|plus|with|or|"
            r"followed)(?= )|excision of (?:the )?(?:keloids?|scars?)|"
            r"(?:(?<=after )|(?<=following ))(?<!scars after )(?<!scar after )(?:keloid )?"
            r"excision(?! of)|excision, |"
            r"(?<!patients )(?<!were )operated (?:up)?on(?! (?:in|at|by|between|for|from|with)\b))"
        ),
        40,
    ),
    Rule(
        "topical-anaesthetic",
        ("infiltrative an", "infiltration an", "topical li"),
        re.compile(
            r"\b(?:infiltrati(?:ve|on) ana?esthe(?:sia|tics?)|topical li(?:docaine|gnocaine))\b"
        ),
        30,
    ),
    Rule("pressure-therapy", ("massaged",), re.compile(r"\bmassaged\b"), 10),
    Rule("chemical-peel", ("peel",), re.compile(r"\b(?:acid |chemical )?peels?\b"), 20),
)
