"""What was believed of shipped features before work began, and whether it came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmcli.learning.confidence import jeffreys
from pmcli.model.backlog import Backlog
from pmcli.model.hit_rates import Bet, bets, confidence_then


@dataclass(frozen=True, slots=True)
class Belief:
    """A shipped feature whose outcome is clear: how sure people said they were, on which evidence.

    `said` is to the per cent, None where nobody said; `evidence` the kind of the strongest piece known by
    then, None where there was none. `came_true` is the verdict on the first of its metrics with a clear one.
    """

    id: str
    said: float | None
    evidence: str | None
    came_true: bool


@dataclass(frozen=True, slots=True)
class EvidenceRate:
    """How often bets on this kind of evidence came true; `kind` is None where there was none.

    `low` and `high` are the ends of the Jeffreys interval, as of `HitRate`.
    """

    kind: str | None
    count: int
    hits: int
    low: float
    high: float


def beliefs(backlog: Backlog, said: Mapping[str, float | None] | None = None) -> tuple[Belief, ...]:
    """The bets that have come to an end, in the order of the ids: one a feature, for it was one bet.

    `said` are the confidences when work began, by feature; of others, and without it, those of now count.
    What is unclear came neither true nor untrue, and does not count.
    """
    known = said or {}
    return tuple(_belief(backlog, bet, known.get(bet.feature, bet.said)) for bet in bets(backlog))


def _belief(backlog: Backlog, bet: Bet, said: float | None) -> Belief:
    best = confidence_then(backlog, backlog.features[bet.feature]).best
    kind = None if best is None else best.kind
    return Belief(bet.feature, None if said is None else round(said, 2), kind, bet.came_true)


def evidence_rates(settled: Sequence[Belief]) -> tuple[EvidenceRate, ...]:
    """The bets by the kind of evidence, the most frequent first, then by name; those without any last."""
    by_kind: dict[str | None, list[bool]] = {}
    for belief in settled:
        by_kind.setdefault(belief.evidence, []).append(belief.came_true)
    rates = [
        EvidenceRate(kind, len(came), sum(came), *jeffreys(sum(came), len(came)))
        for kind, came in by_kind.items()
    ]
    return tuple(sorted(rates, key=lambda rate: (rate.kind is None, -rate.count, rate.kind or "")))
