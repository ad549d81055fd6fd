"""Pieces of patterns that make a search fast.

A search tries a pattern at every character unless the pattern begins with letters: then it runs
to the next of those. A pattern that begins with a look behind, as ``\\b`` is one, gives that up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def at_word_start(alternatives: Iterable[str], no_word_after: str = r"\w") -> str:
    r"""``\b(?:one|other)`` with the look behind after the first letter, for lower-case text.

    Each alternative is a pattern that begins with a letter. ``no_word_after`` is what a word cannot
    begin after.

    >>> at_word_start(["men", "women", "males?"])
    '(?:m(?<!\\wm)(?:en|ales?)|w(?<!\\ww)(?:omen))'
    """
    rests: dict[str, list[str]] = {}
    for alternative in alternatives:
        rests.setdefault(alternative[0], []).append(alternative[1:])
    spelled = (
        rf"{first}(?<!{no_word_after}{first})(?:{'|'.join(rest)})" for first, rest in rests.items()
    )
    return f"(?:{'|'.join(spelled)})"


def by_first_letter(*alternatives: str) -> str:
    """``(?:one|other)`` with what begins with the same letter put together, for long lists.

    At each place a search then tries one group of them, not every alternative. ``alternatives`` are
    patterns or several with ``|`` between them; a group that opens one is spelled out, with and
    without what is optional. Those that begin with no letter come last: they must not be told
    apart from the others by their order.

    >>> by_first_letter("men|women", "(?:males?|boys)")
    '(?:m(?:en|ales?)|women|boys)'
    """
    rests: dict[str, list[str]] = {}
    others = []
    for alternative in _spelled_out("|".join(alternatives)):
        if alternative[:1].isalpha() and alternative[1:2] not in ("?", "*", "+", "{"):
            rests.setdefault(alternative[0], []).append(alternative[1:])
        else:
            others.append(alternative)
    groups = [
        first + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})")
        for first, rest in rests.items()
    ]
    return f"(?:{'|'.join((*groups, *others))})"


def _spelled_out(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, those in a group at the beginning of one each by itself."""
    for alternative in _parts(pattern):
        is_group = alternative.startswith("(?:")
        end = _end_of_group(alternative) if is_group else 1
        first, rest = alternative[:end], alternative[end:]
        if (
            rest.startswith("?")
            and not rest.startswith(("??", "?+"))
            and (is_group or first.isalpha())
        ):
            yield from _spelled_out(first + rest[1:])
            yield from _spelled_out(rest[1:])
        elif is_group and not rest.startswith(("?", "*", "+", "{")):
            for inner in _spelled_out(first[3:-1]):
                yield inner + rest
        else:
            yield alternative


def _parts(pattern: str) -> list[str]:
    """The pattern cut at the bars that stand in no group."""
    parts, start, place = [], 0, 0
    while place < len(pattern):
        if pattern[place] == "|":
            parts.append(pattern[start:place])
            start = place + 1
        place = _end_of_group(pattern, place) if pattern[place] in "([\\" else place + 1
    return [*parts, pattern[start:]]


def _end_of_group(pattern: str, start: int = 0) -> int:
    """Where the group, set or escaped character ends that begins at ``start``."""
    if pattern[start] == "\\":
        return start + 2
    if pattern[start] == "[":
        return pattern.index("]", start + 2) + 1
    place = start + 1
    while pattern[place] != ")":
        place = _end_of_group(pattern, place) if pattern[place] in "([\\" else place + 1
    return place + 1
