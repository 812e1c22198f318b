"""The difference of two backlogs: fields, ranks and roadmap, and why they moved.

`compare` is the way in, `result` has all that it gives. `pairing` finds renames, `fields` the changed fields,
`units` makes single steps of them, `replay` shares a movement among these, `because` puts that into words;
`agreement` says which agreed plan counts on each side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from pmcli.model.backlog import Backlog
from pmcli.model.diagnostic import PmError
from pmcli.model.figure import listed
from pmcli.planning import Roadmap, plan
from pmcli.planning.places import worth_by
from pmcli.ranking import Ranking, rank
from pmcli.review.changes.agreement import Side, with_agreements, written
from pmcli.review.changes.because import arrow, decided
from pmcli.review.changes.customers import customer_moves
from pmcli.review.changes.fields import feature_changes, settings_changes
from pmcli.review.changes.judgement import rulings, watch
from pmcli.review.changes.moves import Moves, Progress, loads, missed
from pmcli.review.changes.pairing import renamed, renames
from pmcli.review.changes.result import (
    AgreementChange,
    Cause,
    Change,
    CustomerMove,
    Difference,
    Moved,
    Renamed,
    Ruling,
    ShiftChange,
    Shifted,
    Shipped,
    TeamLoad,
    Watch,
    Whole,
)
from pmcli.review.changes.units import ReplaySteps

__all__ = [
    "AgreementChange", "Cause", "Change", "CustomerMove", "Difference", "Moved", "Renamed", "Ruling",
    "ShiftChange", "Shifted", "Shipped", "TeamLoad", "Watch", "Whole", "arrow", "compare", "decided",
]  # fmt: skip

Made = TypeVar("Made")


def compare(
    before: Backlog, after: Backlog, model: str | None = None, *, planning: bool = True,
    older: Side = "before", progress: Progress | None = None,
) -> Difference:  # fmt: skip
    """The difference between two backlogs, and what it moves: FORMAT.md § 5.

    `model` scores both; where it is None, each is scored as it says itself. Without `planning` roadmaps are
    left alone; where there is no plan.yaml the plan found for the `older` side counts as agreed. A ranking or
    roadmap that cannot be made (features wait for one another, say) is told in the notes. `progress` hears
    how much is done, 0 to 1.
    """
    names = renames(before, after)
    said = written(before, after, names)
    planning = planning and bool(before.workspace.teams or after.workspace.teams)
    if planning:
        before, after = with_agreements(before, after, names, model, older)
    old = renamed(before, names)
    notes: list[str] = []
    changes, decisions = tuple(_changes(old, after)), rulings(old, after)
    moves = Moves(ReplaySteps(old, after, names), changes, decisions, model, progress)
    rankings = _pair(lambda backlog: rank(backlog, model), before, after, "ranking", notes)
    roadmaps = None
    if rankings is not None and planning:
        roadmaps = _pair(lambda backlog: plan(backlog, model, propose=False), before, after, "roadmap", notes)
        if roadmaps is not None and any(roadmap.stopped for roadmap in roadmaps):
            raise KeyboardInterrupt  # a plan cut short differs for no reason in the files
    return Difference(
        added=tuple(name for name in after.features if name not in old.features),
        removed=tuple(name for name in old.features if name not in after.features),
        renamed=tuple(Renamed(*pair) for pair in names.items()),
        changes=changes,
        ranks=() if rankings is None else moves.of_ranks(*rankings),
        roadmap=() if roadmaps is None else moves.of_roadmap(*roadmaps, said),
        shipped=moves.shipped(roadmaps[0] if roadmaps is not None else None),
        agreement=said,
        loads=() if roadmaps is None else tuple(loads(*roadmaps)),
        rulings=decisions,
        watch=() if rankings is None else watch(old, after, rankings, changes),
        missed=() if roadmaps is None else tuple(missed(*roadmaps, names)),
        customers=()
        if roadmaps is None
        else customer_moves((before, roadmaps[0]), (after, roadmaps[1]), names),
        roadmaps=roadmaps,
        rescored=_rescored(before, rankings, roadmaps, names),
        titles={
            name: feature.title for backlog in (old, after) for name, feature in backlog.features.items()
        },
        notes=tuple(notes),
    )


def _rescored(
    before: Backlog, rankings: tuple[Ranking, Ranking] | None, roadmaps: tuple[Roadmap, Roadmap] | None,
    names: Mapping[str, str],
) -> float | None:  # fmt: skip
    """The worth of the later roadmap by the earlier scores; None where the models differ."""
    if rankings is None or roadmaps is None or rankings[0].model.name != rankings[1].model.name:
        return None
    return worth_by(before, rankings[0], roadmaps[1], names)


def _changes(before: Backlog, after: Backlog) -> Iterator[Change]:
    """Everything that says something else, pm.yaml first."""
    yield from settings_changes(before, after)
    people = {*before.rated, *after.rated}
    for name, feature in after.features.items():
        if name in before.features:
            for change in feature_changes(before.features[name], feature, after):
                yield replace(change, rated=_rated(before, after, change)) if name in people else change


def _rated(before: Backlog, after: Backlog, change: Change) -> str | None:
    """Who rated what has changed: "rated by amelie, ben"; "settled" where nobody's rating counts any more."""
    was, now = (
        [
            one for name, one in backlog.rated.get(str(change.id), {}).items()
            if name == change.field or name.startswith(f"{change.field}.")
        ]
        for backlog in (before, after)
    )  # fmt: skip
    people = dict.fromkeys(rater for one in now for rater in one.raters)
    return f"rated by {listed(tuple(people), 3)}" if people else "settled" if was else None


def _pair(
    make: Callable[[Backlog], Made], before: Backlog, after: Backlog, what: str, notes: list[str]
) -> tuple[Made, Made] | None:
    """The results for both backlogs; None where one cannot be made, with a note why."""
    pair = []
    for backlog, when in ((before, "before"), (after, "after")):
        try:
            pair.append(make(backlog))
        except PmError as fault:
            notes.append(f"no {what} {when}: {fault.message}")
    return (pair[0], pair[1]) if len(pair) == 2 else None
