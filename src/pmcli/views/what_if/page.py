"""Scenarios side by side, as a page and as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.figure import counted
from pmcli.review.what_if import Outcome
from pmcli.views.what_if import words
from pmcli.writers.blocks import Block, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table, Tone, number

MOST = 12
"""Features that move in a table, at most, where not all are asked for."""
NOW = "now"
"""What people call the backlog as it is."""
PROVEN = "every plan is proven the best"
SEARCHED = (
    "plans are searched for afresh and alike; what lies within what a search leaves open is ≈ 0, and "
    "--optimal proves"
)


def what_if_page(
    outcomes: Sequence[Outcome], *, everything: bool = False, notes: Sequence[str] = ()
) -> list[Block]:
    """The page: a column for each scenario, then what each gives up in words."""
    base, *scenarios = outcomes
    backlog = base.planned.backlog
    blocks: list[Block] = [
        Heading(f"{backlog.workspace.product}: what if", 1),
        TableBlock(_table(outcomes, everything=everything), is_banded=True),
        Heading("What each is, gives up and gains"),
        Fields(tuple((one.planned.name, _about(one, outcomes[0])) for one in scenarios)),
    ]
    is_proven = all(one.is_proven for one in outcomes)
    closing = [] if base.value is None else [PROVEN if is_proven else SEARCHED]
    return [*blocks, *(Paragraph(note, "dim") for note in (*notes, *closing))]


def _about(outcome: Outcome, base: Outcome) -> tuple[str, ...]:
    planned = outcome.planned
    what = f"{planned.title}: " if planned.title else ""
    return f"{what}{', '.join(planned.changes) or 'nothing is otherwise'}", words.told(
        outcome, base.planned.backlog
    )


def _table(outcomes: Sequence[Outcome], *, everything: bool) -> Table:
    columns = (
        Column("what", "", kind="id"),
        *(
            Column(one.planned.name, one.planned.name if at else NOW, "right", kind="id")
            for at, one in enumerate(outcomes)
        ),
    )  # fmt: skip
    moved = _moved(outcomes)
    shown = moved if everything else moved[:MOST]
    rows = (*_figures(outcomes), *(_row(name, outcomes) for name in shown))
    rest = len(moved) - len(shown)
    notes = (Rest(rest, hint="--verbose shows them"),) if rest else ()
    return Table(columns, rows, notes=notes)


def _figures(outcomes: Sequence[Outcome]) -> Iterator[tuple[Cell, ...]]:
    """The rows of sums: value, features placed, promises kept, the fullest team, agreed features forced."""
    base = outcomes[0]
    if base.value is not None:
        yield (Cell("value of the plan"), *(_value(one) for one in outcomes))
    yield (Cell("placed"), *(Cell(f"{one.placed:,}", one.placed) for one in outcomes))
    if base.promises.kept or base.promises.broken:
        yield (Cell("promises kept"), *(_promises(one) for one in outcomes))
    if any(one.fullest is not None for one in outcomes):
        yield (Cell("fullest team"), *(_fullest(one) for one in outcomes))
    if base.forced is not None:
        yield (Cell("agreed, must move"), *(Cell(f"{one.forced or 0:,}", one.forced) for one in outcomes))


def _value(outcome: Outcome) -> Cell:
    amount, change = words.worth(outcome)
    tone: Tone = "plain"
    if outcome.share is not None and not outcome.equal and change:
        tone = "good" if outcome.share > 1 else "bad"
    return Cell(f"{amount}  {change}" if change else amount, outcome.share, tone=tone)


def _promises(outcome: Outcome) -> Cell:
    kept, broken = outcome.promises.kept, outcome.promises.broken
    if not broken:
        return Cell(f"{kept:,}", kept)
    return Cell(f"{kept:,} of {kept + len(broken):,}", kept, tone="bad")


def _fullest(outcome: Outcome) -> Cell:
    fullest = outcome.fullest
    if fullest is None:
        return Cell(NOTHING, tone="dim")
    return Cell(f"{fullest.team} {100 * fullest.share:.0f} %", fullest.share)


def _moved(outcomes: Sequence[Outcome]) -> list[str]:
    """The features that stand elsewhere in a scenario: what matters most in any of them first."""
    places: dict[str, int] = {}
    for one in outcomes[1:]:
        for place, move in enumerate(one.moves):
            places[move.id] = min(place, places.get(move.id, place))
    return sorted(places, key=lambda name: (places[name], name))


def _row(name: str, outcomes: Sequence[Outcome]) -> tuple[Cell, ...]:
    before = outcomes[0].planned.periods.get(name)
    cells = [Cell(str(before) if before else NOTHING)]
    for one in outcomes[1:]:
        after = one.planned.periods.get(name)
        cells.append(Cell(str(after) if after else NOTHING, tone="plain" if after != before else "dim"))
    return Cell(name), *cells


# --- records ---


def what_if_table(outcomes: Sequence[Outcome]) -> Table:
    """A row for each scenario, the backlog as it is first: for machines."""
    columns = (
        Column("scenario", "scenario", kind="id"), Column("value", "value", "right", "number"),
        Column("bound", "bound", "right", "number"), Column("share", "share", "right", "number"),
        Column("equal", "equal", kind="id"), Column("placed", "placed", "right", "number"),
        Column("kept", "promises kept", "right", "number"), Column("broken", "promises broken", kind="id"),
        Column("fullest", "fullest team", kind="id"), Column("full", "full", "right", "number"),
        Column("forced", "agreed, must move", "right", "number"),
        Column("lost", "gives up", kind="id"), Column("gained", "gains", kind="id"),
    )  # fmt: skip
    return Table(columns, tuple(map(_record, outcomes)), _title(outcomes))


def _title(outcomes: Sequence[Outcome]) -> str:
    product = outcomes[0].planned.backlog.workspace.product
    return f"{product}: what if, {counted(len(outcomes) - 1, 'scenario')}"


def _record(outcome: Outcome) -> tuple[Cell, ...]:
    fullest, promises = outcome.fullest, outcome.promises
    return (
        Cell(outcome.planned.name), number(outcome.value), number(outcome.bound), number(outcome.share),
        Cell("yes" if outcome.equal else "no"), number(outcome.placed), number(promises.kept),
        Cell(" ".join(promises.broken)), Cell(fullest.team if fullest is not None else ""),
        number(fullest.share if fullest is not None else None), number(outcome.forced),
        Cell(" ".join(row.id for row in outcome.gives_up)), Cell(" ".join(outcome.gains)),
    )  # fmt: skip
