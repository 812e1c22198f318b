"""The few sentences that a difference begins with: what shipped, what changed, what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import fsum
from typing import Final

from pmcli.model.figure import change_in_percent, counted, figure, listed
from pmcli.model.special_files import PLAN_FILE
from pmcli.review.changes import Difference, Moved, ShiftChange
from pmcli.views.diff.odds import lead
from pmcli.views.diff.words import GROUPS, NOTHING, Comparison, customers, revision, why

SHIPPED = 5
"""Shipped features that the summary names."""


def heading(difference: Difference) -> str:
    """The title: both revisions."""
    return f"From {revision(difference.revisions[0])} to {revision(difference.revisions[1])}"


def lines(comparison: Comparison) -> list[str]:
    """The sentences on the change, its customers, and the odds where they were asked for."""
    difference = comparison.difference
    gone = {*difference.removed, *(one.id for one in difference.shipped)}
    odds = lead(*comparison.odds, comparison.names, gone) if comparison.odds is not None else ""
    return [*summary(difference), *customers(comparison), *([odds] if odds else [])]


def summary(difference: Difference) -> list[str]:
    """At most four sentences on what the change does: what shipped, features, ranks, plan."""
    if difference.is_empty:
        return [NOTHING]
    if difference.whole is not None:
        return [whole(difference)]
    sentences = (
        _shipped(difference), _features(difference), _ranks(difference), _roadmap(difference),
    )  # fmt: skip
    return [sentence for sentence in sentences if sentence]


def whole(difference: Difference) -> str:
    """What came or went with a whole workspace, counted."""
    is_new = difference.whole == "new"
    features = difference.added if is_new else difference.removed
    ranked = sum((move.after if is_new else move.before) is not None for move in difference.ranks)
    planned = sum((move.after if is_new else move.before) is not None for move in difference.roadmap)
    parts = [f"{counted(len(features), 'feature')} {'added' if is_new else 'removed'}"]
    parts += [f"{ranked:,} of them ranked"] if ranked else []
    parts += [f"{planned:,} planned"] if planned else []
    if not is_new and (promised := len({move.id for move in difference.roadmap if move.agreed is not None})):
        parts.append(f"{promised:,} promised in {PLAN_FILE}")
    lead = "there was no pm.yaml before" if is_new else "there is no pm.yaml any more"
    return f"The workspace is {'new' if is_new else 'gone'} ({lead}): {', '.join(parts)}."


def _shipped(difference: Difference) -> str:
    """What is shipped now, by title: "Shipped: Guest checkout and Address book."."""
    titles = [difference.titles.get(one.id, one.id) for one in difference.shipped]
    return f"Shipped: {listed(titles, SHIPPED)}." if titles else ""


def _features(difference: Difference) -> str:
    features = {change.id for change in difference.changes if change.id is not None}
    counts = (
        (len(difference.added), "added"), (len(difference.removed), "removed"),
        (len(difference.renamed), "renamed"), (len(features), "changed"),
    )  # fmt: skip
    told = [f"{count:,} {verb}" for count, verb in counts if count]
    parts = [f"Features: {', '.join(told)}"] if told else []
    settings = [change for change in difference.changes if change.id is None]
    if settings:
        named = " and ".join(setting.field for setting in settings[:2])
        parts.append(f"pm.yaml: {named}{f' and {len(settings) - 2:,} more' if len(settings) > 2 else ''}")
    if agreed := _agreed(difference):
        parts.append(f"{PLAN_FILE}: {agreed}")
    if difference.new or difference.fixed:
        parts.append(f"findings: {len(difference.new):,} new, {len(difference.fixed):,} fixed")
    return f"{'; '.join(parts)}." if parts else ""


def _agreed(difference: Difference) -> str:
    """What becomes of plan.yaml, "" where it says the same."""
    said = difference.agreement
    if said is None or said.is_empty:
        return ""
    if said.before is None or said.after is None:
        return (
            "new; both sides are judged by it"
            if said.after is not None
            else "gone; both sides are judged by the old one"
        )
    return counted(len(said.moves), "promise") + " changed" if said.moves else "agreed again, nothing moved"


def _ranks(difference: Difference) -> str:
    both = [rank for rank in difference.ranks if rank.before is not None and rank.after is not None]
    moved = [rank for rank in both if not rank.is_pushed]
    rest = f"{pushed(difference)}." if len(moved) < len(both) else ""
    if not moved:
        return rest or (
            "No rank moves." if difference.changes or difference.added or difference.removed else ""
        )
    lead = f"{counted(len(moved), 'rank')} move{'s' if len(moved) == 1 else ''}"
    told = [f"{lead}, {_farthest(moved[0], len(moved))}", *_came_and_went(difference)]
    return f"{'; '.join(told)}{f'; {rest}' if rest else '.'}"


def _came_and_went(difference: Difference) -> list[str]:
    """How many features are ranked now that were not, and the other way round."""
    came = sum(rank.before is None for rank in difference.ranks)
    went = sum(rank.after is None for rank in difference.ranks)
    parts = [f"{came:,} {'is' if came == 1 else 'are'} ranked now"] if came else []
    return [*parts, *([f"{went:,} {'is' if went == 1 else 'are'} no longer ranked"] if went else [])]


def pushed(difference: Difference) -> str:
    """A sentence without its full stop: how many features others passed, and how far that moved them."""
    distances = [abs((rank.after or 0) - (rank.before or 0)) for rank in difference.ranks if rank.is_pushed]
    places = f"{max(distances)} place{'' if max(distances) == 1 else 's'}"
    if len(distances) == 1:
        return f"1 more is pushed by {places}"
    return f"{len(distances):,} more are pushed by {places}{'' if len(set(distances)) == 1 else ' at most'}"


def _farthest(first: Moved, count: int) -> str:
    lead = "" if count == 1 else "the farthest "
    return f"{lead}{first.id} {first.before} → {first.after}: {why(first.causes)}"


def _roadmap(difference: Difference) -> str:
    if difference.roadmaps is None:
        return ""
    found = Counter(shifted.change for shifted in difference.roadmap)
    told = [_MOVED[change](found[change]) for change in GROUPS if found[change]]
    parts = [f"Roadmap: {', '.join(told)}" if told else "Nothing moves in the roadmap"]
    if value := value_told(difference):
        parts.append(f"value delivered {value}")
    if difference.missed:
        parts.append(f"{counted(len(difference.missed), 'promise')} can no longer be kept")
    return f"{'; '.join(parts)}."


_MOVED: Final[Mapping[ShiftChange, Callable[[int], str]]] = {
    "agreed": lambda count: f"{counted(count, 'feature')} agreed to move ({PLAN_FILE})",
    "forced": lambda count: f"{counted(count, 'feature')} forced to move",
    "late": lambda count: f"{count:,} late",
    "early": lambda count: f"{count:,} early",
    "new": lambda count: f"{count:,} new",
    "left-out": lambda count: f"{count:,} left out",
}  # fmt: skip


def value_told(difference: Difference) -> str:
    """The worth of the roadmap before and after: "2.1M → 2.04M (−3.1 %)"; "" where it is the same.

    What is shipped counts on neither side. Where scores changed, what it is worth by those of before is told
    too.
    """
    before, after = difference.comparable
    if before is None or after is None:
        return ""
    shares = [change_in_percent(before, after)] if before else []
    rescored = difference.rescored
    is_other = rescored is not None and figure(rescored, 4) != figure(after, 4)
    if figure(before, 4) == figure(after, 4) and not is_other:
        return ""
    if before and rescored is not None and is_other:
        shares.append(f"{change_in_percent(before, rescored)} by the old scores")
    share = f" ({'; '.join(shares)})" if shares else ""
    shipped = fsum(one.value for one in difference.shipped)
    aside = f", beside {figure(shipped, 4)} of what is shipped now" if shipped else ""
    return f"{figure(before, 4)} → {figure(after, 4)}{_unit(difference)}{share}{aside}"


def _unit(difference: Difference) -> str:
    """What the value is counted in: the scores of the model that both sides have."""
    models = {roadmap.model.name for roadmap in difference.roadmaps or ()}
    return f" by {models.pop()}" if len(models) == 1 else ""
