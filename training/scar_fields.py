"""Measure the facts of scar studies on the project's own labelled texts and on real abstracts.

``data/extraction/labelled/`` holds texts and labels of the project's own, made by
docs/labelling.md: one half was read while the rules were written, the other was kept apart. They
are one author's, who also wrote the rules, so figures on them are optimistic; ``skin_labels`` (real
abstracts of skin trials, few of them on scars) is the check outside. Each text is read as the
program reads it, so that errors of the design count too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.extract.fact import Fact
from ingest.extract.model import FOLDER
from ingest.extract.reader import read
from ingest.extract.rule_confidence import load_confidences
from ingest.extract.scar_facts import CONFIDENCES
from ingest.extract.text.document import Document
from training.accuracy import Accuracy
from training.common import Row, bootstrap_interval, data_version, load_skin, today, wilson_interval

LABELLED = FOLDER / "labelled"
HALVES = {
    "dev": ("own texts, development half", "rules written on it; one author's texts and labels"),
    "test": (
        "own texts, test half",
        "kept apart, totals alone seen; one author's texts and labels",
    ),
}
TARGETS = {"precision": 0.95, "recall": 0.90}

#: Label -> the facts that give its lower and its upper end.
RANGES = {
    "sessions": ("sessions_min", "sessions_max"),
    "interval_weeks": ("interval_weeks_min", "interval_weeks_max"),
    "needle_mm": ("needle_mm_min", "needle_mm_max"),
    "fitzpatrick": ("fitzpatrick_min", "fitzpatrick_max"),
    "age_range": ("age_min", "age_max"),
}
#: Labels of which a text has one value or a set of values, in facts of the same name.
SETS = (
    "scar_type",
    "intervention",
    "adverse_event",
    "device",
    "age_mean",
    "female_percent",
    "country",
    "outcome_measure",
    "result_p",
    "result_percent_change",
    "result_responders",
    "result_responder_percent",
)
WITH_TARGET = frozenset(
    ("sessions", "interval_weeks", "needle_mm", "scar_type", "intervention", "adverse_event")
)
#: A country and a share as skin_labels give them.
_COUNTRIES = {"Korea": "South Korea"}
_PERCENT_TOLERANCE = 0.6
_WEEKS_TOLERANCE = 0.35

Value = Any


@dataclass(frozen=True)
class Comparison:
    """What was read and what is labelled for one field of one text."""

    key: str
    field: str
    found: frozenset[Value]
    labelled: frozenset[Value]
    methods: Mapping[Value, str]


def load_labelled(half: str) -> list[Row]:
    """The labelled texts of one half, "dev" or "test"."""
    lines = (LABELLED / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def half_of(id: str) -> str:
    """The half that a text belongs to, by hash of its id."""
    return "dev" if hashlib.sha256(f"labels-v1:{id}".encode()).digest()[0] % 2 == 0 else "test"


def compare_own(half: str) -> list[Comparison]:
    """Every measured field of every text of a half."""
    return [
        comparison
        for row in load_labelled(half)
        for comparison in _compare(
            row["id"],
            read(Document.from_parts(row["title"], row["abstract"])).facts,
            row["labels"],
        )
    ]


def _compare(key: str, facts: Sequence[Fact], labels: Sequence[Row]) -> Iterator[Comparison]:
    for field, ends in RANGES.items():
        values = [label["value"] for label in labels if label["field"] == field]
        found, method = range_found(facts, ends)
        labelled = frozenset([cover(values)] if values else [])
        yield Comparison(key, field, found, labelled, dict.fromkeys(found, method))
    for field in SETS:
        own = [fact for fact in facts if fact.field == field]
        labelled = frozenset(label["value"] for label in labels if label["field"] == field)
        methods = {fact.value: fact.method for fact in reversed(own)}
        yield Comparison(key, field, frozenset(methods), labelled, methods)


def range_found(facts: Sequence[Fact], ends: tuple[str, str]) -> tuple[frozenset[Value], str]:
    """The range as one value, or nothing where neither end was read, and the rule that read it."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.field, fact)
    pair = tuple(first[end].value if end in first else None for end in ends)
    method = next((first[end].method for end in ends if end in first), "")
    return frozenset([pair] if pair != (None, None) else []), method


def cover(ranges: Sequence[Sequence[float | None]]) -> tuple[float | None, float | None]:
    """The range over several arms; an open end stays open where no arm closes it."""
    lows = [low for low, _ in ranges if low is not None]
    highs = [high for _, high in ranges if high is not None]
    return min(lows, default=None), max(highs, default=None)


def compare_skin(gold: Path) -> list[Comparison]:
    """The fields that skin_labels has too, disputed ones left out."""
    comparisons = []
    for text, labels in load_skin(gold):
        facts = read(Document.from_text(text)).facts
        for name, found, labelled, method in _skin_fields(facts, labels):
            comparisons.append(
                Comparison(labels["id"], name, found, labelled, dict.fromkeys(found, method))
            )
    return comparisons


def _skin_fields(
    facts: Sequence[Fact], labels: Row
) -> Iterator[tuple[str, frozenset[Value], frozenset[Value], str]]:
    def labelled(*values: Value) -> frozenset[Value]:
        return frozenset() if all(v is None for v in values) else frozenset([values])

    for name, columns in (
        ("sessions", ("sessions_min", "sessions_max")),
        ("age_range", ("age_min", "age_max")),
        ("interval_weeks", ("interval_days_min", "interval_days_max")),
    ):
        if not set(columns) & set(labels["disputed"]):
            found, method = range_found(facts, RANGES[name])
            wanted = labelled(*(labels[column] for column in columns))
            if name == "interval_weeks":
                found = _as_labelled(found, wanted, 7, 7 * _WEEKS_TOLERANCE)
            yield name, found, wanted, method
    for name in ("age_mean", "female_percent", "country"):
        if name not in labels["disputed"]:
            fact = next((fact for fact in facts if fact.field == name), None)
            wanted = labelled(_COUNTRIES.get(labels[name], labels[name]))
            found = labelled(fact.value if fact else None)
            if name == "female_percent":
                found = _as_labelled(found, wanted, 1, _PERCENT_TOLERANCE)
            yield name, found, wanted, fact.method if fact else ""


def _as_labelled(
    found: frozenset[Value], labelled: frozenset[Value], scale: float, tolerance: float
) -> frozenset[Value]:
    """The labelled value where what was found, times ``scale``, comes that close to it."""
    for values in found:
        for wanted in labelled:
            pairs = list(zip(values, wanted, strict=True))
            if all(
                a is not None and b is not None and abs(a * scale - b) <= tolerance
                for a, b in pairs
            ):
                return labelled
    return found


def precision(comparisons: Sequence[Comparison]) -> float:
    found = sum(len(one.found) for one in comparisons)
    return sum(len(one.found & one.labelled) for one in comparisons) / max(1, found)


def recall(comparisons: Sequence[Comparison]) -> float:
    labelled = sum(len(one.labelled) for one in comparisons)
    return sum(len(one.found & one.labelled) for one in comparisons) / max(1, labelled)


def measure_scar_fields(gold: Path) -> list[Accuracy]:
    """Precision and recall of every field, on both halves and on the real skin trials."""
    rows = []
    for half, (measured_on, method) in HALVES.items():
        comparisons = compare_own(half)
        for field in (*RANGES, *SETS):
            rows += _rows(field, comparisons, measured_on, method)
    skin = compare_skin(gold)
    for field in dict.fromkeys(one.field for one in skin):
        rows += _rows(field, skin, "skin_labels (development half)", "rules corrected on it")
    return rows


def _rows(
    field: str, comparisons: Sequence[Comparison], measured_on: str, method: str
) -> list[Accuracy]:
    own = [one for one in comparisons if one.field == field]
    metrics: tuple[tuple[str, Callable[[Sequence[Comparison]], float], int], ...] = (
        ("precision", precision, sum(len(one.found) for one in own)),
        ("recall", recall, sum(len(one.labelled) for one in own)),
    )
    documents: dict[Hashable, Sequence[Comparison]] = {one.key: [one] for one in own}
    rows = []
    for metric, compute, count in metrics:
        low, high = bootstrap_interval(documents, compute)
        rows.append(
            Accuracy(
                field=field,
                metric=metric,
                value=compute(own),
                low=low,
                high=high,
                n=count,
                coverage=None,
                measured_on=measured_on,
                method=method,
                target=TARGETS[metric] if field in WITH_TARGET else None,
            )
        )
    return rows


def train_scar_fields(gold: Path) -> None:
    """Count how often each rule was right, on all labelled texts, and write the table.

    The test half and the real abstracts count as well as the texts that the rules were written
    on: counted on those alone, rules look surer than they are.
    """
    counts: dict[str, dict[str, list[bool]]] = {}
    comparisons = [one for half in HALVES for one in compare_own(half)] + compare_skin(gold)
    for one in comparisons:
        for value, method in one.methods.items():
            for field in RANGES.get(one.field, (one.field,)):
                rules = counts.setdefault(field, {})
                rules.setdefault(method, []).append(value in one.labelled)
    content = {
        "trained": {
            "command": "make train GOLD=...",
            "data": "data/extraction/labelled; " + data_version(gold, "skin_labels", "skin_pool"),
            "date": today(),
        },
        "fields": {
            field: {rule: _count(rules[rule]) for rule in sorted(rules)}
            for field, rules in sorted(counts.items())
        },
    }
    CONFIDENCES.write_text(
        json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    load_confidences.cache_clear()


def _count(right: Sequence[bool]) -> dict[str, float]:
    low, _ = wilson_interval(sum(right), len(right))
    return {"n": len(right), "right": sum(right), "lower": round(low, 4)}
