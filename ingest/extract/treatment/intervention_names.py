"""Words for treatments that a vocabulary cannot list, since elsewhere they mean other things.

Every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule, one_of

_NO_TREATMENT = Rule(
    "no-treatment",
    (
        *("nothing", "observation", "waiting", "left alone", "untouched", "neither", "watched"),
        *("delayed", "or no ", "to no ", "versus no ", "against no ", "unneedled", "unlasered"),
        *("non-needled", "non-treated", "non-lasered", "uninjected"),
        *("; no ", "no laser", "no needling", "not treated", "no treatment", "as control"),
        *("as a control", "as the control", "as an untreated"),
    ),
    re.compile(
        r"(?<=\bor )nothing\b|(?<=\bhad )nothing\b|(?<=\band )nothing "
        r"(?=(?:was \w+ )?(?:along|in|into|on|to))|"
        r"(?<=versus )nothing\b|(?<=\bor )observation\b|watchful waiting|expectant management|"
        r"\b(?:on|to) an? wait(?:ing|-)?[ -]?list\b|\bwait(?:ing|-)?[ -]?list (?:controls?|group)|"
        r"\bleft (?:alone|untouched)\b|\b(?:untouched|unneedled|unlasered|uninjected|"
        r"non-(?:needled|treated|lasered)) (?:(?:contralateral|opposite|adjacent) )?"
        r"(?:scars?|sides?|skin|hal(?:f|ves)|controls?|areas?|(?:[\w-]+ ){1,4}served)|"
        r"(?<=versus )neither\b|(?<=or )(?:to )?neither(?=[.,;])|"
        r"\bwere (?:only )?watched\b|"
        r"(?:(?<=\bhalf )|(?<=\bhalves )|(?<=\bside )|(?<=\bsides )|(?<=\barea )|(?<=\bscar )|"
        r"(?<=\bcheek )|(?<=\bbreast )|(?<=\bpart ))"
        r"(?:(?:was|were) not treated|received no treatment|"
        r"(?:(?:was|were) )?(?:served|serving|kept|used|left|acted) as (?:an? |the )?"
        r"(?:untreated )?controls?)\b|"
        r"\bdelayed(?:-start (?:group|patients|arm)|(?:-start|[ -]treatment)? controls?)\b|"
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
_DRUGS = (
    *("hydroquinone", "kojic acid", "azelaic acid", "niacinamide", "nicotinamide", "cysteamine"),
    *("thiamidol", "arbutin", "glutathione", "tacrolimus", "pimecrolimus", "sirolimus"),
    *("imiquimod", "methotrexate", "colchicine", "tofacitinib", "baricitinib", "upadacitinib"),
    *("ruxolitinib", "cyclosporine", "ciclosporin", "mitomycin", "tamoxifen", "pirfenidone"),
    *("finasteride", "dutasteride", "spironolactone", "clascoterone", "ketoconazole"),
    *("diphencyprone", "diphenylcyclopropenone", "squaric acid", "anthralin", "dithranol"),
    *("timolol", "propranolol", "losartan", "captopril", "enalapril", "nifedipine", "diltiazem"),
    *("metformin", "pentoxifylline", "sildenafil", "simvastatin", "atorvastatin", "dipyridamole"),
    *("calcipotriol", "calcipotriene", "calcitriol", "cholecalciferol", "topical vitamin d"),
    *("topical vitamin d3", "topical vitamin e", "vitamin e cream", "vitamin e oil", "tocopherol"),
    *("dexpanthenol", "heparin gel", "resveratrol", "curcumin", "zinc sulfate", "zinc sulphate"),
    *("cantharidin", "podophyllin", "candida antigen", "mmr vaccine", "deoxycholic acid"),
    *("glycopyrronium", "oxybutynin", "aluminium chloride", "aluminum chloride", "dapsone"),
    *("carboxytherapy", "hyperbaric oxygen", "ozone therapy", "electroporation", "acupuncture"),
    *("combined isotretinoin", "concomitant isotretinoin", "plus isotretinoin"),
    *("concomitant low-dose isotretinoin", "combined low-dose isotretinoin"),
    *("combined oral isotretinoin", "concomitant oral isotretinoin", "plus oral isotretinoin"),
)
#: The same, but made by the body too: no treatment where the title names no other.
OF_THE_BODY = ("interferon", "collagenase", "hyaluronidase", "glutathione")
#: Drugs and procedures that have no entry of their own in the vocabulary, read where the title
#: names them.
DRUGS = Rule(
    "other",
    (*_DRUGS, *OF_THE_BODY),
    re.compile(rf"\b{one_of(*sorted({*_DRUGS, *OF_THE_BODY}, reverse=True))}\b"),
    36,
)
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
        ("infiltrative an", "infiltration an", "topical li", "infiltrated"),
        re.compile(
            r"\b(?:infiltrati(?:ve|on) ana?esthe(?:sia|tics?)|topical li(?:docaine|gnocaine)|"
            r"infiltrated (?:with|by|using) (?:[\w%.]+ ){0,3}?(?:li(?:docaine|gnocaine)|"
            r"xylocaine|(?:local|tumescent) ana?esthe\w+)|"
            r"li(?:docaine|gnocaine) (?:[\w%.,:]+ ){0,4}(?:was|were) infiltrated)\b"
        ),
        60,
    ),
    Rule("pressure-therapy", ("massaged",), re.compile(r"\bmassaged\b(?! (?:in|on)(?:to)?\b)"), 20),
    Rule("chemical-peel", ("peel",), re.compile(r"\b(?:acid |chemical )?peels?\b"), 20),
)
