"""The bets of a backlog: features whose value is only as sure as a stated confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pmcli.forecast.inputs import BELIEFS
from pmcli.forecast.worth.bets import Bet
from pmcli.forecast.worth.entering import Rescored
from pmcli.forecast.worth.standing import BlockOrder
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.ranking.levers import levers
from pmcli.ranking.ranked import Ranked


@dataclass(frozen=True, slots=True)
class Study:
    """An open feature that asks whether a bet works, what that takes, and how it is written."""

    id: str
    effort: float | None
    written: str


@dataclass(frozen=True)
class Wager:
    """A feature that works with odds of its confidence, the number in `input`, in a ranking.

    `is_waited_for`: others need it, so that it is done even where it is worth nothing by itself.
    """

    id: str
    input: str
    bet: Bet
    studies: tuple[Study, ...]
    is_waited_for: bool

    @cached_property
    def sure(self) -> float:
        """The worth of a sure answer, in the unit of the effort."""
        return self._in_effort(self.bet.sure)

    def test(self, power: float) -> float:
        """The worth of a test, in the unit of the effort."""
        return self._in_effort(self.bet.test(power))

    @property
    def confidence(self) -> float:
        """The odds that it works."""
        return self.bet.confidence

    @cached_property
    def if_works(self) -> float:
        """What the present order would lose if it works, in the unit of the effort."""
        return self._in_effort(self.bet.regret(1.0))

    @cached_property
    def if_not(self) -> float:
        """What the present order would lose if it does not, in the unit of the effort."""
        return self._in_effort(self.bet.regret(0.0))

    @cached_property
    def ranks(self) -> tuple[int, int, int]:
        """Its place if it works, today's, and that if it does not."""
        return self.bet.rank(1.0), self.bet.rank(self.confidence), self.bet.rank(0.0)

    def _in_effort(self, amount: float) -> float:
        return amount / self.bet.standing.total if self.bet.standing.total else 0.0


def wagers(ranked: Ranked, standing: BlockOrder) -> Iterator[Wager]:
    """Every feature whose confidence is short of sure.

    Confidence is read as the odds that it works where the value is in proportion to it: in RICE, in the
    product of ICE (10 of 10 is sure), and in formulas of one's own that multiply by it.
    """
    backlog, judged = ranked.backlog, ranked.judged
    awaited = {need for _, need in ranked.arcs}
    for node, name in enumerate(ranked.ids):
        feature, value = backlog.features[name], ranked.values[node]
        for lever in levers(feature, judged.scores[name], judged.model, backlog) if value else ():
            path = lever.name if "." in lever.name else f"{judged.model.name}.{lever.name}"
            whole = BELIEFS.get(path)
            if whole is None or not 0 < lever.now < whole:
                continue
            rescored = Rescored.of(ranked, lever)
            fails, works = rescored(0.0)[0], rescored(whole)[0]
            confidence = lever.now / whole
            if abs(fails + confidence * (works - fails) - value) > 1e-9 * max(value, works):
                continue
            bet = Bet(standing, node, confidence, works, fails)
            yield Wager(name, path, bet, tuple(_studies(backlog, feature)), node in awaited)


def _studies(backlog: Backlog, feature: Feature) -> Iterator[Study]:
    """Open research that a feature waits for, softly or not, or that has one of its questions."""
    named = {need.id for need in feature.depends_on}
    questions = {question.casefold() for question in feature.questions}
    for name, other in backlog.features.items():
        asks = name in named or not questions.isdisjoint(each.casefold() for each in other.questions)
        if name != feature.id and other.type == "research" and asks and backlog.is_open(name):
            efforts = backlog.effort(other).values()
            yield Study(
                name, backlog.total_effort(other), " + ".join(effort.in_numbers for effort in efforts)
            )
