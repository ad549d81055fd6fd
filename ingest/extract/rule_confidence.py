"""How often a rule's answer was right on labelled texts: confidence and tier of facts from rules.

``data/extraction/rule_confidence.json`` holds, by field and value, on how many labelled texts the
confidence rests (``n``), for how many the value was right (``right``) and the lower 95 % bound of
that share (``lower``); ``make train`` counts them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from ingest.errors import InputError
from ingest.extract.fact import Tier, Value
from ingest.extract.model import FOLDER

FILE = FOLDER / "rule_confidence.json"
#: The lower bound from which a tier is high, and the confidence from which it is for review.
HIGH, REVIEW = 0.9, 0.5


def rule_confidence(field: str, value: Value) -> tuple[float | None, Tier | None]:
    """The probability that this value of this field is right, and its tier.

    (None, None) where the value was never met in a labelled text.
    """
    return load_confidences().get(field, {}).get(json.dumps(value), (None, None))


@cache
def load_confidences(
    path: Path = FILE,
) -> dict[str, dict[str, tuple[float | None, Tier | None]]]:
    """Field -> value as JSON -> (confidence, tier); InputError for a file that is not one."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            field: {
                value: judge(counts["right"], counts["n"], counts["lower"])
                for value, counts in values.items()
            }
            for field, values in content["fields"].items()
        }
    except OSError as error:
        raise InputError("cannot be read; run make train", file=path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"is not a table of rule counts ({error})", file=path) from error


def judge(right: int, n: int, lower: float) -> tuple[float | None, Tier | None]:
    """Confidence (with one right and one wrong added, so that few texts claim little) and tier."""
    if n == 0:
        return None, None
    confidence = round((right + 1) / (n + 2), 4)
    if lower >= HIGH:
        return confidence, "high"
    return confidence, "review" if confidence >= REVIEW else "low"
