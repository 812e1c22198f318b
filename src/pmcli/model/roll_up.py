"""The effort of a parent: that of its parts, and of their parts, summed up: in all, done and left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.feature import Feature


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The mean effort of the parts of a feature: `without` parts have none, `aside` do not count.

    Of work in progress `remaining` is left, and what its effort was more than that is done. Parts that are
    parked, declined or `wont` are not counted, nor are theirs.
    """

    done: float
    left: float
    without: int
    aside: int

    @property
    def total(self) -> float:
        """The effort that was, and that will be."""
        return self.done + self.left


def rolled_up(backlog: Backlog, feature: str) -> RolledUp | None:
    """The effort of the parts of a feature, None where it has none; worked out once for all."""
    return backlog.once(_all).get(feature)


def _all(backlog: Backlog) -> Mapping[str, RolledUp]:
    children = backlog.children()
    parts: dict[str, list[tuple[float, float] | None]] = {name: [] for name in children}
    aside = dict.fromkeys(children, 0)
    for feature in backlog.features.values():
        if feature.parent is None or feature.id in children:
            continue
        effort = _done_and_left(backlog, feature)
        for above, is_counted in _above(backlog, feature):
            if is_counted:
                parts[above].append(effort)
            else:
                aside[above] += 1
    return {name: _sum(parts[name], aside[name]) for name in children}


def _above(backlog: Backlog, feature: Feature) -> Iterator[tuple[str, bool]]:
    """The parents above a feature, each with whether the feature counts there; those of a cycle once."""
    seen, at, is_counted = {feature.id}, feature, True
    while at.parent is not None and at.parent in backlog.features and at.parent not in seen:
        is_counted = is_counted and not _is_aside(backlog, at)
        at = backlog.features[at.parent]
        seen.add(at.id)
        yield at.id, is_counted


def _is_aside(backlog: Backlog, feature: Feature) -> bool:
    """Whether nobody is to do it."""
    status = backlog.status(feature.id)
    return status in ("parked", "declined") or (feature.moscow == "wont" and status in ("idea", "candidate"))


def _done_and_left(backlog: Backlog, feature: Feature) -> tuple[float, float] | None:
    """The effort that is behind a feature and before it, None where it has none."""
    effort, status = backlog.total_effort(feature), backlog.status(feature.id)
    if status == "shipped":
        return None if effort is None else (effort, 0.0)
    if status == "in-progress" and feature.remaining:
        left = fsum(part.mean for part in feature.remaining.values())
        return max((effort or 0.0) - left, 0.0), left
    return None if effort is None else (0.0, effort)


def _sum(parts: list[tuple[float, float] | None], aside: int) -> RolledUp:
    known = [part for part in parts if part is not None]
    return RolledUp(
        fsum(done for done, _ in known), fsum(left for _, left in known), len(parts) - len(known), aside
    )
