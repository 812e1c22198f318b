"""What a change of a backlog would break: the features that could no longer be done, and their promises."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pmcli.model.backlog import Backlog
from pmcli.model.decision import decided
from pmcli.model.period import Period
from pmcli.model.reason import Reason
from pmcli.ranking.parents import hard_needs
from pmcli.sequencing.graph import adjacency, came_from
from pmcli.workspace.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Broken:
    """A feature that a change breaks: why, and what of it is promised.

    `promises` are its deadline, and a decision to pin it or to do it first; `agreed` is the period that the
    agreed plan has for it.
    """

    id: str
    title: str
    why: Reason
    promises: tuple[Reason, ...]
    agreed: Period | None


def fallout(before: Loaded, after: Loaded, gone: Collection[str] = ()) -> tuple[Broken, ...]:
    """The features that a change breaks, by id: faulty with it, waiting for such, or for what is put away."""
    known, left_out = _left_out(before), _left_out(after)
    reasons = {name: reason for name, reason in left_out.items() if name not in known}
    for name, need in _waiting(before.backlog, gone).items():
        reasons.setdefault(name, Reason("waits-left-out", (need,)))
    features, agreement = before.backlog.features, before.backlog.agreement
    agreed = agreement.places if agreement is not None else {}
    return tuple(
        Broken(
            name, features[name].title, reasons[name], tuple(_promises(before.backlog, name)),
            agreed.get(name),
        )
        for name in sorted(reasons)
        if name in features and before.backlog.is_open(name) and name not in gone
    )  # fmt: skip


def _left_out(loaded: Loaded) -> Mapping[str, Reason]:
    return {feature.id: feature.reason for feature in loaded.sound()[1]} if loaded.errors else {}


def _waiting(backlog: Backlog, gone: Iterable[str]) -> Mapping[str, str]:
    """The open features that wait for some, directly or through others, each with what it waits for."""
    needs = hard_needs(backlog)
    waiting = adjacency((need, name) for name in needs if backlog.is_open(name) for need in needs[name])
    return came_from(sorted(gone), waiting)


def _promises(backlog: Backlog, name: str) -> Iterator[Reason]:
    """The deadline of a feature, and what is decided on when it is done."""
    feature = backlog.features[name]
    if feature.deadline is not None:
        yield Reason("deadline", day=feature.deadline.date, because=feature.deadline.because)
    decision = feature.decision(backlog.today)
    if decision is not None and decision.verdict in ("pin", "first"):
        yield decided(decision, because=decision.because, by=decision.by, until=decision.until)
