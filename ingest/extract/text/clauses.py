"""Words and clauses of a sentence, with their places.

The direction of a comparison is decided clause by clause: "pain fell (P = .01) but swelling did
not differ" says two different things about two outcomes. Everything here is a pure function of
the sentence; offsets count code points of the text that was given.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"[^\W_]+")
#: Spaces for everything of ASCII that is in no word.
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}

#: Where one statement ends and another, possibly contrary, begins. "and" alone is no boundary:
#: "pain and swelling were lower" is one statement about two outcomes; "and no", "and there was"
#: open a new one.
CLAUSE_BOUNDARY = re.compile(
    r"""
    [;,.\s](?:
      (?<=[;.])\s+
    | (?<=,)\s+(?:
          (?:but|whereas|while|although|though|however|yet|despite|except)\b
        | (?=(?:an?\s+|the\s+)?(?:significantly\s+)?(?:higher|lower|greater|shorter|longer|more|
              less|fewer)\b)
        | (?:with|and|or|nor)\s+(?=(?:no|not|there|similar|comparable|a|an|the|more|less|fewer|
              lower|higher|greater|shorter|longer|significant|significantly|neither|did|was|were|
              had|showed|required|reduced|increased|decreased|improved)\b))
    | (?<=\s)\s*(?:
          (?:but|whereas|while|although|though|however|yet|despite|except)\b
        | and\s+(?=(?:no|not|there|did|neither)\b)))
    """,
    re.VERBOSE | re.IGNORECASE,
)

_SUFFIXES = (
    ("uctions", "uc"), ("uction", "uc"), ("faction", "f"), ("ational", "ate"), ("isation", "ize"),
    ("ization", "ize"), ("ations", "ate"), ("ation", "ate"), ("ements", ""), ("ement", ""),
    ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""), ("ities", ""), ("ity", ""),
    ("ically", "ic"), ("fully", ""), ("edly", ""), ("ingly", ""), ("ences", ""), ("ence", ""),
    ("ances", ""), ("ance", ""), ("tions", "t"), ("tion", "t"), ("sions", "s"), ("sion", "s"),
    ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("ive", ""), ("ised", "ize"),
    ("ise", "ize"), ("al", ""), ("ed", ""), ("er", ""), ("es", ""), ("ly", ""), ("ic", ""),
    ("ent", ""), ("s", ""), ("e", ""), ("y", ""),
)  # fmt: skip


def word_set(listed: str) -> frozenset[str]:
    """The words of a list as it is printed, several to a line."""
    return frozenset(listed.split())


class Word(NamedTuple):
    """A run of letters and digits: as printed in lower case, its stem, and its place."""

    text: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its inflection, so that "reduced" and "reduction" meet.

    >>> stem("reduction") == stem("reduced") == stem("reduces")
    True
    >>> stem("improvements") == stem("improved")
    True
    """
    if len(word) < 4 or not word.isalpha():
        return word
    root = word
    for _ in range(3):
        for suffix, replacement in _SUFFIXES:
            if root.endswith(suffix) and len(root) - len(suffix) >= 3:
                root = root[: len(root) - len(suffix)] + replacement
                break
        else:
            break
        if len(root) < 5:
            break
    doubled = len(root) > 4 and root[-1] == root[-2] and root[-1] not in "lsz"
    return root[:-1] if doubled else root


def words_alone(text: str) -> list[str]:
    """What WORD finds in a text, in lower case and without places.

    >>> words_alone("Pain fell (P = .01).")
    ['pain', 'fell', 'p', '01']
    """
    lower = text.lower()
    return lower.translate(_SPACED).split() if lower.isascii() else WORD.findall(lower)


def words(text: str) -> list[Word]:
    """The words of a text in order; "group A", "A group" and "groups 1 and 2" name their groups.

    >>> [word.text for word in words("Groups A and B")]
    ['groups', 'group_a', 'and', 'group_b']
    """
    found: list[Word] = []
    for match in WORD.finditer(text):
        printed = match.group()
        lower = printed.lower()
        start, end = match.span()
        if printed in _LABELS and _follows_group(text, found, start):
            lower = f"group_{lower}"
        elif lower in GROUP_NOUNS and found and _is_letter_before(text, found[-1], start):
            last = found[-1]
            label = f"group_{last.text}"
            found[-1] = Word(label, label, last.start, last.end)
        found.append(Word(lower, stem(lower), start, end))
    return found


GROUP_NOUNS = frozenset(("group", "groups", "arm", "arms", "cohort"))
_LABELS = frozenset(("I", "II", "III", "IV", *"ABCDEFGHKLMOPRSTXYZ", *"123456"))


def _follows_group(text: str, found: list[Word], start: int) -> bool:
    """Is a label at ``start`` right after "group", or after another label of the same list?"""
    if not found:
        return False
    last = found[-1]
    if last.text in GROUP_NOUNS:
        return text[last.end : start].isspace()
    if last.text.startswith("group_"):
        return text[last.end : start].strip() in (",", "/", "&", "+")
    joined = last.text in ("and", "or", "vs", "versus") and len(found) > 1
    return joined and found[-2].text.startswith("group_") and start - last.end <= 2


def _is_letter_before(text: str, last: Word, start: int) -> bool:
    between = text[last.end : start]
    return between in (" ", "-") and text[last.start : last.end] in "BCDEFGHKLMOPRSTXYZ"


def clauses(sentence: str) -> list[tuple[int, int]]:
    """The clauses of a sentence as (start, end); they cover it without gaps or overlap.

    >>> text = "Pain was lower (P = .01), but swelling did not differ."
    >>> [text[a:b] for a, b in clauses(text)]
    ['Pain was lower (P = .01)', ', but swelling did not differ.']
    """
    cuts = [0]
    for match in CLAUSE_BOUNDARY.finditer(sentence):
        if match.start() > cuts[-1] and _outside_brackets(sentence, match.start()):
            cuts.append(match.start())
    return list(zip(cuts, [*cuts[1:], len(sentence)], strict=True))


def _outside_brackets(sentence: str, place: int) -> bool:
    before = sentence[:place]
    return before.count("(") <= before.count(")") and before.count("[") <= before.count("]")
