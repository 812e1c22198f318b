"""What a reader should know of how sure an order is, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.forecast.sureness import PLACES, Sureness
from pmcli.model.backlog import Backlog
from pmcli.model.figure import counted, listed, odds, ordinal
from pmcli.model.forecast import ONE
from pmcli.model.words import in_a_line
from pmcli.views.futures import EXACT, calibrated, drawn, factor

_TOLD = 4
"""Most features that are named as vying for a place."""


def notes(sureness: Sureness, backlog: Backlog) -> Iterator[str]:
    """The sentences below the table, the most useful first."""
    if sureness.is_category:
        yield "features of one class tie: within a class this method cannot tell which comes first"
        return
    if not sureness.inputs:
        yield EXACT
        return
    if sureness.bent_by:
        yield f"by decision, in every future: {in_a_line(sureness.bent_by)}"
    if sureness.bands:
        yield "a tie: the first of it does not come before the others surely enough to be called better"
    yield from _open(sureness)
    yield from told_apart(sureness, backlog)
    if sureness.delivers is not None:
        share = f"{100 * sureness.delivers:.0f} %"
        yield (
            f"the first {sureness.delivers_of} will deliver about {share} of what their scores say: "
            "what comes first was partly lucky"
        )
    yield "not in this: whether a bet works at all (pm worth), and what nobody has written down yet"
    if sureness.unscored:
        yield f"not ranked, so not in this either: {listed(sureness.unscored)}"
    yield _drawn(sureness)


def _open(sureness: Sureness) -> Iterator[str]:
    places = [each.places for each in sureness.items[0].first] if sureness.items else list(PLACES)
    place = places[-1]
    vying = sureness.open_at(place)
    if vying:
        named = ", ".join(f"{item.id} {odds(item.among(place))}" for item in vying[:_TOLD])
        more = f" and {len(vying) - _TOLD} more" if len(vying) > _TOLD else ""
        yield f"the {ordinal(place)} place is open: {named}{more}"


def told_apart(sureness: Sureness, backlog: Backlog) -> Iterator[str]:
    """How many neighbours can be told apart, and what that rests on."""
    pairs = sureness.neighbours
    if not pairs.free and not pairs.bound:
        return
    waiting = f" ({counted(pairs.bound, 'more pair')} wait for each other)" if pairs.bound else ""
    waiting = waiting.replace("1 more pair wait", "1 more pair waits")
    yield (
        f"{pairs.apart} of {counted(pairs.free, 'neighbouring pair')} can be told apart at "
        f"{100 * sureness.told_apart:.0f} %{waiting}; the others are yours to decide"
    )
    yield from _assumed(sureness, backlog)


def _assumed(sureness: Sureness, backlog: Backlog) -> Iterator[str]:
    if not sureness.assumed:
        return
    assume = backlog.workspace.forecast.assume
    factors = {"values": assume.value, "efforts": assume.effort}
    unsure = {name: factor(taken) for name, taken in factors.items() if taken != ONE}
    ranges = " and ".join(f"{words} ({name})" for name, words in unsure.items())
    if len({*unsure.values()}) == 1:
        ranges = next(iter(unsure.values()))
    exact = sureness.neighbours.apart_if_exact
    then = f"; taken as exact, {exact} of {sureness.neighbours.free}" if exact is not None else ""
    verb = "has" if sureness.assumed == 1 else "have"
    are = "is" if sureness.assumed == 1 else "are"
    yield f"{counted(sureness.assumed, 'number')} {verb} no range and {are} taken at {ranges}{then}"


def _drawn(sureness: Sureness) -> str:
    calibration = calibrated(sureness.deliveries, sureness.missing, is_calibrated=sureness.is_calibrated)
    return drawn(sureness.futures, sureness.shared_error, calibration, is_stopped=sureness.is_stopped)
