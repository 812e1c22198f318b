"""Is it sound? The rules, and the one function that asks them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pmcli.backlog import Backlog
from pmcli.checks import dependencies, reading, references, roadmap, scores
from pmcli.checks.rule import Finding, Rule
from pmcli.diagnostic import Diagnostic, Location
from pmcli.workspace import CheckSettings

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*reading.RULES, *references.RULES, *dependencies.RULES, *roadmap.RULES, *scores.RULES),
        key=lambda rule: rule.code,
    )
)


def check(
    backlog: Backlog, told: Iterable[Diagnostic] = (), *, planning: bool = True
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a backlog, sorted by place.

    `told` is what loading found; the settings in pm.yaml choose and weigh both. Without `planning` nothing
    is said of what only a roadmap suffers from.
    """
    found = list(told)
    for rule in RULES:
        if rule.find is not None and (planning or not rule.is_planning):
            found += [_placed(rule, finding, backlog) for finding in rule.find(backlog)]
    return tuple(sorted(_chosen(found, backlog.workspace.checks), key=lambda one: one.key))


def _placed(rule: Rule, finding: Finding, backlog: Backlog) -> Diagnostic:
    where = backlog.locate(finding.feature, finding.keys, finding.part)
    if not finding.keys:
        where = replace(where, end_line=where.line, end_column=where.column + 1)
    elif finding.inside is not None:
        where = _within(where, finding.inside, backlog)
    return Diagnostic(
        rule.code, rule.name, rule.severity, finding.message, where, finding.feature, finding.hint
    )


def _within(where: Location, inside: tuple[int, int], backlog: Backlog) -> Location:
    """The stretch of a text that stands on one line; the whole of one that does not."""
    text = backlog.places.source(where.path)
    if text is None or where.line != where.end_line:
        return where
    line = text.splitlines()[where.line - 1]
    quoted = line[where.column - 1 : where.column] in ("'", '"')
    start = where.column + inside[0] + quoted
    end = where.column + max(inside[1], inside[0] + 1) + quoted
    return replace(where, column=start, end_column=end) if end <= where.end_column + 1 else where


def _chosen(found: Iterable[Diagnostic], settings: CheckSettings) -> Iterable[Diagnostic]:
    """The findings that the settings select, with the severities they give."""
    for one in found:
        wanted = any(one.code.startswith(prefix) for prefix in settings.select)
        if wanted and not any(one.code.startswith(prefix) for prefix in settings.ignore):
            severity = settings.severity.get(one.code, one.severity)
            yield one if severity == one.severity else replace(one, severity=severity)


__all__ = ["RULES", "Finding", "Rule", "check"]
