"""Whether two titles are of one article: how a record of PubMed is known for a study of ours."""

from __future__ import annotations

import re

from ingest.vocabulary.wording import content_words, title_parts


def same_title(a: str, b: str) -> bool:
    """Whether two titles name one article, however each was printed.

    Case, punctuation, accents, markup, brackets, articles and prepositions, plural endings and
    British or American spelling make no difference, nor does a subtitle that only one of them
    gives, if at least four content words are left; a misprint within a word is forgiven. Any
    other word, and any number, makes two articles: trials and their sequels differ by no more.
    """
    return any(
        _same_words(content_words(one), content_words(other), whole=i == j == 0)
        for i, one in enumerate(title_parts(a))
        for j, other in enumerate(title_parts(b))
        if i == 0 or j == 0
    )


def _same_words(a: list[str], b: list[str], *, whole: bool) -> bool:
    if len(a) != len(b) or not a or (not whole and len(a) < 4):
        return False
    return all(one == other or _misprint(one, other) for one, other in zip(a, b, strict=True))


def _misprint(a: str, b: str) -> bool:
    """One letter added, dropped or replaced, or two neighbours swapped, in a long word."""
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 1 or re.search(r"\d", a + b):
        return False
    start = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    )
