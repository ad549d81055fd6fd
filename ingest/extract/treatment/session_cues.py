"""The words that tell how many treatment sessions there were.

Read by ``sessions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import BOUND, NUMBER, RANGE
from ingest.extract.text.timetable import ASSESSED

#: What is counted, whatever the text is about, and what counts sessions only beside a verb.
_ALWAYS = r"sessions?|sittings?"
_BESIDE_A_VERB = (
    r"treatments?|procedures?|visits?|cycles?|injections?|operations?|doses|applications?|peels?|"
    r"occasions|appointments|rounds?|needlings?|interventions|tx"
)
COUNTED = (
    rf"(?:{_ALWAYS}|treatment visits?|treatments?|procedures?|injections?|rounds?|operations?|"
    r"needlings?)"
)
NOUN = Rule(
    "counted",
    ("session", "sitting", "treatment", "procedure", "visit", "cycle", "injection", "operation",
     "doses", "application", "peel", "occasions", "appointments", " round", "needling",
     "interventions", " tx "),
    re.compile(rf"\b(?P<strong>{_ALWAYS})\b|\b(?:{_BESIDE_A_VERB})\b"),
    reach=14,
)  # fmt: skip


@lru_cache(maxsize=4)
def counted_nouns(document: Document) -> tuple[re.Match[str], ...]:
    """Every noun of the text that may count sessions, in order."""
    return tuple(NOUN.matches(plain(document)))


#: "Four 20-minute sessions".
_LASTING = r"(?:\s\d+(?:\.\d+)?-(?:min(?:ute)?|hour|h)\b)?"
_OF_EACH = r"(?:\s?\((?:n\s?=\s?\d+|(?:mean|median|average)[^()]{1,15})\))?"
#: "Four dermaroller (1.5 mm) treatments".
_LONG = r"(?:\s\([^()]{0,15}\d\s?(?:mm|nm|µm|%)[^()]{0,15}\))?"
#: A number, matched up to the noun that it counts.
COUNTING = re.compile(
    rf"{RANGE}(?:\s?\((?:n\s?=\s?)?\d+\))?{_LASTING}"
    rf"(?P<between>(?:[\s-]+(?!{NUMBER})[a-z][a-z0-9:/-]*){{0,4}}){_OF_EACH}{_LONG}[\s-]$"
)
#: What may stand before the number.
BEFORE_NUMBER = re.compile(
    rf"(?:(?<![\w.,/-])(?P<lead>one of|either of|the|both|these|those|of|after|following|within|"
    rf"first|between|than|other|all|by|mean|median|average)\s(?:of\s)?)?"
    rf"(?:(?<!\w){BOUND}\s(?:of\s)?)?$"
)
#: "Three (n = 21), five or " before "seven sittings".
ALTERNATIVE_BEFORE = re.compile(
    rf"(?<![\w.,/-])(?P<low>{NUMBER})(?P<high>)(?:\s?\([^()]{{1,25}}\))?"
    r"(?:,\s(?:or\s|and\s)?|\s(?:or|and|versus|vs\.?)\s)$"
)
NO_ADJECTIVE = re.compile(
    r"\b(?:of|in|with|and|or|per|were|was|had|after|at|for|to|by|from|who|patients?|subjects?|"
    r"women|men|weeks?|wks?|months?|days?|min|minutes?|hours?|years?|groups?|arms?|mm|mg|nm|sides?|"
    r"cases?|th|different|diverse|various|other|types?|kinds?|common|main|topical|active|follow-up|"
    r"control|study|years|scars?|keloids?|lesions?|received|underwent|times|pass|passes|equal|"
    r"assessment|evaluation|previous|prior|standard|randomi[sz]ed|comparative|menstrual|required|"
    r"chemotherapy|delphi|freeze|freezing|thaw|following|during|before|did|not|more|additional|extra|further|failed|"
    r"unsuccessful)\b"
)
#: "Sixteen sessions were done in 4 patients".
OVER_PATIENTS = re.compile(
    rf"[^.;]{{0,50}}?\b(?:in|on|among|by)\s(?P<patients>{NUMBER})\s(?:[a-z-]+\s){{0,2}}?"
    r"(?:patients?|women|men|persons|people|subjects|participants|scars|keloids|lesions)\b"
)
#: "In 5 of 24 sessions".
OUT_OF = re.compile(rf"(?:\b{NUMBER}|%|\))\s(?:(?:out\s)?of|in)\s(?:the\s|all\s)?$")
#: "After seven and nine sessions, respectively": each patient's own number.
RESPECTIVELY = re.compile(r",?\srespectively\b")
#: What parts the clause of one patient from that of another.
OTHER_CLAUSE = re.compile(r";|,\s(?:while|whereas|but|and)\b|\s(?:while|whereas)\b")
ONE_PATIENT = re.compile(
    r"\b(?:one|two|a|another|single) (?:[a-z]+ )?(?:patients?|wom[ae]n|m[ae]n|subjects?|cases?)\b"
)
#: "The last of the four treatments".
LAST_OF = re.compile(r"\b(?:last|final|first|each|end) of (?:the |these )?$")
#: "Until flattening or eight sessions", "six sessions or until flattening": at most.
UNTIL_BEFORE = re.compile(
    r"\b(?:until|till)\b[^.;]{0,60}\bor (?:for |after |to )?(?:a total of )?$"
)
OR_UNTIL = re.compile(
    r",? or (?:until|till)\b|[^.;]{0,40}?,? whichever (?:came|comes|was|occurred|is)\b"
)
#: "A minimum of two treatments (maximum six)".
MOST_AFTER = re.compile(
    rf"\s\((?:(?:a\s)?max(?:imum)?(?:\sof)?|at most|up to),?\s(?P<most>{NUMBER})\)"
)
#: "Two consecutive sessions": any two of them.
NEIGHBOURS = re.compile(r"\s(?:consecutive|successive|adjacent)\b")
#: "Three treatments: laser, needling and both".
KINDS_AFTER = re.compile(
    r":\s(?!every|once|each|one|two|three|the first|first|at|on|weeks?|days?|baseline|\d)"
)
NOT_SESSIONS_AFTER = re.compile(
    r"[\s-]*(?:sessions?|sittings?|groups?|arms?|modalit\w+|options?|sides?|methods?|protocols?|"
    r"regimens?|areas?|of (?:freezing|thawing)|"
    r"were (?:cancel|miss|skip|postpon|omit|lost|avoided|assigned|tested)|\(\d+(?:\.\d+)?\s?%|"
    r"sites?|outcomes?|parameters?|effects?|responses?|failures?|rooms?|plans?|strateg\w+|"
    r"per (?:day|week|month|year|session|visit|treatment)|"
    r"/\s?(?:day|week|month)|"
    r"daily|a (?:day|week|month)\b(?! apart)|each (?:day|week|month)|were (?:compared|equally|"
    r"similar|effective)|are (?:compared|equally|"
    r"similar|effective)|(?:may|can|could|should|might|is|are) )"
)
#: After "one session": it is one of many.
ITS_PACE = re.compile(r"\b(?:daily|weekly|fortnightly|monthly)\b")
REPEATED = re.compile(
    r"\s?/\s?(?:month|week|\d)|"
    r"(?:\sof(?:\s[a-z-]+){1,3}?)?\s(?:every|each|per|a month|a week|monthly|weekly|once|"
    r"sufficed|was (?:sufficient|enough))\b"
)
DELIVERED = re.compile(
    r"\b(?:receiv\w+|underw\w+|undergo\w*|given|gave|got|in total|giv(?:e|en)|treated|performed|"
    r"carried out|administered|repeated|had|have|needed|required|planned|schedul\w+|apart|"
    r"intervals?|every|monthly|weekly|total of|done|took place|held|needled|injected|consist\w+|"
    r"spaced|separated|gaps?|fortnightly|(?:weeks|days|months) between|"
    r"subcised|delivered|conducted|attended|completed|sufficed|sufficient|assigned|"
    r"allocated|randomi[sz]ed to|q\d+w|lasered|rolled|peeled|frozen|grafted|"
    r"there were|allowed|permitted|in all|made up of|series|course|followed by)\b"
)
#: Visits are sessions only where something is done at them.
VISITS = ("visit", "appointment", "occasion")
TREATING = re.compile(
    r"\b(?:needl|micro-?needl|laser|inject|intralesional|session|peel|radiofrequenc|subcision|"
    r"plasma|treated|treatment|apart|between them|took place|course|made up of)"
)
TIMES = Rule(
    "times",
    (" times", " time with", " time at", " time every"),
    re.compile(
        r"(?<=\d )time(?= (?:with|at|every)\b)|"
        r"\btimes\b(?! (?:a|per|each (?:day|week|month|hour)|daily|weekly|monthly|the|more|less|"
        r"as (?:many|much|high|likely|often|long|great|fast)|"
        r"(?:in|over) (?:the|each|four|\w+ directions?)|"
        r"(?!after|over|under|together)[a-z]+er)\b)"
    ),
    90,
)
SCHEDULE = re.compile(
    r"\b(?:apart|in between|fortnight|intervals?|every|monthly|weekly|one month|weeks? \d|"
    r"(?:a|per) (?:week|month))\b"
)
_DONE = (
    r"treated|performed|done|given|needled|microneedled|injected|repeated|carried out|administered|"
    r"delivered|applied|rolled|lasered|grafted|frozen|peeled|stamped|irradiated|conducted"
)
#: Directly before "three times".
DONE_BEFORE = re.compile(
    r"\b(?:(?:needled|injected|treated|lasered)(?:\s[a-z-]+){1,3}|"
    rf"(?:{_DONE})(?:\s(?:up to|at least|a total of|for))?|underwent(?:\s[a-z-]+){{1,3}})\s$"
)
#: "Rolled 15 to 20 times" are passes of one session.
PASSES_BEFORE = re.compile(r"\b(?:rolled|stamped)\s$")
MOST_ROLLED = 7
#: Directly after "three times".
IN_ALL_AFTER = re.compile(r"\s(?:in all|in total|altogether)\b")
ONCE = Rule(
    "once or twice",
    ("once", "twice", "thrice"),
    re.compile(
        rf"\b(?:{_DONE}|sessions?|injections?|treatment|procedure|needling)\s(?:only\s)?"
        r"(?P<word>once|twice|thrice)\b(?! (?:a|per|daily|weekly|every|monthly|the|in)\b)"
        r"|\b(?:received|underwent|had)\s(?=[^.;,]*(?:needl|laser|radiofreq|inject|subcision|peel))"
        r"(?:[a-z0-9-]+\s){1,4}(?P<had>once)(?=[,.;]|\sand\b)"
        r"|,\s(?P<listed>once),"
        r"|\b(?P<spaced>twice|thrice),?\s(?:at|with)\s(?:an?\s)?(?:[\w-]+\s){0,3}intervals?\b"
        rf"|\b(?P<apart>twice|thrice),?\s(?:{NUMBER}|an?)[\s-](?:days?|weeks?|wks?|"
        rf"months?)\sapart\b"
    ),
    70,
)
#: Before "performed twice": what was done is no treatment.
OF_TESTS = re.compile(
    r"\b(?:tests?|measurements?|assessments?|examinations?|evaluations?|biops(?:y|ies)|photographs?)"
    r"\b(?:\s\([^()]{1,60}\))?[^.;,()]{0,30}\b(?:was|were)\s$"
)
#: "Needled once or twice".
OR_TWICE = re.compile(r"\s+or\s+twice\b(?P<pace>\s(?:a|per|daily|weekly|every|monthly|in)\b)?")
#: "Once, twice or four times".
FEWER_BEFORE = re.compile(r"\b(?P<fewest>once|twice)(?:, (?:twice|thrice))? (?:or|and) $")
#: "A single procedure.", in characters: a sentence that says nothing else.
SHORT_SENTENCE = 30
TIMES_OF = {"once": 1, "twice": 2, "thrice": 3}
#: "Repeated twice after the first session", "twice more".
AFTER_FIRST = re.compile(r"(?:\stimes)?\s(?:after\sthe\s(?:first|initial)|more)\b")
#: "Repeated two more times".
MORE_TIMES = re.compile(r"\s(?:more|further|additional)")
#: "Four sessions in group A and six in group B".
NEXT_ARM = re.compile(
    r"(?:\sof\s[a-z -]{1,30}?)?\s(?:in|for|with|to|on)\s(?:the\s)?[\w -]{1,25}?,?\s"
    rf"(?:and|versus|vs|but)\s(?:from\s)?{RANGE}\s"
    r"(?:in|for|with|to|on)\s(?:the\s)?(?:groups?\b|arms?\b|"
    r"[\w-]+\s(?:group|arm|side|half)\b|others?\b|those\b|latter\b|left\b|right\b)"
)
#: What is given "weekly … for four weeks" is a procedure: no drug, no visit.
PROCEDURE = re.compile(
    r"\b(?:needl|micro-?needl|laser|inject|intralesional|session|peel|radiofrequenc|subcision|"
    r"plasma|cryotherap|irradiat|treated|(?:derma)?roll(?:er|ing|ed)|"
    r"triamcinolone (?!cream|ointment|tape))"
)
#: Nouns that count courses of drugs unless the text is about scars.
OF_DRUGS = ("cycle", "dose")
#: How far before its noun a number may stand, in characters.
NEAR = 75
CHECKED = re.compile(rf"\b(?:{ASSESSED}|gel|cream|ointment|tape)\b")
OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|usually|typically|generally|often|should|"
    r"usual(?! (?:[a-z]+ )?care)|previous\w*|failed|prior(?! to)|survey|questionnaire|"
    r"respondents?|commonly)\b"
)
ADVISED = re.compile(r"\b(?:earlier|previous|other) (?:reports?|studies|authors)\b")
#: Shortly before a number: what was done before, or what is advised, or who left.
NOT_OF_STUDY = re.compile(
    r"\b(?:previous(?:ly)?|prior(?! to)|earlier|failed|advis\w+|recommend\w+|should|ought|"
    r"usually|generally|typically|guidelines? \w+|other (?:authors|studies|groups)|"
    r"most (?:dermatologists|clinicians|surgeons|authors|studies)|"
    r"(?:reviewed|pooled) (?:trials|studies)|(?:withdr|dropp|discontinu|missed|skipped)\w*|"
    r"results? (?:require|need)s?|studies (?:have )?(?:used|report\w*|describ\w*)|"
    r"in the literature),?(?!\w)[^.;:,]{0,45}$"
)
#: Shortly before a number, or after its noun: what had been tried in vain, before the study.
RESISTED_BEFORE = re.compile(
    r"\b(?:hyperpigmentation|hypopigmentation|pih|granulomas?|infections?|abscess\w*|milia|lumps?) "
    r"(?:was|were) (?:later |then |subsequently |successfully )?(?:treated|managed) (?:with|by) "
    r"(?:[a-z-]+ )?$"
    r"|\b(?:not respond\w*|unresponsive|no response|refractory|resistant|failure of|resisted)"
    r"(?: to)?\b[^.;:]{0,45}$"
)
IN_VAIN_AFTER = re.compile(
    r"[^.;:]{0,60}?\b(?:elsewhere|abroad|in the past|"
    r"at (?:another|an outside|a different) (?:[a-z]+ )?(?:clinic|hospital|cent(?:re|er)|"
    r"institution|department|salon))\b"
    r"|[^.;:]{0,80}?\bhad (?:both |all |also )?(?:failed|"
    r"been (?:tried|given|performed|done|used) (?:earlier|before|previously|elsewhere|without)|"
    r"(?:been|proved|remained) (?:unsuccessful|"
    r"ineffective|useless|in vain|of no|without)|(?:brought|given|produced|shown|had|led to) "
    r"(?:no|little)|not (?:helped|worked|led|improved|brought|been (?:successful|effective)))\b"
)
#: "Improvement became visible after two sessions": not all of them.
ONSET_BEFORE = re.compile(
    r"\b(?:became|becomes|already|as early as|began|begins|started|starts|"
    r"first (?:seen|noted|noticed|observed|apparent))\b[^.;]{0,40}\b(?:after|following) $"
)
#: "The first treatment was followed by two further sessions": one more.
FURTHER = re.compile(r"\b(?:further|additional|more)\b")
FIRST_BEFORE = re.compile(
    r"\b(?:first|initial|baseline) (?:[a-z-]+ ){0,2}?"
    r"(?:session|treatment|procedure|injection|sitting|needling)\b[^.;]*$"
)
#: "Patients with at least two sessions were included": who was eligible.
ELIGIBLE = re.compile(
    r"\b(?:were|was) (?:included|eligible|enrolled|analy[sz]ed|considered|selected|recruited|"
    r"evaluated|reviewed)\b|\binclusion criteri|\beligib"
)
WHO_HAD = re.compile(
    r"\b(?:patients|women|men|subjects|participants|children|those|cases|who)"
    r" (?:with|had|having|received|underwent|completed|undergoing|receiving|completing)"
    r" (?:[a-z-]+ )?$"
)
#: "Two laser sessions alternating with two sessions of needling", "followed by three injections".
NEXT_COURSE = re.compile(
    rf"(?:\sof\s(?:[a-z0-9-]+\s){{0,5}}?[a-z0-9-]+)?,?\s(?:alternat(?:ing|ed)\swith|followed\sby|"
    rf"and\sthen|then)\s{RANGE}\s(?:(?!follow|consecutive|further|more|additional)[a-z0-9-]+\s){{0,3}}?"
    r"(?:sessions?|sittings?|treatments|injections|procedures)\b"
)
#: "It can be applied in one sitting": what could be done.
POSSIBLE_BEFORE = re.compile(r"\b(?:can|could|may|might) [^.;:,]{0,45}$")
#: "Blistering occurred after nine sessions", of all that were given.
HARMED_AT = re.compile(
    r"\b(?:blister|erythema|purpura|(?:hyper|hypo)?pigment|infect|herpe|burn|crust|bruis|ecchymos|"
    r"o?edema|ha?ematoma|complication|adverse|side effect|milia|ulcer|scab|necrosis|atrophy|"
    r"syncope|fainting|swelling|bleeding)[a-z]*\b[^.;]{0,40}?\b(?:occurred|developed|seen|noted|"
    r"observed|appeared|reported|arose|happened|complicated|followed)(?: only)?"
    r"(?: (?:after|following|in|at|during))? $"
)
#: "Needling, laser or both in one session": what was done at each.
TOGETHER_BEFORE = re.compile(
    r"\b(?:both|combined|together|simultaneously|concurrently|combination)\b[^.;,]{0,25} in "
    r"(?:one )?$"
)
#: "Better after three sessions than after one session".
THAN_BEFORE = re.compile(r"\b(?:than|compared (?:with|to)|versus|vs\.?) (?:after|following) $")
#: "Injected once, at the first of four sessions": something that was added to them.
AT_ONE_OF_THEM = re.compile(r",? (?:at|during|with) the (?:first|last|second|final)\b")


def is_checked(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a word for an assessment stands shortly before: no session then."""
    window = max(sentence.start, match.start() - 60)
    return CHECKED.search(lower, window, match.start()) is not None
