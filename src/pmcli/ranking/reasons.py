"""Why a row stands where it stands, in words."""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

from pmcli.backlog import Backlog
from pmcli.figure import figure, listed
from pmcli.ranking.ranked import Ranked
from pmcli.ranking.result import By, Share


def reasons(
    ranked: Ranked, at: int, inherits: list[Share], owes: list[Share], place: Mapping[str, int], by: By
) -> tuple[str, ...]:
    """Why the feature at this position stands where it stands; `place` is the order by id."""
    feature = ranked.ids[at]
    found = [*_rulings(ranked, feature)]
    if ranked.backlog.status(feature) == "in-progress":
        found.append("in progress")
    if feature in ranked.enablers:
        found.append("enabler")
    if feature in ranked.structure.parents:
        found.append("earned when its parts are done")
    if inherits and by == "adjusted":
        found.append(f"inherits {figure(fsum(one.value for one in inherits))} from {_named(inherits)}")
    if owes and by == "adjusted":
        found.append(f"owes {figure(fsum(one.value for one in owes))} to {_named(owes)}")
    if label := ranked.judged.scores[feature].label or ranked.judged.quadrant(feature):
        found.append(label)
    found += _warnings(ranked.backlog, feature, place, by)
    if feature in ranked.assumed:
        found.append(f"cost assumed: {figure(ranked.costs[at])}, the median")
    elif assumed := ranked.judged.scores[feature].assumed:
        found.append(f"assumed: {', '.join(assumed)}")
    return tuple(found)


def _rulings(ranked: Ranked, feature: str) -> list[str]:
    found = []
    record = ranked.backlog.features[feature]
    if (ruling := ranked.structure.decisions.get(feature)) is not None:
        words = {
            "first": "decided first",
            "before": f"decided before {ruling.feature}",
            "pin": f"pinned to {ruling.period}",
        }
        because = f": {ruling.because}" if ruling.because else ""
        found.append(f"{words[ruling.verdict]}{because}")
    if record.deadline is not None:
        found.append(f"deadline {record.deadline.date}")
    return found


def _warnings(backlog: Backlog, feature: str, place: Mapping[str, int], by: By) -> list[str]:
    found = []
    for need in backlog.features[feature].depends_on:
        ahead = place.get(need.id, -1) > place[feature]
        if ahead and (need.kind == "soft" or by == "score"):
            wish = "would like" if need.kind == "soft" else "waits for"
            found.append(f"ahead of {need.id}, which it {wish}")
        elif need.kind == "hard" and _is_parked(backlog, need.id):
            found.append(f"waits for {need.id}, which is parked")
    return found


def _is_parked(backlog: Backlog, feature: str) -> bool:
    return feature in backlog.features and backlog.status(feature) == "parked"


def _named(shares: list[Share]) -> str:
    return listed([share.feature for share in shares], 2)
