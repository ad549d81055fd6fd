"""How telling a word is: rare words identify an outcome or a treatment, common ones do not."""

from __future__ import annotations

import json
from functools import cache

from ingest.errors import InputError
from ingest.extract.model import FOLDER

#: The weight of a word that the table does not hold: rarer than any that it does.
UNKNOWN = 6.5


@cache
def _table() -> dict[str, float]:
    """Stem -> inverse document frequency, from ``direction-terms.json``; read once a process."""
    path = FOLDER / "direction-terms.json"
    try:
        weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"cannot be used ({error}); run make train", file=path) from error
    return weights


def term_weight(stem: str) -> float:
    """ln(documents / documents with the stem) in the abstracts that the models were trained on."""
    return _table().get(stem, UNKNOWN)
