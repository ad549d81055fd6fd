"""Clauses that settle what a number counts, whatever the words beside it weigh."""

from __future__ import annotations

import re

from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.needles import look_for, places

_NUMBER = (
    r"(?:\d[\d,]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)[\w-]*"
    r"(?:[ -](?!or\b)\w+){0,3}?)"
)
#: What is counted on people.
UNIT_NOUNS = (
    r"(?:hemi-?|half-|split-)?(?:sides?|scars?|lesions?|eyes|wounds?|sites|limbs|warts|"
    r"keloids|plaques|burns|ulcers|nails|hemifaces|half-faces|faces|halves|cheeks|grafts|flaps|"
    r"incisions|areas|teeth|hands|feet|knees|faces|extractions)"
)
_TAKEN_IN = (
    r"(?:participated|recruited|enrol\w+|included|consented|agreed|accepted|randomi[sz]ed|entered|"
    r"responded|replied|answered)"
)

# What follows the number, up to the end of its sentence, in lower case.
_ONE_ARM = (
    # "thirty patients in each group", "20 women were assigned to each study arm"
    re.compile(
        r"[^.;,:\d(]{0,70}\b(?:in|to|into|for|per|of)?\s*(?:each|per|every)\s+(?:\w+\s+){0,2}"
        r"(?:arm|group|cohort)\b",
    ),
    # "262 patients were enrolled in the control group and 241 patients in ..."
    re.compile(
        rf"[^.;:\d(]{{0,90}}\b(?:group|arm)\b\s*(?:\(\w+\))?,?\s+(?:and|whereas|while|versus|vs\.?)"
        rf"\s+{_NUMBER}\s",
    ),
    # "1920 women were assigned to receive anastrozole and 1944 to placebo"
    re.compile(
        rf"[^.;:\d(]{{0,60}}\b(?:assigned|allocated|randomi[sz]ed)\b[^.;:\d(]{{2,70}}[\s,]"
        rf"(?:and\s+)?{_NUMBER}\s+(?:patients\s+|women\s+|subjects\s+)?(?:were\s+)?"
        r"(?:assigned\s+|allocated\s+|randomi[sz]ed\s+)?to\b",
    ),
    # "103 patients received trastuzumab; 104 received anastrozole"
    re.compile(
        rf"(?:\s+[a-z]+){{0,3}}\s+(?:received|underwent|took)\b[^.\d(]{{2,80}}[;,]?\s+(?:and\s+)?"
        rf"{_NUMBER}\s+(?:\w+\s+)?(?:received|underwent|took)\b",
    ),
)
# "31 of 322 eligible women participated": the second number is who could have.
_SHARE_BEFORE = re.compile(rf"{_NUMBER}\s*(?:\([^)]{{1,12}}\)\s*)?of\s+(?:the\s+|all\s+)?$")
_SHARE_AFTER = re.compile(rf"[^.;,:\d(]{{0,80}}\b{_TAKEN_IN}\b")
_REPLIED = (
    r"(?:\([^)]{1,12}\)\s)?(?:replied|answered|responded to (?:the|a|our) (?:survey|questionnaire))"
    r"\b"
)
# "102 men were screened, and 88 were randomised": the first number is who could have. "60 were to
# be randomised": a plan.
_COULD_HAVE_AFTER = re.compile(
    rf"[^.;:\d(]{{0,70}}?\b(?:screened|assessed(?: for eligibility|(?=,? and\b|[,;]))|invited|"
    rf"approached|contacted)\b"
    rf"[^.]{{0,120}}?[\s(]{_NUMBER}\s(?:[^.]|\.\d){{0,100}}?\b{_TAKEN_IN}"
    r"|[^.;:\d(]{0,90}\bwere to be (?:randomi[sz]ed|enrolled|recruited|included)\b"
    # "a questionnaire went to 1,240 members; 311 replied"
    r"|\s(?:[\w-]+\s){0,5}?[\w-]+(?:[;,]\s(?:of whom\s|and\s|but\s)?|\sand\s)(?:only\s)?"
    rf"{_NUMBER}\s{_REPLIED}"
)
# "Of 71 charts pulled, 64 could be evaluated", "of 136 volunteers seen, 100 were randomised".
_POOL_BEFORE = re.compile(r"(?<!total )\bof (?:the |these |a total of )?$")
_POOL_AFTER = re.compile(
    rf"\s(?:(?!enrol|includ|random)[\w-]+\s){{0,3}}?(?:(?:charts?|records?|files?|notes|histories)\b"
    r"|(?:seen|screened|examined|assessed|considered|invited|approached|contacted)\b)[^.;:]{0,60}?,"
    rf"\s(?:only\s)?{_NUMBER}\s"
)
_PLANNED_BEFORE = re.compile(r"\b(?:planned|intended|target of)\s+(?:\w+\s+)?$")
# "Group I included 25 patients": one arm.
_GROUP_BEFORE = re.compile(
    r"\b(?:group|arm) (?:[a-d]|i{1,3}|iv|[1-4])\b[^.;:\d]{0,16}?"
    r"(?:included|comprised|consisted of|contained|had|:|\(n ?=|\()\s?$"
)
# "88 were randomised", "92 randomised (46 per group)"; not "10001 randomised trial".
_RANDOMISED_AFTER = re.compile(
    r"\s(?:(?:\w+\s){0,3}?(?:were|was|underwent)\s(?:\w+\s(?:and\s)?)?randomi[sz](?:ed|ation)\b"
    r"|(?:\w+\s){0,2}?(?:were|was)\s(?:allocated|assigned)\s(?:at random|by [\w-]+ randomi)"
    rf"|randomi[sz]ed(?:[,;.(]|\s(?:\(|to\b|into\b|by\b))|{_REPLIED})"
)
# "We describe three female patients", "report of three patients", "35 entered and 33 were rated".
_SERIES_BEFORE = re.compile(
    r"\b(?:(?:we|authors|to) (?:\w+ )?(?:report|describe|present)(?:ed)? (?:here )?(?:on )?"
    r"(?:the cases? of |a series of )?|(?:reports?|series) of )$"
)
_SERIES_ENDS = ("of ", "on ", "here ", "report ", "describe ", "present ", "ed ")
_ENTERED_AFTER = re.compile(r"\s(?:[\w-]+\s){0,3}?entered(?:,| and\b| the (?:study|trial)\b)")
# "Of 1,120 dermatologists invited, 318 (28.4%) responded".
_RESPONDED_AFTER = re.compile(r"(?:\s\([^)]{1,12}\))?\s(?:\w+\s)?responded\b")
_ASKED = re.compile(
    r"\b(?:invited|contacted|approached|asked|sent|mailed|questionnaires?|surveys?)\b"
)
# "34 keloids (31 adults)", "60 hemifaces of 30 patients", "scars (n = 60) of 30 patients".
_UNITS_BEFORE = re.compile(
    rf"\b(?:{UNIT_NOUNS})\b(?:\s\(n\s?=\s?\d+\))?\s(?:\(|(?:of|in|from|on)\s(?:the\s)?)$"
)
_PEOPLE_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,3}?(?:patients|adults|women|men|children|people|persons|volunteers|subjects|"
    r"participants|individuals|girls|boys|adolescents)\b"
)
# "Fourteen randomised trials", which a review counts.
_OF_REPORTS_AFTER = re.compile(
    r"\s(?:(?!in\b|of\b|from\b|with\b|and\b|were\b|patients|participants|women|men\b|subjects)"
    r"[\w-]+,?\s){0,4}?(?:trials|studies|articles|publications|papers|rcts|abstracts|databases)\b"
)
# "41 studies were included, 18 of which were randomised".
_SOME_OF_WHICH = re.compile(r"\s(?:\([^)]{1,12}\)\s)?of (?:which|these|them)\b")
_REPORTS_BEFORE = re.compile(
    r"\b(?:trials|studies|articles|publications|papers|rcts|reports|records)\b[^.;]{0,40}$"
)
# "420 residents; 233 (55.5%) responded", where a questionnaire went to them.
_SOME_RESPONDED_AFTER = re.compile(
    r"\s(?:[\w-]+\s){0,5}?[\w-]+[;,:.]\s(?:of (?:these|whom|them),?\s|and\s|but\s)?(?:only\s)?"
    rf"{_NUMBER}\s(?:\([^)]{{1,12}}\)\s)?(?:responded|replied|answered|completed)\b"
)
# "Scars (n=60) of 30 patients": the units.
_UNITS_IN_BRACKETS = re.compile(rf"\b{UNIT_NOUNS} \(n ?= ?$")
_OF_PEOPLE_AFTER = re.compile(rf"\)? (?:of|in|from|on) (?:the )?{_NUMBER}\s")
_OF_PEOPLE = (")", " of", " in", " from", " on")
#: A text without any of these counts no trials.
_REVIEW_WORDS = look_for(
    ("pubmed", "medline", "embase", "cochrane", "databases", "systematic", "meta-analys", "review")
)
look_for(("entered",))
#: Nobody could have joined where a text has none of these.
_COULD_HAVE_WORDS = look_for(
    (
        *(
            "screened",
            "assessed for",
            "assessed and",
            "assessed, ",
            "assessed; ",
            "invited",
            "approached",
            "contacted",
            "were to be",
        ),
        *("replied", "answered", "responded"),
    )
)
_REACH = 260


def is_no_total(document: Document, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the clause says that [start:end] is one arm, or who could have joined."""
    lower = document.lower
    limit = min(sentence.end, end + _REACH)
    if any(pattern.match(lower, end, limit) for pattern in _ONE_ARM):
        return True
    found = places(lower).keys()
    may_have = not found.isdisjoint(_COULD_HAVE_WORDS)
    if may_have and _COULD_HAVE_AFTER.match(lower, end, limit):
        return True
    before = max(sentence.start, start - 40)
    if not found.isdisjoint(_REVIEW_WORDS) and (
        _OF_REPORTS_AFTER.match(lower, end, limit)
        or (
            _SOME_OF_WHICH.match(lower, end, limit)
            and _REPORTS_BEFORE.search(lower, max(sentence.start, start - 60), start)
        )
    ):
        return True
    if (
        lower.startswith(_OF_PEOPLE, end)
        and _OF_PEOPLE_AFTER.match(lower, end, limit)
        and _UNITS_IN_BRACKETS.search(lower, before, start)
    ):
        return True
    if (
        may_have
        and _SOME_RESPONDED_AFTER.match(lower, end, end + _REACH)
        and _ASKED.search(lower, sentence.start, start)
    ):
        return True
    if _PLANNED_BEFORE.search(lower, before, start) or _GROUP_BEFORE.search(lower, before, start):
        return True
    if _POOL_AFTER.match(lower, end, limit) and _POOL_BEFORE.search(lower, before, start):
        return True
    if not _SHARE_AFTER.match(lower, end, limit):
        return False
    return _SHARE_BEFORE.search(lower, before, start) is not None


def is_told_outright(document: Document, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the clause says that [start:end] were randomised or reported on, or are the people of
    so many scars, sides or hands."""
    lower = document.lower
    if _RANDOMISED_AFTER.match(lower, end, min(sentence.end, end + 80)):
        # A second number with these words is that of the second arm.
        return "randomi" not in lower[sentence.start : start]
    if _RESPONDED_AFTER.match(lower, end, min(sentence.end, end + 40)):
        return _ASKED.search(lower, sentence.start, start) is not None
    if "entered" in places(lower) and _ENTERED_AFTER.match(lower, end, min(sentence.end, end + 80)):
        return True
    if not _PEOPLE_AFTER.match(lower, end, min(sentence.end, end + 60)):
        return False
    if lower.endswith(_SERIES_ENDS, sentence.start, start) and _SERIES_BEFORE.search(
        lower, max(sentence.start, start - 60), start
    ):
        return True
    return _UNITS_BEFORE.search(lower, max(sentence.start, start - 60), start) is not None
