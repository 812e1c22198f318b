"""How likely each scenario's plan is kept: rows of the table, and what machines get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.forecast.odds import Odds, PromiseOdds
from pmcli.model.figure import hundredths
from pmcli.model.figure import odds as percent
from pmcli.model.likelihood import EVEN, expected_in_time
from pmcli.review.what_if import ScenarioOutcome
from pmcli.views.feature_odds import PROMISE, promise_item
from pmcli.writers.documents import Document, Shape, item
from pmcli.writers.table import NOTHING, Cell, Tone

ODDS = Shape(Odds, "futures expected promises", promises=[PROMISE])
DRAWN_ALIKE = (
    "odds are of each column's own plan, which may put a promise later than now does; the futures are the "
    "same in all of them. pm odds --scenario NAME keeps the agreed plan as far as it holds"
)


def odds_rows(outcomes: Sequence[ScenarioOutcome]) -> Iterator[tuple[Cell, ...]]:
    """How many features each plan is expected to have in time, and how likely each of the base's promises is.

    Nothing where nobody asked. A promise of what a plan does not place has no odds.
    """
    base = outcomes[0].odds
    if base is None:
        return
    yield (Cell("expected in time"), *(_expected(one.odds) for one in outcomes))
    for promise in base.promises:
        cells = [_promise(one, promise) for one in outcomes]
        yield (Cell(f"{promise.id} {promise.kind}"), *cells)


def _expected(odds: Odds | None) -> Cell:
    """So many of the features placed: "15 or 16"."""
    shares = [each.in_time for each in odds.items] if odds is not None else []
    return Cell(
        expected_in_time(shares).partition(" of ")[0] or NOTHING, None if odds is None else odds.expected
    )


def _promise(outcome: ScenarioOutcome, promise: PromiseOdds) -> Cell:
    found = _same(outcome.odds, promise)
    if found is None or found.period is None:
        return Cell(NOTHING, tone="dim")
    tone: Tone = "dim" if outcome.equal else "bad" if found.odds < EVEN else "plain"
    return Cell(percent(found.odds), hundredths(found.odds), tone=tone)


def _same(odds: Odds | None, promise: PromiseOdds) -> PromiseOdds | None:
    """The same promise in another plan, None where that lacks it."""
    every = odds.promises if odds is not None else ()
    return next((each for each in every if (each.id, each.kind) == (promise.id, promise.kind)), None)


def odds_of_scenario(outcome: ScenarioOutcome) -> Document | None:
    """What machines get of a plan's odds, None where nobody asked."""
    if outcome.odds is None:
        return None
    promises = [promise_item(made) for made in outcome.odds.promises]
    return item(ODDS, outcome.odds, expected=hundredths(outcome.odds.expected), promises=promises)


def odds_in_a_line(outcome: ScenarioOutcome) -> str:
    """The odds of promises, for a line a scenario: "sso:pin:0.46"."""
    every = outcome.odds.promises if outcome.odds is not None else ()
    return " ".join(f"{each.id}:{each.kind}:{hundredths(each.odds)}" for each in every)
