"""The words and signs in which results are printed: read by ``results``.

Every pattern is for lower-case text.
"""

from __future__ import annotations

import re

from ingest.extract.text.needles import look_for
from ingest.extract.text.patterns import at_word_start
from ingest.extract.text.ranges import NUMBER, TO

_DECIMAL = r"\d+(?:[.·]\d+)?"
_SIGNED = rf"[-−–]?{_DECIMAL}"
P = re.compile(
    r"p(?<!\wp)(?:[\s-]?values?)?\s?(?P<sign>=|<|>|≤|≥|&lt;|&gt;|was)\s?(?P<p>(?:0|1)?[.·]\d+|0|1)(?!\d)"
)
CI = re.compile(
    rf"\b9[059]\s?%\s?(?:ci|confidence "
    rf"intervals?)\s?[,:=]?\s?(?:\(ci\)[,:]?\s?)?[\[(]?(?P<low>{_SIGNED})\s?%?"
    rf"(?:\s?[-–]\s?|\sto\s|,\s|;\s)(?P<high>{_SIGNED})(?![\d.]*\d)"
)
#: A text without this gives no interval.
CI_SIGN = re.compile(r"%\s?c(?:i|onfidence)")
_EFFECT_NAME = at_word_start(
    (
        *("standardi[sz]ed mean difference", "mean difference", "smd", "md", "risk ratio"),
        *("relative risk", "rr", "odds ratio", "or", "hazard ratio", "hr"),
    )
)
EFFECT = re.compile(
    rf"(?P<name>{_EFFECT_NAME})(?:\s\((?:smd|md|rr|or|hr)\))?\s?[,:=]?\s?(?:of\s|was\s|"
    rf"\()?(?P<value>{_SIGNED})(?![\d.%]*[\d%])"
)
#: A text without any of these names no effect.
EFFECT_SIGNS = ("MD", "RR", "OR", "HR", "ean difference", " ratio", "elative risk")
EFFECT_NAMES = {
    "standardised mean difference": "SMD", "standardized mean difference": "SMD", "smd": "SMD",
    "mean difference": "MD", "md": "MD", "risk ratio": "RR", "relative risk": "RR", "rr": "RR",
    "odds ratio": "OR", "or": "OR", "hazard ratio": "HR", "hr": "HR",
}  # fmt: skip
_CHANGED = at_word_start(
    (
        *(r"improv\w+", r"reduc\w+", r"decreas\w+", "fell", "fallen", r"declin\w+", "rose"),
        *("risen", r"increas\w+", r"diminish\w*", r"dropp?\w*", "lower(?:ed)?", r"gain\w*"),
        "less",
    )
)
_PERCENT = rf"{_DECIMAL}(?:\s?±\s?{_DECIMAL})?\s?%"
#: What stands between the percentages of several arms: "45% with laser, by 28% with needles".
_LINK = (
    r"(?:\s\([^()%\d]{1,30}\))?(?:,?\s(?:and|versus|vs?\.?|against|compared (?:with|to))\s|,\s|"
    r"\s[^.;()%\d]{1,50}?(?:,|,?\s(?:and|versus|vs\.?|v|compared with))\s)"
    r"(?:[^.;()%\d]{0,30}?\s)?(?:by\s)?"
)
CHANGE = re.compile(
    rf"(?P<verb>{_CHANGED})\b(?P<gap>[^.;%]{{0,60}}?)(?<![\w.±])"
    rf"(?P<list>{_PERCENT}(?:{_LINK}{_PERCENT})*)"
)
#: "A 45% reduction", "volume: -24%".
CHANGE_BEFORE = re.compile(
    rf"(?P<list>{_PERCENT})\s(?:mean\s|median\s|overall\s|relative\s)?(?:improvement|reduction|decrease|"
    r"increase|decline|fall|drop|gain)\b"
)
CHANGE_AFTER = re.compile(
    r"%\s(?:mean\s|median\s|overall\s|relative\s)?(?:improvement|reduction|decrease|increase|"
    r"decline|fall|drop|gain)\b"
)
SIGNED_CHANGE = re.compile(rf":\s(?P<list>[-–−]{_PERCENT}(?:{_LINK}[-–−]{_PERCENT})*)")
EACH = re.compile(rf"(?<![\d.·])({_DECIMAL})(?:\s?±\s?{_DECIMAL})?\s?%")
THRESHOLD = re.compile(
    r"\b(?:at least|more than|over|less than|exceed\w*|above|below|up to|of patients|in (?:about "
    r")?|greater than|≥|>|or more|to|(?:reached|achieved|attained|obtained|seen|noted|found) by|"
    r"nearly|patients?|women|participants|risk|95|99|90)\s*$|(?:in )$"
)
NOT_MEASURED_BEFORE = re.compile(
    r"(?:[>≥<≤]|\b(?:than|least|over|exceeding|of|reached|achieved|attained|having|had)(?: an?)?)"
    r"\s*$"
)
SHARE_AFTER = re.compile(
    r"\s?(?:%)?\s?(?:or (?:more|better|over)|of (?:the\s)?(?:patients|women|participants|cases|"
    r"subjects|active|group|sham|baseline)|ci\b|confidence)"
)
#: After a percentage that is a criterion ("50% or more") or the level of an interval.
CRITERION_AFTER = re.compile(r"\s?(?:or (?:more|better|over)|ci\b|confidence)")
FROM_TO = re.compile(
    rf"from(?<!\wfrom)\s(?:a mean of\s)?(?P<base>{_DECIMAL})(?:\s?±\s?{_DECIMAL}|"
    rf"\s\([^)]{{1,15}}\))?\sto\s(?P<final>{_DECIMAL})"
    rf"(?!\d|\.\d|\s?(?:%|weeks?|months?|years?|days?|mm\b|nm|hours?|mj|cases|patients))"
)
#: Words of response, those of the first row with any ending.
RESPONSE_STEMS = look_for(("improve", "respon", "success", "flatten", "satisf", "clear"))
RESPONSE_WORDS = look_for(
    (
        *("excellent", "good", "marked", "grade", "grades", "reduction", "recurrence", "relapse"),
        *("regrowth", "loss of half", "efficacy", "reached", "achieved", "judged", "quartile"),
        *("moderate", "slight"),
    )
)
_PEOPLE = r"(?:patients|women|men|participants|subjects|volunteers|adults|children|cases|sides)"
RESPONDERS = re.compile(
    rf"(?<![\w.±/])(?:(?P<n>{NUMBER})(?:\s?/\s?\d+|\sof\s(?:the\s)?{NUMBER}(?!\s?%))"
    rf"(?:\s?\((?P<percent>{_DECIMAL})\s?%\))?"
    r"|(?P<n2>\d+)(?:\s(?:patients|sides|women|participants|keloids|subjects))?"
    rf"\s?\((?P<percent2>{_DECIMAL})\s?%\))"
)
#: "Twelve patients showed excellent improvement", "eighteen patients (60%) achieved more than 75%".
RESPONDED = re.compile(
    rf"(?<!of )(?<!of the )(?<![\w.±/-])(?P<n>{NUMBER})\s(?:of\sthe\s)?{_PEOPLE}\s"
    rf"(?:\((?P<percent>{_DECIMAL})\s?%\)\s)?"
    r"(?:improved\b|responded\b|relapsed\b|recurred\b|(?:showed|had|achieved|reached|experienced|"
    r"attained|obtained|gained)\s(?=[^.;]{0,40}?(?:improve|respon|clear|reduction|flatten|regrowth)))"
)
#: "Excellent in 12 patients, good in nine and fair in four", "excellent 11, good 19".
_GRADE = at_word_start(
    (
        *("excellent", "very good", "good", "marked", "moderate", "fair", "mild", "slight"),
        *("poor", "none"),
    )
)
GRADED = re.compile(
    rf"{_GRADE}(?:\s(?:improvement|response|results?))?(?:,?\s(?:was|were|seen|found|noted|in|by))*:?\s"
    rf"(?P<n>{NUMBER})(?!\s?(?:%|per ?cent|/)|\sof\s|\s\(|{TO}{NUMBER})"
    rf"(?=\s(?:{_PEOPLE}|and)\b|[,.;])"
)
MARK_BEFORE = re.compile(r"\b(?:mean|median|average|scores?|rated|vas)\b[^.;]{0,70}$")
_BEFORE_SHARE = at_word_start(("in", "by", "of", "was", "were", "reached by", "had"))
SHARES = re.compile(
    rf"(?:{_BEFORE_SHARE}|(?:recurrence|relapse|success|response)(?: rates?)?:)\s"
    rf"(?P<list>{_DECIMAL}\s?%(?:{_LINK}(?:in\s)?{_DECIMAL}\s?%)*)"
)
#: "40% of the patients achieved".
OF_PEOPLE = re.compile(rf"(?P<list>(?<![\d.·]){_DECIMAL}\s?%)\sof\s(?:the\s|all\s)?{_PEOPLE}\b")
WORD_OF_PEOPLE = re.compile(rf"\s?per ?cent\sof\s(?:the\s|all\s)?{_PEOPLE}\b")
#: A share that is a change in percent: "improved by …", "reduction of …".
IS_CHANGE = re.compile(
    rf"{_CHANGED}\b(?![^.;%]{{0,25}}\b(?:reached|achieved|attained|obtained) by\s$)[^.;%]{{0,25}}"
    r"\b(?:by|of|was)\s$"
)
BEFORE_FROM = re.compile(rf"(?:{_CHANGED}|\b(?:changed|went|vss))\b")
_BEFORE_TIME = at_word_start(("at", "after", "by", "until", "on"))
TIME = re.compile(
    rf"{_BEFORE_TIME}\s(?:the\s)?(?:(?:week|month|day)\s\d+|(?:{NUMBER}|one|"
    rf"a)\s(?:weeks?|months?|days?|years?)"
    r"|(?:final|last) (?:visit|session))\b"
)
_BEFORE_ARM = at_word_start(("with", "after", "on", "in"))
ARM = re.compile(
    rf"{_BEFORE_ARM}\s(?:the\s)?(?P<arm>[a-z][\w-]*(?:\s[\w-]+)?(?=\s(?:and|than|versus|"
    r"\(|compared))|[\w-]+\s(?:side|group|arm|half))"
)
