"""The agreed plan, said and done: what was promised for the periods that are over, and what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pmcli.model.figure import counted, figure, listed
from pmcli.ranking.where import Shown
from pmcli.review.say_do import PromisedFeature, PromisedPeriod, SayDo
from pmcli.writers.table import Cell, Column, Rest, Table

_PERIODS = 8
"""So many periods are shown, the last ones."""
_NAMED = 4
"""So many features that slipped, or were dropped, are named."""


def promises_of(said: SayDo, shown: Shown | None) -> SayDo:
    """The promises of the features shown."""
    if shown is None:
        return said
    periods = [
        replace(
            period, promises=tuple(promise for promise in period.promises if shown(promise.id)),
            unplanned=tuple(filter(shown, period.unplanned)),
        ) for period in said.periods
    ]  # fmt: skip
    return replace(said, periods=tuple(period for period in periods if period.promises))


def kept_line(said: SayDo) -> str:
    """How many promises were kept, and what became of the others."""
    parts = [f"of {said.promised} promised {said.count('kept')} kept"]
    if slipped := said.count("slipped"):
        by = f" by {_by(said.mean_slip, said)} on average" if said.mean_slip is not None else ""
        parts.append(f"{slipped} slipped{by}")
    if dropped := said.count("dropped"):
        parts.append(f"{dropped} dropped")
    return f"the agreed plan: {', '.join(parts)}"


def _by(periods: float, said: SayDo) -> str:
    number = figure(periods, 2)
    return counted(1, said.step) if number == "1" else f"{number} {said.step}s"


def promises_table(said: SayDo) -> Table:
    """What was promised and kept in the periods that are over, the last of them where there are many."""
    columns = (
        Column("period", "period", kind="id"),
        *(Column(name, name, "right", "number") for name in ("promised", "kept", "slipped", "dropped")),
        Column("unplanned", "not promised", "right", "number", priority=1),
    )
    shown = said.periods[-_PERIODS:]
    rows = tuple((Cell(str(period.period)), *map(_count, _counts(period))) for period in shown)
    older = len(said.periods) - len(shown)
    rest = (Rest(older, hint="older, in --format json"),) if older else ()
    return Table(columns, rows, notes=(*rest, *_notes(said)))


def _counts(period: PromisedPeriod) -> tuple[int, ...]:
    outcomes = (period.count("kept"), period.count("slipped"), period.count("dropped"))
    return len(period.promises), *outcomes, len(period.unplanned)


def _count(number: int) -> Cell:
    return Cell(str(number), number, tone="plain" if number else "dim")


def _notes(said: SayDo) -> Iterator[str]:
    lost = [
        (period, promise) for period in reversed(said.periods) for promise in period.promises
        if promise.outcome != "kept"
    ]  # fmt: skip
    for outcome in ("slipped", "dropped"):
        names = [_told(period, promise) for period, promise in lost if promise.outcome == outcome]
        if names:
            yield f"{outcome}: {listed(names, _NAMED)}"
    if any(period.unplanned for period in said.periods):
        yield "not promised: shipped in the period all the same"
    if said.unknown:
        yield f"the clone does not reach what was agreed for {listed([str(one) for one in said.unknown])}"
    if said.unreadable:
        when = listed([f"{commit.committed} ({commit.id[:7]})" for commit in said.unreadable])
        yield f"a plan.yaml that cannot be read leaves the one before in force: {when}"


def _told(period: PromisedPeriod, promise: PromisedFeature) -> str:
    """A promise that was not kept: "sso 2026-Q3 → 2027-Q1 (still open)"."""
    if promise.outcome == "dropped":
        return f"{promise.id} ({period.period})"
    still = " (still open)" if promise.is_open else ""
    return f"{promise.id} {period.period} → {promise.until}{still}"
