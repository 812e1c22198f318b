"""The formats of CI systems, each with the one function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pmcli.writers.reports.github import github
from pmcli.writers.reports.gitlab import gitlab
from pmcli.writers.reports.junit import junit
from pmcli.writers.reports.result import Report
from pmcli.writers.reports.sarif import sarif
from pmcli.writers.reports.summary import step_summary

__all__ = ["REPORTS", "Report", "ReportFormat", "step_summary"]


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A format: its name on the command line, what it is, and the one function that writes it."""

    name: str
    title: str
    render: Callable[[Report], str]


REPORTS = (
    ReportFormat("github", "annotations of GitHub Actions", github),
    ReportFormat("gitlab", "Code Quality of GitLab", gitlab),
    ReportFormat("sarif", "SARIF 2.1.0", sarif),
    ReportFormat("junit", "JUnit XML", junit),
)
