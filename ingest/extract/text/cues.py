"""Words and pairs of neighbouring words that betray what kind of report a text is.

A cue is written as phrases of one or two words; ``|`` separates alternatives of a place, so
``"control|placebo group|arm"`` stands for four phrases. Hyphens and other punctuation between the
two words do not matter: "double blind" also reads "double-blind". All cues of a lexicon are
counted in one pass over the words, because thousands of abstracts are read at every build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, product

from ingest.extract.text.document import Document
from ingest.extract.text.needles import look_for, places
from ingest.extract.text.patterns import at_word_start

_IN_WORDS = b"abcdefghijklmnopqrstuvwxyz0123456789"
#: Spaces for everything that is in no word, for ``bytes.translate``.
_SPACED = bytes(code if code in _IN_WORDS else 32 for code in range(256))
_ANY = ""


class Lexicon:
    """Named cues, counted together.

    >>> Lexicon({"blinding": ("double blind|blinded",)}).count(["a", "double", "blind", "trial"])
    {'blinding': 1}
    """

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self.cues = dict(cues)
        # last word of a phrase -> word before it ("" for any) -> names of the cues
        self._phrases: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, phrases in self.cues.items():
            for words in expand(phrases):
                before = words[-2] if len(words) == 2 else _ANY
                names = self._phrases.setdefault(words[-1], {})
                names[before] = (*names.get(before, ()), name)

    def count(self, words: Sequence[str]) -> dict[str, int]:
        """How often each cue occurs among the words; cues that do not occur are left out."""
        counts: dict[str, int] = {}
        phrases = self._phrases
        pairs = zip(words, chain((_ANY,), words), strict=False)
        for word, previous in [pair for pair in pairs if pair[0] in phrases]:
            ending = phrases[word]
            for name in ending.get(previous, ()):
                counts[name] = counts.get(name, 0) + 1
            if previous != _ANY:
                for name in ending.get(_ANY, ()):
                    counts[name] = counts.get(name, 0) + 1
        return counts

    def first(
        self, name: str, lower: str, start: int = 0, end: int | None = None
    ) -> tuple[int, int] | None:
        """Where the cue first stands in the lower-case text, as (start, end)."""
        match = _pattern(self.cues[name]).search(lower, start, len(lower) if end is None else end)
        return match.span() if match else None


@dataclass(frozen=True, slots=True)
class Rule:
    """A value and the pattern of the lower-case words that state it.

    The pattern is tried only near one of the ``needles``, literals of which every match holds one
    no further than ``reach`` characters from either end.
    """

    value: str
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    reach: int = 200

    def __post_init__(self) -> None:
        look_for(self.needles)

    def search(self, lower: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in ``lower[start:end]``."""
        if places(lower).keys().isdisjoint(self.needles):
            return None
        return next(self.matches(lower, start, end), None)

    def matches(
        self, lower: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Every match in ``lower[start:end]``, in order."""
        found = places(lower)
        if found.keys().isdisjoint(self.needles):
            return iter(())
        windows = self._windows(found, start, len(lower) if end is None else end)
        if len(windows) == 1:
            return self.pattern.finditer(lower, *windows[0])
        return chain.from_iterable(self.pattern.finditer(lower, *window) for window in windows)

    def _windows(
        self, found: Mapping[str, list[int]], start: int, end: int
    ) -> list[tuple[int, int]]:
        near = [
            place
            for needle in self.needles
            if needle in found
            for place in found[needle]
            if start <= place <= end - len(needle)
        ]
        windows: list[tuple[int, int]] = []
        for place in sorted(near):
            first, last = max(start, place - self.reach), min(end, place + self.reach)
            if windows and first <= windows[-1][1]:
                windows[-1] = (windows[-1][0], last)
            else:
                windows.append((first, last))
        return windows


def rules_in(lower: str, rules: Sequence[Rule]) -> list[Rule]:
    """Those of the rules that a needle of stands in the text: the others match nothing."""
    found = places(lower).keys()
    return [rule for rule in rules if not found.isdisjoint(rule.needles)]


def one_of(*alternatives: str) -> str:
    """A group for the middle of a pattern: any of the alternatives, each itself a pattern.

    >>> one_of("patients?", "women")
    '(?:patients?|women)'
    """
    return f"(?:{'|'.join(alternatives)})"


def expand(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """Every phrase spelled out.

    >>> expand(["trial|study group", "cohort"])
    [('trial', 'group'), ('study', 'group'), ('cohort',)]
    """
    return [
        words
        for phrase in phrases
        for words in product(*(place.split("|") for place in phrase.split()))
    ]


def words_of(lower: str) -> list[str]:
    """The words and digit runs of a lower-case text, in order."""
    return lower.encode("ascii", "replace").translate(_SPACED).decode("ascii").split()


#: Typographic hyphens, spaces and apostrophes, which mean the same as those of a keyboard.
_PLAIN = tuple(zip("\u2010\u2011\u00ad\u00a0\u2009\u202f\u2007\u2019", "---    '", strict=True))


@lru_cache(maxsize=4)
def plain(document: Document) -> str:
    """The text in lower case with plain hyphens, spaces and apostrophes; offsets are the same."""
    lower = document.lower
    if not lower.isascii():
        for printed, plain_one in _PLAIN:
            lower = lower.replace(printed, plain_one)
    return lower


@lru_cache(maxsize=4)
def document_words(document: Document) -> tuple[list[str], list[str]]:
    """The words of the title and those of the whole text; read once for all facts."""
    lower = plain(document)
    title = words_of(lower[: document.title_end])
    return title, title + words_of(lower[document.title_end :])


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    spelled = (r"[^a-z0-9]+".join(words) for words in expand(phrases))
    return re.compile(at_word_start(spelled, no_word_after="[a-z0-9]") + "(?![a-z0-9])")
