"""The blocks below a plan: conflicts, capacity, features not placed, cost of decisions, how good it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import TYPE_CHECKING

from pmcli.model.figure import HARDLY, figure, listed, percent
from pmcli.model.words import words
from pmcli.views.ranking.table import not_ranked
from pmcli.views.roadmap.absent import absent, cause_of, counted_causes
from pmcli.views.roadmap.against import moved
from pmcli.views.roadmap.labels import closing, cost_text, costs, counted
from pmcli.views.roadmap.loads import capacity, teams_table
from pmcli.views.roadmap.parts import REASONS, RoadmapOptions, unplaced_table
from pmcli.views.roadmap.promised import promises
from pmcli.writers.blocks import Block, Bullets, Fields, Heading, Paragraph, Picture, TableBlock
from pmcli.writers.drawings import TextLines, Words
from pmcli.writers.table import NOTHING, Cell, Column, Table, Tone

if TYPE_CHECKING:
    from pmcli.planning.result import Conflict, DecisionCost, Objective, Roadmap
    from pmcli.sharing import AudienceView

UNPLACED = 10
"""Most features that are named with the reason why they did not fit."""
MOVED = 8
COSTLY = 3
COMMAND = "pm roadmap"
KEEP = "pm accept keeps this plan: then it moves for a reason only"
IDEAS = "ideas are ranked, not planned: pm set ID status=candidate plans one, --all lists them"
WHY_NOT = "pm why-not ID says what would get one in"
ALL = "--all tells more"


def below(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """All blocks below a plan: conflicts first, how good the plan is last."""
    yield from conflicts(view.roadmap)
    yield from promises(view, options)
    if options.form != "whole":
        yield from _in_short(view, options)
        return
    yield from capacity(view)
    yield from unplaced(view, options)
    yield from decisions(view.roadmap, options)
    if options.verbose:
        yield from figures(view)
    yield from remarks(view.roadmap, options)
    yield from proposal(view.roadmap)
    yield from verdict(view.roadmap)
    yield from keeping(view.roadmap)


def _in_short(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """What stands elsewhere than agreed, the rest counted, and what to type for more."""
    yield from moved(view, options)
    roadmap = view.roadmap
    planned = {row.id for row in roadmap.placements}
    unscored = sum(row.id in planned for row in options.rows(roadmap.unscored))
    missing = [f"{counted(unscored)} planned without a score"] if unscored else []
    faults = not_ranked("left out", roadmap.left_out or (), COMMAND)
    if counts := [*_absent(view, options), *missing, *faults, *_costly(roadmap, options), *_noted(roadmap)]:
        yield Paragraph("\n".join(counts))
    yield from proposal(roadmap)
    yield from verdict(roadmap)
    keep = ", pm accept keeps this plan" if _is_new(roadmap) else ""
    yield on_screen(f"{ALL}, pm why-not ID what would get one in{keep}")


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
        TextLines((
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
    return Picture(TextLines((Words([(text, tone)]),)))


def unplaced(view: AudienceView, options: RoadmapOptions) -> Iterator[Block]:
    """The features in no period and why, the best first."""
    rows = options.rows(absent(view.roadmap))
    if not rows:
        return
    yield Heading("Not in the plan")
    yield Paragraph("".join(_absent(view, options)))
    named = rows if options.all else [row for row in rows if cause_of(row) != "idea"]
    most = len(named) if options.all else UNPLACED
    if named:
        yield TableBlock(unplaced_table(view, named, most, None if options.verbose else REASONS))
    if (more := len(named) - most) > 0:
        yield Paragraph(f"and {more:,} more: --all lists them", "dim")
    if len(named) < len(rows):
        yield on_screen(IDEAS)
    yield on_screen(WHY_NOT)


def _absent(view: AudienceView, options: RoadmapOptions) -> Iterator[str]:
    """How many features are in no period, by cause; nothing where all are in one."""
    if rows := options.rows(absent(view.roadmap)):
        total = len(options.rows(view.roadmap.placements)) + len(rows)
        are = "is" if len(rows) == 1 else "are"
        yield f"{len(rows):,} of {total:,} {are} not in the plan: {counted_causes(rows)}"


# --- decisions ---


def decisions(roadmap: Roadmap, options: RoadmapOptions) -> Iterator[Block]:
    """A row for every decision with its cost; the sum where more than one costs anything."""
    rows = _shown(roadmap, options)
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


def _shown(roadmap: Roadmap, options: RoadmapOptions) -> list[DecisionCost]:
    shown = options.shown
    return [decision for decision in roadmap.decisions if shown is None or shown(decision.feature)]


def _costly(roadmap: Roadmap, options: RoadmapOptions) -> Iterator[str]:
    """The decisions that are known to cost anything, the costliest first."""
    rows = [row for row in _shown(roadmap, options) if costs(row)]
    rows.sort(key=lambda row: -(row.cost or 0.0))
    if rows:
        of = " of the plan's value" if roadmap.objective.value else ""
        told = [f"{row.feature} {cost_text(row, roadmap.objective)}" for row in rows]
        yield f"decisions cost{of}: {listed(told, COSTLY)}"


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
    if lines := [*_moved(roadmap), *_left_out(roadmap, options), *_noted(roadmap)]:
        yield Paragraph("\n".join(lines), "dim")


def _left_out(roadmap: Roadmap, options: RoadmapOptions) -> Iterator[str]:
    """The features that are not scored, and those left out for a fault."""
    yield from not_ranked("not scored", options.rows(roadmap.unscored), COMMAND)
    yield from not_ranked("left out", roadmap.left_out or (), COMMAND)


def _noted(roadmap: Roadmap) -> list[str]:
    """The notes of plan and ranking."""
    chosen = [roadmap.ranking.chosen] if roadmap.ranking.chosen else []
    return [*chosen, *dict.fromkeys((*roadmap.notes, *roadmap.ranking.notes))]


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
    if _is_new(roadmap):
        yield on_screen(KEEP)


def _is_new(roadmap: Roadmap) -> bool:
    """Whether there is a plan that nobody has agreed on."""
    return roadmap.agreement is None and bool(roadmap.loads and roadmap.placements)


def verdict(roadmap: Roadmap) -> Iterator[Block]:
    """The closing sentences of the plan."""
    if lines := list(closing(roadmap)):
        yield Paragraph("\n".join(lines), "strong")
