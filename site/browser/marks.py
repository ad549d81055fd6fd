"""The words that facts were read from, marked in the text; facts may overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup, escape

MARK, END_OF_MARK = Markup("<mark>"), Markup("</mark>")
_SENTENCE = re.compile(r".+?(?:[.?!](?=\s+[A-Z0-9(])|$)", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """Words of a fact between two offsets of the text; ``group`` chooses the mark.

    ``position`` is the fact's in the database, ``number`` what a reader sees.
    """

    position: int
    number: int
    start: int
    end: int
    group: str
    label: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text under the same spans.

    ``opens``: facts whose words begin here; ``closes``: facts whose words end here.
    """

    text: str
    spans: tuple[Span, ...]
    opens: tuple[Span, ...]
    closes: tuple[Span, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups of the spans, the shortest span's first: it is the most telling."""
        by_length = sorted(self.spans, key=lambda span: (span.end - span.start, span.number))
        return tuple(dict.fromkeys(span.group for span in by_length))


def pieces(text: str, start: int, spans: Iterable[Span]) -> list[Piece]:
    """``text``, which begins at offset ``start``, cut wherever a span begins or ends.

    The pieces put together are the text; a span that reaches beyond it is cut off there.
    """
    end = start + len(text)
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = {start, end}
    for span in inside:
        cuts |= {max(span.start, start), min(span.end, end)}
    ordered = sorted(cuts)
    found = []
    for left, right in pairwise(ordered):
        over = tuple(span for span in inside if span.start <= left and span.end >= right)
        found.append(
            Piece(
                text[left - start : right - start],
                over,
                tuple(span for span in over if max(span.start, start) == left),
                tuple(span for span in over if min(span.end, end) == right),
            )
        )
    return found


def highlight(text: str, words: Sequence[str]) -> Markup:
    """``text`` escaped, every one of ``words`` in <mark>; endings may differ."""
    pattern = _compiled(tuple(words))
    if pattern is None:
        return escape(text)
    marked, place = [], 0
    for found in pattern.finditer(text):
        marked += [escape(text[place : found.start()]), MARK, escape(found[0]), END_OF_MARK]
        place = found.end()
    return Markup("").join([*marked, escape(text[place:])])


def excerpt(text: str, words: Sequence[str], length: int = 240) -> str | None:
    """The sentence that holds the most of the words, the last of several, cut to ``length``.

    Abstracts end with what was found and concluded.
    """
    pattern = _compiled(tuple(words))
    if pattern is None:
        return None
    best, most = None, 0
    for sentence in _SENTENCE.findall(text):
        held = len({_stem(found.lower()) for found in pattern.findall(sentence)})
        if held >= most and held:
            best, most = sentence.strip(), held
    if best is None or len(best) <= length:
        return best
    found = pattern.search(best)
    assert found is not None
    start = best.rfind(" ", 0, max(found.start() - length // 3, 0)) + 1
    end = best.rfind(" ", start, start + length)
    cut = best[start:end] if end > found.end() else best[start : start + length]
    return f"{'… ' if start else ''}{cut} …"


@lru_cache(maxsize=256)
def _compiled(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the words at its beginning, with whatever ending; None without words."""
    stems = {_stem(word) for word in words}
    forms = sorted(filter(None, stems), key=lambda stem: (-len(stem), stem))
    if not forms:
        return None
    # Most words begin with a letter that no form does; looking at it first is four times as fast.
    first = "".join(sorted({form[0] for form in forms}))
    return re.compile(rf"\b(?=[{first}])(?:{'|'.join(forms)})\w{{0,4}}", re.IGNORECASE)


def _stem(words: str) -> str:
    """A pattern for the words, whatever stands between them, without a plural's s."""
    tokens = re.findall(r"[^\W_]+", words)
    if not tokens:
        return ""
    last = tokens[-1]
    for ending in ("ies", "es", "s", "ing", "ed"):
        if last.lower().endswith(ending) and len(last) - len(ending) >= 4:
            last = last[: -len(ending)]
            break
    return r"[\W_]+".join(map(re.escape, [*tokens[:-1], last]))
