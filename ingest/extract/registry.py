"""The fact modules, in the order in which they read a document.

A module offers ``read(document, context) -> list[Fact]``. It may look at what the modules above
it found (``context.facts``) and sets its own keys of ``context.answers``. Add a module by adding
its import and its line here.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.extract import (
    adverse_events,
    adverse_status,
    age,
    arms,
    blinding,
    country,
    design,
    device,
    follow_up,
    interval,
    interventions,
    needle,
    outcome,
    outcome_measures,
    participants,
    randomized,
    results,
    scar_types,
    sessions,
    sex,
    skin_type,
    split_body,
)
from ingest.extract.context import Context
from ingest.extract.document import Document
from ingest.extract.fact import Fact

FactReader = Callable[[Document, Context], list[Fact]]

READERS: tuple[FactReader, ...] = (
    randomized.read,
    design.read,
    split_body.read,
    blinding.read,
    participants.read,
    arms.read,
    follow_up.read,
    scar_types.read,
    interventions.read,
    sessions.read,
    interval.read,
    needle.read,
    device.read,
    skin_type.read,
    age.read,
    sex.read,
    country.read,
    outcome_measures.read,
    results.read,
    adverse_events.read,
    adverse_status.read,
    outcome.read,
)
