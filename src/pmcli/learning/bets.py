"""What was believed of shipped features before work began, and whether it came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmcli.learning.confidence import jeffreys
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.hit_rates import confidence_then, said_of
from pmcli.model.verdicts import came_true


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
    return tuple(
        _belief(backlog, feature, came, said or {}) for feature in backlog.features.values()
        if backlog.status(feature.id) == "shipped" and (came := came_true(backlog, feature)) is not None
    )  # fmt: skip


def _belief(backlog: Backlog, feature: Feature, came: bool, said: Mapping[str, float | None]) -> Belief:  # noqa: FBT001 - whether it came true
    best = confidence_then(backlog, feature).best
    sure = said.get(feature.id, said_of(backlog, feature))
    kind = None if best is None else best.kind
    return Belief(feature.id, None if sure is None else round(sure, 2), kind, came)


def evidence_rates(bets: Sequence[Belief]) -> tuple[EvidenceRate, ...]:
    """The bets by the kind of evidence, the most frequent first, then by name; those without any last."""
    by_kind: dict[str | None, list[bool]] = {}
    for bet in bets:
        by_kind.setdefault(bet.evidence, []).append(bet.came_true)
    rates = [
        EvidenceRate(kind, len(came), sum(came), *jeffreys(sum(came), len(came)))
        for kind, came in by_kind.items()
    ]
    return tuple(sorted(rates, key=lambda rate: (rate.kind is None, -rate.count, rate.kind or "")))
