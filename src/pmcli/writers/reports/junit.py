"""JUnit's XML, which every CI system reads: a test case for every finding.

Source: the JUnit schema of the Jenkins xUnit plugin, https://github.com/jenkinsci/xunit-plugin
"""

from __future__ import annotations

import re
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from pmcli.model.diagnostic import Diagnostic
from pmcli.writers.escaping import visible
from pmcli.writers.reports.result import Report, with_hint

_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def junit(report: Report) -> str:
    """One suite: errors and warnings are failures, infos pass; a clean backlog is one case that passes.

    Of cases with one name the second is counted: GitLab shows only one of each class and name.
    """
    failed = sum(diagnostic.severity != "info" for diagnostic in report.diagnostics)
    count = max(1, len(report.diagnostics))
    numbers = f'tests="{count}" failures="{failed}" errors="0"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="pm check" {numbers}>']
    lines.append(f'  <testsuite name="pm check" {numbers} skipped="0">')
    seen: Counter[tuple[str, str]] = Counter()
    for diagnostic in report.diagnostics:
        case = _legal(report.path(diagnostic)), _legal(_name(diagnostic))
        seen[case] += 1
        number = f" #{seen[case]}" if seen[case] > 1 else ""
        lines += _case(diagnostic, report, f"{case[1]}{number}")
    if not report.diagnostics:
        lines.append('    <testcase classname="pm.check" name="all checks"/>')
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _name(diagnostic: Diagnostic) -> str:
    return (
        f"{diagnostic.code} {diagnostic.name} ({diagnostic.feature})"
        if diagnostic.feature
        else f"{diagnostic.code} {diagnostic.name}"
    )


def _case(diagnostic: Diagnostic, report: Report, name: str) -> list[str]:
    place = f"{report.path(diagnostic)}:{diagnostic.location.line}:{diagnostic.location.column}"
    text = escape(_legal(f"{place}: {with_hint(diagnostic)}"))
    head = f"    <testcase classname={_value(report.path(diagnostic))} name={_value(name)}>"
    if diagnostic.severity == "info":
        return [head, f"      <system-out>{text}</system-out>", "    </testcase>"]
    kind, message = _value(diagnostic.severity), _value(with_hint(diagnostic))
    return [head, f"      <failure type={kind} message={message}>{text}</failure>", "    </testcase>"]


def _value(text: str) -> str:
    return quoteattr(_legal(text))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", visible(text))
