"""How the site says values in words. Each reading also has a shape, never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Reading(NamedTuple):
    """A value in words; ``tone`` chooses its colour and its shape."""

    label: str
    tone: str


DIRECTIONS: Mapping[str, Reading] = {
    "improved": Reading("Improved", "good"),
    "favours-microneedling": Reading("Favours microneedling", "good"),
    "favours-combination": Reading("Favours the combination", "good"),
    "favours-intervention": Reading("Favours the treatment studied", "good"),
    "no-difference": Reading("No difference", "even"),
    "no-change": Reading("No change", "even"),
    "mixed": Reading("Mixed results", "mixed"),
    "favours-comparator": Reading("Favours the comparator", "bad"),
    "not-reported": Reading("No conclusion on effect", "none"),
}

RESULT_DIRECTIONS: Mapping[str, Reading] = {
    "favours-arm": Reading("Favours this arm", "good"),
    "favours-comparison": Reading("Favours the other arm", "bad"),
    "no-difference": Reading("No difference", "even"),
    "improved-from-baseline": Reading("Improved from baseline", "good"),
    "no-change": Reading("No change", "even"),
    "worsened": Reading("Worsened", "bad"),
}

VERDICTS: Mapping[str, Reading] = {
    "supported": Reading("Supported", "good"),
    "partly supported": Reading("Partly supported", "part"),
    "mixed": Reading("Mixed", "mixed"),
    "contradicted": Reading("Contradicted", "bad"),
    "insufficient": Reading("Not enough evidence", "none"),
    "not studied": Reading("Not studied", "none"),
}
"""In the order in which claims are grouped."""

CERTAINTIES: Mapping[str, str] = {
    "high": "We are very sure that the true effect is near what the studies show.",
    "moderate": "The true effect is probably near what the studies show.",
    "low": "The true effect may well differ from what the studies show.",
    "very low": "The true effect is likely to differ; we have little confidence in the estimate.",
}
"""GRADE's words and what they mean (Balshem et al., J Clin Epidemiol 2011;64:401-6)."""

STANCES: Mapping[str, Reading] = {
    "supports": Reading("For", "good"),
    "contradicts": Reading("Against", "bad"),
    "mixed": Reading("Both for and against", "mixed"),
    "bears on it": Reading("Bears on it", "none"),
}

TOPICS: Mapping[str, str] = {
    "needling-for-scars": "Needling for scars",
    "other-scar-treatment": "Other scar treatment",
    "needling-other-skin": "Needling of other skin",
}

KINDS: Mapping[str, str] = {
    "primary": "Primary study",
    "review": "Review",
    "guideline": "Guideline",
    "protocol": "Protocol",
    "preclinical": "Preclinical study",
}

BLINDING: Mapping[str, str] = {
    "none": "Open (not blinded)",
    "assessor": "Assessor blinded",
    "single": "Single blind",
    "double": "Double blind",
    "triple": "Triple blind",
}

TIERS: Mapping[str, str] = {
    "high": "sure",
    "review": "check",
    "low": "unsure",
}

FITZPATRICK = {
    str(number): numeral for number, numeral in enumerate(("I", "II", "III", "IV", "V", "VI"), 1)
}

FACET_TITLES: Mapping[str, str] = {
    "scar_type": "Kind of scar",
    "intervention": "Treatment",
    "design": "Study design",
    "kind": "Kind of publication",
    "direction": "What it concludes",
    "certainty": "Certainty of a claim it counts in",
    "topic": "Topic",
    "fitzpatrick": "Skin type (Fitzpatrick)",
}

SORT_TITLES: Mapping[str, str] = {
    "relevance": "Best match",
    "year": "Newest first",
    "year-asc": "Oldest first",
    "size": "Most participants",
    "size-asc": "Fewest participants",
    "evidence": "Highest level of evidence",
    "evidence-asc": "Lowest level of evidence",
}

FIELDS: Mapping[str, tuple[str, str]] = {
    "design": ("Design", "design"),
    "randomized": ("Randomised", "design"),
    "randomized_trial": ("Randomised trial", "design"),
    "split_body": ("Sites of one person compared", "design"),
    "crossover": ("Crossover", "design"),
    "blinding": ("Blinding", "design"),
    "participants": ("Participants", "people"),
    "arm_size": ("Participants of an arm", "people"),
    "age_mean": ("Mean age", "people"),
    "country": ("Country", "people"),
    "fitzpatrick": ("Skin types (Fitzpatrick)", "people"),
    "scar_type": ("Kind of scar", "people"),
    "intervention": ("Treatment", "treatment"),
    "device": ("Device", "treatment"),
    "energy_setting": ("Energy setting", "treatment"),
    "sessions": ("Sessions", "treatment"),
    "interval_weeks": ("Time between sessions", "treatment"),
    "needle_mm": ("Needle length", "treatment"),
    "follow_up_weeks": ("Follow-up", "outcome"),
    "follow_up_months": ("Follow-up", "outcome"),
    "outcome_measure": ("Outcome measure", "outcome"),
    "direction": ("What it concludes", "outcome"),
    "primary_endpoint_met": ("Primary endpoint met", "outcome"),
    "result_baseline_mean": ("Mean before", "outcome"),
    "result_final_mean": ("Mean after", "outcome"),
    "result_p": ("P value", "outcome"),
    "result_ci": ("Confidence interval", "outcome"),
    "result_percent_change": ("Change", "outcome"),
    "result_responders": ("Responders", "outcome"),
    "result_responder_percent": ("Responders", "outcome"),
    "adverse_status": ("Adverse events", "harm"),
    "adverse_event": ("Adverse event", "harm"),
    "adverse_event_duration": ("Duration of an adverse event", "harm"),
}
"""Fields of facts: (in words, group). The group chooses how the words are marked. A field whose
name goes on with _min, _max, _low or _high is one end of the one named here."""

ENDS = (("_min", "_max"), ("_low", "_high"))
"""Endings of the fields that are the two ends of one range."""

FACT_VOCABULARIES: Mapping[str, str] = {
    "design": "designs",
    "scar_type": "scar_types",
    "intervention": "interventions",
    "outcome_measure": "outcome_measures",
    "adverse_event": "adverse_event_terms",
    "device": "devices",
}
"""Fields of facts whose values are concepts, and where these have their labels."""

GROUPS: Mapping[str, str] = {
    "design": "Design",
    "people": "People",
    "treatment": "Treatment",
    "outcome": "Outcome",
    "harm": "Harms",
    "other": "Other",
}


def field(name: str) -> tuple[str, str]:
    """A field in words and its group; a field unknown here is said by its own name.

    >>> field("needle_mm_max"), field("randomized")
    (('Needle length, at most', 'treatment'), ('Randomised', 'design'))
    """
    if name in FIELDS:
        return FIELDS[name]
    for low, high in ENDS:
        for ending, told in ((low, "at least"), (high, "at most")):
            if name.endswith(ending) and name.removesuffix(ending) in FIELDS:
                label, group = FIELDS[name.removesuffix(ending)]
                return f"{label}, {told}", group
    return name.replace("_", " ").capitalize(), "other"


def number(value: float | int | None) -> str:
    """A number as people write it: 12,000; 2.5; 4 for 4.0; an en dash for nothing."""
    if value is None:
        return "–"
    whole = float(value).is_integer() or abs(value) >= 1000
    return format(value, ",.0f" if whole else ".3g").replace("-", "−")


def signed(value: float) -> str:
    """An effect with two decimals and a true minus."""
    return f"{value:.2f}".replace("-", "−")


def range_of(low: float | None, high: float | None, unit: str = "") -> str | None:
    """``2–4 weeks``, ``3 weeks``, ``up to 4 weeks``; None if neither end is known.

    >>> range_of(2, 4, "weeks"), range_of(1.5, 1.5, "mm"), range_of(None, None)
    ('2–4 weeks', '1.5 mm', None)
    """
    if low is None and high is None:
        return None
    after = f" {unit}" if unit else ""
    if low is None or high is None:
        known = f"up to {number(high)}" if low is None else f"at least {number(low)}"
        return known + after
    return f"{number(low)}{after}" if low == high else f"{number(low)}–{number(high)}{after}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 study``, ``309 studies``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
