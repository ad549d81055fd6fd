"""The words that tell how many treatment sessions there were.

Read by ``sessions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule
from ingest.extract.text.ranges import BOUND, NUMBER, RANGE
from ingest.extract.treatment.range_candidates import FROM_BASELINE

NOUN = Rule(
    "counted",
    ("session", "sitting", "treatment", "procedure", "visit", "cycle", "injection", "operation",
     "doses", "application", "peel", "occasions", "appointments"),
    re.compile(
        r"\b(?P<strong>sessions?|sittings?)\b|\b(?:treatments?|procedures?|visits?|cycles?|"
        r"injections?|operations?|doses|applications?|peels|occasions|appointments)\b"
    ),
    reach=14,
)  # fmt: skip
#: "Four 20-minute sessions".
LASTING = r"(?:\s\d+(?:\.\d+)?-(?:min(?:ute)?|hour|h)\b)?"
NUMBER_BEFORE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<lead>one of|either of|the|both|these|those|of|after|following|within|"
    rf"first|between|than|other|all|by|mean|median|average)\s(?:of\s)?)?"
    rf"(?:{BOUND}\s(?:of\s)?)?{RANGE}{LASTING}(?P<between>(?:[\s-]+(?!{NUMBER})[a-z][a-z0-9:/-]*){{0,4}})"
    r"(?:\s\((?:mean|median|average)[^()]{1,15}\))?[\s-]$"
)
NO_ADJECTIVE = re.compile(
    r"\b(?:of|in|with|and|or|per|were|was|had|after|at|for|to|by|from|who|patients?|subjects?|"
    r"women|men|weeks?|months?|days?|min|minutes?|hours?|years?|groups?|arms?|mm|mg|nm|sides?|"
    r"cases?|th|different|various|other|types?|kinds?|common|main|topical|active|follow-up|"
    r"control|study|years|scars?|keloids?|lesions?|received|underwent|times|pass|passes|equal|"
    r"assessment|evaluation|previous|prior|standard|randomi[sz]ed|comparative|menstrual|required|"
    r"chemotherapy)\b"
)
NOT_SESSIONS_AFTER = re.compile(
    r"[\s-]*(?:sessions?|sittings?|groups?|arms?|modalit\w+|options?|sides?|methods?|protocols?|"
    r"regimens?|areas?|"
    r"sites?|outcomes?|parameters?|effects?|responses?|failures?|rooms?|plans?|strateg\w+|"
    r"per (?:day|week|month|year|session|visit|treatment)|"
    r"daily|a (?:day|week|month)\b(?! apart)|each (?:day|week|month)|were (?:compared|equally|"
    r"similar|effective)|are (?:compared|equally|"
    r"similar|effective)|(?:may|can|could|should|might|is|are) )"
)
#: After "one session": it is one of many.
REPEATED = re.compile(r"\s(?:every|each|per|a month|a week|monthly|weekly|once)\b")
DELIVERED = re.compile(
    r"\b(?:receiv\w+|underw\w+|undergo\w*|given|gave|got|in total|giv(?:e|en)|treated|performed|"
    r"carried out|administered|repeated|had|have|needed|required|planned|schedul\w+|apart|"
    r"intervals?|every|monthly|weekly|total of|done|took place|held|needled|injected|consist\w+|"
    r"spaced|separated|"
    r"in all|made up of|(?:series|course) of)\b"
)
TIMES = Rule(
    "times",
    ("times",),
    re.compile(
        r"\btimes\b(?! (?:a|per|each|daily|weekly|monthly|the|as|higher|more|greater|lower|less|"
        r"longer)\b)"
    ),
)
SCHEDULE = re.compile(
    r"\b(?:apart|in between|intervals?|every|monthly|weekly|one month|weeks? \d|"
    r"(?:a|per) (?:week|month))\b"
)
ONCE = Rule(
    "once or twice",
    ("once", "twice", "thrice"),
    re.compile(
        r"\b(?:treated|performed|done|given|needled|injected|repeated|carried out|administered|"
        r"sessions?|injections?|treatment|procedure)\s(?P<word>once|twice|thrice)\b"
        r"(?! (?:a|per|daily|weekly|every|monthly|the|in)\b)|,\s(?P<listed>once),"
    ),
)
#: "Once, twice or four times".
FEWER_BEFORE = re.compile(r"\b(?P<fewest>once|twice)(?:, (?:twice|thrice))? (?:or|and) $")
#: "A single procedure.", in characters: a sentence that says nothing else.
SHORT_SENTENCE = 30
TIMES_OF = {"once": 1, "twice": 2, "thrice": 3}
ANOTHER = Rule(
    "a second session",
    ("second", "third"),
    re.compile(
        r"\b(?:underwent|had|received|given|needed|for) (?:a|the) (?P<word>second|third)"
        r"(?: and final)? (?:session|treatment|procedure|injection|sitting)\b"
        r"|\ba (?P<given>second|third) (?:session|treatment|procedure|injection|sitting) was "
        r"(?:given|done|performed|carried out)\b"
    ),
)
PLACE_OF = {"second": 2, "third": 3}
SINGLE = Rule(
    "single",
    ("single", "the only"),
    re.compile(
        r"\b(?<!no )(?<!no one )(?:(?:a |one |the )?single|the only)[- ](?:[a-z0-9:-]+[ -]){0,3}?"
        r"(?:(?P<strong>session|sitting)|treatment|procedure|injection)\b"
        r"(?! (?:group|arm|modalit|has))"
    ),
)
STATED = (
    Rule(
        "number of sessions",
        ("minimum of",),
        re.compile(
            rf"\bminimum of (?P<low>{NUMBER}) and (?:a )?maximum of (?P<high>{NUMBER}) "
            r"(?:[a-z-]+ ){0,2}(?:sessions|treatments|procedures|injections)\b"
        ),
    ),
    Rule(
        "mean with range",
        ("mean", "median", "average"),
        re.compile(
            rf"\b(?:mean|median|average)\b[^.;()]{{0,30}}?{NUMBER}[^.;()]{{0,20}}?\b(?:sessions?|"
            rf"treatments?|sittings?|procedures?|"
            rf"injections)\s\((?:range[ds]?)?[:,\s]*(?:from\s)?{RANGE}\)"
        ),
    ),
    Rule(
        "mean with range",
        ("number of",),
        re.compile(
            r"\bnumber of (?:\w+ )?(?:sessions|treatments|procedures|injections)"
            r"(?: (?:was|were|of)|:) "
            rf"{NUMBER}(?:\s?(?:±|\+/-)\s?\d+(?:\.\d+)?)?[^.;()]{{0,12}}?"
            rf"\(range[:,\s]*(?:from\s)?{RANGE}\)"
        ),
    ),
    Rule(
        "number of sessions",
        ("sessions was", "sessions were", "sessions given", "sessions needed", "sessions ranged",
         "sessions varied", "sessions performed", "sessions required", "sessions:", "number of"),
        re.compile(
            r"(?:\bsessions|\bnumber of (?:\w+ )?(?:treatments|procedures|injections))"
            r"(?:\s(?:given|needed|performed|required))?(?:\s(?:was|were|ranged|varied)|:)\s"
            rf"(?:between\s|from\s|of\s)?{RANGE}"
            r"(?!\s?(?:weeks?|months?|days?|minutes?|min\b|-?mm))"
        ),
    ),
    Rule(
        "number of sessions",
        ("sessions (", "treatments (", "injections ("),
        re.compile(
            r"\b(?:sessions|treatments|injections)\s"
            rf"\((?:n\s?=\s?(?=\d)|(?=[a-z]))(?P<low>{NUMBER})(?P<high>)\)"
        ),
    ),
    Rule(
        "in all",
        ("in number", "in all", "in total", "altogether"),
        re.compile(
            r"\b(?:sessions?|treatments?|injections?|procedures?)\b[^.;]{0,60}?"
            rf"(?<![\w.])(?:{BOUND}\s)?{RANGE}\s(?:in number|in all|in total|altogether)\b"
        ),
    ),
    Rule(
        "up to",
        ("up to", "maximum of"),
        re.compile(
            rf"\bsessions?\b[^.;]{{0,60}}?{BOUND}\s(?P<low>{NUMBER})(?P<high>)(?=[.;)]|$)"
        ),
    ),
    Rule(
        "in all",
        ("total",),
        re.compile(
            r"\bsessions?\b[^.;]{0,60}?\btotal (?:number )?of (?P<low>\d+|[a-z]+ten|one|two|three|"
            r"four|five|six|seven|eight|nine)(?P<high>)(?=[.,;)]|$)"
        ),
    ),
)  # fmt: skip
FOR = Rule(
    "every … for …",
    ("for ", "over "),
    re.compile(
        r"\b(?:(?P<month>monthly|once a month|once per month|every month|(?:at |in )?monthly "
        r"intervals?)|(?P<week>weekly|once a week|once per week|once weekly|every week|(?:at "
        r")?weekly intervals?)|(?P<twice>twice a week|twice weekly|two times (?:a|per) week)"
        r"|(?P<thrice>(?:three|3) times (?:a|per) week|thrice (?:a week|weekly))"
        rf"|every (?P<step>{NUMBER}) weeks?)(?P<between>(?: [a-z-]+){{0,3}}?) "
        r"(?:for|over)(?: a total of)? "
        rf"(?P<length>{NUMBER}) (?:consecutive |successive )?(?P<unit>weeks?|months?)\b"
        r"(?! (?:after|follow|later|following|of follow))"
    ),
)
#: What is given "weekly … for four weeks" is a procedure: no drug, no visit.
PROCEDURE = re.compile(
    r"\b(?:needl|micro-?needl|laser|inject|intralesional|session|peel|radiofrequenc|subcision|"
    r"plasma|cryotherap|irradiat|treated)"
)
LISTED = Rule(
    "listed weeks",
    ("weeks", "days", "months", "baseline"),
    re.compile(
        r"\b(?:sessions?|treatments?|procedures?|injections?|treated|needled|performed|given|"
        r"needling|done|injected|delivered|repeated)\b[^;\n]{0,120}?\s(?:(?:at|on|in)\s(?:weeks|"
        r"days|months)\s"
        r"(?P<list>\d+(?:,\s\d+)*,?\sand\s\d+)"
        r"|at\s(?P<list2>\d+(?:,\s\d+)+,?\sand\s\d+)\s(?:weeks|months|days)\b"
        rf"|{FROM_BASELINE})"
    ),
)
DIGITS = re.compile(r"\d+|baseline")
#: Nouns that count courses of drugs unless the text is about scars.
OF_DRUGS = ("cycle", "dose")
#: How far before its noun a number may stand, in characters.
NEAR = 90
CHECKED = re.compile(
    r"\b(?:follow\w*|assess\w*|evaluat\w*|review\w*|examin\w*|record\w*|measur\w*|seen|"
    r"photograph\w*|question\w*|monitor\w*|maintenance|scor\w*|graded|"
    r"massage\w*|gel|cream|ointment|tape)\b"
)
OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|usually|typically|generally|often|should|usual|previous\w*|"
    r"failed|prior|after five similar|survey|questionnaire|respondents?|commonly)\b"
)
ADVISED = re.compile(r"\b(?:earlier|previous|other) (?:reports?|studies|authors)\b")
