"""What the past says of a feature, by what was estimated and said when work began on others."""

from __future__ import annotations

from dataclasses import replace

from pmcli.learning.calibration import ENOUGH
from pmcli.learning.hindsight import Hindsight, hindsight
from pmcli.model.backlog import Backlog
from pmcli.review.at_start import at_start
from pmcli.workspace.opening import OpenWorkspace


def hindsight_of(opened: OpenWorkspace, backlog: Backlog, name: str) -> Hindsight | None:
    """What the past says of an open feature, as `pm learn` reads it; None where it says nothing yet.

    Commits are only read where there are results enough to say something.
    """
    if not backlog.is_open(name):
        return None
    if sum(bool(feature.results) for feature in backlog.features.values()) < ENOUGH:
        return None
    past = [name for name, feature in backlog.features.items() if feature.results or feature.spent]
    start = at_start(opened, backlog, past)
    found = hindsight(backlog, name, start.estimates, start.confidences)
    is_shallow = any(each.why == "shallow" for each in start.unknown)
    return replace(found, is_shallow=is_shallow, fault=start.fault) if found is not None else None
