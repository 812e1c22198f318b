"""The result of ranking, a Ranking: rows in an order, each with its reasons, and its delay cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pmcli.model.reason import Reason
from pmcli.scoring.model import Model, Score

By = Literal["adjusted", "score"]


@dataclass(frozen=True, slots=True)
class Share:
    """Value that one feature hands to another."""

    feature: str
    value: float


@dataclass(frozen=True, slots=True)
class RankedFeature:
    """One row of a ranking.

    `adjusted` = (value + Σ inherits − Σ owes) / cost; None only for a parent with nothing left to wait for.
    `score` is the method's own, None for an enabler and for a parent. `waits_for` and `unlocks` are the
    direct, open, hard ones in id order. `details` is how the method came to its score.
    """

    rank: int
    id: str
    score: float | None
    value: float
    cost: float
    effort: float | None
    adjusted: float | None
    score_rank: int | None
    enabler: bool = False
    waits_for: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()
    inherits: tuple[Share, ...] = ()
    owes: tuple[Share, ...] = ()
    reasons: tuple[Reason, ...] = ()
    details: Score | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a ranking with its scores alone."""

    rank: int
    id: str
    score: float | None
    adjusted: float | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A feature that is not ranked, and why."""

    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Certified:
    """How good the order is: its delay cost, a bound that no order can beat, and the gap between them."""

    cost: float
    bound: float
    gap: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The features in the order in which to do them.

    `order` is "adjusted" or "score"; `chosen` says in a sentence how the model was chosen where none was
    named; `notes` are things a reader should know about the whole; `left_out` is None unless the ranking is
    a partial one. `bent_by` are the decisions for which the order departs from the adjusted
    scores: "bent-first" and "bent-before".
    """

    model: Model
    order: By
    items: tuple[RankedFeature, ...]
    unscored: tuple[LeftOut, ...] = ()
    left_out: tuple[LeftOut, ...] | None = None
    certificate: Certified | None = None
    chosen: str | None = None
    notes: tuple[str, ...] = ()
    bent_by: tuple[Reason, ...] = ()
