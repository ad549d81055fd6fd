"""The words about a time that is no time of assessment: how long something else took or how late it
came.

Read by ``assessments``. Each pattern is for lower-case text; BEFORE ends where the time expression
begins, AFTER begins where it ends.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import one_of

_HARM = one_of(
    *("pain", "erythema", "redness", "o?edema", "swelling", r"bruis\w+", r"crust\w*", "purpura"),
    *("itch(?:ing)?", "pruritus", "burning", "downtime", "ha?ematomas?", "ulcers?", "milia"),
    *("dryness", "xerosis", "scal(?:es|ing)", "peeling", "petechiae", "ecchymos[ei]s", "scabs?"),
    *("(?:hyper|hypo|de)?pigmentation", "(?:side|adverse) (?:effects?|events?|reactions?)"),
    *("blisters?", "bleeding", "tenderness", "soreness", "infections?", "exudation", "pih"),
    *("discomfort", "eruptions?", "papules?", "pustules?", "folliculitis", "flushing"),
    *(
        "(?:grid-?like |track )?marks?",
        "imprints?",
        "numbness",
        "headaches?",
        "asymmetry",
        "herpes",
    ),
    *("pigment(?:ary|ation) (?:changes?|alterations?)",),
    *("weakness", "nodules?", "lumps?", "paresthesias?", "tightness", "hypera?emia"),
)
#: Every HARM_LASTED_BEFORE holds one of these.
LASTING = (
    *("subsid", "resol", "settl", "disappear", "clear", "fad", "heal", "recover", "abat", "vanish"),
    *("last", "persist", "went", "gone", "fell", "fall", "transient", "limited"),
)
#: "Erythema and oedema subsided within": how long a harm lasted.
HARM_LASTED_BEFORE = re.compile(
    rf"\b{_HARM}\b(?:(?!score|index|scale|grade)[^.;]|\.\d){{0,80}}?\b(?:(?:subsid\w+|resolv\w+|"
    r"settl\w+|disappear\w*|cleared|fad(?:ed|ing)|heal(?:ed|ing)|recover\w*|abated|vanished|"
    r"last(?:ed|ing)|persist\w*|went|gone|f[ae]ll(?:en)? off|transient|limited to|resolution)\b"
    r"[^.;]{0,30}?\b(?:within|in|after|by|over|for|than|up to|to)|last(?:ed|ing)|"
    r"persist(?:ed|ing))\s"
    r"(?:the |an? |about |around |approximately |next |first |maximum of |up to )*$"
)
#: Every HARM_PRESENT_BEFORE ends in this.
PRESENT = ("for ",)
#: "Oedema was present in all patients for", unless there was none.
HARM_PRESENT_BEFORE = re.compile(
    rf"(?<!\bno )(?<!\bnor )(?<!without )\b{_HARM}\b(?![^.;]*\b(?:no|not|treated|received)\b)"
    r"[^.;]{0,60}?\b(?:present|seen|noted|observed|reported|visible|evident|experienced|occurred)\b"
    r"[^.;]{0,30}?\bfor (?:(?:about|around|approximately|up to|the first|an?) )*$"
)
#: "A man presented with a scar nine years after a burn": what had happened before.
PRESENTED_BEFORE = re.compile(
    r"\b(?:presented|presents|presenting|(?:was|were) referred|consulted|"
    r"sought (?:help|advice|care|medical)|came to (?:us|our)|(?:came|attended|seen) with an?)\b"
    r"(?![^.;]*\b(?:follow|return|again|treated|needled|underwent|received|improv|assess|evaluat))"
    r"[^.;]*$"
)
#: "Nodules appeared three weeks after needling", "she developed granulomas": when it began.
ONSET_BEFORE = re.compile(
    r"\b(?<!no )(?<!nor )(?:(?:he|she|they|patients?|wom[ae]n|m[ae]n|girl|boy|who) (?:had )?"
    r"(?:developed|noticed)|"
    r"(?:papules?|nodules?|granulomas?|lesions?|eruptions?|plaques?|rash|pustules?|abscess(?:es)?|"
    r"infections?|reactions?|symptoms?|scars?|keloids?|(?:hyper|hypo|de)?pigmentation|pih|milia|"
    r"bullae|blisters?|ulcers?|lumps?|numbness|atrophy) (?:that )?(?:had )?(?:appeared|arose|"
    r"developed|occurred|erupted|emerged|began|recurred|relapsed|regrew|"
    r"became (?:visible|apparent|evident)))"
    r"\b(?![^.;]*\b(?:assess|evaluat|follow|improv|better|no\b))[^.;]*$"
)
#: "The dressing was left for seven days", "aciclovir for five days": care.
CARE_BEFORE = re.compile(
    r"\b(?:(?:dressings?|sutures?|stitches|bandages?|gauze)\b[^.;]{0,40}\b(?:removed|left|kept|"
    r"remained|taken off)|(?:vala?|fam|a)c[iy]c?lovir|sunscreens?|"
    r"sun (?:avoidance|protection|exposure)|make-?up|(?:return(?:ed)? to|resum\w+) (?:their )?"
    r"(?:work|activit\w+)|covered with [^.;]{0,40}\b(?:dressing|gauze|film))"
    r"\b[^.;]{0,60}$"
)
#: Every CARE_BEFORE holds one of these.
CARED = (
    *("dress", "sutur", "stitch", "bandage", "gauze", "film", "lovir", "sun", "make", "return"),
    "resum",
)
#: Every POSTPONED_BEFORE holds one of these.
POSTPONING = ("delay", "postpon", "defer", "wait", "avoid")
#: "Delay scar procedures for six months", "wait until": what is advised.
POSTPONED_BEFORE = re.compile(
    r"\b(?:delay\w*|postpon\w*|defer\w*|wait|avoid\w*)\b[^.;,]{0,50}\b(?:for|until|by|at least)\s$"
)
#: "The study was conducted over a period of a year", the time that it took and no one's follow-up.
CONDUCTED_BEFORE = re.compile(
    r"\b(?:study|survey|research|work)\b[^.;]{0,30}\b(?:conducted|carried out|performed|done|"
    r"undertaken|took place)\b[^.;]{0,60}\b(?:(?:period|duration|span)\s(?:of\s)?|over\s(?:a\s)?)$"
)
#: Every CONDUCTED_BEFORE holds one of these.
CONDUCTING = ("period ", "duration ", "span ", "over ")
#: Unless all were treated for so long, as in "a placebo-controlled study conducted over a year".
CONTROLLED = re.compile(r"\b(?:random|placebo|blind|crossover|cross-over)")
#: "Four weeks after wounding, the scars were treated": when treatment began.
BEGAN_AFTER = re.compile(
    r",? (?:after|following) (?!(?:the )?(?:last|final|end|completion))[^.;,]{0,40},? "
    r"[^.;,]{0,30}\b(?:was|were) (?:then |also |randomly )?(?:treated|needled|microneedled|"
    r"injected|lasered|started|begun|commenced|initiated|assigned|allocated|randomi[sz]ed|divided)\b"
)
#: "A peel three weeks after each needling".
AFTER_EACH = re.compile(r" (?:after|following|from) (?:each|every)\b")
LOOKED_BEFORE = re.compile(
    r"\b(?:assess|evaluat|scor|photograph|measur|rat(?:ed|ing)|record|follow|visit|review|seen|"
    r"examin)[^.;]*$"
)
#: "Relapse occurred in three patients after": when it came.
RELAPSING = ("relaps", "recur", "regr")
RELAPSED_BEFORE = re.compile(
    r"\b(?:relaps|recur|regr[eo]w)\w*\b[^.;]{0,40}\b(?:\d+|one|two|three|four|five|"
    r"six)\b[^.;]{0,20} "
    r"after (?:only |about )?$"
)
#: "Scars of five years' duration": how long there had been a scar.
DURATION_OF_SCAR_AFTER = re.compile(r"['’]?s?[ -](?:mean |median )?duration\b")
OF_SCAR_BEFORE = re.compile(
    r"\b(?:scars?|keloids?|lesions?|striae|acne|disease|wounds?|alopecia|melasma|contractures?|warts?|"
    r"symptoms|patch(?:es)?|plaques?)\b(?![^.;]*\b(?:treat|therap|follow|study|trial))[^.;]{0,40}$"
)
#: "The duration of the keloids ranged from six months to".
RANGED_BEFORE = re.compile(
    r"\b(?:ranged|ranging|varied|varying) (?:from|between) (?:[^.;]{0,25} (?:to|and) )?$"
)
