"""GitLab's Code Quality report.

Source: GitLab Docs, Code Quality: the fields that a report must have.
"""

from __future__ import annotations

import json

from pmcli.model.diagnostic import Severity
from pmcli.writers.escaping import visible
from pmcli.writers.reports.result import Report, whole, with_hint

SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def gitlab(report: Report) -> str:
    """A JSON array; a fingerprint stays when lines above come or go, and is told once."""
    findings = [
        {
            "description": f"{diagnostic.code}: {visible(with_hint(diagnostic))}",
            "check_name": f"{diagnostic.code} {diagnostic.name}",
            "fingerprint": mark,
            "severity": SEVERITIES[diagnostic.severity],
            "location": {
                "path": whole(report.path(diagnostic)),
                "lines": {"begin": diagnostic.location.line},
            },
        }
        for diagnostic, mark in report.fingerprints()
    ]
    return json.dumps(findings, indent=1) + "\n"
