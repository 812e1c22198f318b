"""The blocks below a plan: conflicts, capacity, features not placed, cost of decisions, how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING

from pmcli.model.figure import HARDLY, figure, listed, percent
from pmcli.model.words import words
from pmcli.views.ranking.table import not_ranked
from pmcli.views.roadmap.absent import absent, cause_of, counted_causes
from pmcli.views.roadmap.labels import closing, cost_text, costs, counted
from pmcli.views.roadmap.loads import capacity, teams_table
from pmcli.views.roadmap.parts import REASONS, RoadmapOptions, unplaced_table
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, Picture, TableBlock
from pmcli.writers.drawings import Lines, Words
from pmcli.writers.table import NOTHING, Cell, Column, Table, Tone

if TYPE_CHECKING:
    from pmcli.planning.result import Conflict, DecisionCost, Objective, Roadmap
    from pmcli.sharing import AudienceView

UNPLACED = 10
"""Most features that are named with the reason why they did not fit."""
MOVED = 8
COMMAND = "pm roadmap"
KEEP = "pm accept keeps this plan: then it moves for a reason only"
IDEAS = "ideas are ranked, not planned: pm set ID status=candidate plans one, --all lists them"
WHY_NOT = "pm why-not ID says what would get one in"


def below(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """All blocks below a plan: conflicts first, how good the plan is last."""
    yield from conflicts(view.roadmap)
    yield from capacity(view)
    yield from unplaced(view, options)
    yield from decisions(view.roadmap, options)
    if options.verbose:
        yield from figures(view)
    yield from remarks(view.roadmap, options)
    yield from proposal(view.roadmap)
    yield from verdict(view.roadmap)
    yield from keeping(view.roadmap)


def conflicts(roadmap: Roadmap) -> Iterator[Block]:
    """The conflicts, each with its hint; nothing where there are none."""
    if not roadmap.conflicts:
        return
    title = counted(len(roadmap.conflicts), "conflict")
    lines = (
        f"{words(conflict.reason)}{f' ({conflict.hint})' if conflict.hint else ''}"
        for conflict in roadmap.conflicts
    )
    yield Picture(
        Lines((
            Words([(title, "error")]),
            *(words for conflict in roadmap.conflicts for words in _conflict(conflict)),
        )),
        (Heading(title), Bullets(tuple(lines))),
    )  # fmt: skip


def _conflict(conflict: Conflict) -> Iterator[Words]:
    yield Words([(words(conflict.reason), "bad")], [("✗ ", "error")])
    if conflict.hint:
        yield Words([(conflict.hint, "dim")], [("  ", "plain")])


def on_screen(text: str, tone: str = "dim") -> Picture:
    """A remark for terminals only: in a file that others read it would be noise."""
    return Picture(Lines((Words([(text, tone)]),)))


def unplaced(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """The features in no period and why, the best first."""
    rows = options.rows(absent(view.roadmap))
    if not rows:
        return
    total = len(options.rows(view.roadmap.placements)) + len(rows)
    yield Heading("Not in the plan")
    are = "is" if len(rows) == 1 else "are"
    yield Paragraph(f"{len(rows):,} of {total:,} {are} not in the plan: {counted_causes(rows)}")
    named = rows if options.all else [row for row in rows if cause_of(row) != "idea"]
    most = len(named) if options.all else UNPLACED
    if named:
        yield TableBlock(unplaced_table(view, named, most, None if options.verbose else REASONS))
    if (more := len(named) - most) > 0:
        yield Paragraph(f"and {more:,} more: --all lists them", "dim")
    if len(named) < len(rows):
        yield on_screen(IDEAS)
    yield on_screen(WHY_NOT)


# --- decisions ---


def decisions(roadmap: Roadmap, options: RoadmapOptions) -> Iterator[Block]:
    """A row for every decision with its cost; the sum where more than one costs anything."""
    shown = options.shown
    rows = [decision for decision in roadmap.decisions if shown is None or shown(decision.feature)]
    if not rows:
        return
    objective = roadmap.objective
    known = any(row.cost is not None for row in rows)
    title = "What decisions cost" if known else "Decisions"
    yield Heading(title + (", of the plan's value" if known and objective.value else ""))
    columns = (
        Column("id", "id", kind="id"),
        Column("decision", "decision", least=12),
        *([Column("cost", "cost", "right", "text", least=8)] if known else []),
        Column("because", "because", least=20),
    )
    yield TableBlock(Table(columns, tuple(_decision(row, objective, known=known) for row in rows)))
    if summed := _total_cost(rows, objective.value):
        yield Paragraph(summed, "dim")
    if known and (left := sum(row.cost is None for row in rows)):
        yield Paragraph(f"{left:,} not weighed", "dim")


def _decision(cost: DecisionCost, objective: Objective, *, known: bool) -> tuple[Cell, ...]:
    tone: Tone = "warn" if costs(cost) else "dim"
    return (
        Cell(cost.feature), Cell(words(cost.ruling)),
        *([Cell(cost_text(cost, objective), cost.cost, tone=tone)] if known else []),
        Cell(_because_text(cost), tone="plain" if cost.because else "dim"),
    )  # fmt: skip


def _because_text(cost: DecisionCost) -> str:
    """The reason of a decision, and in brackets who decided."""
    by = f"({cost.by})" if cost.by else ""
    return " ".join(part for part in (cost.because, by) if part) or NOTHING


def _total_cost(rows: Sequence[DecisionCost], value: float | None) -> str | None:
    known = [row.cost for row in rows if row.cost]
    if len(known) < 2:
        return None
    total = fsum(known)
    least = "" if all(row.is_proven for row in rows if row.cost) else "at least "
    if least and value and total / value < HARDLY:
        return None
    return f"together {least}{percent(total / value) if value else figure(total)}, each weighed by itself"


# --- the rest ---


def figures(view: AudienceView) -> Iterator[Block]:
    """The model, the plan's value, its bounds, and the load of every team."""
    objective, model = view.roadmap.objective, view.roadmap.model
    numbers = [
        ("value", objective.value, ""),
        ("bound", objective.bound, f", {objective.bound_from}" if objective.bound_from else ""),
        ("ideal", objective.ideal, ", with unlimited teams"),
    ]
    rows = [(name, f"{figure(value, 6)}{more}") for name, value, more in numbers if value is not None]
    if objective.gap is not None:
        rows.insert(2, ("gap", f"{figure(100 * objective.gap)} %"))
    yield Heading("Behind it")
    yield Fields((("model", f"{model.name}: {model.formula}"), *rows))
    if view.roadmap.loads:
        yield TableBlock(teams_table(view))


def remarks(roadmap: Roadmap, options: RoadmapOptions) -> Iterator[Block]:
    """Notes: features moved by the improver, not scored, or left out, and the notes of plan and ranking."""
    lines = [
        *_moved(roadmap),
        *not_ranked("not scored", options.rows(roadmap.unscored), COMMAND),
        *not_ranked("left out", roadmap.left_out or (), COMMAND),
        *([roadmap.ranking.chosen] if roadmap.ranking.chosen else []),
        *dict.fromkeys((*roadmap.notes, *roadmap.ranking.notes)),
    ]
    if lines:
        yield Paragraph("\n".join(lines), "dim")


def _moved(roadmap: Roadmap) -> Iterator[str]:
    """The features that the improver moved, and its gain; nothing where it gained nothing."""
    if not roadmap.moved or roadmap.gain <= 0:
        return
    gain, names = percent(roadmap.gain), listed(roadmap.moved, MOVED)
    yield f"moved away from where rank alone would put them, for {gain} more value: {names}"


def proposal(roadmap: Roadmap) -> Iterator[Block]:
    """A better plan that is not taken, where one is known."""
    better = roadmap.proposal
    if better is not None:
        moves = counted(len(better.moves), "move")
        yield Paragraph(f"{moves} would deliver {percent(better.gain)} more: {COMMAND} --improve")


def keeping(roadmap: Roadmap) -> Iterator[Block]:
    """How a plan is kept, on a terminal, where none is agreed."""
    if roadmap.agreement is None and roadmap.loads and roadmap.placements:
        yield on_screen(KEEP)


def verdict(roadmap: Roadmap) -> Iterator[Block]:
    """The closing sentences of the plan."""
    if lines := list(closing(roadmap)):
        yield Paragraph("\n".join(lines), "strong")
