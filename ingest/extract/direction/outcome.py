"""What a report says about its outcome: direction of the comparison, and the primary endpoint.

Facts: ``direction`` (role "study": of the report's own main comparison; role "asked": of the
comparison that was asked for) and ``primary_endpoint_met``.

Answers: ``direction`` is that of the asked comparison. Without a question its value is
"no_difference" where the report finds none in its main comparison and null otherwise, for then
there is no one outcome that could be increased or decreased; its sentence is the one that tells
the main finding. ``primary_endpoint_met`` is null for what does not read like a trial; it is a
fact only where the text names a primary endpoint or outcome.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from ingest.extract.context import Context
from ingest.extract.direction.asked_direction import CONFIDENCE, ask, fact
from ingest.extract.direction.endpoint import EndpointReading, read_endpoint
from ingest.extract.direction.findings import Finding, read_findings
from ingest.extract.direction.study_direction import deciding_sentence, study_features
from ingest.extract.direction.views import LONGEST
from ingest.extract.fact import Fact, Status
from ingest.extract.model import LinearModel, load_model
from ingest.extract.text.document import Document, Sentence

ENDPOINT = "endpoint"
STUDY_DIRECTION = "direction-study"

#: Features of which at least one must be there for an answer on the primary endpoint.
_TELLING = ("explicit", "p", "interval", "claim", "conclusion", "about endpoint", "non-inferiority")


def read(document: Document, context: Context) -> list[Fact]:
    """The facts about outcomes; sets ``direction`` and ``primary_endpoint_met``."""
    findings = read_findings(document)
    endpoint = read_endpoint(document, findings)
    design = context.fact("design")
    study = _study_direction(
        document, findings, endpoint, str(design.value) if design is not None else ""
    )
    met = _endpoint_met(document, endpoint)
    context.answers["primary_endpoint_met"] = met.value if met else None
    found = [f for f in (study, met if endpoint.is_named else None) if f is not None]
    if context.question is None:
        context.answers["direction"] = {
            "value": "no_difference" if study and study.value == "no-difference" else None,
            "score": study.confidence or 0.0 if study else 0.0,
            "sentence": study.quote if study else "",
        }
        return found
    direction = ask(document, context.question)
    context.answers["direction"] = {
        "value": direction.value,
        "score": direction.score,
        "sentence": direction.sentence.text if direction.sentence else "",
    }
    asked = fact(direction, load_model(CONFIDENCE))
    return [*found, asked] if asked else found


def _study_direction(
    document: Document, findings: Sequence[Finding], endpoint: EndpointReading, design: str
) -> Fact | None:
    """The direction of the main comparison; None where nothing is claimed."""
    model = load_model(STUDY_DIRECTION)
    probabilities = model.probabilities(study_features(document, findings, endpoint, design))
    direction = max(probabilities, key=lambda name: (probabilities[name], name))
    sentence = deciding_sentence(findings, direction)
    if direction == "not-reported" or sentence is None:
        return None
    return _fact(
        document, sentence, "direction", direction, "stated", "study", model,
        model.calibration.probability(log_odds(probabilities[direction])),
    )  # fmt: skip


def endpoint_score(model: LinearModel, endpoint: EndpointReading) -> float:
    """Above 0: met. What the text says in so many words decides alone."""
    explicit = endpoint.features.get("explicit", 0.0)
    score = model.score(endpoint.features)
    return explicit * max(2.0, explicit * score) if explicit else score


def _endpoint_met(document: Document, endpoint: EndpointReading) -> Fact | None:
    told = any(name in endpoint.features for name in _TELLING)
    is_trial = endpoint.is_named or "random" in document.lower or "placebo" in document.lower
    if not told or not is_trial or endpoint.sentence is None:
        return None
    model = load_model(ENDPOINT)
    score = endpoint_score(model, endpoint)
    status: Status = "stated" if "explicit" in endpoint.features else "derived"
    return _fact(
        document, endpoint.sentence, "primary_endpoint_met", score > 0, status, None, model,
        model.calibration.probability(abs(score)),
    )  # fmt: skip


def log_odds(probability: float) -> float:
    """The logarithm of the odds, kept finite."""
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def _fact(
    document: Document,
    sentence: Sentence,
    field: str,
    value: str | bool,
    status: Status,
    role: str | None,
    model: LinearModel,
    confidence: float,
) -> Fact:
    end = min(sentence.end, sentence.start + LONGEST)
    return Fact(
        field=field,
        value=value,
        status=status,
        method=model.method,
        version=model.version,
        quote=document.text[sentence.start : end],
        start=sentence.start,
        end=end,
        section=sentence.section,
        role=role,
        confidence=confidence,
        tier=model.calibration.tier(confidence),
    )
