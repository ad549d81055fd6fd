"""How words are compared: case, accents, punctuation, spelling and plurals folded away.

One set of rules for titles, synonyms and free-text outcome names, so that British and American
spelling, hyphens and plural endings are never listed by hand.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BRITISH_TO_AMERICAN = (
    ("aluminium", "aluminum"),
    ("analogue", "analog"),
    ("aesthe", "esthe"),
    ("caesar", "cesar"),
    ("centre", "center"),
    ("colour", "color"),
    ("favour", "favor"),
    ("fibre", "fiber"),
    ("grey", "gray"),
    ("haemat", "hemat"),
    ("haemo", "hemo"),
    ("oedema", "edema"),
    ("oesoph", "esoph"),
    ("paedia", "pedia"),
    ("tumour", "tumor"),
)
"""Spelling inside words; the endings -ise and -yse follow by rule."""

MOST_JOINTS = 4
"""Hyphens of a name; no name of the vocabulary has more than three."""

# Literals first: looking back comes after, where they were found.
_ISE = re.compile(r"is(?<=[a-z]{4}is)(e|ed|es|er|ers|ing|ation|ations)\b")
_IZE = re.compile(r"iz(?<=[a-z]{4}iz)(e|ed|es|er|ers|ing|ation|ations)\b")
_YSE = re.compile(r"ys(?<=lys)(e|ed|es|ing)\b")
_MARKUP = re.compile(r"</?(?:i|b|u|sub|sup|em|strong)>")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "κ": "kappa", "μ": "mu"}

_LITTLE_WORDS = frozenset(
    {
        *("a", "an", "the", "and", "or", "as", "at", "by", "for", "from", "in", "into", "of", "on"),
        *("their", "to", "using", "with"),
    }
)


def american(text: str) -> str:
    """Lower-case ``text`` in American spelling: ``oedema`` → ``edema``, ``-ised`` → ``-ized``."""
    for british, spelling in BRITISH_TO_AMERICAN:
        text = text.replace(british, spelling)
    return _YSE.sub(r"yz\1", _ISE.sub(r"iz\1", text))


@lru_cache(maxsize=1 << 14)
def singular(word: str) -> str:
    """A rough singular: enough to compare two printings of a word, not to print it.

    >>> [singular(word) for word in ("scars", "biopsies", "pens", "analysis", "striae", "biopsy")]
    ['scar', 'biopsi', 'pen', 'analysi', 'stria', 'biopsi']
    """
    if word.endswith("iae"):
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
        if word.endswith("ie"):
            word = word[:-1]
    if len(word) > 3 and word.endswith("y"):
        word = word[:-1] + "i"
    return word


def plain(text: str) -> str:
    """``text`` in lower-case letters without accents or markup, in American spelling."""
    text = _MARKUP.sub("", text).replace("&amp;", " and ").replace("&", " and ").casefold()
    if text.isascii():
        return american(text)
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(_GREEK.get(c, c) for c in decomposed if not unicodedata.combining(c))
    return american(letters)


def content_words(text: str) -> list[str]:
    """The words and numbers of ``text`` that carry meaning, folded for comparison."""
    return [singular(word) for word in _WORD.findall(plain(text)) if word not in _LITTLE_WORDS]


def title_parts(title: str) -> list[str]:
    """The whole title, and the part before its first colon or dash where there is one."""
    main = re.split(r":\s|\s[-–—]\s|[.?]\s", title, maxsplit=1)[0]
    return [title] if main == title else [title, main]


def is_abbreviation(name: str) -> bool:
    """Whether ``name`` is written in capitals (PRP, RF, 5-FU, SCAR) and so only matches in them.

    ``CO2`` and ``HSc`` count: at most six letters, more than half of them capitals.
    """
    letters = [c for c in name if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return " " not in name and 2 <= len(letters) <= 6 and capitals * 2 > len(letters)


@lru_cache(maxsize=1 << 13)
def spellings(name: str) -> tuple[str, ...]:
    """Every lower-case form in which ``name`` may be printed, the hyphens of text as spaces.

    A hyphen in ``name`` stands for a hyphen, a space or nothing (``micro-needling`` is also
    ``micro needling`` and ``microneedling``); British and American spelling both count; a name
    in ``-y`` has its plural in ``-ies``. A plural ``s`` is the matcher's business. Of more
    hyphens than MOST_JOINTS all are spaces or all are nothing: readers type names too, and each
    hyphen doubles the forms.
    """
    base = american(name.lower())
    british = base
    for spelling, american_spelling in BRITISH_TO_AMERICAN:
        british = british.replace(american_spelling, spelling)
    forms = [name.lower(), base, british, *(_IZE.sub(r"is\1", form) for form in (base, british))]
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        forms.extend([form[:-1] + "ies" for form in forms])
    return tuple(dict.fromkeys(joined for form in forms for joined in _joinings(form.split("-"))))


def _joinings(pieces: list[str]) -> list[str]:
    """The pieces with a space or nothing at each joint."""
    if len(pieces) > MOST_JOINTS + 1:
        return [" ".join(pieces), "".join(pieces)]
    joined = pieces[:1]
    for piece in pieces[1:]:
        joined = [start + joint + piece for start in joined for joint in (" ", "")]
    return joined
