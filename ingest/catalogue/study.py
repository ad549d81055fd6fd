"""One study of the hand-read catalogue, as its file says it, and what each field may hold.

A file says only what a reader saw on a page of the article; a field that is not there was not
seen, which is never the same as "no". data/catalogue/README.md explains each field to the
people who edit the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from ingest.vocabulary.concepts import FILES, Kind

FIRST_YEAR = 1900
"""Older than any treatment in the catalogue; catches slips of the keyboard."""

MOST_PERSONS = 100_000
"""Persons, sides or wounds of one study: twenty times as many as any in the catalogue has."""
MOST_STUDIES = 2000
"""Studies of one review; the largest in the catalogue has 108."""
MOST_SESSIONS = 100
"""Planned sessions: two years of weekly ones."""
MOST_READERS = 20
MOST_CHANGE = 500
"""Per cent of the value before treatment."""
MOST_MEAN = 1_000_000
"""A mean or standard deviation in any unit; scars are measured in cubic millimetres too."""
EFFECTS: Mapping[str, tuple[float, float]] = {
    "SMD": (-20, 20),
    "MD": (-1000, 1000),
    "RR": (0.0001, 100_000),
    "OR": (0.0001, 100_000),
}
"""Lowest and highest effect and limit of its interval; no ratio is 0 or below."""

DIRECTIONS = (
    "improved",
    "favours-combination",
    "favours-comparator",
    "no-difference",
    "mixed",
    "not-reported",
)
"""What a study may conclude, besides that it favours the interventions of data/focus.yaml."""

ROMAN = ("I", "II", "III", "IV", "V", "VI")
"""Fitzpatrick's six skin types (Fitzpatrick TB, Arch Dermatol 1988;124:869-871)."""

_Item = TypeVar("_Item")


def _digits_as_text(value: object) -> object:
    """A number without a fraction may stand without quotes (``volume: 15``)."""
    return str(value) if type(value) is int else value


def _known(kind: Kind) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        vocabulary: Any = info.context
        if value not in vocabulary.ids(kind):
            raise ValueError(f"{value!r} is not in data/vocabulary/{FILES[kind]}")
        return value

    return check


def _each_once(values: tuple[_Item, ...]) -> tuple[_Item, ...]:
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValueError(f"{value!r} stands here twice")
    return values


def _plausible_year(value: int) -> int:
    last = date.today().year + 1
    if not FIRST_YEAR <= value <= last:
        raise ValueError(f"should be a year from {FIRST_YEAR} to {last}, not {value}")
    return value


def _direction(value: str) -> str:
    """One of the directions, or ``favours-`` and what: data/focus.yaml says which."""
    if value not in DIRECTIONS and not value.startswith("favours-"):
        words = ", ".join(repr(word) for word in DIRECTIONS)
        raise ValueError(f"should be one of {words} or what data/focus.yaml names, not {value!r}")
    return value


def parse_fitzpatrick(text: str) -> tuple[int, int]:
    """The lowest and highest skin type of ``"III-V"`` or ``"IV"``, as numbers from 1 to 6.

    Raises ValueError for anything else.
    """
    low, _, high = text.partition("-")
    try:
        bounds = ROMAN.index(low) + 1, ROMAN.index(high or low) + 1
    except ValueError:
        bounds = 1, 0
    if bounds[0] > bounds[1] or text.endswith("-"):
        raise ValueError(f"should be skin types such as III-V or IV, not {text!r}")
    return bounds


def _fitzpatrick(text: str) -> str:
    parse_fitzpatrick(text)
    return text


def _ordered(row: BaseModel, *names: str) -> None:
    """Refuses values that fall from one of the fields to the next; missing ones are passed over."""
    given = [(name, value) for name in names if (value := getattr(row, name)) is not None]
    for (low, low_value), (high, high_value) in pairwise(given):
        if low_value > high_value:
            raise ValueError(f"{low} ({low_value}) is greater than {high} ({high_value})")


def _share(count: int | None, n: int | None, percent: float | None) -> None:
    """Refuses a share that its own count contradicts, beyond rounding to a whole percent."""
    if count is not None and n and percent is not None and abs(100 * count / n - percent) > 0.6:
        raise ValueError(f"{count} of {n} is not {percent} %")


def _plausible_effect(effect_type: str | None, *numbers: float | None) -> None:
    if effect_type is None:
        return
    low, high = EFFECTS[effect_type]
    for number in numbers:
        if number is not None and not low <= number <= high:
            raise ValueError(f"{effect_type} should be from {low} to {high}, not {number}")


Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(?:.*\S)?$")]
Label = Annotated[Text, BeforeValidator(_digits_as_text)]
Rows = Annotated[tuple[_Item, ...], Field(strict=False)]
OneOf = Annotated[tuple[_Item, ...], Field(strict=False), AfterValidator(_each_once)]
Persons = Annotated[int, Field(ge=0, le=MOST_PERSONS)]
Studies = Annotated[int, Field(ge=0, le=MOST_STUDIES)]
Sessions = Annotated[int, Field(ge=1, le=MOST_SESSIONS)]
Mean = Annotated[float, Field(ge=-MOST_MEAN, le=MOST_MEAN)]
Deviation = Annotated[float, Field(ge=0, le=MOST_MEAN)]
Change = Annotated[float, Field(ge=-MOST_CHANGE, le=MOST_CHANGE)]
Percent = Annotated[float, Field(ge=0, le=100)]
Age = Annotated[float, Field(ge=0, le=120)]
Weeks = Annotated[float, Field(gt=0, le=104)]
Months = Annotated[float, Field(ge=0, le=600)]
Millimetres = Annotated[float, Field(gt=0, le=10)]
PValue = Annotated[str, StringConstraints(pattern=r"^[<>=]?[01]?\.\d+(?:; [<>=]?[01]?\.\d+)*$")]
StudyKind = Literal["primary", "review", "guideline", "protocol", "preclinical"]
Blinding = Literal["none", "assessor", "single", "double"]
EffectType = Literal["SMD", "MD", "RR", "OR"]
ResultDirection = Literal[
    "favours-arm",
    "favours-comparison",
    "no-difference",
    "improved-from-baseline",
    "no-change",
    "worsened",
]
ScarType = Annotated[str, AfterValidator(_known("scar_type"))]
Intervention = Annotated[str, AfterValidator(_known("intervention"))]
Design = Annotated[str, AfterValidator(_known("design"))]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Arm(_Entry):
    """A group of people, or of sites on the same people, that were treated alike.

    ``n`` counts persons, or sites where the article gives only these. ``label`` is its name for
    results and adverse events; other names stand in ``CatalogueStudy.arm_names``.
    """

    label: Text
    interventions: OneOf[Intervention] = ()
    n: Persons | None = None


class Result(_Entry):
    """One outcome of one arm, against its own baseline or against ``comparison_arm``.

    Means, standard deviations and effects are in the unit of the outcome measure;
    ``percent_change`` is positive for an improvement; ``p_value`` stands as printed.
    """

    outcome: Text
    arm: Text
    comparison_arm: Text | None = None
    timepoint: Text | None = None
    baseline_mean: Mean | None = None
    baseline_sd: Deviation | None = None
    final_mean: Mean | None = None
    final_sd: Deviation | None = None
    percent_change: Change | None = None
    responders: Persons | None = None
    n: Persons | None = None
    responder_percent: Percent | None = None
    effect_type: EffectType | None = None
    effect: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: PValue | None = None
    direction: ResultDirection | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _ordered(self, "responders", "n")
        _ordered(self, "ci_low", "effect", "ci_high")
        _share(self.responders, self.n, self.responder_percent)
        if (self.effect is None) != (self.effect_type is None):
            raise ValueError("effect and effect_type belong together")
        _plausible_effect(self.effect_type, self.effect, self.ci_low, self.ci_high)
        return self


class AdverseEvent(_Entry):
    """A harm, or its absence, as reported; ``count`` of ``n`` persons where given."""

    event: Text
    arm: Text | None = None
    count: Persons | None = None
    n: Persons | None = None
    percent: Percent | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _ordered(self, "count", "n")
        _share(self.count, self.n, self.percent)
        return self


class CatalogueStudy(_Entry):
    """One published study as hand-read; None and empty mean not seen.

    Ages are in years, intervals in weeks, needle lengths in millimetres, follow-up in months
    after the last session (``follow_up_months``) or after the first
    (``follow_up_from_baseline_months``). ``sessions`` is the upper end of a range whose lower
    end is ``sessions_min``. ``readers`` is how many people compared the entry with the article.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
    pmid: (
        Annotated[
            str,
            BeforeValidator(_digits_as_text),
            StringConstraints(pattern=r"^[1-9][0-9]{0,8}$"),
        ]
        | None
    ) = None
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/[^\sA-Z]+$")] | None = None
    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC[1-9][0-9]*$")] | None = None
    title: Text
    authors: Rows[Text] = ()
    authors_complete: bool
    journal: Text | None = None
    year: Annotated[int, AfterValidator(_plausible_year)] | None = None
    volume: Label | None = None
    issue: Label | None = None
    pages: Label | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")] | None = None
    kind: StudyKind
    design: Design | None = None
    randomized: bool | None = None
    split_body: bool | None = None
    blinding: Blinding | None = None
    scar_types: OneOf[ScarType] = ()
    interventions: OneOf[Intervention] = ()
    arms: Rows[Arm] = ()
    arm_names: dict[Text, OneOf[Text]] = {}
    n_enrolled: Persons | None = None
    n_completed: Persons | None = None
    n_studies_included: Studies | None = None
    country: Text | None = None
    age_mean: Age | None = None
    age_min: Age | None = None
    age_max: Age | None = None
    female_percent: Percent | None = None
    fitzpatrick: Annotated[str, AfterValidator(_fitzpatrick)] | None = None
    device: Text | None = None
    sessions_min: Sessions | None = None
    sessions: Sessions | None = None
    interval_weeks_min: Weeks | None = None
    interval_weeks_max: Weeks | None = None
    needle_length_mm_min: Millimetres | None = None
    needle_length_mm_max: Millimetres | None = None
    follow_up_months: Months | None = None
    follow_up_from_baseline_months: Months | None = None
    outcome_measures: OneOf[Text] = ()
    results: Rows[Result] = ()
    adverse_events: Rows[AdverseEvent] = ()
    conclusion_direction: Annotated[str, AfterValidator(_direction)]
    finding: Text
    readers: Annotated[int, Field(ge=1, le=MOST_READERS)]
    doubt: Text | None = None

    @property
    def id(self) -> str:
        """The study's id in evidence.db: the PMID, else the DOI."""
        return self.pmid or self.doi or ""

    def arm_label(self, name: str | None) -> str | None:
        """The label of the one arm that ``name`` stands for, else ``name`` itself."""
        labels = self.arm_names.get(name or "", ())
        return labels[0] if len(labels) == 1 else name

    @property
    def fitzpatrick_range(self) -> tuple[int, int] | None:
        """Lowest and highest Fitzpatrick skin type, 1 to 6."""
        return None if self.fitzpatrick is None else parse_fitzpatrick(self.fitzpatrick)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.pmid is None and self.doi is None:
            raise ValueError("a study needs a pmid or a doi")
        _ordered(self, "n_completed", "n_enrolled")
        _ordered(self, "age_min", "age_mean", "age_max")
        _ordered(self, "sessions_min", "sessions")
        _ordered(self, "interval_weeks_min", "interval_weeks_max")
        _ordered(self, "needle_length_mm_min", "needle_length_mm_max")
        return self
