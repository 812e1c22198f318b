"""What worth, flips and bets are called."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.forecast.worth.betting import Study, Wager
from pmcli.forecast.worth.finding import Finding, FlipPoint
from pmcli.model.figure import figure
from pmcli.model.period import UNITS_A_WEEK
from pmcli.views.ranking.table import UNITS

HALF_AN_HOUR = 0.5 / 40
"""Weeks of a person."""
_LITTLE = 0.01
"""Of a unit that is no time: less than that is not worth the asking."""
_NONE = 1e-9


def little(unit: str) -> tuple[float, str]:
    """The worth below which nothing is told, and its name."""
    if unit in UNITS_A_WEEK:
        return HALF_AN_HOUR * UNITS_A_WEEK[unit], "half an hour"
    return _LITTLE, f"{figure(_LITTLE)} {unit}"


def amount(worth: float, unit: str) -> str:
    """A worth as people read it: "3.3 pw", "0.06 pw"; "nothing", or "hardly any" of it."""
    if worth <= _NONE:
        return "nothing"
    if worth < little(unit)[0] / 10:
        return "hardly any"
    return f"{f'{worth:.1f}' if worth >= 1 else figure(worth, 1)} {UNITS.get(unit, unit)}"


def at_most(worth: float, unit: str) -> str:
    """What may be spent: "up to 3.3 pw"."""
    text = amount(worth, unit)
    return f"up to {text}" if text[0].isdigit() else text


def input_of(finding: Finding) -> str:
    """An input as the screen names it: "reach", "effort, web"."""
    name = finding.input.rpartition(".")[2]
    return f"{name}, {finding.team}" if finding.team else name


def times(flip: FlipPoint) -> str:
    """How far away a flip is: "× 1.11"."""
    text = f"{flip.factor:.2f}"
    return f"× {text}" if text != "1.00" else f"× {flip.factor:.4f}"


def nearest(finding: Finding) -> str:
    """The nearest flips: "× 1.11 up, × 0.78 down"."""
    found = ((finding.nearest(rises=rises), "up" if rises else "down") for rises in (True, False))
    return ", ".join(f"{times(flip)} {word}" for flip, word in found if flip is not None)


def decides(bet: Wager) -> str:
    """What the answer would decide: "place 5, or not at all"."""
    works, now, fails = bet.ranks
    if bet.sure <= _NONE:
        return "nothing: it stays where it is"
    if bet.if_works <= _NONE * bet.sure:
        return 'only a "no" would move it'
    if bet.if_not <= _NONE * bet.sure:
        return 'only a "yes" would move it'
    risen = f"still {_place(now)}" if works == now else _place(works)
    return f"{risen}, or {_fallen(bet, fails)}"


def _place(rank: int) -> str:
    return "first of all" if rank == 1 else f"place {rank:,}"


def _fallen(bet: Wager, rank: int) -> str:
    return _place(rank) if bet.is_waited_for or bet.bet.fails > 0 else "not at all"


def studies(bet: Wager, unit: str) -> Iterator[str]:
    """The research that asks whether a bet works, beside what a sure answer is worth."""
    for study in bet.studies:
        yield f"{study.id} asks whether {bet.id} works{_price(study, bet, unit)}"


def _price(study: Study, bet: Wager, unit: str) -> str:
    if study.effort is None:
        return "; nobody has said what it takes"
    more = "less" if study.effort < bet.sure else "more"
    return f" and takes {study.written} {UNITS.get(unit, unit)}: {more} than a sure answer is worth"
