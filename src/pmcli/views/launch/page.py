"""How ready launches are, as a table of all, and a page of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pmcli.model.feature import Feature
from pmcli.model.figure import listed, measured, odds, percent
from pmcli.planning.launches import LaunchMeasure, Readiness
from pmcli.views.launch import words
from pmcli.writers.blocks import SHELL, Block, Bullets, Code, Fields, Heading, Paragraph, TableBlock
from pmcli.writers.table import NOTHING, Cell, Column, Rest, Table

SHIPPED = "shipped"
_MET = {
    True: Cell("met", tone="good"), False: Cell("missed", tone="bad"),
    None: Cell("not measured", tone="warn"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LaunchOutlook:
    """What is told of launches.

    `within` are the days in which a launch is near; `has_odds` where odds stand in the place of periods;
    `gate` is what is said of a gate that stays open.
    """

    product: str
    today: date
    launches: tuple[Readiness, ...]
    within: int
    has_odds: bool = False
    gate: str = ""


def launches_page(outlook: LaunchOutlook, *, top: int | None = None) -> list[Block]:
    """The conclusion, and all launches by their day; `top` of them are shown, all with None."""
    blocks: list[Block] = [
        Heading(f"{outlook.product}: ready to launch?", 1), Paragraph(words.conclusion(outlook.launches)),
    ]  # fmt: skip
    if outlook.launches:
        blocks.append(TableBlock(launches_table(outlook, top=top)))
    elif outlook.gate:
        blocks.append(Paragraph(outlook.gate, "dim"))
    return blocks


def launches_table(
    outlook: LaunchOutlook, *, top: int | None = None, is_record: bool = False
) -> Table:  # fmt: skip
    """The launches, by their day; in a record also whether each is ready."""
    columns: tuple[Column, ...] = (
        Column("date", "day", kind="id"), Column("id", "id", kind="id"),
        Column("when", "when", kind="id", priority=1), Column("points", "points", kind="id"),
        Column("in_the_way", "in the way", least=16, lines=30),
        Column("built", "built by then" if outlook.has_odds else "built", kind="id", priority=2),
    )  # fmt: skip
    shown = outlook.launches[:top]
    rest = len(outlook.launches) - len(shown)
    lines = (*((Rest(rest),) if rest else ()), *notes(outlook))
    rows = tuple(_row(launch, outlook) for launch in shown)
    if is_record:
        columns = (*columns, Column("ready", "ready", kind="id"))
        ready = (Cell("yes" if launch.is_ready else "no") for launch in shown)
        rows = tuple((*row, cell) for row, cell in zip(rows, ready, strict=True))
    return Table(columns, rows, notes=lines)


def _row(launch: Readiness, outlook: LaunchOutlook) -> tuple[Cell, ...]:
    return (
        Cell(str(launch.date)) if launch.date else Cell(words.NO_DAY, "", tone="dim"),
        Cell(launch.id),
        Cell("" if launch.days is None else words.when(launch.days), launch.days,
             tone="bad" if launch.days is not None and launch.days < 0 else "plain"),
        _points(launch),
        _in_the_way(launch),
        _built(launch, outlook),
    )  # fmt: skip


def _points(launch: Readiness) -> Cell:
    count = len(launch.points)
    if not count:
        return Cell(NOTHING, "", tone="dim")
    return Cell(
        f"{launch.settled} of {count}", tone="good" if launch.settled == count else "warn"
    )  # fmt: skip


def _in_the_way(launch: Readiness) -> Cell:
    text = words.in_short(launch)
    if text:
        return Cell(text, text, tone="bad" if _is_held(launch) else "plain")
    if launch.is_ready:
        return Cell("nothing: ready", "", tone="good")
    return Cell("no measure", tone="warn")


def _is_held(launch: Readiness) -> bool:
    return launch.rolling is not None and launch.rolling.is_held


def _built(launch: Readiness, outlook: LaunchOutlook) -> Cell:
    if launch.is_built:
        return Cell(SHIPPED, launch.odds if outlook.has_odds else SHIPPED, tone="good")
    if outlook.has_odds and launch.odds is not None:
        return Cell(odds(launch.odds), launch.odds)
    if launch.period is None:
        return Cell(NOTHING, "", tone="dim")
    return Cell(str(launch.period), "" if outlook.has_odds else str(launch.period))


def notes(outlook: LaunchOutlook) -> Iterator[str]:
    """The lines below the launches."""
    unmeasured = [
        launch.id for launch in outlook.launches
        if any(obstacle.kind == "no-metric" for obstacle in launch.obstacles)
    ]  # fmt: skip
    if unmeasured:
        yield f"no measure to look at after the launch: {listed(unmeasured)}"
    if outlook.gate:
        yield outlook.gate


# --- one launch ---


def launch_page(outlook: LaunchOutlook, feature: Feature) -> list[Block]:
    """All that is known of the one launch: what is in the way first, then the checklist and the rest."""
    if not outlook.launches:
        planned = Paragraph(words.unplanned(feature.id))
        gate = [Paragraph(outlook.gate, "dim")] if outlook.gate else []
        return [Heading(f"{feature.title}: ready to launch?", 1), planned, *gate]
    launch = outlook.launches[0]
    return [
        *_head(launch, outlook), *_checklist(launch), *_evaluation(launch), *_rollout(launch),
        *_after(launch),
    ]  # fmt: skip


def _head(launch: Readiness, outlook: LaunchOutlook) -> Iterator[Block]:
    yield Heading(f"{launch.title}: {words.stage(launch)}", 1)
    if out := words.rolling(launch):
        yield Paragraph(out, "bad" if _is_held(launch) else "plain")
    if not launch.is_ready:
        yield Paragraph(f"{'still open' if launch.is_out else 'not ready'}: {words.lacking(launch)}")
    elif not launch.is_out:
        yield Paragraph(f"ready: nothing is in the way of {launch.id}", "good")
    day = f"{launch.date}, {words.when(launch.days)}" if launch.date else words.NO_DAY
    built = _built(launch, outlook).text
    named = "built by then" if outlook.has_odds and launch.odds is not None else "built"
    rows = [("day", day), ("kind", ", ".join(launch.kinds)), (named, "" if built == NOTHING else built)]
    yield Fields(tuple((label, text) for label, text in rows if text))
    if launch.obstacles:
        yield Heading("In the way")
        yield Bullets(tuple(words.sentence(obstacle, launch) for obstacle in launch.obstacles))
        if commands := [each for obstacle in launch.obstacles for each in words.helps(obstacle, launch)]:
            yield Heading("What helps")
            yield Code("\n".join(commands), SHELL)
    if outlook.gate:
        yield Paragraph(outlook.gate, "dim")


def _checklist(launch: Readiness) -> Iterator[Block]:
    if not launch.points:
        return
    columns = (
        Column("state", "state", kind="id"), Column("point", "point", kind="id"),
        Column("lists", "asked by", priority=3, least=8), Column("by", "who", least=6),
        Column("on", "when", kind="id"), Column("link", "where", priority=2),
        Column("because", "because", priority=1),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(words.state(point), tone="good" if point.is_settled else "warn"), Cell(point.name),
            Cell(", ".join(point.lists)), Cell(point.by or ""), Cell(str(point.on or "")),
            Cell(point.link or ""), Cell(point.because or ""),
        )
        for point in launch.points
    )  # fmt: skip
    yield Heading(f"Checklist: {launch.settled} of {len(launch.points)}")
    yield TableBlock(_filled(columns, rows))


def _evaluation(launch: Readiness) -> Iterator[Block]:
    if not launch.evaluations:
        return
    columns = (
        Column("what", "what", least=16), Column("found", "found", "right", "number"),
        Column("need", "needs", kind="id"), Column("met", "", kind="id"), Column("on", "when", kind="id"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(each.what), _number(each.found), Cell(str(each.need)), _MET[each.is_met],
            Cell(str(each.on or "")),
        )
        for each in launch.evaluations
    )  # fmt: skip
    yield Heading("Evaluation")
    yield TableBlock(_filled(columns, rows))


def _rollout(launch: Readiness) -> Iterator[Block]:
    if not launch.rollout:
        return
    columns = (Column("to", "to", "right", "number"), Column("on", "from", kind="id"),
               Column("until", "goes on when", least=16))  # fmt: skip
    rows = tuple(
        (
            Cell(percent(stage.to), stage.to), Cell(str(stage.on or "")),
            Cell(words.condition(stage), tone="bad" if stage.holds is False else "plain"),
        )
        for stage in launch.rollout
    )  # fmt: skip
    yield Heading("Rollout")
    yield TableBlock(_filled(columns, rows))


def _after(launch: Readiness) -> Iterator[Block]:
    if not launch.measures:
        return
    columns = (
        Column("metric", "metric", least=12), Column("baseline", "before", "right", "number"),
        Column("target", "aim", "right", "number"), Column("review", "look at it", kind="id"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(measure.metric), _number(measure.baseline), _number(measure.target),
            Cell(_review(measure)),
        )
        for measure in launch.measures
    )  # fmt: skip
    yield Heading("Afterwards")
    yield TableBlock(_filled(columns, rows))


def _number(value: float | None) -> Cell:
    return Cell(NOTHING, "", tone="dim") if value is None else Cell(measured(value), float(value))


def _review(measure: LaunchMeasure) -> str:
    return str(measure.review or "once it has a launch day")


def _filled(columns: Sequence[Column], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """The table without the columns in which nothing stands."""
    kept = [at for at in range(len(columns)) if any(row[at].text for row in rows)]
    return Table(tuple(columns[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows))
