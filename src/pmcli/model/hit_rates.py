"""How often shipped features came true that were held for equally sure: counted from their results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pmcli.model.confidence import Confidence, confidence_of, evidence_for
from pmcli.model.verdicts import came_true

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature

ENOUGH: Final = 10
"""So many results of one band are needed before they count instead of it."""


@dataclass(frozen=True, slots=True)
class Bet:
    """A shipped feature: how sure people were of it, 0 to 1 (None: nobody says), and whether it came true."""

    feature: str
    said: float | None
    came_true: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of those that were held for so sure: how many results there are, and how many were hits."""

    said: float
    hits: int = 0
    count: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether the share that came true may count instead of what was said."""
        return self.count >= ENOUGH

    @property
    def share(self) -> float:
        """The share that came true; at least one result is needed."""
        return self.hits / self.count

    def __str__(self) -> str:
        said = f"{100 * self.said:.0f} %"
        if self.is_enough:
            return f"said {said}, came true {100 * self.share:.0f} % ({self.hits} of {self.count})"
        return f"as auto until there are {ENOUGH} results of {said} ({self.count or 'none'} yet)"


def bets(backlog: Backlog) -> tuple[Bet, ...]:
    """The shipped features whose outcome is clear, by id.

    How sure people were is `rice.confidence`, else `ice.confidence` of 10; one taken from evidence is what
    that gave when work began. One bet a feature: `came_true` says what became of it.
    """
    return tuple(_bets(backlog))


def _bets(backlog: Backlog) -> Iterator[Bet]:
    for feature in backlog.features.values():
        came = came_true(feature) if backlog.status(feature.id) == "shipped" else None
        if came is not None:
            yield Bet(feature.id, said_of(backlog, feature), came)


def said_of(backlog: Backlog, feature: Feature) -> float | None:
    """How sure people were of a feature, to the per cent; None where nobody says."""
    given = feature.rice.confidence if feature.rice is not None else None
    if isinstance(given, str):
        given = confidence_then(backlog, feature).said
    if given is None and feature.ice is not None and feature.ice.confidence is not None:
        given = feature.ice.confidence / 10
    return None if given is None else round(given, 2)


def confidence_then(backlog: Backlog, feature: Feature) -> Confidence:
    """The confidence that evidence gave when work began: nothing younger, nor what is known from a launch."""
    day = feature.started or feature.shipped or backlog.today
    known = (piece for piece in evidence_for(backlog, feature) if piece.kind != "launch")
    return confidence_of(backlog, known, day, is_known=True)


def by_said(backlog: Backlog) -> Mapping[float, Outcomes]:
    """The outcomes by how sure people were, the surest first."""
    rows: dict[float, list[bool]] = {}
    for bet in bets(backlog):
        if bet.said is not None:
            rows.setdefault(bet.said, []).append(bet.came_true)
    return {said: Outcomes(said, sum(rows[said]), len(rows[said])) for said in sorted(rows, reverse=True)}


def outcomes_of(backlog: Backlog, said: float) -> Outcomes:
    """The outcomes of those that were held for so sure."""
    return backlog.once(by_said).get(round(said, 2)) or Outcomes(said)
