"""The words that tell how far apart treatment sessions were.

Read by ``interval``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.cues import Rule
from ingest.extract.text.ranges import BOUND, NUMBER, RANGE
from ingest.extract.text.timetable import ASSESSED

_UNITS = ("day", "days", "week", "weeks", "wk", "wks", "month", "months", "year", "fortnight")
_UNIT = r"(?P<unit>days?|weeks?|wks?|months?|years?|fortnights?)"
_ABOUT = r"(?:about\s|approximately\s|around\s|roughly\s|a\s)?"
_SESSIONS = (
    r"(?:sessions?|treatments?|visits?|sittings?|injections?|procedures?|rounds?|applications?|"
    r"needlings?|operations?)"
)
_BETWEEN_SESSIONS = (
    rf"(?:in\s)?between(?=[.;,)])|between\s(?:(?:the\s|each\s|two\s|any\stwo\s|consecutive\s|"
    rf"successive\s)?(?:[a-z]+\s)?(?:{_SESSIONS}|them)|each|one\sand\sthe\snext)"
)
_THE_ONE_BEFORE = r"(?:the\s)?(?:one\sbefore|previous|preceding)"
_REACH = 60
RULES = (
    Rule(
        "not sooner",
        ("never ", "not ", "no closer", "no sooner", "no earlier", "no shorter"),
        re.compile(
            r"\b(?:never|not?)\s(?:[a-z]+\s)?(?:(?P<within>within|before)|(?:sooner|earlier|"
            r"less|shorter|closer)\sthan)"
            rf"\s{RANGE}[\s-]{_UNIT}(?:\sapart|\s(?:of|after)\s{_THE_ONE_BEFORE}|(?=[.,;]))"
        ),
        _REACH,
    ),
    Rule(
        "apart",
        (" apart", "-apart", *(f"{unit} between" for unit in _UNITS), " in between",
         "separated the", "separated two", "separated each", "separated them",
         "after the one", "after the prev",
         "after the prec", "after prev", "after prec",
         *(f"{verb} between" for verb in ("left", "allowed", "kept", "maintained", "elapsed"))),
        re.compile(
            rf"(?:{BOUND}\s)?(?:(?P<half>half an?)|(?:{RANGE}|(?P<one>an?|one)))[\s-]{_UNIT}"
            rf"(?:\s\(±[^()]{{1,12}}\)|\sof\s(?:rest|recovery))?\s(?:apart|in\sbetween|"
            rf"separated\s(?:the|two|each|them)|(?:{_BETWEEN_SESSIONS})|"
            rf"after\s{_THE_ONE_BEFORE}|(?:(?:was|were)\s)?(?:left|allowed|kept|"
            rf"maintained|elapsed)\s(?:{_BETWEEN_SESSIONS}))(?!\w)"
        ),
        _REACH,
    ),
    Rule(
        "separated by",
        ("separated", "spaced", "followed by", "rest of", "break of", "pause of"),
        re.compile(
            rf"\b(?:(?:separated|spaced|followed)\s(?:by|at)|spaced|(?:rest|break|"
            rf"pause)\sof)\s(?:a\s(?P<mean>mean|median|average)\s(?:of\s)?)?(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}\b(?!['’]|\s(?:of|follow|wash|recovery|run|"
            rf"rest|course))"
        ),
        _REACH,
    ),
    Rule(
        "interval of",
        ("interval", "gap", "spacing"),
        re.compile(
            rf"\b(?:intervals?|gaps?|spacing)(?:\speriod)?(?:\s(?:{_BETWEEN_SESSIONS}|"
            rf"of\s(?:the\s)?{_SESSIONS}))?"
            rf"(?:\s(?:of(?:\sbetween)?|was|were|being|=|(?:ranged|ranging|varied|varying)\s(?:from|"
            rf"between)|between)|:|,|(?=\s\d)|\svaried\s\((?=\d))\s?(?:{BOUND}\s)?"
            rf"{_ABOUT}(?:(?:(?P<first>{NUMBER}),\s)?{RANGE}\s?|(?P<one>an?\s|one\s)?){_UNIT}\b"
        ),
        90,
    ),
    Rule(
        "time between",
        ("time between", "wait between", "pause between", "break between", "period between",
         "rest between"),
        re.compile(
            rf"\b(?:time|wait|pause|break|period|rest)\sbetween\s(?:the\s|each\s|two\s)?"
            rf"(?:(?:[a-z]+\s)?{_SESSIONS}|them)\s(?:of|was|were|(?:ranged|ranging|varied|varying)\s"
            rf"(?:from|between))\s(?:{BOUND}\s)?{_ABOUT}"
            rf"(?:{RANGE}\s|(?P<one>an?\s|one\s)){_UNIT}\b"
        ),
        _REACH,
    ),
    Rule(
        "week interval",
        (*(f"{before} interval" for before in (*_UNITS, "weekly", "monthly", "time", "treatment",
                                               "session", "rest", "'s", "s'", "’s", "s’")),
         "of interval", "-interval", ") interval", " gap", "-gap", "spacing", " rest ", " pause",
         " break"),
        re.compile(
            rf"(?:{BOUND}\s)?(?:(?P<first>{NUMBER})[\s-](?:days?|weeks?|months?)"
            rf"(?:\s\([^()]{{1,15}}\))?\s(?:and|or|to|versus)\s)?(?:{RANGE}|(?P<one>an?|"
            rf"one))[\s-]*(?P<unit>days?|weeks?|weekly|"
            r"months?|monthly|wks?)(?:'s?|’s?)?(?:\s\([^()]{1,15}\))?(?:[\s-](?:time|treatment|"
            r"session|rest)|\sof)?[\s-](?:intervals?|gaps?|spacing|rest|pauses?|breaks?)\b"
            r"(?!\sbetween\s(?:the\s)?(?:assess|evaluat|follow|measure|injury|surgery|operation))"
        ),
        _REACH,
    ),
    Rule(
        "every",
        ("every ", "once in ", "each week", "each month", "each fortnight",
         *(f"each {number}" for number in ("two", "three", "four", "six", *"2345678")),
         "alternate week", *(f"q{number}{after}" for number in "23468" for after in " w"), "q "),
        re.compile(
            r"\b(?:once\s)?(?:(?:every|(?<!of\s)each|(?<=once\s)in(?:\severy|\sa)?)\s"
            rf"(?:(?P<first>{NUMBER})(?:,\s{NUMBER})*,?\s(?:versus|vs\.?|or|"
            rf"and)\s(?:every\s)?)?(?:(?P<other>other|second|alternate|third|fourth|3rd|4th)\s|"
            rf"{RANGE}[\s-])?"
            rf"{_UNIT}\b(?!\s(?:of\s|day))|(?:in|on|at)\s(?P<alternate>alternate\sweeks)\b"
            r"|q\s?(?P<q>\d+)\s?(?:w|wks?|weeks?)\b)"
        ),
        _REACH,
    ),
    Rule(
        "repeated after",
        ("repeat", "second", "retreat", "touch-up"),
        re.compile(
            r"\b(?:repeated(?:\sonce)?|retreat(?:ed|ments?(?:\s[a-z]+){0,2})|"
            r"(?:second|repeat|touch-up)(?:\s(?!follow|visit|assess|week|month|"
            r"evaluat|look)[a-z]+){0,4}?,?)\s"
            rf"(?P<after>(?:after|at)\s)?(?:{BOUND}\s)?(?:{RANGE}|(?P<one>an?|one))[\s-]{_UNIT}"
            r"(?P<later>\s(?:later|afterwards|after\s(?:the\s)?(?:first|initial)))?\b"
            r"(?!\s(?:after|of|follow))"
        ),
        _REACH,
    ),
    Rule(
        "repeated after",
        ("repeat", "second", "touch-up"),
        re.compile(
            r"\b(?:(?:second|repeat)\s(?:session|treatment|procedure|injection)|touch-up)"
            r"(?:\s[a-z]+){0,3}?\s(?P<after>at\s)(?P<unit>week|month)\s"
            rf"(?P<low>{NUMBER})(?P<high>)(?P<later>)"
        ),
        _REACH,
    ),
    Rule(
        "-weekly",
        ("-weekly", "-monthly",
         *(f"{number} {pace}" for number in "2345678" for pace in ("weekly", "monthly"))),
        re.compile(
            rf"(?<![\w.])(?P<low>{NUMBER})(?:[-–]|\sto\s)?(?P<high>{NUMBER})?"
            r"(?:-(?P<unit>weekly|monthly)\b|\s(?P<paced>weekly|monthly)(?=[.;)]|\s(?:for|until)\b))"
        ),
        _REACH,
    ),
    Rule(
        "monthly",
        ("weekly", "monthly", "a month", "per month", "a week", "per week", "fortnightly",
         "fortnight", "quarterly", "two a week", "/month", "/week"),
        re.compile(
            r"(?<![\w-])(?P<adverb>monthly|fortnightly|quarterly|once-monthly|once-weekly|"
            r"twice-weekly|(?:thrice|three times|3 times)[ -](?:weekly|a week|per week)|"
            r"once a month|once per month|once monthly|"
            r"once weekly|once a week|once per week|weekly|twice a week|twice weekly|"
            r"once a fortnight|two times (?:a|per) week|two times weekly|(?:one|1) per month|"
            r"one a (?:month|week|fortnight)|two a week|"
            r"(?:one|1) per week|(?:two|2) per week|(?P<session>(?:one|1|a) (?:[a-z-]+ ){0,2}?"
            r"(?:session|treatment|injection|sitting|procedure)(?: of (?:[a-z-]+ ){0,3}?[a-z-]+)?"
            r"(?: (?:per|a) |/)(?:week|month)))\b"
            r"(?!\s(?:follow|assess|evaluat|visits?\b|dose|dosing))"
        ),
        _REACH,
    ),
)  # fmt: skip
ADVERBS = {
    "monthly": 4, "once-monthly": 4, "quarterly": 13, "once-weekly": 1, "twice-weekly": 0.5,
    "once a month": 4, "once per month": 4, "once monthly": 4, "fortnightly": 2,
    "once a fortnight": 2,
    "once weekly": 1, "once a week": 1, "once per week": 1, "weekly": 1, "twice a week": 0.5,
    "one per month": 4, "1 per month": 4, "one a month": 4, "one a week": 1, "one a fortnight": 2,
    "two a week": 0.5, "one per week": 1, "1 per week": 1,
    "two per week": 0.5, "2 per week": 0.5,
    "twice weekly": 0.5, "two times a week": 0.5, "two times per week": 0.5,
    "two times weekly": 0.5,
}  # fmt: skip
#: "A mean interval of 5 weeks (range 4–8)".
MEAN_BEFORE = re.compile(r"\b(?:mean|median|average)\s(?:treatment\s|session\s)?$")
SPREAD_AFTER = re.compile(r"\s\((?:range[:,]?\s)?(?P<least>\d+)(?:\s?[-–]\s?|\sto\s)(?P<most>\d+)")
#: Before "interval of three months": it may be longer.
LEAST_OF = ("minimum ", "minimal ", "shortest ")
ORDINALS = {
    "other": 2, "second": 2, "alternate": 2, "third": 3, "fourth": 4, "3rd": 3, "4th": 4
}  # fmt: skip
SESSION = re.compile(
    r"\b(?:(?:inter-?)?sessions?|sittings?|treatments?|procedures?|injections?|cycles?|visits?|"
    r"(?:re)?treated|retreatments?|needled|injected|needling|microneedling|laser|dermaroller|"
    r"times|performed|repeated|given|doses|"
    r"underwent|received|operations?|rounds?|touch-ups?|patch(?:es)?|rolling|rolled|lasered|stamped|peels?|"
    r"rollers?|applications?|applied|steroids?|triamcinolone|subcision|needlings|tx)\b"
)
#: Rules whose words say nothing of what happens at that pace.
BARE = ("monthly", "-weekly")
SESSION_AFTER = re.compile(
    r"[\s,(]+(?:for\s(?:a\s(?:total|maximum|course|series)\sof\s)?|(?!episodes|scores?|visits?|follow|dos(?:e|ing)|during|"
    r"throughout|after|before|until)[\w.-]+\s){0,3}?(?:sessions?|"
    r"sittings?|treatments?|procedures?|injections?|cycles|times|patch(?:es)?|applications?|laser|"
    r"needling|microneedling|peels?|appointments)\b"
)
SESSION_BEFORE = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|procedures?|injections?|injected|treated|performed|"
    r"given|repeated|done|delivered|underwent|received|applied|needling|needled|carried out|"
    r"administered|rolling|dermaroller|roller|laser|worn|patch(?:es)?|held|rolled|stamped|lasered|"
    r"microneedling)\b(?![^.;]*\b(?:collect\w*|assess\w*|evaluat\w*|"
    r"measur\w*|record\w*|reduc\w*|toxicity|response)\b)(?>\([^)]*\)|[^;])*+$"
)
ASSESSMENT = re.compile(
    r"\b(?:assess\w*|evaluat\w*|measur\w*|record\w*|follow(?:-?\s?ups?|ed(?!\sby)|s)?|photograph\w*|scor\w*|review\w*)\b"
)
CHECKED = re.compile(
    rf"\b(?:{ASSESSED}|counted)\b"
    r"(?![^.;]{0,30}\b(?:sessions?|treatments?|sittings?|injections?)\b"
    r"|[^.;]{0,40}\b(?:(?:was|were)\s(?:treated|needled|injected)|received|underwent)\b)"
)
#: "300 mg every two weeks": the pace of a drug, unless it is injected into scars.
DOSE_BEFORE = re.compile(r"\b(?:mg|iu|tablets?|capsules?|orally|daily)\s$")
INJECTED = ("inject", "intralesional")
#: "Maintenance sessions were offered every 3 months": after the treatment under study.
MAINTENANCE_BEFORE = re.compile(r"\b(?:maintenance|boosters?)\b[^.;,]{0,40}$")
#: "Three monthly treatments with follow-up": the pace is that of the treatments.
SESSIONS_NEXT = re.compile(
    r"\s(?:(?!during|of|after|before|for|in|on|under|until|from|between)[a-z]+\s)?"
    r"(?:sessions|sittings|treatments|procedures|injections)\b"
)
OTHERS = re.compile(
    r"\b(?:usually|typically|generally|usual(?!\s(?:[a-z]+\s)?care)|survey|questionnaire|respondents?|"
    r"years before|common|literature|manufacturers?|guidelines?|(?:an|our|their) earlier|"
    r"other (?:authors|studies|groups)|"
    r"most (?:dermatologists|clinicians|surgeons|authors|studies))\b"
)
ADVISED = re.compile(r"\b(?:advis\w+|recommend\w+)\b")
#: Beside the time: what is done daily is no session.
DAILY = re.compile(r"\b(?:daily|nightly)\b")
#: "Intervals were six weeks": of the sessions of the sentence before.
OPENS_WITH_INTERVAL = re.compile(
    r"(?:the\s)?(?:minimum\s|minimal\s|mean\s|median\s|average\s)?(?:intervals?|gaps?|spacing)\b"
)
CLAUSE_MARKS = (", ", "; ", " and ", " plus ")
NEXT_ARM = re.compile(
    rf"\s(?:in|for|with)\s[\w -]{{1,30}}?,?\s(?:and|versus|vs|but)\s(?P<weeks>{NUMBER})[\s-]"
    r"(?:(?P<of>weeks?|months?|days?)\s)?(?:in|for|with)\b"
)
