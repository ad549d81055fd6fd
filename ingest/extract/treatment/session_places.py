"""Numbers of sessions that the place of one tells: a single one, a second one, the last of all,
one that is given beside an operation.

Read by ``sessions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.extract.text.cues import Rule, plain, rules_in
from ingest.extract.text.document import Document
from ingest.extract.text.ranges import NUMBER, Range, value_of
from ingest.extract.treatment.range_candidates import Candidate, candidate_of, sentence_matches
from ingest.extract.treatment.session_cues import DELIVERED, SHORT_SENTENCE

_SESSION = r"(?:session|treatment|procedure|injection|sitting)"
_ONE_OF_THEM = (
    r"(?:one|session|treatment|procedure|operation|injection|sitting|time|round|graft|needling)"
)
_ANOTHER = Rule(
    "a second session",
    ("a second", "a third", "the second ", "the third ", "after her ", "after his "),
    re.compile(
        r"\b(?:underwent|had|received|given|needed|for) (?:a|the) (?P<word>second|third)"
        r"(?: and final| identical| similar| needling| laser)? "
        r"(?:session|treatment|procedure|injection|sitting)\b"
        r"|\ba (?P<given>second|third)(?: identical| similar| needling| laser)? "
        r"(?:session|treatment|procedure|injection|sitting) was "
        r"(?:given|done|performed|carried out)\b"
        rf"|\ba second and (?:a )?(?P<both>third|fourth) {_SESSION}\b"
        rf"|\bthe (?P<next>second) {_SESSION} (?:was |were )?(?:performed|done|given|carried out|"
        r"administered) [^.;]{0,30}?\bafter the first\b(?![^.;]{0,40}\bthird\b)"
        r"|\bafter (?:her|his) (?P<own>second|third|fourth|fifth|sixth)(?: and (?:final|last))? "
        r"(?:[a-z-]+ ){0,2}?(?:session|treatment|procedure|injection|sitting)\b"
    ),
    90,
)
#: "The second session was performed after 4 weeks and the third after 8".
_AND_THIRD = Rule(
    "a second session",
    (" the third ", " the fourth "),
    re.compile(
        rf"\bthe second (?:{_SESSION} )?(?:was |were )?(?:performed|done|given|carried out|"
        r"administered) [^.;]{0,40}?(?:,|\band) the (?P<then>third|fourth) "
        rf"(?:(?:one|{_SESSION}) )?(?=was |were |after |at |{NUMBER} (?:weeks|months))"
    ),
    110,
)
_PLACES = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
#: A second session that not everybody had.
_FOR_SOME = Rule(
    "a second session for some",
    (
        "a second",
        "a third",
        "a fourth",
        "a fifth",
        "a repeat ",
        "touch-up",
        "top-up",
        "repeated in ",
    ),
    re.compile(
        rf"\ba (?:second|repeat) (?:[a-z]+ ){{0,2}}?{_ONE_OF_THEM}\b[^.;]{{0,60}}?\b(?:if|when|"
        rf"where|optional|allowed|permitted|offered(?! to all)|(?:in|by|for) "
        rf"(?:{NUMBER}|some|those)|as needed)\b"
        rf"|\ba (?:second|repeat) (?:[a-z]+ ){{0,2}}?{_ONE_OF_THEM} (?:was|were|could be) "
        r"[^.;]{0,50}?\b(?:in|for|to) (?:patients|women|cases|subjects|participants|scars) "
        r"(?:with|who|whose|that|in whom|not)\b"
        rf"|\b{NUMBER} (?:[a-z]+ ){{0,4}}a second(?: [a-z]+)?,? and {NUMBER} (?:[a-z]+ ){{0,2}}"
        rf"(?P<third>a third)\b"
        rf"|\b{NUMBER} (?:of (?:them|whom|these),? |patients |scars )?(?:(?:needed|required|had|"
        r"received|underwent|requested|asked for|opted for) |(?<=, ))a (?:(?:top|touch)-up\b|"
        r"(?P<more>second|third|fourth|fifth)"
        r"(?=[.,;)]| (?:one|session|treatment|procedure|injection)\b))"
        rf"|\b(?:treatment|needling|procedure|session|laser|injection) was repeated in {NUMBER}\b"
        r"(?! (?:weeks|months|days))"
        r"|\boptional (?:[a-z]+ ){0,2}?touch-up\b|\btouch-up\b[^.;]{0,40}\boptional\b"
    ),
)
_ORDINAL = (
    r"(?P<{}>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|(?:[4-9]|1\d)th)"
)
#: "The third and last session", "the final (fifth) treatment".
_LAST = Rule(
    "the last by its place",
    ("d and last", "d and final", "h and last", "h and final", "d (last", "d (final", "h (last",
     "h (final", "d (and", "h (and", "last (", "final ("),
    re.compile(
        rf"\b(?:{_ORDINAL.format('place')}(?: and (?:last|final)| \((?:and )?(?:last|final)\))"
        rf"|(?:last|final) \({_ORDINAL.format('named')}\)) (?:[a-z-]+ )?"
        r"(?:session|treatment|procedure|injection|sitting|visit|needling)\b"
    ),
    60,
)  # fmt: skip
_SINGLE = Rule(
    "single",
    ("single", "the only", "one-time", "one-off", "once-off"),
    re.compile(
        r"\b(?<!no )(?<!no one )(?:(?:a |one |the )?(?:single|one-time|one-off|once-off)|the only)"
        r"[- ](?:[a-z0-9:-]+[ -]){0,3}?"
        r"(?:(?P<strong>session|sitting)|treatment|procedure|injection|operation|needling|peel|"
        r"dose of (?:botulinum|onabotulinum\w*|abobotulinum\w*|triamcinolone|bleomycin))"
        r"\b(?! (?:group|arm|modalit|has))"
    ),
    80,
)
#: "At the end of the fourth session", "assessed one month after the third treatment": as a rule
#: the last one, if no later one is named so.
_ENDED = Rule(
    "the last by what came after it",
    ("end of the ", "weeks after the ", "months after the ", "week after the ", "month after the ",
     "days after the ", "until the ", "till the "),
    re.compile(
        rf"\b(?:(?P<end>at the end of|until|till)|(?:weeks?|months?|days) after) the "
        rf"{_ORDINAL.format('place')} (?:[a-z-]+ )?(?:{_SESSION}|needling)\b"
    ),
    60,
)  # fmt: skip
_CHECKED = re.compile(
    r"\b(?:assess\w*|evaluat\w*|follow(?:ed|-?\s?ups?)|photograph\w*|scor(?:ed|es?|ing)|graded|"
    r"measur\w*|outcomes?|endpoints?|reviewed)\b"
)
#: "The first session was followed by three more".
_MORE = Rule(
    "those after the first",
    ("followed by",),
    re.compile(
        rf"\b(?:first|initial) (?:[a-z-]+ ){{0,2}}{_SESSION} was followed by (?P<more>{NUMBER}) "
        r"(?:more|further|others|additional)(?: ones)?(?=[.,;]| (?:at|every|each|after|with)\b)"
    ),
    80,
)
_OPERATION = (
    r"(?:surgery|operation|closure|excision|suturing|suture|repair|revision|[a-z]+plasty|"
    r"[a-z]+(?:ec|o)tomy|delivery)\b"
)
_INJECTED = r"(?:inject[a-z]*|toxin|btx?-?a?|onabotulinum[a-z]*)\b"
#: "Injected at the end of cheiloplasty", "within 24 hours of closure 28 had botulinum toxin": what
#: is given beside an operation is given once, unless more is said.
_WITH_OPERATION = Rule(
    "given with an operation",
    ("toxin", "inject", "btx", " bta"),
    re.compile(
        rf"\b{_INJECTED}[^.;]{{0,110}}?\b(?:at the (?:time|end|conclusion) of |immediately after "
        rf"|within {NUMBER} (?:hours|days) (?:of|after) )(?:the )?(?:[a-z]+ ){{0,2}}?{_OPERATION}"
        rf"|\bwithin {NUMBER} (?:hours|days) (?:of|after) (?:the )?(?:[a-z]+ )?{_OPERATION}"
        rf"[^.;]{{0,110}}?\b{_INJECTED}"
    ),
)
_GIVEN_AGAIN = re.compile(
    r"\b(?:repeat\w*|again|then|thereafter|month(?:s|ly)|weeks?|weekly|every|sessions?|times|twice|"
    r"second|further)\b"
)
OPENING = _ANOTHER.value
"""The rule that reads a second session, after which a single one is only the first."""


#: Directly before "a single injection", which is then as sure as "three injections".
_HAD = ("received ", "receive ", "underwent ", "undergo ", "had ", "given ")


def numbers_by_place(document: Document) -> Iterator[Candidate]:
    """ "A single session", "a second treatment was given", "the third and last session"."""
    for rule in rules_in(plain(document), tuple(_RANGES)):
        weight, range_of_match = _RANGES[rule]
        for match, sentence in sentence_matches(document, rule):
            yield candidate_of(range_of_match(match), match, sentence, weight, rule)
    yield from _single(document)
    yield from _with_operation(document)
    yield from _last_to_end(document)


def _for_some(match: re.Match[str]) -> Range:
    place = _PLACES[match["more"]] if match["more"] else 2
    return Range(1, 3) if match["third"] else Range(place - 1, place)


def _at_place(match: re.Match[str]) -> Range:
    place = _place(next(filter(None, match.groups())))
    return Range(place, place)


def _with_those_after(match: re.Match[str]) -> Range:
    sessions = value_of(match["more"]) + 1
    return Range(sessions, sessions)


#: Rule -> how sure it is, and the range that a match tells.
_RANGES: dict[Rule, tuple[float, Callable[[re.Match[str]], Range]]] = {
    _FOR_SOME: (3.25, _for_some),
    _ANOTHER: (1.5, _at_place),
    _AND_THIRD: (1.5, _at_place),
    _LAST: (2.5, _at_place),
    _MORE: (3.25, _with_those_after),
}


def _single(document: Document) -> Iterator[Candidate]:
    """Single sessions; a single treatment only where something tells that it was given."""
    lower = plain(document)
    for match, sentence in sentence_matches(document, _SINGLE):
        is_all = sentence.end - sentence.start < SHORT_SENTENCE
        opens = match.start() == sentence.start and sentence.section == "methods"
        if (
            match["strong"]
            or match[0].startswith("the only")
            or is_all
            or opens
            or lower.endswith(("after ", "following "), 0, match.start())
            or DELIVERED.search(lower, sentence.start, sentence.end)
        ):
            is_had = lower.endswith(_HAD, 0, match.start())
            weight = 3.0 if match["strong"] else 2.5 if is_had else 2.0
            yield candidate_of(Range(1, 1), match, sentence, weight, _SINGLE)


def _with_operation(document: Document) -> Iterator[Candidate]:
    lower = plain(document)
    for match, sentence in sentence_matches(document, _WITH_OPERATION):
        if not _GIVEN_AGAIN.search(lower, sentence.start, sentence.end):
            yield candidate_of(Range(1, 1), match, sentence, 1.5, _WITH_OPERATION, "derived")


def _last_to_end(document: Document) -> Iterator[Candidate]:
    """The latest session after whose end something was assessed."""
    lower = plain(document)
    ended = [
        (_place(match["place"]), match, sentence)
        for match, sentence in sentence_matches(document, _ENDED)
        if match["end"] or _CHECKED.search(lower, sentence.start, match.start())
    ]
    if ended:
        place, match, sentence = max(ended, key=lambda one: one[0])
        yield candidate_of(Range(place, place), match, sentence, 1.5, _ENDED)


def _place(printed: str) -> int:
    return _PLACES.get(printed) or int(printed[:-2])
