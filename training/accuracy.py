"""How well each fact is read: every measure in one table, printed and committed.

A measure is a function ``measure(gold: Path) -> list[Accuracy]`` in the training module of its
fact, listed in ``training.registry``. Predictions on development data are out of fold: the model
that reads a document was never fitted on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingest.extract.model import FOLDER
from training.common import bootstrap_interval, wilson_interval


@dataclass(frozen=True)
class Accuracy:
    """One measured figure; value, low, high, coverage, floor and target are shares from 0 to 1.

    ``low`` and ``high`` bound the 95 % interval (documents resampled); ``n`` counts what was
    scored; ``coverage`` is the share of it that got a value; ``measured_on`` names the labelled
    data and ``method`` how it was kept apart from what the model was fitted on.
    """

    field: str
    metric: str
    value: float
    low: float | None
    high: float | None
    n: int
    coverage: float | None
    measured_on: str
    method: str
    floor: float | None = None
    target: float | None = None


Measure = Callable[[Path], list[Accuracy]]


def first_look(
    field: str,
    look: tuple[int, int],
    measured_on: str,
    date: str,
    *,
    metric: str = "accuracy",
    part: str = "",
    when: str = "before the rules were revised",
    target: float | None = None,
) -> Accuracy:
    """What was right, of how many, when texts were first measured; ``when`` and ``date`` tell
    which rules read them."""
    right, count = look
    low, high = wilson_interval(right, count)
    return Accuracy(
        field=field,
        metric=f"{metric}, first look",
        value=right / count,
        low=low,
        high=high,
        n=count,
        coverage=None,
        measured_on=measured_on,
        method=f"{part}{when} ({date})",
        target=target,
    )


def resampled(
    field: str,
    metric: str,
    rows: Sequence[Any],
    compute: Callable[[list[Any]], float],
    measured_on: str,
    method: str,
    *,
    documents: Mapping[Any, Sequence[Any]] | None = None,
    coverage: float | None = None,
    floor: float | None = None,
    target: float | None = None,
) -> Accuracy:
    """A figure over ``rows`` with its interval; ``documents`` groups rows of one document."""
    groups = {place: [row] for place, row in enumerate(rows)} if documents is None else documents
    low, high = bootstrap_interval(groups, compute)
    return Accuracy(
        field=field,
        metric=metric,
        value=compute(list(rows)),
        low=low,
        high=high,
        n=len(rows),
        coverage=coverage,
        measured_on=measured_on,
        method=method,
        floor=floor,
        target=target,
    )


def measure_all(
    gold: Path, measures: Sequence[Measure], output: Path = FOLDER / "accuracy.json"
) -> list[Accuracy]:
    """Run every measure, in order, and write the table."""
    rows = [row for measure in measures for row in measure(gold)]
    content = [
        {name: round(v, 4) if isinstance(v, float) else v for name, v in asdict(row).items()}
        for row in rows
    ]
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in content)
    output.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return rows


def print_table(rows: list[Accuracy]) -> None:
    """One line a figure, per cent."""
    print(_LINE.format(*_COLUMNS))
    for row in rows:
        interval = f"{_percent(row.low)} to {_percent(row.high)}"
        figures = _percent(row.value), interval, row.n, _percent(row.coverage), _percent(row.target)
        print(_LINE.format(row.field, row.metric, *figures, f"{row.measured_on}, {row.method}"))


_COLUMNS = ("field", "metric", "value", "95 % interval", "n", "cover", "target", "measured on")
_LINE = "{:<22}{:<34}{:>7}{:>17}{:>6}{:>7}{:>8}  {}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"
