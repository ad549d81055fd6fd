"""Numbers of sessions that are stated as such."""

from __future__ import annotations

import pytest

from ingest.extract.text.document import Document
from ingest.extract.treatment.session_statements import stated_numbers

STATEMENTS = [
    ("The number of sessions ranged from 2 to 6.", (2, 6)),
    ("The number of sessions depended on response (3-8, mean 5).", (3, 8)),
    ("Patients had 312 laser sessions, a mean of 3.7 per patient (range 1-12).", (1, 12)),
    ("Patients had a mean of 3.2 sessions (range 2-5).", (2, 5)),
    ("The mean number of sessions was 3.2.", None),
    ("The median number of sessions was 3 (interquartile range 2-4).", None),
    ("Intervals between sessions ranged from 4 to 6 weeks.", None),
    ("Three sessions (n=12) were needed by some.", None),
    ("Sessions (n=4) were monthly.", (4, 4)),
    ("Sessions (total: 4) were monthly.", (4, 4)),
    ("In all, 64 sessions were given, from two to four in each patient.", (2, 4)),
    ("Three sessions were given, two to three for each of the passes.", None),
    ("In all 88 sessions were given (median 3 per patient, range 1 to 8).", (1, 8)),
    ("Eighty sessions were timed (mean 31 minutes, range 20-40 min).", None),
    ("Injections were given every 3 weeks, up to six.", (None, 6)),
    ("Patients were followed monthly for 3, 6 or 12 months.", None),
]


@pytest.mark.parametrize(("text", "range_"), STATEMENTS)
def test_statements(text: str, range_: tuple[int | None, int | None] | None) -> None:
    found = {tuple(one.range) for one in stated_numbers(Document.from_parts("", text))}
    assert found == ({range_} if range_ else set())
