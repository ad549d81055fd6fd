"""Clauses that settle what a number counts, whatever the words beside it weigh."""

from __future__ import annotations

import re

from ingest.extract.text.document import Document, Sentence

_NUMBER = (
    r"(?:\d[\d,]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)[\w-]*(?:[ -]\w+){0,3}?)"
)
_TAKEN_IN = (
    r"(?:participated|recruited|enrol\w+|included|consented|agreed|accepted|randomi[sz]ed|entered)"
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
# "102 men were screened, and 88 were randomised": the first number is who could have. "60 were to
# be randomised": a plan.
_COULD_HAVE_AFTER = re.compile(
    rf"[^.;:\d(]{{0,70}}?\b(?:screened|assessed for eligibility|invited|approached|contacted)\b"
    rf"[^.]{{0,120}}?[\s(]{_NUMBER}\s[^.]{{0,100}}?\b{_TAKEN_IN}"
    r"|[^.;:\d(]{0,90}\bwere to be (?:randomi[sz]ed|enrolled|recruited|included)\b"
)
_PLANNED_BEFORE = re.compile(r"\b(?:planned|intended|target of)\s+(?:\w+\s+)?$")
_NO_TOTAL_AFTER = (*_ONE_ARM, _COULD_HAVE_AFTER)
_REACH = 260


def is_no_total(document: Document, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the clause says that [start:end] is one arm, or who could have joined."""
    lower = document.lower
    limit = min(sentence.end, end + _REACH)
    if any(pattern.match(lower, end, limit) for pattern in _NO_TOTAL_AFTER):
        return True
    before = max(sentence.start, start - 40)
    if _PLANNED_BEFORE.search(lower, before, start):
        return True
    if not _SHARE_AFTER.match(lower, end, limit):
        return False
    return _SHARE_BEFORE.search(lower, before, start) is not None
