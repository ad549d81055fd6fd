"""Who was treated, and what made the groups, in the words that tell it.

For reports that nowhere name their design.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule, one_of

#: Any number of persons, in digits or words.
ANY_NUMBER = (
    r"(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ]\w+)?|\w+teen|ten|"
    r"eleven|twelve|two|three|four|five|six|seven|eight|nine|(?:one |a )?hundred(?: and \w+)?)"
)
PEOPLE = one_of(
    *("patients?", "persons?", "people", "participants?", "subjects?", "volunteers?", "cases?"),
    *("individuals?", "women", "men", "children", "infants?", "adults?", "pts", "girls", "boys"),
    *("adolescents?", "students?", "survivors?", "colleagues", "females?", "males?", "residents"),
    *("siblings", "brothers", "sisters", "twins"),
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
        r"had (?:one|a single) (?:[\w-]+ ){0,3}(?:session|treatment|sitting|injection|pass)",
    )
    + r"\b"
)
_SKIN_PROCEDURE = one_of(
    *(r"(?:micro)?-?needlings?", "lasers?", "radiofrequency", "subcisions?", r"peel(?:s|ing)?"),
    *("dermabrasion", "cryotherapy", "fillers?", "toxin", "prp", r"fat graft(?:s|ing)?"),
    *("dermaroller", "dermapen", "roller", "stamp", "punch", "silicone", "triamcinolone"),
    *("verapamil", "bleomycin", "tattooing", "injections?", "irradiation"),
)
_PROCEDURE = one_of(
    _SKIN_PROCEDURE,
    *("fat", r"graft(?:s|ing)?", "plasma", "surgery", "excision", "light", "pen", "treatments?"),
    *("sessions?", "therapy", "massage", "gel", "cream", "procedures?", "operations?", "passes"),
    *("jets?", "drug", "steroids?"),
)
#: Treatments of people in other words, where nothing else tells what the study is.
TREATMENT = re.compile(
    one_of(
        r"\b(?:sittings?|sessions?|rounds|passes) (?:of|with|were|was|took)\b",
        r"\b(?:micro)?(?:needled|grafted|excised|lasered|pricked|punched|peeled|tattooed|subcised|"
        r"rolled|injected|jabbed|dermabraded|massaged)\b|\bsubmitted to\b",
        rf"\b{_PROCEDURE}(?: [\w.-]+){{0,8}}? (?:was|were|had been) (?:[\w-]+ ){{0,2}}?"
        r"(?:performed|delivered|carried out|done|applied|used|repeated|put|studied)",
        rf"\b{_SKIN_PROCEDURE}\b(?:[^.]|\.\d){{0,100}}? (?:was|were) (?:studied|tried|tested) in "
        rf"{ANY_NUMBER}\b",
        rf"\b(?:had|got|given) (?:[\w.-]+ ){{0,5}}?{_SKIN_PROCEDURE}\b",
        rf"\b(?:treatments?|sessions?|sittings?|tx|procedures?)(?: were| was|:) (?:{ANY_NUMBER}|"
        r"given|repeated)\b",
        rf"\b{PEOPLE}(?: [\w-]+){{0,6}} (?:wore|applied|used|massaged)\b",
        r"(?:^|\n|\. )(?:treatments?|procedures?|techniques?|tx): ",
        rf"\b{ANY_NUMBER} (?:[\w-]+ ){{0,2}}(?:sessions|sittings|treatments|tx|"
        r"procedures|needlings|subcisions?)\b",
        r"(?:^|\n|[.:] )(?:a single|one) (?:\w+ )?(?:session|sitting|subcision|treatment)\b",
    )
)
#: Persons who are counted: "Forty consecutive patients", "n = 33".
COUNTED = re.compile(rf"\b{ANY_NUMBER} (?:[\w-]+ ){{0,4}}?{PEOPLE}\b|\bn ?= ?\d+|\b{PEOPLE}: ?\d+")
#: Groups of people set against each other in records: a cohort, no series.
SET_AGAINST = re.compile(
    r"\b(?:odds|hazard|risk) ratio|\brisk factors?\b|\bregistry\b|\bfor comparison\b|"
    r"\bpredictors? of\b|\b(?:two|both|either|between|three) (?:the )?groups?\b|"
    r"\bwere compared (?:for|between|with \d)|\bcomparative\b|\bversus\b|\bvs\b|"
    r"\bcontrols\b|\bgroup [ab12]\b|\bassociated with\b|"
    r"\baccording to (?:technique|treatment|method)\b|"
    r"\btreated with\b[^.;]{0,80}\band \d+\b(?:[^.;]|\.\d){0,30}\b"
    r"(?:treated with|received|underwent)\b"
)
#: Groups that were made by something else than chance.
CHOSEN = Rule(
    "chosen",
    (
        *("chose", "choice", "odd ", "alternat", "preference", "delayed", "waiting", "order of"),
        *("who wished", "who wanted", "who preferred", "who declined", "who refused", "matched"),
        *("date", "day of", "days of", "number", "wish", "according to", "rotation"),
        *("consecutively", "as a control", "as control", "as the control", "as an untreated"),
        *("not treated", "untreated", "no treatment"),
    ),
    re.compile(
        r"\b"
        + one_of(
            r"chose (?:between|among)\b",
            r"odd (?:[\w-]+ ){0,4}numbers?\b",
            r"alternate(?:ly (?:assign|alloc|treat|giv|placed)| (?:allocation|assignment))",
            r"(?:in alternation|by rotation|in rotation)\b",
            r"(?:allocat|allot|assign|divid|group|distribut)\w* (?:[\w-]+ ){0,6}?"
            r"(?:in|by|on|according to) (?:the |their |its )?(?:alternat\w+|order of|dates? of|"
            r"days? of|(?:file|hospital|registration|record|chart) numbers?|"
            r"(?:patient'?s?'? )?(?:choice|preference|wish))",
            r"(?:assign|allocat|treat)\w* alternat\w+",
            r"(?:patients?'?s?'?|parents'?) (?:own )?(?:choice|preference)\b",
            r"(?:by|at|of|according to) their (?:own )?(?:choice|preference)\b",
            r"(?:by|the|other) (?:the )?(?:\d+|[\w-]+) who "
            r"(?:wished|wanted|preferred|declined|refused)\b",
            r"according to (?:the |their )?(?:availability|preference|choice|wish|date|day)\b",
            r"according to (?:the |their )?(?:treatment|therapy|procedure|technique|modality) "
            r"(?:(?:they |that was |which was )?(?:had )?(?:received|given|chosen|used|performed|"
            r"undergone)|method|modality)\b",
            r"(?:consecutively (?:assign|allocat|allot|divid)\w+|(?:assign|allocat|allot|divid)\w+ "
            r"consecutively)\b",
            r"matched (?:patients|persons|subjects|scars) (?:were|had|who|received|got)\b",
            r"(?:treated|injected|needled|left|kept|used|served|serving|acted) (?:[\w-]+ ){0,6}"
            r"as (?:an? |the )?(?:untreated |internal )?controls?\b(?! group)",
            r"control (?:sides?|hal(?:f|ves)|areas?|scars?|sites?) (?:(?:was|were) (?:not treated|"
            r"(?:left )?untreated)|(?:received|had) no treatment)\b",
            r"delayed[- ]start\b",
            r"delayed (?:group|patients|controls?|arm)\b",
            r"waiting[- ]list (?:group|patients|controls?)\b",
        )
    ),
)
#: "received A (38) or B (37)", "treated with A (n = 38) and B (n = 37)".
TWO_ARMS = re.compile(
    r"\b(?:received|treated|given|underwent|using|(?<!patients )(?<!women )(?<!men )(?<!subjects )"
    r"(?<!children )(?<!persons )(?<!\) )with)\b[^.;]{0,80}\((?:n ?= ?)?\d+[^.;)]{0,30}\)?"
    r"[^.;]{0,60}\b(?:or|and|versus|vs)\b[^.;]{0,60}\((?:n ?= ?)?\d+"
    rf"|\b{PEOPLE}\b[^.;]{{0,80}}\b(?:was|were) compared (?:with|to) (?:the )?{ANY_NUMBER}\b"
    r"|\b\d[\d.]*,? (?:\d[\d.]*,? )*(?:or|versus|vs\.?) \d[\d.]* ?(?:mg|ml|g|mcg|iu|j|mm)\b"
)
