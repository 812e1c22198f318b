"""What stands below a plan: conflicts, capacity, what did not fit, what decisions cost, how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING

from pmcli.figure import figure
from pmcli.formats.grid import draw
from pmcli.formats.layout import GAP
from pmcli.formats.page import Block, Bullets, Fields, Heading, Paragraph, Picture, TableBlock
from pmcli.formats.ranking_table import not_ranked
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import (
    GLUE,
    closing,
    cost_text,
    costs,
    counted,
    percent,
    reasons_text,
    unglued,
)
from pmcli.formats.table import NOTHING, Cell, Column, Table, Tone
from pmcli.formats.terminal import Line, Look, cells, wrap
from pmcli.roadmap.result import Conflict, DecisionCost, Load, Objective
from pmcli.words import words

if TYPE_CHECKING:
    from pmcli.period import Period

UNPLACED = 10
"""So many features that did not fit are told with the reason."""
MOVED = 8
REASONS = 2
_LEAST_BAR = 6
_OVER = 1e-6
COMMAND = "pm roadmap"


def below(scene: Scene) -> Iterator[Block]:
    """All that is told below a plan, the loudest first, the sentence to remember last."""
    yield from conflicts(scene.roadmap.conflicts)
    yield from capacity(scene)
    yield from unplaced(scene)
    yield from decisions(scene)
    if scene.verbose:
        yield from figures(scene)
    yield from remarks(scene)
    yield from verdict(scene)


def conflicts(found: Sequence[Conflict]) -> Iterator[Block]:
    """What must be and cannot."""
    if not found:
        return
    title = counted(len(found), "conflict")
    told = Bullets(tuple(f"{words(one.reason)}{f' ({one.hint})' if one.hint else ''}" for one in found))
    yield Picture(
        lambda look: [[(title, "error")], *(line for one in found for line in _loud(one, look))],
        (Heading(title), told),
    )


def _loud(one: Conflict, look: Look) -> Iterator[Line]:
    mark = "✗" if look.unicode else "x"
    room = None if look.limit is None else look.limit - GAP
    for at, piece in enumerate(wrap(look.clean(words(one.reason)), room)):
        yield [(f"{' ' if at else mark} ", "error"), (piece, "bad")]
    for piece in wrap(look.clean(one.hint), room) if one.hint else ():
        yield [("  ", "plain"), (piece, "dim")]


# --- capacity ---


def capacity(scene: Scene) -> Iterator[Block]:
    """How full every team is in every period; nothing where there are no teams."""
    loads = scene.roadmap.loads
    if not loads:
        return
    periods = scene.roadmap.periods
    yield Heading(f"Capacity, in {scene.units}")

    def drawn(look: Look) -> list[Line]:
        teams = max(cells(look.clean(one.team)) for one in loads)
        text = max(cells(_used(one)) for one in loads)
        fits = len(periods)
        if look.limit is not None:
            fits = max(1, (look.limit - teams) // (GAP + text + 1 + _LEAST_BAR))
        parts = -(-len(periods) // fits)
        each = -(-len(periods) // parts)
        lines: list[Line] = []
        for start in range(0, len(periods), each):
            lines += [[]] if start else []
            lines += draw(capacity_table(loads, periods[start : start + each]), look)
        return lines

    yield Picture(drawn, (TableBlock(capacity_table(loads, periods)),))
    if kept := _reserved(scene):
        yield Paragraph(kept, "dim")


def capacity_table(loads: Sequence[Load], periods: Sequence[Period]) -> Table:
    """Teams by periods: used of capacity, with a bar; in the bad tone what is over it."""
    by_team: dict[str, dict[Period, Load]] = {}
    for one in loads:
        by_team.setdefault(one.team, {})[one.period] = one
    rows = tuple(
        (Cell(team), *(load_cell(of_team.get(period)) for period in periods))
        for team, of_team in by_team.items()
    )
    bars = (Column(str(one), str(one), kind="bar") for one in periods)
    columns = (Column("team", "team", kind="id"), *bars)
    return Table(columns, rows)


def load_cell(load: Load | None) -> Cell:
    """What is used of a capacity."""
    if load is None or (load.capacity <= 0 and load.used <= 0):
        return Cell("none" if load else NOTHING, tone="dim")
    over = load.used > load.capacity + _OVER
    share = load.used / load.capacity if load.capacity > 0 else 1.0
    return Cell(_used(load), load.used, share, "bad" if over else "plain")


def _used(load: Load) -> str:
    return f"{figure(load.used)} of {figure(load.capacity)}"


def _reserved(scene: Scene) -> str | None:
    """What is kept for which types, and what of it is used."""
    kept = {kind: share for kind, share in scene.backlog.workspace.roadmap.reserve.items() if share > 0}
    if not kept:
        return None
    whole = fsum(one.reserve for one in scene.roadmap.loads)
    used = fsum(one.reserve_used for one in scene.roadmap.loads)
    names = ", ".join(f"{percent(share)} for {kind}" for kind, share in kept.items())
    return f"besides, kept by every team: {names}; {figure(used)} of {figure(whole)} {scene.units} used"


# --- what did not fit ---


def unplaced(scene: Scene) -> Iterator[Block]:
    """What is in no period and why, the best first."""
    found = scene.unplaced
    if not found:
        return
    yield Heading(f"Not in the plan: {counted(len(found))}")
    rows = tuple(
        (
            Cell(one.id),
            Cell(scene.title(one.id)),
            Cell(reasons_text(one.reasons, None if scene.verbose else REASONS)),
        )
        for one in found[:UNPLACED]
    )
    columns = (
        Column("id", "id", kind="id"),
        Column("title", "title", priority=1, least=18),
        Column("reasons", "why not", least=30),
    )
    yield TableBlock(Table(columns, rows))
    if (more := len(found) - UNPLACED) > 0:
        yield Paragraph(f"and {more:,} more: {COMMAND} --format json has them all", "dim")
    yield Picture(lambda look: _aside("pm why-not ID says what would get one in", look))


def _aside(text: str, look: Look) -> list[Line]:
    """A line for the terminal only: in a file that others read it would be noise."""
    return [[(piece, "dim")] for piece in wrap(look.clean(text), look.limit)]


# --- decisions ---


def decisions(scene: Scene) -> Iterator[Block]:
    """What people decided, and what that costs; the sum where there is more than one."""
    found = [one for one in scene.roadmap.decisions if scene.shown is None or scene.shown(one.feature)]
    if not found:
        return
    objective = scene.roadmap.objective
    known = any(one.cost is not None for one in found)
    title = "What decisions cost" if known else "Decisions"
    yield Heading(title + (", of the plan's value" if known and objective.value else ""))
    rows = tuple(_decision(one, objective, known=known) for one in found)
    columns = (
        Column("id", "id", kind="id"),
        Column("decision", "decision", least=12),
        *([Column("cost", "cost", "right", "text", least=8)] if known else []),
        Column("because", "because", least=20),
    )
    yield TableBlock(Table(columns, rows))
    if summed := _summed(found, objective.value):
        yield Paragraph(summed, "dim")


def _decision(one: DecisionCost, objective: Objective, *, known: bool) -> tuple[Cell, ...]:
    tone: Tone = "warn" if costs(one, objective) else "dim"
    return (
        Cell(one.feature), Cell(words(one.ruling)),
        *([Cell(cost_text(one, objective), one.cost, tone=tone)] if known else []),
        Cell(_because(one), tone="plain" if one.because else "dim"),
    )  # fmt: skip


def _because(one: DecisionCost) -> str:
    """Why, and who decided."""
    by = f"({one.by})" if one.by else ""
    return " ".join(part for part in (one.because, by) if part) or NOTHING


def _summed(found: Sequence[DecisionCost], value: float | None) -> str | None:
    costs = [one.cost for one in found if one.cost]
    if len(costs) < 2:
        return None
    total = fsum(costs)
    return f"together {percent(total / value) if value else figure(total)}, each weighed by itself"


# --- the rest ---


def figures(scene: Scene) -> Iterator[Block]:
    """The numbers behind the sentences, for those who ask."""
    from pmcli.formats.roadmap_teams import teams_table

    objective, model = scene.roadmap.objective, scene.roadmap.model
    rows = [
        ("value", objective.value, ""),
        ("bound", objective.bound, f", {objective.bound_from}" if objective.bound_from else ""),
        ("ideal", objective.ideal, ", with unlimited teams"),
    ]
    told = [(name, f"{figure(value, 6)}{more}") for name, value, more in rows if value is not None]
    if objective.gap is not None:
        told.insert(2, ("gap", f"{figure(100 * objective.gap)} %"))
    yield Heading("Behind it")
    yield Fields((("model", f"{model.name}: {model.formula}"), *told))
    if scene.roadmap.loads:
        yield TableBlock(teams_table(scene))


def remarks(scene: Scene) -> Iterator[Block]:
    """What a reader should know besides."""
    roadmap = scene.roadmap
    lines = [*_moved(scene)]
    lines += not_ranked("not scored", scene.unscored, COMMAND)
    lines += not_ranked("left out", roadmap.left_out or (), COMMAND)
    lines += [roadmap.ranking.chosen] if roadmap.ranking.chosen else []
    lines += dict.fromkeys((*roadmap.notes, *roadmap.ranking.notes))
    if lines:
        yield Paragraph("\n".join(lines), "dim")


def _moved(scene: Scene) -> Iterator[str]:
    """What the improver did."""
    roadmap = scene.roadmap
    if not roadmap.moved or roadmap.gain <= 0:
        return
    names = ", ".join(roadmap.moved[:MOVED])
    more = len(roadmap.moved) - MOVED
    yield (
        f"moved away from where rank alone would put them, for {percent(roadmap.gain)} more value: "
        f"{names}{f' and {more:,} more' if more > 0 else ''}"
    )


def verdict(scene: Scene) -> Iterator[Block]:
    """How good the plan is."""
    if lines := list(closing(scene.roadmap)):
        yield Picture(
            lambda look: [[(piece, "strong")] for line in lines for piece in _unbroken(line, look)],
            (Paragraph("\n".join(lines)),),
        )


def _unbroken(text: str, look: Look) -> list[str]:
    """A sentence in lines, none of which begins with a sign of per cent."""
    return unglued(wrap(look.clean(text).replace(" %", f"{GLUE}%"), look.limit))
