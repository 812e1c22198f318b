"""Rules about what is known, and what is only believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmcli.checks.rule import Finding, Rule
from pmcli.checks.shared import judged_of
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.evidence import Evidence
from pmcli.model.feature import Feature
from pmcli.model.figure import figure

SURE = 0.8
SURE_OF_TEN = 8.0
_PAINLESS = ("bug", "debt", "compliance", "enabler", "research")
"""Types whose reason is plain without a problem in words."""


def sure_without_evidence(backlog: Backlog) -> Iterator[Finding]:
    """High confidence that nothing stands behind."""
    judged = judged_of(backlog)
    if judged is None:
        return
    inputs = judged.model.inputs
    for name in judged.scores:
        feature = backlog.features[name]
        rice, ice = feature.rice, feature.ice
        if (rice is None and ice is None) or _is_backed(feature, backlog):
            continue
        sure = rice.confidence if rice is not None else None
        if isinstance(sure, float) and sure >= SURE and _reads("rice", inputs):
            yield _sure(name, ("rice", "confidence"), f"{figure(100 * sure)} %")
        if ice is not None and (ice.confidence or 0.0) >= SURE_OF_TEN and _reads("ice", inputs):
            yield _sure(name, ("ice", "confidence"), f"{ice.confidence:g} of 10")


def _reads(record: str, inputs: tuple[str, ...]) -> bool:
    """Whether the model in use reads the confidence of this record."""
    return f"{record}.confidence" in inputs


def _sure(name: str, keys: Keys, confidence: str) -> Finding:
    message = f"a confidence of {confidence}, and no evidence"
    return Finding(name, keys, message, "add evidence: …, or write confidence: auto")


def _is_backed(feature: Feature, backlog: Backlog) -> bool:
    is_tested = any(experiment.has_numbers for experiment in feature.experiments)
    if feature.evidence or feature.requests or is_tested:
        return True
    problems = backlog.workspace.problems
    return any(problems[name].evidence for name in feature.solves if name in problems)


def old_evidence(backlog: Backlog) -> Iterator[Finding]:
    """Features whose newest evidence is old."""
    first = backlog.start or backlog.today
    months = backlog.workspace.checks.evidence_months
    limit = _months_before(first, months)
    for feature in backlog.features.values():
        if not (feature.evidence or feature.requests) or not backlog.is_open(feature.id):
            continue
        dated = list(_dated(feature))
        dates = [when for _, when in dated] + [
            piece.date for name in feature.solves if name in backlog.workspace.problems
            for piece in backlog.workspace.problems[name].evidence if piece.date is not None
        ]  # fmt: skip
        if (
            not dated
            or max(dates) >= limit
            or any(backlog.is_unread(("problems", name)) for name in feature.solves)
        ):
            continue
        keys, newest = max(dated, key=lambda row: row[1])
        message = f"the newest evidence is of {newest}, more than {months} months before the plan starts"
        yield Finding(feature.id, keys, message, "look again, or lower the confidence")


def undated_evidence(backlog: Backlog) -> Iterator[Finding]:
    """Evidence of which nobody says when it was gathered, and that cites no test."""
    for name, keys, piece in _pieces(backlog):
        if piece.date is None and piece.experiment is None:
            message = "the evidence has no date, and so never counts as old"
            yield Finding(name, keys, message, "add date: …, the day on which it was gathered")


def evidence_to_come(backlog: Backlog) -> Iterator[Finding]:
    """Evidence that is dated after today, and does not count."""
    for name, keys, piece in _pieces(backlog):
        if piece.date is not None and piece.date > backlog.today:
            message = f"the evidence is of {piece.date}, after {backlog.today}, and does not count yet"
            hint = "put the date right; where time has passed, move calendar: start, or ask with --today now"
            yield Finding(name, (*keys, "date"), message, hint)


def _pieces(backlog: Backlog) -> Iterator[tuple[str | None, Keys, Evidence]]:
    """The evidence of open features, and of the problems (of no feature), with where it stands."""
    for feature in backlog.features.values():
        if feature.evidence and backlog.is_open(feature.id):
            yield from ((feature.id, ("evidence", at), piece) for at, piece in enumerate(feature.evidence))
    for name, problem in backlog.workspace.problems.items():
        keys: Keys = ("problems", name, "evidence")
        yield from ((None, (*keys, at), piece) for at, piece in enumerate(problem.evidence))


def _dated(feature: Feature) -> Iterator[tuple[Keys, date]]:
    for number, piece in enumerate(feature.evidence):
        if piece.date is not None:
            yield ("evidence", number, "date"), piece.date
    for number, request in enumerate(feature.requests):
        if request.date is not None:
            yield ("requests", number, "date"), request.date


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    index = max(day.year * 12 + day.month - 1 - months, 12)
    return date(index // 12, index % 12 + 1, 1)


def solution_without_problem(backlog: Backlog) -> Iterator[Finding]:
    """Solutions of which nobody says what they solve."""
    for feature in backlog.features.values():
        if backlog.is_open(feature.id) and feature.solution and not _has_problem(feature, backlog):
            message = "a solution, and no problem that it solves"
            yield Finding(feature.id, ("solution",), message, "add problem: …, or solves: […]")


def request_without_problem(backlog: Backlog) -> Iterator[Finding]:
    """Requests of which nobody says what hurts."""
    for feature in backlog.features.values():
        key = "request" if feature.request else "requests" if feature.requests else None
        if key is None or feature.solution or not backlog.is_open(feature.id):
            continue  # a solution without a problem is reported as such
        if not _has_problem(feature, backlog):
            message = "a request without a problem: it says what they asked for, not why they need it"
            hint = "ask why, then add problem: …, or solves: […]"
            yield Finding(feature.id, (key,), message, hint, "key")


def _has_problem(feature: Feature, backlog: Backlog) -> bool:
    if feature.type in _PAINLESS or feature.problem or feature.solves:
        return True
    below = {feature.id}
    parent = feature.parent
    while parent is not None and parent in backlog.features and parent not in below:
        below.add(parent)
        above = backlog.features[parent]
        if above.problem or above.solves:
            return True
        parent = above.parent
    return False


RULES = (
    Rule(
        "PM501", "confidence-without-evidence", "warning",
        "Confidence is belief; without evidence it is only hope, and counts as much as knowledge.",
        sure_without_evidence,
    ),
    Rule(
        "PM502", "old-evidence", "info",
        "Markets, products and people change: what was true two years ago may not be.",
        old_evidence,
    ),
    Rule(
        "PM503", "solution-without-problem", "info",
        "Without the problem nobody can say whether the solution solves it, or find a better one.",
        solution_without_problem,
    ),
    Rule(
        "PM504", "request-without-problem", "info",
        "What customers ask for is their solution; the pain behind it may have a better one.",
        request_without_problem,
    ),
    Rule(
        "PM515", "undated-evidence", "info",
        "What nobody has dated never grows old, and is believed when it is long over.",
        undated_evidence,
    ),
    Rule(
        "PM516", "evidence-to-come", "warning",
        "What is dated after today cannot be known yet: the year is wrong, or the plan starts too early.",
        evidence_to_come,
    ),
)  # fmt: skip
