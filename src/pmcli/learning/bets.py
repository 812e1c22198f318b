"""What was believed of shipped features before work began, and whether it came true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pmcli.learning.confidence import jeffreys
from pmcli.learning.outcomes import OutcomeResult
from pmcli.model.backlog import Backlog
from pmcli.model.evidence import Evidence, confidence
from pmcli.model.feature import Feature

_TOP_OF_ICE = 10.0
_AFTERWARDS = "launch"
"""The kind of evidence that there is only once something has shipped."""


@dataclass(frozen=True, slots=True)
class Belief:
    """A shipped feature whose outcome is clear: how sure people said they were, on which evidence.

    `said` is None where nobody said; `evidence` the kind of the strongest piece known by then, None where
    there was none. `came_true` is the verdict on the first of its metrics that has a clear one.
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


def beliefs(
    backlog: Backlog, outcomes: Iterable[OutcomeResult], said: Mapping[str, float | None] | None = None
) -> tuple[Belief, ...]:
    """The bets that have come to an end, in the order of the ids: one a feature, for it was one bet.

    `said` are the confidences when work began, by feature; of others, and without it, those of now count.
    What is unclear came neither true nor untrue, and does not count.
    """
    clear: dict[str, dict[str | None, bool]] = {}
    for outcome in outcomes:
        if outcome.verdict in ("hit", "missed"):
            clear.setdefault(outcome.id, {})[outcome.metric] = outcome.verdict == "hit"
    return tuple(_belief(backlog, backlog.features[name], clear[name], said or {}) for name in sorted(clear))


def _belief(
    backlog: Backlog, feature: Feature, verdicts: Mapping[str | None, bool], said: Mapping[str, float | None]
) -> Belief:
    best = evidence_then(backlog, feature)
    order = [metric.metric for metric in feature.metrics if metric.metric in verdicts]
    came = verdicts[order[0]] if order else next(iter(verdicts.values()))
    sure = said.get(feature.id, confidence_said(backlog, feature))
    return Belief(feature.id, sure, None if best is None else best.kind, came)


def confidence_said(backlog: Backlog, feature: Feature) -> float | None:
    """The confidence of RICE, `auto` by the evidence of then; else that of ICE, out of 10."""
    rice, ice = feature.rice, feature.ice
    if rice is not None and rice.confidence is not None:
        if isinstance(rice.confidence, str):
            return confidence(_known(backlog, feature), _began(backlog, feature))[0]
        return rice.confidence
    return ice.confidence / _TOP_OF_ICE if ice is not None and ice.confidence is not None else None


def evidence_then(backlog: Backlog, feature: Feature) -> Evidence | None:
    """The strongest evidence known when work began, None where there was none."""
    return confidence(_known(backlog, feature), _began(backlog, feature))[1]


def _began(backlog: Backlog, feature: Feature) -> date:
    """The day on which it was a bet: when work began, else when it shipped."""
    return feature.started or feature.shipped or backlog.today


def _known(backlog: Backlog, feature: Feature) -> tuple[Evidence, ...]:
    """The evidence of a feature and its problems that is not younger than the bet; undated counts."""
    problems = backlog.workspace.problems
    pieces = (*feature.evidence, *(
        piece for name in feature.solves if name in problems for piece in problems[name].evidence
    ))  # fmt: skip
    day = _began(backlog, feature)
    return tuple(
        piece for piece in pieces
        if piece.kind != _AFTERWARDS and (piece.date is None or piece.date <= day)
    )  # fmt: skip


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
