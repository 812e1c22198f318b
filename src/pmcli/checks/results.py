"""Rules about what came of shipped features, and whether outcomes are on their way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmcli.checks.rule import Finding, Rule
from pmcli.model.backlog import Backlog, Keys
from pmcli.model.efforts import NO_TEAM
from pmcli.model.feature import Feature
from pmcli.model.figure import listed, measured, percent
from pmcli.model.measures import Metric
from pmcli.model.progress import progress
from pmcli.model.strategy import Outcome
from pmcli.model.verdicts import metric_name


def due(backlog: Backlog) -> Iterator[Finding]:
    """Shipped features whose results nobody has looked at, though the day for it is past."""
    if not any(feature.status == "shipped" for feature in backlog.features.values()):
        return
    from pmcli.learning.due import awaited

    for look in awaited(backlog):
        if look.since >= backlog.today:
            continue
        feature = backlog.features[look.id]
        of = f" of {listed(look.metrics)}" if look.metrics else ""
        message = f"no result{of} yet, due since {look.since}"
        metric = look.metrics[0] if look.metrics else "…"
        hint = f"look, and write results: [{{metric: {metric}, before: …, after: …, verdict: …}}]"
        yield Finding(look.id, _due_keys(feature, look.metrics), message, hint)


def _due_keys(feature: Feature, metrics: tuple[str, ...]) -> Keys:
    """The keys of what somebody has to look at: the first metric, else the day on which it shipped."""
    for number, metric in enumerate(feature.metrics):
        if metric.metric in metrics:
            return ("metrics", number)
    return ("shipped",)


def against_numbers(backlog: Backlog) -> Iterator[Finding]:
    """Verdicts that all of the result's own numbers contradict."""
    if not any(feature.results for feature in backlog.features.values()):
        return
    from pmcli.learning.outcomes import outcome_of

    for feature in backlog.features.values():
        for number, result in enumerate(feature.results):
            outcome = outcome_of(backlog, feature, result)
            if not outcome.is_contradicted or outcome.after is None:
                continue
            does = "misses" if result.verdict == "hit" else "reaches"
            target = measured(outcome.target or 0.0)
            message = f'"{result.verdict}", though {measured(outcome.after)} {does} the target {target}'
            hint = (
                f"write verdict: {outcome.by_numbers}, or say which way is better: metrics: [{{better: …}}]"
            )
            yield Finding(feature.id, ("results", number, "verdict"), message, hint)


def unrecorded_effort(backlog: Backlog) -> Iterator[Finding]:
    """Shipped features with an estimate of which nobody wrote what they took."""
    if not any(feature.status == "shipped" for feature in backlog.features.values()):
        return
    from pmcli.learning.deliveries import unrecorded

    for feature in unrecorded(backlog):
        teams = ", ".join(f"{team}: …" for team in backlog.effort(feature) if team != NO_TEAM)
        message = "shipped with an estimate, and nobody wrote what it took: no estimate learns from it"
        hint = f"write results: [{{effort: {f'{{{teams}}}' if teams else '…'}}}]"
        yield Finding(feature.id, ("effort",), message, hint)


def off_track(backlog: Backlog) -> Iterator[Finding]:
    """Outcomes and metrics that lag more than a quarter of the way behind the line to their target."""
    begins = backlog.start or backlog.today
    for name, outcome in backlog.workspace.strategy.outcomes.items():
        if message := _lag(outcome, begins, backlog):
            yield Finding(None, ("strategy", "outcomes", name, "current"), message, _OFF_TRACK)
    for feature in backlog.features.values():
        if not feature.metrics or backlog.status(feature.id) in ("parked", "declined"):
            continue
        seen = _looked_at(feature)
        for number, metric in enumerate(feature.metrics):
            message = _lag(metric, feature.started or begins, backlog)
            if message and metric.metric not in seen:
                yield Finding(feature.id, ("metrics", number, "current"), message, _OFF_TRACK)


def _looked_at(feature: Feature) -> set[str | None]:
    """The metrics of a feature that have a result."""
    return {metric_name(feature, result) for result in feature.results}


_OFF_TRACK = "look at what moves it, or move the target"


def _lag(measure: Metric | Outcome, begins: date, backlog: Backlog) -> str | None:
    """How far a number is behind its line, in a sentence; None where it is not, or cannot be told."""
    reached = progress(backlog, measure, begins)
    if reached is None or reached.due is None or not reached.lags or backlog.today < begins:
        return None
    way = percent(reached.share) if reached.share >= 0 else "none"
    return (
        f"{measured(reached.current)} is {way} of the way from {measured(reached.baseline)} to "
        f"{measured(reached.target)}, with {percent(reached.due)} of the time gone (by {measure.by})"
    )


RULES = (
    Rule(
        "PM706", "results-due", "warning",
        "What nobody looks at after the launch teaches nothing, and the next bet is made as blindly.",
        due,
    ),
    Rule(
        "PM707", "verdict-against-numbers", "error",
        "A verdict that its numbers contradict makes every rate of what came true a wish.",
        against_numbers,
    ),
    Rule(
        "PM708", "effort-not-recorded", "info",
        "Estimates are read as the past says, and the past is what somebody wrote down.",
        unrecorded_effort,
    ),
    Rule(
        "PM709", "outcome-off-track", "info",
        "An outcome that lags far behind its line will miss its day, and the plan still counts on it.",
        off_track,
    ),
)  # fmt: skip
