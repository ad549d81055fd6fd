"""Rows of the database as a reader wants them told."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from browser import labels
from browser.charts import ForestScale, forest_scale
from browser.database import Row
from browser.vocabulary import Vocabulary


def result_text(result: Row) -> str:
    """The numbers of a result in one line: ``3.2 → 1.4``, ``RR 1.2 (0.9 to 1.6)``, ``p < 0.05``."""
    parts = []
    if result["baseline_mean"] is not None or result["final_mean"] is not None:
        before = _mean(result, "baseline")
        after = _mean(result, "final")
        parts.append(f"{before} → {after}" if before and after else after or f"{before} before")
    if result.get("percent_change") is not None:
        parts.append(f"change {labels.number(result['percent_change'])} %")
    share = _share(
        result.get("responders"), result.get("participants"), result["responder_percent"]
    )
    if share is not None:
        parts.append(share)
    if result["effect"] is not None:
        parts.append(_effect(result))
    if result["p_value"] is not None:
        parts.append(_p_value(result["p_value"]))
    return ", ".join(parts) or "–"


def _mean(result: Row, when: str) -> str | None:
    mean, sd = result[f"{when}_mean"], result.get(f"{when}_sd")
    if mean is None:
        return None
    return f"{mean:g}" + (f" ± {sd:g}" if sd is not None else "")


def _share(count: int | None, of: int | None, percent: float | None) -> str | None:
    """``25 of 27 (92.6 %)``, as far as it is known; what they share, the outcome says."""
    told = None if percent is None else f"{labels.number(percent)} %"
    if count is None:
        return told
    counted = f"{count} of {of}" if of is not None else str(count)
    return counted if told is None else f"{counted} ({told})"


def _effect(result: Row) -> str:
    text = f"{result['effect_type'] or 'effect'} {result['effect']:g}"
    if result["ci_low"] is not None and result["ci_high"] is not None:
        text += f" ({result['ci_low']:g} to {result['ci_high']:g})"
    return text


def _p_value(printed: str) -> str:
    return f"p {printed}" if re.match(r"[<>=≤≥]", printed) else f"p = {printed}"


def event_count(event: Row) -> str:
    """How many had an adverse event, as far as it is said."""
    return _share(event["count"], event["participants"], event["percent"]) or "–"


def skin_types(low: int | None, high: int | None) -> str | None:
    """``III–V``; None if neither end is known."""
    if low is None or high is None:
        return None
    first, last = labels.FITZPATRICK[str(low)], labels.FITZPATRICK[str(high)]
    return first if first == last else f"{first}–{last}"


def fact_value(vocabulary: Vocabulary, fact: Row) -> str:
    """The value of a fact in words, with its unit."""
    value: str | None = fact["value"]
    name = fact["field"]
    if value is None:
        return "not stated"
    if name == "direction" and value in labels.DIRECTIONS:
        return labels.DIRECTIONS[value].label
    if name in YES_OR_NO:
        return {"1": "yes", "0": "no"}.get(value, value)
    if name == "blinding":
        return labels.BLINDING.get(value, value)
    if name in labels.FACT_VOCABULARIES:
        return vocabulary.label(labels.FACT_VOCABULARIES[name], value) or value
    ends = dict.fromkeys(
        _printed(name, end) for end in (value, fact.get("high")) if end is not None
    )
    unit = {"percent": "%", None: ""}.get(fact["unit"], fact["unit"])
    return f"{'–'.join(ends)} {unit}".strip()


def _printed(name: str, value: str) -> str:
    """One end of a value: short numbers, Roman skin types, words without hyphens."""
    if name.startswith("fitzpatrick"):
        return labels.FITZPATRICK.get(value, value)
    if re.fullmatch(r"-?\d+\.\d{3,}", value):
        return labels.number(float(value))
    return value.replace("-", " ") if re.fullmatch(r"[a-z]+(-[a-z]+)+", value) else value


def fact_role(fact: Row) -> str:
    """What a fact is of: an arm, a time point; the parts that are not known left out.

    >>> fact_role({"role": "needling | – | 3 months"})
    'needling, 3 months'
    """
    parts = (part.strip() for part in (fact["role"] or "").split("|"))
    return ", ".join(part for part in parts if part and part != "–")


YES_OR_NO = (
    "randomized",
    "randomized_trial",
    "split_body",
    "crossover",
    "primary_endpoint_met",
)
"""Fields of facts whose value is true or false."""


def link_kind(kind: str) -> str:
    """``CommentOn`` as people write it: ``Comment on``.

    >>> link_kind("ExpressionOfConcernFor")
    'Expression of concern for'
    """
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()
    return words[:1].upper() + words[1:]


def scale_of(plot: Row) -> ForestScale:
    """The axis for the rows of a forest plot and, where there is one, their pooled effect."""
    names = ("effect", "ci_low", "ci_high")
    values = [row[name] for row in (plot, *plot["inputs"]) for name in names if name in row]
    return forest_scale(plot["effect_type"], [value for value in values if value is not None])


def correction(study: Row) -> str:
    """YAML that a reader fills in to report an error on a study's page."""
    shown = [
        f"{name}: {study[name]}"
        for name in ("design", "participants", "direction", "sessions_max", "follow_up_months")
        if study[name] is not None
    ]
    title = " ".join((study["title"] or "").split()).replace('"', "'")
    return "\n".join(
        [
            f'study: "{study["id"]}"',
            f'title: "{title}"',
            "shown here:",
            *(f"  {line}" for line in shown or ["(nothing)"]),
            "field: # which value is wrong",
            "should be: # what the paper says",
            "words: # the words of the paper, and where they stand",
        ]
    )


def sql_action(database: str, *, new: bool) -> str:
    """Where Datasette runs free SQL; ``new`` is its 1.0."""
    return f"/{database}/-/query" if new else f"/{database}"


def sql_path(action: str, sql: str) -> str:
    """The address that runs a query."""
    return f"{action}?{urlencode({'sql': sql})}"
