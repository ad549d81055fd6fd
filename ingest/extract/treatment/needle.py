"""How long the needles were, or how deep they went, in millimetres: least and most.

Rules of docs/labelling.md: the needles of the treatment, from the shortest to the longest that
was used. Punch biopsies, spot sizes, widths of scars and needles for injection do not count, nor
what a text advises others to use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.scar_facts import in_background, is_secondary, of_abstract, scar_fact
from ingest.extract.text.cues import Rule, plain
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import RANGE, Range, range_of, union, value_of

VERSION = 1
#: Needles used on skin are between these lengths, in millimetres.
SHORTEST, LONGEST = 0.1, 6.0

#: Radiofrequency microneedling as it is abbreviated: "MNRF", "FMR", "RF-MN".
_ABBREVIATED = r"(?:f?mn?-?rf|fmr|frm|fmn|mfrf?|f?rf-?mn?|frfm|smrf)"
_LENGTH = Rule(
    "length",
    (*(f"{before}mm" for before in " -\u00a0\u20090123456789"), "millimet",
     "µm", "μm", " um", "0um", "5um", "micron ", "microns", "micromet"),
    re.compile(
        rf"(?<![\w./·])(?:(?P<first>\d+(?:\.\d+)?)(?:[\s-]mm)?(?:,\s\d+(?:\.\d+)?(?:[\s-]mm)?)*,\s"
        rf"(?:(?:and|or)\s)?)?{RANGE}[\s-]?(?P<unit>mm|millimet(?:re|er)s?|[µμ]m|um|microns?|"
        r"micromet(?:re|er)s?)(?![\w²³2/])"
    ),
    50,
)  # fmt: skip
_NEEDLES_AFTER = re.compile(
    r"(?:\s(?:and|or|versus|vs)\s(?:[a-z]+\s){0,4}?\d+(?:\.\d+)?[\s-]?mm)?"
    r"[\s-]*(?:(?:long|deep|in length|in depth|length|depth|microneedl\w*|of|tall|high|fine|"
    r"titanium|steel|sterile|solid|insulated|non-insulated|stainless|home|drum|manual|"
    r"motori[sz]ed|electric)[\s-]*){0,3}"
    r"(?:needles?|needling|dermarollers?|dermapens?|rollers?|pens?|dermastamps?|stamps?|"
    r"microneedl\w*|micro-needl\w*|needle (?:length|depth))\b"
)
_DEPTH_AFTER = re.compile(
    r"[\s-](?:depth|length|deep|penetration|long|in length|tall|high|in depth)\b"
)
_NEEDLES_BEFORE = re.compile(
    r"(?:needles?|needling|dermarollers?|derma rollers?|dermapen(?: \d)?|rollers?|pens?|pen|"
    r"stamps?|dermastamps?|microneedl\w*|micro-needl\w*|needled(?= (?:at|with|to|using|\())|roller|"
    r"cartridges?|skinpen|penetrat\w*|electrodes?|prick\w*|"
    r"depths?(?: of penetration)?|lengths?)\b(?: of the \w+ (?=\())?(?P<between>[^.]{0,45}?)$"
)
_OTHER_BETWEEN = re.compile(
    r"\b(?:spot|biops\w*|punch|wide|width|diameter|scars?|laser|pain|score|cannula|gauge|spac\w+|"
    r"thickness|wounds?|lesions?|tube|beam|thick|grid|margin|injection|scale|wave\w*|base|"
    r"pitch)\b|\d\s?(?:mm|[µμ]m|%)"
)
#: "Scars 5 mm long" are no needles, nor is what a syringe ends in.
_OTHER_BEFORE = re.compile(
    r"\b(?:scars?|lesions?|wounds?|keloids?|striae|hairs?|shafts?|incisions?|plaques?|nodules?)\s"
    r"(?:(?:was|were|of|about|at least|over|up to)\s){0,2}$"
    r"|\b(?:diameter|width|spacing|distance)\s(?:of|between)\s(?:the\s)?(?:micro-?)?needles?\s"
    r"(?:(?:was|were|is|of|about)\s){0,2}$"
    r"|\b(?:laser|light|beam|cream|dye)\s(?:[a-z]+\s){0,2}penetrat\w*\s(?:[a-z]+\s){0,3}$"
    r"|\b(?:seen|observed|found|detected|visible|present|formed|located)\s(?:[a-z]+\s){0,2}"
    r"depths?\sof\s(?:[a-z]+\s){0,2}$"
    r"|\d\d[\s-]?(?:g|gauge)[\s,(]+(?:x\s)?$|\b(?:hypodermic|insulin|nokor|biops\w*)\b[^.;]{0,25}$"
)
#: Words of needling, and a length that stands alone after them: "(2 mm)", "at 1.5 mm".
_NEEDLED_BEFORE = re.compile(
    rf"\b(?:(?:micro)?needl(?:ed|ing)|rolled|rolling|stamped|stamping|microneedles?|mn|{_ABBREVIATED}|"
    r"dermarollers?|dermapens?)\b(?P<between>[^.;]{0,120}?)(?:\bat\s|\(|,\s|\bto\s)$"
)
_ALONE = re.compile(r"(?=[.,;)]|\s(?:on|over|and|for|in|under|with)\s)")
_AT_BEFORE = re.compile(r"\b(?:at|depth,|set at|set to)\s$")
_TREATED = re.compile(
    r"\b(?:sessions?|sittings?|treatments?|treated|pen|roller|device|visits?|pricked)\b"
)
_OTHER_AFTER = re.compile(
    r"[\s-]*(?:punch|biops\w*|spot|wide|in width|width|in diameter|diameter|scars?|thick|spacing|"
    r"lesions?|wounds?|apart|or (?:more|shorter|longer|less)|scale|vas|pain|margin|cannula|beam|"
    r"line|injections?|\)?\s?(?:is|are)\s(?:advis|recommend|prefer|suggest)ed)\b"
    r"(?!\s(?:needle|roller|pen))"
)
_OTHERS = re.compile(
    r"\b(?:advis\w+|recommend\w+|should|must|less than(?! at)|longer than|shorter than|"
    r"more than|below|beyond|exceed\w*|usually|ought|respondents?|survey|or longer|"
    r"or shorter)\b[^.;]{0,30}$"
)
#: A depth that may be that of light or of what is seen, where no needle is in its sentence.
_OF_LIGHT = re.compile(r"\b(?:spot|laser|beam|fluence|fib(?:re|er)s)\b")
#: How far before a sentence on depth its needles may stand, in characters.
_NEAR = 160
_SENTENCE_CUE = re.compile(rf"needl|roller|pen\b|stamp|penetrat|prick|\b{_ABBREVIATED}\b")
#: "Injected with a 4 mm needle": what a syringe ends in.
_INJECTED_BEFORE = re.compile(r"\b(?:inject\w*|syringe|infiltrat\w*)\b[^.;,]{0,50}$")
_LAST_OF_LIST = re.compile(
    r"\s(?:for|on|at|over|around|in)\s[^.;()\d]{0,30},\s|\s\([^()]{1,25}\),\s|"
    r"(?:\s\([^()]{1,25}\))?[^.;()]{0,40}?\b(?:and|or|versus|vs|to|than)\b\s(?:at\s|with\s|of\s)?(?:[a-z]+\s){0,2}$"
)
_UNSEARCHED = ("registration", "conclusions")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of needles in millimetres, with its words and the rule that took it."""

    range: Range
    start: int
    end: int
    rule: str


@of_abstract
def read(document: Document, context: Context) -> list[Fact]:
    """``needle_mm_min`` and ``needle_mm_max``."""
    if is_secondary(document, context):
        return []
    found = list(lengths(document))
    of_methods = [one for one in found if document.section_at(one.start) != "results"]
    found = of_methods or found
    if not found:
        return []
    whole = found[0].range
    for length in found[1:]:
        whole = union(whole, length.range)
    facts = []
    for field, value in (("needle_mm_min", whole.low), ("needle_mm_max", whole.high)):
        length = next(one for one in found if value in one.range)
        facts.append(
            scar_fact(
                document,
                field,
                value,
                length.start,
                length.end,
                method=f"needle: {length.rule}",
                version=VERSION,
                unit="mm",
            )
        )
    return facts


def lengths(document: Document) -> Iterator[Length]:
    """Every length of needles that the study used."""
    lower = plain(document)
    if not any(word in lower for word in ("needl", "roller", "stamp", "pen", "prick")):
        return
    last: Length | None = None
    for match in _LENGTH.matches(lower):
        sentence = document.sentence_at(match.start())
        if sentence is None or sentence.section in _UNSEARCHED or in_background(document, sentence):
            continue
        range_ = _millimetres(match)
        rule = _rule(lower, sentence, match, last) if range_ else None
        if range_ is not None and rule is not None:
            last = Length(range_, match.start(), match.end(), rule)
            yield last


def _millimetres(match: re.Match[str]) -> Range | None:
    low, high = range_of(match)
    if low is None or high is None:
        return None
    if match["first"]:
        first = value_of(match["first"])
        low, high = min(first, low), max(first, high)
    if not match["unit"].startswith(("mm", "milli")):
        low, high = round(low / 1000, 3), round(high / 1000, 3)
    return Range(low, high) if SHORTEST <= low <= high <= LONGEST else None


def _rule(lower: str, sentence: Sentence, match: re.Match[str], last: Length | None) -> str | None:
    """Which words make the number a length of needles; None if none do."""
    start, end = match.span()
    if _OTHERS.search(lower, max(sentence.start, start - 60), start) or _OTHER_BEFORE.search(
        lower, max(sentence.start, start - 45), start
    ):
        return None
    needles = _NEEDLES_AFTER.match(lower, end, sentence.end)
    if needles is not None:
        is_syringe = needles[0].endswith(" needle") and _INJECTED_BEFORE.search(
            lower, max(sentence.start, start - 70), start
        )
        return None if is_syringe else "length before needles"
    if _OTHER_AFTER.match(lower, end, sentence.end):
        return None
    before = _NEEDLES_BEFORE.search(lower, max(sentence.start, start - 75), start)
    if before is not None and not _OTHER_BETWEEN.search(before["between"]):
        word = before[0].split(maxsplit=1)[0]
        if word.startswith(("depth", "length", "penetr")) and not _are_of_needles(lower, sentence):
            return None
        return "needles before length"
    if _DEPTH_AFTER.match(lower, end, sentence.end) and _SENTENCE_CUE.search(
        lower, sentence.start, sentence.end
    ):
        return "depth"
    follows = last is not None and sentence.start <= last.start and last.end < start
    if follows and last is not None and _LAST_OF_LIST.fullmatch(lower, last.end, start):
        return "second length"
    return "length alone" if _stands_alone(lower, sentence, start, end) else None


def _are_of_needles(lower: str, sentence: Sentence) -> bool:
    """Whether the depths of a sentence are those of needles, by its words, those just before or the
    title."""
    if _SENTENCE_CUE.search(lower, sentence.start, sentence.end):
        return True
    if _OF_LIGHT.search(lower, sentence.start, sentence.end):
        return False
    near = max(0, sentence.start - _NEAR)
    return (
        _SENTENCE_CUE.search(lower, near, sentence.end) is not None
        or _SENTENCE_CUE.search(lower, 0, lower.find("\n")) is not None
    )


def _stands_alone(lower: str, sentence: Sentence, start: int, end: int) -> bool:
    """Whether a bare length follows what was done with needles: "rolled three times (2 mm)"."""
    if not _ALONE.match(lower, end, sentence.end):
        return False
    window = max(sentence.start, start - 150)
    before = _NEEDLED_BEFORE.search(lower, window, start)
    if before is not None:
        return not _OTHER_BETWEEN.search(before["between"])
    clause = max(sentence.start, lower.rfind(";", sentence.start, start))
    return (
        _AT_BEFORE.search(lower, window, start) is not None
        and _TREATED.search(lower, clause, start) is not None
        and not _OTHER_BETWEEN.search(lower, clause, start)
        and _SENTENCE_CUE.search(lower, max(0, sentence.start - _NEAR), start) is not None
    )
