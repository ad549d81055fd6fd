"""The words that name an arm: before "(n = 20)", else after the number of its people."""

from __future__ import annotations

import re

from ingest.extract.people.counts import Count
from ingest.extract.text.document import Document

_OPEN_BRACKET = re.compile(r"[(\[]\s*(?:[nN]\s*=\s*)?$")
_MARKS = "()[],;:."
_BEFORE_BRACKET = re.compile(r"(?P<label>[^()\[\],;:.]{2,90}?)\s*[(\[]\s*(?:[nN]\s*=\s*)?$")
_LAST_BREAK = re.compile(
    r".*\b(?:to|receive[ds]?|receiving|either|or|and|with|versus|vs|into|in|the|an?|on|of|for|by|"
    r"undergo|underwent|assigned|allocated|randomi[sz]ed|groups?|patients?|women|subjects|than|"
    r"compared|was|were|given|got|treated)\s+(?=\S)",
    re.IGNORECASE | re.DOTALL,
)
_AFTER_NUMBER = re.compile(
    r"(?:\s*[)\]])?\s*(?:(?:patients?|participants?|subjects?|women|men|children|people|cases|"
    r"individuals|were|was|had|who|have|been|randomly|randomi[sz]ed|assigned|allocated|received?|"
    r"receiving|given|treated|underwent|undergo|using|got|took|enrolled|included|to|in|into|on|for|"
    r"with|of|by|the|an?|either|served|as)\s+)*"
    r"(?P<label>[^\s()\[\],;:.][^()\[\],;:.]{1,70}?)"
    r"(?=\s+(?:and|or|versus|vs|were|was|who|received|for|in|at|with|as|showed|had)\b|[()\[\],;:.]|$)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60


def label_span(document: Document, count: Count) -> tuple[int, int] | None:
    """The words that name the arm of this count: before "(n = 20)", else after the number."""
    text, sentence = document.text, count.sentence
    start, end = count.number.start, count.number.end
    earliest = max(sentence.start, start - 110)
    bracket = _OPEN_BRACKET.search(text, earliest, start)
    before = None
    if bracket is not None:
        last_mark = max(text.rfind(mark, earliest, bracket.start()) for mark in _MARKS)
        before = _BEFORE_BRACKET.search(text, max(earliest, last_mark + 1), start)
    if before is not None:
        broken = _LAST_BREAK.match(before["label"])
        first = before.start("label") + (broken.end() if broken else 0)
        return _trimmed(text, first, before.end("label"))
    after = _AFTER_NUMBER.match(text, end, min(sentence.end, end + 160))
    return _trimmed(text, after.start("label"), after.end("label")) if after else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end].strip(" -–=")
    if not words or len(words) > _LONGEST_LABEL or not any(c.isalpha() for c in words):
        return None
    start = text.index(words, start)
    return start, start + len(words)
