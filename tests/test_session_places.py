"""Numbers of sessions by the place of one."""

from __future__ import annotations

import pytest

from ingest.extract.text.document import Document
from ingest.extract.treatment.session_places import numbers_by_place

PLACES = [
    ("A single session was given.", [(1, 1)]),
    ("A second treatment was given after 4 weeks.", [(2, 2)]),
    ("The second session was done one month after the first.", [(2, 2)]),
    ("Nine asked for a touch-up.", [(1, 2)]),
    ("A second session was offered after three months to patients with poor scores.", [(1, 2)]),
    ("A second treatment was performed in women who were not satisfied.", [(1, 2), (2, 2)]),
    ("Needling is a second treatment for patients with scars.", []),
    ("Eight needed a third session.", [(2, 3), (3, 3)]),
    ("Scars were scored a month after the third (final) session.", [(3, 3)]),
    ("At the end of the 4th session scars were paler.", [(4, 4)]),
    ("At the end of the second session 5 and at the end of the fourth session 9 were.", [(4, 4)]),
    ("Outcomes were assessed 12 weeks after the third treatment.", [(3, 3)]),
    ("Redness began 2 weeks after the second session.", []),
    ("Hyperpigmentation was seen 2 weeks after the second session.", []),
    ("At the end of the first session pain was least.", []),
    ("The second session was less painful than the first.", []),
    ("Toxin or saline was injected into the muscle at the end of primary cheiloplasty.", [(1, 1)]),
    ("Within 24 hours of closure, 28 had botulinum toxin along both edges.", [(1, 1)]),
    ("Within 10 days after surgery one half of each scar received intradermal BTA.", [(1, 1)]),
    ("Steroid was injected immediately after excision of the keloid.", [(1, 1)]),
    ("Steroid was injected immediately after excision and monthly thereafter.", []),
    ("Toxin was injected within 3 days after suturing and again at week 4.", []),
    ("Within 7 days after surgery two wounds were infected.", []),
    ("Pain began within 2 days after injection.", []),
]


@pytest.mark.parametrize(("text", "ranges"), PLACES)
def test_the_place_of_a_session_tells_how_many(text: str, ranges: list[tuple[int, int]]) -> None:
    found = [tuple(one.range) for one in numbers_by_place(Document.from_parts("", text))]
    assert found == ranges
