"""Workflow commands of GitHub Actions: annotations at the lines of a pull request.

Source: GitHub Docs, Workflow commands for GitHub Actions; actions/toolkit, packages/core/src/command.ts;
actions/runner, src/Runner.Common/ActionCommand.cs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pmcli.model.diagnostic import SEVERITIES, Diagnostic, Location, Severity
from pmcli.writers.escaping import plain, visible
from pmcli.writers.reports import text as reports
from pmcli.writers.reports.result import Report, with_hint

MOST = 10
"""Annotations of one severity that GitHub shows of a step; more it drops without a word."""
COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def github(report: Report) -> str:
    """At most 10 annotations a severity, errors first, how many there are besides, and all in the log.

    Where some are left the notice that counts them is one of the 10.
    """
    if not report.diagnostics:
        return reports.summary((), features=report.features, files=report.files)
    lines = list(_annotations(report))
    lines.append("::group::All findings")
    lines += [plain(f"pm: {line}") for line in reports.concise(report.worst_first()).splitlines()]
    lines.append("::endgroup::")
    summary = reports.summary(report.diagnostics, features=report.features, files=report.files)
    return "".join(f"{line}\n" for line in lines) + summary


def _annotations(report: Report) -> Iterator[str]:
    kinds = [
        [diagnostic for diagnostic in report.diagnostics if diagnostic.severity == severity]
        for severity in SEVERITIES
    ]
    shown = [kind[:MOST] for kind in kinds]
    if shown != kinds:
        shown[-1] = shown[-1][: MOST - 1]
    for diagnostic in chain.from_iterable(shown):
        yield _annotation(diagnostic, report)
    if left := len(report.diagnostics) - sum(map(len, shown)):
        more = f"{left:,} more finding{'' if left == 1 else 's'}"
        yield f"::notice title=pm::and {more}: the log of this step has all of them"


def _annotation(diagnostic: Diagnostic, report: Report) -> str:
    level, title = COMMANDS[diagnostic.severity], f"{diagnostic.code} {diagnostic.name}"
    return command(level, with_hint(diagnostic), diagnostic.location, report.prefix, title)


def fault(message: str, title: str) -> str:
    """One workflow command for an error that stands at no line."""
    return f"::error title={_fact(title)}::{_text(visible(message))}"


def command(level: str, message: str, place: Location, prefix: str, title: str) -> str:
    """One workflow command; nothing in the texts can end it or begin another."""
    facts = {
        "file": f"{prefix}{place.path}", "line": str(place.line), "endLine": str(place.end_line),
        "title": title,
    }  # fmt: skip
    if place.line == place.end_line:
        facts["col"], facts["endColumn"] = str(place.column), str(max(place.end_column, place.column + 1))
    command = ",".join(f"{key}={_fact(value)}" for key, value in facts.items())
    return f"::{level} {command}::{_text(visible(message))}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _fact(text: str) -> str:
    return _text(visible(text)).replace(":", "%3A").replace(",", "%2C")
