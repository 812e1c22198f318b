"""Rules about features under one title: the same thing twice, or one that was put away before."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog
from pmcli.model.feature import Feature
from pmcli.model.figure import listed
from pmcli.model.titles import same_titles

_MERGE = "pm triage shows them side by side and merges them; or say in the title what tells them apart"
_AGAIN = "say in the title what is new, or drop it"


def duplicate_titles(backlog: Backlog) -> Iterator[Finding]:
    """Open features whose titles say the same: told at the second one's title."""
    open_ones = (feature for feature in backlog.features.values() if backlog.is_open(feature.id))
    for first, second, *rest in same_titles(open_ones):
        others = listed([f'"{feature.id}"' for feature in (first, *rest)])
        yield Finding(second.id, ("title",), f"the same title as {others}", _MERGE)


def repeated_titles(backlog: Backlog) -> Iterator[Finding]:
    """Open features whose titles say the same as those of features that are shipped or put away."""
    if all(map(backlog.is_open, backlog.features)):
        return
    counted = (feature for feature in backlog.features.values() if not backlog.is_merged(feature.id))
    for group in same_titles(counted):
        first = next((feature for feature in group if backlog.is_open(feature.id)), None)
        closed = [f'"{other.id}", which is {status}' for other, status in _closed(group, backlog)]
        if first is not None and closed:
            yield Finding(first.id, ("title",), f"the same title as {listed(closed)}", _AGAIN)


def _closed(group: tuple[Feature, ...], backlog: Backlog) -> Iterator[tuple[Feature, str]]:
    for feature in group:
        if not backlog.is_open(feature.id):
            yield feature, backlog.status(feature.id)


RULES = (
    Rule(
        "PM212", "duplicate-title", "warning",
        "The same thing twice is estimated twice, planned twice, and asked for by half as many each.",
        duplicate_titles,
    ),
    Rule(
        "PM213", "repeated-title", "info",
        "What was shipped or put away and comes again is either done already, or needs a new reason.",
        repeated_titles,
    ),
)  # fmt: skip
