"""The fact modules, in the order in which they read a document.

A module offers ``read(document, context) -> list[Fact]``. It may look at what the modules above
it found (``context.facts``) and sets its own keys of ``context.answers``. Add a module by adding
its import and its line here.
"""

from __future__ import annotations

from collections.abc import Callable

from ingest.extract.context import Context
from ingest.extract.direction import outcome
from ingest.extract.fact import Fact
from ingest.extract.methods import blinding, design, randomized, split_body
from ingest.extract.outcomes import (
    adverse_events,
    adverse_status,
    follow_up,
    outcome_measures,
    results,
)
from ingest.extract.people import age, arms, country, participants, sex, skin_type
from ingest.extract.text.document import Document
from ingest.extract.treatment import device, interval, interventions, needle, scar_types, sessions

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
