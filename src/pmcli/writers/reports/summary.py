"""The findings as Markdown, for the summary of a step."""

from __future__ import annotations

from pmcli.writers import markdown as md
from pmcli.writers.reports import text
from pmcli.writers.reports.result import Report, with_hint

MOST = 100


def step_summary(report: Report) -> str:
    """A line of counts, and a table of the findings, errors first."""
    line = text.summary(report.diagnostics, features=report.features, files=report.files).strip()
    parts = [f"### pm check\n\n{md.paragraph(line)}\n"]
    diagnostics = report.worst_first()
    if diagnostics:
        parts.append(f"\n{md.pipes(('', 'Code', 'Where', 'What'))}\n{md.pipes((':---',) * 4)}\n")
    for diagnostic in diagnostics[:MOST]:
        where = f"{report.path(diagnostic)}:{diagnostic.location.line}"
        cells = (diagnostic.severity, f"{diagnostic.code} {diagnostic.name}", where, with_hint(diagnostic))
        parts.append(md.pipes(md.inline(cell) for cell in cells) + "\n")
    if len(diagnostics) > MOST:
        parts.append(f"\nand {len(diagnostics) - MOST:,} more\n")
    return "".join(parts)
