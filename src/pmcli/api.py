"""The public functions, for programs that use `pm` as a library."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pmcli.checks import Selection
from pmcli.workspace.loaded import Loaded
from pmcli.workspace.opening import open_workspace


def load(
    folder: str | Path = ".",
    *,
    revision: str | None = None,
    today: date | None = None,
    clock: date | None = None,
    advice: bool = False,
    selection: Selection | None = None,
    replaced: Mapping[str, bytes] | None = None,
) -> Loaded:
    """The backlog of the workspace in or above `folder`, with all that is wrong with it.

    `revision` reads a git revision instead of the files, without touching the work tree. `today` stands for
    the first day planned. `clock` is the day it is, which counts only where neither is given. With
    `advice` the diagnostics tell too what leaves a ranking true; `selection` says which of them. `replaced`
    are texts that stand for those of files, by path in the workspace. Where a run of `pm` was killed while it
    changed several files, that change is finished or undone, with a warning that says so.

    Raises:
        PmError: there is no workspace, or no such revision.
    """
    opened = open_workspace(
        folder, revision, today=today, clock=clock, advice=advice, selection=selection, tell=_warn
    )
    return opened.replaced({**opened.texts, **replaced}).loaded if replaced else opened.loaded


def _warn(sentence: str) -> None:
    warnings.warn(sentence, stacklevel=2)
