"""Reports of a harm of a treatment: what the harm was treated with is not what is studied.

Their titles name a harm and then the treatment that it came of ("granuloma after microneedling").
Other treatments count there only where they are told of together with that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extract.text.concepts import concept_matches
from ingest.extract.text.document import Document
from ingest.vocabulary.matcher import Match

#: Designs that may report a harm by its case.
_OF_CASES = ("case-report", "case-series", "other")
#: Harms that the vocabulary of adverse events lacks, since elsewhere they are what is treated.
_HARM = re.compile(
    r"\b(?:complicat\w+|reactions?|infect\w+|scarring|burns?|nodules?|ulcers?|atrophy|"
    r"(?:fat|volume) loss|outbreak|warts?|molluscum|palsy|blindness|sequelae|adverse)\b"
)
_CAME_OF = re.compile(
    r"\b(?:after|following|due to|secondary to|(?:induced|caused) by|associated with|"
    r"complicating|complications? of|reactions? to|sequelae of)\s(?:[^.:;]{0,60}\s)?$"
)
#: Titles on what a treatment did for patients, its harms included.
_TREATED = re.compile(
    r"\b(?:treat\w*|manag\w*|therapy|success\w*|prevent\w*|efficacy|effect\w*|outcomes?|results?|"
    r"experience|improve\w*)\b"
)
#: "A serum that had been applied during the procedure".
_WITH_IT = re.compile(
    r"\bhad (?:also )?been (?:applied|used|spread|given|added)\b|\bneedled\b|"
    r"\b(?:during|before|with) (?:the |each |her |his |that )?(?:procedure|session|treatment)s?\b"
)
_NUMBING = "topical-anaesthetic"


def without_care_of_harm(
    document: Document, design: str | None, matches: Sequence[Match]
) -> list[Match]:
    """The treatments without those that a harm, which the title reports, was treated with."""
    titled = [match for match in matches if match.start < document.title_end]
    if design not in _OF_CASES or not titled or not _reports_harm(document, titled):
        return list(matches)
    causes = {match.concept for match in titled}
    return [
        match
        for match in matches
        if match.concept in causes
        or match.concept == _NUMBING
        or _is_told_with_cause(document, match, causes, matches)
    ]


def _reports_harm(document: Document, titled: Sequence[Match]) -> bool:
    """Whether the title says that a harm came of a treatment."""
    lower = document.lower
    causes = [m.start for m in titled if _CAME_OF.search(lower, 0, m.start)]
    if not causes:
        return False
    last = max(causes)
    if _TREATED.search(lower, 0, last):
        return False
    harms = concept_matches(document, "adverse_event")
    return any(harm.end <= last for harm in harms) or _HARM.search(lower, 0, last) is not None


def _is_told_with_cause(
    document: Document, match: Match, causes: set[str], matches: Sequence[Match]
) -> bool:
    sentence = document.sentence_at(match.start)
    if sentence is None:
        return False
    return _WITH_IT.search(document.lower, sentence.start, sentence.end) is not None or any(
        other.concept in causes and sentence.start <= other.start < sentence.end
        for other in matches
    )
