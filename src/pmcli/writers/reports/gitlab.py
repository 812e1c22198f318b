"""GitLab's Code Quality report.

Source: GitLab Docs, Code Quality: the fields that a report must have.
"""

from __future__ import annotations

import json

from pmcli.model.diagnostic import Severity
from pmcli.writers.reports.result import Report, said, whole
from pmcli.writers.visible import visible

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def gitlab(report: Report) -> str:
    """A JSON array; a fingerprint stays when lines above come or go, and is told once."""
    gitlab = [
        {
            "description": f"{one.code}: {visible(said(one))}",
            "check_name": f"{one.code} {one.name}",
            "fingerprint": mark,
            "severity": SEVERITIES[one.severity],
            "location": {"path": whole(report.path(one)), "lines": {"begin": one.location.line}},
        }
        for one, mark in report.fingerprints()
    ]
    return json.dumps(gitlab, indent=1) + "\n"
