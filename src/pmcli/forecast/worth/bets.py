"""What it is worth to find out whether a bet works: confidence read as the odds that it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pmcli.forecast.worth.flipping import MovedNumber
from pmcli.forecast.worth.flips import spot
from pmcli.forecast.worth.information import regret
from pmcli.forecast.worth.standing import BlockOrder

FALSE_ALARM = 0.05
"""The odds with which a test says that it works although it does not."""


@dataclass(frozen=True)
class Bet:
    """A feature that is worth `works` with the odds of `confidence` and `fails` else, in a backlog."""

    standing: BlockOrder
    node: int
    confidence: float
    works: float
    fails: float = 0.0

    @cached_property
    def _moved(self) -> MovedNumber:
        low, high = sorted((max(self.fails, 0.0), max(self.works, 0.0)))
        return MovedNumber(self.standing, self.node, "value", low, high)

    def regret(self, odds: float) -> float:
        """What the present order loses if these are the odds that it works, in value of delay."""
        return regret(self._moved, max(self.fails + odds * (self.works - self.fails), 0.0))

    def rank(self, odds: float) -> int:
        """The place at these odds."""
        return spot(self._moved, max(self.fails + odds * (self.works - self.fails), 0.0)).rank

    @property
    def sure(self) -> float:
        """The worth of a sure answer."""
        return self.confidence * self.regret(1.0) + (1 - self.confidence) * self.regret(0.0)

    def after(self, power: float) -> tuple[float, float, float]:
        """The odds of a good result of a test, and the confidence after a good and after a bad one."""
        right, wrong = power * self.confidence, FALSE_ALARM * (1 - self.confidence)
        good = right + wrong
        missed = (1 - power) * self.confidence
        return good, right / good, missed / (1 - good)

    def test(self, power: float) -> float:
        """The worth of a test that finds what works with the odds `power`."""
        good, if_good, if_bad = self.after(power)
        return good * self.regret(if_good) + (1 - good) * self.regret(if_bad)
