"""The numbers that nobody knows for sure, each once, with the range that it is drawn from; no numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Literal

from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.forecast import ONE

Kind = Literal["value", "effort", "capacity"]
Calibrate = Callable[[Estimate, str], Estimate]
"""The range that the past of a team shows behind an effort as it was written."""
BELIEFS = {"rice.confidence": 1.0, "ice.confidence": 10.0}
"""Inputs that say how sure people are, with the most that each can be, which is to be sure: where people
agree they are no quantities that could turn out otherwise."""


@dataclass(frozen=True, slots=True)
class Input:
    """A number that may turn out otherwise.

    `owner` is a feature, or "problem:ID" whose numbers several features share, or "team:ID"; `name` is the
    field, such as "rice.reach" or "effort", and of a capacity the period; `team` is whose effort it is.
    `is_assumed`: it is written without a range, which `forecast.assume` gives it. No two inputs of a backlog
    have the same `key`.
    """

    owner: str
    name: str
    estimate: Estimate
    kind: Kind
    team: str | None = None
    is_assumed: bool = False

    @property
    def key(self) -> str:
        """The text that the stream of its draws comes from: the same whatever else is in the backlog."""
        return "\n".join((self.owner, self.name, self.team or ""))

    @property
    def least(self) -> float:
        """The least that a draw is taken for: 1 % of the likely effort, 0 of everything else."""
        return 0.01 * self.estimate.likely if self.kind == "effort" else 0.0

    @property
    def most(self) -> float:
        """The most that a draw is taken for."""
        return BELIEFS.get(self.name, inf)


@dataclass(frozen=True, slots=True)
class UncertainAmount:
    """A number that is certain, and inputs that come on top: `number` + Σ factor · input.

    `parts` are (position of the input, factor).
    """

    number: float = 0.0
    parts: tuple[tuple[int, float], ...] = ()

    def plus(self, other: UncertainAmount) -> UncertainAmount:
        """Both together."""
        return UncertainAmount(self.number + other.number, (*self.parts, *other.parts))

    def times(self, factor: float) -> UncertainAmount:
        """So many times the amount."""
        return UncertainAmount(factor * self.number, tuple((at, factor * part) for at, part in self.parts))


class InputCollector:
    """Inputs being collected, each once, numbered in the order in which they are first asked for."""

    def __init__(self, backlog: Backlog, calibrate: Calibrate | None = None) -> None:
        self.backlog = backlog
        self.assume = backlog.workspace.forecast.assume
        self.calibrate = calibrate
        self.all: list[Input] = []
        self._at: dict[str, int] = {}

    def efforts(self, owner: str, name: str, efforts: Mapping[str, Estimate]) -> dict[str, UncertainAmount]:
        """The effort of each team, as the past says where it is asked; `name` is "effort" or "remaining"."""
        return {team: self._effort(owner, name, team, effort) for team, effort in efforts.items()}

    def _effort(self, owner: str, name: str, team: str, written: Estimate) -> UncertainAmount:
        estimate, is_assumed = _ranged(written, self.assume.effort)
        if self.calibrate is not None and written.likely > 0:
            estimate = self.calibrate(written, team)
        return self._amount(Input(owner, name, estimate, "effort", team, is_assumed))

    def size(self, owner: str, name: str, written: Estimate) -> UncertainAmount:
        """A number of the cost that is no effort of a team: a duration, a job size, an assumed effort."""
        estimate, is_assumed = _ranged(written, self.assume.effort)
        return self._amount(Input(owner, name, estimate, "effort", None, is_assumed))

    def value(self, owner: str, name: str, written: Estimate) -> UncertainAmount:
        """A number of the value."""
        if name in BELIEFS and written.is_exact:
            return UncertainAmount(written.mean)
        estimate, is_assumed = _ranged(written, self.assume.value)
        return self._amount(Input(owner, name, estimate, "value", None, is_assumed))

    def capacity(
        self, team: str, name: str, written: Estimate, factor: Estimate | None = None
    ) -> UncertainAmount:
        """A number of a team's capacity; `factor` is its range where it is written without one."""
        estimate, is_assumed = _ranged(written, factor) if factor is not None else (written, False)
        return self._amount(Input(f"team:{team}", name, estimate, "capacity", team, is_assumed))

    def _amount(self, found: Input) -> UncertainAmount:
        if found.estimate.is_exact:
            return UncertainAmount(found.estimate.likely)
        key = found.key
        if key not in self._at:
            self._at[key] = len(self.all)
            self.all.append(found)
        return UncertainAmount(parts=((self._at[key], 1.0),))


def _ranged(written: Estimate, factor: Estimate) -> tuple[Estimate, bool]:
    """An estimate as it is written, or a plain number times the factor; and whether it is assumed."""
    if not written.is_exact or not written.likely or factor == ONE:
        return written, False
    return factor.times(written.likely), True
