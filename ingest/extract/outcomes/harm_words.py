"""The words in which reports state, deny and merely mention harm.

Every pattern is for lower-case text. A name that ends in BEFORE must end where the words about
harm begin, one that ends in AFTER begins where they end.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule, one_of
from ingest.extract.text.patterns import by_first_letter
from ingest.extract.text.ranges import NUMBER

#: A sentence without any of these says nothing about harm.
SUSPECT_WORDS = frozenset(
    (
        *("adverse", "side", "complication", "complications", "toxicity", "toxicities"),
        *("hepatotoxicity", "nephrotoxicity", "cardiotoxicity", "neurotoxicity", "untoward"),
        *(
            "reaction",
            "reactions",
            "ae",
            "aes",
            "teae",
            "teaes",
            "sae",
            "saes",
            "problems",
            "hyperpigmentation",
        ),
        *("hypopigmentation", "dyspigmentation", "pih", "erythema", "edema", "oedema", "blister"),
        *("blisters", "blistering", "nausea", "vomiting", "ponv", "dizziness", "headache"),
        *("headaches", "burning", "stinging", "dermatitis", "crusts", "crusting", "dryness"),
        *("swelling", "hematoma", "hematomas", "haematoma", "haematomas", "seroma", "seromas"),
        *("bruises", "bruising", "ecchymosis", "ecchymoses", "necrosis", "irritation", "pain"),
        *("infection", "infections", "pruritus", "scabbing", "purpura", "redness", "bleeding"),
        *("dehiscence", "petechiae", "diarrhea", "diarrhoea", "neutropenia", "drowsiness"),
        *("somnolence", "fatigue", "constipation", "flushing", "sedation"),
        *("hypotension", "bradycardia", "harm", "harms", "rash", "rashes", "eczema", "sores"),
        *("maceration", "dandruff", "nodules", "lumps", "healing", "complained", "incident"),
        *("incidents", "unwanted", "undesirable", "undesired", "uneventfully", "treatment"),
        *("syncope", "ochronosis", "tears", "uneventful", "upset", "cobblestone", "cobblestoning"),
        *("mismatch", "intercurrences", "pigmentation", "breakdowns", "eruption"),
    )
)

_OUTCOMES = one_of("events?", "effects?", "reactions?", "outcomes?", "experiences?")

_HARM = by_first_letter(
    rf"adverse(?:[ -]\w+){{0,2}}?[ -]{_OUTCOMES}\b"
    r"(?! (?:on|upon|monitoring|report(?:s|ing)?|data|assessments?|recording)\b)",
    "adverse(?: (?:clinical|laboratory|and|local|systemic))+ reactions?",
    rf"(?:untoward|unwanted|undesir\w+) (?:\w+ )?(?:{_OUTCOMES}|incidents?|sequelae?)",
    *("treatment-related events", "uneventful(?:ly)?", "side[- ]?effects?", "complications?"),
    "intercurrences?",
    *("toxicit(?:y|ies)", "aes?", "teaes?", "saes?", "wound problems?"),
    r"harms?(?=:| (?:came|befell|occurred|resulted|was|were|arose)\b)",
    *("harms?(?:(?<=no harm)|(?<=no harms))", "harm(?<=suffered harm)"),
    *("other harms?(?:(?<=no other harm)|(?<=no other harms))",),
    "(?:sole|only|untoward) (?:complaint|incident|mishap)",
    "(?:injection[- ]site|application[- ]site|delayed[- ]onset|irritant|drug) reactions?",
)
#: Harm as such.
HARM = re.compile(rf"\b{_HARM}\b")
#: The same with "hepatotoxicity" and others, for texts that speak of one.
HARM_OR_TOXICITY = re.compile(rf"\b(?:{_HARM}|\w*toxicit(?:y|ies))\b")

#: Harms by name: they are also diseases and outcomes, so more is asked of the words about them.
EVENT = re.compile(
    r"\b"
    + by_first_letter(
        r"(?:post-?\s?inflammatory )?(?:hyper|hypo|dys)-?pigmentation",
        "pih",
        r"(?<!minimal )erythema(?! dose\b| index\b| time\b)",
        *("o?edema", "swelling", "redness", "blister(?:s|ing)", "crust(?:s|ing)", "scabbing"),
        *("purpura", "petechiae", "bruis(?:es|ing)", "ecchymos[ei]s", "bleeding"),
        *("ha?ematomas?", "seromas?", "skin necrosis", "wound infections?", "dehiscence"),
        *("burning(?: sensation)?", "stinging", "dryness", "irritation", "pruritus"),
        r"pigmentation(?= (?:was|were) (?:seen|noted|observed|found|reported) in \w+)",
        "(?:contact|irritant|radiation) (?:dermatitis|eczema)",
        *("rash(?:es)?", "eczema", "(?:pressure )?sores", "skin (?:tears?|breakdowns?)"),
        *("maceration", "dandruff", "(?:palpable )?nodules", "lumps", "syncope"),
        *("delayed (?:wound )?healing", "(?:gastric|menstrual) upset", "ochronosis"),
        *("cobblestoning", "cobblestone (?:texture|appearance|effect)", "colou?r mismatch"),
        "(?:skin|local|cutaneous|allergic|systemic|hypersensitivity) reactions?",
        "(?:acneiform|acne-?like|herpetic|lichenoid) (?:reactions?|eruptions?)",
        r"(?:mild|minimal|tolerable|transient|slight) (?:\w+ )?pain(?! relief)",
        *("nausea", "vomiting", "ponv", "dizziness", "headaches?", "diarrho?ea", "constipation"),
        "(?:(?<=mild )|(?<=transient )|(?<=excessive ))sedation",
        *("drowsiness", "somnolence", "fatigue", "flushing", "neutropenia"),
        *("hypotension", "bradycardia"),
    )
    + r"\b"
)

_PEOPLE = one_of("patients?", "subjects?", "women", "cases?", "volunteers", "participants?")
_HAD = one_of(
    *("developed", "experienced", "had", "reported", "showed", "complained of", "presented"),
    "suffered",
)

DENIED_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        *("no", "without", "nor", "neither", "none", "never", "nobody", "nil", "zero", "denied"),
        "not (?:one|a single)",
        *("absence of", "lack of", "devoid of", "free (?:of|from)"),
        "not (?:any|associated with|accompanied by)",
        "(?:did|does|do|was|were|is|are|could|has|have) not",
    )
    + r"\b(?P<between>(?:(?!\b(?:no|not|none|nor|neither|without)\b)(?:[^.;:]|\.(?=\d))){0,70})$"
)
DENIED_AFTER = re.compile(
    r"(?:,? \(?(?:such as|including|like|e\.g\.,?) [^.;:]{0,90}?)?[^.;:,]{0,40}?"
    + one_of(
        r"\b(?:was|were|has been|have been|had been|is|are|could be) (?:not|never)\b"
        r"(?! (?:\w+ )?(?:differ|signific|statistic|more|less|higher|lower|increas|affect))",
        r"\bdid not (?:occur|develop|appear)",
        r"\bnot (?:observed|reported|seen|noted|encountered|detected|found|recorded|experienced)",
        r"\b(?:was|were) (?:absent|nil)\b",
        r":\s*(?:none|nil|no)\b",
        r"\bin (?:none|no|neither) ",
    )
)
#: "Hyperpigmentation was not seen in any patient", "did not occur".
NOT_SEEN_AFTER = re.compile(
    r"(?:,? (?:and|or|nor) [\w-]+){0,2} (?:(?:was|were) (?:not|never) (?:seen|observed|noted|"
    r"noticed|encountered|detected|found|recorded|reported)|did not (?:occur|develop|appear))\b"
    r"(?! (?:more|less))(?![^.;]{0,120}\b(?:whereas|while|but|although|in contrast)\b)"
)
#: "Needling is a safe treatment with few side effects": what is said of it in general.
IN_GENERAL_BEFORE = re.compile(
    r"\b(?:is|are|remains?|offers?|provides?|has)\b[^.;]{0,120}\b(?:with|has|and) "
    r"(?:few|fewer|minimal|little|low|rare|only|acceptable|manageable)\s(?:[\w-]+\s){0,2}$"
)
#: "Harms were not documented": nobody looked.
UNKNOWN_AFTER = re.compile(
    r"[^.;:,]{0,40}?\b(?:(?:was|were|are) (?:not (?:systematically|consistently|formally|"
    r"routinely)|"
    r"poorly|inconsistently|incompletely|insufficiently) (?:reported|recorded|described|"
    r"documented)\b"
    r"|(?:was|were|are) not (?:systematically |consistently |formally )?"
    r"(?:documented|assessed|collected|studied|evaluated|sought|described|addressed|available|"
    r"specified|mentioned|asked|analy[sz]ed|an outcome)\b"
    r"|(?:was|were) (?:mentioned|discussed|explained|disclosed) (?:in|by|on)\b)"
)
#: How the words under a heading of harm say that there was none.
NONE_AT_ALL = re.compile(r"\W*(?:there (?:was|were) )?(?:none|nil|no|nothing|neither|without)\b")
#: What follows "no": a difference of harms tells that there were harms, an increase tells nothing.
NO_DIFFERENCE = re.compile(
    r"^[^.;:]{0,30}\b(?<!or )"
    + one_of(r"differ(?:en\w+|ed)?", "higher", "more", "greater", "lower", "less", "fewer")
    + r"\b"
)
#: "No complication required treatment": there were some.
OF_SOME_AFTER = re.compile(r" (?:required|needed|necessitated|led to|made|caused|was serious)\b")
NO_INCREASE = re.compile(r"^[^.;:]{0,30}\b(?:increas\w*|chang\w*|affect\w*|influenc\w*)\b")
#: "No changes in X or any adverse reactions": the second is denied whatever the first.
OR_ANY = re.compile(r"\b(?:n?or|and) any\b[^.;,]{0,30}$")
#: "No other adverse event was reported": what was told of patients just before was one.
NO_OTHER = re.compile(r"\s(?:other|further|additional)\s")
TOLD_OF_SOME = re.compile(
    rf"(?<![\w-])(?:{NUMBER}|all|most|some|several|few)\s(?:[\w%()-]+\s){{0,4}}?"
    rf"{_PEOPLE}\s(?:[\w-]+\s)?(?:noticed|had|{_HAD})\b(?:(?!\b(?:no|not|none|without)\b)[^.;])*"
    r"[.;]?\s$"
)
WITHDREW = re.compile(r"\b(?:withdr|discontinu|dropp|stop|interrupt|abandon|g[ai]ve up)")
DIFFERED_AFTER = re.compile(r"[^.;:,]{0,50}\b(?:differed|different|difference)\b")
EXCEPT_AFTER = re.compile(
    r"[^.;]{0,80}\b(?:except|apart from|other than|aside from|besides|beyond|only|but)\b"
)

#: A named event that nobody had ("no cases of dehiscence", "no patient developed erythema").
NO_CASE_BEFORE = re.compile(
    one_of(
        r"\b(?:no|nor|without|neither)\b(?: \w+){0,3} (?:cases?|signs?|evidence|incidents?|"
        r"instances?|episodes?|occurrences?) of",
        rf"\b(?:no|none of the) {_PEOPLE} (?:in \w+ group )?{_HAD}",
    )
    + r" (?:[\w-]+,? ){0,6}$"
)
NO_BEFORE = re.compile(r"\bno (?:[\w-]+,? (?:or )?){0,4}$")
SEEN_AFTER = re.compile(
    r"(?![^.;]{0,60}\bdiffer)[^.;:]{0,40}\b"
    + one_of(
        *("occurred", "developed", "appeared"),
        "(?:was|were) (?:observed|noted|seen|reported|recorded|detected|found)",
    )
    + r"\b"
)

#: Events that are also what a treatment is meant to change.
SIGN = re.compile(
    one_of(
        *("pigment", "pih", "erythema", "edema", "swelling", "redness", "crust", "bleeding"),
        *("purpura", "bruis", "ecchymos", "matoma", "necrosis", "infection", "dryness"),
        *("irritation", "pruritus", "dermatitis", "pain", "blister", "dehiscence", "burning"),
        *("hypotension", "bradycardia"),
    )
)
#: What the study is about: an event named there is an outcome, not a harm.
_EXAMINED = (
    "evaluate",
    "assess",
    "determine",
    "compare",
    "investigate",
    "examine",
    "study",
    "test",
)
AIM = Rule(
    "aim",
    (
        *("aim", "purpose", "objective", "hypothes", "outcome", "end point", "endpoint"),
        *(f"to {verb}" for verb in _EXAMINED),
        *(f"we {verb}" for verb in _EXAMINED),
    ),
    re.compile(
        r"\b(?:aim(?:s|ed)?|purpose|objectives?|hypothes\w+)\b"
        rf"|\b(?:to|we) {one_of(*_EXAMINED)}d?\b"
        r"|\b(?:primary|main) (?:efficacy )?(?:outcome|end ?point)"
    ),
    60,
)
#: Sentences that say what was looked for, hoped for or feared, not what happened.
NOT_A_FINDING = re.compile(
    r"\b"
    + by_first_letter(
        "to "
        + one_of(
            *("evaluate", "assess", "determine", "compare", "investigate", "examine", "study"),
            *("verify", "test", "describe", "establish", "explore", "identify", "detect"),
            *("analy[sz]e", "avoid", "prevent", "minimi[sz]e", "optimi[sz]e", "reduce"),
            *("decrease", "lower", "improve"),
        ),
        *("aim(?:s|ed)?", "objectives?", "purpose", r"hypothes\w+", "will", "should", "needed"),
        *(
            "criteria",
            "excluded",
            "asked (?:about|for)",
            r"predispos\w*",
            "predictive",
            "aware",
            "defined as",
        ),
        *("focused on", "in (?:the event|case) of", "further (?:studies|study|research|trials)"),
        "larger (?:studies|study)",
        "(?:primary|secondary|main|outcome|end) ?(?:outcomes?|end ?points?|measures?|points?|"
        "objectives?|variables?)",
        "end ?points? (?:was|were|included)",
        "outcomes? (?:was|were|included|measured)",
        r"(?:indicators?|parameters?|assessments?|measures?|variables?) (?:of \w+ )?"
        "(?:included|were|was|comprised|consisted)",
    )
    + r"\b"
    + r"|\b(?:was|were) (?:also |then )?(?:compared|calculated|analy[sz]ed)\b(?! (?:to|with)\b)"
    + r"|\b(?:was|were) (?:also |\w+ly )?"
    + one_of(
        *("recorded", "assessed", "monitored", "evaluated", "measured", "collected"),
        *("documented", "registered"),
    )
    + r"\s*(?:$|[.;]|by|using|during|at|throughout|and|with|for(?! \d)|through)"
)
#: "Pruritus disappeared in 8 of the 9 children": a symptom, which the treatment took away.
RELIEVED_AFTER = re.compile(
    r"(?: (?:and|or) [\w-]+)? (?:completely |entirely )?(?:disappeared|resolved|improved|subsided|"
    rf"decreased|was relieved) in {NUMBER} of (?:the |those )?{NUMBER}\b"
)
#: "Less hyperpigmentation (RR 0.31)", "incidence of hyperpigmentation (pooled incidence 4.8%)".
COUNTED_AFTER = re.compile(
    r" \((?:rr|or|risk ratio|odds ratio|(?:(?:pooled|overall|total) )?(?:incidence|rate))"
    r"[:,=]? ?\d"
)
#: An outcome that counts a harm: "incidence of hyperpigmentation".
INCIDENCE_BEFORE = re.compile(r"\b(?:incidence|occurrence|rate|frequency|risk)s? of [^.;]{0,50}$")
#: "Only minor complications were recorded", "two complications": found, not just looked for.
FOUND_BEFORE = re.compile(rf"(?<![\w-])(?:only|minor|mild|few|{NUMBER})\s(?:[\w-]+\s)?$")
NOT_AN_EVENT_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        *(r"prevent\w*", r"avoid\w*", r"potential\w*", "possible", r"concern\w*", r"predict\w*"),
        *("treat(?:ed|ing|ment of)?", "management of", "control of", "relief of", "history of"),
        *(
            "fear of",
            "(?:most )?(?:feared|dreaded)",
            "estimation of",
            "susceptibility to",
            "causes?",
            "known",
        ),
        *("post-?acne", "pre-?existing", "associated(?! with)", "concomitant", "unrelated"),
        *("severity of", "markers?", r"reduc\w+ (?:in|of)", "improvement (?:in|of)", "terms? of"),
        "risk (?:of|for|factors for)",
    )
    + r"\b[^.;:,]{0,30}$"
    + r"|(?<!\d )\b"
    + one_of(
        *("patients", "subjects", "volunteers", "women", "men", "participants", "persons"),
        *("individuals", "children", "adults", "nurses", "people"),
        "scars(?! with (?:fewer|less|no|more|minimal|mild|few|transient))",
    )
    + r" with\b[^.;:,]{0,40}$"
)
HAPPENED_BEFORE = re.compile(
    r"\b"
    + by_first_letter(
        *("mild", "transient", "temporary", "transitory", "minor", "minimal", "slight"),
        *("moderate", "severe", "persistent", "self-limited", "prolonged", "immediate"),
        r"post-?\s?(?:treatment|procedur\w+|operative|laser|inflammatory)",
        *("incidence of", "frequency of", "rates? of", "symptoms of", "episodes of"),
        rf"{_PEOPLE}(?: \([^)]*\))? (?:\w+ ){{0,2}}{_HAD}",
        rf"there (?:was|were) (?:also |only )?(?:{NUMBER}|some|a few)",
        *("developed", "experienced"),
        "had (?:a )?(?:grade|mild|severe|transient|minor)",
        r"\d+ (?:cases?|episodes?|patients?) (?:of|with)",
    )
    + r"\b[^.;:]{0,60}$"
    + r"|\(\s*$"
)
HAPPENED_AFTER = re.compile(
    r" rates? (?:was|were|of)\b|,? (?:and |or )?(?:[\w-]+ )?"
    rf"(?:seen|noted|observed|found|reported|experienced) (?:in|by) {NUMBER}"
    r"|(?:,? (?:and|or) [\w-]+)? (?:led|forced|obliged|caused(?! by)|made) (?:to |(?:[\w-]+ "
    r"){1,6}(?:to|"
    rf"stop|withdraw|in)\b|{NUMBER}\b)"
    r"|[^.;:]{0,60}?\b"
    + one_of(
        one_of(
            "occurred",
            "developed",
            "appeared",
            "persisted",
            "remained",
            "arose",
            "formed",
            "resolved",
            "subsided",
            "disappeared",
            "w(?:as|ere)",
        )
        + r"\b[^.;:]{0,30}\b(?:in|within|after|by|with|during) (?:\w+ ){0,3}?"
        + one_of(
            *(
                r"\d",
                r"\d+(?= ?%)",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
            ),
            *("ten", "patients?", "subjects?", "women", "cases", "all", "some", "few", "most"),
            "both",
        ),
        r"(?:was|were|are) (?:\w+ )?"
        + one_of(
            *("more", "less", "fewer", "higher", "lower", "common", "frequent", "mild"),
            *("transient", "similar", "comparable", "identical", "the most common"),
        ),
    )
    + r"\b"
)
