"""What was learned, as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.learning.bets import Belief
from pmcli.learning.calibration import ENOUGH, Calibration, Past
from pmcli.learning.confidence import HitRate
from pmcli.learning.deliveries import log_width
from pmcli.learning.due import DueResult
from pmcli.learning.lessons import MANY
from pmcli.learning.outcomes import OutcomeResult
from pmcli.model.estimate import Estimate
from pmcli.model.figure import counted, figure, listed, percent, time_span
from pmcli.views.learning.promises import kept_line
from pmcli.views.learning.ranges import spelled
from pmcli.views.learning.report import EXAMPLE, LearningReport, Section, meant

_SHOULD = "9 of 10 should"
_DIFFERS = 1.1
"""A factor from which people care."""
_KINDS = 8
"""So many kinds of evidence are told in a line."""
_NOISE = 1e-9


# --- effort ---


def lead(report: LearningReport, section: Section | None = None) -> Iterator[str]:
    """What matters most, in a line each: how ranges turned out, how bets did, what was kept and is due.

    With a `section` only what it is about.
    """
    if section in (None, "effort"):
        yield from _on_effort(report)
    if section != "effort":
        yield from _on_bets(report)
    if section is not None:
        return
    if report.promises is not None and report.promises.promised:
        yield kept_line(report.promises)
    if due := report.lessons.due:
        are = "result is due" if len(due) == 1 else "results are due"
        yield f"{len(due)} {are}: {listed(list(dict.fromkeys(look.id for look in due)), 3)}"


def _on_effort(report: LearningReport) -> Iterator[str]:
    """How a team, or all, kept to their ranges, and what such a range has meant."""
    past = report.past
    if report.team is not None and past.team is None:
        yield f"nothing that {report.team} delivered says what was estimated and what it took"
        return
    if not past.shares:
        return
    who = f"{past.team}: " if past.team is not None else ""
    kept = f"{who}{past.inside} of {past.shares} efforts kept to their range ({_SHOULD})"
    if past.missing:
        so_far = counted(past.deliveries, "delivery", "deliveries")
        yield f"{kept}: {so_far}, {past.missing} more until that tells what ranges mean"
    else:
        yield f"{kept}: who says {spelled(EXAMPLE)} is to expect {spelled(meant(past))}"


def _on_bets(report: LearningReport) -> Iterator[str]:
    bets = report.lessons.beliefs
    if bets:
        few = f"; from {MANY} on it can be told how sure to be" if len(bets) < MANY else ""
        against = len(contradicted(report))
        marked = f" ({against} by a verdict that its numbers contradict)" if against else ""
        yield f"{sum(bet.came_true for bet in bets)} of {counted(len(bets), 'bet')} came true{marked}{few}"


def contradicted(report: LearningReport) -> list[str]:
    """The bets that are counted as come true by a verdict whose numbers say the opposite."""
    hits = [bet.id for bet in report.lessons.beliefs if bet.came_true]
    return [name for name in hits if _deciding(report, name).is_contradicted]


def _deciding(report: LearningReport, bet: str) -> OutcomeResult:
    """The outcome that decides on a bet: that of its first metric with a clear verdict."""
    order = [metric.metric for metric in report.backlog.features[bet].metrics]
    clear = [item for item in report.lessons.outcomes if item.id == bet and item.verdict in ("hit", "missed")]
    return min(clear, key=lambda item: order.index(item.metric) if item.metric in order else len(order))


def meaning(past: Past) -> str:
    """What the example range has meant, and how that differs from it; or that there is too little to tell."""
    if past.team is not None and past.missing:
        return "too few to tell apart from all teams"
    turned_out = meant(past)
    return f"{spelled(turned_out)}: {_differs(turned_out)}"


def _differs(turned_out: Estimate) -> str:
    later = turned_out.likely / EXAMPLE.likely
    wider = log_width(turned_out) / log_width(EXAMPLE)
    words = ["later"] if later >= _DIFFERS else ["earlier"] if later <= 1 / _DIFFERS else []
    if not 1 / _DIFFERS < wider < _DIFFERS:
        words.append(f"{figure(wider, 2)} × as wide")
    return ", and ".join(words) or "as it says"


def effort_notes(report: LearningReport) -> Iterator[str]:
    """What the efforts do not show: that they are too few, what is unfinished, what was left aside."""
    yield _on_forecasts(report.lessons.calibration)
    if unfinished := report.past.unfinished:
        counts = "counts" if unfinished == 1 else "count"
        yield (
            f"{counted(unfinished, 'effort')} of work in progress {counts} as at least what it took so far: "
            "past the likely value already"
        )
    yield from left_aside(report)
    if names := report.unrecorded:
        yield f"shipped, and nobody wrote what it took: {listed(names)}"


def _on_forecasts(calibration: Calibration) -> str:
    """Whether forecasts read ranges as the past says, or what is missing for it."""
    mode = f"(forecast: {{calibrate: {calibration.mode}}})"
    if calibration.is_used:
        return f"forecasts read ranges so {mode}"
    if calibration.mode == "never":
        return f"forecasts take ranges as they are written {mode}"
    return f"forecasts read ranges so from {ENOUGH} deliveries on: {calibration.everybody.missing} more"


def left_aside(report: LearningReport) -> Iterator[str]:
    """The recorded work that teaches nothing, with the reason."""
    for why, text in (("not-estimated", "was in no estimate"), ("took-nothing", "took nothing")):
        asides = [(row.team or "what names no team", row.feature) for row in report.aside if row.why == why]
        rows = [f"{team} in {feature}" for team, feature in asides]
        if rows:
            yield f"left aside, for it {text}: {listed(rows)}"


# --- outcomes ---


def remark(outcome: OutcomeResult, bet: Belief | None) -> str:
    """What is to be said of an outcome beside its verdict; `bet` is what was believed of the feature."""
    return "; ".join(filter(None, _remarks(outcome, bet)))


def _remarks(outcome: OutcomeResult, bet: Belief | None) -> Iterator[str]:
    share = outcome.share
    if share is not None and (outcome.verdict != "hit" or outcome.by_numbers != "hit"):
        yield f"{figure(100 * share, 2)} % of the way" if share >= 0 else "the other way"
    if outcome.due is not None and outcome.verdict is None:
        yield f"not due before {outcome.due}"
    if outcome.is_contradicted:
        yield f"{outcome.by_numbers} by its numbers"
    yield _on_test(outcome)
    if outcome.verdict == "hit" and outcome.how == "before-after":
        yield "no control: may be something else"
    if outcome.how == "opinion":
        yield "an opinion: nobody measured"
    if outcome.verdict == "missed" and outcome.tested is None and bet is not None:
        yield "nothing was known before" if bet.evidence is None else f"its evidence: {bet.evidence}"


def _on_test(outcome: OutcomeResult) -> str:
    """What the test had said, and whether it held."""
    if outcome.tested is None:
        return ""
    said = f"the test said {_more(outcome.tested, outcome)}"
    if outcome.has_held is None or outcome.change is None:
        return said
    return f"{said}: it held" if outcome.has_held else f"{said}, {_more(outcome.change, outcome)} came"


def _more(difference: float, outcome: OutcomeResult) -> str:
    """A difference with its sign; of shares in points."""
    sign = "+" if difference >= 0 else "−"
    number = abs(difference)
    return f"{sign}{100 * number:.1f} points" if outcome.is_share else f"{sign}{figure(number)}"


# --- confidence ---


def turned_out(rate: HitRate) -> str:
    """How what was said compares with what came; that there is too little to tell below 5."""
    if rate.count < ENOUGH:
        return "too few to tell"
    if rate.said is None:
        return ""
    if rate.said > rate.high:
        return "fewer came than was said"
    return "more came than was said" if rate.said < rate.low else "as was said"


def share_range(low: float, high: float) -> str:
    """The ends of an interval of a share: "24 to 94 %"."""
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def confidence_notes(report: LearningReport) -> Iterator[str]:
    """How good the confidences were as forecasts; on which evidence; verdicts that were worked out."""
    lessons = report.lessons
    yield "likely between: where the true share of such bets lies, in 9 of 10 cases"
    if (score := lessons.brier) is not None and (base := lessons.base_rate) is not None:
        came = percent(sum(came for _, came in lessons.bets) / len(lessons.bets))
        better = "better" if score < base - _NOISE else "no better"
        yield f"what was said was {better} than always saying {came} (Brier {score:.2f}, and {base:.2f})"
    if any(rate.kind for rate in lessons.evidence):
        kinds = [f"{rate.kind or 'none'} {rate.hits} of {rate.count}" for rate in lessons.evidence]
        yield f"by the evidence there was before: {listed(kinds, _KINDS)}"
    if worked := [item.id for item in lessons.outcomes if not item.is_verdict_written and item.verdict]:
        yield f"verdicts by the numbers, for none was written: {listed(worked)}"
    if against := contradicted(report):
        yield f"counted as come true by a verdict that its numbers contradict (PM707): {listed(against)}"
    if silent := [bet.id for bet in lessons.beliefs if bet.said is None]:
        yield f"nobody said how sure they were: {listed(silent)}"


# --- due ---


def next_look(report: LearningReport) -> str | None:
    """When the next result is due; None where nothing is to come."""
    coming = report.lessons.coming
    if coming:
        return f"next: {_look(coming[0])}, on {coming[0].since}"
    if report.upcoming is None:
        return None
    after = time_span(report.backlog.workspace.learning.review_after)
    return f"next: {report.upcoming}, {after} after it ships"


def _look(look: DueResult) -> str:
    return f"{look.id} ({', '.join(look.metrics)})" if look.metrics else look.id


# --- nothing ---


def nothing(team: str | None, names: Sequence[str], aside: Sequence[str]) -> str:
    """That there is nothing to learn from, what was left aside, and what to write so that there is."""
    of = f" of {team}" if team is not None else ""
    lead = f"nothing to learn from{of} yet"
    if aside:
        told = "\n".join(aside)
        hint = "an effort teaches where it was estimated before work began, by the team that did it:"
        return f"{lead}: all work that was recorded is left aside\n{told}\n{hint}"
    who = f", such as {names[0]}," if names else ""
    return (
        f"{lead}: no shipped feature says what it took, or what came of it\n"
        f"write into a feature that has shipped{who} what became of it:"
    )


def example(report: LearningReport) -> str:
    """The keys of a feature from which there is something to learn."""
    team = next((name for name in (report.team, *report.backlog.workspace.teams) if name), None)
    planned, took = ("3..5..9", "7") if team is None else (f"{{{team}: 3..5..9}}", f"{{{team}: 7}}")
    return (
        "status: shipped\n"
        f"shipped: {report.backlog.today}\n"
        f"effort: {planned}\n"
        "rice: {confidence: 80%}\n"
        "metrics: [{metric: completion_rate, baseline: 58%, target: 61%}]\n"
        "results:\n"
        "  - {metric: completion_rate, before: 58%, after: 60%, how: before-after, verdict: missed}\n"
        f"  - {{effort: {took}}}\n"
    )
