"""What worth, flips and bets are called."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, log

from pmcli.forecast.worth.betting import Study, Wager
from pmcli.forecast.worth.finding import FlipPoint, InputWorth
from pmcli.model.figure import figure, short_input, significant
from pmcli.model.period import UNITS_A_WEEK
from pmcli.views.ranking.table import UNITS

HALF_AN_HOUR = 0.5 / 40
"""Weeks of a person."""
_LITTLE = 0.01
"""Of a unit that is no time: less than that is not worth the asking."""
_NONE = 1e-9
_TENTHS = 0.95
"""Worth is told in tenths from here on: 0.96 is "1.0"."""
_HARDLY = 0.005
_TIMES = 2.0
SHARES = ("rice.confidence",)
"""Inputs that are written in per cent."""


def little(unit: str) -> tuple[float, str]:
    """The worth below which nothing is told, and its name."""
    if unit in UNITS_A_WEEK:
        return HALF_AN_HOUR * UNITS_A_WEEK[unit], "half an hour"
    return _LITTLE, f"{figure(_LITTLE)} {unit}"


def amount(worth: float, unit: str) -> str:
    """A worth as people read it: "3.3 pw", "0.06 pw"; "hardly any" where it is little, or "nothing"."""
    if worth <= _NONE:
        return "nothing"
    if worth < little(unit)[0]:
        return "hardly any"
    return f"{f'{worth:.1f}' if worth >= _TENTHS else figure(worth, 1)} {UNITS.get(unit, unit)}"


def at_most(worth: float, unit: str) -> str:
    """What may be spent: "up to 3.3 pw"."""
    text = amount(worth, unit)
    return f"up to {text}" if text[0].isdigit() else text


def input_of(finding: InputWorth) -> str:
    """An input as the screen names it: "reach", "effort, web"."""
    name = short_input(finding.input)
    return f"{name}, {finding.team}" if finding.team else name


def number(finding: InputWorth, value: float) -> str:
    """A number of an input: "15,776"; a confidence as "72.3%"."""
    return f"{figure(100 * value)}%" if finding.input in SHARES else figure(value)


def change(flip: FlipPoint) -> str:
    """How far away a flip is: "11 % more", "22 % less", "3 times"; where there is nothing yet, "at 5"."""
    if flip.factor < _HARDLY:
        return f"at {figure(flip.at)}"
    if flip.factor >= _TIMES:
        return f"{figure(flip.factor, 2)} times"
    share = abs(flip.factor - 1)
    text = "under 1 %" if share < _HARDLY else f"{100 * share:.0f} %"
    return f"{text} {'more' if flip.more else 'less'}"


def passes(flip: FlipPoint) -> str:
    """Whom a feature passes at a flip, or falls behind."""
    return f"passes {flip.other}" if flip.rises else f"behind {flip.other}"


def ways(finding: InputWorth) -> tuple[str, str]:
    """The nearest flip with whom it passes, and how far it is to that the other way.

    "6 % less: passes autofill" and "66 % more"; empty where there is none.
    """
    found = [flip for rises in (True, False) if (flip := finding.nearest(rises=rises)) is not None]
    near = sorted(found, key=_distance)
    first, second = [*near, None, None][:2]
    return (f"{change(first)}: {passes(first)}" if first else "", change(second) if second else "")


def _distance(flip: FlipPoint) -> float:
    """How far away a flip is: as far at half of a number as at twice that."""
    return significant(abs(log(flip.factor))) if flip.factor > 0 else inf


def decides(bet: Wager) -> str:
    """What the answer would decide: "place 5, or not at all"; "only a "no" matters: place 20"."""
    works, now, fails = bet.ranks
    if bet.sure <= _NONE:
        return "nothing: it stays where it is"
    if bet.if_works <= _NONE * bet.sure:
        return f'only a "no" matters: {_place(fails, now) if _is_done_anyway(bet) else "drop it"}'
    if bet.if_not <= _NONE * bet.sure:
        return f'only a "yes" matters: {_place(works, now)}'
    return f"{_place(works, now)}, or {_place(fails, now) if _is_done_anyway(bet) else 'not at all'}"


def _place(rank: int, now: int) -> str:
    place = "first of all" if rank == 1 else f"place {rank:,}"
    return f"still {place}" if rank == now else place


def _is_done_anyway(bet: Wager) -> bool:
    """Whether it is done even if it does not work: others need it, or it is worth something still."""
    return bet.is_waited_for or bet.bet.fails > 0


def studies(bet: Wager, unit: str, power: float) -> Iterator[str]:
    """The research that asks whether a bet works, beside what its answer is worth."""
    for study in bet.studies:
        yield f"{study.id} asks whether {bet.id} works{_price(study, bet, unit, power)}"


def _price(study: Study, bet: Wager, unit: str, power: float) -> str:
    """What a study takes, beside what a test is worth, for it is one, and what a sure answer is."""
    if study.effort is None:
        return "; nobody has said what it takes"
    takes = f" and takes {study.written} {UNITS.get(unit, unit)}"
    test = bet.test(power)
    if bet.sure <= _NONE:
        return f"{takes}: the answer would change nothing in this order"
    if study.effort <= test:
        return f"{takes}: no more than a test is worth ({amount(test, unit)}), so it pays"
    if study.effort < bet.sure:
        return (
            f"{takes}: between what a test ({amount(test, unit)}) and a sure answer "
            f"({amount(bet.sure, unit)}) is worth; it pays only if its answer is nearly sure"
        )
    return f"{takes}: more than even a sure answer is worth ({amount(bet.sure, unit)})"
