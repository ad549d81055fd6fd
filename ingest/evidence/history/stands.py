"""How each study stood to the claims, from run to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from ingest.evidence.history.copies import Past
from ingest.evidence.history.earlier import Items, Reading

Cause = Literal["new", "joined", "revised", "retracted", "gone"]
"""Why a study stands otherwise than before; ``joined``: the catalogue had the study, and its
record came."""
CAUSES: tuple[Cause, ...] = ("new", "joined", "revised", "retracted", "gone")

START = 0
"""The time before the first run, when there is the catalogue alone."""
NO_STUDY = Reading()


class Stand(NamedTuple):
    """What a study says of the claims from a run on, until its next stand."""

    run: int
    cause: Cause
    items: Items


def all_stands(
    pasts: Iterable[Past],
    readings: Mapping[str, Sequence[Reading]],
    today: Mapping[str, Reading],
    catalogue: Mapping[str, Reading],
) -> dict[str, list[Stand]]:
    """The stands of each record's study, oldest first.

    ``readings`` are those of the copies of each record, ``catalogue`` what the catalogue alone
    says of its study.
    """
    stands = {}
    for past in pasts:
        # A record that is gone leaves a study of today only where the catalogue has it.
        alone = today if past.gone is not None else catalogue
        stands[past.pmid] = _of_record(past, readings[past.pmid], alone.get(past.pmid))
    return stands


def _of_record(past: Past, readings: Sequence[Reading], catalogue: Reading | None) -> list[Stand]:
    stands = [] if catalogue is None else [Stand(START, "new", catalogue.counting)]
    cause: Cause = "new" if catalogue is None else "joined"
    for (run, _), reading in zip(past.copies, readings, strict=True):
        stands.append(Stand(run, "retracted" if reading.is_retracted else cause, reading.counting))
        cause = "revised"
    if past.gone is not None:
        stands.append(Stand(past.gone, "gone", (catalogue or NO_STUDY).counting))
    return stands
