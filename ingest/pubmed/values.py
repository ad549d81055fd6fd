"""Values that PubMed prints in several ways, brought to one: ORCID iDs and pages."""

from __future__ import annotations

import re
from operator import mul

ORCID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?orcid\.org/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])/?"
)
POWERS_OF_TWO = tuple(2**power for power in range(15, 0, -1))
PAGES = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)")


def orcid(identifier: str) -> str | None:
    """An ORCID iD with its dashes, from any spelling; None where the check digit is wrong.

    The check digit is ISO 7064 MOD 11-2: the digits times falling powers of two, and the check
    digit (X is 10), leave 1 modulo 11
    (https://support.orcid.org/hc/en-us/articles/360006897674).

    >>> orcid("http://orcid.org/0000000218250097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    match = ORCID.fullmatch(identifier.strip())
    if match is None:
        return None
    digits = "".join(match.groups())
    check = 10 if digits[15] in "Xx" else int(digits[15])
    # Bytes are numbers already: that of a digit is its value and that of "0".
    total = sum(map(mul, POWERS_OF_TWO, digits.encode())) - ord("0") * sum(POWERS_OF_TWO)
    return "-".join(match.groups()).upper() if (total + check) % 11 == 1 else None


def full_pages(printed: str) -> str:
    """MEDLINE's shortened range of pages written out; anything else as printed.

    >>> full_pages("5795-813"), full_pages("e12-8"), full_pages("2-9, discussion 10")
    ('5795-5813', 'e12-e18', '2-9, discussion 10')
    """
    match = PAGES.fullmatch(printed)
    if match is None:
        return printed
    prefix, first, end_prefix, last = match.groups()
    if end_prefix not in ("", prefix) or len(last) > len(first):
        return printed
    return f"{prefix}{first}-{prefix}{first[: len(first) - len(last)]}{last}"
