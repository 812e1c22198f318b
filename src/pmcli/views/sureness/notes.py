"""What a reader should know of how sure an order is, as sentences."""

from __future__ import annotations

from collections.abc import Iterator

from pmcli.forecast.sureness import PLACES, Sureness
from pmcli.model.backlog import Backlog
from pmcli.model.estimate import Estimate
from pmcli.model.figure import counted, figure, listed, odds, ordinal
from pmcli.model.forecast import ONE
from pmcli.model.words import in_a_line

_TOLD = 4
"""Most features that are named as vying for a place."""


def notes(sureness: Sureness, backlog: Backlog) -> Iterator[str]:
    """The sentences below the table, the most useful first."""
    if sureness.is_category:
        yield "features of one class tie: within a class this method cannot tell which comes first"
        return
    if not sureness.inputs:
        yield "nothing here is uncertain: every number is exact"
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
    unsure = {name: _factor(factor) for name, factor in factors.items() if factor != ONE}
    ranges = " and ".join(f"{factor} ({name})" for name, factor in unsure.items())
    if len({*unsure.values()}) == 1:
        ranges = next(iter(unsure.values()))
    exact = sureness.neighbours.apart_if_exact
    then = f"; taken as exact, {exact} of {sureness.neighbours.free}" if exact is not None else ""
    verb = "has" if sureness.assumed == 1 else "have"
    are = "is" if sureness.assumed == 1 else "are"
    yield f"{counted(sureness.assumed, 'number')} {verb} no range and {are} taken at {ranges}{then}"


def _factor(factor: Estimate) -> str:
    if factor.is_exact:
        return f"×{figure(factor.likely)}"
    return f"÷{figure(1 / factor.low)} to ×{figure(factor.high)}"


def _drawn(sureness: Sureness) -> str:
    stopped = ", stopped there" if sureness.is_stopped else ""
    return (
        f"{sureness.futures:,} futures{stopped}, shared error {100 * sureness.shared_error:.0f} %; "
        f"{_calibrated(sureness)}"
    )


def _calibrated(sureness: Sureness) -> str:
    if sureness.is_calibrated:
        return f"calibrated on {counted(sureness.deliveries, 'delivery', 'deliveries')}"
    if sureness.missing:
        needed = sureness.deliveries + sureness.missing
        return (
            f"not calibrated: {counted(sureness.deliveries, 'delivery', 'deliveries')}, {needed} are needed"
        )
    return "not calibrated"
