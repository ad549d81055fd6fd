"""Pieces of patterns that make a search fast.

A search tries a pattern at every character unless the pattern begins with letters: then it runs
to the next of those. A pattern that begins with a look behind, as ``\\b`` is one, gives that up.
"""

from __future__ import annotations

from collections.abc import Iterable


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
