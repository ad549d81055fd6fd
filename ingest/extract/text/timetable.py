"""Lists of times in a text ("at weeks 0, 4 and 8", "on day 1, day 30 and day 60").

A list of the times of treatment tells both how many sessions there were and how far apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import NUMBER, value_of

#: Words of an assessment, as alternatives of a pattern: what is timed beside them is no session.
ASSESSED = (
    r"follow(?:-?\s?ups?|ed(?!\sby)|s)?|assess\w*|evaluat\w*|review\w*|examin\w*|record\w*|"
    r"measur\w*|seen|photograph\w*|question\w*|interview\w*|monitor\w*|maintenance|scor\w*|graded|"
    r"massages?"
)
_UNIT = r"(?:weeks?|wks?|days?|months?)"
_ITEM = (
    rf"(?:(?:the\s)?(?:baseline|suture\sremoval)|(?:{_UNIT}\s)?(?:{NUMBER}|0)(?:st|nd|rd|"
    rf"th)?(?:[\s-]{_UNIT}\b(?:\slater)?)?"
    r"(?!\s?(?:%|mm|mg|mj|min|h\b|hours?|years?|patients?|sessions?|times)))"
)
_LIST = rf"{_ITEM}(?:(?:,\s?and\s|,\s?|\sand\s|\s&\s)(?:again\s)?(?:at\s|after\s)?{_ITEM})+"
_RULE = Rule(
    "listed",
    # What begins a list: its first time is mostly nought, one or "baseline". What ends one that
    # is counted from an operation: "… and 12 weeks after".
    ("baseline,", "baseline and", "suture removal",
     "week 0", "weeks 0", "week 1", "weeks 1", "day 0", "days 0",
     "day 1", "days 1", "month 0", "months 0", "at 0",
     "at weeks", "at week ", "at months", "at days", "on days",
     "in weeks", "on weeks", "wk 0", "wks 0", "at wk", "at wks", "in months", "(0, ", "at 1, ",
     "at 2, ", "at 3, ", "at 4, ", "at 6, ",
     "at 8, ", "repeated at", "repeated after", "repeated on", "again at",
     "again after", "again on", *(f"again {number}" for number in ("two", "three", "four", "six")),
     *(f"and {last} {unit}s after" for unit in ("week", "month")
       for last in (*range(2, 15), 16, 18, 24, "two", "three", "four", "six", "eight", "twelve"))),
    re.compile(
        rf"(?P<again>\b(?:repeated|again)\s(?:(?:at|on|after|"
        rf"in)\s)?)?(?<![\w.,/-])(?P<list>{_LIST})"
        r"(?:\slater)?"
    ),
    80,
)  # fmt: skip
_FEWEST = 2
#: Days of a cycle of chemotherapy.
_OF_CYCLE = re.compile(r"\sof\s(?:each|every|an?|the)\b")
_ONE = re.compile(
    rf"baseline|suture\sremoval|(?P<before>{_UNIT}\s)?(?P<value>{NUMBER}|0)"
    rf"(?:[\s-](?P<after>{_UNIT}))?"
)
_BEFORE_LIST = re.compile(
    r"(?:\b(?:at|on|in|during|for|treated|needled|injected|lasered|performed|given|done|delivered|"
    r"repeated|carried\sout|administered)\s|[(:,;]\s?)$"
)
_TREATED = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|procedures?|injections?|treated|needled|microneedled|"
    r"performed|given|needling|done|injected|delivered|repeated|administered|laser|received|"
    r"rolled|lasered|stamped|peeled|underwent|again|carried out|microneedling|subcision)\b"
)
_PREPOSITIONS = ("at ", "on ", "in ", "during ", "for ")
#: A list that does not begin with the first day needs the verb itself.
_GIVEN = re.compile(
    r"\b(?:treated|needled|microneedled|performed|given|done|injected|delivered|repeated|"
    r"administered|rolled|held|scheduled|again|took place|carried out)\b"
)
#: Times after a wound, an operation or a birth: the first need not be the first day.
_AFTER_WOUND = re.compile(
    r"\s(?:after|following|from|post)[\s-](?:the\s|their\s)?(?:[a-z]+\s){0,2}?(?:surgery|operations?|"
    r"closure|sutur\w+|stitch\w*|repair|excision|injury|trauma|burn|birth|delivery|\w+ectomy|"
    r"\w+plasty)\b|\s?post-?operatively\b"
)
_RECEIVED = re.compile(
    r"\b(?:received|underwent|had|got)\s(?:[a-z-]+\s){0,3}?(?:micro-?needling|needling|laser|"
    r"treatments?|injections?|sessions?)\b(?:\s\([^()]{1,40}\))?"
    r"(?:(?!\b(?:was|were|had|is|are)\b)[^.;,]){0,25}$"
)
#: Times after the treatment are none of the treatment.
_AFTER_TREATMENT = re.compile(
    r"\s(?:after|following|post)[\s-](?:the\s)?(?:(?:last|final|end\sof|completion\sof)\b|(?!first|"
    r"initial)(?:[a-z-]+\s)?(?:treatments?|therapy|procedures?|sessions?|needling|microneedling|laser|"
    r"injections?)\b)|\s(?:post-?treatment|post-?procedure)\b"
)
_FOR_TREATMENT = re.compile(
    r"\sfor\s(?:the\s)?(?:[a-z-]+\s){0,2}(?:treatments?|needling|microneedling|laser|injections?)\b"
    r"|,?\s(?:[a-z]+\s){1,4}(?:was|were)\s(?:treated|needled|microneedled|injected|lasered)\b"
)
_ASSESSED = re.compile(
    rf"\b(?:{ASSESSED}|improv\w*|reduc\w*|lower|higher|(?:soft|pal|flatt|thick|thinn|small|bett|"
    r"great)er|less|fewer|worse|showed|persist\w*|remained|present|visible|absent|pain|erythema|vss|"
    r"posas|decreas\w*|biops\w*|mean|median|significan\w*|"
    r"outcomes?|endpoints?|collect\w*|taken|scales?|studies|test(?:s|ed|ing)?|counts?|ultraso\w+|imaging|"
    r"dermoscop\w*|profilometr\w*|scans?|samples?|toxicity|response|completed|cream|gel|"
    r"ointment)\b"
)


@dataclass(frozen=True, slots=True)
class Times:
    """Times in one ``unit`` ("week"), first to last, with their place.

    "Repeated at weeks 4 and 8" implies a first time, nought.
    """

    values: tuple[float, ...]
    unit: str
    start: int
    end: int

    @property
    def count(self) -> int:
        """How many treatments there were."""
        return len(self.values)

    @property
    def step(self) -> float | None:
        """The time from each to the next; None where the steps differ."""
        steps = {round(after - before, 3) for before, after in pairwise(self.values)}
        return steps.pop() if len(steps) == 1 else None


@lru_cache(maxsize=4)
def listed_times(document: Document) -> tuple[Times, ...]:
    """Every list of two or more rising times of one unit, of whatever they are times."""
    return tuple(_listed(plain(document)))


def are_of_treatment(lower: str, sentence: Sentence, times: Times) -> bool:
    """Whether the listed times are those of sessions, by the words before them."""
    needed = _TREATED if times.values[0] <= 1 else _GIVEN
    window = max(sentence.start, times.start - 140)
    if _AFTER_TREATMENT.match(lower, times.end, sentence.end):
        return False
    if _FOR_TREATMENT.match(lower, times.end, sentence.end):
        return True
    is_given = needed.search(lower, window, times.start + len("repeated")) or (
        _AFTER_WOUND.match(lower, times.end, sentence.end)
        and _RECEIVED.search(lower, window, times.start)
    )
    return is_given is not None and _ASSESSED.search(lower, sentence.start, times.end) is None


def _listed(lower: str) -> Iterator[Times]:
    for match in _RULE.matches(lower):
        start = match.start()
        before = _BEFORE_LIST.search(lower, max(0, start - 13), start)
        if before is None and not match["again"]:
            continue
        if _OF_CYCLE.match(lower, match.end()):
            continue
        if before is not None and before[0] in _PREPOSITIONS:
            start = before.start()
        values: list[float] = []
        units: set[str] = set()
        for one in _ONE.finditer(match["list"]):
            unit = one["before"] or one["after"]
            if unit:
                units.add(unit.strip().replace("wk", "week").rstrip("s"))
            values.append(value_of(one["value"]) if one["value"] else 0)
        if match["again"] and values[0] > 1:
            values.insert(0, 0)
        if len(values) == _FEWEST and "baseline" in match["list"]:
            continue  # the first and the last look, as a rule
        if len(units) == 1 and all(a < b for a, b in pairwise(values)):
            yield Times(tuple(values), units.pop(), start, match.end())
