"""Scenarios side by side, as a page and as records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.model.figure import counted
from pmcli.review.what_if import ScenarioOutcome
from pmcli.views.what_if import words
from pmcli.views.what_if.changes import changes
from pmcli.views.what_if.odds import DRAWN_ALIKE, odds_in_a_line, odds_rows
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
    outcomes: Sequence[ScenarioOutcome], *, everything: bool = False, notes: Sequence[str] = ()
) -> list[Block]:
    """The page: a column for each scenario, then what each gives up in words."""
    base, *scenarios = outcomes
    backlog = base.planned.backlog
    blocks: list[Block] = [Heading(f"{backlog.workspace.product}: what if", 1)]
    if not backlog.features and not scenarios:
        return [*blocks, *(Paragraph(note, "dim") for note in notes)]
    blocks.append(TableBlock(_table(outcomes, everything=everything), is_banded=True))
    if scenarios:
        blocks.append(Heading("What each is, gives up and gains"))
        blocks.append(Fields(tuple((one.planned.name, _about(one, outcomes[0])) for one in scenarios)))
    drawn = () if base.odds is None else (DRAWN_ALIKE,)
    closing = (*notes, *_promises_are(outcomes), *drawn, *_how_found(outcomes))
    return [*blocks, *(Paragraph(note, "dim") for note in closing)]


def _about(outcome: ScenarioOutcome, base: ScenarioOutcome) -> tuple[str, ...]:
    planned, before = outcome.planned, base.planned.backlog
    title = f"{planned.scenario.title}: " if planned.scenario.title else ""
    what = ", ".join(changes(planned, before)) or "nothing is otherwise"
    return f"{title}{what}", words.told(outcome, before)


def _promises_are(outcomes: Sequence[ScenarioOutcome]) -> Iterator[str]:
    """What counts as a promise, and what being at risk means, where there are any."""
    promises, step = outcomes[0].promises, outcomes[0].planned.backlog.workspace.calendar.step
    if promises.kept or promises.broken:
        is_risky = any(one.promises.at_risk for one in outcomes)
        risk = f"; at risk: due before its {step} ends, or its team is overrun" if is_risky else ""
        yield f"promises are deadlines and pins within the {step}s planned{risk}"


def _how_found(outcomes: Sequence[ScenarioOutcome]) -> Iterator[str]:
    if outcomes[0].value is not None:
        yield PROVEN if all(one.is_proven for one in outcomes) else SEARCHED


def _table(outcomes: Sequence[ScenarioOutcome], *, everything: bool) -> Table:
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


def _figures(outcomes: Sequence[ScenarioOutcome]) -> Iterator[tuple[Cell, ...]]:
    """The rows of sums: value, features placed, promises kept, the fullest team, agreed features forced."""
    base = outcomes[0]
    if base.value is not None:
        yield (Cell("value of the plan"), *(_value(one) for one in outcomes))
    yield (Cell("placed"), *(Cell(f"{one.placed:,}", one.placed) for one in outcomes))
    if base.promises.kept or base.promises.broken:
        yield (Cell("promises kept"), *(_promises(one) for one in outcomes))
        if any(one.promises.at_risk for one in outcomes):
            yield (Cell("promises at risk"), *(_at_risk(one) for one in outcomes))
    yield from odds_rows(outcomes)
    if any(one.fullest is not None for one in outcomes):
        yield (Cell("fullest team"), *(_fullest(one) for one in outcomes))
    if base.forced is not None:
        yield (Cell("agreed, must move"), *(Cell(f"{one.forced or 0:,}", one.forced) for one in outcomes))


def _value(outcome: ScenarioOutcome) -> Cell:
    amount, change = words.worth(outcome)
    tone: Tone = "plain"
    if outcome.share is not None and not outcome.equal and change:
        tone = "good" if outcome.share > 1 else "bad"
    return Cell(f"{amount}  {change}" if change else amount, outcome.share, tone=tone)


def _promises(outcome: ScenarioOutcome) -> Cell:
    """How many are kept for sure, of how many: "2", "1 of 2"."""
    promises = outcome.promises
    kept, whole = promises.kept - len(promises.at_risk), promises.kept + len(promises.broken)
    if kept == whole:
        return Cell(f"{kept:,}", kept)
    return Cell(f"{kept:,} of {whole:,}", kept, tone="bad" if promises.broken else "plain")


def _at_risk(outcome: ScenarioOutcome) -> Cell:
    count = len(outcome.promises.at_risk)
    return Cell(f"{count:,}" if count else NOTHING, count, tone="plain" if count else "dim")


def _fullest(outcome: ScenarioOutcome) -> Cell:
    fullest = outcome.fullest
    if fullest is None:
        return Cell(NOTHING, tone="dim")
    return Cell(f"{fullest.team} {100 * fullest.share:.0f} %", fullest.share)


def _moved(outcomes: Sequence[ScenarioOutcome]) -> list[str]:
    """The features that stand elsewhere in a scenario: what matters most in any of them first.

    What stands elsewhere only in plans of the same worth comes last.
    """
    places: dict[str, tuple[bool, int]] = {}
    for one in outcomes[1:]:
        for place, move in enumerate(one.moves):
            here = one.equal, place
            places[move.id] = min(here, places.get(move.id, here))
    return sorted(places, key=lambda name: (places[name], name))


def _row(name: str, outcomes: Sequence[ScenarioOutcome]) -> tuple[Cell, ...]:
    before = outcomes[0].planned.periods.get(name)
    cells = [Cell(str(before) if before else NOTHING)]
    for one in outcomes[1:]:
        after = one.planned.periods.get(name)
        is_told = after != before and not one.equal
        cells.append(Cell(str(after) if after else NOTHING, tone="plain" if is_told else "dim"))
    return Cell(name), *cells


# --- records ---


def what_if_table(outcomes: Sequence[ScenarioOutcome]) -> Table:
    """A row for each scenario, the backlog as it is first: for machines."""
    columns: tuple[Column, ...] = (
        Column("scenario", "scenario", kind="id"), Column("value", "value", "right", "number"),
        Column("bound", "bound", "right", "number"), Column("share", "share", "right", "number"),
        Column("equal", "equal", kind="id"), Column("placed", "placed", "right", "number"),
        Column("kept", "promises not broken", "right", "number"),
        Column("at_risk", "promises at risk", kind="id"), Column("broken", "promises broken", kind="id"),
        Column("fullest", "fullest team", kind="id"), Column("full", "full", "right", "number"),
        Column("forced", "agreed, must move", "right", "number"),
        Column("lost", "gives up", kind="id"), Column("gained", "gains", kind="id"),
        Column("moves", "moves", kind="id"),
    )  # fmt: skip
    rows = [_record(one) for one in outcomes]
    if outcomes[0].odds is not None:
        columns += (
            Column("expected", "expected in time", "right", "number"), Column("odds", "odds", kind="id"),
        )  # fmt: skip
        rows = [(*row, *_odds(one)) for row, one in zip(rows, outcomes, strict=True)]
    return Table(columns, tuple(rows), _title(outcomes))


def _odds(outcome: ScenarioOutcome) -> tuple[Cell, ...]:
    expected = round(outcome.odds.expected, 2) if outcome.odds is not None else None
    return number(expected), Cell(odds_in_a_line(outcome))


def _title(outcomes: Sequence[ScenarioOutcome]) -> str:
    product = outcomes[0].planned.backlog.workspace.product
    return f"{product}: what if, {counted(len(outcomes) - 1, 'scenario')}"


def _record(outcome: ScenarioOutcome) -> tuple[Cell, ...]:
    fullest, promises = outcome.fullest, outcome.promises
    return (
        Cell(outcome.planned.name), number(outcome.value), number(outcome.bound), number(outcome.share),
        Cell("yes" if outcome.equal else "no"), number(outcome.placed), number(promises.kept),
        Cell(" ".join(promises.at_risk)), Cell(" ".join(promises.broken)),
        Cell(fullest.team if fullest is not None else ""),
        number(fullest.share if fullest is not None else None), number(outcome.forced),
        Cell(" ".join(row.id for row in outcome.gives_up)), Cell(" ".join(outcome.gains)),
        Cell(" ".join(f"{move.id}:{move.before or ''}>{move.after or ''}" for move in outcome.moves)),
    )  # fmt: skip
