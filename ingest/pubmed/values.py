"""Values that PubMed prints in several ways, brought to one: ORCID iDs and pages."""

from __future__ import annotations

import re
from functools import lru_cache

ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?$")
PAGES = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)")


@lru_cache(maxsize=8192)
def orcid(identifier: str) -> str | None:
    """An ORCID iD with its dashes, from any spelling; None where the check digit is wrong.

    The check digit is ISO 7064 MOD 11-2
    (https://support.orcid.org/hc/en-us/articles/360006897674).

    >>> orcid("http://orcid.org/0000000218250097"), orcid("0000-0002-1825-0098")
    ('0000-0002-1825-0097', None)
    """
    match = ORCID.search(identifier.strip())
    if match is None or identifier.strip()[: match.start()][-1:].isdigit():
        return None
    groups = [group.upper() for group in match.groups()]
    characters = "".join(groups)
    total = 0
    for digit in characters[:-1]:
        total = (total + int(digit)) * 2
    expected = (12 - total % 11) % 11
    check = "X" if expected == 10 else str(expected)
    return "-".join(groups) if characters[-1] == check else None


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
