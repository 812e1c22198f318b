"""The inputs of the scoring methods and of efforts, some of them in words that the workspace adds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, Self

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema, model_validator

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.estimate import Estimate
from pmcli.model.evidence import Count
from pmcli.model.kinds import (
    RATIO_SCHEMA,
    Range,
    as_kind,
    number_in,
    number_schema,
    one_of,
    words_or,
    words_or_number,
)
from pmcli.model.quantities import read_estimate, read_number, read_ratio
from pmcli.model.record import Record
from pmcli.model.strategy import CONTRIBUTIONS
from pmcli.model.values import Wrong, choice, is_empty, shown

IMPACTS = {"massive": 3.0, "high": 2.0, "medium": 1.0, "low": 0.5, "minimal": 0.25}
CONFIDENCES = {"high": 1.0, "medium": 0.8, "low": 0.5}
AUTO: Final = "auto"
"""The confidence that is read off the evidence."""
MEASURED: Final = "measured"
"""The same, or where there are enough results the share that came true of what was as sure."""
FROM_EVIDENCE: Final = (AUTO, MEASURED)
PROFILES = ("standard", "fixed-date", "expedite", "fading", "intangible")
MOSCOW = {"must": 3.0, "should": 2.0, "could": 1.0, "wont": 0.0}
ANSWERS = ("like", "must-be", "neutral", "live-with", "dislike")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a workspace adds to feature files; passed to Pydantic as its context.

    `broken` are names that pm.yaml tried to define and failed: their use is no second mistake.
    """

    sizes: Mapping[str, Estimate] = field(default_factory=dict)
    scale: float = 5.0
    broken: frozenset[str] = frozenset()


class Cascade(Wrong):
    """Wrong only because something in pm.yaml is wrong: no second finding."""

    kind = "cascade"


def _vocabulary(info: ValidationInfo) -> Vocabulary:
    return info.context if isinstance(info.context, Vocabulary) else Vocabulary()


def _read_effort_part(value: object, info: ValidationInfo, *, above: bool) -> Estimate:
    words = _vocabulary(info)
    if isinstance(value, str):
        text = value.strip()
        if (size := words.sizes.get(text)) is not None:
            return Estimate(size.low, size.likely, size.high, text)
        if text in words.broken:
            raise Cascade("this size is wrong in pm.yaml")
        if text.isalpha() and not is_empty(value):
            raise Wrong(f"found {shown(text)}, expected a number, a range or {_size_names(words)}")
    return read_estimate(value, above=above)


def _size_names(words: Vocabulary) -> str:
    if not words.sizes:
        return "a size, and pm.yaml defines no sizes"
    return "a size: " + ", ".join(words.sizes)


def read_effort(value: object, info: ValidationInfo) -> Estimate:
    """An effort above 0: a number, a range, or a size that the workspace defines."""
    return _read_effort_part(value, info, above=True)


def read_remaining(value: object, info: ValidationInfo) -> Estimate:
    """An effort of at least 0, for the work that is left."""
    return _read_effort_part(value, info, above=False)


def _read_rating(value: object, info: ValidationInfo) -> float:
    return read_number(value, least=0.0, most=_vocabulary(info).scale)


def _read_contribution(value: object) -> float:
    if isinstance(value, str) and value in CONTRIBUTIONS:
        return CONTRIBUTIONS[value]
    if isinstance(value, str) and value[:1].isalpha():
        expected = "expected none, low, medium, high or a number from 0 to 3"
        raise Wrong(f"found {shown(value)}, {expected}", did_you_mean(value, CONTRIBUTIONS))
    return read_number(value, least=0.0, most=3.0)


Rating = Annotated[float, PlainValidator(_read_rating), WithJsonSchema(number_schema(0.0, None))]
Contribution = Annotated[
    float,
    *as_kind(
        _read_contribution,
        {
            "$comment": "number",
            "anyOf": [{"enum": list(CONTRIBUTIONS)}, {"type": "number", "minimum": 0, "maximum": 3}],
        },
    ),
]


def _read_confidence(value: object) -> float | str:
    if isinstance(value, str) and value in CONFIDENCES:
        return CONFIDENCES[value]
    return read_ratio(value)


class Rice(Record):
    """Reach, impact, confidence (McBride, Intercom); effort is the feature's own."""

    reach: Range | None = None
    """People or events a period."""
    impact: Annotated[Estimate, *words_or_number(IMPACTS, above=True)] | None = None
    """massive 3, high 2, medium 1, low 0.5, minimal 0.25, or a number above 0."""
    confidence: (
        Annotated[
            float | Literal["auto", "measured"],
            *words_or((*FROM_EVIDENCE, *CONFIDENCES), _read_confidence, RATIO_SCHEMA),
        ]
        | None
    ) = None
    """high 100 %, medium 80 %, low 50 %, a ratio; auto: from the evidence and what tests say; measured: as
    auto, or how often what was as sure came true, from 10 results on."""

    @model_validator(mode="after")
    def _levels(self) -> Self:
        if isinstance(self.confidence, str) and self.confidence not in FROM_EVIDENCE:
            return self.model_copy(update={"confidence": CONFIDENCES[self.confidence]})
        return self


class Wsjf(Record):
    """Weighted shortest job first (SAFe)."""

    user_business_value: Range | None = None
    """What it is worth to users or the business, relative to the others."""
    time_criticality: Range | None = None
    """How fast that worth fades."""
    risk_opportunity: Range | None = None
    """Risk reduced or opportunity enabled."""
    job_size: Range | None = None
    """How big the job is; where absent, the effort counts."""


class Ice(Record):
    """Impact, confidence, ease, 1 to 10 each (Ellis)."""

    impact: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How much it would change."""
    confidence: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How sure we are of that."""
    ease: Annotated[float, *number_in(1.0, 10.0)] | None = None
    """How easy it is."""


class Cd3(Record):
    """Cost of delay divided by duration (Reinertsen, Black Swan Farming)."""

    cost_of_delay: Range | None = None
    """Money lost for each week it is not there."""
    duration: Range | None = None
    """Weeks it takes; where absent, the effort in weeks counts."""
    profile: Annotated[str, *one_of(*PROFILES)] = "standard"
    """How its value runs over time."""


def _read_answer(value: object) -> str:
    return choice(value.replace("_", "-") if isinstance(value, str) else value, ANSWERS)


_Answer = Annotated[str, *as_kind(_read_answer, {"enum": [*ANSWERS, "must_be", "live_with"]})]


class Kano(Record):
    """One person's answers, or a survey's counts by category (Kano)."""

    functional: _Answer | None = None
    """How one feels if it is there."""
    dysfunctional: _Answer | None = None
    """How one feels if it is not."""
    must_be: Count | None = None
    """How many answers make it a must-be."""
    one_dimensional: Count | None = None
    """How many make it one-dimensional."""
    attractive: Count | None = None
    """How many make it attractive."""
    indifferent: Count | None = None
    """How many are indifferent."""
    reverse: Count | None = None
    """How many want the reverse."""
    questionable: Count | None = None
    """How many contradict themselves."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        answers = self.model_fields_set & {"functional", "dysfunctional"}
        counts = self.model_fields_set - answers
        if answers and counts:
            raise Wrong(
                "kano takes two answers or the counts of a survey, found both", None, (sorted(counts)[0],)
            )
        return self
