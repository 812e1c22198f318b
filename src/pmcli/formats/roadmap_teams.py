"""What teams carry: load, slack, and what one more week of theirs would be worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pmcli.figure import figure
from pmcli.formats.page import Block, Heading, Paragraph, TableBlock
from pmcli.formats.roadmap_below import conflicts, load_cell, remarks, verdict
from pmcli.formats.roadmap_scene import Scene
from pmcli.formats.roadmap_words import percent
from pmcli.formats.table import Cell, Column, Table, Tone, number
from pmcli.roadmap.result import Load

_OVER = 1e-6


def teams(scene: Scene) -> list[Block]:
    """Load, slack and price by team and period, and which of them is the bottleneck."""
    page: list[Block] = [Heading(f"{scene.backlog.workspace.product}: teams", 1)]
    if not scene.roadmap.loads:
        return [*page, Paragraph("pm.yaml has no teams"), *conflicts(scene.roadmap.conflicts)]
    page += conflicts(scene.roadmap.conflicts)
    page += [TableBlock(teams_table(scene)), Paragraph("\n".join(_bottleneck(scene)), "strong")]
    return [*page, *(remarks(scene) if scene.verbose else ()), *(verdict(scene) if scene.verbose else ())]


def teams_table(scene: Scene) -> Table:
    """A row for every team in every period; machines read the team in each, people where it changes."""
    loads = scene.roadmap.loads
    priced = any(one.price is not None for one in loads)
    reserved = any(one.reserve > 0 for one in loads)
    best = max((one.price or 0.0 for one in loads), default=0.0)
    rows = []
    before = ""
    for one in loads:
        text = "" if one.team == before else one.team
        before = one.team
        tightest = bool(best) and one.price == best
        rows.append(_row(one, text, scene, priced=priced, reserved=reserved, tightest=tightest))
    columns = (
        Column("team", "team", kind="id"),
        Column("period", "period"),
        Column("used", "used", kind="bar"),
        Column("capacity", "capacity", "right", "number", 3),
        Column("left", "left", "right", "number"),
        *([Column("reserve_used", "of reserve", "right", "text", 4, 8)] if reserved else []),
        *([Column("price", f"one more {scene.unit}", "right", "number", 1)] if priced else []),
        *([Column("price_share", "of the plan", "right", "text", 2, 6)] if priced else []),
    )
    return Table(columns, tuple(rows))


def _row(
    one: Load, team: str, scene: Scene, *, priced: bool, reserved: bool, tightest: bool
) -> tuple[Cell, ...]:
    used = load_cell(one)
    over = one.left < -_OVER
    value = scene.roadmap.objective.value
    share = one.price / value if one.price and value else None
    kept = f"{figure(one.reserve_used)} of {figure(one.reserve)}"
    return (
        Cell(team, one.team),
        Cell(str(one.period)),
        Cell(figure(one.used), one.used, used.share, "bad" if over else "plain"),
        number(one.capacity, tone="plain" if one.capacity > 0 else "dim"),
        Cell(figure(one.left), one.left, tone="bad" if over else "dim" if one.left <= _OVER else "plain"),
        *([Cell(kept, one.reserve_used, tone="dim")] if reserved else []),
        *([_price(one.price, "warn" if tightest else "plain")] if priced else []),
        *([Cell(percent(share) if share else "", share, tone="dim")] if priced else []),
    )


def _price(price: float | None, tone: Tone) -> Cell:
    if price is None:
        return number(None)
    return Cell(f"+{figure(price)}", price, tone=tone) if price > 0 else Cell("0", 0.0, tone="dim")


def _bottleneck(scene: Scene) -> Iterator[str]:
    """Where one more unit of effort would be worth most; by load where nothing says what it is worth."""
    loads = scene.roadmap.loads
    over = [one for one in loads if one.left < -_OVER]
    for one in over:
        yield f"{one.team} in {one.period} has {figure(-one.left)} {scene.units} too much"
    priced = [one for one in loads if one.price is not None]
    if not priced:
        yield from _fullest(loads)
        return
    best = max(priced, key=lambda one: one.price or 0.0)
    if not best.price:
        if not over:
            yield "no team is a bottleneck: more of any would add nothing to this plan"
        return
    value = scene.roadmap.objective.value
    share = f", {percent(best.price / value)} of the plan" if value else ""
    week = "week" if scene.unit == "person-week" else scene.unit
    yield f"{best.team} in {best.period} is the bottleneck: +{figure(best.price)} a {week}{share}"


def _fullest(loads: Sequence[Load]) -> Iterator[str]:
    known = [one for one in loads if one.capacity > 0]
    if known:
        best = max(known, key=lambda one: one.used / one.capacity)
        yield f"{best.team} in {best.period} is the fullest: {percent(best.used / best.capacity)}"
