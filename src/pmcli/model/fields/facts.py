"""Single facts of a feature in words, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from pmcli.model.confidence import UNKNOWN, cited_test
from pmcli.model.decision import in_force
from pmcli.model.figure import figure, measured

if TYPE_CHECKING:
    from pmcli.model.backlog import Backlog
    from pmcli.model.decision import Decision
    from pmcli.model.estimate import Estimate
    from pmcli.model.evidence import Evidence, Problem, Request
    from pmcli.model.experiment import Arm, Experiment
    from pmcli.model.feature import Feature, Option, Position, Risk
    from pmcli.model.launch import Evaluation, Point, RolloutStep
    from pmcli.model.measures import Metric, Result

MORE, LESS, LOOK = "more is better", "less is better", "to be looked at on "
"""What is said of a metric after its numbers."""
CONTRIBUTIONS = {0.0: "none", 1.0: "low", 2.0: "medium", 3.0: "high"}


def joined(*parts: object, by: str = ", ") -> str:
    """The parts that are there, joined."""
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


def numbers_by_team(parts: Mapping[str, float]) -> str:
    """Work that was done, by team."""
    return joined(*(f"{team} {figure(number)}".strip() for team, number in parts.items()))


def problem(solved: Problem) -> str:
    """A problem with how much it matters."""
    text = solved.title
    if solved.opportunity:
        halves = ((name, getattr(solved.opportunity, name)) for name in ("importance", "satisfaction"))
        said = ", ".join(f"{name} {figure(number)}" for name, number in halves if number is not None)
        text += f" ({said})" if said else ""
    return because(text, solved.description)


def segments(feature: Feature, problems: Iterable[Problem], backlog: Backlog) -> Iterator[str]:
    """The segments of the feature, or of the problems that it solves, with their number of users."""
    names = feature.segments or tuple(
        dict.fromkeys(name for problem in problems for name in problem.segments)
    )
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
    cited = f"experiment {piece.experiment}" if piece.experiment else None
    head = joined(piece.kind, piece.date, count, of_whom, cited)
    return because(head, joined(piece.says, f"({piece.source})" if piece.source else None, by=" "))


def evidence_in_full(piece: Evidence, backlog: Backlog, owner: str) -> str:
    """A piece of evidence of a feature, and what the experiment that it cites says, of whichever feature."""
    text, test = evidence(piece, backlog), cited_test(backlog, piece, owner)
    if test is None or test.verdict == UNKNOWN:
        return text
    return f"{text} ({joined(f'of {test.of}' if test.of else None, test.told, by=': ')})"


def request(ask: Request, backlog: Backlog) -> str:
    """A request: who asks, how badly, and in which words."""
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


def option(weighed: Option) -> str:
    """A way that was weighed."""
    text = f"{weighed.what} (chosen)" if weighed.chosen else weighed.what
    return f"{text}; against it: {weighed.against}" if weighed.against else text


def outcomes(feature: Feature, backlog: Backlog) -> Iterator[str]:
    """The outcomes with what the feature contributes; none at all are left out."""
    for name, share in feature.outcomes.items():
        outcome = backlog.workspace.strategy.outcomes.get(name)
        if share:
            yield f"{outcome.title if outcome else name}: {CONTRIBUTIONS.get(share, figure(share))}"


def metric(moved: Metric) -> str:
    """A number that is to move."""
    change = joined(
        f"from {measured(moved.baseline)}" if moved.baseline is not None else None,
        f"(now {measured(moved.current)})" if moved.current is not None else None,
        f"to {measured(moved.target)}" if moved.target is not None else None,
        f"by {moved.by}" if moved.by else None,
        by=" ",
    )
    better = {"up": MORE, "down": LESS}.get(moved.better or "")
    look = f"{LOOK}{moved.review}" if moved.review else None
    return joined(joined(moved.metric, change, by=" "), better, look)


def decisions(feature: Feature, today: date) -> Iterator[str]:
    """The decisions, each with its reason and whether it is in force."""
    current = in_force(feature.decisions, today)
    for decision in feature.decisions:
        verdict = joined(decision.verdict, decision.period, decision.feature, by=" ")
        by = f"by {decision.by}" if decision.by else None
        on = f"on {decision.on}" if decision.on else None
        author = joined(by, on, by=" ")
        yield because(joined(verdict, author, _force(decision, current, today)), decision.because)


def _force(decision: Decision, current: Decision | None, today: date) -> str:
    if decision is current:
        return f"in force until {decision.until}" if decision.until else "in force"
    if decision.until is not None and decision.until < today:
        return f"expired on {decision.until}"
    return "replaced by a later one"


def position(held: Position) -> str:
    """The wish of somebody, and why: "sales says must: Three deals hang on it"."""
    return because(joined(held.who, "says" if held.wants else None, held.wants, by=" "), held.says)


def risk(feared: Risk) -> str:
    """A thing that may go wrong, and how likely it is."""
    return f"{feared.what} ({feared.likelihood})" if feared.likelihood else feared.what


def experiment(test: Experiment) -> str:
    """A test with its groups."""
    return because(_tested(test), _groups(test))


def experiment_in_full(test: Experiment) -> str:
    """A test with what it says, and its groups: "Guests stay (rate): works, +2.9 points (0.7 to 5.1); …"."""
    from pmcli.model.difference import said  # of those only who show a page

    return because(_tested(test), joined(said(test), _groups(test), by="; "))


def _tested(test: Experiment) -> str:
    return joined(test.hypothesis, f"({test.metric})" if test.metric else None, by=" ")


def _groups(test: Experiment) -> str:
    arms = (("control", test.control), *test.arms.items())
    return joined(*(f"{name} {_arm(arm)}" for name, arm in arms if arm))


def _arm(arm: Arm) -> str:
    if arm.conversions is None:
        mean = measured(arm.mean) if arm.mean is not None else None
        return f"{arm.n:,} with a mean of {mean}"
    share = f" ({figure(100 * arm.conversions / arm.n)} %)" if arm.n else ""
    return f"{arm.conversions:,} of {arm.n:,}{share}"


def launch(feature: Feature) -> Iterator[str]:
    """The day, the kinds, what is ready and by whom, the steps of the rollout, what was evaluated."""
    planned = feature.launch
    if planned is None:
        return
    if planned.date:
        yield f"on {planned.date}"
    if planned.kind:
        yield f"kind: {', '.join(planned.kind)}"
    for state, title in (("open", "still open"), ("done", "done"), ("na", "not needed")):
        if told := [_point(name, point) for name, point in planned.checklist.items() if point.state == state]:
            yield f"{title}: {', '.join(told)}"
    yield from map(rollout_step, planned.rollout)
    yield from map(evaluation, planned.evaluation)


def _point(name: str, point: Point) -> str:
    """A point, with who and when: "legal (noor 2026-09-30)"."""
    who = joined(point.by, str(point.on) if point.on else None, by=" ")
    return f"{name} ({who})" if who else name


def rollout_step(step: RolloutStep) -> str:
    """A step of the rollout: "to 5 % on 2027-02-16 until error_share < 0.01"."""
    return joined(
        f"to {figure(100 * step.to)} %",
        f"on {step.on}" if step.on else None,
        f"until {step.until}" if step.until else None,
        by=" ",
    )


def evaluation(each: Evaluation) -> str:
    """What was evaluated beside what is needed: "answers right: 0.88, needs >= 0.92 (2027-02-01)"."""
    found = "not measured" if each.found is None else measured(each.found)
    return f"{each.what}: {found}, needs {each.need}{f' ({each.on})' if each.on else ''}"


def result(outcome: Result, backlog: Backlog) -> str:
    """The effect of a shipped feature in sentences: verdict, numbers, day; work; lesson."""
    work = took(outcome, backlog)
    learned = f"learned: {outcome.learned}" if outcome.learned else None
    return joined(reached(outcome), f"took {work}" if work else None, learned, by="; ")


def took(outcome: Result, backlog: Backlog) -> str | None:
    """What it really took, by team: "web 3, data 1 person-weeks"; None where nobody says."""
    if not outcome.effort:
        return None
    return f"{numbers_by_team(outcome.effort)} {backlog.workspace.effort_unit}"


def reached(outcome: Result) -> str:
    """What a result says was reached: "missed: bookings from 4 % to 12 % (2027-02-20, test)"."""
    moved = joined(
        outcome.metric,
        f"from {measured(outcome.before)}" if outcome.before is not None else None,
        f"to {measured(outcome.after)}" if outcome.after is not None else None,
        f"({joined(outcome.on, outcome.how)})" if outcome.on or outcome.how else None,
        by=" ",
    )  # fmt: skip
    return joined(outcome.verdict, moved, by=": ")
