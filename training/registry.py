"""What ``make train`` fits and ``make accuracy`` measures, in their order.

Add a model by adding its trainer and its measure here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from training.accuracy import Measure
from training.arms import measure_arms, train_arms
from training.confidence import measure_confidence
from training.direction import measure_direction, train_direction
from training.endpoint import (
    measure_endpoint,
    measure_study_direction,
    train_endpoint,
    train_study_direction,
)
from training.participants import measure_participants, train_participants
from training.people import train_counts
from training.randomized import measure_randomized, train_randomized
from training.reading_rules import measure_reading_rules, train_reading_rules
from training.reports import measure_reports
from training.scar_fields import measure_scar_fields, train_scar_fields

# Each fits one field's models on the folder and writes them under data/extraction/.
TRAINERS: tuple[Callable[[Path], None], ...] = (
    train_randomized,
    train_reading_rules,
    train_scar_fields,
    train_counts,
    train_participants,
    train_arms,
    train_direction,
    train_endpoint,
    train_study_direction,
)

MEASURES: tuple[Measure, ...] = (
    measure_randomized,
    measure_reading_rules,
    measure_scar_fields,
    measure_participants,
    measure_arms,
    measure_direction,
    measure_endpoint,
    measure_study_direction,
    measure_reports,
    measure_confidence,
)
