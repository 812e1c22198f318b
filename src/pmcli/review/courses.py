"""The values that outcomes had over time: what the commits of pm.yaml say of `current`."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from pmcli.model.backlog import WORKSPACE_FILE
from pmcli.model.diagnostic import PmError
from pmcli.workspace import files
from pmcli.workspace.opening import OpenWorkspace

COMMITS = 40
"""Commits of pm.yaml that are read, at most."""


def courses(opened: OpenWorkspace) -> dict[str, tuple[float, ...]]:
    """The values of each outcome, the oldest first, that of now last; a value that stays is there once.

    Only those of outcomes that are there now and had two values at least; none without git or history.

    Raises:
        UnreadableError: git cannot read an earlier pm.yaml.
    """
    outcomes = opened.unchecked.backlog.workspace.strategy.outcomes
    if not outcomes:
        return {}  # git is not asked
    try:
        texts = files.settings_over_time(opened.root, opened.commit or "HEAD", COMMITS)
    except files.UnreadableError:
        raise
    except PmError:
        return {}
    every = [_values(opened, text) for text in texts]
    values = {
        name: [
            value for value in (*(known.get(name) for known in every), outcome.current) if value is not None
        ]
        for name, outcome in outcomes.items()
    }
    told = {name: tuple(value for value, _ in groupby(course)) for name, course in values.items()}
    return {name: course for name, course in told.items() if len(course) > 1}


def _values(opened: OpenWorkspace, text: bytes) -> dict[str, float]:
    """The value of each outcome in a pm.yaml; none of one that cannot be read."""
    given = files.Texts({WORKSPACE_FILE: text}, ())
    try:
        workspace = replace(opened, given=given, scenario=None, factors={}).unchecked.backlog.workspace
    except PmError:
        return {}
    outcomes = workspace.strategy.outcomes
    return {name: each.current for name, each in outcomes.items() if each.current is not None}
