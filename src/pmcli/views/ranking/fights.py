"""Why two methods put a feature in places far apart, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmcli.model.figure import anded, figure, listed, ordinal
from pmcli.model.words import words
from pmcli.ranking.causes import Fight, MethodCause
from pmcli.views.ranking.units import unit_of

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.ranking.side_by_side import Dispute, SideBySide

REASONS = 2
"""Of more methods than these that do not rank a feature no reasons are told beside it."""


@dataclass(frozen=True, slots=True)
class FightWords:
    """The words for what methods side by side fight about."""

    sides: SideBySide
    backlog: Backlog

    def told(self, fight: Fight) -> str:
        """A fight in sentences: the two places, and the numbers behind each."""
        dispute = fight.dispute
        high, low = map(_place, dispute.places)
        text = f"{self.backlog.features[dispute.id].title} ({dispute.id}): {high} by {dispute.higher}, "
        text += f"{low} by {dispute.lower}, of the {dispute.of:,} that both rank"
        causes = [*self._side(dispute, fight.higher), *self._side(dispute, fight.lower, fight.higher)]
        reasons = [*(causes or ["no single number accounts for it"]), *self._silent(dispute.id)]
        return f"{text}: {'; '.join(reasons)}"

    def _silent(self, name: str) -> Iterator[str]:
        """The methods that do not rank a feature; why, where they are few."""
        rows = [(each.name, row) for each in self.sides.methods for row in each.unranked if row.id == name]
        if len(rows) > REASONS:
            yield f"{anded([method for method, _ in rows])} do not rank it"
            return
        for method, row in rows:
            if row.reason.kind == "needs-inputs":
                yield f"{words(row.reason)}, and does not rank it"
            else:
                yield f"{method} does not rank it: {words(row.reason)}"

    def _side(
        self, dispute: Dispute, causes: Sequence[MethodCause], told: Sequence[MethodCause] = ()
    ) -> Iterator[str]:
        """The causes of one side; what the other one has is not said where it was `told` with its own."""
        known = {(cause.model, cause.name) for cause in told}
        for cause in causes:
            other = dispute.lower if cause.model == dispute.higher else dispute.higher
            is_told = any((other, term.name) in known for term in cause.known)
            yield self._cause(cause, dispute.id, other, is_told=is_told)

    def _cause(self, cause: MethodCause, feature: str, other: str, *, is_told: bool) -> str:
        """A cause in words: what the method counts, and what the other has for that."""
        item = self.sides.method(cause.model).standings[feature].item
        others, share = listed(cause.features), whole_percent(cause.number)
        if cause.kind == "borrowed":
            wait = "waits" if len(cause.features) == 1 else "wait"
            if item.enabler:
                return f"{cause.model} has no score for it, and places it for {others}, which {wait} for it"
            return f"by {cause.model} {share} of its worth comes from {others}, which {wait} for it"
        if cause.kind == "lent":
            return f"by {cause.model} {share} of its value goes to {others}, which it waits for"
        if cause.name == "category" and item.details is not None:
            return f"by {cause.model} it is {item.details.label}"
        amount = self._amount(cause.model, cause.name, cause.number)
        middle = self._amount(cause.model, cause.name, cause.median or 0.0, unit="")
        text = f"{cause.model} counts {cause.name} {amount} (median {middle})"
        if is_told:
            return text
        if not cause.known:
            return f"{text}, which {other} does not know"
        different = [term for term in cause.known if (term.name, term.number) != (cause.name, cause.number)]
        has = [f"{term.name} {self._amount(other, term.name, term.number)}" for term in different]
        return f"{text}, where {other} has {anded(has)}" if has else f"{text}, as {other} does too"

    def _amount(self, model: str, name: str, number: float, unit: str | None = None) -> str:
        """A number of a score with its unit, or with another one."""
        if name.rpartition(".")[2] == "confidence" and model != "ice":
            return f"{figure(100 * number)} %"
        unit = unit_of(name, self.backlog.workspace) if unit is None else unit
        return f"{figure(number)} {unit}" if unit else figure(number)


def _place(place: float) -> str:
    """A place among others: "3rd"; "about 4th" where it is shared."""
    return ordinal(int(place)) if place.is_integer() else f"about {ordinal(round(place))}"


def whole_percent(share: float) -> str:
    """A share in whole per cent; neither 0 nor 100 where it is not."""
    if 0 < share < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"
