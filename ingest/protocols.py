"""Sessions, interval and needle length as studies used them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

Insert = Callable[[str, list[tuple[object, ...]]], None]

VIEW = "protocol_studies"
"""View of data/views.yaml that says which studies the table is about."""

QUERY = f"""
    SELECT s.id, t.scar_type, s.design, s.participants, n.radiofrequency,
           s.sessions_min, s.sessions_max, s.interval_weeks_min, s.interval_weeks_max,
           s.needle_mm_min, s.needle_mm_max, s.direction
    FROM studies s
    JOIN {VIEW} n ON n.study = s.id
    JOIN study_scar_types t ON t.study = s.id
    WHERE s.kind = 'primary' AND s.retraction IS NOT 'retracted'
      AND coalesce(s.sessions_min, s.sessions_max, s.interval_weeks_min, s.interval_weeks_max,
                   s.needle_mm_min, s.needle_mm_max) IS NOT NULL
    ORDER BY s.id, t.scar_type
"""


def add_protocols(insert: Insert, connection: sqlite3.Connection) -> None:
    """Add a row for each kind of scar of each study that tells any part of its protocol.

    What was used says nothing of what is best; few studies compare protocols.
    """
    insert("protocols", connection.execute(QUERY).fetchall())
