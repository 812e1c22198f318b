"""What the screen of `pm worth` says in words: what an order hangs on, how far a flip is, what an amount is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pmcli.api import load
from pmcli.forecast.worth.finding import FlipPoint, WorthFindings, find_out
from pmcli.views.worth import words
from pmcli.views.worth.verdict import verdict
from tests.conftest import for_each

NORTHWIND = Path(__file__).parents[1] / "data" / "northwind"


@pytest.fixture(scope="module")
def findings() -> WorthFindings:
    return find_out(load(NORTHWIND).backlog)


@for_each(
    "together, plain, says",
    [
        (0.768, 26, ("it is held up by 5 bets, each worth more than all ranges together: one-page-checkout, "
            "local-methods, guided-steps, subscriptions, wallets.")),
        (1.09, 84, "held up by 3 bets, each worth more"),
        (1.2, 26, "Bets hold this order up, and estimates too: the largest bet is worth 2.8 times as much"),
        (4.0, 26, "all ranges together: 4.0 pw. Estimates hold this order up more than any bet does."),
        (0.96, 228, ("85 of 313 numbers have a range: together they are worth 1.0 pw. The other 228 are taken as "
            "exact, so whether this order hangs on estimates cannot be told.")),
    ],
)  # fmt: skip
def test_what_an_order_hangs_on(findings: WorthFindings, together: float, plain: int, says: str) -> None:
    """Bets hold it up only where most numbers have ranges and the largest bet is worth three times all of them."""
    text = verdict(replace(findings, together=together, plain=plain))
    assert says in text
    assert ("held up by" in text) == ("held up by" in says)


def test_neither_holds_it_up(findings: WorthFindings) -> None:
    few = tuple(bet for bet in findings.bets if bet.sure < 0.001)
    assert verdict(replace(findings, bets=few, together=0.001)).endswith("hang on estimates nor on bets.")
    assert verdict(replace(findings, bets=(), together=0.5)) == "all ranges together: 0.5 pw."


@for_each(
    "factor, more, says",
    [
        (1.1121, True, "11 % more"),
        (0.94, False, "6 % less"),
        (1.0036, True, "under 1 % more"),
        (1.0, False, "under 1 % less"),
        (2.26, True, "2.3 times"),
        (3.0, True, "3 times"),
        (0.0, True, "at 7"),
    ],
)
def test_how_far_a_flip_is(factor: float, more: bool, says: str) -> None:
    """Per cent in words, never a factor below 1 that is "up"."""
    assert words.change(FlipPoint("b", 7.0, factor, 1, True, more)) == says


@for_each(
    "worth, unit, says",
    [
        (0.96, "points", "1.0 points"),
        (3.302, "person-weeks", "3.3 pw"),
        (0.062, "person-weeks", "0.06 pw"),
        (0.013, "person-weeks", "0.01 pw"),
        (0.012, "person-weeks", "hardly any"),
        (0.009, "points", "hardly any"),
        (0.0, "points", "nothing"),
    ],
)
def test_amounts(worth: float, unit: str, says: str) -> None:
    assert words.amount(worth, unit) == says
