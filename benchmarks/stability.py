"""How still an agreed plan stands, and what it costs to keep it.

    python -m benchmarks.stability ../shared/cases/clinic/workspace

The plan found is agreed on. Then each feature's effort, and apart from that each reach, is changed by a few
per cent, one at a time: counted are the placements that move although every agreed one would still hold, with
the agreement and, for comparison, in plans found anew. Then each effort is doubled: counted are plans that
break anything, and what mending them costs.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pmcli import api
from pmcli.model.agreement import Agreement
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.feature import Feature
from pmcli.planning import Placement, Roadmap, Work, plan
from pmcli.planning.draft import Draft
from pmcli.planning.verify import verify
from pmcli.ranking import rank

Change = Callable[[Feature], Feature]


def scaled(estimate: Estimate, factor: float) -> Estimate:
    """An estimate with its ends and its middle multiplied."""
    return Estimate(estimate.low * factor, estimate.likely * factor, estimate.high * factor)


def effort_times(factor: float) -> Change:
    """A change of a feature's effort in every team."""

    def change(feature: Feature) -> Feature:
        efforts = {team: scaled(part, factor) for team, part in (feature.effort or {}).items()}
        return feature.model_copy(update={"effort": efforts})

    return change


def reach_times(factor: float) -> Change:
    """A change of a feature's reach."""

    def change(feature: Feature) -> Feature:
        if feature.rice is None or feature.rice.reach is None:
            return feature
        rice = feature.rice.model_copy(update={"reach": scaled(feature.rice.reach, factor)})
        return feature.model_copy(update={"rice": rice})

    return change


def changed(backlog: Backlog, change: Change) -> Iterator[Backlog]:
    """The backlog with one feature changed, for each that the change concerns."""
    for name, feature in backlog.features.items():
        other = change(feature)
        if backlog.is_open(name) and other != feature:
            yield replace(backlog, features={**backlog.features, name: other})


def agreed_of(roadmap: Roadmap) -> Agreement:
    """The plan that `pm accept` would keep."""
    return Agreement({placement.id: placement.period for placement in roadmap.placements})


def moves(agreement: Agreement, roadmap: Roadmap) -> int:
    """The agreed features that stand elsewhere, or nowhere."""
    now = {placement.id: placement.period for placement in roadmap.placements}
    return sum(now.get(name) != period for name, period in agreement.places.items())


def holds(backlog: Backlog, agreement: Agreement) -> bool:
    """Whether all that was agreed still holds, by the checker that knows nothing of how plans are made."""
    draft = Draft.of(backlog, rank(backlog), carry_over=False)
    rows = tuple(
        Placement(
            name, period,
            tuple(Work(team, effort, period) for team, effort in draft.candidates.efforts[name].items()),
        )
        for name, period in agreement.places.items()
    )  # fmt: skip
    alone = replace(plan(backlog, propose=False), placements=rows, unplaced=())
    kinds = ("and can do", "lands too early", "is pinned to", "lands after", "lands before", "cannot do by")
    return not any(kind in fault for fault in verify(backlog, alone) for kind in kinds)


def main() -> int:
    """Print the figures of one workspace."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--share", type=float, default=0.03, help="by how much a number changes")
    parser.add_argument("--fresh", type=int, default=20, help="changes that are also planned anew")
    given = parser.parse_args()
    backlog = replace(api.load(given.workspace).backlog, agreement=None)
    start = plan(backlog)
    agreement = agreed_of(start)
    kept = replace(backlog, agreement=agreement)
    print(f"{len(backlog.features)} features, {len(agreement.places)} agreed")
    for what, change in (
        (f"effort +{given.share:.0%}", effort_times(1 + given.share)),
        (f"effort -{given.share:.0%}", effort_times(1 - given.share)),
        (f"reach +{given.share:.0%}", reach_times(1 + given.share)),
        ("effort x 2", effort_times(2.0)),
    ):
        tell(what, list(changed(kept, change)), agreement, given.fresh)
    return 0


def tell(what: str, backlogs: list[Backlog], agreement: Agreement, fresh: int) -> None:
    """A line of figures about a kind of change."""
    counted, needless, seconds = [], 0, []
    for backlog in backlogs:
        begin = time.process_time()
        found = plan(backlog, propose=False)
        seconds.append(time.process_time() - begin)
        number = moves(agreement, found)
        counted.append(number)
        if number and holds(backlog, agreement):
            needless += number
    anew = [
        moves(agreement, plan(replace(backlog, agreement=None)))
        for backlog in backlogs[:: max(1, len(backlogs) // max(1, fresh))][:fresh]
    ]
    print(
        f"{what}: {len(backlogs)} changes; {sum(map(bool, counted))} move anything, "
        f"{statistics.mean(counted):.2f} moves in the mean, {max(counted)} at most, "
        f"{needless} moved although all that was agreed still holds; "
        f"{statistics.median(seconds):.2f} s CPU each; "
        f"planned anew {statistics.mean(anew) if anew else 0:.1f} moves in the mean"
    )


if __name__ == "__main__":
    sys.exit(main())
