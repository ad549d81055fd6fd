"""The words that tell whether a named treatment is one of the study's own.

Read by ``interventions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.patterns import by_first_letter

INJECTS_FILLER = re.compile(
    r"\bfillers?\b|\bgel injection|\binjections? of (?:hyaluronic|polynuc)|\bcross-?link|"
    r"\b(?:pdrn|poly(?:deoxyribo)?nucleotides?) (?:injections?|(?:was|were) injected)|"
    r"\binject\w+ (?:\w+ )?(?:polynuc|polydeoxy|pdrn)"
)
PUTS_ON_SKIN = re.compile(r"\btopical(?:ly applied)? (?:pn\b|pdrn\b|polynuc|polydeoxy)")
#: Fillers by the vocabulary that may as well be put on the skin, and what they are there.
ON_SKIN = {
    "hyaluronic acid gel": "hyaluronic-acid",
    "polynucleotide": "other",
    "polynucleotides": "other",
    "polydeoxyribonucleotide": "other",
    "polydeoxyribonucleotides": "other",
    "pdrn": "other",
}
#: Microneedles of which the words do not tell whether they are a patch.
BARE = ("microneedle", "microneedles", "micro-needle", "micro-needles")
OF_PATCHES = ("patch", "array", "dissol", "coated", "hydrogel")
#: Lasers whose kind the vocabulary leaves open.
LASERS = ("laser", "ablative-laser")
#: Treatments of which the words beside them may tell another kind.
REPHRASED = (*LASERS, "nonablative-laser", "fractional-radiofrequency")
#: "Fractional radiofrequency through needles".
NEEDLES_AFTER = re.compile(r" (?:with|through|by|via) (?:[\w-]+ )?(?:micro-?)?needles\b")
#: How far from "laser" its wavelength may stand, in characters.
BESIDE = 24

PASSING = re.compile(
    r"\b"
    + by_first_letter(
        r"previous\w*|prior|failed(?: [^.;]{0,40})?|had tried|history of|usually treated|"
        r"treated (?:earlier|elsewhere|before)(?: with)?|refused|after "
        r"failure|contraindicat\w+|excluded|exclusion|instead of|rather than|unlike|"
        r"avoid\w*(?! (?:the )?sun)|such as|further|future|no longer|declin\w+|"
        r"(?:did|do|does) not (?:need|want|require|wish for)|had to be (?:given|treated with)|"
        r"priming|trying before|(?:agreement|consensus) was reached on|"
        r"(?:which|and|abscess|granulomas?|infections?|"
        r"reactions?|lumps?|hyperpigmentation|pih) (?:was|were) "
        r"(?:\w+ )?(?:treated|managed|controlled) with|"
        r"(?:not|poorly) respond\w* to|unresponsive to|no response to|non-?responders to|"
        r"(?:comparable|similar|superior|inferior) to (?:those|that|what) [^.;]{0,20}"
        r"(?:reported|published|described|known) (?:for|with|of|after)|"
        r"switched to|(?:treatment|management) of (?:complications|adverse \w+|side[- ]effects)|"
        r"had had|none had|earlier (?:been treated with|been given|received|tried|undergone)|"
        r"recurred after|earlier treatments?|had already|(?:before|prior to) (?:[\w-]+ ){1,3},? "
        r"(?:[\w-]+ ){0,3}had (?:been|received|tried|used|had)|most often|mostly|despite|"
        r"resistant to|refractory to|prepared by|loaded|propos\w+"
    )
    + r"\s(?:[^.;]{0,40})$"
)
#: "No laser was used".
NONE_BEFORE = re.compile(r"\bno (?:[\w-]+ )?$|\bno (?:agreement|consensus)\b[^.;]{0,80}$")
#: "Treatments of scars include lasers, peels and fillers".
IN_GENERAL = re.compile(
    r"(?:[a-z]+ ){0,2}(?:treatments?|options|modalities|therap(?:y|ies)|management|approaches)\b"
    r"[^.;]{0,60}\b(?:includes?|ranges? from|"
    r"have been (?:tried|used|described|proposed|reported))\b"
)
#: "Patients who had laser within six months were excluded", "steroids had been unsuccessful".
EXCLUDED_AFTER = re.compile(
    r"[^.;]{0,30}\bin (?:case|the event) of\b|"
    r"[^.;]{0,20}\bin (?:an? )?(?:earlier|previous|other|prior|published) "
    r"(?:stud|trial|report|series)|"
    r"[^.;]{0,90}\b(?:(?:were|was) (?:excluded|not (?:included|eligible))|prior to (?:the )?"
    r"(?:study|trial|enrolment|inclusion)|may (?:have to|need to|also) be \w+|"
    r"(?:were|was|proved) (?:ineffective|unsuccessful|of (?:little|no) (?:benefit|help|use))|"
    r"without (?:(?:any|much|further|lasting|\w+ory|adequate) )?(?:success|benefit|effect|"
    r"response|improvement|satisfaction|relief|results?)|to no avail|"
    r"(?:ha[ds]|have) (?:failed|not helped|been (?:unsuccessful|ineffective|"
    r"of (?:little|no) benefit|followed by (?:recurrence|relapse|regrowth)))|"
    r"(?:weeks?|months?) before (?:the )?first)\b"
)
#: "Cryotherapy would be the next step": advice, the matter of reviews and guidelines alone.
ADVISED_AFTER = re.compile(
    r"[^.;]{0,60}\b(?:would|could|might|may) be (?:the next|added|tried|considered|"
    r"an? (?:\w+ )?(?:alternative|option))\b"
)
#: "She had undergone excision, with relapse": what went before, in vain.
HAD_BEFORE = re.compile(
    r"\bhad (?:\w+ )?(?:undergone|received|tried|used|applied|been treated (?:with|by))\s"
    r"[^.;]{0,60}$"
)
IN_VAIN = re.compile(
    r"[^.;]{0,60}\b(?:relapsed?|recurrences?|recurred|regrowth|regrew|"
    r"(?:no|little|poor|minimal|limited|partial|insufficient|unsatisfactory) "
    r"(?:\w+ )?(?:benefit|improvement|response|effect|success|results?))\b"
)
#: "A mild topical steroid was prescribed afterwards": care of the needled skin.
AFTERCARE = ("topical steroid", "topical corticosteroid")
AFTERWARDS = re.compile(
    r"\b(?:afterwards?|post-?(?:procedure|procedural|treatment|operatively|care|session)|"
    r"after (?:the |each |every )?(?:procedure|session|treatment|sitting)s?|"
    r"for (?:\w+ to )?(?:two|three|four|five|six|seven|\d+)(?:[-–]\d+)? days)\b"
)
AWAITED = re.compile(r"\b(?:awaited|under way|needed|warranted|await|(?:is|are) planned)\b")
MATERIAL = re.compile(
    r"\b(?:arrays?|needles?|patch(?:es)?|microneedles|made|cast)\s(?:of|from)\s(?:\w+\s){0,2}$"
)
REPLICA = re.compile(r" (?:skin )?(?:replicas?|impressions?|mou?lds?|casts?|rubber)\b")
#: Words after a treatment that make it a means of measuring, or the source of another.
INSTRUMENTS = {
    "silicone": REPLICA,
    "laser": re.compile(r"[ -](?:doppler|speckle|scann\w+|profilom\w+)"),
    "stem-cell": re.compile(r"s?(?:[ -]derived)? (?:exosom|(?:small )?extracellular vesic)"),
}
SOURCE = re.compile(r"\b(?:exosomes?|vesicles?)\s(?:of|from|derived from)\s(?:\w+\s){0,3}$")
MECHANISM = re.compile(
    r"(?:(?:expression|release|secretion|levels?|serum|production|source|concentrations?) of|"
    r"releas(?:es?|ed|ing)|rich in|contains?|secret(?:es?|ing)|stimulat\w+) (?:[\w-]+ ){0,2}$"
)
TREATS_HARM = re.compile(
    r"\b(?:resolved|cleared|clearing|faded|subsided|settled|responded|regress\w+|flattening|"
    r"improv\w+ partially)\s(?:\w+\s){0,3}(?:with|after|to|by)\s(?:[^.;]{0,40})$"
)
#: "Triamcinolone flattened most papules": what the treatment did to a harm.
TREATS_HARM_AFTER = re.compile(
    r"[^.;]{0,40}\b(?:flattened|cleared|resolved|settled|relieved)\s(?:[\w-]+\s){0,3}"
    r"(?:papules|nodules|granulomas|lumps|abscess\w*|infections?|pigment\w*)\b"
)
#: Verbs and nouns of what was done in the study.
IN_USE = re.compile(
    r"\b"
    + by_first_letter(
        r"receiv\w+|underw\w+|undergo\w*|given|treated|treatment|injected|injection|applied|used|"
        r"using|performed|done|randomi[sz]ed|randomly|allocated|assigned|groups?|arm|side|"
        r"half|halves|cheek|combined|combination|plus|followed by|alone|added|adding|compar\w+|"
        r"instructed|advised|told to|wore|worn|continued|sessions?|needled|"
        r"versus|vs|halved|inserted|under|after|before|with|between|delivered|excised|excision|"
        r"placebo|control|trial|study|effect\w*|efficacy"
    )
    + r"\b"
)
#: Concept -> the words before it that make it a part of something, not a treatment.
PART_BEFORE = {
    "placebo": re.compile(r"\bain $"),  # Ain Shams University
    "growth-factor": MECHANISM,
    "insulin": MECHANISM,
    "hyaluronic-acid": MATERIAL,
    "stem-cell": SOURCE,
}
OF_THE_PRESENT = re.compile(
    r"\b(?:is|are|has|have been|may|might|can|could|remains?|carry|carries|needs?)\b"
)
OF_THE_STUDY = re.compile(
    r"\b(?:was|were|received|underwent|had|gave|got|we|our|this|here|will|did|randomi[sz]\w*|"
    r"to (?:compare|assess|evaluate|determine|investigate|examine|test|study)|"
    r"(?:patients|women|men|children|adults|subjects|volunteers|scars|keloids) have been|"
    r"n ?= ?\d+)\b"
)
#: "Hyaluronic acid serum on the other": the control side is not untreated.
ON_THE_OTHER = re.compile(
    r"(?: [a-z]+){0,3} (?:on|to|in) the (?:other|opposite|contralateral|control)\b"
)
