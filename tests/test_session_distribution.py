"""Who had how many sessions."""

from __future__ import annotations

import pytest

from ingest.extract.text.document import Document
from ingest.extract.treatment.session_distribution import who_had_how_many

TOLD = [
    ("Nineteen patients had one session, six had two and three had three sessions.", (1, 3)),
    ("Fifteen completed the planned three rounds, four had two and two had only one.", (1, 3)),
    ("Twelve patients (60%) had a single session and others had two.", (1, 2)),
    ("One round was sufficient in 20 adults, two rounds in eight, three in three.", (1, 3)),
    ("Scars of nine children were needled once, of two twice and of four three times.", None),
    ("Nine children were needled once, two twice and four three times.", (1, 3)),
    ("Nineteen had one session, six two and three three.", (1, 3)),
    ("A single session was enough in 14, whereas 5 had two and one three sessions.", (1, 3)),
    ("Nineteen had one scar, six two and three three.", None),
    ("Nine children had two scars, and four had three.", None),
    ("All patients had two sessions and received two leaflets.", None),
    ("Redness was gone after one session in 10 and after two sessions in 12.", None),
    ("Drops were used once a day by four and twice a day by six.", None),
]


@pytest.mark.parametrize(("text", "range_"), TOLD)
def test_the_range_is_that_over_the_patients(text: str, range_: tuple[int, int] | None) -> None:
    found = [tuple(one.range) for one in who_had_how_many(Document.from_parts("", text))]
    assert found == ([range_] if range_ else [])
