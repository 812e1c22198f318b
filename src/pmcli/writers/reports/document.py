"""Findings as JSON documents: one by one, or counted by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pmcli.model.diagnostic import Diagnostic, Severity
from pmcli.writers.documents import Document, Shape, document

DIAGNOSTIC = Shape(
    Diagnostic,
    "code name severity message feature path=location.path line=location.line column=location.column "
    "endLine=location.end_line endColumn=location.end_column hint fix=fix.title",
)
DIAGNOSTICS = Shape(object, "checked diagnostics", checked=int, diagnostics=[DIAGNOSTIC])


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings a rule has, and how many of them `pm check --fix` mends."""

    code: str
    name: str
    severity: Severity
    count: int
    fixable: int


STATISTICS = Shape(object, "rules", rules=list[Counted])


def diagnostics_document(checked: int, diagnostics: Sequence[Diagnostic]) -> Document:
    """Findings: `pm check --format json`; `checked` is the number of features read."""
    return document("diagnostics", DIAGNOSTICS, None, checked=checked, diagnostics=diagnostics)


def counted(diagnostics: Sequence[Diagnostic]) -> list[Counted]:
    """The rules that have findings, those with the most first, then by code: `pm check --statistics`."""
    counts = Counter((diagnostic.code, diagnostic.name, diagnostic.severity) for diagnostic in diagnostics)
    fixable = Counter(diagnostic.code for diagnostic in diagnostics if diagnostic.fix is not None)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Counted(*rule, count, fixable[rule[0]]) for rule, count in ordered]
