"""Estimates as the past reads them: what was learned, put to the next feature."""

from __future__ import annotations

import shlex

from pmcli.learning.calibration import Calibration
from pmcli.model.diagnostic import PmError
from pmcli.model.efforts import NO_TEAM
from pmcli.model.estimate import Estimate, plain
from pmcli.views.learning.report import LearningReport

_DIGITS = 3


def written(estimate: Estimate) -> str:
    """A range as it is written into a file, at three digits."""
    return "..".join(plain(end, _DIGITS) for end in (estimate.low, estimate.likely, estimate.high))


def applied(report: LearningReport, name: str) -> str:
    """The command line that sets the estimates of a feature to what such ranges have meant, by team.

    Of work in progress that says what remains it sets that.

    Raises:
        PmError: there is no estimate to set, or it is too late for one.
    """
    backlog, calibration = report.backlog, report.lessons.calibration
    feature = backlog.features[name]
    if not backlog.is_open(name):
        raise PmError(f'"{name}" is {backlog.status(name)}: its estimate is history', "name an open feature")
    key = "remaining" if feature.remaining else "effort"
    parts = feature.remaining or feature.effort or {}
    words = [
        _set(key if team == NO_TEAM else f"{key}.{team}", part, team or backlog.team(feature), calibration)
        for team, part in parts.items()
        if report.team in (None, team or backlog.team(feature)) and part.likely > 0
    ]  # fmt: skip
    if not words:
        of = f" of {report.team}" if report.team is not None else ""
        raise PmError(f'"{name}" has no effort{of}', f"pm set {name} effort=3..5..9", exit_code=1)
    return " ".join(("pm set", shlex.quote(name), *words))


def _set(key: str, estimate: Estimate, team: str, calibration: Calibration) -> str:
    return shlex.quote(f"{key}={written(calibration.meaning(estimate, team))}")


def application_note(report: LearningReport) -> str:
    """What a calibrated range in the files would mean for forecasts."""
    calibration = report.lessons.calibration
    if calibration.is_used:
        return (
            f"nothing is written. Forecasts read your ranges so already (forecast: {{calibrate: "
            f"{calibration.mode}}}): if you write it, set calibrate: never, or it is widened twice"
        )
    return "nothing is written"
