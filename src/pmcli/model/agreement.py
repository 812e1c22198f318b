"""The agreed plan: which feature was promised for which period, by whom, when and why (plan.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field, model_validator

from pmcli.model.kinds import Day, Id, InPeriod, Text
from pmcli.model.period import Period
from pmcli.model.record import Record
from pmcli.model.values import is_empty


@dataclass(frozen=True, slots=True)
class Listed:
    """An id in plan.yaml: the feature, the period it stands under, and the keys that lead to it."""

    feature: str
    period: Period
    keys: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Features with the period agreed for each, in the order of the file; who agreed, when and why.

    `listed` is every id as it stands in the file, with its period and the keys that lead to it: also the
    second time that one stands there.
    """

    places: Mapping[str, Period] = field(default_factory=dict, hash=False)
    on: date | None = None
    by: str | None = None
    because: str | None = None
    listed: tuple[Listed, ...] = field(default=(), compare=False)

    @property
    def signed(self) -> str:
        """When it was agreed and by whom: "2026-11-29 by amelie"; "" where neither is said."""
        return " ".join([*([str(self.on)] if self.on else []), *([f"by {self.by}"] if self.by else [])])


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

    agreed: Agreed = Field(default_factory=Agreed.model_construct)
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

    def agreement(self, data: Mapping[str, Any]) -> Agreement:
        """What was agreed; of a feature that stands twice its first place. `data` is the file as read."""
        places: dict[str, Period] = {}
        for period, names in self.periods.items():
            for name in names:
                places.setdefault(name, period)
        listed = tuple(entry for entry in _listed(data.get("periods")) if entry.feature in places)
        return Agreement(places, self.agreed.on, self.agreed.by, self.agreed.because, listed)


def _listed(periods: Any) -> Iterator[Listed]:
    """Every id of a file with its place in it, whether it is sound or not."""
    for name, features in periods.items() if isinstance(periods, dict) else ():
        period = Period.parse(name)
        for number, feature in enumerate(features if isinstance(features, list) else ()):
            if period is not None and isinstance(feature, str):
                yield Listed(str(feature), period, ("periods", str(name), number))
