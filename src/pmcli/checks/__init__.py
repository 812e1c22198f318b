"""Findings of all rules in a backlog: `check` asks every rule and places what it finds.

A family of rules stands in a file of its own, which ends in its RULES; the page of a rule is
`pages/CODE.md`. Read first `rule.py`, then a short family such as `dependencies.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pmcli.checks import (
    agreed_plan,
    decisions,
    dependencies,
    estimates,
    evidence,
    experiments,
    exports,
    feasibility,
    judgement,
    launches,
    leftovers,
    likelihood,
    plans_of_tests,
    ratings,
    reading,
    redundancy,
    references,
    results,
    scenarios,
    schemas,
    scores,
    silencing,
    tested,
    titles,
    whole_plan,
)
from pmcli.checks.choice import Choice, Selection, Silence
from pmcli.checks.rule import Finding, Repair, Rule
from pmcli.model.backlog import WORKSPACE_FILE, Backlog, Keys, Origin
from pmcli.model.diagnostic import Diagnostic, Fix, Location

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (
            *reading.RULES, *references.RULES, *leftovers.RULES, *dependencies.RULES, *redundancy.RULES,
            *feasibility.RULES, *whole_plan.RULES, *scores.RULES, *evidence.RULES, *judgement.RULES,
            *decisions.RULES, *titles.RULES, *silencing.RULES, *exports.RULES, *agreed_plan.RULES,
            *estimates.RULES, *likelihood.RULES,
            *scenarios.RULES,
            *ratings.RULES,
            *results.RULES,
            *launches.RULES,
            *tested.RULES,
            *experiments.RULES,
            *plans_of_tests.RULES,
            *schemas.RULES,
        ),
        key=lambda rule: rule.code,
    )
)  # fmt: skip
CODES = frozenset(rule.code for rule in RULES)
ADVICE = frozenset(rule.code for rule in RULES if rule.is_advice)
"""The rules whose findings leave a ranking true, however severe."""


def check(
    backlog: Backlog,
    faults: Iterable[Diagnostic] = (),
    *,
    advice: bool = True,
    selection: Selection | None = None,
) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a backlog, sorted by place.

    `faults` are what loading found; the settings in pm.yaml choose and weigh both, and comments in the files
    silence findings where they stand. Without `advice` only those rules are asked that can make a ranking
    untrue. `selection` adds to the codes that pm.yaml selects, or replaces them.
    """
    choice = Choice(backlog.workspace.checks, selection or Selection())
    codes = frozenset(rule.code for rule in RULES if choice.asks(rule))
    diagnostics = [fault for fault in faults if fault.code in codes]
    for rule in RULES:
        if rule.find is not None and rule.code in codes and (advice or not rule.is_advice):
            diagnostics += [placed(rule, finding, backlog) for finding in rule.find(backlog)]
    if advice:
        diagnostics += _beyond_the_calendar(backlog, codes)
    silence = Silence(backlog.places.suppressions())
    kept = [
        diagnostic for diagnostic in diagnostics
        if choice.reports(diagnostic) and not silence.covers(diagnostic)
    ]  # fmt: skip
    if advice:
        # what cannot be read, or waits for itself, was not asked about
        answered = not backlog.unread and not any(
            diagnostic.severity == "error" and diagnostic.code not in (*ADVICE, "PM101")
            for diagnostic in diagnostics
        )
        comments = silencing.comment_faults(silence, codes, CODES, answered=answered)
        kept += (fault for fault in comments if fault.code in codes)
    return tuple(sorted(map(choice.weighed, kept), key=lambda diagnostic: diagnostic.key))


def _beyond_the_calendar(backlog: Backlog, codes: frozenset[str]) -> Iterator[Diagnostic]:
    """A calendar with more periods than can be planned: a ranking is true, and no plan is made."""
    from pmcli.planning.horizon import excess

    if (too_long := excess(backlog)) and "PM102" in codes:
        key, message = too_long
        where = backlog.locate(None, ("calendar", key))
        yield Diagnostic("PM102", "bad-value", "error", message, where, None, f"set calendar: {{{key}: …}}")


def placed(rule: Rule, finding: Finding, backlog: Backlog) -> Diagnostic:
    """A finding of a rule at its place in the files."""
    origin = _origin(finding, backlog)
    where = backlog.places.find(origin, (*origin.keys, *finding.keys), finding.part)
    if not finding.keys:
        where = replace(where, end_line=where.line, end_column=where.column + 1)
    elif finding.inside is not None:
        where = _within(where, finding.inside, backlog)
    return Diagnostic(
        rule.code, rule.name, finding.severity or rule.severity, finding.message, where, finding.feature,
        finding.hint,        _fix(finding.repair, origin), finding.keys,
    )  # fmt: skip


def _origin(finding: Finding, backlog: Backlog) -> Origin:
    """The place that the keys of a finding are of."""
    if finding.file is not None or finding.feature is None:
        return Origin(finding.file or WORKSPACE_FILE)
    return backlog.origins.get(finding.feature, Origin(""))


def _fix(repair: Repair | None, origin: Origin) -> Fix | None:
    """The repair as a change of a file."""
    if repair is None or not origin.path:
        return None
    keys: Keys = (*origin.keys, *repair.keys)
    return Fix(repair.title, origin.path, repair.do, origin.document, keys, repair.text)


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


__all__ = ["ADVICE", "CODES", "RULES", "Finding", "Repair", "Rule", "Selection", "check", "placed"]
