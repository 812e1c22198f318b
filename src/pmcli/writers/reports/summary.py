"""The findings as Markdown, for the summary of a step."""

from __future__ import annotations

from pmcli.writers import markdown as md
from pmcli.writers.reports import text
from pmcli.writers.reports.result import Report, said

MOST = 100


def step_summary(report: Report) -> str:
    """A line of counts, and a table of the findings, errors first."""
    line = text.summary(report.diagnostics, features=report.features, files=report.files).strip()
    parts = [f"### pm check\n\n{md.paragraph(line)}\n"]
    found = report.worst_first()
    if found:
        parts.append(f"\n{md.pipes(('', 'Code', 'Where', 'What'))}\n{md.pipes((':---',) * 4)}\n")
    for one in found[:MOST]:
        where = f"{report.path(one)}:{one.location.line}"
        cells = (one.severity, f"{one.code} {one.name}", where, said(one))
        parts.append(md.pipes(md.inline(cell) for cell in cells) + "\n")
    if len(found) > MOST:
        parts.append(f"\nand {len(found) - MOST:,} more\n")
    return "".join(parts)
