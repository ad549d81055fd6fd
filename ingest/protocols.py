"""Sessions, interval and needle length as studies of needling used them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

Insert = Callable[[str, list[tuple[object, ...]]], None]

QUERY = """
    SELECT s.id, t.scar_type, s.design, s.participants,
           EXISTS (SELECT 1 FROM study_interventions r
                   WHERE r.study = s.id AND r.intervention = 'rf-microneedling'),
           s.sessions_min, s.sessions_max, s.interval_weeks_min, s.interval_weeks_max,
           s.needle_mm_min, s.needle_mm_max, s.direction
    FROM studies s
    JOIN study_scar_types t ON t.study = s.id
    WHERE s.kind = 'primary' AND s.retraction IS NOT 'retracted'
      AND EXISTS (SELECT 1 FROM study_interventions i
                  WHERE i.study = s.id AND i.intervention IN ('microneedling', 'rf-microneedling'))
      AND coalesce(s.sessions_min, s.sessions_max, s.interval_weeks_min, s.interval_weeks_max,
                   s.needle_mm_min, s.needle_mm_max) IS NOT NULL
    ORDER BY s.id, t.scar_type
"""


def add_protocols(insert: Insert, connection: sqlite3.Connection) -> None:
    """Add a row for each kind of scar of each study that tells any part of its protocol.

    What was used says nothing of what is best; few studies compare protocols.
    """
    insert("protocols", connection.execute(QUERY).fetchall())
