"""What one study reports, as the tables of evidence.db hold it."""

from __future__ import annotations

from dataclasses import dataclass

LOWER = "lower"


@dataclass(frozen=True)
class Arm:
    """``interventions`` are empty where it is not known what the arm received."""

    label: str
    participants: int | None
    interventions: frozenset[str]


@dataclass(frozen=True)
class Result:
    """A row of results or adverse_events; ``better`` is which way its measure improves."""

    position: int
    arm: str
    outcome: str
    measure: str | None = None
    better: str | None = None
    is_adverse_event: bool = False
    comparison_arm: str | None = None
    timepoint: str | None = None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    final_mean: float | None = None
    final_sd: float | None = None
    count: int | None = None
    percent: float | None = None
    participants: int | None = None
    effect_type: str | None = None
    effect: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: str | None = None

    @property
    def interval(self) -> tuple[float, float, float] | None:
        """A printed effect with the bounds of its interval; None unless it lies between them."""
        if self.effect is None or self.ci_low is None or self.ci_high is None:
            return None
        if not self.ci_low < self.ci_high or not self.ci_low <= self.effect <= self.ci_high:
            return None
        return self.effect, self.ci_low, self.ci_high


@dataclass(frozen=True)
class StudyResults:
    """What one primary study reports; ``split_body``: arms are sites of the same persons."""

    id: str
    participants: int | None
    split_body: bool
    arms: tuple[Arm, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Side:
    """One arm with one of its results; ``assumed`` says how ``persons`` is known, if not so."""

    arm: Arm
    result: Result
    persons: int
    assumed: str | None

    def is_compared_with(self, other: Side) -> bool:
        """Whether the result says that it compares with the other arm."""
        return self.result.comparison_arm == other.arm.label


def side_of(study: StudyResults, arm: Arm, result: Result) -> Side | None:
    """Persons measured, else those of the arm, else of the study; None where nothing is said."""
    if result.participants is not None:
        return Side(arm, result, result.participants, None)
    if arm.participants is not None:
        return Side(arm, result, arm.participants, "all persons of the arm measured")
    if study.participants is None:
        return None
    if study.split_body or len(study.arms) == 1:
        return Side(arm, result, study.participants, "all persons of the study measured")
    arms = len(study.arms)
    note = f"{study.participants} persons spread evenly over {arms} arms"
    return Side(arm, result, study.participants // arms, note)
