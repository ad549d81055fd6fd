"""The text of an XML element: markup flattened, meaning kept.

Titles, abstracts, affiliations and keywords are mixed content (``b i u sub sup``, MathML), so
``element.text`` alone stops at the first tag. Here the whole text is kept, and three things that
flattening would falsify are written out:

- A superscript of digits and signs becomes Unicode superscript: 10⁶ is not 106.
- A subscript does only beside a digit (log₁₀2). After a letter, as in CO2 or H2O, a plain digit
  reads the same and is how most of PubMed prints it.
- Other raised or lowered text beside a digit is set off by ``^`` or ``_`` (10^6.5). Otherwise it
  is plain (4th).

MathML's powers, indices, fractions and roots follow the same rules (1/2 is not 12). A line break
or tab becomes, with the white space around it, one space; every other character stays as served.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
SUBSCRIPTS = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
RAISABLE = frozenset("0123456789+-−–")
BREAK = re.compile(r" *[\t\r\n][ \t\r\n]*")
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def text(element: Element) -> str | None:
    """The whole text of ``element`` under the rules above; None where there is none."""
    value = _flatten(element) if len(element) else element.text
    if not value:
        return None
    if "\n" in value or "\t" in value or "\r" in value:
        value = BREAK.sub(" ", value)
    return value.strip(" ") or None


def _flatten(element: Element) -> str:
    value = element.text or ""
    for child in element:
        tail = child.tail or ""
        write = SPECIAL.get(child.tag)
        value += _flatten(child) if write is None else write(child, value, tail)
        value += tail
    return value


def _beside_digit(before: str, after: str) -> bool:
    return before[-1:].isdecimal() or after[:1].isdecimal()


def _raise(raised: str, before: str) -> str:
    stripped = raised.strip()
    if stripped and RAISABLE.issuperset(stripped):
        return stripped.translate(SUPERSCRIPTS)
    return f"^{stripped}" if _misread(stripped, before) else raised


def _lower(lowered: str, before: str, after: str) -> str:
    stripped = lowered.strip()
    if not _beside_digit(before, after):
        return lowered
    if stripped and RAISABLE.issuperset(stripped):
        return stripped.translate(SUBSCRIPTS)
    return f"_{stripped}" if _misread(stripped, before) else lowered


def _misread(script: str, before: str) -> bool:
    """Whether plain ``script`` would run on the number that stands before it."""
    return before[-1:].isdecimal() and (script[:1] in RAISABLE or script[:1] in (".", "("))


def _superscript(element: Element, before: str, after: str) -> str:
    return _raise(_flatten(element), before)


def _subscript(element: Element, before: str, after: str) -> str:
    return _lower(_flatten(element), before, after)


def _arguments(element: Element) -> list[str]:
    return [_flatten(child).strip() for child in element]


def _power(element: Element, before: str, after: str) -> str:
    base, *raised = _arguments(element) or [""]
    return base + "".join(_raise(script, base) for script in raised)


def _index(element: Element, before: str, after: str) -> str:
    base, *lowered = _arguments(element) or [""]
    return base + "".join(_lower(script, base, after) for script in lowered)


def _index_and_power(element: Element, before: str, after: str) -> str:
    base, lowered, raised = [*_arguments(element), "", "", ""][:3]
    return base + _lower(lowered, base, after) + _raise(raised, base)


def _fraction(element: Element, before: str, after: str) -> str:
    return "/".join(_arguments(element))


def _root(element: Element, before: str, after: str) -> str:
    return "√" + " ".join(_arguments(element))


SPECIAL: dict[str, Callable[[Element, str, str], str]] = {
    "sup": _superscript,
    "sub": _subscript,
    **{
        prefix + tag: write
        for prefix in ("", MATHML)
        for tag, write in {
            "msup": _power,
            "msub": _index,
            "msubsup": _index_and_power,
            "mfrac": _fraction,
            "msqrt": _root,
        }.items()
    },
}
