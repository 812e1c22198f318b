"""The agreed plan: which feature was promised for which period, by whom, when and why (plan.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field, model_validator

from pmcli.model.kinds import Day, Id, InPeriod, Text
from pmcli.model.period import Period
from pmcli.model.record import Record
from pmcli.model.values import is_empty

PLAN_FILE = "plan.yaml"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Features with the period agreed for each, in the order of the file; who agreed, when and why."""

    places: Mapping[str, Period] = field(default_factory=dict, hash=False)
    on: date | None = None
    by: str | None = None
    because: str | None = None


class Agreed(Record):
    """Who agreed on the plan."""

    on: Day | None = None
    """The day on which it was agreed."""
    by: Text | None = None
    """Who agreed."""
    because: Text | None = None
    """Why the plan is as it is, or what changed it last."""


class PlanFile(Record):
    """The plan as agreed: `pm accept` writes it, people may edit it."""

    agreed: Agreed = Field(default_factory=Agreed)
    """Who agreed on it, when and why."""
    periods: dict[InPeriod, tuple[Id, ...]] = Field(default_factory=dict)
    """The ids of the features promised for each period."""

    @model_validator(mode="before")
    @classmethod
    def _drop_empty_periods(cls, value: Any) -> Any:
        periods = value.get("periods") if isinstance(value, dict) else None
        if isinstance(periods, dict):
            named = {period: names for period, names in periods.items() if not is_empty(names)}
            return {**value, "periods": named}
        return value

    def agreement(self) -> Agreement:
        """What was agreed; of a feature that stands twice its first place."""
        places: dict[str, Period] = {}
        for period, names in self.periods.items():
            for name in names:
                places.setdefault(name, period)
        return Agreement(places, self.agreed.on, self.agreed.by, self.agreed.because)
