"""Single facts of a feature in words, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from pmcli.decision import in_force
from pmcli.figure import figure

if TYPE_CHECKING:
    from pmcli.backlog import Backlog
    from pmcli.decision import Decision
    from pmcli.estimate import Estimate
    from pmcli.evidence import Arm, Evidence, Experiment, Metric, Problem, Request, Result
    from pmcli.feature import Feature, Option, Position, Risk

CONTRIBUTIONS = {0.0: "none", 1.0: "low", 2.0: "medium", 3.0: "high"}


def joined(*parts: object, by: str = ", ") -> str:
    """What is there of the parts, joined."""
    return by.join(str(part) for part in parts if part not in (None, ""))


def because(text: str, reason: str | None) -> str:
    """A fact, and the reason after a colon."""
    return f"{text}: {reason}" if reason else text


def word(value: object) -> str:
    """A value of a custom field."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return figure(value) if isinstance(value, float) else str(value)


def effort(feature: Feature, backlog: Backlog) -> str:
    """The effort in total and by team."""
    total = backlog.total_effort(feature)
    unit = backlog.workspace.effort_unit
    if total is not None and figure(total) == "1":
        unit = unit.removesuffix("s")
    parts = by_team(backlog.effort(feature))
    if total is None or parts == figure(total):
        return f"{parts} {unit}".strip()
    return f"{figure(total)} {unit} ({parts})"


def by_team(parts: Mapping[str, Estimate]) -> str:
    """Estimates by team as they were written."""
    return joined(*(f"{team} {part}".strip() for team, part in parts.items()))


def problem(found: Problem) -> str:
    """A problem with how much it matters."""
    told = found.title
    if found.opportunity:
        importance, satisfaction = found.opportunity.importance, found.opportunity.satisfaction
        told += f" (importance {figure(importance)}, satisfaction {figure(satisfaction)})"
    return because(told, found.description)


def segments(feature: Feature, problems: Iterable[Problem], backlog: Backlog) -> Iterator[str]:
    """Who has the problem: the segments of the feature, or of the problems that it solves."""
    names = feature.segments or tuple(dict.fromkeys(name for one in problems for name in one.segments))
    for name in names:
        segment = backlog.workspace.segments.get(name)
        users = f"{figure(segment.users)} users" if segment and segment.users is not None else None
        title = segment.title if segment and segment.title else name
        yield f"{title} ({users})" if users else title


def evidence(piece: Evidence, backlog: Backlog) -> str:
    """A piece of evidence: what, when, how many, of whom, what it says, where it stands."""
    segment = backlog.workspace.segments.get(piece.segment or "")
    of_whom = segment.title if segment and segment.title else piece.segment
    count = f"n = {piece.count:,}" if piece.count is not None else None
    head = joined(piece.kind, piece.date, count, of_whom)
    return because(head, joined(piece.says, f"({piece.source})" if piece.source else None, by=" "))


def request(ask: Request, backlog: Backlog) -> str:
    """Who asks, how badly, and in which words."""
    account = backlog.workspace.accounts.get(ask.account)
    who = ask.account
    if account is not None:
        money = (
            joined(figure(account.arr), backlog.workspace.currency, by=" ")
            if account.arr is not None
            else None
        )
        status = account.status if account.status != "active" else None
        inside = joined(money, status)
        who = (account.title or ask.account) + (f" ({inside})" if inside else "")
    head = joined(who, ask.need, ask.date)
    said = f'"{ask.says}"' if ask.says else None
    return because(head, joined(said, f"({ask.source})" if ask.source else None, by=" "))


def option(found: Option) -> str:
    """A way that was weighed."""
    told = f"{found.what} (chosen)" if found.chosen else found.what
    return f"{told}; against it: {found.against}" if found.against else told


def outcomes(feature: Feature, backlog: Backlog) -> Iterator[str]:
    """The outcomes with what the feature contributes; none at all are left out."""
    for name, share in feature.outcomes.items():
        outcome = backlog.workspace.strategy.outcomes.get(name)
        if share:
            yield f"{outcome.title if outcome else name}: {CONTRIBUTIONS.get(share, figure(share))}"


def metric(found: Metric) -> str:
    """A number that is to move."""
    way = joined(
        f"from {figure(found.baseline)}" if found.baseline is not None else None,
        f"(now {figure(found.current)})" if found.current is not None else None,
        f"to {figure(found.target)}" if found.target is not None else None,
        f"by {found.by}" if found.by else None,
        by=" ",
    )
    return joined(found.metric, way, by=" ")


def decisions(feature: Feature, today: date) -> Iterator[str]:
    """The rulings, each with its reason and whether it is in force."""
    counts = in_force(feature.decisions, today)
    for ruling in feature.decisions:
        yield because(
            joined(_verdict(ruling), _author(ruling), _force(ruling, counts, today)), ruling.because
        )


def _verdict(ruling: Decision) -> str:
    return joined(ruling.verdict, ruling.period, ruling.feature, by=" ")


def _author(ruling: Decision) -> str:
    return joined(f"by {ruling.by}" if ruling.by else None, f"on {ruling.on}" if ruling.on else None, by=" ")


def _force(ruling: Decision, counts: Decision | None, today: date) -> str:
    if ruling is counts:
        return f"in force until {ruling.until}" if ruling.until else "in force"
    if ruling.until is not None and ruling.until < today:
        return f"expired on {ruling.until}"
    return "replaced by a later one"


def position(found: Position) -> str:
    """What somebody wants, and why: "sales says must: Three deals hang on it"."""
    return because(joined(found.who, "says" if found.wants else None, found.wants, by=" "), found.says)


def risk(found: Risk) -> str:
    """What may go wrong."""
    return f"{found.what} ({found.likelihood})" if found.likelihood else found.what


def experiment(found: Experiment) -> str:
    """A test with its two groups."""
    arms = (("control", found.control), ("treatment", found.treatment))
    told = joined(*(f"{name} {_arm(arm)}" for name, arm in arms if arm))
    return because(joined(found.hypothesis, f"({found.metric})" if found.metric else None, by=" "), told)


def _arm(arm: Arm) -> str:
    share = f" ({figure(100 * arm.conversions / arm.n)} %)" if arm.n else ""
    return f"{arm.conversions:,} of {arm.n:,}{share}"


def launch(feature: Feature) -> Iterator[str]:
    """The day, and what is ready."""
    found = feature.launch
    if found is None:
        return
    if found.date:
        yield f"on {found.date}"
    for state, title in (("open", "still open"), ("done", "done"), ("na", "not needed")):
        if names := [name for name, value in found.checklist.items() if value == state]:
            yield f"{title}: {', '.join(names)}"


def result(found: Result, backlog: Backlog) -> str:
    """What a shipped feature did."""
    moved = None
    if found.before is not None and found.after is not None:
        moved = f"from {figure(found.before)} to {figure(found.after)}"
    took = None
    if found.effort:
        parts = joined(*(f"{team} {figure(number)}" for team, number in found.effort.items()))
        took = f"took {parts} {backlog.workspace.effort_unit}"
    moved = joined(found.metric, moved, by=" ")
    return because(joined(found.verdict, moved, found.on, took), found.learned)
