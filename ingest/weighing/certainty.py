"""Certainty of a body of evidence by GRADE's domains, as far as abstracts allow.

After Guyatt GH et al., GRADE guidelines, J Clin Epidemiol 2011;64 (papers 3-9) and Balshem H et
al., J Clin Epidemiol 2011;64:401-406. Abstracts do not tell how allocation was concealed, who
dropped out or what was left out of the report, so a domain is never found better than the
abstract shows, and certainty is never raised. docs/verdicts.md gives every threshold in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from ingest.weighing.evidence import Effect, Item, Question, persons, share

Certainty = Literal["high", "moderate", "low", "very low"]
Judgement = Literal["high", "low", "no concern", "serious", "very serious", "not judged"]

LEVELS: tuple[Certainty, ...] = ("very low", "low", "moderate", "high")
STEPS = {"no concern": 0, "not judged": 0, "serious": 1, "very serious": 2}

BLINDED = frozenset({"assessor", "single", "double", "triple"})
MOSTLY = Fraction(3, 4)
"""The share that a body must reach to count as being of one kind."""
HALF = Fraction(1, 2)
INCONSISTENT = Fraction(1, 5)
VERY_INCONSISTENT = Fraction(2, 5)
OPTIMAL_PERSONS = 400
"""GRADE's rule of thumb for continuous outcomes (Guyatt 2011, imprecision)."""
FEW_PERSONS = 100
EFFECTS_FOR_ASYMMETRY = 10
"""Tests for funnel plot asymmetry need ten studies (Cochrane Handbook, 13.3.5.4)."""
ASYMMETRY_P = 0.1
NORMAL_95 = 1.959964
FOR_IT = {"supports": 2, "mixed": 1, "contradicts": 0, "bears": 0}
"""Halves of a study's weight that are for the claim."""


@dataclass(frozen=True)
class Domain:
    """The judgement of one domain; the starting point's is the level that GRADE starts at."""

    name: str
    judgement: Judgement
    reason: str


@dataclass(frozen=True)
class Grade:
    """A certainty with the domains that led to it.

    ``randomised_alone`` says that it is of the randomised comparisons, the others left aside.
    """

    certainty: Certainty
    domains: tuple[Domain, ...]
    randomised_alone: bool = False

    @property
    def concerns(self) -> tuple[Domain, ...]:
        return tuple(domain for domain in self.domains if STEPS.get(domain.judgement, 0))


def grade(
    items: Sequence[Item], question: Question, persons_needed: int = OPTIMAL_PERSONS
) -> Grade | None:
    """The certainty of the studies that weigh; None where none does.

    Fewer than ``persons_needed`` persons make it imprecise. Where two or more randomised
    comparisons weigh, they are also judged alone, as GRADE judges randomised and other evidence
    apart; the body of higher certainty speaks.
    """
    weighing = [item for item in items if item.weight(question)]
    if not weighing:
        return None
    whole = _judge(weighing, question, persons_needed)
    randomised = [item for item in weighing if item.is_randomised_comparison]
    if question == "frequency" or len(randomised) < 2:
        return whole
    alone = replace(_judge(randomised, question, persons_needed), randomised_alone=True)
    return max(whole, alone, key=lambda body: LEVELS.index(body.certainty))


def _judge(items: Sequence[Item], question: Question, persons_needed: int) -> Grade:
    start = starting_point(items, question)
    domains = (
        start,
        risk_of_bias(items, question, start),
        inconsistency(items, question),
        indirectness(items, question),
        imprecision(items, persons_needed),
        publication_bias(items),
    )
    down = sum(STEPS.get(domain.judgement, 0) for domain in domains[1:])
    level = LEVELS.index("high" if start.judgement == "high" else "low") - down
    return Grade(LEVELS[max(level, 0)], domains)


def starting_point(items: Sequence[Item], question: Question) -> Domain:
    """High for randomised comparisons, low for all else, as GRADE starts."""
    name = "starting point"
    randomised = share((item.is_randomised_comparison, item.weight(question)) for item in items)
    count = sum(item.is_randomised_comparison for item in items)
    if question == "frequency":
        return Domain(
            name,
            "low",
            f"{_studies(len(items))} in which persons were observed; small, chosen groups that"
            " stand for no population",
        )
    said = f"{count} of {_studies(len(items))} compare randomised arms"
    if randomised >= MOSTLY:
        return Domain(name, "high", said)
    return Domain(name, "low", f"{said}; the others compare without randomisation or not at all")


def risk_of_bias(items: Sequence[Item], question: Question, start: Domain) -> Domain:
    """Blinding as far as it is said, and whether there was a comparison at all."""
    name = "risk of bias"
    if question == "frequency":
        return Domain(name, "no concern", "already in the starting point, which is low for it")
    weights = [(item, item.weight(question)) for item in items]
    compared = share((item.comparison == "between arms", weight) for item, weight in weights)
    blinded = share((item.study.blinding in BLINDED, weight) for item, weight in weights)
    said = f"blinding of those who judged is said in {_percent(blinded)} of the evidence by weight"
    if compared < HALF:
        return Domain(
            name,
            "serious",
            "most of the evidence is change from baseline, which time, care and the choice of"
            f" photographs can bring about too; {said}",
        )
    if start.judgement == "high" and blinded >= MOSTLY:
        return Domain(name, "no concern", f"{said}; concealment and dropouts cannot be seen")
    return Domain(name, "serious", f"{said}; concealment and dropouts cannot be seen")


def inconsistency(items: Sequence[Item], question: Question) -> Domain:
    """How far the studies pull in two directions."""
    name = "inconsistency"
    if len(items) == 1:
        return Domain(name, "no concern", "there is only one study to agree with")
    part = support(items, question)
    minority = min(part, 1 - part)
    said = f"{_percent(part)} of the evidence by weight is for it"
    if minority > VERY_INCONSISTENT:
        return Domain(name, "very serious", f"{said}, so studies of equal weight disagree")
    if minority > INCONSISTENT:
        return Domain(name, "serious", f"{said}, so studies of some weight disagree")
    return Domain(name, "no concern", said)


def support(items: Sequence[Item], question: Question) -> Fraction:
    """The share of the weight that is for the claim; a mixed study counts half for it."""
    whole = doubled = 0
    for item in items:
        weight = item.weight(question)
        whole += weight
        doubled += weight * FOR_IT[item.stance]
    return Fraction(doubled, 2 * whole) if whole else Fraction(0)


def indirectness(items: Sequence[Item], question: Question) -> Domain:
    """Whether the studies are about another population, treatment or comparison."""
    name = "indirectness"
    part = share((item.directness == "indirect", item.weight(question)) for item in items)
    said = (
        f"{sum(item.directness == 'indirect' for item in items)} of {_studies(len(items))} bear"
        " on it only indirectly (combined treatment, mixed populations or another comparison)"
    )
    return Domain(name, "serious" if part >= HALF else "no concern", said)


def imprecision(items: Sequence[Item], persons_needed: int = OPTIMAL_PERSONS) -> Domain:
    """Number of persons against GRADE's rule of thumb, and of studies."""
    name = "imprecision"
    number = persons(items)
    unknown = sum(item.participants is None for item in items)
    said = f"{number} persons in {_studies(len(items))}"
    if unknown:
        said += f" ({unknown} without a number)"
    if number < FEW_PERSONS:
        return Domain(name, "very serious", f"{said}, fewer than {FEW_PERSONS}")
    if number < persons_needed:
        return Domain(name, "serious", f"{said}, fewer than {persons_needed}")
    if len(items) == 1:
        return Domain(name, "serious", f"{said}; a single study")
    return Domain(name, "no concern", said)


def publication_bias(items: Sequence[Item]) -> Domain:
    """Egger's test (BMJ 1997;315:629-634) where ten or more effects of one type are printed."""
    name = "publication bias"
    effects = [item.effect for item in items if item.effect is not None]
    types = Counter(effect.type for effect in effects)
    common, count = max(sorted(types.items()), key=lambda pair: pair[1], default=("", 0))
    if count < EFFECTS_FOR_ASYMMETRY:
        return Domain(
            name,
            "not judged",
            f"{count} printed effects of one type with an interval; a test needs"
            f" {EFFECTS_FOR_ASYMMETRY}",
        )
    p = egger_p([effect for effect in effects if effect.type == common])
    said = f"Egger's test over {count} effects ({common}): P = {p:.2f}"
    return Domain(name, "serious" if p < ASYMMETRY_P else "no concern", said)


def egger_p(effects: Sequence[Effect]) -> float:
    """P value of the intercept in Egger's regression of effect / SE on 1 / SE."""
    # Imported where it is needed: SciPy takes longer to load than all claims to weigh.
    from scipy import stats

    errors = [(effect.ci_high - effect.ci_low) / (2 * NORMAL_95) for effect in effects]
    precision = [1 / error for error in errors]
    standardised = [effect.value / error for effect, error in zip(effects, errors, strict=True)]
    fit = stats.linregress(precision, standardised)
    if fit.intercept_stderr == 0:
        return 0.0 if fit.intercept else 1.0
    t = abs(fit.intercept / fit.intercept_stderr)
    return float(2 * stats.t.sf(t, len(effects) - 2))


def _studies(count: int) -> str:
    return f"{count} {'study' if count == 1 else 'studies'}"


def _percent(part: Fraction) -> str:
    return f"{round(100 * part)} %"
